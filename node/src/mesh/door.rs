//! Where the network comes in: what a peer asks for is answered by the file of its protocol.

use std::sync::Arc;

use artel_protocol::message::{Protocol, Sid};
use bytes::Bytes;
use futures_util::future::BoxFuture;

use super::standings::Standings;
use super::{blob, gossip, hello, inbox, join, peers, recon, since};
use crate::error::Refusal;
use crate::network::{Door, FramedStream, Link, OpenError, Peer, Standing, StreamError, Verdict};
use crate::node::Node;
use crate::store::StoreError;

pub struct MeshDoor {
    node: Node,
    standings: Arc<Standings>,
}

/// Why an exchange was not brought to its end.
#[derive(Debug, thiserror::Error)]
pub enum Unserved {
    #[error("{0}")]
    Unopened(#[from] OpenError),
    #[error("{0}")]
    Stream(#[from] StreamError),
    #[error("{0}")]
    Refused(#[from] Refusal),
    #[error("{0}")]
    Broken(#[from] crate::catchup::reconcile::Broken),
}

impl Unserved {
    /// Whether nothing came back at all within the time that one waits.
    pub fn is_silence(&self) -> bool {
        match self {
            Unserved::Stream(StreamError::Slow) => true,
            Unserved::Stream(StreamError::Broken(error)) | Unserved::Unopened(OpenError::Broken(error)) => {
                error.kind() == std::io::ErrorKind::TimedOut
            }
            _ => false,
        }
    }
}

impl From<StoreError> for Unserved {
    fn from(error: StoreError) -> Unserved {
        Unserved::Refused(error.into())
    }
}

impl MeshDoor {
    pub fn new(node: Node, standings: Arc<Standings>) -> MeshDoor {
        MeshDoor { node, standings }
    }
}

impl Door for MeshDoor {
    fn standing(&self, peer: Peer) -> Standing {
        self.standings.of(peer)
    }

    fn serve(&self, protocol: Protocol, peer: Peer, stream: FramedStream) -> BoxFuture<'static, ()> {
        let node = self.node.clone();
        Box::pin(async move {
            let Some(mesh) = node.mesh() else { return };
            let served = match protocol {
                Protocol::Hello => hello::serve(&node, &mesh, peer, stream).await,
                Protocol::Join => join::serve(&node, &mesh, peer, stream).await,
                Protocol::Since => since::serve(&node, &mesh, peer, stream).await,
                Protocol::Recon => recon::serve(&node, &mesh, peer, stream).await,
                Protocol::Get => recon::serve_get(&node, &mesh, peer, stream).await,
                Protocol::Inbox => inbox::serve(&node, &mesh, peer, stream).await,
                Protocol::Blob => blob::serve(&node, stream).await,
                Protocol::Peers => peers::serve(&node, &mesh, peer, stream).await,
            };
            if let Err(error) = served {
                tracing::debug!(%error, %peer, protocol = protocol.name(), "an exchange ended early");
            }
        })
    }

    fn gossiped(&self, peer: Peer, topic: Sid, data: Bytes) -> BoxFuture<'static, Verdict> {
        let node = self.node.clone();
        Box::pin(async move {
            match node.mesh() {
                Some(mesh) => gossip::judge(&node, &mesh, peer, topic, data).await,
                None => Verdict::Ignore,
            }
        })
    }

    fn connected(&self, peer: Peer, link: Link) {
        let node = self.node.clone();
        tokio::spawn(async move {
            let Some(mesh) = node.mesh() else { return };
            if link.dialled {
                hello::greet_twice(&node, &mesh, peer).await;
            }
        });
    }

    fn missed(&self, peer: Peer) {
        if let Some(mesh) = self.node.mesh() {
            hello::greet_soon(&self.node, &mesh, peer);
        }
    }

    fn disconnected(&self, peer: Peer) {
        if let Some(mesh) = self.node.mesh() {
            mesh.note(peer, |seen| {
                seen.connected = false;
                seen.in_touch = false;
                seen.progress.running = false;
            });
        }
    }
}
