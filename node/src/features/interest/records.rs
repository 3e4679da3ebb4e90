//! What is remembered of an expression of interest. How the parties are reached stands apart from all the rest, so that
//! nothing that shows or lists the rest can show that.

use artel_protocol::interest::Contact;
use artel_protocol::kinds::Entry;
use artel_protocol::{Id, Timestamp, limits};
use serde::{Deserialize, Serialize};

use super::state::{Side, State, Step};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::features::clients::{self, ClientRecord};
use crate::features::mail::MailAddress;
use crate::hex::hex;
use crate::store::engine::Direction;
use crate::store::records::decode;
use crate::store::{StoreError, View, keys};

/// By which way somebody said that they are interested.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// A member of this or another node, by an activity.
    #[default]
    Member,
    /// A private message from other software.
    Note,
    /// A form on the offer's page; they have no account anywhere.
    Form,
}

/// Somebody's interest in an offer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InterestRecord {
    /// The activity that proposed an agreement, the message that opened it, or an id of ours for a stranger's form.
    pub id: Id,
    pub offer: Id,
    /// The offer's title, for when it is gone.
    pub title: String,
    pub owner: Id,
    /// Who is interested. Who filled in a form has no id that leads anywhere, only one that is the same each time.
    pub sender: Id,
    /// For whom the owner published the offer without saying so: they decide in its place, and are told.
    #[serde(default)]
    pub client: Option<Id>,
    pub way: Way,
    pub state: State,
    /// Plain text.
    pub motivation: String,
    pub received: Timestamp,
    pub changed: Timestamp,
    pub history: Vec<Happened>,
    pub messages: u64,
    /// What the owner sees at once of who filled in a form.
    #[serde(default)]
    pub company: Option<Company>,
    /// The last message of the other software's user: what is answered.
    #[serde(default)]
    pub last_note: Option<Id>,
}

/// What a company that has no account says of itself before it is accepted.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Company {
    pub name: String,
    pub sector: String,
    pub city: String,
    /// The language of its form, for the mails.
    pub language: String,
}

/// One step of the history.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Happened {
    pub at: Timestamp,
    pub by: Side,
    /// None for the beginning.
    pub step: Option<Step>,
    /// The reason, or the question: plain text.
    pub words: String,
}

/// How the two are reached: of the other party each is shown it only after the owner has accepted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactsRecord {
    pub sender: Contact,
    pub owner: Contact,
    /// Where a stranger is written to.
    pub mail: Option<MailAddress>,
}

/// Something that was said in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MessageRecord {
    pub id: Id,
    pub by: Side,
    pub at: Timestamp,
    /// HTML as it came; whoever shows it makes it safe.
    pub html: String,
}

/// A stranger's form that waits until its mail address is confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnconfirmedRecord {
    pub offer: Id,
    pub company: Company,
    pub contact: Contact,
    pub mail: MailAddress,
    pub words: String,
    pub expires: Timestamp,
}

impl InterestRecord {
    /// One that begins at `now`, in an offer as it stands then.
    pub fn begun(
        view: &View,
        offer: &Entry,
        id: Id,
        (sender, way): (Id, Way),
        motivation: String,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let client = clients::actor_behind(view, &offer.id)?.map(|client| client.id);
        Ok(InterestRecord {
            client,
            id,
            offer: offer.id.clone(),
            title: offer.content.card().title,
            owner: offer.author.clone(),
            sender,
            way,
            state: State::Open,
            motivation,
            received: now,
            changed: now,
            history: vec![Happened { at: now, by: Side::Sender, step: None, words: String::new() }],
            messages: 0,
            company: None,
            last_note: None,
        })
    }

    /// Its name in addresses of pages.
    pub fn key(&self) -> String {
        key_of(&self.id)
    }

    /// Which of the two speaks in somebody's name.
    pub fn side_of(&self, actor: &Id) -> Option<Side> {
        match () {
            () if self.owner == *actor => Some(Side::Owner),
            () if self.sender == *actor => Some(Side::Sender),
            () => None,
        }
    }

    /// Which of the two somebody of ours is, who sees it and has a say in it.
    pub fn side_decided_by(&self, actor: &Id) -> Option<Side> {
        [Side::Owner, Side::Sender].into_iter().find(|side| self.decider(*side) == actor)
    }

