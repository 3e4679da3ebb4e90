//! What is known to be said by whom. A [`Verified`] value can be made only here, by one constructor for each kind
//! of evidence, and verifying never writes.

use crate::http_signature::Checked;
use crate::key::Ed25519Public;
use crate::proof::{Proof, ProofError};
use crate::{Activity, Actor, Document, Id, Timestamp};

/// A value together with the evidence for it.
#[derive(Clone, Debug)]
pub struct Verified<T> {
    value: T,
    evidence: Evidence,
}

/// Why we believe a value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Evidence {
    /// Its author's `eddsa-jcs-2022` proof (FEP-8b32): holds whoever handed it over. `key` is the Ed25519 key that made it.
    Proof { verification_method: String, key: [u8; 32] },
    /// Its author's signature on the request that brought it: holds for us only.
    HttpSignature { key_id: String },
    /// It was fetched from the authority of its own id.
    Origin { authority: String },
}

/// Why something is not believed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Unverified {
    #[error("it carries no proof")]
    NoProof,
    #[error("its proof does not hold: {0}")]
    Proof(#[from] ProofError),
    #[error("the key {0} is not one of its actor's")]
    ForeignKey(String),
    #[error("the document has no id")]
    NoId,
    #[error("it says that it is {claimed}, but it came from {origin}")]
    OtherOrigin { claimed: String, origin: String },
}

impl<T> Verified<T> {
    pub fn value(&self) -> &T {
        &self.value
    }

    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    pub fn into_value(self) -> T {
        self.value
    }
}

impl Verified<Activity> {
    /// By the proof that the activity carries, made with a key that its actor's document lists in
    /// `assertionMethod` (FEP-8b32, FEP-521a, FEP-fe34).
    pub fn by_proof(activity: Activity, actor: &Actor, now: Timestamp) -> Result<Self, Unverified> {
        let proof = Proof::of(activity.document())?.ok_or(Unverified::NoProof)?;
        let method = proof.verification_method.clone();
        let key = actor.assertion_key(&method).filter(|_| actor.id == activity.actor);
        let Some(key) = key else { return Err(Unverified::ForeignKey(method)) };
        proof.verify(activity.document(), key, now)?;
        let key = *key.as_bytes();
        Ok(Verified { value: activity, evidence: Evidence::Proof { verification_method: method, key } })
    }

    /// By the proof that the activity carries, made with one of the keys that a community lists for its actor: under the
    /// actor's own id, or as the key's `did:key` (docs/PROTOCOL.md §4). Nothing has to be fetched for it.
    pub fn by_listed_key(
        activity: Activity,
        keys: &[Ed25519Public],
        now: Timestamp,
    ) -> Result<Self, Unverified> {
        let proof = Proof::of(activity.document())?.ok_or(Unverified::NoProof)?;
        let method = proof.verification_method.clone();
        let named = method.split('#').next().unwrap_or_default();
        let of_actor = Id::parse(named).is_ok_and(|named| named == activity.actor);
        let mut refused = Unverified::ForeignKey(method.clone());
        for key in keys.iter().filter(|key| of_actor || key.to_did() == named) {
            match proof.verify(activity.document(), key, now) {
                Ok(()) => {
                    let key = *key.as_bytes();
                    let evidence = Evidence::Proof { verification_method: method, key };
                    return Ok(Verified { value: activity, evidence });
                }
                Err(error) => refused = error.into(),
            }
        }
        Err(refused)
    }

    /// By the signature of the HTTP request that brought it, made with a key of the activity's own actor.
    pub fn by_http_signature(
        activity: Activity,
        request: &Checked,
        actor: &Actor,
    ) -> Result<Self, Unverified> {
        let key_id = request.key_id();
        if actor.id != activity.actor || actor.key(key_id) != Some(request.key()) {
            return Err(Unverified::ForeignKey(key_id.to_owned()));
        }
        let evidence = Evidence::HttpSignature { key_id: key_id.to_owned() };
        Ok(Verified { value: activity, evidence })
    }
}

