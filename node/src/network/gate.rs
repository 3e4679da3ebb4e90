//! Gossip behind a gate: it hears of a peer only once the peer is admitted, and a peer's gossip streams find nobody
//! before. Being admitted needs no new connection.
//!
//! The two sides of a connection may admit each other at different moments, so who comes too early knocks again
//! ([`handler::Handler`]).

mod handler;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::task::{Context, Poll};

use artel_protocol::limits;
use libp2p::core::transport::PortUse;
use libp2p::core::{ConnectedPoint, Endpoint};
use libp2p::gossipsub;
use libp2p::swarm::behaviour::ConnectionEstablished;
use libp2p::swarm::{
    ConnectionClosed, ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, NotifyHandler, THandler,
    THandlerInEvent, THandlerOutEvent, ToSwarm,
};
use libp2p::{Multiaddr, PeerId};
use tokio::time::Instant;

use self::handler::{Handler, ToHandler};
use super::door::{Door, Standing};
use super::gossip::{Gossip, HUB_SCORE, MEMBER_SCORE};
use super::meter::Meter;

/// Gossip, and who is let through to it.
pub struct Gate {
    gossip: Gossip,
    door: Arc<dyn Door>,
    /// Whether whoever is admitted is sent everything at once.
    is_hub: bool,
    /// Peers that are sent everything at once whatever we are.
    kept: HashSet<PeerId>,
    connections: HashMap<PeerId, Vec<(ConnectionId, ConnectedPoint)>>,
    /// Connections that gossip has made a handler for and that have yet to be reported to it.
    let_through: HashSet<ConnectionId>,
    /// Admitted peers, and how many envelopes they have sent.
    admitted: HashMap<PeerId, Meter>,
    events: VecDeque<ToSwarm<Event, ToHandler>>,
    now: Instant,
}

/// What comes out of the gate.
#[derive(Debug)]
pub enum Event {
    Gossip(gossipsub::Event),
    /// A peer sends so much that it has to go.
    Flood(PeerId),
}

impl Gate {
    pub fn new(gossip: Gossip, door: Arc<dyn Door>, is_hub: bool, now: Instant) -> Gate {
        Gate {
            gossip,
            door,
            is_hub,
            kept: HashSet::new(),
            connections: HashMap::new(),
            let_through: HashSet::new(),
            admitted: HashMap::new(),
            events: VecDeque::new(),
            now,
        }
    }

    pub fn gossip(&mut self) -> &mut Gossip {
        &mut self.gossip
    }

    pub fn is_admitted(&self, peer: &PeerId) -> bool {
        self.admitted.contains_key(peer)
    }

    pub fn tick(&mut self, now: Instant) {
        self.now = now;
    }

    /// These peers are sent everything at once.
    pub fn keep(&mut self, peers: HashSet<PeerId>) {
        self.kept = peers;
        for peer in self.admitted.keys().copied().collect::<Vec<_>>() {
            self.rank(peer);
        }
    }

    /// Lets a connected peer through, or ranks it anew. What it is to us must allow it.
    pub fn admit(&mut self, peer: PeerId) {
        if !self.is_admitted(&peer) {
            let connections = self.connections.get(&peer).cloned().unwrap_or_default();
            for (others, (connection, point)) in connections.into_iter().enumerate() {
                self.introduce(peer, connection, &point, others);
            }
        }
        if self.is_admitted(&peer) {
            self.rank(peer);
        }
    }

    /// Lets gossip hear of a connection that stood at the gate so far.
    fn introduce(&mut self, peer: PeerId, connection: ConnectionId, point: &ConnectedPoint, others: usize) {
        let handler = match point {
            ConnectedPoint::Dialer { address, role_override, port_use } => self
                .gossip
                .handle_established_outbound_connection(connection, peer, address, *role_override, *port_use),
            ConnectedPoint::Listener { local_addr, send_back_addr } => self
                .gossip
                .handle_established_inbound_connection(connection, peer, local_addr, send_back_addr),
        };
        let handler = handler.expect("gossip denies no connection");
        self.events.push_back(ToSwarm::NotifyHandler {
            peer_id: peer,
            handler: NotifyHandler::One(connection),
            event: ToHandler::Admit(Box::new(handler)),
        });
        self.report(peer, connection, point, others);
    }

