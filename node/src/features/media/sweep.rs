//! Sweeping: pictures that nothing here refers to any longer are removed, and their room is given back.

use std::collections::{BTreeMap, HashSet};

use artel_protocol::{Id, Name, Timestamp};

use super::holders;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::hex::{from_hex, hex};
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{EntryRecord, MediaRecord, OrganisationRecord, decode};
use crate::store::{View, keys};

/// How long a picture is kept that nothing refers to, in milliseconds: somebody may still be writing.
const GRACE: i64 = 24 * 3_600_000;
/// How many records are read at once.
const READ_AT_ONCE: usize = 1_000;
/// How long the name of a picture is.
const NAME_DIGITS: usize = 64;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Swept {
    pub files: u64,
    /// The room that organisations have back, in bytes.
    pub bytes: u64,
}

/// The pictures that something of ours refers to, each with the organisation whose entry it is; with none when it is
/// not an entry, and so counts for all.
type InUse = HashSet<([u8; 32], Option<Name>)>;

/// The records that a sweep removes or leaves, decided at one moment.
#[derive(Default)]
struct Decision {
    changes: Changes,
    removed: Vec<[u8; 32]>,
    swept: Swept,
}

impl Node {
    /// Removes the pictures that no entry, draft or portrait of ours has referred to for a day, and counts anew how
    /// much every organisation keeps.
    ///
    /// # Errors
    /// When the store cannot be read or written. A file that cannot be removed is logged, and no longer counted.
    pub async fn sweep_media(&self) -> Result<Swept, Refusal> {
        let _keeping = self.workshop().lock().await;
        let view = self.view()?;
        let reading = tokio::task::spawn_blocking(move || in_use(&view));
        let in_use = reading.await.map_err(|error| Refusal::Internal(format!("sweeping: {error}")))??;
        let (tell, decided) = tokio::sync::oneshot::channel();
        self.change(move |view, context| {
            let Decision { changes, removed, swept } = decide(view, &in_use, context.now)?;
            // Nobody listens when the sweep was given up meanwhile; then the files stay.
            let _ = tell.send((removed, swept));
            Ok(changes)
        })
        .await?;
        let (removed, mut swept) =
            decided.await.map_err(|_| Refusal::Internal("a sweep ended without its decision".into()))?;
        for hash in removed {
            match tokio::fs::remove_file(self.media_path(&hash)).await {
                Ok(()) => swept.files += 1,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => tracing::warn!(%error, file = hex(&hash), "a picture could not be removed"),
            }
        }
        Ok(swept)
    }
}

/// Which picture goes, and what remains for each organisation.
fn decide(view: &View, in_use: &InUse, now: Timestamp) -> Result<Decision, Refusal> {
    let mut decision = Decision::default();
    let mut used: BTreeMap<Name, u64> = BTreeMap::new();
    let mut named = HashSet::new();
    let mut candidates = Vec::new();
    let organisations: Vec<(_, OrganisationRecord)> =
        view.records(&keys::organisations(), Direction::Forward, usize::MAX)?;
    used.extend(organisations.into_iter().map(|(_, organisation)| (organisation.name, 0)));
    let records: Vec<(_, MediaRecord)> = view.records(&keys::all_media(), Direction::Forward, usize::MAX)?;
    for (key, record) in records {
        let Some(hash) = hash_of(&key) else { continue };
        let before = holders(view, &record)?;
        let mut kept = before.clone();
        kept.retain(|organisation, since| {
            now.0.saturating_sub(since.0) < GRACE
                || in_use.contains(&(hash, None))
                || in_use.contains(&(hash, Some(organisation.clone())))
                // What is no picture is somebody else's to remove.
                || !record.media_type.starts_with("image/")
        });
        let room = record.room();
        for organisation in kept.keys() {
            *used.entry(organisation.clone()).or_default() += room;
        }
        decision.swept.bytes += room * (before.len() - kept.len()) as u64;
        let files = [Some(hash), record.small.as_ref().map(|small| small.hash)].into_iter().flatten();
        // One without anybody was kept by an account that is no longer there: whether it is used decides.
        let orphan = before.is_empty() && !is_used_by_anybody(in_use, &hash);
        if kept.is_empty() && (!before.is_empty() || orphan) {
            decision.changes.delete(key.to_vec());
            candidates.extend(files);
            continue;
        }
        named.extend(files);
        if kept != record.holders {
            decision.changes.put(key.to_vec(), &MediaRecord { holders: kept, ..record });
        }
    }
    for (organisation, bytes) in used {
        if super::used(view, &organisation)? != bytes {
            decision.changes.put(keys::media_used(&organisation), &bytes);
        }
    }
    // A file may be one picture's rendition and another picture itself.
    decision.removed = candidates.into_iter().filter(|hash| !named.contains(hash)).collect();
    Ok(decision)
}

