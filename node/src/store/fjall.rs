//! The engine fjall. Nothing else names that crate.
//!
//! A commit is one journal batch, synced before it is applied. A write that failed poisons the database for good, so
//! [`FjallEngine::reopen`] closes and opens it; snapshots from before do not survive that.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use bytes::Bytes;
use fjall::{AbstractTree, Database, Keyspace, KeyspaceCreateOptions, PersistMode, Readable};

use super::engine::{Direction, Engine, Reader, Record, Snapshot};
use super::error::guarded;
use super::{Batch, StoreError};

/// How much is kept in memory, and in the journal, before it is written to a table: what a start after a crash has to
/// read again. Larger writes faster, smaller starts faster.
const MEMTABLE_BYTES: u64 = 16 * 1024 * 1024;

/// fjall waits for ever inside a commit when four memtables wait to be written out and the thread that does it has
/// died of a full disk. We wait before the commit, at fewer, and look whether it lives.
const WAITING_MEMTABLES: usize = 3;
const WAITING_TABLES: usize = 20;
const WAIT: Duration = Duration::from_millis(2);

/// fjall lets go of its lock on the folder a moment after its last handle: how often to try for it again.
const LOCK_TRIES: usize = 1_000;

/// How long a clean stop may take to write out the last memtable.
const FLUSH_WAITS: usize = 5_000;

/// One fjall database with one keyspace.
pub(super) struct FjallEngine(Arc<Shared>);

struct Shared {
    folder: PathBuf,
    cache_bytes: u64,
    /// `None` while it is closed. A reader holds the lock for one call only, so that reopening need not wait long.
    opened: RwLock<Option<Opened>>,
    /// How often it was opened.
    openings: AtomicU64,
}

struct Opened {
    database: Database,
    records: Keyspace,
    /// Counts the times of opening: a snapshot belongs to one of them.
    generation: u64,
}

impl FjallEngine {
    pub(super) fn open(folder: &Path, cache_bytes: u64) -> Result<FjallEngine, StoreError> {
        let opened = open_database(folder, cache_bytes, 0)?;
        Ok(FjallEngine(Arc::new(Shared {
            folder: folder.to_owned(),
            cache_bytes,
            opened: RwLock::new(Some(opened)),
            openings: AtomicU64::new(0),
        })))
    }
}

fn open_database(folder: &Path, cache_bytes: u64, generation: u64) -> Result<Opened, StoreError> {
    guarded(|| {
        let database = open_unlocked(folder, cache_bytes)?;
        let options = || KeyspaceCreateOptions::default().max_memtable_size(MEMTABLE_BYTES);
        let records = database.keyspace("records", options).map_err(StoreError::engine)?;
        Ok(Opened { database, records, generation })
    })
}

fn open_unlocked(folder: &Path, cache_bytes: u64) -> Result<Database, StoreError> {
    let mut tries = 0;
    loop {
        match Database::builder(folder).cache_size(cache_bytes).manual_journal_persist(true).open() {
            Err(fjall::Error::Locked) if tries < LOCK_TRIES => {
                tries += 1;
                std::thread::sleep(WAIT);
            }
            opened => return opened.map_err(StoreError::engine),
        }
    }
}

impl Shared {
    fn with<T>(&self, call: impl FnOnce(&Opened) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let opened: RwLockReadGuard<'_, Option<Opened>> =
            self.opened.read().unwrap_or_else(PoisonError::into_inner);
        let opened = opened.as_ref().ok_or(StoreError::Closed)?;
        guarded(|| call(opened))
    }

    /// Lets go of the database, for it holds a lock of its own on its folder.
    fn close(&self) {
        drop(self.opened.write().unwrap_or_else(PoisonError::into_inner).take());
    }
}

impl Reader for FjallEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        // Through a snapshot: the keyspace itself would show a batch that is only half applied.
        self.0.with(|opened| get(opened, &opened.database.snapshot(), key))
    }

    fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.0.with(|opened| range(opened, &opened.database.snapshot(), (from, to), direction, limit))
    }
}

fn get(opened: &Opened, snapshot: &fjall::Snapshot, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
    let value = snapshot.get(&opened.records, key).map_err(StoreError::engine)?;
    Ok(value.map(Bytes::from))
}

