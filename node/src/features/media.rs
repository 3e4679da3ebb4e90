//! Pictures: written anew, kept as files named by their SHA-256 under `media/`, referenced from the store, and counted
//! for the organisation that keeps them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use artel_protocol::actor::Image;
use artel_protocol::key::{multibase_sha256, sha256};
use artel_protocol::kinds::{Attachment, Problem};
use artel_protocol::{Id, Name, as2, limits};
use bytes::Bytes;
use tokio::sync::{Mutex, MutexGuard, Semaphore};

use crate::changes::Changes;
use crate::error::{Invalid, Refusal};
use crate::hex::{from_hex, hex};
use crate::node::Node;
use crate::store::records::{MediaRecord, SmallRecord};
use crate::store::{View, keys};

mod render;
mod sweep;

use render::{Picture, Rendered, Unusable};

/// A kept picture that is used again is marked as wanted anew after this, in milliseconds, so that no sweep takes it
/// from under a form that somebody is filling in.
const WANTED_AGAIN: i64 = 3_600_000;

/// Where pictures are worked on: by few at a time, so that they take neither the machine nor its memory.
pub(crate) struct Workshop {
    decoding: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Held from before a file is written until the record that names it is durable, and by who removes files.
    keeping: Mutex<()>,
}

impl Default for Workshop {
    fn default() -> Workshop {
        Workshop {
            decoding: Arc::new(Semaphore::new(limits::PICTURES_AT_ONCE)),
            waiting: Arc::new(Semaphore::new(limits::PICTURES_WAITING)),
            keeping: Mutex::new(()),
        }
    }
}

impl Workshop {
    pub(super) async fn lock(&self) -> MutexGuard<'_, ()> {
        self.keeping.lock().await
    }

    /// Works on a picture beside everything else.
    async fn render<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Unusable> + Send + 'static,
    ) -> Result<T, Refusal> {
        let busy = || Refusal::Busy { sentence: "too many pictures are worked on", retry_after: 10 };
        let place = self.waiting.clone().try_acquire_owned().map_err(|_| busy())?;
        let permit = self.decoding.clone().acquire_owned().await.map_err(|_| busy())?;
        let done = tokio::task::spawn_blocking(move || {
            let _held = (place, permit);
            work()
        });
        let done = done.await.map_err(|error| Refusal::Internal(format!("rendering a picture: {error}")))?;
        done.map_err(|unusable| match unusable {
            Unusable::TooLarge => Refusal::field("picture", "picture-too-large"),
            Unusable::Unknown => Refusal::field("picture", "picture-unknown"),
            Unusable::Damaged => Refusal::field("picture", "picture-damaged"),
        })
    }
}

impl Node {
    /// Keeps a picture of an entry and yields it as an attachment, with a rendition for lists beside it. It is written
    /// anew, at most [`limits::PICTURE_SIDE`] pixels long, and on disk before anything refers to it. `owner` is an
    /// actor of ours: its organisation's room is used.
    ///
    /// # Errors
    /// A problem of the field `picture` when it is too large, damaged, no picture that browsers show, or when the
    /// organisation has no room left; [`Refusal::Busy`] when too many pictures come at once.
    pub async fn keep_picture(&self, bytes: Bytes, alt: &str, owner: &Name) -> Result<Attachment, Refusal> {
        let picture = self.workshop().render(move || render::picture(&bytes)).await?;
        self.keep(picture, alt, owner).await
    }

    /// Keeps the middle of a picture as a portrait: a square of [`limits::PORTRAIT_SIDE`] pixels.
    ///
    /// # Errors
    /// As [`Node::keep_picture`].
    pub async fn keep_portrait(&self, bytes: Bytes, owner: &Name) -> Result<Attachment, Refusal> {
        let whole = self.workshop().render(move || render::portrait(&bytes)).await?;
        self.keep(Picture { whole, small: None }, "", owner).await
    }

