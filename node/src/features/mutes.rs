//! Whom one actor of ours does not want to hear: muted, or blocked. The officers' blocks for the whole node are in
//! [`super::moderation`].

use artel_protocol::{Actor, Id, Name, limits};
use serde_json::{Map, json};

use super::publishing::local;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{LocalActorRecord, MuteRecord};
use crate::store::{View, keys};

/// Somebody who is muted or blocked.
#[derive(Clone, Debug)]
pub struct Muted {
    pub id: Id,
    /// As far as it is known here.
    pub actor: Option<Actor>,
    pub record: MuteRecord,
}

impl Node {
    /// From now on `reader` sees nothing of somebody in its timeline and is told nothing of them. They are not told.
    pub async fn mute(&self, reader: &Name, whom: &Id) -> Result<(), Refusal> {
        self.set_mute(reader, whom, false).await
    }

    /// Besides, their follow is ended and refused from now on, and so are their answers.
    pub async fn block(&self, reader: &Name, whom: &Id) -> Result<(), Refusal> {
        self.set_mute(reader, whom, true).await
    }

    /// Hears somebody again. A follower who was sent away has to follow again.
    pub async fn unmute(&self, reader: &Name, whom: &Id) -> Result<(), Refusal> {
        let (reader, whom) = (local(&self.view()?, reader)?.id, whom.clone());
        self.change(move |_, _| {
            let mut changes = Changes::none();
            changes.delete(keys::mute(&reader, &whom));
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Whom an actor of ours has muted or blocked, by id.
    pub fn mutes(&self, reader: &Id, limit: usize) -> Result<Vec<Muted>, Refusal> {
        let view = self.view()?;
        let mut muted = Vec::new();
        for (key, record) in view.records(&keys::mutes(reader), Direction::Forward, limit)? {
            let Some(id) = keys::last_part(&key).and_then(|id| Id::parse(id).ok()) else { continue };
            let actor = view.actor(&id)?;
            muted.push(Muted { id, actor, record });
        }
        Ok(muted)
    }

    async fn set_mute(&self, reader: &Name, whom: &Id, blocks: bool) -> Result<(), Refusal> {
        let (reader, whom) = (reader.clone(), whom.clone());
        self.change(move |view, context| {
            let reader = local(view, &reader)?;
            if reader.id == whom {
                return Err(Refusal::field("actor", "mute-oneself"));
            }
            let room = view.prefix(&keys::mutes(&reader.id), Direction::Forward, limits::MUTES_PER_ACTOR)?;
            if room.len() >= limits::MUTES_PER_ACTOR {
                return Err(Refusal::Forbidden("this actor mutes as many as it can"));
            }
            let mut changes = Changes::none();
            changes.put(keys::mute(&reader.id, &whom), &MuteRecord { blocks, since: context.now });
            if blocks {
                send_away(view, context, &reader, &whom, &mut changes)?;
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// Tells a follower's server that they follow no more.
pub(super) fn send_away(
    view: &View,
    context: &Context<'_>,
    followed: &LocalActorRecord,
    follower: &Id,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let Some(record) = view.follower(&followed.id, follower)? else { return Ok(()) };
    let mut members = Map::new();
    members.insert("to".into(), json!([follower.as_str()]));
    let follow = json!({
        "type": "Follow",
        "id": record.activity.as_str(),
        "actor": follower.as_str(),
        "object": followed.id.as_str(),
    });
    members.insert("object".into(), follow);
    changes.consequences.push(context.compose(view, followed, "Reject", members)?);
    Ok(())
}
