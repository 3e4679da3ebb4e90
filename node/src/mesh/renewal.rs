//! What communities know of us, kept as it is: whoever is new, whoever has another name, key or address.

use std::sync::Arc;

use artel_protocol::key::Ed25519Secret;
use artel_protocol::{Activity, Document, Id, as2, limits, manifest};
use serde_json::{Map, Value};

use super::{Mesh, gather, join};
use crate::catchup::gather::Handed;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::features::communities;
use crate::network::Peer;
use crate::node::Node;
use crate::sets::records::{self, CommunityRecord, SetName};
use crate::sets::{Readers, element, sid};
use crate::store::View;
use crate::store::records::LocalActorRecord;

/// Sees to it, whenever something of ours has changed, that communities know us as we are.
pub async fn keep_told(node: &Node, mesh: &Arc<Mesh>) {
    loop {
        // Addresses change without a word: looked at anew from time to time.
        let _ = tokio::time::timeout(limits::ASK_WHAT_IS_NEW, mesh.ours_changed.notified()).await;
        if let Err(error) = tell_all(node, mesh).await {
            tracing::error!(%error, "what our communities know of us cannot be read");
        }
        tokio::time::sleep(limits::TOLD_EVERY).await;
    }
}

async fn tell_all(node: &Node, mesh: &Arc<Mesh>) -> Result<(), Refusal> {
    for community in records::communities(&node.view()?)? {
        if community.left.is_some() {
            continue;
        }
        match &community.hosted {
            Some(_) => say(node, mesh, &community).await?,
            None => ask(node, mesh, &community).await,
        }
    }
    Ok(())
}

/// A community that we host says what it does not say yet of our node and of its members who are at home here.
async fn say(node: &Node, mesh: &Mesh, community: &CommunityRecord) -> Result<(), Refusal> {
    let ours = Ours { manifest: node.manifest(mesh).await?, only_of: None };
    if ours.untold(&node.view()?, community)?.is_empty() {
        return Ok(());
    }
    let community = community.clone();
    node.change(move |view, context| {
        let (record, actor) = communities::hosted(view, &community.id)?;
        let mut changes = Changes::none();
        for document in ours.untold(view, &record)? {
            changes.consequences.push(communities::admit(view, context, &actor, &document)?);
        }
        Ok(changes)
    })
    .await
    .map(|_| ())
}

/// Asks the hub of a community that we are in to say what it does not say yet of us.
async fn ask(node: &Node, mesh: &Arc<Mesh>, community: &CommunityRecord) {
    let Some(hub) = community.hub.as_ref().and_then(|hub| hub.peer.parse::<Peer>().ok()) else { return };
    if !mesh.client.peers().await.iter().any(|state| state.peer == hub) {
        return;
    }
    if let Err(error) = try_ask(node, mesh, community, hub).await {
        tracing::debug!(%error, "the hub does not say of us what is new");
    }
}

async fn try_ask(
    node: &Node,
    mesh: &Arc<Mesh>,
    community: &CommunityRecord,
    hub: Peer,
) -> Result<(), super::door::Unserved> {
    let record = node.record()?.ok_or(Refusal::Unknown("this node is not set up yet"))?;
    let ours = Ours { manifest: node.manifest(mesh).await?, only_of: Some(record.organisation) };
    if ours.untold(&node.view()?, community)?.is_empty() {
        return Ok(());
    }
    let joined = join::ask_to_join(node, mesh, hub, &community.id, None).await?;
    tracing::debug!(status = ?joined.status, community = %community.id, "the hub was told of us");
    let name = SetName { community: community.id.clone(), members_only: false };
    let handed = joined.activities.into_iter().map(Handed::Activity).collect();
    gather::take(node, mesh, &name, handed).await?;
    Ok(())
}

/// This node, and its actors.
struct Ours {
    manifest: Document,
    /// Only the people of this organisation.
    only_of: Option<artel_protocol::Name>,
}

impl Ours {
    /// The documents of our node, and of the people of members, that the community does not know as they are. Whom it sent
    /// away it knows.
    fn untold(&self, view: &View, community: &CommunityRecord) -> Result<Vec<Document>, Refusal> {
        let mut documents = vec![self.manifest.clone()];
        for actor in communities::people(view)? {
            let organisation = view.local_actor(&actor.organisation)?;
            let is_asked_for = self.only_of.as_ref().is_none_or(|only| *only == actor.organisation);
            let Some(organisation) = organisation.filter(|_| is_asked_for) else { continue };
            let of_member = records::membership(view, &community.id, &organisation.id)?;
            if of_member.is_some_and(|membership| membership.is_member()) {
                documents.push(document(view, &actor)?);
            }
        }
        let mut untold = Vec::new();
        for document in documents {
            let id = as2::required_id(document.json(), "id")?;
            let known = records::membership(view, &community.id, &id)?;
            let sent_away = known.is_some_and(|membership| !membership.is_member());
            if !sent_away && !is_told(view, community, &id, &document)? {
                untold.push(document);
            }
        }
        Ok(untold)
    }
}

fn document(view: &View, actor: &LocalActorRecord) -> Result<Document, Refusal> {
    let stored = view.actor_record(&actor.id)?;
    let stored = stored.ok_or_else(|| Refusal::Internal(format!("{} has no document", actor.id)))?;
    Ok(Document::parse(stored.document)?)
}

/// The documents of the organisation that runs this node, and of its people, each proved by its key.
pub fn own_documents(node: &Node) -> Result<Vec<Document>, Refusal> {
    const NONE: Refusal = Refusal::Unknown("this node is not set up yet");
    let (view, now) = (node.view()?, node.clock().now());
    let record = view.node()?.ok_or(NONE)?;
    let company = view.organisation(&record.organisation)?.ok_or(NONE)?;
    let key = Ed25519Secret::from_seed(&company.seed);
    let own = communities::people(&view)?.into_iter();
    let own = own.filter(|actor| actor.organisation == company.name).take(limits::JOIN_ACTORS);
    own.map(|actor| {
        let proved = manifest::prove_actor(&document(&view, &actor)?, &key, now);
        proved.map_err(|error| Refusal::Internal(error.to_string()))
    })
    .collect()
}

/// Whether a community says of a member what this document says, but for its proof and when it was made.
pub fn is_told(
    view: &View,
    community: &CommunityRecord,
    member: &Id,
    document: &Document,
) -> Result<bool, Refusal> {
    let membership = records::membership(view, &community.id, member)?.unwrap_or_default();
    let told = match membership.is_member() {
        true => described(view, &community.id, membership.described_by)?,
        false => None,
    };
    Ok(told.is_some_and(|told| matter(&told) == matter(document)))
}

/// The document with which a community describes a member.
pub fn described(
    view: &View,
    community: &Id,
    by: Option<artel_protocol::Aid>,
) -> Result<Option<Document>, Refusal> {
    let sid = sid(community, Readers::Everybody);
    let Some(aid) = by else { return Ok(None) };
    let Some(record) = records::element(view, &sid, &aid)? else { return Ok(None) };
    let Some(bytes) = records::bytes(view, &sid, &aid, &record)? else { return Ok(None) };
    Ok(element::embedded(&Activity::read(Document::parse(bytes)?)?))
}

fn matter(document: &Document) -> Map<String, Value> {
    let mut json = document.json().clone();
    for beside in ["proof", "published", "@context"] {
        json.remove(beside);
    }
    json
}
