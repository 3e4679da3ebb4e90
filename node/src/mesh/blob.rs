//! `/artel/blob/1`: pictures of members, by the SHA-256 of their bytes. Fetched when somebody looks, from whichever member
//! has them; kept in a folder of its own up to a quota, from which those go first that nobody has looked at for longest.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use artel_protocol::key::sha256;
use artel_protocol::limits;
use artel_protocol::message::blob::{Blob, BlobHead};
use artel_protocol::message::{Protocol, Word};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};

use super::Mesh;
use super::door::Unserved;
use crate::error::Refusal;
use crate::hex::hex;
use crate::network::{FramedStream, Peer};
use crate::node::Node;

/// The folder of fetched pictures, beside `media/`; it can be deleted at any time.
pub const FOLDER: &str = "fetched";

/// Serves a range of a picture that is kept or was fetched here.
pub async fn serve(node: &Node, mut stream: FramedStream) -> Result<(), Unserved> {
    let ask: Blob = stream.receive(Protocol::Blob.asked_bytes()).await?;
    let refused = |status| BlobHead { status, size: 0, media_type: String::new() };
    if ask.length > limits::BLOB_RANGE_BYTES as u64 {
        stream.send(&refused(Word::Limit)).await?;
        return Ok(stream.finish().await?);
    }
    let Some((path, media_type)) = node.kept_or_fetched(&ask.hash)? else {
        stream.send(&refused(Word::Unknown)).await?;
        return Ok(stream.finish().await?);
    };
    let (size, bytes) = read_range(&path, ask.offset, ask.length).await?;
    stream.send(&BlobHead { status: Word::Ok, size, media_type }).await?;
    stream.send_raw(&bytes).await?;
    Ok(stream.finish().await?)
}

async fn read_range(path: &Path, offset: u64, length: u64) -> Result<(u64, Vec<u8>), Refusal> {
    let failed = |error: std::io::Error| Refusal::Internal(format!("a picture cannot be read: {error}"));
    let mut file = tokio::fs::File::open(path).await.map_err(failed)?;
    let size = file.metadata().await.map_err(failed)?.len();
    let there = size.saturating_sub(offset).min(length);
    let mut bytes = vec![0; usize::try_from(there).unwrap_or_default()];
    file.seek(std::io::SeekFrom::Start(offset.min(size))).await.map_err(failed)?;
    file.read_exact(&mut bytes).await.map_err(failed)?;
    Ok((size, bytes))
}

impl Node {
    /// A picture by its hash, with its media type: one of ours, or one that was fetched before.
    fn kept_or_fetched(&self, hash: &[u8; 32]) -> Result<Option<(PathBuf, String)>, Refusal> {
        let name = hex(hash);
        if let Some((path, record)) = self.media(&name)? {
            return Ok(Some((path, record.media_type)));
        }
        Ok(self.fetched(&name))
    }

    /// A picture that was fetched before. Looking at it keeps it.
    fn fetched(&self, name: &str) -> Option<(PathBuf, String)> {
        let folder = self.config().data.join(FOLDER);
        for (extension, media_type) in TYPES {
            let path = folder.join(format!("{name}.{extension}"));
            if let Ok(file) = std::fs::File::options().append(true).open(&path) {
                // That it cannot be touched only makes it go sooner.
                let _ = file.set_modified(self.modified());
                return Some((path, media_type.to_owned()));
            }
        }
        None
    }

    fn modified(&self) -> SystemTime {
        let millis = u64::try_from(self.clock().now().0).unwrap_or(0);
        SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(millis)
    }

    /// A member's picture by its hash: kept here, or fetched now from whichever member has it.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] if nobody who can be reached has it.
    pub async fn picture_of_a_member(&self, hash: &[u8; 32]) -> Result<(PathBuf, String), Refusal> {
        if let Some(found) = self.kept_or_fetched(hash)? {
            return Ok(found);
        }
        const NOBODY: Refusal = Refusal::Unknown("nobody who can be reached has this picture");
        let mesh = self.mesh().ok_or(NOBODY)?;
        for peer in mesh.admitted().await {
            match fetch(&mesh, peer, hash).await {
                Ok(Some((bytes, media_type))) => {
                    self.keep_fetched(hash, &bytes, &media_type).await?;
                    return self.fetched(&hex(hash)).ok_or(NOBODY);
                }
                Ok(None) => {}
                Err(error) => tracing::debug!(%error, %peer, "a picture was not fetched"),
            }
        }
        Err(NOBODY)
    }

