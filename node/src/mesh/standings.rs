//! Who is what to us: from the members of our communities, kept in memory since the network asks all the time.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use crate::error::Refusal;
use crate::network::{Peer, Standing};
use crate::sets::records::{self, CommunityRecord};
use crate::store::View;

/// What each peer is to us; who is not in it is a stranger.
#[derive(Default)]
pub struct Standings(RwLock<HashMap<Peer, Standing>>);

impl Standings {
    pub fn of(&self, peer: Peer) -> Standing {
        let standings = self.0.read().unwrap_or_else(PoisonError::into_inner);
        standings.get(&peer).copied().unwrap_or(Standing::Stranger)
    }

    /// Reads everything anew; yields whose standing has changed.
    pub fn rebuild(&self, view: &View) -> Result<Vec<Peer>, Refusal> {
        let now = read(view)?;
        let mut standings = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let gone = standings.keys().filter(|peer| !now.contains_key(peer));
        let new = now.iter().filter(|(peer, standing)| standings.get(peer) != Some(standing));
        let changed = gone.copied().chain(new.map(|(peer, _)| *peer)).collect();
        *standings = now;
        Ok(changed)
    }
}

fn read(view: &View) -> Result<HashMap<Peer, Standing>, Refusal> {
    let mut standings: HashMap<Peer, Standing> = HashMap::new();
    for community in records::communities(view)?.iter().filter(|community| community.left.is_none()) {
        for (member, membership) in records::memberships(view, &community.id)? {
            if !membership.is_member() {
                continue;
            }
            let organisation = membership.organisation.as_ref().unwrap_or(&member);
            let blocked = view.is_blocked(organisation)? || view.is_blocked(&member)?;
            let standing = if blocked { Standing::Refused } else { Standing::Member };
            for peer in membership.peers.iter().filter_map(|peer| peer.parse::<Peer>().ok()) {
                let known = standings.entry(peer).or_insert(standing);
                if blocked {
                    *known = Standing::Refused;
                }
            }
        }
        if let Some(peer) = community.hub.as_ref().and_then(|hub| hub.peer.parse::<Peer>().ok()) {
            let known = standings.entry(peer).or_insert(Standing::Hub);
            if *known == Standing::Member {
                *known = Standing::Hub;
            }
        }
    }
    Ok(standings)
}

/// Whether a peer is one of a node that is a member of this community, or its hub.
pub fn is_in(view: &View, community: &CommunityRecord, peer: &str) -> Result<bool, Refusal> {
    if community.hub.as_ref().is_some_and(|hub| hub.peer == peer) {
        return Ok(true);
    }
    for (member, membership) in records::memberships(view, &community.id)? {
        if membership.is_member() && membership.peers.iter().any(|known| known == peer) {
            let organisation = membership.organisation.as_ref().unwrap_or(&member);
            return Ok(!view.is_blocked(organisation)?);
        }
    }
    Ok(false)
}
