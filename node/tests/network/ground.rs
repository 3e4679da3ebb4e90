//! Nodes that know each other as a test wants, and write down what they hear.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use artel_node::network::{
    Address, Carrier, Client, Door, FramedStream, Link, OpenError, Peer, Settings, Standing, StreamError,
    Verdict, start,
};
use artel_node::{Clock, Random};
use artel_protocol::Id;
use artel_protocol::message::inbox::{Delivery, Receipt};
use artel_protocol::message::{Protocol, Sid, Word};
use bytes::Bytes;
use futures_util::future::BoxFuture;

pub const TCP: &str = "/ip4/127.0.0.1/tcp/0";
pub const QUIC: &str = "/ip4/127.0.0.1/udp/0/quic-v1";

/// What begins like this is judged for ever.
pub const HARD_TO_JUDGE: &str = "hard to judge";

/// A node whose peers are what a test says they are.
pub struct Node {
    pub client: Client,
    pub door: Arc<TestDoor>,
}

/// Writes down what comes.
#[derive(Default)]
pub struct TestDoor {
    standings: Mutex<HashMap<Peer, Standing>>,
    heard: Mutex<Vec<(Peer, Bytes)>>,
    links: Mutex<HashMap<Peer, Link>>,
    /// What every message of gossip is judged to be; accepted if nothing is said.
    verdict: Mutex<Option<Verdict>>,
    /// With whom more was gossiped than one of the two could take.
    pub missed: Mutex<HashSet<Peer>>,
    pub exchanges: Arc<Exchanges>,
}

/// How many exchanges there are and were.
#[derive(Default)]
pub struct Exchanges {
    pub going_on: AtomicUsize,
    pub begun: AtomicUsize,
}

impl Door for TestDoor {
    fn standing(&self, peer: Peer) -> Standing {
        self.standings.lock().unwrap().get(&peer).copied().unwrap_or(Standing::Stranger)
    }

    fn serve(&self, protocol: Protocol, _: Peer, stream: FramedStream) -> BoxFuture<'static, ()> {
        let exchanges = self.exchanges.clone();
        Box::pin(async move {
            exchanges.begun.fetch_add(1, Ordering::Relaxed);
            exchanges.going_on.fetch_add(1, Ordering::Relaxed);
            // How an exchange ended is what the other side looks at.
            let _ = answer(protocol, stream).await;
            exchanges.going_on.fetch_sub(1, Ordering::Relaxed);
        })
    }

    fn gossiped(&self, peer: Peer, _: Sid, data: Bytes) -> BoxFuture<'static, Verdict> {
        let never_ends = data.starts_with(HARD_TO_JUDGE.as_bytes());
        self.heard.lock().unwrap().push((peer, data));
        if never_ends {
            return Box::pin(std::future::pending());
        }
        let verdict = self.verdict.lock().unwrap().unwrap_or(Verdict::Accept);
        Box::pin(async move { verdict })
    }

    fn connected(&self, peer: Peer, link: Link) {
        self.links.lock().unwrap().insert(peer, link);
    }

    fn disconnected(&self, peer: Peer) {
        self.links.lock().unwrap().remove(&peer);
    }

    fn missed(&self, peer: Peer) {
        self.missed.lock().unwrap().insert(peer);
    }
}

/// Says in every protocol by what name it was opened, again and again until the other one has enough.
async fn answer(protocol: Protocol, mut stream: FramedStream) -> Result<(), StreamError> {
    loop {
        match stream.receive::<Delivery>(protocol.asked_bytes()).await {
            Ok(_) => {
                let receipt = Receipt { status: Word::Ok, sentence: Some(protocol.name().to_owned()) };
                stream.send(&receipt).await?;
            }
            Err(StreamError::Ended) => return stream.finish().await,
            Err(error) => return Err(error),
        }
    }
}

impl TestDoor {
    pub fn holds(&self, peer: Peer, standing: Standing) {
        self.standings.lock().unwrap().insert(peer, standing);
    }

    pub fn judges(&self, verdict: Verdict) {
        *self.verdict.lock().unwrap() = Some(verdict);
    }

    /// What was heard by gossip.
    pub fn heard(&self) -> Vec<Bytes> {
        self.heard.lock().unwrap().iter().map(|(_, data)| data.clone()).collect()
    }

