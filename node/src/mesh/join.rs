//! `/artel/join/1`: a node becomes a member with an invite, and renews what the community knows of it.

use std::sync::Arc;

use artel_protocol::invite::Invite;
use artel_protocol::key::{Ed25519Secret, sha256};
use artel_protocol::manifest::{self, Manifest};
use artel_protocol::message::join::{Join, Joined};
use artel_protocol::message::{Protocol, Sid, Word};
use artel_protocol::{Actor, Document, Id, Timestamp, as2, limits};
use bytes::Bytes;

use super::door::Unserved;
use super::{Mesh, gather};
use crate::catchup::gather::Handed;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::features::communities;
use crate::identity::Context;
use crate::network::{FramedStream, Peer};
use crate::node::Node;
use crate::sets::element::About;
use crate::sets::records::{self, CommunityRecord, Hub, InviteRecord, SetName};
use crate::sets::{Readers, sid};
use crate::store::{View, keys};

/// Answers somebody who wants to be a member.
pub async fn serve(node: &Node, peer: Peer, mut stream: FramedStream) -> Result<(), Unserved> {
    let ask: Join = stream.receive(Protocol::Join.asked_bytes()).await?;
    let joined = match admit(node, peer, ask).await {
        Ok(activities) => Joined { activities, status: Word::Ok },
        Err(error) => {
            tracing::info!(%error, %peer, "a node was not admitted");
            let status = if matches!(error, Refusal::Busy { .. }) { Word::Busy } else { Word::Denied };
            Joined { activities: Vec::new(), status }
        }
    };
    stream.send(&joined).await?;
    Ok(stream.finish().await?)
}

/// Who asks, as their documents prove it.
struct Applicant {
    manifest: Manifest,
    actors: Vec<Document>,
}

impl Applicant {
    fn read(peer: Peer, ask: &Join, now: Timestamp) -> Result<Applicant, Refusal> {
        let manifest = Manifest::read(Document::parse(ask.manifest.clone())?, now)
            .map_err(|error| Refusal::Unproven(error.to_string()))?;
        if !manifest.peers.contains(&peer.to_string()) {
            return Err(Refusal::Unproven("the manifest is of another peer".into()));
        }
        let mut actors = Vec::new();
        for bytes in &ask.actors {
            let document = Document::parse(bytes.clone())?;
            let actor = Actor::read(&document)?;
            let of_organisation = actor.id.same_authority(&manifest.organisation);
            if !of_organisation || !manifest::is_proved_by(&document, &manifest.key, now) {
                return Err(Refusal::Unproven(format!("{} is not proved by the organisation", actor.id)));
            }
            actors.push(document);
        }
        Ok(Applicant { manifest, actors })
    }
}

async fn admit(node: &Node, peer: Peer, ask: Join) -> Result<Vec<Bytes>, Refusal> {
    let applicant = Applicant::read(peer, &ask, node.clock().now())?;
    let name = records::set_name(&node.view()?, &ask.set)?.ok_or(NONE)?;
    let community = name.community.clone();
    let token = ask.invite.map(|token| sha256(&token));
    let ids: Vec<Id> =
        applicant.actors.iter().filter_map(|actor| as2::required_id(actor.json(), "id").ok()).collect();
    let manifest_id = applicant.manifest.id.clone();
    node.change(move |view, context| let_in(view, context, &community, token, &applicant)).await?;
    let view = node.view()?;
    let mut activities = vec![latest(&view, &ask.set, &About::Profile(name.community.clone()))?];
    for member in std::iter::once(&manifest_id).chain(&ids) {
        activities.push(latest(&view, &ask.set, &About::Member(member.clone()))?);
    }
    Ok(activities.into_iter().flatten().collect())
}

const NONE: Refusal = Refusal::Unknown("there is no such community here");

/// Admits an applicant with a good invite, or renews what is known of a member.
fn let_in(
    view: &View,
    context: &Context<'_>,
    community: &Id,
    token: Option<[u8; 32]>,
    applicant: &Applicant,
) -> Result<Changes, Refusal> {
    let (record, actor) = communities::hosted(view, community)?;
    let organisation = &applicant.manifest.organisation;
    if view.is_blocked(organisation)? {
        return Err(Refusal::Forbidden("this node takes nothing from there"));
    }
    let mut changes = Changes::none();
    if !is_member(view, &record, organisation, &applicant.manifest)? {
        use_invite(view, context, community, token, organisation, &mut changes)?;
    }
    let known = membership_peers(view, &record, &applicant.manifest.id)?;
    if known != applicant.manifest.peers {
        let document = applicant.manifest.document();
        changes.consequences.push(communities::admit(view, context, &actor, document)?);
    }
    for document in &applicant.actors {
        let id = as2::required_id(document.json(), "id")?;
        if needs_add(view, &record, &id, document, &applicant.manifest)? {
            changes.consequences.push(communities::admit(view, context, &actor, document)?);
        }
    }
    // Those that the pipeline takes first come last here.
    changes.consequences.reverse();
    Ok(changes)
}

