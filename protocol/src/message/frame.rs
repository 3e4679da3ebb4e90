//! How a message becomes bytes: an unsigned varint with the length of what follows, then one map of CBOR.
//!
//! What we write is in deterministic form (RFC 8949 §4.2). On reading, other spellings of the same values are taken
//! (indefinite lengths, longer integers, another order, tags): nothing is signed or hashed as CBOR, so two spellings
//! make no difference.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::limits;

/// Why bytes are not the message that they should be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MalformedFrame {
    #[error("its length is not written as a varint of at most {} bytes", limits::FRAME_PREFIX_BYTES)]
    Length,
    #[error("it is longer than its protocol allows")]
    TooLong,
    #[error("it nests deeper than {}", limits::FRAME_DEPTH)]
    TooDeep,
    #[error("it ends early")]
    Incomplete,
    #[error("something follows it")]
    Trailing,
    #[error("it is not CBOR")]
    NotCbor,
    #[error("it is not this protocol's message: {0}")]
    OtherMessage(String),
}

/// A message with its length before it, as it is sent on a stream.
pub fn encode<T: Serialize>(message: &T) -> Bytes {
    // The length is known afterwards; room for it is left free, so that nothing is copied.
    let mut bytes = vec![0; limits::FRAME_PREFIX_BYTES];
    write(message, &mut bytes);
    let length = bytes.len() - limits::FRAME_PREFIX_BYTES;
    let prefix = varint(length);
    let start = limits::FRAME_PREFIX_BYTES - prefix.len();
    bytes[start..limits::FRAME_PREFIX_BYTES].copy_from_slice(&prefix);
    Bytes::from(bytes).slice(start..)
}

/// A message without a length before it, as gossip carries it.
pub fn encode_bare<T: Serialize>(message: &T) -> Bytes {
    let mut bytes = Vec::new();
    write(message, &mut bytes);
    bytes.into()
}

fn write<T: Serialize>(message: &T, bytes: &mut Vec<u8>) {
    ciborium::into_writer(message, bytes)
        .expect("memory takes whatever is written, and our types have a form");
}

/// Reads a message without the length before it.
///
/// # Errors
/// Nesting deeper than [`limits::FRAME_DEPTH`], bytes behind the message, and whatever is not this message. Keys that
/// are not known are passed over.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, MalformedFrame> {
    use ciborium::de::Error;

    let mut rest = bytes;
    let read = ciborium::de::from_reader_with_recursion_limit(&mut rest, limits::FRAME_DEPTH);
    let message = read.map_err(|error| match error {
        Error::Io(_) => MalformedFrame::Incomplete,
        Error::Syntax(_) => MalformedFrame::NotCbor,
        Error::Semantic(_, sentence) => MalformedFrame::OtherMessage(sentence),
        Error::RecursionLimitExceeded => MalformedFrame::TooDeep,
    })?;
    if rest.is_empty() { Ok(message) } else { Err(MalformedFrame::Trailing) }
}

/// An unsigned varint: seven bits a byte, the lowest first, the highest bit set on all but the last.
pub(super) fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(limits::FRAME_PREFIX_BYTES);
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    assert!(
        bytes.len() <= limits::FRAME_PREFIX_BYTES,
        "no message of ours is longer than its protocol allows"
    );
    bytes
}

/// Reads the length before a message byte by byte, as it comes from a stream.
#[derive(Clone, Debug, Default)]
pub struct Length {
    value: usize,
    bytes: usize,
}

impl Length {
    /// Takes the next byte; says how long the message is once that is known.
    ///
    /// # Errors
    /// [`MalformedFrame::Length`] for more than [`limits::FRAME_PREFIX_BYTES`] bytes or more than are needed, and
    /// [`MalformedFrame::TooLong`] for a message of more than `most` bytes.
    pub fn push(&mut self, byte: u8, most: usize) -> Result<Option<usize>, MalformedFrame> {
        if byte == 0 && self.bytes > 0 {
            return Err(MalformedFrame::Length);
        }
        self.value |= usize::from(byte & 0x7f) << (7 * self.bytes);
        self.bytes += 1;
        if byte & 0x80 != 0 {
            let more = self.bytes < limits::FRAME_PREFIX_BYTES;
            return if more { Ok(None) } else { Err(MalformedFrame::Length) };
        }
        if self.value > most { Err(MalformedFrame::TooLong) } else { Ok(Some(self.value)) }
    }
}
