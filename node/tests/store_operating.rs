//! What an operator does with a store, and what a store tells an operator, run against every engine: locks, lost
//! commits, versions, backups, checks.

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
    a_second_process_is_told_that_the_folder_is_in_use,
    a_folder_that_cannot_be_written_is_named,
    a_store_of_another_engine_is_not_shadowed,
    a_store_that_lost_commits_refuses_and_names_the_backup,
    a_store_that_is_gone_refuses_too,
    a_newer_store_is_refused,
    an_older_store_is_upgraded_step_by_step,
    an_interrupted_upgrade_is_run_again,
    what_the_first_version_wrote_is_read_and_its_people_keep_what_they_may,
    what_was_written_before_tags_were_filed_is_found_under_them,
    a_restored_backup_is_the_same_store,
    a_backup_restores_into_the_other_engine,
    a_backup_holds_the_moment_it_began,
    every_damaged_bit_of_a_backup_is_noticed,
    a_backup_is_never_restored_over_something,
    an_interrupted_restore_is_not_taken_for_a_store,
    a_backup_does_not_overwrite,
    a_check_finds_a_damaged_media_file_and_record,
    a_nearly_full_disk_makes_the_store_read_only,
];

const PICTURE: &[u8] = b"not really a picture";

fn options() -> OpenOptions {
    OpenOptions {
        reserve_bytes: 0,
        ballast_bytes: 0,
        ..OpenOptions::new(Arc::new(|| Timestamp(1_764_000_000_000)))
    }
}

fn open(folder: &Path, kind: EngineKind) -> Store {
    Store::open(folder, kind, options()).expect("opens")
}

