//! Likes and boosts, and taking back what was done.

use artel_protocol::activity::{Undone, UndoneAct};
use artel_protocol::{Activity, Id, Timestamp, limits};

use super::follows;
use super::notices::{self, Notice};
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::store::View;
use crate::store::keys::{self, Key};
use crate::store::records::{Counts, NotificationKind, Undoable, UndoableRecord};

pub fn like(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    object: &Id,
) -> Result<Changes, Refusal> {
    let mut changes = react(view, context, activity, object, Undoable::Like)?;
    if activity.says_it_helped() && view.entry(object)?.is_some() {
        let mut now = view.clone();
        now.apply(changes.batch());
        changes.extend(set_helped(&now, &activity.actor, object, Some(&activity.id))?);
    }
    Ok(changes)
}

/// Notes that an answer helped somebody, by the `Like` that says so, or that it says so no more. It is accepted if it
/// helped the one who asked.
pub(crate) fn set_helped(
    view: &View,
    actor: &Id,
    answer: &Id,
    like: Option<&Id>,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let key = keys::helped(answer, actor);
    let before = view.contains(&key)?;
    let Some(stored) = view.entry(answer)?.filter(|stored| stored.entry.author != *actor) else {
        return Ok(changes);
    };
    match like {
        Some(like) => changes.put(key, like),
        None => changes.delete(key),
    }
    if before == like.is_some() {
        return Ok(changes);
    }
    let count = |count: u64| if before { count.saturating_sub(1) } else { count + 1 };
    let counts = view.counts(answer)?;
    changes.put(keys::counts(answer), &Counts { helped: count(counts.helped), ..counts });
    if let Some(root) = stored.root
        && view.entry(&root)?.is_some_and(|root| root.entry.author == *actor)
    {
        let counts = view.counts(&root)?;
        changes.put(keys::counts(&root), &Counts { solved: count(counts.solved), ..counts });
        changes.tell(Event::Entry(root));
    }
    Ok(changes)
}

/// A boost counts; an entry that only followers may read is not shown to anybody else by it.
pub fn boost(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    object: &Id,
) -> Result<Changes, Refusal> {
    react(view, context, activity, object, Undoable::Boost)
}

/// Reactions to what is not known here change nothing.
fn react(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    object: &Id,
    what: Undoable,
) -> Result<Changes, Refusal> {
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
    let author = &stored.entry.author;
    let kind = match what {
        Undoable::Boost => NotificationKind::Boost,
        Undoable::Like | Undoable::Follow => NotificationKind::Like,
    };
    notices::tell(view, context, &Notice::of(activity, kind, author, Some(object)), &mut changes)?;
    if what == Undoable::Boost && stored.entry.audience.is_public() {
        for reader in view.local_followers_of(&activity.actor)? {
            // Nobody needs to be shown their own words.
            if reader != *author {
                changes.put(keys::home_entry(&reader, context.now, object), &activity.actor);
            }
        }
    }
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
        Undoable::Like | Undoable::Boost => take_back(view, &activity.actor, &object, what)?,
    };
    if let Some(id) = &undone.id
        && !changes.is_empty()
    {
        changes.delete(keys::undoable(id));
        changes.delete(keys::activity(id));
    }
    Ok(changes)
}

/// A like of a community's entry that counts no more.
pub(crate) fn unlike(view: &View, actor: &Id, object: &Id) -> Result<Changes, Refusal> {
    take_back(view, actor, object, Undoable::Like)
}

fn take_back(view: &View, actor: &Id, object: &Id, what: Undoable) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let key = reaction_key(what, object, actor);
    let Some(reaction) = view.record::<Id>(&key)? else { return Ok(changes) };
    let mut counts = view.counts(object)?;
    let count = count_of(&mut counts, what);
    *count = count.saturating_sub(1);
    if let Some(stored) = view.entry(object)? {
        notices::forget_activity(view, &stored.entry.author, &reaction, &mut changes)?;
    }
    if what == Undoable::Boost
        && let Some(boosted) = view.record::<Timestamp>(&keys::seen(&reaction))?
    {
        for reader in view.local_followers_of(actor)? {
            let row = keys::home_entry(&reader, boosted, object);
            // An empty row is the entry's own.
            if view.get(&row)?.is_some_and(|booster| !booster.is_empty()) {
                changes.delete(row);
            }
        }
    }
    changes.put(keys::counts(object), &counts);
    changes.delete(key);
    changes.tell(Event::Entry(object.clone()));
    if what == Undoable::Like && view.contains(&keys::helped(object, actor))? {
        let mut now = view.clone();
        now.apply(changes.batch());
        changes.extend(set_helped(&now, actor, object, None)?);
    }
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
