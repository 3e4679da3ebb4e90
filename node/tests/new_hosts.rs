//! Strangers from ever new hosts (T-DOS 5): each is refused, and the node is not larger afterwards. A test of its own,
//! since it looks at the whole process. The whole million: `ARTEL_LONG=1 cargo test -p artel-node --test new_hosts`.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::federation::http_client::Resolve;
use artel_node::federation::inbox::Incoming;
use artel_node::{Clock, Config, Effects, Node, Random};
use artel_protocol::Name;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue};

/// Names that lead nowhere.
struct Nowhere;

impl Resolve for Nowhere {
    fn resolve(&self, _: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        Box::pin(async { Err(io::Error::from(io::ErrorKind::NotFound)) })
    }
}

async fn a_node(folder: &std::path::Path) -> Node {
    let effects = Effects { clock: Clock::system(), random: Random::seeded(1), resolver: Arc::new(Nowhere) };
    let node = Node::open(Config::new(folder), effects).unwrap();
    let answers = SetUp {
        address: Address::Domain("node-a.test".into()),
        organisation: "Werkstatt Brandt".into(),
        owner: Name::parse("anna").unwrap(),
        password: Password::parse("correct horse").unwrap(),
        language: "de".into(),
    };
    node.set_up(answers).await.unwrap();
    node
}

/// A like from a host that nobody has heard of, signed with a key that nobody can fetch.
fn incoming(node: &Node, number: u32) -> Incoming {
    let host = format!("https://host-{number}.test");
    let body = format!(
        r#"{{"@context":"https://www.w3.org/ns/activitystreams","id":"{host}/a/1","type":"Like","actor":"{host}/u/x","object":"https://node-a.test/o/1"}}"#
    );
    let digest = artel_protocol::key::sha256(body.as_bytes());
    let signature = format!(
        "keyId=\"{host}/u/x#main-key\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date digest\",signature=\"{}\"",
        STANDARD.encode([7; 256])
    );
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("host", "node-a.test".to_owned()),
        ("date", node.clock().now().to_http_date()),
        ("digest", format!("SHA-256={}", STANDARD.encode(digest))),
        ("signature", signature),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap());
    }
    Incoming { scheme: "https".into(), target: "/inbox".into(), headers, body: body.into() }
}

/// What the process holds, in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn strangers_from_ever_new_hosts_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let node = a_node(folder.path()).await;
    let hosts = if std::env::var_os("ARTEL_LONG").is_some() { 1_000_000 } else { 16_000 };
    // What is remembered about hosts is bounded: by then every bound is reached.
    let full = 11_000;
    let mut before = 0;
    for number in 0..hosts {
        let refused = node.receive(incoming(&node, number)).await.unwrap_err();
        assert!(matches!(refused.status(), 401 | 503), "{number}: {refused}");
        if number == full {
            before = resident();
        }
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 2 * 1024, "{grown} KiB more after {} further hosts", hosts - full);
}
