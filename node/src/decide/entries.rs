//! New and changed entries: an article of ours, an answer from elsewhere, a post of somebody who is followed here.

use artel_protocol::kinds::{Content, Entry};
use artel_protocol::{Activity, Id, Name, limits};

use super::{notices, tags, versions};
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::policy;
use crate::store::engine::Direction;
use crate::store::records::{Comments, Counts, EntryRecord, Hidden, HiddenCause, Said};
use crate::store::{View, keys};

pub fn create(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    entry: &Entry,
) -> Result<Changes, Refusal> {
    policy::is_not_gone(view, entry)?;
    if let Some(stored) = view.entry(&entry.id)? {
        // The same entry may come twice, by two activities: the first one stands.
        policy::may_change(&activity.actor, &stored)?;
        return Ok(Changes::none());
    }
    keep(view, context, &activity.id, entry, Concern::AsItIs)
}

/// Why an entry of somebody else is kept.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum Concern {
    /// If it concerns anybody here by itself.
    AsItIs,
    /// Since somebody here asked for it.
    Wanted,
}

/// Writes an entry that is not known yet, and files it wherever it is looked for.
pub(super) fn keep(
    view: &View,
    context: &Context<'_>,
    activity: &Id,
    entry: &Entry,
    concern: Concern,
) -> Result<Changes, Refusal> {
    if concern == Concern::AsItIs && !policy::concerns_us(view, entry, |id| context.is_ours(id))? {
        return Ok(Changes::none());
    }
    policy::may_answer(view, entry)?;
    policy::may_stand(view, context.now, entry)?;
    let mut changes = Changes::none();
    let root = root_of(view, entry)?;
    let waits = match &root {
        Some(root) => answer_waits(view, root, entry)?,
        None => None,
    };
    if let Some(root) = &root {
        count_answer(view, root, waits.is_some(), &mut changes)?;
    }
    let record = EntryRecord {
        activity: activity.clone(),
        received: context.now,
        sorted: entry.published.unwrap_or(context.now).min(context.now),
        root,
        hidden: waits.map(|by| Hidden {
            by,
            at: context.now,
            cause: HiddenCause::Waiting,
            said: Said::Nothing,
        }),
        comments: Comments::default(),
        community: None,
        entry: entry.clone(),
    };
    file(view, &record, &mut changes)?;
    notices::of_entry(view, context, entry, &mut changes)?;
    changes.put(keys::entry(&entry.id), &record);
    changes.tell(Event::Entry(record.root.unwrap_or_else(|| entry.id.clone())));
    Ok(changes)
}

pub fn update(
    view: &View,
    context: &Context<'_>,
    activity: &Activity,
    entry: &Entry,
) -> Result<Changes, Refusal> {
    policy::is_not_gone(view, entry)?;
    let Some(stored) = view.entry(&entry.id)? else {
        // We missed its Create: what is new to us is taken as it is now.
        return keep(view, context, &activity.id, entry, Concern::AsItIs);
    };
    policy::may_change(&activity.actor, &stored)?;
    if stored.community.is_some() {
        // Its community's set says what it is, on every node alike.
        return Ok(Changes::none());
    }
    if !is_newer(entry, &stored.entry) {
        return Ok(Changes::none());
    }
    let mut changes = Changes::none();
    changes.delete(keys::activity(&stored.activity));
    tags::unfile(&stored, &mut changes);
    if context.is_ours(&entry.author) && entry.content != stored.entry.content {
        versions::keep(view, &stored, &mut changes)?;
    }
    let hidden = hidden_after(view, context, &stored, entry, &mut changes)?;
    let record = EntryRecord {
        activity: activity.id.clone(),
        hidden,
        entry: Entry {
            // Where it stands does not change with what it says.
            in_reply_to: stored.entry.in_reply_to.clone(),
            published: stored.entry.published,
            updated: Some(entry.updated.unwrap_or(context.now)),
            ..entry.clone()
        },
        ..stored
    };
    tags::file(&record, &mut changes);
    if is_offered(&record.entry) {
        changes.put_bytes(keys::offer(record.sorted, &record.entry.id), bytes::Bytes::new());
    }
    changes.put(keys::entry(&record.entry.id), &record);
    changes.tell(Event::Entry(record.root.unwrap_or_else(|| record.entry.id.clone())));
    Ok(changes)
}

