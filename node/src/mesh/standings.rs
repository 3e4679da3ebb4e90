//! Who is what to us: from the members of our communities, kept in memory since the network asks all the time.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use artel_protocol::Id;

use crate::error::Refusal;
use crate::network::{Peer, Standing};
use crate::sets::records;
use crate::store::View;

/// What each peer is to us; who is not in it is a stranger.
#[derive(Default)]
pub struct Standings(RwLock<HashMap<Peer, Place>>);

/// What a peer is to us, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Place {
    standing: Standing,
    /// The communities of ours that it is in.
    communities: Vec<Id>,
}

impl Standings {
    pub fn of(&self, peer: Peer) -> Standing {
        self.read().get(&peer).map_or(Standing::Stranger, |place| place.standing)
    }

    /// The communities of ours of which a peer's node is a member, or the hub.
    pub fn communities_of(&self, peer: Peer) -> Vec<Id> {
        let places = self.read();
        let place = places.get(&peer).filter(|place| place.standing.is_admitted());
        place.map(|place| place.communities.clone()).unwrap_or_default()
    }

    pub fn is_in(&self, peer: Peer, community: &Id) -> bool {
        let places = self.read();
        let place = places.get(&peer).filter(|place| place.standing.is_admitted());
        place.is_some_and(|place| place.communities.contains(community))
    }

    /// Reads everything anew; yields who is something else to us now.
    pub fn rebuild(&self, view: &View) -> Result<Vec<Peer>, Refusal> {
        let now = read(view)?;
        let mut before = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let gone = before.keys().filter(|peer| !now.contains_key(peer));
        let new = now.iter().filter(|(peer, place)| before.get(peer) != Some(place));
        let changed = gone.copied().chain(new.map(|(peer, _)| *peer)).collect();
        *before = now;
        Ok(changed)
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<Peer, Place>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(view: &View) -> Result<HashMap<Peer, Place>, Refusal> {
    let mut places: HashMap<Peer, Place> = HashMap::new();
    for community in records::communities(view)?.iter().filter(|community| community.left.is_none()) {
        for (member, membership) in records::memberships(view, &community.id)? {
            if !membership.is_member() || membership.peers.is_empty() {
                continue;
            }
            let organisation = membership.organisation.as_ref().unwrap_or(&member);
            let blocked = view.is_blocked(organisation)? || view.is_blocked(&member)?;
            let standing = if blocked { Standing::Refused } else { Standing::Member };
            for peer in membership.peers.iter().filter_map(|peer| peer.parse::<Peer>().ok()) {
                enter(&mut places, peer, standing, &community.id);
            }
        }
        if let Some(peer) = community.hub.as_ref().and_then(|hub| hub.peer.parse::<Peer>().ok()) {
            enter(&mut places, peer, Standing::Hub, &community.id);
        }
    }
    Ok(places)
}

/// A peer may be several things at once: refused is stronger than the hub, and that than a member.
fn enter(places: &mut HashMap<Peer, Place>, peer: Peer, standing: Standing, community: &Id) {
    let place = places.entry(peer).or_insert_with(|| Place { standing, communities: Vec::new() });
    if !place.communities.contains(community) {
        place.communities.push(community.clone());
    }
    let rank = |standing: Standing| match standing {
        Standing::Refused => 2,
        Standing::Hub => 1,
        Standing::Member | Standing::Stranger => 0,
    };
    if rank(standing) > rank(place.standing) {
        place.standing = standing;
    }
}
