//! Catching up with a peer after its hello: by its numbers where we know them, else by comparing.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use artel_protocol::message::hello::SetState;
use artel_protocol::{Timestamp, limits};

use super::door::Unserved;
use super::since::{self, Followed};
use super::{Mesh, hello, known, lock, peers, recon};
use crate::catchup::since::Cursor;
use crate::error::Refusal;
use crate::network::{Peer, Standing};
use crate::node::Node;
use crate::sets::records::{self, SetName};

/// Begins to catch up with a peer, unless that is going on already or it is a stranger.
pub fn begin(node: &Node, mesh: &Arc<Mesh>, peer: Peer) {
    if !mesh.standings.of(peer).is_admitted() {
        return;
    }
    // What is new since the run that is going on began is fetched in another one after it.
    match lock(&mesh.catching_up).entry(peer) {
        Entry::Occupied(mut again) => {
            again.insert(true);
            return;
        }
        Entry::Vacant(first) => first.insert(false),
    };
    let (node, mesh) = (node.clone(), mesh.clone());
    tokio::spawn(async move { while run(&node, &mesh, peer).await {} });
}

/// One run; yields whether another one is wanted.
async fn run(node: &Node, mesh: &Arc<Mesh>, peer: Peer) -> bool {
    let before = mesh.seen().get(&peer).map(|seen| seen.progress.came).unwrap_or_default();
    if let Err(error) = catch_up(node, mesh, peer).await {
        tracing::debug!(%error, %peer, "catching up ended early");
    }
    let mut came = 0;
    mesh.note(peer, |seen| {
        seen.progress.running = false;
        came = seen.progress.came - before;
    });
    if came > 0 {
        hello::tell_what_is_new(node, mesh, Some(peer)).await;
    }
    if mesh.standings.of(peer) == Standing::Hub
        && let Err(error) = peers::meet(mesh, peer).await
    {
        tracing::debug!(%error, %peer, "the hub does not say where members are");
    }
    let mut catching_up = lock(&mesh.catching_up);
    match catching_up.remove(&peer) {
        Some(true) => {
            catching_up.insert(peer, false);
            true
        }
        _ => false,
    }
}

async fn catch_up(node: &Node, mesh: &Arc<Mesh>, peer: Peer) -> Result<(), Unserved> {
    let Some(hello) = mesh.seen().get(&peer).and_then(|seen| seen.hello.clone()) else { return Ok(()) };
    let began = node.clock().now();
    mesh.note(peer, |seen| {
        seen.progress.running = true;
        seen.progress.began = Some(began);
        seen.progress.came_in_run = 0;
    });
    let due = is_due(node, peer, began)?;
    for state in &hello.sets {
        let Some(name) = records::set_name(&node.view()?, &state.set)? else { continue };
        set(node, mesh, peer, &name, state, due).await?;
    }
    let came = mesh.seen().get(&peer).map_or(0, |seen| seen.progress.came_in_run);
    tracing::debug!(%peer, sets = hello.sets.len(), came, compared = due, "caught up");
    if due && !hello.sets.is_empty() {
        known::change(node, peer, move |known| known.compared = Some(began)).await?;
    }
    let now = node.clock().now();
    mesh.note(peer, |seen| {
        seen.progress.finished = Some(now);
        seen.in_touch = seen.connected;
    });
    Ok(())
}

/// Makes one set equal to the peer's, or a superset of it.
async fn set(
    node: &Node,
    mesh: &Arc<Mesh>,
    peer: Peer,
    name: &SetName,
    state: &SetState,
    due: bool,
) -> Result<(), Unserved> {
    let sid = state.set;
    let known = since::cursor(node, peer, sid)?.filter(|cursor| cursor.epoch == state.epoch);
    let empty = records::set(&node.view()?, &sid)?.count == 0;
    let cursor = match known {
        Some(cursor) => Some(cursor),
        // Who has nothing needs not compare.
        None if empty => Some(Cursor { epoch: state.epoch, number: 0, aid: None }),
        None => None,
    };
    if let Some(cursor) = cursor {
        if cursor.number >= state.head && !due {
            return Ok(());
        }
        let in_touch = known.is_some() && mesh.seen().get(&peer).is_some_and(|seen| seen.in_touch);
        match since::follow(node, mesh, peer, (sid, name), cursor, in_touch).await? {
            Followed::Whole if !due => return Ok(()),
            Followed::Whole | Followed::OtherNumbers => {}
            Followed::Refused => return Ok(()),
        }
    }
    for _ in 0..limits::COMPARISONS_IN_A_ROW {
        let compared = recon::compare(node, mesh, peer, (sid, name)).await?;
        mesh.note(peer, |seen| {
            seen.progress.repaired_here += compared.here;
            seen.progress.repaired_there += compared.there;
        });
        if compared.whole || compared.here + compared.there == 0 {
            break;
        }
    }
    if known.is_none() {
        // From here on its numbers do.
        let cursor = Cursor { epoch: state.epoch, number: state.head, aid: None };
        since::keep_cursor(node, peer, sid, cursor).await?;
    }
    Ok(())
}

/// Whether all sets are to be compared with a peer: at the first meeting, and once a day.
fn is_due(node: &Node, peer: Peer, now: Timestamp) -> Result<bool, Refusal> {
    let compared = known::read(node, peer)?.and_then(|known| known.compared);
    Ok(compared.is_none_or(|compared| now.since(compared) > limits::COMPARE_EVERY))
}
