//! What is taken from what comes back: only a document of the right type, of a bearable size, that says it is what
//! was asked for.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use artel_node::Refusal;
use artel_node::federation::http_client::{HttpError, Times};
use artel_protocol::limits;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::json;

use super::ground::{
    ACTIVITY, Names, Server, a_node, anna, client, client_with, document, id, person, redirect, reply,
};

/// Ten gibibytes of nothing, compressed to ten mebibytes.
fn bomb() -> Response {
    let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    member.write_all(&vec![b' '; 16 * 1024 * 1024]).unwrap();
    let member = Bytes::from(member.finish().unwrap());
    let members = futures_util::stream::iter((0..640).map(move |_| Ok::<_, std::io::Error>(member.clone())));
    let mut response = reply(ACTIVITY, Body::from_stream(members));
    response.headers_mut().insert(http::header::CONTENT_ENCODING, http::HeaderValue::from_static("gzip"));
    response
}

fn endless() -> Response {
    let chunk = Bytes::from(vec![b' '; 64 * 1024]);
    let chunks = futures_util::stream::repeat_with(move || Ok::<_, std::io::Error>(chunk.clone()));
    reply(ACTIVITY, Body::from_stream(chunks))
}

#[tokio::test]
async fn bombs_and_endless_answers_are_cut_at_the_limit() {
    let server = Server::start(|path| async move {
        match path.as_str() {
            "/bomb" => bomb(),
            "/endless" => endless(),
            _ => reply(ACTIVITY, vec![b' '; limits::DOCUMENT_BYTES]),
        }
    })
    .await;
    let names = Arc::new(Names::default());
    names.lead("b.test", &[server.address]);
    let client = client(names);
    for path in ["bomb", "endless"] {
        let got = client.get(&id(&format!("http://b.test/{path}")), ACTIVITY, None).await;
        assert!(matches!(got, Err(HttpError::TooLarge)), "{path}: {:?}", got.err());
        // What answers a post counts by its status: only its beginning is read.
        let got =
            client.post(&id(&format!("http://b.test/{path}")), http::HeaderMap::new(), Bytes::new()).await;
        assert!(got.is_ok_and(|response| response.body.len() <= 16 * 1024), "{path}");
    }
    assert_eq!(
        client.get(&id("http://b.test/full"), ACTIVITY, None).await.unwrap().body.len(),
        limits::DOCUMENT_BYTES,
        "what just fits is read"
    );
}

#[tokio::test]
async fn an_answer_that_trickles_is_given_up() {
    let server = Server::start(|path| async move {
        if path == "/silent" {
            return std::future::pending().await;
        }
        let drops = futures_util::stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), ()))
        });
        reply(ACTIVITY, Body::from_stream(drops))
    })
    .await;
    let names = Arc::new(Names::default());
    names.lead("b.test", &[server.address]);
    let client = client_with(names, Times { total: Duration::from_millis(200), ..Times::default() });
    for path in ["silent", "trickle"] {
        let url = id(&format!("http://b.test/{path}"));
        let got = client.get(&url, ACTIVITY, None).await;
        assert!(matches!(got, Err(HttpError::Timeout)), "{path}: {got:?}");
        let got = client.post(&url, http::HeaderMap::new(), Bytes::new()).await;
        assert!(matches!(got, Err(HttpError::Timeout)), "{path}: {got:?}");
    }
    assert_eq!(Times::default().total, Duration::from_secs(10));
}

#[tokio::test]
async fn only_documents_of_activitypub_are_read() {
    let ground = a_node().await;
    let types = [
        ("activity", ACTIVITY, true),
        ("charset", "Application/Activity+JSON; charset=utf-8", true),
        ("profile", "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", true),
        ("html", "text/html", false),
        ("json", "application/json", false),
        ("linked", "application/ld+json", false),
        ("upload", "application/activity+jsonx", false),
    ];
    let server = Server::start(move |path| async move {
        let name = path.strip_prefix("/u/").unwrap();
        let content_type = types.iter().find(|(listed, ..)| *listed == name).unwrap().1;
        reply(content_type, person("b.test", name).to_string())
    })
    .await;
    ground.names.lead("b.test", &[server.address]);
    for (name, content_type, taken) in types {
        let got = ground.node.fetch(&id(&format!("http://b.test/u/{name}"))).await;
        assert_eq!(got.is_ok(), taken, "{content_type}: {:?}", got.err());
    }
}

