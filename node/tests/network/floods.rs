//! Who floods gossip: messages that are too large or too many, subscriptions without end.

use std::time::Duration;

use artel_node::Clock;
use artel_node::network::{Carrier, Peer, Standing};
use artel_protocol::limits;
use artel_protocol::message::Sid;

use super::ground::{Node, eventually, says_until_heard, topic};
use super::intruder::{Intruder, envelope, graft, is_ended, message, send, subscription};

/// A node that follows the topic, a member beside it, and an intruder that it takes for a member.
async fn ground() -> (Node, Node, Intruder) {
    let (node, member) = (Node::new(1).await, Node::new(2).await);
    node.admits(&member);
    member.admits(&node);
    node.follow().await;
    member.follow().await;
    member.dial(&node).await;
    says_until_heard(&member, "good morning", &node).await;
    let seed = [77; 32];
    node.door.holds(Peer::of_seed(&seed), Standing::Member);
    let intruder = Intruder::new(seed, node.peer(), &node.addresses(Carrier::Tcp).await[0]).await;
    (node, member, intruder)
}

/// Held while memory is looked at, so that the tests here do not take each other's for their own.
static MEMORY: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// How much memory this process has, in bytes.
fn memory() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[tokio::test]
async fn a_message_of_64_kb_and_one_byte_is_dropped() {
    let (node, member, intruder) = ground().await;
    let mut stream = intruder.gossip().await;
    send(&mut stream, &envelope(&[message(&topic().topic(), b"a small one")])).await.unwrap();
    eventually(|| node.has_heard("a small one")).await;
    let large = vec![b'x'; limits::GOSSIP_BYTES + 1];
    // The node stops reading when it sees how long it is.
    let _ = send(&mut stream, &envelope(&[message(&topic().topic(), &large)])).await;
    assert!(is_ended(&mut stream).await);
    assert!(node.door.heard().iter().all(|data| data.len() < 1_000));
    let mut stream = intruder.gossip().await;
    send(&mut stream, &envelope(&[message(&topic().topic(), b"another small one")])).await.unwrap();
    eventually(|| node.has_heard("another small one")).await;
    says_until_heard(&member, "still here", &node).await;
}

#[tokio::test]
async fn a_hundred_thousand_subscriptions_are_dropped_and_fill_no_memory() {
    let (node, member, intruder) = ground().await;
    let _others = MEMORY.lock().await;
    let before = memory();
    let mut sent = 0;
    // Each stream is ended when it asks for too much, and nobody opens more than a few.
    'streams: for _ in 0..10 {
        let Ok(mut stream) = intruder.open("/meshsub/1.1.0").await else { break };
        while sent < 100_000 {
            let topics: Vec<String> = (0..100).map(|number| made_up(sent + number).topic()).collect();
            let fields: Vec<Vec<u8>> =
                topics.iter().flat_map(|topic| [subscription(topic), graft(topic)]).collect();
            sent += 100;
            if send(&mut stream, &envelope(&fields)).await.is_err() {
                continue 'streams;
            }
        }
    }
    says_until_heard(&member, "still here", &node).await;
    let grown = memory().saturating_sub(before);
    assert!(grown < 30 * 1024 * 1024, "{grown} bytes after {sent} subscriptions");
}

/// A set that is none.
fn made_up(number: usize) -> Sid {
    let mut name = [0; 32];
    name[..8].copy_from_slice(&number.to_be_bytes());
    Sid(name)
}

#[tokio::test]
async fn subscriptions_within_the_limit_are_kept_and_those_beyond_are_not() {
    let (node, _member, intruder) = ground().await;
    let mut stream = intruder.gossip().await;
    for number in 0..limits::GOSSIP_TOPICS + 50 {
        send(&mut stream, &envelope(&[subscription(&made_up(number).topic())])).await.unwrap();
    }
    send(&mut stream, &envelope(&[message(&topic().topic(), b"done")])).await.unwrap();
    eventually(|| node.has_heard("done")).await;
    let say = async |number: usize, words: &'static str| {
        node.client.publish(made_up(number), words.as_bytes().into()).await.unwrap();
    };
    say(limits::GOSSIP_TOPICS + 10, "nobody is told this").await;
    say(limits::GOSSIP_TOPICS - 1, "the last of two hundred").await;
    eventually(|| intruder.has_heard("the last of two hundred")).await;
    assert!(!intruder.has_heard("nobody is told this"));
}

#[tokio::test]
async fn ten_thousand_messages_a_second_are_throttled_while_others_are_heard() {
    let (node, member, intruder) = ground().await;
    let _others = MEMORY.lock().await;
    let before = memory();
    let flood = tokio::spawn(async move {
        let mut stream = intruder.gossip().await;
        let mut sent = 0_u32;
        let words = vec![b'x'; 1_000];
        while sent < 100_000 {
            let messages: Vec<Vec<u8>> = (0..50)
                .map(|number: u32| {
                    message(&topic().topic(), &[&(sent + number).to_be_bytes()[..], &words].concat())
                })
                .collect();
            if send(&mut stream, &envelope(&messages)).await.is_err() {
                break;
            }
            sent += 50;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        (intruder, sent)
    });
    let clock = Clock::system();
    let mut slowest = Duration::ZERO;
    for number in 0..40 {
        let begun = clock.now();
        let words = format!("in between {number}");
        member.say(&words).await;
        eventually(|| node.has_heard(&words)).await;
        slowest = slowest.max(clock.now().since(begun));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (intruder, sent) = flood.await.unwrap();
    let heard = node.door.heard_from(intruder.peer);
    let (per_second, at_once) = limits::GOSSIP_PER_PEER;
    assert!(heard <= (at_once + 12 * per_second) as usize, "{heard} of {sent}");
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    let grown = memory().saturating_sub(before);
    assert!(grown < 60 * 1024 * 1024, "{grown} bytes after {sent} messages");
    assert!(node.door.missed.lock().unwrap().contains(&intruder.peer), "what was dropped can be asked for");
    // Who goes on is shut out.
    eventually(|| !node.door.is_connected(intruder.peer)).await;
}

#[tokio::test]
async fn messages_in_topics_that_nobody_follows_are_dropped_at_once() {
    let (node, member, intruder) = ground().await;
    let _others = MEMORY.lock().await;
    let before = memory();
    let mut stream = intruder.gossip().await;
    let words = vec![b'x'; 30_000];
    for number in 0..2_000_u32 {
        let data = [&number.to_be_bytes()[..], &words].concat();
        if send(&mut stream, &envelope(&[message(&made_up(1).topic(), &data)])).await.is_err() {
            break;
        }
    }
    says_until_heard(&member, "still here", &node).await;
    let grown = memory().saturating_sub(before);
    assert!(grown < 20 * 1024 * 1024, "{grown} bytes");
}
