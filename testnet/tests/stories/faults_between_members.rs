//! What bad luck does to nodes of one community: T-FAULT 4 to 8 and 11, and T-P2P 7, of the catalogue of abuse.

use std::collections::HashSet;
use std::time::Duration;

use artel_node::features::publishing::{Draft, Readers};
use artel_node::mesh::inbox;
use artel_protocol::message::Word;
use artel_protocol::{Id, limits};
use artel_testnet::{Testnet, eventually, within};

fn shown(net: &Testnet, node: &str, community: &Id) -> Vec<Id> {
    let page = net.member(node).node.community_entries_for(community, &[], None, 100).unwrap();
    page.items.iter().map(|shown| shown.record.entry.id.clone()).collect()
}

/// How long what comes about only when a node asks what is new may take: it asks twice a minute.
const TWO_QUESTIONS: Duration = Duration::from_secs(75);

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_in_three_days_is_there_once_and_in_order() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    net.unplug("b").await;
    let mut said = Vec::new();
    for number in 0..24 {
        for node in ["hub", "a", "b"] {
            net.member(node).clock.forward(Duration::from_secs(3 * 3600));
        }
        said.push(net.member("a").publish_in(&community, &format!("Hour {}", 3 * number)).await);
        net.is_confirmed("hub", &said[number]).await;
    }
    net.plug("b").await;
    for entry in &said {
        net.is_confirmed("b", entry).await;
    }
    said.reverse();
    assert_eq!(shown(&net, "b", &community), said);
    assert_eq!(shown(&net, "hub", &community), said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_to_a_member_that_takes_nothing_waits_and_arrives_once() {
    let mut net = Testnet::new("hub, a, b").await;
    net.found("hub", &["a", "b"]).await;
    net.meets("a", "b").await;
    net.follow("a", "b").await;
    net.unplug("a").await;
    let draft = Draft {
        title: "For those who follow".into(),
        markdown: "Only you.".into(),
        readers: Readers::Followers,
        ..Draft::default()
    };
    let b = net.member("b");
    let letter = b.node.publish("article", &b.company, &draft).await.unwrap();
    eventually("it was tried and waits", async || {
        let waiting = b.node.deliveries().ok()?;
        waiting.iter().any(|delivery| delivery.record.attempts > 0).then_some(())
    })
    .await;
    // It comes back without HTTP; what waited goes the other way.
    net.plug("a").await;
    net.cut_http("a").await;
    net.meets("a", "b").await;
    net.member("b").clock.forward(Duration::from_secs(3600));
    net.member("hub").clock.forward(Duration::from_secs(3600));
    net.member("a").clock.forward(Duration::from_secs(3600));
    eventually("it has arrived", async || net.member("a").node.view().ok()?.entry(&letter).ok()?).await;
    eventually("nothing waits any more", async || {
        net.member("b").node.deliveries().ok()?.is_empty().then_some(())
    })
    .await;
    let counts = net.member("a").node.view().unwrap().counts(&net.member("b").actor()).unwrap();
    assert_eq!(counts.entries, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_a_day_loses_nothing_and_no_id_comes_twice() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let day = Duration::from_secs(23 * 3600);
    let mut said = Vec::new();
    for jump in 0..3 {
        said.push(net.member("a").publish_in(&community, "Before the jump").await);
        let clock = &net.member("a").clock;
        if jump == 1 {
            clock.back(day + day)
        } else {
            clock.forward(day)
        }
        // The machine was set while the node stood still, as it is done: it learns the time from its hub.
        net.unplug("a").await;
        net.plug("a").await;
        eventually("a goes by its hub's clock", async || {
            let (ours, theirs) = (net.member("a").node.clock().now(), net.member("hub").node.clock().now());
            let apart = ours.since(theirs).max(theirs.since(ours));
            (apart < Duration::from_secs(60)).then_some(())
        })
        .await;
        said.push(net.member("a").publish_in(&community, "After the jump").await);
    }
    for entry in &said {
        net.is_confirmed("b", entry).await;
    }
    assert_eq!(said.iter().collect::<HashSet<_>>().len(), said.len());
    said.reverse();
    assert_eq!(shown(&net, "b", &community), said, "in the order in which they were said");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_lead_nowhere_hold_nobody_up() {
    let net = Testnet::new("hub, a").await;
    let community = net.found("hub", &[]).await;
    // One takes the call and says nothing, one is nobody's, one is a name without an address.
    let silent = tokio::net::TcpListener::bind("127.0.10.98:0").await.unwrap();
    let silent = format!("/ip4/127.0.10.98/tcp/{}", silent.local_addr().unwrap().port());
    let mut invite = net.member("hub").node.invite_nodes(&community, 1, 7, None).await.unwrap();
    let real = std::mem::take(&mut invite.addresses);
    invite.addresses = vec![silent, "/ip4/127.0.10.97/tcp/9".into(), "/dns/nowhere.test/tcp/4001".into()];
    invite.addresses.extend(real);
    // Less than one silent address alone would take.
    let link = invite.link();
    let joining = net.member("a").node.join_community(&link);
    let joined = tokio::time::timeout(limits::CONNECTING_TIME, joining);
    assert_eq!(joined.await.expect("it is not held up").unwrap(), community);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_restored_from_one_backup_are_noticed_and_told() {
    let mut net = Testnet::new("hub, a").await;
    let community = net.found("hub", &["a"]).await;
    let article = net.member("a").publish_in(&community, "In the backup").await;
    net.is_confirmed("hub", &article).await;
    let backup = net.back_up("a").await;
    net.copy("a", &backup, "copy").await;
    for (node, ourselves) in [("hub", false), ("a", true), ("copy", true)] {
        within(TWO_QUESTIONS, &format!("{node} shows that there are two"), async || {
            let report = net.member(node).node.mesh_report().await.ok()?;
            let nodes = report.into_iter().flat_map(|community| community.nodes);
            nodes.filter(|node| node.ourselves == ourselves && !node.is_hub).find(|node| node.has_double)?;
            Some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hears_no_gossip_at_all_still_has_everything_within_a_minute() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    net.meets("a", "b").await;
    // Whoever sits around b in the mesh of gossip is silent.
    let mesh = net.member("b").node.mesh().unwrap();
    mesh.client().set_topics(HashSet::new()).await;
    let article = net.member("a").publish_in(&community, "Not gossiped to b").await;
    net.is_confirmed("hub", &article).await;
    within(TWO_QUESTIONS, "b has asked for it", async || {
        let record = net.member("b").node.view().ok()?.entry(&article).ok()??;
        record.community.filter(|community| community.confirmed).map(|_| ())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_brings_letters_without_end_is_told_to_wait() {
    let net = Testnet::new("hub, a").await;
    net.found("hub", &["a"]).await;
    let hub = net.member("hub").node.mesh().unwrap().client().peer();
    let mesh = net.member("a").node.mesh().unwrap();
    let mut told_to_wait = 0;
    // Fewer than exchanges of any kind that one may begin.
    for number in 0..150 {
        let letter = format!("{{\"id\": \"http://a.test/a/{number}\", \"type\": \"Like\"}}");
        let said = inbox::deliver(&mesh, hub, letter.into()).await.unwrap();
        told_to_wait += u32::from(said == Word::Limit);
    }
    assert!(told_to_wait > 0);
}
