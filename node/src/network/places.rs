//! Who gets a place: how many connections there are in all, with one peer, from one network, with strangers, and none
//! with who is refused.
//!
//! libp2p has a behaviour for limits of its own; it remembers every peer that was ever connected, which strangers can
//! make grow, and knows neither networks nor strangers.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll};

use artel_protocol::limits;
use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::swarm::{
    CloseConnection, ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, THandler, THandlerInEvent,
    THandlerOutEvent, ToSwarm, dummy,
};
use libp2p::{Multiaddr, PeerId};
use tokio::time::Instant;

use super::door::{Door, Standing};
use super::peer::{Address, Carrier, ip_of};
use super::settings::PlaceSettings;

/// Counts connections, and denies those for which there is no place.
pub struct Places {
    settings: PlaceSettings,
    door: Arc<dyn Door>,
    coming: HashMap<ConnectionId, Coming>,
    taken: HashMap<ConnectionId, Place>,
    /// Each peer's connections in the order in which they came about.
    peers: HashMap<PeerId, Vec<ConnectionId>>,
    networks: HashMap<Network, usize>,
    /// Connections with who was a stranger when they came about.
    strangers: HashMap<ConnectionId, PeerId>,
    shut_out: HashMap<PeerId, Instant>,
    /// What has to give way.
    closing: VecDeque<(PeerId, ConnectionId)>,
}

/// A connection that is coming about.
#[derive(Copy, Clone)]
enum Coming {
    /// From a network; from none if it is not counted.
    In(Carrier, Option<Network>),
    Out,
}

impl Coming {
    fn carrier(self) -> Option<Carrier> {
        match self {
            Coming::In(carrier, _) => Some(carrier),
            Coming::Out => None,
        }
    }

    fn network(self) -> Option<Network> {
        match self {
            Coming::In(_, network) => network,
            Coming::Out => None,
        }
    }
}

/// A connection that has come about.
struct Place {
    peer: PeerId,
    network: Option<Network>,
}

/// A /24 or a /64.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Hash)]
struct Network(u128);

/// Why there is no place.
#[derive(Copy, Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoPlace {
    #[error("too many connections are coming about")]
    Coming,
    #[error("too many connections come from this network")]
    Network,
    #[error("there are too many connections")]
    Connections,
    #[error("there are too many strangers")]
    Strangers,
    #[error("the peer is refused")]
    Refused,
}

impl Places {
    pub fn new(settings: PlaceSettings, door: Arc<dyn Door>) -> Places {
        Places {
            settings,
            door,
            coming: HashMap::new(),
            taken: HashMap::new(),
            peers: HashMap::new(),
            networks: HashMap::new(),
            strangers: HashMap::new(),
            shut_out: HashMap::new(),
            closing: VecDeque::new(),
        }
    }

    /// From now on until then there is no place for this peer.
    pub fn shut_out(&mut self, peer: PeerId, until: Instant) {
        if self.shut_out.len() < limits::SHUT_OUT_REMEMBERED {
            self.shut_out.insert(peer, until);
        }
    }

    /// This peer is no stranger any more.
    pub fn admitted(&mut self, peer: PeerId) {
        self.strangers.retain(|_, stranger| *stranger != peer);
    }

    /// Lets in again whose time is over.
    pub fn tick(&mut self, now: Instant) {
        self.shut_out.retain(|_, until| *until > now);
    }

    fn network_of(&self, address: &Multiaddr) -> Option<Network> {
        let ip = ip_of(address)?;
        (self.settings.loopback_counts || !ip.is_loopback()).then(|| Network::of(ip))
    }

    fn come(&mut self, connection: ConnectionId, coming: Coming) -> Result<(), NoPlace> {
        let alike = self.coming.values().filter(|other| other.carrier() == coming.carrier());
        if alike.count() >= self.settings.coming {
            return Err(NoPlace::Coming);
        }
        if let Some(network) = coming.network() {
            let most = (self.settings.coming / limits::PENDING_SHARE_OF_NETWORK).max(1);
            let from_there = self.coming.values().filter(|other| other.network() == Some(network));
            let all_from_there = self.networks.get(&network).copied().unwrap_or(0);
            if from_there.count() >= most || all_from_there >= self.settings.per_network {
                return Err(NoPlace::Network);
            }
            *self.networks.entry(network).or_default() += 1;
        }
        self.coming.insert(connection, coming);
        Ok(())
    }

