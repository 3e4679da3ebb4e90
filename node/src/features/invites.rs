//! Invites to a community that this node hosts: made, listed and taken back.

use std::time::Duration;

use artel_protocol::invite::Invite;
use artel_protocol::key::{Ed25519Public, sha256};
use artel_protocol::{Id, Name, limits};

use super::communities::hosted;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::sets::records::InviteRecord;
use crate::store::engine::Direction;
use crate::store::keys;

/// An invite that was given out, as those see it who keep the community.
#[derive(Clone, Debug)]
pub struct Given {
    /// What it is taken back by: no secret.
    pub hash: [u8; 32],
    pub record: InviteRecord,
}

impl Node {
    /// Makes an invite that so many nodes may use within so many days, and yields its link. It is shown once: only its hash is
    /// kept.
    ///
    /// # Errors
    /// A problem of the field `uses` or `days`; [`Refusal::Busy`] while the network does not run.
    pub async fn invite_nodes(
        &self,
        community: &Id,
        uses: u32,
        days: u32,
        by: Option<Name>,
    ) -> Result<Invite, Refusal> {
        if uses == 0 || uses > limits::INVITE_USES {
            return Err(Refusal::field("uses", "invite-uses-wrong"));
        }
        if days == 0 || days > limits::INVITE_DAYS {
            return Err(Refusal::field("days", "invite-days-wrong"));
        }
        let (record, actor) = hosted(&self.view()?, community)?;
        let mesh = self.mesh_for_joining().await?;
        let mut token = [0; 16];
        self.random().fill(&mut token);
        let key = Ed25519Public::from_multikey(&record.key)
            .map_err(|error| Refusal::Internal(format!("the key of {community}: {error}")))?;
        let invite = Invite {
            community: community.clone(),
            name: actor.title,
            key,
            peer: mesh.client().peer().to_string(),
            addresses: self.public_addresses(&mesh).await?,
            token: token.to_vec().into(),
        };
        let community = community.clone();
        self.change(move |view, context| {
            if view.prefix(&keys::invites(), Direction::Forward, limits::INVITES)?.len() >= limits::INVITES {
                return Err(Refusal::field("uses", "invite-too-many"));
            }
            let created = context.now;
            let expires = created.plus(Duration::from_secs(u64::from(days) * 24 * 3600));
            let mut changes = Changes::none();
            let record = InviteRecord { community, uses, expires, created, by, joined: Vec::new() };
            changes.put(keys::invite(&sha256(&token)), &record);
            Ok(changes)
        })
        .await?;
        Ok(invite)
    }

    /// The invites to a community, those that were made last first.
    pub fn node_invites(&self, community: &Id) -> Result<Vec<Given>, Refusal> {
        let found: Vec<(_, InviteRecord)> =
            self.view()?.records(&keys::invites(), Direction::Forward, limits::INVITES)?;
        let given = found.into_iter().filter_map(|(key, record)| {
            let hash = *key.last_chunk::<32>()?;
            (record.community == *community).then_some(Given { hash, record })
        });
        let mut given: Vec<Given> = given.collect();
        given.sort_by_key(|given| std::cmp::Reverse(given.record.created));
        Ok(given)
    }

    /// An invite as it was given out, by the token that its link holds; none if it was taken back or never made here.
    pub fn node_invite(&self, token: &[u8]) -> Result<Option<InviteRecord>, Refusal> {
        Ok(self.view()?.record(&keys::invite(&sha256(token)))?)
    }

    /// Takes an invite back. Who has joined with it stays.
    pub async fn take_back_node_invite(&self, hash: [u8; 32]) -> Result<(), Refusal> {
        self.change(move |_, _| {
            let mut changes = Changes::none();
            changes.delete(keys::invite(&hash));
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}
