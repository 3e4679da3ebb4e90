//! Which backup to restore: the second half of every sentence about a damaged store.

use std::fmt;
use std::path::{Path, PathBuf};

use super::folder::{BACKUP_EXTENSION, BACKUPS};

/// The mend for a store that lost something.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mend {
    backups: PathBuf,
    newest: Option<PathBuf>,
}

impl Mend {
    /// Looks for the newest backup below a data folder.
    pub fn look(folder: &Path) -> Mend {
        let backups = folder.join(BACKUPS);
        let newest = newest_backup(&backups);
        Mend { backups, newest }
    }

    pub fn newest_backup(&self) -> Option<&Path> {
        self.newest.as_deref()
    }
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.newest {
            Some(backup) => write!(
                f,
                "Move the folder aside (keep it) and restore the newest backup into an empty one: artel restore {}",
                backup.display()
            ),
            None => write!(
                f,
                "There is no backup in {}; if you keep one elsewhere, move the folder aside and restore that: artel restore FILE.",
                self.backups.display()
            ),
        }
    }
}

/// By the time of writing, since a person may name a backup as they like.
fn newest_backup(backups: &Path) -> Option<PathBuf> {
    std::fs::read_dir(backups)
        .ok()?
        .filter_map(Result::ok)
        .filter(|file| file.path().extension().is_some_and(|extension| extension == BACKUP_EXTENSION))
        .max_by_key(|file| file.metadata().and_then(|about| about.modified()).ok())
        .map(|file| file.path())
}
