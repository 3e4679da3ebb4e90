//! What the store keeps of sets.

use artel_protocol::message::{Aid, Sid};
use artel_protocol::{Id, Name, Timestamp};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::element::{About, Element, Says};
use super::membership::Membership;
use super::spaces::{SpaceRecord, Standing};
use super::{Readers, sid};
use crate::features::queue::records::{HeldRecord, WarningRecord};
use crate::store::engine::Direction;
use crate::store::records::decode;
use crate::store::{StoreError, View, keys};

/// A community that is hosted here, or that this node is in.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct CommunityRecord {
    pub id: Id,
    /// The name of its actor, if it is hosted here.
    pub hosted: Option<Name>,
    /// The Multikey that proves what it says.
    pub key: String,
    /// The hub's peer, and where it was reached: from the invite.
    #[serde(default)]
    pub hub: Option<Hub>,
    pub since: Timestamp,
    /// When this node left, or was sent away. What it has is kept, and nothing more is asked for.
    #[serde(default)]
    pub left: Option<Timestamp>,
}

/// Where the hub of a community is reached between nodes.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Hub {
    /// A peer id, as text.
    pub peer: String,
    /// Multiaddresses, as text.
    pub addresses: Vec<String>,
}

/// A set, by its name.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct SetName {
    pub community: Id,
    pub members_only: bool,
}

impl SetName {
    /// Both sets of a community, with their names between nodes.
    pub fn both(community: &Id) -> [(Sid, SetName); 2] {
        [false, true].map(|members_only| {
            let name = SetName { community: community.clone(), members_only };
            (sid(community, name.readers()), name)
        })
    }

    pub fn readers(&self) -> Readers {
        match self.members_only {
            true => Readers::Members,
            false => Readers::Everybody,
        }
    }
}

/// How large a set is.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct SetRecord {
    /// The number that was given last.
    pub last: u64,
    /// How many activities there are, withdrawn ones included.
    pub count: u64,
}

/// One activity of a set.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct ElementRecord {
    /// The activity's id; that of its entry, if all we know of it is that it was withdrawn.
    pub id: Id,
    pub actor: Id,
    pub created: Timestamp,
    pub number: u64,
    pub about: About,
    pub says: Says,
    /// A twin with a smaller name counts instead.
    #[serde(default)]
    pub beaten: bool,
    /// The Delete that purged its bytes.
    #[serde(default)]
    pub withdrawn: Option<Aid>,
    /// The community repeats these words of `actor`.
    #[serde(default)]
    pub relayed: bool,
}

impl ElementRecord {
    pub fn element(&self, aid: Aid) -> Element {
        let ElementRecord { id, actor, created, says, relayed, .. } = self.clone();
        Element { aid, id, actor, created, says, relayed }
    }
}

/// How an entry stands in its community.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct InCommunity {
    pub id: Id,
    pub members_only: bool,
    /// The version that is shown.
    pub version: Aid,
    /// Whether the community has confirmed it.
    pub confirmed: bool,
    /// The space that it stands in, if that is not the community itself.
    #[serde(default)]
    pub space: Option<Id>,
    /// It stands first in its space.
    #[serde(default)]
    pub pinned: bool,
    /// It takes no more answers.
    #[serde(default)]
    pub locked: bool,
}

/// What is known of a peer from its last hello.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct PeerRecord {
    /// The exact JSON of its manifest.
    pub manifest: String,
    /// Where it was reached, and says that it is: multiaddresses.
    pub addresses: Vec<String>,
    pub seen: Timestamp,
    /// When all sets were compared last.
    #[serde(default)]
    pub compared: Option<Timestamp>,
    /// Up to which number of ours it has asked for each set.
    #[serde(default)]
    pub has: Vec<(Sid, u64)>,
}

/// An invite that a community gave out.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct InviteRecord {
    pub community: Id,
    /// How many nodes may still use it.
    pub uses: u32,
    pub expires: Timestamp,
    pub created: Timestamp,
    /// Who made it, if it was somebody with an account.
    pub by: Option<Name>,
    /// The organisations that used it.
    pub joined: Vec<Id>,
}

/// Somebody who said two things under one id.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct TwoFacedRecord {
    pub activity: Id,
    pub twins: (Aid, Aid),
    pub noticed: Timestamp,
}

