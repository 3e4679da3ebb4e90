//! What a person sees of the mesh: members and how they are reached, how far each is, what is missing and what came.

use artel_protocol::message::hello::Hello;
use artel_protocol::{Id, Timestamp};
use serde::Serialize;

use super::{PEER_SEED, Progress, Seen, seed_of};
use crate::catchup::since::Cursor;
use crate::error::Refusal;
use crate::network::{Carrier, Peer, PeerState};
use crate::node::Node;
use crate::sets::records::{self, CommunityRecord, PeerRecord, SetName, TwoFacedRecord};
use crate::store::engine::Direction;
use crate::store::{View, keys};

/// A community, as this node sees it.
#[derive(Clone, Debug, Serialize)]
pub struct CommunityReport {
    pub id: Id,
    pub name: String,
    /// Whether this node hosts it.
    pub hosted: bool,
    pub left: bool,
    /// How many activities its sets have here.
    pub activities: u64,
    pub nodes: Vec<NodeReport>,
    /// Who said two things under one id; the community itself, if its hub contradicts itself.
    pub two_faced: Vec<Id>,
    /// Words of its own that the hub did not have when it was compared with, and members had long before.
    pub withheld: u64,
    /// By how many seconds what is said here is dated by the hub's clock instead of this machine's.
    pub clock_corrected_s: i64,
}

/// A node that is a member.
#[derive(Clone, Debug, Serialize)]
pub struct NodeReport {
    /// The organisation that runs it.
    pub organisation: Id,
    pub name: String,
    pub peer: String,
    /// This very node.
    pub ourselves: bool,
    pub is_hub: bool,
    pub connected: bool,
    /// `QUIC` or `TCP`, if it is connected.
    pub carrier: Option<&'static str>,
    pub address: Option<String>,
    pub round_trip_ms: Option<u64>,
    pub seen: Option<Timestamp>,
    /// How many of our activities it had not asked for when it last did; none if it never did.
    pub behind: Option<u64>,
    /// How many of its activities have not come here, of those that it had when it said hello last; none if it never did.
    pub missing: Option<u64>,
    /// How many seconds its clock is ahead of ours.
    pub clock_ahead_s: Option<i64>,
    pub has_double: bool,
    pub catching_up: bool,
    pub caught_up: Option<Timestamp>,
    /// Activities that came from it since the start.
    pub came: u64,
    /// Activities a second in the run that is going on.
    pub per_second: Option<u64>,
    /// What comparing found missing here, and there.
    pub repaired_here: u64,
    pub repaired_there: u64,
}

impl Node {
    /// Every community that this node is in, with its nodes.
    pub async fn mesh_report(&self) -> Result<Vec<CommunityReport>, Refusal> {
        let view = self.view()?;
        let mesh = self.mesh();
        let connected = match &mesh {
            Some(mesh) => mesh.client.peers().await,
            None => Vec::new(),
        };
        // Known from the key, so that this node knows itself while its network does not run.
        let own = seed_of(&view, PEER_SEED)?.map(|seed| Peer::of_seed(&seed));
        let mut reports = Vec::new();
        for community in records::communities(&view)? {
            let mut report = CommunityReport {
                name: self.community_name(&view, &community)?,
                hosted: community.hosted.is_some(),
                left: community.left.is_some(),
                activities: activities(&view, &community)?,
                nodes: Vec::new(),
                two_faced: two_faced(&view, &community)?,
                withheld: mesh.as_ref().map_or(0, |mesh| mesh.withheld_in(&community.id)),
                clock_corrected_s: self.clock().correction() / 1000,
                id: community.id.clone(),
            };
            for (_, membership) in records::memberships(&view, &community.id)? {
                for peer in membership.peers.iter().filter(|_| membership.is_member()) {
                    let Some(organisation) = &membership.organisation else { continue };
                    let Ok(id) = peer.parse::<Peer>() else { continue };
                    let state = connected.iter().find(|state| state.peer == id);
                    let seen = mesh.as_ref().and_then(|mesh| mesh.seen().get(&id).cloned());
                    let known: Option<PeerRecord> = view.record(&keys::peer(peer))?;
                    report.nodes.push(NodeReport {
                        name: display_name(&view, organisation)?,
                        organisation: organisation.clone(),
                        peer: peer.clone(),
                        ourselves: own == Some(id),
                        is_hub: community.hub.as_ref().is_some_and(|hub| hub.peer == *peer)
                            || (community.hosted.is_some() && own == Some(id)),
                        ..self.node_report(&view, &community, state, seen.as_ref(), known.as_ref())?
                    });
                    if let Some(node) = report.nodes.last_mut().filter(|node| node.ourselves) {
                        node.has_double = mesh.as_ref().is_some_and(|mesh| mesh.is_doubled());
                    }
                }
            }
            report.nodes.sort_by_key(|node| (!node.is_hub, !node.connected, node.name.clone()));
            reports.push(report);
        }
        Ok(reports)
    }