#[tokio::test]
async fn a_document_is_taken_only_from_its_own_address() {
    let ground = a_node().await;
    let server = Server::start(|path| async move {
        match path.as_str() {
            // By another address of the same host: asked for again under its own id.
            "/@bob" => document(&person("b.test", "bob")),
            "/u/bob" => document(&person("b.test", "bob")),
            // An upload that says it is bob, or somebody on another host, or nobody.
            "/u/mallory" => document(&person("b.test", "nobody")),
            "/u/nobody" => document(&person("b.test", "mallory")),
            "/u/foreign" => document(&person("c.test", "carol")),
            "/u/nameless" => document(&json!({"type": "Person"})),
            "/u/twice" => reply(
                ACTIVITY,
                r#"{"id":"http://b.test/u/twice","id":"http://b.test/u/bob","type":"Person"}"#,
            ),
            "/u/moved" => redirect("http://c.test/u/carol"),
            "/u/lie" => redirect("http://c.test/u/lie"),
            _ => http::StatusCode::NOT_FOUND.into_response(),
        }
    })
    .await;
    let other = Server::start(|path| async move {
        match path.as_str() {
            "/u/carol" => document(&person("c.test", "carol")),
            // It answers for an id that is on the host that redirected here.
            _ => document(&person("b.test", "lie")),
        }
    })
    .await;
    ground.names.lead("b.test", &[server.address]);
    ground.names.lead("c.test", &[other.address]);
    let fetch = async |path: &str| {
        let got = ground.node.fetch(&id(&format!("http://b.test{path}"))).await;
        got.ok().map(|verified| verified.value().json()["id"].as_str().unwrap().to_owned())
    };
    assert_eq!(fetch("/@bob").await.as_deref(), Some("http://b.test/u/bob"));
    assert_eq!(fetch("/u/moved").await.as_deref(), Some("http://c.test/u/carol"));
    for path in ["/u/mallory", "/u/foreign", "/u/nameless", "/u/twice", "/u/lie", "/u/missing"] {
        assert_eq!(fetch(path).await, None, "{path}");
    }
    ground.node.block_domain("c.test", "", None).await.unwrap();
    assert_eq!(fetch("/u/moved").await, None, "a redirect is no way around a block");
}

fn jrd(subject: &str, actor: &str) -> Response {
    let link = json!({"rel": "self", "type": ACTIVITY, "href": actor});
    reply("application/jrd+json", json!({"subject": subject, "links": [link]}).to_string())
}

