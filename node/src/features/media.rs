//! Pictures: kept as files named by their SHA-256 under `media/`, referenced from the store.

use std::io::Write;
use std::path::{Path, PathBuf};

use artel_protocol::key::{multibase_sha256, sha256};
use artel_protocol::kinds::Attachment;
use artel_protocol::{Name, as2, limits};
use bytes::Bytes;

use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::keys;
use crate::store::records::MediaRecord;

impl Node {
    /// Keeps a picture and yields it as an attachment. It is on disk before anything refers to it.
    ///
    /// # Errors
    /// A problem of the field `picture` when it is too large or no picture that browsers show.
    pub async fn keep_picture(&self, bytes: Bytes, alt: &str, owner: &Name) -> Result<Attachment, Refusal> {
        if bytes.len() > limits::PICTURE_BYTES {
            return Err(Refusal::field("picture", "picture-too-large"));
        }
        let media_type = sniff(&bytes).ok_or_else(|| Refusal::field("picture", "picture-unknown"))?;
        let hash = sha256(&bytes);
        let record = MediaRecord {
            media_type: media_type.to_owned(),
            bytes: bytes.len() as u64,
            owner: owner.clone(),
            created: self.clock().now(),
        };
        let path = self.media_path(&hash);
        tokio::task::spawn_blocking(move || write_durably(&path, &bytes))
            .await
            .map_err(|error| Refusal::Internal(format!("keeping a picture: {error}")))?
            .map_err(|error| {
                tracing::error!(%error, "a picture could not be written");
                Refusal::Busy { sentence: "the picture could not be written to disk", retry_after: 60 }
            })?;
        self.change(move |_, _| {
            let mut changes = Changes::none();
            changes.put(keys::media(&hash), &record);
            Ok(changes)
        })
        .await?;
        Ok(Attachment {
            url: self.base()?.join(&format!("/media/{}", hex(&hash))),
            media_type: media_type.to_owned(),
            alt: as2::shorten(alt.trim(), limits::SUMMARY_CHARS),
            digest: Some(multibase_sha256(&hash)),
        })
    }

    /// A picture that an organisation's people have kept already, as an attachment with this text.
    pub fn kept_picture(
        &self,
        url: &str,
        alt: &str,
        organisation: &Name,
    ) -> Result<Option<Attachment>, Refusal> {
        let name = url.rsplit('/').next().unwrap_or_default();
        let (Some(hash), Some((_, record))) = (from_hex(name), self.media(name)?) else { return Ok(None) };
        let owner = self.view()?.local_actor(&record.owner)?;
        if owner.is_none_or(|owner| owner.organisation != *organisation) {
            return Ok(None);
        }
        Ok(Some(Attachment {
            url: self.base()?.join(&format!("/media/{}", hex(&hash))),
            media_type: record.media_type,
            alt: as2::shorten(alt.trim(), limits::SUMMARY_CHARS),
            digest: Some(multibase_sha256(&hash)),
        }))
    }

    /// A kept file and its media type, by the name that stands in its address.
    pub fn media(&self, name: &str) -> Result<Option<(PathBuf, MediaRecord)>, Refusal> {
        let Some(hash) = from_hex(name) else { return Ok(None) };
        let record = self.view()?.record(&keys::media(&hash))?;
        Ok(record.map(|record| (self.media_path(&hash), record)))
    }

    fn media_path(&self, hash: &[u8; 32]) -> PathBuf {
        self.config().data.join("media").join(hex(hash))
    }
}

/// The type of a picture by its first bytes; what it is called does not count.
fn sniff(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// Writes a file so that it is there whole, or not at all, whenever the power goes.
fn write_durably(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let unfinished = path.with_extension("part");
    let mut file = std::fs::File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    std::fs::File::open(folder)?.sync_all()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}
