//! How the network is set up.

use std::time::Duration;

use artel_protocol::limits;

use super::meter::Rate;
use super::peer::Address;
use crate::federation::http_client::IpNet;

/// What the operator decides, and limits that depend on what kind of node it is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; a node that only dials needs none.
    pub listen: Vec<Address>,
    /// What the program calls itself.
    pub agent: String,
    /// Networks that are dialled although they are not public: an office's own, or a test's.
    pub networks: Vec<IpNet>,
    /// A hub sends to every admitted peer what is said, since its peers see nobody else.
    pub is_hub: bool,
    pub places: PlaceSettings,
    /// How long a stranger may stay.
    pub stranger_stays: Duration,
    pub gossip_per_peer: Rate,
    pub gossip_per_hub: Rate,
    /// How often a peer is asked whether it is still there.
    pub ping_interval: Duration,
}

/// How many connections there may be.
#[derive(Clone, Debug)]
pub struct PlaceSettings {
    pub connections: usize,
    /// Coming about at the same time: dialled, by TCP, and by QUIC.
    pub coming: usize,
    pub strangers: usize,
    /// From one /24 or /64.
    pub per_network: usize,
    /// Whether connections from this very machine count as from one network: behind a relay on it they would all be.
    pub loopback_counts: bool,
}

impl Settings {
    /// A node of an organisation.
    pub fn node() -> Settings {
        Settings {
            listen: Vec::new(),
            agent: concat!("artel/", env!("CARGO_PKG_VERSION")).to_owned(),
            networks: Vec::new(),
            is_hub: false,
            places: PlaceSettings {
                connections: limits::NODE_CONNECTIONS,
                coming: limits::NODE_PENDING_CONNECTIONS,
                strangers: limits::NODE_STRANGERS,
                per_network: limits::NODE_CONNECTIONS_PER_NETWORK,
                loopback_counts: false,
            },
            stranger_stays: limits::STRANGER_STAYS,
            gossip_per_peer: limits::GOSSIP_PER_PEER.into(),
            gossip_per_hub: limits::GOSSIP_PER_HUB.into(),
            ping_interval: Duration::from_secs(15),
        }
    }

    /// A hub, which many nodes are connected with.
    pub fn hub() -> Settings {
        Settings {
            is_hub: true,
            places: PlaceSettings {
                connections: limits::HUB_CONNECTIONS,
                coming: limits::HUB_PENDING_CONNECTIONS,
                strangers: limits::HUB_STRANGERS,
                per_network: limits::HUB_CONNECTIONS_PER_NETWORK,
                loopback_counts: false,
            },
            ..Settings::node()
        }
    }
}
