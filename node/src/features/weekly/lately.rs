//! What was said of late in all spaces, read once for many readers.

use std::sync::Arc;

use artel_protocol::kinds::Entry;
use artel_protocol::{Id, Timestamp, limits};

use crate::error::Refusal;
use crate::features::spaces::is_over;
use crate::features::timeline::is_heard;
use crate::policy;
use crate::sets::spaces::{self, SpaceRecord};
use crate::store::engine::Direction;
use crate::store::records::EntryRecord;
use crate::store::{View, keys};

/// What was said of late, by space.
pub(super) struct Lately {
    spaces: Vec<(SpaceRecord, Vec<Item>)>,
}

/// A conversation, an offer or an article.
pub(super) struct Item {
    pub entry: Arc<Entry>,
    /// When it came to this node: late is new, too.
    pub came: Timestamp,
    /// When its answers came that whoever may read it may read as well.
    pub answers: Vec<Timestamp>,
}

impl Lately {
    /// Reads the spaces, as far as there are limits to that.
    pub fn gather(view: &View, now: Timestamp) -> Result<Lately, Refusal> {
        let since = now.minus(limits::WEEKLY_REACH);
        let (mut found, mut room) = (Vec::new(), limits::WEEKLY_GATHERED);
        for space in spaces::all(view)?.into_iter().take(limits::WEEKLY_SPACES) {
            let prefix = keys::space_entries(&space.space.id);
            let mut items = Vec::new();
            for (key, _) in view.prefix(&prefix, Direction::Backward, limits::WEEKLY_READ.min(room))? {
                if keys::time_after(&key, &prefix).is_none_or(|last| last < since) {
                    break;
                }
                let record = view.entry_in(&key, &prefix)?;
                if let Some(record) = record.filter(|record| is_shown(record) && !is_over(record, now))
                    && !view.is_silenced(&record.entry.author)?
                {
                    items.push(item(view, record, since)?);
                }
            }
            room -= items.len();
            if !items.is_empty() {
                found.push((space, items));
            }
        }
        Ok(Lately { spaces: found })
    }

    /// What of it is for one of these actors of ours, who are one person and their organisation, and is not their own. Whom
    /// that person has muted says nothing here either.
    pub fn for_readers<'a>(
        &'a self,
        view: &View,
        readers: &[Id],
        person: &Id,
    ) -> Result<Vec<(&'a Id, &'a Item)>, Refusal> {
        let mut found = Vec::new();
        for (space, items) in &self.spaces {
            if !policy::may_look_into(view, readers, space)? {
                continue;
            }
            for item in items {
                let entry = &item.entry;
                if !readers.contains(&entry.author)
                    && policy::any_may_read(view, readers, entry)?
                    && is_heard(view, person, &entry.author)?
                {
                    found.push((&space.space.id, item));
                }
            }
        }
        Ok(found)
    }
}

/// Whether an entry is in view, and its community has given its word for it.
fn is_shown(record: &EntryRecord) -> bool {
    record.hidden.is_none() && record.community.as_ref().is_some_and(|place| place.confirmed)
}

fn item(view: &View, record: EntryRecord, since: Timestamp) -> Result<Item, Refusal> {
    let thread = keys::thread(&record.entry.id);
    let mut answers = Vec::new();
    for (key, _) in view.prefix(&thread, Direction::Backward, limits::WEEKLY_ANSWERS)? {
        if keys::time_after(&key, &thread).is_none_or(|at| at < since) {
            break;
        }
        let answer = view.entry_in(&key, &thread)?;
        if let Some(answer) =
            answer.filter(|answer| answer.hidden.is_none() && is_for_the_same(&record, answer))
            && !view.is_silenced(&answer.entry.author)?
        {
            answers.push(answer.received);
        }
    }
    Ok(Item { came: record.received, entry: Arc::new(record.entry), answers })
}

/// Whether an answer is for everybody who may read what it answers.
fn is_for_the_same(record: &EntryRecord, answer: &EntryRecord) -> bool {
    let members_of = |record: &EntryRecord| {
        record.community.as_ref().filter(|place| place.members_only).map(|place| place.id.clone())
    };
    let members = members_of(record);
    answer.entry.audience.is_public() || members.is_some() && members == members_of(answer)
}
