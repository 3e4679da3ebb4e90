//! The engine sled 0.34.7. Nothing else names that crate.
//!
//! What is done to be as safe as it can be: the db file (and new blob files) are synced for real before a commit is
//! acknowledged, since sled's own flush is no barrier against a power cut; a start that meets "Read corrupted data"
//! moves sled's `snap.*` files aside, from which it can do without, and tries again.
//!
//! sled shows a batch before it is durable, and has no snapshots. Both are mended by overlays: each commit first notes
//! the values that it is about to replace, and readers see those until it is durable, snapshots for as long as they
//! live. A commit that failed stays hidden until the files are opened anew. From the same notes each commit brings the
//! sum of all records up to date, by which a check finds what sled has lost or brought back without a word.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::content_sum::ContentSum;
use super::engine::{Direction, Engine, Reader, Record, Snapshot};
use super::error::guarded;
use super::overlay::Overlay;
use super::{Batch, CONTENT_SUM_KEY, StoreError};

/// From this size of a batch on, sled may put values into files of their own.
const BLOB_BYTES: usize = 64 * 1024;

/// How often a range is read again when a commit ran into it, before commits are held up for it.
const RANGE_TRIES: usize = 3;

/// sled lets go of its lock a moment after its last handle.
const LOCK_TRIES: usize = 200;
const LOCK_WAIT: Duration = Duration::from_millis(10);

/// One sled database with one tree.
pub(super) struct SledEngine(Arc<Shared>);

struct Shared {
    folder: PathBuf,
    cache_bytes: u64,
    opened: RwLock<Option<Opened>>,
    /// Held while a batch is committed.
    commits: Mutex<Commits>,
    /// What the keys of the batch that is not durable yet held before it.
    pending: RwLock<Option<Arc<Overlay>>>,
    /// Counts when a batch begins to be applied and when it is durable, so that a reader sees that one came between.
    steps: AtomicU64,
}

#[derive(Default)]
struct Commits {
    /// Of the snapshots that live.
    overlays: Vec<Weak<Overlay>>,
    /// Of all records: sled alone does not notice when it serves old ones.
    sum: ContentSum,
}

struct Opened {
    database: sled::Db,
    /// The same file that sled writes, for syncing it.
    file: File,
    blobs_synced: Mutex<Option<SystemTime>>,
}

impl SledEngine {
    pub(super) fn open(folder: &Path, cache_bytes: u64) -> Result<SledEngine, StoreError> {
        let opened = open_database(folder, cache_bytes)?;
        let shared = Shared {
            folder: folder.to_owned(),
            cache_bytes,
            opened: RwLock::new(Some(opened)),
            commits: Mutex::default(),
            pending: RwLock::new(None),
            steps: AtomicU64::new(0),
        };
        shared.hold_commits().sum = ContentSum::stored(&shared)?.unwrap_or_default();
        Ok(SledEngine(Arc::new(shared)))
    }
}

fn open_database(folder: &Path, cache_bytes: u64) -> Result<Opened, StoreError> {
    let error = match try_open(folder, cache_bytes) {
        Ok(opened) => return Ok(opened),
        Err(error) if error.is_full() => return Err(error),
        Err(error) => error,
    };
    if !move_snapshots_aside(folder)? {
        return Err(error);
    }
    tracing::warn!(%error, "sled did not open: its snap files are moved aside, and it is tried again");
    try_open(folder, cache_bytes)
}

fn try_open(folder: &Path, cache_bytes: u64) -> Result<Opened, StoreError> {
    guarded(|| {
        let config = sled::Config::new().path(folder).cache_capacity(cache_bytes).flush_every_ms(None);
        let database = open_unlocked(&config)?;
        let path = folder.join("db");
        let file = File::open(&path).map_err(|source| StoreError::io(&path, source))?;
        Ok(Opened { database, file, blobs_synced: Mutex::new(None) })
    })
}

fn open_unlocked(config: &sled::Config) -> Result<sled::Db, StoreError> {
    let mut tries = 0;
    loop {
        match config.open() {
            Err(sled::Error::Io(error))
                if tries < LOCK_TRIES && error.to_string().contains("acquire lock") =>
            {
                tries += 1;
                std::thread::sleep(LOCK_WAIT);
            }
            other => return other.map_err(StoreError::engine),
        }
    }
}

/// Answers whether there were any.
fn move_snapshots_aside(folder: &Path) -> Result<bool, StoreError> {
    let io = |source| StoreError::io(folder, source);
    let mut found = false;
    for file in std::fs::read_dir(folder).map_err(io)?.filter_map(Result::ok) {
        if file.file_name().to_string_lossy().starts_with("snap.") {
            let aside = folder.join("aside");
            std::fs::create_dir_all(&aside).map_err(io)?;
            std::fs::rename(file.path(), aside.join(file.file_name())).map_err(io)?;
            found = true;
        }
    }
    Ok(found)
}

impl Shared {
    fn with<T>(&self, call: impl FnOnce(&Opened) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        let opened = opened.as_ref().ok_or(StoreError::Closed)?;
        guarded(|| call(opened))
    }

    fn hold_commits(&self) -> MutexGuard<'_, Commits> {
        self.commits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pending(&self) -> Option<Arc<Overlay>> {
        self.pending.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_pending(&self, overlay: Option<Arc<Overlay>>) {
        *self.pending.write().unwrap_or_else(PoisonError::into_inner) = overlay;
        self.steps.fetch_add(1, Ordering::AcqRel);
    }

    fn durable(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        let live = Reader::get(self, key)?;
        Ok(self.pending().and_then(|overlay| overlay.get(key)).unwrap_or(live))
    }

    /// The durable records of a range, with no batch half in it.
    fn durable_range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        let read = || match self.pending() {
            Some(overlay) => overlay.range(self, from, to, direction, limit),
            None => Reader::range(self, from, to, direction, limit),
        };
        for _ in 0..RANGE_TRIES {
            let before = self.steps.load(Ordering::Acquire);
            let records = read()?;
            if self.steps.load(Ordering::Acquire) == before {
                return Ok(records);
            }
        }
        let _held = self.hold_commits();
        read()
    }
}

