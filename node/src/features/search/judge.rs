//! Whether a reader may find something: asked of the store, for every find.

use std::collections::HashMap;

use artel_protocol::{Actor, Document, Id, Timestamp};

use crate::error::Refusal;
use crate::policy;
use crate::store::View;
use crate::store::records::EntryRecord;

/// Says what a reader may see. What is asked of an author is remembered for one search.
pub(super) struct Judge<'a> {
    pub view: &'a View,
    /// What is over by now is found no more.
    now: Timestamp,
    /// In whose name the reader reads; nobody's, for strangers.
    pub readers: Vec<Id>,
    findable: HashMap<Id, Findable>,
}

/// What an author wants, and what the node does with them.
#[derive(Copy, Clone)]
struct Findable {
    entries: bool,
    itself: bool,
}

impl<'a> Judge<'a> {
    pub fn of(view: &'a View, now: Timestamp, readers: Vec<Id>) -> Judge<'a> {
        Judge { view, now, readers, findable: HashMap::new() }
    }

    /// Whether the reader may find an entry.
    pub fn sees_entry(&mut self, record: &EntryRecord) -> Result<bool, Refusal> {
        let entry = &record.entry;
        if record.hidden.is_some() || !policy::any_may_read(self.view, &self.readers, entry)? {
            return Ok(false);
        }
        if entry.content.ends().is_some_and(|ends| ends < self.now) {
            return Ok(false);
        }
        // What is addressed to everybody in passing is to be read where it stands, and not found.
        let is_own = self.readers.contains(&entry.author);
        Ok(is_own || (!entry.audience.unlisted && self.findable(&entry.author)?.entries))
    }

    /// An actor, if the reader may find it.
    pub fn actor(&mut self, id: &Id) -> Result<Option<Actor>, Refusal> {
        let is_own = self.readers.contains(id);
        if !is_own && !self.findable(id)?.itself {
            return Ok(None);
        }
        let is_there = self.view.actor_record(id)?.is_some_and(|record| !record.deleted);
        match is_there && self.view.tombstone(id)?.is_none() {
            true => Ok(self.view.actor(id)?),
            false => Ok(None),
        }
    }

    fn findable(&mut self, author: &Id) -> Result<Findable, Refusal> {
        if let Some(known) = self.findable.get(author) {
            return Ok(*known);
        }
        let is_heard = !self.view.is_silenced(author)? && !self.view.is_blocked(author)?;
        let Findable { entries, itself } = self.wishes(author)?;
        let findable = Findable { entries: is_heard && entries, itself: is_heard && itself };
        self.findable.insert(author.clone(), findable);
        Ok(findable)
    }

    /// What an author says in its document of being found. Who says nothing may be.
    fn wishes(&self, author: &Id) -> Result<Findable, Refusal> {
        if let Some(actor) = self.view.local_actor_by_id(author)? {
            return Ok(Findable { entries: actor.profile.indexable, itself: actor.profile.discoverable });
        }
        let document =
            self.view.actor_record(author)?.and_then(|record| Document::parse(record.document).ok());
        let says_no = |property: &str| {
            let said = document.as_ref().and_then(|document| document.json().get(property));
            said.and_then(serde_json::Value::as_bool) == Some(false)
        };
        Ok(Findable { entries: !says_no("indexable"), itself: !says_no("discoverable") })
    }
}
