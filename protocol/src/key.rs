//! Keys: RSA-2048 for the HTTP signatures that the whole fediverse checks, Ed25519 for proofs. All on aws-lc-rs.

use std::fmt;

use aws_lc_rs::digest;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::signature::{
    ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::limits;

/// Why bytes or a text are not a key that we use.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum KeyError {
    #[error("it is not a key in a form that we read")]
    Malformed,
    #[error("it is too weak")]
    Weak,
}

/// SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let hash = digest::digest(&digest::SHA256, bytes);
    hash.as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// A SHA-256 as a base58btc multihash: the `digestMultibase` of FEP-ef61.
pub fn multibase_sha256(hash: &[u8; 32]) -> String {
    format!("z{}", bs58::encode([&[0x12, 0x20], &hash[..]].concat()).into_string())
}

/// Reads what [`multibase_sha256`] writes, and nothing else.
pub fn sha256_of_multibase(text: &str) -> Option<[u8; 32]> {
    let encoded = text.strip_prefix('z').filter(|encoded| encoded.len() <= 64)?;
    let bytes = bs58::decode(encoded).into_vec().ok()?;
    let hash = bytes.strip_prefix(&[0x12, 0x20])?.try_into().ok()?;
    (multibase_sha256(&hash) == text).then_some(hash)
}

/// An Ed25519 key that signs (RFC 8032).
pub struct Ed25519Secret {
    seed: [u8; 32],
    pair: Ed25519KeyPair,
}

impl Ed25519Secret {
    pub fn from_seed(seed: &[u8; 32]) -> Ed25519Secret {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are a seed");
        Ed25519Secret { seed: *seed, pair }
    }

    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    pub fn public(&self) -> Ed25519Public {
        let bytes = self.pair.public_key().as_ref().try_into().expect("an Ed25519 key has 32 bytes");
        Ed25519Public { bytes }
    }

    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.pair.sign(message).as_ref().try_into().expect("an Ed25519 signature has 64 bytes")
    }
}

impl fmt::Debug for Ed25519Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Ed25519Secret")
    }
}

/// An Ed25519 key that verifies.
#[derive(Clone, Eq, PartialEq, Hash)]
pub struct Ed25519Public {
    bytes: [u8; 32],
}

/// The points of small order, without the bit of the sign of x: a signature by them says nothing about who signed.
const SMALL_ORDER: [[u8; 32]; 7] = {
    let mut points = [[0; 32]; 7];
    points[1][0] = 1;
    points[2] = [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
        0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ];
    points[3] = [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
        0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ];
    points[4] = [0xff; 32];
    points[4][0] = 0xec;
    points[4][31] = 0x7f;
    points[5] = points[4];
    points[5][0] = 0xed;
    points[6] = points[4];
    points[6][0] = 0xee;
    points
};

/// The multicodec of an Ed25519 public key.
const MULTICODEC: [u8; 2] = [0xed, 0x01];

impl Ed25519Public {
    /// # Errors
    /// [`KeyError::Weak`] for a point of small order; [`KeyError::Malformed`] for the second spelling that a few
    /// points have (RFC 8032 §5.1.3), so that one key is never two.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Ed25519Public, KeyError> {
        let mut without_sign = *bytes;
        without_sign[31] &= 0x7f;
        if SMALL_ORDER.contains(&without_sign) {
            return Err(KeyError::Weak);
        }
        if without_sign[31] == 0x7f && without_sign[1..31] == [0xff; 30] && without_sign[0] >= 0xed {
            return Err(KeyError::Malformed);
        }
        ParsedPublicKey::new(&ED25519, bytes).map_err(|_| KeyError::Malformed)?;
        Ok(Ed25519Public { bytes: *bytes })
    }

    /// Reads a Multikey's `publicKeyMultibase` (FEP-521a): `z6Mk…`.
    pub fn from_multikey(text: &str) -> Result<Ed25519Public, KeyError> {
        let encoded =
            text.strip_prefix('z').filter(|encoded| encoded.len() <= 64).ok_or(KeyError::Malformed)?;
        let bytes = bs58::decode(encoded).into_vec().map_err(|_| KeyError::Malformed)?;
        let key = bytes.strip_prefix(&MULTICODEC).ok_or(KeyError::Malformed)?;
        Ed25519Public::from_bytes(key.try_into().map_err(|_| KeyError::Malformed)?)
    }

    pub fn to_multikey(&self) -> String {
        format!("z{}", bs58::encode([&MULTICODEC[..], &self.bytes].concat()).into_string())
    }

    /// Reads `did:key:z6Mk…`.
    pub fn from_did(text: &str) -> Result<Ed25519Public, KeyError> {
        Ed25519Public::from_multikey(text.strip_prefix("did:key:").ok_or(KeyError::Malformed)?)
    }

    pub fn to_did(&self) -> String {
        format!("did:key:{}", self.to_multikey())
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        ParsedPublicKey::new(&ED25519, self.bytes).is_ok_and(|key| key.verify_sig(message, signature).is_ok())
    }
}

impl fmt::Debug for Ed25519Public {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_did())
    }
}

/// An RSA key that signs.
pub struct RsaSecret {
    pkcs8: Vec<u8>,
    pair: RsaKeyPair,
    public: RsaPublic,
}

