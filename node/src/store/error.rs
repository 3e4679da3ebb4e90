//! What can go wrong with the store, sorted by what the caller can do about it.

use std::any::Any;
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use super::EngineKind;
use super::mend::Mend;

/// An error of a store that is open.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Answer 503; the store writes again by itself when there is room.
    #[error("the disk is full: the store reads, and writes again when there is room")]
    Full,
    /// Answer 503; the store tries by itself to get well.
    #[error("the store only reads, because a write has failed: see the log")]
    ReadOnly,
    #[error("the store is closed")]
    Closed,
    /// The store was opened anew below a snapshot. Take a new one.
    #[error("the snapshot is gone, because the store had to be opened anew")]
    SnapshotLost,
    /// A record whose bytes are not what they should be.
    #[error("a record of the store is damaged: {0}")]
    Corrupt(String),
    /// Keys that begin with 0x00 or 0xFF belong to the store itself.
    #[error("a key must not be empty and must not begin with 0x00 or 0xFF")]
    ReservedKey,
    #[error("the store cannot read or write: {0}")]
    Engine(#[source] Box<dyn Error + Send + Sync>),
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
    /// Commits that were acknowledged are not there after the engine was opened anew.
    #[error("{missing} commits that were acknowledged are missing from the store. {mend}")]
    CommitsMissing { missing: u64, mend: Box<Mend> },
}

impl StoreError {
    pub(super) fn engine(error: impl Error + Send + Sync + 'static) -> StoreError {
        StoreError::Engine(Box::new(error))
    }

    pub(super) fn io(path: &Path, source: io::Error) -> StoreError {
        StoreError::Io { path: path.to_owned(), source }
    }

    /// Whether a full disk is the cause.
    pub fn is_full(&self) -> bool {
        if matches!(self, StoreError::Full) {
            return true;
        }
        let mut cause: Option<&(dyn Error + 'static)> = Some(self);
        while let Some(error) = cause {
            if error.downcast_ref::<io::Error>().is_some_and(is_full_disk) {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

fn is_full_disk(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Why a store does not open: sentences for the person who starts the node.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "{folder} is in use by another process{}. Stop that one first, or give this one a folder of its own with --data.",
        .process.as_ref().map(|id| format!(" (number {id})")).unwrap_or_default()
    )]
    InUse { folder: PathBuf, process: Option<String> },
    #[error(
        "{path} cannot be read and written: {source}. Give the user who runs the node rights to it, or choose another folder with --data."
    )]
    NoRights { path: PathBuf, source: io::Error },
    #[error(
        "{folder} belongs to {owner}, and what root writes there they could not read any more. Run this as that user: put sudo -u {owner} before it."
    )]
    NotRoots { folder: PathBuf, owner: String },
    #[error(
        "{folder} holds a store of the engine {found}, and the settings ask for {asked}. Set store.engine = \"{found}\", or take a backup with it and restore that into an empty folder with {asked}."
    )]
    OtherEngine { folder: PathBuf, found: EngineKind, asked: EngineKind },
    #[error("a restore into {folder} was interrupted. Run artel restore again with the same backup.")]
    RestoreInterrupted { folder: PathBuf },
    #[error("the store in {folder} is damaged and does not open: {source}. {mend}")]
    Damaged { folder: PathBuf, source: Box<StoreError>, mend: Box<Mend> },
    #[error(
        "the store in {folder} has lost {missing} commits: it ends at number {found}, but number {known} was acknowledged. {mend} Or go on without them: start with --accept-loss."
    )]
    CommitsMissing { folder: PathBuf, missing: u64, found: u64, known: u64, mend: Box<Mend> },
    #[error(
        "the store in {folder} was written by a newer version of artel (schema {found}, this one knows {known}). Install that version again."
    )]
    TooNew { folder: PathBuf, found: u32, known: u32 },
    #[error(
        "the store in {folder} has schema {found}, from which this version cannot upgrade. Install a version between first."
    )]
    TooOld { folder: PathBuf, found: u32 },
    #[error(
        "the disk of {folder} is full, and the store does not open without some room. Free 100 MB and start again."
    )]
    NoRoom { folder: PathBuf },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenError {
    pub(super) fn damaged(folder: &Path, source: StoreError) -> OpenError {
        OpenError::Damaged {
            folder: folder.to_owned(),
            source: Box::new(source),
            mend: Mend::look(folder).into(),
        }
    }
}

/// Calls into an engine, and turns a panic in there into an error: damaged files must not take the node down.
pub(super) fn guarded<T>(call: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(call))
        .unwrap_or_else(|panic| Err(StoreError::engine(io::Error::other(panic_message(&*panic)))))
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let words =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("the engine panicked: {}", words.unwrap_or("without a word"))
}
