//! Deliveries: rows in the store, worked off in parallel per host and in order per entry, until they arrive or are
//! given up and listed for a person to see.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use artel_protocol::http_signature::{Scheme, sign_cavage, sign_rfc9421};
use artel_protocol::key::RsaSecret;
use artel_protocol::wire::ACTIVITY_JSON;
use artel_protocol::{Id, Name, Timestamp, limits};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use tokio::sync::Notify;

use super::http_client::{HttpError, Response};
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::{node_request_secret, request_secret};
use crate::mesh;
use crate::node::Node;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys::{self, Key};
use crate::store::records::{DeliveryRecord, HostRecord, LastAnswer};

/// After this long a delivery is given up.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(7 * 24 * 3600);
/// The first wait after a failure; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_WAIT: Duration = Duration::from_secs(12 * 3600);
/// How long a host that sent us RFC 9421, or takes it, is believed to go on doing so.
const RFC9421_FOR: Duration = Duration::from_secs(14 * 24 * 3600);
/// How exactly it is remembered when a host was last heard, and when it last took something.
const HEARD_EVERY: Duration = Duration::from_secs(3600);
const DELIVERED_EVERY: Duration = Duration::from_secs(60);
/// How often the queue is looked at when nothing tells that something is due.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// What is on its way at this moment.
#[derive(Default)]
pub struct Deliverer {
    on_the_way: Mutex<HashSet<Key>>,
    per_host: Mutex<HashMap<String, usize>>,
    /// Signing keys, parsed once; the node's own under no name.
    secrets: Mutex<HashMap<Option<Name>, RequestSecret>>,
    wake: Notify,
}

/// A key that signs requests, with its id.
type RequestSecret = Arc<(RsaSecret, String)>;

/// What a row's attempt came to.
enum Attempt {
    Arrived,
    /// Not now; the host may have said when.
    Later(LastAnswer, Option<Duration>),
    /// Never.
    Refused(LastAnswer),
}

impl Deliverer {
    /// Takes a row unless it is on its way already or its host has as many as it may.
    fn take(&self, key: &[u8], host: &str) -> bool {
        let mut per_host = lock(&self.per_host);
        let of_this_host = per_host.entry(host.to_owned()).or_default();
        let mut on_the_way = lock(&self.on_the_way);
        if *of_this_host >= limits::DELIVERIES_PER_HOST
            || on_the_way.len() >= limits::DELIVERIES_AT_ONCE
            || !on_the_way.insert(key.to_vec())
        {
            return false;
        }
        *of_this_host += 1;
        true
    }

    fn is_on_the_way(&self, key: &[u8]) -> bool {
        lock(&self.on_the_way).contains(key)
    }

    fn give_back(&self, key: &[u8], host: &str) {
        let mut per_host = lock(&self.per_host);
        if let Some(of_this_host) = per_host.get_mut(host) {
            *of_this_host -= 1;
            if *of_this_host == 0 {
                per_host.remove(host);
            }
        }
        lock(&self.on_the_way).remove(key);
        drop(per_host);
        self.wake.notify_one();
    }

    fn is_full(&self) -> bool {
        lock(&self.on_the_way).len() >= limits::DELIVERIES_AT_ONCE
    }
}