impl Verified<Document> {
    /// By having been fetched from `origin`, the last URL after all redirects: the document's id must be that very
    /// URL. A portable id belongs to no host, so this is no evidence for it: see [`Verified::by_identity`].
    pub fn from_origin(document: Document, origin: &Id) -> Result<Self, Unverified> {
        let claimed = document.json().get("id").and_then(|id| id.as_str()).ok_or(Unverified::NoId)?;
        let other = || Unverified::OtherOrigin { claimed: claimed.to_owned(), origin: origin.to_string() };
        let id = Id::parse(claimed).map_err(|_| other())?;
        if id != origin.without_fragment() && id != *origin {
            return Err(other());
        }
        if id.authority().starts_with(DID_KEY) {
            return Err(Unverified::NoProof);
        }
        let evidence = Evidence::Origin { authority: id.authority().to_owned() };
        Ok(Verified { value: document, evidence })
    }

    /// By the proof of the very key that the document's portable id names (FEP-ef61): whoever hands it over, a
    /// gateway included, is trusted for nothing.
    pub fn by_identity(document: Document, now: Timestamp) -> Result<Self, Unverified> {
        let claimed = document.json().get("id").and_then(|id| id.as_str()).ok_or(Unverified::NoId)?;
        let id = Id::parse(claimed).map_err(|_| Unverified::NoId)?;
        let proof = Proof::of(&document)?.ok_or(Unverified::NoProof)?;
        let method = proof.verification_method.clone();
        let did = method.split('#').next().unwrap_or_default();
        let key = Ed25519Public::from_did(did).ok().filter(|_| did == id.authority());
        let Some(key) = key else { return Err(Unverified::ForeignKey(method)) };
        proof.verify(&document, &key, now)?;
        let key = *key.as_bytes();
        Ok(Verified { value: document, evidence: Evidence::Proof { verification_method: method, key } })
    }
}

/// How the authority over a portable id begins.
const DID_KEY: &str = "did:key:";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Unverified, Verified};
    use crate::key::Ed25519Secret;
    use crate::{Document, Id, Timestamp, proof};

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn portable(host: &str, owner: &Ed25519Secret) -> Id {
        let path = format!("/.well-known/apgateway/{}/actors/anna", owner.public().to_did());
        Id::parse(&format!("https://{host}{path}")).unwrap()
    }

    fn proved(id: &Id, by: &Ed25519Secret) -> Document {
        let json = json!({"@context": crate::wire::contexts(), "id": id.as_str(), "type": "Person"});
        let serde_json::Value::Object(json) = json else { panic!("it is an object") };
        let did = by.public().to_did();
        let method = format!("{did}#{}", &did["did:key:".len()..]);
        let json = proof::sign(json, by, &method, NOW).unwrap();
        Document::from_json(json)
    }

    #[test]
    fn a_document_is_believed_from_its_own_url_only() {
        let id = Id::parse("https://a.test/u/anna").unwrap();
        let document = Document::parse(json!({"id": id.as_str()}).to_string()).unwrap();
        assert!(Verified::from_origin(document.clone(), &id).is_ok());
        for elsewhere in ["https://a.test/u/bert", "https://b.test/u/anna", "http://a.test/u/anna"] {
            let origin = Id::parse(elsewhere).unwrap();
            assert!(Verified::from_origin(document.clone(), &origin).is_err(), "{elsewhere}");
        }
    }

    #[test]
    fn no_gateway_is_believed_about_a_portable_id_without_its_owners_proof() {
        let owner = Ed25519Secret::from_seed(&[1; 32]);
        let mallory = Ed25519Secret::from_seed(&[2; 32]);
        let id = portable("hub.test", &owner);
        let forged = Document::parse(json!({"id": id.as_str(), "type": "Person"}).to_string()).unwrap();
        for host in ["hub.test", "evil.test"] {
            let refused = Verified::from_origin(forged.clone(), &portable(host, &owner)).unwrap_err();
            assert_eq!(refused, Unverified::NoProof, "{host}");
        }
        assert_eq!(Verified::by_identity(forged, NOW).unwrap_err(), Unverified::NoProof);
        assert!(matches!(Verified::by_identity(proved(&id, &mallory), NOW), Err(Unverified::ForeignKey(_))));
        assert!(Verified::by_identity(proved(&id, &owner), NOW).is_ok());
    }
}
