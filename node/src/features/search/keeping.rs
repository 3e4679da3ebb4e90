//! Keeping the index in line with the store: one thread, which waits for changes, writes them some at a time, and compares
//! everything when it cannot know what has changed.
//!
//! Comparing and making anew are the same: an empty index lacks everything.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::feed::Taken;
use super::index::{self, IndexError, Opened, Writing};
use super::{Held, State};
use crate::store::engine::Direction;
use crate::store::{Store, StoreError, View, keys};

/// How long changes are gathered before they are written: what is said is found within a second.
const GATHERED: Duration = Duration::from_millis(250);
/// After how long without changes memory is given back.
const AT_REST: Duration = Duration::from_secs(5);
/// How long to wait after a failure: a full disk, say.
const AFTER_FAILURE: Duration = Duration::from_secs(30);
/// How many records are compared before what has changed meanwhile is written.
const COMPARED_AT_ONCE: usize = 200;
/// After how many new records they are made durable, so that an interrupted work goes on from there.
const MADE_DURABLE: u64 = 5_000;
/// How much nicer than the rest of the node the thread is to others.
const NICENESS: i32 = 10;

/// What keeps the index.
pub(super) struct Keeper {
    pub store: Arc<Store>,
    pub search: Arc<Held>,
    pub folder: PathBuf,
}

/// Why an index is no longer kept.
enum Ended {
    Stopped,
    ToMakeAnew,
    ToOpenAgain,
}

impl Keeper {
    /// Keeps the index until somebody asks to stop.
    pub fn run(&self) {
        // On Linux this is the thread's own; where it is not allowed, things are only a little slower.
        let _ = rustix::process::setpriority_process(None, NICENESS);
        let mut damaged = false;
        while !self.search.feed.is_stopping() {
            let anew = std::mem::take(&mut damaged);
            // Damaged files can make the engine panic.
            let kept = catch_unwind(AssertUnwindSafe(|| self.keep(anew)));
            let panicked = |_| Err(IndexError::Damaged("reading it ended with a panic".into()));
            match kept.unwrap_or_else(panicked) {
                Ok(Ended::Stopped) => return,
                Ok(Ended::ToMakeAnew) => damaged = true,
                Ok(Ended::ToOpenAgain) => {}
                Err(IndexError::Damaged(reason)) if !anew => {
                    tracing::warn!(reason, "the index of the search is made anew");
                    damaged = true;
                }
                Err(IndexError::Store(StoreError::Closed)) => return,
                Err(error) => {
                    tracing::error!(%error, "the search is not kept up to date; it is tried again");
                    self.search.failed(error.to_string());
                    // What was taken and not written is found by comparing.
                    self.search.feed.lose_track();
                    self.search.feed.gather(AFTER_FAILURE);
                }
            }
        }
    }

    /// Opens the index, or makes it, and keeps it.
    fn keep(&self, anew: bool) -> Result<Ended, IndexError> {
        self.search.set(State::Opening, None);
        let opened = match anew {
            false if self.folder.exists() => Opened::open(&self.folder)?,
            _ => Opened::create(&self.folder)?,
        };
        let mut writing = Writing::new(Arc::new(opened));
        let is_in_line = writing.opened().mark()?.as_deref() == Some(&self.search.opened_at[..]);
        if !is_in_line {
            self.search.feed.lose_track();
        }
        let state = if is_in_line { State::Ready } else { State::Opening };
        self.search.set(state, Some(writing.opened().clone()));
        loop {
            self.search.feed.wait(AT_REST);
            let taken = self.search.feed.take();
            if taken == (Taken { mark: taken.mark.clone(), ..Taken::default() }) {
                writing.rest()?;
                continue;
            }
            if taken.anew {
                return Ok(Ended::ToMakeAnew);
            }
            if taken.doubt {
                self.search.feed.lose_track();
                return Ok(Ended::ToOpenAgain);
            }
            if taken.lost {
                self.compare(&mut writing)?;
            } else if !taken.changed.is_empty() {
                self.write(&mut writing, taken.changed)?;
            }
            self.search.set(State::Ready, Some(writing.opened().clone()));
            if taken.stop {
                writing.rest()?;
                return Ok(Ended::Stopped);
            }
        }
    }

    /// Writes some changes, and what else comes within a moment.
    fn write(&self, writing: &mut Writing, mut changed: Vec<Bytes>) -> Result<(), IndexError> {
        self.search.feed.gather(GATHERED);
        let more = self.search.feed.take();
        changed.extend_from_slice(&more.changed);
        changed.sort_unstable();
        changed.dedup();
        writing.put_all(&self.view()?, &changed)?;
        self.give_back(&more);
        let has_all = !more.lost && !more.is_to_open();
        writing.commit(has_all.then_some(&more.mark[..]))
    }

