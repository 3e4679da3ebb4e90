//! The members of a community as people see them, and where an actor of ours is one.

use artel_protocol::{Actor, Id, Name, Timestamp};

use super::lists::{self, Cursor, Page};
use super::reading::{Showing, Shown};
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::sets::element::{About, Says};
use crate::sets::records::{self, CommunityRecord};
use crate::sets::{Readers, sid};
use crate::store::records::{EntryRecord, HiddenCause};
use crate::store::{View, keys};

/// Somebody who is a member, or who is banned.
#[derive(Clone, Debug)]
pub struct CommunityMember {
    pub id: Id,
    /// As far as it is known here.
    pub actor: Option<Actor>,
    /// When it was admitted last; none for who was sent away.
    pub since: Option<Timestamp>,
    pub banned: Option<Banned>,
}

/// A ban that holds.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Banned {
    /// None: for good.
    pub until: Option<Timestamp>,
}

impl Node {
    /// Every actor that is a member of a community, and who is banned from it. Nodes are no actors.
    pub fn community_members(&self, community: &Id) -> Result<Vec<CommunityMember>, Refusal> {
        let (view, now) = (self.view()?, self.clock().now());
        let mut members = Vec::new();
        for (id, membership) in records::memberships(&view, community)? {
            let banned = banned(&view, community, &id, now)?;
            if membership.organisation.is_some() || !(membership.is_member() || banned.is_some()) {
                continue;
            }
            let (actor, since) = (view.actor(&id)?, membership.since());
            members.push(CommunityMember { id, actor, since, banned });
        }
        Ok(members)
    }

    /// The community that is hosted here under this name.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] if there is none.
    pub fn hosted_community(&self, name: &Name) -> Result<CommunityRecord, Refusal> {
        let found = self.communities()?.into_iter().find(|community| community.hosted.as_ref() == Some(name));
        found.ok_or(Refusal::Unknown("no such community is hosted here"))
    }

    /// The communities in which an actor of ours may say something at present.
    pub fn communities_of(&self, actor: &Id) -> Result<Vec<CommunityRecord>, Refusal> {
        let (view, now) = (self.view()?, self.clock().now());
        let mut open = records::communities(&view)?;
        open.retain(|community| policy::may_speak_in(&view, now, actor, &community.id).is_ok());
        Ok(open)
    }

    /// The entries of a community that are for everybody, or for one of these actors of ours; from the newest on. Answers stand
    /// below what they answer.
    pub fn community_entries_for(
        &self,
        community: &Id,
        readers: &[Id],
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Shown>, Refusal> {
        let view = self.view()?;
        let showing = Showing::of(&view);
        lists::page(&view, &keys::community_entries(community), before, limit, |id| {
            let opener = |record: &EntryRecord| record.hidden.is_none() && record.entry.in_reply_to.is_none();
            match view.entry(id)?.filter(opener) {
                Some(record) if view.is_silenced(&record.entry.author)? => Ok(None),
                Some(record) if policy::any_may_read(&view, readers, &record.entry)? => {
                    showing.show(record).map(Some)
                }
                _ => Ok(None),
            }
        })
    }

    /// What a community took out of view, newest first: for those who keep it.
    pub fn taken_out(&self, community: &Id, limit: usize) -> Result<Page<Shown>, Refusal> {
        let view = self.view()?;
        let showing = Showing::of(&view);
        lists::page(&view, &keys::community_entries(community), None, limit, |id| {
            let is_out = |cause| cause == HiddenCause::ByCommunity;
            match view.entry(id)?.filter(|record| record.hidden.as_ref().is_some_and(|by| is_out(by.cause))) {
                Some(record) => showing.show(record).map(Some),
                None => Ok(None),
            }
        })
    }
}

/// Until when a member is banned, if it is: of all ends that were said, the first at which the ban no longer holds.
fn banned(view: &View, community: &Id, member: &Id, now: Timestamp) -> Result<Option<Banned>, Refusal> {
    let membership = records::membership(view, community, member)?.unwrap_or_default();
    if !membership.is_banned(now) {
        return Ok(None);
    }
    let said = records::about(view, &sid(community, Readers::Everybody), &About::Member(member.clone()))?;
    let mut ends: Vec<Timestamp> = said
        .iter()
        .filter_map(|(_, record)| match record.says {
            Says::Ban { until } => until,
            _ => None,
        })
        .collect();
    ends.sort();
    Ok(Some(Banned { until: ends.into_iter().find(|end| *end > now && !membership.is_banned(*end)) }))
}
