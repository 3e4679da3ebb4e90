//! Who may be interested in what, and who speaks in it.

use artel_protocol::as2::Audience;
use artel_protocol::kinds::Content;
use artel_protocol::{Activity, Id, Timestamp};

use crate::error::Refusal;
use crate::features::clients;
use crate::features::interest::records::InterestRecord;
use crate::features::interest::state::Side;
use crate::policy;
use crate::store::View;
use crate::store::records::EntryRecord;

pub const NO_OFFER: Refusal = Refusal::Unknown("there is no such offer here");

/// An offer takes expressions of interest while it is neither paused nor over.
///
/// # Errors
/// A problem of the field `motivation`; [`Refusal::Unknown`] for what is no offer.
pub(crate) fn takes_interest(now: Timestamp, offer: &EntryRecord) -> Result<(), Refusal> {
    let Content::Offer(content) = &offer.entry.content else { return Err(NO_OFFER) };
    if content.closed {
        return Err(Refusal::field("motivation", "interest-offer-closed"));
    }
    match content.until.is_some_and(|until| until < now) {
        true => Err(Refusal::field("motivation", "interest-offer-expired")),
        false => Ok(()),
    }
}

/// Nobody is interested in what they or their organisation offer, nor in what they may not read or are kept from.
pub(crate) fn may_propose(
    view: &View,
    now: Timestamp,
    sender: &Id,
    offer: &EntryRecord,
) -> Result<(), Refusal> {
    let owner = &offer.entry.author;
    let for_followers = offer.entry.audience.names(&owner.join("/followers"));
    let reads_as_follower = for_followers && view.follower(owner, sender)?.is_some();
    if !reads_as_follower && !policy::may_read(view, sender, &offer.entry)? {
        return Err(NO_OFFER);
    }
    takes_interest(now, offer)?;
    let organisation =
        |id: &Id| -> Result<_, Refusal> { Ok(view.local_actor_by_id(id)?.map(|actor| actor.organisation)) };
    let theirs = organisation(sender)?;
    let client = clients::client_behind(view, &offer.entry.id)?.map(|client| client.organisation);
    let is_theirs = theirs.is_some() && (theirs == organisation(owner)? || theirs == client);
    if sender == owner || is_theirs {
        return Err(Refusal::field("motivation", "interest-own-offer"));
    }
    policy::may_follow(view, sender, owner)
}

/// What is said between two is said to nobody else.
pub fn is_between(audience: &Audience, one: &Id, other: &Id) -> Result<(), Refusal> {
    let only = audience.named().all(|named| named == one || named == other);
    match only && !audience.is_public() && audience.names(other) {
        true => Ok(()),
        false => Err(Refusal::Forbidden("interest in an offer is said to the other party alone")),
    }
}

/// Which of the two an activity's actor is, if it is said to the other.
pub fn side(record: &InterestRecord, activity: &Activity) -> Result<Side, Refusal> {
    let side = record.side_of(&activity.actor);
    let side = side.ok_or(Refusal::Forbidden("only the parties have a say in it"))?;
    is_between(&activity.audience, &activity.actor, record.party(side.other()))?;
    Ok(side)
}
