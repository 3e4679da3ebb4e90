//! What people of ours say in an expression of interest: to send it, to bring it forward, and to write in it.

use artel_protocol::interest::{self, Agreement, Contact, News, Proposed};
use artel_protocol::kinds::Entry;
use artel_protocol::{Activity, Id, Name, as2, html::SafeHtml, limits};
use serde_json::{Map, Value, json};

use super::records::{self, ContactsRecord, InterestRecord, MessageRecord, Way};
use super::state::{Side, State, Step};
use crate::changes::Changes;
use crate::decide::interest::tell;
use crate::error::Refusal;
use crate::features::publishing::{about, local, private_note, said};
use crate::identity::Context;
use crate::node::Node;
use crate::store::records::{LocalActorRecord, NotificationKind};
use crate::store::{View, keys};

pub(super) const NO_INTEREST: Refusal = Refusal::Unknown("there is no such expression of interest");
pub(super) const NO_PARTY: Refusal = Refusal::Forbidden("only the parties see it and have a say in it");

impl Node {
    /// Says that an actor of ours is interested in an offer. How they are reached is kept here until the owner accepts.
    /// Yields its name in addresses.
    ///
    /// # Errors
    /// Problems of the fields `motivation` and `mail`; 404 for what is no offer.
    pub async fn express_interest(
        &self,
        by: &Name,
        offer: &Id,
        motivation: &str,
        contact: Contact,
    ) -> Result<String, Refusal> {
        let motivation = words("motivation", "interest-motivation-missing", motivation)?;
        reachable(&contact)?;
        let offer = self.want_as(by, offer).await?.entry;
        let by = by.clone();
        self.interest_change(move |view, context| {
            let sender = local(view, &by)?;
            let members = Proposed { offer: offer.id.clone(), motivation }.write(&offer.author);
            let activity = context.compose(view, &sender, "Offer", members)?;
            let key = records::key_of(&activity.id);
            let mut changes = said(view, context, activity)?;
            let contacts = ContactsRecord { sender: contact, ..ContactsRecord::default() };
            changes.put(keys::interest_contacts(&key), &contacts);
            Ok((key, changes))
        })
        .await
    }

    /// Takes a step in the name of an actor of ours. `contact` is how the owner is reached, who accepts.
    ///
    /// # Errors
    /// 403 for who is no party and for the other party's steps; a problem of the field `do` when there is no such step as
    /// it stands, of `words` when a reason or question is missing, of `mail` when an owner cannot be reached.
    pub async fn step_in_interest(
        &self,
        by: &Name,
        key: &str,
        step: Step,
        typed: &str,
        contact: Contact,
    ) -> Result<(), Refusal> {
        let typed = words_of(step, typed)?;
        let (by, key) = (by.clone(), key.to_owned());
        self.interest_change(move |view, context| {
            let (actor, record, side) = party(view, &by, &key)?;
            let contact = match (step, &record.client) {
                (Step::Accept, Some(client)) => naming(view, client, contact)?,
                _ => contact,
            };
            // Before anything is written: what is wrong with it is said of the step.
            record.state.after(record.way, side, step)?;
            if step == Step::Accept {
                reachable(&contact)?;
            }
            let changes = match record.way {
                Way::Member => by_activity(view, context, &actor, &record, (side, step), &typed, contact)?,
                Way::Note => by_note(view, context, &actor, record, (side, step), &typed, contact)?,
                Way::Form => privately(view, context, record, (side, step), &typed, contact)?,
            };
            Ok(((), changes))
        })
        .await
    }

    /// Writes to the other party.
    ///
    /// # Errors
    /// 403 for who is no party; a problem of the field `text` when nothing is said, or when it is over.
    pub async fn write_in_interest(&self, by: &Name, key: &str, text: &str) -> Result<(), Refusal> {
        let text = words("text", "interest-text-missing", text)?;
        let (by, key) = (by.clone(), key.to_owned());
        self.interest_change(move |view, context| {
            let (actor, record, side) = party(view, &by, &key)?;
            if record.state.is_over() {
                return Err(Refusal::field("text", "interest-is-over"));
            }
            let changes = match record.way {
                Way::Form => kept_here(view, context, record, side, &text)?,
                _ => said(view, context, message(view, context, &actor, &record, side, &text)?)?,
            };
            Ok(((), changes))
        })
        .await
    }

