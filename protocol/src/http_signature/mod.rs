//! Signatures of HTTP requests, in the two schemes that the fediverse speaks: draft-cavage-12 and RFC 9421.
//!
//! Read [`Signature::of`], then [`Signature::verify`]; the result, [`Checked`], is what
//! [`crate::Verified::by_http_signature`] asks for. Nothing here knows whose key it is.

mod cavage;
mod digest;
mod rfc9421;
mod structured;

use http::{HeaderMap, Method};

use crate::Timestamp;
use crate::key::PublicKey;
use crate::limits;

pub use cavage::sign as sign_cavage;
pub use rfc9421::sign as sign_rfc9421;

/// A request as the public sees it: behind a proxy, with the public scheme and host.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub method: &'a Method,
    /// `https`, or `http` in a test network.
    pub scheme: &'a str,
    /// Our public host, with its port if it is not the scheme's own.
    pub authority: &'a str,
    /// The raw path and query.
    pub target: &'a str,
    pub headers: &'a HeaderMap,
    /// None for requests that have no body.
    pub body: Option<&'a [u8]>,
}

impl<'a> Request<'a> {
    /// The body that a signed digest has to fit: whatever came, and nothing only for what asks and does not say.
    fn body_to_digest(&self) -> Option<&'a [u8]> {
        let only_asks = matches!(*self.method, Method::GET | Method::HEAD);
        self.body.or(if only_asks { None } else { Some(&[]) })
    }
}

#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Scheme {
    Cavage,
    Rfc9421,
}

/// Why a signature is not believed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SignatureError {
    #[error("the request carries no signature")]
    Missing,
    #[error("the signature is not well formed: {0}")]
    Malformed(&'static str),
    #[error("the signature does not cover enough: {0}")]
    TooWeak(&'static str),
    #[error("the digest does not fit the body")]
    WrongDigest,
    #[error("the signature was made too long ago, or lies in the future")]
    OutsideTime,
    #[error("the request is for another host")]
    WrongHost,
    /// Only this is worth another look at the key.
    #[error("the signature does not fit the request and the key")]
    Refused,
}

/// A signature that a request carries, not yet checked.
#[derive(Clone, Debug)]
pub struct Signature {
    key_id: String,
    /// What is signed, in its order, in lower case.
    components: Vec<String>,
    algorithm: Option<String>,
    created: Option<Timestamp>,
    expires: Option<Timestamp>,
    bytes: Vec<u8>,
    scheme: Scheme,
    /// RFC 9421's `@signature-params`, as it came.
    parameters: String,
}

/// The knowledge that a request was signed with a key; only [`Signature::verify`] makes it.
#[derive(Clone, Debug)]
pub struct Checked {
    key_id: String,
    key: PublicKey,
    scheme: Scheme,
}

impl Checked {
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    pub fn scheme(&self) -> Scheme {
        self.scheme
    }
}

impl Signature {
    /// Reads the signature of a request. With a `Signature-Input` it is RFC 9421's, else draft-cavage's.
    pub fn of(request: &Request<'_>) -> Result<Signature, SignatureError> {
        match request.headers.contains_key("signature-input") {
            true => rfc9421::read(request),
            false => cavage::read(request),
        }
    }

    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Checks that the signature covers enough, that it is for this host and this moment, that the digest fits the
    /// body, and that the signature fits all that and the key.
    pub fn verify(
        &self,
        request: &Request<'_>,
        key: &PublicKey,
        now: Timestamp,
    ) -> Result<Checked, SignatureError> {
        is_for_this_host(request)?;
        match self.scheme {
            Scheme::Cavage => cavage::verify(self, request, key, now)?,
            Scheme::Rfc9421 => rfc9421::verify(self, request, key, now)?,
        }
        Ok(Checked { key_id: self.key_id.clone(), key: key.clone(), scheme: self.scheme })
    }

    /// The digest in this header is signed and fits the body, if the request has one.
    fn covers_the_body(
        &self,
        request: &Request<'_>,
        header: &str,
        check: fn(&str, &[u8]) -> Result<(), SignatureError>,
    ) -> Result<(), SignatureError> {
        let Some(body) = request.body_to_digest() else { return Ok(()) };
        if !self.covers(header) {
            return Err(SignatureError::TooWeak("the digest is not signed"));
        }
        check(single(request.headers, header)?.ok_or(SignatureError::WrongDigest)?, body)
    }

    fn covers(&self, component: &str) -> bool {
        self.components.iter().any(|covered| covered == component)
    }

    /// The window in which Mastodon believes a signature, an hour of clock skew included.
    fn is_of_this_time(&self, created: Timestamp, now: Timestamp) -> Result<(), SignatureError> {
        let too_old = now.since(created) > limits::SIGNATURE_AGE;
        let too_new = created.since(now) > limits::SIGNATURE_AHEAD;
        let expired = self.expires.is_some_and(|expires| expires.plus(limits::SIGNATURE_AHEAD) < now);
        if too_old || too_new || expired { Err(SignatureError::OutsideTime) } else { Ok(()) }
    }
}

/// The one value of a header; two are one too many for everything that decides.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, SignatureError> {
    let mut values = headers.get_all(name).iter();
    let Some(first) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(SignatureError::Malformed("a header that counts comes twice"));
    }
    first.to_str().map(Some).map_err(|_| SignatureError::Malformed("a header is not text"))
}

/// All values of a header, joined as both schemes say.
fn joined(headers: &HeaderMap, name: &str) -> Result<String, SignatureError> {
    let mut values = Vec::new();
    for value in headers.get_all(name) {
        let text = value.to_str().map_err(|_| SignatureError::Malformed("a header is not text"))?;
        values.push(text.trim());
    }
    match values.is_empty() {
        true => Err(SignatureError::Malformed("a signed header is not there")),
        false => Ok(values.join(", ")),
    }
}

/// The header names our public host, be it with the port that its scheme has anyway.
fn is_for_this_host(request: &Request<'_>) -> Result<(), SignatureError> {
    let host = single(request.headers, "host")?.ok_or(SignatureError::WrongHost)?;
    let usual_port = if request.scheme == "https" { ":443" } else { ":80" };
    let host = host.strip_suffix(usual_port).unwrap_or(host);
    if host.eq_ignore_ascii_case(request.authority) { Ok(()) } else { Err(SignatureError::WrongHost) }
}

/// The spellings of a target in which it may have been signed: as it came, and with the colons of a DID decoded
/// (GoToSocial signs so).
fn spellings(target: &str) -> impl Iterator<Item = String> {
    let decoded = target.replace("%3A", ":").replace("%3a", ":");
    let decoded = (decoded != target).then_some(decoded);
    std::iter::once(target.to_owned()).chain(decoded)
}

/// A moment as both schemes write it: whole seconds since the epoch, digits only.
fn moment(seconds: &str) -> Result<Timestamp, SignatureError> {
    let digits = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = digits.then(|| seconds.parse().ok()).flatten();
    let moment = seconds.and_then(Timestamp::from_secs);
    moment.ok_or(SignatureError::Malformed("created or expires is no moment"))
}
