//! `/artel/join/1`: becoming a member of a community by an invite. One frame each way.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Sid, Word, byte_string};
use crate::limits;

/// A wish to become a member, or to renew what is known of one.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Join {
    /// The public set of the community.
    #[serde(rename = "c")]
    pub set: Sid,
    /// The exact JSON of the documents of those who want to be members.
    #[serde(
        rename = "act",
        serialize_with = "byte_string::list::serialize",
        deserialize_with = "byte_string::list::deserialize::<_, { limits::JOIN_ACTORS }>"
    )]
    pub actors: Vec<Bytes>,
    /// The token of the invite; who is a member already needs none.
    #[serde(
        rename = "inv",
        default,
        with = "byte_string::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub invite: Option<Bytes>,
    /// The exact JSON of the manifest.
    #[serde(rename = "man", with = "byte_string")]
    pub manifest: Bytes,
}

/// What came of it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Joined {
    /// The community's `Update` of itself and the `Add`s of who joined.
    #[serde(
        rename = "x",
        serialize_with = "byte_string::list::serialize",
        deserialize_with = "byte_string::list::deserialize::<_, { limits::JOIN_ACTIVITIES }>"
    )]
    pub activities: Vec<Bytes>,
    #[serde(rename = "st")]
    pub status: Word,
}
