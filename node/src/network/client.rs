//! The handle through which the rest of the node uses the network.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use artel_protocol::message::{Protocol, Sid};
use artel_protocol::{Timestamp, limits};
use bytes::Bytes;
use libp2p::{Stream, gossipsub, swarm};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::door::{Link, Standing};
use super::framed::FramedStream;
use super::peer::{Address, Peer};
use super::streams::{OpenError, Turn};

/// Speaks to the one task that owns the network. Clones speak to the same.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    peer: Peer,
    commands: mpsc::Sender<Command>,
    turns: OurTurns,
}

/// What the rest of the node wants of the network.
pub(super) enum Command {
    Open { peer: Peer, protocol: Protocol, answer: oneshot::Sender<Result<Stream, OpenError>> },
    Publish { topic: Sid, data: Bytes, answer: oneshot::Sender<Result<(), PublishError>> },
    Follow(HashSet<Sid>),
    Keep(Vec<(Peer, Vec<Address>)>),
    Dial { peer: Peer, addresses: Vec<Address>, answer: oneshot::Sender<Result<(), DialError>> },
    Disconnect(Peer),
    Refresh(Peer),
    Peers(oneshot::Sender<Vec<PeerState>>),
    Listening(oneshot::Sender<Vec<Address>>),
    Stop(oneshot::Sender<()>),
}

/// A connected peer.
#[derive(Clone, Debug)]
pub struct PeerState {
    pub peer: Peer,
    pub standing: Standing,
    pub link: Link,
    pub since: Timestamp,
    /// How long the last question whether it is still there took to be answered.
    pub round_trip: Option<Duration>,
    /// Bytes on all its streams, without what encryption and multiplexing add.
    pub received: u64,
    pub sent: u64,
    /// What its program calls itself.
    pub agent: Option<String>,
}

/// Why a message was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error("it is longer than {} bytes", limits::GOSSIP_DATA_BYTES)]
    TooLarge,
    #[error("nobody takes messages fast enough")]
    Busy,
    #[error("it was not sent: {0}")]
    Failed(#[from] gossipsub::PublishError),
    #[error("the network has stopped")]
    Stopped,
}

/// Why a peer was not reached.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DialError {
    #[error("the peer cannot be reached: {0}")]
    Unreachable(#[from] Arc<swarm::DialError>),
    #[error("the network has stopped")]
    Stopped,
}

impl Client {
    pub(super) fn new(peer: Peer, commands: mpsc::Sender<Command>) -> Client {
        Client(Arc::new(Shared { peer, commands, turns: OurTurns::default() }))
    }

    /// Who we are.
    pub fn peer(&self) -> Peer {
        self.0.peer
    }

    /// Begins an exchange with a connected peer; waits for its turn while as many are going on as the peer allows.
    ///
    /// # Errors
    /// [`OpenError::NotConnected`]: this does not dial.
    pub async fn open(&self, peer: Peer, protocol: Protocol) -> Result<FramedStream, OpenError> {
        let turn = Turn::of_ours(self.0.turns.next(peer, protocol).await);
        let opened = self.ask(|answer| Command::Open { peer, protocol, answer }).await;
        Ok(FramedStream::new(opened.ok_or(OpenError::Stopped)??, turn))
    }

    /// Says something in a topic. That nobody hears it, or that it was said before, is no error.
    pub async fn publish(&self, topic: Sid, data: Bytes) -> Result<(), PublishError> {
        let published = self.ask(|answer| Command::Publish { topic, data, answer }).await;
        published.ok_or(PublishError::Stopped)?
    }

    /// Follows exactly these topics, at most [`GOSSIP_TOPICS`](limits::GOSSIP_TOPICS).
    pub async fn set_topics(&self, topics: HashSet<Sid>) {
        self.tell(Command::Follow(topics)).await;
    }

    /// Stays connected with exactly these hubs, and sends them at once whatever is said.
    pub async fn keep_connected(&self, hubs: Vec<(Peer, Vec<Address>)>) {
        self.tell(Command::Keep(hubs)).await;
    }

    /// Connects with a peer at whichever of these addresses answers first.
    pub async fn dial(&self, peer: Peer, addresses: Vec<Address>) -> Result<(), DialError> {
        self.ask(|answer| Command::Dial { peer, addresses, answer }).await.ok_or(DialError::Stopped)?
    }

    /// Ends all connections with a peer.
    pub async fn disconnect(&self, peer: Peer) {
        self.tell(Command::Disconnect(peer)).await;
    }

    /// What a peer is to us has changed: it is let through to gossip, or disconnected.
    pub async fn refresh(&self, peer: Peer) {
        self.tell(Command::Refresh(peer)).await;
    }

    /// Who is connected.
    pub async fn peers(&self) -> Vec<PeerState> {
        self.ask(Command::Peers).await.unwrap_or_default()
    }

    /// Where we listen.
    pub async fn listening(&self) -> Vec<Address> {
        self.ask(Command::Listening).await.unwrap_or_default()
    }

    /// Lets exchanges come to their end for a short while, and disconnects from all peers.
    pub async fn stop(&self) {
        self.ask(Command::Stop).await;
    }

    /// The answer to a command; none if the network has stopped.
    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        self.tell(command(answer)).await;
        answered.await.ok()
    }

    async fn tell(&self, command: Command) {
        // Once the network has stopped there is nobody to tell.
        let _ = self.0.commands.send(command).await;
    }
}

/// How many exchanges we have going on with each peer in each protocol: no more than it takes.
#[derive(Default)]
struct OurTurns(Mutex<HashMap<(Peer, Protocol), Arc<Semaphore>>>);

/// Beyond so many, those that nobody holds are forgotten.
const TURNS_REMEMBERED: usize = 1_024;

impl OurTurns {
    async fn next(&self, peer: Peer, protocol: Protocol) -> OwnedSemaphorePermit {
        let semaphore = {
            let mut semaphores = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            if semaphores.len() >= TURNS_REMEMBERED {
                semaphores.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
            }
            let fresh = || Arc::new(Semaphore::new(protocol.at_once()));
            semaphores.entry((peer, protocol)).or_insert_with(fresh).clone()
        };
        semaphore.acquire_owned().await.expect("it is never closed")
    }
}
