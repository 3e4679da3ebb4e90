//! `/artel/peers/1`: the nodes of a community's members. One frame each way.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Sid, bounded, byte_string};
use crate::limits;

/// Whose nodes are wanted.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Peers {
    #[serde(rename = "c")]
    pub set: Sid,
}

/// Some of them, those that are connected first.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct PeerList {
    #[serde(rename = "p", deserialize_with = "bounded::list::<_, _, { limits::PEERS_LISTED }>")]
    pub peers: Vec<Listed>,
}

/// One node.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// The peer id as text: `12D3KooW…`.
    #[serde(rename = "id")]
    pub peer: String,
    /// The exact JSON of the manifest.
    #[serde(rename = "man", with = "byte_string")]
    pub manifest: Bytes,
    /// Multiaddresses as text.
    #[serde(rename = "addrs", deserialize_with = "bounded::list::<_, _, { limits::PEER_ADDRESSES }>")]
    pub addresses: Vec<String>,
}
