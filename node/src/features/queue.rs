//! The queue of a space: what waits there for its moderators, what was reported to them, and what an author's own words
//! became that had to wait.

pub mod records;

use artel_protocol::kinds::Entry;
use artel_protocol::{Id, Timestamp, Trust, limits};
use serde_json::{Map, json};

use super::clients;
use super::drafts;
use super::publishing::{Draft, Picture, Readers};
use super::reports::{self, Report};
use crate::error::Refusal;
use crate::node::Node;
use crate::policy::{self, trust};
use crate::sets::spaces::{self, SpaceRecord};
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, ReportRecord};
use crate::store::{View, keys, records as stored};

use records::{HeldRecord, WarningRecord};

const NO_SPACE: Refusal = Refusal::Unknown("there is no such space");
const NOTHING_HELD: Refusal = Refusal::Unknown("nothing of this waits here");

/// Words that wait, and what is known of their author.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub held: HeldRecord,
    /// As it would be shown.
    pub entry: Entry,
    /// How well the community knows its author now, and by what.
    pub trust: Trust,
    pub known: trust::Record,
    /// What they were told before, the newest first: known on the hub.
    pub warnings: Vec<(Timestamp, WarningRecord)>,
}

/// What lies before the moderators of a space.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// The oldest first.
    pub waiting: Vec<Waiting>,
    /// The newest first; only on the hub.
    pub reports: Vec<Report>,
}

impl Queue {
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.reports.is_empty()
    }
}

impl Node {
    /// What lies before those who keep order in a space.
    ///
    /// # Errors
    /// 403 for everybody else.
    pub fn queue(&self, by: &AccountRecord, space: &Id) -> Result<Queue, Refusal> {
        let (view, now) = (self.view()?, self.clock().now());
        let space = kept_by(&view, by, space)?;
        let mut queue = Queue::default();
        for held in held_in(&view, &space.space.id)? {
            queue.waiting.extend(waiting(&view, now, &space, held)?);
        }
        let here = |report: &ReportRecord| report.space.as_ref() == Some(&space.space.id);
        let reports = reported(&view)?.into_iter().filter(|(_, report)| here(report));
        queue.reports = reports.map(|(key, record)| Report { key, record, sent: None }).collect();
        Ok(queue)
    }

    /// How much lies before somebody in each of the spaces whose order they keep. Nothing is read of who wrote it: this stands
    /// on pages that are asked for all the time.
    pub fn queued(&self, by: &AccountRecord) -> Result<Vec<(Id, usize)>, Refusal> {
        let view = self.view()?;
        let mut kept = Vec::new();
        for space in spaces::all(&view)? {
            if policy::keeps_order(&view, by, &space)? {
                kept.push((held_in(&view, &space.space.id)?.len(), space.space.id));
            }
        }
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        let reported: Vec<Id> = reported(&view)?.into_iter().filter_map(|(_, report)| report.space).collect();
        let reported_in = |space: &Id| reported.iter().filter(|reported| *reported == space).count();
        Ok(kept.into_iter().map(|(held, space)| (space.clone(), held + reported_in(&space))).collect())
    }

    /// How much of somebody's own waits in a space, or was turned down.
    pub fn own_queued(&self, account: &AccountRecord, space: &Id) -> Result<usize, Refusal> {
        Ok(own_in(&self.view()?, self.clock().now(), account, space)?.len())
    }

    /// What somebody wrote in a space, or their organisation, that waits or was turned down.
    pub fn own_held(&self, account: &AccountRecord, space: &Id) -> Result<Vec<Waiting>, Refusal> {
        let (view, now) = (self.view()?, self.clock().now());
        let space = spaces::space(&view, space)?.ok_or(NO_SPACE)?;
        let mut found = Vec::new();
        for held in own_in(&view, now, account, &space.space.id)? {
            found.extend(waiting(&view, now, &space, held)?);
        }
        Ok(found)
    }

    /// The space in which an entry waits, for its author.
    pub fn waits_in(&self, account: &AccountRecord, entry: &Id) -> Result<Option<Id>, Refusal> {
        let view = self.view()?;
        let own = policy::readers_of(&view, Some(account))?;
        let held = records::find(&view, entry)?;
        let is_client = clients::is_client_of(&view, account, entry)?;
        Ok(held.filter(|held| is_client || own.contains(&held.author)).map(|held| held.space))
    }

    /// Takes back what waits, or clears away what was turned down.
    ///
    /// # Errors
    /// 403 for what is somebody else's.
    pub async fn take_back_held(&self, account: &AccountRecord, entry: &Id) -> Result<(), Refusal> {
        let view = self.view()?;
        let held = records::find(&view, entry)?.ok_or(NOTHING_HELD)?;
        let author = view.local_actor_by_id(&held.author)?.ok_or(NOTHING_HELD)?;
        clients::may_change(&view, account, entry, &author)?;
        self.say(|view, context| {
            let mut members = Map::new();
            members.insert("object".into(), json!({"type": "Tombstone", "id": entry.as_str()}));
            members.insert("to".into(), json!([held.space.as_str()]));
            context.compose(view, &author, "Delete", members)
        })
        .await
        .map(|_| ())
    }

