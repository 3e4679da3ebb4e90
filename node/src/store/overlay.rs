//! An overlay: what keys that have changed held before. On top of an engine that only knows the present it shows the
//! past, as long as every change is noted here before it is made.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use bytes::Bytes;

use super::content_sum::ContentSum;
use super::engine::{Direction, Reader, Record};
use super::{Batch, StoreError};

/// Keys that have changed, and what they held when the overlay began.
#[derive(Default)]
pub(super) struct Overlay(RwLock<BTreeMap<Bytes, Option<Bytes>>>);

impl Overlay {
    /// What the keys of a batch hold before it is applied.
    pub(super) fn of(batch: &Batch, live: &dyn Reader) -> Result<Overlay, StoreError> {
        let values: Result<BTreeMap<Bytes, Option<Bytes>>, StoreError> =
            batch.iter().map(|(key, _)| Ok((key.clone(), live.get(key)?))).collect();
        Ok(Overlay(RwLock::new(values?)))
    }

    /// Adds what was noted later. The first note of a key stands.
    pub(super) fn add(&self, later: &Overlay) {
        let mut noted = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in later.0.read().unwrap_or_else(PoisonError::into_inner).iter() {
            noted.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }

    /// The sum of the records after a batch, from the sum before it and from what this overlay noted for it.
    pub(super) fn sum_after(&self, batch: &Batch, mut sum: ContentSum) -> ContentSum {
        for (key, value) in self.0.read().unwrap_or_else(PoisonError::into_inner).iter() {
            if let Some(value) = value {
                sum.take_away(key, value);
            }
            if let Some(Some(value)) = batch.get(key) {
                sum.add(key, value);
            }
        }
        sum
    }

    pub(super) fn get(&self, key: &[u8]) -> Option<Option<Bytes>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// The records of a range, as they were when this overlay began.
    pub(super) fn range(
        &self,
        live: &dyn Reader,
        from: &[u8],
        to: &[u8],
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        let (mut from, mut to) = (from.to_vec(), to.to_vec());
        let mut found = Vec::new();
        while found.len() < limit && from < to {
            let records = live.range(&from, &to, direction, limit)?;
            // The part of the range that these records cover; the next round reads on from its end.
            let (covered_from, covered_to) =
                covered(&records, (&from, &to), direction, records.len() < limit);
            let corrected = self.correct(records, &covered_from, &covered_to);
            match direction {
                Direction::Forward => {
                    found.extend(corrected);
                    from = covered_to;
                }
                Direction::Backward => {
                    found.extend(corrected.into_iter().rev());
                    to = covered_from;
                }
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    /// Puts what was noted over live records, which are all there are from `from` up to but without `to`.
    fn correct(&self, live: Vec<Record>, from: &[u8], to: &[u8]) -> BTreeMap<Bytes, Bytes> {
        let mut corrected: BTreeMap<Bytes, Bytes> = live.into_iter().collect();
        let noted = self.0.read().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in noted.range(Bytes::copy_from_slice(from)..Bytes::copy_from_slice(to)) {
            match value {
                Some(value) => corrected.insert(key.clone(), value.clone()),
                None => corrected.remove(key),
            };
        }
        corrected
    }
}

fn covered(
    live: &[Record],
    (from, to): (&[u8], &[u8]),
    direction: Direction,
    whole: bool,
) -> (Vec<u8>, Vec<u8>) {
    match (live.last(), direction) {
        (Some((last, _)), Direction::Forward) if !whole => {
            // The first key after `last`.
            let mut end = last.to_vec();
            end.push(0);
            (from.to_vec(), end)
        }
        (Some((last, _)), Direction::Backward) if !whole => (last.to_vec(), to.to_vec()),
        _ => (from.to_vec(), to.to_vec()),
    }
}