    fn node_report(
        &self,
        view: &View,
        community: &CommunityRecord,
        state: Option<&PeerState>,
        seen: Option<&Seen>,
        known: Option<&PeerRecord>,
    ) -> Result<NodeReport, Refusal> {
        let progress = seen.map(|seen| seen.progress).unwrap_or_default();
        let now = self.clock().now();
        Ok(NodeReport {
            organisation: community.id.clone(),
            name: String::new(),
            peer: String::new(),
            ourselves: false,
            is_hub: false,
            connected: state.is_some(),
            carrier: state.map(|state| match state.link.address.carrier() {
                Carrier::Tcp => "TCP",
                Carrier::Quic => "QUIC",
            }),
            address: state.map(|state| state.link.address.to_string()),
            round_trip_ms: state
                .and_then(|state| state.round_trip)
                .and_then(|span| u64::try_from(span.as_millis()).ok()),
            seen: known.map(|known| known.seen),
            behind: match known {
                Some(known) => behind(view, community, known)?,
                None => None,
            },
            missing: match seen.and_then(|seen| seen.hello.as_ref()).zip(state) {
                Some((hello, state)) => missing(view, community, state.peer, hello)?,
                None => None,
            },
            clock_ahead_s: seen.filter(|seen| seen.hello.is_some()).map(|seen| seen.clock_ahead / 1000),
            has_double: seen.is_some_and(|seen| seen.runs.are_two(now)),
            catching_up: progress.running,
            caught_up: progress.finished,
            came: progress.came,
            per_second: per_second(&progress, now),
            repaired_here: progress.repaired_here,
            repaired_there: progress.repaired_there,
        })
    }

    fn community_name(&self, view: &View, community: &CommunityRecord) -> Result<String, Refusal> {
        display_name(view, &community.id)
    }
}

fn display_name(view: &View, actor: &Id) -> Result<String, Refusal> {
    Ok(view.actor(actor)?.map_or_else(|| actor.to_string(), |actor| actor.display_name().to_owned()))
}

fn activities(view: &View, community: &CommunityRecord) -> Result<u64, Refusal> {
    let mut count = 0;
    for (sid, _) in SetName::both(&community.id) {
        count += records::set(view, &sid)?.count;
    }
    Ok(count)
}

/// How many numbers of ours lie after those that a peer has fetched; none before it has fetched from each set in which
/// there is anything.
fn behind(view: &View, community: &CommunityRecord, known: &PeerRecord) -> Result<Option<u64>, Refusal> {
    let mut behind = None;
    for (sid, _) in SetName::both(&community.id) {
        let last = records::set(view, &sid)?.last;
        match known.has.iter().find(|(set, _)| *set == sid) {
            Some((_, has)) => behind = Some(behind.unwrap_or(0) + last.saturating_sub(*has)),
            None if last > 0 => return Ok(None),
            None => {}
        }
    }
    Ok(behind)
}

/// How many of a peer's numbers lie after our cursor in them.
fn missing(
    view: &View,
    community: &CommunityRecord,
    peer: Peer,
    hello: &Hello,
) -> Result<Option<u64>, Refusal> {
    let mut missing = None;
    for (sid, _) in SetName::both(&community.id) {
        let Some(state) = hello.sets.iter().find(|state| state.set == sid) else { continue };
        let cursor: Option<Cursor> = view.record(&keys::cursor(&peer.to_string(), &sid))?;
        let reached = cursor.filter(|cursor| cursor.epoch == state.epoch).map_or(0, |cursor| cursor.number);
        missing = Some(missing.unwrap_or(0) + state.head.saturating_sub(reached));
    }
    Ok(missing)
}

fn two_faced(view: &View, community: &CommunityRecord) -> Result<Vec<Id>, Refusal> {
    let prefix = keys::two_faced_in(&community.id);
    let found: Vec<(_, TwoFacedRecord)> = view.records(&prefix, Direction::Forward, SHOWN)?;
    Ok(found.iter().filter_map(|(key, _)| Id::parse(keys::last_part(key)?).ok()).collect())
}

/// How many authors of twins one page names.
const SHOWN: usize = 100;

fn per_second(progress: &Progress, now: Timestamp) -> Option<u64> {
    let began = progress.began.filter(|_| progress.running)?;
    let millis = u64::try_from(now.since(began).as_millis()).ok()?.max(1);
    Some(progress.came_in_run.saturating_mul(1000) / millis)
}
