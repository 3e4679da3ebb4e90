//! Private messages about an offer: what is said within an expression of interest, and how a user of other software
//! expresses theirs. Such a message stands in no conversation, blog or timeline: only where its two parties look.

use artel_protocol::kinds::{Content, Entry};
use artel_protocol::{Activity, Id, limits};

use super::{rules, tell};
use crate::changes::Changes;
use crate::error::{Invalid, Refusal};
use crate::features::interest::records::{self, InterestRecord, MessageRecord, Way};
use crate::features::interest::state::Step;
use crate::identity::Context;
use crate::store::records::{EntryRecord, NotificationKind};
use crate::store::{View, keys};

/// A private message that belongs to an expression of interest, or begins one; none for every other message.
pub fn create(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    entry: &Entry,
) -> Result<Option<Changes>, Refusal> {
    let is_private = !entry.audience.is_public() && !activity.audience.is_public();
    if !is_private || !matches!(entry.content, Content::Post(_)) {
        return Ok(None);
    }
    if view.contains(&keys::interest_message(&entry.id))? {
        return Ok(Some(Changes::none()));
    }
    if view.tombstone(&entry.id)?.is_some() {
        return Ok(None);
    }
    if let Some(record) = place(view, entry)? {
        return said(view, context, record, entry, NotificationKind::InterestMessage).map(Some);
    }
    match context.is_ours(&entry.author) {
        true => Ok(None),
        false => opened(view, context, entry),
    }
}