    /// What is not done now is done next.
    fn give_back(&self, taken: &Taken) {
        if taken.lost {
            self.search.feed.lose_track();
        }
        if taken.anew {
            self.search.feed.ask_anew();
        }
        if taken.doubt {
            self.search.feed.doubt();
        }
    }

    fn view(&self) -> Result<View, StoreError> {
        Ok(View::new(self.store.snapshot()?))
    }

    /// Compares the index with the whole store and writes what differs. An index that has everything is marked so.
    fn compare(&self, writing: &mut Writing) -> Result<(), IndexError> {
        let total = self.count()?;
        let mut compared = Compared { done: 0, total, written: 0, stopped: false, lost: false };
        self.search.set(compared.state(), Some(writing.opened().clone()));
        for prefix in [keys::actors(), keys::entries()] {
            self.compare_range(writing, &mut compared, &prefix)?;
        }
        if !compared.stopped {
            self.remove_gone(writing)?;
        }
        let rest = self.search.feed.take();
        writing.put_all(&self.view()?, &rest.changed)?;
        self.give_back(&Taken { lost: rest.lost || compared.lost, ..rest.clone() });
        let has_all = !compared.stopped && !compared.lost && !rest.lost;
        writing.commit(has_all.then_some(&rest.mark[..]))?;
        if has_all && compared.written > 0 {
            tracing::info!(
                records = total,
                written = compared.written,
                "the index of the search has everything"
            );
        }
        Ok(())
    }

    fn compare_range(
        &self,
        writing: &mut Writing,
        compared: &mut Compared,
        prefix: &[u8],
    ) -> Result<(), IndexError> {
        let (mut from, end) = (prefix.to_vec(), keys::end_of(prefix));
        loop {
            // A view of every moment anew: one that is kept for long takes room on the disk.
            let read = self.view()?.range(&from, &end, Direction::Forward, COMPARED_AT_ONCE)?;
            let Some((last, _)) = read.last() else { return Ok(()) };
            from = keys::behind(last);
            let searcher = writing.opened().searcher();
            for (key, value) in &read {
                let Ok(text) = std::str::from_utf8(key) else { continue };
                if !index::has(&searcher, &writing.opened().fields, text, value)? {
                    writing.put(text, Some(value))?;
                    compared.written += 1;
                }
            }
            compared.done += read.len() as u64;
            // What has changed since is written over what was just read.
            let news = self.search.feed.take();
            writing.put_all(&self.view()?, &news.changed)?;
            compared.lost |= news.lost;
            compared.stopped |= news.stop || news.is_to_open();
            // What was lost is compared once more when this is done.
            self.give_back(&Taken { lost: false, ..news.clone() });
            if compared.is_due(read.len() as u64, news.changed.is_empty()) {
                writing.commit(None)?;
            }
            self.search.set(compared.state(), Some(writing.opened().clone()));
            if compared.stopped {
                return Ok(());
            }
        }
    }

    /// Takes out what the store no longer has.
    fn remove_gone(&self, writing: &mut Writing) -> Result<(), IndexError> {
        let (searcher, view) = (writing.opened().searcher(), self.view()?);
        let mut gone = Vec::new();
        index::keys(&searcher, &writing.opened().fields, |key| {
            if !view.contains(key.as_bytes())? {
                gone.push(key.to_owned());
            }
            Ok(())
        })?;
        gone.iter().try_for_each(|key| writing.put(key, None))
    }

    /// How many records are searched.
    fn count(&self) -> Result<u64, StoreError> {
        let mut count = 0;
        let view = self.view()?;
        for prefix in [keys::actors(), keys::entries()] {
            view.walk::<StoreError>(&prefix, |_, _| {
                count += 1;
                Ok(std::ops::ControlFlow::Continue(()))
            })?;
        }
        Ok(count)
    }
}

/// How far comparing is.
struct Compared {
    done: u64,
    total: u64,
    written: u64,
    stopped: bool,
    lost: bool,
}

impl Compared {
    fn state(&self) -> State {
        State::Comparing { done: self.done.min(self.total), total: self.total }
    }

    /// Whether what was written is to be made durable now: something new waits to be found, or enough has come together.
    fn is_due(&self, just_done: u64, nothing_new: bool) -> bool {
        !nothing_new || self.done / MADE_DURABLE != (self.done - just_done) / MADE_DURABLE
    }
}
