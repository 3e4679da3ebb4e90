//! Erasure: an account or a whole organisation goes, everybody who may know it is told, and a receipt says who has
//! heard it.

use std::time::Duration;

use artel_protocol::actor::ActorType;
use artel_protocol::key::sha256;
use artel_protocol::{Activity, Id, Name, Timestamp};
use serde_json::{Map, json};

use super::accounts::end_sessions;
use super::clients;
use super::directory::{Called, first};
use super::reports::{Sent, delivery_state};
use super::staff::{Last, last_of, runs_the_node};
use crate::changes::Changes;
use crate::decide::known_hosts;
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{LocalActorRecord, Office, ReceiptRecord, Role};
use crate::store::{View, keys};

/// How long the link to a receipt works.
pub const RECEIPT_LASTS: Duration = Duration::from_secs(30 * 24 * 3600);

/// What an erasure would do, for who is about to ask for it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Extent {
    /// The names that go: the person, or the organisation and all its people.
    pub names: Vec<Name>,
    pub entries: u64,
    pub followers: u64,
    /// The servers that would be told.
    pub hosts: usize,
}

/// What has become of an erasure.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub actors: Vec<Id>,
    pub erased: Timestamp,
    /// Each server that was told, and how far the word has come.
    pub hosts: Vec<(String, Sent)>,
}

impl Node {
    /// What erasing this person would do.
    ///
    /// # Errors
    /// A problem of the field `name` when it must not be: see [`Node::erase_person`].
    pub fn extent_of_person(&self, name: &Name) -> Result<Extent, Refusal> {
        let view = self.view()?;
        may_go(&view, name)?;
        extent(&view, vec![local(&view, name)?])
    }

    /// What erasing this organisation would do.
    ///
    /// # Errors
    /// A problem of the field `name` when it must not be: see [`Node::erase_organisation`].
    pub fn extent_of_organisation(&self, name: &Name) -> Result<Extent, Refusal> {
        let view = self.view()?;
        organisation_may_go(&view, name)?;
        extent(&view, everybody_of(&view, name)?)
    }

    /// Erases a person: account, actor and everything that they published under their own name. What they wrote in
    /// their organisation's name is the organisation's and stays. Yields the token of the receipt.
    ///
    /// # Errors
    /// A problem of the field `name` for the last owner of an organisation and for the last operator of the node.
    pub async fn erase_person(&self, name: &Name) -> Result<String, Refusal> {
        let name = name.clone();
        self.erase(move |view| {
            may_go(view, &name)?;
            Ok((vec![local(view, &name)?], None))
        })
        .await
    }

    /// The people whose accounts ended and whose actors are still here: of one organisation, or of all.
    pub fn departed(
        &self,
        organisation: Option<&Name>,
        limit: usize,
    ) -> Result<Vec<LocalActorRecord>, Refusal> {
        let view = self.view()?;
        let has_left = |actor: &Called| {
            actor.actor_type == ActorType::Person
                && organisation.is_none_or(|organisation| actor.organisation == *organisation)
                && view.contains(&keys::account(&actor.name)).is_ok_and(|stays| !stays)
        };
        let mut found = Vec::new();
        for actor in first(&view, limit, has_left)? {
            found.extend(view.local_actor(&actor.name)?);
        }
        Ok(found)
    }

    /// Somebody who left, for who may erase them.
    ///
    /// # Errors
    /// 403 for everybody but owners of their organisation and the node's officers, and for who has an account.
    pub fn departed_for(&self, by: &Name, name: &Name) -> Result<LocalActorRecord, Refusal> {
        departed_for(&self.view()?, by, name)
    }

    /// What erasing somebody who left would do.
    ///
    /// # Errors
    /// As [`Node::departed_for`].
    pub fn extent_of_departed(&self, by: &Name, name: &Name) -> Result<Extent, Refusal> {
        let view = self.view()?;
        extent(&view, vec![departed_for(&view, by, name)?])
    }

    /// Erases somebody who left: their actor and everything that they published under their own name. Yields the token
    /// of the receipt.
    ///
    /// # Errors
    /// As [`Node::departed_for`].
    pub async fn erase_departed(&self, by: &Name, name: &Name) -> Result<String, Refusal> {
        let (by, name) = (by.clone(), name.clone());
        self.erase(move |view| Ok((vec![departed_for(view, &by, &name)?], None))).await
    }

    /// Erases an organisation with all its people and everything that any of them published. Yields the token of the
    /// receipt.
    ///
    /// # Errors
    /// A problem of the field `name` for the one that runs the node.
    pub async fn erase_organisation(&self, name: &Name) -> Result<String, Refusal> {
        let name = name.clone();
        self.erase(move |view| {
            organisation_may_go(view, &name)?;
            Ok((everybody_of(view, &name)?, Some(name)))
        })
        .await
    }

