//! The rim: bytes from strangers become a [`Document`] here, or are refused with one sentence.

use std::fmt;

use bytes::Bytes;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::limits;

/// The JSON-LD context that every document must name.
pub const AS2_CONTEXT: &str = "https://www.w3.org/ns/activitystreams";

/// The three spellings of the collection that means everybody (ActivityPub §5.6).
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// The media type that we send and serve.
pub const ACTIVITY_JSON: &str = "application/activity+json";

/// What we ask for when we fetch.
pub const ACCEPT: &str =
    "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", application/activity+json";

/// A JSON object together with the exact bytes it was read from: stored and forwarded as it came.
#[derive(Clone)]
pub struct Document {
    bytes: Bytes,
    json: Map<String, Value>,
}

/// Why a document cannot be read; the sentence is for whoever sent it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{sentence}")]
pub struct Malformed {
    sentence: String,
    impossible: bool,
}

impl Malformed {
    /// The shape is wrong: no honest program writes this.
    pub fn new(sentence: impl Into<String>) -> Malformed {
        Malformed { sentence: sentence.into(), impossible: false }
    }

    /// The shape is right, but it asks for more than we do for anybody.
    pub fn impossible(sentence: impl Into<String>) -> Malformed {
        Malformed { sentence: sentence.into(), impossible: true }
    }

    /// Whether the document is well formed but asks for the impossible (422 rather than 400).
    pub fn is_impossible(&self) -> bool {
        self.impossible
    }
}

impl Document {
    /// Parses a JSON object. Refused: more than [`limits::DOCUMENT_BYTES`], deeper than
    /// [`limits::DOCUMENT_DEPTH`], a key twice in one object, lone surrogates, anything but an object, and the
    /// JSON-LD keywords that change what a document means (`@graph`, `@reverse`, `@included`).
    pub fn parse(bytes: impl Into<Bytes>) -> Result<Document, Malformed> {
        let bytes = bytes.into();
        if bytes.len() > limits::DOCUMENT_BYTES {
            return Err(Malformed::new("the document is too large"));
        }
        match parse_strictly(&bytes)? {
            Value::Object(json) => Ok(Document { bytes, json }),
            _ => Err(Malformed::new("the document is not a JSON object")),
        }
    }

    /// Makes a document of what we wrote ourselves.
    pub fn from_json(json: Map<String, Value>) -> Document {
        let bytes = serde_json::to_vec(&json).expect("a map with text keys is always valid JSON");
        Document { bytes: bytes.into(), json }
    }

    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    pub fn json(&self) -> &Map<String, Value> {
        &self.json
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Document({})", String::from_utf8_lossy(&self.bytes))
    }
}

/// The contexts of what we write: always an array, copied whole into proofs, never fetched by anybody who reads
/// plain keys.
pub fn contexts() -> Value {
    serde_json::json!([
        AS2_CONTEXT,
        "https://w3id.org/security/data-integrity/v2",
        {
            "toot": "http://joinmastodon.org/ns#",
            "schema": "http://schema.org#",
            "Hashtag": "as:Hashtag",
            "sensitive": "as:sensitive",
            "digestMultibase": "https://w3id.org/security#digestMultibase",
            "artel": "https://artel.example/ns#",
            "byline": "artel:byline"
        }
    ])
}

/// The same, and the terms that one kind of content has besides.
pub fn contexts_with(terms: &[(&str, &str)]) -> Value {
    let mut contexts = contexts();
    let own = contexts.as_array_mut().and_then(|contexts| contexts.last_mut()?.as_object_mut());
    if let Some(own) = own {
        own.extend(terms.iter().map(|(term, meaning)| ((*term).to_owned(), Value::from(*meaning))));
    }
    contexts
}

/// The contexts of what we write around somebody else's words, which keep their own. The data integrity context protects
/// its terms, and a reader of JSON-LD refuses the whole where a context further in means something else by one of them: so
/// the terms of our proof are said here one by one, as that context has them.
pub fn contexts_around() -> Value {
    let own = contexts().as_array().and_then(|contexts| contexts.last().cloned());
    serde_json::json!([
        AS2_CONTEXT,
        {
            "sec": "https://w3id.org/security#",
            "DataIntegrityProof": "sec:DataIntegrityProof",
            "proof": {"@id": "sec:proof", "@type": "@id", "@container": "@graph"},
            "cryptosuite": {"@id": "sec:cryptosuite", "@type": "sec:cryptosuiteString"},
            "proofPurpose": {"@id": "sec:proofPurpose", "@type": "@vocab"},
            "assertionMethod": "sec:assertionMethod",
            "proofValue": {"@id": "sec:proofValue", "@type": "sec:multibase"},
            "verificationMethod": {"@id": "sec:verificationMethod", "@type": "@id"},
            "created": {
                "@id": "http://purl.org/dc/terms/created",
                "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
            }
        },
        own
    ])
}

/// Parses any JSON with the strictness of [`Document::parse`].
pub fn parse_strictly(bytes: &[u8]) -> Result<Value, Malformed> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { depth: limits::DOCUMENT_DEPTH }
        .deserialize(&mut deserializer)
        .map_err(|error| Malformed::new(format!("the document is not valid JSON: {error}")))?;
    deserializer.end().map_err(|_| Malformed::new("something follows the document"))?;
    Ok(value)
}

/// Builds a [`Value`] as serde_json does, but refuses doubled keys and depth.
struct Strict {
    depth: usize,
}

impl Strict {
    fn deeper<E: de::Error>(&self) -> Result<Strict, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Strict { depth }),
            None => Err(E::custom("it is nested too deeply")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number is out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.deeper()?)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if matches!(key.as_str(), "@graph" | "@reverse" | "@included") {
                return Err(de::Error::custom("it uses a JSON-LD keyword that we do not read"));
            }
            if map.contains_key(&key) {
                return Err(de::Error::custom(format!("the key {key:?} stands twice in one object")));
            }
            let value = entries.next_value_seed(self.deeper()?)?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Document;

    #[test]
    fn what_no_honest_server_sends_is_refused() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200));
        for text in [
            "",
            "[]",
            "1",
            "{\"a\":1,\"a\":2}",
            "{\"o\":{\"a\":1,\"a\":2}}",
            "{\"a\":\"\\ud800\"}",
            "{} {}",
            "{\"@graph\":[]}",
            "{\"a\":{\"@reverse\":{}}}",
            "{\"@included\":[]}",
            &deep,
            "{\"a\":1e999}",
        ] {
            assert!(Document::parse(text.as_bytes().to_vec()).is_err(), "{text}");
        }
    }

    #[test]
    fn the_exact_bytes_are_kept() {
        let text = "{ \"b\" : 1.0, \"a\":\"\\u003cp\\u003e\" }";
        assert_eq!(Document::parse(text).unwrap().bytes(), text);
    }

    proptest! {
        #[test]
        fn parsing_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Document::parse(bytes);
        }
    }
}
