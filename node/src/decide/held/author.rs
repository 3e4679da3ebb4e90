//! What the author of waiting words learns: that they were let in, or why they were not.

use artel_protocol::{Activity, Id};
use serde_json::{Map, json};

use super::super::notices::{self, Notice};
use super::moderators;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::features::clients;
use crate::features::queue::records::{self, HeldRecord, TurnedDown};
use crate::identity::Context;
use crate::sets;
use crate::sets::spaces::SpaceRecord;
use crate::store::records::NotificationKind;
use crate::store::{View, keys};

pub(super) fn tell_let_in(
    view: &View,
    context: &Context<'_>,
    held: &HeldRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let (kind, space) = (NotificationKind::LetIn, &held.space);
    let to = clients::owner_of(view, &held.entry, &held.author)?;
    let notice = Notice::in_space(kind, &to, space, &held.entry, space);
    notices::tell(view, context, &notice, changes)
}

/// What one of ours wrote was let in on its hub, and stands in its set now: it waits here no longer.
pub fn stands(view: &View, context: &Context<'_>, entry: &Id) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let held = records::find(view, entry)?.filter(|held| held.waits() && held.version.is_none());
    if let Some(held) = held {
        held.forget(&mut changes);
        tell_let_in(view, context, &held, &mut changes)?;
    }
    Ok(changes)
}

/// What was turned down stays out of view, and its author learns why: on this node, by a word to their own, or, if that does
/// not know such words, by a private note.
pub(super) fn turn_down(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    held: &HeldRecord,
    reason: &str,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    if context.is_ours(&held.author) {
        return keep_for(view, context, held, reason, changes);
    }
    let community = &space.space.community;
    let membership = sets::records::membership(view, community, &held.author)?.unwrap_or_default();
    if membership.keys.is_empty() {
        return moderators::note(view, context, space, &held.author, reason, changes);
    }
    let Some(group) = view.local_actor_by_id(&held.space)? else { return Ok(()) };
    let mut members = Map::new();
    members.insert("object".into(), held.entry.as_str().into());
    members.insert("to".into(), json!([held.author.as_str()]));
    members.insert("content".into(), reason.into());
    changes.consequences.push(context.compose(view, &group, "Reject", members)?);
    Ok(())
}

/// Keeps what was turned down for its author, who can read why and take up their words again.
fn keep_for(
    view: &View,
    context: &Context<'_>,
    held: &HeldRecord,
    reason: &str,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    for old in records::held_in(view, &held.space)? {
        if old.is_over(context.now) {
            old.forget(changes);
        }
    }
    let turned_down = Some(TurnedDown { at: context.now, reason: reason.to_owned() });
    HeldRecord { turned_down, ..held.clone() }.keep(changes);
    let (kind, space) = (NotificationKind::TurnedDown, &held.space);
    let to = clients::owner_of(view, &held.entry, &held.author)?;
    let notice = Notice::in_space(kind, &to, space, &held.entry, space);
    notices::tell(view, context, &notice, changes)
}

/// The hub says that something of ours was turned down; none if it answers something else.
pub fn turned_down(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    entry: Option<&Id>,
    reason: &str,
) -> Result<Option<Changes>, Refusal> {
    let held = entry.map(|entry| records::find(view, entry)).transpose()?.flatten();
    let Some(held) = held.filter(|held| held.space == activity.actor && context.is_ours(&held.author)) else {
        return Ok(None);
    };
    let mut changes = Changes::none();
    if held.waits() {
        unsay(&held, &mut changes)?;
        keep_for(view, context, &held, reason, &mut changes)?;
    }
    Ok(Some(changes))
}

/// What was said to the hub alone is forgotten.
pub(super) fn unsay(held: &HeldRecord, changes: &mut Changes) -> Result<(), Refusal> {
    for said in held.activities()? {
        changes.delete(keys::activity(&said.id));
    }
    Ok(())
}
