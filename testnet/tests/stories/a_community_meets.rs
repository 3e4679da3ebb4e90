//! Nodes of companies join a chamber's community, and hear each other without HTTP.

use artel_protocol::Id;
use artel_testnet::{Testnet, eventually};

/// Waits until an entry is shown and confirmed on a node.
async fn is_confirmed(net: &Testnet, node: &str, entry: &Id) {
    eventually(&format!("{node} shows {entry}, confirmed"), async || {
        let record = net.member(node).node.view().ok()?.entry(entry).ok()??;
        record.community.filter(|community| community.confirmed).map(|_| ())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_reaches_every_member_without_http() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    for node in ["hub", "a", "b"] {
        net.cut_http(node).await;
    }
    let article = net.member("a").publish_in(&community, "From a").await;
    is_confirmed(&net, "hub", &article).await;
    is_confirmed(&net, "b", &article).await;
    is_confirmed(&net, "a", &article).await;
    let answer = net.member("b").answer(&article, "An answer from b.").await;
    is_confirmed(&net, "a", &answer).await;
    let root = net.member("a").node.view().unwrap().entry(&answer).unwrap().unwrap().root;
    assert_eq!(root, Some(article));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_member_sees_the_whole_past_and_one_that_slept_catches_up() {
    let mut net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a"]).await;
    let before = net.member("a").publish_in(&community, "Before b came").await;
    is_confirmed(&net, "hub", &before).await;
    let invite = net.member("hub").node.invite_nodes(&community, 1, 7, None).await.unwrap();
    net.member("b").node.join_community(&invite.link()).await.unwrap();
    is_confirmed(&net, "b", &before).await;
    net.unplug("b").await;
    let asleep = net.member("a").publish_in(&community, "While b slept").await;
    is_confirmed(&net, "hub", &asleep).await;
    net.plug("b").await;
    is_confirmed(&net, "b", &asleep).await;
}
