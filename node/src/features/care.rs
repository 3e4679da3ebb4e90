//! Looking after a forum: which of its conversations nobody has answered, who of its community has fallen silent, and who
//! could answer, each suggestion with its reason. For its moderators; everything comes from what this node knows
//! already, and nobody is asked or told.

pub mod helpers;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use artel_protocol::kinds::{Article, Entry, Kind, Offer};
use artel_protocol::{Actor, Id, SpaceKind, Timestamp, limits};

use super::matching::words::Stems;
use super::queue::kept_by;
use super::reading::{Showing, Shown};
use super::spaces::{is_in_view, is_over};
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::sets::membership::Membership;
use crate::sets::spaces::SpaceRecord;
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, Comments, EntryRecord};
use crate::store::{View, keys};

use helpers::{Helper, Past};

/// How long a conversation waits for an answer before it needs care.
pub const UNANSWERED_AFTER: Duration = Duration::from_secs(2 * 24 * 3600);
/// After how long a member who says nothing is silent.
pub const SILENT_AFTER: Duration = Duration::from_secs(30 * 24 * 3600);

/// What needs care in a forum.
#[derive(Clone, Debug)]
pub struct Care {
    /// The newest first.
    pub unanswered: Vec<Unanswered>,
    /// Those who have been members for the longest first; at most [`limits::CARE_SILENT`].
    pub silent: Vec<Silent>,
    /// How many silent members there are besides.
    pub more_silent: u64,
    /// Since when they have said nothing: thirty days, or less where more is said than is read.
    pub silent_since: Timestamp,
}

/// A conversation without an answer.
#[derive(Clone, Debug)]
pub struct Unanswered {
    pub shown: Shown,
    /// Who could answer, the most fitting first.
    pub helpers: Vec<Helper>,
}

/// A member who has said nothing for long.
#[derive(Clone, Debug)]
pub struct Silent {
    pub id: Id,
    /// As far as it is known here.
    pub actor: Option<Actor>,
    pub member_since: Option<Timestamp>,
}

impl Node {
    /// What needs care in a forum, for those who keep order in it.
    ///
    /// # Errors
    /// 403 for everybody else, 404 for what is no forum.
    pub async fn care(&self, by: &AccountRecord, space: &Id) -> Result<Care, Refusal> {
        let (by, space) = (by.clone(), space.clone());
        self.look(move |node| node.care_now(&by, &space)).await
    }

    fn care_now(&self, by: &AccountRecord, space: &Id) -> Result<Care, Refusal> {
        let (view, now) = (self.view()?, self.clock().now());
        let space = kept_by(&view, by, space)?;
        if space.space.kind != SpaceKind::Forum {
            return Err(Refusal::Unknown("there is no such forum"));
        }
        let readers = policy::readers_of(&view, Some(by))?;
        let members = Members::read(&view, now, &space)?;
        let (waiting, past) = conversations(&view, now, &space, &readers)?;
        let stems = Stems::default();
        let known = helpers::Known::read(&stems, &members, past);
        let showing = Showing::of(&view);
        let mut unanswered = Vec::with_capacity(waiting.len());
        for record in waiting {
            let helpers = known.who_could_answer(&view, &stems, &record.entry)?;
            unanswered.push(Unanswered { shown: showing.show(record)?, helpers });
        }
        let (spoke, silent_since) = who_spoke(&view, now, &space)?;
        let mut silent = members.silent(&spoke, silent_since);
        let more_silent = silent.len().saturating_sub(limits::CARE_SILENT) as u64;
        silent.truncate(limits::CARE_SILENT);
        Ok(Care { unanswered, silent, more_silent, silent_since })
    }
}

/// The members of a space's community at present, as far as they are heard.
pub(super) struct Members {
    all: HashMap<Id, Silent>,
}

impl Members {
    fn read(view: &View, now: Timestamp, space: &SpaceRecord) -> Result<Members, Refusal> {
        let mut all = HashMap::new();
        let prefix = keys::memberships(&space.space.community);
        let read: Vec<(_, Membership)> = view.records(&prefix, Direction::Forward, limits::CARE_MEMBERS)?;
        for (key, membership) in read {
            let Some(id) = keys::last_part(&key).and_then(|id| Id::parse(id).ok()) else { continue };
            if membership.organisation.is_some() || !membership.is_member() || membership.is_banned(now) {
                continue;
            }
            if view.is_silenced(&id)? || view.is_blocked(&id)? {
                continue;
            }
            let (actor, member_since) = (view.actor(&id)?, membership.since());
            all.insert(id.clone(), Silent { id, actor, member_since });
        }
        Ok(Members { all })
    }