    /// Makes a change durable and yields what it came to.
    pub(super) async fn interest_change<T: Send + 'static>(
        &self,
        decide: impl FnOnce(&View, &Context<'_>) -> Result<(T, Changes), Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (tell, told) = tokio::sync::oneshot::channel();
        self.change(move |view, context| {
            let (yielded, changes) = decide(view, context)?;
            // Who asked may be gone; it is said nevertheless.
            let _ = tell.send(yielded);
            Ok(changes)
        })
        .await?;
        told.await.map_err(|_| Refusal::Internal("an interest was decided without a word".into()))
    }
}

/// Words that have to be there, without the spaces around them.
///
/// # Errors
/// A problem of the field.
pub(super) fn words(field: &'static str, missing: &'static str, typed: &str) -> Result<String, Refusal> {
    match optional(field, typed)? {
        typed if typed.is_empty() => Err(Refusal::field(field, missing)),
        typed => Ok(typed),
    }
}

fn optional(field: &'static str, typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim().replace("\r\n", "\n");
    match typed.chars().count() > limits::INTEREST_CHARS {
        true => Err(Refusal::field(field, "interest-too-long")),
        false => Ok(typed),
    }
}

/// What is said with a step: who declines says why, who asks says what.
pub(super) fn words_of(step: Step, typed: &str) -> Result<String, Refusal> {
    match step {
        Step::Decline => words("words", "interest-reason-missing", typed),
        Step::AskForInformation => words("words", "interest-question-missing", typed),
        _ => optional("words", typed),
    }
}

/// Whoever wants to be in touch says how.
fn reachable(contact: &Contact) -> Result<(), Refusal> {
    match contact.mail.is_empty() && contact.phone.is_empty() {
        true => Err(Refusal::field("mail", "interest-contact-missing")),
        false => Ok(()),
    }
}

fn party(view: &View, by: &Name, key: &str) -> Result<(LocalActorRecord, InterestRecord, Side), Refusal> {
    let actor = local(view, by)?;
    let record = records::interest(view, key)?.ok_or(NO_INTEREST)?;
    let side = record.side_decided_by(&actor.id).ok_or(NO_PARTY)?;
    // A client whom nobody is to know speaks in the name of who published the offer.
    let speaker = match record.party(side) {
        own if *own == actor.id => actor,
        other => view.local_actor_by_id(other)?.ok_or(NO_PARTY)?,
    };
    Ok((speaker, record, side))
}

/// How a client is reached who is named at last: with the name that it has here, whatever else was typed.
fn naming(view: &View, client: &Id, contact: Contact) -> Result<Contact, Refusal> {
    let known = view.local_actor_by_id(client)?.ok_or(NO_PARTY)?;
    Ok(Contact { client: as2::shorten(&known.title, limits::NAME_CHARS), ..contact })
}

/// Between members, each step is an activity that goes the way of all others.
fn by_activity(
    view: &View,
    context: &Context<'_>,
    actor: &LocalActorRecord,
    record: &InterestRecord,
    (side, step): (Side, Step),
    words: &str,
    contact: Contact,
) -> Result<Changes, Refusal> {
    let mut members = interest::to(record.party(side.other()));
    interest::say(&mut members, words);
    let agreement = Agreement::about(&record.id);
    let (act, object): (&str, Value) = match step {
        Step::AskForInformation => ("TentativeAccept", record.id.as_str().into()),
        Step::Accept => {
            let agreement = Agreement { contact: Some(contact), ..agreement };
            members.insert("result".into(), agreement.to_json());
            ("Accept", record.id.as_str().into())
        }
        Step::Decline => ("Reject", record.id.as_str().into()),
        Step::Withdraw => {
            let offer = json!({"type": "Offer", "id": record.id.as_str(), "actor": actor.id.as_str()});
            ("Undo", offer)
        }
        Step::Negotiate => ("Update", Agreement { news: Some(News::Negotiating), ..agreement }.to_json()),
        Step::End(outcome) => {
            ("Update", Agreement { news: Some(News::Ended(outcome)), ..agreement }.to_json())
        }
    };
    members.insert("object".into(), object);
    said(view, context, context.compose(view, actor, act, members)?)
}

