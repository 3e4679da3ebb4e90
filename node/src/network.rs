//! How nodes reach each other: the only place that names libp2p.
//!
//! [`start`] gives a [`Client`], which is all that the rest of the node holds; what peers want of it comes through the
//! [`Door`]. One task owns everything (`event_loop.rs`). What is said is in [`artel_protocol::message`], and
//! docs/PROTOCOL.md is the page for other implementations.

mod behaviour;
mod client;
mod counted;
mod door;
mod event_loop;
mod framed;
mod gate;
mod gossip;
mod judging;
mod keeping;
mod meter;
mod peer;
mod places;
mod settings;
mod streams;
mod transport;

use std::collections::HashSet;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use artel_protocol::limits;
use libp2p::core::transport::ListenerId;
use libp2p::{Swarm, TransportError, noise, swarm};
use tokio::sync::{mpsc, oneshot};

pub use self::client::{Client, DialError, PeerState, PublishError};
pub use self::door::{Door, Link, Standing, Verdict};
pub use self::framed::{FramedStream, StreamError};
pub use self::gossip::GossipError;
pub use self::meter::Rate;
pub use self::peer::{Address, AddressError, Carrier, Peer, PeerError};
pub use self::settings::{PlaceSettings, Settings};
pub use self::streams::OpenError;

use self::behaviour::Behaviour;
use self::counted::Traffic;
use self::event_loop::{EventLoop, Parts, Starting, Ticks};
use self::gossip::Followed;
use self::keeping::Keeping;
use crate::clock::Clock;
use crate::random::Random;

/// Why the network does not start.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    #[error("connections cannot be set up: {0}")]
    Transport(#[from] noise::Error),
    #[error("gossip cannot be set up: {0}")]
    Gossip(#[from] GossipError),
    #[error("{0} cannot be listened on: {1}")]
    Listen(Address, #[source] TransportError<io::Error>),
    #[error("it does not come to listening")]
    Silent,
}

/// The libraries that any stranger can make warn as often as it likes.
pub const TALKATIVE: [&str; 7] =
    ["libp2p_gossipsub", "libp2p_identify", "libp2p_quic", "libp2p_yamux", "yamux", "quinn", "quinn_proto"];

/// How long a listener may take to say where it listens.
const LISTENING_TIME: Duration = Duration::from_secs(10);

/// Connections are kept until somebody ends them or the peer no longer answers: for a year at least.
const IDLE: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// How many streams of one connection may be finding out at the same time what they are about.
const NEGOTIATING: usize = 32;

/// Starts the network under the peer key that this seed makes, and returns once it listens. It stops when
/// [`Client::stop`] says so, or with the last client.
///
/// # Errors
/// If an address cannot be listened on.
pub async fn start(
    settings: Settings,
    seed: &[u8; 32],
    door: Arc<dyn Door>,
    clock: Clock,
    random: Random,
) -> Result<Client, NetworkError> {
    let keys = peer::keypair(seed);
    let ticks = Ticks::start().await;
    let (followed, traffic) = (Followed::default(), Traffic::new(door.clone()));
    let transport = transport::new(&keys, &settings.networks, traffic.clone())?;
    let (behaviour, arrivals) = Behaviour::new(&settings, keys.public(), &door, followed.clone(), ticks.now)?;
    let config = swarm::Config::with_tokio_executor()
        .with_idle_connection_timeout(IDLE)
        .with_max_negotiating_inbound_streams(NEGOTIATING);
    let mut swarm = Swarm::new(transport, behaviour, keys.public().to_peer_id(), config);
    let listeners = listen(&mut swarm, &settings.listen)?;
    let (waiter, listening) = oneshot::channel();
    let starting = Starting { listeners, waiter: Some(waiter) };
    let (sender, commands) = mpsc::channel(limits::NETWORK_WAITERS);
    let client = Client::new(Peer::of_seed(seed), sender);
    let keeping = Keeping::new(random);
    let parts = Parts {
        swarm,
        door,
        clock,
        settings,
        followed,
        traffic,
        keeping,
        commands,
        arrivals,
        ticks,
        starting,
    };
    tokio::spawn(EventLoop::new(parts).run());
    match tokio::time::timeout(LISTENING_TIME, listening).await {
        Ok(Ok(())) => Ok(client),
        _ => Err(NetworkError::Silent),
    }
}

fn listen(swarm: &mut Swarm<Behaviour>, addresses: &[Address]) -> Result<HashSet<ListenerId>, NetworkError> {
    let mut listeners = HashSet::new();
    for address in addresses {
        let listener = swarm.listen_on(address.multiaddr().clone());
        listeners.insert(listener.map_err(|error| NetworkError::Listen(address.clone(), error))?);
    }
    Ok(listeners)
}
