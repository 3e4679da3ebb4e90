//! Who asks to be a member: what it says of itself, proved by its organisation's key, and what the hosts of its ids say.

use std::collections::HashSet;

use artel_protocol::manifest::{self, Manifest};
use artel_protocol::message::join::Join;
use artel_protocol::{Actor, Document, Id, Timestamp, as2, limits};
use futures_util::{TryStreamExt, stream};

use crate::error::Refusal;
use crate::network::Peer;
use crate::node::Node;
use crate::sets::records::{self, CommunityRecord};
use crate::store::View;

/// A node and the actors for which it asks.
pub struct Applicant {
    pub manifest: Manifest,
    pub actors: Vec<Document>,
}

/// Why an id is not believed to be the applicant's.
#[derive(Debug, thiserror::Error)]
pub enum Unverified {
    #[error("{0} is another one's: its origin does not list the key that asks")]
    Another(Id),
    #[error("{id} cannot be fetched from its origin: {why}")]
    NotFetched { id: Id, why: Refusal },
    #[error("the origin of the applicant's ids does not answer in time")]
    TooSlow,
}

impl Applicant {
    /// Reads what somebody says of itself. All of it has to be proved by one key, and to be about one authority.
    pub fn read(peer: Peer, ask: &Join, now: Timestamp) -> Result<Applicant, Refusal> {
        let manifest = Manifest::read(Document::parse(ask.manifest.clone())?, now)
            .map_err(|error| Refusal::Unproven(error.to_string()))?;
        if !manifest.peers.contains(&peer.to_string()) {
            return Err(Refusal::Unproven("the manifest is of another peer".into()));
        }
        let mut actors = Vec::new();
        for bytes in &ask.actors {
            let document = Document::parse(bytes.clone())?;
            let actor = Actor::read(&document)?;
            let of_organisation = actor.id.same_authority(&manifest.organisation);
            if !of_organisation || !manifest::is_proved_by(&document, &manifest.key, now) {
                return Err(Refusal::Unproven(format!("{} is not proved by the organisation", actor.id)));
            }
            if !actor.assertion_keys().any(|key| *key == manifest.key) {
                return Err(Refusal::Forbidden("the actor does not list the organisation's key"));
            }
            actors.push(document);
        }
        Ok(Applicant { manifest, actors })
    }

    /// Those whom the community does not know with this key. The organisation is always among those who ask.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] if one of them is known with another key: nobody becomes who is a member already.
    pub fn newcomers(&self, view: &View, community: &CommunityRecord) -> Result<Vec<Id>, Refusal> {
        const ANOTHER: Refusal =
            Refusal::Forbidden("this actor is a member already, with another organisation's key");
        let key = self.manifest.key.to_multikey();
        let mut new = Vec::new();
        for id in self.ids()? {
            let membership = records::membership(view, &community.id, &id)?.unwrap_or_default();
            match (membership.keys.is_empty(), membership.keys.contains(&key)) {
                (true, _) => new.push(id),
                (false, true) => {}
                (false, false) => return Err(ANOTHER),
            }
        }
        Ok(new)
    }

    fn ids(&self) -> Result<HashSet<Id>, Refusal> {
        let mut ids = HashSet::from([self.manifest.organisation.clone()]);
        for actor in &self.actors {
            ids.insert(as2::required_id(actor.json(), "id")?);
        }
        Ok(ids)
    }

    /// Asks the origins of ids whether they are this key's: an id on somebody else's host would else be anybody's who has an
    /// invite. A portable id is its key's by itself (FEP-ef61).
    pub async fn look_up(&self, node: &Node, ids: &[Id]) -> Result<(), Unverified> {
        let all = stream::iter(ids.iter().map(Ok))
            .try_for_each_concurrent(limits::FETCHES_AT_ONCE_PER_HOST, |id| self.look_up_one(node, id));
        tokio::time::timeout(limits::JOIN_LOOK_UP, all).await.map_err(|_| Unverified::TooSlow)?
    }

    async fn look_up_one(&self, node: &Node, id: &Id) -> Result<(), Unverified> {
        let is_portable = id.authority() != id.host();
        if is_portable {
            let own = id.authority() == self.manifest.key.to_did();
            return if own { Ok(()) } else { Err(Unverified::Another(id.clone())) };
        }
        let fetched = node.fetch(id).await.and_then(|document| Ok(Actor::read(document.value())?));
        let actor = fetched.map_err(|why| Unverified::NotFetched { id: id.clone(), why })?;
        let own = actor.id == *id && actor.assertion_keys().any(|key| *key == self.manifest.key);
        if own { Ok(()) } else { Err(Unverified::Another(id.clone())) }
    }
}
