//! Who this node is: the beginning of its ids, and how its actors sign what they say.

use artel_protocol::key::{Ed25519Secret, RsaSecret};
use artel_protocol::wire::contexts;
use artel_protocol::{Activity, Document, Id, Name, Timestamp, proof};
use serde_json::{Map, Value};

use crate::error::Refusal;
use crate::id_source::IdSource;
use crate::store::View;
use crate::store::records::{LocalActorRecord, NodeRecord};

/// What deciding is given besides the view: the moment, this node, and new ids.
pub struct Context<'a> {
    pub now: Timestamp,
    pub node: Option<&'a NodeRecord>,
    pub ids: &'a IdSource,
    /// Whether this node sends mail.
    pub mails: bool,
}

impl Context<'_> {
    /// This node.
    ///
    /// # Errors
    /// [`Refusal::Busy`] before it is set up.
    pub fn node(&self) -> Result<&NodeRecord, Refusal> {
        self.node.ok_or(Refusal::Busy { sentence: "this node is not set up yet", retry_after: 60 })
    }

    /// Whether an id is one of ours, in whatever spelling.
    pub fn is_ours(&self, id: &Id) -> bool {
        self.node.is_some_and(|node| node.base.same_authority(id))
    }

    /// Builds an activity of one of our actors, with a new id and its organisation's proof.
    pub fn compose(
        &self,
        view: &View,
        actor: &LocalActorRecord,
        act: &str,
        mut members: Map<String, Value>,
    ) -> Result<Activity, Refusal> {
        let id = self.node()?.base.join(&format!("/a/{}", self.ids.next(self.now)));
        members.insert("@context".into(), contexts());
        members.insert("id".into(), id.as_str().into());
        members.insert("type".into(), act.into());
        members.insert("actor".into(), actor.id.as_str().into());
        members.insert("published".into(), self.now.to_rfc3339().into());
        let key = assertion_secret(view, actor)?;
        let method = format!("{}#ed25519-key", actor.id);
        let signed = proof::sign(members, &key, &method, self.now)
            .map_err(|error| Refusal::Internal(format!("signing an activity of ours: {error}")))?;
        Ok(Activity::read(Document::from_json(signed))?)
    }
}

/// The Ed25519 key that makes the proofs of this actor: its organisation's.
pub fn assertion_secret(view: &View, actor: &LocalActorRecord) -> Result<Ed25519Secret, Refusal> {
    let organisation = view
        .organisation(&actor.organisation)?
        .ok_or_else(|| Refusal::Internal(format!("the organisation {} has no key", actor.organisation)))?;
    Ok(Ed25519Secret::from_seed(&organisation.seed))
}

/// The RSA key that signs this actor's requests, and the key's id.
pub fn request_secret(view: &View, actor: &Name) -> Result<(RsaSecret, String), Refusal> {
    let record = view.local_actor(actor)?.ok_or(Refusal::Unknown("there is no such actor here"))?;
    let secret = RsaSecret::from_pkcs8(&record.rsa)
        .map_err(|error| Refusal::Internal(format!("the key of {actor}: {error}")))?;
    Ok((secret, format!("{}#main-key", record.id)))
}
