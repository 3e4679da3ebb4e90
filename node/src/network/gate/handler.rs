//! One connection's part in the gate: gossip's own handler once the peer is admitted, nothing before.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use libp2p::core::upgrade::DeniedUpgrade;
use libp2p::swarm::derive_prelude::Either;
use libp2p::swarm::handler::{ConnectionEvent, DialUpgradeError};
use libp2p::swarm::{
    ConnectionHandler, ConnectionHandlerEvent, StreamUpgradeError, SubstreamProtocol, THandler,
};
use tokio::time::Sleep;

use crate::network::gossip::Gossip;

/// Gossip's own handler.
type Inner = THandler<Gossip>;

/// What gossip's handler offers to open.
type Outbound = <Inner as ConnectionHandler>::OutboundProtocol;

/// A handler that is nobody until the peer is admitted.
///
/// If the peer refuses our stream because it has not admitted us yet, the inner handler would give up for ever; so it
/// does not hear of it, and its request is made again after a while.
#[derive(Default)]
pub struct Handler {
    inner: Option<Inner>,
    /// What to ask for when knocking again.
    outbound: Option<Outbound>,
    knocked: u32,
    pause: Option<Pin<Box<Sleep>>>,
}

/// What the gate tells its part in a connection.
pub enum ToHandler {
    /// The peer is admitted; this is gossip's handler for it.
    Admit(Box<Inner>),
    Gossip(<Inner as ConnectionHandler>::FromBehaviour),
}

impl fmt::Debug for ToHandler {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ToHandler::Admit(_) => formatter.write_str("Admit"),
            ToHandler::Gossip(event) => write!(formatter, "Gossip({event:?})"),
        }
    }
}

/// How often to knock: the pause doubles each time, so that this is longer than a stranger may stay.
const KNOCKS: u32 = 10;

/// The first pause.
const PAUSE: Duration = Duration::from_millis(100);

impl Handler {
    /// For a peer that is admitted.
    pub fn open(inner: Inner) -> Handler {
        Handler { inner: Some(inner), ..Handler::default() }
    }

    /// For a peer that is not.
    pub fn shut() -> Handler {
        Handler::default()
    }

    /// Whether the peer merely has not admitted us yet.
    fn may_knock_again(&mut self, event: &Event<'_>) -> bool {
        let is_refused = matches!(
            event,
            ConnectionEvent::DialUpgradeError(DialUpgradeError {
                error: StreamUpgradeError::NegotiationFailed,
                ..
            })
        );
        is_refused && self.outbound.is_some() && self.knocked < KNOCKS
    }
}

type Event<'a> = ConnectionEvent<'a, <Inner as ConnectionHandler>::InboundProtocol, Outbound, (), ()>;

impl ConnectionHandler for Handler {
    type FromBehaviour = ToHandler;
    type ToBehaviour = <Inner as ConnectionHandler>::ToBehaviour;
    type InboundProtocol = <Inner as ConnectionHandler>::InboundProtocol;
    type OutboundProtocol = Outbound;
    type InboundOpenInfo = ();
    type OutboundOpenInfo = ();

    fn listen_protocol(&self) -> SubstreamProtocol<Self::InboundProtocol> {
        match &self.inner {
            Some(inner) => inner.listen_protocol(),
            None => SubstreamProtocol::new(Either::Right(DeniedUpgrade), ()),
        }
    }

    fn connection_keep_alive(&self) -> bool {
        self.inner.as_ref().is_some_and(Inner::connection_keep_alive)
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<ConnectionHandlerEvent<Outbound, (), Self::ToBehaviour>> {
        let Some(inner) = &mut self.inner else { return Poll::Pending };
        if let Some(pause) = &mut self.pause
            && pause.as_mut().poll(context).is_ready()
            && let Some(outbound) = self.outbound.clone()
        {
            self.pause = None;
            let protocol = SubstreamProtocol::new(outbound, ());
            return Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol });
        }
        let event = inner.poll(context);
        if let Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol }) = &event {
            self.outbound = Some(protocol.upgrade().clone());
        }
        event
    }

    fn on_behaviour_event(&mut self, event: ToHandler) {
        match (event, &mut self.inner) {
            (ToHandler::Admit(handler), inner) => *inner = Some(*handler),
            (ToHandler::Gossip(event), Some(inner)) => inner.on_behaviour_event(event),
            // Gossip speaks only with whom it was introduced to.
            (ToHandler::Gossip(_), None) => {}
        }
    }

    fn on_connection_event(&mut self, event: Event<'_>) {
        if self.may_knock_again(&event) {
            self.pause = Some(Box::pin(tokio::time::sleep(PAUSE * 2_u32.pow(self.knocked))));
            self.knocked += 1;
        } else if let Some(inner) = &mut self.inner {
            inner.on_connection_event(event);
        }
    }
}
