//! A node's manifest: which peers speak for the organisation that runs it (docs/PROTOCOL.md §2). The organisation's own
//! key says so; whoever hands it over is trusted for nothing.

use serde_json::{Map, Value, json};

use crate::as2;
use crate::key::{Ed25519Public, Ed25519Secret};
use crate::limits;
use crate::proof::{self, Proof, ProofError};
use crate::wire::contexts;
use crate::{Document, Id, Malformed, Timestamp};

/// What a manifest says.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The node's own actor.
    pub id: Id,
    /// The organisation that runs the node.
    pub organisation: Id,
    pub name: String,
    /// Peer ids, as text.
    pub peers: Vec<String>,
    /// Multiaddresses at which the node is reached, as text.
    pub addresses: Vec<String>,
    pub published: Timestamp,
    /// The organisation's identity key, which made the proof.
    pub key: Ed25519Public,
    document: Document,
}

/// Why something is no manifest.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ManifestError {
    #[error("the manifest cannot be read: {0}")]
    Malformed(#[from] Malformed),
    #[error("the manifest's proof does not hold: {0}")]
    Proof(#[from] ProofError),
    #[error("the manifest has no proof by a did:key")]
    Unproven,
    #[error("the manifest speaks for an organisation on another host")]
    OtherAuthority,
}

impl Manifest {
    /// Reads a manifest and checks its proof.
    ///
    /// # Errors
    /// If it is not one, or not proved by the key that it names.
    pub fn read(document: Document, now: Timestamp) -> Result<Manifest, ManifestError> {
        let proof = Proof::of(&document)?.ok_or(ManifestError::Unproven)?;
        let did = proof.verification_method.split('#').next().unwrap_or_default();
        let key = Ed25519Public::from_did(did).map_err(|_| ManifestError::Unproven)?;
        proof.verify(&document, &key, now)?;
        let json = document.json();
        let (id, organisation) = (as2::required_id(json, "id")?, as2::required_id(json, "attributedTo")?);
        if !id.same_authority(&organisation) {
            return Err(ManifestError::OtherAuthority);
        }
        let published = as2::moment(json, "published")?;
        Ok(Manifest {
            id,
            organisation,
            name: as2::text(json, "name", limits::NAME_CHARS)?.unwrap_or_default(),
            peers: texts(json, "peers", limits::MANIFEST_PEERS),
            addresses: texts(json, "addresses", limits::PEER_ADDRESSES),
            published: published.ok_or_else(|| Malformed::new("published is missing"))?,
            key,
            document,
        })
    }

    pub fn document(&self) -> &Document {
        &self.document
    }
}

fn texts(json: &Map<String, Value>, key: &str, most: usize) -> Vec<String> {
    let texts = as2::list(json, key).iter().filter_map(Value::as_str);
    texts.take(most).map(|text| as2::shorten(text, limits::NAME_CHARS)).collect()
}

/// Writes the manifest of a node, proved by its organisation's key.
///
/// # Errors
/// Never for what is written here: the context is an array and every value has a canonical form.
pub fn write(
    id: &Id,
    organisation: &Id,
    name: &str,
    peers: &[String],
    addresses: &[String],
    key: &Ed25519Secret,
    now: Timestamp,
) -> Result<Document, ProofError> {
    let members = json!({
        "@context": contexts(),
        "id": id.as_str(),
        "type": "Application",
        "name": name,
        "attributedTo": organisation.as_str(),
        "peers": peers,
        "addresses": addresses,
        "published": now.to_rfc3339(),
    });
    let Value::Object(members) = members else { return Err(ProofError::Malformed("no object")) };
    let did = key.public().to_did();
    let method = format!("{did}#{}", key.public().to_multikey());
    Ok(Document::from_json(proof::sign(members, key, &method, now)?))
}

/// Adds the proof by which an actor's document is believed with HTTP cut: by its organisation's key, as a `did:key`.
///
/// # Errors
/// [`ProofError::Malformed`] if the document's context is no array.
pub fn prove_actor(document: &Document, key: &Ed25519Secret, now: Timestamp) -> Result<Document, ProofError> {
    let method = format!("{}#{}", key.public().to_did(), key.public().to_multikey());
    let mut members = document.json().clone();
    members.remove("proof");
    Ok(Document::from_json(proof::sign(members, key, &method, now)?))
}

/// Whether a document carries a proof by this very key, as a `did:key`.
pub fn is_proved_by(document: &Document, key: &Ed25519Public, now: Timestamp) -> bool {
    let Ok(Some(proof)) = Proof::of(document) else { return false };
    let named = proof.verification_method.split('#').next().unwrap_or_default() == key.to_did();
    named && proof.verify(document, key, now).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_500_000_000);

    fn id(text: &str) -> Id {
        Id::parse(text).unwrap()
    }

    fn written(node: &str, organisation: &str) -> Document {
        let key = Ed25519Secret::from_seed(&[7; 32]);
        write(&id(node), &id(organisation), "Werkstatt", &["12D3KooWx".into()], &[], &key, NOW).unwrap()
    }

    #[test]
    fn a_manifest_is_what_its_organisation_says() {
        let document = written("https://a.test/actor", "https://a.test/u/werkstatt");
        let manifest = Manifest::read(document, NOW).unwrap();
        assert_eq!(manifest.peers, ["12D3KooWx"]);
        assert_eq!(manifest.key, Ed25519Secret::from_seed(&[7; 32]).public());
    }

    #[test]
    fn a_changed_manifest_and_one_for_somebody_else_are_refused() {
        let mut json = written("https://a.test/actor", "https://a.test/u/werkstatt").json().clone();
        json.insert("peers".into(), json!(["12D3KooWevil"]));
        assert!(matches!(Manifest::read(Document::from_json(json), NOW), Err(ManifestError::Proof(_))));
        let other = written("https://b.test/actor", "https://a.test/u/werkstatt");
        assert!(matches!(Manifest::read(other, NOW), Err(ManifestError::OtherAuthority)));
    }
}
