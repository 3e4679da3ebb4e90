//! Reports: what other servers and our own people tell the officers about, and what the officers make of it.

use artel_protocol::{Id, Name, as2, limits};

use super::publishing::local;
use crate::changes::Changes;
use crate::decide::reports::{flag, open_reports, space_of, tell_moderators};
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::keys::{self, Key};
use crate::store::records::{Closed, DeliveryRecord, ReportRecord};
use crate::store::{View, records};

pub(super) const UNKNOWN: Refusal = Refusal::Unknown("there is no such report");

/// One report, and the key by which it is closed.
#[derive(Clone, Debug)]
pub struct Report {
    pub key: Key,
    pub record: ReportRecord,
    /// How far the word to the other server has come, if one was sent.
    pub sent: Option<Sent>,
}

/// How far a report on its way to another server has come.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Sent {
    Waiting,
    Arrived,
    GivenUp,
}

/// What somebody here reports.
#[derive(Clone, Debug)]
pub struct Complaint {
    /// The actor, and entries of theirs.
    pub about: Vec<Id>,
    pub reason: String,
    /// Tell the officers of the other server too, without saying who reports.
    pub forward: bool,
}

impl Node {
    /// Reports, newest first: those that are open, or those that are closed.
    pub fn reports(&self, closed: bool) -> Result<Vec<Report>, Refusal> {
        let view = self.view()?;
        let all: Vec<(_, ReportRecord)> = view.records(&keys::reports(), Direction::Backward, usize::MAX)?;
        let wanted = all.into_iter().filter(|(_, record)| record.closed.is_some() == closed);
        wanted
            .take(limits::REPORTS_SHOWN)
            .map(|(key, record)| Ok(Report { key: key.to_vec(), sent: sent(&view, &record)?, record }))
            .collect()
    }

    /// How many reports wait for an officer.
    pub fn open_reports(&self) -> Result<usize, Refusal> {
        open_reports(&self.view()?, |_| true)
    }

    /// Closes a report with a note for the other officers.
    pub async fn close_report(&self, key: Key, by: Name, note: &str) -> Result<(), Refusal> {
        let note = as2::shorten(note.trim(), limits::NAME_CHARS);
        self.change_report(key, move |context| Some(Closed { by, at: context.now, note })).await
    }

    /// Puts a closed report back on the desk.
    pub async fn reopen_report(&self, key: Key) -> Result<(), Refusal> {
        self.change_report(key, |_| None).await
    }

    async fn change_report(
        &self,
        key: Key,
        closed: impl FnOnce(&crate::identity::Context<'_>) -> Option<Closed> + Send + 'static,
    ) -> Result<(), Refusal> {
        self.change(move |view, context| {
            if !key.starts_with(&keys::reports()) {
                return Err(UNKNOWN);
            }
            let record: ReportRecord = view.record(&key)?.ok_or(UNKNOWN)?;
            let mut changes = Changes::none();
            changes.put(key, &ReportRecord { closed: closed(context), ..record });
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Puts something before the officers of this node, and, if wanted, before those of the server where it comes
    /// from: in the name of the node's own actor, so that nobody there learns who reported it.
    ///
    /// # Errors
    /// A problem of the field `reason` when there is none, or when this person has too many open reports.
    pub async fn report(&self, by: &Name, complaint: Complaint) -> Result<(), Refusal> {
        let reason = as2::shorten(complaint.reason.trim(), limits::SUMMARY_CHARS);
        if reason.is_empty() {
            return Err(Refusal::field("reason", "report-reason-missing"));
        }
        let by = by.clone();
        self.change(move |view, context| {
            let reporter = local(view, &by)?;
            if open_reports(view, |report| report.from == reporter.id)? >= limits::OPEN_REPORTS_PER_HOST {
                return Err(Refusal::field("reason", "report-too-many"));
            }
            let known = known_about(view, &complaint.about)?;
            let first = known.first().ok_or(Refusal::Unknown("there is no such entry or actor"))?;
            let mut changes = Changes::none();
            let space = space_of(view, &known)?;
            if let Some(space) = space.as_ref().filter(|space| space.hosted.is_none()) {
                changes.consequences.push(flag(context, &known, &reason, &[&space.space.id])?);
            }
            let mut record = ReportRecord {
                from: reporter.id,
                about: known.clone(),
                reason: reason.clone(),
                received: context.now,
                closed: None,
                forwarded: None,
                space: space.as_ref().map(|space| space.space.id.clone()),
            };
            if complaint.forward && !context.is_ours(first) && !view.is_domain_blocked(first.host())? {
                let flag = flag(context, &known, &reason, &[first])?;
                record.forwarded = Some((flag.id.clone(), inbox_host(view, first)?));
                changes.consequences.push(flag);
            }
            let name = context.node()?.base.join(&format!("/a/{}", context.ids.next(context.now)));
            changes.put(keys::report(context.now, &name), &record);
            if let Some(space) = &space {
                tell_moderators(view, context, space, (&name, &record), &mut changes)?;
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// The actor first, then entries of theirs, as far as they are known here: what is reported together is one actor's.
fn known_about(view: &View, about: &[Id]) -> Result<Vec<Id>, Refusal> {
    let mut actor = None;
    let mut entries = Vec::new();
    for id in about.iter().take(limits::TAGS) {
        if let Some(stored) = view.entry(id)? {
            let author = stored.entry.author;
            if *actor.get_or_insert_with(|| author.clone()) == author {
                entries.push(id.clone());
            }
        } else if view.actor_record(id)?.is_some() {
            actor.get_or_insert_with(|| id.clone());
        }
    }
    Ok(actor.into_iter().chain(entries).collect())
}

fn inbox_host(view: &View, actor: &Id) -> Result<String, Refusal> {
    let known = view.actor(actor)?;
    Ok(known.map_or_else(|| actor.host().to_owned(), |known| known.delivery_inbox().host().to_owned()))
}

/// A delivery that is no longer listed has arrived.
fn sent(view: &View, record: &ReportRecord) -> Result<Option<Sent>, Refusal> {
    let Some((flag, host)) = &record.forwarded else { return Ok(None) };
    Ok(Some(delivery_state(view, host, flag, std::slice::from_ref(flag))?))
}

/// How far what was said about something has come at a host: `activities` are those that count.
pub(super) fn delivery_state(
    view: &View,
    host: &str,
    about: &Id,
    activities: &[Id],
) -> Result<Sent, Refusal> {
    let line = keys::deliveries_about(host, about);
    let mut state = Sent::Arrived;
    for (_, value) in view.prefix(&line, Direction::Forward, usize::MAX)? {
        let row: DeliveryRecord = records::decode(&value)?;
        if activities.contains(&row.activity) {
            match row.next {
                Some(_) => return Ok(Sent::Waiting),
                None => state = Sent::GivenUp,
            }
        }
    }
    Ok(state)
}
