//! The ballast: a file that only takes up room, thrown overboard when the disk is too full for sled to start.
//!
//! sled has to write before it can read, and now and then while it reads. With the ballast gone it opens, and the node
//! serves what it has and says that its disk is full.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use super::folder;

const NAME: &str = "ballast";

/// Below this share of the ballast's size, the disk counts as full.
const FULL_SHARE: u64 = 4;

/// Gives the room back if the disk is full. Answers whether it did.
pub(super) fn drop_if_full(folder: &Path, size: u64) -> bool {
    !folder::has_room(folder, size / FULL_SHARE) && throw_overboard(folder)
}

/// Gives the room back. Answers whether there was any.
pub(super) fn throw_overboard(folder: &Path) -> bool {
    std::fs::remove_file(folder.join(NAME)).is_ok()
}

/// Lays ballast if there is none, and plenty of room.
pub(super) fn lay(folder: &Path, size: u64, reserve: u64) {
    let path = folder.join(NAME);
    let has_plenty = folder::has_room(folder, size.saturating_mul(2).saturating_add(reserve));
    if size == 0 || path.exists() || !has_plenty {
        return;
    }
    if let Err(error) = write(&path, size) {
        tracing::warn!(%error, "the ballast could not be laid");
        let _ = std::fs::remove_file(&path);
    }
}

/// Bytes that a disk which compresses cannot make smaller: a chain of hashes.
fn write(path: &Path, size: u64) -> io::Result<()> {
    let mut file = io::BufWriter::new(File::create(path)?);
    let mut block = [0u8; 32];
    for _ in 0..size.div_ceil(32) {
        let next = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &block);
        block.copy_from_slice(next.as_ref());
        file.write_all(&block)?;
    }
    file.into_inner().map_err(|error| error.into_error())?.sync_all()
}
