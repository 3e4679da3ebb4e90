//! What new people write in a space waits for its moderators: on whatever node each of them is at home, with HTTP cut, and
//! from other software.

use artel_node::features::communities::Order;
use artel_node::features::publishing::{self, Draft};
use artel_node::features::spaces::SpaceDraft;
use artel_node::sets::{Readers, records, sid};
use artel_node::store::records::AccountRecord;
use artel_protocol::{Id, Name, Posting, PreModeration, SpaceKind};
use artel_testnet::stranger::Stranger;
use artel_testnet::{Testnet, eventually};
use serde_json::json;

/// A forum on the hub in which what new people write waits for a company that is at home on `a`.
async fn forum(net: &Testnet, community: &Id, posting: Posting) -> Id {
    let draft = SpaceDraft {
        title: "Questions".into(),
        summary: String::new(),
        posting,
        premoderation: PreModeration::New,
        reviews: false,
        members_only: false,
        moderators: vec![net.member("a").actor()],
        rules: String::new(),
        language: None,
    };
    let name = Name::parse("questions").unwrap();
    let forum = net.member("hub").node.open_space(community, name, SpaceKind::Forum, draft).await.unwrap();
    for node in ["a", "b"] {
        eventually("the space is known", async || net.member(node).node.space(&forum).ok()?).await;
    }
    forum
}

async fn begin(net: &Testnet, node: &str, forum: &Id, title: &str) -> Id {
    let draft = Draft {
        title: title.into(),
        markdown: "Does anybody know?".into(),
        readers: publishing::Readers::Space(forum.clone()),
        ..Draft::default()
    };
    let member = net.member(node);
    member.node.publish("topic", &member.company, &draft).await.unwrap()
}

fn owner(net: &Testnet, node: &str) -> AccountRecord {
    let view = net.member(node).node.view().unwrap();
    view.account(&Name::parse(&format!("owner_{node}")).unwrap()).unwrap().unwrap()
}

/// Waits until it lies before the moderator on `a`.
async fn lies_before_a(net: &Testnet, forum: &Id, entry: &Id) {
    let owner = owner(net, "a");
    eventually("it lies before the moderator", async || {
        let queue = net.member("a").node.queue(&owner, forum).ok()?;
        queue.waiting.iter().any(|waiting| waiting.held.entry == *entry).then_some(())
    })
    .await;
}

fn is_known(net: &Testnet, node: &str, entry: &Id) -> bool {
    net.member(node).node.view().unwrap().entry(entry).unwrap().is_some()
}

