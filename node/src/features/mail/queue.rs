//! Working off the queue: one mail after the other, again and again for two days, then listed for a person to see.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use artel_protocol::{Timestamp, limits};
use bytes::Bytes;
use tokio::sync::broadcast::error::RecvError;

use super::MailSettings;
use super::record::{MailCounts, MailRecord, read};
use super::smtp;
use super::trouble::{Fault, Trouble};
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys::{self, Key};

/// After this long a mail is given up: who waits for one looks no longer.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(2 * 24 * 3600);
/// The first wait after a failure; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_WAIT: Duration = Duration::from_secs(4 * 3600);
/// The longest that the whole queue waits for a server that takes nothing at all.
const LONGEST_PAUSE: Duration = Duration::from_secs(30 * 60);
/// How often the queue is looked at when nothing tells that something is due.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long a mail that is just being sent may still take when the node stops.
const GRACE: Duration = Duration::from_secs(10);
/// How many rows are read at once.
const READ_AT_ONCE: usize = 64;

/// When the server took nothing at all, the whole queue waits.
#[derive(Default)]
struct Pause {
    until: Option<Timestamp>,
    failures: u32,
}

impl Node {
    /// Works off the queue until `stop` is done. Without settings nothing is sent.
    pub async fn mail_until(&self, stop: impl Future<Output = ()>) {
        let Some(settings) = self.config().mail.clone() else { return stop.await };
        let mut events = self.events();
        let stopping = AtomicBool::new(false);
        let mut pause = Pause::default();
        tokio::pin!(stop);
        loop {
            let round = self.send_due_mails(&settings, &mut pause, &stopping);
            tokio::pin!(round);
            let sent = tokio::select! {
                sent = &mut round => sent,
                () = &mut stop => {
                    stopping.store(true, Ordering::Relaxed);
                    // What the server has not taken by then is sent after the next start.
                    let _ = tokio::time::timeout(GRACE, &mut round).await;
                    return;
                }
            };
            if let Err(error) = sent {
                tracing::error!(%error, "the queue of mails cannot be read or written");
            }
            tokio::select! {
                () = &mut stop => return,
                () = mail_waits(&mut events) => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }

    async fn send_due_mails(
        &self,
        settings: &MailSettings,
        pause: &mut Pause,
        stopping: &AtomicBool,
    ) -> Result<(), Refusal> {
        loop {
            let now = self.clock().now();
            if pause.until.is_some_and(|until| now < until) {
                return Ok(());
            }
            let (from, to) = keys::mails_due_until(now);
            let due = self.view()?.range(&from, &to, Direction::Forward, READ_AT_ONCE)?;
            if due.is_empty() {
                return Ok(());
            }
            for (due, _) in due {
                if stopping.load(Ordering::Relaxed) {
                    return Ok(());
                }
                let concerns_all = self.send_due_mail(settings, due.to_vec()).await?;
                if concerns_all {
                    pause.after_failure(self.clock().now());
                    self.give_up_old_mails(settings).await?;
                    return Ok(());
                }
                *pause = Pause::default();
            }
        }
    }

    /// One attempt at one mail. True when no other mail would fare better.
    async fn send_due_mail(&self, settings: &MailSettings, due: Key) -> Result<bool, Refusal> {
        let Some(key) = keys::mail_of_due(&due).map(<[u8]>::to_vec) else { return Ok(false) };
        let view = self.view()?;
        // Somebody may have forgotten it while the ones before it were sent.
        let record: Option<MailRecord> = view.record(&key)?;
        let outcome = match &record {
            Some(record) => self.send_now(settings, &view, record).await,
            None => Ok(String::new()),
        };
        let concerns_all = outcome.as_ref().is_err_and(|trouble| trouble.fault.concerns_all());
        self.settle_mail(key, due, outcome.err()).await?;
        Ok(concerns_all)
    }

    async fn send_now(
        &self,
        settings: &MailSettings,
        view: &View,
        record: &MailRecord,
    ) -> Result<String, Trouble> {
        let host = match view.node() {
            Ok(Some(node)) => mail_host(node.base.host()),
            _ => "localhost".to_owned(),
        };
        smtp::send(settings, &host, &self.random().token(), record).await
    }

    /// Makes durable what an attempt came to.
    async fn settle_mail(&self, key: Key, due: Key, trouble: Option<Trouble>) -> Result<(), Refusal> {
        let outcome = trouble.as_ref().map_or("taken", |trouble| trouble.fault.name());
        metrics::counter!("artel_mails_total", "outcome" => outcome).increment(1);
        if let Some(trouble) = &trouble {
            tracing::warn!("a mail was not sent: {trouble}");
        }
        let mut jitter = [0; 2];
        self.random().fill(&mut jitter);
        let jitter = u16::from_be_bytes(jitter);
        self.change(move |view, context| {
            let mut changes = Changes::none();
            changes.delete(due);
            let Some(record) = view.record::<MailRecord>(&key)? else { return Ok(changes) };
            if let Some(next) = record.next {
                changes.delete(keys::mail_due(next, &key));
            }
            let Some(trouble) = trouble else {
                changes.delete(key);
                count(&mut changes, view, |counts| counts.waiting = counts.waiting.saturating_sub(1))?;
                return Ok(changes);
            };
            let record = after(record, &trouble, context.now, jitter);
            match record.next {
                Some(next) => {
                    changes.put_bytes(keys::mail_due(next, &key), Bytes::new());
                    changes.put(key, &record);
                }
                None => fail(&mut changes, view, context, key, &record)?,
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// While the server takes nothing, what waited too long is given up without a further attempt.
    async fn give_up_old_mails(&self, settings: &MailSettings) -> Result<(), Refusal> {
        let server = settings.server();
        self.change(move |view, context| {
            let mut changes = Changes::none();
            let (from, to) = keys::mails_due_until(context.now);
            for (due, _) in view.range(&from, &to, Direction::Forward, READ_AT_ONCE)? {
                let Some(key) = keys::mail_of_due(&due) else { continue };
                let Some(record) = view.record::<MailRecord>(key)? else { continue };
                if context.now.since(record.since) >= GIVE_UP_AFTER {
                    let last = Some(record.last.clone().unwrap_or_else(|| {
                        Trouble::new(Fault::Unreachable, "for two days", server.clone()).sentence()
                    }));
                    let record = MailRecord { next: None, last, ..record };
                    changes.delete(due.to_vec());
                    fail(&mut changes, view, context, key.to_vec(), &record)?;
                }
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Whether the mail server lets this node in: connects, encrypts, logs in, says NOOP.
    ///
    /// # Errors
    /// What is wrong, whose words name the mend. None and no trouble when mail is off: ask [`Node::mails`] first.
    pub async fn check_mail(&self) -> Result<(), Trouble> {
        match &self.config().mail {
            Some(settings) => smtp::check(settings, &self.mail_host()).await,
            None => Ok(()),
        }
    }

    /// Sends one mail at once, past the queue, and yields the server's answer: for who sets the node up.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with what is wrong and how to mend it.
    pub async fn send_mail_at_once(&self, mail: super::Mail) -> Result<String, Refusal> {
        let Some(settings) = &self.config().mail else {
            return Err(Refusal::impossible(
                "Mail is off: set mail.server and mail.from in artel.toml, then start the node again.",
            ));
        };
        super::check(&mail)?;
        let now = self.clock().now();
        let mut number = [0; 8];
        self.random().fill(&mut number);
        let record = MailRecord::new(mail, u64::from_be_bytes(number), now);
        let sent = smtp::send(settings, &self.mail_host(), &self.random().token(), &record).await;
        sent.map_err(|trouble| Refusal::impossible(trouble.to_string()))
    }

    fn mail_host(&self) -> String {
        self.base().map_or_else(|_| "localhost".to_owned(), |base| mail_host(base.host()))
    }
}

impl Pause {
    fn after_failure(&mut self, now: Timestamp) {
        let wait = FIRST_WAIT.saturating_mul(1 << self.failures.min(10)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.until = Some(now.plus(wait));
    }
}

/// The host of this node as mail knows it: without a port.
fn mail_host(host: &str) -> String {
    host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned()
}

/// The row after an attempt that failed: without a next time if it is given up.
fn after(record: MailRecord, trouble: &Trouble, now: Timestamp, jitter: u16) -> MailRecord {
    let doubled = FIRST_WAIT.saturating_mul(1 << record.attempts.min(10)).min(LONGEST_WAIT);
    // A tenth more or less, so that not everything comes back at once.
    let scattered = doubled.mul_f64(0.9 + 0.2 * f64::from(jitter) / f64::from(u16::MAX));
    let next = Some(now.plus(scattered));
    let next = next.filter(|next| !trouble.fault.is_final() && next.since(record.since) < GIVE_UP_AFTER);
    let attempts = record.attempts.saturating_add(1);
    MailRecord { attempts, next, last: Some(trouble.sentence()), ..record }
}

/// Moves a mail among those that were given up; the oldest of too many is forgotten.
fn fail(
    changes: &mut Changes,
    view: &View,
    context: &Context<'_>,
    key: Key,
    record: &MailRecord,
) -> Result<(), Refusal> {
    changes.delete(key);
    changes.put(keys::mail_failed(context.now, record.number), record);
    let mut too_many = false;
    count(changes, view, |counts| {
        counts.waiting = counts.waiting.saturating_sub(1);
        counts.failed += 1;
        too_many = counts.failed > limits::MAILS_FAILED;
    })?;
    if too_many {
        let prefix = keys::mails_failed();
        let oldest = view.prefix(&prefix, Direction::Forward, READ_AT_ONCE)?;
        let kept = oldest.iter().find(|(key, _)| changes.batch.get(key).is_none());
        if let Some((oldest, _)) = kept {
            changes.delete(oldest.to_vec());
            count(changes, view, |counts| counts.failed -= 1)?;
        }
    }
    Ok(())
}

pub(super) fn count(
    changes: &mut Changes,
    view: &View,
    change: impl FnOnce(&mut MailCounts),
) -> Result<(), Refusal> {
    let mut counts: MailCounts = read(changes, view, &keys::mail_counts())?.unwrap_or_default();
    change(&mut counts);
    changes.put(keys::mail_counts(), &counts);
    Ok(())
}

/// Returns when a new mail waits.
async fn mail_waits(events: &mut tokio::sync::broadcast::Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(Event::Mail) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            // No further events will come: the node stops.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
