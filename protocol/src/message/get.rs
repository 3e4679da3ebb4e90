//! `/artel/get/1`: activities by their names. One frame each way.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Aid, bounded, byte_string};
use crate::limits;

/// What is wanted.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Get {
    #[serde(rename = "i", deserialize_with = "bounded::list::<_, _, { limits::GET_KEYS }>")]
    pub aids: Vec<Aid>,
}

/// What fits of it; what stands in no list may be asked for again.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Got {
    #[serde(rename = "x", deserialize_with = "bounded::list::<_, _, { limits::GET_KEYS }>")]
    pub found: Vec<Found>,
    /// What is not here.
    #[serde(rename = "no", deserialize_with = "bounded::list::<_, _, { limits::GET_KEYS }>")]
    pub missing: Vec<Aid>,
    #[serde(deserialize_with = "bounded::list::<_, _, { limits::GET_KEYS }>")]
    pub gone: Vec<Gone>,
}

/// An activity that is here.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The exact JSON.
    #[serde(rename = "a", with = "byte_string")]
    pub activity: Bytes,
    #[serde(rename = "i")]
    pub aid: Aid,
}

/// An activity whose bytes were purged, and why.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Gone {
    /// The exact JSON of the `Delete`.
    #[serde(rename = "a", with = "byte_string")]
    pub delete: Bytes,
    #[serde(rename = "i")]
    pub aid: Aid,
    /// The `created` of the proof that the purged activity had, in whole seconds since 1970.
    #[serde(rename = "t")]
    pub seconds: u64,
}
