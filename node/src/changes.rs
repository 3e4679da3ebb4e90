//! What deciding yields: the records to write, all together or not at all, and what to tell others afterwards.

use artel_protocol::message::{Aid, Sid};
use artel_protocol::{Activity, Id};
use bytes::Bytes;
use serde::Serialize;

use crate::store::Batch;
use crate::store::keys::Key;
use crate::store::records::encode;

/// The outcome of deciding one item.
#[derive(Default)]
pub struct Changes {
    pub(crate) batch: Batch,
    /// Activities of ours that follow from the item and go through the same door: an `Accept`, say.
    pub(crate) consequences: Vec<Activity>,
    pub(crate) events: Vec<Event>,
}

/// Something that happened, for those who wait for it. It is told only after it is durable.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// Deliveries wait.
    Outgoing,
    /// Mails wait.
    Mail,
    /// Something about this entry, or its answers, changed.
    Entry(Id),
    /// Something about this actor changed.
    Actor(Id),
    /// This actor of ours is told something new.
    Notified(Id),
    /// Something entered a set here first: others may not have it.
    Said(Sid, Aid),
    /// The members of this community have changed.
    Members(Id),
    /// Whom this node takes nothing from has changed.
    Blocks,
}

impl Changes {
    /// Nothing changes.
    pub fn none() -> Changes {
        Changes::default()
    }

    pub fn put<T: Serialize>(&mut self, key: Key, record: &T) {
        self.batch.put(key, encode(record));
    }

    pub fn put_bytes(&mut self, key: Key, bytes: Bytes) {
        self.batch.put(key, bytes);
    }

    pub fn delete(&mut self, key: Key) {
        self.batch.delete(key);
    }

    /// What is to be written.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// What is to be told once it is durable.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    pub fn tell(&mut self, event: Event) {
        if !self.events.contains(&event) {
            self.events.push(event);
        }
    }

    /// Whether nothing changes at all.
    pub fn is_empty(&self) -> bool {
        self.batch.is_empty() && self.consequences.is_empty()
    }

    /// Adds what follows from `self`.
    pub(crate) fn extend(&mut self, more: Changes) {
        self.batch.merge(more.batch);
        self.consequences.extend(more.consequences);
        for event in more.events {
            self.tell(event);
        }
    }
}
