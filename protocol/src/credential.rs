//! The chamber's word for a company: an endorsement as Open Badges 3.0 writes it (1EdTech, `EndorsementCredential`, a
//! W3C Verifiable Credential 2.0), with the `eddsa-jcs-2022` proof that our activities have.
//!
//! Anybody who knows the issuer's key checks it, whoever hands it over and without asking anybody. What it cannot say is
//! that it was taken back since; for that its id is asked for: 410 means revoked.

use serde_json::{Map, Value, json};

use crate::key::{Ed25519Public, Ed25519Secret};
use crate::limits;
use crate::proof::{self, Proof, ProofError};
use crate::wire::{Document, Malformed};
use crate::{Id, Timestamp, as2};

/// Verifiable Credentials 2.0.
const CREDENTIALS: &str = "https://www.w3.org/ns/credentials/v2";
/// Open Badges 3.0.
const BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

/// An organisation vouches for a company for some time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endorsement {
    /// Where the credential is, on the issuer's host.
    pub id: Id,
    /// The actor that vouches.
    pub issuer: Id,
    /// How it calls itself.
    pub issuer_name: String,
    /// The actor that is vouched for.
    pub subject: Id,
    /// Plain text.
    pub comment: String,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// Why an endorsement does not count.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CredentialError {
    #[error("the credential is not well formed: {0}")]
    Malformed(#[from] Malformed),
    #[error("the credential carries no proof")]
    NoProof,
    #[error("the proof of the credential does not hold: {0}")]
    Proof(#[from] ProofError),
    #[error("the key {0} is not one of the issuer's")]
    ForeignKey(String),
    #[error("the credential holds for longer than {} days", limits::ENDORSEMENT_LASTS.as_secs() / 86_400)]
    TooLong,
    #[error("the credential does not hold yet, or no longer")]
    OutOfTime,
}

impl Endorsement {
    /// The credential with its proof, made with the key of the issuer's organisation.
    ///
    /// # Errors
    /// When it cannot be written canonically.
    pub fn sign(&self, key: &Ed25519Secret) -> Result<Map<String, Value>, ProofError> {
        let method = format!("{}#ed25519-key", self.issuer);
        proof::sign(self.write(), key, &method, self.from)
    }

    fn write(&self) -> Map<String, Value> {
        let credential = json!({
            "@context": [CREDENTIALS, BADGES],
            "id": self.id.as_str(),
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": self.issuer_name,
            "issuer": {"id": self.issuer.as_str(), "type": ["Profile"], "name": self.issuer_name},
            "validFrom": self.from.to_rfc3339(),
            "validUntil": self.until.to_rfc3339(),
            "credentialSubject": {
                "id": self.subject.as_str(),
                "type": ["EndorsementSubject"],
                "endorsementComment": self.comment,
            },
        });
        credential.as_object().expect("json! made an object of braces").clone()
    }

    /// What a credential says; whether it is true is for [`Endorsement::verify`] to tell.
    ///
    /// # Errors
    /// When it is no endorsement, or its id is not its issuer's to give.
    pub fn read(credential: &Map<String, Value>) -> Result<Endorsement, Malformed> {
        let kinds = as2::list(credential, "type");
        if !kinds.iter().any(|kind| kind == "EndorsementCredential") {
            return Err(Malformed::new("the credential is no endorsement"));
        }
        let within = |name: &str| {
            let object = credential.get(name).and_then(Value::as_object);
            object.ok_or_else(|| Malformed::new(format!("{name} is missing")))
        };
        let (issuer, subject) = (within("issuer")?, within("credentialSubject")?);
        let moment = |name: &str| {
            let text = credential.get(name).and_then(Value::as_str);
            text.and_then(Timestamp::parse_rfc3339)
                .ok_or_else(|| Malformed::new(format!("{name} is no moment")))
        };
        let endorsement = Endorsement {
            id: as2::required_id(credential, "id")?,
            issuer: as2::required_id(issuer, "id")?,
            issuer_name: as2::text(issuer, "name", limits::NAME_CHARS)?.unwrap_or_default(),
            subject: as2::required_id(subject, "id")?,
            comment: as2::text(subject, "endorsementComment", limits::ENDORSEMENT_CHARS)?.unwrap_or_default(),
            from: moment("validFrom")?,
            until: moment("validUntil")?,
        };
        match endorsement.id.same_authority(&endorsement.issuer) {
            true => Ok(endorsement),
            false => Err(Malformed::new("the credential is on another host than its issuer")),
        }
    }

    /// Whether a credential is its issuer's word at this moment. `key` finds one of the issuer's keys, by the issuer and by
    /// what the proof calls the key: see [`crate::Actor::assertion_key`].
    ///
    /// # Errors
    /// When it is not.
    pub fn verify<'k>(
        credential: &Map<String, Value>,
        key: impl FnOnce(&Id, &str) -> Option<&'k Ed25519Public>,
        now: Timestamp,
    ) -> Result<Endorsement, CredentialError> {
        let endorsement = Endorsement::read(credential)?;
        if endorsement.until.since(endorsement.from) > limits::ENDORSEMENT_LASTS {
            return Err(CredentialError::TooLong);
        }
        if !endorsement.holds(now) {
            return Err(CredentialError::OutOfTime);
        }
        let document = Document::from_json(credential.clone());
        let proof = Proof::of(&document)?.ok_or(CredentialError::NoProof)?;
        let method = proof.verification_method.clone();
        let key = key(&endorsement.issuer, &method).ok_or(CredentialError::ForeignKey(method))?;
        proof.verify(&document, key, now)?;
        Ok(endorsement)
    }

    /// Whether it is within its time. A clock may be wrong by an hour.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.from <= now.plus(limits::SIGNATURE_AHEAD) && now < self.until
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn key() -> Ed25519Secret {
        Ed25519Secret::from_seed(&[7; 32])
    }

    fn endorsement() -> Endorsement {
        let id = |path: &str| Id::parse(&format!("https://kammer.test{path}")).unwrap();
        let from = Timestamp::parse_rfc3339("2026-11-28T10:00:00Z").unwrap();
        Endorsement {
            id: id("/credentials/1"),
            issuer: id("/u/kammer"),
            issuer_name: "Kammer <Mitte>".into(),
            subject: Id::parse("https://node-a.test/u/brandt").unwrap(),
            comment: "Mitglied seit 1987".into(),
            from,
            until: from.plus(DAY * 365),
        }
    }

    fn signed(endorsement: &Endorsement) -> Map<String, Value> {
        endorsement.sign(&key()).unwrap()
    }

    fn checked(credential: &Map<String, Value>, now: Timestamp) -> Result<Endorsement, CredentialError> {
        let public = key().public();
        let of_issuer = |issuer: &Id, method: &str| {
            let is_its_own = issuer.as_str() == "https://kammer.test/u/kammer";
            (is_its_own && method == "https://kammer.test/u/kammer#ed25519-key").then_some(&public)
        };
        Endorsement::verify(credential, of_issuer, now)
    }

    #[test]
    fn an_endorsement_is_checked_without_asking_anybody() {
        let endorsement = endorsement();
        let credential = signed(&endorsement);
        assert_eq!(checked(&credential, endorsement.from), Ok(endorsement.clone()));
        assert_eq!(credential["credentialSubject"]["type"][0], "EndorsementSubject");
        let sent = Value::Object(credential).to_string();
        let arrived: Map<String, Value> = serde_json::from_str(&sent).unwrap();
        assert_eq!(checked(&arrived, endorsement.from), Ok(endorsement));
    }

    #[test]
    fn nothing_of_it_can_be_changed() {
        let endorsement = endorsement();
        for (pointer, other) in [
            ("/credentialSubject/id", json!("https://node-a.test/u/other")),
            ("/credentialSubject/endorsementComment", json!("better")),
            ("/validUntil", json!("2027-11-01T10:00:00Z")),
            ("/validFrom", json!("2026-11-27T10:00:00Z")),
            ("/issuer/name", json!("Another chamber")),
            ("/id", json!("https://kammer.test/credentials/2")),
            ("/type", json!(["EndorsementCredential"])),
            ("/proof/created", json!("2026-11-27T10:00:00Z")),
        ] {
            let mut credential = Value::Object(signed(&endorsement));
            *credential.pointer_mut(pointer).unwrap() = other;
            let found = checked(credential.as_object().unwrap(), endorsement.from);
            assert_eq!(found, Err(CredentialError::Proof(ProofError::Refused)), "{pointer}");
        }
    }

    #[test]
    fn it_holds_within_its_time_and_for_a_year_at_most() {
        let endorsement = endorsement();
        let credential = signed(&endorsement);
        let early = endorsement.from.minus(DAY);
        assert_eq!(checked(&credential, early), Err(CredentialError::OutOfTime));
        assert_eq!(checked(&credential, endorsement.until), Err(CredentialError::OutOfTime));
        let long = Endorsement { until: endorsement.from.plus(DAY * 400), ..endorsement.clone() };
        assert_eq!(checked(&signed(&long), endorsement.from), Err(CredentialError::TooLong));
    }

    #[test]
    fn nobody_endorses_in_the_name_of_another() {
        let endorsement = endorsement();
        let foreign = endorsement.sign(&Ed25519Secret::from_seed(&[8; 32])).unwrap();
        let refused = Err(CredentialError::Proof(ProofError::Refused));
        assert_eq!(checked(&foreign, endorsement.from), refused);
        let issuer = Id::parse("https://kammer.test/u/other").unwrap();
        let other = signed(&Endorsement { issuer, ..endorsement.clone() });
        assert!(matches!(checked(&other, endorsement.from), Err(CredentialError::ForeignKey(_))));
        let id = Id::parse("https://node-a.test/credentials/1").unwrap();
        let elsewhere = signed(&Endorsement { id, ..endorsement.clone() });
        assert!(matches!(checked(&elsewhere, endorsement.from), Err(CredentialError::Malformed(_))));
        let mut without = signed(&endorsement);
        without.remove("proof");
        assert_eq!(checked(&without, endorsement.from), Err(CredentialError::NoProof));
    }

    #[test]
    fn what_is_no_endorsement_is_refused_in_one_sentence() {
        for wrong in [
            json!({}),
            json!({"type": "EndorsementCredential"}),
            json!({"type": ["EndorsementCredential"], "issuer": 5, "credentialSubject": []}),
            json!({"type": ["OpenBadgeCredential"], "issuer": {"id": "https://a.test/u"}}),
        ] {
            assert!(Endorsement::read(wrong.as_object().unwrap()).is_err(), "{wrong}");
        }
    }
}
