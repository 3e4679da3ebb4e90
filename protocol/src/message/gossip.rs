//! What is said in a topic of gossip: an activity, or the names of some.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Aid, MalformedFrame, bounded, byte_string, frame};
use crate::limits;

/// The data of one message.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub enum Gossip {
    /// The exact JSON of an activity. Only in the topic of a public set.
    Activity(Bytes),
    /// What is to be fetched by `get`: too large to be carried, or in a members' set.
    References(Vec<Reference>),
}

/// The name of an activity, and what helps to decide whether to fetch it.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    #[serde(rename = "i")]
    pub aid: Aid,
    /// How long it is, in bytes.
    #[serde(rename = "s")]
    pub size: u64,
    /// The `created` of its proof, in whole seconds since 1970.
    #[serde(rename = "t")]
    pub seconds: u64,
}

impl Gossip {
    /// The data as gossip carries it: without a length before it.
    pub fn to_data(&self) -> Bytes {
        frame::encode_bare(self)
    }

    /// # Errors
    /// What is longer than [`limits::GOSSIP_BYTES`] or is not what this protocol says.
    pub fn from_data(data: &[u8]) -> Result<Gossip, MalformedFrame> {
        if data.len() > limits::GOSSIP_BYTES { Err(MalformedFrame::TooLong) } else { frame::decode(data) }
    }
}

#[derive(Serialize, Deserialize)]
struct Wire {
    #[serde(default, with = "byte_string::optional", skip_serializing_if = "Option::is_none")]
    a: Option<Bytes>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r: Option<References>,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct References(
    #[serde(deserialize_with = "bounded::list::<_, _, { limits::GOSSIP_REFERENCES }>")] Vec<Reference>,
);

impl TryFrom<Wire> for Gossip {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Gossip, &'static str> {
        match (wire.a, wire.r) {
            (Some(activity), None) => Ok(Gossip::Activity(activity)),
            (None, Some(References(references))) => Ok(Gossip::References(references)),
            _ => Err("not just one of a and r"),
        }
    }
}

impl From<Gossip> for Wire {
    fn from(gossip: Gossip) -> Wire {
        match gossip {
            Gossip::Activity(activity) => Wire { a: Some(activity), r: None },
            Gossip::References(references) => Wire { a: None, r: Some(References(references)) },
        }
    }
}
