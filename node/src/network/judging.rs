//! Messages of gossip that are being judged: a bounded number, each for a bounded time.

use std::collections::HashMap;

use artel_protocol::limits;
use futures_util::future::BoxFuture;
use libp2p::PeerId;
use libp2p::gossipsub::MessageId;
use tokio::task::{Id, JoinSet};

use super::door::Verdict;

/// What is being judged at the moment.
#[derive(Default)]
pub struct Judging {
    tasks: JoinSet<Verdict>,
    messages: HashMap<Id, (MessageId, PeerId)>,
    peers: HashMap<PeerId, usize>,
}

impl Judging {
    /// Whether one more message of this peer can be judged, of which `most` may be at the same time.
    pub fn has_room(&self, peer: &PeerId, most: usize) -> bool {
        self.tasks.len() < limits::JUDGED_AT_ONCE && self.peers.get(peer).copied().unwrap_or(0) < most
    }

    pub fn begin(&mut self, message: MessageId, peer: PeerId, verdict: BoxFuture<'static, Verdict>) {
        let task = self.tasks.spawn(async move {
            tokio::time::timeout(limits::JUDGING_TIME, verdict).await.unwrap_or(Verdict::Ignore)
        });
        self.messages.insert(task.id(), (message, peer));
        *self.peers.entry(peer).or_default() += 1;
    }

    /// The next verdict; never, if nothing is being judged.
    pub async fn next(&mut self) -> (MessageId, PeerId, Verdict) {
        let Some(done) = self.tasks.join_next_with_id().await else { return std::future::pending().await };
        let (id, verdict) = match done {
            Ok((id, verdict)) => (id, verdict),
            Err(error) => {
                tracing::error!(%error, "judging a message of gossip failed");
                (error.id(), Verdict::Ignore)
            }
        };
        let (message, peer) = self.messages.remove(&id).expect("every task is noted when it begins");
        if let Some(count) = self.peers.get_mut(&peer) {
            *count -= 1;
            if *count == 0 {
                self.peers.remove(&peer);
            }
        }
        (message, peer, verdict)
    }
}
