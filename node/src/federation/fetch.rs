//! Fetching actors and objects from the authority of their ids. What comes back is [`Verified`] by its origin.
//!
//! Fetching ends before the pipeline: it has a bounded number of waiters, asks for one thing once, leaves a host
//! that failed alone for a while, and never writes.

mod remembered;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use artel_protocol::http_signature::sign_cavage;
use artel_protocol::key::RsaSecret;
use artel_protocol::wire::ACCEPT;
use artel_protocol::{Document, Id, Timestamp, Verified, as2, limits};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use http::Method;
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

use self::remembered::Remembered;
use super::http_client::{HttpClient, HttpError, Response};
use crate::clock::Clock;
use crate::error::Refusal;
use crate::node::Node;

/// How long a host or a document that failed is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(60);
/// How long a fetch waits for its turn; whoever asked is then told to come back.
const TURN: Duration = Duration::from_secs(10);
/// The window in which the fetches of keys are counted.
const KEY_WINDOW: Duration = Duration::from_secs(60);

/// Why something was not fetched.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FetchError {
    #[error("too many others are being fetched")]
    Busy,
    #[error("it failed a moment ago and is left alone for a minute")]
    LeftAlone,
    #[error("too many keys were fetched from that host within a minute")]
    TooManyKeys,
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("it answered {0}")]
    Status(u16),
    #[error("it answered with something that is no ActivityPub document: {0}")]
    NotADocument(String),
}

type Fetching = Shared<BoxFuture<'static, Result<Verified<Document>, FetchError>>>;

/// Fetches, and knows what is being fetched.
pub struct Fetcher {
    http: HttpClient,
    clock: Clock,
    at_once: Arc<Semaphore>,
    at_once_per_host: Arc<Mutex<HashMap<String, Arc<Semaphore>>>>,
    under_way: Arc<Mutex<HashMap<Id, Fetching>>>,
    failed: Arc<Mutex<Failed>>,
    keys: Mutex<Remembered>,
}

/// What failed a moment ago. Only a host that cannot be reached is left alone as a whole: who names a bad address
/// on a good host must not cut us off from it.
struct Failed {
    hosts: Remembered,
    documents: Remembered,
}

impl Failed {
    fn new() -> Failed {
        Failed { hosts: Remembered::new(LEFT_ALONE), documents: Remembered::new(LEFT_ALONE) }
    }

    fn hold(&self, id: &Id, now: Timestamp) -> bool {
        self.hosts.holds(id.host(), now) || self.documents.holds(id.as_str(), now)
    }

    fn note(&mut self, id: &Id, error: &FetchError, now: Timestamp) {
        match error {
            FetchError::Http(HttpError::RefusedAddress | HttpError::Timeout | HttpError::Unreachable(_)) => {
                self.hosts.count(id.host(), now);
            }
            FetchError::Http(_) | FetchError::NotADocument(_) | FetchError::Status(500..) => {
                self.documents.count(id.as_str(), now);
            }
            // What is missing now may be there in a moment; the rest is no fault of theirs.
            FetchError::Status(_) | FetchError::Busy | FetchError::LeftAlone | FetchError::TooManyKeys => {}
        }
    }
}

/// The key by which the node itself signs its requests, and that key's id.
#[derive(Clone)]
struct NodeKey(Arc<(RsaSecret, String)>);

impl Fetcher {
    pub fn new(http: HttpClient, clock: Clock) -> Fetcher {
        Fetcher {
            http,
            clock,
            at_once: Arc::new(Semaphore::new(limits::FETCHES_AT_ONCE)),
            at_once_per_host: Arc::default(),
            under_way: Arc::default(),
            failed: Arc::new(Mutex::new(Failed::new())),
            keys: Mutex::new(Remembered::new(KEY_WINDOW)),
        }
    }