fn refusal(folder: &Path, kind: EngineKind, options: OpenOptions) -> String {
    Store::open(folder, kind, options).expect_err("refuses to open").to_string()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn put(store: &Store, key: &str, value: &str) {
    let mut batch = Batch::new();
    batch.put(key.to_owned(), value.to_owned());
    store.commit(batch).expect("commits");
}

fn get(store: &Store, key: &str) -> Option<String> {
    store.get(key.as_bytes()).expect("readable").map(|value| String::from_utf8(value.to_vec()).expect("text"))
}

fn hash(store: &Store) -> [u8; 32] {
    store.logical_hash(&|key| !key.starts_with(b"local/")).expect("readable")
}

fn fill(store: &Store) {
    for number in 0..300 {
        put(store, &format!("k{number:03}"), &"x".repeat(number));
    }
    std::fs::create_dir_all(store.folder().join("media")).expect("a folder for media");
    std::fs::write(store.folder().join("media").join(picture_name()), PICTURE).expect("a picture");
    std::fs::write(store.folder().join("media/upload.part"), b"under way").expect("an upload");
}

fn picture_name() -> String {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, PICTURE);
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn restore_into(file: &Path, folder: &Path, kind: EngineKind) -> Result<BackupReport, BackupError> {
    restore(file, folder, kind, &options(), &mut |_, _| {})
}

fn a_second_process_is_told_that_the_folder_is_in_use(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    let sentence = refusal(folder.path(), kind, options());
    assert!(sentence.contains(&folder.path().display().to_string()), "{sentence}");
    assert!(sentence.contains(&format!("process (number {})", std::process::id())), "{sentence}");
    assert!(sentence.contains("--data"), "{sentence}");
    drop(store);
    open(folder.path(), kind);
}

fn a_folder_that_cannot_be_written_is_named(kind: EngineKind) {
    let folder = folder();
    let in_the_way = folder.path().join("a-file");
    std::fs::write(&in_the_way, "").expect("a file");
    let sentence = refusal(&in_the_way.join("data"), kind, options());
    assert!(sentence.contains("a-file/data cannot be read and written"), "{sentence}");
    assert!(sentence.contains("rights"), "{sentence}");
}

fn a_store_of_another_engine_is_not_shadowed(kind: EngineKind) {
    let folder = folder();
    put(&open(folder.path(), kind), "a", "1");
    let other = other_than(kind);
    let sentence = refusal(folder.path(), other, options());
    assert!(sentence.contains(&format!("store.engine = \"{kind}\"")), "{sentence}");
    assert_eq!(get(&open(folder.path(), kind), "a").as_deref(), Some("1"));
}

fn other_than(kind: EngineKind) -> EngineKind {
    EngineKind::ALL.into_iter().find(|other| *other != kind).expect("there are two")
}

/// Puts the engine's files of `older` into `folder`: a store that has lost what came after.
fn lose_commits(folder: &Path, older: &Path, kind: EngineKind) {
    std::fs::remove_dir_all(folder.join(kind.name())).expect("removed");
    copy_folder(&older.join(kind.name()), &folder.join(kind.name()));
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

fn a_store_that_lost_commits_refuses_and_names_the_backup(kind: EngineKind) {
    let (folder, older) = (folder(), folder_of_three_commits(kind));
    copy_folder(older.path(), folder.path());
    let store = open(folder.path(), kind);
    (3..10).for_each(|number| put(&store, "a", &number.to_string()));
    drop(store);
    lose_commits(folder.path(), older.path(), kind);

    let sentence = refusal(folder.path(), kind, options());
    assert!(sentence.contains("lost 7 commits: it ends at number 3, but number 10"), "{sentence}");
    assert!(sentence.contains("There is no backup"), "{sentence}");
    assert!(sentence.contains("--accept-loss"), "{sentence}");

    let backups = folder.path().join("backups");
    std::fs::create_dir(&backups).expect("made");
    std::fs::write(backups.join("night.artel-backup"), "").expect("written");
    let sentence = refusal(folder.path(), kind, options());
    assert!(sentence.contains("artel restore") && sentence.contains("night.artel-backup"), "{sentence}");

    let store =
        Store::open(folder.path(), kind, OpenOptions { accept_loss: true, ..options() }).expect("opens");
    assert_eq!(get(&store, "a").as_deref(), Some("2"));
    drop(store);
    // The loss was accepted once and for all.
    assert_eq!(open(folder.path(), kind).last_commit(), CommitNumber(3));
}

fn folder_of_three_commits(kind: EngineKind) -> tempfile::TempDir {
    let folder = folder();
    let store = open(folder.path(), kind);
    (0..3).for_each(|number| put(&store, "a", &number.to_string()));
    store.close().expect("closes");
    folder
}

fn a_store_that_is_gone_refuses_too(kind: EngineKind) {
    let folder = folder_of_three_commits(kind);
    std::fs::remove_dir_all(folder.path().join(kind.name())).expect("removed");
    let sentence = refusal(folder.path(), kind, options());
    assert!(sentence.contains("lost 3 commits"), "{sentence}");
}

fn a_newer_store_is_refused(kind: EngineKind) {
    let folder = folder();
    let newer = Schema { version: SCHEMA_VERSION + 1, upgrades: &[] };
    drop(Store::open(folder.path(), kind, OpenOptions { schema: newer, ..options() }).expect("opens"));
    let sentence = refusal(folder.path(), kind, options());
    assert!(sentence.contains("newer version of artel"), "{sentence}");
}

const TWO_STEPS: &[Upgrade] = &[
    Upgrade { from: SCHEMA_VERSION, run: |store| append(store, "+2") },
    Upgrade { from: SCHEMA_VERSION + 1, run: |store| append(store, "+3") },
];

fn append(store: &UpgradeContext<'_>, what: &str) -> Result<(), StoreError> {
    let old = store.reader().get(b"a")?.unwrap_or_default();
    let mut batch = Batch::new();
    batch.put("a", [&old[..], what.as_bytes()].concat());
    store.commit(&batch)
}

fn an_older_store_is_upgraded_step_by_step(kind: EngineKind) {
    let folder = folder();
    put(&open(folder.path(), kind), "a", "1");
    let schema = Schema { version: SCHEMA_VERSION + 2, upgrades: TWO_STEPS };
    for _ in 0..2 {
        let store = Store::open(folder.path(), kind, OpenOptions { schema, ..options() }).expect("upgrades");
        assert_eq!(get(&store, "a").as_deref(), Some("1+2+3"));
        assert_eq!(store.last_commit(), CommitNumber(1));
    }
    let gap = Schema { version: SCHEMA_VERSION + 5, upgrades: TWO_STEPS };
    let sentence = refusal(folder.path(), kind, OpenOptions { schema: gap, ..options() });
    assert!(sentence.contains("cannot upgrade"), "{sentence}");
}

fn an_interrupted_upgrade_is_run_again(kind: EngineKind) {
    const FAILS: &[Upgrade] = &[Upgrade {
        from: SCHEMA_VERSION,
        run: |store| append(store, "half").and(Err(StoreError::Corrupt("interrupted".into()))),
    }];
    let folder = folder();
    put(&open(folder.path(), kind), "a", "1");
    let schema = |upgrades| Schema { version: SCHEMA_VERSION + 1, upgrades };
    refusal(folder.path(), kind, OpenOptions { schema: schema(FAILS), ..options() });
    let store = Store::open(folder.path(), kind, OpenOptions { schema: schema(TWO_STEPS), ..options() });
    assert_eq!(get(&store.expect("upgrades"), "a").as_deref(), Some("1half+2"));
}

/// The file was written by the program of schema 1: two organisations, three people, an article.
fn restore_the_first_version(folder: &Path, kind: EngineKind) {
    let backup = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores/schema-1.artel-backup");
    restore_into(&backup, folder, kind).expect("an old backup restores");
}

fn what_was_written_before_tags_were_filed_is_found_under_them(kind: EngineKind) {
    let folder = folder();
    restore_the_first_version(folder.path(), kind);
    let first = OpenOptions { schema: Schema { version: 1, upgrades: &[] }, ..options() };
    let store = Store::open(folder.path(), kind, first).expect("opens as it was");
    let view = View::new(store.snapshot().expect("it can be read"));
    let articles: Vec<(_, records::EntryRecord)> =
        view.records(&keys::entries(), engine::Direction::Forward, 2).expect("they can be read");
    let [(key, article)] = &articles[..] else { panic!("it has one article") };
    let mut article = article.clone();
    article.entry.tags.push(artel_protocol::kinds::Tag::Hashtag { name: "Stahl".into(), href: None });
    let mut batch = Batch::new();
    batch.put(key.to_vec(), records::encode(&article));
    store.commit(batch).expect("commits");
    let filed = keys::tagged_entry("stahl", article.sorted, &article.entry.id);
    assert!(store.get(&filed).expect("readable").is_none());
    drop((view, store));

    let store = open(folder.path(), kind);
    assert!(store.get(&filed).expect("readable").is_some());
    assert!(store.check(&records::verify, &mut |_, _| {}).expect("it can be read").is_well());
}

fn what_the_first_version_wrote_is_read_and_its_people_keep_what_they_may(kind: EngineKind) {
    let folder = folder();
    restore_the_first_version(folder.path(), kind);
    let store = open(folder.path(), kind);
    assert!(store.check(&records::verify, &mut |_, _| {}).expect("it can be read").is_well());
    let view = View::new(store.snapshot().expect("it can be read"));
    for (name, office) in [
        ("anna", records::Office::Operator),
        ("bernd", records::Office::Officer),
        ("clara", records::Office::None),
    ] {
        let name = artel_protocol::Name::parse(name).expect("a name");
        let account = view.account(&name).expect("it can be read").expect("it is there");
        assert_eq!(account.office, office, "{name}");
    }
}

fn a_restored_backup_is_the_same_store(kind: EngineKind) {
    restored_is_same(kind, kind);
}

fn a_backup_restores_into_the_other_engine(kind: EngineKind) {
    restored_is_same(kind, other_than(kind));
}

fn restored_is_same(kind: EngineKind, into: EngineKind) {
    let (folder, empty) = (folder(), folder());
    let store = open(folder.path(), kind);
    fill(&store);
    put(&store, "local/a", "1");
    let file = folder.path().join("one.artel-backup");
    let mut told = Vec::new();
    let report = store.backup(&file, &mut |done, total| told.push((done, total))).expect("a backup");
    assert_eq!((report.records, report.media_files), (301, 1));
    assert_eq!(report.header.commit, store.last_commit());
    assert_eq!(told.last().map(|(done, _)| *done), Some(302));
    assert_eq!(verify_backup(&file).expect("whole"), report);

    let mut told = (0, 0);
    let restored = restore(&file, empty.path(), into, &options(), &mut |done, total| told = (done, total));
    assert_eq!(restored.expect("restores"), report);
    assert_eq!(told, (302, 302));
    let same = open(empty.path(), into);
    assert_eq!(hash(&same), hash(&store));
    assert_eq!(same.last_commit(), store.last_commit());
    assert_eq!(std::fs::read(empty.path().join("media").join(picture_name())).expect("a picture"), PICTURE);
    assert!(same.check(&|_, _| Ok(()), &mut |_, _| {}).expect("checks").is_well());
    put(&same, "local/a", "2");
    assert_eq!(hash(&same), hash(&store));
    put(&same, "k000", "changed");
    assert_ne!(hash(&same), hash(&store));
}

fn a_backup_holds_the_moment_it_began(kind: EngineKind) {
    let (folder, empty) = (folder(), folder());
    let store = open(folder.path(), kind);
    fill(&store);
    let before = hash(&store);
    let file = folder.path().join("one.artel-backup");
    let mut number = 0;
    let report = store.backup(&file, &mut |_, _| {
        // The node goes on while the backup is written: it changes, deletes and adds.
        let mut batch = Batch::new();
        batch.put(format!("k{number:03}"), "changed");
        batch.delete(format!("k{:03}", 299 - number));
        batch.put(format!("z{number:03}"), "new");
        store.commit(batch).expect("commits");
        number += 1;
    });
    assert_eq!(report.expect("a backup").header.commit, CommitNumber(300));
    assert_ne!(hash(&store), before);
    restore_into(&file, empty.path(), kind).expect("restores");
    assert_eq!(hash(&open(empty.path(), kind)), before);
}

fn every_damaged_bit_of_a_backup_is_noticed(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    (0..10).for_each(|number| put(&store, &format!("k{number}"), "value"));
    std::fs::create_dir_all(folder.path().join("media")).expect("made");
    std::fs::write(folder.path().join("media").join(picture_name()), PICTURE).expect("a picture");
    let file = folder.path().join("one.artel-backup");
    store.backup(&file, &mut |_, _| {}).expect("a backup");
    let whole = std::fs::read(&file).expect("readable");
    let bad = folder.path().join("bad.artel-backup");
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        std::fs::write(&bad, &bytes).expect("written");
        assert!(verify_backup(&bad).is_err(), "the byte at {at}");
        std::fs::write(&bad, &whole[..at]).expect("written");
        assert!(verify_backup(&bad).is_err(), "cut at {at}");
    }
    let empty = self::folder();
    let error = restore_into(&bad, empty.path(), kind).expect_err("refused");
    assert!(error.to_string().contains("nothing was restored"), "{error}");
    open(empty.path(), kind);
    std::fs::write(&bad, [&whole[..], b"x"].concat()).expect("written");
    assert!(verify_backup(&bad).is_err(), "something behind the end");
}

fn a_backup_is_never_restored_over_something(kind: EngineKind) {
    let (folder, other) = (folder(), folder());
    let store = open(folder.path(), kind);
    fill(&store);
    let file = folder.path().join("one.artel-backup");
    store.backup(&file, &mut |_, _| {}).expect("a backup");
    put(&open(other.path(), kind), "mine", "1");
    let error = restore_into(&file, other.path(), kind).expect_err("refused");
    assert!(error.to_string().contains("is not empty"), "{error}");
    assert_eq!(get(&open(other.path(), kind), "mine").as_deref(), Some("1"));
    let error = restore_into(&file, folder.path(), kind).expect_err("refused");
    assert!(error.to_string().contains("in use"), "{error}");
}

fn an_interrupted_restore_is_not_taken_for_a_store(kind: EngineKind) {
    let (folder, half) = (folder(), folder());
    let store = open(folder.path(), kind);
    fill(&store);
    let file = folder.path().join("one.artel-backup");
    store.backup(&file, &mut |_, _| {}).expect("a backup");
    // As it is when the process dies after the last move.
    restore_into(&file, half.path(), kind).expect("restores");
    std::fs::create_dir(half.path().join("restoring")).expect("made");
    let sentence = refusal(half.path(), kind, options());
    assert!(sentence.contains("interrupted") && sentence.contains("artel restore"), "{sentence}");
    restore_into(&file, half.path(), kind).expect("restores again");
    assert_eq!(hash(&open(half.path(), kind)), hash(&store));
}

fn a_backup_does_not_overwrite(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    let file = folder.path().join("one.artel-backup");
    std::fs::write(&file, "precious").expect("written");
    assert!(matches!(store.backup(&file, &mut |_, _| {}), Err(BackupError::Exists { .. })));
    assert_eq!(std::fs::read(&file).expect("readable"), b"precious");
    let nowhere = folder.path().join("nowhere/one.artel-backup");
    assert!(store.backup(&nowhere, &mut |_, _| {}).is_err());
}

fn a_check_finds_a_damaged_media_file_and_record(kind: EngineKind) {
    let folder = folder();
    let store = open(folder.path(), kind);
    fill(&store);
    let well = store.check(&|_, _| Ok(()), &mut |_, _| {}).expect("checks");
    assert!(well.is_well(), "{well:?}");
    assert_eq!((well.records, well.media_files), (300, 1));
    std::fs::write(folder.path().join("media").join(picture_name()), b"another").expect("written");
    let verify = |key: &[u8], _: &[u8]| if key == b"k007" { Err("not CBOR".to_owned()) } else { Ok(()) };
    let faults = store.check(&verify, &mut |_, _| {}).expect("checks").faults;
    let sentences: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(sentences.len(), 2, "{sentences:?}");
    assert_eq!(sentences[0], "the record k007 is damaged: not CBOR");
    assert!(sentences[1].contains(&picture_name()), "{sentences:?}");
}

fn a_nearly_full_disk_makes_the_store_read_only(kind: EngineKind) {
    let folder = folder();
    put(&open(folder.path(), kind), "a", "1");
    // No disk has this much room.
    let store = Store::open(folder.path(), kind, OpenOptions { reserve_bytes: u64::MAX, ..options() })
        .expect("opens");
    assert!(!store.is_writable());
    let mut batch = Batch::new();
    batch.put("a", "2");
    assert!(matches!(store.commit(batch), Err(StoreError::Full)));
    assert!(!store.try_recover().expect("tries"));
    assert_eq!(get(&store, "a").as_deref(), Some("1"));
}