    /// A picture that an organisation's people have kept already, as an attachment with this text. It is marked as
    /// wanted, so that it stays for another day.
    pub async fn kept_picture(
        &self,
        url: &str,
        alt: &str,
        organisation: &Name,
    ) -> Result<Option<Attachment>, Refusal> {
        let name = url.rsplit('/').next().unwrap_or_default();
        let (Some(hash), Some((_, record))) = (from_hex(name), self.media(name)?) else { return Ok(None) };
        let Some(since) = holders(&self.view()?, &record)?.get(organisation).copied() else {
            return Ok(None);
        };
        if self.clock().now().0.saturating_sub(since.0) > WANTED_AGAIN {
            let wanted = self.mark_as_wanted(hash, organisation.clone()).await;
            match wanted {
                // A sweep was faster.
                Err(Refusal::Unknown(_)) => return Ok(None),
                wanted => wanted?,
            }
        }
        self.attachment(&hash, &record, alt).map(Some)
    }

    /// A kept file and its record, by the name that stands in its address.
    pub fn media(&self, name: &str) -> Result<Option<(PathBuf, MediaRecord)>, Refusal> {
        let Some(hash) = from_hex(name) else { return Ok(None) };
        let record = self.view()?.record(&keys::media(&hash))?;
        Ok(record.map(|record| (self.media_path(&hash), record)))
    }

    /// The rendition of a kept picture for lists, and its media type; the picture itself if there is no smaller one.
    pub fn small_media(&self, name: &str) -> Result<Option<(PathBuf, String)>, Refusal> {
        let Some((path, record)) = self.media(name)? else { return Ok(None) };
        Ok(Some(match record.small {
            Some(small) => (self.media_path(&small.hash), small.media_type),
            None => (path, record.media_type),
        }))
    }

    /// How many bytes of pictures an organisation keeps, and how many it may; none: as many as there is room for.
    pub fn media_used(&self, organisation: &Name) -> Result<(u64, Option<u64>), Refusal> {
        Ok((used(&self.view()?, organisation)?, self.config().media_quota))
    }

    /// Writes the files, then the record.
    async fn keep(&self, picture: Picture, alt: &str, owner: &Name) -> Result<Attachment, Refusal> {
        let local = super::publishing::local(&self.view()?, owner)?;
        let (hash, files) = files(&picture);
        let record = record(&picture, &files, owner, self.clock().now());
        let _keeping = self.workshop().lock().await;
        self.has_room(&hash, &record, &local.organisation)?;
        let paths: Vec<_> = files.iter().map(|(hash, _)| self.media_path(hash)).collect();
        tokio::task::spawn_blocking(move || {
            let files = [Some(picture.whole), picture.small].into_iter().flatten();
            paths.iter().zip(files).try_for_each(|(path, file)| write_durably(path, &file.bytes))
        })
        .await
        .map_err(|error| Refusal::Internal(format!("keeping a picture: {error}")))?
        .map_err(|error| {
            tracing::error!(%error, "a picture could not be written");
            Refusal::Busy { sentence: "the picture could not be written to disk", retry_after: 60 }
        })?;
        self.hold(hash, record.clone(), local.organisation).await?;
        self.attachment(&hash, &record, alt)
    }

    /// Refuses what would be more than an organisation may keep. A picture that it keeps already takes no more room.
    fn has_room(&self, hash: &[u8; 32], record: &MediaRecord, organisation: &Name) -> Result<(), Refusal> {
        let view = self.view()?;
        let stored: Option<MediaRecord> = view.record(&keys::media(hash))?;
        if stored.is_some_and(|stored| stored.holders.contains_key(organisation)) {
            return Ok(());
        }
        let used = used(&view, organisation)?;
        match self.config().media_quota {
            Some(quota) if used + record.room() > quota => Err(no_room(used, quota)),
            _ => Ok(()),
        }
    }

