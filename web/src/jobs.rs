//! Work that takes longer than a page: exports, imports, lists of blocks. A job lives in memory; what it has done by the time that
//! the node stops is durable, and it can be begun again.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use artel_node::Refusal;
use artel_protocol::{Name, Timestamp, limits};

/// How long a finished job, and the archive that it made, can be looked at.
const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);

/// What a job does.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Work {
    Export,
    Import,
    /// Blocks of a list of actors, each asked for at its server.
    Blocks,
}

/// One job.
#[derive(Debug)]
pub struct Job {
    /// What its page's address holds.
    pub token: String,
    /// Whose account began it: nobody else sees it.
    pub owner: Name,
    pub work: Work,
    /// The actor that is exported, or that publishes.
    pub actor: Name,
    pub begun: Timestamp,
    /// What it makes, if it makes a file.
    pub file: Option<PathBuf>,
    state: Mutex<State>,
}

/// How far a job has come.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub done: u64,
    pub all: u64,
    pub lines: Vec<JobLine>,
    pub ended: Option<Ended>,
}

/// How a job ended.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Ended {
    Well,
    Badly,
}

/// What became of one file of an import, or of one actor of a list.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct JobLine {
    pub name: String,
    /// In the language of who began it.
    pub words: String,
    pub wrong: bool,
    /// Where it is now.
    pub link: Option<String>,
}

impl Job {
    pub fn state(&self) -> State {
        self.lock().clone()
    }

    /// Says how far it is.
    pub fn progress(&self, done: u64, all: u64) {
        let mut state = self.lock();
        (state.done, state.all) = (done, all);
    }

    pub fn line(&self, line: JobLine) {
        self.lock().lines.push(line);
    }

    pub fn end(&self, ended: Ended) {
        self.lock().ended = Some(ended);
    }

    pub fn is_running(&self) -> bool {
        self.lock().ended.is_none()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Drop for Job {
    /// What a job made goes with it.
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            // A file that was never written is gone too.
            let _ = std::fs::remove_file(file);
        }
    }
}

/// Every job of this process.
#[derive(Default)]
pub struct Jobs(Mutex<Vec<Arc<Job>>>);

impl Jobs {
    /// A new job, to be worked on by the caller.
    ///
    /// # Errors
    /// A problem of the field `as` when this account has one of the sort that is still running; [`Refusal::Busy`] when
    /// there are too many of all.
    pub fn begin(
        &self,
        (token, owner, now): (String, Name, Timestamp),
        work: Work,
        actor: Name,
        file: Option<PathBuf>,
    ) -> Result<Arc<Job>, Refusal> {
        let mut jobs = self.lock();
        jobs.retain(|job| job.is_running() || now.since(job.begun) < KEPT_FOR);
        if jobs.iter().any(|job| job.owner == owner && job.work == work && job.is_running()) {
            return Err(Refusal::field("as", "job-running"));
        }
        // Of what is finished one of a sort is kept for each, so that nobody fills the disk.
        jobs.retain(|job| job.owner != owner || job.work != work || job.actor != actor);
        if jobs.len() >= limits::JOBS {
            let Some(oldest) = jobs.iter().position(|job| !job.is_running()) else {
                return Err(Refusal::Busy {
                    sentence: "too many are exporting or importing already",
                    retry_after: 60,
                });
            };
            jobs.remove(oldest);
        }
        let job = Job { token, owner, work, actor, begun: now, file, state: Mutex::default() };
        let job = Arc::new(job);
        jobs.push(job.clone());
        Ok(job)
    }

    /// A job of this account.
    pub fn find(&self, token: &str, owner: &Name, work: Work) -> Option<Arc<Job>> {
        let jobs = self.lock();
        let mine = |job: &&Arc<Job>| job.token == token && job.owner == *owner && job.work == work;
        jobs.iter().find(mine).cloned()
    }

    /// The jobs of one sort that this account began, the newest first.
    pub fn of(&self, owner: &Name, work: Work) -> Vec<Arc<Job>> {
        let jobs = self.lock();
        jobs.iter().rev().filter(|job| job.owner == *owner && job.work == work).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Job>>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(jobs: &Jobs, owner: &str, token: &str, now: i64) -> Result<Arc<Job>, Refusal> {
        let owner = Name::parse(owner).unwrap();
        jobs.begin((token.into(), owner.clone(), Timestamp(now)), Work::Export, owner, None)
    }

    #[test]
    fn nobody_sees_or_multiplies_the_jobs_of_another() {
        let jobs = Jobs::default();
        let (anna, boris) = (Name::parse("anna").unwrap(), Name::parse("boris").unwrap());
        let job = begin(&jobs, "anna", "a", 0).unwrap();
        assert!(begin(&jobs, "anna", "b", 0).is_err(), "one at a time");
        assert!(jobs.find("a", &boris, Work::Export).is_none());
        assert!(jobs.find("a", &anna, Work::Import).is_none());
        assert!(jobs.find("a", &anna, Work::Export).is_some());
        job.end(Ended::Well);
        assert!(begin(&jobs, "anna", "b", 1).is_ok());
        assert_eq!(jobs.of(&anna, Work::Export).len(), 1, "the newer one takes the older one's place");
    }

    #[test]
    fn there_are_never_more_than_so_many() {
        let jobs = Jobs::default();
        for number in 0..limits::JOBS {
            assert!(begin(&jobs, &format!("n{number}"), "t", 0).is_ok());
        }
        assert!(begin(&jobs, "anna", "t", 0).is_err());
        jobs.of(&Name::parse("n3").unwrap(), Work::Export)[0].end(Ended::Badly);
        assert!(begin(&jobs, "anna", "t", 0).is_ok());
    }
}