/// Who wrote from other software is told in a private message: with the words, and how the owner who accepts is reached.
fn by_note(
    view: &View,
    context: &Context<'_>,
    actor: &LocalActorRecord,
    record: InterestRecord,
    (side, step): (Side, Step),
    words: &str,
    contact: Contact,
) -> Result<Changes, Refusal> {
    let mut lines = vec![words];
    if step == Step::Accept {
        let given = contact.fields().into_iter().map(|(_, value)| value).filter(|value| !value.is_empty());
        lines.extend(given);
    }
    let text = lines.join("\n");
    let mut changes = match text.trim() {
        "" => Changes::none(),
        text => said(view, context, message(view, context, actor, &record, side, text)?)?,
    };
    let mut now = view.clone();
    now.apply(&changes.batch);
    let record = records::interest(&now, &record.key())?.ok_or(NO_INTEREST)?;
    changes.extend(privately(&now, context, record, (side, step), words, contact)?);
    Ok(changes)
}

/// A step that is said to no other server.
pub(super) fn privately(
    view: &View,
    context: &Context<'_>,
    mut record: InterestRecord,
    (side, step): (Side, Step),
    words: &str,
    contact: Contact,
) -> Result<Changes, Refusal> {
    record.step(side, step, words, context.now)?;
    let (key, mut changes) = (record.key(), Changes::none());
    if step == Step::Accept {
        let contacts = ContactsRecord { owner: contact, ..records::contacts(view, &key)? };
        changes.put(keys::interest_contacts(&key), &contacts);
    }
    match record.state {
        State::Withdrawn => changes.delete(keys::interest_contacts(&key)),
        // Where a stranger is told of it is needed once more; nobody needs the rest.
        State::Declined => {
            let mail = records::contacts(view, &key)?.mail;
            changes.put(keys::interest_contacts(&key), &ContactsRecord { mail, ..Default::default() });
        }
        _ => {}
    }
    changes.put(keys::interest(&key), &record);
    let cause = step_id(context)?;
    let kind = NotificationKind::InterestAnswered;
    tell(view, context, &record, side.other(), kind, &cause, &mut changes)?;
    Ok(changes)
}

/// An id for what nobody outside hears of.
fn step_id(context: &Context<'_>) -> Result<Id, Refusal> {
    Ok(context.node()?.base.join(&format!("/i/{}", context.ids.next(context.now))))
}

/// A message that stays on this node: its other party has a page here, and no inbox anywhere.
pub(super) fn kept_here(
    view: &View,
    context: &Context<'_>,
    mut record: InterestRecord,
    side: Side,
    text: &str,
) -> Result<Changes, Refusal> {
    let html = SafeHtml::from_plain(text).as_str().to_owned();
    let message = MessageRecord { id: step_id(context)?, by: side, at: context.now, html };
    let mut changes = Changes::none();
    records::add_message(&mut record, &message, &mut changes)?;
    changes.put(keys::interest(&record.key()), &record);
    let kind = NotificationKind::InterestMessage;
    tell(view, context, &record, side.other(), kind, &message.id, &mut changes)?;
    Ok(changes)
}

/// The private message to the other party, wherever they are.
fn message(
    view: &View,
    context: &Context<'_>,
    author: &LocalActorRecord,
    record: &InterestRecord,
    side: Side,
    text: &str,
) -> Result<Activity, Refusal> {
    let (in_reply_to, conversation) = match record.way {
        Way::Member => (None, Some(Agreement::id(&record.id))),
        _ => (record.last_note.clone().or_else(|| Some(record.id.clone())), None),
    };
    let note = private_note(view, context, author, record.party(side.other()), text)?;
    let entry = Entry { in_reply_to, context: conversation, ..note };
    let members: Map<String, Value> = about(&entry);
    context.compose(view, author, "Create", members)
}
