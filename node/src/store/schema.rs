//! The version of what the records mean, and the way from one version to the next.
//!
//! When a record changes in a way that old ones cannot be read, raise [`SCHEMA_VERSION`] and add an [`Upgrade`] to
//! [`Schema::CURRENT`]; its test opens a store that the older code wrote.

use std::path::Path;

use super::engine::{Engine, Reader};
use super::error::{OpenError, StoreError};
use super::{Batch, COMMIT_KEY, SCHEMA_KEY, open, upgrades};

/// The version that this program writes.
pub const SCHEMA_VERSION: u32 = 3;

/// What a program knows: its version, and how to come to it.
#[derive(Copy, Clone, Debug)]
pub struct Schema {
    pub version: u32,
    pub upgrades: &'static [Upgrade],
}

impl Schema {
    pub const CURRENT: Schema = Schema { version: SCHEMA_VERSION, upgrades: upgrades::ALL };
}

/// The way from a version to the one after it.
#[derive(Copy, Clone, Debug)]
pub struct Upgrade {
    pub from: u32,
    /// May commit many times, and be interrupted between: it is run again from the start then.
    pub run: fn(&UpgradeContext<'_>) -> Result<(), StoreError>,
}

/// What an upgrade may do with the store.
pub struct UpgradeContext<'a> {
    engine: &'a dyn Engine,
}

impl UpgradeContext<'_> {
    pub fn reader(&self) -> &dyn Reader {
        self.engine
    }

    /// # Errors
    /// When the engine cannot write; the upgrade is tried again at the next start.
    pub fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        self.engine.commit(batch)
    }
}

/// Upgrades an older store, and refuses a newer one.
pub(super) fn bring_up_to_date(folder: &Path, engine: &dyn Engine, schema: Schema) -> Result<(), OpenError> {
    let found = stored_version(engine).and_then(|found| {
        found.ok_or_else(|| StoreError::Corrupt("the version of the schema is gone".into()))
    });
    let mut found = found.map_err(|error| OpenError::damaged(folder, error))?;
    if found > schema.version {
        return Err(OpenError::TooNew { folder: folder.to_owned(), found, known: schema.version });
    }
    while found < schema.version {
        let Some(upgrade) = schema.upgrades.iter().find(|upgrade| upgrade.from == found) else {
            return Err(OpenError::TooOld { folder: folder.to_owned(), found });
        };
        tracing::info!(from = found, to = found + 1, "upgrading the store");
        (upgrade.run)(&UpgradeContext { engine })?;
        found += 1;
        set_version(engine, found)?;
    }
    Ok(())
}

/// The version in a store: `None` in one that is only being made.
pub(super) fn stored_version(engine: &dyn Reader) -> Result<Option<u32>, StoreError> {
    let Some(bytes) = engine.get(SCHEMA_KEY)? else { return Ok(None) };
    let version = bytes[..].try_into().map(u32::from_be_bytes);
    version.map(Some).map_err(|_| StoreError::Corrupt("the version of the schema".into()))
}

/// Writes the version, and leaves the number of the last commit as it is.
pub(super) fn set_version(engine: &dyn Engine, version: u32) -> Result<(), StoreError> {
    let mut batch = Batch::new();
    batch.put(SCHEMA_KEY, version.to_be_bytes().to_vec());
    let number = open::stored_number(engine)?.unwrap_or_default();
    batch.put(COMMIT_KEY, number.to_bytes().to_vec());
    engine.commit(&batch)
}
