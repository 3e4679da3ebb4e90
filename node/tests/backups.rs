//! Backups that a node makes by itself: when, how many are kept, what becomes of one that cannot be finished, and a
//! restore beside the store in use.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use artel_node::clock::ClockHand;
use artel_node::config::BackupPlan;
use artel_node::features::accounts::Password;
use artel_node::features::backups::look_into_backup;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::federation::http_client::SystemResolver;
use artel_node::store::{self, EngineKind, OpenOptions, restore_beside, take_restored, verify_backup};
use artel_node::{Clock, Config, Effects, Node, Random};
use artel_protocol::{Name, Timestamp};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn open(folder: &Path, plan: BackupPlan) -> (Node, ClockHand) {
    let (clock, hand) = Clock::with_hand();
    // It is noon, whenever the test runs: in the quiet hour itself a new node has nothing to do.
    let since_noon = (clock.now().0 - 12 * 3_600_000).rem_euclid(24 * 3_600_000);
    hand.forward(DAY - Duration::from_millis(u64::try_from(since_noon).unwrap()));
    let effects = Effects { clock, random: Random::seeded(7), resolver: Arc::new(SystemResolver) };
    (Node::open(Config { backup: plan, ..Config::new(folder) }, effects).unwrap(), hand)
}

async fn set_up(node: &Node) {
    node.set_up(SetUp {
        address: Address::Domain("node-a.test".into()),
        organisation: "Werkstatt Brandt".into(),
        owner: Name::parse("anna").unwrap(),
        password: Password::parse("correct horse battery").unwrap(),
        language: "de".into(),
    })
    .await
    .unwrap();
}

/// Moves the clock to half past the quiet hour of the next night.
fn to_the_next_night(node: &Node, hand: &ClockHand) {
    let now = node.clock().now().0;
    let half_past_three = 3 * 3_600_000 + 1_800_000;
    let day = 24 * 3_600_000;
    let next = (now - half_past_three).div_euclid(day) * day + day + half_past_three;
    hand.forward(Duration::from_millis(u64::try_from(next - now).unwrap()));
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn after_twenty_nights_fourteen_are_there_and_nothing_foreign_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let (node, hand) = open(folder.path(), BackupPlan::default());
    to_the_next_night(&node, &hand);
    assert!(node.back_up_if_due().await.unwrap().is_none(), "there is nothing to keep before the set-up");
    set_up(&node).await;
    let backups = folder.path().join("backups");
    std::fs::create_dir_all(&backups).unwrap();
    for foreign in ["2020-01-01.tar", "before-the-move.artel-backup", "2020-01-01.artel-backup.txt"] {
        std::fs::write(backups.join(foreign), "mine").unwrap();
    }
    std::fs::write(backups.join("2020-01-01.artel-backup.unfinished"), "cut short").unwrap();
    let mut made = Vec::new();
    for _ in 0..20 {
        to_the_next_night(&node, &hand);
        made.push(node.back_up_if_due().await.unwrap().expect("one is due").name.to_string());
        assert!(node.back_up_if_due().await.unwrap().is_none(), "one a night");
    }
    let mut expected = made[6..].to_vec();
    expected.extend(
        ["2020-01-01.tar", "2020-01-01.artel-backup.txt", "before-the-move.artel-backup"].map(String::from),
    );
    expected.sort();
    assert_eq!(names(&backups), expected);
    let last = node.last_backup().unwrap().unwrap();
    assert_eq!(last.name.to_string(), made[19]);
    assert!(verify_backup(&last.path).is_ok());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&last.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "nobody else may read the keys in it");
    }
    node.close();
}

#[tokio::test]
async fn a_machine_that_slept_makes_its_backup_when_it_wakes() {
    let folder = tempfile::tempdir().unwrap();
    let (node, hand) = open(folder.path(), BackupPlan::default());
    set_up(&node).await;
    to_the_next_night(&node, &hand);
    assert!(node.back_up_if_due().await.unwrap().is_some());
    // Awake again at half past one in the afternoon of the next day.
    hand.forward(DAY + Duration::from_secs(10 * 3600));
    assert!(node.back_up_if_due().await.unwrap().is_some());
    let off = BackupPlan { nightly: false, ..BackupPlan::default() };
    node.close();
    drop(node);
    let (node, hand) = open(folder.path(), off);
    hand.forward(100 * DAY);
    assert!(node.back_up_if_due().await.unwrap().is_none(), "it is switched off");
    node.close();
}

