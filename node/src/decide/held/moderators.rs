//! What the moderators of a space are told, here and elsewhere, and what they tell others in its name.

use artel_protocol::activity::{Act, Referred, Updated};
use artel_protocol::{Activity, Id, limits};
use serde_json::{Map, Value, json};

use super::super::notices::{self, Notice};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::features::communities::{self, Order, hosted};
use crate::features::publishing::{about, private_note};
use crate::features::queue::records::{self, HeldRecord, WarningRecord};
use crate::identity::Context;
use crate::policy::review;
use crate::sets::element::embedded;
use crate::sets::spaces::{self, SpaceRecord};
use crate::store::engine::Direction;
use crate::store::records::NotificationKind;
use crate::store::{View, keys};

/// The collection in which a space shows its moderators elsewhere what waits.
const QUEUE: &str = "/queue";

/// Tells those who keep order that something waits: ours by a notification, those elsewhere by what waits itself.
pub(super) fn tell(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    held: &HeldRecord,
    activity: &Activity,
    is_new: bool,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    if is_new {
        notify(view, context, space, held, changes)?;
    }
    let whole = Value::Object(activity.document().json().clone());
    show_elsewhere(view, context, space, "Add", whole, changes)
}

pub(super) fn notify(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    held: &HeldRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    for moderator in &space.space.moderators {
        let kind = NotificationKind::Held;
        let notice = Notice::in_space(kind, moderator, &held.author, &held.entry, &held.space);
        notices::tell(view, context, &notice, changes)?;
    }
    Ok(())
}

/// It waits no more: nobody is told of it any longer.
pub(super) fn waits_no_more(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    held: &HeldRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    unnotify(view, space, held, changes)?;
    match held.version {
        Some(_) => Ok(()),
        None => show_elsewhere(view, context, space, "Remove", held.entry.as_str().into(), changes),
    }
}

fn unnotify(
    view: &View,
    space: &SpaceRecord,
    held: &HeldRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    for moderator in &space.space.moderators {
        notices::forget(view, moderator, held.at, &held.entry, changes)?;
    }
    Ok(())
}

fn show_elsewhere(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    act: &str,
    object: Value,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let moderators = space.space.moderators.iter().filter(|id| !context.is_ours(id));
    let elsewhere: Vec<&str> = moderators.map(Id::as_str).collect();
    let group = view.local_actor_by_id(&space.space.id)?;
    let Some(group) = group.filter(|_| !elsewhere.is_empty()) else { return Ok(()) };
    let mut members = Map::new();
    members.insert("object".into(), object);
    members.insert("target".into(), space.space.id.join(QUEUE).as_str().into());
    members.insert("to".into(), json!(elsewhere));
    changes.consequences.push(context.compose(view, &group, act, members)?);
    Ok(())
}

/// A space that stands elsewhere shows its moderators here what waits, or that it waits no more; none for what is something
/// else.
pub fn shown(view: &View, context: &Context<'_>, activity: &Activity) -> Result<Option<Changes>, Refusal> {
    let (Act::Add(placed) | Act::Remove(placed)) = &activity.act else { return Ok(None) };
    if placed.target != activity.actor.join(QUEUE) {
        return Ok(None);
    }
    let mut changes = Changes::none();
    let space = spaces::space(view, &activity.actor)?.filter(|space| space.hosted.is_none());
    let Some(space) = space else { return Ok(Some(changes)) };
    let moderates = space.space.moderators.iter().any(|moderator| context.is_ours(moderator));
    match activity.act {
        Act::Remove(_) => {
            let held = records::find(view, &placed.object)?;
            let held = held.filter(|held| held.space == space.space.id && !context.is_ours(&held.author));
            if let Some(held) = held {
                held.forget(&mut changes);
                unnotify(view, &space, &held, &mut changes)?;
            }
        }
        _ if moderates => waits(view, context, &space, activity, &mut changes)?,
        _ => {}
    }
    changes.put(keys::seen(&activity.id), &context.now);
    Ok(Some(changes))
}

fn waits(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    activity: &Activity,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let Some(waiting) = embedded(activity).map(Activity::read).transpose()? else { return Ok(()) };
    let (Act::Create(Referred::Whole(entry)) | Act::Update(Updated::Entry(entry))) = &waiting.act else {
        return Ok(());
    };
    // What an actor of ours wrote waits here already.
    if entry.author != waiting.actor || context.is_ours(&entry.author) {
        return Ok(());
    }
    let before = records::find(view, &entry.id)?.filter(|held| held.space == space.space.id);
    let is_new = before.is_none();
    let record = match before {
        Some(before) => before.with(&waiting)?,
        None => {
            let was = view.entry(&entry.id)?.map(|stored| stored.entry);
            let why =
                review::why_it_waits(view, context.now, space, entry, was.as_ref())?.unwrap_or_default();
            super::begun(view, context, space, &waiting, (&entry.id, why))?
        }
    };
    record.keep(changes);
    match is_new {
        true => notify(view, context, space, &record, changes),
        false => Ok(()),
    }
}

/// The community takes an entry out of view.
pub(super) fn hide(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    entry: &Id,
    reason: &str,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let (_, community) = hosted(view, &space.space.community)?;
    let hides = Order::Show(entry.clone(), false);
    changes.consequences.push(communities::order(view, context, &community, &hides, Some(reason))?);
    Ok(())
}

/// Somebody is warned: a private note says why, and the community trusts them less for a while.
pub fn warn(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    who: &Id,
    reason: &str,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let record = WarningRecord { space: space.space.id.clone(), reason: reason.to_owned() };
    let all = keys::warnings(&space.space.community, who);
    let kept = view.prefix(&all, Direction::Backward, usize::MAX)?;
    for (old, _) in kept.iter().skip(limits::WARNINGS_KEPT - 1) {
        changes.delete(old.to_vec());
    }
    changes.put(keys::warning(&space.space.community, who, context.now), &record);
    note(view, context, space, who, reason, &mut changes)?;
    Ok(changes)
}

/// What a space tells somebody alone.
pub(super) fn note(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    reader: &Id,
    text: &str,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let Some(group) = view.local_actor_by_id(&space.space.id)? else { return Ok(()) };
    let entry = private_note(view, context, &group, reader, text)?;
    changes.consequences.push(context.compose(view, &group, "Create", about(&entry))?);
    Ok(())
}