    /// Makes a draft of what was turned down, to be changed and sent again, and yields its number. It is turned down no longer.
    ///
    /// # Errors
    /// 403 for what is somebody else's, and for what waits; a problem of the field `draft` when there are too many drafts.
    pub async fn rewrite_held(&self, account: &AccountRecord, entry: &Id) -> Result<u64, Refusal> {
        let view = self.view()?;
        let held = records::find(&view, entry)?.filter(|held| !held.waits()).ok_or(NOTHING_HELD)?;
        let said = held.shown(&view)?.filter(|entry| entry.in_reply_to.is_none()).ok_or(NOTHING_HELD)?;
        let author = view.local_actor_by_id(&held.author)?.ok_or(NOTHING_HELD)?;
        clients::may_change(&view, account, entry, &author)?;
        // What had no name is written anew in the name of whose it is, which it does not show.
        let by = match clients::is_client_of(&view, account, entry)? {
            true => account.organisation.clone(),
            false => author.name,
        };
        let mut draft = Draft { readers: Readers::Space(held.space.clone()), ..Draft::of(&said) };
        draft.picture = said.attachments.first().cloned().map_or(Picture::Keep, Picture::New);
        let number = self.new_draft_number();
        self.save_draft(drafts::kept(account, by, number, said.content.kind(), draft)).await?;
        self.take_back_held(account, entry).await?;
        Ok(number)
    }

    /// Closes a report that lies before the moderators of a space.
    ///
    /// # Errors
    /// 403 for who keeps no order there.
    pub async fn close_report_in(
        &self,
        by: &AccountRecord,
        space: &Id,
        key: keys::Key,
        note: &str,
    ) -> Result<(), Refusal> {
        let view = self.view()?;
        let space = kept_by(&view, by, space)?;
        if !key.starts_with(&keys::reports()) {
            return Err(reports::UNKNOWN);
        }
        let report: ReportRecord = view.record(&key)?.ok_or(reports::UNKNOWN)?;
        match report.space == Some(space.space.id) {
            true => self.close_report(key, by.name.clone(), note).await,
            false => Err(Refusal::Forbidden("this report is for others")),
        }
    }
}

/// A space whose order somebody keeps.
pub(super) fn kept_by(view: &View, by: &AccountRecord, space: &Id) -> Result<SpaceRecord, Refusal> {
    let space = spaces::space(view, space)?.ok_or(NO_SPACE)?;
    match policy::keeps_order(view, by, &space)? {
        true => Ok(space),
        false => Err(Refusal::Forbidden("only its moderators keep order in this space")),
    }
}

/// What waits in a space for its moderators, the oldest first.
pub(super) fn held_in(view: &View, space: &Id) -> Result<Vec<HeldRecord>, Refusal> {
    let mut held = records::held_in(view, space)?;
    held.retain(HeldRecord::waits);
    Ok(held)
}

/// The open reports that are for the moderators of some space, the newest first.
fn reported(view: &View) -> Result<Vec<(keys::Key, ReportRecord)>, Refusal> {
    let all: Vec<(_, ReportRecord)> =
        view.records(&keys::reports(), Direction::Backward, limits::REPORTS_SHOWN)?;
    let open = all.into_iter().filter(|(_, report)| report.closed.is_none() && report.space.is_some());
    Ok(open.map(|(key, report)| (key.to_vec(), report)).collect())
}

/// What somebody wrote in a space, or their organisation, that waits or was turned down.
fn own_in(
    view: &View,
    now: Timestamp,
    account: &AccountRecord,
    space: &Id,
) -> Result<Vec<HeldRecord>, Refusal> {
    let own = policy::readers_of(view, Some(account))?;
    let mut found = Vec::new();
    for held in records::held_in(view, space)? {
        let is_own = own.contains(&held.author) || clients::is_client_of(view, account, &held.entry)?;
        if is_own && held.version.is_none() && !held.is_over(now) {
            found.push(held);
        }
    }
    Ok(found)
}

fn waiting(
    view: &View,
    now: Timestamp,
    space: &SpaceRecord,
    held: HeldRecord,
) -> Result<Option<Waiting>, Refusal> {
    let Some(entry) = held.shown(view)? else { return Ok(None) };
    let known = trust::record(view, now, space, &held.author)?;
    let mut warnings = Vec::new();
    let prefix = keys::warnings(&space.space.community, &held.author);
    for (key, value) in view.prefix(&prefix, Direction::Backward, limits::WARNINGS_KEPT)? {
        let Some(at) = keys::time_after(&key, &prefix) else { continue };
        warnings.push((at, stored::decode(&value)?));
    }
    Ok(Some(Waiting { entry, trust: known.trust(now), known, warnings, held }))
}