async fn decide(net: &Testnet, forum: &Id, entry: &Id, lets_in: bool, reason: &str) {
    let a = net.member("a");
    a.node.keep_order(&a.company, forum, &Order::Show(entry.clone(), lets_in), reason).await.unwrap();
    let owner = owner(net, "a");
    eventually("it lies before nobody any more", async || {
        a.node.queue(&owner, forum).ok()?.is_empty().then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_elsewhere_lets_in_and_turns_down_with_http_cut() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    for node in ["hub", "a", "b"] {
        net.cut_http(node).await;
    }
    let forum = forum(&net, &community, Posting::Members).await;
    let topic = begin(&net, "b", &forum, "First").await;
    lies_before_a(&net, &forum, &topic).await;
    for node in ["hub", "a", "b"] {
        assert!(!is_known(&net, node, &topic), "nobody reads it at {node}");
    }
    decide(&net, &forum, &topic, true, "").await;
    for node in ["hub", "a", "b"] {
        net.is_confirmed(node, &topic).await;
    }
    let own = owner(&net, "b");
    let b = net.member("b");
    eventually("its author waits no more", async || {
        b.node.own_held(&own, &forum).ok()?.is_empty().then_some(())
    })
    .await;
    let second = begin(&net, "b", &forum, "Second").await;
    lies_before_a(&net, &forum, &second).await;
    decide(&net, &forum, &second, false, "Said before.").await;
    eventually("its author reads why", async || {
        let own = b.node.own_held(&own, &forum).ok()?;
        let turned_down = own.first()?.held.turned_down.clone()?;
        (turned_down.reason == "Said before.").then_some(())
    })
    .await;
    for node in ["hub", "a", "b"] {
        assert!(!is_known(&net, node, &second), "nobody reads it at {node}");
    }
    let heard = |node: &str| {
        let view = net.member(node).node.view().unwrap();
        records::set(&view, &sid(&community, Readers::Everybody)).unwrap().count
    };
    eventually("every set is the same", async || {
        (heard("hub") == heard("a") && heard("a") == heard("b")).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_taken_back_by_its_author_elsewhere() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let forum = forum(&net, &community, Posting::Members).await;
    let topic = begin(&net, "b", &forum, "First").await;
    lies_before_a(&net, &forum, &topic).await;
    net.member("b").node.take_back_held(&owner(&net, "b"), &topic).await.unwrap();
    let moderator = owner(&net, "a");
    eventually("it waits for nobody", async || {
        net.member("a").node.queue(&moderator, &forum).ok()?.is_empty().then_some(())
    })
    .await;
    assert!(!is_known(&net, "hub", &topic));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_from_other_software_writes_waits_too_and_they_are_told_why_it_was_turned_down() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let forum = forum(&net, &community, Posting::Anyone).await;
    let server = Stranger::start("masto.test", [127, 0, 10, 93]).await;
    net.name("masto.test", server.address);
    let (mia, hub) = (server.actor("mia"), net.member("hub"));
    let says = async |number: u32, id: &str| {
        let note = json!({
            "id": id, "type": "Note", "attributedTo": mia.id.as_str(), "content": "<p>Does anybody know?</p>",
            "to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": [forum.as_str()],
            "published": "2026-01-01T00:00:00Z",
        });
        let mut activity = mia.activity(number, "Create", note);
        activity["cc"] = json!([forum.as_str()]);
        server.post(hub.address, &forum.join("/inbox"), &mia, &activity).await.status
    };
    let (good, bad) = ("http://masto.test/notes/1", "http://masto.test/notes/2");
    assert_eq!(says(1, good).await, 202);
    let good = Id::parse(good).unwrap();
    lies_before_a(&net, &forum, &good).await;
    assert!(!is_known(&net, "hub", &good));
    decide(&net, &forum, &good, true, "").await;
    for node in ["hub", "b"] {
        net.is_confirmed(node, &good).await;
    }
    assert_eq!(says(2, bad).await, 202);
    let bad = Id::parse(bad).unwrap();
    lies_before_a(&net, &forum, &bad).await;
    decide(&net, &forum, &bad, false, "Please ask only once.").await;
    let told = eventually("mia is told why", async || {
        let received = server.received();
        let is_it = |said: &&serde_json::Value| said["type"] == "Create" && said["actor"] == forum.as_str();
        received.iter().find(is_it).cloned()
    })
    .await;
    assert_eq!(told["to"], json!([mia.id.as_str()]), "nobody else is");
    assert!(told["object"]["content"].as_str().unwrap().contains("Please ask only once."), "{told}");
    assert!(!is_known(&net, "hub", &bad));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_an_entry_in_a_space_reaches_its_hub_and_its_moderators() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let forum = forum(&net, &community, Posting::Members).await;
    let topic = begin(&net, "a", &forum, "Advertisement").await;
    net.is_confirmed("b", &topic).await;
    let complaint = artel_node::features::reports::Complaint {
        about: vec![topic.clone()],
        reason: "It sells something.".into(),
        forward: false,
    };
    let b = net.member("b");
    b.node.report(&Name::parse("owner_b").unwrap(), complaint).await.unwrap();
    let hub = net.member("hub");
    let report = eventually("the hub has it", async || {
        hub.node.reports(false).ok()?.into_iter().find(|report| report.record.space == Some(forum.clone()))
    })
    .await;
    assert_eq!(report.record.about, [topic]);
    assert_ne!(report.record.from, b.actor(), "not who reported it");
    let moderator = owner(&net, "a");
    eventually("it lies before the moderator", async || {
        let queue = net.member("a").node.queue(&moderator, &forum).ok()?;
        queue.reports.iter().any(|report| report.record.reason == "It sells something.").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_moderator_reports_lies_before_them_once() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let forum = forum(&net, &community, Posting::Members).await;
    let topic = begin(&net, "a", &forum, "Advertisement").await;
    net.is_confirmed("hub", &topic).await;
    let complaint = |reason: &str| artel_node::features::reports::Complaint {
        about: vec![topic.clone()],
        reason: reason.into(),
        forward: false,
    };
    let (a, hub, name) = (net.member("a"), net.member("hub"), Name::parse("owner_a").unwrap());
    a.node.report(&name, complaint("It sells something.")).await.unwrap();
    a.node.report(&name, complaint("And it is too long.")).await.unwrap();
    eventually("the hub has both", async || (hub.node.reports(false).ok()?.len() == 2).then_some(())).await;
    // The hub tells its moderators: what it says of the second one comes behind what it says of the first.
    eventually("the hub has nothing more to say", async || {
        hub.node.deliveries().ok()?.is_empty().then_some(())
    })
    .await;
    let reports = a.node.queue(&owner(&net, "a"), &forum).unwrap().reports;
    assert_eq!(reports.len(), 2, "{reports:?}");
}
