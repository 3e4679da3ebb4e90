//! Who this node is: the beginning of its ids, and how its actors sign what they say.

use artel_protocol::key::{Ed25519Secret, RsaSecret};
use artel_protocol::{Activity, Document, Id, Name, Timestamp, kinds, proof};
use serde_json::{Map, Value};

use crate::error::Refusal;
use crate::id_source::IdSource;
use crate::policy;
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
    ///
    /// # Errors
    /// [`Refusal::Suspended`] when its organisation says nothing at present; it can still withdraw what it said. A
    /// problem of the field `as` when the actor has moved (see [`policy::may_say_here`]).
    pub fn compose(
        &self,
        view: &View,
        actor: &LocalActorRecord,
        act: &str,
        members: Map<String, Value>,
    ) -> Result<Activity, Refusal> {
        if act != "Delete" && view.is_suspended(&actor.organisation)? {
            return Err(Refusal::Suspended);
        }
        policy::may_say_here(actor, act, &members)?;
        self.signed(&actor.id, &assertion_secret(view, actor)?, act, members)
    }

    /// Builds an activity of the node's own actor, with a new id and the node's proof.
    pub fn compose_as_node(&self, act: &str, members: Map<String, Value>) -> Result<Activity, Refusal> {
        let node = self.node()?;
        self.signed(&node_actor_id(node), &Ed25519Secret::from_seed(&node.seed), act, members)
    }

    /// Whether an id is the one of the node's own actor.
    pub fn is_node_actor(&self, id: &Id) -> bool {
        self.node.is_some_and(|node| node_actor_id(node) == *id)
    }

    fn signed(
        &self,
        actor: &Id,
        key: &Ed25519Secret,
        act: &str,
        mut members: Map<String, Value>,
    ) -> Result<Activity, Refusal> {
        let id = self.node()?.base.join(&format!("/a/{}", self.ids.next(self.now)));
        members.insert("@context".into(), kinds::contexts(&members));
        members.insert("id".into(), id.as_str().into());
        members.insert("type".into(), act.into());
        members.insert("actor".into(), actor.as_str().into());
        members.insert("published".into(), self.now.to_rfc3339().into());
        let method = format!("{actor}#ed25519-key");
        let signed = proof::sign(members, key, &method, self.now)
            .map_err(|error| Refusal::Internal(format!("signing an activity of ours: {error}")))?;
        Ok(Activity::read(Document::from_json(signed))?)
    }
}

/// The actor that speaks for the node itself.
pub fn node_actor_id(node: &NodeRecord) -> Id {
    node.base.join("/actor")
}

/// The Ed25519 key that makes the proofs of this actor: its organisation's.
pub fn assertion_secret(view: &View, actor: &LocalActorRecord) -> Result<Ed25519Secret, Refusal> {
    let organisation = view
        .organisation(&actor.organisation)?
        .ok_or_else(|| Refusal::Internal(format!("the organisation {} has no key", actor.organisation)))?;
    Ok(Ed25519Secret::from_seed(&organisation.seed))
}

/// The RSA key that signs this actor's requests, and the key's id. Whoever was erased signs the news of it.
pub fn request_secret(view: &View, actor: &Name) -> Result<(RsaSecret, String), Refusal> {
    let record = match view.local_actor(actor)? {
        Some(record) => Some(record),
        None => view.erased(actor)?,
    };
    let record = record.ok_or(Refusal::Unknown("there is no such actor here"))?;
    let secret = RsaSecret::from_pkcs8(&record.rsa)
        .map_err(|error| Refusal::Internal(format!("the key of {actor}: {error}")))?;
    Ok((secret, format!("{}#main-key", record.id)))
}

/// The RSA key that signs the requests of the node's own actor, and the key's id.
pub fn node_request_secret(view: &View) -> Result<(RsaSecret, String), Refusal> {
    let node = view.node()?.ok_or(Refusal::Unknown("this node is not set up yet"))?;
    let secret = RsaSecret::from_pkcs8(&node.rsa)
        .map_err(|error| Refusal::Internal(format!("the node's key: {error}")))?;
    Ok((secret, format!("{}#main-key", node_actor_id(&node))))
}