fn range(
    opened: &Opened,
    snapshot: &fjall::Snapshot,
    (from, to): (&[u8], &[u8]),
    direction: Direction,
    limit: usize,
) -> Result<Vec<Record>, StoreError> {
    if from >= to || limit == 0 {
        return Ok(Vec::new());
    }
    let guards = snapshot.range(&opened.records, from..to);
    let record = |guard: fjall::Guard| {
        let (key, value) = guard.into_inner().map_err(StoreError::engine)?;
        Ok((Bytes::from(key), Bytes::from(value)))
    };
    match direction {
        Direction::Forward => guards.take(limit).map(record).collect(),
        Direction::Backward => guards.rev().take(limit).map(record).collect(),
    }
}

impl Engine for FjallEngine {
    fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        self.0.with(|opened| {
            wait_for_room_in_memory(opened)?;
            let mut write = fjall::OwnedWriteBatch::with_capacity(opened.database.clone(), batch.len())
                .durability(Some(PersistMode::SyncAll));
            for (key, value) in batch.iter() {
                match value {
                    Some(value) => write.insert(&opened.records, key.clone(), value.clone()),
                    None => write.remove(&opened.records, key.clone()),
                }
            }
            write.commit().map_err(StoreError::engine)
        })
    }

    fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.0.with(|opened| {
            let snapshot = opened.database.snapshot();
            let generation = opened.generation;
            Ok(Arc::new(FjallSnapshot { shared: self.0.clone(), snapshot, generation }) as Snapshot)
        })
    }

    fn is_well(&self) -> bool {
        self.0.with(is_alive).is_ok()
    }

    fn reopen(&self) -> Result<(), StoreError> {
        let mut opened = self.0.opened.write().unwrap_or_else(PoisonError::into_inner);
        drop(opened.take());
        let generation = self.0.openings.fetch_add(1, Ordering::Relaxed) + 1;
        *opened = Some(open_database(&self.0.folder, self.0.cache_bytes, generation)?);
        Ok(())
    }

    fn flush_for_stop(&self) -> Result<(), StoreError> {
        let flushed = self.0.with(write_out_memtables);
        self.0.close();
        if flushed? {
            empty_journal(&self.0.folder)?;
        }
        Ok(())
    }

    fn approximate_len(&self) -> u64 {
        self.0.with(|opened| Ok(opened.records.approximate_len() as u64)).unwrap_or_default()
    }
}

fn wait_for_room_in_memory(opened: &Opened) -> Result<(), StoreError> {
    while opened.records.sealed_memtable_count() >= WAITING_MEMTABLES
        || opened.records.l0_table_count() >= WAITING_TABLES
    {
        is_alive(opened)?;
        std::thread::sleep(WAIT);
    }
    Ok(())
}

/// Fails once a write has failed, or a thread that writes tables has died.
fn is_alive(opened: &Opened) -> Result<(), StoreError> {
    opened.database.persist(PersistMode::Buffer).map_err(StoreError::engine)
}

/// Writes what is in memory to a table. Answers whether everything is in tables now.
fn write_out_memtables(opened: &Opened) -> Result<bool, StoreError> {
    opened.records.rotate_memtable().map_err(StoreError::engine)?;
    for _ in 0..FLUSH_WAITS {
        if opened.records.sealed_memtable_count() == 0 {
            let tree = &opened.records.tree;
            return Ok(tree.get_highest_memtable_seqno().is_none() && opened.database.journal_count() == 1);
        }
        is_alive(opened)?;
        std::thread::sleep(WAIT);
    }
    Ok(false)
}

/// Empties the journal, which fjall would read from end to end at the next start (it keeps up to 64 MB of what is long
/// in tables). Only after a clean stop with everything in tables, and while nobody has the database open.
fn empty_journal(folder: &Path) -> Result<(), StoreError> {
    let files = std::fs::read_dir(folder).map_err(|source| StoreError::io(folder, source))?;
    for file in files.filter_map(Result::ok) {
        let path = file.path();
        if path.extension().is_some_and(|extension| extension == "jnl") {
            let emptied = std::fs::OpenOptions::new().write(true).open(&path).and_then(|journal| {
                journal.set_len(0)?;
                journal.sync_all()
            });
            emptied.map_err(|source| StoreError::io(&path, source))?;
        }
    }
    Ok(())
}

struct FjallSnapshot {
    shared: Arc<Shared>,
    snapshot: fjall::Snapshot,
    generation: u64,
}

impl FjallSnapshot {
    fn with<T>(&self, call: impl FnOnce(&Opened) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.shared.with(|opened| {
            if opened.generation != self.generation {
                return Err(StoreError::SnapshotLost);
            }
            call(opened)
        })
    }
}

impl Reader for FjallSnapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.with(|opened| get(opened, &self.snapshot, key))
    }

    fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.with(|opened| range(opened, &self.snapshot, (from, to), direction, limit))
    }
}
