//! Interest in offers: a proposal, its answers, and what becomes of it, whoever says it and by whichever way it came.
//!
//! All of it is said to the other party alone. What comes too late, since both spoke at the same moment, changes nothing.

mod notes;
mod rules;

use artel_protocol::activity::{FollowReference, Undone};
use artel_protocol::interest::{self, Agreement, Contact, News, Proposed};
use artel_protocol::{Activity, Id};

use super::notices::{self, Notice};
use crate::changes::Changes;
use crate::error::{Invalid, Refusal};
use crate::features::interest::records::{self, ContactsRecord, InterestRecord, Way};
use crate::features::interest::state::{Side, State, Step};
use crate::identity::Context;
use crate::store::records::NotificationKind;
use crate::store::{View, keys};

pub use notes::{changed, create, gone};
pub(crate) use rules::takes_interest;

/// Somebody is interested in an offer.
pub fn proposed(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    proposed: &Proposed,
) -> Result<Changes, Refusal> {
    let offer = view.entry(&proposed.offer)?.ok_or(rules::NO_OFFER)?;
    let owner = offer.entry.author.clone();
    if !context.is_ours(&activity.actor) && view.local_actor_by_id(&owner)?.is_none() {
        return Ok(Changes::none());
    }
    rules::is_between(&activity.audience, &activity.actor, &owner)?;
    rules::may_propose(view, context.now, &activity.actor, &offer)?;
    let (id, sender, words) = (activity.id.clone(), activity.actor.clone(), proposed.motivation.clone());
    let record = InterestRecord::begun(view, &offer.entry, id, (sender, Way::Member), words, context.now)?;
    let mut changes = Changes::none();
    records::file(view, &record, &mut changes)?;
    let kind = NotificationKind::Interest;
    tell(view, context, &record, Side::Owner, kind, &activity.id, &mut changes)?;
    Ok(changes)
}

/// An answer to a proposal that is known here; none if it answers something else.
pub fn answered(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    reference: &FollowReference,
    step: Step,
) -> Result<Option<Changes>, Refusal> {
    let Some(record) = known(view, reference.id.as_ref())? else { return Ok(None) };
    let json = activity.document().json();
    let contact = match step {
        Step::Accept => Agreement::result(json)?.and_then(|agreement| agreement.contact),
        _ => None,
    };
    let words = interest::words(json)?.unwrap_or_default();
    taken(view, context, activity, record, step, &words, contact).map(Some)
}

/// Its sender takes it back.
pub fn withdrawn(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    undone: &Undone,
) -> Result<Changes, Refusal> {
    let Some(record) = known(view, undone.id.as_ref())? else { return Ok(Changes::none()) };
    let words = interest::words(activity.document().json())?.unwrap_or_default();
    taken(view, context, activity, record, Step::Withdraw, &words, None)
}

/// How an agreement stands, or how its other party is reached.
pub fn updated(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    agreement: &Agreement,
) -> Result<Changes, Refusal> {
    let Some(record) = known(view, Some(&agreement.proposal))? else { return Ok(Changes::none()) };
    let step = match agreement.news {
        Some(News::Negotiating) => Step::Negotiate,
        Some(News::Ended(outcome)) => Step::End(outcome),
        None => return contact_given(view, activity, record, agreement.contact.clone()),
    };
    let words = interest::words(activity.document().json())?.unwrap_or_default();
    taken(view, context, activity, record, step, &words, None)
}

fn known(view: &View, proposal: Option<&Id>) -> Result<Option<InterestRecord>, Refusal> {
    let Some(proposal) = proposal else { return Ok(None) };
    let found = records::interest(view, &records::key_of(proposal))?;
    Ok(found.filter(|found| found.way == Way::Member && found.id == *proposal))
}

/// A party takes a step.
fn taken(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    mut record: InterestRecord,
    step: Step,
    words: &str,
    contact: Option<Contact>,
) -> Result<Changes, Refusal> {
    let side = rules::side(&record, activity)?;
    match record.step(side, step, words, context.now) {
        Ok(()) => {}
        Err(Refusal::Invalid(Invalid::Fields(_))) if !context.is_ours(&activity.actor) => {
            return Ok(Changes::none());
        }
        Err(refusal) => return Err(refusal),
    }
    let mut changes = Changes::none();
    if step == Step::Accept {
        let contacts = exchange(view, context, &record, contact, &mut changes)?;
        changes.put(keys::interest_contacts(&record.key()), &contacts);
    }
    if matches!(record.state, State::Declined | State::Withdrawn) {
        // Nobody needs them any more.
        changes.delete(keys::interest_contacts(&record.key()));
    }
    changes.put(keys::interest(&record.key()), &record);
    let kind = NotificationKind::InterestAnswered;
    tell(view, context, &record, side.other(), kind, &activity.id, &mut changes)?;
    Ok(changes)
}

/// The owner has accepted: a sender of ours says in turn how they are reached.
fn exchange(
    view: &View,
    context: &Context<'_>,
    record: &InterestRecord,
    owner: Option<Contact>,
    changes: &mut Changes,
) -> Result<ContactsRecord, Refusal> {
    let contacts =
        ContactsRecord { owner: owner.unwrap_or_default(), ..records::contacts(view, &record.key())? };
    let both_here = view.local_actor_by_id(&record.owner)?.is_some();
    if let Some(sender) = view.local_actor_by_id(&record.sender)?.filter(|_| !both_here)
        && !contacts.sender.is_empty()
    {
        let contact = Some(contacts.sender.clone());
        let agreement = Agreement { contact, ..Agreement::about(&record.id) };
        let mut members = interest::to(&record.owner);
        members.insert("object".into(), agreement.to_json());
        changes.consequences.push(context.compose(view, &sender, "Update", members)?);
    }
    Ok(contacts)
}

fn contact_given(
    view: &View,
    activity: &Activity,
    record: InterestRecord,
    contact: Option<Contact>,
) -> Result<Changes, Refusal> {
    let side = rules::side(&record, activity)?;
    let Some(contact) = contact else { return Ok(Changes::none()) };
    if !record.state.is_accepted() {
        return Err(Refusal::Forbidden("how one is reached is said after the offer's owner has accepted"));
    }
    let mut contacts = records::contacts(view, &record.key())?;
    match side {
        Side::Sender => contacts.sender = contact,
        Side::Owner => contacts.owner = contact,
    }
    let mut changes = Changes::none();
    changes.put(keys::interest_contacts(&record.key()), &contacts);
    Ok(changes)
}

/// Tells a party of ours what the other did.
pub(crate) fn tell(
    view: &View,
    context: &Context<'_>,
    record: &InterestRecord,
    to: Side,
    kind: NotificationKind,
    cause: &Id,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let key = record.key();
    let notice = Notice::of_interest(kind, record.decider(to), record.party(to.other()), &key, cause);
    notices::tell(view, context, &notice, changes)
}
