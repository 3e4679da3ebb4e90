//! The trait that an engine of the store fulfils. Nothing here knows which engines there are, but for their names.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;

use super::{Batch, StoreError};

/// A record: its key and its value.
pub type Record = (Bytes, Bytes);

/// A consistent state to read from: the same answers for as long as it lives, whatever is committed meanwhile.
pub type Snapshot = Arc<dyn Reader>;

/// Which way a range is read.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Direction {
    Forward,
    /// From the last key downwards.
    Backward,
}

/// Something that can be read: the store as it is now, or a snapshot of it.
pub trait Reader: Send + Sync {
    /// # Errors
    /// When the engine cannot read.
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError>;

    /// The records from `from` up to but without `to`, at most `limit`, in the direction asked for.
    /// A range that is empty or upside down yields nothing.
    ///
    /// # Errors
    /// When the engine cannot read.
    fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError>;
}

/// An ordered key-value store on disk.
pub trait Engine: Reader {
    /// Applies a batch whole or not at all, and makes it durable before it returns. Only one commit runs at a time.
    ///
    /// # Errors
    /// When the engine cannot write. The batch may have happened all the same; only [`Engine::reopen`] tells.
    fn commit(&self, batch: &Batch) -> Result<(), StoreError>;

    /// # Errors
    /// When the engine is closed.
    fn snapshot(&self) -> Result<Snapshot, StoreError>;

    /// Whether no write has failed since it was opened, not even one in the background.
    fn is_well(&self) -> bool;

    /// Closes the files and opens them again, as is needed after a write that failed. Snapshots may not survive it.
    ///
    /// # Errors
    /// When the files cannot be opened; then the engine stays closed until a later call succeeds.
    fn reopen(&self) -> Result<(), StoreError>;

    /// Writes out what makes the next start slow, and closes.
    ///
    /// # Errors
    /// When it cannot be written. Nothing that was committed is lost by that.
    fn flush_for_stop(&self) -> Result<(), StoreError>;

    /// About how many records there are, for showing progress.
    fn approximate_len(&self) -> u64;
}

/// The engines there are.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum EngineKind {
    #[default]
    Fjall,
    Sled,
}

impl EngineKind {
    pub const ALL: [EngineKind; 2] = [EngineKind::Fjall, EngineKind::Sled];

    /// The name in the settings, and of its folder below the data folder.
    pub fn name(self) -> &'static str {
        match self {
            EngineKind::Fjall => "fjall",
            EngineKind::Sled => "sled",
        }
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for EngineKind {
    type Err = String;

    fn from_str(name: &str) -> Result<EngineKind, String> {
        EngineKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| format!("there is no engine \"{name}\": store.engine is \"fjall\" or \"sled\""))
    }
}
