//! Reports from other servers about what is here (`Flag`).

use artel_protocol::{Activity, Id};

use crate::changes::Changes;
use crate::error::Refusal;
use crate::identity::Context;
use crate::store::records::ReportRecord;
use crate::store::{View, keys};

/// Keeps a report if it is about anything of ours.
pub fn report(
    _: &View,
    context: &Context<'_>,
    activity: &Activity,
    about: &[Id],
    reason: &str,
) -> Result<Changes, Refusal> {
    let ours: Vec<Id> = about.iter().filter(|id| context.is_ours(id)).cloned().collect();
    let mut changes = Changes::none();
    if ours.is_empty() {
        return Ok(changes);
    }
    let record = ReportRecord {
        from: activity.actor.clone(),
        about: ours,
        reason: reason.to_owned(),
        received: context.now,
    };
    changes.put(keys::report(context.now, &activity.id), &record);
    Ok(changes)
}