    /// Fetches a document; several who ask for the same share one request.
    async fn fetch(&self, id: &Id, key: NodeKey) -> Result<Verified<Document>, FetchError> {
        let id = id.without_fragment();
        let fetching = {
            let mut under_way = lock(&self.under_way);
            if let Some(fetching) = under_way.get(&id) {
                fetching.clone()
            } else {
                if lock(&self.failed).hold(&id, self.clock.now()) {
                    return Err(FetchError::LeftAlone);
                }
                let of_this_host = under_way.keys().filter(|other| other.host() == id.host()).count();
                if under_way.len() >= limits::FETCHES_WAITING
                    || of_this_host >= limits::FETCHES_WAITING_PER_HOST
                {
                    return Err(FetchError::Busy);
                }
                let fetching = self.start(id.clone(), key);
                under_way.insert(id.clone(), fetching.clone());
                // Driven by a task of its own: it ends, and leaves the list, even if nobody waits any more.
                tokio::spawn(fetching.clone().map(drop));
                fetching
            }
        };
        fetching.await
    }

    fn start(&self, id: Id, key: NodeKey) -> Fetching {
        let (http, clock) = (self.http.clone(), self.clock.clone());
        let (at_once, per_host) = (self.at_once.clone(), self.at_once_per_host.clone());
        let failed = self.failed.clone();
        // Leaves the lists when the fetch ends, even by a panic.
        let entry = Entry { id: id.clone(), under_way: self.under_way.clone(), per_host: per_host.clone() };
        async move {
            let _entry = entry;
            let of_this_host = lock(&per_host)
                .entry(id.host().to_owned())
                .or_insert_with(|| Arc::new(Semaphore::new(limits::FETCHES_AT_ONCE_PER_HOST)))
                .clone();
            let turn = async {
                // First the host's own few places, so that those who wait for it take none of the others'.
                let own = of_this_host.acquire().await;
                (own, at_once.acquire().await)
            };
            let result = match tokio::time::timeout(TURN, turn).await {
                // The host may have failed while this one waited.
                Ok(_places) if lock(&failed).hold(&id, clock.now()) => Err(FetchError::LeftAlone),
                Ok(_places) => get(&http, &clock, &id, &key).await,
                Err(_) => Err(FetchError::Busy),
            };
            if let Err(error) = &result {
                lock(&failed).note(&id, error, clock.now());
            }
            result
        }
        .boxed()
        .shared()
    }

    /// Counts a fetch of a key: a host that makes up keys costs us only so many requests a minute.
    fn count_key(&self, host: &str) -> Result<(), FetchError> {
        let count = lock(&self.keys).count(host, self.clock.now());
        if count > limits::KEY_FETCHES_PER_HOST { Err(FetchError::TooManyKeys) } else { Ok(()) }
    }
}

/// A fetch's place in the lists.
struct Entry {
    id: Id,
    under_way: Arc<Mutex<HashMap<Id, Fetching>>>,
    per_host: Arc<Mutex<HashMap<String, Arc<Semaphore>>>>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut under_way = lock(&self.under_way);
        let fetching = under_way.remove(&self.id);
        if !under_way.keys().any(|other| other.host() == self.id.host()) {
            lock(&self.per_host).remove(self.id.host());
        }
        // Dropped without the lock: it may hold this very entry.
        drop(under_way);
        drop(fetching);
    }
}

/// Gets a document. If it says that it is another one of the same authority, that one is asked for, once.
async fn get(
    http: &HttpClient,
    clock: &Clock,
    id: &Id,
    key: &NodeKey,
) -> Result<Verified<Document>, FetchError> {
    let sign = |method: &Method, url: &Id| {
        let (secret, key_id) = &*key.0;
        sign_cavage(method, url, None, key_id, secret, clock.now())
    };
    let response = http.get(id, ACCEPT, Some(&sign)).await?;
    let (document, from) = read(response)?;
    let claimed = as2::required_id(document.json(), "id").map_err(|error| not_a_document(&error))?;
    if claimed == from {
        return verified(document, &from, clock.now());
    }
    if !claimed.same_authority(&from) {
        return Err(FetchError::NotADocument("its id is on another host than it came from".into()));
    }
    let (document, from) = read(http.get(&claimed, ACCEPT, Some(&sign)).await?)?;
    verified(document, &from, clock.now())
}

