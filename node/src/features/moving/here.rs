//! The new side: an organisation of this node takes over the identity that is in a recovery kit from another one.
//!
//! The identity key is the kit's from then on. The RSA keys stay those of this node: each signs the requests of one id
//! only, those who follow the new accounts know them already, and the old node, which knows the old ones, cannot
//! speak for the new ids by them.

use std::collections::BTreeMap;

use artel_protocol::actor::ActorType;
use artel_protocol::{Id, Name, Timestamp, limits};

use super::NO_ORGANISATION;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::features::erasure::everybody_of;
use crate::features::organisations::write_actor;
use crate::features::recovery::{self, File, Secrets};
use crate::identity::Context;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{LocalActorRecord, OrganisationRecord};
use crate::store::{View, keys};

/// What came of bringing an identity here.
#[derive(Clone, Debug)]
pub struct Brought {
    /// The node that it comes from, and what the organisation is called there.
    pub node: String,
    pub organisation: Name,
    /// The identity as a `did:key`.
    pub did: String,
    /// Those of ours that name their old account now, with its id.
    pub names: Vec<(Name, Id)>,
    /// The people in the kit who are nobody here.
    pub missing: Vec<Name>,
}

/// The identity that is in a kit.
struct Identity {
    node: String,
    organisation: Name,
    did: String,
    seed: [u8; 32],
    /// Everybody in the kit, with the id that they had.
    ids: BTreeMap<Name, Id>,
}

impl Node {
    /// Lets an organisation of this node take over the identity in a kit from another node. The organisation names the
    /// old one as its own from then on, and so does everybody of it the old account of the same name; who had moved
    /// away is here again. Doing it again, after people have joined, is no harm.
    ///
    /// # Errors
    /// A problem of the field `kit` or `password`.
    pub async fn bring_here(
        &self,
        kit: &str,
        passphrase: &str,
        organisation: &Name,
    ) -> Result<Brought, Refusal> {
        let (file, secrets) = self.opened(kit, passphrase).await?;
        let identity = Identity::of(file, &secrets, &self.base()?)?;
        let organisation = organisation.clone();
        let (tell, told) = tokio::sync::oneshot::channel();
        self.change(move |view, context| {
            let (brought, changes) = taken_over(view, context, &organisation, identity)?;
            // Who asked may be gone; it is done nevertheless.
            let _ = tell.send(brought);
            Ok(changes)
        })
        .await?;
        self.authors().forget_all();
        told.await.map_err(|_| Refusal::Internal("nothing was taken over".into()))
    }
}

impl Identity {
    fn of(file: File, secrets: &Secrets, base: &Id) -> Result<Identity, Refusal> {
        let damaged = || Refusal::field("kit", "kit-damaged");
        // Only in a test network nodes do without TLS, and then all of them.
        let scheme = if base.is_https() { "https" } else { "http" };
        let node = Id::parse(&format!("{scheme}://{}", file.node)).map_err(|_| damaged())?;
        let mut ids = BTreeMap::new();
        for actor in &secrets.actors {
            let id = actor.id.clone().unwrap_or_else(|| node.join(&format!("/u/{}", actor.name)));
            if !id.same_authority(&node) {
                return Err(damaged());
            }
            ids.insert(actor.name.clone(), id);
        }
        let seed = secrets.seed()?;
        Ok(Identity { node: file.node, organisation: file.organisation, did: file.did, seed, ids })
    }

    /// The id that an actor of ours had: the organisation's own, whatever it is called here, and people's by their names.
    fn former_id(&self, actor: &LocalActorRecord) -> Option<&Id> {
        match actor.actor_type {
            ActorType::Organization => self.ids.get(&self.organisation),
            _ if actor.name == self.organisation => None,
            _ => self.ids.get(&actor.name),
        }
    }
}

fn taken_over(
    view: &View,
    context: &Context<'_>,
    organisation: &Name,
    identity: Identity,
) -> Result<(Brought, Changes), Refusal> {
    let before = view.organisation(organisation)?.ok_or(NO_ORGANISATION)?;
    may_take_over(view, context, organisation, &identity)?;
    let company = OrganisationRecord { seed: identity.seed, ..before.clone() };
    let has_another_key = before.seed != company.seed;
    let (mut changes, mut names, mut changed) = (Changes::none(), Vec::new(), Vec::new());
    if has_another_key {
        changes.put(keys::organisation(organisation), &company);
        // The kit that was made before holds the key that is given up.
        changes.delete(keys::setting(&recovery::setting(organisation)));
    }
    for stored in everybody_of(view, organisation)? {
        let former = identity.former_id(&stored);
        names.extend(former.map(|id| (stored.name.clone(), id.clone())));
        let named = former.and_then(|id| naming(&stored, id, context.now));
        let Some(record) = named.or_else(|| has_another_key.then(|| stored.clone())) else { continue };
        write_actor(view, context, &company, &record, &mut changes)?;
        changed.push(record);
    }
    recovery::tell(view, context, &company, &changed, &mut changes)?;
    let is_here =
        |name: &Name| *name == identity.organisation || names.iter().any(|(known, _)| known == name);
    let missing = identity.ids.keys().filter(|name| !is_here(name)).cloned().collect();
    let Identity { node, organisation, did, .. } = identity;
    Ok((Brought { node, organisation, did, names, missing }, changes))
}

/// A kit of this node is for giving keys back, a trial has no ids to keep, and an identity is one organisation's here.
fn may_take_over(
    view: &View,
    context: &Context<'_>,
    organisation: &Name,
    identity: &Identity,
) -> Result<(), Refusal> {
    let node = context.node()?;
    if node.trial {
        return Err(Refusal::field("kit", "follow-in-trial"));
    }
    if identity.node == node.base.host() {
        return Err(Refusal::field("kit", "move-kit-of-here"));
    }
    let all: Vec<(_, OrganisationRecord)> =
        view.records(&keys::organisations(), Direction::Forward, usize::MAX)?;
    let is_taken = |other: &OrganisationRecord| other.seed == identity.seed && other.name != *organisation;
    match all.iter().any(|(_, other)| is_taken(other)) {
        true => Err(Refusal::field("kit", "move-kit-of-neighbour")),
        false => Ok(()),
    }
}

/// An actor that names its former id and is here again; none if it does and is already.
fn naming(stored: &LocalActorRecord, former: &Id, now: Timestamp) -> Option<LocalActorRecord> {
    let names_it = stored.also_known_as.contains(former);
    if names_it && stored.moved_to.is_none() {
        return None;
    }
    let mut record = LocalActorRecord { moved_to: None, ..stored.clone() };
    if !names_it {
        record.also_known_as.push(former.clone());
        let too_many = record.also_known_as.len().saturating_sub(limits::ALIASES);
        record.also_known_as.drain(..too_many);
    }
    record.profile.updated = Some(now);
    Some(record)
}
