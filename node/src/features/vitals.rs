//! How the node is, in figures: what the operator's page of repairs and `artel doctor` judge.

use std::time::Duration;

use artel_protocol::Timestamp;
use serde::{Deserialize, Serialize};

use super::search::State;
use crate::error::Refusal;
use crate::node::Node;

/// What a node knows of its own condition.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Vitals {
    /// The name of this run of the process; see [`Node::run`].
    pub run: String,
    /// The beginning of every id; none before the set-up.
    pub base: Option<String>,
    pub trial: bool,
    /// When it was set up.
    pub created: Option<Timestamp>,
    pub writable: bool,
    pub last_commit: u64,
    /// How far the clocks of others are ahead, in milliseconds; none when nobody has answered since the start.
    pub clocks_ahead_ms: Option<i64>,
    pub nightly_backup: bool,
    pub last_backup: Option<Timestamp>,
    /// Why the last attempt to make a backup failed.
    pub backup_failure: Option<String>,
    /// The servers to which something was not delivered, and how much, the most first.
    pub undelivered: Vec<(String, u64)>,
    /// The servers that take nothing, and since when, the longest silent first.
    pub failing: Vec<(String, Timestamp)>,
    /// When something last came from another server.
    pub last_heard: Option<Timestamp>,
    /// Mail is set up.
    pub sends_mail: bool,
    /// Why the mail server does not let us in, if it does not.
    pub mail_trouble: Option<String>,
    /// How many mails were given up.
    pub mails_failed: u64,
    /// Why the index of the search is not kept, if it is not.
    pub search_trouble: Option<String>,
}

/// How many servers of each sort are told.
const SERVERS: usize = 20;

/// The longest that the mail server may take to let us in.
const MAIL_SERVER: Duration = Duration::from_secs(15);

impl Node {
    /// How the node is at this moment, and whether its mail server lets it in.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn vitals(&self) -> Result<Vitals, Refusal> {
        let node = self.clone();
        // Counting peers and looking into folders may wait for the disk.
        let counted = tokio::task::spawn_blocking(move || node.count_vitals());
        let mail = tokio::time::timeout(MAIL_SERVER, self.check_mail());
        let (counted, mail) = tokio::join!(counted, mail);
        let vitals = counted.map_err(|error| Refusal::Internal(error.to_string()))??;
        let mail_trouble = match mail {
            Ok(Ok(())) => None,
            Ok(Err(trouble)) => Some(trouble.sentence()),
            Err(_) => Some("The mail server does not answer in time.".into()),
        };
        Ok(Vitals { mail_trouble, ..vitals })
    }

    fn count_vitals(&self) -> Result<Vitals, Refusal> {
        let record = self.record()?;
        let peers = self.peers()?;
        let mut undelivered: Vec<(String, u64)> = peers
            .iter()
            .filter(|peer| peer.undelivered > 0)
            .map(|peer| (peer.host.clone(), peer.undelivered))
            .collect();
        undelivered.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
        undelivered.truncate(SERVERS);
        let failing = peers.iter().filter_map(|peer| Some((peer.host.clone(), peer.record.failing_since?)));
        Ok(Vitals {
            run: self.run().to_owned(),
            trial: record.as_ref().is_some_and(|record| record.trial),
            created: record.as_ref().map(|record| record.created),
            base: record.map(|record| record.base.to_string()),
            writable: self.store().is_writable(),
            last_commit: self.store().last_commit().0,
            clocks_ahead_ms: self.clocks().ahead().map(|ahead| ahead.median_ms),
            nightly_backup: self.config().backup.nightly,
            // A folder that cannot be read holds no backup that could be used.
            last_backup: self.last_backup().ok().flatten().map(|last| last.made),
            backup_failure: self.backup_state().failure.map(|failure| failure.sentence),
            undelivered,
            failing: failing.take(SERVERS).collect(),
            sends_mail: self.config().mail.is_some(),
            mails_failed: self.mails_failed()?.len() as u64,
            search_trouble: match self.search_state() {
                State::Failed(reason) => Some(reason),
                _ => None,
            },
            mail_trouble: None,
            last_heard: peers.iter().filter_map(|peer| peer.record.last_heard).max(),
        })
    }
}
