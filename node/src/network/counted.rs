//! What goes to and comes from each peer, on all streams together: how many bytes, and on how many streams at once.
//!
//! What is sent on a stream before anybody reads it is kept, up to 256 KiB with Yamux; so a stranger has few.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::task::{Context, Poll, ready};

use artel_protocol::limits;
use libp2p::PeerId;
use libp2p::core::StreamMuxer;
use libp2p::core::muxing::{StreamMuxerBox, StreamMuxerEvent, SubstreamBox};
use libp2p::futures::{AsyncRead, AsyncWrite};

use super::door::Door;

/// What has been counted for each connected peer.
#[derive(Clone)]
pub struct Traffic {
    door: Arc<dyn Door>,
    peers: Arc<Mutex<HashMap<PeerId, Weak<Bytes>>>>,
}

/// The bytes of one peer's connections.
#[derive(Default)]
pub struct Bytes {
    received: AtomicU64,
    sent: AtomicU64,
}

impl Traffic {
    pub fn new(door: Arc<dyn Door>) -> Traffic {
        Traffic { door, peers: Arc::default() }
    }

    /// A connection whose bytes and streams are counted from now on.
    pub fn count(&self, peer: PeerId, inner: StreamMuxerBox) -> Connection {
        let mut peers = self.peers();
        // Those whose last connection is gone.
        peers.retain(|_, bytes| bytes.strong_count() > 0);
        let bytes = peers.get(&peer).and_then(Weak::upgrade).unwrap_or_default();
        peers.insert(peer, Arc::downgrade(&bytes));
        Connection { inner, peer, door: self.door.clone(), bytes, open: Arc::default() }
    }

    /// How many bytes a connected peer's connections have received and sent.
    pub fn of(&self, peer: &PeerId) -> (u64, u64) {
        let bytes = self.peers().get(peer).and_then(Weak::upgrade).unwrap_or_default();
        (bytes.received.load(Ordering::Relaxed), bytes.sent.load(Ordering::Relaxed))
    }

    fn peers(&self) -> MutexGuard<'_, HashMap<PeerId, Weak<Bytes>>> {
        self.peers.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// A connection that is counted.
pub struct Connection {
    inner: StreamMuxerBox,
    peer: PeerId,
    door: Arc<dyn Door>,
    bytes: Arc<Bytes>,
    /// One for each stream that the peer has open with us.
    open: Arc<()>,
}

/// A stream that is counted.
pub struct Counted {
    inner: SubstreamBox,
    bytes: Arc<Bytes>,
    _open: Option<Arc<()>>,
}

impl Connection {
    /// How many streams the peer may have open.
    fn most(&self) -> usize {
        match self.door.standing(self.peer.into()).is_admitted() {
            true => limits::STREAMS_PER_CONNECTION,
            false => limits::STREAMS_OF_STRANGERS,
        }
    }

    fn inner(&mut self) -> Pin<&mut StreamMuxerBox> {
        Pin::new(&mut self.inner)
    }
}

impl StreamMuxer for Connection {
    type Substream = Counted;
    type Error = io::Error;

    fn poll_inbound(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<Counted>> {
        loop {
            let inner = ready!(self.inner().poll_inbound(context))?;
            // What is one too many is dropped, which resets it.
            if Arc::strong_count(&self.open) <= self.most() {
                let (bytes, open) = (self.bytes.clone(), Some(self.open.clone()));
                return Poll::Ready(Ok(Counted { inner, bytes, _open: open }));
            }
        }
    }

    fn poll_outbound(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<Counted>> {
        let inner = ready!(self.inner().poll_outbound(context))?;
        Poll::Ready(Ok(Counted { inner, bytes: self.bytes.clone(), _open: None }))
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner().poll_close(context)
    }

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<StreamMuxerEvent>> {
        self.inner().poll(context)
    }
}

impl Counted {
    fn inner(&mut self) -> Pin<&mut SubstreamBox> {
        Pin::new(&mut self.inner)
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let count = ready!(self.inner().poll_read(context, buffer))?;
        self.bytes.received.fetch_add(count as u64, Ordering::Relaxed);
        Poll::Ready(Ok(count))
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let count = ready!(self.inner().poll_write(context, buffer))?;
        self.bytes.sent.fetch_add(count as u64, Ordering::Relaxed);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner().poll_flush(context)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner().poll_close(context)
    }
}
