//! What waits in a space for its moderators (docs/PROTOCOL.md §4): kept aside, said to nobody else and in no set, until one of
//! them lets it in. On the hub it waits for them; on its author's node it waits for the hub.

mod author;
mod moderators;

use artel_protocol::activity::{Act, Referred, Updated};
use artel_protocol::kinds::Entry;
use artel_protocol::message::Aid;
use artel_protocol::{Activity, Document, Id, Verified, limits};

use super::{addressing, applied, documents, in_set};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::features::clients;
use crate::features::queue::records::{self, HeldRecord};
use crate::identity::Context;
use crate::policy;
use crate::policy::review::{self, Why};
use crate::sets;
use crate::sets::spaces::{self, SpaceRecord};
use crate::store::records::EntryRecord;
use crate::store::{View, keys};

pub use author::{stands, turned_down};
pub use moderators::{shown, warn};

/// Keeps aside what has to be looked at first; none for everything else.
pub fn hold(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    author: Option<&Verified<Document>>,
) -> Result<Option<Changes>, Refusal> {
    let held = match &activity.act {
        Act::Create(Referred::Whole(entry)) | Act::Update(Updated::Entry(entry)) => {
            said(view, context, activity, entry)?
        }
        Act::Delete(id) => withdrawn(view, context, activity, id)?,
        _ => None,
    };
    let Some(mut changes) = held else { return Ok(None) };
    if !changes.is_empty() {
        documents::keep_author(view, context, author, &mut changes)?;
        changes.put(keys::seen(&activity.id), &context.now);
    }
    Ok(Some(changes))
}

fn said(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    entry: &Entry,
) -> Result<Option<Changes>, Refusal> {
    let Some(space) = space_of(view, entry)? else { return Ok(None) };
    let decides_here = space.hosted.is_some();
    if !decides_here && !context.is_ours(&activity.actor) {
        return Ok(None);
    }
    let before = records::find(view, &entry.id)?;
    let before = before.filter(|held| held.author == activity.actor && held.waits());
    // Nearly everywhere nothing is looked at first: nothing more is read for that.
    if before.is_none() && !space.space.looks_first() {
        return Ok(None);
    }
    let stored = view.entry(&entry.id)?;
    let was = stored.as_ref().map(|stored| &stored.entry).filter(|was| was.author == activity.actor);
    let why = match &before {
        Some(before) => Some(before.why),
        None => review::why_it_waits(view, context.now, &space, entry, was)?,
    };
    let Some(why) = why else { return Ok(None) };
    if view.seen(&activity.id)? {
        return Ok(Some(Changes::none()));
    }
    may_wait(view, context, activity, entry, stored.as_ref())?;
    if stored.is_some() && matches!(activity.act, Act::Create(_)) {
        return Ok(Some(Changes::none()));
    }
    let mut changes = Changes::none();
    let is_new = before.is_none();
    let record = match before {
        Some(before) => before.with(activity)?,
        None => begun(view, context, &space, activity, (&entry.id, why))?,
    };
    record.keep(&mut changes);
    match decides_here {
        true => moderators::tell(view, context, &space, &record, activity, is_new, &mut changes)?,
        false => pass_on(view, context, activity, &space, &mut changes)?,
    }
    Ok(Some(changes))
}

/// What could not stand there anyhow does not wait either.
fn may_wait(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    entry: &Entry,
    stored: Option<&EntryRecord>,
) -> Result<(), Refusal> {
    policy::may_create(activity, entry)?;
    policy::is_not_gone(view, entry)?;
    if let Some(stored) = stored {
        return policy::may_change(&activity.actor, stored);
    }
    policy::may_answer(view, entry)?;
    policy::may_stand(view, context.now, entry)?;
    match &entry.in_reply_to {
        Some(parent) if policy::takes_answer(view, &activity.actor, parent).is_err() => {
            Err(Refusal::Forbidden("this conversation takes no answer of yours"))
        }
        _ => Ok(()),
    }
}

/// What is held from now on.
///
/// # Errors
/// A problem of the field `readers` when as much waits as may.
fn begun(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    activity: &Activity,
    (entry, why): (&Id, Why),
) -> Result<HeldRecord, Refusal> {
    let held = records::held_in(view, &space.space.id)?;
    let waiting = || held.iter().filter(|held| held.waits());
    let of_author = waiting().filter(|held| held.author == activity.actor).count();
    if waiting().count() >= limits::HELD_PER_SPACE || of_author >= limits::HELD_PER_AUTHOR {
        return Err(Refusal::field("readers", "held-too-many"));
    }
    let record = HeldRecord::new(&space.space.id, (entry, &activity.actor), context.now, why);
    HeldRecord { changes: view.entry(entry)?.is_some(), ..record }.with(activity)
}

/// The space in which an entry stands: what begins something names it, an answer stands where it answers.
fn space_of(view: &View, entry: &Entry) -> Result<Option<SpaceRecord>, Refusal> {
    let space = match (&entry.in_reply_to, entry.audience.space()) {
        (Some(parent), _) => spaces::of_entry(view, parent)?,
        (None, Some(named)) => spaces::space(view, named)?,
        (None, None) => None,
    };
    match space {
        Some(space) => Ok(Some(space)),
        None => policy::space_named(view, entry),
    }
}

