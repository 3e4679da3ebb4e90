//! Withdrawal: an entry or an actor is gone for ever, and a tombstone keeps it from coming back.

use artel_protocol::{Activity, Id};

use super::{notices, tags, versions};
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::features::clients;
use crate::features::interest::records as interest;
use crate::features::queue::records as queue;
use crate::identity::Context;
use crate::policy;
use crate::store::engine::Direction;
use crate::store::records::{ActorRecord, Counts, EntryRecord, HiddenCause, TombstoneRecord, decode};
use crate::store::{View, keys};

pub fn delete(view: &View, context: &Context<'_>, activity: &Activity, id: &Id) -> Result<Changes, Refusal> {
    if *id == activity.actor {
        return delete_actor(view, context, activity);
    }
    if view.actor_record(id)?.is_some() {
        return Err(Refusal::Forbidden("only an actor deletes itself"));
    }
    if let Some(stored) = view.entry(id)? {
        policy::may_change(&activity.actor, &stored)?;
        return match stored.community {
            // Its community's set says what becomes of it, on every node alike.
            Some(_) => Ok(Changes::none()),
            None => delete_entry(view, context, &stored),
        };
    }
    if !id.same_authority(&activity.actor) {
        return Err(Refusal::Forbidden("the object is on another host than the actor"));
    }
    delete_unknown(view, context, activity, id)
}

pub(super) fn delete_entry(
    view: &View,
    context: &Context<'_>,
    stored: &EntryRecord,
) -> Result<Changes, Refusal> {
    let mut changes = bury_entry(view, context, stored)?;
    changes.delete(keys::activity(&stored.activity));
    Ok(changes)
}

/// The same, with the bytes of its activities left to its set.
pub(crate) fn bury_entry(
    view: &View,
    context: &Context<'_>,
    stored: &EntryRecord,
) -> Result<Changes, Refusal> {
    let mut changes = forget_entry(view, stored)?;
    let entry = &stored.entry;
    clients::forget(view, &entry.id, &mut changes)?;
    changes.put(
        keys::tombstone(&entry.id),
        &TombstoneRecord {
            former_type: entry.content.wire_type().to_owned(),
            deleted: context.now,
            author: entry.author.clone(),
        },
    );
    Ok(changes)
}

/// Takes an entry from everywhere where it is looked for, as if it had never come.
pub(crate) fn forget_entry(view: &View, stored: &EntryRecord) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    let entry = &stored.entry;
    let id = &entry.id;
    changes.delete(keys::entry(id));
    changes.delete(keys::counts(id));
    if let Some(root) = &stored.root {
        changes.delete(keys::thread_answer(root, stored.sorted, id));
        let counts = view.counts(root)?;
        let waited = stored.hidden.as_ref().is_some_and(|hidden| hidden.cause == HiddenCause::Waiting);
        let counts = match waited {
            true => Counts { waiting: counts.waiting.saturating_sub(1), ..counts },
            false => Counts { answers: counts.answers.saturating_sub(1), ..counts },
        };
        changes.put(keys::counts(root), &counts);
    }
    if entry.in_reply_to.is_none() {
        changes.delete(keys::blog_entry(&entry.author, stored.sorted, id));
        changes.delete(keys::offer(stored.sorted, id));
        let counts = view.counts(&entry.author)?;
        changes.put(
            keys::counts(&entry.author),
            &Counts { entries: counts.entries.saturating_sub(1), ..counts },
        );
    }
    let community = stored.community.as_ref().map(|community| &community.id);
    for followed in std::iter::once(&entry.author).chain(community) {
        for reader in view.local_followers_of(followed)? {
            changes.delete(keys::home_entry(&reader, stored.received, id));
        }
    }
    notices::forget_entry(view, entry, stored.received, &mut changes)?;
    tags::unfile(stored, &mut changes);
    versions::forget(view, id, &mut changes)?;
    unpin(view, &entry.author, id, &mut changes)?;
    for prefix in [keys::likes(id), keys::boosts(id)] {
        for (key, _) in view.prefix(&prefix, Direction::Forward, usize::MAX)? {
            changes.delete(key.to_vec());
        }
    }
    changes.tell(Event::Entry(stored.root.clone().unwrap_or_else(|| id.clone())));
    Ok(changes)
}

