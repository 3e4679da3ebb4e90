//! A brokerage whose offers another person reads first: on whatever node its author and the moderators are, and whoever the
//! author is.

use artel_node::Refusal;
use artel_node::features::communities::Order;
use artel_node::features::publishing::{Draft, Readers};
use artel_node::features::spaces::SpaceDraft;
use artel_node::policy::review;
use artel_node::store::records::AccountRecord;
use artel_protocol::{Id, Name, Posting, PreModeration, SpaceKind};
use artel_testnet::{Testnet, eventually};

const NODES: [&str; 3] = ["hub", "a", "b"];

fn owner(net: &Testnet, node: &str) -> AccountRecord {
    let view = net.member(node).node.view().unwrap();
    view.account(&Name::parse(&format!("owner_{node}")).unwrap()).unwrap().unwrap()
}

/// The person behind a company.
fn person(net: &Testnet, node: &str) -> Id {
    net.member(node).node.local_actor(&owner(net, node).name).unwrap().id
}

/// A brokerage on the hub in which the companies on `a` and `b` and the person on `a` keep order.
async fn brokerage(net: &Testnet, community: &Id) -> Id {
    let draft = SpaceDraft {
        title: "Brokerage".into(),
        summary: String::new(),
        posting: Posting::Members,
        premoderation: PreModeration::Nobody,
        reviews: true,
        members_only: false,
        moderators: vec![net.member("a").actor(), person(net, "a"), net.member("b").actor()],
        rules: String::new(),
        language: None,
    };
    let name = Name::parse("boerse").unwrap();
    let hub = &net.member("hub").node;
    let space = hub.open_space(community, name, SpaceKind::Brokerage, draft).await.unwrap();
    for node in NODES {
        eventually("the space is known", async || {
            net.member(node).node.space(&space).ok()?.filter(|space| space.space.reviews)
        })
        .await;
    }
    space
}

fn request(space: &Id, title: &str) -> Draft {
    let mut draft = Draft {
        title: title.into(),
        summary: "A workshop seeks somebody who hardens shafts.".into(),
        markdown: "We turn shafts and have them hardened far away.".into(),
        readers: Readers::Space(space.clone()),
        ..Draft::default()
    };
    for (field, value) in [
        ("type", "BR"),
        ("sought", "Induction hardening up to 600 mm."),
        ("partnerships.supplier", "yes"),
        ("goals.9", "yes"),
    ] {
        draft.more.set(field, value);
    }
    draft
}

async fn lies_before(net: &Testnet, node: &str, space: &Id, entry: &Id) {
    let owner = owner(net, node);
    eventually(&format!("it lies before the moderator at {node}"), async || {
        let queue = net.member(node).node.queue(&owner, space).ok()?;
        queue.waiting.iter().any(|waiting| waiting.held.entry == *entry).then_some(())
    })
    .await;
}

async fn decide(net: &Testnet, space: &Id, entry: &Id, lets_in: bool, reason: &str) {
    let b = net.member("b");
    b.node.keep_order(&b.company, space, &Order::Show(entry.clone(), lets_in), reason).await.unwrap();
    let own = owner(net, "a");
    let a = net.member("a");
    eventually("its author waits no more", async || {
        let all = a.node.own_held(&own, space).ok()?;
        all.iter().all(|one| !one.held.waits()).then_some(())
    })
    .await;
}

