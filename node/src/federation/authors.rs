//! Who speaks: the actors whose keys we check by, from memory, from the store, or fetched from their origin.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use artel_protocol::{Actor, Document, Id, Timestamp, Verified, limits};

use crate::error::Refusal;
use crate::node::Node;

/// An actor whose document we have.
pub struct Known {
    pub actor: Actor,
    pub fetched: Timestamp,
    /// The document, if the store may not have it.
    pub document: Option<Verified<Document>>,
}

/// The actors that spoke last, ready for checking.
#[derive(Default)]
pub struct Authors(Mutex<HashMap<Id, Arc<Known>>>);

/// A key that does not fit is asked for again only if what we have is older than this.
const FRESH: Duration = Duration::from_secs(60);

impl Authors {
    fn get(&self, id: &Id) -> Option<Arc<Known>> {
        self.lock().get(id).cloned()
    }

    fn put(&self, id: &Id, known: &Arc<Known>) {
        let mut authors = self.lock();
        if authors.len() >= limits::AUTHORS_IN_MEMORY
            && let Some(any) = authors.keys().next().cloned()
        {
            authors.remove(&any);
        }
        authors.insert(id.clone(), known.clone());
    }

    /// Forgets what is in memory: the store has something newer.
    pub fn forget(&self, id: &Id) {
        self.lock().remove(id);
    }

    /// Forgets everybody: our own keys have changed.
    pub fn forget_all(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Id, Arc<Known>>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Node {
    /// The actor with this id, fetched if it is not known here.
    pub(crate) async fn author(&self, id: &Id) -> Result<Arc<Known>, Refusal> {
        if let Some(known) = self.authors().get(id) {
            return Ok(known);
        }
        match self.view()?.actor_record(id)? {
            Some(record) if record.deleted => Err(Refusal::Gone),
            Some(record) => {
                let actor = Actor::read(&Document::parse(record.document)?)?;
                Ok(self.remember(Known { actor, fetched: record.fetched, document: None }))
            }
            None => self.fetch_author(id).await,
        }
    }

    /// The actor as its origin describes it now, if what we have is not fresh already.
    pub(crate) async fn author_again(&self, known: &Known) -> Result<Option<Arc<Known>>, Refusal> {
        if self.clock().now().since(known.fetched) < FRESH {
            return Ok(None);
        }
        self.fetch_author(&known.actor.id).await.map(Some)
    }

    async fn fetch_author(&self, id: &Id) -> Result<Arc<Known>, Refusal> {
        let document = self.fetch_key_owner(id).await?;
        let actor = Actor::read(document.value())?;
        if actor.id != *id {
            return Err(Refusal::Unproven(format!("{id} does not describe itself")));
        }
        let fetched = self.clock().now();
        Ok(self.remember(Known { actor, fetched, document: Some(document) }))
    }

    fn remember(&self, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        self.authors().put(&known.actor.id, &known);
        known
    }
}