/// The one that a message says it belongs to: by the agreement's id, or by answering what was said in it.
fn place(view: &View, entry: &Entry) -> Result<Option<InterestRecord>, Refusal> {
    for id in entry.context.iter().chain(&entry.in_reply_to) {
        if let Some(record) = records::about(view, id)?.filter(|record| is_said_in(record, entry)) {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

fn is_said_in(record: &InterestRecord, entry: &Entry) -> bool {
    let Some(side) = record.side_of(&entry.author).filter(|_| !record.state.is_over()) else { return false };
    rules::is_between(&entry.audience, &entry.author, record.party(side.other())).is_ok()
}

/// Files a message.
fn said(
    view: &View,
    context: &Context<'_>,
    mut record: InterestRecord,
    entry: &Entry,
    kind: NotificationKind,
) -> Result<Changes, Refusal> {
    let side = record.side_of(&entry.author).ok_or(Refusal::Forbidden("only the parties write in it"))?;
    let html = entry.content.text().html.clone();
    let message = MessageRecord { id: entry.id.clone(), by: side, at: context.now, html };
    let mut changes = Changes::none();
    records::add_message(&mut record, &message, &mut changes)?;
    if !context.is_ours(&entry.author) {
        record.last_note = Some(entry.id.clone());
    }
    changes.put(keys::interest(&record.key()), &record);
    tell(view, context, &record, side.other(), kind, &entry.id, &mut changes)?;
    Ok(changes)
}

/// Somebody of other software writes to the owner of an offer alone, about it.
fn opened(view: &View, context: &Context<'_>, entry: &Entry) -> Result<Option<Changes>, Refusal> {
    let Some(offer) = offer_meant(view, entry)? else {
        return match unthreaded(view, entry)? {
            Some(record) => said(view, context, record, entry, NotificationKind::InterestMessage).map(Some),
            None => Ok(None),
        };
    };
    if let Some(live) = records::live(view, &offer.entry.id, &entry.author)? {
        return said(view, context, live, entry, NotificationKind::InterestMessage).map(Some);
    }
    let (id, sender) = (entry.id.clone(), entry.author.clone());
    let who = (sender, Way::Note);
    let record = InterestRecord::begun(view, &offer.entry, id, who, String::new(), context.now)?;
    let mut changes = Changes::none();
    let filed = rules::may_propose(view, context.now, &entry.author, &offer)
        .and_then(|()| records::file(view, &record, &mut changes));
    match filed {
        Ok(()) => {}
        // It is a letter like any other: nothing that somebody wrote is lost.
        Err(Refusal::Invalid(Invalid::Fields(_)) | Refusal::Unknown(_)) => return Ok(None),
        Err(refusal) => return Err(refusal),
    }
    let mut now = view.clone();
    now.apply(&changes.batch);
    changes.extend(said(&now, context, record, entry, NotificationKind::Interest)?);
    Ok(Some(changes))
}

/// The offer of ours that a message is about: it answers it, or names its address, and goes to its owner alone.
fn offer_meant(view: &View, entry: &Entry) -> Result<Option<EntryRecord>, Refusal> {
    let named = match &entry.in_reply_to {
        Some(answered) => vec![answered.clone()],
        None => addresses(view, entry)?,
    };
    for id in named {
        let Some(found) = view.entry(&id)?.filter(|found| found.hidden.is_none()) else { continue };
        let owner = &found.entry.author;
        if matches!(found.entry.content, Content::Offer(_))
            && view.local_actor_by_id(owner)?.is_some()
            && rules::is_between(&entry.audience, &entry.author, owner).is_ok()
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The ids of entries of ours that a text names: by the id, or by the address of the page, which ends alike.
fn addresses(view: &View, entry: &Entry) -> Result<Vec<Id>, Refusal> {
    let Some(node) = view.node()? else { return Ok(Vec::new()) };
    let base = node.base.as_str().trim_end_matches('/');
    let (html, ours) = (&entry.content.text().html, format!("{base}/"));
    let ends = |char: char| !(char.is_ascii_alphanumeric() || "-._~/@".contains(char));
    let paths = html.split(&ours).skip(1).map(|rest| rest.split(ends).next().unwrap_or(""));
    let numbers = paths.filter_map(|path| {
        let (before, number) = path.trim_end_matches(['.', '/']).rsplit_once('/')?;
        (before == "o" || before.starts_with('@')).then(|| node.base.join(&format!("/o/{number}")))
    });
    Ok(numbers.take(limits::OFFERS_LOOKED_FOR).collect())
}

/// Of software that has no threads in private messages, the only conversation that the two have.
fn unthreaded(view: &View, entry: &Entry) -> Result<Option<InterestRecord>, Refusal> {
    if entry.in_reply_to.is_some() {
        return Ok(None);
    }
    let mut all = records::of_actor(view, &entry.author)?;
    all.retain(|record| record.way == Way::Note && is_said_in(record, entry));
    match all.len() {
        1 => Ok(all.pop()),
        _ => Ok(None),
    }
}

/// A message says something else by now; none if it is none.
pub fn changed(view: &View, activity: &Activity, entry: &Entry) -> Result<Option<Changes>, Refusal> {
    let Some((record, message)) = message(view, &entry.id)? else { return Ok(None) };
    let mut changes = Changes::none();
    if *record.party(message.by) != activity.actor {
        return Err(Refusal::Forbidden("the object is somebody else's"));
    }
    let place = keys::interest_said(&record.key(), message.at, &message.id);
    changes.put(place, &MessageRecord { html: entry.content.text().html.clone(), ..message });
    Ok(Some(changes))
}

/// A message is taken back; none if it is none. With the one that began it, its sender is not interested any more.
pub fn gone(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    id: &Id,
) -> Result<Option<Changes>, Refusal> {
    let Some((mut record, message)) = message(view, id)? else { return Ok(None) };
    if *record.party(message.by) != activity.actor {
        return Err(Refusal::Forbidden("the object is somebody else's"));
    }
    let mut changes = Changes::none();
    changes.delete(keys::interest_said(&record.key(), message.at, id));
    changes.delete(keys::interest_message(id));
    if record.id == *id && !record.state.is_over() {
        record.step(message.by, Step::Withdraw, "", context.now)?;
        changes.delete(keys::interest_contacts(&record.key()));
        let kind = NotificationKind::InterestAnswered;
        tell(view, context, &record, message.by.other(), kind, &activity.id, &mut changes)?;
    }
    changes.put(keys::interest(&record.key()), &record);
    Ok(Some(changes))
}

fn message(view: &View, id: &Id) -> Result<Option<(InterestRecord, MessageRecord)>, Refusal> {
    let Some(key) = view.record::<String>(&keys::interest_message(id))? else { return Ok(None) };
    let Some(record) = records::interest(view, &key)? else { return Ok(None) };
    let all = records::messages(view, &key)?;
    Ok(all.into_iter().find(|message| message.id == *id).map(|message| (record, message)))
}
