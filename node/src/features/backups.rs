//! Backups that the node makes by itself: every night, and when somebody asks for one.
//!
//! A backup's name is the day on which it was made, so that whoever looks into the folder understands it. Only files
//! with such a name are ever removed.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use artel_protocol::{Id, Timestamp};

use crate::config::BackupPlan;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::folder::{self, BACKUP_EXTENSION};
use crate::store::records::{self, LocalActorRecord, NodeRecord};
use crate::store::{self, BackupError, UNFINISHED, keys};

/// How often it is looked whether a backup is due.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// After a failure, the next attempt is made this much later.
const TRY_AGAIN: Duration = Duration::from_secs(3600);
/// A machine that slept at the quiet hour makes its backup as soon as the last one is older than this.
const OVERDUE: Duration = Duration::from_secs(26 * 3600);
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The name of a backup's file: `2026-11-24.artel-backup`, with `-2` behind the day for the second one of that day.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct BackupName {
    day: String,
    number: u32,
}

impl BackupName {
    /// The name that a file has, if it is one that backups are given here.
    pub fn parse(name: &str) -> Option<BackupName> {
        let stem = name.strip_suffix(BACKUP_EXTENSION)?.strip_suffix('.')?;
        let (day, rest) = stem.split_at_checked(10)?;
        let is_day = day.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        let number = match rest.strip_prefix('-') {
            None if rest.is_empty() => 1,
            None => return None,
            Some(number) => number.parse().ok()?,
        };
        let parsed = BackupName { day: day.to_owned(), number };
        (is_day && parsed.to_string() == name).then_some(parsed)
    }

    /// The name of the first backup on the day of this moment.
    fn of(moment: Timestamp) -> BackupName {
        let day = moment.to_rfc3339();
        BackupName { day: day.get(..10).unwrap_or(&day).to_owned(), number: 1 }
    }

    fn next(self) -> BackupName {
        BackupName { number: self.number + 1, ..self }
    }
}

impl std::fmt::Display for BackupName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.number {
            1 => write!(formatter, "{}.{BACKUP_EXTENSION}", self.day),
            number => write!(formatter, "{}-{number}.{BACKUP_EXTENSION}", self.day),
        }
    }
}

/// A backup that lies in the folder. It was read to its end after it was written, else it would not have this name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BackupFile {
    pub name: BackupName,
    pub path: PathBuf,
    pub bytes: u64,
    pub made: Timestamp,
}

/// How it stands with backups.
#[derive(Clone, Debug, Default)]
pub struct BackupState {
    /// One is being made.
    pub running: Option<BackupProgress>,
    /// The last attempt, if it failed.
    pub failure: Option<BackupFailure>,
}

/// Why no backup was made.
#[derive(Clone, Debug)]
pub struct BackupFailure {
    pub at: Timestamp,
    /// The sort of failure: the key of words for it.
    pub problem: &'static str,
    /// One sentence in English with every detail.
    pub sentence: String,
}

/// How far a backup is.
#[derive(Copy, Clone, Debug)]
pub struct BackupProgress {
    pub since: Timestamp,
    /// Records and files; `total` is an estimate that `done` may pass. When all are written, all are read again.
    pub done: u64,
    pub total: u64,
}

/// What a node remembers of its backups while it runs.
#[derive(Default)]
pub struct BackupKeeper(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    running: Option<Arc<Running>>,
    failure: Option<BackupFailure>,
}

struct Running {
    since: Timestamp,
    done: AtomicU64,
    total: AtomicU64,
}

impl BackupKeeper {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// One at a time.
    fn begin(&self, now: Timestamp) -> Result<Arc<Running>, Refusal> {
        let mut kept = self.lock();
        if kept.running.is_some() {
            return Err(Refusal::Busy { sentence: "a backup is being made already", retry_after: 30 });
        }
        let running = Arc::new(Running { since: now, done: AtomicU64::new(0), total: AtomicU64::new(0) });
        kept.running = Some(running.clone());
        Ok(running)
    }

