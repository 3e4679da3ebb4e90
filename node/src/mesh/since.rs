//! `/artel/since/1`: everything after a number.

use std::sync::Arc;

use artel_protocol::message::since::{Answer, Item, Since};
use artel_protocol::message::{Protocol, Word};
use artel_protocol::{Sid, limits};

use super::door::Unserved;
use super::{Mesh, gather, known, recon};
use crate::catchup::gather::Handed;
use crate::catchup::since::{self, Cursor, Stream};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::network::{FramedStream, Peer};
use crate::node::Node;
use crate::sets::records::SetName;
use crate::store::keys;

/// Sends batches until the peer has everything.
pub async fn serve(node: &Node, mesh: &Mesh, peer: Peer, mut stream: FramedStream) -> Result<(), Unserved> {
    let ask: Since = stream.receive(Protocol::Since.asked_bytes()).await?;
    let view = node.view()?;
    let epoch = mesh.epoch;
    if !mesh.sets_for(peer).iter().any(|(sid, _)| *sid == ask.set) {
        stream.send(&Answer::Refused { epoch: 0, why: Word::Denied }).await?;
        return Ok(stream.finish().await?);
    }
    let mut batches = match Stream::begin(&view, epoch, &ask)? {
        Ok(batches) => batches,
        Err(refused) => {
            stream.send(&refused).await?;
            return Ok(stream.finish().await?);
        }
    };
    loop {
        // So many batches are in memory at the same time and no more, whoever asks: hundreds may wake up together.
        let _place = mesh.batches.acquire().await;
        let batch = batches.next(&node.view()?)?;
        stream.send(&batch).await?;
        if matches!(batch, Answer::Batch { end: true, .. } | Answer::Names { end: true, .. }) {
            stream.finish().await?;
            return Ok(known::has(node, peer, ask.set, batches.sent()).await?);
        }
    }
}

/// What following a peer's numbers came to.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Followed {
    /// Everything that it has is here.
    Whole,
    /// Its numbers are others than we thought.
    OtherNumbers,
    /// It does not tell us.
    Refused,
}

/// Fetches what a peer numbered after our cursor. Who has been in touch since it caught up last has heard most of it by
/// gossip, and asks for names first.
pub async fn follow(
    node: &Node,
    mesh: &Arc<Mesh>,
    peer: Peer,
    (sid, name): (Sid, &SetName),
    cursor: Cursor,
    in_touch: bool,
) -> Result<Followed, Unserved> {
    let mut stream = mesh.client.open(peer, Protocol::Since).await?;
    let max = limits::SINCE_ITEMS as u64;
    let Cursor { epoch, number, aid } = cursor;
    stream.send(&Since { set: sid, epoch, aid, number, max, names: in_touch }).await?;
    // While one batch is made durable the next is on its way.
    loop {
        let (reached, end) = match stream.receive(Protocol::Since.answered_bytes()).await? {
            Answer::Batch { epoch, items, end } => {
                (take_batch(node, mesh, peer, name, epoch, items).await?, end)
            }
            Answer::Names { epoch, names, end } => {
                let unknown = since::unknown(&node.view()?, &sid, &names)?;
                recon::fetch(node, mesh, peer, name, unknown).await?;
                let last = names.last();
                (last.map(|last| Cursor { epoch, number: last.number, aid: Some(last.aid) }), end)
            }
            Answer::Refused { why: Word::Epoch, .. } => return Ok(Followed::OtherNumbers),
            Answer::Refused { .. } => return Ok(Followed::Refused),
        };
        if let Some(cursor) = reached {
            keep_cursor(node, peer, sid, cursor).await?;
        }
        if end {
            stream.finish().await?;
            return Ok(Followed::Whole);
        }
    }
}

/// Takes whole activities in; yields how far that brings us in the peer's numbers.
async fn take_batch(
    node: &Node,
    mesh: &Mesh,
    peer: Peer,
    name: &SetName,
    epoch: u64,
    items: Vec<Item>,
) -> Result<Option<Cursor>, Refusal> {
    let Some(last) = items.last() else { return Ok(None) };
    let (number, withdrawn) = (last.number, last.withdrawn.map(|withdrawn| withdrawn.aid));
    let newest = last.activity.clone();
    let gathered = gather::take(node, mesh, name, items.into_iter().map(Handed::from).collect()).await?;
    mesh.note(peer, |seen| seen.progress.add(gathered.applied));
    Ok(Some(Cursor { epoch, number, aid: withdrawn.or_else(|| gather::name_of(newest)) }))
}

/// How far we are in a peer's numbers; none if we never were.
pub fn cursor(node: &Node, peer: Peer, sid: Sid) -> Result<Option<Cursor>, Refusal> {
    Ok(node.view()?.record(&keys::cursor(&peer.to_string(), &sid))?)
}

pub async fn keep_cursor(node: &Node, peer: Peer, sid: Sid, cursor: Cursor) -> Result<(), Refusal> {
    node.change(move |_, _| {
        let mut changes = Changes::none();
        changes.put(keys::cursor(&peer.to_string(), &sid), &cursor);
        Ok(changes)
    })
    .await
    .map(|_| ())
}
