//! What the search is told: which records have changed. The one writer of the store tells it, so nothing is forgotten
//! whoever changes something.
//!
//! Each batch that touches what is searched carries a mark in the store; the index keeps the mark up to which it has
//! everything. A process that is killed between both finds two different marks at its next start, and compares.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use artel_protocol::{Timestamp, limits};
use bytes::Bytes;

use crate::store::{Batch, CommitNumber, keys};

/// What has changed since somebody last looked.
#[derive(Default)]
pub struct Feed {
    waiting: Mutex<Waiting>,
    news: Condvar,
}

#[derive(Default)]
struct Waiting {
    changed: BTreeSet<Bytes>,
    /// The mark of the last change, as it stands in the store.
    mark: Bytes,
    /// Not every change is in `changed`.
    lost: bool,
    /// The index is to be made anew.
    anew: bool,
    /// The index may be damaged.
    doubt: bool,
    stop: bool,
}

/// What a batch changes of what is searched.
pub struct Noticed {
    changed: Vec<Bytes>,
    mark: Bytes,
}

/// What is to be done next.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Taken {
    /// The keys of records that were written or removed.
    pub changed: Vec<Bytes>,
    /// Where the index stands when these are in it.
    pub mark: Bytes,
    pub lost: bool,
    pub anew: bool,
    pub doubt: bool,
    pub stop: bool,
}

impl Taken {
    /// Whether the index is to be opened again, or made anew.
    pub fn is_to_open(&self) -> bool {
        self.anew || self.doubt
    }
}

impl Feed {
    /// `mark` is that of the last change in the store.
    pub(super) fn new(mark: Option<Bytes>) -> Feed {
        let waiting = Waiting { mark: mark.unwrap_or_default(), ..Waiting::default() };
        Feed { waiting: Mutex::new(waiting), news: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks what a batch changes, and marks the batch if it is searched. `last` is the commit before it.
    pub fn notice(&self, batch: &mut Batch, last: CommitNumber, now: Timestamp) -> Option<Noticed> {
        let changed: Vec<Bytes> =
            batch.iter().filter(|(key, _)| keys::is_searched(key)).map(|(key, _)| key.clone()).collect();
        if changed.is_empty() {
            return None;
        }
        // A restored store counts its commits from an earlier one on: the moment tells such twins apart.
        let mark = Bytes::from(format!("{last} {}", now.0));
        batch.put(keys::search_mark(), mark.clone());
        Some(Noticed { changed, mark })
    }

    /// Tells what was noticed, once it is durable.
    pub fn tell(&self, noticed: Option<Noticed>) {
        let Some(Noticed { changed, mark }) = noticed else { return };
        let mut waiting = self.lock();
        waiting.mark = mark;
        if !waiting.lost {
            waiting.changed.extend(changed);
        }
        if waiting.changed.len() > limits::SEARCH_CHANGES {
            waiting.lost = true;
            waiting.changed.clear();
        }
        self.news.notify_all();
    }

    /// Nobody knows for sure what has changed.
    pub fn lose_track(&self) {
        self.lock().lost = true;
        self.news.notify_all();
    }

    /// The index is to be made anew.
    pub(super) fn ask_anew(&self) {
        self.lock().anew = true;
        self.news.notify_all();
    }

    /// Something about the index was not as it should be: it is opened and looked at again.
    pub(super) fn doubt(&self) {
        self.lock().doubt = true;
        self.news.notify_all();
    }

    pub(super) fn ask_stop(&self) {
        self.lock().stop = true;
        self.news.notify_all();
    }

    /// Takes back [`Feed::ask_stop`]: somebody listens again.
    pub(super) fn ask_to_go_on(&self) {
        self.lock().stop = false;
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.lock().stop
    }

    /// Waits until there is something to do, or the time is over.
    pub(super) fn wait(&self, longest: Duration) {
        let idle = |waiting: &mut Waiting| {
            let asked = waiting.lost || waiting.anew || waiting.doubt || waiting.stop;
            waiting.changed.is_empty() && !asked
        };
        drop(self.news.wait_timeout_while(self.lock(), longest, idle));
    }

    /// Waits for the time, if nobody wants to stop.
    pub(super) fn gather(&self, span: Duration) {
        drop(self.news.wait_timeout_while(self.lock(), span, |waiting| !waiting.stop));
    }

    /// Takes everything that is to be done.
    pub(super) fn take(&self) -> Taken {
        let mut waiting = self.lock();
        let changed = std::mem::take(&mut waiting.changed);
        Taken {
            changed: changed.into_iter().collect(),
            mark: waiting.mark.clone(),
            lost: std::mem::take(&mut waiting.lost),
            anew: std::mem::take(&mut waiting.anew),
            doubt: std::mem::take(&mut waiting.doubt),
            stop: waiting.stop,
        }
    }
}

#[cfg(test)]
mod tests {
    use artel_protocol::Id;

    use super::*;

    fn batch(number: usize) -> Batch {
        let mut batch = Batch::new();
        let id = Id::parse(&format!("https://a.test/o/{number}")).unwrap();
        batch.put(keys::entry(&id), vec![1]);
        batch.put(keys::counts(&id), vec![1]);
        batch
    }

    #[test]
    fn only_what_is_searched_is_told_and_marked() {
        let feed = Feed::new(None);
        let mut other = Batch::new();
        other.put(keys::setting("anything"), vec![1]);
        assert!(feed.notice(&mut other, CommitNumber(1), Timestamp(5)).is_none());
        assert_eq!(other.len(), 1);
        let mut entry = batch(1);
        let noticed = feed.notice(&mut entry, CommitNumber(1), Timestamp(5));
        assert!(entry.get(&keys::search_mark()).is_some());
        assert!(feed.take().changed.is_empty(), "it is told only after it is durable");
        feed.tell(noticed);
        let taken = feed.take();
        assert_eq!((taken.changed.len(), &taken.mark[..]), (1, &b"1 5"[..]));
        assert!(feed.take().changed.is_empty());
    }

    #[test]
    fn too_many_changes_are_not_remembered_one_by_one() {
        let feed = Feed::new(None);
        for number in 0..=limits::SEARCH_CHANGES {
            let noticed = feed.notice(&mut batch(number), CommitNumber(1), Timestamp(5));
            feed.tell(noticed);
        }
        let taken = feed.take();
        assert!(taken.lost && taken.changed.is_empty());
    }
}
