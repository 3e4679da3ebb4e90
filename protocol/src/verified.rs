//! What is known to be said by whom. A [`Verified`] value can be made only here, by one constructor for each kind
//! of evidence, and verifying never writes.

use crate::http_signature::Checked;
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
    /// Its author's `eddsa-jcs-2022` proof (FEP-8b32): holds whoever handed it over.
    Proof { verification_method: String },
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
        Ok(Verified { value: activity, evidence: Evidence::Proof { verification_method: method } })
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
    /// URL.
    pub fn from_origin(document: Document, origin: &Id) -> Result<Self, Unverified> {
        let claimed = document.json().get("id").and_then(|id| id.as_str()).ok_or(Unverified::NoId)?;
        let other = || Unverified::OtherOrigin { claimed: claimed.to_owned(), origin: origin.to_string() };
        let id = Id::parse(claimed).map_err(|_| other())?;
        if id != origin.without_fragment() && id != *origin {
            return Err(other());
        }
        let evidence = Evidence::Origin { authority: id.authority().to_owned() };
        Ok(Verified { value: document, evidence })
    }
}