impl Node {
    /// Works off the queue until `stop` is done.
    pub async fn deliver_until(&self, stop: impl Future<Output = ()>) {
        let mut events = self.events();
        tokio::pin!(stop);
        loop {
            let woken = self.deliverer().wake.notified();
            if let Err(error) = self.start_due_deliveries() {
                tracing::error!(%error, "the queue of deliveries cannot be read");
            }
            tokio::select! {
                () = &mut stop => return,
                () = woken => {}
                () = outgoing(&mut events) => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }

    /// Starts every delivery that is due and may start now.
    fn start_due_deliveries(&self) -> Result<(), Refusal> {
        let view = self.view()?;
        let (mut from, to) = keys::due_until(self.clock().now());
        loop {
            if self.deliverer().is_full() {
                return Ok(());
            }
            let due = view.range(&from, &to, Direction::Forward, limits::DELIVERIES_READ)?;
            let Some((last, _)) = due.last() else { return Ok(()) };
            from = [&last[..], &[0]].concat();
            for (key, _) in due {
                self.start_delivery(&view, &key)?;
            }
        }
    }

    fn start_delivery(&self, view: &View, due: &[u8]) -> Result<(), Refusal> {
        let Some((_, key)) = keys::parse_due(due) else { return Ok(()) };
        if self.deliverer().is_on_the_way(key) {
            return Ok(());
        }
        let Some(record) = view.delivery(key)? else { return Ok(()) };
        if !is_first_in_line(view, key, &record)? || !self.deliverer().take(key, &record.host) {
            return Ok(());
        }
        let node = self.clone();
        let (key, due) = (key.to_vec(), due.to_vec());
        tokio::spawn(async move {
            match node.still_waits(&key, &record) {
                Ok(true) => {
                    let attempt = node.attempt(&record).await;
                    if let Err(error) = node.settle(&key, due, &record, attempt).await {
                        tracing::error!(%error, host = %record.host, "a delivery's outcome was not kept; it is tried again");
                    }
                }
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "a delivery cannot be read"),
            }
            node.deliverer().give_back(&key, &record.host);
        });
        Ok(())
    }

    /// Whether a row that was just taken is still as it was read: another attempt may have ended in between, and
    /// nothing is delivered twice.
    fn still_waits(&self, key: &[u8], record: &DeliveryRecord) -> Result<bool, Refusal> {
        let now = self.view()?.delivery(key)?;
        Ok(now.is_some_and(|now| now.next == record.next && now.attempts == record.attempts))
    }

    /// One attempt at one delivery.
    async fn attempt(&self, record: &DeliveryRecord) -> Attempt {
        match self.try_to_deliver(record).await {
            Ok(attempt) => attempt,
            Err(refusal) => {
                tracing::warn!(%refusal, host = %record.host, "a delivery could not be prepared");
                Attempt::Later(LastAnswer::Unreachable, None)
            }
        }
    }

    /// Hands it to the member's node on that host, if we are connected with it: then nothing needs HTTP.
    async fn reaches_as_member(&self, host: &str, activity: &Bytes) -> bool {
        let Some(mesh) = self.mesh() else { return false };
        let Some(peer) = mesh.peer_on(host) else { return false };
        match mesh::inbox::deliver(&mesh, peer, activity.clone()).await {
            Ok(word) if word.is_success() => true,
            Ok(word) => {
                tracing::debug!(%word, host, "a member's node does not take a delivery this way");
                false
            }
            Err(error) => {
                tracing::debug!(%error, host, "a member's node was not reached this way");
                false
            }
        }
    }

    async fn try_to_deliver(&self, record: &DeliveryRecord) -> Result<Attempt, Refusal> {
        let view = self.view()?;
        if view.is_domain_blocked(&record.host)? {
            return Ok(Attempt::Refused(LastAnswer::Refused));
        }
        let Some(bytes) = view.activity(&record.activity)? else { return Ok(Attempt::Arrived) };
        if self.reaches_as_member(&record.host, &bytes).await {
            return Ok(Attempt::Arrived);
        }
        let secret = self.request_secret(&view, record)?;
        let mut scheme = Scheme::Cavage;
        if view.takes_rfc9421(&record.host, self.clock().now())? {
            scheme = Scheme::Rfc9421;
        }
        let answer = self.post(&record.inbox, bytes.clone(), &secret, scheme).await;
        let took_the_other_scheme = match (&answer, scheme) {
            (Ok(response), Scheme::Rfc9421) => matches!(response.status.as_u16(), 400 | 401),
            _ => false,
        };
        if took_the_other_scheme {
            return Ok(judge(self.post(&record.inbox, bytes, &secret, Scheme::Cavage).await));
        }
        Ok(judge(answer))
    }

    async fn post(
        &self,
        inbox: &Id,
        body: Bytes,
        secret: &(RsaSecret, String),
        scheme: Scheme,
    ) -> Result<Response, HttpError> {
        let (key, key_id) = secret;
        let now = self.clock().now();
        let mut headers = match scheme {
            Scheme::Cavage => sign_cavage(&Method::POST, inbox, Some(&body), key_id, key, now),
            Scheme::Rfc9421 => sign_rfc9421(&Method::POST, inbox, Some(&body), key_id, key, now),
        };
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(ACTIVITY_JSON));
        let answer = self.http().post(inbox, headers, body).await;
        if let Ok(response) = &answer {
            self.clocks().note(inbox.host(), &response.headers, self.clock().now());
        }
        answer
    }