    async fn keep_fetched(&self, hash: &[u8; 32], bytes: &[u8], media_type: &str) -> Result<(), Refusal> {
        let failed = |error: std::io::Error| Refusal::Internal(format!("a picture cannot be kept: {error}"));
        let unknown = Refusal::Unknown("this is no picture that we show");
        let extension = TYPES.iter().find(|(_, known)| *known == media_type).ok_or(unknown)?.0;
        let folder = self.config().data.join(FOLDER);
        tokio::fs::create_dir_all(&folder).await.map_err(failed)?;
        make_room(&folder, self.config().mesh.pictures, bytes.len() as u64).await.map_err(failed)?;
        let path = folder.join(format!("{}.{extension}", hex(hash)));
        let unfinished = folder.join(format!("{}.{}.part", hex(hash), self.next_number()));
        let mut file = tokio::fs::File::create(&unfinished).await.map_err(failed)?;
        file.write_all(bytes).await.map_err(failed)?;
        file.flush().await.map_err(failed)?;
        drop(file);
        tokio::fs::rename(&unfinished, &path).await.map_err(failed)
    }
}

/// What we show, with the endings of their files.
const TYPES: [(&str, &str); 4] =
    [("jpg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp"), ("gif", "image/gif")];

/// Fetches a whole picture from one peer, range by range, and compares its hash.
async fn fetch(mesh: &Arc<Mesh>, peer: Peer, hash: &[u8; 32]) -> Result<Option<(Vec<u8>, String)>, Unserved> {
    let mut whole = Vec::new();
    loop {
        let mut stream = mesh.client.open(peer, Protocol::Blob).await?;
        let length = limits::BLOB_RANGE_BYTES as u64;
        let ask = Blob { hash: *hash, length, offset: whole.len() as u64 };
        stream.send(&ask).await?;
        let head: BlobHead = stream.receive(Protocol::Blob.answered_bytes()).await?;
        if head.status != Word::Ok || head.size > limits::BLOB_BYTES {
            return Ok(None);
        }
        let follow = usize::try_from(head.follow(&ask)).unwrap_or_default();
        whole.extend(stream.receive_raw(follow).await?);
        stream.finish().await?;
        if whole.len() as u64 >= head.size {
            // What is not what was asked for was never shown to anybody.
            return Ok((sha256(&whole) == *hash).then_some((whole, head.media_type)));
        }
        if follow == 0 {
            return Ok(None);
        }
    }
}

/// Throws out what nobody has looked at for longest, until so many more bytes fit.
async fn make_room(folder: &Path, quota: u64, more: u64) -> std::io::Result<()> {
    let mut files = Vec::new();
    let mut entries = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        let metadata = entry.metadata().await?;
        files.push((metadata.modified()?, metadata.len(), entry.path()));
    }
    files.sort();
    let mut used: u64 = files.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in files {
        if used + more <= quota {
            break;
        }
        tokio::fs::remove_file(path).await?;
        used -= size;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn what_nobody_has_looked_at_for_longest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, seconds: u64| {
            let path = folder.path().join(name);
            std::fs::write(&path, [0; 1_000]).unwrap();
            let file = std::fs::File::options().append(true).open(&path).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        };
        put("looked at now", 300);
        put("long ago", 100);
        put("a while ago", 200);
        make_room(folder.path(), 3_500, 500).await.unwrap();
        assert!(folder.path().join("long ago").exists(), "as long as there is room nothing goes");
        make_room(folder.path(), 3_500, 1_000).await.unwrap();
        let there = |name: &str| folder.path().join(name).exists();
        assert_eq!([there("long ago"), there("a while ago"), there("looked at now")], [false, true, true]);
    }
}
