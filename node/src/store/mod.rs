//! The store: everything a node knows, in one ordered key space that survives any crash.
//!
//! Read [`Store`] first. `engine.rs` is the trait below it, `fjall.rs` and `sled.rs` fulfil it; `open.rs` is all that
//! can be wrong at a start, `backup.rs`, `restore.rs` and `check.rs` what an operator does. What the keys and the
//! records mean is not decided here.

mod backup;
mod ballast;
mod batch;
mod check;
mod commit_number;
mod content_sum;
pub mod engine;
pub mod epoch;
mod error;
mod fjall;
pub mod folder;
pub mod keys;
mod media;
mod mend;
mod open;
mod overlay;
pub mod records;
mod restore;
mod schema;
mod sled;
mod upgrades;
pub mod view;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use artel_protocol::Timestamp;
use bytes::Bytes;

pub use backup::{BackupError, BackupHeader, BackupReport, Progress, UNFINISHED};
pub use batch::Batch;
pub use check::{CheckReport, Fault, VerifyRecord};
pub use commit_number::CommitNumber;
pub use engine::{Direction, EngineKind, Reader, Record, Snapshot};
pub use error::{OpenError, StoreError};
pub use mend::Mend;
pub use open::{Now, OpenOptions};
pub use restore::{
    backup_header, discard_restored, read_backup, restore, restore_beside, take_restored, verify_backup,
};
pub use schema::{SCHEMA_VERSION, Schema, Upgrade, UpgradeContext};
pub use view::View;

use commit_number::NumberFile;
use engine::Engine;
use folder::FolderLock;

/// The lowest key that records may have, and the first that they may not have: keys outside belong to the store.
pub const FIRST_KEY: &[u8] = &[0x01];
/// See [`FIRST_KEY`].
pub const END_KEY: &[u8] = &[0xFF];

/// Where the store keeps the number of the last commit.
const COMMIT_KEY: &[u8] = b"\0commit";
/// Where an engine that needs it keeps the sum of the records.
const CONTENT_SUM_KEY: &[u8] = b"\0sum";
/// Where the store keeps the version of its schema.
const SCHEMA_KEY: &[u8] = b"\0schema";

/// How long to wait before a store that a write has failed in is opened anew once more, in milliseconds.
const RECOVER_EVERY_MS: i64 = 1_000;

/// How much room there must be at least before the engine is opened anew, in bytes: an engine that cannot open can no
/// longer be read either.
const RECOVER_ROOM: u64 = 4 * 1024 * 1024;

/// An open store. Reads run in parallel; commits run one at a time (the pipeline is the only writer).
///
/// A commit that fails makes the store read-only, for the engine may not be trusted with another write before it is
/// opened anew. [`Store::try_recover`] does that when there is room on the disk; call it before a commit when
/// [`Store::is_writable`] says no.
pub struct Store {
    folder: PathBuf,
    kind: EngineKind,
    engine: Box<dyn Engine>,
    now: Now,
    reserve: u64,
    ballast: u64,
    writer: Mutex<Writer>,
    last: AtomicU64,
    _lock: FolderLock,
}

/// What only the one who commits may touch.
struct Writer {
    state: State,
    number: NumberFile,
    last: CommitNumber,
    recovery_tried: Option<Timestamp>,
}

#[derive(Copy, Clone, Eq, PartialEq, Debug)]
enum State {
    Writable,
    /// There is too little room on the disk; no write has failed that we know of.
    Full,
    /// A write has failed; the engine must be opened anew.
    Failed {
        full: bool,
    },
    Closed,
}

impl Store {
    /// Opens the store in a data folder, and makes it if there is none.
    ///
    /// # Errors
    /// A sentence for the operator for everything that can be wrong; see [`OpenError`].
    pub fn open(folder: &Path, kind: EngineKind, options: OpenOptions) -> Result<Store, OpenError> {
        open::open(folder, kind, options)
    }

    /// Applies a batch whole or not at all, durable on return, and gives its number.
    ///
    /// # Errors
    /// [`StoreError::Full`] or [`StoreError::ReadOnly`] when nothing can be written for now. A commit that failed may
    /// have happened all the same (it is there, or not, after recovery), so what is committed must be idempotent.
    pub fn commit(&self, mut batch: Batch) -> Result<CommitNumber, StoreError> {
        if batch.iter().any(|(key, _)| !(FIRST_KEY..END_KEY).contains(&&key[..])) {
            return Err(StoreError::ReservedKey);
        }
        let mut writer = self.writer();
        self.refuse_unless_writable(&mut writer)?;
        let number = writer.last.next();
        batch.put(COMMIT_KEY, number.to_bytes().to_vec());
        if let Err(error) = self.engine.commit(&batch) {
            let full = error.is_full() || !self.has_room(0);
            tracing::error!(%error, full, "a commit failed: the store only reads now");
            writer.state = State::Failed { full };
            writer.recovery_tried = None;
            if full {
                self.read_on_without_ballast(&mut writer);
                return Err(StoreError::Full);
            }
            return Err(error);
        }
        writer.last = number;
        self.last.store(number.0, Ordering::Release);
        if let Err(error) = writer.number.note(number, (self.now)()) {
            // The commit is durable; only the check of the next start is weaker for it.
            tracing::warn!(%error, "the number of the last commit could not be noted in its file");
        }
        Ok(number)
    }

