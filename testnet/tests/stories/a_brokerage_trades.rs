//! A brokerage: offers of its members stand in it everywhere, only they, and only for their time.

use std::time::Duration;

use artel_node::Refusal;
use artel_node::features::publishing::{Draft, Readers};
use artel_node::features::spaces::SpaceDraft;
use artel_node::store::keys;
use artel_protocol::kinds::offer::lifetime::LIFETIME;
use artel_protocol::{Id, Name, Posting, PreModeration, SpaceKind};
use artel_testnet::{Testnet, eventually};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn brokerage(net: &Testnet, community: &Id) -> Id {
    let draft = SpaceDraft {
        title: "Brokerage".into(),
        summary: String::new(),
        posting: Posting::Members,
        premoderation: PreModeration::Nobody,
        reviews: false,
        members_only: false,
        moderators: Vec::new(),
        rules: String::new(),
        language: None,
    };
    let name = Name::parse("boerse").unwrap();
    let hub = &net.member("hub").node;
    hub.open_space(community, name, SpaceKind::Brokerage, draft).await.unwrap()
}

/// A business request as it is typed.
fn request(brokerage: &Id) -> Draft {
    let mut draft = Draft {
        title: "Hardening of shafts wanted".into(),
        summary: "A workshop seeks somebody who hardens shafts.".into(),
        markdown: "We turn shafts and have them hardened far away.".into(),
        readers: Readers::Space(brokerage.clone()),
        ..Draft::default()
    };
    let choices = [
        ("type", "BR"),
        ("sought", "Induction hardening up to 600 mm."),
        ("partnerships.supplier", "yes"),
        ("goals.9", "yes"),
    ];
    for (field, value) in choices {
        draft.more.set(field, value);
    }
    draft
}

fn stands(net: &Testnet, node: &str, brokerage: &Id) -> Vec<Id> {
    let listed = net.member(node).node.space_entries(brokerage, &[], None, 20).unwrap().items;
    listed.into_iter().map(|shown| shown.record.entry.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_stands_on_every_node_without_http_until_its_year_is_over() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    for node in ["hub", "a", "b"] {
        net.cut_http(node).await;
    }
    let brokerage = brokerage(&net, &community).await;
    let a = net.member("a");
    eventually("a knows it", async || a.node.space(&brokerage).ok()?).await;
    let refused = a.node.publish("topic", &a.company, &request(&brokerage)).await;
    assert!(matches!(refused, Err(Refusal::Invalid(_))), "a topic is no offer: {refused:?}");
    let offer = a.node.publish("offer", &a.company, &request(&brokerage)).await.unwrap();
    for node in ["hub", "a", "b"] {
        net.is_confirmed(node, &offer).await;
        assert_eq!(stands(&net, node, &brokerage), std::slice::from_ref(&offer), "{node}");
    }
    let owner = Name::parse("owner_a").unwrap();
    let early = a.node.renew_offer(&owner, &offer).await;
    assert!(matches!(early, Err(Refusal::Invalid(_))), "{early:?}");
    for node in ["hub", "a", "b"] {
        net.member(node).clock.forward(LIFETIME + DAY);
        assert!(stands(&net, node, &brokerage).is_empty(), "{node} shows what is over");
    }
    a.node.renew_offer(&owner, &offer).await.unwrap();
    for node in ["hub", "a", "b"] {
        eventually("it stands again", async || (!stands(&net, node, &brokerage).is_empty()).then_some(()))
            .await;
    }
    let twice = a.node.renew_offer(&owner, &offer).await;
    assert!(matches!(twice, Err(Refusal::Invalid(_))), "{twice:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_is_reminded_once_a_fortnight_before_the_end() {
    let net = Testnet::new("hub").await;
    let community = net.found("hub", &[]).await;
    let brokerage = brokerage(&net, &community).await;
    let hub = net.member("hub");
    hub.node.publish("offer", &hub.company, &request(&brokerage)).await.unwrap();
    let told = || {
        let view = hub.node.view().unwrap();
        let count: Option<u64> = view.record(&keys::notification_count(&hub.actor())).unwrap();
        count.unwrap_or_default()
    };
    hub.node.remind_of_ends().await.unwrap();
    assert_eq!(told(), 0);
    hub.clock.forward(LIFETIME - 13 * DAY);
    for _ in 0..2 {
        hub.node.remind_of_ends().await.unwrap();
        assert_eq!(told(), 1);
    }
}