    /// Who decides for a party: itself, or the client for whom it published the offer.
    pub fn decider(&self, side: Side) -> &Id {
        match (side, &self.client) {
            (Side::Owner, Some(client)) => client,
            _ => self.party(side),
        }
    }

    /// In whose name a party speaks.
    pub fn party(&self, side: Side) -> &Id {
        match side {
            Side::Sender => &self.sender,
            Side::Owner => &self.owner,
        }
    }

    /// Takes a step.
    ///
    /// # Errors
    /// When it is not this party's, or not possible as it stands.
    pub fn step(&mut self, side: Side, step: Step, words: &str, now: Timestamp) -> Result<(), Refusal> {
        self.state = self.state.after(self.way, side, step)?;
        if self.history.len() >= limits::INTEREST_STEPS && !self.state.is_over() {
            return Err(Refusal::field("do", "interest-too-many-steps"));
        }
        self.changed = now;
        self.history.push(Happened { at: now, by: side, step: Some(step), words: words.to_owned() });
        Ok(())
    }
}

/// The name of an expression of interest in addresses of pages.
pub fn key_of(id: &Id) -> String {
    hex(&artel_protocol::key::sha256(id.as_str().as_bytes())[..12])
}

/// The one with this name.
pub fn interest(view: &View, key: &str) -> Result<Option<InterestRecord>, StoreError> {
    view.record(&keys::interest(key))
}

/// The one that an id belongs to: its own, that of its agreement, or of a message in it.
pub fn about(view: &View, id: &Id) -> Result<Option<InterestRecord>, StoreError> {
    if let Some(found) = interest(view, &key_of(&id.without_fragment()))? {
        return Ok(Some(found));
    }
    match view.record::<String>(&keys::interest_message(id))? {
        Some(key) => interest(view, &key),
        None => Ok(None),
    }
}

pub fn contacts(view: &View, key: &str) -> Result<ContactsRecord, StoreError> {
    Ok(view.record(&keys::interest_contacts(key))?.unwrap_or_default())
}

/// What an actor has sent or received, newest first.
pub fn of_actor(view: &View, actor: &Id) -> Result<Vec<InterestRecord>, StoreError> {
    latest_of(view, actor, usize::MAX)
}

/// The last so many that an actor has sent or received, newest first.
pub fn latest_of(view: &View, actor: &Id, count: usize) -> Result<Vec<InterestRecord>, StoreError> {
    let prefix = keys::interests_of(actor);
    let mut found = Vec::new();
    for (key, _) in view.prefix(&prefix, Direction::Backward, count)? {
        let name = keys::after_time(&key, &prefix);
        found.extend(name.map(|name| interest(view, name)).transpose()?.flatten());
    }
    Ok(found)
}

