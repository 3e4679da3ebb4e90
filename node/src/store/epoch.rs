//! The epoch of a store: a random number in a file beside it that no backup holds. A store that was restored counts anew, and
//! other nodes notice (docs/PROTOCOL.md §7).

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use super::StoreError;
use super::folder;

/// The file's name in the data folder.
pub(super) const EPOCH: &str = "epoch";

/// The epoch of the store in this folder; `fresh` from now on, if it has none or one that cannot be read.
pub fn epoch(folder: &Path, fresh: u64) -> Result<u64, StoreError> {
    let path = folder.join(EPOCH);
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            if let Ok(epoch) = text.trim().parse() {
                return Ok(epoch);
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(StoreError::io(&path, source)),
    }
    let written = File::create(&path).and_then(|mut file| {
        file.write_all(fresh.to_string().as_bytes())?;
        file.sync_all()
    });
    written.map_err(|source| StoreError::io(&path, source))?;
    folder::sync_folder(folder)?;
    Ok(fresh)
}
