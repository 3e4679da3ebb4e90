//! Checking a store: every record is read again, every media file is hashed, and none that a record names is missing.

use std::path::PathBuf;

use super::backup::{Progress, each_record};
use super::content_sum::Sums;
use super::folder::MEDIA;
use super::{CommitNumber, Mend, Store, StoreError, media};

/// How many faults are listed; one more is not news.
const FAULTS_LISTED: usize = 100;

/// What a check found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CheckReport {
    pub records: u64,
    pub media_files: u64,
    pub last_commit: CommitNumber,
    /// The first hundred; none if all is well.
    pub faults: Vec<Fault>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Fault {
    #[error("the store cannot be read to its end: {detail}")]
    Unreadable { detail: String },
    #[error("the records are not those that were committed: some are old, gone, or back again. {mend}")]
    NotAsCommitted { mend: Box<Mend> },
    #[error("the record {key} is damaged: {detail}")]
    Record { key: String, detail: String },
    #[error("the media file {path} is damaged: its bytes are not those it is named by")]
    Media { path: PathBuf },
    #[error("the media file {path} cannot be read: {detail}")]
    MediaUnreadable { path: PathBuf, detail: String },
    #[error("the media file {path} is missing: a backup may still have it")]
    MediaMissing { path: PathBuf },
}

impl CheckReport {
    pub fn is_well(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, fault: Fault) {
        if self.faults.len() < FAULTS_LISTED {
            self.faults.push(fault);
        }
    }
}

/// Tells what is wrong with a record that could be read, by its key and value.
pub type VerifyRecord<'a> = &'a dyn Fn(&[u8], &[u8]) -> Result<(), String>;

impl Store {
    /// Reads everything again. `verify` tells what is wrong with a record that could be read. In a running node what
    /// is in its memory is not read from the disk again, so the thorough check is that of a store opened for it.
    ///
    /// # Errors
    /// When the store is closed or its media folder cannot be listed; what is damaged is in the report.
    pub fn check(&self, verify: VerifyRecord<'_>, progress: Progress<'_>) -> Result<CheckReport, StoreError> {
        let snapshot = self.snapshot()?;
        let files = media::list(&self.folder)?;
        let total = self.engine.approximate_len() + files.len() as u64;
        let last_commit = self.last_commit();
        let mut report = CheckReport { records: 0, media_files: 0, last_commit, faults: Vec::new() };
        let mut sums = Sums::of(&*snapshot)?;
        let mut missing = Vec::new();
        let read = each_record(&*snapshot, |key, value| {
            sums.add(key, value);
            if let Err(detail) = verify(key, value) {
                report.fault(Fault::Record { key: key.escape_ascii().to_string(), detail });
            }
            report.records += 1;
            missing
                .extend(media::named_by(key, value).into_iter().filter(|name| !media::holds(&files, name)));
            progress(report.records, total);
            Ok(())
        });
        match read {
            Err(error @ StoreError::Closed) => return Err(error),
            Err(error) => report.fault(Fault::Unreadable { detail: error.to_string() }),
            Ok(()) if !sums.agree() => {
                report.fault(Fault::NotAsCommitted { mend: Mend::look(&self.folder).into() })
            }
            Ok(()) => {}
        }
        for name in missing {
            report.fault(Fault::MediaMissing { path: self.folder.join(MEDIA).join(name) });
        }
        for file in files {
            match media::hash_file(&file.path) {
                Ok(hash) if hash == file.name => {}
                Ok(_) => report.fault(Fault::Media { path: file.path }),
                Err(error) => {
                    report.fault(Fault::MediaUnreadable { path: file.path, detail: error.to_string() })
                }
            }
            report.media_files += 1;
            progress(report.records + report.media_files, total);
        }
        Ok(report)
    }
}
