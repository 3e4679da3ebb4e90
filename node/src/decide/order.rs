//! Keeping order in a space: its moderators, wherever they are at home, ask for what its community then says.

use artel_protocol::activity::{Act, UndoneAct};
use artel_protocol::{Activity, Id, as2, limits};

use super::held;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::features::communities::{self, Order, hosted};
use crate::features::queue::records::{self, HeldRecord};
use crate::identity::Context;
use crate::policy;
use crate::sets::spaces::{self, SpaceRecord};
use crate::store::View;
use crate::store::keys;

/// What a moderator asks for. What is about no space of ours says nothing to us.
///
/// # Errors
/// [`Refusal::Forbidden`] for who is none of its moderators.
pub fn keep(view: &View, context: &Context<'_>, activity: &Activity) -> Result<Changes, Refusal> {
    let Some((space, order)) = asked(view, activity)? else { return Ok(Changes::none()) };
    let hosts = space.hosted.is_some();
    if !hosts && !context.is_ours(&activity.actor) {
        return Ok(Changes::none());
    }
    policy::keeps_order_in(&space, &activity.actor)?;
    if let Order::Show(entry, _) = &order
        && let Some(waiting) = records::find(view, entry)?.filter(HeldRecord::waits)
    {
        policy::review::may_decide(view, &space, &waiting, &activity.actor)?;
    }
    let mut changes = Changes::none();
    changes.put(keys::seen(&activity.id), &context.now);
    if hosts {
        let reason = as2::text(activity.document().json(), "content", limits::REASON_CHARS)?;
        changes.extend(kept(view, context, &space, &order, &reason.unwrap_or_default())?);
    }
    Ok(changes)
}

/// What becomes of it on the hub: what waits is let in or turned down, who is warned is told, and everything else is said by
/// the community.
fn kept(
    view: &View,
    context: &Context<'_>,
    space: &SpaceRecord,
    order: &Order,
    reason: &str,
) -> Result<Changes, Refusal> {
    if let Order::Show(entry, shown) = order
        && let Some(waiting) = records::find(view, entry)?.filter(HeldRecord::waits)
    {
        return held::decided(view, context, space, &waiting, *shown, reason);
    }
    if let Order::Warn(who) = order {
        return held::warn(view, context, space, who, reason);
    }
    let (_, community) = hosted(view, &space.space.community)?;
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    let mut changes = Changes::none();
    changes.consequences.push(communities::order(view, context, &community, order, reason)?);
    Ok(changes)
}

/// The space that it is about, and what is asked for.
fn asked(view: &View, activity: &Activity) -> Result<Option<(SpaceRecord, Order)>, Refusal> {
    let (entry, order) = match &activity.act {
        Act::Add(placed) | Act::Remove(placed) => {
            let adds = matches!(activity.act, Act::Add(_));
            let object = placed.object.clone();
            let order = match placed.target.path().rsplit('/').next() {
                Some("featured") => Order::Pin(object, adds),
                Some("outbox") => Order::Show(object, adds),
                _ => return Ok(None),
            };
            (&placed.object, order)
        }
        Act::Lock(entry) => (entry, Order::Lock(entry.clone(), true)),
        Act::Undo(undone) if undone.what == UndoneAct::Lock => match &undone.object {
            Some(entry) => (entry, Order::Lock(entry.clone(), false)),
            None => return Ok(None),
        },
        Act::Warn(placed) => {
            let space = spaces::space(view, &placed.target)?;
            return Ok(space.map(|space| (space, Order::Warn(placed.object.clone()))));
        }
        Act::Block(ban) => {
            let space = ban.target.as_ref().map(|space| spaces::space(view, space)).transpose()?.flatten();
            return Ok(space.map(|space| (space, Order::Ban(ban.object.clone(), ban.until))));
        }
        _ => return Ok(None),
    };
    Ok(space_of(view, entry)?.map(|space| (space, order)))
}

/// The space in which an entry waits or stands.
fn space_of(view: &View, entry: &Id) -> Result<Option<SpaceRecord>, Refusal> {
    if let Some(waiting) = records::find(view, entry)? {
        return Ok(spaces::space(view, &waiting.space)?);
    }
    Ok(spaces::of_entry(view, entry)?)
}
