//! Ids: the canonical URLs by which actors, objects and activities are known, and the names of local actors.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};

use crate::limits;

/// The id of an actor, an object, an activity or a key: an http(s) URL with its host in one canonical spelling
/// (lower case, punycode, without a trailing dot and without the scheme's own port), or an `ap://did:key:…` of
/// FEP-ef61.
///
/// Everything behind the host stays byte for byte as it was, since other servers compare ids as strings.
/// Two ids are equal if their canonical forms are: `https://gateway/.well-known/apgateway/did:key:K/x` and
/// `ap://did:key:K/x` are one id.
#[derive(Clone)]
pub struct Id(Arc<Parts>);

struct Parts {
    /// What to dereference.
    text: Box<str>,
    /// Where the host begins and ends in `text`, the port included.
    authority: std::ops::Range<usize>,
    /// The portable form, if this is a portable id.
    portable: Option<Box<str>>,
    /// The length of the DID within `portable`, from `ap://` on.
    did_end: usize,
}

/// Why a text is not an id.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdError {
    #[error("an id is longer than {} bytes", limits::ID_BYTES)]
    TooLong,
    #[error("an id is not a valid http(s) URL")]
    NotAUrl,
    #[error("an id names a user or a password")]
    Credentials,
}

const GATEWAY: &str = "/.well-known/apgateway/did:key:";
const GATEWAY_ENCODED: &str = "/.well-known/apgateway/did%3Akey%3A";

impl Id {
    /// Parses an id and makes it canonical.
    pub fn parse(text: &str) -> Result<Id, IdError> {
        if text.len() > limits::ID_BYTES {
            return Err(IdError::TooLong);
        }
        if text.bytes().any(|byte| byte <= b' ' || byte == 0x7f || byte == b'\\') {
            return Err(IdError::NotAUrl);
        }
        if let Some(rest) = text.strip_prefix("ap://") {
            return Self::parse_portable(rest);
        }
        let url = Url::parse(text).map_err(|_| IdError::NotAUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(IdError::NotAUrl);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(IdError::Credentials);
        }
        let scheme_end = text.find("://").ok_or(IdError::NotAUrl)? + 3;
        let after = &text[scheme_end..];
        let rest_start = after.find(['/', '?', '#']).unwrap_or(after.len());
        if after[..rest_start].contains('@') {
            return Err(IdError::Credentials);
        }
        let rest = &after[rest_start..];
        let authority = canonical_authority(&url)?;
        let text = format!("{}://{}{}", url.scheme(), authority, rest);
        if text.len() > limits::ID_BYTES {
            return Err(IdError::TooLong);
        }
        let start = url.scheme().len() + 3;
        let (portable, did_end) = portable_form(rest);
        Ok(Id(Arc::new(Parts {
            text: text.into(),
            authority: start..start + authority.len(),
            portable,
            did_end,
        })))
    }

    fn parse_portable(rest: &str) -> Result<Id, IdError> {
        let rest = rest.replacen("did%3Akey%3A", "did:key:", 1).replacen("did%3akey%3a", "did:key:", 1);
        if !rest.starts_with("did:key:z") {
            return Err(IdError::NotAUrl);
        }
        let text = format!("ap://{}", rest.split('?').next().unwrap_or_default());
        let did_end = text[5..].find('/').map_or(text.len(), |slash| slash + 5);
        Ok(Id(Arc::new(Parts {
            authority: 5..did_end,
            portable: Some(text.clone().into()),
            text: text.into(),
            did_end,
        })))
    }

    /// The URL to dereference.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Who decides over this id: `did:key:…` for a portable id, else `host` or `host:port` (design.md §5).
    pub fn authority(&self) -> &str {
        match &self.0.portable {
            Some(portable) => &portable[5..self.0.did_end],
            None => &self.0.text[self.0.authority.clone()],
        }
    }

    /// The host with its port if it is not the scheme's own; for a bare `ap://` id the DID.
    pub fn host(&self) -> &str {
        &self.0.text[self.0.authority.clone()]
    }

    /// Whether both ids are under one authority.
    pub fn same_authority(&self, other: &Id) -> bool {
        self.authority() == other.authority()
    }

    pub fn is_https(&self) -> bool {
        self.0.text.starts_with("https://")
    }

    /// What is behind the host: `/u/anna?x#y`.
    pub fn path(&self) -> &str {
        &self.0.text[self.0.authority.end..]
    }

    pub fn fragment(&self) -> Option<&str> {
        self.0.text.split_once('#').map(|(_, fragment)| fragment)
    }

    /// The document that this id is a part of: `…/u/anna` for `…/u/anna#main-key`.
    pub fn without_fragment(&self) -> Id {
        match self.0.text.split_once('#') {
            Some((document, _)) => Id::parse(document).expect("an id without its fragment is an id"),
            None => self.clone(),
        }
    }

    /// The id `suffix` further: `/inbox`, `#main-key`. For ids that we coin ourselves.
    pub fn join(&self, suffix: &str) -> Id {
        Id::parse(&format!("{}{suffix}", self.0.text)).expect("we coin only valid ids")
    }

    fn canonical(&self) -> &str {
        self.0.portable.as_deref().unwrap_or(&self.0.text)
    }
}

