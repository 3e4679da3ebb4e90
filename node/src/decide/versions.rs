//! The versions of our entries: what one said before an edit is kept, and goes when the entry goes.

use artel_protocol::{Id, limits};

use crate::changes::Changes;
use crate::error::Refusal;
use crate::store::engine::Direction;
use crate::store::records::{EntryRecord, RevisionRecord};
use crate::store::{View, keys};

/// Keeps the version that an edit replaces. Of too many the oldest goes.
pub(super) fn keep(view: &View, stored: &EntryRecord, changes: &mut Changes) -> Result<(), Refusal> {
    let entry = &stored.entry;
    let card = entry.content.card();
    let at = entry.updated.or(entry.published).unwrap_or(stored.received);
    let record =
        RevisionRecord { title: card.title, summary: card.summary, text: entry.content.text().clone(), at };
    let kept = view.prefix(&keys::revisions(&entry.id), Direction::Forward, limits::REVISIONS_PER_ENTRY)?;
    if let Some((oldest, _)) = kept.first().filter(|_| kept.len() >= limits::REVISIONS_PER_ENTRY) {
        changes.delete(oldest.to_vec());
    }
    changes.put(keys::revision(&entry.id, at), &record);
    Ok(())
}

/// Nothing is left of a deleted entry, its earlier versions least of all.
pub(super) fn forget(view: &View, entry: &Id, changes: &mut Changes) -> Result<(), Refusal> {
    for (key, _) in view.prefix(&keys::revisions(entry), Direction::Forward, usize::MAX)? {
        changes.delete(key.to_vec());
    }
    Ok(())
}
