//! The names of activities and of sets between nodes: hashes of 32 bytes.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::byte_string;
use crate::jcs::JcsError;
use crate::key::{multibase_sha256, sha256, sha256_of_multibase};
use crate::{Document, Id, proof};

/// The name of an activity between nodes: SHA-256 of its canonical form with its proof.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Aid(#[serde(with = "byte_string::array")] pub [u8; 32]);

impl Aid {
    /// # Errors
    /// If the document has no canonical form (RFC 8785), as with a number that no double holds.
    pub fn of(document: &Document) -> Result<Aid, JcsError> {
        proof::aid(document).map(Aid)
    }

    /// As a base58btc multihash, which is how it stands in JSON.
    pub fn to_multibase(&self) -> String {
        multibase_sha256(&self.0)
    }

    /// Reads what [`Aid::to_multibase`] writes, and nothing else.
    pub fn from_multibase(text: &str) -> Option<Aid> {
        sha256_of_multibase(text).map(Aid)
    }
}

/// The name of a set of activities.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sid(#[serde(with = "byte_string::array")] pub [u8; 32]);

/// What a topic of gossip begins with.
const TOPIC: &str = "/artel/1/c/";

impl Sid {
    /// A community's public set: SHA-256 of the community's id in its canonical form.
    pub fn of(community: &Id) -> Sid {
        Sid(sha256(community.as_ref()))
    }

    /// A community's members' set: SHA-256 of the id of its collection of members.
    pub fn of_members(community: &Id) -> Sid {
        Sid::of(&community.join("/members"))
    }

    /// The topic in which the set's activities are gossiped.
    pub fn topic(&self) -> String {
        format!("{TOPIC}{}", base32(&self.0))
    }

    /// The set of a topic; none if it is not one of ours, letter for letter.
    pub fn from_topic(topic: &str) -> Option<Sid> {
        let sid = Sid(from_base32(topic.strip_prefix(TOPIC)?)?);
        (sid.topic() == topic).then_some(sid)
    }
}

/// RFC 4648 §6, in small letters.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// How many letters 32 bytes have: five bits each.
const LETTERS: usize = 52;

/// Base32 in small letters without padding.
fn base32(bytes: &[u8; 32]) -> String {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let letter = |at: usize| (0..5).fold(0, |value, next| value << 1 | bit(at * 5 + next));
    (0..LETTERS).map(|at| char::from(ALPHABET[usize::from(letter(at))])).collect()
}

/// The 32 bytes of which [`base32`] makes this text, or one that differs in the bits that fill the last letter.
fn from_base32(text: &str) -> Option<[u8; 32]> {
    if text.len() != LETTERS {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, letter) in text.bytes().enumerate() {
        let value = ALPHABET.iter().position(|known| *known == letter)?;
        for bit in (0..5).filter(|bit| value >> (4 - bit) & 1 == 1) {
            let place = at * 5 + bit;
            if let Some(byte) = bytes.get_mut(place / 8) {
                *byte |= 1 << (7 - place % 8);
            }
        }
    }
    Some(bytes)
}

fn write_hex(bytes: &[u8], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
}

impl fmt::Display for Aid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, formatter)
    }
}

impl fmt::Debug for Aid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("aid ")?;
        write_hex(&self.0[..6], formatter)
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, formatter)
    }
}

impl fmt::Debug for Sid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("sid ")?;
        write_hex(&self.0[..6], formatter)
    }
}
