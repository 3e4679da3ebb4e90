//! How many connections there may be.

use artel_node::network::{Carrier, PlaceSettings, Settings};
use artel_protocol::limits;
use artel_protocol::message::Protocol;

use super::ground::{Node, eventually, settings};

async fn with_places(change: impl FnOnce(&mut PlaceSettings)) -> Node {
    let mut settings = settings();
    change(&mut settings.places);
    Node::with(1, settings).await
}

/// How many of so many nodes, each with a key of its own, are connected when all have tried.
async fn arrive(node: &Node, numbers: std::ops::RangeInclusive<u8>, carrier: Carrier) -> Vec<Node> {
    let mut arrived = Vec::new();
    for number in numbers {
        let other = Node::with(number, Settings { listen: vec![], ..settings() }).await;
        // It may take itself for connected for a moment, until it hears that there is no place.
        let dialled = other.client.dial(node.peer(), node.addresses(carrier).await).await;
        if dialled.is_ok() && other.ask(node.peer(), Protocol::Hello).await.is_ok() {
            arrived.push(other);
        }
    }
    arrived
}

#[tokio::test]
async fn from_one_network_come_so_many_connections_and_no_more() {
    for carrier in [Carrier::Tcp, Carrier::Quic] {
        let node = with_places(|places| {
            places.per_network = 5;
            places.loopback_counts = true;
        })
        .await;
        let mut arrived = arrive(&node, 10..=19, carrier).await;
        assert_eq!(arrived.len(), 5, "{carrier:?}");
        let leaving = arrived.pop().unwrap();
        leaving.client.stop().await;
        eventually(|| !node.door.is_connected(leaving.peer())).await;
        assert_eq!(arrive(&node, 20..=21, carrier).await.len(), 1, "a place that is left is free again");
    }
}

#[tokio::test]
async fn strangers_leave_room_for_members() {
    let node = with_places(|places| places.strangers = 3).await;
    let strangers = arrive(&node, 10..=15, Carrier::Tcp).await;
    assert_eq!(strangers.len(), 3);
    let member = Node::new(2).await;
    node.admits(&member);
    member.dial(&node).await;
    member.ask(node.peer(), Protocol::Since).await.unwrap();
    // A stranger that is admitted leaves a stranger's place to the next.
    node.admits(&strangers[0]);
    node.client.refresh(strangers[0].peer()).await;
    assert_eq!(arrive(&node, 20..=21, Carrier::Tcp).await.len(), 1);
}

#[tokio::test]
async fn there_are_so_many_connections_in_all() {
    let node = with_places(|places| places.connections = 4).await;
    let arrived = arrive(&node, 10..=16, Carrier::Tcp).await;
    assert_eq!(arrived.len(), 4);
}

#[tokio::test]
async fn one_peer_has_two_connections_and_the_oldest_gives_way_to_a_third() {
    let node = Node::new(1).await;
    let mut same = Vec::new();
    for _ in 0..3 {
        same.extend(arrive(&node, 10..=10, Carrier::Tcp).await);
    }
    assert_eq!(same.len(), limits::CONNECTIONS_PER_PEER + 1);
    eventually(|| !same[0].door.is_connected(node.peer())).await;
    for still_there in &same[1..] {
        still_there.ask(node.peer(), Protocol::Hello).await.unwrap();
    }
}
