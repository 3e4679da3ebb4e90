//! HTTP Message Signatures (RFC 9421), in the profile that Mastodon and Fedify use.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Method};

use super::cavage::{target_of, value};
use super::digest::{check_content_digest, content_digest};
use super::{Request, Scheme, Signature, SignatureError, joined, possible_targets, single};
use crate::key::{PublicKey, RsaSecret};
use crate::{Id, Timestamp};

const MALFORMED: SignatureError = SignatureError::Malformed("Signature-Input is not as RFC 9421 says");
/// The longest list of components that we read.
const MOST_COMPONENTS: usize = 32;

pub(super) fn read(request: &Request<'_>) -> Result<Signature, SignatureError> {
    let input = single(request.headers, "signature-input")?.ok_or(SignatureError::Missing)?.trim();
    let (label, parameters) = input.split_once('=').ok_or(MALFORMED)?;
    let is_label = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.*".contains(&byte);
    if label.is_empty() || !label.bytes().all(is_label) {
        return Err(MALFORMED);
    }
    let header = single(request.headers, "signature")?.ok_or(SignatureError::Missing)?.trim();
    let encoded = header.strip_prefix(label).and_then(|rest| rest.strip_prefix("=:")).ok_or(MALFORMED)?;
    let encoded = encoded.strip_suffix(':').ok_or(MALFORMED)?;
    let (components, attributes) = read_inner_list(parameters)?;
    let attribute =
        |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let moment = |name: &str| match attribute(name) {
        None => Ok(None),
        Some(seconds) => seconds.parse().ok().and_then(Timestamp::from_secs).map(Some).ok_or(MALFORMED),
    };
    Ok(Signature {
        key_id: attribute("keyid").ok_or(SignatureError::Malformed("keyid is missing"))?.to_owned(),
        algorithm: attribute("alg").map(str::to_owned),
        created: moment("created")?,
        expires: moment("expires")?,
        bytes: STANDARD.decode(encoded).map_err(|_| SignatureError::Malformed("signature is not base64"))?,
        scheme: Scheme::Rfc9421,
        parameters: parameters.to_owned(),
        components,
    })
}

type Attributes = Vec<(String, String)>;

/// Reads `("a" "b");name=value;…` to its very end: one signature only, and components without parameters.
fn read_inner_list(text: &str) -> Result<(Vec<String>, Attributes), SignatureError> {
    let (list, mut rest) = text.strip_prefix('(').and_then(|rest| rest.split_once(')')).ok_or(MALFORMED)?;
    let mut components: Vec<String> = Vec::new();
    for item in list.split_ascii_whitespace() {
        let name = item.strip_prefix('"').and_then(|item| item.strip_suffix('"')).ok_or(MALFORMED)?;
        let is_name =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"@-_.".contains(&byte);
        let is_new = !components.iter().any(|known| known == name);
        if name.is_empty() || !name.bytes().all(is_name) || !is_new || components.len() >= MOST_COMPONENTS {
            return Err(MALFORMED);
        }
        components.push(name.to_owned());
    }
    let mut attributes: Attributes = Vec::new();
    while !rest.is_empty() {
        let (name, after) =
            rest.strip_prefix(';').and_then(|rest| rest.trim_start().split_once('=')).ok_or(MALFORMED)?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or(MALFORMED)?,
            None => after.split_at(after.find(';').unwrap_or(after.len())),
        };
        if value.contains(['\\', ',']) || attributes.iter().any(|(known, _)| known == name) {
            return Err(MALFORMED);
        }
        attributes.push((name.to_owned(), value.to_owned()));
        rest = after;
    }
    Ok((components, attributes))
}

pub(super) fn verify(
    signature: &Signature,
    request: &Request<'_>,
    key: &PublicKey,
    now: Timestamp,
) -> Result<(), SignatureError> {
    match (signature.algorithm.as_deref(), key) {
        (None, _)
        | (Some("rsa-v1_5-sha256"), PublicKey::Rsa(_))
        | (Some("ed25519"), PublicKey::Ed25519(_)) => {}
        _ => return Err(SignatureError::Malformed("an algorithm that we do not use")),
    }
    let covers_target = signature.covers("@target-uri")
        || (signature.covers("@authority")
            && (signature.covers("@request-target") || signature.covers("@path")));
    if !signature.covers("@method") || !covers_target {
        return Err(SignatureError::TooWeak("the method or the target is not signed"));
    }
    if let Some(body) = request.body {
        if !signature.covers("content-digest") {
            return Err(SignatureError::TooWeak("the digest is not signed"));
        }
        let header = single(request.headers, "content-digest")?.ok_or(SignatureError::WrongDigest)?;
        check_content_digest(header, body)?;
    }
    let created = signature.created.ok_or(SignatureError::TooWeak("created is missing"))?;
    signature.is_of_this_time(created, now)?;
    for target in possible_targets(request.target) {
        let base = signature_base(&signature.components, &signature.parameters, request, &target)?;
        if key.verify(base.as_bytes(), &signature.bytes) {
            return Ok(());
        }
    }
    Err(SignatureError::Refused)
}

/// RFC 9421 §2.5.
fn signature_base(
    components: &[String],
    parameters: &str,
    request: &Request<'_>,
    target: &str,
) -> Result<String, SignatureError> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut base = String::new();
    for component in components {
        let value = match component.as_str() {
            "@method" => request.method.as_str().to_owned(),
            "@target-uri" => format!("{}://{}{target}", request.scheme, request.authority),
            "@authority" => request.authority.to_owned(),
            "@scheme" => request.scheme.to_owned(),
            "@request-target" => target.to_owned(),
            "@path" => path.to_owned(),
            "@query" => format!("?{query}"),
            derived if derived.starts_with('@') => {
                return Err(SignatureError::Malformed("a component that we do not know"));
            }
            name => joined(request.headers, name)?,
        };
        base.push_str(&format!("\"{component}\": {value}\n"));
    }
    base.push_str("\"@signature-params\": ");
    base.push_str(parameters);
    Ok(base)
}

/// Signs a request as reference/fediverse.md §1.5 shows, and yields the headers to send with it.
pub fn sign(
    method: &Method,
    url: &Id,
    body: Option<&[u8]>,
    key_id: &str,
    key: &RsaSecret,
    now: Timestamp,
) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("host", value(url.host()));
    headers.insert("date", value(&now.to_http_date()));
    let mut components = vec!["@method".to_owned(), "@target-uri".to_owned()];
    if let Some(body) = body {
        headers.insert("content-digest", value(&content_digest(body)));
        components.push("content-digest".to_owned());
    }
    let listed: Vec<String> = components.iter().map(|component| format!("\"{component}\"")).collect();
    let parameters = format!(
        "({});created={};keyid=\"{key_id}\";alg=\"rsa-v1_5-sha256\"",
        listed.join(" "),
        now.as_secs()
    );
    let scheme = if url.is_https() { "https" } else { "http" };
    let target = target_of(url);
    let request = Request { method, scheme, authority: url.host(), target: &target, headers: &headers, body };
    let base = signature_base(&components, &parameters, &request, &target)
        .expect("we sign only components that we know and headers that we set");
    let signature = STANDARD.encode(key.sign_sha256(base.as_bytes()));
    headers.insert("signature-input", value(&format!("sig1={parameters}")));
    headers.insert("signature", value(&format!("sig1=:{signature}:")));
    headers
}