    /// One commit: the Deletes of all who go, their accounts, and the receipt.
    async fn erase(
        &self,
        who: impl FnOnce(&View) -> Result<(Vec<LocalActorRecord>, Option<Name>), Refusal> + Send + 'static,
    ) -> Result<String, Refusal> {
        let token = self.random().token();
        let hash = sha256(token.as_bytes());
        self.change(move |view, context| {
            let (actors, organisation) = who(view)?;
            let mut changes = Changes::none();
            drop_old_receipts(view, context.now, &mut changes)?;
            let mut receipt = ReceiptRecord {
                actors: Vec::new(),
                deletes: Vec::new(),
                hosts: known_hosts(view, context.node()?)?,
                erased: context.now,
            };
            for actor in actors {
                let delete = end_of(view, context, &actor)?;
                receipt.actors.push(actor.id);
                receipt.deletes.push(delete.id.clone());
                changes.consequences.push(delete);
                changes.delete(keys::account(&actor.name));
                end_sessions(view, &actor.name, &mut changes)?;
            }
            if let Some(organisation) = organisation {
                changes.consequences.extend(clients::withdrawals(view, context, &organisation)?);
                changes.delete(keys::organisation(&organisation));
                changes.delete(keys::company(&organisation));
            }
            changes.put(keys::receipt(&hash), &receipt);
            Ok(changes)
        })
        .await?;
        Ok(token)
    }

    /// The receipt of an erasure, by the token of its link.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] when there is none, or when it is older than [`RECEIPT_LASTS`].
    pub fn receipt(&self, token: &str) -> Result<Receipt, Refusal> {
        const UNKNOWN: Refusal = Refusal::Unknown("there is no such receipt");
        let view = self.view()?;
        let record: ReceiptRecord = view.record(&keys::receipt(&sha256(token.as_bytes())))?.ok_or(UNKNOWN)?;
        if self.clock().now().since(record.erased) > RECEIPT_LASTS {
            return Err(UNKNOWN);
        }
        let mut hosts = Vec::with_capacity(record.hosts.len());
        for host in record.hosts {
            let mut state = Sent::Arrived;
            for actor in &record.actors {
                match delivery_state(&view, &host, actor, &record.deletes)? {
                    Sent::Arrived => {}
                    Sent::Waiting => state = Sent::Waiting,
                    Sent::GivenUp if state == Sent::Arrived => state = Sent::GivenUp,
                    Sent::GivenUp => {}
                }
            }
            hosts.push((host, state));
        }
        Ok(Receipt { actors: record.actors, erased: record.erased, hosts })
    }
}

fn extent(view: &View, actors: Vec<LocalActorRecord>) -> Result<Extent, Refusal> {
    let node = view.node()?.ok_or(Refusal::Unknown("this node is not set up yet"))?;
    let hosts = known_hosts(view, &node)?.len();
    let mut extent = Extent { hosts, ..Extent::default() };
    for actor in actors {
        let counts = view.counts(&actor.id)?;
        extent.entries += counts.entries;
        extent.followers += counts.followers;
        extent.names.push(actor.name);
    }
    Ok(extent)
}

fn local(view: &View, name: &Name) -> Result<LocalActorRecord, Refusal> {
    view.local_actor(name)?.ok_or(Refusal::Unknown("there is no such actor here"))
}

fn departed_for(view: &View, by: &Name, name: &Name) -> Result<LocalActorRecord, Refusal> {
    let by = view.account(by)?.ok_or(Refusal::Unknown("nobody of that name can log in here"))?;
    let actor = local(view, name)?;
    let may = (by.organisation == actor.organisation && by.role == Role::Owner) || by.office > Office::None;
    match may && actor.actor_type == ActorType::Person && view.account(name)?.is_none() {
        true => Ok(actor),
        false => Err(Refusal::Forbidden("only owners and officers erase who left")),
    }
}

/// The organisation's own actor and those of its people.
pub(super) fn everybody_of(view: &View, organisation: &Name) -> Result<Vec<LocalActorRecord>, Refusal> {
    let mut actors = view.local_actors(usize::MAX)?;
    actors.retain(|actor| actor.organisation == *organisation);
    match actors.is_empty() {
        true => Err(Refusal::Unknown("there is no such organisation here")),
        false => Ok(actors),
    }
}

/// Nobody leaves an organisation without an owner, or a node without an operator.
fn may_go(view: &View, name: &Name) -> Result<(), Refusal> {
    let Some(account) = view.account(name)? else {
        return Err(Refusal::Unknown("nobody of that name can log in here"));
    };
    match last_of(view, &account)? {
        Some(Last::Owner) => Err(Refusal::field("name", "erase-last-owner")),
        Some(Last::Operator) => Err(Refusal::field("name", "erase-last-operator")),
        None => Ok(()),
    }
}

fn organisation_may_go(view: &View, name: &Name) -> Result<(), Refusal> {
    if view.node()?.is_some_and(|node| node.organisation == *name) {
        return Err(Refusal::field("name", "erase-node-organisation"));
    }
    match runs_the_node(view, name)? {
        true => Err(Refusal::field("name", "erase-last-operator")),
        false => Ok(()),
    }
}

/// The actor's own Delete of itself.
fn end_of(view: &View, context: &Context<'_>, actor: &LocalActorRecord) -> Result<Activity, Refusal> {
    let mut members = Map::new();
    members.insert("object".into(), actor.id.as_str().into());
    members.insert("to".into(), json!(["https://www.w3.org/ns/activitystreams#Public"]));
    context.compose(view, actor, "Delete", members)
}

fn drop_old_receipts(view: &View, now: Timestamp, changes: &mut Changes) -> Result<(), Refusal> {
    let all: Vec<(_, ReceiptRecord)> = view.records(&keys::receipts(), Direction::Forward, usize::MAX)?;
    for (key, _) in all.into_iter().filter(|(_, receipt)| now.since(receipt.erased) > RECEIPT_LASTS) {
        changes.delete(key.to_vec());
    }
    Ok(())
}
