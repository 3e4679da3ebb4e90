//! Sets: what a community has said, as a set of signed activities that is the same on every node (docs/PROTOCOL.md §3–§5).
//!
//! Which set an activity is in follows from its signed bytes ([`Place::of`]); what it says within it, from the same
//! bytes (`element.rs`). [`take`] puts it in. What is shown is a function of the set: `fate.rs` for entries,
//! `membership.rs` for members; `show.rs` brings the store in line with it. Nothing here knows how an activity came.

pub mod element;
pub mod fate;
pub mod hash;
pub mod membership;
pub mod outward;
pub mod records;
pub mod relay;
mod show;
pub mod spaces;
mod take;

use artel_protocol::activity::{Act, Referred, Updated};
use artel_protocol::as2::Audience;
use artel_protocol::message::Sid;
use artel_protocol::proof::Proof;
use artel_protocol::verified::Evidence;
use artel_protocol::{Activity, Document, Id, Timestamp, Verified};

use crate::store::{StoreError, View};
use records::CommunityRecord;

pub use take::{Admission, Gone, admission, confirm, seconds, take, withdraw};

/// Who may read a set.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Hash)]
pub enum Readers {
    Everybody,
    Members,
}

/// The set that an activity is in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    pub community: Id,
    pub readers: Readers,
    /// The `created` of the proof: the activity's moment within the set, whatever clocks say.
    pub created: Timestamp,
}

impl Place {
    /// The set that an activity is in by its bytes alone; none for what is in no set.
    pub fn of(activity: &Activity) -> Option<Place> {
        let (community, readers) = addressed(&activity.audience)?;
        let proof = Proof::of(activity.document()).ok()??;
        // What expires would be in the set of one node and not of another.
        let created = proof.created.filter(|_| proof.expires.is_none())?;
        let place = Place { community, readers, created };
        let inside = match &activity.act {
            Act::Create(Referred::Whole(entry)) | Act::Update(Updated::Entry(entry)) => {
                Some((place.community.clone(), readers)) == addressed(&entry.audience)
            }
            _ => true,
        };
        inside.then_some(place)
    }

    /// The name of the set.
    pub fn sid(&self) -> Sid {
        sid(&self.community, self.readers)
    }
}

/// The name of a community's set.
pub fn sid(community: &Id, readers: Readers) -> Sid {
    match readers {
        Readers::Everybody => Sid::of(community),
        Readers::Members => Sid::of_members(community),
    }
}

/// The collection of a community's members.
pub fn members_of(community: &Id) -> Id {
    community.join("/members")
}

/// Whether every node can read an activity of ours that holds somebody else's document: one that is too large or too deep
/// would be in our set and in nobody else's.
pub fn is_readable(activity: &Activity) -> bool {
    Document::parse(activity.document().bytes().clone()).is_ok()
}

fn addressed(audience: &Audience) -> Option<(Id, Readers)> {
    let community = audience.community()?;
    if audience.is_public() {
        return Some((community.clone(), Readers::Everybody));
    }
    let members = members_of(community);
    let to_members = audience.to.iter().chain(&audience.cc).any(|named| *named == members);
    to_members.then(|| (community.clone(), Readers::Members))
}

/// The community of ours, hosted or joined, in whose set an activity is, if it is proved as sets want it.
pub fn placed(
    view: &View,
    verified: &Verified<Activity>,
) -> Result<Option<(CommunityRecord, Place)>, StoreError> {
    if !matches!(verified.evidence(), Evidence::Proof { .. }) {
        return Ok(None);
    }
    // Most of what comes has no audience: nothing is read for it.
    let Some(named) = verified.value().audience.community() else { return Ok(None) };
    let Some(community) = records::community(view, named)? else { return Ok(None) };
    Ok(Place::of(verified.value()).map(|place| (community, place)))
}