    fn end(&self, now: Timestamp, made: &Result<BackupFile, BackupError>) {
        let mut kept = self.lock();
        kept.running = None;
        kept.failure = made.as_ref().err().map(|error| BackupFailure {
            at: now,
            problem: problem(error),
            sentence: error.to_string(),
        });
    }
}

impl Node {
    /// Makes a backup every night until `stop` is done, as the plan says.
    pub async fn back_up_until(&self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
            if let Err(refusal) = self.back_up_if_due().await {
                tracing::warn!(%refusal, "the nightly backup was not made; it is tried again in an hour");
            }
        }
    }

    /// Makes a backup if the plan wants one now.
    ///
    /// # Errors
    /// When it could not be made; the next attempt is made an hour later.
    pub async fn back_up_if_due(&self) -> Result<Option<BackupFile>, Refusal> {
        let plan = &self.config().backup;
        let Some(record) = self.record()?.filter(|_| plan.nightly) else { return Ok(None) };
        let now = self.clock().now();
        let failed = self.backup_state().failure;
        if failed.is_some_and(|failed| failed.at <= now && now.since(failed.at) < TRY_AGAIN) {
            return Ok(None);
        }
        let last = self.last_backup()?.map_or(record.created, |last| last.made);
        match is_due(plan, now, last) {
            true => self.make_backup().await.map(Some),
            false => Ok(None),
        }
    }

    /// Makes a backup now and waits for it. Older ones than the plan keeps are removed afterwards.
    ///
    /// # Errors
    /// [`Refusal::Busy`] while another one is being made; else a sentence that names the mend.
    pub async fn make_backup(&self) -> Result<BackupFile, Refusal> {
        let running = self.backup_keeper().begin(self.clock().now())?;
        let node = self.clone();
        let made = tokio::task::spawn_blocking(move || node.back_up(&running)).await;
        let made = made.map_err(|error| Refusal::Internal(error.to_string()))?;
        made.map_err(|error| Refusal::impossible(error.to_string()))
    }

    /// Begins to make a backup; [`Node::backup_state`] tells how far it is and what became of it.
    ///
    /// # Errors
    /// [`Refusal::Busy`] while another one is being made.
    pub fn start_backup(&self) -> Result<(), Refusal> {
        let running = self.backup_keeper().begin(self.clock().now())?;
        let node = self.clone();
        drop(tokio::task::spawn_blocking(move || node.back_up(&running)));
        Ok(())
    }

    /// How it stands with backups at this moment.
    pub fn backup_state(&self) -> BackupState {
        let kept = self.backup_keeper().lock();
        let running = kept.running.as_ref().map(|running| BackupProgress {
            since: running.since,
            done: running.done.load(Ordering::Relaxed),
            total: running.total.load(Ordering::Relaxed),
        });
        BackupState { running, failure: kept.failure.clone() }
    }

    /// The backups in the folder, the newest first.
    ///
    /// # Errors
    /// When there is a folder that cannot be read.
    pub fn backups(&self) -> Result<Vec<BackupFile>, Refusal> {
        backups_in(&self.config().backup_folder()).map_err(|error| Refusal::impossible(error.to_string()))
    }

    /// The newest backup. One from the future, made while the clock was wrong, is none.
    pub fn last_backup(&self) -> Result<Option<BackupFile>, Refusal> {
        let now = self.clock().now();
        Ok(self.backups()?.into_iter().filter(|backup| backup.made <= now).max_by_key(|backup| backup.made))
    }

    /// The whole of a backup's making, on a thread that may wait for the disk.
    fn back_up(&self, running: &Running) -> Result<BackupFile, BackupError> {
        let made = self.write_and_remove_old(running);
        let now = self.clock().now();
        self.backup_keeper().end(now, &made);
        match &made {
            Ok(backup) => {
                let seconds = now.since(running.since).as_secs();
                tracing::info!(file = %backup.path.display(), bytes = backup.bytes, seconds, "a backup was made");
            }
            Err(error) => tracing::warn!(%error, "no backup was made"),
        }
        made
    }

    fn write_and_remove_old(&self, running: &Running) -> Result<BackupFile, BackupError> {
        let folder = self.config().backup_folder();
        make_folder(&folder)?;
        remove_unfinished(&folder)?;
        self.refuse_without_room(&folder)?;
        let mut name = BackupName::of(self.clock().now());
        while folder.join(name.to_string()).exists() {
            name = name.next();
        }
        let path = folder.join(name.to_string());
        let mut told = running.since;
        self.store().backup(&path, &mut |done, total| {
            running.done.store(done, Ordering::Relaxed);
            running.total.store(total, Ordering::Relaxed);
            // Asking the clock for every record would take longer than copying it.
            if done % 1024 == 0 && self.clock().now().since(told) >= LOOK_AGAIN {
                told = self.clock().now();
                tracing::info!(done, total, "a backup is being made");
            }
        })?;
        let made = BackupFile::at(&folder, name)?;
        remove_old(&folder, self.config().backup.keep, &made.name)?;
        Ok(made)
    }

    fn refuse_without_room(&self, folder: &Path) -> Result<(), BackupError> {
        let last = backups_in(folder)?.first().map_or(0, |last| last.bytes);
        let needed = self.store().backup_estimate()?.max(last).saturating_add(self.config().backup.spare);
        match folder::room(folder) {
            Some(left) if left < needed => Err(BackupError::NoRoom {
                folder: folder.to_owned(),
                needed_mb: needed / 1_000_000,
                left_mb: left / 1_000_000,
            }),
            _ => Ok(()),
        }
    }
}

