//! Streams for our own protocols: opened to peers on request, taken from peers within limits.
//!
//! `libp2p-stream` does the like, but drops what comes while another stream of the protocol has not been fetched, and
//! remembers every connection for ever.

mod handler;
mod turns;

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use artel_protocol::limits;
use artel_protocol::message::Protocol;
use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::swarm::{
    ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, NotifyHandler, THandler, THandlerInEvent,
    THandlerOutEvent, ToSwarm,
};
use libp2p::{Multiaddr, PeerId, Stream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use self::handler::{Handler, Opening};
use self::turns::Turns;
pub use self::turns::{Turn, Waiting};
use super::door::{Door, Standing};

/// Opens streams, and hands on those that peers open.
pub struct Streams {
    entrance: Arc<Entrance>,
    connections: HashMap<PeerId, Vec<ConnectionId>>,
    events: VecDeque<ToSwarm<Infallible, Opening>>,
}

/// A stream that a peer opened and may have.
pub struct Arrival {
    pub peer: PeerId,
    pub protocol: Protocol,
    pub stream: Stream,
    pub waiting: Waiting,
}

/// Why no stream was opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the peer is not connected")]
    NotConnected,
    #[error("the peer does not speak {}, or not with us", .0.name())]
    Unsupported(Protocol),
    #[error("the connection broke: {0}")]
    Broken(#[from] std::io::Error),
    #[error("the network has stopped")]
    Stopped,
}

/// Where streams that peers open come in.
struct Entrance {
    door: Arc<dyn Door>,
    turns: Arc<Turns>,
    arrivals: mpsc::Sender<Arrival>,
}

impl Streams {
    /// The behaviour, and where arrivals come out.
    pub fn new(door: Arc<dyn Door>, now: Instant) -> (Streams, mpsc::Receiver<Arrival>) {
        // Whoever is let in has a place, of which there are so many: there is always room.
        let most =
            limits::EXCHANGES_WITH_MEMBERS + limits::JOINS_WITH_STRANGERS + limits::HELLOS_WITH_STRANGERS;
        let (arrivals, receiver) = mpsc::channel(most);
        let entrance = Entrance { door, turns: Turns::new(now), arrivals };
        let streams =
            Streams { entrance: Arc::new(entrance), connections: HashMap::new(), events: VecDeque::new() };
        (streams, receiver)
    }

    /// Opens a stream to a connected peer.
    pub fn open(
        &mut self,
        peer: PeerId,
        protocol: Protocol,
        answer: oneshot::Sender<Result<Stream, OpenError>>,
    ) {
        // Of several the last: an earlier one may be a dead one of a peer that has restarted.
        let Some(connection) = self.connections.get(&peer).and_then(|connections| connections.last()) else {
            // Who asked may have gone away.
            let _ = answer.send(Err(OpenError::NotConnected));
            return;
        };
        self.events.push_back(ToSwarm::NotifyHandler {
            peer_id: peer,
            handler: NotifyHandler::One(*connection),
            event: Opening { protocol, answer },
        });
    }

    pub fn tick(&mut self, now: Instant) {
        self.entrance.turns.tick(now);
    }

    fn handler(&self, peer: PeerId) -> Handler {
        Handler::new(peer, self.entrance.clone())
    }

    fn disconnected(&mut self, peer: PeerId, connection: ConnectionId) {
        if let Some(connections) = self.connections.get_mut(&peer) {
            connections.retain(|other| *other != connection);
            if connections.is_empty() {
                self.connections.remove(&peer);
            }
        }
    }
}

impl Entrance {
    /// Which protocols a peer may open.
    fn open_to(&self, peer: PeerId) -> &'static [Protocol] {
        match self.door.standing(peer.into()) {
            Standing::Hub | Standing::Member => &Protocol::ALL,
            Standing::Stranger => &Protocol::FOR_STRANGERS,
            Standing::Refused => &[],
        }
    }

    /// Hands a stream on; drops it if it is not for this peer, or if it is one too many.
    fn enter(&self, peer: PeerId, protocol: Protocol, stream: Stream) {
        if !self.open_to(peer).contains(&protocol) {
            return;
        }
        let is_stranger = !self.door.standing(peer.into()).is_admitted();
        if let Some(waiting) = self.turns.take(peer, protocol, is_stranger) {
            // When the node is stopping nobody fetches it any more.
            let _ = self.arrivals.try_send(Arrival { peer, protocol, stream, waiting });
        }
    }
}

impl NetworkBehaviour for Streams {
    type ConnectionHandler = Handler;
    type ToSwarm = Infallible;

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        Ok(self.handler(peer))
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        Ok(self.handler(peer))
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        match event {
            FromSwarm::ConnectionEstablished(event) => {
                self.connections.entry(event.peer_id).or_default().push(event.connection_id);
            }
            FromSwarm::ConnectionClosed(event) => self.disconnected(event.peer_id, event.connection_id),
            _ => {}
        }
    }

    fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {}
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        match self.events.pop_front() {
            Some(event) => Poll::Ready(event),
            None => Poll::Pending,
        }
    }
}
