//! The figures, one function each. Every one starts a fresh node in a process of its own.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use artel_node::Clock;
use artel_protocol::Id;
use artel_protocol::http_signature::sign_cavage;
use artel_protocol::key::RsaSecret;
use artel_protocol::wire::{ACTIVITY_JSON, AS2_CONTEXT};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::large::large;
use super::load::{Stopwatch, each_once, percentile, repeat};
use super::node::{COMPANY, HOST, Measured};
use super::{Failure, Figure, limits};

const CONNECTIONS: usize = 16;
/// How many activities the inbox is given.
const ACTIVITIES: usize = 20_000;
/// How many hosts follow.
const FOLLOWERS: usize = 1_000;

pub async fn start_empty() -> Result<Figure, Failure> {
    let ground = Ground::lay().await?;
    let data = ground.node.data.clone();
    ground.node.stop().await?;
    starts(&data, &ground.others).await
}

/// With 100,000 entries and 2,000 accounts.
pub async fn start_large() -> Result<Figure, Failure> {
    starts(&large().await?.data, &Others::listen().await?).await
}

/// The median of five starts, each until it listens.
async fn starts(data: &Path, others: &Others) -> Result<Figure, Failure> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let watch = Stopwatch::start();
        let node = Measured::start(data, others.address).await?;
        times.push(watch.elapsed().as_secs_f64() * 1000.0);
        node.stop().await?;
    }
    times.sort_by(f64::total_cmp);
    Ok(Figure {
        value: times[times.len() / 2],
        unit: "ms",
        limit: limits::empty_start_ms().await?,
        limit_is: "ms to start a program that does nothing",
    })
}

pub async fn idle_rss() -> Result<Figure, Failure> {
    let ground = Ground::lay().await?;
    let data = ground.node.data.clone();
    ground.node.stop().await?;
    let node = Measured::start(&data, ground.others.address).await?;
    let value = node.rss_mb()?;
    node.stop().await?;
    Ok(Figure { value, unit: "MB", limit: 40.0, limit_is: "MB that we aim at" })
}

pub async fn actor_gets() -> Result<Figure, Failure> {
    let ground = Ground::lay().await?;
    let request = format!("GET /u/{COMPANY} HTTP/1.1\r\nhost: {HOST}\r\naccept: {ACTIVITY_JSON}\r\n\r\n");
    ground.gets(request).await
}

/// For a reader without an account, on the large store.
pub async fn article_pages() -> Result<Figure, Failure> {
    let large = large().await?;
    let others = Others::listen().await?;
    let node = Measured::start(&large.data, others.address).await?;
    let number = &large.article;
    let request = format!("GET /@{COMPANY}/{number} HTTP/1.1\r\nhost: {HOST}\r\naccept: text/html\r\n\r\n");
    let value = repeat(node.address, request.into(), CONNECTIONS).await?;
    node.stop().await?;
    let limit = limits::empty_requests_per_s(CONNECTIONS).await?;
    Ok(Figure { value, unit: "requests/s", limit, limit_is: "requests/s of an empty handler" })
}

/// For somebody who is logged in and whose company follows one that wrote 50,000 articles, on the large store; four
/// people look at the same time.
pub async fn front_page() -> Result<Figure, Failure> {
    let large = large().await?;
    let others = Others::listen().await?;
    let node = Measured::start(&large.data, others.address).await?;
    let request = format!(
        "GET / HTTP/1.1\r\nhost: {HOST}\r\naccept: text/html\r\ncookie: artel_session={}\r\n\r\n",
        large.session
    );
    let value = percentile(95, node.address, request.into(), 4).await?;
    node.stop().await?;
    Ok(Figure { value, unit: "ms", limit: 20.0, limit_is: "ms that we aim at" })
}

pub async fn inbox_applied() -> Result<Figure, Failure> {
    let ground = Ground::lay().await?;
    let mut articles = Vec::new();
    for number in 0..20 {
        articles.push(ground.node.publish(&format!("Article {number}")).await?);
    }
    eprintln!("  signing {ACTIVITIES} activities …");
    let requests: Vec<Bytes> = (0..ACTIVITIES)
        .map(|number| {
            let author = format!("http://h{}.test/u/x", number % 50);
            let note = json!({
                "id": format!("{author}/notes/{number}"),
                "type": "Note",
                "attributedTo": author,
                "content": format!("<p>Answer number {number}, with a sentence or two as people write them.</p>"),
                "inReplyTo": articles[number % articles.len()],
                "published": Clock::system().now().to_rfc3339(),
                "to": ["https://www.w3.org/ns/activitystreams#Public"],
                "cc": [format!("{author}/followers")],
            });
            ground.others.request(&author, number, "Create", note)
        })
        .collect();
    // The authors are known to a node that is busy with them; one activity of each makes them so.
    let first: Vec<Bytes> = (0..50)
        .map(|number| {
            let author = format!("http://h{number}.test/u/x");
            ground.others.request(&author, ACTIVITIES + number, "Like", Value::from(articles[0].clone()))
        })
        .collect();
    each_once(ground.node.address, Arc::new(first), CONNECTIONS).await?;
    let value = each_once(ground.node.address, Arc::new(requests), CONNECTIONS * 4).await?;
    let limit = limits::rsa_checks_per_s()?;
    eprintln!("  {} fdatasync a second", limits::fdatasyncs_per_s()?.round());
    ground.node.stop().await?;
    Ok(Figure {
        value,
        unit: "activities/s, applied and durable",
        limit,
        limit_is: "RSA checks/s on one core",
    })
}

