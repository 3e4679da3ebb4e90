//! What a company publishes, edits and deletes is seen by those who follow it.

use std::time::Duration;

use artel_node::Refusal;
use artel_node::features::publishing::Draft;
use artel_node::store::records::FollowState;
use artel_testnet::{Testnet, eventually};

#[tokio::test]
async fn a_follower_sees_an_article_its_edit_and_its_deletion() {
    let net = Testnet::new("b -> a").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let article = a.publish("First").await;
    eventually("the article arrives", async || b.node.entry(&article).ok()).await;
    assert_eq!(b.node.timeline(&[b.actor()], None, 10).unwrap().items.len(), 1);

    let draft = Draft { title: "Second".into(), markdown: "Another text.".into(), ..Draft::default() };
    a.node.edit(&article, &draft).await.unwrap();
    eventually("the edit arrives", async || {
        let entry = b.node.entry(&article).ok()?.entry;
        (entry.content.card().title == "Second" && entry.updated.is_some()).then_some(())
    })
    .await;

    a.node.delete_entry(&article).await.unwrap();
    eventually("the deletion arrives", async || {
        matches!(b.node.entry(&article), Err(Refusal::Gone)).then_some(())
    })
    .await;
    assert!(b.node.timeline(&[b.actor()], None, 10).unwrap().items.is_empty());
}

#[tokio::test]
async fn who_no_longer_follows_gets_nothing_more() {
    let net = Testnet::new("b -> a").await;
    let (a, b) = (net.member("a"), net.member("b"));
    b.node.unfollow(&b.company, &a.actor()).await.unwrap();
    eventually("the follower is gone", async || {
        (a.node.counts(&a.actor()).ok()?.followers == 0).then_some(())
    })
    .await;
    a.publish("Unseen").await;
    assert!(a.node.deliveries().unwrap().is_empty());
}

#[tokio::test]
async fn a_follower_who_is_removed_is_gone_on_both_sides() {
    let net = Testnet::new("b -> a").await;
    let (a, b) = (net.member("a"), net.member("b"));
    a.node.remove_follower(&a.company, &b.actor()).await.unwrap();
    assert_eq!(a.node.counts(&a.actor()).unwrap().followers, 0, "at once");
    assert!(a.node.followers(&a.actor(), None, 10).unwrap().is_empty());
    eventually("b is told", async || {
        let followings = b.node.followings(&b.actor(), 10).ok()?;
        followings.iter().all(|contact| contact.state == FollowState::Rejected).then_some(())
    })
    .await;
    eventually("nothing waits any more", async || a.node.deliveries().ok()?.is_empty().then_some(())).await;
    a.publish("Unseen").await;
    assert!(a.node.deliveries().unwrap().is_empty());
}

#[tokio::test]
async fn what_a_node_missed_while_it_was_unplugged_arrives_later_in_order() {
    let mut net = Testnet::new("b -> a").await;
    eventually("the word that b may follow is off the list", async || {
        net.member("a").node.deliveries().ok().filter(Vec::is_empty)
    })
    .await;
    net.unplug("b").await;
    let article = net.member("a").publish("While you slept").await;
    let draft = Draft { title: "Edited".into(), markdown: "Another text.".into(), ..Draft::default() };
    net.member("a").node.edit(&article, &draft).await.unwrap();
    let waiting = eventually("a delivery fails", async || {
        let waiting = net.member("a").node.deliveries().ok()?;
        waiting.iter().any(|waiting| waiting.record.attempts > 0).then_some(waiting)
    })
    .await;
    assert_eq!(waiting.len(), 2, "both wait, the second behind the first");
    net.plug("b").await;
    net.member("a").clock.forward(Duration::from_secs(3 * 24 * 3600));
    net.member("b").clock.forward(Duration::from_secs(3 * 24 * 3600));
    let b = net.member("b");
    eventually("the edited article arrives", async || {
        let entry = b.node.entry(&article).ok()?.entry;
        (entry.content.card().title == "Edited").then_some(())
    })
    .await;
    assert!(
        eventually("nothing waits any more", async || {
            net.member("a").node.deliveries().ok().filter(Vec::is_empty)
        })
        .await
        .is_empty()
    );
}
