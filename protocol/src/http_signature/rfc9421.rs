//! HTTP Message Signatures (RFC 9421), in the profile that Mastodon and Fedify use.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Method};

use super::cavage::{target_of, value};
use super::digest::{check_content_digest, content_digest};
use super::structured::{Input, read_signature};
use super::{Request, Scheme, Signature, SignatureError, joined, moment, single, spellings};
use crate::key::{PublicKey, RsaSecret};
use crate::wire::ACTIVITY_JSON;
use crate::{Id, Timestamp};

pub(super) fn read(request: &Request<'_>) -> Result<Signature, SignatureError> {
    let input = Input::read(single(request.headers, "signature-input")?.ok_or(SignatureError::Missing)?)?;
    let header = single(request.headers, "signature")?.ok_or(SignatureError::Missing)?;
    Ok(Signature {
        key_id: input.text("keyid")?.ok_or(SignatureError::Malformed("keyid is missing"))?.to_owned(),
        algorithm: input.text("alg")?.map(str::to_owned),
        created: input.bare("created")?.map(moment).transpose()?,
        expires: input.bare("expires")?.map(moment).transpose()?,
        bytes: read_signature(header, input.label)?,
        scheme: Scheme::Rfc9421,
        parameters: input.as_it_came.to_owned(),
        components: input.components,
    })
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
        (Some("rsa-v1_5-sha256" | "ed25519"), _) => return Err(SignatureError::Refused),
        _ => return Err(SignatureError::Malformed("an algorithm that we do not use")),
    }
    let covers_target = signature.covers("@target-uri")
        || (signature.covers("@authority")
            && (signature.covers("@request-target") || signature.covers("@path")));
    if !signature.covers("@method") || !covers_target {
        return Err(SignatureError::TooWeak("the method or the target is not signed"));
    }
    signature.covers_the_body(request, "content-digest", check_content_digest)?;
    let created = signature.created.ok_or(SignatureError::TooWeak("created is missing"))?;
    signature.is_of_this_time(created, now)?;
    fits(signature, request, key)
}

/// Whether the signature fits what it says that it covers, be that enough or not.
fn fits(signature: &Signature, request: &Request<'_>, key: &PublicKey) -> Result<(), SignatureError> {
    for target in spellings(request.target) {
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

/// Signs a request in the profile of Mastodon and Fedify, and yields the headers to send with it. A body is said to
/// be an activity: tootik wants its type signed.
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
        headers.insert("content-type", value(ACTIVITY_JSON));
        headers.insert("content-digest", value(&content_digest(body)));
        components.extend(["content-type".to_owned(), "content-digest".to_owned()]);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Ed25519Public;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, text)| (http::HeaderName::from_static(name), value(text))).collect()
    }

    /// Appendix B.2.6. It covers no digest, so it fits, but is too weak for us.
    #[test]
    fn a_request_is_signed_as_the_standard_says() {
        let headers = headers(&[
            ("host", "example.com"),
            ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("content-type", "application/json"),
            ("content-length", "18"),
            (
                "signature-input",
                "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \
                 \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"",
            ),
            (
                "signature",
                "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
            ),
        ]);
        let request = Request {
            method: &Method::POST,
            scheme: "https",
            authority: "example.com",
            target: "/foo?param=Value&Pet=dog",
            headers: &headers,
            body: Some(br#"{"hello": "world"}"#),
        };
        let key = STANDARD.decode("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=").unwrap();
        let key = PublicKey::Ed25519(Ed25519Public::from_bytes(&key.try_into().unwrap()).unwrap());
        let signature = read(&request).unwrap();
        assert_eq!(signature.key_id(), "test-key-ed25519");
        assert_eq!(fits(&signature, &request, &key), Ok(()));
        let put = Request { method: &Method::PUT, ..request };
        assert_eq!(fits(&signature, &put, &key), Err(SignatureError::Refused));
        let now = Timestamp(1_618_884_475_000);
        assert!(matches!(signature.verify(&request, &key, now), Err(SignatureError::TooWeak(_))));
    }

    /// The examples of §2.1 and §2.2.
    #[test]
    fn every_component_is_written_as_the_standard_says() {
        let mut headers =
            headers(&[("host", "www.example.com"), ("x-empty", ""), ("cache-control", "max-age=60")]);
        headers.append("cache-control", value("   must-revalidate"));
        let request = Request {
            method: &Method::POST,
            scheme: "https",
            authority: "www.example.com",
            target: "/path?param=value",
            headers: &headers,
            body: None,
        };
        for (component, text) in [
            ("@method", "POST"),
            ("@target-uri", "https://www.example.com/path?param=value"),
            ("@authority", "www.example.com"),
            ("@scheme", "https"),
            ("@request-target", "/path?param=value"),
            ("@path", "/path"),
            ("@query", "?param=value"),
            ("host", "www.example.com"),
            ("x-empty", ""),
            ("cache-control", "max-age=60, must-revalidate"),
        ] {
            let base = signature_base(&[component.to_owned()], "();x", &request, request.target).unwrap();
            assert_eq!(base, format!("\"{component}\": {text}\n\"@signature-params\": ();x"));
        }
        for unknown in ["@signature-params", "@status", "@query-param", "absent"] {
            assert!(
                signature_base(&[unknown.to_owned()], "()", &request, request.target).is_err(),
                "{unknown}"
            );
        }
    }
}