#[tokio::test]
async fn the_newest_is_kept_whatever_the_plan_says_and_a_second_one_of_a_day_has_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let other_disk = Some(elsewhere.path().join("nas"));
    let (node, _) = open(folder.path(), BackupPlan { keep: 0, folder: other_disk, ..BackupPlan::default() });
    set_up(&node).await;
    let first = node.make_backup().await.unwrap();
    let second = node.make_backup().await.unwrap();
    assert_eq!(second.name.to_string(), first.name.to_string().replace(".artel", "-2.artel"));
    assert_eq!(names(&elsewhere.path().join("nas")), [second.name.to_string()]);
    node.close();
}

#[tokio::test]
async fn a_disk_with_too_little_room_is_left_alone_and_the_mend_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (node, hand) = open(folder.path(), BackupPlan { spare: u64::MAX, ..BackupPlan::default() });
    set_up(&node).await;
    to_the_next_night(&node, &hand);
    let refusal = node.back_up_if_due().await.unwrap_err().to_string();
    assert!(refusal.contains("Make room"), "{refusal}");
    assert!(names(&folder.path().join("backups")).is_empty());
    let failure = node.backup_state().failure.unwrap();
    assert_eq!(failure.problem, "backup-no-room");
    assert!(node.back_up_if_due().await.unwrap().is_none(), "it is not tried again at once");
    hand.forward(Duration::from_secs(3600));
    assert!(node.back_up_if_due().await.is_err() || node.last_backup().unwrap().is_none());
    node.close();
}

/// `/dev/full` takes no byte, as a disk that is full.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_that_fills_up_under_a_backup_leaves_no_half_file() {
    let folder = tempfile::tempdir().unwrap();
    let (node, _) = open(folder.path(), BackupPlan::default());
    set_up(&node).await;
    let file = folder.path().join("now.artel-backup");
    std::os::unix::fs::symlink("/dev/full", folder.path().join("now.artel-backup.unfinished")).unwrap();
    let failed = node.store().backup(&file, &mut |_, _| {}).unwrap_err();
    assert_eq!(artel_node::features::backups::problem(&failed), "backup-no-room", "{failed}");
    assert!(names(folder.path()).iter().all(|name| !name.contains("now")), "{:?}", names(folder.path()));
    node.store().backup(&file, &mut |_, _| {}).unwrap();
    node.close();
}

#[tokio::test]
async fn a_backup_is_restored_beside_a_store_and_takes_its_place_at_the_next_start() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (node, _) = open(old.path(), BackupPlan::default());
    set_up(&node).await;
    let backup = node.make_backup().await.unwrap();
    let hash = node.store().logical_hash(&|_| true).unwrap();
    node.close();
    drop(node);
    let contents = look_into_backup(&backup.path, &mut |_, _| {}).unwrap();
    assert_eq!(contents.organisation, "Werkstatt Brandt");
    assert_eq!(contents.base.unwrap().host(), "node-a.test");
    assert_eq!((contents.accounts, contents.bytes), (1, backup.bytes));

    let (empty, _) = open(new.path(), BackupPlan::default());
    let options = || OpenOptions::new(Arc::new(|| Timestamp(1_795_500_000_000)));
    restore_beside(&backup.path, new.path(), EngineKind::Fjall, &options(), &mut |_, _| {}).unwrap();
    assert!(empty.record().unwrap().is_none(), "the store in use is untouched");
    assert!(take_restored(new.path()).is_err(), "and nobody takes its place while it is in use");
    empty.close();
    drop(empty);
    assert!(take_restored(new.path()).unwrap());
    assert!(!take_restored(new.path()).unwrap(), "once");
    let (node, _) = open(new.path(), BackupPlan::default());
    assert_eq!(node.store().logical_hash(&|_| true).unwrap(), hash);
    // What was given out after the backup was made is never given out again: ids follow the clock.
    let from = artel_node::features::sessions::From::default();
    assert!(node.log_in("anna", "correct horse battery", from).await.is_ok());
    node.close();
}

#[tokio::test]
async fn a_damaged_backup_is_not_restored_and_leaves_nothing_behind() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (node, _) = open(old.path(), BackupPlan::default());
    set_up(&node).await;
    let backup = node.make_backup().await.unwrap();
    node.close();
    let mut bytes = std::fs::read(&backup.path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let bad = old.path().join("bad.artel-backup");
    std::fs::write(&bad, &bytes).unwrap();
    let options = OpenOptions::new(Arc::new(|| Timestamp(1_795_500_000_000)));
    let failed = restore_beside(&bad, new.path(), EngineKind::Fjall, &options, &mut |_, _| {});
    assert!(matches!(failed, Err(store::BackupError::Damaged { .. })));
    assert!(names(new.path()).is_empty());
    assert!(look_into_backup(&bad, &mut |_, _| {}).is_err());
}
