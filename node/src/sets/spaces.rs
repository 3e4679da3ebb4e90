//! The spaces of a community: what its set says of them, and how their conversations stand in them.

use artel_protocol::activity::Act;
use artel_protocol::message::{Aid, Sid};
use artel_protocol::{Activity, Document, Id, Name, Space, Timestamp, as2};
use serde::{Deserialize, Serialize};

use super::element::{self, Says};
use super::records::{self, ElementRecord};
use super::show::keep_document;
use super::take::Work;
use crate::changes::Event;
use crate::error::Refusal;
use crate::store::engine::Direction;
use crate::store::view::values;
use crate::store::{StoreError, View, keys};

/// A space of a community that is hosted here or joined.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct SpaceRecord {
    pub space: Space,
    /// The name of its actor, if it stands here.
    pub hosted: Option<Name>,
    /// Nothing more is begun in it; what was said stays.
    #[serde(default)]
    pub closed: bool,
}

/// Where a conversation stands in the list of its space.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    pub space: Id,
    /// When the last word was said in it.
    pub last: Timestamp,
    /// It stands first.
    #[serde(default)]
    pub pinned: bool,
}

/// The space with this id.
pub fn space(view: &View, id: &Id) -> Result<Option<SpaceRecord>, StoreError> {
    view.record(&keys::space(id))
}

/// The space in which an entry that is known here stands.
pub fn of_entry(view: &View, entry: &Id) -> Result<Option<SpaceRecord>, StoreError> {
    let place = view.entry(entry)?.and_then(|record| record.community);
    match place.and_then(|place| place.space) {
        Some(id) => space(view, &id),
        None => Ok(None),
    }
}

/// Every space of every community of ours.
pub fn all(view: &View) -> Result<Vec<SpaceRecord>, StoreError> {
    Ok(values(view.records(&keys::spaces(), Direction::Forward, usize::MAX)?))
}

/// The collection of a community's spaces.
pub fn spaces_of(community: &Id) -> Id {
    community.join("/spaces")
}

/// The space that an activity speaks of as one of its community's.
pub(super) fn described(activity: &Activity, community: &Id) -> Option<Space> {
    let (Act::Add(placed) | Act::Remove(placed)) = &activity.act else { return None };
    if placed.target != spaces_of(community) {
        return None;
    }
    let space = Space::read(&element::embedded(activity)?).ok()??;
    let is_its_own = space.community == *community && space.id.same_authority(community);
    (is_its_own && space.id == placed.object).then_some(space)
}

/// Brings what is kept of a space in line with the last word of its community.
pub(super) fn settle(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    id: &Id,
    said: &[(Aid, ElementRecord)],
) -> Result<(), Refusal> {
    let Some((aid, last)) = said.iter().max_by_key(|(aid, record)| (record.created, *aid)) else {
        return Ok(());
    };
    let Some(bytes) = records::bytes(&work.now, sid, aid, last)? else { return Ok(()) };
    let Some(space) = described(&Activity::read(Document::parse(bytes)?)?, &work.community.id) else {
        return Ok(());
    };
    let hosted = work.now.local_actor_by_id(id)?.map(|actor| actor.name);
    let record = SpaceRecord { space, hosted, closed: last.says == Says::Close };
    work.put(keys::space(id), &record);
    keep_document(work, sid, aid, last, id)?;
    work.changes.tell(Event::Members(work.community.id.clone()));
    Ok(())
}

/// Puts a conversation where its last word puts it in the list of its space, and takes it off if there is nothing to show.
pub(super) fn place(work: &mut Work<'_, '_>, opener: &Id) -> Result<(), Refusal> {
    let before: Option<Standing> = work.now.record(&keys::standing(opener))?;
    let after = standing(&work.now, opener)?;
    if before == after {
        return Ok(());
    }
    if let Some(Standing { space, last, pinned }) = before {
        if pinned {
            work.delete(keys::space_pin(&space, opener));
        }
        work.delete(keys::space_entry(&space, last, opener));
        work.delete(keys::standing(opener));
    }
    if let Some(after) = after {
        work.put_bytes(keys::space_entry(&after.space, after.last, opener), bytes::Bytes::new());
        if after.pinned {
            work.put_bytes(keys::space_pin(&after.space, opener), bytes::Bytes::new());
        }
        work.put(keys::standing(opener), &after);
    }
    Ok(())
}

fn standing(view: &View, opener: &Id) -> Result<Option<Standing>, Refusal> {
    let Some(record) = view.entry(opener)?.filter(|record| record.entry.in_reply_to.is_none()) else {
        return Ok(None);
    };
    let Some(community) = record.community else { return Ok(None) };
    let Some(space) = community.space else { return Ok(None) };
    let thread = keys::thread(opener);
    let last = view.prefix(&thread, Direction::Backward, 1)?;
    let last = last.first().and_then(|(key, _)| keys::time_after(key, &thread));
    Ok(Some(Standing {
        space,
        last: last.unwrap_or(record.sorted).max(record.sorted),
        pinned: community.pinned,
    }))
}

/// Where a community says in which of its spaces the words stand that it repeats.
pub(super) const SPACE: &str = "artel:space";

/// The space in which repeated words stand.
pub(super) fn of_repeated(announce: &Activity) -> Option<Id> {
    as2::lenient_id(announce.document().json(), SPACE)
}
