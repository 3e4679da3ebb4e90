//! A batch: changes that happen together or not at all.

use std::collections::BTreeMap;

use bytes::Bytes;

/// Changes by key, in the order of the keys. The last change of a key wins.
#[derive(Clone, Default, Debug, Eq, PartialEq)]
pub struct Batch {
    changes: BTreeMap<Bytes, Option<Bytes>>,
}

impl Batch {
    pub fn new() -> Batch {
        Batch::default()
    }

    pub fn put(&mut self, key: impl Into<Bytes>, value: impl Into<Bytes>) {
        self.changes.insert(key.into(), Some(value.into()));
    }

    pub fn delete(&mut self, key: impl Into<Bytes>) {
        self.changes.insert(key.into(), None);
    }

    /// Adds the changes of a later batch to this one.
    pub fn merge(&mut self, later: Batch) {
        self.changes.extend(later.changes);
    }

    /// What the batch says about a key: `None` if nothing, `Some(None)` if it deletes it.
    pub fn get(&self, key: &[u8]) -> Option<Option<&Bytes>> {
        self.changes.get(key).map(Option::as_ref)
    }

    /// Every change in the order of the keys; a value of `None` deletes.
    pub fn iter(&self) -> impl Iterator<Item = (&Bytes, Option<&Bytes>)> {
        self.changes.iter().map(|(key, value)| (key, value.as_ref()))
    }

    pub fn len(&self) -> usize {
        self.changes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The bytes of all keys and values.
    pub fn size(&self) -> usize {
        self.iter().map(|(key, value)| key.len() + value.map_or(0, Bytes::len)).sum()
    }
}
