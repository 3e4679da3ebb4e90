//! `/artel/hello/1`: who one is, and how far one's sets have come. One frame each way, both alike.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Sid, bounded, byte_string};
use crate::{Timestamp, limits};

/// The version of the protocol that this is.
pub const VERSION: u64 = 1;

/// What a node says of itself.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    #[serde(rename = "v")]
    pub version: u64,
    /// The `Add`s by which communities admitted the sender, for one who may not have heard of them; only to members.
    #[serde(
        rename = "add",
        default,
        skip_serializing_if = "Vec::is_empty",
        serialize_with = "byte_string::list::serialize",
        deserialize_with = "byte_string::list::deserialize::<_, { limits::HELLO_ADDS }>"
    )]
    pub adds: Vec<Bytes>,
    /// Only sets that the other one may read.
    #[serde(rename = "com", deserialize_with = "bounded::list::<_, _, { limits::HELLO_SETS }>")]
    pub sets: Vec<SetState>,
    /// The exact JSON of the manifest.
    #[serde(rename = "man", with = "byte_string")]
    pub manifest: Bytes,
    /// What the sender's clock shows, in milliseconds since 1970.
    #[serde(with = "milliseconds")]
    pub now: Timestamp,
    /// Drawn at random when the process starts.
    #[serde(with = "byte_string::array")]
    pub run: [u8; 16],
    /// What the sender can do beyond version 1, and [`DOUBLED`].
    #[serde(rename = "caps", deserialize_with = "bounded::list::<_, _, { limits::HELLO_CAPABILITIES }>")]
    pub capabilities: Vec<String>,
}

/// Stands in `caps` if another process speaks with the key of the one who is told so.
pub const DOUBLED: &str = "doubled";

/// How far a set has come.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct SetState {
    #[serde(rename = "c")]
    pub set: Sid,
    /// The epoch of the numbers.
    #[serde(rename = "e")]
    pub epoch: u64,
    /// The number of the last activity in the set.
    #[serde(rename = "h")]
    pub head: u64,
}

/// A moment as an unsigned integer; what lies outside of our calendar is refused.
mod milliseconds {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::Timestamp;

    pub fn serialize<S: Serializer>(moment: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(moment.0.unsigned_abs())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        let milliseconds = u64::deserialize(deserializer)?;
        Timestamp::from_milliseconds(milliseconds).ok_or_else(|| D::Error::custom("no moment of our time"))
    }
}
