//! One connection's part in the gate: gossip's own handler once the peer is admitted, nothing before.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use libp2p::core::upgrade::DeniedUpgrade;
use libp2p::swarm::derive_prelude::Either;
use libp2p::swarm::handler::{ConnectionEvent, DialUpgradeError, FullyNegotiatedOutbound};
use libp2p::swarm::{
    ConnectionHandler, ConnectionHandlerEvent, StreamUpgradeError, SubstreamProtocol, THandler,
};
use tokio::time::Sleep;

use crate::network::gossip::Gossip;

/// Gossip's own handler.
type Inner = THandler<Gossip>;

type Inbound = <Inner as ConnectionHandler>::InboundProtocol;
type Outbound = <Inner as ConnectionHandler>::OutboundProtocol;
type ToGate = <Inner as ConnectionHandler>::ToBehaviour;

/// What happens on a connection. Streams that we asked for come with the number of the handler that wanted them.
type Event<'a> = ConnectionEvent<'a, Inbound, Outbound, (), u32>;

/// A handler that is nobody until the peer is admitted.
///
/// If the peer refuses our stream because it has not admitted us yet, the inner handler would give up for ever; so it
/// does not hear of it, and its request is made again after a while.
#[derive(Default)]
pub struct Handler {
    inner: Option<Inner>,
    /// Which inner handler this is: none may be given a stream that an earlier one asked for.
    number: u32,
    /// What to ask for when knocking again.
    outbound: Option<Outbound>,
    knocked: u32,
    pause: Option<Pin<Box<Sleep>>>,
}

/// What the gate tells its part in a connection.
pub enum ToHandler {
    /// The peer is admitted, and gossip uses this connection; this is its handler.
    Admit(Box<Inner>),
    /// Gossip uses another connection, or none.
    Dismiss,
    Gossip(<Inner as ConnectionHandler>::FromBehaviour),
}

impl fmt::Debug for ToHandler {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ToHandler::Admit(_) => formatter.write_str("Admit"),
            ToHandler::Dismiss => formatter.write_str("Dismiss"),
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

    fn replace(&mut self, inner: Option<Inner>) {
        *self = Handler { inner, number: self.number.wrapping_add(1), ..Handler::default() };
    }

    fn asked(&mut self, FullyNegotiatedOutbound { protocol, info }: FullyNegotiatedOutbound<Outbound, u32>) {
        if let Some(inner) = &mut self.inner
            && info == self.number
        {
            let stream = FullyNegotiatedOutbound { protocol, info: () };
            inner.on_connection_event(ConnectionEvent::FullyNegotiatedOutbound(stream));
        }
    }

    fn refused(&mut self, DialUpgradeError { error, info }: DialUpgradeError<u32, Outbound>) {
        if info != self.number {
            return;
        }
        let is_not_admitted = matches!(error, StreamUpgradeError::NegotiationFailed);
        if is_not_admitted && self.outbound.is_some() && self.knocked < KNOCKS {
            self.pause = Some(Box::pin(tokio::time::sleep(PAUSE * 2_u32.pow(self.knocked))));
            self.knocked += 1;
        } else if let Some(inner) = &mut self.inner {
            let error = DialUpgradeError { error, info: () };
            inner.on_connection_event(ConnectionEvent::DialUpgradeError(error));
        }
    }

    /// Whether it is time to knock again.
    fn is_paused_enough(&mut self, context: &mut Context<'_>) -> bool {
        let Some(pause) = &mut self.pause else { return false };
        let is_over = pause.as_mut().poll(context).is_ready();
        if is_over {
            self.pause = None;
        }
        is_over
    }
}

impl ConnectionHandler for Handler {
    type FromBehaviour = ToHandler;
    type ToBehaviour = ToGate;
    type InboundProtocol = Inbound;
    type OutboundProtocol = Outbound;
    type InboundOpenInfo = ();
    type OutboundOpenInfo = u32;

    fn listen_protocol(&self) -> SubstreamProtocol<Inbound> {
        match &self.inner {
            Some(inner) => inner.listen_protocol(),
            None => SubstreamProtocol::new(Either::Right(DeniedUpgrade), ()),
        }
    }

    fn connection_keep_alive(&self) -> bool {
        self.inner.as_ref().is_some_and(Inner::connection_keep_alive)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<ConnectionHandlerEvent<Outbound, u32, ToGate>> {
        if self.is_paused_enough(context)
            && let Some(outbound) = self.outbound.clone()
        {
            let protocol = SubstreamProtocol::new(outbound, self.number);
            return Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol });
        }
        let Some(inner) = &mut self.inner else { return Poll::Pending };
        let event = inner.poll(context);
        if let Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol }) = &event {
            self.outbound = Some(protocol.upgrade().clone());
        }
        event.map(|event| event.map_outbound_open_info(|()| self.number))
    }

    fn on_behaviour_event(&mut self, event: ToHandler) {
        match (event, &mut self.inner) {
            (ToHandler::Admit(handler), _) => self.replace(Some(*handler)),
            (ToHandler::Dismiss, _) => self.replace(None),
            (ToHandler::Gossip(event), Some(inner)) => inner.on_behaviour_event(event),
            // Gossip has gone over to another connection meanwhile.
            (ToHandler::Gossip(_), None) => {}
        }
    }

    fn on_connection_event(&mut self, event: Event<'_>) {
        match event {
            ConnectionEvent::FullyNegotiatedOutbound(stream) => self.asked(stream),
            ConnectionEvent::DialUpgradeError(error) => self.refused(error),
            ConnectionEvent::FullyNegotiatedInbound(stream) => {
                if let Some(inner) = &mut self.inner {
                    inner.on_connection_event(ConnectionEvent::FullyNegotiatedInbound(stream));
                }
            }
            // Nothing else concerns gossip.
            _ => {}
        }
    }
}