fn is_member(
    view: &View,
    community: &CommunityRecord,
    organisation: &Id,
    manifest: &Manifest,
) -> Result<bool, Refusal> {
    let membership = records::membership(view, &community.id, organisation)?.unwrap_or_default();
    Ok(membership.is_member() && membership.keys.contains(&manifest.key.to_multikey()))
}

fn membership_peers(view: &View, community: &CommunityRecord, node: &Id) -> Result<Vec<String>, Refusal> {
    let membership = records::membership(view, &community.id, node)?.unwrap_or_default();
    Ok(if membership.is_member() { membership.peers } else { Vec::new() })
}

/// Whether the community has to say something of an actor: that it is new, or has other keys.
fn needs_add(
    view: &View,
    community: &CommunityRecord,
    actor: &Id,
    document: &Document,
    manifest: &Manifest,
) -> Result<bool, Refusal> {
    let membership = records::membership(view, &community.id, actor)?.unwrap_or_default();
    let key = manifest.key.to_multikey();
    let of_another = !membership.keys.is_empty() && !membership.keys.contains(&key);
    if of_another {
        return Err(Refusal::Forbidden("this actor is a member already, with another organisation's key"));
    }
    let listed = Actor::read(document)?.keys;
    let is_listed = |key: &artel_protocol::actor::ActorKey| match &key.key {
        artel_protocol::key::PublicKey::Ed25519(known) => {
            key.asserts && known.to_multikey() == manifest.key.to_multikey()
        }
        artel_protocol::key::PublicKey::Rsa(_) => false,
    };
    if !listed.iter().any(is_listed) {
        return Err(Refusal::Forbidden("the actor does not list the organisation's key"));
    }
    // Who was sent away comes back by an invite, as everybody does.
    Ok(!membership.is_member())
}

fn use_invite(
    view: &View,
    context: &Context<'_>,
    community: &Id,
    token: Option<[u8; 32]>,
    organisation: &Id,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    const NO_INVITE: Refusal = Refusal::Forbidden("the invite is unknown, used up or expired");
    let key = keys::invite(&token.ok_or(NO_INVITE)?);
    let invite: InviteRecord = view.record(&key)?.ok_or(NO_INVITE)?;
    if invite.community != *community || invite.uses == 0 || invite.expires < context.now {
        return Err(NO_INVITE);
    }
    let mut invite = InviteRecord { uses: invite.uses - 1, ..invite };
    invite.joined.push(organisation.clone());
    changes.put(key, &invite);
    Ok(())
}

/// The bytes of the last thing that the community said about something.
pub(super) fn latest(view: &View, sid: &Sid, about: &About) -> Result<Option<Bytes>, Refusal> {
    let said = records::about(view, sid, about)?;
    let last = said.into_iter().max_by_key(|(aid, record)| (record.created, *aid));
    match last {
        Some((aid, record)) => Ok(records::bytes(view, sid, &aid, &record)?),
        None => Ok(None),
    }
}

impl Node {
    /// Joins a community with an invite: its hub is reached now, and this node's organisation and its people are members when
    /// this returns.
    ///
    /// # Errors
    /// A problem of the field `invite`: it is none, its hub is not reached, or it does not take it.
    pub async fn join_community(&self, link: &str) -> Result<Id, Refusal> {
        let invite = Invite::parse(link).map_err(|_| Refusal::field("invite", "join-no-invite"))?;
        if self.record()?.is_none_or(|node| node.trial) {
            return Err(Refusal::field("invite", "join-in-trial"));
        }
        if invite.community.same_authority(&self.base()?) {
            return Err(Refusal::field("invite", "join-own"));
        }
        let hub: Peer = invite.peer.parse().map_err(|_| Refusal::field("invite", "join-no-invite"))?;
        let addresses: Vec<_> = invite.addresses.iter().filter_map(|address| address.parse().ok()).collect();
        let mesh = self.mesh_for_joining().await?;
        mesh.client.dial(hub, addresses).await.map_err(|error| {
            tracing::info!(%error, "a hub is not reached");
            Refusal::field("invite", "join-unreachable")
        })?;
        let activities = ask_to_join(self, &mesh, hub, &invite.community, Some(invite.token.clone())).await;
        let activities = activities.map_err(|error| {
            tracing::info!(%error, "a hub does not take an invite");
            Refusal::field("invite", "join-refused")
        })?;
        let community = CommunityRecord {
            id: invite.community.clone(),
            hosted: None,
            key: invite.key.to_multikey(),
            hub: Some(Hub { peer: invite.peer.clone(), addresses: invite.addresses.clone() }),
            since: self.clock().now(),
            left: None,
        };
        self.change(move |_, _| {
            let mut changes = Changes::none();
            communities::enter(&community, &mut changes);
            Ok(changes)
        })
        .await?;
        let name = SetName { community: invite.community.clone(), members_only: false };
        let handed = activities.into_iter().map(Handed::Activity).collect();
        let gathered = gather::take(self, &mesh, &name, handed).await?;
        tracing::info!(community = %invite.community, members = gathered.applied, "joined a community");
        super::settle_in(self, &mesh).await;
        Ok(invite.community)
    }
}

