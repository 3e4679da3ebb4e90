//! `/artel/inbox/1`: what is addressed to actors of the receiving node and is in no set. One frame each way.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Word, byte_string};

/// An activity with its proof.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// The exact JSON.
    #[serde(rename = "a", with = "byte_string")]
    pub activity: Bytes,
}

/// What became of it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    #[serde(rename = "st")]
    pub status: Word,
    /// One sentence for a person, if it was refused.
    #[serde(rename = "msg", default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
}
