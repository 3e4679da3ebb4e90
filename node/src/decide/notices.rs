//! What actors of ours are told: made in the same batch as what causes it, and gone with it.
//!
//! A notice stands under the moment and the cause, so that whatever takes the cause away finds it without looking.

use artel_protocol::kinds::{Entry, Tag};
use artel_protocol::{Activity, Id, Timestamp, limits};

use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::features::unread::watchers;
use crate::identity::Context;
use crate::policy;
use crate::store::engine::Direction;
use crate::store::records::{DraftPlace, NotificationKind, NotificationRecord};
use crate::store::{View, keys};

/// Something to tell.
pub(crate) struct Notice<'a> {
    to: &'a Id,
    from: &'a Id,
    kind: NotificationKind,
    entry: Option<&'a Id>,
    draft: Option<DraftPlace>,
    interest: Option<&'a str>,
    space: Option<&'a Id>,
    cause: &'a Id,
}

impl<'a> Notice<'a> {
    /// What an activity does to an actor.
    pub fn of(
        activity: &'a Activity,
        kind: NotificationKind,
        to: &'a Id,
        entry: Option<&'a Id>,
    ) -> Notice<'a> {
        Notice {
            to,
            from: &activity.actor,
            kind,
            entry,
            draft: None,
            interest: None,
            space: None,
            cause: &activity.id,
        }
    }

    /// What becomes of an entry by itself.
    pub fn about(kind: NotificationKind, to: &'a Id, from: &'a Id, entry: &'a Id) -> Notice<'a> {
        Notice { to, from, kind, entry: Some(entry), draft: None, interest: None, space: None, cause: entry }
    }

    /// What becomes of a draft.
    pub fn of_draft(
        kind: NotificationKind,
        to: &'a Id,
        from: &'a Id,
        draft: Option<DraftPlace>,
        entry: Option<&'a Id>,
        cause: &'a Id,
    ) -> Notice<'a> {
        Notice { to, from, kind, entry, draft, interest: None, space: None, cause }
    }

    /// What waits for the moderators of a space, or waited.
    pub fn in_space(
        kind: NotificationKind,
        to: &'a Id,
        from: &'a Id,
        cause: &'a Id,
        space: &'a Id,
    ) -> Notice<'a> {
        Notice { to, from, kind, entry: None, draft: None, interest: None, space: Some(space), cause }
    }

    /// What becomes of an interest in an offer, by its name in addresses.
    pub fn of_interest(
        kind: NotificationKind,
        to: &'a Id,
        from: &'a Id,
        interest: &'a str,
        cause: &'a Id,
    ) -> Notice<'a> {
        Notice { to, from, kind, entry: None, draft: None, interest: Some(interest), space: None, cause }
    }
}

/// Tells an actor of ours. Nobody is told of what they did themselves, nor of those whom they do not want to hear.
///
/// Called at most once for an actor in one decision: the count is read from the view.
pub(crate) fn tell(
    view: &View,
    context: &Context<'_>,
    notice: &Notice<'_>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let Notice { to, from, kind, entry, draft, interest, space, cause } = notice;
    if to == from || view.local_actor_by_id(to)?.is_none() || view.mute(to, from)?.is_some() {
        return Ok(());
    }
    let key = keys::notification(to, context.now, cause);
    if view.contains(&key)? {
        return Ok(());
    }
    let mut count = view.record::<u64>(&keys::notification_count(to))?.unwrap_or_default();
    if count >= limits::NOTIFICATIONS_PER_ACTOR + limits::NOTIFICATIONS_THROWN_AWAY as u64 {
        // Many at once: to find the oldest one walks over all that went before it and is not swept up yet.
        let all = keys::notifications(to);
        for (oldest, _) in view.prefix(&all, Direction::Forward, limits::NOTIFICATIONS_THROWN_AWAY)? {
            changes.delete(oldest.to_vec());
            count = count.saturating_sub(1);
        }
    }
    changes.put(keys::notification_count(to), &(count + 1));
    let record = NotificationRecord {
        kind: *kind,
        from: (*from).clone(),
        entry: entry.cloned(),
        draft: draft.clone(),
        interest: interest.map(str::to_owned),
        space: space.cloned(),
        at: context.now,
    };
    changes.put(key, &record);
    changes.tell(Event::Notified((*to).clone()));
    Ok(())
}

