//! What a connection consists of: a place, our streams, who the other says it is, whether it is still there, and
//! gossip behind its gate.

use std::sync::Arc;
use std::time::Duration;

use libp2p::identity::PublicKey;
use libp2p::swarm::NetworkBehaviour;
use libp2p::{identify, ping};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::door::Door;
use super::gate::Gate;
use super::gossip::{self, Followed, GossipError};
use super::places::Places;
use super::settings::Settings;
use super::streams::{Arrival, Streams};

/// All of it. The gate comes last, so that gossip never makes a handler for a connection that another part denies.
#[derive(NetworkBehaviour)]
pub struct Behaviour {
    pub places: Places,
    pub streams: Streams,
    pub identify: identify::Behaviour,
    pub ping: ping::Behaviour,
    pub gate: Gate,
}

/// The version of our protocols, as `identify` says it.
const VERSION: &str = "/artel/1";

/// `identify` asks once, when a connection comes about; what it hears does not change.
const IDENTIFY_AGAIN: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a peer may take to answer whether it is still there.
const PING_TIME: Duration = Duration::from_secs(10);

impl Behaviour {
    /// All parts, and where the streams that peers open come out.
    pub fn new(
        settings: &Settings,
        key: PublicKey,
        door: &Arc<dyn Door>,
        followed: Followed,
        now: Instant,
    ) -> Result<(Behaviour, mpsc::Receiver<Arrival>), GossipError> {
        let here = key.to_peer_id();
        let (streams, arrivals) = Streams::new(door.clone(), now);
        let gossip = gossip::new(followed, settings.places.per_network)?;
        let identify = identify::Config::new(VERSION.to_owned(), key)
            .with_agent_version(settings.agent.clone())
            .with_interval(IDENTIFY_AGAIN)
            .with_hide_listen_addrs(true)
            .with_cache_size(0);
        let ping = ping::Config::new().with_interval(settings.ping_interval).with_timeout(PING_TIME);
        let behaviour = Behaviour {
            places: Places::new(settings.places.clone(), door.clone()),
            streams,
            identify: identify::Behaviour::new(identify),
            ping: ping::Behaviour::new(ping),
            gate: Gate::new(gossip, door.clone(), here, settings.is_hub, now),
        };
        Ok((behaviour, arrivals))
    }

    /// What the time is, for all that count.
    pub fn tick(&mut self, now: Instant) {
        self.places.tick(now);
        self.streams.tick(now);
        self.gate.tick(now);
    }
}
