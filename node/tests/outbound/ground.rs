//! A node, servers that it may reach (127.0.10.0/24), a canary that it may not (the rest of loopback), and a resolver
//! that says what a test wants.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use artel_node::clock::ClockHand;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::federation::http_client::{HttpClient, NetworkPolicy, Resolve, Times};
use artel_node::federation::inbox::Incoming;
use artel_node::{Clock, Config, Effects, Node, Outcome, Random, Refusal};
use artel_protocol::http_signature::sign_cavage;
use artel_protocol::key::RsaSecret;
use artel_protocol::{Id, Name};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The type of ActivityPub.
pub const ACTIVITY: &str = "application/activity+json";

/// What names lead to. The last answer to a name is given again and again.
#[derive(Default)]
pub struct Names(Mutex<HashMap<String, VecDeque<Vec<SocketAddr>>>>);

impl Names {
    pub fn lead(&self, name: &str, addresses: &[SocketAddr]) {
        self.0.lock().unwrap().entry(name.into()).or_default().push_back(addresses.to_vec());
    }
}

impl Resolve for Names {
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let mut names = self.0.lock().unwrap();
        let Some(answers) = names.get_mut(host) else {
            return Box::pin(async { Err(io::Error::from(io::ErrorKind::NotFound)) });
        };
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(async move { Ok(answer.unwrap_or_default()) })
    }
}

/// A resolver that never answers.
pub struct NoAnswer;

impl Resolve for NoAnswer {
    fn resolve(&self, _host: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        Box::pin(std::future::pending())
    }
}

/// A server that the node may reach.
pub struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers every request by its path and query.
    pub async fn start<F>(answer: impl Fn(String) -> F + Clone + Send + Sync + 'static) -> Server
    where
        F: Future<Output = Response> + Send,
    {
        let listener = TcpListener::bind("127.0.10.2:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let list = asked.clone();
        let app = axum::Router::new().fallback(move |uri: http::Uri| {
            let path = uri.path_and_query().unwrap().to_string();
            list.lock().unwrap().push(path.clone());
            let answer = answer.clone();
            async move { answer(path).await }
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Server { address, asked }
    }

    /// What it was asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// Something private that must never be reached, however it is called.
pub struct Canary {
    pub v4: SocketAddr,
    pub v6: Option<SocketAddr>,
    hits: Arc<AtomicUsize>,
}

impl Canary {
    pub async fn start() -> Canary {
        let hits = Arc::new(AtomicUsize::new(0));
        let v4 = watch(TcpListener::bind("127.0.0.1:0").await.unwrap(), &hits);
        let v6 = TcpListener::bind(("::1", v4.port())).await.ok().map(|listener| watch(listener, &hits));
        Canary { v4, v6, hits }
    }

    pub fn port(&self) -> u16 {
        self.v4.port()
    }

    /// Fails if anybody was here. A connection of a test's own, made last, is the proof that every earlier one
    /// would have been seen.
    pub async fn was_not_hit(&self) {
        let before = self.hits.load(Ordering::SeqCst);
        drop(tokio::net::TcpStream::connect(self.v4).await.unwrap());
        eventually(|| self.hits.load(Ordering::SeqCst) > before).await;
        let after = self.hits.fetch_sub(1, Ordering::SeqCst);
        assert_eq!(after, 1, "the canary was reached");
    }
}

fn watch(listener: TcpListener, hits: &Arc<AtomicUsize>) -> SocketAddr {
    let address = listener.local_addr().unwrap();
    let hits = hits.clone();
    tokio::spawn(async move {
        while let Ok(_connection) = listener.accept().await {
            hits.fetch_add(1, Ordering::SeqCst);
        }
    });
    address
}

/// Waits until something is so.
pub async fn eventually(is_so: impl Fn() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("it becomes so in time");
}

/// A client for the test network.
pub fn client(names: Arc<dyn Resolve>) -> HttpClient {
    client_with(names, Times::default())
}

pub fn client_with(names: Arc<dyn Resolve>, times: Times) -> HttpClient {
    HttpClient::new(NetworkPolicy { test_networks: vec!["127.0.10.0/24".parse().unwrap()], times }, names)
}

/// The node under test: `http://node-a.test`, with `anna`.
pub struct Ground {
    pub node: Node,
    pub names: Arc<Names>,
    pub hand: ClockHand,
    _folder: tempfile::TempDir,
}

pub async fn a_node() -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let names = Arc::new(Names::default());
    let (clock, hand) = Clock::with_hand();
    let effects = Effects { clock, random: Random::seeded(1), resolver: names.clone() };
    let mut config = Config::new(folder.path());
    config.test_networks = vec!["127.0.10.0/24".parse().unwrap()];
    let node = Node::open(config, effects).unwrap();
    let answers = SetUp {
        address: Address::Plain("node-a.test".into()),
        organisation: "Werkstatt Brandt".into(),
        owner: anna(),
        password: Password::parse("correct horse").unwrap(),
        language: "de".into(),
    };
    node.set_up(answers).await.unwrap();
    Ground { node, names, hand, _folder: folder }
}

impl Ground {
    /// A server under a name, whose people are at `/u/…`.
    pub async fn server_of_people(&self, host: &'static str) -> Server {
        let server = Server::start(move |path| async move {
            match path.strip_prefix("/u/") {
                Some(name) => document(&person(host, name)),
                None => http::StatusCode::NOT_FOUND.into_response(),
            }
        })
        .await;
        self.names.lead(host, &[server.address]);
        server
    }

    /// Lets somebody elsewhere send an activity, signed with the key that [`person`] shows.
    pub async fn receive(&self, activity: &Value, key_id: &str) -> Result<Outcome, Refusal> {
        let body = bytes::Bytes::from(activity.to_string());
        let inbox = id("http://node-a.test/inbox");
        let now = self.node.clock().now();
        let headers = sign_cavage(&http::Method::POST, &inbox, Some(&body), key_id, secret(), now);
        let (scheme, target) = ("http".into(), "/inbox".into());
        self.node.receive(Incoming { scheme, target, headers, body }).await
    }
}

pub fn anna() -> Name {
    Name::parse("anna").unwrap()
}

pub fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

pub fn document(value: &Value) -> Response {
    reply(ACTIVITY, value.to_string())
}

pub fn reply(content_type: &'static str, body: impl Into<Body>) -> Response {
    ([(http::header::CONTENT_TYPE, content_type)], body.into()).into_response()
}

pub fn redirect(to: &str) -> Response {
    (http::StatusCode::FOUND, [(http::header::LOCATION, to)]).into_response()
}

/// The document of somebody on another server.
pub fn person(host: &str, name: &str) -> Value {
    let id = format!("http://{host}/u/{name}");
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "id": id,
        "type": "Person",
        "preferredUsername": name,
        "inbox": format!("{id}/inbox"),
        "publicKey": {"id": format!("{id}#key"), "owner": id, "publicKeyPem": secret().public().to_pem()},
    })
}

/// The key of everybody elsewhere.
fn secret() -> &'static RsaSecret {
    use aws_lc_rs::encoding::AsDer;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    static SECRET: OnceLock<RsaSecret> = OnceLock::new();
    SECRET.get_or_init(|| {
        let der = KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap();
        RsaSecret::from_pkcs8(der.as_ref()).unwrap()
    })
}
