//! Following somebody by handle or address, and ceasing to.

use artel_protocol::{Activity, Actor, Id, Name};
use serde_json::{Map, Value, json};

use super::publishing::local;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{FollowState, FollowerRecord, FollowingRecord, LocalActorRecord};
use crate::store::{View, keys};

/// Somebody who follows or is followed.
#[derive(Clone, Debug)]
pub struct Contact {
    pub id: Id,
    /// As far as it is known here.
    pub actor: Option<Actor>,
    pub state: FollowState,
    pub since: artel_protocol::Timestamp,
}

impl Node {
    /// Looks somebody up by `@name@host` or address and keeps the document.
    pub async fn look_up(&self, who: &str) -> Result<Actor, Refusal> {
        let id = self.discover(who).await?;
        if let Some(actor) = self.view()?.actor(&id)? {
            return Ok(actor);
        }
        let document = self.fetch(&id).await?;
        let actor = Actor::read(document.value())?;
        self.learn(document).await?;
        Ok(actor)
    }

    /// Asks to follow somebody, in the name of `follower`. Asking again sends a new request.
    ///
    /// # Errors
    /// A problem of the field `handle`, among others when they have moved: their server would refuse.
    pub async fn follow(&self, follower: &Name, who: &str) -> Result<Actor, Refusal> {
        if self.record()?.is_some_and(|node| node.trial) {
            return Err(Refusal::field("handle", "follow-in-trial"));
        }
        let followed = self.look_up(who).await?;
        if followed.moved_to.is_some() && !self.is_back(&followed).await? {
            return Err(Refusal::field("handle", "follow-moved"));
        }
        self.say(|view, context| {
            let follower = local(view, follower)?;
            if follower.id == followed.id {
                return Err(Refusal::field("handle", "follow-oneself"));
            }
            let mut members = Map::new();
            members.insert("object".into(), followed.id.as_str().into());
            members.insert("to".into(), json!([followed.id.as_str()]));
            context.compose(view, &follower, "Follow", members)
        })
        .await?;
        Ok(followed)
    }

    /// Whether somebody who is known to have moved says so no more.
    async fn is_back(&self, moved: &Actor) -> Result<bool, Refusal> {
        if moved.id.same_authority(&self.base()?) {
            return Ok(false);
        }
        let document = self.fetch(&moved.id).await?;
        let is_back = Actor::read(document.value())?.moved_to.is_none();
        self.learn(document).await?;
        Ok(is_back)
    }

    pub async fn unfollow(&self, follower: &Name, followed: &Id) -> Result<(), Refusal> {
        self.say(|view, context| {
            let follower = local(view, follower)?;
            let following = view
                .following(&follower.id, followed)?
                .ok_or(Refusal::Unknown("this actor is not followed"))?;
            undo(view, context, &follower, followed, &following)
        })
        .await
        .map(|_| ())
    }

    /// Sends a follower away: its server is told, and nothing is delivered to it any more.
    pub async fn remove_follower(&self, followed: &Name, follower: &Id) -> Result<(), Refusal> {
        let view = self.view()?;
        let followed = local(&view, followed)?;
        let record =
            view.follower(&followed.id, follower)?.ok_or(Refusal::Unknown("this actor is no follower"))?;
        self.say(|view, context| {
            let mut members = Map::new();
            members.insert("to".into(), json!([follower.as_str()]));
            let follow: Value = json!({
                "type": "Follow",
                "id": record.activity.as_str(),
                "actor": follower.as_str(),
                "object": followed.id.as_str(),
            });
            members.insert("object".into(), follow);
            context.compose(view, &followed, "Reject", members)
        })
        .await
        .map(|_| ())
    }

    /// Who follows an actor of ours, by id, from behind `after` on.
    pub fn followers(&self, of: &Id, after: Option<&Id>, limit: usize) -> Result<Vec<Contact>, Refusal> {
        let view = self.view()?;
        let prefix = keys::followers(of);
        let from = match after {
            Some(after) => [keys::follower(of, after), vec![0]].concat(),
            None => prefix.clone(),
        };
        let mut contacts = Vec::new();
        for (key, record) in view.range(&from, &keys::end_of(&prefix), Direction::Forward, limit)? {
            let record: FollowerRecord = crate::store::records::decode(&record)?;
            let Some(id) = keys::last_part(&key).and_then(|id| Id::parse(id).ok()) else { continue };
            let actor = view.actor(&id)?;
            contacts.push(Contact { id, actor, state: FollowState::Accepted, since: record.since });
        }
        Ok(contacts)
    }

    /// Whom an actor of ours follows.
    pub fn followings(&self, of: &Id, limit: usize) -> Result<Vec<Contact>, Refusal> {
        let view = self.view()?;
        let records: Vec<(_, FollowingRecord)> =
            view.records(&keys::followings(of), Direction::Forward, limit)?;
        let mut contacts = Vec::new();
        for (key, record) in records {
            let Some(id) = keys::last_part(&key).and_then(|id| Id::parse(id).ok()) else { continue };
            let actor = view.actor(&id)?;
            contacts.push(Contact { id, actor, state: record.state, since: record.since });
        }
        Ok(contacts)
    }
}

/// Takes a Follow of ours back.
fn undo(
    view: &View,
    context: &Context<'_>,
    follower: &LocalActorRecord,
    followed: &Id,
    following: &FollowingRecord,
) -> Result<Activity, Refusal> {
    let mut members = Map::new();
    members.insert("to".into(), json!([followed.as_str()]));
    let follow = json!({
        "type": "Follow",
        "id": following.activity.as_str(),
        "actor": follower.id.as_str(),
        "object": followed.as_str(),
    });
    members.insert("object".into(), follow);
    context.compose(view, follower, "Undo", members)
}

/// Takes every Follow back of somebody who leaves. Those of a suspended organisation say nothing, and so keep theirs.
pub(super) fn follow_nobody(
    view: &View,
    context: &Context<'_>,
    follower: &LocalActorRecord,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    if view.is_suspended(&follower.organisation)? {
        return Ok(());
    }
    let all: Vec<(_, FollowingRecord)> =
        view.records(&keys::followings(&follower.id), Direction::Forward, usize::MAX)?;
    for (key, following) in all {
        let Some(followed) = keys::last_part(&key).and_then(|id| Id::parse(id).ok()) else { continue };
        changes.consequences.push(undo(view, context, follower, &followed, &following)?);
    }
    Ok(())
}
