//! What is under way besides the requests: a backup that is restored through the set-up page, the wish to start
//! again with it, and what the last look at everything found.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use artel_node::features::backups::{self, BackupContents};
use artel_node::store::{self, BackupError, OpenOptions};
use artel_node::{Node, Refusal};
use tokio::sync::watch;

use crate::app::App;
use crate::doctor;

/// The first look at everything comes this long after the start, when the node can be reached.
const FIRST_LOOK: Duration = Duration::from_secs(90);
/// And then once in so long.
const LOOK_EVERY: Duration = Duration::from_secs(24 * 3600);
/// How long the page that says so may take to arrive before the node starts again.
const PAGE_ARRIVES: Duration = Duration::from_secs(1);
/// The node starts again after this long even if nobody looks.
const NOBODY_LOOKS: Duration = Duration::from_secs(30);

/// Clones are the same one.
#[derive(Clone, Default)]
pub struct Desk(Arc<On>);

#[derive(Default)]
struct On {
    restore: Mutex<Restore>,
    again: watch::Sender<bool>,
    wrong: AtomicU64,
}

/// How far the restore of a backup is.
#[derive(Clone, Debug, Default)]
pub enum Restore {
    /// None was chosen.
    #[default]
    Nothing,
    /// It is read from end to end.
    Checking(Arc<Bar>),
    /// It is whole; a person has to say that it is the right one.
    Checked(PathBuf, Box<BackupContents>),
    /// It cannot be used: the key of words for why. Nothing was changed.
    Refused(&'static str),
    Restoring(Arc<Bar>),
    /// It is restored; the node is about to start again with it.
    Restored,
}

/// How much is done, and of how much.
#[derive(Debug, Default)]
pub struct Bar {
    done: AtomicU64,
    total: AtomicU64,
}

impl Bar {
    fn set(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// In hundredths.
    pub fn percent(&self) -> u64 {
        percent(self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}

/// The share in hundredths; at the most 100, since a whole may be an estimate.
pub fn percent(done: u64, total: u64) -> u64 {
    done.saturating_mul(100).checked_div(total).unwrap_or(0).min(100)
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Restore> {
        self.0.restore.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// How far the restore is.
    pub fn restore(&self) -> Restore {
        self.lock().clone()
    }

    /// Whether it is too late for setting up anew.
    pub fn is_restoring(&self) -> bool {
        matches!(*self.lock(), Restore::Restoring(_) | Restore::Restored)
    }

    /// Goes back to the choice, unless something is under way.
    pub fn choose_again(&self) {
        let mut restore = self.lock();
        if matches!(*restore, Restore::Checked(..) | Restore::Refused(_)) {
            *restore = Restore::Nothing;
        }
    }

    /// What was sent cannot be used.
    pub fn refuse(&self, problem: &'static str) {
        let mut restore = self.lock();
        if !matches!(*restore, Restore::Restoring(_) | Restore::Restored) {
            *restore = Restore::Refused(problem);
        }
    }

    /// Begins to read a backup from end to end.
    ///
    /// # Errors
    /// [`Refusal::Busy`] while another one is read or restored.
    pub fn check(&self, file: PathBuf) -> Result<(), Refusal> {
        let bar = Arc::new(Bar::default());
        {
            let mut restore = self.lock();
            if matches!(*restore, Restore::Checking(_) | Restore::Restoring(_) | Restore::Restored) {
                return Err(busy());
            }
            *restore = Restore::Checking(bar.clone());
        }
        let desk = self.clone();
        drop(tokio::task::spawn_blocking(move || {
            let found = backups::look_into_backup(&file, &mut |done, total| bar.set(done, total));
            *desk.lock() = match found {
                Ok(contents) if contents.base.is_none() => Restore::Refused("restore-empty"),
                Ok(contents) => Restore::Checked(file, Box::new(contents)),
                Err(error) => refused(&error),
            };
        }));
        Ok(())
    }

    /// Begins to restore the backup that was checked. Ends with the wish to start again.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when none was checked.
    pub fn begin_restore(&self, node: &Node) -> Result<(), Refusal> {
        let bar = Arc::new(Bar::default());
        let file = {
            let mut restore = self.lock();
            let Restore::Checked(file, _) = &*restore else { return Err(busy()) };
            let file = file.clone();
            *restore = Restore::Restoring(bar.clone());
            file
        };
        let (desk, node) = (self.clone(), node.clone());
        drop(tokio::task::spawn_blocking(move || {
            let restored = restore(&node, &file, &bar);
            if let Ok(true) = restored {
                desk.start_again_in(NOBODY_LOOKS);
            }
            *desk.lock() = match restored {
                Ok(true) => Restore::Restored,
                Ok(false) => Restore::Refused("restore-too-late"),
                Err(error) => refused(&error),
            };
        }));
        Ok(())
    }

    /// The page that says that the node starts again is on its way to the reader.
    pub fn page_is_on_its_way(&self) {
        self.start_again_in(PAGE_ARRIVES);
    }

    fn start_again_in(&self, time: Duration) {
        let desk = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            desk.0.again.send_replace(true);
        });
    }

    /// Done when the node is to start again.
    pub fn to_start_again(&self) -> impl Future<Output = ()> + use<> {
        let mut again = self.0.again.subscribe();
        async move {
            // The sender lives as long as the desk, and that as long as the node runs.
            if again.wait_for(|again| *again).await.is_err() {
                std::future::pending().await
            }
        }
    }

    pub fn is_to_start_again(&self) -> bool {
        *self.0.again.borrow()
    }

    /// How many things the last look at everything found wrong.
    pub fn wrong(&self) -> u64 {
        self.0.wrong.load(Ordering::Relaxed)
    }

    /// Remembers how many things were found wrong.
    pub fn note_wrong(&self, wrong: u64) {
        self.0.wrong.store(wrong, Ordering::Relaxed);
    }
}

fn busy() -> Refusal {
    Refusal::Busy { sentence: "a backup is being read or restored already", retry_after: 10 }
}

fn refused(error: &BackupError) -> Restore {
    tracing::warn!(%error, "a backup was not restored");
    Restore::Refused(match backups::problem(error) {
        "backup-unwritable" => "restore-failed",
        problem => problem,
    })
}

/// Restores beside the store of a node that nobody has set up. Answers no if somebody has meanwhile.
fn restore(node: &Node, file: &Path, bar: &Bar) -> Result<bool, BackupError> {
    let (config, clock) = (node.config(), node.clock().clone());
    let options = OpenOptions::new(Arc::new(move || clock.now()));
    let progress = &mut |done, total| bar.set(done, total);
    store::restore_beside(file, &config.data, config.engine, &options, progress)?;
    if !matches!(node.record(), Ok(None)) {
        store::discard_restored(&config.data)?;
        return Ok(false);
    }
    tracing::info!(file = %file.display(), "a backup is restored; the node starts again with it");
    Ok(true)
}

/// Looks at everything once a day until `stop` is done, so that operators are told what is wrong without asking.
pub async fn look_after(app: App, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut pause = FIRST_LOOK;
    loop {
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = LOOK_EVERY;
        let findings = doctor::look(app.node(), app.settings()).await;
        for finding in findings.iter().filter(|finding| finding.is_wrong()) {
            tracing::warn!(about = finding.about, "{}", finding.in_english());
        }
        app.desk().note_wrong(findings.iter().filter(|finding| finding.is_wrong()).count() as u64);
    }
}
