//! draft-cavage-http-signatures-12 as Mastodon verifies it, and stricter: host and target are always signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method};

use super::digest::{check_digest, digest};
use super::{Request, Scheme, Signature, SignatureError, joined, possible_targets, single};
use crate::key::{PublicKey, RsaSecret};
use crate::{Id, Timestamp};

/// The longest list of signed headers that we read.
const MOST_COMPONENTS: usize = 32;

pub(super) fn read(request: &Request<'_>) -> Result<Signature, SignatureError> {
    let header = single(request.headers, "signature")?.ok_or(SignatureError::Missing)?;
    let parameters = read_parameters(header)?;
    let text = |name: &str| parameters.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let algorithm = text("algorithm").map(str::to_ascii_lowercase);
    let by_default = if algorithm.as_deref().unwrap_or("hs2019") == "hs2019" { "(created)" } else { "date" };
    let components: Vec<String> =
        text("headers").unwrap_or(by_default).split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
    if components.len() > MOST_COMPONENTS {
        return Err(SignatureError::Malformed("too many signed headers"));
    }
    let moment = |name: &str| match text(name) {
        None => Ok(None),
        Some(seconds) => {
            let seconds = seconds.split('.').next().unwrap_or_default().parse().ok();
            let moment = seconds.and_then(Timestamp::from_secs);
            moment.map(Some).ok_or(SignatureError::Malformed("created or expires is no moment"))
        }
    };
    Ok(Signature {
        key_id: text("keyId").ok_or(SignatureError::Malformed("keyId is missing"))?.to_owned(),
        bytes: STANDARD
            .decode(text("signature").ok_or(SignatureError::Malformed("signature is missing"))?)
            .map_err(|_| SignatureError::Malformed("signature is not base64"))?,
        created: moment("created")?,
        expires: moment("expires")?,
        algorithm,
        components,
        scheme: Scheme::Cavage,
        parameters: String::new(),
    })
}

/// `name="value"` or `name=number`, separated by commas; a name twice is refused.
fn read_parameters(header: &str) -> Result<Vec<(&str, &str)>, SignatureError> {
    const MALFORMED: SignatureError =
        SignatureError::Malformed("the Signature header is not a list of parameters");
    let mut parameters: Vec<(&str, &str)> = Vec::new();
    let mut rest = header.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or(MALFORMED)?;
        let name = name.trim();
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or(MALFORMED)?,
            None => {
                let end = after.find(',').unwrap_or(after.len());
                (after[..end].trim(), &after[end..])
            }
        };
        if name.is_empty() || parameters.iter().any(|(known, _)| *known == name) {
            return Err(MALFORMED);
        }
        parameters.push((name, value));
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if after.is_empty() => after,
            None => return Err(MALFORMED),
        };
    }
    Ok(parameters)
}

pub(super) fn verify(
    signature: &Signature,
    request: &Request<'_>,
    key: &PublicKey,
    now: Timestamp,
) -> Result<(), SignatureError> {
    let algorithm = signature.algorithm.as_deref().unwrap_or("hs2019");
    match (algorithm, key) {
        ("hs2019", _) | ("rsa-sha256", PublicKey::Rsa(_)) | ("ed25519", PublicKey::Ed25519(_)) => {}
        _ => return Err(SignatureError::Malformed("an algorithm that we do not use")),
    }
    for component in ["(request-target)", "host"] {
        if !signature.covers(component) {
            return Err(SignatureError::TooWeak("the target or the host is not signed"));
        }
    }
    if let Some(body) = request.body {
        if !signature.covers("digest") {
            return Err(SignatureError::TooWeak("the digest is not signed"));
        }
        let header = single(request.headers, "digest")?.ok_or(SignatureError::WrongDigest)?;
        check_digest(header, body)?;
    }
    signature.is_of_this_time(moment_of(signature, request)?, now)?;
    for target in possible_targets(request.target) {
        let text = signing_text(signature, request, &target)?;
        if key.verify(text.as_bytes(), &signature.bytes) {
            return Ok(());
        }
    }
    Err(SignatureError::Refused)
}

/// When it was signed: `(created)` or `Date`, whichever is signed.
fn moment_of(signature: &Signature, request: &Request<'_>) -> Result<Timestamp, SignatureError> {
    if signature.covers("date") {
        let date = single(request.headers, "date")?.ok_or(SignatureError::OutsideTime)?;
        return Timestamp::parse_http_date(date).ok_or(SignatureError::OutsideTime);
    }
    if signature.covers("(created)") {
        return signature.created.ok_or(SignatureError::Malformed("created is signed but not there"));
    }
    Err(SignatureError::TooWeak("no date is signed"))
}

fn signing_text(
    signature: &Signature,
    request: &Request<'_>,
    target: &str,
) -> Result<String, SignatureError> {
    const NOT_THERE: SignatureError = SignatureError::Malformed("created or expires is signed but not there");
    let mut lines = Vec::with_capacity(signature.components.len());
    for component in &signature.components {
        let value = match component.as_str() {
            "(request-target)" => format!("{} {target}", request.method.as_str().to_ascii_lowercase()),
            "(created)" => signature.created.ok_or(NOT_THERE)?.as_secs().to_string(),
            "(expires)" => signature.expires.ok_or(NOT_THERE)?.as_secs().to_string(),
            name => joined(request.headers, name)?,
        };
        lines.push(format!("{component}: {value}"));
    }
    Ok(lines.join("\n"))
}

/// Signs a request as `(request-target) host date [digest]` with `rsa-sha256`, which every server takes, and yields
/// the headers to send with it.
pub fn sign(
    method: &Method,
    url: &Id,
    body: Option<&[u8]>,
    key_id: &str,
    key: &RsaSecret,
    now: Timestamp,
) -> HeaderMap {
    let target = target_of(url);
    let date = now.to_http_date();
    let mut components = "(request-target) host date".to_owned();
    let verb = method.as_str().to_ascii_lowercase();
    let mut text = format!("(request-target): {verb} {target}\nhost: {}\ndate: {date}", url.host());
    let mut headers = HeaderMap::new();
    if let Some(body) = body {
        let digest = digest(body);
        components.push_str(" digest");
        text.push_str("\ndigest: ");
        text.push_str(&digest);
        headers.insert("digest", value(&digest));
    }
    let signature = STANDARD.encode(key.sign_sha256(text.as_bytes()));
    let header = format!(
        "keyId=\"{key_id}\",algorithm=\"rsa-sha256\",headers=\"{components}\",signature=\"{signature}\""
    );
    headers.insert("host", value(url.host()));
    headers.insert("date", value(&date));
    headers.insert("signature", value(&header));
    headers
}

/// The path and query of a URL as they go into the request.
pub(super) fn target_of(url: &Id) -> String {
    let target = url.path().split('#').next().unwrap_or_default();
    if target.starts_with('/') { target.to_owned() } else { format!("/{target}") }
}

/// Ids hold only visible characters, so all of this is.
pub(super) fn value(text: &str) -> HeaderValue {
    HeaderValue::from_bytes(text.as_bytes()).unwrap_or_else(|_| HeaderValue::from_static("invalid"))
}
