//! `/artel/join/1`: a node becomes a member with an invite, and renews what the community knows of it.

use std::sync::Arc;

use artel_protocol::invite::Invite;
use artel_protocol::key::sha256;
use artel_protocol::message::join::{Join, Joined};
use artel_protocol::message::{Protocol, Sid, Word};
use artel_protocol::{Actor, Id, Timestamp, as2};
use bytes::Bytes;

use super::applicant::{Applicant, Unverified};
use super::door::Unserved;
use super::{Mesh, gather, renewal};
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
use crate::store::keys::Key;
use crate::store::{View, keys};

/// Answers somebody who wants to be a member.
pub async fn serve(
    node: &Node,
    mesh: &Arc<Mesh>,
    peer: Peer,
    mut stream: FramedStream,
) -> Result<(), Unserved> {
    let ask: Join = stream.receive(Protocol::Join.asked_bytes()).await?;
    let joined = match admit(node, peer, ask).await {
        Ok(activities) => {
            // Who is told so is admitted: its next question finds the sets.
            super::settle_in(node, mesh).await;
            Joined { activities, status: Word::Ok }
        }
        Err(error) => {
            tracing::info!(%error, %peer, "a node was not admitted");
            Joined { activities: Vec::new(), status: error.word() }
        }
    };
    stream.send(&joined).await?;
    Ok(stream.finish().await?)
}

/// Why somebody is not admitted.
#[derive(Debug, thiserror::Error)]
enum NotAdmitted {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unverified(#[from] Unverified),
}

impl NotAdmitted {
    fn word(&self) -> Word {
        match self {
            NotAdmitted::Refused(Refusal::Busy { .. } | Refusal::Store(_)) => Word::Busy,
            NotAdmitted::Refused(_) | NotAdmitted::Unverified(Unverified::Another(_)) => Word::Denied,
            NotAdmitted::Unverified(Unverified::NotFetched { .. } | Unverified::TooSlow) => Word::Later,
        }
    }
}

async fn admit(node: &Node, peer: Peer, ask: Join) -> Result<Vec<Bytes>, NotAdmitted> {
    let now = node.clock().now();
    let applicant = Applicant::read(peer, &ask, now)?;
    let name = records::set_name(&node.view()?, &ask.set).map_err(Refusal::from)?;
    let community = name.ok_or(NONE)?.community;
    let token = ask.invite.map(|token| sha256(&token));
    // Nobody without a good invite lets us fetch anything.
    let view = node.view()?;
    let (record, _) = communities::hosted(&view, &community)?;
    let Entitled { newcomers, .. } = entitled(&view, now, &record, token, &applicant)?;
    applicant.look_up(node, &newcomers).await?;
    let ids: Vec<Id> =
        applicant.actors.iter().filter_map(|actor| as2::required_id(actor.json(), "id").ok()).collect();
    let manifest_id = applicant.manifest.id.clone();
    let of = community.clone();
    node.change(move |view, context| let_in(view, context, &of, token, &applicant)).await?;
    let view = node.view()?;
    let mut activities = vec![latest(&view, &ask.set, &About::Profile(community))?];
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
    let mut changes = Changes::none();
    let Entitled { invited, .. } = entitled(view, context.now, &record, token, applicant)?;
    let documents = std::iter::once(applicant.manifest.document()).chain(&applicant.actors);
    for document in documents {
        let id = as2::required_id(document.json(), "id")?;
        let membership = records::membership(view, &record.id, &id)?.unwrap_or_default();
        // Who was sent away comes back by an invite, as everybody does.
        let may = invited.is_some() || membership.is_member() || membership.described_by.is_none();
        if may && !renewal::is_told(view, &record, &id, document)? {
            changes.consequences.push(communities::admit(view, context, &actor, document)?);
        }
    }
    if let Some((key, mut invite)) = invited {
        invite.uses -= 1;
        invite.joined.push(applicant.manifest.organisation.clone());
        changes.put(key, &invite);
    }
    // Those that the pipeline takes first come last here.
    changes.consequences.reverse();
    Ok(changes)
}

/// Why somebody may be admitted, and who of them is new.
struct Entitled {
    /// The invite; none for a member that has something new to tell.
    invited: Option<(Key, InviteRecord)>,
    newcomers: Vec<Id>,
}

/// Whether somebody may be admitted.
fn entitled(
    view: &View,
    now: Timestamp,
    community: &CommunityRecord,
    token: Option<[u8; 32]>,
    applicant: &Applicant,
) -> Result<Entitled, Refusal> {
    const NO_INVITE: Refusal = Refusal::Forbidden("the invite is unknown, used up or expired");
    let manifest = &applicant.manifest;
    if view.is_blocked(&manifest.organisation)? {
        return Err(Refusal::Forbidden("this node takes nothing from there"));
    }
    let newcomers = applicant.newcomers(view, community)?;
    let membership = records::membership(view, &community.id, &manifest.organisation)?.unwrap_or_default();
    if membership.is_member() && membership.keys.contains(&manifest.key.to_multikey()) {
        return Ok(Entitled { invited: None, newcomers });
    }
    let key = keys::invite(&token.ok_or(NO_INVITE)?);
    let invite: InviteRecord = view.record(&key)?.ok_or(NO_INVITE)?;
    if invite.community != community.id || invite.uses == 0 || invite.expires < now {
        return Err(NO_INVITE);
    }
    Ok(Entitled { invited: Some((key, invite)), newcomers })
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
        self.confirm_key(&invite).await?;
        let joined = ask_to_join(self, &mesh, hub, &invite.community, Some(invite.token.clone())).await;
        let joined = joined.map_err(|error| {
            tracing::info!(%error, "a hub does not answer one who wants to join");
            Refusal::field("invite", "join-unreachable")
        })?;
        let problem = match joined.status {
            Word::Ok => None,
            Word::Later => Some("join-unverified"),
            Word::Busy => Some("join-busy"),
            _ => Some("join-refused"),
        };
        if let Some(problem) = problem {
            return Err(Refusal::field("invite", problem));
        }
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
        let handed = joined.activities.into_iter().map(Handed::Activity).collect();
        let gathered = gather::take(self, &mesh, &name, handed).await?;
        tracing::info!(community = %invite.community, members = gathered.applied, "joined a community");
        super::settle_in(self, &mesh).await;
        Ok(invite.community)
    }