fn title(net: &Testnet, node: &str, entry: &Id) -> Option<String> {
    let stored = net.member(node).node.view().unwrap().entry(entry).unwrap()?;
    Some(stored.entry.content.card().title)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderators_own_offer_waits_for_somebody_of_another_organisation() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let space = brokerage(&net, &community).await;
    let (a, hub) = (net.member("a"), net.member("hub"));
    let offer = a.node.publish("offer", &a.company, &request(&space, "Shafts")).await.unwrap();
    lies_before(&net, "b", &space, &offer).await;
    for node in NODES {
        assert_eq!(title(&net, node, &offer), None, "nobody reads it at {node}");
    }
    // Neither the author nor a colleague lets it in: not at home, and not on the hub, which decides.
    let lets_in = Order::Show(offer.clone(), true);
    for by in [a.company.clone(), owner(&net, "a").name] {
        let refused = a.node.keep_order(&by, &space, &lets_in, "").await;
        assert!(matches!(refused, Err(Refusal::Forbidden(_))), "{by}: {refused:?}");
    }
    let waiting = {
        let view = hub.node.view().unwrap();
        artel_node::features::queue::records::find(&view, &offer).unwrap().unwrap()
    };
    let (record, view) = (hub.node.space(&space).unwrap().unwrap(), hub.node.view().unwrap());
    for (by, may) in [(a.actor(), false), (person(&net, "a"), false), (net.member("b").actor(), true)] {
        assert_eq!(review::may_decide(&view, &record, &waiting, &by).is_ok(), may, "{by}");
    }
    drop(view);
    decide(&net, &space, &offer, true, "").await;
    for node in NODES {
        net.is_confirmed(node, &offer).await;
    }

    // That it is paused is no news to read; what it says is.
    let by = owner(&net, "a").name;
    a.node.pause_offer(&by, &offer, true).await.unwrap();
    for node in NODES {
        eventually(&format!("it is paused at {node}"), async || {
            let stored = net.member(node).node.view().ok()?.entry(&offer).ok()??;
            let place = stored.community.clone()?;
            let standing = net.member(node).node.offer_standing(&stored)?;
            (standing.paused && place.confirmed).then_some(())
        })
        .await;
    }
    a.node.edit_as(&by, &offer, &request(&space, "Gold")).await.unwrap();
    lies_before(&net, "b", &space, &offer).await;
    decide(&net, &space, &offer, false, "This is another offer.").await;
    for node in NODES {
        assert_eq!(title(&net, node, &offer).as_deref(), Some("Shafts"), "{node}");
    }
    let own = a.node.own_held(&owner(&net, "a"), &space).unwrap();
    let reason = own.first().and_then(|one| one.held.turned_down.clone()).map(|one| one.reason);
    assert_eq!(reason.as_deref(), Some("This is another offer."));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_back_is_changed_and_sent_again() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let space = brokerage(&net, &community).await;
    let (a, own) = (net.member("a"), owner(&net, "a"));
    let offer = a.node.publish("offer", &a.company, &request(&space, "Shafts")).await.unwrap();
    lies_before(&net, "b", &space, &offer).await;
    decide(&net, &space, &offer, false, "Say how many.").await;
    let number = a.node.rewrite_held(&own, &offer).await.unwrap();
    assert!(a.node.own_held(&own, &space).unwrap().is_empty(), "it is a draft again");
    let draft = a.node.draft(&own.name, number).unwrap();
    assert_eq!((&*draft.title, &*draft.kind, draft.author), ("Shafts", "offer", a.company.clone()));
    assert_eq!(draft.readers, Readers::Space(space.clone()));
    assert_eq!(draft.more.value("sought"), "Induction hardening up to 600 mm.");
    let again = a.node.publish("offer", &a.company, &request(&space, "Forty shafts")).await.unwrap();
    lies_before(&net, "b", &space, &again).await;
    decide(&net, &space, &again, true, "").await;
    for node in NODES {
        net.is_confirmed(node, &again).await;
        assert_eq!(title(&net, node, &offer), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_says_that_does_not_know_of_the_review_gets_no_word_of_the_community() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let hub = net.member("hub");
    let draft = SpaceDraft {
        title: "Brokerage".into(),
        summary: String::new(),
        posting: Posting::Members,
        premoderation: PreModeration::Nobody,
        reviews: false,
        members_only: false,
        moderators: vec![hub.actor(), net.member("b").actor()],
        rules: String::new(),
        language: None,
    };
    let name = Name::parse("boerse").unwrap();
    let kind = SpaceKind::Brokerage;
    let space = hub.node.open_space(&community, name, kind, draft.clone()).await.unwrap();
    let a = net.member("a");
    eventually("a knows the space", async || a.node.space(&space).ok()?).await;
    net.unplug("a").await;
    let hub = net.member("hub");
    let officer = owner(&net, "hub");
    hub.node.describe_space(&officer, &space, SpaceDraft { reviews: true, ..draft }).await.unwrap();
    let a = net.member("a");
    let offer = a.node.publish("offer", &a.company, &request(&space, "Shafts")).await.unwrap();
    assert!(title(&net, "a", &offer).is_some(), "at home it stands already");
    net.plug("a").await;
    lies_before(&net, "hub", &space, &offer).await;
    let stored = net.member("hub").node.view().unwrap().entry(&offer).unwrap();
    assert!(stored.is_none_or(|stored| !stored.community.unwrap().confirmed), "it is not announced");
    let found = artel_node::features::matching::browse::OfferQuery::default();
    let listed = net.member("hub").node.find_offers(&found, None, 20).await.unwrap();
    assert_eq!(listed.count, 0, "nobody finds it");
    let hub = net.member("hub");
    hub.node.keep_order(&hub.company, &space, &Order::Show(offer.clone(), true), "").await.unwrap();
    for node in NODES {
        net.is_confirmed(node, &offer).await;
    }
}
