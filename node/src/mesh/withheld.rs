//! What a hub keeps back: its own words of long ago that it lacks when we compare with it, though members have them. Only
//! its own count, which it has spread itself; what others said may have been said where no hub heard it.

use artel_protocol::{Aid, Sid, limits};

use super::{Mesh, lock};
use crate::error::Refusal;
use crate::network::{Peer, Standing};
use crate::node::Node;
use crate::sets::records::{self, SetName};

/// Notes what a peer lacks that we have, if the peer is the hub.
pub fn note_lacking(
    node: &Node,
    mesh: &Mesh,
    peer: Peer,
    (sid, name): (Sid, &SetName),
    lacking: &[Aid],
) -> Result<(), Refusal> {
    if mesh.standings.of(peer) != Standing::Hub {
        return Ok(());
    }
    let (view, now) = (node.view()?, node.clock().now());
    let hub = records::community(&view, &name.community)?.and_then(|community| community.hub);
    if hub.and_then(|hub| hub.peer.parse::<Peer>().ok()) != Some(peer) {
        return Ok(());
    }
    let mut withheld = 0;
    for aid in lacking {
        let Some(element) = records::element(&view, &sid, aid)? else { continue };
        let is_old = element.created.plus(limits::WITHHELD_AFTER) < now;
        withheld += u64::from(element.actor == name.community && is_old);
    }
    if withheld > 0 {
        tracing::warn!(community = %name.community, withheld, "the hub lacks words of its own that we have");
        let mut all = lock(&mesh.withheld);
        let noted = all.entry(name.community.clone()).or_default();
        // It is compared with again and again, and lacks the same.
        *noted = withheld.max(*noted);
    }
    Ok(())
}