    /// Sees whether a community's origin lists the key that an invite names: by that key it is believed from now on.
    async fn confirm_key(&self, invite: &Invite) -> Result<(), Refusal> {
        let fetched =
            self.fetch(&invite.community).await.and_then(|document| Ok(Actor::read(document.value())?));
        match fetched {
            Ok(community)
                if community.id == invite.community
                    && community.assertion_keys().any(|key| *key == invite.key) =>
            {
                Ok(())
            }
            Ok(_) => Err(Refusal::field("invite", "join-unconfirmed")),
            Err(error) => {
                tracing::info!(%error, community = %invite.community, "a community cannot be fetched");
                Err(Refusal::field("invite", "join-unconfirmed"))
            }
        }
    }
}

/// Sends a hub our manifest and the documents of our people.
pub async fn ask_to_join(
    node: &Node,
    mesh: &Arc<Mesh>,
    hub: Peer,
    community: &Id,
    invite: Option<Bytes>,
) -> Result<Joined, Unserved> {
    let ask = Join {
        set: sid(community, Readers::Everybody),
        actors: renewal::own_documents(node)?.iter().map(|document| document.bytes().clone()).collect(),
        invite,
        manifest: node.manifest(mesh).await?.bytes().clone(),
    };
    let mut stream = mesh.client.open(hub, Protocol::Join).await?;
    stream.send(&ask).await?;
    let joined: Joined = stream.receive(Protocol::Join.answered_bytes()).await?;
    stream.finish().await?;
    Ok(joined)
}
