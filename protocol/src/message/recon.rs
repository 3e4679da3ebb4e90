//! `/artel/recon/1`: comparing two sets by fingerprints (negentropy v1). One frame, then frames in turn.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Aid, Sid, Word, bounded, byte_string};
use crate::limits;

/// What is compared: what lies in `from ≤ t < to`, in whole seconds since 1970.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Recon {
    #[serde(rename = "c")]
    pub set: Sid,
    pub to: u64,
    pub from: u64,
}

/// What is said in turn, the asker first.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub enum Turn {
    /// A message of negentropy.
    Message(Bytes),
    /// From the asker at the end: what the other one lacks, to be fetched by `get`.
    Need(Vec<Aid>),
    /// From who is asked: no.
    Refused(Word),
}

#[derive(Default, Serialize, Deserialize)]
struct Wire {
    #[serde(default, with = "byte_string::optional", skip_serializing_if = "Option::is_none")]
    m: Option<Bytes>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    st: Option<Word>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    need: Option<Need>,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Need(#[serde(deserialize_with = "bounded::list::<_, _, { limits::RECON_NEEDED }>")] Vec<Aid>);

impl TryFrom<Wire> for Turn {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Turn, &'static str> {
        match wire {
            Wire { m: Some(message), st: None, need: None } => Ok(Turn::Message(message)),
            Wire { m: None, st: Some(why), need: None } => Ok(Turn::Refused(why)),
            Wire { m: None, st: None, need: Some(Need(need)) } => Ok(Turn::Need(need)),
            _ => Err("not just one of m, st and need"),
        }
    }
}

impl From<Turn> for Wire {
    fn from(turn: Turn) -> Wire {
        match turn {
            Turn::Message(message) => Wire { m: Some(message), ..Wire::default() },
            Turn::Need(need) => Wire { need: Some(Need(need)), ..Wire::default() },
            Turn::Refused(why) => Wire { st: Some(why), ..Wire::default() },
        }
    }
}
