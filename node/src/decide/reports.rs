//! Reports from other servers about what is here (`Flag`).

use artel_protocol::{Activity, Id, limits};
use serde_json::{Map, Value};

use super::notices::{self, Notice};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::identity::Context;
use crate::sets::spaces::{self, SpaceRecord};
use crate::store::engine::Direction;
use crate::store::records::{NotificationKind, ReportRecord};
use crate::store::{View, keys};

/// Keeps a report if it is about anything of ours, and if its server has not filled the officers' desk already: then
/// it is acknowledged and forgotten.
pub fn report(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    about: &[Id],
    reason: &str,
) -> Result<Changes, Refusal> {
    let mut ours = Vec::new();
    for id in about {
        if context.is_ours(id) || stands_here(view, context, id)? {
            ours.push(id.clone());
        }
    }
    let mut changes = Changes::none();
    let host = activity.actor.authority();
    let from_there = |report: &ReportRecord| report.from.authority() == host;
    if ours.is_empty() || context.is_ours(&activity.actor) {
        return Ok(changes);
    }
    if open_reports(view, from_there)? >= limits::OPEN_REPORTS_PER_HOST {
        return Ok(changes);
    }
    let space = space_of(view, &ours)?.filter(|space| is_looked_at_here(context, space));
    let record = ReportRecord {
        from: activity.actor.clone(),
        about: ours,
        reason: reason.to_owned(),
        received: context.now,
        closed: None,
        forwarded: None,
        space: space.as_ref().map(|space| space.space.id.clone()),
    };
    if comes_back(view, context, &record)? {
        return Ok(changes);
    }
    changes.put(keys::report(context.now, &activity.id), &record);
    if let Some(space) = &space {
        tell_moderators(view, context, space, (&activity.id, &record), &mut changes)?;
    }
    Ok(changes)
}

/// Whether the moderators of a space look at reports here: on its hub, and wherever one of them is at home.
fn is_looked_at_here(context: &Context<'_>, space: &SpaceRecord) -> bool {
    space.hosted.is_some() || space.space.moderators.iter().any(|moderator| context.is_ours(moderator))
}

/// Whether a hub tells its moderators here of what was reported here first: it heard of it from us.
fn comes_back(view: &View, context: &Context<'_>, new: &ReportRecord) -> Result<bool, Refusal> {
    let is_it = |report: &ReportRecord| {
        let says_the_same = report.space == new.space && report.reason == new.reason;
        says_the_same && context.is_ours(&report.from) && new.about.iter().all(|id| report.about.contains(id))
    };
    Ok(new.space.is_some() && open_reports(view, is_it)? > 0)
}

/// Whether an entry of somebody elsewhere stands in a space whose order is kept here.
fn stands_here(view: &View, context: &Context<'_>, entry: &Id) -> Result<bool, Refusal> {
    Ok(spaces::of_entry(view, entry)?.is_some_and(|space| is_looked_at_here(context, &space)))
}

/// The space in which the first of these stands that stands in one: its moderators look at the report.
pub fn space_of(view: &View, about: &[Id]) -> Result<Option<SpaceRecord>, Refusal> {
    for id in about {
        if let Some(space) = spaces::of_entry(view, id)? {
            return Ok(Some(space));
        }
    }
    Ok(None)
}

/// Tells the moderators of a space that something was reported, not by whom: ours by a notification, and from the hub those
/// elsewhere by the node's own word.
pub fn tell_moderators(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    (id, report): (&Id, &ReportRecord),
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let (ours, elsewhere): (Vec<_>, Vec<_>) =
        space.space.moderators.iter().partition(|moderator| context.is_ours(moderator));
    for moderator in ours {
        let kind = NotificationKind::Reported;
        let notice = Notice::in_space(kind, moderator, &space.space.id, id, &space.space.id);
        notices::tell(view, context, &notice, changes)?;
    }
    if space.hosted.is_some() && !elsewhere.is_empty() {
        changes.consequences.push(flag(context, &report.about, &report.reason, &elsewhere)?);
    }
    Ok(())
}

/// What the node itself says of things that were reported to it.
pub fn flag(context: &Context<'_>, about: &[Id], reason: &str, to: &[&Id]) -> Result<Activity, Refusal> {
    let ids = |ids: &mut dyn Iterator<Item = &Id>| -> Value { ids.map(Id::as_str).collect() };
    let mut members = Map::new();
    members.insert("object".into(), ids(&mut about.iter()));
    members.insert("content".into(), reason.into());
    members.insert("to".into(), ids(&mut to.iter().copied()));
    context.compose_as_node("Flag", members)
}

/// How many open reports there are of a sort.
pub fn open_reports(view: &View, of_this_sort: impl Fn(&ReportRecord) -> bool) -> Result<usize, Refusal> {
    let all: Vec<(_, ReportRecord)> = view.records(&keys::reports(), Direction::Backward, usize::MAX)?;
    Ok(all.iter().filter(|(_, report)| report.closed.is_none() && of_this_sort(report)).count())
}