/// The picture that a key of [`keys::media`] names.
fn hash_of(key: &[u8]) -> Option<[u8; 32]> {
    key.get(1..)?.try_into().ok()
}

fn is_used_by_anybody(in_use: &InUse, hash: &[u8; 32]) -> bool {
    in_use.iter().any(|(used, _)| used == hash)
}

/// Looks for the names of pictures in everything that is remembered, so that whatever refers to one keeps it.
fn in_use(view: &View) -> Result<InUse, Refusal> {
    let mut found = InUse::new();
    let known = view.prefix(&keys::all_media(), Direction::Forward, usize::MAX)?;
    let known: HashSet<[u8; 32]> = known.iter().filter_map(|(key, _)| hash_of(key)).collect();
    let mut from = Vec::new();
    loop {
        let read = view.range(&from, &[0xff; 16], Direction::Forward, READ_AT_ONCE)?;
        for (key, value) in &read {
            let Some(user) = user(view, key, value)? else { continue };
            for hash in names_in(key, &known).into_iter().chain(names_in(value, &known)) {
                found.insert((hash, user.clone()));
            }
        }
        match read.last() {
            Some((last, _)) if read.len() == READ_AT_ONCE => {
                from = last.to_vec();
                from.push(0);
            }
            _ => return Ok(found),
        }
    }
}

/// For whom a record keeps the pictures that it names: the organisation whose entry it is, or everybody (`None`
/// inside); nobody when it is only the trace of what was said, or the words of a stranger.
fn user(view: &View, key: &[u8], value: &[u8]) -> Result<Option<Option<Name>>, Refusal> {
    match key.first() {
        // Pictures themselves, activities, reports and deliveries.
        Some(b'Y' | b'X' | b'J' | b'D') => Ok(None),
        Some(b'E') => {
            let author = decode::<EntryRecord>(value)?.entry.author;
            Ok(view.local_actor_by_id(&author)?.map(|author| Some(author.organisation)))
        }
        Some(b'A') => {
            let id = key.get(1..).and_then(|id| std::str::from_utf8(id.strip_suffix(&[0])?).ok());
            let Some(id) = id.and_then(|id| Id::parse(id).ok()) else { return Ok(None) };
            Ok(view.local_actor_by_id(&id)?.map(|actor| Some(actor.organisation)))
        }
        _ => Ok(Some(None)),
    }
}

/// The pictures whose names stand in some bytes, as 64 hexadecimal digits. More digits may stand beside a name: in CBOR
/// the head of a short text looks like one.
fn names_in(bytes: &[u8], known: &HashSet<[u8; 32]>) -> Vec<[u8; 32]> {
    let is_no_digit = |byte: &u8| !matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let runs = bytes.split(is_no_digit).filter(|run| run.len() >= NAME_DIGITS);
    let names = runs.flat_map(|run| run.windows(NAME_DIGITS));
    let names = names.filter_map(|name| from_hex(std::str::from_utf8(name).ok()?));
    names.filter(|name| known.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::names_in;

    #[test]
    fn names_are_found_wherever_they_stand() {
        let (name, known) = ("0a".repeat(32), HashSet::from([[10; 32]]));
        let text = format!("![](https://a.test/media/{name}) and {}", "f".repeat(64));
        assert_eq!(names_in(text.as_bytes(), &known), [[10; 32]]);
        assert_eq!(
            names_in(format!("{name}calt").as_bytes(), &known),
            [[10; 32]],
            "before the head of a text"
        );
        assert!(names_in(&name.as_bytes()[1..], &known).is_empty());
        assert!(names_in(b"", &known).is_empty());
    }
}
