//! Notifications: what the people of an organisation are told of what others do with their words.

use artel_protocol::{Actor, Id, Timestamp, limits};

use super::drafts::draft_of;
use super::interest::records::{InterestRecord, interest};
use super::lists::{Cursor, Page, Row, merged};
use super::reading::{Shown, show};
use super::sessions::Session;
use super::timeline::is_heard;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::store::engine::Direction;
use crate::store::records::{DraftRecord, NotificationKind, NotificationRecord, Role, decode};
use crate::store::{View, keys};

/// Something that somebody is told; likes and boosts of one entry together.
#[derive(Clone, Debug)]
pub struct Notification {
    pub kind: NotificationKind,
    /// The actor of ours that is told: the person or their organisation.
    pub to: Id,
    /// Who did it last.
    pub from: Id,
    /// As far as it is known here.
    pub actor: Option<Actor>,
    /// How many others did the same.
    pub others: u64,
    pub entry: Option<Shown>,
    /// The draft that waits, or was sent back.
    pub draft: Option<DraftRecord>,
    /// The interest in an offer that it is about.
    pub interest: Option<InterestRecord>,
    /// The space that it is about.
    pub space: Option<Id>,
    pub at: Timestamp,
    pub unread: bool,
}

/// How many rows are read at once.
const BATCH: usize = 50;

impl Node {
    /// What somebody and their organisation are told, newest first.
    pub fn notifications(
        &self,
        session: &Session,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Notification>, Refusal> {
        let view = self.view()?;
        let actors = told_with(session);
        let marks = marks(&view, session)?;
        let lists = actors.each_ref().map(keys::notifications);
        let mut items: Vec<Notification> = Vec::new();
        let mut last: Option<Cursor> = before.cloned();
        for _ in 0..limits::ROWS_PER_PAGE / BATCH {
            let rows = merged(&view, &lists, last.as_ref(), BATCH)?;
            let is_end = rows.len() < BATCH;
            for row in rows {
                let unread = row.place.at > marks[row.list];
                if let Some(new) = notification(&view, session, &actors[row.list], &row, unread)?
                    && let Some(new) = joined(&mut items, new)
                {
                    if items.len() == limit {
                        return Ok(Page { items, next: last });
                    }
                    items.push(new);
                }
                last = Some(row.place);
            }
            if is_end {
                return Ok(Page { items, next: None });
            }
        }
        Ok(Page { items, next: last })
    }

    /// How many notifications somebody has not read yet, counted up to [`limits::UNREAD_COUNTED`].
    pub fn unread(&self, session: &Session) -> Result<u64, Refusal> {
        let view = self.view()?;
        let marks = marks(&view, session)?;
        let mut unread = 0;
        for (actor, mark) in told_with(session).iter().zip(marks) {
            let prefix = keys::notifications(actor);
            let from = u64::try_from(mark.0).unwrap_or(0).saturating_add(1).to_be_bytes();
            let from = [&prefix[..], &from].concat();
            let to = keys::end_of(&prefix);
            for (_, record) in view.range(&from, &to, Direction::Forward, limits::UNREAD_COUNTED)? {
                let record: NotificationRecord = decode(&record)?;
                unread += u64::from(is_told(&view, session, actor, &record)?);
            }
        }
        Ok(unread.min(limits::UNREAD_COUNTED as u64))
    }

    /// Marks everything that somebody was told until now as read.
    pub async fn mark_read(&self, session: &Session) -> Result<(), Refusal> {
        let view = self.view()?;
        let account = session.account.name.clone();
        let mut news = Vec::new();
        for (actor, mark) in told_with(session).into_iter().zip(marks(&view, session)?) {
            let newest = merged(&view, &[keys::notifications(&actor)], None, 1)?;
            let newest = newest.first().map(|row| row.place.at);
            news.extend(newest.filter(|newest| *newest > mark).map(|newest| (actor, newest)));
        }
        if news.is_empty() {
            return Ok(());
        }
        self.change(move |_, _| {
            let mut changes = Changes::none();
            for (actor, newest) in &news {
                changes.put(keys::read_mark(&account, actor), newest);
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// Whose notifications somebody sees: their own and their organisation's.
fn told_with(session: &Session) -> [Id; 2] {
    [session.person.id.clone(), session.organisation.id.clone()]
}

fn marks(view: &View, session: &Session) -> Result<[Timestamp; 2], Refusal> {
    let mut marks = [Timestamp::EPOCH; 2];
    for (mark, actor) in marks.iter_mut().zip(told_with(session)) {
        let read = view.record(&keys::read_mark(&session.account.name, &actor))?;
        *mark = read.unwrap_or(Timestamp::EPOCH);
    }
    Ok(marks)
}

/// Not what one did oneself, and not of whom one has muted since; nor of a draft that waits no more, or not for whom
/// reads; and not yet of an answer that waits to be let in.
fn is_told(view: &View, session: &Session, to: &Id, record: &NotificationRecord) -> Result<bool, Refusal> {
    if record.draft.is_some() && draft_of(view, record)?.is_none() {
        return Ok(false);
    }
    if record.kind == NotificationKind::HandedIn && session.account.role == Role::Member {
        return Ok(false);
    }
    if let Some(id) = &record.entry
        && let Some(stored) = view.entry(id)?
        && policy::is_withheld_from(view, Some(&session.account), &stored)?
    {
        return Ok(false);
    }
    if let Some(key) = &record.interest
        && interest(view, key)?.is_none()
    {
        return Ok(false);
    }
    Ok(record.from != session.person.id && is_heard(view, to, &record.from)?)
}

fn notification(
    view: &View,
    session: &Session,
    to: &Id,
    row: &Row,
    unread: bool,
) -> Result<Option<Notification>, Refusal> {
    let record: NotificationRecord = decode(&row.value)?;
    if !is_told(view, session, to, &record)? {
        return Ok(None);
    }
    let entry = match &record.entry {
        // What it was about is gone, or was meant for others.
        Some(id) => match view.entry(id)? {
            Some(entry) if policy::may_read(view, to, &entry.entry)? => Some(show(view, entry)?),
            _ => return Ok(None),
        },
        None => None,
    };
    Ok(Some(Notification {
        kind: record.kind,
        to: to.clone(),
        actor: view.actor(&record.from)?,
        draft: draft_of(view, &record)?,
        interest: record.interest.as_deref().map(|key| interest(view, key)).transpose()?.flatten(),
        from: record.from,
        space: record.space,
        others: 0,
        entry,
        at: record.at,
        unread,
    }))
}

/// Adds a like or a boost to what is listed already of the same entry; everything else comes back.
fn joined(listed: &mut [Notification], new: Notification) -> Option<Notification> {
    if !matches!(new.kind, NotificationKind::Like | NotificationKind::Boost) {
        return Some(new);
    }
    let about = |one: &Notification| one.entry.as_ref().map(|shown| shown.record.entry.id.clone());
    let same =
        listed.iter_mut().find(|one| one.kind == new.kind && one.to == new.to && about(one) == about(&new));
    match same {
        Some(same) => {
            same.others += 1;
            same.unread |= new.unread;
            None
        }
        None => Some(new),
    }
}