    /// Writes that an organisation keeps a picture, and counts it once. [`Workshop::keeping`] is held, so what
    /// [`Node::has_room`] found still is so.
    async fn hold(&self, hash: [u8; 32], record: MediaRecord, organisation: Name) -> Result<(), Refusal> {
        self.change(move |view, context| {
            let mut changes = Changes::none();
            let stored: Option<MediaRecord> = view.record(&keys::media(&hash))?;
            let counted = stored.as_ref().is_some_and(|stored| stored.holders.contains_key(&organisation));
            if !counted {
                let used = used(view, &organisation)? + record.room();
                changes.put(keys::media_used(&organisation), &used);
            }
            let mut record = match stored {
                Some(stored) => MediaRecord {
                    holders: holders(view, &stored)?,
                    owner: stored.owner,
                    created: stored.created,
                    small: record.small.or(stored.small),
                    ..record
                },
                None => record,
            };
            record.holders.insert(organisation, context.now);
            changes.put(keys::media(&hash), &record);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    async fn mark_as_wanted(&self, hash: [u8; 32], organisation: Name) -> Result<(), Refusal> {
        self.change(move |view, context| {
            let stored: Option<MediaRecord> = view.record(&keys::media(&hash))?;
            let stored = stored.ok_or(Refusal::Unknown("there is no such file"))?;
            let mut changes = Changes::none();
            let mut holders = holders(view, &stored)?;
            let held = holders.get_mut(&organisation).ok_or(Refusal::Unknown("there is no such file"))?;
            *held = context.now;
            // What was kept before files were counted is counted by the next sweep.
            changes.put(keys::media(&hash), &MediaRecord { holders, ..stored });
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    fn attachment(&self, hash: &[u8; 32], record: &MediaRecord, alt: &str) -> Result<Attachment, Refusal> {
        let known = |side: u32| Some(side).filter(|side| *side > 0);
        Ok(Attachment {
            url: self.base()?.join(&format!("/media/{}", hex(hash))),
            media_type: record.media_type.clone(),
            alt: as2::shorten(alt.trim(), limits::SUMMARY_CHARS),
            digest: Some(multibase_sha256(hash)),
            width: known(record.width),
            height: known(record.height),
        })
    }

    fn media_path(&self, hash: &[u8; 32]) -> PathBuf {
        self.config().data.join("media").join(hex(hash))
    }
}

/// A kept picture as it stands in the document of an actor.
pub(super) fn image(view: &View, url: &Id) -> Result<Option<Image>, Refusal> {
    let Some(hash) = url.path().strip_prefix("/media/").and_then(from_hex) else { return Ok(None) };
    let Some(record) = view.record::<MediaRecord>(&keys::media(&hash))? else { return Ok(None) };
    let known = |side: u32| Some(side).filter(|side| *side > 0);
    Ok(Some(Image {
        url: url.clone(),
        media_type: Some(record.media_type),
        width: known(record.width),
        height: known(record.height),
    }))
}

type Holders = std::collections::BTreeMap<Name, artel_protocol::Timestamp>;
type File<'a> = ([u8; 32], &'a Rendered);

/// The hash of the picture, and its files each with its own, the picture's first.
fn files(picture: &Picture) -> ([u8; 32], Vec<File<'_>>) {
    let hash = sha256(&picture.whole.bytes);
    let small = picture.small.iter().map(|small| (sha256(&small.bytes), small));
    (hash, [(hash, &picture.whole)].into_iter().chain(small).collect())
}

fn record(
    picture: &Picture,
    files: &[File<'_>],
    owner: &Name,
    now: artel_protocol::Timestamp,
) -> MediaRecord {
    MediaRecord {
        media_type: picture.whole.media_type.to_owned(),
        bytes: picture.whole.bytes.len() as u64,
        owner: owner.clone(),
        created: now,
        width: picture.whole.width,
        height: picture.whole.height,
        small: files.get(1).map(|(hash, small)| SmallRecord {
            hash: *hash,
            media_type: small.media_type.to_owned(),
            bytes: small.bytes.len() as u64,
        }),
        holders: Holders::new(),
    }
}

/// The organisations that keep a file. What was kept before they were written down is its owner's.
fn holders(view: &View, record: &MediaRecord) -> Result<Holders, Refusal> {
    if !record.holders.is_empty() {
        return Ok(record.holders.clone());
    }
    let owner = view.local_actor(&record.owner)?;
    Ok(owner.map(|owner| (owner.organisation, record.created)).into_iter().collect())
}

/// How many bytes an organisation keeps.
fn used(view: &View, organisation: &Name) -> Result<u64, Refusal> {
    Ok(view.record(&keys::media_used(organisation))?.unwrap_or(0))
}

fn no_room(used: u64, quota: u64) -> Refusal {
    let megabytes = |bytes: u64| i64::try_from(bytes.div_ceil(1024 * 1024)).unwrap_or(i64::MAX);
    let arguments = vec![("used", megabytes(used)), ("quota", megabytes(quota))];
    Refusal::Invalid(Invalid::Fields(vec![Problem { field: "picture", key: "picture-quota", arguments }]))
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
