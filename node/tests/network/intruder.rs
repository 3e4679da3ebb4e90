//! A peer that says what no node of ours would: its frames and its envelopes of gossip are made by hand.

use std::sync::{Arc, Mutex};

use artel_node::network::{Address, Peer};
use libp2p::futures::{AsyncReadExt as _, AsyncWriteExt as _, StreamExt as _};
use libp2p::swarm::{Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Stream, StreamProtocol, SwarmBuilder, noise, tcp, yamux};
use libp2p_stream::{Behaviour, Control};

/// Whoever is connected with a node and does as it likes.
pub struct Intruder {
    pub peer: Peer,
    control: Control,
    target: PeerId,
    /// All that came by gossip.
    heard: Arc<Mutex<Vec<u8>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Intruder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Intruder {
    /// Somebody whose peer key has this seed, connected with a node.
    pub async fn new(seed: [u8; 32], target: Peer, address: &Address) -> Intruder {
        let mut swarm = swarm(seed);
        let target: PeerId = target.to_string().parse().unwrap();
        let address: Multiaddr = address.to_string().parse().unwrap();
        swarm.dial(address.with_p2p(target).unwrap()).unwrap();
        let control = swarm.behaviour().new_control();
        let mut incoming = control.clone().accept(StreamProtocol::new(GOSSIP)).unwrap();
        loop {
            match swarm.select_next_some().await {
                SwarmEvent::ConnectionEstablished { .. } => break,
                SwarmEvent::OutgoingConnectionError { error, .. } => panic!("{error}"),
                _ => {}
            }
        }
        let heard: Arc<Mutex<Vec<u8>>> = Arc::default();
        let task = tokio::spawn({
            let heard = heard.clone();
            async move {
                loop {
                    tokio::select! {
                        _ = swarm.select_next_some() => {}
                        Some((_, stream)) = incoming.next() => {
                            tokio::spawn(listen(stream, heard.clone()));
                        }
                    }
                }
            }
        });
        Intruder { peer: Peer::of_seed(&seed), control, target, heard, task }
    }

    /// Whether these words came by gossip, in whatever envelope.
    pub fn has_heard(&self, words: &str) -> bool {
        self.heard.lock().unwrap().windows(words.len()).any(|window| window == words.as_bytes())
    }

    /// A stream of any protocol.
    pub async fn open(&self, protocol: &'static str) -> Result<Stream, libp2p_stream::OpenStreamError> {
        self.control.clone().open_stream(self.target, StreamProtocol::new(protocol)).await
    }

    /// A stream of gossip.
    pub async fn gossip(&self) -> Stream {
        self.open(GOSSIP).await.unwrap()
    }
}

const GOSSIP: &str = "/meshsub/1.1.0";

async fn listen(mut stream: Stream, heard: Arc<Mutex<Vec<u8>>>) {
    let mut bytes = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut bytes).await {
        heard.lock().unwrap().extend_from_slice(&bytes[..count]);
    }
}

fn swarm(seed: [u8; 32]) -> Swarm<Behaviour> {
    let keys = libp2p::identity::Keypair::ed25519_from_bytes(seed).unwrap();
    SwarmBuilder::with_existing_identity(keys)
        .with_tokio()
        .with_tcp(tcp::Config::default().nodelay(true), noise::Config::new, yamux::Config::default)
        .unwrap()
        .with_behaviour(|_| Behaviour::new())
        .unwrap()
        .with_swarm_config(|config| config.with_idle_connection_timeout(std::time::Duration::from_secs(600)))
        .build()
}

/// An envelope of gossip with its length before it.
pub fn envelope(fields: &[Vec<u8>]) -> Vec<u8> {
    let inner = fields.concat();
    [varint(inner.len()), inner].concat()
}

/// "I am subscribed to this topic."
pub fn subscription(topic: &str) -> Vec<u8> {
    field(1, &[vec![0x08, 0x01], field(2, topic.as_bytes())].concat())
}

/// A message in a topic.
pub fn message(topic: &str, data: &[u8]) -> Vec<u8> {
    field(2, &[field(2, data), field(4, topic.as_bytes())].concat())
}

/// "Be in my mesh for this topic."
pub fn graft(topic: &str) -> Vec<u8> {
    field(3, &field(3, &field(1, topic.as_bytes())))
}

fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    [vec![number << 3 | 2], varint(bytes.len()), bytes.to_vec()].concat()
}

pub fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// Whether the other side has ended the stream, rather than answering.
pub async fn is_ended(stream: &mut Stream) -> bool {
    let mut byte = [0];
    matches!(stream.read(&mut byte).await, Ok(0) | Err(_))
}

/// Sends bytes as they are.
pub async fn send(stream: &mut Stream, bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await
}