impl RsaSecret {
    /// Reads PKCS#8 in DER.
    ///
    /// # Errors
    /// [`KeyError::Weak`] for a key whose public half others would refuse.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<RsaSecret, KeyError> {
        let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::Malformed)?;
        let public = RsaPublic::from_der(pair.public_key().as_ref())?;
        Ok(RsaSecret { pkcs8: pkcs8.to_vec(), pair, public })
    }

    pub fn to_pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    pub fn public(&self) -> RsaPublic {
        self.public.clone()
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256: what every server checks.
    pub fn sign_sha256(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        // This padding is not random: the source of randomness is asked for by the API and not used.
        self.pair
            .sign(&RSA_PKCS1_SHA256, &aws_lc_rs::rand::SystemRandom::new(), message, &mut signature)
            .expect("the signature has the length of the modulus");
        signature
    }
}

impl fmt::Debug for RsaSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RsaSecret")
    }
}

/// An RSA key that verifies: 2048 to 8192 bits, an odd exponent of at least 65537.
#[derive(Clone)]
pub struct RsaPublic {
    /// PKCS#1.
    der: Vec<u8>,
    key: ParsedPublicKey,
}

impl RsaPublic {
    /// Reads a PEM, SPKI (`BEGIN PUBLIC KEY`) or PKCS#1 (`BEGIN RSA PUBLIC KEY`).
    pub fn from_pem(pem: &str) -> Result<RsaPublic, KeyError> {
        if pem.len() > limits::PEM_BYTES {
            return Err(KeyError::Malformed);
        }
        let between = |label: &str| {
            let rest = pem.trim().strip_prefix("-----BEGIN ")?.strip_prefix(label)?.strip_prefix("-----")?;
            rest.strip_suffix("-----")?.strip_suffix(label)?.strip_suffix("-----END ")
        };
        let body = between("PUBLIC KEY").or_else(|| between("RSA PUBLIC KEY")).ok_or(KeyError::Malformed)?;
        let body: String = body.split_ascii_whitespace().collect();
        RsaPublic::from_der(&STANDARD.decode(body).map_err(|_| KeyError::Malformed)?)
    }

    fn from_der(der: &[u8]) -> Result<RsaPublic, KeyError> {
        let public = aws_lc_rs::rsa::PublicKey::from_der(der).map_err(|_| KeyError::Malformed)?;
        let bits = public.modulus_len() * 8;
        let exponent = public.exponent();
        let exponent = exponent.big_endian_without_leading_zero();
        let is_odd = exponent.last().is_some_and(|byte| byte % 2 == 1);
        let at_least_65537 = exponent.len() > 3 || (exponent.len() == 3 && exponent >= &[1, 0, 1][..]);
        if !(2048..=8192).contains(&bits) || exponent.len() > 4 || !is_odd || !at_least_65537 {
            return Err(KeyError::Weak);
        }
        let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public.as_ref())
            .map_err(|_| KeyError::Malformed)?;
        Ok(RsaPublic { der: public.as_ref().to_vec(), key })
    }

    /// SPKI as PEM, as it stands in an actor document.
    pub fn to_pem(&self) -> String {
        let public = aws_lc_rs::rsa::PublicKey::from_der(&self.der).expect("it was parsed before");
        let spki = AsDer::<aws_lc_rs::encoding::PublicKeyX509Der<'_>>::as_der(&public)
            .expect("a parsed key can be written");
        let encoded = STANDARD.encode(spki.as_ref());
        let lines: Vec<&str> =
            encoded.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
    }

    pub fn verify_sha256(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

impl PartialEq for RsaPublic {
    fn eq(&self, other: &RsaPublic) -> bool {
        self.der == other.der
    }
}

impl Eq for RsaPublic {}

impl fmt::Debug for RsaPublic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RsaPublic({})", STANDARD.encode(sha256(&self.der)))
    }
}

/// A key that an actor's document lists.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PublicKey {
    Rsa(RsaPublic),
    Ed25519(Ed25519Public),
}

impl PublicKey {
    /// Verifies a signature in the one way that its kind of key signs requests.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            PublicKey::Rsa(key) => key.verify_sha256(message, signature),
            PublicKey::Ed25519(key) => key.verify(message, signature),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_has_three_spellings() {
        let public = Ed25519Secret::from_seed(&[7; 32]).public();
        assert!(public.to_did().starts_with("did:key:z6Mk"));
        assert_eq!(Ed25519Public::from_did(&public.to_did()), Ok(public.clone()));
        assert_eq!(Ed25519Public::from_multikey(&public.to_multikey()), Ok(public));
    }

    #[test]
    fn a_key_of_small_order_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(Ed25519Public::from_bytes(&identity), Err(KeyError::Weak));
        identity[31] = 0x80;
        assert_eq!(Ed25519Public::from_bytes(&identity), Err(KeyError::Weak));
    }

    proptest! {
        #[test]
        fn parsing_keys_never_panics(text in ".{0,120}", body in "[A-Za-z0-9+/=\n]{0,200}") {
            let _ = Ed25519Public::from_multikey(&text);
            let _ = Ed25519Public::from_did(&text);
            let _ = RsaPublic::from_pem(&text);
            let _ = RsaPublic::from_pem(&format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----"));
        }
    }
}