#[tokio::test]
async fn a_handle_of_another_domain_needs_that_domains_word() {
    let ground = a_node().await;
    let server = Server::start(|path| async move {
        match path.split("acct%3A").nth(1).unwrap_or_default() {
            "bob%40b.test" => jrd("acct:bob@b.test", "http://b.test/u/bob"),
            "eve%40b.test" => jrd("acct:carol@c.test", "http://b.test/u/eve"),
            "liar%40b.test" => jrd("acct:dave@c.test", "http://b.test/u/liar"),
            "www%40b.test" => jrd("acct:www@c.test", "http://b.test/u/www"),
            "html%40b.test" => reply("text/html", "<!doctype html><title>b</title>"),
            "long%40b.test" => {
                jrd(&format!("acct:long@b.test{}", " ".repeat(limits::DOCUMENT_BYTES)), "http://b.test/u/x")
            }
            _ => http::StatusCode::NOT_FOUND.into_response(),
        }
    })
    .await;
    let other = Server::start(|path| async move {
        match path.split("acct%3A").nth(1).unwrap_or_default() {
            "carol%40c.test" => jrd("acct:carol@c.test", "http://c.test/u/carol"),
            "www%40c.test" => jrd("acct:www@c.test", "http://b.test/u/www"),
            _ => http::StatusCode::NOT_FOUND.into_response(),
        }
    })
    .await;
    ground.names.lead("b.test", &[server.address]);
    ground.names.lead("c.test", &[other.address]);
    let discover = async |handle: &str| ground.node.discover(handle).await.ok().map(|id| id.to_string());
    assert_eq!(discover("@bob@b.test").await.as_deref(), Some("http://b.test/u/bob"));
    assert_eq!(discover("@www@b.test").await.as_deref(), Some("http://b.test/u/www"), "c.test confirms it");
    for nobody in ["@eve@b.test", "@liar@b.test", "@html@b.test", "@long@b.test", "@missing@b.test"] {
        assert_eq!(discover(nobody).await, None, "{nobody}");
    }
    assert!(ground.node.follow(&anna(), "@eve@b.test").await.is_err());
}

#[tokio::test]
async fn a_collection_that_never_ends_is_read_to_its_budget() {
    let ground = a_node().await;
    let server = Server::start(|path| async move {
        let id = format!("http://b.test{path}");
        let number: u32 = path.rsplit('/').next().unwrap().parse().unwrap_or(0);
        let next = match path.split('/').nth(1).unwrap() {
            "ring" => id.clone(),
            "elsewhere" => "http://c.test/endless/1".into(),
            kind => format!("http://b.test/{kind}/{}", number + 1),
        };
        let items: Vec<String> = (0..10).map(|item| format!("{id}/item/{item}")).collect();
        document(&json!({"id": id, "type": "OrderedCollectionPage", "orderedItems": items, "next": next}))
    })
    .await;
    ground.names.lead("b.test", &[server.address]);
    ground.names.lead("c.test", &[server.address]);
    let read = async |path: &str, most| {
        let before = server.asked().len();
        let found = ground.node.fetch_collection(&id(&format!("http://b.test{path}")), most).await.unwrap();
        (found.len(), server.asked().len() - before)
    };
    assert_eq!(read("/ring/0", 1_000).await, (10, 1));
    assert_eq!(read("/elsewhere/0", 1_000).await, (10, 1), "another host's pages are not this collection's");
    assert_eq!(read("/endless/0", 1_000).await, (10 * limits::COLLECTION_PAGES, limits::COLLECTION_PAGES));
    assert_eq!(read("/endless/0", 15).await, (15, 2));
}

#[tokio::test]
async fn a_first_page_that_comes_with_its_collection_is_read() {
    let ground = a_node().await;
    let server = Server::start(|path| async move {
        let id = format!("http://b.test{path}");
        document(&match path.as_str() {
            "/replies" => json!({"id": id, "type": "Collection", "first": {
                "type": "CollectionPage", "next": "http://b.test/more", "items": ["http://b.test/1"],
            }}),
            _ => json!({"id": id, "type": "CollectionPage", "items": [{"id": "http://b.test/2", "type": "Note"}]}),
        })
    })
    .await;
    ground.names.lead("b.test", &[server.address]);
    let found = ground.node.fetch_collection(&id("http://b.test/replies"), 10).await.unwrap();
    assert_eq!(found, [id("http://b.test/1"), id("http://b.test/2")]);
    assert_eq!(server.asked(), ["/replies", "/more"]);
}

#[tokio::test]
async fn what_is_gone_is_unknown_and_says_so() {
    let ground = a_node().await;
    let server = Server::start(|_| async { http::StatusCode::GONE.into_response() }).await;
    ground.names.lead("b.test", &[server.address]);
    let got = ground.node.fetch(&id("http://b.test/u/bob")).await;
    assert!(matches!(got, Err(Refusal::Unknown(_))), "{:?}", got.err());
}
