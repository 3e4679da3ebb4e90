//! The media files beside the store, each named by the SHA-256 of its bytes.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;

use super::folder::MEDIA;
use super::records::{MediaRecord, decode};
use super::{StoreError, keys};
use crate::hex::hex;

/// How many bytes of a file are read at once.
const CHUNK: usize = 64 * 1024;

/// A media file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct MediaFile {
    pub path: PathBuf,
    /// 64 hex digits.
    pub name: String,
}

/// The media files of a data folder, in the order of their names. Files with other names (uploads under way) are not
/// among them.
pub(super) fn list(folder: &Path) -> Result<Vec<MediaFile>, StoreError> {
    let media = folder.join(MEDIA);
    let io = |source| StoreError::io(&media, source);
    let entries = match std::fs::read_dir(&media) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(io)?;
        if let Some(name) = entry.file_name().to_str().filter(|name| is_media_name(name)) {
            files.push(MediaFile { path: entry.path(), name: name.to_owned() });
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

/// The files that a record names: a picture's and that of its rendition for lists.
pub(super) fn named_by(key: &[u8], value: &[u8]) -> Vec<String> {
    let Some(hash) = key.strip_prefix(&keys::all_media()[..]) else { return Vec::new() };
    // One that cannot be read is a fault of its own.
    let small = decode::<MediaRecord>(value).ok().and_then(|record| record.small).map(|small| small.hash);
    [Some(hex(hash)), small.map(|hash| hex(&hash))].into_iter().flatten().collect()
}

/// Whether a file with this name is among these, which are in the order of their names.
pub(super) fn holds(files: &[MediaFile], name: &str) -> bool {
    files.binary_search_by(|file| file.name.as_str().cmp(name)).is_ok()
}

pub(super) fn is_media_name(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The SHA-256 of a file's bytes, in hex.
pub(super) fn hash_file(path: &Path) -> io::Result<String> {
    let mut hash = digest::Context::new(&digest::SHA256);
    each_chunk(&mut File::open(path)?, |chunk| {
        hash.update(chunk);
        Ok(())
    })?;
    Ok(hex(hash.finish().as_ref()))
}

pub(super) fn each_chunk(
    reader: &mut impl Read,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = vec![0; CHUNK];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(()),
            read => each(&buffer[..read])?,
        }
    }
}
