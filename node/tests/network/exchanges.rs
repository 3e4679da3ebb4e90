//! Exchanges: one that goes wrong ends, and nothing else does.

use std::sync::atomic::Ordering;
use std::time::Duration;

use artel_node::network::{Carrier, StreamError};
use artel_protocol::limits;
use artel_protocol::message::Protocol;
use artel_protocol::message::inbox::{Delivery, Receipt};
use bytes::Bytes;
use libp2p::futures::AsyncReadExt as _;

use super::ground::{Node, eventually, says_until_heard, two_members};
use super::intruder::{Intruder, is_ended, send, varint};
use artel_node::network::Standing;

#[tokio::test]
async fn every_protocol_is_answered_over_tcp_and_over_quic() {
    for carrier in [Carrier::Tcp, Carrier::Quic] {
        let (one, other) = (Node::new(1).await, Node::new(2).await);
        one.admits(&other);
        other.admits(&one);
        one.client.dial(other.peer(), other.addresses(carrier).await).await.unwrap();
        for protocol in Protocol::ALL {
            let there = one.ask(other.peer(), protocol).await.unwrap();
            assert_eq!(there.sentence.unwrap(), protocol.name());
            let back = other.ask(one.peer(), protocol).await.unwrap();
            assert_eq!(back.sentence.unwrap(), protocol.name());
        }
    }
}

#[tokio::test]
async fn the_largest_frames_and_bytes_as_they_are_go_through() {
    for carrier in [Carrier::Tcp, Carrier::Quic] {
        let (one, other) = (Node::new(1).await, Node::new(2).await);
        one.admits(&other);
        other.admits(&one);
        one.client.dial(other.peer(), other.addresses(carrier).await).await.unwrap();
        let mut stream = one.client.open(other.peer(), Protocol::Inbox).await.unwrap();
        let activity = Bytes::from(vec![b' '; limits::DOCUMENT_BYTES]);
        stream.send(&Delivery { activity }).await.unwrap();
        stream.receive::<Receipt>(1_000).await.unwrap();
        assert!(stream.sent() > limits::DOCUMENT_BYTES as u64);
        assert!(stream.received() > 10);
    }
}

/// An intruder that the node takes for a member.
async fn a_false_member(node: &Node) -> Intruder {
    let seed = [77; 32];
    node.door.holds(artel_node::network::Peer::of_seed(&seed), Standing::Member);
    Intruder::new(seed, node.peer(), &node.addresses(Carrier::Tcp).await[0]).await
}

#[tokio::test]
async fn a_frame_that_is_too_large_or_malformed_ends_its_stream_and_nothing_else() {
    let node = Node::new(1).await;
    let intruder = a_false_member(&node).await;
    let mut good = intruder.open("/artel/inbox/1").await.unwrap();
    let frame = artel_protocol::message::frame::encode(&Delivery { activity: Bytes::from_static(b"{}") });
    let too_large = varint(limits::INBOX_BYTES + 1);
    let deep = [varint(20), vec![0x81; 20]].concat();
    let other = [&b"GET / HTTP/1.1\r\n"[..], &[b' '; 80]].concat();
    for wrong in [&too_large[..], &deep, &[0xff; 5], &[0x80, 0x00], b"\x03\xa1aa", &other] {
        let mut bad = intruder.open("/artel/inbox/1").await.unwrap();
        // It may be ended before all of it has gone.
        let _ = send(&mut bad, wrong).await;
        assert!(is_ended(&mut bad).await, "{wrong:?}");
        send(&mut good, &frame).await.unwrap();
        assert!(!is_ended(&mut good).await);
        let mut rest = [0; 512];
        let _ = good.read(&mut rest).await.unwrap();
    }
    eventually(|| node.door.exchanges.going_on.load(Ordering::Relaxed) == 1).await;
}

#[tokio::test]
async fn a_frame_that_never_ends_is_waited_for_ten_seconds() {
    let node = Node::new(1).await;
    let intruder = a_false_member(&node).await;
    let mut stream = intruder.open("/artel/inbox/1").await.unwrap();
    send(&mut stream, &varint(limits::INBOX_BYTES)).await.unwrap();
    let begun = node.client.peers().await.len();
    assert_eq!(begun, 1);
    let trickle = async {
        while send(&mut stream, &[0]).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(15), trickle).await.unwrap();
    eventually(|| node.door.exchanges.going_on.load(Ordering::Relaxed) == 0).await;
    let mut good = intruder.open("/artel/hello/1").await.unwrap();
    let frame = artel_protocol::message::frame::encode(&Delivery { activity: Bytes::from_static(b"{}") });
    send(&mut good, &frame).await.unwrap();
    assert!(!is_ended(&mut good).await);
}

#[tokio::test]
async fn a_peer_has_so_many_exchanges_at_once_and_no_more() {
    let node = Node::new(1).await;
    let intruder = a_false_member(&node).await;
    let mut streams = Vec::new();
    for _ in 0..10 {
        streams.push(intruder.open("/artel/since/1").await.unwrap());
    }
    // As many again wait for their turn.
    for stream in &mut streams[2 * limits::SINCE_AT_ONCE..] {
        assert!(is_ended(stream).await);
    }
    assert_eq!(node.door.exchanges.begun.load(Ordering::Relaxed), limits::SINCE_AT_ONCE);
    drop(streams);
    eventually(|| node.door.exchanges.going_on.load(Ordering::Relaxed) == 0).await;
    let mut next = intruder.open("/artel/since/1").await.unwrap();
    let frame = artel_protocol::message::frame::encode(&Delivery { activity: Bytes::from_static(b"{}") });
    send(&mut next, &frame).await.unwrap();
    assert!(!is_ended(&mut next).await);
}

#[tokio::test]
async fn our_own_exchanges_wait_for_their_turn() {
    let (one, other) = two_members().await;
    let asks = (0..40).map(|_| one.ask(other.peer(), Protocol::Since));
    for answer in futures_util::future::join_all(asks).await {
        answer.unwrap();
    }
}

#[tokio::test]
async fn who_begins_exchanges_without_end_gets_some_of_them() {
    let node = Node::new(1).await;
    let intruder = a_false_member(&node).await;
    let other = Node::new(2).await;
    node.admits(&other);
    other.admits(&node);
    node.follow().await;
    other.follow().await;
    other.dial(&node).await;
    for _ in 0..600 {
        let _ = intruder.open("/artel/hello/1").await;
    }
    let begun = node.door.exchanges.begun.load(Ordering::Relaxed);
    let (per_second, at_once) = limits::EXCHANGES_PER_PEER;
    assert!(begun < (at_once + 10 * per_second) as usize, "{begun}");
    other.ask(node.peer(), Protocol::Hello).await.unwrap();
    says_until_heard(&other, "still here", &node).await;
}

#[tokio::test]
async fn a_stream_says_why_it_ended() {
    let (one, other) = two_members().await;
    let mut stream = one.client.open(other.peer(), Protocol::Get).await.unwrap();
    stream.send(&Delivery { activity: Bytes::from_static(b"{}") }).await.unwrap();
    let refused = stream.receive::<Receipt>(3).await;
    assert!(matches!(refused, Err(StreamError::Frame(_))), "{refused:?}");
    let mut stream = one.client.open(other.peer(), Protocol::Get).await.unwrap();
    other.client.stop().await;
    let ended = stream.receive::<Receipt>(100).await;
    assert!(matches!(ended, Err(StreamError::Ended | StreamError::Broken(_))), "{ended:?}");
}
