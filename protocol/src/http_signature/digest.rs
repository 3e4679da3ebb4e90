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

/// Whether a `Digest` header fits the body: every SHA-256 in it, and there is one.
pub fn check_digest(header: &str, body: &[u8]) -> Result<(), SignatureError> {
    let values = header.split(',').filter_map(|part| {
        let (algorithm, value) = part.trim().split_once('=')?;
        algorithm.eq_ignore_ascii_case("sha-256").then(|| value == STANDARD.encode(sha256(body)))
    });
    all_of_some(values)
}

/// Whether a `Content-Digest` header fits the body: every hash in it that we know, and there is one.
pub fn check_content_digest(header: &str, body: &[u8]) -> Result<(), SignatureError> {
    let values = header.split(',').filter_map(|part| {
        let (algorithm, value) = part.trim().split_once('=')?;
        let hash = match algorithm {
            "sha-256" => STANDARD.encode(sha256(body)),
            "sha-512" => STANDARD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, body)),
            _ => return None,
        };
        Some(value.strip_prefix(':').and_then(|value| value.strip_suffix(':')) == Some(hash.as_str()))
    });
    all_of_some(values)
}

fn all_of_some(fits: impl Iterator<Item = bool>) -> Result<(), SignatureError> {
    match fits.reduce(|all, one| all && one) {
        Some(true) => Ok(()),
        _ => Err(SignatureError::WrongDigest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_fits_its_body_only() {
        let right = digest(b"body");
        assert_eq!(check_digest(&right, b"body"), Ok(()));
        assert_eq!(check_digest(&right.replace("SHA", "sha"), b"body"), Ok(()));
        assert_eq!(check_digest(&format!("unixsum=30637, {right}"), b"body"), Ok(()));
        for wrong in ["", "SHA-256", "SHA-256=", "SHA-512=abc", "unixsum=30637", &right.replace('=', "")] {
            assert_eq!(check_digest(wrong, b"body"), Err(SignatureError::WrongDigest), "{wrong}");
        }
        let two = format!("{right},{}", digest(b"another"));
        assert_eq!(check_digest(&two, b"body"), Err(SignatureError::WrongDigest));
        assert_eq!(check_digest(&two, b"another"), Err(SignatureError::WrongDigest));
    }

    /// The examples of RFC 9530, appendix B and RFC 9421, appendix B.2.
    #[test]
    fn a_content_digest_fits_its_body_only() {
        let body = br#"{"hello": "world"}"#;
        let short = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";
        let long = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";
        for right in
            [short.to_owned(), long.to_owned(), format!("{short}, {long}"), format!("md5=:AAAA:,{short}")]
        {
            assert_eq!(check_content_digest(&right, body), Ok(()), "{right}");
            assert_eq!(check_content_digest(&right, b"{}"), Err(SignatureError::WrongDigest), "{right}");
        }
        for wrong in ["", "sha-256", "sha-256=:", "sha-256=::", "md5=:AAAA:", &short.replace(':', "\"")] {
            assert_eq!(check_content_digest(wrong, body), Err(SignatureError::WrongDigest), "{wrong}");
        }
    }
}
