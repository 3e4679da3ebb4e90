//! What is kept of peers: changed in one place, so that what one exchange learns does not undo what another one did.

use artel_protocol::Sid;

use super::Peer;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::sets::records::PeerRecord;
use crate::store::keys;

/// What is kept of a peer.
pub fn read(node: &Node, peer: Peer) -> Result<Option<PeerRecord>, Refusal> {
    Ok(node.view()?.record(&keys::peer(&peer.to_string()))?)
}

/// Changes what is kept of a peer, if anything is.
pub async fn change(
    node: &Node,
    peer: Peer,
    change: impl FnOnce(&mut PeerRecord) + Send + 'static,
) -> Result<(), Refusal> {
    write(node, peer, |known| {
        known.map(|mut known| {
            change(&mut known);
            known
        })
    })
    .await
}

/// Keeps something of a peer in place of what was kept.
pub async fn write(
    node: &Node,
    peer: Peer,
    now: impl FnOnce(Option<PeerRecord>) -> Option<PeerRecord> + Send + 'static,
) -> Result<(), Refusal> {
    node.change(move |view, _| {
        let key = keys::peer(&peer.to_string());
        let mut changes = Changes::none();
        if let Some(record) = now(view.record(&key)?) {
            changes.put(key, &record);
        }
        Ok(changes)
    })
    .await
    .map(|_| ())
}

/// Up to which number of ours a peer has everything: for people who want to know how far behind it is.
pub async fn has(node: &Node, peer: Peer, sid: Sid, number: u64) -> Result<(), Refusal> {
    match read(node, peer)? {
        Some(known) if !known.has.contains(&(sid, number)) => {
            change(node, peer, move |known| {
                known.has.retain(|(set, _)| *set != sid);
                known.has.push((sid, number));
            })
            .await
        }
        _ => Ok(()),
    }
}
