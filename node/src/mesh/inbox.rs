//! `/artel/inbox/1`: what is for actors of one node only, and in no set: follows and their answers, direct and
//! followers-only entries. The same way in as by HTTP, with the author's proof in place of a signed request.

use artel_protocol::message::inbox::{Delivery, Receipt};
use artel_protocol::message::{Protocol, Word};
use bytes::Bytes;

use super::door::Unserved;
use super::{Mesh, lock};
use crate::error::Refusal;
use crate::network::{FramedStream, Peer, StreamError};
use crate::node::Node;
use crate::pipeline::Outcome;

pub async fn serve(node: &Node, mesh: &Mesh, peer: Peer, mut stream: FramedStream) -> Result<(), Unserved> {
    let delivery: Delivery = stream.receive(Protocol::Inbox.asked_bytes()).await?;
    if !lock(&mesh.letters).lets(&peer, node.clock().now()) {
        stream.send(&Receipt { status: Word::Limit, sentence: None }).await?;
        return Ok(stream.finish().await?);
    }
    let receipt = match node.receive_proved(delivery.activity).await {
        Ok(Outcome::Applied) => Receipt { status: Word::Ok, sentence: None },
        Ok(Outcome::Ignored) => Receipt { status: Word::Dup, sentence: None },
        Err(error) => Receipt { status: word(&error), sentence: Some(error.to_string()) },
    };
    stream.send(&receipt).await?;
    Ok(stream.finish().await?)
}

fn word(refusal: &Refusal) -> Word {
    match refusal {
        Refusal::Invalid(_) => Word::Bad,
        Refusal::Unproven(_) | Refusal::Forbidden(_) | Refusal::Suspended => Word::Denied,
        Refusal::Unknown(_) => Word::Unknown,
        Refusal::Gone => Word::Gone,
        Refusal::TooMany { .. } => Word::Limit,
        Refusal::Busy { .. } | Refusal::Store(_) => Word::Busy,
        Refusal::Internal(_) => Word::Later,
    }
}

/// Hands an activity of ours to a peer; yields what it says to it.
pub async fn deliver(mesh: &Mesh, peer: Peer, activity: Bytes) -> Result<Word, StreamError> {
    let Ok(mut stream) = mesh.client().open(peer, Protocol::Inbox).await else { return Ok(Word::Busy) };
    stream.send(&Delivery { activity }).await?;
    let receipt: Receipt = stream.receive(Protocol::Inbox.answered_bytes()).await?;
    stream.finish().await?;
    Ok(receipt.status)
}
