//! The heart: one task, the only writer. Whatever way something came, it is decided and made durable here.
//!
//! Items are committed in groups: while one group is made durable the next collects. Each item is decided against
//! the view as already changed by those before it; then one batch, one fsync, and every waiter is answered. A
//! panic in deciding one item undoes that item only.

mod door;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use artel_protocol::limits;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::changes::{Changes, Event};
use crate::clock::Clock;
use crate::decide;
use crate::error::Refusal;
use crate::features::search::Feed;
use crate::id_source::IdSource;
use crate::identity::Context;
use crate::store::{Batch, Store, StoreError, View, keys};

pub use door::{Decision, Item, Outcome, Pipeline};
use door::{Job, Message};

struct Writer {
    store: Arc<Store>,
    clock: Clock,
    ids: Arc<IdSource>,
    /// Whether this node sends mail.
    mails: bool,
    events: broadcast::Sender<Event>,
    /// What the search is told of.
    search: Arc<Feed>,
}

/// One group: what is decided, and who waits for it.
struct Group {
    view: View,
    batch: Batch,
    events: Vec<Event>,
    waiting: Vec<Waiting>,
}

/// Somebody who waits, and what they will be told once the group is durable.
struct Waiting {
    waiter: oneshot::Sender<Result<Outcome, Refusal>>,
    outcome: Result<Outcome, Refusal>,
}

impl Writer {
    fn run(self, mut messages: mpsc::Receiver<Message>) {
        while let Some(Message::Job(first)) = messages.blocking_recv() {
            let mut group = vec![first];
            let mut stop = false;
            while group.len() < limits::PIPELINE_GROUP {
                match messages.try_recv() {
                    Ok(Message::Job(job)) => group.push(job),
                    Ok(Message::Stop) => stop = true,
                    Err(_) => break,
                }
                if stop {
                    break;
                }
            }
            self.commit(group);
            if stop {
                return;
            }
        }
    }

    fn commit(&self, jobs: Vec<Job>) {
        if let Err(error) = self.store.try_recover() {
            tracing::error!(%error, "the store does not recover");
        }
        let view = match self.store.snapshot() {
            Ok(reader) => View::new(reader),
            Err(error) => return refuse_all(jobs, error),
        };
        let mut group = Group { view, batch: Batch::default(), events: Vec::new(), waiting: Vec::new() };
        for Job { item, answer } in jobs {
            let outcome = self.decide(&mut group, item);
            group.waiting.push(Waiting { waiter: answer, outcome });
        }
        if group.batch.is_empty() {
            return group.answer();
        }
        group.batch.put(keys::setting("last id"), self.ids.last().to_be_bytes().to_vec());
        let searched = self.search.notice(&mut group.batch, self.store.last_commit(), self.clock.now());
        let batch = std::mem::take(&mut group.batch);
        match self.store.commit(batch) {
            Ok(_) => {
                self.search.tell(searched);
                for event in group.events.drain(..) {
                    // Nobody has to listen.
                    let _ = self.events.send(event);
                }
                group.answer();
            }
            Err(error) => {
                // It may have happened all the same.
                self.search.lose_track();
                group.refuse(error);
            }
        }
    }

    /// Decides one item and, if it is not refused, puts its changes into the group.
    fn decide(&self, group: &mut Group, item: Item) -> Result<Outcome, Refusal> {
        let decided = catch_unwind(AssertUnwindSafe(|| self.changes_of(&group.view, item)));
        let changes = decided.unwrap_or_else(|_| {
            tracing::error!("a panic while deciding one item; it is undone and the others go on");
            Err(Refusal::Internal("this node made a mistake".into()))
        })?;
        if changes.is_empty() {
            return Ok(Outcome::Ignored);
        }
        group.view.apply(&changes.batch);
        group.batch.merge(changes.batch);
        group.events.extend(changes.events);
        Ok(Outcome::Applied)
    }

    fn changes_of(&self, view: &View, item: Item) -> Result<Changes, Refusal> {
        let node = view.node()?;
        let context =
            Context { now: self.clock.now(), node: node.as_ref(), ids: &self.ids, mails: self.mails };
        changes_of(view, &context, item)
    }
}

/// The changes of an item and of everything of ours that follows from it.
pub fn changes_of(view: &View, context: &Context<'_>, item: Item) -> Result<Changes, Refusal> {
    let mut changes = match item {
        Item::Activity { activity, author } => decide::activity(view, context, &activity, author.as_deref())?,
        Item::Gathered(activity) => decide::gathered(view, context, &activity)?,
        Item::Gone { set, gone } => decide::gone(view, context, &set, &gone)?,
        Item::Document(document) => decide::document(view, context, &document)?,
        Item::Wanted(document) => decide::wanted(view, context, &document)?,
        Item::Private(decision) => decision(view, context)?,
    };
    if !changes.consequences.is_empty() {
        follow_up(&mut view.clone(), context, &mut changes)?;
    }
    Ok(changes)
}

/// Decides what follows from an item, and what follows from that.
fn follow_up(view: &mut View, context: &Context<'_>, changes: &mut Changes) -> Result<(), Refusal> {
    view.apply(&changes.batch);
    for _ in 0..limits::CONSEQUENCES {
        let Some(consequence) = changes.consequences.pop() else { return Ok(()) };
        let verified = decide::own(view, context, consequence)?;
        let more = decide::activity(view, context, &verified, None)?;
        view.apply(&more.batch);
        changes.extend(more);
    }
    Err(Refusal::Internal("an activity has consequences without end".into()))
}

impl Group {
    fn answer(self) {
        for Waiting { waiter, outcome } in self.waiting {
            // Who no longer waits has no need of the answer.
            let _ = waiter.send(outcome);
        }
    }

    /// Nothing of the group is acknowledged; it may have happened nevertheless, so everything is idempotent by id.
    fn refuse(self, error: StoreError) {
        let error = Arc::new(error);
        for Waiting { waiter, outcome } in self.waiting {
            let outcome = match outcome {
                Ok(Outcome::Applied) => Err(Refusal::Store(error.clone())),
                other => other,
            };
            let _ = waiter.send(outcome);
        }
    }
}

fn refuse_all(jobs: Vec<Job>, error: StoreError) {
    let error = Arc::new(error);
    for job in jobs {
        let _ = job.answer.send(Err(Refusal::Store(error.clone())));
    }
}