/// What sled has, durable or not.
impl Reader for Shared {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.with(|opened| {
            Ok(opened.database.get(key).map_err(StoreError::engine)?.map(|value| copy(&value)))
        })
    }

    fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        if from >= to || limit == 0 {
            return Ok(Vec::new());
        }
        self.with(|opened| {
            let records = opened.database.range(from..to);
            let record = |found: sled::Result<(sled::IVec, sled::IVec)>| {
                found.map(|(key, value)| (copy(&key), copy(&value))).map_err(StoreError::engine)
            };
            match direction {
                Direction::Forward => records.take(limit).map(record).collect(),
                Direction::Backward => records.rev().take(limit).map(record).collect(),
            }
        })
    }
}

fn copy(bytes: &sled::IVec) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

impl Reader for SledEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.0.durable(key)
    }

    fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.0.durable_range(from, to, direction, limit)
    }
}

impl Engine for SledEngine {
    fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        let mut commits = self.0.hold_commits();
        let before = Arc::new(Overlay::of(batch, &*self.0)?);
        commits.overlays.retain(|overlay| overlay.strong_count() > 0);
        for overlay in commits.overlays.iter().filter_map(Weak::upgrade) {
            overlay.add(&before);
        }
        let sum = before.sum_after(batch, commits.sum);
        self.0.set_pending(Some(before));
        self.0.with(|opened| {
            let mut write = sled::Batch::default();
            for (key, value) in batch.iter() {
                match value {
                    Some(value) => write.insert(&key[..], &value[..]),
                    None => write.remove(&key[..]),
                }
            }
            write.insert(CONTENT_SUM_KEY, &sum.to_bytes()[..]);
            opened.database.apply_batch(write).map_err(StoreError::engine)?;
            opened.make_durable(&self.0.folder, batch.size())
        })?;
        commits.sum = sum;
        self.0.set_pending(None);
        Ok(())
    }

    fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut commits = self.0.hold_commits();
        self.0.with(|_| Ok(()))?;
        let overlay = Arc::new(Overlay::default());
        // Only there when a commit has failed.
        if let Some(pending) = self.0.pending() {
            overlay.add(&pending);
        }
        commits.overlays.push(Arc::downgrade(&overlay));
        Ok(Arc::new(SledSnapshot { shared: self.0.clone(), overlay }))
    }

    fn is_well(&self) -> bool {
        self.0.with(|opened| opened.database.flush().map_err(StoreError::engine)).is_ok()
    }

    fn reopen(&self) -> Result<(), StoreError> {
        let mut commits = self.0.hold_commits();
        let mut opened = self.0.opened.write().unwrap_or_else(PoisonError::into_inner);
        drop(opened.take());
        *opened = Some(open_database(&self.0.folder, self.0.cache_bytes)?);
        drop(opened);
        self.0.set_pending(None);
        commits.sum = ContentSum::stored(&*self.0)?.unwrap_or_default();
        Ok(())
    }

    fn flush_for_stop(&self) -> Result<(), StoreError> {
        let _held = self.0.hold_commits();
        let flushed = self.0.with(|opened| opened.make_durable(&self.0.folder, usize::MAX));
        drop(self.0.opened.write().unwrap_or_else(PoisonError::into_inner).take());
        flushed
    }

    fn approximate_len(&self) -> u64 {
        self.0.with(|opened| Ok(opened.database.len() as u64)).unwrap_or_default()
    }
}

impl Opened {
    fn make_durable(&self, folder: &Path, written: usize) -> Result<(), StoreError> {
        self.database.flush().map_err(StoreError::engine)?;
        self.sync_blobs(&folder.join("blobs"), written)?;
        self.file.sync_data().map_err(|source| StoreError::io(&folder.join("db"), source))
    }

    /// sled writes a large page to a file of its own, and never syncs that.
    fn sync_blobs(&self, blobs: &Path, written: usize) -> Result<(), StoreError> {
        let io = |source| StoreError::io(blobs, source);
        let changed = std::fs::metadata(blobs).and_then(|about| about.modified()).map_err(io)?;
        let mut synced = self.blobs_synced.lock().unwrap_or_else(PoisonError::into_inner);
        if *synced == Some(changed) && written < BLOB_BYTES {
            return Ok(());
        }
        for blob in std::fs::read_dir(blobs).map_err(io)?.filter_map(Result::ok) {
            let modified = blob.metadata().and_then(|about| about.modified()).ok();
            if modified >= *synced {
                // One that is gone was cleared away by sled meanwhile, and is not needed.
                if let Ok(file) = File::open(blob.path()) {
                    file.sync_all().map_err(io)?;
                }
            }
        }
        super::folder::sync_folder(blobs)?;
        *synced = Some(changed);
        Ok(())
    }
}

struct SledSnapshot {
    shared: Arc<Shared>,
    overlay: Arc<Overlay>,
}

impl Reader for SledSnapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        // Live first: a value replaced after that is noted in the overlay before it is replaced.
        let live = self.shared.get(key)?;
        Ok(self.overlay.get(key).unwrap_or(live))
    }

    fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.overlay.range(&*self.shared, from, to, direction, limit)
    }
}