/// What is gone does not stand first any more.
fn unpin(view: &View, author: &Id, entry: &Id, changes: &mut Changes) -> Result<(), Refusal> {
    let pinned: Option<Vec<Id>> = view.record(&keys::pinned(author))?;
    if let Some(mut pinned) = pinned.filter(|pinned| pinned.contains(entry)) {
        pinned.retain(|other| other != entry);
        changes.put(keys::pinned(author), &pinned);
    }
    Ok(())
}

/// What we do not know may still come: then the tombstone is there first. Kept only for actors who are known here,
/// so that strangers cannot fill the store.
fn delete_unknown(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    id: &Id,
) -> Result<Changes, Refusal> {
    let known = view.actor_record(&activity.actor)?.is_some();
    if !known || view.tombstone(id)?.is_some() {
        return Ok(Changes::none());
    }
    let mut changes = Changes::none();
    let tombstone = TombstoneRecord {
        former_type: "Object".to_owned(),
        deleted: context.now,
        author: activity.actor.clone(),
    };
    changes.put(keys::tombstone(id), &tombstone);
    Ok(changes)
}

/// A deleted actor follows nobody and is followed by nobody; its entries go, its document stays for its keys.
fn delete_actor(view: &View, context: &Context<'_>, activity: &Activity) -> Result<Changes, Refusal> {
    let actor = &activity.actor;
    let Some(record) = view.actor_record(actor)? else { return Ok(Changes::none()) };
    let mut changes = Changes::none();
    changes.put(keys::actor(actor), &ActorRecord { deleted: true, ..record });
    let tombstone =
        TombstoneRecord { former_type: "Person".to_owned(), deleted: context.now, author: actor.clone() };
    changes.put(keys::tombstone(actor), &tombstone);
    queue::forget_all_of(view, actor, &mut changes)?;
    for record in interest::of_actor(view, actor)? {
        interest::forget(view, &record, &mut changes)?;
    }
    let ours = view.local_actor_by_id(actor)?;
    let mut view = view.clone();
    if let Some(ours) = &ours {
        changes.extend(super::ends::forget_what_was_ours(&view, ours)?);
        view.apply(&changes.batch);
    }
    for stored in entries_of(&view, actor)? {
        let gone = delete_entry(&view, context, &stored)?;
        view.apply(&gone.batch);
        changes.extend(gone);
    }
    for local in view.local_followers_of(actor)? {
        changes.extend(super::follows::forget_following(&view, &local, actor)?);
    }
    for local in view.local_actors(usize::MAX)? {
        changes.extend(super::follows::forget_follower(&view, &local.id, actor)?);
    }
    if let Some(ours) = ours {
        super::ends::leave_a_name(&ours, &mut changes);
    }
    changes.tell(Event::Actor(actor.clone()));
    Ok(changes)
}

/// Every entry of an actor, answers too: those that its blog lists, and those that lie among its host's others.
fn entries_of(view: &View, actor: &Id) -> Result<Vec<EntryRecord>, Refusal> {
    let mut found = Vec::new();
    if actor.authority() == actor.host() {
        for (_, value) in view.prefix(&keys::entries_at(actor), Direction::Forward, usize::MAX)? {
            let stored: EntryRecord = decode(&value)?;
            if stored.entry.author == *actor {
                found.push(stored);
            }
        }
        return Ok(found);
    }
    let prefix = keys::blog(actor);
    for (key, _) in view.prefix(&prefix, Direction::Forward, usize::MAX)? {
        found.extend(view.entry_in(&key, &prefix)?);
    }
    Ok(found)
}