/// Whether an interest between one of these actors and a company was accepted, whichever of the two owns the offer. Only who
/// decides counts as a party: not who publishes for somebody else. And a company behind an offer in which it is not named
/// tells whom it accepts itself who it is: no page does, so it counts for nobody.
pub fn accepted_between(view: &View, readers: &[Id], company: &Id) -> Result<bool, StoreError> {
    for reader in readers {
        let with_company = |one: &InterestRecord| {
            let other = one.side_decided_by(reader).map(Side::other);
            one.state.is_accepted()
                && one.client.as_ref() != Some(company)
                && other.is_some_and(|side| one.decider(side) == company)
        };
        if of_actor(view, reader)?.iter().any(with_company) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What somebody has said of an offer and is not over.
pub fn live(view: &View, offer: &Id, sender: &Id) -> Result<Option<InterestRecord>, StoreError> {
    let key: Option<String> = view.record(&keys::interest_in(offer, sender))?;
    let found = key.map(|key| interest(view, &key)).transpose()?.flatten();
    Ok(found.filter(|found| !found.state.is_over()))
}

/// The messages of one, the oldest first.
pub fn messages(view: &View, key: &str) -> Result<Vec<MessageRecord>, StoreError> {
    let all: Vec<(_, MessageRecord)> =
        view.records(&keys::interest_messages(key), Direction::Forward, usize::MAX)?;
    Ok(all.into_iter().map(|(_, message)| message).collect())
}

/// Files a new one, and makes room for it.
///
/// # Errors
/// A problem of the field `motivation` when its sender or the offer's owner has as many open as they may.
pub fn file(view: &View, record: &InterestRecord, changes: &mut Changes) -> Result<(), Refusal> {
    if live(view, &record.offer, &record.sender)?.is_some() {
        return Err(Refusal::field("motivation", "interest-there-already"));
    }
    let open = |actor: &Id, side: Side| -> Result<usize, Refusal> {
        let all = of_actor(view, actor)?;
        let counts = |one: &&InterestRecord| one.state.is_open() && one.decider(side) == actor;
        Ok(all.iter().filter(counts).count())
    };
    if open(&record.sender, Side::Sender)? >= limits::INTERESTS_OPEN {
        return Err(Refusal::field("motivation", "interest-too-many"));
    }
    if open(record.decider(Side::Owner), Side::Owner)? >= limits::INTERESTS_OPEN_PER_OWNER {
        return Err(Refusal::field("motivation", "interest-owner-full"));
    }
    for actor in [record.decider(Side::Owner), &record.sender] {
        forget_oldest(view, actor, changes)?;
        changes.put_bytes(keys::interest_of(actor, record.received, &record.key()), bytes::Bytes::new());
    }
    changes.put(keys::interest_in(&record.offer, &record.sender), &record.key());
    changes.put(keys::interest(&record.key()), record);
    Ok(())
}

/// What is over long ago makes room.
fn forget_oldest(view: &View, actor: &Id, changes: &mut Changes) -> Result<(), StoreError> {
    let all = of_actor(view, actor)?;
    if all.len() >= limits::INTERESTS_KEPT
        && let Some(oldest) = all.iter().rev().find(|one| one.state.is_over())
    {
        forget(view, oldest, changes)?;
    }
    Ok(())
}

/// Forgets one, with its messages and contacts.
pub fn forget(view: &View, record: &InterestRecord, changes: &mut Changes) -> Result<(), StoreError> {
    let key = record.key();
    let all: Vec<(_, MessageRecord)> =
        view.records(&keys::interest_messages(&key), Direction::Forward, usize::MAX)?;
    for (place, message) in all {
        changes.delete(place.to_vec());
        changes.delete(keys::interest_message(&message.id));
    }
    for actor in [record.decider(Side::Owner), &record.sender] {
        changes.delete(keys::interest_of(actor, record.received, &key));
    }
    let is_last = live(view, &record.offer, &record.sender)?.is_none_or(|live| live.id == record.id);
    if is_last {
        changes.delete(keys::interest_in(&record.offer, &record.sender));
    }
    changes.delete(keys::interest_contacts(&key));
    changes.delete(keys::activity(&record.id));
    changes.delete(keys::interest(&key));
    Ok(())
}

/// Files a message, unless there are as many as there may be.
///
/// # Errors
/// A problem of the field `text`.
pub fn add_message(
    record: &mut InterestRecord,
    message: &MessageRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    if record.messages >= limits::INTEREST_MESSAGES as u64 {
        return Err(Refusal::field("text", "interest-too-many-messages"));
    }
    record.messages += 1;
    record.changed = message.at;
    let key = record.key();
    changes.put(keys::interest_said(&key, message.at, &message.id), message);
    changes.put(keys::interest_message(&message.id), &key);
    Ok(())
}

/// Whether a record of the letter of this feature is what its key says.
pub(crate) fn verify(key: &[u8], value: &[u8]) -> Result<(), StoreError> {
    match key.get(1..).and_then(|rest| rest.split(|byte| *byte == 0).next()) {
        Some(b"i") => decode::<InterestRecord>(value).map(drop),
        Some(b"contacts") => decode::<ContactsRecord>(value).map(drop),
        Some(b"said") => decode::<MessageRecord>(value).map(drop),
        Some(b"client") => decode::<ClientRecord>(value).map(drop),
        Some(b"message" | b"in") => decode::<String>(value).map(drop),
        Some(b"form") => decode::<UnconfirmedRecord>(value).map(drop),
        // An index.
        Some(b"of") => Ok(()),
        _ => Err(StoreError::Corrupt("no such record is known".into())),
    }
}