    fn request_secret(&self, view: &View, record: &DeliveryRecord) -> Result<RequestSecret, Refusal> {
        let sender = Some(&record.sender).filter(|_| !record.by_node).cloned();
        if let Some(secret) = lock(&self.deliverer().secrets).get(&sender) {
            return Ok(secret.clone());
        }
        let secret = Arc::new(match &sender {
            Some(sender) => request_secret(view, sender)?,
            None => node_request_secret(view)?,
        });
        lock(&self.deliverer().secrets).insert(sender, secret.clone());
        Ok(secret)
    }

    /// Makes durable what an attempt came to.
    async fn settle(
        &self,
        key: &Key,
        due: Key,
        record: &DeliveryRecord,
        attempt: Attempt,
    ) -> Result<(), Refusal> {
        metrics::counter!("artel_deliveries_total", "outcome" => attempt.name()).increment(1);
        if let Attempt::Later(answer, _) | Attempt::Refused(answer) = &attempt {
            tracing::info!(host = %record.host, activity = %record.activity, ?answer, "a delivery failed");
        }
        let mut jitter = [0; 2];
        self.random().fill(&mut jitter);
        let jitter = u16::from_be_bytes(jitter);
        let key = key.clone();
        self.change(move |view, context| {
            let mut changes = Changes::none();
            changes.delete(due);
            let Some(record) = view.delivery(&key)? else { return Ok(changes) };
            let known = view.host(&record.host)?;
            if let Some(known) = attempt.remembered(known, context.now) {
                changes.put(keys::host(&record.host), &known);
            }
            match after(record, attempt, context.now, jitter) {
                None => changes.delete(key),
                Some(record) => {
                    if let Some(next) = record.next {
                        changes.put_bytes(keys::due(next, &key), Bytes::new());
                    }
                    changes.put(key, &record);
                }
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Tries a waiting or given-up delivery now.
    pub async fn deliver_now(&self, key: Key) -> Result<(), Refusal> {
        self.change(move |view, context| {
            let record = view.delivery(&key)?.ok_or(Refusal::Unknown("there is no such delivery"))?;
            let mut changes = Changes::none();
            if let Some(next) = record.next {
                changes.delete(keys::due(next, &key));
            }
            changes.put_bytes(keys::due(context.now, &key), Bytes::new());
            // What was given up gets its seven days anew.
            let created = if record.next.is_none() { context.now } else { record.created };
            changes.put(key, &DeliveryRecord { next: Some(context.now), created, ..record });
            changes.tell(Event::Outgoing);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Remembers that something that counts came from a host, and whether it was signed by RFC 9421.
    pub(crate) async fn note_heard(&self, actor: &Id, by_rfc9421: bool) -> Result<(), Refusal> {
        let host = actor.host().to_owned();
        let now = self.clock().now();
        let known = self.view()?.host(&host)?;
        let knows_it_speaks = known.rfc9421_until.is_some_and(|until| now.plus(RFC9421_FOR / 2) < until);
        let was_heard = known.last_heard.is_some_and(|heard| now.since(heard) < HEARD_EVERY);
        if was_heard && (knows_it_speaks || !by_rfc9421) {
            return Ok(());
        }
        self.change(move |view, context| {
            let mut changes = Changes::none();
            let known = view.host(&host)?;
            let speaks = by_rfc9421.then(|| context.now.plus(RFC9421_FOR)).or(known.rfc9421_until);
            let record = HostRecord { rfc9421_until: speaks, last_heard: Some(context.now), ..known };
            changes.put(keys::host(&host), &record);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

impl Attempt {
    fn name(&self) -> &'static str {
        match self {
            Attempt::Arrived => "arrived",
            Attempt::Later(..) => "later",
            Attempt::Refused(_) => "refused",
        }
    }

    /// What is remembered of the host after this attempt; none if that is hardly news.
    fn remembered(&self, known: HostRecord, now: Timestamp) -> Option<HostRecord> {
        let (Attempt::Later(answer, _) | Attempt::Refused(answer)) = self else {
            let recently = known.last_delivered.is_some_and(|last| now.since(last) < DELIVERED_EVERY);
            let is_news = !recently || known.last_answer.is_some();
            let well =
                HostRecord { last_delivered: Some(now), last_answer: None, failing_since: None, ..known };
            return is_news.then_some(well);
        };
        let since = known.failing_since.unwrap_or(now);
        Some(HostRecord { last_answer: Some(answer.clone()), failing_since: Some(since), ..known })
    }
}

/// What an answer means (reference/fediverse.md §1.1): 2xx arrived; 401, 408, 429 and 5xx are tried again; other
/// 4xx and 501 are final. A page in HTML with a 200 is some captive portal's, not an inbox's.
fn judge(answer: Result<Response, HttpError>) -> Attempt {
    let response = match answer {
        Ok(response) => response,
        Err(error) if error.is_refused_address() => return Attempt::Refused(LastAnswer::Refused),
        Err(error) if error.is_timeout() => return Attempt::Later(LastAnswer::Silent, None),
        Err(_) => return Attempt::Later(LastAnswer::Unreachable, None),
    };
    let status = response.status.as_u16();
    let last = LastAnswer::Status(status);
    match status {
        200..=299 if is_a_page(&response) => Attempt::Later(last, None),
        200..=299 => Attempt::Arrived,
        401 | 408 | 429 | 300..=399 => Attempt::Later(last, retry_after(&response.headers)),
        501 | 400..=499 => Attempt::Refused(last),
        _ => Attempt::Later(last, retry_after(&response.headers)),
    }
}

fn is_a_page(response: &Response) -> bool {
    let start: Vec<u8> = response.body.iter().copied().skip_while(u8::is_ascii_whitespace).take(9).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with(b"<!doctype") || start.starts_with(b"<html")
}

/// `Retry-After` in seconds, at most a day.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(24 * 3600)))
}

/// The row after an attempt: none if it arrived, without a next time if it is given up.
fn after(record: DeliveryRecord, attempt: Attempt, now: Timestamp, jitter: u16) -> Option<DeliveryRecord> {
    let (last, next) = match attempt {
        Attempt::Arrived => return None,
        Attempt::Refused(last) => (last, None),
        Attempt::Later(last, asked) => {
            let doubled = FIRST_WAIT.saturating_mul(1 << record.attempts.min(10)).min(LONGEST_WAIT);
            // A tenth more or less, so that not everybody comes back at once.
            let scattered = doubled.mul_f64(0.9 + 0.2 * f64::from(jitter) / f64::from(u16::MAX));
            let next = now.plus(asked.map_or(scattered, |asked| asked.max(scattered)));
            (last, Some(next).filter(|next| next.since(record.created) < GIVE_UP_AFTER))
        }
    };
    Some(DeliveryRecord { attempts: record.attempts.saturating_add(1), last: Some(last), next, ..record })
}

/// Whether nothing about the same entry still waits before this row. What was given up holds up nobody.
fn is_first_in_line(view: &View, key: &[u8], record: &DeliveryRecord) -> Result<bool, Refusal> {
    let line = keys::deliveries_about(&record.host, &record.about);
    let earlier: Vec<(_, DeliveryRecord)> =
        decode_rows(view.range(&line, key, Direction::Forward, usize::MAX)?)?;
    Ok(earlier.iter().all(|(_, earlier)| earlier.next.is_none()))
}

fn decode_rows(rows: Vec<(Bytes, Bytes)>) -> Result<Vec<(Bytes, DeliveryRecord)>, Refusal> {
    rows.into_iter().map(|(key, value)| Ok((key, crate::store::records::decode(&value)?))).collect()
}

/// Returns when something new is to be sent.
async fn outgoing(events: &mut tokio::sync::broadcast::Receiver<Event>) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        match events.recv().await {
            Ok(Event::Outgoing) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            // The sender lives as long as the node: this is its end, and `stop` comes next.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> DeliveryRecord {
        let id = |text: &str| Id::parse(text).unwrap();
        DeliveryRecord {
            host: "b.test".into(),
            inbox: id("https://b.test/inbox"),
            activity: id("https://a.test/a/1"),
            about: id("https://a.test/o/1"),
            sender: Name::parse("anna").unwrap(),
            by_node: false,
            created: Timestamp(0),
            attempts: 0,
            next: Some(Timestamp(0)),
            last: None,
        }
    }

    fn answer(status: u16, body: &'static str) -> Attempt {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::RETRY_AFTER, HeaderValue::from_static("3600"));
        judge(Ok(Response::for_tests(status, headers, Bytes::from_static(body.as_bytes()))))
    }

    #[test]
    fn every_answer_is_of_its_class() {
        for status in [200, 201, 202, 204] {
            assert!(matches!(answer(status, ""), Attempt::Arrived), "{status}");
        }
        for status in [301, 401, 408, 429, 500, 502, 503] {
            assert!(matches!(answer(status, ""), Attempt::Later(..)), "{status}");
        }
        for status in [400, 403, 404, 410, 413, 501] {
            assert!(matches!(answer(status, ""), Attempt::Refused(_)), "{status}");
        }
        assert!(matches!(answer(200, " <!DOCTYPE html><html>"), Attempt::Later(..)));
    }

    #[test]
    fn a_silent_host_is_asked_less_and_less_often_and_given_up_after_a_week() {
        let mut row = record();
        let mut now = Timestamp(0);
        let mut attempts = 0;
        while let Some(next) = row.next {
            assert!(next >= now);
            now = next;
            row = after(row, Attempt::Later(LastAnswer::Silent, None), now, 30_000).unwrap();
            attempts += 1;
            assert!(attempts < 100);
        }
        assert!(now.since(Timestamp(0)) > GIVE_UP_AFTER - LONGEST_WAIT * 2);
        assert!(now.since(Timestamp(0)) <= GIVE_UP_AFTER);
    }

    #[test]
    fn of_a_host_is_remembered_since_when_it_fails_until_it_takes_things_again() {
        let silent = Attempt::Later(LastAnswer::Silent, None);
        let known = silent.remembered(HostRecord::default(), Timestamp(5)).unwrap();
        let known = answer(502, "").remembered(known, Timestamp(9)).unwrap();
        assert_eq!(known.failing_since, Some(Timestamp(5)));
        assert_eq!(known.last_answer, Some(LastAnswer::Status(502)));
        let known = Attempt::Arrived.remembered(known, Timestamp(10)).unwrap();
        assert_eq!((known.failing_since, &known.last_answer), (None, &None));
        assert_eq!(known.last_delivered, Some(Timestamp(10)));
        assert!(Attempt::Arrived.remembered(known, Timestamp(11)).is_none(), "that is hardly news");
    }

    #[test]
    fn a_host_that_says_when_is_believed() {
        let row = after(record(), answer(429, ""), Timestamp(0), 0).unwrap();
        assert_eq!(row.next, Some(Timestamp(3_600_000)));
    }
}