/// A document with a portable id is believed for its owner's proof, any other for where it came from.
fn verified(document: Document, from: &Id, now: Timestamp) -> Result<Verified<Document>, FetchError> {
    let is_portable = from.authority() != from.host();
    let verified = match is_portable {
        true => Verified::by_identity(document, now),
        false => Verified::from_origin(document, from),
    };
    verified.map_err(|error| not_a_document(&error))
}

fn read(response: Response) -> Result<(Document, Id), FetchError> {
    if response.status.as_u16() != 200 {
        return Err(FetchError::Status(response.status.as_u16()));
    }
    let content_type = response.headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(is_activity_type) {
        return Err(FetchError::NotADocument(format!("its type is {}", content_type.unwrap_or("not given"))));
    }
    let document = Document::parse(response.body).map_err(|error| not_a_document(&error))?;
    Ok((document, response.url))
}

/// `application/activity+json`, or `application/ld+json` whose profile names ActivityStreams (ActivityPub §3.2).
pub fn is_activity_type(content_type: &str) -> bool {
    let content_type = content_type.to_ascii_lowercase();
    let (media_type, parameters) = content_type.split_once(';').unwrap_or((&content_type, ""));
    match media_type.trim() {
        "application/activity+json" => true,
        "application/ld+json" => parameters.split(';').any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let mut profiles = value.trim().trim_matches('"').split_ascii_whitespace();
            name.trim() == "profile" && profiles.any(|one| one == "https://www.w3.org/ns/activitystreams")
        }),
        _ => false,
    }
}

fn not_a_document(error: &impl ToString) -> FetchError {
    FetchError::NotADocument(error.to_string())
}

impl Node {
    /// Fetches an actor or object from its origin.
    pub async fn fetch(&self, id: &Id) -> Result<Verified<Document>, Refusal> {
        let blocked = Refusal::Forbidden("this node takes nothing from there");
        if self.view()?.is_domain_blocked(id.host())? {
            return Err(blocked);
        }
        let key = self.node_key()?;
        let document = self.fetcher().fetch(id, key).await.map_err(refusal)?;
        // A redirect may have led to another host.
        let from = as2::required_id(document.value().json(), "id")?;
        if self.view()?.is_domain_blocked(from.host())? { Err(blocked) } else { Ok(document) }
    }

    /// Fetches an actor for its key; counted per host.
    pub(crate) async fn fetch_key_owner(&self, id: &Id) -> Result<Verified<Document>, Refusal> {
        self.fetcher().count_key(id.host()).map_err(refusal)?;
        self.fetch(id).await
    }

    /// Reads the ids in a collection, page by page, at most `most` of them. A page that was read before ends it.
    pub async fn fetch_collection(&self, id: &Id, most: usize) -> Result<Vec<Id>, Refusal> {
        let mut found = Vec::new();
        let mut read: Vec<Id> = Vec::new();
        let mut next = Some(id.clone());
        while let Some(page) = next.take() {
            if read.contains(&page) || read.len() >= limits::COLLECTION_PAGES || found.len() >= most {
                break;
            }
            let document = self.fetch(&page).await?;
            read.push(page);
            let json = document.value().json();
            // Mastodon hands the first page over with the collection.
            let inline = as2::first(json, "first").and_then(|first| first.as_object());
            let inline =
                inline.filter(|page| page.contains_key("items") || page.contains_key("orderedItems"));
            for page in std::iter::once(json).chain(inline) {
                let room = most - found.len();
                found.extend(items(page).take(room));
            }
            let onwards = match inline {
                Some(page) => as2::lenient_id(page, "next"),
                None => as2::lenient_id(json, "next").or_else(|| as2::lenient_id(json, "first")),
            };
            next = onwards.filter(|onwards| onwards.same_authority(id));
        }
        Ok(found)
    }

