//! Opening a store: everything that can be wrong with it is found here, before anything is served.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use artel_protocol::Timestamp;

use super::commit_number::{CommitNumber, NumberFile};
use super::engine::{Engine, Reader};
use super::error::{OpenError, StoreError};
use super::fjall::FjallEngine;
use super::folder::{self, FolderLock};
use super::mend::Mend;
use super::schema::{self, Schema};
use super::sled::SledEngine;
use super::{COMMIT_KEY, EngineKind, State, Store, Writer, ballast};

/// Where the store gets the time from.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How a store is opened.
#[derive(Clone)]
pub struct OpenOptions {
    /// Go on although acknowledged commits are missing.
    pub accept_loss: bool,
    /// How much of the files is kept in memory, in bytes.
    pub cache_bytes: u64,
    /// The store only reads while the disk has less room than this, in bytes: room for the engine to tidy up, and for
    /// a person to do something.
    pub reserve_bytes: u64,
    /// sled only: the size of a file that is given up when the disk is too full to start on, in bytes.
    pub ballast_bytes: u64,
    /// What this version of the program knows of the meaning of records.
    pub schema: Schema,
    pub now: Now,
}

impl OpenOptions {
    /// The defaults, with the clock to go by.
    pub fn new(now: Now) -> OpenOptions {
        OpenOptions {
            accept_loss: false,
            cache_bytes: 32 * 1024 * 1024,
            reserve_bytes: 64 * 1024 * 1024,
            ballast_bytes: 16 * 1024 * 1024,
            schema: Schema::CURRENT,
            now,
        }
    }
}

impl fmt::Debug for OpenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenOptions")
            .field("accept_loss", &self.accept_loss)
            .field("cache_bytes", &self.cache_bytes)
            .field("reserve_bytes", &self.reserve_bytes)
            .field("ballast_bytes", &self.ballast_bytes)
            .field("schema", &self.schema.version)
            .finish_non_exhaustive()
    }
}

pub(super) fn open(folder: &Path, kind: EngineKind, options: OpenOptions) -> Result<Store, OpenError> {
    let lock = FolderLock::take(folder)?;
    if folder.join(folder::RESTORING).exists() {
        return Err(OpenError::RestoreInterrupted { folder: folder.to_owned() });
    }
    folder::refuse_other_engine(folder, kind)?;
    let known = known_number(folder, options.accept_loss)?;
    if !folder::engine_folder(folder, kind).exists() {
        refuse_lower_number(folder, CommitNumber::default(), known, options.accept_loss)?;
        make_engine(folder, kind, &options)?;
    }
    let engine = open_with_ballast(folder, kind, &options)?;
    let last = stored_number(&*engine)
        .and_then(|found| {
            found.ok_or_else(|| StoreError::Corrupt("the number of the last commit is gone".into()))
        })
        .map_err(|error| OpenError::damaged(folder, error))?;
    refuse_lower_number(folder, last, known, options.accept_loss)?;
    schema::bring_up_to_date(folder, &*engine, options.schema)?;
    let number = NumberFile::continue_at(folder, last, (options.now)())
        .map_err(|source| OpenError::NoRights { path: folder.to_owned(), source })?;
    let state = if folder::has_room(folder, options.reserve_bytes) { State::Writable } else { State::Full };
    let store = Store {
        folder: folder.to_owned(),
        kind,
        engine,
        now: options.now,
        reserve: options.reserve_bytes,
        ballast: options.ballast_bytes,
        writer: Mutex::new(Writer { state, number, last, recovery_tried: None }),
        last: AtomicU64::new(last.0),
        _lock: lock,
    };
    store.lay_ballast();
    Ok(store)
}

/// Makes an empty store beside its place and moves it there, so that one that is half made is never met.
fn make_engine(folder: &Path, kind: EngineKind, options: &OpenOptions) -> Result<(), OpenError> {
    let fresh = folder.join(format!("{kind}.new"));
    folder::remove_if_there(&fresh)?;
    let engine = open_engine(&fresh, kind, options).map_err(|error| OpenError::damaged(folder, error))?;
    schema::set_version(&*engine, options.schema.version)?;
    engine.flush_for_stop()?;
    drop(engine);
    let files = folder::engine_folder(folder, kind);
    std::fs::rename(&fresh, &files).map_err(|source| StoreError::io(&files, source))?;
    Ok(folder::sync_folder(folder)?)
}

/// Opens the engine, and gives up the ballast for it if the disk is too full.
fn open_with_ballast(
    folder: &Path,
    kind: EngineKind,
    options: &OpenOptions,
) -> Result<Box<dyn Engine>, OpenError> {
    let files = folder::engine_folder(folder, kind);
    let readable = std::fs::read_dir(&files).and_then(|_| std::fs::metadata(&files));
    readable.map_err(|source| OpenError::NoRights { path: files.clone(), source })?;
    let mut opened = open_engine(&files, kind, options);
    if opened.is_err() && ballast::drop_if_full(folder, options.ballast_bytes) {
        opened = open_engine(&files, kind, options);
    }
    opened.map_err(|error| match error {
        error if error.is_full() => OpenError::NoRoom { folder: folder.to_owned() },
        error => OpenError::damaged(folder, error),
    })
}

/// The engine with its files in `files`, made if there are none.
pub(super) fn open_engine(
    files: &Path,
    kind: EngineKind,
    options: &OpenOptions,
) -> Result<Box<dyn Engine>, StoreError> {
    Ok(match kind {
        EngineKind::Fjall => Box::new(FjallEngine::open(files, options.cache_bytes)?),
        EngineKind::Sled => Box::new(SledEngine::open(files, options.cache_bytes)?),
    })
}

/// The number that was acknowledged, from its file.
fn known_number(folder: &Path, accept_loss: bool) -> Result<CommitNumber, OpenError> {
    match NumberFile::read(folder) {
        Ok(number) => Ok(number.unwrap_or_default()),
        Err(error) if accept_loss => {
            tracing::error!(%error, "commit-number cannot be read; going on without it, as asked");
            Ok(CommitNumber::default())
        }
        Err(source) => Err(OpenError::damaged(folder, StoreError::io(&folder.join("commit-number"), source))),
    }
}

fn refuse_lower_number(
    folder: &Path,
    found: CommitNumber,
    known: CommitNumber,
    accept_loss: bool,
) -> Result<(), OpenError> {
    if found >= known {
        return Ok(());
    }
    let missing = known.0 - found.0;
    if accept_loss {
        tracing::error!(missing, %found, %known, "commits are missing from the store; going on without them, as asked");
        return Ok(());
    }
    let (folder, mend) = (folder.to_owned(), Mend::look(folder).into());
    Err(OpenError::CommitsMissing { folder, missing, found: found.0, known: known.0, mend })
}

/// The number of the last commit that an engine holds.
pub(super) fn stored_number(engine: &dyn Reader) -> Result<Option<CommitNumber>, StoreError> {
    let Some(bytes) = engine.get(COMMIT_KEY)? else { return Ok(None) };
    let number = CommitNumber::from_bytes(&bytes);
    number.map(Some).ok_or_else(|| StoreError::Corrupt("the number of the last commit".into()))
}
