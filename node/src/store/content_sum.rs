//! A sum over all records, carried along by every commit: how a check notices records that are old, gone or back again.
//!
//! sled's files have checksums, but when one does not match sled falls back on an older state of that page and says
//! nothing (seen in the crash suite: one flipped bit, and rows of long ago were there again). The sum is that of a hash
//! of each record, so that a commit can bring it up to date from what it replaces, without reading the rest.

use bytes::Bytes;

use super::engine::Reader;
use super::{CONTENT_SUM_KEY, FIRST_KEY, StoreError};

/// The sum, modulo 2^128. It is meant to find accidents, not forgers.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub(super) struct ContentSum(u128);

impl ContentSum {
    /// What the store says its sum is; `None` in a store whose engine needs none.
    pub(super) fn stored(reader: &dyn Reader) -> Result<Option<ContentSum>, StoreError> {
        let Some(bytes) = reader.get(CONTENT_SUM_KEY)? else { return Ok(None) };
        let sum = bytes[..].try_into().map(|bytes| ContentSum(u128::from_be_bytes(bytes)));
        sum.map(Some).map_err(|_| StoreError::Corrupt("the sum of the records".into()))
    }

    pub(super) fn to_bytes(self) -> Bytes {
        Bytes::copy_from_slice(&self.0.to_be_bytes())
    }

    pub(super) fn add(&mut self, key: &[u8], value: &[u8]) {
        self.0 = self.0.wrapping_add(hash(key, value));
    }

    pub(super) fn take_away(&mut self, key: &[u8], value: &[u8]) {
        self.0 = self.0.wrapping_sub(hash(key, value));
    }
}

/// Sums up records as they are read, and compares at the end.
pub(super) struct Sums {
    stored: Option<ContentSum>,
    read: ContentSum,
}

impl Sums {
    pub(super) fn of(reader: &dyn Reader) -> Result<Sums, StoreError> {
        Ok(Sums { stored: ContentSum::stored(reader)?, read: ContentSum::default() })
    }

    pub(super) fn add(&mut self, key: &[u8], value: &[u8]) {
        if self.stored.is_some() {
            self.read.add(key, value);
        }
    }

    /// Whether what was read is what was committed.
    pub(super) fn agree(&self) -> bool {
        self.stored.is_none_or(|stored| stored == self.read)
    }
}

/// The store's own keys have no part in it.
fn hash(key: &[u8], value: &[u8]) -> u128 {
    if key < FIRST_KEY {
        return 0;
    }
    let mut hash = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    hash.update(&(key.len() as u64).to_be_bytes());
    hash.update(key);
    hash.update(value);
    let digest = hash.finish();
    let half = digest.as_ref().first_chunk().expect("SHA-256 has 32 bytes");
    u128::from_be_bytes(*half)
}