/// What was let in under an article whose answers are looked at first is looked at again once it says something else.
fn hidden_after(
    view: &View,
    context: &Context<'_>,
    stored: &EntryRecord,
    entry: &Entry,
    changes: &mut Changes,
) -> Result<Option<Hidden>, Refusal> {
    let says_the_same =
        entry.content == stored.entry.content && entry.attachments == stored.entry.attachments;
    let Some(root) = stored.root.as_ref().filter(|_| stored.hidden.is_none() && !says_the_same) else {
        return Ok(stored.hidden.clone());
    };
    let Some(by) = looked_at_by(view, root, entry)? else { return Ok(None) };
    changes.put(keys::counts(root), &view.counts(root)?.one_held_back());
    Ok(Some(Hidden { by, at: context.now, cause: HiddenCause::Waiting, said: Said::Earlier }))
}

/// An older edit that arrives late does not undo a newer one.
fn is_newer(new: &Entry, stored: &Entry) -> bool {
    match (new.updated, stored.updated) {
        (Some(new), Some(stored)) => new > stored,
        (Some(_), None) => true,
        // Without a date it is an edit only if it says something else: Mastodon refreshes polls so.
        (None, _) => new.content != stored.content || new.attachments != stored.attachments,
    }
}

/// The entry that began the conversation in which this one answers, if we know what it answers.
fn root_of(view: &View, entry: &Entry) -> Result<Option<Id>, Refusal> {
    let Some(parent) = &entry.in_reply_to else { return Ok(None) };
    let Some(parent) = view.entry(parent)? else { return Ok(None) };
    Ok(Some(parent.root.unwrap_or(parent.entry.id)))
}

/// Whether an answer is kept out of view at first, and in whose name: as the entry that began the conversation says.
/// The organisation's own answers never wait.
fn answer_waits(view: &View, root: &Id, answer: &Entry) -> Result<Option<Name>, Refusal> {
    let closed = view.entry(root)?.is_some_and(|root| {
        let locked = root.community.as_ref().is_some_and(|community| community.locked);
        locked || root.comments == Comments::Closed
    });
    match closed {
        true => Err(Refusal::Forbidden("this article takes no answers")),
        false => looked_at_by(view, root, answer),
    }
}

/// In whose name an answer is looked at first, where that is wanted.
fn looked_at_by(view: &View, root: &Id, answer: &Entry) -> Result<Option<Name>, Refusal> {
    let Some(root) = view.entry(root)?.filter(|root| root.comments == Comments::Moderated) else {
        return Ok(None);
    };
    let Some(owner) = view.local_actor_by_id(&root.entry.author)? else { return Ok(None) };
    let answers = view.local_actor_by_id(&answer.author)?;
    let own = answers.is_some_and(|author| author.organisation == owner.organisation);
    Ok((!own).then_some(owner.name))
}

fn count_answer(view: &View, root: &Id, waits: bool, changes: &mut Changes) -> Result<(), Refusal> {
    let counts = view.counts(root)?;
    if counts.answers + counts.waiting >= limits::ANSWERS_PER_THREAD {
        return Err(Refusal::Forbidden("this conversation has as many answers as we keep"));
    }
    let counts = match waits {
        true => Counts { waiting: counts.waiting + 1, ..counts },
        false => Counts { answers: counts.answers + 1, ..counts },
    };
    changes.put(keys::counts(root), &counts);
    Ok(())
}

/// Files an entry of a community, which nobody here has to have asked for, and tells those whom it concerns.
pub(crate) fn file_in_community(
    view: &View,
    context: &Context<'_>,
    record: &EntryRecord,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    file(view, record, &mut changes)?;
    if let Some(root) = &record.root {
        recount(view, root, 1, &mut changes)?;
    }
    notices::of_entry(view, context, &record.entry, &mut changes)?;
    Ok(changes)
}