impl BackupFile {
    fn at(folder: &Path, name: BackupName) -> Result<BackupFile, BackupError> {
        let path = folder.join(name.to_string());
        let made = store::backup_header(&path)?.created;
        let about = std::fs::metadata(&path);
        let bytes = about.map_err(|source| BackupError::Io { path: path.clone(), source })?.len();
        Ok(BackupFile { name, path, bytes, made })
    }
}

/// Whether the quiet hour has come and no backup was made since it began, or the last is overdue.
fn is_due(plan: &BackupPlan, now: Timestamp, last: Timestamp) -> bool {
    let hour = i64::from(plan.hour.min(23)) * HOUR_MS;
    let since_quiet_hour = (now.0 - hour).rem_euclid(DAY_MS);
    let tonight = now.0 - since_quiet_hour;
    (since_quiet_hour < HOUR_MS && last.0 < tonight) || (last <= now && now.since(last) > OVERDUE)
}

/// The backups in a folder, the newest name first. What cannot be read as a backup is not listed.
pub fn backups_in(folder: &Path) -> Result<Vec<BackupFile>, BackupError> {
    let names = file_names(folder)?;
    let mut backups: Vec<BackupFile> =
        names.iter().filter_map(|name| BackupFile::at(folder, BackupName::parse(name)?).ok()).collect();
    backups.sort_by(|one, other| other.name.cmp(&one.name));
    Ok(backups)
}

fn file_names(folder: &Path) -> Result<Vec<String>, BackupError> {
    let io = |source| BackupError::Io { path: folder.to_owned(), source };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io(error)),
    };
    let names = entries.map(|entry| Ok(entry.map_err(io)?.file_name().into_string().ok()));
    Ok(names.collect::<Result<Vec<_>, BackupError>>()?.into_iter().flatten().collect())
}

fn make_folder(folder: &Path) -> Result<(), BackupError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| BackupError::Io { path: folder.to_owned(), source })
}

/// Removes what is left of a backup during which the process died.
fn remove_unfinished(folder: &Path) -> Result<(), BackupError> {
    for name in file_names(folder)? {
        if name.strip_suffix(UNFINISHED).and_then(BackupName::parse).is_some() {
            remove(folder.join(name))?;
        }
    }
    Ok(())
}

/// Keeps the newest, and the one that was just made even if its name is not the newest.
fn remove_old(folder: &Path, keep: usize, just_made: &BackupName) -> Result<(), BackupError> {
    let mut names: Vec<BackupName> =
        file_names(folder)?.iter().filter_map(|name| BackupName::parse(name)).collect();
    names.sort_by(|one, other| other.cmp(one));
    for old in names.iter().skip(keep.max(1)).filter(|name| *name != just_made) {
        remove(folder.join(old.to_string()))?;
    }
    Ok(())
}

