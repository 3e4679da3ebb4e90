//! Reports from other servers about what is here (`Flag`).

use artel_protocol::{Activity, Id, limits};

use crate::changes::Changes;
use crate::error::Refusal;
use crate::identity::Context;
use crate::store::engine::Direction;
use crate::store::records::ReportRecord;
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
    let ours: Vec<Id> = about.iter().filter(|id| context.is_ours(id)).cloned().collect();
    let mut changes = Changes::none();
    let host = activity.actor.authority();
    let from_there = |report: &ReportRecord| report.from.authority() == host;
    if ours.is_empty() || context.is_ours(&activity.actor) {
        return Ok(changes);
    }
    if open_reports(view, from_there)? >= limits::OPEN_REPORTS_PER_HOST {
        return Ok(changes);
    }
    let record = ReportRecord {
        from: activity.actor.clone(),
        about: ours,
        reason: reason.to_owned(),
        received: context.now,
        closed: None,
        forwarded: None,
    };
    changes.put(keys::report(context.now, &activity.id), &record);
    Ok(changes)
}

/// How many open reports there are of a sort.
pub fn open_reports(view: &View, of_this_sort: impl Fn(&ReportRecord) -> bool) -> Result<usize, Refusal> {
    let all: Vec<(_, ReportRecord)> = view.records(&keys::reports(), Direction::Backward, usize::MAX)?;
    Ok(all.iter().filter(|(_, report)| report.closed.is_none() && of_this_sort(report)).count())
}