    pub(super) fn includes(&self, id: &Id) -> bool {
        self.all.contains_key(id)
    }

    /// What is known of them.
    pub(super) fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.all.values().filter_map(|member| member.actor.as_ref())
    }

    /// Those who said nothing since a moment, and were members before.
    fn silent(&self, spoke: &HashSet<Id>, since: Timestamp) -> Vec<Silent> {
        let is_silent = |member: &&Silent| {
            !spoke.contains(&member.id) && member.member_since.is_none_or(|joined| joined < since)
        };
        let mut silent: Vec<Silent> = self.all.values().filter(is_silent).cloned().collect();
        silent.sort_by(|one, other| (one.member_since, &one.id).cmp(&(other.member_since, &other.id)));
        silent
    }
}

/// Who said something in a community of late, and since when that is known. An organisation speaks by its people, too.
fn who_spoke(view: &View, now: Timestamp, space: &SpaceRecord) -> Result<(HashSet<Id>, Timestamp), Refusal> {
    let since = now.minus(SILENT_AFTER);
    let prefix = keys::community_entries(&space.space.community);
    let (mut spoke, mut read, mut reached) = (HashSet::new(), 0, since);
    let from = [&prefix[..], &u64::try_from(since.0).unwrap_or(0).to_be_bytes()].concat();
    let end = keys::end_of(&prefix);
    for (key, _) in view.range(&from, &end, Direction::Backward, limits::CARE_SAID_READ)? {
        read += 1;
        reached = keys::time_after(&key, &prefix).unwrap_or(since);
        let Some(said) = view.entry_in(&key, &prefix)? else { continue };
        let author = said.entry.author;
        if !spoke.contains(&author) {
            spoke.extend(view.organisation_of(&author)?);
            spoke.insert(author);
        }
    }
    Ok((spoke, if read < limits::CARE_SAID_READ { since } else { reached }))
}

/// The conversations of a forum that wait for an answer, the newest first, and those that were answered.
fn conversations(
    view: &View,
    now: Timestamp,
    space: &SpaceRecord,
    readers: &[Id],
) -> Result<(Vec<EntryRecord>, Vec<Past>), Refusal> {
    let (mut waiting, mut past) = (Vec::new(), Vec::new());
    let prefix = keys::space_entries(&space.space.id);
    for (key, _) in view.prefix(&prefix, Direction::Backward, limits::CARE_READ)? {
        let Some(record) = view.entry_in(&key, &prefix)? else { continue };
        if !is_in_view(view, &record, readers)? || is_no_question(&record.entry) {
            continue;
        }
        let answered_by = answered_by(view, &record, readers)?;
        if !answered_by.is_empty() {
            past.push(Past { entry: record.entry, answered_by });
        } else if takes_answers(&record, now) && record.sorted <= now.minus(UNANSWERED_AFTER) {
            waiting.push(record);
        }
    }
    waiting.sort_by_key(|record| std::cmp::Reverse(record.sorted));
    waiting.truncate(limits::CARE_UNANSWERED);
    Ok((waiting, past))
}

/// Articles and offers want readers and partners: an answer to them is no one's duty.
fn is_no_question(entry: &Entry) -> bool {
    matches!(entry.content.kind(), Article::NAME | Offer::NAME)
}

fn takes_answers(record: &EntryRecord, now: Timestamp) -> bool {
    let locked = record.community.as_ref().is_some_and(|place| place.locked);
    !locked && record.comments != Comments::Closed && !is_over(record, now)
}

/// Who has answered in a conversation, in view of these readers: others than its author, their colleagues and their
/// organisation.
fn answered_by(view: &View, record: &EntryRecord, readers: &[Id]) -> Result<Vec<Id>, Refusal> {
    let asks = view.organisation_of(&record.entry.author)?;
    let thread = keys::thread(&record.entry.id);
    let mut found: Vec<Id> = Vec::new();
    for (key, _) in view.prefix(&thread, Direction::Forward, limits::CARE_ANSWERS_READ)? {
        let Some(answer) = view.entry_in(&key, &thread)? else { continue };
        let author = &answer.entry.author;
        if *author == record.entry.author || found.contains(author) || !is_in_view(view, &answer, readers)? {
            continue;
        }
        if asks.is_none() || view.organisation_of(author)? != asks {
            found.push(author.clone());
        }
    }
    Ok(found)
}
