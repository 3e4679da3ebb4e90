//! What every engine of the store must do, run against each of them: the same claims, the same answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use artel_node::store::*;
use artel_protocol::Timestamp;

/// Runs each claim against each engine, as a test of its own.
macro_rules! on_every_engine {
    ($($claim:ident),* $(,)?) => {
        mod fjall { $(#[test] fn $claim() { super::$claim(artel_node::store::EngineKind::Fjall); })* }
        mod sled { $(#[test] fn $claim() { super::$claim(artel_node::store::EngineKind::Sled); })* }
    };
}

on_every_engine![
    a_record_is_there_after_its_commit,
    the_last_change_of_a_key_wins,
    a_range_is_read_in_both_directions,
    an_empty_or_upside_down_range_yields_nothing,
    a_snapshot_does_not_change,
    a_long_range_of_a_snapshot_survives_many_commits,
    a_store_is_the_same_after_closing_and_opening,
    a_store_that_was_dropped_unclosed_lost_nothing,
    commits_are_numbered_across_starts,
    reserved_keys_are_refused,
    a_random_history_reads_like_a_map,
    a_closed_store_says_so,
    readers_never_see_half_a_batch,
];

fn options() -> OpenOptions {
    OpenOptions { reserve_bytes: 0, ..OpenOptions::new(Arc::new(|| Timestamp(0))) }
}

fn open(folder: &Path, kind: EngineKind) -> Store {
    Store::open(folder, kind, options()).expect("opens")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn batch(records: &[(&str, Option<&str>)]) -> Batch {
    let mut batch = Batch::new();
    for (key, value) in records {
        match value {
            Some(value) => batch.put(key.as_bytes().to_vec(), value.as_bytes().to_vec()),
            None => batch.delete(key.as_bytes().to_vec()),
        }
    }
    batch
}

fn text(reader: &dyn Reader, key: &str) -> Option<String> {
    reader
        .get(key.as_bytes())
        .expect("readable")
        .map(|value| String::from_utf8(value.to_vec()).expect("text"))
}

fn keys(reader: &dyn Reader, from: &str, to: &str, direction: Direction, limit: usize) -> Vec<String> {
    let records = reader.range(from.as_bytes(), to.as_bytes(), direction, limit).expect("readable");
    records.into_iter().map(|(key, _)| String::from_utf8(key.to_vec()).expect("text")).collect()
}

fn everything(reader: &dyn Reader) -> Vec<(Vec<u8>, Vec<u8>)> {
    let records = reader.range(FIRST_KEY, END_KEY, Direction::Forward, usize::MAX).expect("readable");
    records.into_iter().map(|(key, value)| (key.to_vec(), value.to_vec())).collect()
}

/// A small generator with a seed, so that a failure can be run again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn a_record_is_there_after_its_commit(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    store.commit(batch(&[("a", Some("1")), ("b", Some("2"))])).unwrap();
    assert_eq!(text(&store, "a").as_deref(), Some("1"));
    assert_eq!(text(&store, "c"), None);
    store.commit(batch(&[("a", None)])).unwrap();
    assert_eq!(text(&store, "a"), None);
    assert_eq!(text(&store, "b").as_deref(), Some("2"));
}

fn the_last_change_of_a_key_wins(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    let mut changes = batch(&[("a", Some("1")), ("a", None), ("a", Some("2")), ("b", Some("1"))]);
    changes.merge(batch(&[("b", None)]));
    store.commit(changes).unwrap();
    assert_eq!(text(&store, "a").as_deref(), Some("2"));
    assert_eq!(text(&store, "b"), None);
}

fn a_range_is_read_in_both_directions(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    store
        .commit(batch(&[
            ("a", Some("")),
            ("b1", Some("")),
            ("b2", Some("")),
            ("b3", Some("")),
            ("c", Some("")),
        ]))
        .unwrap();
    assert_eq!(keys(&store, "b", "c", Direction::Forward, 9), ["b1", "b2", "b3"]);
    assert_eq!(keys(&store, "b", "c", Direction::Backward, 9), ["b3", "b2", "b1"]);
    assert_eq!(keys(&store, "b", "c", Direction::Forward, 2), ["b1", "b2"]);
    assert_eq!(keys(&store, "b", "c", Direction::Backward, 2), ["b3", "b2"]);
    assert_eq!(keys(&store, "b2", "b3", Direction::Forward, 9), ["b2"]);
}

fn an_empty_or_upside_down_range_yields_nothing(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    store.commit(batch(&[("a", Some("")), ("b", Some(""))])).unwrap();
    let snapshot = store.snapshot().unwrap();
    for reader in [&store as &dyn Reader, &*snapshot] {
        assert!(keys(reader, "b", "a", Direction::Forward, 9).is_empty());
        assert!(keys(reader, "a", "a", Direction::Backward, 9).is_empty());
        assert!(keys(reader, "a", "c", Direction::Forward, 0).is_empty());
    }
}

fn a_snapshot_does_not_change(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    store.commit(batch(&[("a", Some("1")), ("b", Some("1")), ("d", Some("1"))])).unwrap();
    let before = store.snapshot().unwrap();
    store.commit(batch(&[("a", Some("2")), ("b", None), ("c", Some("2"))])).unwrap();
    let between = store.snapshot().unwrap();
    store.commit(batch(&[("a", Some("3")), ("b", Some("3")), ("c", None), ("d", None)])).unwrap();

    assert_eq!(text(&*before, "a").as_deref(), Some("1"));
    assert_eq!(text(&*before, "c"), None);
    assert_eq!(keys(&*before, "a", "z", Direction::Forward, 9), ["a", "b", "d"]);
    assert_eq!(keys(&*before, "a", "z", Direction::Backward, 2), ["d", "b"]);
    assert_eq!(text(&*between, "a").as_deref(), Some("2"));
    assert_eq!(keys(&*between, "a", "z", Direction::Forward, 9), ["a", "c", "d"]);
    assert_eq!(keys(&*between, "a", "z", Direction::Backward, 9), ["d", "c", "a"]);
    assert_eq!(keys(&store, "a", "z", Direction::Forward, 9), ["a", "b"]);
}

fn a_long_range_of_a_snapshot_survives_many_commits(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    let mut dice = Dice(0x5EED);
    let mut first = Batch::new();
    for _ in 0..500 {
        first.put(format!("k{:04}", dice.roll(2_000)), "old");
    }
    store.commit(first).unwrap();
    let snapshot = store.snapshot().unwrap();
    let expected = everything(&*snapshot);
    for _ in 0..20 {
        let mut changes = Batch::new();
        for _ in 0..50 {
            let key = format!("k{:04}", dice.roll(2_000));
            if dice.roll(2) == 0 { changes.delete(key) } else { changes.put(key, "new") }
        }
        store.commit(changes).unwrap();
        let from = dice.roll(expected.len() as u64 - 1) as usize;
        let to = from + 1 + dice.roll((expected.len() - from) as u64 - 1) as usize;
        let (low, high) = (&expected[from].0, &expected[to].0);
        let limit = 1 + dice.roll(60) as usize;
        let forward = snapshot.range(low, high, Direction::Forward, limit).unwrap();
        let backward = snapshot.range(low, high, Direction::Backward, limit).unwrap();
        let window = &expected[from..to];
        let key = |record: &(bytes::Bytes, bytes::Bytes)| record.0.to_vec();
        assert!(forward.iter().map(key).eq(window.iter().take(limit).map(|record| record.0.clone())));
        assert!(backward.iter().map(key).eq(window.iter().rev().take(limit).map(|record| record.0.clone())));
    }
    assert_eq!(everything(&*snapshot), expected);
    assert_ne!(everything(&store), expected);
}

fn a_store_is_the_same_after_closing_and_opening(kind: EngineKind) {
    let folder = folder();
    let mut expected = Vec::new();
    for round in 0..3 {
        let store = open(folder.path(), kind);
        assert_eq!(everything(&store), expected);
        store.commit(batch(&[("a", Some(&round.to_string())), (&format!("r{round}"), Some("x"))])).unwrap();
        expected = everything(&store);
        store.close().unwrap();
    }
}

fn a_store_that_was_dropped_unclosed_lost_nothing(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    store.commit(batch(&[("a", Some("1"))])).unwrap();
    store.close().unwrap();
    drop(store);
    // After a clean stop the journal is empty: what follows must be found all the same.
    for round in 0..3 {
        let store = open(folder.path(), kind);
        store.commit(batch(&[("a", Some(&format!("u{round}"))), (&format!("u{round}"), Some("x"))])).unwrap();
        drop(store);
    }
    let store = open(folder.path(), kind);
    assert_eq!(text(&store, "a").as_deref(), Some("u2"));
    assert_eq!(keys(&store, "a", "z", Direction::Forward, 9), ["a", "u0", "u1", "u2"]);
}

fn commits_are_numbered_across_starts(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    assert_eq!(store.last_commit(), CommitNumber(0));
    assert_eq!(store.commit(batch(&[("a", Some("1"))])).unwrap(), CommitNumber(1));
    assert_eq!(store.commit(batch(&[("a", Some("2"))])).unwrap(), CommitNumber(2));
    store.close().unwrap();
    drop(store);
    let store = open(folder.path(), kind);
    assert_eq!(store.last_commit(), CommitNumber(2));
    assert_eq!(store.commit(batch(&[("a", Some("3"))])).unwrap(), CommitNumber(3));
}

fn reserved_keys_are_refused(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    for key in [&b""[..], b"\0commit", b"\xFF"] {
        let mut changes = Batch::new();
        changes.put(key.to_vec(), "x");
        assert!(matches!(store.commit(changes), Err(StoreError::ReservedKey)));
    }
    assert!(store.is_writable());
}

fn a_random_history_reads_like_a_map(kind: EngineKind) {
    let folder = folder();
    let mut dice = Dice(0xA11CE);
    let mut model: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    let mut store = open(folder.path(), kind);
    for round in 0..60 {
        let mut changes = Batch::new();
        for _ in 0..dice.roll(20) {
            let key = vec![1 + dice.roll(3) as u8; 1 + dice.roll(30) as usize];
            if dice.roll(3) == 0 {
                model.remove(&key);
                changes.delete(key);
            } else {
                let value = vec![dice.roll(256) as u8; dice.roll(3_000) as usize];
                model.insert(key.clone(), value.clone());
                changes.put(key, value);
            }
        }
        store.commit(changes).unwrap();
        if round % 20 == 19 {
            if round % 40 == 19 {
                store.close().unwrap();
            }
            drop(store);
            store = open(folder.path(), kind);
        }
    }
    assert_eq!(everything(&store), model.into_iter().collect::<Vec<_>>());
}

fn a_closed_store_says_so(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    let snapshot = store.snapshot().unwrap();
    store.close().unwrap();
    store.close().unwrap();
    assert!(!store.is_writable());
    assert!(matches!(store.commit(batch(&[("a", None)])), Err(StoreError::Closed)));
    assert!(matches!(store.get(b"a"), Err(StoreError::Closed)));
    assert!(matches!(snapshot.get(b"a"), Err(StoreError::Closed)));
}

fn readers_never_see_half_a_batch(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    let set_all = |number: u32| {
        let mut changes = Batch::new();
        for key in 0..40 {
            changes.put(format!("k{key:02}"), number.to_string());
        }
        store.commit(changes).unwrap();
    };
    set_all(0);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| (1..100).for_each(set_all));
        while !writer.is_finished() {
            let snapshot = store.snapshot().unwrap();
            for reader in [&store as &dyn Reader, &*snapshot] {
                let records = reader.range(b"k", b"l", Direction::Forward, 100).unwrap();
                assert_eq!(records.len(), 40);
                assert!(records.iter().all(|(_, value)| *value == records[0].1), "half a batch was seen");
            }
        }
    });
}
