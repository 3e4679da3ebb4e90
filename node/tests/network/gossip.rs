//! What members say in a topic reaches members.

use artel_node::network::{Carrier, PublishError, Settings, Standing, Verdict};
use artel_protocol::limits;
use artel_protocol::message::Protocol;
use bytes::Bytes;

use super::ground::{HARD_TO_JUDGE, Node, eventually, says_until_heard, settings, topic, two_members};

#[tokio::test]
async fn members_hear_each_other_over_tcp_and_over_quic() {
    for carrier in [Carrier::Tcp, Carrier::Quic] {
        let (one, other) = (Node::new(1).await, Node::new(2).await);
        one.admits(&other);
        other.admits(&one);
        one.follow().await;
        other.follow().await;
        one.client.dial(other.peer(), other.addresses(carrier).await).await.unwrap();
        says_until_heard(&one, "good morning", &other).await;
        says_until_heard(&other, "the same to you", &one).await;
        let link = one.door.link(other.peer()).unwrap();
        assert_eq!((link.address.carrier(), link.dialled), (carrier, true));
        assert!(!other.door.link(one.peer()).unwrap().dialled);
    }
}

#[tokio::test]
async fn what_is_followed_later_is_heard_from_then_on() {
    let (one, other) = (Node::new(1).await, Node::new(2).await);
    one.admits(&other);
    other.admits(&one);
    one.follow().await;
    one.dial(&other).await;
    eventually(|| other.door.is_connected(one.peer())).await;
    one.say("nobody hears this").await;
    other.follow().await;
    says_until_heard(&one, "now you do", &other).await;
    assert!(!other.has_heard("nobody hears this"));
    other.client.set_topics([].into()).await;
    other.client.peers().await;
    one.say("and not any more").await;
    a_while(&one, &other).await;
    assert!(!other.has_heard("and not any more"));
}

/// Lets some exchanges pass by, in which gossip would long have arrived.
async fn a_while(one: &Node, other: &Node) {
    for _ in 0..20 {
        one.ask(other.peer(), Protocol::Hello).await.unwrap();
    }
}

#[tokio::test]
async fn a_hub_passes_on_to_all_what_one_says() {
    let hub = Node::with(9, Settings { is_hub: true, ..settings() }).await;
    hub.follow().await;
    let mut nodes = Vec::new();
    for number in 1..=8 {
        let node = Node::new(number).await;
        hub.admits(&node);
        node.door.holds(hub.peer(), Standing::Hub);
        node.follow().await;
        node.client.keep_connected(vec![(hub.peer(), hub.addresses(Carrier::Tcp).await)]).await;
        nodes.push(node);
    }
    for node in &nodes {
        says_until_heard(&nodes[0], "ready?", if node.peer() == nodes[0].peer() { &hub } else { node }).await;
    }
    nodes[0].say("we are closed tomorrow").await;
    eventually(|| nodes[1..].iter().all(|node| node.has_heard("we are closed tomorrow"))).await;
    let times = nodes[3].door.heard().iter().filter(|data| **data == "we are closed tomorrow").count();
    assert_eq!(times, 1, "each message is heard once");
}

#[tokio::test]
async fn what_is_not_accepted_is_not_passed_on() {
    let (one, middle, other) = (Node::new(1).await, Node::new(2).await, Node::new(3).await);
    for (node, peer) in [(&one, &middle), (&middle, &one), (&middle, &other), (&other, &middle)] {
        node.admits(peer);
    }
    for node in [&one, &middle, &other] {
        node.follow().await;
    }
    one.dial(&middle).await;
    middle.dial(&other).await;
    says_until_heard(&one, "passed on", &other).await;
    middle.door.judges(Verdict::Ignore);
    one.say("ignored").await;
    eventually(|| middle.has_heard("ignored")).await;
    middle.door.judges(Verdict::Accept);
    says_until_heard(&one, "passed on again", &other).await;
    assert!(!other.has_heard("ignored"));
}

#[tokio::test]
async fn who_is_rejected_again_and_again_is_no_longer_listened_to() {
    let (one, other) = two_members().await;
    says_until_heard(&one, "good morning", &other).await;
    other.door.judges(Verdict::Reject);
    for number in 0..3 {
        let words = format!("nonsense {number}");
        one.say(&words).await;
        eventually(|| other.has_heard(&words)).await;
    }
    one.say("more nonsense").await;
    a_while(&one, &other).await;
    assert!(!other.has_heard("more nonsense"));
}

#[tokio::test]
async fn what_is_hard_to_judge_holds_up_nobody_elses_words_and_for_three_seconds_its_speakers() {
    let (hard, easy, node, far) =
        (Node::new(1).await, Node::new(2).await, Node::new(3).await, Node::new(4).await);
    for other in [&hard, &easy, &far] {
        node.admits(other);
        other.admits(&node);
        other.follow().await;
        other.dial(&node).await;
    }
    node.follow().await;
    says_until_heard(&hard, "good morning", &far).await;
    says_until_heard(&easy, "good morning to you", &far).await;
    for number in 0..2 * limits::JUDGED_PER_PEER {
        hard.say(&format!("{HARD_TO_JUDGE} {number}")).await;
    }
    let hears_most = || node.door.heard_from(hard.peer()) >= limits::JUDGED_PER_PEER;
    eventually(hears_most).await;
    says_until_heard(&easy, "in between", &far).await;
    says_until_heard(&hard, "afterwards", &far).await;
    assert!(far.door.heard().iter().all(|data| !data.starts_with(HARD_TO_JUDGE.as_bytes())));
}

#[tokio::test]
async fn what_is_too_large_is_not_published() {
    let (one, other) = two_members().await;
    says_until_heard(&one, "good morning", &other).await;
    let largest = Bytes::from(vec![b'x'; limits::GOSSIP_DATA_BYTES]);
    one.client.publish(topic(), largest.clone()).await.unwrap();
    eventually(|| other.door.heard().contains(&largest)).await;
    let larger = vec![b'x'; limits::GOSSIP_DATA_BYTES + 1];
    let refused = one.client.publish(topic(), larger.into()).await;
    assert!(matches!(refused, Err(PublishError::TooLarge)), "{refused:?}");
}
