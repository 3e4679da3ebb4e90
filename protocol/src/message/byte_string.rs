//! Bytes as CBOR's byte strings rather than as lists of numbers, which is what serde makes of them by itself. For
//! `#[serde(with = "…")]`.

use std::fmt;

use bytes::Bytes;
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

pub fn serialize<S: Serializer>(bytes: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    deserializer.deserialize_byte_buf(ByteString).map(Bytes::from)
}

struct ByteString;

impl Visitor<'_> for ByteString {
    type Value = Vec<u8>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a byte string")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(bytes)
    }
}

/// A byte string that may be absent; with `#[serde(default)]`.
pub mod optional {
    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &Option<Bytes>, serializer: S) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(bytes) => serializer.serialize_bytes(bytes),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Bytes>, D::Error> {
        Ok(Option::<super::Item>::deserialize(deserializer)?.map(|item| item.0))
    }
}

/// A byte string of a fixed length.
pub mod array {
    use serde::de::Error;
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        deserializer: D,
    ) -> Result<[u8; N], D::Error> {
        let bytes = deserializer.deserialize_byte_buf(super::ByteString)?;
        bytes.try_into().map_err(|bytes: Vec<u8>| D::Error::invalid_length(bytes.len(), &super::Length(N)))
    }
}

/// A list of byte strings.
pub mod list {
    use bytes::Bytes;
    use serde::{Deserializer, Serializer};

    use super::super::bounded;
    use super::Item;

    pub fn serialize<S: Serializer>(list: &[Bytes], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(|bytes| Item(bytes.clone())))
    }

    pub fn deserialize<'de, D: Deserializer<'de>, const MOST: usize>(
        deserializer: D,
    ) -> Result<Vec<Bytes>, D::Error> {
        let list: Vec<Item> = bounded::list::<D, Item, MOST>(deserializer)?;
        Ok(list.into_iter().map(|item| item.0).collect())
    }
}

/// One byte string within something larger.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
struct Item(#[serde(with = "self")] Bytes);

struct Length(usize);

impl serde::de::Expected for Length {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes", self.0)
    }
}
