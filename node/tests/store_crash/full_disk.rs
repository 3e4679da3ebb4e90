//! A disk that fills up under a running store: a small tmpfs, which only root may mount.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use artel_node::store::*;
use artel_protocol::Timestamp;

use super::history;

/// A mounted tmpfs, gone when dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(size: &str) -> Option<SmallDisk> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(folder.path());
        let mounted = mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        mounted.then_some(SmallDisk(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

pub fn survive(kind: EngineKind) {
    let Some(disk) = SmallDisk::mount("128m") else {
        println!("skipped: only root can mount a small disk to fill it");
        return;
    };
    let hand = Arc::new(AtomicI64::new(0));
    let time = hand.clone();
    let now: Now = Arc::new(move || Timestamp(time.load(Ordering::Relaxed)));
    let options = OpenOptions { reserve_bytes: 0, ballast_bytes: 8 << 20, ..OpenOptions::new(now) };
    let data = disk.path().join("data");
    let store = Store::open(&data, kind, options.clone()).expect("opens");
    let filler = disk.path().join("filler");
    std::fs::write(&filler, vec![1; 80 << 20]).expect("there is room");

    let known = commit_until_full(&store);
    assert!(known > 20, "only {known} commits fitted");
    assert!(!store.is_writable());
    assert!(
        matches!(store.commit(history::batch(known + 1)), Err(StoreError::Full)),
        "says that the disk is full"
    );
    assert_is_whole(&store, known);
    assert!(!store.try_recover().expect("tries"), "there is no room yet");
    assert_is_whole(&store, known);

    // There is room again: it goes on by itself.
    std::fs::remove_file(&filler).expect("removed");
    hand.fetch_add(10_000, Ordering::Relaxed);
    assert!(store.try_recover().expect("recovers"));
    let there = store.last_commit().0;
    assert!((known..=known + 1).contains(&there), "{known} was acknowledged, {there} is there");
    assert_is_whole(&store, there);
    for number in there + 1..there + 20 {
        store.commit(history::batch(number)).expect("commits again");
    }

    // Filled to the last byte, it can still be opened and read.
    fill_up(&disk.path().join("last bytes"));
    let known = store.last_commit().0;
    drop(store);
    let store = Store::open(&data, kind, options).expect("opens on a full disk");
    assert_is_whole(&store, known);
    println!("| {kind} | disk full | 1 | error, reads on, recovers by itself, opens while full |");
}

/// Answers the number of the last commit that was acknowledged.
fn commit_until_full(store: &Store) -> u64 {
    loop {
        let known = store.last_commit().0;
        match store.commit(history::batch(known + 1)) {
            Ok(_) => {}
            Err(StoreError::Full) => return known,
            Err(error) => panic!("a full disk shows as {error}"),
        }
    }
}

fn assert_is_whole(store: &Store, known: u64) {
    let fault = history::first_fault(store, known).expect("reads on");
    assert_eq!(fault, None, "after {known} commits");
}

fn fill_up(path: &Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(path).expect("made");
    for size in [1 << 20, 4_096, 1] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
}
