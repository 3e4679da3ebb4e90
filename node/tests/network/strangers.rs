//! Who is not admitted: says hello, and goes.

use std::time::Duration;

use artel_node::network::{OpenError, Settings, Standing};
use artel_protocol::message::Protocol;

use super::ground::{Failure, Node, eventually, says_until_heard, settings, within};

#[tokio::test]
async fn a_stranger_gets_hello_and_nothing_else() {
    let (one, stranger) = (Node::new(1).await, Node::new(2).await);
    one.follow().await;
    stranger.follow().await;
    // The stranger takes us for a member, so it would gossip with us.
    stranger.admits(&one);
    stranger.dial(&one).await;
    for protocol in Protocol::ALL {
        let answer = stranger.ask(one.peer(), protocol).await;
        if Protocol::FOR_STRANGERS.contains(&protocol) {
            assert_eq!(answer.unwrap().sentence.unwrap(), protocol.name());
        } else {
            assert!(matches!(answer, Err(Failure::Open(OpenError::Unsupported(_)))), "{answer:?}");
        }
    }
    for number in 0..20 {
        one.say(&format!("among us {number}")).await;
        stranger.say(&format!("let me in {number}")).await;
        stranger.ask(one.peer(), Protocol::Hello).await.unwrap();
    }
    assert_eq!((one.door.heard().len(), stranger.door.heard().len()), (0, 0));
}

#[tokio::test]
async fn who_is_admitted_hears_gossip_at_once_on_the_same_connection() {
    let (one, other) = (Node::new(1).await, Node::new(2).await);
    one.follow().await;
    other.follow().await;
    one.dial(&other).await;
    eventually(|| other.door.is_connected(one.peer())).await;
    let since = one.client.peers().await[0].since;
    // As after a hello, one admits the other a little earlier.
    other.admits(&one);
    other.client.refresh(one.peer()).await;
    one.ask(other.peer(), Protocol::Hello).await.unwrap();
    one.admits(&other);
    one.client.refresh(other.peer()).await;
    says_until_heard(&one, "good morning", &other).await;
    says_until_heard(&other, "the same to you", &one).await;
    assert_eq!(one.ask(other.peer(), Protocol::Get).await.unwrap().sentence.unwrap(), "/artel/get/1");
    assert_eq!(one.client.peers().await[0].since, since);
}

#[tokio::test]
async fn who_dialled_each_other_at_the_same_moment_is_admitted_on_both_connections() {
    let (one, other) = (Node::new(1).await, Node::new(2).await);
    one.follow().await;
    other.follow().await;
    tokio::join!(one.dial(&other), other.dial(&one));
    eventually(|| one.door.is_connected(other.peer()) && other.door.is_connected(one.peer())).await;
    one.admits(&other);
    other.admits(&one);
    one.client.refresh(other.peer()).await;
    other.client.refresh(one.peer()).await;
    says_until_heard(&one, "good morning", &other).await;
    says_until_heard(&other, "the same to you", &one).await;
}

#[tokio::test]
async fn a_member_may_come_twice_and_leave_once() {
    let (one, member) = super::ground::two_members().await;
    says_until_heard(&member, "good morning", &one).await;
    let again = Node::new(2).await;
    again.admits(&one);
    again.follow().await;
    again.dial(&one).await;
    again.ask(one.peer(), Protocol::Since).await.unwrap();
    member.client.stop().await;
    says_until_heard(&again, "I am still here", &one).await;
    again.client.stop().await;
    eventually(|| !one.door.is_connected(again.peer())).await;
    let once_more = Node::new(2).await;
    once_more.admits(&one);
    once_more.follow().await;
    once_more.dial(&one).await;
    says_until_heard(&once_more, "and back again", &one).await;
}

#[tokio::test]
async fn what_somebody_has_become_is_noticed_without_anybody_saying_so() {
    let (one, other) = (Node::new(1).await, Node::new(2).await);
    one.follow().await;
    other.follow().await;
    one.dial(&other).await;
    eventually(|| other.door.is_connected(one.peer())).await;
    one.admits(&other);
    other.admits(&one);
    says_until_heard(&one, "good morning", &other).await;
    one.door.holds(other.peer(), Standing::Refused);
    eventually(|| !other.door.is_connected(one.peer())).await;
}

#[tokio::test]
async fn a_stranger_has_to_go_after_a_while() {
    let brief = Settings { stranger_stays: Duration::from_secs(1), ..settings() };
    let (one, stranger) = (Node::with(1, brief).await, Node::new(2).await);
    stranger.dial(&one).await;
    eventually(|| one.door.is_connected(stranger.peer())).await;
    within(Duration::from_secs(4), || !stranger.door.is_connected(one.peer())).await;
}

#[tokio::test]
async fn who_is_no_member_any_more_is_disconnected() {
    let (one, other) = super::ground::two_members().await;
    says_until_heard(&one, "good morning", &other).await;
    one.door.holds(other.peer(), Standing::Stranger);
    one.client.refresh(other.peer()).await;
    eventually(|| !other.door.is_connected(one.peer())).await;
    other.dial(&one).await;
    assert!(other.ask(one.peer(), Protocol::Since).await.is_err());
    other.ask(one.peer(), Protocol::Hello).await.unwrap();
}

#[tokio::test]
async fn who_is_refused_does_not_get_in_and_is_not_dialled() {
    let (one, other) = (Node::new(1).await, Node::new(2).await);
    one.door.holds(other.peer(), Standing::Refused);
    // The connection is closed before anything can be said on it.
    let dialled = other.client.dial(one.peer(), one.addresses(artel_node::network::Carrier::Tcp).await).await;
    if dialled.is_ok() {
        assert!(other.ask(one.peer(), Protocol::Hello).await.is_err());
    }
    eventually(|| !other.door.is_connected(one.peer())).await;
    assert!(!one.door.is_connected(other.peer()));
    let addresses = other.addresses(artel_node::network::Carrier::Tcp).await;
    assert!(one.client.dial(other.peer(), addresses).await.is_err());
}