/// Moves an entry of a community to the places where it stands now, and keeps what ours said before.
pub(crate) fn refile(
    view: &View,
    context: &Context<'_>,
    before: &EntryRecord,
    after: &EntryRecord,
) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    if context.is_ours(&after.entry.author) && before.entry.content != after.entry.content {
        versions::keep(view, before, &mut changes)?;
    }
    tags::unfile(before, &mut changes);
    move_places(before, after, &mut changes);
    tags::file(after, &mut changes);
    if before.root != after.root {
        if let Some(root) = &before.root {
            recount(view, root, -1, &mut changes)?;
        }
        if let Some(root) = &after.root {
            recount(view, root, 1, &mut changes)?;
        }
    }
    Ok(changes)
}

/// Puts an answer that came before what it answers into the conversation to which it belongs, with what stands below it;
/// nothing if what it answers is still unknown. Nobody is told: they were when it came.
pub(crate) fn adopt(view: &View, orphan: EntryRecord) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    if orphan.root.is_some() || orphan.community.is_some() {
        return Ok(changes);
    }
    let Some(root) = root_of(view, &orphan.entry)? else { return Ok(changes) };
    let former = orphan.entry.id.clone();
    let prefix = keys::thread(&former);
    let mut moved = vec![orphan];
    for (key, _) in view.prefix(&prefix, Direction::Forward, limits::ANSWERS_SHOWN)? {
        moved.extend(view.entry_in(&key, &prefix)?);
    }
    let (counts, below) = (view.counts(&root)?, view.counts(&former)?);
    let answers = moved.iter().filter(|record| record.hidden.is_none()).count() as u64;
    changes.put(keys::counts(&root), &Counts { answers: counts.answers + answers, ..counts });
    let left = below.answers.saturating_sub(answers.saturating_sub(1));
    changes.put(keys::counts(&former), &Counts { answers: left, ..below });
    for before in moved {
        let after = EntryRecord { root: Some(root.clone()), ..before.clone() };
        move_places(&before, &after, &mut changes);
        changes.put(keys::entry(&after.entry.id), &after);
    }
    changes.tell(Event::Entry(root));
    Ok(changes)
}

/// One answer more in a conversation, or one less.
fn recount(view: &View, root: &Id, more: i64, changes: &mut Changes) -> Result<(), Refusal> {
    let counts = view.counts(root)?;
    let answers = counts.answers.saturating_add_signed(more);
    changes.put(keys::counts(root), &Counts { answers, ..counts });
    Ok(())
}

/// Where an entry stands by its place in time: in its author's blog, or in its conversation, and among the offers.
fn places(record: &EntryRecord) -> impl Iterator<Item = keys::Key> {
    let (entry, sorted) = (&record.entry, record.sorted);
    let thread = record.root.as_ref().map(|root| keys::thread_answer(root, sorted, &entry.id));
    let blog = entry.in_reply_to.is_none().then(|| keys::blog_entry(&entry.author, sorted, &entry.id));
    let offer = is_offered(entry).then(|| keys::offer(sorted, &entry.id));
    thread.into_iter().chain(blog).chain(offer)
}

/// Takes an entry from where it stood to where it stands now.
fn move_places(before: &EntryRecord, after: &EntryRecord, changes: &mut Changes) {
    for place in places(before) {
        changes.delete(place);
    }
    for place in places(after) {
        changes.put_bytes(place, bytes::Bytes::new());
    }
}

/// Whether an entry stands among the offers: it is one, and answers nothing.
fn is_offered(entry: &Entry) -> bool {
    matches!(entry.content, Content::Offer(_)) && entry.in_reply_to.is_none()
}

/// Files an entry in its author's blog or its conversation, and on the home pages of those who follow its author.
fn file(view: &View, record: &EntryRecord, changes: &mut Changes) -> Result<(), Refusal> {
    let entry = &record.entry;
    for place in places(record) {
        changes.put_bytes(place, bytes::Bytes::new());
    }
    if entry.in_reply_to.is_none() {
        let counts = view.counts(&entry.author)?;
        changes.put(keys::counts(&entry.author), &Counts { entries: counts.entries + 1, ..counts });
    }
    tags::file(record, changes);
    for reader in view.local_followers_of(&entry.author)? {
        changes.put_bytes(keys::home_entry(&reader, record.received, &entry.id), bytes::Bytes::new());
    }
    Ok(())
}
