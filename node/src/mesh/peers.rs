//! `/artel/peers/1`: where the other members' nodes are, for the day when the hub is gone.

use std::collections::HashSet;
use std::sync::Arc;

use artel_protocol::message::Protocol;
use artel_protocol::message::peers::{Listed, PeerList, Peers};
use artel_protocol::{Id, as2, limits};
use serde_json::Value;

use super::door::Unserved;
use super::{Mesh, renewal};
use crate::error::Refusal;
use crate::network::{Address, FramedStream, Peer, Standing};
use crate::node::Node;
use crate::sets::membership::Membership;
use crate::sets::records::{self, CommunityRecord, PeerRecord};
use crate::store::engine::Direction;
use crate::store::{View, keys};

/// Lists the nodes of a community's members, those that are connected first.
pub async fn serve(
    node: &Node,
    mesh: &Arc<Mesh>,
    peer: Peer,
    mut stream: FramedStream,
) -> Result<(), Unserved> {
    let ask: Peers = stream.receive(Protocol::Peers.asked_bytes()).await?;
    let asked = mesh.sets_for(peer).into_iter().find(|(sid, _)| *sid == ask.set);
    let mut list = PeerList::default();
    if let Some((_, name)) = asked {
        let connected: HashSet<Peer> = mesh.admitted().await.into_iter().collect();
        let known: Vec<(_, PeerRecord)> =
            node.view()?.records(&keys::known_peers(), Direction::Forward, limits::HUB_CONNECTIONS)?;
        let mut members: Vec<(Peer, PeerRecord)> = known
            .into_iter()
            .filter_map(|(key, record)| Some((keys::last_part(&key)?.parse().ok()?, record)))
            .filter(|(peer, _)| mesh.standings.is_in(*peer, &name.community))
            .collect();
        // Not always the same ones: whoever asks connects with some of them.
        let drawn = draw(node, members.len());
        members.rotate_left(drawn);
        members.sort_by_key(|(peer, _)| !connected.contains(peer));
        let listed = members.into_iter().take(limits::PEERS_LISTED).map(|(peer, record)| Listed {
            peer: peer.to_string(),
            manifest: record.manifest.into(),
            addresses: record.addresses,
        });
        list.peers = listed.collect();
    }
    stream.send(&list).await?;
    Ok(stream.finish().await?)
}

/// Asks a peer where the other members are, and connects with those whom we can reach: so that members find each other
/// when the hub is gone.
pub async fn meet(mesh: &Arc<Mesh>, peer: Peer) -> Result<(), Unserved> {
    let connected = mesh.client.peers().await;
    let met = connected.iter().filter(|state| state.standing == Standing::Member).count();
    let mut wanted = limits::MEMBERS_MET.saturating_sub(met);
    if wanted == 0 {
        return Ok(());
    }
    for (sid, name) in mesh.sets_for(peer).into_iter().filter(|(_, name)| !name.members_only) {
        let mut stream = mesh.client.open(peer, Protocol::Peers).await?;
        stream.send(&Peers { set: sid }).await?;
        let list: PeerList = stream.receive(Protocol::Peers.answered_bytes()).await?;
        stream.finish().await?;
        for listed in list.peers {
            if wanted > 0 && learn(mesh, &name.community, listed).await {
                wanted -= 1;
            }
        }
    }
    Ok(())
}

/// A number below `end`, drawn at random; 0 if there is none.
pub fn draw(node: &Node, end: usize) -> usize {
    let mut bytes = [0; 8];
    node.random().fill(&mut bytes);
    usize::try_from(u64::from_be_bytes(bytes) % end.max(1) as u64).unwrap_or(0)
}

/// Dials the members whom we knew, wherever they were when we saw them, and wherever their communities say that they are.
pub async fn meet_again(node: &Node, mesh: &Arc<Mesh>) -> Result<(), Refusal> {
    let view = node.view()?;
    let mut known: Vec<(Peer, Vec<String>)> = Vec::new();
    let seen: Vec<(_, PeerRecord)> =
        view.records(&keys::known_peers(), Direction::Forward, limits::PEERS_LISTED)?;
    for (key, record) in seen {
        let Some(Ok(peer)) = keys::last_part(&key).map(str::parse::<Peer>) else { continue };
        known.push((peer, record.addresses));
    }
    for community in records::communities(&view)? {
        let members = records::memberships(&view, &community.id)?.into_iter();
        let nodes = members.filter(|(_, membership)| !membership.peers.is_empty()).take(limits::PEERS_LISTED);
        for (_, membership) in nodes {
            let addresses = admitted_addresses(&view, &community.id, &membership)?;
            for peer in membership.peers.iter().filter_map(|peer| peer.parse::<Peer>().ok()) {
                match known.iter_mut().find(|(other, _)| *other == peer) {
                    Some((_, seen)) => seen.extend(addresses.clone()),
                    None => known.push((peer, addresses.clone())),
                }
            }
        }
    }
    for (peer, addresses) in known {
        dial(mesh, peer, &addresses).await;
    }
    Ok(())
}

/// Where a node is reached by the manifest with which its community admitted it last.
fn admitted_addresses(view: &View, community: &Id, membership: &Membership) -> Result<Vec<String>, Refusal> {
    let Some(manifest) = renewal::described(view, community, membership.described_by)? else {
        return Ok(Vec::new());
    };
    let addresses = as2::list(manifest.json(), "addresses").iter().filter_map(Value::as_str);
    Ok(addresses.take(limits::PEER_ADDRESSES).map(str::to_owned).collect())
}

/// The hub of a community, where it is reached: by its last manifest, and as the invite said it.
pub fn hub_of(view: &View, community: &CommunityRecord) -> Result<Option<(Peer, Vec<Address>)>, Refusal> {
    let Some(hub) = &community.hub else { return Ok(None) };
    let Ok(peer) = hub.peer.parse::<Peer>() else { return Ok(None) };
    let mut addresses = Vec::new();
    for (_, membership) in records::memberships(view, &community.id)? {
        if membership.is_member() && membership.peers.contains(&hub.peer) {
            addresses.extend(admitted_addresses(view, &community.id, &membership)?);
        }
    }
    addresses
        .extend(hub.addresses.iter().filter(|known| !addresses.contains(known)).cloned().collect::<Vec<_>>());
    Ok(Some((peer, addresses.iter().filter_map(|address| address.parse().ok()).collect())))
}

/// Dials a member, unless it is none of this community; yields whether it is dialled.
async fn learn(mesh: &Arc<Mesh>, community: &Id, listed: Listed) -> bool {
    match listed.peer.parse::<Peer>() {
        Ok(peer) if mesh.standings.is_in(peer, community) => dial(mesh, peer, &listed.addresses).await,
        _ => false,
    }
}

/// Dials somebody, unless we are connected, it is ourselves, or no member; yields whether it is dialled.
async fn dial(mesh: &Arc<Mesh>, peer: Peer, addresses: &[String]) -> bool {
    let connected = mesh.client.peers().await.iter().any(|state| state.peer == peer);
    let addresses: Vec<_> = addresses.iter().filter_map(|address| address.parse().ok()).collect();
    let admitted = mesh.standings.of(peer).is_admitted();
    if connected || addresses.is_empty() || !admitted || peer == mesh.client.peer() {
        return false;
    }
    let mesh = mesh.clone();
    tokio::spawn(async move {
        if let Err(error) = mesh.client.dial(peer, addresses).await {
            tracing::debug!(%error, %peer, "a member is not reached");
        }
    });
    true
}
