//! One connection's part in opening and taking streams.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use artel_protocol::limits;
use artel_protocol::message::Protocol;
use libp2p::core::UpgradeInfo;
use libp2p::swarm::handler::{
    ConnectionEvent, DialUpgradeError, FullyNegotiatedInbound, FullyNegotiatedOutbound,
};
use libp2p::swarm::{ConnectionHandler, ConnectionHandlerEvent, StreamUpgradeError, SubstreamProtocol};
use libp2p::{InboundUpgrade, OutboundUpgrade, PeerId, Stream};
use tokio::sync::oneshot;

use super::{Entrance, OpenError};

/// Opens streams on one connection, and takes those that the peer opens.
pub struct Handler {
    peer: PeerId,
    entrance: Arc<Entrance>,
    wanted: VecDeque<Opening>,
}

/// Somebody wants a stream.
pub struct Opening {
    pub protocol: Protocol,
    pub answer: oneshot::Sender<Result<Stream, OpenError>>,
}

impl fmt::Debug for Opening {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Opening({})", self.protocol.name())
    }
}

impl Handler {
    pub(super) fn new(peer: PeerId, entrance: Arc<Entrance>) -> Handler {
        Handler { peer, entrance, wanted: VecDeque::new() }
    }
}

impl ConnectionHandler for Handler {
    type FromBehaviour = Opening;
    type ToBehaviour = Infallible;
    type InboundProtocol = Offer;
    type OutboundProtocol = Offer;
    type InboundOpenInfo = ();
    type OutboundOpenInfo = Opening;

    fn listen_protocol(&self) -> SubstreamProtocol<Offer> {
        SubstreamProtocol::new(Offer(self.entrance.open_to(self.peer)), ())
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ConnectionHandlerEvent<Offer, Opening, Infallible>> {
        // Who no longer waits for a stream needs none.
        while let Some(opening) = self.wanted.pop_front() {
            if !opening.answer.is_closed() {
                let protocol = SubstreamProtocol::new(Offer::of(opening.protocol), opening)
                    .with_timeout(limits::FRAME_TIME);
                return Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol });
            }
        }
        Poll::Pending
    }

    fn on_behaviour_event(&mut self, opening: Opening) {
        self.wanted.push_back(opening);
    }

    fn on_connection_event(&mut self, event: ConnectionEvent<'_, Offer, Offer, (), Opening>) {
        match event {
            ConnectionEvent::FullyNegotiatedInbound(FullyNegotiatedInbound {
                protocol: (stream, protocol),
                ..
            }) => self.entrance.enter(self.peer, protocol, stream),
            ConnectionEvent::FullyNegotiatedOutbound(FullyNegotiatedOutbound {
                protocol: (stream, _),
                info,
            }) => {
                let _ = info.answer.send(Ok(stream));
            }
            ConnectionEvent::DialUpgradeError(DialUpgradeError { info, error }) => {
                let error = match error {
                    StreamUpgradeError::Timeout => std::io::Error::from(std::io::ErrorKind::TimedOut).into(),
                    StreamUpgradeError::Io(error) => error.into(),
                    StreamUpgradeError::NegotiationFailed => OpenError::Unsupported(info.protocol),
                    StreamUpgradeError::Apply(never) => match never {},
                };
                let _ = info.answer.send(Err(error));
            }
            _ => {}
        }
    }
}

/// The protocols that a stream may be about.
#[derive(Copy, Clone)]
pub struct Offer(&'static [Protocol]);

/// A protocol by its name.
#[derive(Copy, Clone)]
pub struct Named(Protocol);

impl Offer {
    fn of(protocol: Protocol) -> Offer {
        let at = Protocol::ALL.iter().position(|other| *other == protocol).unwrap_or_default();
        Offer(&Protocol::ALL[at..=at])
    }
}

impl AsRef<str> for Named {
    fn as_ref(&self) -> &str {
        self.0.name()
    }
}

impl UpgradeInfo for Offer {
    type Info = Named;
    type InfoIter = std::iter::Map<std::slice::Iter<'static, Protocol>, fn(&Protocol) -> Named>;

    fn protocol_info(&self) -> Self::InfoIter {
        self.0.iter().map(|protocol| Named(*protocol))
    }
}

impl InboundUpgrade<Stream> for Offer {
    type Output = (Stream, Protocol);
    type Error = Infallible;
    type Future = Ready<Result<(Stream, Protocol), Infallible>>;

    fn upgrade_inbound(self, stream: Stream, named: Named) -> Self::Future {
        ready(Ok((stream, named.0)))
    }
}

impl OutboundUpgrade<Stream> for Offer {
    type Output = (Stream, Protocol);
    type Error = Infallible;
    type Future = Ready<Result<(Stream, Protocol), Infallible>>;

    fn upgrade_outbound(self, stream: Stream, named: Named) -> Self::Future {
        ready(Ok((stream, named.0)))
    }
}
