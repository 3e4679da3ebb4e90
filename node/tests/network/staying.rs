//! Staying connected, and stopping.

use std::time::Duration;

use artel_node::network::{Carrier, Settings, Standing};
use artel_protocol::message::Protocol;
use bytes::Bytes;

use super::ground::{Failure, Node, eventually, says_until_heard, settings, topic};

#[tokio::test]
async fn a_hub_that_comes_back_is_found_again() {
    let hub = Node::with(9, Settings { is_hub: true, ..settings() }).await;
    let node = Node::new(1).await;
    hub.admits(&node);
    node.door.holds(hub.peer(), Standing::Hub);
    hub.follow().await;
    node.follow().await;
    let addresses = hub.addresses(Carrier::Tcp).await;
    node.client.keep_connected(vec![(hub.peer(), addresses.clone())]).await;
    says_until_heard(&hub, "good morning", &node).await;
    hub.client.stop().await;
    eventually(|| !node.door.is_connected(hub.peer())).await;
    let hub = Node::with(9, Settings { is_hub: true, listen: addresses, ..settings() }).await;
    hub.admits(&node);
    hub.follow().await;
    eventually(|| node.door.is_connected(hub.peer())).await;
    says_until_heard(&hub, "good evening", &node).await;
    says_until_heard(&node, "welcome back", &hub).await;
}

#[tokio::test]
async fn a_peer_is_shown_with_how_it_is_connected() {
    let (one, other) = super::ground::two_members().await;
    one.ask(other.peer(), Protocol::Get).await.unwrap();
    let peers = loop {
        let peers = one.client.peers().await;
        if peers[0].round_trip.is_some() && peers[0].agent.is_some() {
            break peers;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    assert_eq!(peers.len(), 1);
    let peer = &peers[0];
    assert_eq!((peer.peer, peer.standing), (other.peer(), Standing::Member));
    assert_eq!(peer.link.address, other.addresses(Carrier::Tcp).await[0]);
    assert!(peer.agent.as_ref().unwrap().starts_with("artel/"));
    assert!(peer.received > 50 && peer.sent > 50, "{peer:?}");
}

#[tokio::test]
async fn an_address_that_is_not_public_is_not_dialled_unless_the_operator_says_so() {
    let (one, other) = (Node::new(1).await, Node::with(2, Settings { networks: vec![], ..settings() }).await);
    for carrier in [Carrier::Tcp, Carrier::Quic] {
        assert!(other.client.dial(one.peer(), one.addresses(carrier).await).await.is_err());
    }
    assert!(!one.door.is_connected(other.peer()));
    let by_name = vec!["/dns4/localhost/tcp/1".parse().unwrap()];
    assert!(other.client.dial(one.peer(), by_name).await.is_err());
}

#[tokio::test]
async fn stopping_lets_what_is_going_on_come_to_its_end() {
    let (one, other) = super::ground::two_members().await;
    let mut stream = one.client.open(other.peer(), Protocol::Inbox).await.unwrap();
    let delivery = artel_protocol::message::inbox::Delivery { activity: Bytes::from_static(b"{}") };
    stream.send(&delivery).await.unwrap();
    let stopping = tokio::spawn({
        let client = other.client.clone();
        async move { client.stop().await }
    });
    let receipt: artel_protocol::message::inbox::Receipt = stream.receive(1_000).await.unwrap();
    assert!(receipt.status.is_success());
    stream.finish().await.unwrap();
    stopping.await.unwrap();
    eventually(|| !one.door.is_connected(other.peer())).await;
    assert!(matches!(other.ask(one.peer(), Protocol::Hello).await, Err(Failure::Open(_))));
    assert!(other.client.publish(topic(), Bytes::new()).await.is_err());
    assert!(other.client.peers().await.is_empty());
}
