//! Documents that were fetched from their origin: actors, and entries that came by their id only.

use artel_protocol::activity::ACTOR_TYPES;
use artel_protocol::kinds::Entry;
use artel_protocol::{Activity, Actor, Document, Id, Malformed, Verified, as2};
use serde_json::Value;

use super::entries::{self, Concern};
use super::tags;
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::policy;
use crate::store::records::{ActorRecord, EntryRecord};
use crate::store::{View, keys};

/// Decides a fetched document: an actor is renewed if it is known here, an entry is kept if it concerns us.
pub fn document(
    view: &View,
    context: &Context<'_>,
    verified: &Verified<Document>,
) -> Result<Changes, Refusal> {
    taken(view, context, verified, Concern::AsItIs)
}

/// The same for what somebody here asked for, or somebody whom they follow shows them: it concerns us for that.
pub fn wanted(view: &View, context: &Context<'_>, verified: &Verified<Document>) -> Result<Changes, Refusal> {
    taken(view, context, verified, Concern::Wanted)
}

fn taken(
    view: &View,
    context: &Context<'_>,
    verified: &Verified<Document>,
    concern: Concern,
) -> Result<Changes, Refusal> {
    let json = verified.value().json();
    if ACTOR_TYPES.contains(&as2::type_of(json)?) {
        return actor(view, context, verified);
    }
    let entry = Entry::read(json)?;
    policy::is_not_blocked(view, &entry.author)?;
    policy::entry_belongs_to_its_author(&entry)?;
    fetched_entry(view, context, &entry, concern)
}

fn fetched_entry(
    view: &View,
    context: &Context<'_>,
    entry: &Entry,
    concern: Concern,
) -> Result<Changes, Refusal> {
    policy::is_not_gone(view, entry)?;
    let Some(stored) = view.entry(&entry.id)? else {
        return entries::keep(view, context, &entry.id, entry, concern);
    };
    policy::may_change(&entry.author, &stored)?;
    if stored.entry == *entry || stored.community.is_some() {
        return Ok(Changes::none());
    }
    let mut changes = Changes::none();
    let root = stored.root.clone().unwrap_or_else(|| entry.id.clone());
    tags::unfile(&stored, &mut changes);
    let record = EntryRecord { entry: entry.clone(), ..stored };
    tags::file(&record, &mut changes);
    changes.put(keys::entry(&entry.id), &record);
    changes.tell(Event::Entry(root));
    Ok(changes)
}

/// An actor's document, asked for because somebody here wants to see or follow it.
fn actor(view: &View, context: &Context<'_>, verified: &Verified<Document>) -> Result<Changes, Refusal> {
    let actor = Actor::read(verified.value())?;
    policy::is_not_blocked(view, &actor.id)?;
    if context.is_ours(&actor.id) {
        return Err(Refusal::Forbidden("nobody else says who our actors are"));
    }
    let mut changes = Changes::none();
    changes.put(keys::actor(&actor.id), &record(context, verified.value()));
    changes.tell(Event::Actor(actor.id));
    Ok(changes)
}

/// The document of an actor of ours, as its own `Update` brings it. Nobody else brings one.
pub(super) fn own_actor(context: &Context<'_>, activity: &Activity, id: &Id) -> Result<Changes, Refusal> {
    if activity.actor != *id {
        return Err(Refusal::Forbidden("only an actor changes itself"));
    }
    let object = as2::first(activity.document().json(), "object").and_then(Value::as_object);
    let object = object.ok_or_else(|| Malformed::new("object is no document"))?;
    let document = Document::from_json(object.clone());
    if Actor::read(&document)?.id != *id {
        return Err(Refusal::Forbidden("only an actor changes itself"));
    }
    let mut changes = Changes::none();
    changes.put(keys::actor(id), &record(context, &document));
    changes.tell(Event::Actor(id.clone()));
    Ok(changes)
}

/// Keeps the author's document with the first thing it does here.
pub(super) fn keep_author(
    view: &View,
    context: &Context<'_>,
    author: Option<&Verified<Document>>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let Some(document) = author.map(Verified::value) else { return Ok(()) };
    let id = as2::required_id(document.json(), "id")?;
    let is_known = is_stored(view, &id, document)?;
    if !is_known && !context.is_ours(&id) {
        changes.put(keys::actor(&id), &record(context, document));
        changes.tell(Event::Actor(id));
    }
    Ok(())
}

fn is_stored(view: &View, id: &Id, document: &Document) -> Result<bool, Refusal> {
    let stored = view.actor_record(id)?;
    Ok(stored.is_some_and(|stored| stored.deleted || stored.document == *document.bytes()))
}

fn record(context: &Context<'_>, document: &Document) -> ActorRecord {
    ActorRecord { document: document.bytes().to_vec(), fetched: context.now, deleted: false }
}
