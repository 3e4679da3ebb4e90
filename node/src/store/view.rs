//! The view: what a node knows at one moment, with what is decided but not yet durable already in it.
//!
//! Deciding reads only here. Each item of a group is decided against the view as the items before it changed it.

use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};
use std::sync::Arc;

use artel_protocol::{Actor, Document, Id, Name, Timestamp};
use bytes::Bytes;
use imbl::OrdMap;
use serde::de::DeserializeOwned;

use super::engine::{Direction, Reader};
use super::keys;
use super::records::*;
use super::{Batch, StoreError};

/// How many records a walk has in memory.
const WALKED_AT_ONCE: usize = 500;

/// A consistent state of the store, and the changes on top of it.
#[derive(Clone)]
pub struct View {
    reader: Arc<dyn Reader>,
    /// Copied at no cost: what follows from an item is decided on a copy.
    pending: OrdMap<Bytes, Option<Bytes>>,
}

impl View {
    pub fn new(reader: Arc<dyn Reader>) -> View {
        View { reader, pending: OrdMap::new() }
    }

    /// Puts changes on top: from now on they are read as if they were durable.
    pub fn apply(&mut self, batch: &Batch) {
        for (key, value) in batch.iter() {
            self.pending.insert(key.clone(), value.cloned());
        }
    }

