//! Spaces: opening one in a community that stands here, saying how it is meant, and what is going on in it.

use artel_protocol::actor::ActorType;
use artel_protocol::kinds::Problem;
use artel_protocol::{Id, Name, Posting, PreModeration, Space, SpaceKind, Timestamp, as2, limits};
use serde_json::{Map, json};

use super::communities::{self, Order, hosted};
use super::lists::{self, Cursor, Page};
use super::organisations::{NewActor, add_actor, full_name, write_actor};
use super::profiles::SUMMARY_LONGEST;
use super::reading::{Showing, Shown};
use crate::changes::Changes;
use crate::error::{Invalid, Refusal};
use crate::node::Node;
use crate::policy;
use crate::sets::spaces::{self, SpaceRecord};
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, EntryRecord, LocalActorRecord};
use crate::store::{View, keys};

/// How a space is meant.
#[derive(Clone, Debug)]
pub struct SpaceDraft {
    pub title: String,
    /// Plain text: what it is about.
    pub summary: String,
    pub posting: Posting,
    pub premoderation: PreModeration,
    /// Of a brokerage: another person reads each offer before others do.
    pub reviews: bool,
    pub members_only: bool,
    pub moderators: Vec<Id>,
    /// Markdown.
    pub rules: String,
    pub language: Option<String>,
}

impl SpaceDraft {
    fn check(&self, kind: SpaceKind) -> Result<(), Refusal> {
        let mut problems = Vec::new();
        let mut too_long = |field, key, text: &str, max: usize| {
            if text.chars().count() > max {
                problems.push(Problem::at_most(field, key, max));
            }
        };
        too_long("summary", "profile-summary-too-long", &self.summary, SUMMARY_LONGEST);
        too_long("rules", "space-rules-too-long", &self.rules, limits::RULES_CHARS);
        if self.moderators.len() > limits::MODERATORS_PER_SPACE {
            problems.push(Problem {
                field: "moderators",
                key: "space-moderators-too-many",
                arguments: vec![],
            });
        }
        // Nobody reads their own: one alone would wait for ever.
        if self.reviews && kind == SpaceKind::Brokerage && self.moderators.len() < 2 {
            problems.push(Problem { field: "moderators", key: "space-review-alone", arguments: vec![] });
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Refusal::Invalid(Invalid::Fields(problems))),
        }
    }

    fn space(&self, id: Id, community: Id, kind: SpaceKind) -> Space {
        Space {
            id,
            community,
            kind,
            posting: self.posting,
            premoderation: self.premoderation,
            reviews: self.reviews && kind == SpaceKind::Brokerage,
            members_only: self.members_only,
            moderators: self.moderators.clone(),
            rules: self.rules.trim().to_owned(),
            language: self.language.clone(),
        }
    }
}

impl Node {
    /// Opens a space in a community that stands here.
    ///
    /// # Errors
    /// A problem of the field `name`, `title`, `summary` or `rules`, or when the community has as many as it may.
    pub async fn open_space(
        &self,
        community: &Id,
        name: Name,
        kind: SpaceKind,
        draft: SpaceDraft,
    ) -> Result<Id, Refusal> {
        let title = full_name("title", &draft.title)?;
        draft.check(kind)?;
        let [rsa] = self.rsa_keys().await?;
        let id = self.base()?.join(&format!("/s/{name}"));
        let (community, opened) = (community.clone(), id.clone());
        self.change(move |view, context| {
            let (_, actor) = hosted(view, &community)?;
            if in_community(view, &community)?.len() >= limits::SPACES_PER_COMMUNITY {
                return Err(Refusal::field("name", "space-too-many"));
            }
            let company = view
                .organisation(&actor.organisation)?
                .ok_or(Refusal::Unknown("there is no such organisation here"))?;
            let space = draft.space(opened.clone(), community.clone(), kind);
            let mut changes = Changes::none();
            let record = SpaceRecord { space, hosted: Some(name.clone()), closed: false };
            changes.put(keys::space(&opened), &record);
            let mut now = view.clone();
            now.apply(&changes.batch);
            let new = NewActor {
                name: name.clone(),
                actor_type: ActorType::Group,
                organisation: actor.organisation.clone(),
                title,
                rsa,
            };
            add_actor(&now, context, &company, new, &mut changes)?;
            now.apply(&changes.batch);
            let own = LocalActorRecord {
                summary: draft.summary.trim().to_owned(),
                ..super::publishing::local(&now, &name)?
            };
            write_actor(&now, context, &company, &own, &mut changes)?;
            now.apply(&changes.batch);
            changes.consequences.push(communities::open(&now, context, &actor, &opened)?);
            Ok(changes)
        })
        .await?;
        Ok(id)
    }