fn remove(path: PathBuf) -> Result<(), BackupError> {
    std::fs::remove_file(&path).map_err(|source| BackupError::Io { path, source })
}

/// What went wrong with a backup, or with what was taken for one: the key of words for it.
pub fn problem(error: &BackupError) -> &'static str {
    match error {
        BackupError::NoRoom { .. } => "backup-no-room",
        BackupError::NotABackup { .. } => "backup-is-none",
        BackupError::TooNew { .. } => "backup-too-new",
        BackupError::Damaged { .. } => "backup-damaged",
        BackupError::NotAsCommitted { .. } => "backup-store-damaged",
        BackupError::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
            "backup-no-room"
        }
        BackupError::Store(error) if error.is_full() => "backup-no-room",
        _ => "backup-unwritable",
    }
}

/// What is in a backup, for a person who has to know whether it is the right one.
#[derive(Clone, Debug)]
pub struct BackupContents {
    pub made: Timestamp,
    pub bytes: u64,
    /// Where the node stood; none if it was not set up.
    pub base: Option<Id>,
    /// The full name of the organisation that ran it.
    pub organisation: String,
    pub accounts: u64,
    pub entries: u64,
}

/// Reads a backup from end to end and tells what is in it. `progress` is told bytes.
///
/// # Errors
/// When it is not whole, no backup at all, or from a newer version.
pub fn look_into_backup(file: &Path, progress: store::Progress<'_>) -> Result<BackupContents, BackupError> {
    let (mut accounts, mut entries, mut node) = (0, 0, None::<NodeRecord>);
    let mut titles = std::collections::HashMap::new();
    let report = store::read_backup(
        file,
        &mut |key, value| match key.first() {
            Some(b'P') => accounts += 1,
            Some(b'E') => entries += 1,
            Some(b'N') => {
                if let Ok(actor) = records::decode::<LocalActorRecord>(value)
                    && actor.name == actor.organisation
                {
                    titles.insert(actor.name, actor.title);
                }
            }
            Some(b'W') if key == keys::setting("node") => node = records::decode(value).ok(),
            _ => {}
        },
        progress,
    )?;
    let organisation = node.as_ref().and_then(|node| titles.remove(&node.organisation)).unwrap_or_default();
    let bytes = std::fs::metadata(file).map_or(0, |about| about.len());
    let made = report.header.created;
    Ok(BackupContents { made, bytes, base: node.map(|node| node.base), organisation, accounts, entries })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn only_our_own_names_are_names_of_backups() {
        for name in ["2026-11-24.artel-backup", "2026-11-24-2.artel-backup", "2026-11-24-17.artel-backup"] {
            assert_eq!(BackupName::parse(name).map(|parsed| parsed.to_string()).as_deref(), Some(name));
        }
        for name in [
            "before-the-move.artel-backup",
            "2026-11-24-1.artel-backup",
            "2026-11-24-02.artel-backup",
            "2026-11-24-x.artel-backup",
            "2026-11-24.artel-backup.unfinished",
            "2026-11-24",
            "../../etc/passwd",
            "..artel-backup",
            "2026/11/24.artel-backup",
            "ёё-11-24.artel-backup",
        ] {
            assert_eq!(BackupName::parse(name), None, "{name}");
        }
    }

    #[test]
    fn one_is_made_in_the_quiet_hour_and_a_missed_one_later() {
        let plan = BackupPlan::default();
        let last = at("2026-11-23T03:00:20Z");
        assert!(!is_due(&plan, at("2026-11-24T02:59:00Z"), last));
        assert!(is_due(&plan, at("2026-11-24T03:00:30Z"), last));
        assert!(!is_due(&plan, at("2026-11-24T03:02:00Z"), at("2026-11-24T03:00:30Z")));
        // The machine slept.
        assert!(!is_due(&plan, at("2026-11-24T04:30:00Z"), last));
        assert!(is_due(&plan, at("2026-11-24T05:30:00Z"), last));
        // The clock was ahead when the last one was made.
        assert!(!is_due(&plan, at("2026-11-24T12:00:00Z"), at("2027-11-24T03:00:00Z")));
    }
}
