//! Gossip: what is said here goes out at once, and what others say is judged before it is passed on.

use std::sync::Arc;

use artel_protocol::message::gossip::{Gossip, Reference};
use artel_protocol::{Aid, Sid, limits};
use bytes::Bytes;

use super::{Mesh, gather, hello, lock, recon};
use crate::catchup::gather as catchup;
use crate::error::Refusal;
use crate::network::{Peer, Verdict};
use crate::node::Node;
use crate::pipeline::Item;
use crate::sets::records::{self, SetName};
use crate::sets::seconds;

/// Says what entered a set here. What does not get through is found by catching up.
pub async fn publish(node: &Node, mesh: &Arc<Mesh>, sid: Sid, aid: Aid) {
    match message(node, sid, aid) {
        Ok(Some(message)) => {
            if let Err(error) = mesh.client.publish(sid, message.to_data()).await {
                tracing::debug!(%error, "gossip was not sent");
                for peer in mesh.admitted().await {
                    hello::greet_soon(node, mesh, peer);
                }
            }
        }
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "what was said cannot be read"),
    }
}

/// What is for members only, or too large, is said by name.
fn message(node: &Node, sid: Sid, aid: Aid) -> Result<Option<Gossip>, Refusal> {
    let view = node.view()?;
    let Some(name) = records::set_name(&view, &sid)? else { return Ok(None) };
    let Some(record) = records::element(&view, &sid, &aid)? else { return Ok(None) };
    let Some(bytes) = records::bytes(&view, &sid, &aid, &record)? else { return Ok(None) };
    if name.members_only || bytes.len() > limits::GOSSIP_ACTIVITY_BYTES {
        let size = bytes.len() as u64;
        return Ok(Some(Gossip::References(vec![Reference { aid, size, seconds: seconds(record.created) }])));
    }
    Ok(Some(Gossip::Activity(bytes)))
}

/// Judges what somebody handed on. Only what is provably the fault of who did is held against them.
pub async fn judge(node: &Node, mesh: &Arc<Mesh>, peer: Peer, sid: Sid, data: Bytes) -> Verdict {
    let Ok(gossip) = Gossip::from_data(&data) else { return Verdict::Reject };
    let name = match node.view().and_then(|view| Ok(records::set_name(&view, &sid)?)) {
        Ok(Some(name)) => name,
        _ => return Verdict::Ignore,
    };
    match gossip {
        Gossip::Activity(_) if name.members_only => Verdict::Reject,
        Gossip::Activity(bytes) => heard(node, mesh, peer, &name, bytes).await,
        Gossip::References(references) => named(node, mesh, peer, sid, &name, references).await,
    }
}

async fn heard(node: &Node, mesh: &Arc<Mesh>, peer: Peer, name: &SetName, bytes: Bytes) -> Verdict {
    let Ok(activity) = catchup::read(bytes.clone()) else { return Verdict::Reject };
    let now = node.clock().now();
    // Counted by who wrote it, since a hub hands on everybody's.
    if !lock(&mesh.authors).lets(&activity.actor, now) {
        hello::greet_soon(node, mesh, peer);
        return Verdict::Ignore;
    }
    let Ok(view) = node.view() else { return Verdict::Ignore };
    if catchup::is_known(&view, name, activity.document()).unwrap_or(true) {
        return Verdict::Ignore;
    }
    let said_by_community = activity.actor == name.community;
    let verified = match catchup::check(&view, name, activity, now) {
        Ok(verified) => verified,
        Err(Refusal::Unknown(_)) => {
            lock(&mesh.early).keep(name.clone(), bytes);
            return Verdict::Ignore;
        }
        Err(Refusal::Unproven(_) | Refusal::Invalid(_) | Refusal::Forbidden(_)) => return Verdict::Reject,
        Err(_) => return Verdict::Ignore,
    };
    drop(view);
    let verdict = match node.submit(Item::Gathered(Box::new(verified))).await {
        Ok(_) => Verdict::Accept,
        Err(Refusal::Unknown(_)) => {
            lock(&mesh.early).keep(name.clone(), bytes);
            Verdict::Ignore
        }
        Err(Refusal::Invalid(_)) => Verdict::Reject,
        Err(_) => Verdict::Ignore,
    };
    if said_by_community
        && verdict == Verdict::Accept
        && let Err(error) = gather::let_in(node, mesh).await
    {
        tracing::debug!(%error, "what waited for its author was not taken in");
    }
    verdict
}

/// What is only named is fetched from who named it.
async fn named(
    node: &Node,
    mesh: &Arc<Mesh>,
    peer: Peer,
    sid: Sid,
    name: &SetName,
    references: Vec<Reference>,
) -> Verdict {
    let Ok(view) = node.view() else { return Verdict::Ignore };
    let missing = |reference: &&Reference| {
        records::element(&view, &sid, &reference.aid).is_ok_and(|element| element.is_none())
    };
    let wanted: Vec<Aid> = references.iter().filter(missing).map(|reference| reference.aid).collect();
    if wanted.is_empty() {
        return Verdict::Ignore;
    }
    match recon::fetch(node, mesh, peer, name, wanted).await {
        Ok(applied) if applied > 0 => Verdict::Accept,
        _ => Verdict::Ignore,
    }
}
