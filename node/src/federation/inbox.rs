//! What other servers send: checked for who says it, then handed to the pipeline.
//!
//! The order matters: what is cheap and certain comes first, nothing is fetched for those who are blocked or who
//! claim to be us, and verifying never writes.

use std::sync::Arc;

use artel_protocol::activity::{Act, Referred, Updated};
use artel_protocol::http_signature::{Request, Scheme, Signature, SignatureError};
use artel_protocol::proof::{Proof, ProofError};
use artel_protocol::verified::Unverified;
use artel_protocol::{Activity, Document, Id, Verified};
use bytes::Bytes;
use http::{HeaderMap, Method};

use super::authors::Known;
use crate::error::Refusal;
use crate::node::Node;
use crate::pipeline::{Item, Outcome};
use crate::policy;

/// A request to an inbox, as it reached us.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// `https`, or `http` in a test network: how the public reaches us.
    pub scheme: String,
    /// The raw path and query.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Node {
    /// Takes one activity. Everything that is true has been made durable when this returns.
    pub async fn receive(&self, incoming: Incoming) -> Result<Outcome, Refusal> {
        let base = self.base()?;
        let activity = Activity::read(Document::parse(incoming.body.clone())?)?;
        if activity.actor.same_authority(&base) || activity.id.same_authority(&base) {
            return Err(Refusal::Forbidden("nobody else speaks for this node"));
        }
        policy::is_not_blocked(&self.view()?, &activity.actor)?;
        policy::activity_belongs_to_its_actor(&activity)?;
        let signature = incoming.signature(base.host())?;
        if self.is_farewell_of_a_stranger(&activity)? {
            return Ok(Outcome::Ignored);
        }
        let (verified, author) = self.verify(activity, &incoming, base.host(), signature).await?;
        self.count_in_space(&verified)?;
        self.fetch_what_is_missing(verified.value()).await?;
        let scheme = author.1;
        let document = author.0.document.clone().map(Box::new);
        let actor = verified.value().actor.clone();
        let changes_an_actor =
            matches!(verified.value().act, Act::Update(Updated::Actor(_)) | Act::Delete(_));
        let outcome = self.submit(Item::Activity { activity: Box::new(verified), author: document }).await?;
        if outcome == Outcome::Applied {
            self.note_heard(&actor, scheme == Some(Scheme::Rfc9421)).await?;
        }
        if changes_an_actor {
            self.authors().forget(&actor);
        }
        Ok(outcome)
    }

    /// Takes one activity that a peer hands over, by its author's proof: the same way in, without a request that is signed.
    pub async fn receive_proved(&self, body: Bytes) -> Result<Outcome, Refusal> {
        let base = self.base()?;
        let activity = Activity::read(Document::parse(body)?)?;
        if activity.actor.same_authority(&base) || activity.id.same_authority(&base) {
            return Err(Refusal::Forbidden("nobody else speaks for this node"));
        }
        policy::is_not_blocked(&self.view()?, &activity.actor)?;
        policy::activity_belongs_to_its_actor(&activity)?;
        if self.is_farewell_of_a_stranger(&activity)? {
            return Ok(Outcome::Ignored);
        }
        let known = self.author(&activity.actor).await.map_err(as_unproven)?;
        let now = self.clock().now();
        let verified = Verified::by_proof(activity, &known.actor, now).map_err(unproven)?;
        self.count_in_space(&verified)?;
        self.fetch_what_is_missing(verified.value()).await?;
        let document = known.document.clone().map(Box::new);
        self.submit(Item::Activity { activity: Box::new(verified), author: document }).await
    }

    /// A `Delete` of an actor whom we never saw: servers send them to everybody they know. Nothing is fetched for
    /// it, since the key is gone with the actor.
    fn is_farewell_of_a_stranger(&self, activity: &Activity) -> Result<bool, Refusal> {
        let Act::Delete(id) = &activity.act else { return Ok(false) };
        Ok(*id == activity.actor && self.view()?.actor_record(id)?.is_none())
    }

    /// By its author's proof if it carries one that we can check, else by the signature of the request. A proof
    /// that does not hold is never overlooked.
    async fn verify(
        &self,
        activity: Activity,
        incoming: &Incoming,
        host: &str,
        signature: Option<Signature>,
    ) -> Result<(Verified<Activity>, (Arc<Known>, Option<Scheme>)), Refusal> {
        let proof = Proof::of(activity.document()).map_err(|error| Refusal::Unproven(error.to_string()))?;
        let signed_by_actor = match &signature {
            Some(signature) => is_key_of(signature.key_id(), &activity.actor),
            None => false,
        };
        if !signed_by_actor && proof.is_none() {
            return Err(Refusal::Unproven("the request is not signed by the activity's actor".into()));
        }
        let mut known = self.author(&activity.actor).await.map_err(as_unproven)?;
        if let Some(proof) = proof
            && known.actor.assertion_key(&proof.verification_method).is_some()
        {
            let (verified, known) = self.by_proof(activity, incoming, known).await?;
            let now = self.clock().now();
            let shown = signature.filter(|_| signed_by_actor).and_then(|signature| {
                let key = known.actor.key(signature.key_id())?;
                // Only to learn what its host speaks: the proof has decided already.
                let is_news = signature.scheme() == Scheme::Rfc9421;
                (is_news && signature.verify(&incoming.request(host), key, now).is_ok())
                    .then_some(Scheme::Rfc9421)
            });
            return Ok((verified, (known, shown)));
        }
        let Some(signature) = signature.filter(|_| signed_by_actor) else {
            return Err(Refusal::Unproven("the proof's key is not one of the actor's".into()));
        };
        let request = incoming.request(host);
        let now = self.clock().now();
        let check = |known: &Known| match known.actor.key(signature.key_id()) {
            Some(key) => signature.verify(&request, key, now),
            None => Err(SignatureError::Refused),
        };
        let mut checked = check(&known);
        if matches!(checked, Err(SignatureError::Refused))
            && let Some(again) = self.author_again(&known).await.map_err(as_unproven)?
        {
            known = again;
            checked = check(&known);
        }
        let checked = checked.map_err(|error| Refusal::Unproven(error.to_string()))?;
        let verified = Verified::by_http_signature(activity, &checked, &known.actor).map_err(unproven)?;
        Ok((verified, (known, Some(checked.scheme()))))
    }

    /// By the proof. If it does not hold under the key that we know, the actor may have another one by now, under the
    /// same id: it is asked once, as for the keys of requests.
    async fn by_proof(
        &self,
        activity: Activity,
        incoming: &Incoming,
        known: Arc<Known>,
    ) -> Result<(Verified<Activity>, Arc<Known>), Refusal> {
        let refused = match Verified::by_proof(activity, &known.actor, self.clock().now()) {
            Ok(verified) => return Ok((verified, known)),
            Err(refused) => refused,
        };
        let again = match refused {
            Unverified::Proof(ProofError::Refused) => self.author_again(&known).await.map_err(as_unproven)?,
            _ => None,
        };
        let Some(known) = again else { return Err(unproven(refused)) };
        let activity = Activity::read(Document::parse(incoming.body.clone())?)?;
        let verified = Verified::by_proof(activity, &known.actor, self.clock().now()).map_err(unproven)?;
        Ok((verified, known))
    }

    /// What came by its id only is fetched from its origin before the pipeline sees the activity.
    async fn fetch_what_is_missing(&self, activity: &Activity) -> Result<(), Refusal> {
        let missing = match &activity.act {
            Act::Create(Referred::ById(id)) | Act::Update(Updated::ById(id)) => id,
            Act::Update(Updated::Actor(id)) if *id != activity.actor => {
                return Err(Refusal::Forbidden("only an actor changes itself"));
            }
            Act::Update(Updated::Actor(id)) => {
                if self.view()?.actor_record(id)?.is_none() {
                    return Ok(());
                }
                id
            }
            Act::Move { old, new } if *old == activity.actor => {
                return self.fetch_new_account(old, new).await;
            }
            Act::Announce(id) if self.wants_to_see(activity, id)? => id,
            _ => return Ok(()),
        };
        if let Act::Announce(_) = &activity.act {
            // A boost counts for nothing if its object cannot be had; that is no fault of who boosts.
            if let Err(error) = self.want(missing).await {
                tracing::debug!(%error, object = %missing, "the object of a boost was not to be had");
            }
            return Ok(());
        }
        self.learn(self.fetch(missing).await?).await.map(|_| ())
    }

    /// The account that somebody has moved to, as it is now. While it cannot be had, the Move has to come again: it comes
    /// once, and who misses it goes on following nobody.
    async fn fetch_new_account(&self, old: &Id, new: &Id) -> Result<(), Refusal> {
        let is_ours = new.same_authority(&self.base()?);
        if is_ours || !self.view()?.is_followed_here(old)? {
            return Ok(());
        }
        let document = self.fetch(new).await.map_err(|refusal| match refusal {
            Refusal::Unknown(sentence) => Refusal::Busy { sentence, retry_after: 600 },
            other => other,
        })?;
        self.learn(document).await.map(|_| ())
    }

    /// Whether a boost shows something new to somebody here.
    fn wants_to_see(&self, activity: &Activity, object: &Id) -> Result<bool, Refusal> {
        let view = self.view()?;
        let base = self.base()?;
        Ok(!object.same_authority(&base)
            && view.is_followed_here(&activity.actor)?
            && view.entry(object)?.is_none()
            && view.tombstone(object)?.is_none()
            && !view.is_domain_blocked(object.host())?)
    }
}

impl Incoming {
    fn request<'a>(&'a self, host: &'a str) -> Request<'a> {
        Request {
            method: &Method::POST,
            scheme: &self.scheme,
            authority: host,
            target: &self.target,
            headers: &self.headers,
            body: Some(&self.body),
        }
    }

    /// The signature of the request, if it has one.
    fn signature(&self, host: &str) -> Result<Option<Signature>, Refusal> {
        match Signature::of(&self.request(host)) {
            Ok(signature) => Ok(Some(signature)),
            Err(SignatureError::Missing) => Ok(None),
            Err(error) => Err(Refusal::Unproven(error.to_string())),
        }
    }
}

/// Whether a key id is under the actor's own authority; anything else is not even looked for.
fn is_key_of(key_id: &str, actor: &Id) -> bool {
    Id::parse(key_id).is_ok_and(|key| key.same_authority(actor))
}

fn unproven(error: Unverified) -> Refusal {
    Refusal::Unproven(error.to_string())
}

/// An actor that cannot be fetched has not proved anything; being busy stays being busy.
fn as_unproven(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Busy { .. } | Refusal::Store(_) | Refusal::Gone => refusal,
        other => Refusal::Unproven(format!("the actor's key could not be had: {other}")),
    }
}
