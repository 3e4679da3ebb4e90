//! Gossip behind a gate: it hears of a peer only once the peer is admitted, and a peer's gossip streams find nobody
//! before. Being admitted needs no new connection.
//!
//! The two sides of a connection may admit each other at different moments, so who comes too early knocks again
//! ([`handler::Handler`]).
//!
//! Of several connections with one peer gossip knows one ([`lines::Lines`]). It says what it is subscribed to only on
//! the first that it knows, which would be lost on a peer that has restarted while the old one still seems alive.

mod handler;
mod lines;

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
use self::lines::{Line, Lines};
use super::door::{Door, Standing};
use super::gossip::{Gossip, HUB_SCORE, MEMBER_SCORE};
use super::meter::Meter;

/// Gossip, and who is let through to it.
pub struct Gate {
    gossip: Gossip,
    door: Arc<dyn Door>,
    /// Who we are.
    here: PeerId,
    /// Whether whoever is admitted is sent everything at once.
    is_hub: bool,
    /// Peers that are sent everything at once whatever we are.
    kept: HashSet<PeerId>,
    lines: HashMap<PeerId, Lines>,
    admitted: HashMap<PeerId, Admitted>,
    /// Connections that gossip has made a handler for and that have yet to be reported to it.
    let_through: HashSet<ConnectionId>,
    events: VecDeque<ToSwarm<Event, ToHandler>>,
    now: Instant,
}

/// A peer that gossip has heard of.
struct Admitted {
    /// The one connection that gossip knows.
    line: Line,
    /// How many envelopes have come.
    envelopes: Meter,
}

/// What comes out of the gate.
#[derive(Debug)]
pub enum Event {
    Gossip(gossipsub::Event),
    /// A peer sends so much that it has to go.
    Flood(PeerId),
}

impl Gate {
    pub fn new(gossip: Gossip, door: Arc<dyn Door>, here: PeerId, is_hub: bool, now: Instant) -> Gate {
        Gate {
            gossip,
            door,
            here,
            is_hub,
            kept: HashSet::new(),
            lines: HashMap::new(),
            admitted: HashMap::new(),
            let_through: HashSet::new(),
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
        if self.is_admitted(&peer) {
            self.rank(peer);
        } else if let Some(line) = self.best(&peer) {
            self.introduce(peer, line);
        }
    }

    /// The connection that gossip should use with a peer.
    fn best(&self, peer: &PeerId) -> Option<Line> {
        self.lines.get(peer)?.best(&self.here, peer).cloned()
    }

    /// Lets gossip hear of a connection that stood at the gate so far.
    fn introduce(&mut self, peer: PeerId, line: Line) {
        let connection = line.connection;
        let handler = match &line.point {
            ConnectedPoint::Dialer { address, role_override, port_use } => self
                .gossip
                .handle_established_outbound_connection(connection, peer, address, *role_override, *port_use),
            ConnectedPoint::Listener { local_addr, send_back_addr } => self
                .gossip
                .handle_established_inbound_connection(connection, peer, local_addr, send_back_addr),
        };
        let handler = handler.expect("gossip denies no connection");
        self.tell(peer, connection, ToHandler::Admit(Box::new(handler)));
        self.report(peer, line);
    }

    /// Tells gossip of a connection that it has made a handler for.
    fn report(&mut self, peer: PeerId, line: Line) {
        self.gossip.on_swarm_event(FromSwarm::ConnectionEstablished(ConnectionEstablished {
            peer_id: peer,
            connection_id: line.connection,
            endpoint: &line.point,
            failed_addresses: &[],
            other_established: 0,
        }));
        let envelopes = Meter::new(limits::ENVELOPES_PER_PEER.into(), self.now);
        self.admitted.insert(peer, Admitted { line, envelopes });
        self.rank(peer);
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

    /// Lets gossip know the best connection of an admitted peer, if it is another one than it knows, or that there is
    /// none.
    fn choose(&mut self, peer: PeerId) {
        let Some(Admitted { line, .. }) = self.admitted.get(&peer) else { return };
        let (known, best) = (line.connection, self.best(&peer));
        if best.as_ref().is_some_and(|best| best.connection == known) {
            return;
        }
        self.forget(peer);
        self.tell(peer, known, ToHandler::Dismiss);
        if let Some(best) = best {
            self.introduce(peer, best);
        }
    }

    /// Makes gossip forget a peer.
    fn forget(&mut self, peer: PeerId) {
        let Some(Admitted { line, .. }) = self.admitted.remove(&peer) else { return };
        self.gossip.remove_explicit_peer(&peer);
        self.gossip.on_swarm_event(FromSwarm::ConnectionClosed(ConnectionClosed {
            peer_id: peer,
            connection_id: line.connection,
            endpoint: &line.point,
            cause: None,
            remaining_established: 0,
        }));
    }

    /// A handler for a new connection: open at once for the first one with an admitted peer.
    fn at_the_gate(
        &mut self,
        connection: ConnectionId,
        peer: &PeerId,
        inner: impl FnOnce(&mut Gossip) -> Result<THandler<Gossip>, ConnectionDenied>,
    ) -> Result<Handler, ConnectionDenied> {
        if self.lines.contains_key(peer) || !self.door.standing((*peer).into()).is_admitted() {
            return Ok(Handler::default());
        }
        let handler = inner(&mut self.gossip)?;
        self.let_through.insert(connection);
        Ok(Handler::open(handler))
    }

    fn established(&mut self, peer: PeerId, line: Line) {
        self.lines.entry(peer).or_default().add(line.clone());
        if self.let_through.remove(&line.connection) {
            self.report(peer, line);
        } else {
            self.choose(peer);
        }
    }

    fn closed(&mut self, peer: PeerId, connection: ConnectionId) {
        if let Some(lines) = self.lines.get_mut(&peer) {
            lines.remove(connection);
            if lines.is_empty() {
                self.lines.remove(&peer);
            }
        }
        self.choose(peer);
    }

    fn tell(&mut self, peer: PeerId, connection: ConnectionId, event: ToHandler) {
        let handler = NotifyHandler::One(connection);
        self.events.push_back(ToSwarm::NotifyHandler { peer_id: peer, handler, event });
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
            FromSwarm::ConnectionEstablished(event) => {
                let (connection, point) = (event.connection_id, event.endpoint.clone());
                self.established(event.peer_id, Line { connection, point, since: self.now });
            }
            FromSwarm::ConnectionClosed(event) => self.closed(event.peer_id, event.connection_id),
            // Addresses do not change, since QUIC's connections do not migrate here, and gossip asks for nothing else.
            _ => {}
        }
    }

    fn on_connection_handler_event(
        &mut self,
        peer: PeerId,
        connection: ConnectionId,
        event: THandlerOutEvent<Self>,
    ) {
        let Some(admitted) = self.admitted.get_mut(&peer) else { return };
        if admitted.line.connection != connection {
            return;
        }
        let was_flooded = admitted.envelopes.is_flooded();
        if admitted.envelopes.take(self.now) || self.door.standing(peer.into()) == Standing::Hub {
            self.gossip.on_connection_handler_event(peer, connection, event);
        } else if !was_flooded && admitted.envelopes.is_flooded() {
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
