//! Search: finding entries of every kind and actors by the words in them.
//!
//! What can be found stands in an index in `<data>/search`. It is made from the store and never anything else: a missing or
//! damaged one is made anew while the node runs, and no backup has it. What somebody is shown is read from the store
//! when they ask, by the rules of [`crate::policy`], so an index that is behind shows nothing that it should not.
//!
//! `analysis.rs` knows words, `question.rs` reads queries, `asking.rs` answers them: `asked.rs` asks the index, `judge.rs`
//! says who may find what, `highlight.rs` shows why something was found; `feed.rs` hears of changes, `keeping.rs` writes them by way of `index.rs`, `document.rs` and `schema.rs` say
//! what is written.

pub(crate) mod analysis;
mod asked;
mod asking;
mod document;
mod feed;
mod highlight;
mod index;
mod judge;
mod keeping;
mod question;
mod schema;

use std::sync::{Arc, PoisonError, RwLock};

use artel_protocol::limits;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

pub use asking::{Found, FoundActor, FoundEntry, Hit};
pub use feed::Feed;
pub use highlight::Piece;
pub use question::{Question, kinds};

use index::Opened;
use keeping::Keeper;

use crate::error::Refusal;
use crate::node::Node;

/// What a node holds of its search.
pub(crate) struct Search(Arc<Held>);

/// The part that the keeping thread shares.
struct Held {
    feed: Arc<Feed>,
    /// The mark of the last change when the store was opened.
    opened_at: Bytes,
    now: RwLock<Now>,
    /// Places for those who wait for it, and for those whose turn it is.
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

#[derive(Default)]
struct Now {
    state: State,
    opened: Option<Arc<Opened>>,
}

/// How it stands with the index.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nobody keeps it: the node does not run.
    #[default]
    Off,
    Opening,
    /// It is compared with the store, or made anew; so many records of so many were looked at.
    Comparing {
        done: u64,
        total: u64,
    },
    /// It has everything.
    Ready,
    /// It cannot be written, and why; it is tried again.
    Failed(String),
}

impl Search {
    /// `mark` is that of the last change in the store.
    pub fn new(mark: Option<Bytes>) -> Search {
        Search(Arc::new(Held {
            feed: Arc::new(Feed::new(mark.clone())),
            opened_at: mark.unwrap_or_default(),
            now: RwLock::default(),
            places: Arc::new(Semaphore::new(limits::SEARCHES_WAITING)),
            turns: Arc::new(Semaphore::new(limits::SEARCHES_AT_ONCE)),
        }))
    }

    pub fn feed(&self) -> &Arc<Feed> {
        &self.0.feed
    }
}

impl Held {
    fn set(&self, state: State, opened: Option<Arc<Opened>>) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Now { state, opened };
    }

    fn failed(&self, reason: String) {
        self.now.write().unwrap_or_else(PoisonError::into_inner).state = State::Failed(reason);
    }

    fn state(&self) -> State {
        self.now.read().unwrap_or_else(PoisonError::into_inner).state.clone()
    }

    fn opened(&self) -> Option<Arc<Opened>> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).opened.clone()
    }
}

impl Node {
    /// Keeps the index of the search in line with the store until `stop` is done.
    pub async fn keep_search_until(&self, stop: impl Future<Output = ()>) {
        let held = self.search_keeper().0.clone();
        let folder = index::folder(&self.config().data);
        let keeper = Keeper { store: self.store().clone(), search: held.clone(), folder };
        held.feed.ask_to_go_on();
        let thread = std::thread::Builder::new().name("search".into()).spawn(move || keeper.run());
        let thread = match thread {
            Ok(thread) => thread,
            Err(error) => return tracing::error!(%error, "the system gives no thread: nothing is searched"),
        };
        stop.await;
        held.feed.ask_stop();
        // Its end may wait for the disk.
        let ended = tokio::task::spawn_blocking(move || thread.join()).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::error!("what keeps the search ended with a panic");
        }
        held.set(State::Off, None);
    }

    /// How it stands with the index.
    pub fn search_state(&self) -> State {
        self.search_keeper().0.state()
    }

    /// Has the index made anew; [`Node::search_state`] tells how far it is.
    ///
    /// # Errors
    /// [`Refusal::Busy`] while the index is not kept.
    pub fn make_search_anew(&self) -> Result<(), Refusal> {
        let held = &self.search_keeper().0;
        if held.state() == State::Off {
            return Err(Refusal::Busy { sentence: "the search does not run", retry_after: 30 });
        }
        held.set(State::Opening, None);
        held.feed.ask_anew();
        Ok(())
    }
}