    /// Tells gossip of a connection that it has made a handler for, beside `others` with that peer.
    fn report(&mut self, peer: PeerId, connection: ConnectionId, point: &ConnectedPoint, others: usize) {
        self.gossip.on_swarm_event(FromSwarm::ConnectionEstablished(ConnectionEstablished {
            peer_id: peer,
            connection_id: connection,
            endpoint: point,
            failed_addresses: &[],
            other_established: others,
        }));
        let now = self.now;
        self.admitted.entry(peer).or_insert_with(|| Meter::new(limits::ENVELOPES_PER_PEER.into(), now));
    }

    /// Whether gossip may hear of a new connection at once. Of one peer's connections it knows all or none.
    fn is_open(&self, peer: &PeerId) -> bool {
        self.is_admitted(peer)
            || (self.door.standing((*peer).into()).is_admitted() && !self.connections.contains_key(peer))
    }

    /// A handler for a new connection, let through or not.
    fn at_the_gate(
        &mut self,
        connection: ConnectionId,
        peer: &PeerId,
        inner: impl FnOnce(&mut Gossip) -> Result<THandler<Gossip>, ConnectionDenied>,
    ) -> Result<Handler, ConnectionDenied> {
        if !self.is_open(peer) {
            return Ok(Handler::shut());
        }
        let handler = inner(&mut self.gossip)?;
        self.let_through.insert(connection);
        Ok(Handler::open(handler))
    }

    fn established(&mut self, event: ConnectionEstablished<'_>) {
        let ConnectionEstablished { peer_id: peer, connection_id: connection, endpoint, .. } = event;
        let connections = self.connections.entry(peer).or_default();
        let others = connections.len();
        connections.push((connection, endpoint.clone()));
        if self.let_through.remove(&connection) {
            self.report(peer, connection, endpoint, others);
            self.rank(peer);
        }
    }

    /// How an admitted peer stands, and whether it is sent everything at once.
    fn rank(&mut self, peer: PeerId) {
        let is_hub = self.door.standing(peer.into()) == Standing::Hub;
        self.gossip.set_application_score(&peer, if is_hub { HUB_SCORE } else { MEMBER_SCORE });
        if self.is_hub || is_hub || self.kept.contains(&peer) {
            self.gossip.add_explicit_peer(&peer);
        } else {
            self.gossip.remove_explicit_peer(&peer);
        }
    }

    fn closed(&mut self, event: ConnectionClosed<'_>) {
        let peer = event.peer_id;
        if let Some(connections) = self.connections.get_mut(&peer) {
            connections.retain(|(connection, _)| *connection != event.connection_id);
            if connections.is_empty() {
                self.connections.remove(&peer);
            }
        }
        if self.is_admitted(&peer) {
            if event.remaining_established == 0 {
                self.admitted.remove(&peer);
                self.gossip.remove_explicit_peer(&peer);
            }
            self.gossip.on_swarm_event(FromSwarm::ConnectionClosed(event));
        }
    }
}

impl NetworkBehaviour for Gate {
    type ConnectionHandler = Handler;
    type ToSwarm = Event;

    fn handle_established_inbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.at_the_gate(connection, &peer, |gossip| {
            gossip.handle_established_inbound_connection(connection, peer, local, remote)
        })
    }

    fn handle_established_outbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        role: Endpoint,
        port: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.at_the_gate(connection, &peer, |gossip| {
            gossip.handle_established_outbound_connection(connection, peer, address, role, port)
        })
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        match event {
            FromSwarm::ConnectionEstablished(event) => self.established(event),
            FromSwarm::ConnectionClosed(event) => self.closed(event),
            FromSwarm::AddressChange(event) if self.is_admitted(&event.peer_id) => {
                self.gossip.on_swarm_event(FromSwarm::AddressChange(event));
            }
            // Gossip asks for nothing else.
            _ => {}
        }
    }

    fn on_connection_handler_event(
        &mut self,
        peer: PeerId,
        connection: ConnectionId,
        event: THandlerOutEvent<Self>,
    ) {
        let Some(meter) = self.admitted.get_mut(&peer) else { return };
        let was_flooded = meter.is_flooded();
        if meter.take(self.now) || self.door.standing(peer.into()) == Standing::Hub {
            self.gossip.on_connection_handler_event(peer, connection, event);
        } else if !was_flooded && meter.is_flooded() {
            self.events.push_back(ToSwarm::GenerateEvent(Event::Flood(peer)));
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Poll::Ready(event);
            }
            match self.gossip.poll(context) {
                // Whom to dial, and where, is not for gossip to say.
                Poll::Ready(ToSwarm::Dial { .. }) => {}
                Poll::Ready(event) => {
                    return Poll::Ready(event.map_out(Event::Gossip).map_in(ToHandler::Gossip));
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}