/// Tells those whom a new entry answers or names.
pub(super) fn of_entry(
    view: &View,
    context: &Context<'_>,
    entry: &Entry,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    for (to, kind) in concerned(view, entry)? {
        let id = &entry.id;
        let from = &entry.author;
        let notice = Notice {
            to: &to,
            from,
            kind,
            entry: Some(id),
            draft: None,
            interest: None,
            space: None,
            cause: id,
        };
        tell(view, context, &notice, changes)?;
    }
    Ok(())
}

/// Takes back what was told of an entry that came at `received`.
pub(super) fn forget_entry(
    view: &View,
    entry: &Entry,
    received: Timestamp,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    for (to, _) in concerned(view, entry)? {
        forget(view, &to, received, &entry.id, changes)?;
    }
    Ok(())
}

/// Takes back what an actor of ours was told of an activity.
pub(super) fn forget_activity(
    view: &View,
    to: &Id,
    activity: &Id,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    match view.record::<Timestamp>(&keys::seen(activity))? {
        Some(at) => forget(view, to, at, activity, changes),
        None => Ok(()),
    }
}

/// Takes back what an actor of ours was told at `at`, if it was. Called at most once for an actor in one decision.
pub(crate) fn forget(
    view: &View,
    to: &Id,
    at: Timestamp,
    cause: &Id,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let key = keys::notification(to, at, cause);
    if !view.contains(&key)? {
        return Ok(());
    }
    let count = view.record::<u64>(&keys::notification_count(to))?.unwrap_or_default();
    changes.put(keys::notification_count(to), &count.saturating_sub(1));
    changes.delete(key);
    Ok(())
}

/// The people who want to hear of every answer in the conversation that an entry stands in, and may read it.
fn watched_by(view: &View, entry: &Entry) -> Result<Vec<Id>, Refusal> {
    let Some(parent) = entry.in_reply_to.as_ref().map(|parent| view.entry(parent)).transpose()?.flatten()
    else {
        return Ok(Vec::new());
    };
    let opener = parent.root.unwrap_or(parent.entry.id);
    let mut found = Vec::new();
    for account in watchers(view, &opener)? {
        if let Some(person) = view.local_actor(&account)?
            && policy::may_read(view, &person.id, entry)?
        {
            found.push(person.id);
        }
    }
    Ok(found)
}

/// The actors of ours whom an entry answers or names, each once.
fn concerned(view: &View, entry: &Entry) -> Result<Vec<(Id, NotificationKind)>, Refusal> {
    let mut found: Vec<(Id, NotificationKind)> = Vec::new();
    let parent = match &entry.in_reply_to {
        Some(parent) => view.entry(parent)?,
        None => None,
    };
    let answered = parent.map(|parent| (parent.entry.author, NotificationKind::Answer));
    let mentioned = entry.tags.iter().filter_map(|tag| match tag {
        Tag::Mention { href, .. } => Some(href),
        Tag::Hashtag { .. } => None,
    });
    // Where it belongs is nobody who has to be told.
    let addressed = entry.audience.to.iter().chain(&entry.audience.cc);
    let named = mentioned.chain(addressed).cloned().map(|id| (id, NotificationKind::Mention));
    let watched = watched_by(view, entry)?.into_iter().map(|id| (id, NotificationKind::Watched));
    for (id, kind) in answered.into_iter().chain(named).chain(watched) {
        if !found.iter().any(|(known, _)| *known == id) && view.local_actor_by_id(&id)?.is_some() {
            found.push((id, kind));
        }
    }
    Ok(found)
}
