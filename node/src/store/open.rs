//! Opening a store: everything that can be wrong with it is found here, before anything is served.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use artel_protocol::Timestamp;

use super::commit_number::{CommitNumber, NumberFile};
use super::engine::{Direction, Engine, Reader};
use super::error::{OpenError, StoreError};
use super::fjall::FjallEngine;
use super::folder::{self, FolderLock};
use super::mend::Mend;
use super::schema::{self, Schema};
use super::sled::SledEngine;
use super::{COMMIT_KEY, EngineKind, State, Store, Writer};

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
    let engine = open_engine(folder, kind, &options)?;
    let last = check_number(folder, &*engine, known, options.accept_loss)?;
    schema::bring_up_to_date(folder, &*engine, options.schema)?;
    // Only written when it says something else: a start on a full disk must not fail for it.
    let number = NumberFile::continue_at(folder, last, (options.now)())
        .map_err(|source| OpenError::NoRights { path: folder.to_owned(), source })?;
    let writer = Writer { state: State::Writable, number, last, recovery_tried: None };
    Ok(Store {
        folder: folder.to_owned(),
        kind,
        engine,
        now: options.now,
        reserve: options.reserve_bytes,
        writer: Mutex::new(writer),
        last: AtomicU64::new(last.0),
        _lock: lock,
    })
}

/// The engine in a data folder, made if there is none.
pub(super) fn open_engine(
    folder: &Path,
    kind: EngineKind,
    options: &OpenOptions,
) -> Result<Box<dyn Engine>, OpenError> {
    let files = folder::engine_folder(folder, kind);
    let made = std::fs::create_dir_all(&files).and_then(|()| std::fs::read_dir(&files).map(drop));
    made.map_err(|source| OpenError::NoRights { path: files.clone(), source })?;
    let opened =
        match kind {
            EngineKind::Fjall => FjallEngine::open(&files, options.cache_bytes)
                .map(|engine| Box::new(engine) as Box<dyn Engine>),
            EngineKind::Sled => SledEngine::open(&files, options.cache_bytes)
                .map(|engine| Box::new(engine) as Box<dyn Engine>),
        };
    opened.map_err(|source| {
        if source.is_full() {
            return OpenError::Store(StoreError::Full);
        }
        OpenError::Damaged { folder: folder.to_owned(), source, mend: Mend::look(folder) }
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
        Err(source) => Err(OpenError::Damaged {
            folder: folder.to_owned(),
            source: StoreError::io(&folder.join("commit-number"), source),
            mend: Mend::look(folder),
        }),
    }
}

fn check_number(
    folder: &Path,
    engine: &dyn Engine,
    known: CommitNumber,
    accept_loss: bool,
) -> Result<CommitNumber, OpenError> {
    let damaged = |source| OpenError::Damaged { folder: folder.to_owned(), source, mend: Mend::look(folder) };
    let found = stored_number(engine).map_err(damaged)?;
    if found.is_none() && !is_empty(engine).map_err(damaged)? {
        return Err(damaged(StoreError::Corrupt("the number of the last commit is not there".into())));
    }
    let found = found.unwrap_or_default();
    if found >= known {
        return Ok(found);
    }
    let missing = known.0 - found.0;
    if accept_loss {
        tracing::error!(missing, %found, %known, "commits are missing from the store; going on without them, as asked");
        return Ok(found);
    }
    Err(OpenError::CommitsMissing {
        folder: folder.to_owned(),
        missing,
        found: found.0,
        known: known.0,
        mend: Mend::look(folder),
    })
}

/// The number of the last commit that an engine holds.
pub(super) fn stored_number(engine: &dyn Reader) -> Result<Option<CommitNumber>, StoreError> {
    let Some(bytes) = engine.get(COMMIT_KEY)? else { return Ok(None) };
    let number = CommitNumber::from_bytes(&bytes);
    number.map(Some).ok_or_else(|| StoreError::Corrupt("the number of the last commit".into()))
}

fn is_empty(engine: &dyn Reader) -> Result<bool, StoreError> {
    Ok(engine.range(&[], super::END_KEY, Direction::Forward, 1)?.is_empty())
}