pub async fn fanout() -> Result<Figure, Failure> {
    let ground = Ground::lay().await?;
    let company = format!("http://{HOST}/u/{COMPANY}");
    eprintln!("  {FOLLOWERS} hosts follow …");
    let follows: Vec<Bytes> = (0..FOLLOWERS)
        .map(|number| {
            let follower = format!("http://h{number}.test/u/x");
            ground.others.request(&follower, number, "Follow", Value::from(company.clone()))
        })
        .collect();
    each_once(ground.node.address, Arc::new(follows), CONNECTIONS).await?;
    ground.others.wait_for("Accept", FOLLOWERS as u64).await;
    let watch = Stopwatch::start();
    ground.node.publish("To everybody").await?;
    ground.others.wait_for("Create", FOLLOWERS as u64).await;
    let value = watch.per_second(FOLLOWERS as u64);
    let limit = limits::rsa_signatures_per_s()?;
    ground.node.stop().await?;
    Ok(Figure { value, unit: "deliveries/s", limit, limit_is: "RSA signatures/s on one core" })
}

/// A node and everybody else.
pub(super) struct Ground {
    pub node: Measured,
    others: Others,
    _folder: tempfile::TempDir,
}

impl Ground {
    pub async fn lay() -> Result<Ground, Failure> {
        let folder = tempfile::tempdir()?;
        let others = Others::listen().await?;
        let node = Measured::start(&folder.path().join("data"), others.address).await?;
        Ok(Ground { node, others, _folder: folder })
    }

    /// How many GETs a second are answered.
    async fn gets(self, request: String) -> Result<Figure, Failure> {
        let value = repeat(self.node.address, request.into(), CONNECTIONS).await?;
        self.node.stop().await?;
        let limit = limits::empty_requests_per_s(CONNECTIONS).await?;
        Ok(Figure { value, unit: "requests/s", limit, limit_is: "requests/s of an empty handler" })
    }
}

/// Everybody else: any number of hosts behind one address, all with one key.
#[derive(Clone)]
struct Others {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    key: RsaSecret,
    pem: String,
    /// What came to their inboxes, by type.
    received: Mutex<HashMap<String, Arc<AtomicU64>>>,
    news: Notify,
}

impl Others {
    async fn listen() -> Result<Others, Failure> {
        let listener = TcpListener::bind("127.0.10.2:0").await?;
        let address = listener.local_addr()?;
        let key = limits::rsa_key()?;
        let pem = key.public().to_pem();
        let shared = Arc::new(Shared { key, pem, received: Mutex::default(), news: Notify::new() });
        let router = Router::new().fallback(answer).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Others { address, shared })
    }

    /// A signed request with an activity of one of them, as bytes.
    fn request(&self, actor: &str, number: usize, act: &str, object: Value) -> Bytes {
        let body = json!({
            "@context": AS2_CONTEXT,
            "id": format!("{actor}/activities/{number}"),
            "type": act,
            "actor": actor,
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "object": object,
        })
        .to_string();
        let inbox = Id::parse(&format!("http://{HOST}/inbox")).expect("it is a URL");
        let key_id = format!("{actor}#main-key");
        let now = Clock::system().now();
        let headers =
            sign_cavage(&Method::POST, &inbox, Some(body.as_bytes()), &key_id, &self.shared.key, now);
        let mut request = format!(
            "POST /inbox HTTP/1.1\r\ncontent-type: {ACTIVITY_JSON}\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in &headers {
            request.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap_or_default()));
        }
        request.push_str("\r\n");
        request.push_str(&body);
        request.into()
    }

    /// Waits until so many activities of a type have come.
    async fn wait_for(&self, act: &str, count: u64) {
        let counter = self.shared.counter(act);
        loop {
            let news = self.shared.news.notified();
            if counter.load(Ordering::Relaxed) >= count {
                return;
            }
            news.await;
        }
    }
}

impl Shared {
    fn counter(&self, act: &str) -> Arc<AtomicU64> {
        let mut received = self.received.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        received.entry(act.to_owned()).or_default().clone()
    }
}

/// Serves actors, and counts what comes to inboxes.
async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    if request.method() == Method::POST {
        let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap_or_default();
        let activity: Value = serde_json::from_slice(&body).unwrap_or_default();
        shared.counter(activity["type"].as_str().unwrap_or_default()).fetch_add(1, Ordering::Relaxed);
        shared.news.notify_waiters();
        return StatusCode::ACCEPTED.into_response();
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let id = format!("http://{host}{}", request.uri().path());
    let actor = json!({
        "@context": AS2_CONTEXT,
        "id": id,
        "type": "Person",
        "preferredUsername": "x",
        "inbox": format!("{id}/inbox"),
        "endpoints": {"sharedInbox": format!("http://{host}/inbox")},
        "publicKey": {"id": format!("{id}#main-key"), "owner": id, "publicKeyPem": shared.pem},
    });
    ([(header::CONTENT_TYPE, ACTIVITY_JSON)], actor.to_string()).into_response()
}