    /// How many messages somebody handed over.
    pub fn heard_from(&self, peer: Peer) -> usize {
        self.heard.lock().unwrap().iter().filter(|(from, _)| *from == peer).count()
    }

    pub fn link(&self, peer: Peer) -> Option<Link> {
        self.links.lock().unwrap().get(&peer).cloned()
    }

    pub fn is_connected(&self, peer: Peer) -> bool {
        self.link(peer).is_some()
    }
}

impl Node {
    /// A node that listens on loopback by TCP and QUIC.
    pub async fn new(number: u8) -> Node {
        Node::with(number, settings()).await
    }

    pub async fn with(number: u8, settings: Settings) -> Node {
        let door = Arc::new(TestDoor::default());
        let random = Random::seeded(number.into());
        let client = start(settings, &[number; 32], door.clone(), Clock::system(), random).await.unwrap();
        Node { client, door }
    }

    pub fn peer(&self) -> Peer {
        self.client.peer()
    }

    pub async fn addresses(&self, carrier: Carrier) -> Vec<Address> {
        let mut addresses = self.client.listening().await;
        addresses.retain(|address| address.carrier() == carrier);
        addresses
    }

    pub async fn dial(&self, other: &Node) {
        let addresses = other.addresses(Carrier::Tcp).await;
        self.client.dial(other.peer(), addresses).await.unwrap();
    }

    pub fn admits(&self, other: &Node) {
        self.door.holds(other.peer(), Standing::Member);
    }

    pub async fn follow(&self) {
        self.client.set_topics(HashSet::from([topic()])).await;
    }

    pub async fn say(&self, words: &str) {
        self.client.publish(topic(), Bytes::copy_from_slice(words.as_bytes())).await.unwrap();
    }

    pub fn has_heard(&self, words: &str) -> bool {
        self.door.heard().iter().any(|data| data == words.as_bytes())
    }

    /// Asks in a protocol and gives the answer.
    pub async fn ask(&self, other: Peer, protocol: Protocol) -> Result<Receipt, Failure> {
        let mut stream = self.client.open(other, protocol).await?;
        stream.send(&Delivery { activity: Bytes::from_static(b"{}") }).await?;
        let receipt = stream.receive(protocol.answered_bytes()).await?;
        stream.finish().await?;
        Ok(receipt)
    }
}

/// Why an exchange failed.
#[derive(Debug)]
#[expect(dead_code, reason = "they are shown when a test fails")]
pub enum Failure {
    Open(OpenError),
    Stream(StreamError),
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Failure {
        Failure::Open(error)
    }
}

impl From<StreamError> for Failure {
    fn from(error: StreamError) -> Failure {
        Failure::Stream(error)
    }
}

/// Listening on loopback, and allowed to dial it.
pub fn settings() -> Settings {
    Settings {
        listen: vec![TCP.parse().unwrap(), QUIC.parse().unwrap()],
        networks: vec!["127.0.0.0/8".parse().unwrap()],
        ..Settings::node()
    }
}

pub fn community() -> Id {
    Id::parse("https://kammer.example/s/bau").unwrap()
}

pub fn topic() -> Sid {
    Sid::of(&community())
}

/// Two nodes that admit each other, connected and following the topic.
pub async fn two_members() -> (Node, Node) {
    let (one, other) = (Node::new(1).await, Node::new(2).await);
    one.admits(&other);
    other.admits(&one);
    one.follow().await;
    other.follow().await;
    one.dial(&other).await;
    (one, other)
}

/// Waits until something is so.
pub async fn eventually(is_so: impl Fn() -> bool) {
    within(Duration::from_secs(20), is_so).await;
}

pub async fn within(time: Duration, is_so: impl Fn() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(time, wait).await.expect("it becomes so in time");
}

/// Says words until they are heard: at first gossip may not know yet who listens.
pub async fn says_until_heard(speaker: &Node, words: &str, listener: &Node) {
    for number in 0.. {
        let words = format!("{words} {number}");
        speaker.say(&words).await;
        let heard = async {
            while !listener.has_heard(&words) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        if tokio::time::timeout(Duration::from_millis(100), heard).await.is_ok() {
            return;
        }
        assert!(number < 200, "{words} are heard in time");
    }
}