    /// Says how a space that stands here is meant from now on.
    ///
    /// # Errors
    /// As for [`Node::open_space`]; 403 for who does not keep order in it.
    pub async fn describe_space(
        &self,
        by: &AccountRecord,
        space: &Id,
        draft: SpaceDraft,
    ) -> Result<(), Refusal> {
        let title = full_name("title", &draft.title)?;
        let (by, space) = (by.clone(), space.clone());
        self.change(move |view, context| {
            let (stored, actor) = standing_here(view, &space)?;
            policy::may_arrange(view, &by, &stored)?;
            draft.check(stored.space.kind)?;
            let (_, community) = hosted(view, &stored.space.community)?;
            let company = view
                .organisation(&actor.organisation)?
                .ok_or(Refusal::Unknown("there is no such organisation here"))?;
            let described = draft.space(space.clone(), stored.space.community.clone(), stored.space.kind);
            let mut changes = Changes::none();
            changes.put(keys::space(&space), &SpaceRecord { space: described, ..stored });
            let mut now = view.clone();
            now.apply(&changes.batch);
            let mut own = LocalActorRecord { title, summary: draft.summary.trim().to_owned(), ..actor };
            own.profile.updated = Some(context.now);
            write_actor(&now, context, &company, &own, &mut changes)?;
            now.apply(&changes.batch);
            changes.consequences.push(communities::open(&now, context, &community, &space)?);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Lets nobody begin anything in a space any more, or lets them again. What was said stays.
    pub async fn set_space_open(&self, by: &AccountRecord, space: &Id, open: bool) -> Result<(), Refusal> {
        let (by, space) = (by.clone(), space.clone());
        self.change(move |view, context| {
            let (stored, _) = standing_here(view, &space)?;
            policy::may_arrange(view, &by, &stored)?;
            let (_, community) = hosted(view, &stored.space.community)?;
            let mut changes = Changes::none();
            changes.consequences.push(match open {
                true => communities::open(view, context, &community, &space)?,
                false => communities::close(view, context, &community, &space)?,
            });
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Keeps order in a space, in the name of one of its moderators: its community is asked, wherever that stands, and says
    /// so to everybody.
    ///
    /// # Errors
    /// 403 for who is none of its moderators; a problem of the field `reason` when there is none where one is needed.
    pub async fn keep_order(
        &self,
        by: &Name,
        space: &Id,
        order: &Order,
        reason: &str,
    ) -> Result<(), Refusal> {
        let reason = as2::shorten(reason.trim(), limits::REASON_CHARS);
        if reason.is_empty() && matches!(order, Order::Show(_, false) | Order::Ban(..) | Order::Warn(_)) {
            return Err(Refusal::field("reason", "order-reason-missing"));
        }
        self.say(|view, context| {
            let actor = super::publishing::local(view, by)?;
            let record = spaces::space(view, space)?.ok_or(Refusal::Unknown("there is no such space"))?;
            policy::keeps_order_in(&record, &actor.id)?;
            let mut members = Map::new();
            members.insert("to".into(), json!([space.as_str()]));
            if !reason.is_empty() {
                members.insert("content".into(), reason.into());
            }
            let act = order.write(space, &actor.id, &mut members);
            context.compose(view, &actor, act, members)
        })
        .await
        .map(|_| ())
    }

    /// The spaces of a community, those that are closed last.
    pub fn spaces_in(&self, community: &Id) -> Result<Vec<SpaceRecord>, Refusal> {
        in_community(&self.view()?, community)
    }

    /// Every space of every community of this node.
    pub fn spaces(&self) -> Result<Vec<SpaceRecord>, Refusal> {
        Ok(spaces::all(&self.view()?)?)
    }

    /// The space with this id.
    pub fn space(&self, id: &Id) -> Result<Option<SpaceRecord>, Refusal> {
        Ok(spaces::space(&self.view()?, id)?)
    }

    /// Whether an actor of ours may begin something in a space.
    ///
    /// # Errors
    /// Why not, as a problem of the field `readers`.
    pub fn may_begin_in(&self, actor: &Id, space: &SpaceRecord) -> Result<(), Refusal> {
        policy::may_begin_in(&self.view()?, self.clock().now(), actor, space)
    }

    /// What is going on in a space, as far as it is for everybody or for one of these actors of ours: what was spoken of
    /// last first. What stands first is in [`Node::pinned_in`].
    pub fn space_entries(
        &self,
        space: &Id,
        readers: &[Id],
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Shown>, Refusal> {
        let (view, now) = (self.view()?, self.clock().now());
        let showing = Showing::of(&view);
        lists::page(&view, &keys::space_entries(space), before, limit, |id| {
            let is_pinned =
                |record: &EntryRecord| record.community.as_ref().is_some_and(|place| place.pinned);
            match view.entry(id)?.filter(|record| !is_pinned(record)) {
                Some(record) if !is_over(&record, now) => listed(&view, &showing, readers, record),
                _ => Ok(None),
            }
        })
    }

    /// What stands first in a space.
    pub fn pinned_in(&self, space: &Id, readers: &[Id]) -> Result<Vec<Shown>, Refusal> {
        let view = self.view()?;
        let showing = Showing::of(&view);
        let mut found = Vec::new();
        for (key, _) in view.prefix(&keys::space_pins(space), Direction::Forward, limits::PINNED_IN_SPACE)? {
            let id = keys::last_part(&key).and_then(|id| Id::parse(id).ok());
            let record = id.map(|id| view.entry(&id)).transpose()?.flatten();
            if let Some(record) = record {
                found.extend(listed(&view, &showing, readers, record)?);
            }
        }
        Ok(found)
    }

    /// When the last word was said in a conversation of a space.
    pub fn last_word(&self, opener: &Id) -> Result<Option<artel_protocol::Timestamp>, Refusal> {
        let standing: Option<spaces::Standing> = self.view()?.record(&keys::standing(opener))?;
        Ok(standing.map(|standing| standing.last))
    }
}

/// Whether an entry has had its time.
pub(super) fn is_over(record: &EntryRecord, now: Timestamp) -> bool {
    record.entry.content.ends().is_some_and(|ends| ends < now)
}

/// Whether an entry is to be seen by one of these.
pub(super) fn is_in_view(view: &View, record: &EntryRecord, readers: &[Id]) -> Result<bool, Refusal> {
    Ok(record.hidden.is_none()
        && !view.is_silenced(&record.entry.author)?
        && policy::any_may_read(view, readers, &record.entry)?)
}

/// An entry as it stands in a list, if it is to be seen there by one of these.
fn listed(
    view: &View,
    showing: &Showing<'_>,
    readers: &[Id],
    record: EntryRecord,
) -> Result<Option<Shown>, Refusal> {
    match is_in_view(view, &record, readers)? {
        true => showing.show(record).map(Some),
        false => Ok(None),
    }
}

fn in_community(view: &View, community: &Id) -> Result<Vec<SpaceRecord>, Refusal> {
    let mut found = spaces::all(view)?;
    found.retain(|space| space.space.community == *community);
    found.sort_by_key(|space| space.closed);
    Ok(found)
}

/// A space that stands here, with its actor.
pub fn standing_here(view: &View, space: &Id) -> Result<(SpaceRecord, LocalActorRecord), Refusal> {
    const NONE: Refusal = Refusal::Unknown("there is no such space here");
    let record = spaces::space(view, space)?.ok_or(NONE)?;
    let name = record.hosted.clone().ok_or(NONE)?;
    Ok((record, super::publishing::local(view, &name)?))
}
