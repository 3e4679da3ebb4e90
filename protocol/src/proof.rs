//! Integrity proofs: `eddsa-jcs-2022` (FEP-8b32, W3C Data Integrity EdDSA Cryptosuites §3.3).

use serde_json::{Map, Value};

use crate::jcs::{self, JcsError};
use crate::key::{Ed25519Public, Ed25519Secret, sha256};
use crate::{Document, Timestamp};

/// The one suite that we read and write.
pub const CRYPTOSUITE: &str = "eddsa-jcs-2022";

/// Why a proof does not hold.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ProofError {
    #[error("the proof is not well formed: {0}")]
    Malformed(&'static str),
    #[error("the proof was made in another context than the document's")]
    OtherContext,
    #[error("the proof has expired")]
    Expired,
    #[error("the document has no canonical form: {0}")]
    Jcs(#[from] JcsError),
    #[error("the signature does not fit the document and the key")]
    Refused,
}

/// A proof that a document carries, not yet checked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Proof {
    /// The id of the key: an https key id or `did:key:X#X`.
    pub verification_method: String,
    pub created: Option<Timestamp>,
    pub expires: Option<Timestamp>,
    /// The proof without its `proofValue`.
    config: Map<String, Value>,
    signature: [u8; 64],
}

impl Proof {
    /// The proof of a document. None if it has none, several, or one of another suite: then it is as good as
    /// unsigned.
    ///
    /// # Errors
    /// [`ProofError::Malformed`] for a proof of our suite that is not what the suite says.
    pub fn of(document: &Document) -> Result<Option<Proof>, ProofError> {
        let Some(Value::Object(proof)) = document.json().get("proof") else { return Ok(None) };
        let text = |key: &str| proof.get(key).and_then(Value::as_str);
        if text("type") != Some("DataIntegrityProof") || text("cryptosuite") != Some(CRYPTOSUITE) {
            return Ok(None);
        }
        if text("proofPurpose") != Some("assertionMethod") {
            return Err(ProofError::Malformed("its purpose is not assertionMethod"));
        }
        let moment = |key: &str| match proof.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => match Timestamp::parse_rfc3339(text) {
                Some(moment) => Ok(Some(moment)),
                None => Err(ProofError::Malformed("a date in it is none")),
            },
            Some(_) => Err(ProofError::Malformed("a date in it is none")),
        };
        let method =
            text("verificationMethod").ok_or(ProofError::Malformed("verificationMethod is missing"))?;
        let value = text("proofValue").ok_or(ProofError::Malformed("proofValue is missing"))?;
        let mut config = proof.clone();
        config.remove("proofValue");
        Ok(Some(Proof {
            verification_method: method.to_owned(),
            created: moment("created")?,
            expires: moment("expires")?,
            signature: read_signature(value)
                .ok_or(ProofError::Malformed("proofValue is no z base58 signature"))?,
            config,
        }))
    }

    /// Whether the proof holds for the document it was read from.
    pub fn verify(&self, document: &Document, key: &Ed25519Public, now: Timestamp) -> Result<(), ProofError> {
        if self.expires.is_some_and(|expires| expires < now) {
            return Err(ProofError::Expired);
        }
        if let Some(context) = self.config.get("@context")
            && !begins_with(document.json().get("@context"), context)
        {
            return Err(ProofError::OtherContext);
        }
        let hash = hash(&self.config, document.json())?;
        if key.verify(&hash, &self.signature) { Ok(()) } else { Err(ProofError::Refused) }
    }
}

/// Only base58btc with its `z`, only 64 bytes, only the one spelling that these bytes have.
fn read_signature(value: &str) -> Option<[u8; 64]> {
    let encoded = value.strip_prefix('z').filter(|encoded| encoded.len() <= 90)?;
    let signature: [u8; 64] = bs58::decode(encoded).into_vec().ok()?.try_into().ok()?;
    (bs58::encode(signature).into_string() == encoded).then_some(signature)
}

/// The document's contexts begin with the proof's, item by item.
fn begins_with(document: Option<&Value>, proof: &Value) -> bool {
    let items = |value: &Value| match value {
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    };
    document.is_some_and(|document| items(document).starts_with(&items(proof)))
}

/// The hash of the proof's configuration, then that of the document without its proof.
fn hash(config: &Map<String, Value>, document: &Map<String, Value>) -> Result<[u8; 64], JcsError> {
    let mut hash = [0; 64];
    hash[..32].copy_from_slice(&sha256(&jcs::canonicalize_object(config)?));
    hash[32..].copy_from_slice(&sha256(&jcs::canonicalize_without(document, &["proof", "signature"])?));
    Ok(hash)
}

/// Adds a proof to a document. Its whole `@context`, which has to be an array, is copied into the proof: Mitra
/// wants them equal, Mastodon wants an array.
///
/// # Errors
/// [`ProofError::Malformed`] if `@context` is not an array.
pub fn sign(
    mut document: Map<String, Value>,
    key: &Ed25519Secret,
    verification_method: &str,
    created: Timestamp,
) -> Result<Map<String, Value>, ProofError> {
    let Some(Value::Array(context)) = document.get("@context") else {
        return Err(ProofError::Malformed("the document's @context is not an array"));
    };
    let mut proof = Map::from_iter([
        ("@context".to_owned(), Value::Array(context.clone())),
        ("type".to_owned(), "DataIntegrityProof".into()),
        ("cryptosuite".to_owned(), CRYPTOSUITE.into()),
        ("created".to_owned(), created.to_rfc3339().into()),
        ("verificationMethod".to_owned(), verification_method.into()),
        ("proofPurpose".to_owned(), "assertionMethod".into()),
    ]);
    let signature = key.sign(&hash(&proof, &document)?);
    proof.insert("proofValue".into(), format!("z{}", bs58::encode(signature).into_string()).into());
    document.insert("proof".into(), Value::Object(proof));
    Ok(document)
}

/// The identity of an activity between our nodes: SHA-256 of its canonical form with its proof.
pub fn aid(document: &Document) -> Result<[u8; 32], JcsError> {
    Ok(sha256(&jcs::canonicalize_object(document.json())?))
}
