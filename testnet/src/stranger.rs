//! A foreign server that a story plays itself: it serves the documents it is given and signs what it is told to,
//! honestly or not.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use artel_node::Clock;
use artel_protocol::http_signature::{sign_cavage, sign_rfc9421};
use artel_protocol::key::{Ed25519Secret, RsaSecret};
use artel_protocol::wire::{ACTIVITY_JSON, contexts};
use artel_protocol::{Id, proof};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

/// A server at a name of its own.
#[derive(Clone)]
pub struct Stranger {
    /// The beginning of its ids: `http://evil.test`.
    pub base: Id,
    pub address: SocketAddr,
    shared: Arc<Shared>,
    client: Client<HttpConnector, Full<bytes::Bytes>>,
}

#[derive(Default)]
struct Shared {
    documents: Mutex<HashMap<String, Value>>,
    /// Pages for people, by path.
    pages: Mutex<HashMap<String, String>>,
    /// Answers of another status, by path.
    statuses: Mutex<HashMap<String, u16>>,
    hits: AtomicUsize,
    /// What came to its inboxes.
    received: Mutex<Vec<Value>>,
}

/// One of its actors, with the keys that sign in its name.
pub struct Puppet {
    pub id: Id,
    pub rsa: RsaSecret,
    pub ed25519: Ed25519Secret,
}

/// The answer to a request.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: bytes::Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

