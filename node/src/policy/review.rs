//! Review: offers that another person reads before others do, in the brokerages that want it. Whoever wrote them, moderators
//! included: nobody lets in what they wrote themselves.

use std::collections::HashSet;

use artel_protocol::kinds::{Content, Entry};
use artel_protocol::{Id, Timestamp};
use serde::{Deserialize, Serialize};

use super::trust;
use crate::error::Refusal;
use crate::features::queue::records::HeldRecord;
use crate::sets::spaces::SpaceRecord;
use crate::store::View;

/// Why words wait in a space.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// The community does not know their author well enough.
    #[default]
    Trust,
    /// It is an offer, and another person reads each of them first.
    Review,
}

/// Why an entry has to wait in a space until somebody who keeps order lets it in; none if it need not. `before` is what it
/// changes, as it was let in.
pub fn why_it_waits(
    view: &View,
    now: Timestamp,
    space: &SpaceRecord,
    entry: &Entry,
    before: Option<&Entry>,
) -> Result<Option<Why>, Refusal> {
    if space.space.reviews
        && is_offer(entry)
        && !before.is_some_and(|before| changes_times_only(before, entry))
    {
        return Ok(Some(Why::Review));
    }
    let looked_at = trust::is_looked_at_first(view, now, space, &entry.author)?;
    Ok(looked_at.then_some(Why::Trust))
}

fn is_offer(entry: &Entry) -> bool {
    entry.in_reply_to.is_none() && matches!(entry.content, Content::Offer(_))
}

/// An offer that stands longer, or takes no interest for a while, says nothing that is to be read anew.
fn changes_times_only(before: &Entry, after: &Entry) -> bool {
    let (Content::Offer(one), Content::Offer(other)) = (&before.content, &after.content) else {
        return false;
    };
    one.differs_in_times_only(other) && before.attachments == after.attachments && before.tags == after.tags
}

/// Whether a moderator decides about what waits. About an offer under review it is another person than its author, and of
/// another organisation, unless there is no such moderator.
///
/// # Errors
/// 403 for who has to leave it to somebody else.
pub fn may_decide(view: &View, space: &SpaceRecord, held: &HeldRecord, by: &Id) -> Result<(), Refusal> {
    if held.why != Why::Review {
        return Ok(());
    }
    if *by == held.author {
        return Err(Refusal::Forbidden("another person reads this offer"));
    }
    if !is_colleague(view, by, &held.author)? {
        return Ok(());
    }
    for other in &space.space.moderators {
        if *other != held.author && !is_colleague(view, other, &held.author)? {
            return Err(Refusal::Forbidden("somebody of another organisation reads this offer"));
        }
    }
    Ok(())
}

/// Whether two are of one organisation: on whatever node, all its people make their proofs by its key. Of whom no key is
/// known here, everybody on the same host may be.
fn is_colleague(view: &View, one: &Id, other: &Id) -> Result<bool, Refusal> {
    if let (Some(one), Some(other)) = (view.local_actor_by_id(one)?, view.local_actor_by_id(other)?) {
        return Ok(one.organisation == other.organisation);
    }
    let keys = |actor: &Id| -> Result<HashSet<String>, Refusal> {
        let known = view.actor(actor)?;
        Ok(known.iter().flat_map(|actor| actor.assertion_keys()).map(|key| key.to_multikey()).collect())
    };
    let (ones, others) = (keys(one)?, keys(other)?);
    match ones.is_empty() || others.is_empty() {
        true => Ok(one.same_authority(other)),
        false => Ok(!ones.is_disjoint(&others)),
    }
}
