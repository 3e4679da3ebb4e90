//! The digest of a body in its two headers: `Digest` (RFC 3230) and `Content-Digest` (RFC 9530). SHA-256 only.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::SignatureError;
use crate::key::sha256;

/// The value of a `Digest` header. Only SHA-256: Lemmy compares it with every part of the header.
pub fn digest(body: &[u8]) -> String {
    format!("SHA-256={}", STANDARD.encode(sha256(body)))
}

/// The value of a `Content-Digest` header.
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(sha256(body)))
}

/// Whether a `Digest` header fits the body.
pub fn check_digest(header: &str, body: &[u8]) -> Result<(), SignatureError> {
    let value = header.split(',').find_map(|part| {
        let (algorithm, value) = part.trim().split_once('=')?;
        algorithm.eq_ignore_ascii_case("sha-256").then_some(value)
    });
    compare(value, body)
}

/// Whether a `Content-Digest` header fits the body.
pub fn check_content_digest(header: &str, body: &[u8]) -> Result<(), SignatureError> {
    let value = header.split(',').find_map(|part| {
        let value = part.trim().strip_prefix("sha-256=:")?;
        value.strip_suffix(':')
    });
    compare(value, body)
}

fn compare(value: Option<&str>, body: &[u8]) -> Result<(), SignatureError> {
    match value {
        Some(value) if value == STANDARD.encode(sha256(body)) => Ok(()),
        _ => Err(SignatureError::WrongDigest),
    }
}