impl Stranger {
    /// Listens on `ip` and is known as `name` wherever the story says so.
    pub async fn start(name: &str, ip: [u8; 4]) -> Stranger {
        let listener = TcpListener::bind(SocketAddr::from((ip, 0))).await.expect("loopback can be bound");
        let address = listener.local_addr().expect("a bound listener has an address");
        let shared = Arc::new(Shared::default());
        let router = Router::new().fallback(serve).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let base = Id::parse(&format!("http://{name}")).expect("it is a name");
        Stranger { base, address, shared, client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// An actor with fresh keys, whose document is served.
    pub fn actor(&self, name: &str) -> Puppet {
        let der =
            KeyPair::generate(KeySize::Rsa2048).expect("keys can be made").as_der().expect("and written");
        let puppet = Puppet {
            id: self.base.join(&format!("/users/{name}")),
            rsa: RsaSecret::from_pkcs8(der.as_ref()).expect("and read"),
            ed25519: Ed25519Secret::from_seed(&artel_protocol::key::sha256(name.as_bytes())),
        };
        self.put(puppet.id.path(), puppet.document());
        self.put(
            &format!("/.well-known/webfinger?resource=acct%3A{name}%40{}", self.base.host()),
            json!({
                "subject": format!("acct:{name}@{}", self.base.host()),
                "links": [{"rel": "self", "type": ACTIVITY_JSON, "href": puppet.id.as_str()}],
            }),
        );
        puppet
    }

    /// Serves a document at a path.
    pub fn put(&self, path: &str, document: Value) {
        self.shared.documents.lock().expect("nobody panics with it").insert(path.to_owned(), document);
    }

    /// Serves a page for people at a path.
    pub fn put_page(&self, path: &str, html: &str) {
        self.shared.pages.lock().expect("nobody panics with it").insert(path.to_owned(), html.to_owned());
    }

    /// Answers this status at a path from now on.
    pub fn answer_with(&self, path: &str, status: u16) {
        self.shared.statuses.lock().expect("nobody panics with it").insert(path.to_owned(), status);
    }

    /// How many requests came so far.
    pub fn hits(&self) -> usize {
        self.shared.hits.load(Ordering::Relaxed)
    }

    /// The activities that came to its inboxes so far.
    pub fn received(&self) -> Vec<Value> {
        self.shared.received.lock().expect("nobody panics with it").clone()
    }

    /// Posts an activity to `inbox` of the node at `address`, signed by the puppet's RSA key.
    pub async fn post(&self, address: SocketAddr, inbox: &Id, puppet: &Puppet, activity: &Value) -> Answer {
        let body = activity.to_string();
        let headers = self.signed(inbox, puppet, body.as_bytes());
        self.send(Method::POST, address, inbox, headers, body.into()).await
    }

    /// The headers of a post, signed as Mastodon does.
    pub fn signed(&self, inbox: &Id, puppet: &Puppet, body: &[u8]) -> HeaderMap {
        let key_id = format!("{}#main-key", puppet.id);
        let now = Clock::system().now();
        let mut headers = sign_cavage(&Method::POST, inbox, Some(body), &key_id, &puppet.rsa, now);
        headers.insert(header::CONTENT_TYPE, ACTIVITY_JSON.parse().expect("it is a value"));
        headers
    }

    /// The headers of a post, signed by RFC 9421.
    pub fn signed_rfc9421(&self, inbox: &Id, puppet: &Puppet, body: &[u8]) -> HeaderMap {
        let key_id = format!("{}#main-key", puppet.id);
        let now = Clock::system().now();
        let mut headers = sign_rfc9421(&Method::POST, inbox, Some(body), &key_id, &puppet.rsa, now);
        headers.insert(header::CONTENT_TYPE, ACTIVITY_JSON.parse().expect("it is a value"));
        headers
    }

    /// Sends any request to the node at `address`, whatever its headers claim.
    pub async fn send(
        &self,
        method: Method,
        address: SocketAddr,
        url: &Id,
        headers: HeaderMap,
        body: bytes::Bytes,
    ) -> Answer {
        let uri = format!("http://{address}{}", url.path());
        let mut request = axum::http::Request::builder().method(method).uri(uri);
        *request.headers_mut().expect("the builder is fresh") = headers;
        if !request.headers_ref().expect("as above").contains_key(header::HOST) {
            request = request.header(header::HOST, url.host());
        }
        let request = request.body(Full::new(body)).expect("the parts are valid");
        let response = self.client.request(request).await.expect("the node answers");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

impl Puppet {
    /// Its actor document.
    pub fn document(&self) -> Value {
        let id = self.id.as_str();
        json!({
            "@context": contexts(),
            "id": id,
            "type": "Person",
            "preferredUsername": id.rsplit('/').next(),
            "name": "A stranger",
            "inbox": format!("{id}/inbox"),
            "outbox": format!("{id}/outbox"),
            "publicKey": {"id": format!("{id}#main-key"), "owner": id, "publicKeyPem": self.rsa.public().to_pem()},
            "assertionMethod": [{
                "id": format!("{id}#ed25519-key"),
                "type": "Multikey",
                "controller": id,
                "publicKeyMultibase": self.ed25519.public().to_multikey(),
            }],
        })
    }

    /// A note of its own with this number.
    pub fn note(&self, number: u32, in_reply_to: Option<&Id>) -> Value {
        json!({
            "id": format!("{}/notes/{number}", self.id),
            "type": "Note",
            "attributedTo": self.id.as_str(),
            "content": format!("<p>Note {number}</p>"),
            "inReplyTo": in_reply_to.map(Id::as_str),
            "published": Clock::system().now().to_rfc3339(),
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "cc": [],
        })
    }

    /// An activity of its own with this number.
    pub fn activity(&self, number: u32, act: &str, object: Value) -> Value {
        json!({
            "@context": contexts(),
            "id": format!("{}/activities/{number}", self.id),
            "type": act,
            "actor": self.id.as_str(),
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "object": object,
        })
    }

    /// The same with its proof.
    pub fn proved(&self, activity: Value) -> Value {
        let Value::Object(activity): Value = activity else { return activity };
        let method = format!("{}#ed25519-key", self.id);
        let proved: Map<String, Value> =
            proof::sign(activity, &self.ed25519, &method, Clock::system().now()).expect("it is canonical");
        Value::Object(proved)
    }
}

async fn serve(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    shared.hits.fetch_add(1, Ordering::Relaxed);
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    if let Some(status) = shared.statuses.lock().expect("nobody panics with it").get(&path) {
        return StatusCode::from_u16(*status).expect("it is one").into_response();
    }
    if request.method() == Method::POST {
        let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap_or_default();
        if let Ok(activity) = serde_json::from_slice(&body) {
            shared.received.lock().expect("nobody panics with it").push(activity);
        }
        return StatusCode::ACCEPTED.into_response();
    }
    if let Some(page) = shared.pages.lock().expect("nobody panics with it").get(&path) {
        return axum::response::Html(page.clone()).into_response();
    }
    let documents = shared.documents.lock().expect("nobody panics with it");
    match documents.get(&path) {
        Some(document) => ([(header::CONTENT_TYPE, ACTIVITY_JSON)], document.to_string()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
