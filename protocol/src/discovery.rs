//! Documents by which actors and nodes are found: WebFinger (RFC 7033), host-meta and NodeInfo.

use serde_json::Value;

use crate::as2;
use crate::wire::{Malformed, parse_strictly};
use crate::{Id, limits};

/// What a WebFinger answer says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Jrd {
    /// `acct:name@host`, the canonical handle.
    pub subject: String,
    /// The link to the actor.
    pub actor: Id,
}

/// Reads a JRD: its subject, and the `self` link with a type of ActivityPub.
pub fn read_jrd(bytes: &[u8]) -> Result<Jrd, Malformed> {
    if bytes.len() > limits::DOCUMENT_BYTES {
        return Err(Malformed::new("the answer is too large"));
    }
    let Value::Object(jrd) = parse_strictly(bytes)? else {
        return Err(Malformed::new("the answer is not a JSON object"));
    };
    let subject =
        jrd.get("subject").and_then(Value::as_str).ok_or_else(|| Malformed::new("subject is missing"))?;
    let actor = as2::list(&jrd, "links").iter().find_map(|link| {
        let text = |key: &str| link.get(key).and_then(Value::as_str);
        let is_activity = text("type").is_some_and(|kind| {
            kind == "application/activity+json" || kind.starts_with("application/ld+json")
        });
        let actor = text("href").filter(|_| text("rel") == Some("self") && is_activity)?;
        Id::parse(actor).ok()
    });
    let actor = actor.ok_or_else(|| Malformed::new("there is no link to an actor"))?;
    Ok(Jrd { subject: subject.to_owned(), actor })
}
