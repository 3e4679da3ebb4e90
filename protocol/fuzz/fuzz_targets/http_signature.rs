//! Whatever a request says about its signature: it is read or refused, and never believed, since nobody who does not
//! have the key can have signed it. The first line is the target, the others are headers.
#![no_main]

use artel_protocol::Timestamp;
use artel_protocol::http_signature::{Request, Signature};
use artel_protocol::key::{Ed25519Public, Ed25519Secret, PublicKey, RsaPublic};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (head, body) = match bytes.windows(2).position(|pair| pair == b"\n\n") {
        Some(end) => (&bytes[..end], Some(&bytes[end + 2..])),
        None => (bytes, None),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let target = lines.next().map(String::from_utf8_lossy).unwrap_or_default();
    let mut headers = HeaderMap::new();
    for line in lines.take(64) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = HeaderName::from_bytes(&line[..colon]);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii())) {
            headers.append(name, value);
        }
    }
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let request =
        Request { method: &method, scheme: "https", authority: "a.test", target: &target, headers: &headers, body };
    if let Ok(signature) = Signature::of(&request) {
        let key = PublicKey::Ed25519(Ed25519Secret::from_seed(&[1; 32]).public());
        let now = Timestamp::parse_http_date("Tue, 24 Nov 2026 06:00:00 GMT").expect("it is a date");
        assert!(signature.verify(&request, &key, now).is_err(), "nobody signed this");
    }
    let text = String::from_utf8_lossy(bytes);
    let _ = RsaPublic::from_pem(&text).map(|key| key.to_pem());
    if let Ok(key) = Ed25519Public::from_multikey(&text) {
        assert_eq!(key.to_multikey(), text, "a key has one spelling");
    }
});
