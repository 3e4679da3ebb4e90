//! The index of tags: every public entry that is known here, under each of its tags.

use artel_protocol::limits;

use crate::changes::Changes;
use crate::store::keys::{self, Key};
use crate::store::records::EntryRecord;

/// How a tag stands in the index: in small letters; none if it is no word.
pub fn tag_key(tag: &str) -> Option<String> {
    let tag = tag.trim().trim_start_matches('#').to_lowercase();
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let fits = !tag.is_empty() && tag.chars().count() <= limits::TAG_CHARS;
    (fits && tag.chars().all(is_word)).then_some(tag)
}

/// Where an entry stands in the index: nowhere, unless everybody may read it.
pub(crate) fn places(record: &EntryRecord) -> impl Iterator<Item = Key> {
    let tags = record.entry.hashtags().filter(|_| record.entry.audience.is_public());
    tags.filter_map(tag_key).map(|tag| keys::tagged_entry(&tag, record.sorted, &record.entry.id))
}

/// Files an entry under its tags, if everybody may read it.
pub(super) fn file(record: &EntryRecord, changes: &mut Changes) {
    for place in places(record) {
        changes.put_bytes(place, bytes::Bytes::new());
    }
}

/// Takes an entry out of the index.
pub(super) fn unfile(record: &EntryRecord, changes: &mut Changes) {
    for tag in record.entry.hashtags().filter_map(tag_key) {
        changes.delete(keys::tagged_entry(&tag, record.sorted, &record.entry.id));
    }
}
