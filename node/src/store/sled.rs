//! The engine sled 0.34.7. Nothing else names that crate.
//!
//! What is done to be as safe as it can be: the db file (and new blob files) are synced for real before a commit is
//! acknowledged, since sled's own flush is no barrier against a power cut; a start that meets "Read corrupted data"
//! moves sled's `snap.*` files aside, from which it can do without, and tries again.
//!
//! sled has no snapshots. Ours is the live tree plus an overlay: while a snapshot lives, each commit first notes the
//! values it is about to replace. A reader that sees a batch before it is durable is possible here (a millisecond).

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::engine::{Direction, Engine, Reader, Record, Snapshot};
use super::error::guarded;
use super::{Batch, StoreError};

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
    /// Held while a batch is applied; the overlays of the snapshots that live.
    commits: Mutex<Vec<Weak<Overlay>>>,
    /// Odd while a batch is being applied.
    applied: AtomicU64,
}

struct Opened {
    database: sled::Db,
    /// The same file that sled writes, for syncing it.
    file: File,
    blobs_synced: Mutex<Option<SystemTime>>,
}

/// What the keys changed since a snapshot held when it was taken.
#[derive(Default)]
struct Overlay(RwLock<BTreeMap<Bytes, Option<Bytes>>>);

impl SledEngine {
    pub(super) fn open(folder: &Path, cache_bytes: u64) -> Result<SledEngine, StoreError> {
        let opened = open_database(folder, cache_bytes)?;
        Ok(SledEngine(Arc::new(Shared {
            folder: folder.to_owned(),
            cache_bytes,
            opened: RwLock::new(Some(opened)),
            commits: Mutex::new(Vec::new()),
            applied: AtomicU64::new(0),
        })))
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

    fn hold_commits(&self) -> MutexGuard<'_, Vec<Weak<Overlay>>> {
        self.commits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.with(|opened| {
            Ok(opened.database.get(key).map_err(StoreError::engine)?.map(|value| copy(&value)))
        })
    }

    /// The live records of a range, with no batch half in it.
    fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        for _ in 0..RANGE_TRIES {
            let before = self.applied.load(Ordering::Acquire);
            let records = self.read_range(from, to, direction, limit)?;
            if before.is_multiple_of(2) && self.applied.load(Ordering::Acquire) == before {
                return Ok(records);
            }
        }
        let _held = self.hold_commits();
        self.read_range(from, to, direction, limit)
    }

    fn read_range(
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
        self.0.get(key)
    }

    fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.0.range(from, to, direction, limit)
    }
}

impl Engine for SledEngine {
    fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        let mut overlays = self.0.hold_commits();
        overlays.retain(|overlay| overlay.strong_count() > 0);
        self.0.with(|opened| {
            for overlay in overlays.iter().filter_map(Weak::upgrade) {
                overlay.note(batch, opened)?;
            }
            let mut write = sled::Batch::default();
            for (key, value) in batch.iter() {
                match value {
                    Some(value) => write.insert(&key[..], &value[..]),
                    None => write.remove(&key[..]),
                }
            }
            self.0.applied.fetch_add(1, Ordering::AcqRel);
            let applied = opened.database.apply_batch(write);
            self.0.applied.fetch_add(1, Ordering::AcqRel);
            applied.map_err(StoreError::engine)?;
            opened.make_durable(&self.0.folder, batch.size())
        })
    }

    fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut overlays = self.0.hold_commits();
        self.0.with(|_| Ok(()))?;
        let overlay = Arc::new(Overlay::default());
        overlays.push(Arc::downgrade(&overlay));
        Ok(Arc::new(SledSnapshot { shared: self.0.clone(), overlay }))
    }

    fn reopen(&self) -> Result<(), StoreError> {
        let mut opened = self.0.opened.write().unwrap_or_else(PoisonError::into_inner);
        drop(opened.take());
        *opened = Some(open_database(&self.0.folder, self.0.cache_bytes)?);
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

impl Overlay {
    /// Notes what the keys of a batch hold now, before it is applied. The first note of a key stands.
    fn note(&self, batch: &Batch, opened: &Opened) -> Result<(), StoreError> {
        let mut noted = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, _) in batch.iter() {
            if !noted.contains_key(key) {
                let value = opened.database.get(key).map_err(StoreError::engine)?;
                noted.insert(key.clone(), value.map(|value| copy(&value)));
            }
        }
        Ok(())
    }

    fn get(&self, key: &[u8]) -> Option<Option<Bytes>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Puts what was noted for the keys from `from` to `to` (excluded, or included if `whole`) over live records.
    fn correct(&self, records: Vec<Record>, from: &[u8], to: &[u8]) -> BTreeMap<Bytes, Bytes> {
        let mut corrected: BTreeMap<Bytes, Bytes> = records.into_iter().collect();
        let noted = self.0.read().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in noted.range(Bytes::copy_from_slice(from)..Bytes::copy_from_slice(to)) {
            match value {
                Some(value) => corrected.insert(key.clone(), value.clone()),
                None => corrected.remove(key),
            };
        }
        corrected
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
        let (mut from, mut to) = (from.to_vec(), to.to_vec());
        let mut found = Vec::new();
        while found.len() < limit && from < to {
            let live = self.shared.read_range(&from, &to, direction, limit)?;
            // The part of the range that these records cover; the next round reads on from its end.
            let (covered_from, covered_to) = covered(&live, (&from, &to), direction, live.len() < limit);
            let corrected = self.overlay.correct(live, &covered_from, &covered_to);
            match direction {
                Direction::Forward => {
                    found.extend(corrected);
                    from = covered_to;
                }
                Direction::Backward => {
                    found.extend(corrected.into_iter().rev());
                    to = covered_from;
                }
            }
        }
        found.truncate(limit);
        Ok(found)
    }
}

fn covered(
    live: &[Record],
    (from, to): (&[u8], &[u8]),
    direction: Direction,
    whole: bool,
) -> (Vec<u8>, Vec<u8>) {
    match (live.last(), direction) {
        (Some((last, _)), Direction::Forward) if !whole => {
            // The first key after `last`.
            let mut end = last.to_vec();
            end.push(0);
            (from.to_vec(), end)
        }
        (Some((last, _)), Direction::Backward) if !whole => (last.to_vec(), to.to_vec()),
        _ => (from.to_vec(), to.to_vec()),
    }
}