/// Sends a hub our manifest and the documents of our people.
async fn ask_to_join(
    node: &Node,
    mesh: &Arc<Mesh>,
    hub: Peer,
    community: &Id,
    invite: Option<Bytes>,
) -> Result<Vec<Bytes>, Unserved> {
    let ask = Join {
        set: sid(community, Readers::Everybody),
        actors: own_documents(node)?,
        invite,
        manifest: node.manifest(mesh).await?.bytes().clone(),
    };
    let mut stream = mesh.client.open(hub, Protocol::Join).await?;
    stream.send(&ask).await?;
    let joined: Joined = stream.receive(Protocol::Join.answered_bytes()).await?;
    stream.finish().await?;
    match joined.status {
        Word::Ok => Ok(joined.activities),
        _ => Err(Refusal::Forbidden("the hub does not admit this node").into()),
    }
}

/// The documents of the organisation that runs this node, and of its people, each proved by its key.
fn own_documents(node: &Node) -> Result<Vec<Bytes>, Refusal> {
    let (view, now) = (node.view()?, node.clock().now());
    let record = view.node()?.ok_or(Refusal::Unknown("this node is not set up yet"))?;
    let company = view.organisation(&record.organisation)?.ok_or(NONE)?;
    let key = Ed25519Secret::from_seed(&company.seed);
    let mut documents = Vec::new();
    for actor in view.local_actors(usize::MAX)? {
        if actor.organisation != company.name || documents.len() >= limits::JOIN_ACTORS {
            continue;
        }
        let Some(stored) = view.actor_record(&actor.id)? else { continue };
        let proved = manifest::prove_actor(&Document::parse(stored.document)?, &key, now);
        let proved = proved.map_err(|error| Refusal::Internal(error.to_string()))?;
        documents.push(proved.bytes().clone());
    }
    Ok(documents)
}

/// Sees to it that communities know whom they should: those that we host, our own people and our node; those that we are
/// in, whoever of ours is new.
pub async fn take_part(node: &Node, mesh: &Arc<Mesh>) -> Result<(), Refusal> {
    for community in records::communities(&node.view()?)? {
        if community.left.is_some() {
            continue;
        }
        match &community.hosted {
            Some(_) => admit_ours(node, mesh, &community).await?,
            None => renew(node, mesh, &community).await,
        }
    }
    Ok(())
}

/// A community that we host admits our node, and the people of our organisations that are members.
async fn admit_ours(node: &Node, mesh: &Arc<Mesh>, community: &CommunityRecord) -> Result<(), Refusal> {
    let manifest = node.manifest(mesh).await?;
    let peers = vec![mesh.client.peer().to_string()];
    let community = community.clone();
    let id = as2::required_id(manifest.json(), "id")?;
    let view = node.view()?;
    let knows_node = membership_peers(&view, &community, &id)? == peers;
    if knows_node && missing_people(&view, &community)?.is_empty() {
        return Ok(());
    }
    node.change(move |view, context| {
        let (record, actor) = communities::hosted(view, &community.id)?;
        let mut changes = Changes::none();
        if membership_peers(view, &record, &id)? != peers {
            changes.consequences.push(communities::admit(view, context, &actor, &manifest)?);
        }
        for person in missing_people(view, &record)? {
            changes.consequences.push(communities::admit_actor(view, context, &actor, &person)?);
        }
        Ok(changes)
    })
    .await
    .map(|_| ())
}

/// People of organisations that are members, whom the community does not know yet. Whom it sent away it knows.
fn missing_people(view: &View, community: &CommunityRecord) -> Result<Vec<Id>, Refusal> {
    let mut missing = Vec::new();
    for actor in view.local_actors(usize::MAX)? {
        let Some(organisation) = view.local_actor(&actor.organisation)? else { continue };
        let of_member = records::membership(view, &community.id, &organisation.id)?;
        let known = records::membership(view, &community.id, &actor.id)?.is_some();
        let is_group = actor.actor_type == artel_protocol::actor::ActorType::Group;
        if !known && !is_group && of_member.is_some_and(|membership| membership.is_member()) {
            missing.push(actor.id);
        }
    }
    Ok(missing)
}

/// Tells a hub of whoever of ours its community does not know yet.
async fn renew(node: &Node, mesh: &Arc<Mesh>, community: &CommunityRecord) {
    let Some(hub) = community.hub.as_ref().and_then(|hub| hub.peer.parse::<Peer>().ok()) else { return };
    let missing = node.view().and_then(|view| missing_people(&view, community));
    if !missing.is_ok_and(|missing| !missing.is_empty()) {
        return;
    }
    let connected = mesh.client.peers().await.iter().any(|state| state.peer == hub);
    if !connected {
        return;
    }
    match ask_to_join(node, mesh, hub, &community.id, None).await {
        Ok(activities) => {
            let name = SetName { community: community.id.clone(), members_only: false };
            let handed = activities.into_iter().map(Handed::Activity).collect();
            if let Err(error) = Box::pin(gather::take(node, mesh, &name, handed)).await {
                tracing::warn!(%error, "what the hub says of our people was not taken in");
            }
        }
        Err(error) => tracing::debug!(%error, "the hub was not told of our people"),
    }
}
