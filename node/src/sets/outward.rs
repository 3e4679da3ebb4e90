//! What the spaces of this node tell those who follow them from outside: whole activities to those who understand them, and
//! what begins a conversation by its id besides, for everybody else (FEP-1b12, design.md §10). Answers and votes go wrapped
//! only, or each would be a boost on home timelines.

use artel_protocol::activity::{Act, Referred, Updated};
use artel_protocol::wire::PUBLIC;
use artel_protocol::{Activity, Id};
use serde_json::{Map, Value, json};

use super::spaces;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::identity::Context;
use crate::policy;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::{EntryRecord, LocalActorRecord};

/// The announcements of an activity that was just taken in, if it is about an entry of a space that stands here.
pub fn announcements(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    taken_in: &Changes,
) -> Result<Vec<Activity>, Refusal> {
    if taken_in.is_empty() || !matters(activity) {
        return Ok(Vec::new());
    }
    let mut now = view.clone();
    now.apply(taken_in.batch());
    let Some(subject) = subject(view, &now, activity)? else { return Ok(Vec::new()) };
    let Some((space, actor)) = stands_in(&now, &subject)? else { return Ok(Vec::new()) };
    let opens = subject.entry.in_reply_to.is_none();
    let may = !opens || policy::may_begin_in(&now, context.now, &subject.entry.author, &space).is_ok();
    let is_seen = subject.hidden.is_none() && subject.entry.audience.is_public();
    if !may || !is_seen || !has_followers(&now, &actor.id)? {
        return Ok(Vec::new());
    }
    let mut said = vec![announce(&now, context, &actor, activity.document().json().clone().into())?];
    if opens && matches!(activity.act, Act::Create(_)) {
        said.push(announce(&now, context, &actor, subject.entry.id.as_str().into())?);
    }
    Ok(said)
}

/// Whether others can do anything with it.
fn matters(activity: &Activity) -> bool {
    matches!(
        activity.act,
        Act::Create(Referred::Whole(_))
            | Act::Update(Updated::Entry(_))
            | Act::Delete(_)
            | Act::Like(_)
            | Act::Undo(_)
    )
}

/// The entry that an activity is about; one that is deleted as it was.
fn subject(view: &View, now: &View, activity: &Activity) -> Result<Option<EntryRecord>, Refusal> {
    Ok(match &activity.act {
        Act::Create(Referred::Whole(entry)) | Act::Update(Updated::Entry(entry)) => now.entry(&entry.id)?,
        Act::Delete(id) => view.entry(id)?,
        Act::Like(id) => now.entry(id)?,
        Act::Undo(undone) => match &undone.object {
            Some(object) => now.entry(object)?,
            None => None,
        },
        _ => None,
    })
}

/// The space of ours in which an entry stands, with its actor: its own, or that of what it answers.
fn stands_in(
    view: &View,
    record: &EntryRecord,
) -> Result<Option<(spaces::SpaceRecord, LocalActorRecord)>, Refusal> {
    let own = |record: &EntryRecord| -> Result<Option<spaces::SpaceRecord>, Refusal> {
        match record.community.as_ref().and_then(|community| community.space.as_ref()) {
            Some(space) => Ok(spaces::space(view, space)?),
            None => policy::space_named(view, &record.entry),
        }
    };
    let space = match &record.root {
        Some(root) => view.entry(root)?.map(|root| own(&root)).transpose()?.flatten(),
        None => own(record)?,
    };
    let Some(space) = space.filter(|space| !space.space.members_only) else { return Ok(None) };
    let actor = space.hosted.as_ref().map(|name| view.local_actor(name)).transpose()?.flatten();
    Ok(actor.map(|actor| (space, actor)))
}

fn has_followers(view: &View, space: &Id) -> Result<bool, Refusal> {
    Ok(!view.prefix(&keys::followers(space), Direction::Forward, 1)?.is_empty())
}

fn announce(
    view: &View,
    context: &Context<'_>,
    space: &LocalActorRecord,
    object: Value,
) -> Result<Activity, Refusal> {
    let mut members = Map::new();
    members.insert("object".into(), object);
    members.insert("to".into(), json!([PUBLIC]));
    members.insert("cc".into(), json!([space.id.join("/followers").as_str()]));
    context.compose(view, space, "Announce", members)
}