    /// The state of this moment, which does not change while it is held. One that is held for long costs memory (sled)
    /// or room on the disk (fjall).
    ///
    /// # Errors
    /// When the store is closed.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.engine.snapshot()
    }

    pub fn is_writable(&self) -> bool {
        self.writer().state == State::Writable
    }

    /// Makes a store that only reads write again, if the cause has gone: opens the engine anew after a failed write,
    /// and looks for room. At most once a second; costs nothing when all is well. Answers whether it writes.
    ///
    /// # Errors
    /// When the engine does not open, or acknowledged commits are missing afterwards: then it goes on reading only.
    pub fn try_recover(&self) -> Result<bool, StoreError> {
        let mut writer = self.writer();
        match writer.state {
            State::Writable => return Ok(true),
            State::Closed => return Err(StoreError::Closed),
            State::Full | State::Failed { .. } => {}
        }
        let now = (self.now)();
        if writer.recovery_tried.is_some_and(|tried| (now.0 - tried.0).abs() < RECOVER_EVERY_MS) {
            return Ok(false);
        }
        writer.recovery_tried = Some(now);
        if !self.has_room(self.room_to_recover()) {
            if !self.engine.is_well() {
                self.read_on_without_ballast(&mut writer);
            }
            return Ok(false);
        }
        if matches!(writer.state, State::Failed { .. }) || !self.engine.is_well() {
            self.reopen_engine(&mut writer)?;
        }
        writer.state = State::Writable;
        self.lay_ballast();
        tracing::info!("the store writes again");
        Ok(true)
    }

    /// The number of the last commit.
    pub fn last_commit(&self) -> CommitNumber {
        CommitNumber(self.last.load(Ordering::Acquire))
    }

    pub fn kind(&self) -> EngineKind {
        self.kind
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes out what makes the next start slow, and closes. Reading and committing fail afterwards.
    ///
    /// # Errors
    /// When it cannot be written. Nothing that was committed is lost by that, nor by dropping the store unclosed.
    pub fn close(&self) -> Result<(), StoreError> {
        let mut writer = self.writer();
        if writer.state == State::Closed {
            return Ok(());
        }
        writer.state = State::Closed;
        self.engine.flush_for_stop()?;
        writer.number.sync((self.now)()).map_err(|source| StoreError::io(&self.folder, source))
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse_unless_writable(&self, writer: &mut Writer) -> Result<(), StoreError> {
        match writer.state {
            State::Writable if self.has_room(self.reserve) => Ok(()),
            State::Writable => {
                tracing::error!("the disk is nearly full: the store only reads now");
                writer.state = State::Full;
                writer.recovery_tried = None;
                if !self.has_room(RECOVER_ROOM) {
                    self.read_on_without_ballast(writer);
                }
                Err(StoreError::Full)
            }
            State::Full | State::Failed { full: true } => Err(StoreError::Full),
            State::Failed { full: false } => Err(StoreError::ReadOnly),
            State::Closed => Err(StoreError::Closed),
        }
    }

    fn has_room(&self, bytes: u64) -> bool {
        folder::has_room(&self.folder, bytes)
    }

    /// Ballast that was thrown overboard is to be laid again first.
    fn room_to_recover(&self) -> u64 {
        let ballast = if self.kind == EngineKind::Sled { self.ballast.saturating_mul(2) } else { 0 };
        self.reserve.max(RECOVER_ROOM).saturating_add(ballast)
    }

    fn lay_ballast(&self) {
        if self.kind == EngineKind::Sled {
            ballast::lay(&self.folder, self.ballast, self.reserve);
        }
    }

    /// sled writes even when it reads, and reads no more once that failed: the ballast's room lets it start afresh.
    fn read_on_without_ballast(&self, writer: &mut Writer) {
        if !ballast::throw_overboard(&self.folder) {
            return;
        }
        match self.reopen_engine(writer) {
            Ok(()) => writer.state = State::Full,
            Err(error) => tracing::error!(%error, "the store could not be opened anew on the full disk"),
        }
    }

    fn reopen_engine(&self, writer: &mut Writer) -> Result<(), StoreError> {
        self.engine.reopen()?;
        let found = open::stored_number(&*self.engine)?.unwrap_or_default();
        if found < writer.last {
            let missing = writer.last.0 - found.0;
            return Err(StoreError::CommitsMissing { missing, mend: Mend::look(&self.folder).into() });
        }
        writer.last = found;
        self.last.store(found.0, Ordering::Release);
        Ok(())
    }
}

impl Reader for Store {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.engine.get(key)
    }

    fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        self.engine.range(from, to, direction, limit)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({}, {}, at commit {})", self.folder.display(), self.kind, self.last_commit())
    }
}
