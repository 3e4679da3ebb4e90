//! Likes and boosts, and taking back what was done.

use artel_protocol::activity::{Undone, UndoneAct};
use artel_protocol::{Activity, Id, limits};

use super::follows;
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::store::View;
use crate::store::keys::{self, Key};
use crate::store::records::{Counts, Undoable, UndoableRecord};

pub fn like(view: &View, _: &Context<'_>, activity: &Activity, object: &Id) -> Result<Changes, Refusal> {
    react(view, activity, object, Undoable::Like)
}

/// A boost counts; an entry that only followers may read is not shown to anybody else by it.
pub fn boost(view: &View, _: &Context<'_>, activity: &Activity, object: &Id) -> Result<Changes, Refusal> {
    react(view, activity, object, Undoable::Boost)
}

/// Reactions to what is not known here change nothing.
fn react(view: &View, activity: &Activity, object: &Id, what: Undoable) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    if view.tombstone(object)?.is_some() {
        return Ok(changes);
    }
    let Some(stored) = view.entry(object)? else { return Ok(changes) };
    let key = reaction_key(what, object, &activity.actor);
    if view.contains(&key)? {
        return Ok(changes);
    }
    let mut counts = view.counts(object)?;
    let count = count_of(&mut counts, what);
    if *count >= limits::REACTIONS_PER_ENTRY {
        return Ok(changes);
    }
    *count += 1;
    changes.put(keys::counts(object), &counts);
    changes.put(key, &activity.id);
    let undoable = UndoableRecord { actor: activity.actor.clone(), object: object.clone(), what };
    changes.put(keys::undoable(&activity.id), &undoable);
    changes.tell(Event::Entry(stored.root.unwrap_or_else(|| object.clone())));
    Ok(changes)
}

/// Takes back a follow, a like or a boost. What is stored under the undone id decides; where a server coins ids
/// anew, who did it and what to.
pub fn undo(
    view: &View,
    _: &Context<'_>,
    activity: &Activity,
    undone: &Undone,
    stored: Option<UndoableRecord>,
) -> Result<Changes, Refusal> {
    let (what, object) = match (stored, undone.what, &undone.object) {
        (Some(stored), _, _) => (stored.what, stored.object),
        (None, UndoneAct::Follow, Some(object)) => (Undoable::Follow, object.clone()),
        (None, UndoneAct::Like, Some(object)) => (Undoable::Like, object.clone()),
        (None, UndoneAct::Announce, Some(object)) => (Undoable::Boost, object.clone()),
        _ => return Ok(Changes::none()),
    };
    let mut changes = match what {
        Undoable::Follow => {
            let mut changes = follows::forget_follower(view, &object, &activity.actor)?;
            changes.extend(follows::forget_following(view, &activity.actor, &object)?);
            changes
        }
        Undoable::Like | Undoable::Boost => take_back(view, activity, &object, what)?,
    };
    if let Some(id) = &undone.id
        && !changes.is_empty()
    {
        changes.delete(keys::undoable(id));
        changes.delete(keys::activity(id));
    }
    Ok(changes)
}

fn take_back(view: &View, activity: &Activity, object: &Id, what: Undoable) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let key = reaction_key(what, object, &activity.actor);
    if !view.contains(&key)? {
        return Ok(changes);
    }
    let mut counts = view.counts(object)?;
    let count = count_of(&mut counts, what);
    *count = count.saturating_sub(1);
    changes.put(keys::counts(object), &counts);
    changes.delete(key);
    changes.tell(Event::Entry(object.clone()));
    Ok(changes)
}

fn reaction_key(what: Undoable, object: &Id, actor: &Id) -> Key {
    match what {
        Undoable::Boost => keys::boost(object, actor),
        Undoable::Like | Undoable::Follow => keys::like(object, actor),
    }
}

fn count_of(counts: &mut Counts, what: Undoable) -> &mut u64 {
    match what {
        Undoable::Boost => &mut counts.boosts,
        Undoable::Like | Undoable::Follow => &mut counts.likes,
    }
}
