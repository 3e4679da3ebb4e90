//! Taking in what peers hand over, many at a time: read and checked on all cores, then through the one pipeline.

use std::collections::VecDeque;

use artel_protocol::{Activity, Aid, Document, Verified, limits};
use bytes::Bytes;
use futures_util::future::join_all;

use super::{Mesh, lock};
use crate::catchup::gather::{self, Handed};
use crate::error::Refusal;
use crate::node::Node;
use crate::pipeline::{Item, Outcome};
use crate::sets::records::SetName;

/// What became of what was handed over.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct Gathered {
    pub applied: u64,
    /// Known before.
    pub known: u64,
    /// Their authors are not admitted yet.
    pub early: u64,
    /// Not what it should be.
    pub refused: u64,
}

impl Gathered {
    fn count(&mut self, outcome: Result<Outcome, Refusal>) -> Result<(), Refusal> {
        match outcome {
            Ok(Outcome::Applied) => self.applied += 1,
            Ok(Outcome::Ignored) => self.known += 1,
            Err(Refusal::Unknown(_)) => self.early += 1,
            // A fault of ours, or a full disk: it has to come again.
            Err(error @ (Refusal::Store(_) | Refusal::Busy { .. })) => return Err(error),
            Err(error) => {
                tracing::debug!(%error, "an activity that a peer handed over is refused");
                self.refused += 1;
            }
        }
        Ok(())
    }
}

/// Activities that came before their author's `Add`.
#[derive(Default)]
pub struct WaitingRoom(VecDeque<(SetName, Bytes)>);

impl WaitingRoom {
    pub fn keep(&mut self, set: SetName, bytes: Bytes) {
        if self.0.len() >= limits::WAITING_FOR_ADMISSION {
            self.0.pop_front();
        }
        self.0.push_back((set, bytes));
    }
}

/// The name of an activity; none for what is none.
pub fn name_of(bytes: Bytes) -> Option<Aid> {
    Aid::of(&Document::parse(bytes).ok()?).ok()
}

/// Takes in what a peer handed over. When this returns, what was applied is durable.
///
/// # Errors
/// When the store cannot take it: the peer has to hand it over once more.
pub async fn take(node: &Node, mesh: &Mesh, set: &SetName, handed: Vec<Handed>) -> Result<Gathered, Refusal> {
    let mut gathered = Gathered::default();
    let gone: Vec<Handed> =
        handed.iter().filter(|item| matches!(item, Handed::Gone { .. })).cloned().collect();
    let mut bytes: Vec<Bytes> = handed.iter().map(|item| item.bytes().clone()).collect();
    bytes.dedup();
    let (said, others): (Vec<_>, Vec<_>) = read(node, set, bytes, &mut gathered)
        .await?
        .into_iter()
        .partition(|activity| activity.actor == set.community);
    // Who is a member, and by which keys, is said by the community: first, whatever the order in which it came.
    let admitted = !said.is_empty();
    for activities in [said, others] {
        let verified = check(node, set, activities, &mut gathered).await?;
        let submitted = verified.into_iter().map(|activity| node.submit(Item::Gathered(Box::new(activity))));
        for outcome in join_all(submitted).await {
            gathered.count(outcome)?;
        }
    }
    for item in gone {
        if let Ok(Some(gone)) = item.gone() {
            let outcome = node.submit(Item::Gone { set: set.clone(), gone: Box::new(gone) }).await;
            gathered.count(outcome)?;
        }
    }
    if admitted {
        Box::pin(let_in(node, mesh)).await?;
    }
    Ok(gathered)
}

/// The community has spoken: who waited for that may be admitted now.
pub(super) async fn let_in(node: &Node, mesh: &Mesh) -> Result<(), Refusal> {
    let waiting = std::mem::take(&mut lock(&mesh.early).0);
    for (set, bytes) in waiting {
        let mut gathered = Gathered::default();
        let activities = read(node, &set, vec![bytes.clone()], &mut gathered).await?;
        let verified = check(node, &set, activities, &mut gathered).await?;
        for activity in verified {
            gathered.count(node.submit(Item::Gathered(Box::new(activity))).await)?;
        }
        if gathered.early > 0 {
            lock(&mesh.early).keep(set, bytes);
        }
    }
    Ok(())
}

/// Reads what is not here yet, on all cores.
async fn read(
    node: &Node,
    set: &SetName,
    bytes: Vec<Bytes>,
    gathered: &mut Gathered,
) -> Result<Vec<Activity>, Refusal> {
    let (view, set) = (node.view()?, set.clone());
    let read = spread(bytes, move |bytes| {
        let activity = gather::read(bytes)?;
        let known = gather::is_known(&view, &set, activity.document())?;
        Ok((!known).then_some(activity))
    });
    let mut activities = Vec::new();
    for activity in read.await? {
        match activity {
            Ok(Some(activity)) => activities.push(activity),
            Ok(None) => gathered.known += 1,
            Err(error) => gathered.count(Err(error))?,
        }
    }
    Ok(activities)
}

/// Checks proofs, on all cores.
async fn check(
    node: &Node,
    set: &SetName,
    activities: Vec<Activity>,
    gathered: &mut Gathered,
) -> Result<Vec<Verified<Activity>>, Refusal> {
    let (view, set, now) = (node.view()?, set.clone(), node.clock().now());
    let checked = spread(activities, move |activity| gather::check(&view, &set, activity, now));
    let mut verified = Vec::new();
    for activity in checked.await? {
        match activity {
            Ok(activity) => verified.push(activity),
            Err(error) => gathered.count(Err(error))?,
        }
    }
    Ok(verified)
}

/// How many make it worth while to use another core.
const WORTH_SPREADING: usize = 16;

/// Does something to each of many, on as many cores as there are; the order stays.
async fn spread<T: Send + 'static, R: Send + 'static>(
    items: Vec<T>,
    work: impl Fn(T) -> Result<R, Refusal> + Send + Sync + 'static,
) -> Result<Vec<Result<R, Refusal>>, Refusal> {
    if items.len() < WORTH_SPREADING {
        return Ok(items.into_iter().map(work).collect());
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let each = items.len().div_ceil(cores).max(1);
    let work = std::sync::Arc::new(work);
    let (mut items, mut parts) = (items.into_iter(), Vec::new());
    loop {
        let part: Vec<T> = items.by_ref().take(each).collect();
        if part.is_empty() {
            break;
        }
        let work = work.clone();
        parts.push(tokio::task::spawn_blocking(move || {
            part.into_iter().map(|item| work(item)).collect::<Vec<_>>()
        }));
    }
    let mut done = Vec::new();
    for part in parts {
        done.extend(part.await.map_err(|error| Refusal::Internal(format!("checking what came: {error}")))?);
    }
    Ok(done)
}