    fn node_key(&self) -> Result<NodeKey, Refusal> {
        let record = self.record()?;
        let record =
            record.ok_or(Refusal::Busy { sentence: "this node is not set up yet", retry_after: 60 })?;
        let secret = RsaSecret::from_pkcs8(&record.rsa)
            .map_err(|error| Refusal::Internal(format!("the node's key: {error}")))?;
        Ok(NodeKey(Arc::new((secret, format!("{}/actor#main-key", record.base)))))
    }
}

/// The ids that a page of a collection holds.
fn items(page: &Map<String, Value>) -> impl Iterator<Item = Id> {
    let items = ["orderedItems", "items"].into_iter().flat_map(|key| as2::list(page, key));
    items.filter_map(as2::id_text).filter_map(|text| Id::parse(text).ok())
}

pub(super) fn refusal(error: FetchError) -> Refusal {
    tracing::debug!(%error, "a fetch failed");
    match error {
        FetchError::Busy => Refusal::Busy { sentence: "too much is being fetched", retry_after: 10 },
        FetchError::Status(404 | 410) => Refusal::Unknown("it is not there any more"),
        FetchError::Http(error) if error.is_refused_address() => {
            Refusal::Unknown("its address is not one that this node talks to")
        }
        FetchError::Http(_) => Refusal::Unknown("its server does not answer"),
        FetchError::LeftAlone => Refusal::Unknown("it failed a moment ago: try again in a minute"),
        // A large server with many new people is no offender: it is told to come back.
        FetchError::TooManyKeys => {
            Refusal::Busy { sentence: "too many keys were fetched from that server", retry_after: 60 }
        }
        FetchError::Status(_) => Refusal::Unknown("its server answered with an error"),
        FetchError::NotADocument(_) => Refusal::Unknown("there is no ActivityPub document at that address"),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_names_a_bad_address_on_a_good_host_does_not_cut_us_off_from_it() {
        let now = Timestamp(1_790_000_000_000);
        let id = |text: &str| Id::parse(text).unwrap();
        let (named, other) = (id("http://good.test/redirect?to=inside"), id("https://good.test/u/anna"));
        let inside = HttpError::Elsewhere(Box::new(HttpError::RefusedAddress));
        for error in
            [FetchError::Http(inside), FetchError::Http(HttpError::RefusedScheme), FetchError::Status(500)]
        {
            let mut failed = Failed::new();
            failed.note(&named, &error, now);
            assert!(failed.hold(&named, now), "{error}");
            assert!(!failed.hold(&other, now), "{error}");
        }
        let mut failed = Failed::new();
        failed.note(&named, &FetchError::Http(HttpError::Timeout), now);
        assert!(failed.hold(&other, now));
        assert!(!failed.hold(&other, now.plus(LEFT_ALONE)));
    }

    #[test]
    fn only_the_types_of_activitypub_are_taken() {
        for taken in [
            "application/activity+json",
            "Application/Activity+JSON; charset=utf-8",
            r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams""#,
            r#"application/ld+json;charset=utf-8;profile="https://a.test/x https://www.w3.org/ns/activitystreams""#,
            "application/ld+json; profile=https://www.w3.org/ns/activitystreams",
        ] {
            assert!(is_activity_type(taken), "{taken}");
        }
        for refused in [
            "",
            "text/html",
            "application/json",
            "application/ld+json",
            "application/activity+jsonx",
            r#"application/ld+json; profile="https://www.w3.org/ns/activitystreams.evil.test""#,
            r#"application/ld+json; x="https://www.w3.org/ns/activitystreams""#,
            r#"text/html; profile="https://www.w3.org/ns/activitystreams""#,
        ] {
            assert!(!is_activity_type(refused), "{refused}");
        }
    }
}