    pub fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        match self.pending.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.reader.get(key),
        }
    }

    /// The records from `from` up to but without `to`, at most `limit`, in the direction asked for.
    pub fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(Bytes, Bytes)>, StoreError> {
        if from >= to || limit == 0 {
            return Ok(Vec::new());
        }
        let bounds = (Bound::Included(from), Bound::Excluded(to));
        let mut changed = self.pending.range::<_, [u8]>(bounds).peekable();
        if changed.peek().is_none() {
            return self.reader.range(from, to, direction, limit);
        }
        // Every pending change may remove one stored record, so read that many more.
        let pending: BTreeMap<&[u8], &Option<Bytes>> =
            changed.map(|(key, value)| (&key[..], value)).collect();
        let stored = self.reader.range(from, to, direction, limit.saturating_add(pending.len()))?;
        let mut merged: BTreeMap<Bytes, Bytes> =
            stored.into_iter().filter(|(key, _)| !pending.contains_key(&key[..])).collect();
        for (key, value) in pending {
            if let Some(value) = value {
                merged.insert(Bytes::copy_from_slice(key), value.clone());
            }
        }
        Ok(match direction {
            Direction::Forward => merged.into_iter().take(limit).collect(),
            Direction::Backward => merged.into_iter().rev().take(limit).collect(),
        })
    }

    /// All records whose keys begin with `prefix`, at most `limit`.
    pub fn prefix(
        &self,
        prefix: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(Bytes, Bytes)>, StoreError> {
        self.range(prefix, &keys::end_of(prefix), direction, limit)
    }

    /// Shows what is under a prefix record by record, in order, until `look` has seen enough. Not all of it is in memory
    /// at once.
    pub fn walk<E: From<StoreError>>(
        &self,
        prefix: &[u8],
        look: impl FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        self.walk_from(prefix, &keys::end_of(prefix), look)
    }

    /// The same from one key up to but without another one.
    pub fn walk_from<E: From<StoreError>>(
        &self,
        from: &[u8],
        end: &[u8],
        mut look: impl FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let mut from = from.to_vec();
        loop {
            let read = self.range(&from, end, Direction::Forward, WALKED_AT_ONCE)?;
            let Some((last, _)) = read.last() else { return Ok(()) };
            from = keys::behind(last);
            for (key, value) in &read {
                if look(key, value)?.is_break() {
                    return Ok(());
                }
            }
        }
    }

    pub fn contains(&self, key: &[u8]) -> Result<bool, StoreError> {
        Ok(self.get(key)?.is_some())
    }

    pub fn record<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        self.get(key)?.map(|bytes| decode(&bytes)).transpose()
    }

    /// All records under a prefix with their keys.
    pub fn records<T: DeserializeOwned>(
        &self,
        prefix: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(Bytes, T)>, StoreError> {
        self.prefix(prefix, direction, limit)?
            .into_iter()
            .map(|(key, value)| Ok((key, decode(&value)?)))
            .collect()
    }

    pub fn node(&self) -> Result<Option<NodeRecord>, StoreError> {
        self.record(&keys::setting("node"))
    }

    pub fn actor_record(&self, id: &Id) -> Result<Option<ActorRecord>, StoreError> {
        self.record(&keys::actor(id))
    }

    /// An actor that is known here, whether it still exists or not.
    pub fn actor(&self, id: &Id) -> Result<Option<Actor>, StoreError> {
        let Some(record) = self.actor_record(id)? else { return Ok(None) };
        let read = Document::parse(record.document).and_then(|document| Actor::read(&document));
        read.map(Some).map_err(|error| StoreError::Corrupt(format!("the actor {id}: {error}")))
    }

    pub fn local_actor(&self, name: &Name) -> Result<Option<LocalActorRecord>, StoreError> {
        self.record(&keys::local_actor(name))
    }

    pub fn local_actors(&self, limit: usize) -> Result<Vec<LocalActorRecord>, StoreError> {
        Ok(values(self.records(&keys::local_actors(), Direction::Forward, limit)?))
    }

    /// The entry whose id stands in a key behind `prefix` and a moment: a row of a list by time.
    pub fn entry_in(&self, key: &[u8], prefix: &[u8]) -> Result<Option<EntryRecord>, StoreError> {
        let id = keys::after_time(key, prefix).and_then(|id| Id::parse(id).ok());
        id.map(|id| self.entry(&id)).transpose().map(Option::flatten)
    }

    /// The actor of ours with this id.
    pub fn local_actor_by_id(&self, id: &Id) -> Result<Option<LocalActorRecord>, StoreError> {
        let path = id.path();
        let name = path.strip_prefix("/u/").or_else(|| path.strip_prefix("/s/"));
        let name = name.and_then(|name| Name::parse(name).ok());
        let Some(name) = name else { return Ok(None) };
        Ok(self.local_actor(&name)?.filter(|actor| actor.id == *id))
    }

    /// The id of the organisation that somebody here is of: its own, if it is one.
    pub fn organisation_of(&self, actor: &Id) -> Result<Option<Id>, StoreError> {
        let Some(local) = self.local_actor_by_id(actor)? else { return Ok(None) };
        Ok(self.local_actor(&local.organisation)?.map(|organisation| organisation.id))
    }

    pub fn organisation(&self, name: &Name) -> Result<Option<OrganisationRecord>, StoreError> {
        self.record(&keys::organisation(name))
    }

    /// Whether the officers have suspended an organisation.
    pub fn is_suspended(&self, organisation: &Name) -> Result<bool, StoreError> {
        Ok(self.organisation(organisation)?.is_some_and(|organisation| organisation.suspended))
    }

    /// Whether somebody is of an organisation here that the officers have suspended: nothing of theirs is shown.
    pub fn is_silenced(&self, author: &Id) -> Result<bool, StoreError> {
        match self.local_actor_by_id(author)? {
            Some(author) => self.is_suspended(&author.organisation),
            None => Ok(false),
        }
    }

    /// An actor of ours that was erased, with what still signs the news of it.
    pub fn erased(&self, name: &Name) -> Result<Option<LocalActorRecord>, StoreError> {
        self.record(&keys::erased(name))
    }

    /// What an organisation of ours says of the company that it is; nothing if it never did.
    pub fn company(&self, name: &Name) -> Result<Option<CompanyRecord>, StoreError> {
        self.record(&keys::company(name))
    }

    pub fn account(&self, name: &Name) -> Result<Option<AccountRecord>, StoreError> {
        self.record(&keys::account(name))
    }

    pub fn entry(&self, id: &Id) -> Result<Option<EntryRecord>, StoreError> {
        self.record(&keys::entry(id))
    }

    pub fn tombstone(&self, id: &Id) -> Result<Option<TombstoneRecord>, StoreError> {
        self.record(&keys::tombstone(id))
    }

    /// Whether this activity was applied before.
    pub fn seen(&self, activity: &Id) -> Result<bool, StoreError> {
        self.contains(&keys::seen(activity))
    }

    /// The exact bytes of an activity.
    pub fn activity(&self, id: &Id) -> Result<Option<Bytes>, StoreError> {
        self.get(&keys::activity(id))
    }

    pub fn counts(&self, of: &Id) -> Result<Counts, StoreError> {
        Ok(self.record(&keys::counts(of))?.unwrap_or_default())
    }

    pub fn follower(&self, followed: &Id, follower: &Id) -> Result<Option<FollowerRecord>, StoreError> {
        self.record(&keys::follower(followed, follower))
    }

    pub fn following(&self, follower: &Id, followed: &Id) -> Result<Option<FollowingRecord>, StoreError> {
        self.record(&keys::following(follower, followed))
    }

    /// The actors of ours that follow somebody.
    pub fn local_followers_of(&self, followed: &Id) -> Result<Vec<Id>, StoreError> {
        let found = self.prefix(&keys::local_followers_of(followed), Direction::Forward, usize::MAX)?;
        Ok(found.iter().filter_map(|(key, _)| Id::parse(keys::last_part(key)?).ok()).collect())
    }

    /// Whether anybody here follows this actor.
    pub fn is_followed_here(&self, actor: &Id) -> Result<bool, StoreError> {
        Ok(!self.prefix(&keys::local_followers_of(actor), Direction::Forward, 1)?.is_empty())
    }

    /// Whether an actor of ours does not want to hear somebody.
    pub fn mute(&self, reader: &Id, whom: &Id) -> Result<Option<MuteRecord>, StoreError> {
        self.record(&keys::mute(reader, whom))
    }

    /// Whether an actor of ours takes nothing from somebody.
    pub fn blocks(&self, reader: &Id, whom: &Id) -> Result<bool, StoreError> {
        Ok(self.mute(reader, whom)?.is_some_and(|mute| mute.blocks))
    }

    pub fn undoable(&self, activity: &Id) -> Result<Option<UndoableRecord>, StoreError> {
        self.record(&keys::undoable(activity))
    }

    pub fn delivery(&self, key: &[u8]) -> Result<Option<DeliveryRecord>, StoreError> {
        self.record(key)
    }

    /// Whether nothing is taken from this domain, or from one that it is a part of.
    pub fn is_domain_blocked(&self, host: &str) -> Result<bool, StoreError> {
        let host = host.split(':').next().unwrap_or(host);
        let mut domain = host;
        loop {
            if self.contains(&keys::blocked_domain(domain))? {
                return Ok(true);
            }
            match domain.split_once('.') {
                Some((_, parent)) => domain = parent,
                None => return Ok(false),
            }
        }
    }

    /// Whether nothing is taken from this actor: blocked itself, or its domain is.
    pub fn is_blocked(&self, actor: &Id) -> Result<bool, StoreError> {
        Ok(self.contains(&keys::blocked_actor(actor))? || self.is_domain_blocked(actor.host())?)
    }

    /// What we know of another host; nothing of one that we never met.
    pub fn host(&self, host: &str) -> Result<HostRecord, StoreError> {
        Ok(self.record(&keys::host(host))?.unwrap_or_default())
    }

    /// Whether this host takes RFC 9421 signatures.
    pub fn takes_rfc9421(&self, host: &str, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.host(host)?.rfc9421_until.is_some_and(|until| now < until))
    }
}

/// The records without their keys.
pub fn values<T>(records: Vec<(Bytes, T)>) -> Vec<T> {
    records.into_iter().map(|(_, record)| record).collect()
}
