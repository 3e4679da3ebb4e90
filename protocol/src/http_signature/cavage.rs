//! draft-cavage-http-signatures-12 as Mastodon verifies it, and stricter: host and target are always signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method};

use super::digest::{check_digest, digest};
use super::{Request, Scheme, Signature, SignatureError, joined, moment, single, spellings};
use crate::key::{PublicKey, RsaSecret};
use crate::{Id, Timestamp, limits};

/// What an absent `algorithm` means: as the key says.
const BY_KEY: &str = "hs2019";

pub(super) fn read(request: &Request<'_>) -> Result<Signature, SignatureError> {
    let header = single(request.headers, "signature")?.ok_or(SignatureError::Missing)?;
    let parameters = read_parameters(header)?;
    let text = |name: &str| parameters.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let algorithm = text("algorithm").map(str::to_ascii_lowercase);
    let by_default = if algorithm.as_deref().unwrap_or(BY_KEY) == BY_KEY { "(created)" } else { "date" };
    let components: Vec<String> =
        text("headers").unwrap_or(by_default).split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
    if components.len() > limits::SIGNED_COMPONENTS {
        return Err(SignatureError::Malformed("too many signed headers"));
    }
    Ok(Signature {
        key_id: text("keyId").ok_or(SignatureError::Malformed("keyId is missing"))?.to_owned(),
        bytes: STANDARD
            .decode(text("signature").ok_or(SignatureError::Malformed("signature is missing"))?)
            .map_err(|_| SignatureError::Malformed("signature is not base64"))?,
        created: text("created").map(moment).transpose()?,
        expires: text("expires").map(moment).transpose()?,
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
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let is_new = !parameters.iter().any(|(known, _)| *known == name);
        if !is_name || !is_new || parameters.len() >= limits::SIGNATURE_PARAMETERS {
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
    fits_the_algorithm(signature, key)?;
    if !signature.covers("(request-target)") || !signature.covers("host") {
        return Err(SignatureError::TooWeak("the target or the host is not signed"));
    }
    signature.covers_the_body(request, "digest", check_digest)?;
    for moment in signed_moments(signature, request)? {
        signature.is_of_this_time(moment, now)?;
    }
    for target in possible_targets(request.target) {
        let text = signing_text(signature, request, &target)?;
        if key.verify(text.as_bytes(), &signature.bytes) {
            return Ok(());
        }
    }
    Err(SignatureError::Refused)
}

fn fits_the_algorithm(signature: &Signature, key: &PublicKey) -> Result<(), SignatureError> {
    match (signature.algorithm.as_deref().unwrap_or(BY_KEY), key) {
        (BY_KEY, _) => Ok(()),
        // Draft §2.3: what is old enough to say rsa-sha256 does not know these.
        ("rsa-sha256", _) if signature.covers("(created)") || signature.covers("(expires)") => {
            Err(SignatureError::Malformed("rsa-sha256 signs neither created nor expires"))
        }
        ("rsa-sha256", PublicKey::Rsa(_)) => Ok(()),
        ("rsa-sha256", PublicKey::Ed25519(_)) => Err(SignatureError::Refused),
        _ => Err(SignatureError::Malformed("an algorithm that we do not use")),
    }
}

/// When it was signed: `Date`, `(created)` or both, whatever is signed. Each has to be of this time.
fn signed_moments(signature: &Signature, request: &Request<'_>) -> Result<Vec<Timestamp>, SignatureError> {
    let mut moments = Vec::with_capacity(2);
    if signature.covers("date") {
        let date = single(request.headers, "date")?.ok_or(SignatureError::OutsideTime)?;
        moments.push(Timestamp::parse_http_date(date).ok_or(SignatureError::OutsideTime)?);
    }
    if signature.covers("(created)") {
        let created =
            signature.created.ok_or(SignatureError::Malformed("created is signed but not there"))?;
        moments.push(created);
    }
    match moments.is_empty() {
        true => Err(SignatureError::TooWeak("no date is signed")),
        false => Ok(moments),
    }
}

/// The targets over which a signature may have been made: with the query and without it (Fedify leaves it out).
fn possible_targets(target: &str) -> impl Iterator<Item = String> {
    let without_query = target.split_once('?').map(|(path, _)| path);
    std::iter::once(target).chain(without_query).flat_map(spellings)
}

/// Draft §2.3.
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

/// The path and query of a URL as our client puts them into the request, spelled as [`url::Url`] spells them.
pub(super) fn target_of(url: &Id) -> String {
    match url::Url::parse(url.as_str()) {
        Ok(url) => url[url::Position::BeforePath..url::Position::AfterQuery].to_owned(),
        Err(_) => "/".to_owned(),
    }
}

/// Ids hold only visible characters, so all of this is.
pub(super) fn value(text: &str) -> HeaderValue {
    HeaderValue::from_bytes(text.as_bytes()).unwrap_or_else(|_| HeaderValue::from_static("invalid"))
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
    use proptest::prelude::*;

    use super::*;

    /// Appendix C of the draft. Its key has 1,024 bits, so it is one that we refuse elsewhere.
    const KEY_OF_THE_DRAFT: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C36rPJj+CvfSC8+q28hxA\
        161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw\
        oYi+1hqp1fIekaxsyQIDAQAB";

    fn headers_of_the_draft(signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("host", value("example.com"));
        headers.insert("date", value("Sun, 05 Jan 2014 21:31:40 GMT"));
        headers.insert("content-type", value("application/json"));
        headers.insert("digest", value("SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="));
        headers.insert("content-length", value("18"));
        headers.insert("signature", value(signature));
        headers
    }

    #[test]
    fn a_request_is_signed_as_the_draft_says() {
        for (signed, signature) in [
            (
                "(request-target) host date",
                "qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqzi\
                 c+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0=",
            ),
            (
                "(request-target) host date content-type digest content-length",
                "vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+\
                 TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE=",
            ),
        ] {
            let headers = headers_of_the_draft(&format!(
                "keyId=\"Test\",algorithm=\"rsa-sha256\",headers=\"{signed}\",signature=\"{signature}\""
            ));
            let request = Request {
                method: &Method::POST,
                scheme: "https",
                authority: "example.com",
                target: "/foo?param=value&pet=dog",
                headers: &headers,
                body: Some(br#"{"hello": "world"}"#),
            };
            let signature = read(&request).unwrap();
            let text = signing_text(&signature, &request, request.target).unwrap();
            let key = STANDARD.decode(KEY_OF_THE_DRAFT).unwrap();
            let key = UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, key);
            key.verify(text.as_bytes(), &signature.bytes).expect("the example holds");
            check_digest(headers["digest"].to_str().unwrap(), request.body.unwrap()).unwrap();
        }
    }

    #[test]
    fn a_list_of_parameters_is_read_in_one_way_only() {
        let read = |header: &'static str| read_parameters(header).ok();
        assert_eq!(read(r#"a="1",b=2 , c="x,y" "#), Some(vec![("a", "1"), ("b", "2"), ("c", "x,y")]));
        for wrong in [r#"a="1" b="2""#, r#"a="1",a="2""#, r#"a="1"#, "a", "=1", r#"a="1"x"#, "a,b=1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let many: Vec<String> =
            (0..=limits::SIGNATURE_PARAMETERS).map(|number| format!("p{number}=1")).collect();
        assert!(read_parameters(&many.join(",")).is_err());
    }

    proptest! {
        #[test]
        fn reading_never_panics(header in "([a-zA-Z]{1,9}=\"?[ -~é]{0,20}\"?,? ?){0,6}") {
            let mut headers = HeaderMap::new();
            headers.insert("signature", value(&header));
            let request = Request {
                method: &Method::GET,
                scheme: "https",
                authority: "a.test",
                target: "/",
                headers: &headers,
                body: None,
            };
            let _ = read(&request);
        }
    }
}
