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

const GATEWAY: &str = "/.well-known/apgateway/";

/// Where the host stands in an id that is in its canonical form beyond doubt, as nearly every one is, and every one that was
/// stored: letters, digits, dots and hyphens, no port, nothing portable. For these nothing has to be made canonical.
fn plain_authority(text: &str) -> Option<std::ops::Range<usize>> {
    let start = if text.starts_with("https://") { 8 } else { 7 };
    let after = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let end = after.find(['/', '?', '#']).unwrap_or(after.len());
    let (host, rest) = after.split_at(end);
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label = |label: &str| {
        let (first, last) = (label.bytes().next(), label.bytes().last());
        label.bytes().all(is_plain)
            && first.is_some_and(|byte| byte != b'-')
            && last.is_some_and(|byte| byte != b'-')
            && label.get(2..4) != Some("--")
    };
    // A last label of digits may be an address in one of its many spellings.
    let named =
        host.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_lowercase()));
    let fits =
        named && host.split('.').all(is_label) && rest.is_ascii() && !rest.starts_with("/.well-known/");
    fits.then_some(start..start + end)
}

impl Id {
    /// Parses an id and makes it canonical.
    pub fn parse(text: &str) -> Result<Id, IdError> {
        let id = Self::parse_any_length(text)?;
        if text.len().max(id.0.text.len()) > limits::ID_BYTES { Err(IdError::TooLong) } else { Ok(id) }
    }

    fn parse_any_length(text: &str) -> Result<Id, IdError> {
        if text.bytes().any(|byte| byte <= b' ' || byte == 0x7f || byte == b'\\') {
            return Err(IdError::NotAUrl);
        }
        if let Some(rest) = text.strip_prefix("ap://") {
            return Self::parse_portable(rest);
        }
        if let Some(authority) = plain_authority(text) {
            return Ok(Id(Arc::new(Parts { text: text.into(), authority, portable: None, did_end: 0 })));
        }
        Self::parse_url(text)
    }

    fn parse_url(text: &str) -> Result<Id, IdError> {
        let url = Url::parse(text).map_err(|_| IdError::NotAUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(IdError::NotAUrl);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(IdError::Credentials);
        }
        // What a browser would mend is no id: `https:a.test`, `https:///a.test`.
        let (scheme, after) = text.split_once("://").ok_or(IdError::NotAUrl)?;
        let rest_start = after.find(['/', '?', '#']).unwrap_or(after.len());
        if !scheme.eq_ignore_ascii_case(url.scheme()) || rest_start == 0 {
            return Err(IdError::NotAUrl);
        }
        if after[..rest_start].contains('@') {
            return Err(IdError::Credentials);
        }
        let rest = &after[rest_start..];
        let authority = canonical_authority(&url)?;
        let text = format!("{}://{}{}", url.scheme(), authority, rest);
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
        let (text, did_end) = portable(rest).ok_or(IdError::NotAUrl)?;
        Ok(Id(Arc::new(Parts { authority: 5..did_end, portable: Some(text.clone()), text, did_end })))
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
            Some((document, _)) => {
                Id::parse_any_length(document).expect("an id without its fragment is an id")
            }
            None => self.clone(),
        }
    }

    /// The id `suffix` further: `/inbox`, `#main-key`. The suffix begins with `/` or `#` and is ours; the id may be a
    /// stranger's, so the result may be a little longer than ids that we read.
    pub fn join(&self, suffix: &str) -> Id {
        let longer = format!("{}{suffix}", self.0.text);
        Id::parse_any_length(&longer).expect("an id with more behind it is an id")
    }

    fn canonical(&self) -> &str {
        self.0.portable.as_deref().unwrap_or(&self.0.text)
    }
}

/// The host and port of a URL in their one canonical spelling.
fn canonical_authority(url: &Url) -> Result<String, IdError> {
    let host = match url.host().ok_or(IdError::NotAUrl)? {
        // One dot at the end is the root's. Behind several the rest could be read as an address: `a.1..`
        Host::Domain(domain) => domain.strip_suffix('.').unwrap_or(domain).to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => format!("[{address}]"),
    };
    if host.is_empty() || host.ends_with('.') {
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
    match rest.strip_prefix(GATEWAY).and_then(portable) {
        Some((text, did_end)) => (Some(text), did_end),
        None => (None, 0),
    }
}

/// The canonical form of `did:key:z…/path` (FEP-ef61): the DID's colons decoded, and without the query; and where the
/// DID ends in it.
fn portable(text: &str) -> Option<(Box<str>, usize)> {
    let after_colon = |text: &'_ str| -> Option<usize> {
        let colon = text.get(..3).filter(|encoded| encoded.eq_ignore_ascii_case("%3a")).map(str::len);
        colon.or_else(|| text.starts_with(':').then_some(1))
    };
    let rest = text.strip_prefix("did")?;
    let rest = rest[after_colon(rest)?..].strip_prefix("key")?;
    let key = &rest[after_colon(rest)?..];
    if !key.starts_with('z') {
        return None;
    }
    let (key, fragment) = key.split_at(key.find('#').unwrap_or(key.len()));
    let text = format!("ap://did:key:{}{fragment}", key.split('?').next().unwrap_or_default());
    let did_end = text[5..].find(['/', '#']).map_or(text.len(), |end| end + 5);
    Some((text.into(), did_end))
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
mod tests;
