//! The door to the pipeline: what may go in, and how one waits for the outcome.

use std::sync::Arc;

use artel_protocol::{Activity, Document, Verified, limits};
use tokio::sync::{broadcast, mpsc, oneshot};

use super::Writer;
use crate::changes::{Changes, Event};
use crate::clock::Clock;
use crate::error::Refusal;
use crate::features::search::Feed;
use crate::id_source::IdSource;
use crate::identity::Context;
use crate::sets::Gone;
use crate::sets::records::SetName;
use crate::store::{Store, View};

/// What the pipeline takes.
pub enum Item {
    /// A statement that is known to be its actor's. `author` is the actor's document, for when it is new here.
    Activity { activity: Box<Verified<Activity>>, author: Option<Box<Verified<Document>>> },
    /// An activity of a set, from a peer: by gossip or in catching up.
    Gathered(Box<Verified<Activity>>),
    /// A peer says that an activity of a set was withdrawn; the Delete has come before it.
    Gone { set: SetName, gone: Box<Gone> },
    /// An actor or an object, fetched from its origin.
    Document(Box<Verified<Document>>),
    /// The same, asked for by somebody here: an entry is kept although nothing else ties it to us. Each is followed by
    /// what they do with it, so that it is bounded as their own words are.
    Wanted(Box<Verified<Document>>),
    /// A change of what never leaves the node: a session, a block, the state of a delivery.
    Private(Decision),
}

/// A rule for a private change, run by the one writer.
pub type Decision = Box<dyn FnOnce(&View, &Context<'_>) -> Result<Changes, Refusal> + Send>;

/// What became of an item that was not refused.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It is durable.
    Applied,
    /// It changes nothing: seen before, or of no concern here.
    Ignored,
}

pub(super) struct Job {
    pub(super) item: Item,
    pub(super) answer: oneshot::Sender<Result<Outcome, Refusal>>,
}

/// What goes through the door.
pub(super) enum Message {
    Job(Job),
    /// Everything before this is made durable, nothing after it is taken.
    Stop,
}

/// The door to the pipeline; clones lead to the same one.
#[derive(Clone)]
pub struct Pipeline {
    messages: mpsc::Sender<Message>,
}

impl Pipeline {
    /// Starts the writer on a thread of its own.
    pub fn start(
        store: Arc<Store>,
        clock: Clock,
        ids: Arc<IdSource>,
        mails: bool,
        events: broadcast::Sender<Event>,
        search: Arc<Feed>,
    ) -> (Pipeline, std::thread::JoinHandle<()>) {
        let (messages, waiting) = mpsc::channel(limits::PIPELINE_WAITERS);
        let writer = Writer { store, clock, ids, mails, events, search };
        let thread = std::thread::Builder::new()
            .name("pipeline".into())
            .spawn(move || writer.run(waiting))
            .expect("the operating system gives us one thread");
        (Pipeline { messages }, thread)
    }

    /// Hands an item in and waits until it is durable or refused.
    pub async fn submit(&self, item: Item) -> Result<Outcome, Refusal> {
        const STOPPING: Refusal = Refusal::Busy { sentence: "this node is stopping", retry_after: 30 };
        let (answer, answered) = oneshot::channel();
        self.messages.send(Message::Job(Job { item, answer })).await.map_err(|_| STOPPING)?;
        answered.await.map_err(|_| STOPPING)?
    }

    /// Tells the writer to end. Blocks while it is busy, so it is for a thread outside the runtime.
    pub fn stop(self) {
        // A writer that is gone has ended already.
        let _ = self.messages.blocking_send(Message::Stop);
    }
}