    fn establish(&self, peer: PeerId, inbound: bool) -> Result<(), NoPlace> {
        let standing = self.door.standing(peer.into());
        if standing == Standing::Refused || self.shut_out.contains_key(&peer) {
            return Err(NoPlace::Refused);
        }
        if self.taken.len() >= self.settings.connections {
            return Err(NoPlace::Connections);
        }
        let is_too_strange =
            inbound && standing == Standing::Stranger && self.strangers.len() >= self.settings.strangers;
        if is_too_strange { Err(NoPlace::Strangers) } else { Ok(()) }
    }

    fn take(&mut self, connection: ConnectionId, peer: PeerId) {
        let network = self.coming.remove(&connection).and_then(Coming::network);
        let connections = self.peers.entry(peer).or_default();
        connections.push(connection);
        // Who has restarted, or changed its network, comes again while its old connections seem to be alive.
        if let Some(oldest) = connections.len().checked_sub(limits::CONNECTIONS_PER_PEER + 1) {
            self.closing.push_back((peer, connections[oldest]));
        }
        if self.door.standing(peer.into()) == Standing::Stranger {
            self.strangers.insert(connection, peer);
        }
        self.taken.insert(connection, Place { peer, network });
    }

    fn give_back(&mut self, connection: ConnectionId) {
        self.strangers.remove(&connection);
        if let Some(Place { peer, network }) = self.taken.remove(&connection) {
            if let Some(connections) = self.peers.get_mut(&peer) {
                connections.retain(|other| *other != connection);
                if connections.is_empty() {
                    self.peers.remove(&peer);
                }
            }
            self.leave(network);
        }
    }

    /// What was coming about came to nothing.
    fn forget(&mut self, connection: ConnectionId) {
        let network = self.coming.remove(&connection).and_then(Coming::network);
        self.leave(network);
    }

    /// One connection from there less; at none the network itself is forgotten.
    fn leave(&mut self, network: Option<Network>) {
        if let Some(network) = network
            && let Some(count) = self.networks.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                self.networks.remove(&network);
            }
        }
    }
}

impl Network {
    fn of(ip: IpAddr) -> Network {
        match ip.to_canonical() {
            // No network of version 6 looks like this: there are no hosts in ::/64.
            IpAddr::V4(ip) => Network(u128::from(ip.to_bits() >> 8)),
            IpAddr::V6(ip) => Network(ip.to_bits() >> 64 << 64),
        }
    }
}

impl NetworkBehaviour for Places {
    type ConnectionHandler = dummy::ConnectionHandler;
    type ToSwarm = Infallible;

    fn handle_pending_inbound_connection(
        &mut self,
        connection: ConnectionId,
        _: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<(), ConnectionDenied> {
        let coming = Coming::In(Address::of(remote).carrier(), self.network_of(remote));
        self.come(connection, coming).map_err(ConnectionDenied::new)
    }

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.establish(peer, true).map_err(ConnectionDenied::new)?;
        Ok(dummy::ConnectionHandler)
    }

    fn handle_pending_outbound_connection(
        &mut self,
        connection: ConnectionId,
        _: Option<PeerId>,
        _: &[Multiaddr],
        _: Endpoint,
    ) -> Result<Vec<Multiaddr>, ConnectionDenied> {
        self.come(connection, Coming::Out).map_err(ConnectionDenied::new)?;
        Ok(Vec::new())
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.establish(peer, false).map_err(ConnectionDenied::new)?;
        Ok(dummy::ConnectionHandler)
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        match event {
            FromSwarm::ConnectionEstablished(event) => self.take(event.connection_id, event.peer_id),
            FromSwarm::ConnectionClosed(event) => self.give_back(event.connection_id),
            FromSwarm::DialFailure(event) => self.forget(event.connection_id),
            FromSwarm::ListenFailure(event) => self.forget(event.connection_id),
            _ => {}
        }
    }

    fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {}
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        match self.closing.pop_front() {
            Some((peer_id, oldest)) => {
                let connection = CloseConnection::One(oldest);
                Poll::Ready(ToSwarm::CloseConnection { peer_id, connection })
            }
            None => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests;
