//! `/artel/blob/1`: a range of a file that is known by its hash. One frame, then one frame and the bytes.

use serde::{Deserialize, Serialize};

use super::{Word, byte_string};

/// Which bytes of which file are wanted.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Blob {
    /// SHA-256 of the whole file.
    #[serde(rename = "h", with = "byte_string::array")]
    pub hash: [u8; 32],
    /// How many bytes at most.
    #[serde(rename = "len")]
    pub length: u64,
    /// From where on.
    #[serde(rename = "off")]
    pub offset: u64,
}

/// What comes before the bytes; they follow only after [`Word::Ok`].
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct BlobHead {
    #[serde(rename = "st")]
    pub status: Word,
    /// The size of the whole file, in bytes; 0 if it is not served.
    pub size: u64,
    /// Its media type; empty if it is not served.
    #[serde(rename = "type")]
    pub media_type: String,
}

impl BlobHead {
    /// How many bytes follow if this answers `asked`.
    pub fn follow(&self, asked: &Blob) -> u64 {
        match self.status {
            Word::Ok => self.size.saturating_sub(asked.offset).min(asked.length),
            _ => 0,
        }
    }
}
