//! A store in memory, whose snapshots and backups cost nothing.

use std::ops::Bound;

use artel_node::store::engine::{Direction, Reader, Record};
use artel_node::store::{Batch, StoreError};
use bytes::Bytes;
use imbl::OrdMap;

#[derive(Clone, Default)]
pub struct Memory(OrdMap<Bytes, Bytes>);

impl Memory {
    pub fn commit(&mut self, batch: &Batch) {
        for (key, value) in batch.iter() {
            match value {
                Some(value) => {
                    self.0.insert(key.clone(), value.clone());
                }
                None => {
                    self.0.remove(key);
                }
            }
        }
    }
}

impl Reader for Memory {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        Ok(self.0.get(key).cloned())
    }

    fn range(
        &self,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        if from >= to {
            return Ok(Vec::new());
        }
        let found = self.0.range::<_, [u8]>((Bound::Included(from), Bound::Excluded(to)));
        let found = found.map(|(key, value)| (key.clone(), value.clone()));
        Ok(match direction {
            Direction::Forward => found.take(limit).collect(),
            Direction::Backward => found.rev().take(limit).collect(),
        })
    }
}