/// The host and port of a URL in their one canonical spelling.
fn canonical_authority(url: &Url) -> Result<String, IdError> {
    let host = match url.host().ok_or(IdError::NotAUrl)? {
        Host::Domain(domain) => domain.trim_end_matches('.').to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => format!("[{address}]"),
    };
    if host.is_empty() {
        return Err(IdError::NotAUrl);
    }
    // `Url` already leaves the scheme's own port out.
    Ok(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host,
    })
}

/// The `ap://` form of what stands behind the host of a gateway id.
fn portable_form(rest: &str) -> (Option<Box<str>>, usize) {
    let Some(tail) = rest.strip_prefix(GATEWAY).or_else(|| rest.strip_prefix(GATEWAY_ENCODED)) else {
        return (None, 0);
    };
    if !tail.starts_with('z') {
        return (None, 0);
    }
    let without_query = tail.split('?').next().unwrap_or_default();
    let text = format!("ap://did:key:{without_query}");
    let did_end = text[5..].find(['/', '#']).map_or(text.len(), |slash| slash + 5);
    (Some(text.into()), did_end)
}

impl PartialEq for Id {
    fn eq(&self, other: &Id) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Eq for Id {}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Id) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Id) -> std::cmp::Ordering {
        self.canonical().cmp(other.canonical())
    }
}

impl std::hash::Hash for Id {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.canonical().hash(state);
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<{}>", self.as_str())
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        let text = String::deserialize(deserializer)?;
        Id::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl std::str::FromStr for Id {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Id, IdError> {
        Id::parse(text)
    }
}

/// The bytes under which the store files an id.
impl AsRef<[u8]> for Id {
    fn as_ref(&self) -> &[u8] {
        self.canonical().as_bytes()
    }
}

/// The name of a local actor, as it stands before the `@`: `^[a-z0-9_]{1,30}$`, which every server takes
/// (reference: Misskey and Lemmy are the narrowest).
#[derive(Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct Name(Box<str>);

/// Why a text is not a name.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a name has 1 to 30 characters: a to z, 0 to 9 and _")]
pub struct NameError;

impl Name {
    /// Parses a name; upper-case ASCII letters become lower case.
    pub fn parse(text: &str) -> Result<Name, NameError> {
        let name = text.to_ascii_lowercase();
        let fits = (1..=30).contains(&name.len())
            && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if fits { Ok(Name(name.into())) } else { Err(NameError) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
        let text = String::deserialize(deserializer)?;
        Name::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl std::str::FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Name, NameError> {
        Name::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Id;

    #[test]
    fn every_spelling_of_a_host_is_one_authority() {
        for spelling in [
            "https://Node-A.test/u/x",
            "https://node-a.test./u/x",
            "https://node-a.test:443/u/x",
            "HTTPS://NODE-A.TEST/u/x",
        ] {
            let id = Id::parse(spelling).unwrap();
            assert_eq!(id.authority(), "node-a.test", "{spelling}");
            assert_eq!(id.as_str(), "https://node-a.test/u/x");
        }
        let unicode = Id::parse("https://kröte.example/a").unwrap();
        assert_eq!(unicode.authority(), "xn--krte-6qa.example");
    }

    #[test]
    fn what_is_behind_the_host_stays_as_it_was() {
        let text = "https://nodebb.test/uid/1#activity/dislike/https%3A%2F%2Fnode-a.test%2Fo%2F1";
        let id = Id::parse(text).unwrap();
        assert_eq!(id.as_str(), text);
        assert_eq!(id.without_fragment().as_str(), "https://nodebb.test/uid/1");
        assert_eq!(Id::parse("https://lemmy.test").unwrap().as_str(), "https://lemmy.test");
    }

    #[test]
    fn a_gateway_id_and_its_portable_form_are_one() {
        let gateway = Id::parse("https://hub.test/.well-known/apgateway/did:key:z6MkK/actors/anna").unwrap();
        let encoded =
            Id::parse("https://hub.test/.well-known/apgateway/did%3Akey%3Az6MkK/actors/anna").unwrap();
        let bare = Id::parse("ap://did:key:z6MkK/actors/anna").unwrap();
        assert_eq!(gateway, bare);
        assert_eq!(encoded, bare);
        assert_eq!(gateway.authority(), "did:key:z6MkK");
        assert_eq!(bare.authority(), "did:key:z6MkK");
        assert_eq!(gateway.host(), "hub.test");
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "",
            "x",
            "ftp://a/b",
            "file:///etc/passwd",
            "javascript:1",
            "https://",
            "https://u:p@a.test/",
            "https://@a.test/",
            "https://a b/",
            "acct:anna@a.test",
            "data:,x",
            "ap://x",
            "https://a.test\\@b.test/",
        ] {
            assert!(Id::parse(text).is_err(), "{text}");
        }
        assert!(Id::parse(&format!("https://a.test/{}", "x".repeat(2_000))).is_err());
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_stable(text in ".{0,80}", path in "[!-~]{0,40}") {
            let _ = Id::parse(&text);
            if let Ok(id) = Id::parse(&format!("https://a.test/{path}")) {
                let again = Id::parse(id.as_str()).unwrap();
                prop_assert_eq!(again.as_str(), id.as_str());
            }
        }
    }
}
