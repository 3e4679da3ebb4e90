//! `/artel/peers/1`: where the other members' nodes are, for the day when the hub is gone.

use std::collections::HashSet;
use std::sync::Arc;

use artel_protocol::limits;
use artel_protocol::message::Protocol;
use artel_protocol::message::peers::{Listed, PeerList, Peers};

use super::door::Unserved;
use super::{Mesh, standings};
use crate::error::Refusal;
use crate::network::{FramedStream, Peer, Standing};
use crate::node::Node;
use crate::sets::records::{self, PeerRecord};
use crate::store::engine::Direction;
use crate::store::keys;

/// Lists the nodes of a community's members, those that are connected first.
pub async fn serve(
    node: &Node,
    mesh: &Arc<Mesh>,
    peer: Peer,
    mut stream: FramedStream,
) -> Result<(), Unserved> {
    let ask: Peers = stream.receive(Protocol::Peers.asked_bytes()).await?;
    let view = node.view()?;
    let may = node.sets_for(&view, peer)?.iter().any(|(sid, _)| *sid == ask.set);
    let name = records::set_name(&view, &ask.set)?.filter(|_| may);
    let mut list = PeerList::default();
    if let Some(name) = name
        && let Some(community) = records::community(&view, &name.community)?
    {
        let connected: HashSet<Peer> = mesh.admitted().await.into_iter().collect();
        let known: Vec<(_, PeerRecord)> =
            view.records(&keys::known_peers(), Direction::Forward, limits::HUB_CONNECTIONS)?;
        let mut known: Vec<(bool, String, PeerRecord)> = known
            .into_iter()
            .filter_map(|(key, record)| {
                let id = keys::last_part(&key)?.to_owned();
                let here = id.parse::<Peer>().is_ok_and(|peer| connected.contains(&peer));
                Some((!here, id, record))
            })
            .collect();
        // Not always the same ones: whoever asks connects with some of them.
        let drawn = draw(node, known.len());
        known.rotate_left(drawn);
        known.sort_by_key(|(away, ..)| *away);
        for (_, id, record) in known {
            if list.peers.len() >= limits::PEERS_LISTED {
                break;
            }
            if standings::is_in(&view, &community, &id)? {
                let manifest = record.manifest.into();
                list.peers.push(Listed { peer: id, manifest, addresses: record.addresses });
            }
        }
    }
    stream.send(&list).await?;
    Ok(stream.finish().await?)
}

/// Asks a peer where the other members are, and connects with those whom we can reach: so that members find each other
/// when the hub is gone.
pub async fn meet(node: &Node, mesh: &Arc<Mesh>, peer: Peer) -> Result<(), Unserved> {
    let connected = mesh.client.peers().await;
    let met = connected.iter().filter(|state| state.standing == Standing::Member).count();
    let mut wanted = limits::MEMBERS_MET.saturating_sub(met);
    if wanted == 0 {
        return Ok(());
    }
    for (sid, name) in node.sets_for(&node.view()?, peer)?.into_iter().filter(|(_, name)| !name.members_only)
    {
        let mut stream = mesh.client.open(peer, Protocol::Peers).await?;
        stream.send(&Peers { set: sid }).await?;
        let list: PeerList = stream.receive(Protocol::Peers.answered_bytes()).await?;
        stream.finish().await?;
        for listed in list.peers {
            if wanted > 0 && learn(node, mesh, &name.community, listed).await? {
                wanted -= 1;
            }
        }
    }
    Ok(())
}

/// A number below `end`; 0 if there is none.
fn draw(node: &Node, end: usize) -> usize {
    let mut bytes = [0; 8];
    node.random().fill(&mut bytes);
    usize::try_from(u64::from_be_bytes(bytes) % end.max(1) as u64).unwrap_or(0)
}

/// Dials the members whom we knew, wherever they were when we saw them.
pub async fn meet_again(node: &Node, mesh: &Arc<Mesh>) -> Result<(), Refusal> {
    let view = node.view()?;
    let known: Vec<(_, PeerRecord)> =
        view.records(&keys::known_peers(), Direction::Forward, limits::PEERS_LISTED)?;
    for (key, record) in known {
        let Some(Ok(peer)) = keys::last_part(&key).map(str::parse::<Peer>) else { continue };
        dial(mesh, peer, &record.addresses).await;
    }
    Ok(())
}

/// Dials a member, unless we are connected, it is ourselves, or no member at all; yields whether it is dialled.
async fn learn(
    node: &Node,
    mesh: &Arc<Mesh>,
    community: &artel_protocol::Id,
    listed: Listed,
) -> Result<bool, Refusal> {
    let Ok(peer) = listed.peer.parse::<Peer>() else { return Ok(false) };
    let view = node.view()?;
    let Some(community) = records::community(&view, community)? else { return Ok(false) };
    if standings::is_in(&view, &community, &listed.peer)? {
        return Ok(dial(mesh, peer, &listed.addresses).await);
    }
    Ok(false)
}

/// Yields whether it is dialled.
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
