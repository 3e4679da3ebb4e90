//! What the network asks of the rest of the node: who somebody is, and what to do with what comes.

use artel_protocol::message::{Protocol, Sid};
use bytes::Bytes;
use futures_util::future::BoxFuture;

use super::framed::FramedStream;
use super::peer::{Address, Peer};

/// The rest of the node, as the network sees it.
pub trait Door: Send + Sync + 'static {
    /// What somebody is to us. Asked again and again from the middle of things: it has to come from memory. When it
    /// changes, [`Client::refresh`](super::Client::refresh) should be told; else it is noticed a second later.
    fn standing(&self, peer: Peer) -> Standing;

    /// Serves an exchange that a peer began. Who of the members' protocols is served here was a member a moment ago.
    /// At the end the stream should be [finished](FramedStream::finish); dropping it breaks it off.
    fn serve(&self, protocol: Protocol, peer: Peer, stream: FramedStream) -> BoxFuture<'static, ()>;

    /// Judges a message of gossip from an admitted peer in a topic that we follow. What takes longer than
    /// [`JUDGING_TIME`](artel_protocol::limits::JUDGING_TIME) is dropped and the message ignored.
    fn gossiped(&self, peer: Peer, topic: Sid, data: Bytes) -> BoxFuture<'static, Verdict>;

    /// A connection has come about; the first with this peer. Who dialled says hello.
    fn connected(&self, peer: Peer, link: Link);

    /// The last connection with this peer is gone.
    fn disconnected(&self, peer: Peer);

    /// More was gossiped between us and this peer than one of us could take: some of it was dropped, on one side or the
    /// other. Called again and again while that goes on.
    fn missed(&self, peer: Peer);
}

/// What a peer is to us.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Standing {
    /// A hub of ours: whatever is said goes to it and comes from it.
    Hub,
    /// A member of a common community.
    Member,
    /// May say hello and join, and has to go after a while.
    Stranger,
    /// Is blocked: no connection.
    Refused,
}

impl Standing {
    /// Whether gossip and the members' protocols are for it.
    pub fn is_admitted(self) -> bool {
        matches!(self, Standing::Hub | Standing::Member)
    }
}

/// What becomes of a message of gossip.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It is passed on.
    Accept,
    /// It is not passed on, and it is nobody's fault.
    Ignore,
    /// It is not passed on, and it is provably the fault of who handed it over, which loses standing.
    Reject,
}

/// How we are connected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link {
    pub address: Address,
    /// Whether we dialled.
    pub dialled: bool,
}