/// Whether a record is what its key says: for checking a whole store.
pub fn verify(key: &[u8], value: &[u8]) -> Result<(), StoreError> {
    match key.get(1..).and_then(|rest| rest.split(|byte| *byte == 0).next()) {
        Some(b"community") => decode::<CommunityRecord>(value).map(drop),
        Some(b"sid") => decode::<SetName>(value).map(drop),
        Some(b"set") => decode::<SetRecord>(value).map(drop),
        Some(b"e") => decode::<ElementRecord>(value).map(drop),
        Some(b"member") => decode::<Membership>(value).map(drop),
        Some(b"twofaced") => decode::<TwoFacedRecord>(value).map(drop),
        Some(b"peer") => decode::<PeerRecord>(value).map(drop),
        Some(b"cursor") => decode::<crate::catchup::since::Cursor>(value).map(drop),
        Some(b"space") => decode::<SpaceRecord>(value).map(drop),
        Some(b"standing") => decode::<Standing>(value).map(drop),
        Some(b"held") => decode::<HeldRecord>(value).map(drop),
        Some(b"heldplace") => decode::<Vec<u8>>(value).map(drop),
        Some(b"warned") => decode::<WarningRecord>(value).map(drop),
        Some(b"invite") => decode::<InviteRecord>(value).map(drop),
        Some(
            b"n" | b"x" | b"b" | b"i" | b"a" | b"entry" | b"opener" | b"answer" | b"active" | b"pinned"
            | b"ending" | b"order" | b"offered",
        ) => Ok(()),
        _ => Err(StoreError::Corrupt("no such record is known".into())),
    }
}

pub fn community(view: &View, id: &Id) -> Result<Option<CommunityRecord>, StoreError> {
    view.record(&keys::community(id))
}

pub fn communities(view: &View) -> Result<Vec<CommunityRecord>, StoreError> {
    let found = view.records(&keys::communities(), Direction::Forward, usize::MAX)?;
    Ok(found.into_iter().map(|(_, record)| record).collect())
}

/// The community and the readers of the set with this name, if it is one of ours.
pub fn set_name(view: &View, sid: &Sid) -> Result<Option<SetName>, StoreError> {
    view.record(&keys::community_of(sid))
}

pub fn set(view: &View, sid: &Sid) -> Result<SetRecord, StoreError> {
    Ok(view.record(&keys::set(sid))?.unwrap_or_default())
}

pub fn element(view: &View, sid: &Sid, aid: &Aid) -> Result<Option<ElementRecord>, StoreError> {
    view.record(&keys::element(sid, aid))
}

pub fn membership(view: &View, community: &Id, member: &Id) -> Result<Option<Membership>, StoreError> {
    view.record(&keys::membership(community, member))
}

/// Every member there is or was, with what was said about it.
pub fn memberships(view: &View, community: &Id) -> Result<Vec<(Id, Membership)>, StoreError> {
    let found = view.records(&keys::memberships(community), Direction::Forward, usize::MAX)?;
    let named =
        found.into_iter().filter_map(|(key, record)| Some((Id::parse(keys::last_part(&key)?).ok()?, record)));
    Ok(named.collect())
}

/// The exact bytes of an activity of a set; none if they were purged.
pub fn bytes(view: &View, sid: &Sid, aid: &Aid, record: &ElementRecord) -> Result<Option<Bytes>, StoreError> {
    match (record.withdrawn, record.beaten) {
        (Some(_), _) => Ok(None),
        (None, true) => view.get(&keys::beaten_bytes(sid, aid)),
        (None, false) => view.activity(&record.id),
    }
}

/// All that a set says about one thing, twins that do not count included.
pub fn about(view: &View, sid: &Sid, about: &About) -> Result<Vec<(Aid, ElementRecord)>, StoreError> {
    let bucket = keys::bucket(sid, &about_key(about));
    let mut found = Vec::new();
    for (key, _) in view.prefix(&bucket, Direction::Forward, usize::MAX)? {
        let Some(aid) = keys::last_aid(&key) else { continue };
        found.extend(element(view, sid, &aid)?.map(|record| (aid, record)));
    }
    Ok(found)
}

/// Of all that a set says about one thing, what counts: twins do not if a smaller one is there, but for Deletes.
pub fn counting(view: &View, sid: &Sid, about: &About) -> Result<Vec<(Aid, ElementRecord)>, StoreError> {
    let mut said = self::about(view, sid, about)?;
    said.retain(|(_, record)| !record.beaten || record.says == Says::Delete);
    Ok(said)
}

pub(super) fn about_key(about: &About) -> keys::Key {
    match about {
        About::Entry(entry) => keys::about_entry(entry),
        About::Reaction { entry, actor } => keys::about_reaction(entry, actor),
        About::Member(member) => keys::about_member(member),
        About::Space(space) => keys::about_space(space),
        About::Profile(actor) => keys::about_profile(actor),
    }
}