/// Its author's node tells the hub, and nobody else.
fn pass_on(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    space: &SpaceRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    changes.put_bytes(keys::activity(&activity.id), activity.document().bytes().clone());
    addressing::send_to(view, context, activity, &space.space.id, changes)
}

/// Its author takes back what waits.
fn withdrawn(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    id: &Id,
) -> Result<Option<Changes>, Refusal> {
    let held = records::find(view, id)?;
    let Some(held) = held.filter(|held| held.author == activity.actor && !held.changes) else {
        return Ok(None);
    };
    let mut changes = Changes::none();
    held.forget(&mut changes);
    clients::forget(view, id, &mut changes)?;
    let Some(space) = spaces::space(view, &held.space)? else { return Ok(Some(changes)) };
    match space.hosted.is_some() {
        true if held.waits() => moderators::waits_no_more(view, context, &space, &held, &mut changes)?,
        false if held.waits() && context.is_ours(&activity.actor) => {
            author::unsay(&held, &mut changes)?;
            pass_on(view, context, activity, &space, &mut changes)?;
        }
        _ => {}
    }
    Ok(Some(changes))
}

/// A moderator has decided about what waits here.
pub fn decided(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    held: &HeldRecord,
    lets_in: bool,
    reason: &str,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    held.forget(&mut changes);
    moderators::waits_no_more(view, context, space, held, &mut changes)?;
    match (lets_in, &held.version) {
        (true, Some(version)) => confirm(view, context, held, version, &mut changes)?,
        (true, None) => let_in(view, context, held, &mut changes)?,
        // Every node has it already: the community takes it out of view.
        (false, Some(_)) => {
            moderators::hide(view, context, space, &held.entry, reason, &mut changes)?;
        }
        (false, None) => author::turn_down(view, context, space, held, reason, &mut changes)?,
    }
    if lets_in {
        author::tell_let_in(view, context, held, &mut changes)?;
    }
    Ok(changes)
}

/// What waited is said at last, as if nobody had looked at it.
fn let_in(
    view: &View,
    context: &Context<'_>,
    held: &HeldRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let mut now = view.clone();
    now.apply(&changes.batch);
    for activity in held.activities()? {
        match said_at_last(&now, context, &activity) {
            Ok(more) => {
                now.apply(&more.batch);
                changes.extend(more);
            }
            // It was withdrawn meanwhile, or its conversation was.
            Err(Refusal::Gone | Refusal::Forbidden(_) | Refusal::Unknown(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

fn said_at_last(view: &View, context: &Context<'_>, activity: &Activity) -> Result<Changes, Refusal> {
    let aid = Aid::of(activity.document()).map_err(|error| Refusal::impossible(error.to_string()))?;
    let now = looked_at(view, context, &aid);
    if let Some(actor) = view.actor(&activity.actor)?
        && let Ok(verified) = Verified::by_proof(activity.clone(), &actor, context.now)
        && let Some(changes) = in_set(&now, context, &verified)?
    {
        return Ok(changes);
    }
    applied(&now, context, activity, None)
}

/// The community gives its word for what is in its set already.
fn confirm(
    view: &View,
    context: &Context<'_>,
    held: &HeldRecord,
    version: &Aid,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let now = looked_at(view, context, version);
    changes.extend(sets::confirm(&now, context, &held.entry, version)?);
    Ok(())
}

/// The view of somebody who has looked at an activity.
fn looked_at(view: &View, context: &Context<'_>, aid: &Aid) -> View {
    let mut mark = Changes::none();
    mark.put(keys::looked_at(aid), &context.now);
    let mut now = view.clone();
    now.apply(&mark.batch);
    now
}

/// The space whose moderators have to look at a version that entered the set by itself, and why: its author's node did not
/// wait. `before` reads the one that was let in last: only where anything is looked at first.
pub fn looked_at_in(
    view: &View,
    context: &Context<'_>,
    stored: &EntryRecord,
    before: impl FnOnce() -> Result<Option<Entry>, Refusal>,
    version: &Aid,
) -> Result<Option<(SpaceRecord, Why)>, Refusal> {
    let space = space_of(view, &stored.entry)?;
    let Some(space) = space.filter(|space| space.hosted.is_some() && space.space.looks_first()) else {
        return Ok(None);
    };
    if view.contains(&keys::looked_at(version))? {
        return Ok(None);
    }
    let why = review::why_it_waits(view, context.now, &space, &stored.entry, before()?.as_ref())?;
    Ok(why.map(|why| (space, why)))
}

/// Puts such a version before them.
pub fn of_set(
    view: &View,
    context: &Context<'_>,
    (space, why): (&SpaceRecord, Why),
    stored: &EntryRecord,
    version: Aid,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    if let Some(before) = records::find(view, &stored.entry.id)? {
        before.forget(&mut changes);
    }
    let whose = (&stored.entry.id, &stored.entry.author);
    let record = HeldRecord::new(&space.space.id, whose, context.now, why);
    let record = HeldRecord { changes: true, version: Some(version), ..record };
    record.keep(&mut changes);
    moderators::notify(view, context, space, &record, &mut changes)?;
    Ok(changes)
}
