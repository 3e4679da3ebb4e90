//! Nodes of companies join a chamber's community, and hear each other without HTTP.

use std::time::Duration;

use artel_node::features::publishing::{self, Draft};
use artel_node::sets::{Readers, hash, records, sid};
use artel_testnet::{Testnet, eventually};

/// So much time goes by on all of these nodes.
fn pass(net: &Testnet, nodes: &[&str], span: Duration) {
    for node in nodes {
        net.member(node).clock.forward(span);
    }
}

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(flavor = "multi_thread")]
async fn an_article_reaches_every_member_without_http() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    for node in ["hub", "a", "b"] {
        net.cut_http(node).await;
    }
    let article = net.member("a").publish_in(&community, "From a").await;
    net.is_confirmed("hub", &article).await;
    net.is_confirmed("b", &article).await;
    net.is_confirmed("a", &article).await;
    let answer = net.member("b").answer(&article, "An answer from b.").await;
    net.is_confirmed("a", &answer).await;
    let root = net.member("a").node.view().unwrap().entry(&answer).unwrap().unwrap().root;
    assert_eq!(root, Some(article));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_member_sees_the_whole_past_and_one_that_slept_for_a_week_catches_up() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a"]).await;
    let before = net.member("a").publish_in(&community, "Before b came").await;
    net.is_confirmed("hub", &before).await;
    let invite = net.member("hub").node.invite_nodes(&community, 1, 7, None).await.unwrap();
    net.member("b").node.join_community(&invite.link()).await.unwrap();
    net.is_confirmed("b", &before).await;
    net.unplug("b").await;
    pass(&net, &["hub", "a", "b"], 3 * 24 * HOUR);
    let asleep = net.member("a").publish_in(&community, "While b slept").await;
    net.is_confirmed("hub", &asleep).await;
    pass(&net, &["hub", "a", "b"], 4 * 24 * HOUR);
    net.plug("b").await;
    net.is_confirmed("b", &asleep).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_hub_is_down_for_an_hour_members_go_on_and_it_confirms_when_it_returns() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    net.meets("a", "b").await;
    net.unplug("hub").await;
    let article = net.member("a").publish_in(&community, "Without the hub").await;
    let standing = eventually("b has it, not confirmed", async || {
        net.member("b").node.view().ok()?.entry(&article).ok()??.community
    })
    .await;
    assert!(!standing.confirmed);
    pass(&net, &["hub", "a", "b"], HOUR);
    net.plug("hub").await;
    for node in ["hub", "a", "b"] {
        net.is_confirmed(node, &article).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_author_deletes_while_a_reader_sleeps_is_gone_when_it_wakes() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let kept = net.member("a").publish_in(&community, "Stays").await;
    let regretted = net.member("a").publish_in(&community, "Regretted").await;
    net.is_confirmed("b", &regretted).await;
    net.unplug("b").await;
    net.member("a").node.delete_entry(&regretted).await.unwrap();
    let also = net.member("a").publish_in(&community, "Never seen by b").await;
    net.is_confirmed("hub", &also).await;
    net.member("a").node.delete_entry(&also).await.unwrap();
    eventually("the hub has forgotten it", async || {
        net.member("hub").node.view().ok()?.tombstone(&also).ok()?
    })
    .await;
    net.plug("b").await;
    for gone in [&regretted, &also] {
        eventually("it is gone at b", async || {
            let view = net.member("b").node.view().ok()?;
            (view.entry(gone).ok()?.is_none() && view.tombstone(gone).ok()?.is_some()).then_some(())
        })
        .await;
    }
    net.is_confirmed("b", &kept).await;
    eventually("both have the same set", async || {
        let set = |node: &str| {
            let view = net.member(node).node.view().ok()?;
            hash::of_set(&view, &sid(&community, Readers::Everybody)).ok()
        };
        (set("b")? == set("hub")?).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_only_posts_and_answers_to_follows_go_between_nodes_without_http() {
    let mut net = Testnet::new("hub, a, b").await;
    net.found("hub", &["a", "b"]).await;
    net.meets("a", "b").await;
    for node in ["hub", "a", "b"] {
        net.cut_http(node).await;
    }
    // Who b is stands in the community's set: nothing has to be fetched.
    net.follow("a", "b").await;
    let draft = Draft {
        title: "For those who follow".into(),
        markdown: "Only you.".into(),
        readers: publishing::Readers::Followers,
        ..Draft::default()
    };
    let b = net.member("b");
    let private = b.node.publish("article", &b.company, &draft).await.unwrap();
    let reached =
        eventually("a has it", async || net.member("a").node.view().ok()?.entry(&private).ok()?).await;
    assert!(!reached.entry.audience.is_public());
    assert!(reached.community.is_none(), "it is in no set");
    assert!(net.member("hub").node.view().unwrap().entry(&private).unwrap().is_none());
    let letter = Draft {
        markdown: "For you alone.".into(),
        readers: publishing::Readers::Only(vec![net.member("a").actor()]),
        ..Draft::default()
    };
    let letter = b.node.publish("post", &b.company, &letter).await.unwrap();
    let reached =
        eventually("a has it", async || net.member("a").node.view().ok()?.entry(&letter).ok()?).await;
    assert!(reached.community.is_none() && !reached.entry.audience.is_public());
    assert!(net.member("hub").node.view().unwrap().entry(&letter).unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_comes_by_both_ways_is_applied_once() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    net.follow("b", "a").await;
    for number in 0..20 {
        let article = net.member("a").publish_in(&community, &format!("Number {number}")).await;
        net.is_confirmed("b", &article).await;
    }
    eventually("nothing waits to be delivered", async || {
        let waiting = net.member("a").node.deliveries().ok()?;
        waiting.is_empty().then_some(())
    })
    .await;
    let b = net.member("b");
    let counts = b.node.view().unwrap().counts(&net.member("a").actor()).unwrap();
    assert_eq!(counts.entries, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_member_that_signs_with_an_old_date_gains_nothing() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let before = net.member("a").publish_in(&community, "Before").await;
    net.is_confirmed("b", &before).await;
    let expelled = net.member("a").actor();
    net.member("hub").node.expel(&community, &expelled).await.unwrap();
    eventually("a knows that it was sent away", async || {
        let view = net.member("a").node.view().ok()?;
        let membership = records::membership(&view, &community, &expelled).ok()??;
        (!membership.is_member()).then_some(())
    })
    .await;
    let a = net.member("a");
    let draft = Draft {
        title: "After".into(),
        markdown: "Text.".into(),
        readers: publishing::Readers::Community(community.clone()),
        ..Draft::default()
    };
    assert_eq!(a.node.publish("article", &a.company, &draft).await.unwrap_err().status(), 422);
    // Its own clock says that it is still the hour before.
    a.clock.back(Duration::from_secs(3600));
    assert_eq!(a.node.publish("article", &a.company, &draft).await.unwrap_err().status(), 422);
    // What the community confirmed stays.
    net.is_confirmed("b", &before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_restored_from_a_backup_gets_back_what_it_said_since() {
    let mut net = Testnet::new("hub, a").await;
    let community = net.found("hub", &["a"]).await;
    let early = net.member("a").publish_in(&community, "In the backup").await;
    net.is_confirmed("hub", &early).await;
    let backup = net.back_up("a").await;
    let late = net.member("a").publish_in(&community, "Not in the backup").await;
    net.is_confirmed("hub", &late).await;
    net.restore("a", &backup).await;
    assert!(net.member("a").node.view().unwrap().entry(&late).unwrap().is_none());
    net.is_confirmed("a", &late).await;
    // It goes on where it was, with new ids.
    let after = net.member("a").publish_in(&community, "After all that").await;
    net.is_confirmed("hub", &after).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_with_a_wrong_clock_is_dated_by_its_hub() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    net.unplug("a").await;
    net.member("a").clock.forward(Duration::from_secs(3 * 3600));
    net.plug("a").await;
    eventually("a follows its hub's clock", async || {
        (net.member("a").node.clock().correction() < -3 * 3_599_000).then_some(())
    })
    .await;
    let article = net.member("a").publish_in(&community, "From the future").await;
    net.is_confirmed("b", &article).await;
    let record = net.member("b").node.view().unwrap().entry(&article).unwrap().unwrap();
    let now = net.member("b").node.clock().now();
    assert!(record.sorted <= now && now.since(record.sorted) < Duration::from_secs(60));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_ten_years_ahead_does_not_keep_an_entry_on_top() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    // More than a day: no hub corrects that.
    net.member("a").clock.forward(Duration::from_secs(10 * 365 * 24 * 3600));
    let early = net.member("a").publish_in(&community, "Ten years ahead").await;
    net.is_confirmed("b", &early).await;
    let later = net.member("b").publish_in(&community, "Now").await;
    for node in ["hub", "a", "b"] {
        net.is_confirmed(node, &later).await;
        let page = net.member(node).node.community_entries_for(&community, &[], None, 10).unwrap();
        let shown: Vec<_> = page.items.iter().map(|shown| shown.record.entry.id.clone()).collect();
        assert_eq!(shown, [later.clone(), early.clone()], "{node}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_from_who_is_blocked_whatever_key_its_node_has() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    net.meets("a", "b").await;
    net.member("hub").node.block_domain("a.test", "spam", None).await.unwrap();
    eventually("the connection is gone", async || {
        let peer = net.member("a").node.mesh()?.client().peer();
        let peers = net.member("hub").node.mesh()?.client().peers().await;
        (!peers.iter().any(|state| state.peer == peer)).then_some(())
    })
    .await;
    // A new key under the same name is refused like the old one.
    let invite = net.member("hub").node.invite_nodes(&community, 1, 7, None).await.unwrap();
    assert!(net.member("a").node.join_community(&invite.link()).await.is_err());
}
