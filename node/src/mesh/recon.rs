//! `/artel/recon/1` and `/artel/get/1`: comparing sets by fingerprints, and fetching what one lacks.

use std::sync::Arc;

use artel_protocol::message::get::{Get, Got};
use artel_protocol::message::recon::{Recon, Turn};
use artel_protocol::message::{Protocol, Word};
use artel_protocol::{Aid, Sid, limits};

use super::door::Unserved;
use super::{Mesh, gather, known, lock, withheld};
use crate::catchup::gather::handed;
use crate::catchup::get;
use crate::catchup::reconcile::{Asker, Broken, Index, Responder};
use crate::error::Refusal;
use crate::network::{FramedStream, Peer};
use crate::node::Node;
use crate::sets::records::{self, SetName};

impl Mesh {
    /// The index of a set as it is now.
    async fn index(&self, node: &Node, sid: Sid) -> Result<Index, Refusal> {
        let before = lock(&self.indexes).get(&sid).cloned().unwrap_or_default();
        let view = node.view()?;
        let renewed = tokio::task::spawn_blocking(move || before.renewed(&view, &sid)).await;
        let renewed = renewed.map_err(|error| Refusal::Internal(format!("reading a set: {error}")))??;
        lock(&self.indexes).insert(sid, renewed.clone());
        Ok(renewed)
    }
}

/// Answers a comparison; afterwards fetches what the asker says is missing here.
pub async fn serve(
    node: &Node,
    mesh: &Arc<Mesh>,
    peer: Peer,
    mut stream: FramedStream,
) -> Result<(), Unserved> {
    let most = Protocol::Recon.asked_bytes();
    let ask: Recon = stream.receive(most).await?;
    let sets = mesh.sets_for(peer);
    let Some((sid, name)) = sets.into_iter().find(|(sid, _)| *sid == ask.set) else {
        stream.send(&Turn::Refused(Word::Denied)).await?;
        return Ok(stream.finish().await?);
    };
    let last = records::set(&node.view()?, &sid)?.last;
    let mut responder = Responder::new(&mesh.index(node, sid).await?, ask.from, ask.to)?;
    loop {
        match stream.receive(most).await? {
            Turn::Message(message) => stream.send(&Turn::Message(responder.answer(&message)?)).await?,
            Turn::Need(aids) => {
                stream.finish().await?;
                // What it lacks it fetches now, and goes on from here.
                known::has(node, peer, sid, last).await?;
                let came = fetch(node, mesh, peer, &name, aids).await?;
                mesh.note(peer, |seen| seen.progress.repaired_here += came);
                return Ok(());
            }
            Turn::Refused(_) => return Ok(()),
        }
    }
}

pub async fn serve_get(
    node: &Node,
    mesh: &Mesh,
    peer: Peer,
    mut stream: FramedStream,
) -> Result<(), Unserved> {
    let ask: Get = stream.receive(Protocol::Get.asked_bytes()).await?;
    let view = node.view()?;
    let sets: Vec<Sid> = mesh.sets_for(peer).into_iter().map(|(sid, _)| sid).collect();
    stream.send(&get::answer(&view, &sets, &ask)?).await?;
    Ok(stream.finish().await?)
}

/// What a comparison came to.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct Compared {
    /// How many were missing here, and there.
    pub here: u64,
    pub there: u64,
    pub rounds: u64,
    /// Nothing is left to compare.
    pub whole: bool,
}

/// Compares a set with a peer's, fetches what is missing here, and says what is missing there.
pub async fn compare(
    node: &Node,
    mesh: &Arc<Mesh>,
    peer: Peer,
    (sid, name): (Sid, &SetName),
) -> Result<Compared, Unserved> {
    let mut stream = mesh.client.open(peer, Protocol::Recon).await?;
    let (from, to) = (0, u64::MAX >> 1);
    stream.send(&Recon { set: sid, to, from }).await?;
    let (mut asker, mut message) = Asker::begin(&mesh.index(node, sid).await?, from, to)?;
    let whole = loop {
        stream.send(&Turn::Message(message)).await?;
        let answer = match stream.receive(Protocol::Recon.answered_bytes()).await? {
            Turn::Message(answer) => answer,
            Turn::Need(_) | Turn::Refused(_) => return Ok(Compared::default()),
        };
        match asker.read(&answer) {
            Ok(Some(next)) => message = next,
            Ok(None) => break true,
            Err(Broken::Endless) => break false,
            Err(error) => return Err(error.into()),
        }
    };
    let rounds = asker.rounds() as u64;
    let (need, have) = (asker.need, asker.have);
    withheld::note_lacking(node, mesh, peer, (sid, name), &have)?;
    let told: Vec<Aid> = have.iter().copied().take(limits::RECON_NEEDED).collect();
    let all_told = told.len() == have.len();
    stream.send(&Turn::Need(told)).await?;
    stream.finish().await?;
    let missing = need.len();
    let here = fetch(node, mesh, peer, name, need).await?;
    let whole = whole && all_told && here as usize >= missing;
    Ok(Compared { here, there: have.len() as u64, rounds, whole })
}

impl Node {
    /// Compares every set with a connected peer now, without waiting for the day's turn.
    ///
    /// # Errors
    /// When the mesh does not run, or the peer does not answer.
    pub async fn compare_with(&self, peer: Peer) -> Result<Vec<Compared>, Refusal> {
        let mesh = self.mesh().ok_or(Refusal::Unknown("the network between nodes does not run"))?;
        let mut compared = Vec::new();
        for (sid, name) in mesh.sets_for(peer) {
            let outcome = compare(self, &mesh, peer, (sid, &name)).await;
            compared.push(outcome.map_err(|error| Refusal::Internal(error.to_string()))?);
        }
        Ok(compared)
    }
}

/// Fetches activities by their names and takes them in; yields how many were new.
pub async fn fetch(
    node: &Node,
    mesh: &Arc<Mesh>,
    peer: Peer,
    set: &SetName,
    mut aids: Vec<Aid>,
) -> Result<u64, Unserved> {
    let mut applied = 0;
    while !aids.is_empty() {
        let wanted: Vec<Aid> = aids.drain(..aids.len().min(limits::GET_KEYS)).collect();
        let mut stream = mesh.client.open(peer, Protocol::Get).await?;
        stream.send(&Get { aids: wanted.clone() }).await?;
        let got: Got = stream.receive(Protocol::Get.answered_bytes()).await?;
        stream.finish().await?;
        let answered = got.found.len() + got.gone.len() + got.missing.len();
        if answered == 0 {
            break;
        }
        // What did not fit is asked for again.
        let is_answered = |aid: &Aid| {
            got.missing.contains(aid)
                || got.found.iter().any(|found| found.aid == *aid)
                || got.gone.iter().any(|gone| gone.aid == *aid)
        };
        aids.extend(wanted.into_iter().filter(|aid| !is_answered(aid)));
        let gathered = gather::take(node, mesh, set, handed(got)).await?;
        applied += gathered.applied;
        mesh.note(peer, |seen| seen.progress.add(gathered.applied));
    }
    Ok(applied)
}
