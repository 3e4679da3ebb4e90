//! How much is asked: one thing once, a host that failed not again for a while, and never more than fits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use artel_node::{Outcome, Refusal};
use artel_protocol::limits;
use axum::response::IntoResponse;
use serde_json::json;
use tokio::sync::Semaphore;

use super::ground::{Ground, Server, a_node, document, eventually, id, person};

#[tokio::test]
async fn many_who_ask_for_one_thing_share_one_request() {
    let ground = a_node().await;
    let gate = Arc::new(Semaphore::new(0));
    let waiting = gate.clone();
    let server = Server::start(move |_| {
        let gate = waiting.clone();
        async move {
            gate.acquire().await.unwrap().forget();
            document(&person("b.test", "bob"))
        }
    })
    .await;
    ground.names.lead("b.test", &[server.address]);
    let bob = id("http://b.test/u/bob");
    let all: Vec<_> = (0..50)
        .map(|number| {
            // A fragment names the same document.
            let (node, bob) = (ground.node.clone(), bob.join(&format!("#part-{number}")));
            tokio::spawn(async move { node.fetch(&bob).await.is_ok() })
        })
        .collect();
    eventually(|| server.asked().len() == 1).await;
    gate.add_permits(100);
    for one in all {
        assert!(one.await.unwrap());
    }
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_document_that_failed_is_left_alone_for_a_minute_and_its_host_is_not() {
    let ground = a_node().await;
    let fails = Arc::new(AtomicBool::new(true));
    let failing = fails.clone();
    let server = Server::start(move |path| {
        let fails = failing.load(Ordering::SeqCst);
        async move {
            match path.as_str() {
                "/missing" => http::StatusCode::NOT_FOUND.into_response(),
                "/u/bob" if fails => http::StatusCode::BAD_GATEWAY.into_response(),
                path => document(&person("b.test", &path[3..])),
            }
        }
    })
    .await;
    ground.names.lead("b.test", &[server.address]);
    let fetch = async |path: &str| ground.node.fetch(&id(&format!("http://b.test{path}"))).await.is_ok();
    assert!(!fetch("/missing").await);
    assert!(!fetch("/missing").await, "what is missing may be there in a moment");
    assert_eq!(server.asked().len(), 2);
    assert!(!fetch("/u/bob").await);
    fails.store(false, Ordering::SeqCst);
    assert!(!fetch("/u/bob").await);
    assert_eq!(server.asked().len(), 3, "it was left alone");
    assert!(fetch("/u/other").await, "somebody else there is no worse for it");
    ground.hand.forward(Duration::from_secs(61));
    assert!(fetch("/u/bob").await);
}

#[tokio::test]
async fn a_host_that_cannot_be_reached_is_left_alone_for_a_minute() {
    let ground = a_node().await;
    let server = ground.server_of_people("b.test").await;
    let closed = std::net::SocketAddr::from(([127, 0, 10, 3], 9));
    ground.names.lead("c.test", &[closed]);
    ground.names.lead("c.test", &[server.address]);
    let fetch = async |path: &str| ground.node.fetch(&id(&format!("http://c.test{path}"))).await.is_ok();
    assert!(!fetch("/u/bob").await);
    assert!(!fetch("/u/other").await);
    assert!(server.asked().is_empty(), "it was left alone");
    ground.hand.forward(Duration::from_secs(61));
    // Whoever answers there now names itself otherwise, so it is not believed; but it was asked.
    assert!(!fetch("/u/bob").await);
    assert_eq!(server.asked(), ["/u/bob"]);
}

#[tokio::test]
async fn a_host_that_makes_up_keys_costs_twenty_requests_a_minute() {
    let ground = a_node().await;
    let server = ground.server_of_people("b.test").await;
    let says = async |number: u32| {
        let actor = format!("http://b.test/u/p{number}");
        let like = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{actor}/like"), "type": "Like", "actor": actor, "object": "http://node-a.test/nothing",
        });
        ground.receive(&like, &format!("{actor}#made-up")).await
    };
    let mut busy = 0;
    for number in 0..100 {
        let refused = says(number).await.unwrap_err();
        assert!(matches!(refused.status(), 401 | 503), "{refused}");
        busy += u32::from(refused.status() == 503);
    }
    assert_eq!(server.asked().len(), limits::KEY_FETCHES_PER_HOST as usize);
    assert_eq!(busy, 100 - limits::KEY_FETCHES_PER_HOST, "they may come back: it may be a large server");
    ground.hand.forward(Duration::from_secs(61));
    assert_eq!(says(200).await.unwrap_err().status(), 401);
    assert_eq!(server.asked().len(), limits::KEY_FETCHES_PER_HOST as usize + 1);
}

#[tokio::test]
async fn a_known_key_is_not_fetched_again() {
    let ground = a_node().await;
    let server = ground.server_of_people("b.test").await;
    for number in 0..30 {
        let like = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("http://b.test/like/{number}"), "type": "Like",
            "actor": "http://b.test/u/bob", "object": "http://node-a.test/nothing",
        });
        let taken = ground.receive(&like, "http://b.test/u/bob#key").await;
        assert!(!taken.is_err_and(|refusal| matches!(refusal.status(), 401 | 503)));
    }
    assert_eq!(server.asked(), ["/u/bob"]);
}

/// Fetches under way that do not end, from hosts that say nothing.
async fn silent(ground: &Ground, hosts: &[&'static str], each: usize) -> Server {
    let server = Server::start(|_| std::future::pending()).await;
    for host in hosts {
        ground.names.lead(host, &[server.address]);
        for number in 0..each {
            let node = ground.node.clone();
            let id = id(&format!("http://{host}/{number}"));
            tokio::spawn(async move { node.fetch(&id).await.is_ok() });
        }
    }
    eventually(|| server.asked().len() >= hosts.len() * limits::FETCHES_AT_ONCE_PER_HOST.min(each)).await;
    server
}

#[tokio::test]
async fn a_silent_host_holds_up_no_other() {
    let ground = a_node().await;
    let _other = ground.server_of_people("b.test").await;
    let server = silent(&ground, &["silent.test"], limits::FETCHES_WAITING_PER_HOST).await;
    assert!(ground.node.fetch(&id("http://b.test/u/bob")).await.is_ok());
    assert_eq!(server.asked().len(), limits::FETCHES_AT_ONCE_PER_HOST);
    let more = ground.node.fetch(&id("http://silent.test/more")).await;
    assert!(matches!(more, Err(Refusal::Busy { .. })), "{:?}", more.err());
}

#[tokio::test]
async fn when_too_many_wait_the_next_is_told_to_come_again() {
    let ground = a_node().await;
    let _other = ground.server_of_people("b.test").await;
    let hosts = ["s1.test", "s2.test", "s3.test", "s4.test"];
    assert_eq!(hosts.len() * limits::FETCHES_WAITING_PER_HOST, limits::FETCHES_WAITING);
    let _silent = silent(&ground, &hosts, limits::FETCHES_WAITING_PER_HOST).await;
    let like = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "id": "http://b.test/like", "type": "Like",
        "actor": "http://b.test/u/bob", "object": "http://node-a.test/nothing",
    });
    let refused = ground.receive(&like, "http://b.test/u/bob#key").await.unwrap_err();
    assert!(matches!(refused, Refusal::Busy { .. }), "{refused}");
    assert_eq!(refused.status(), 503);
    let nothing: Result<Outcome, Refusal> = ground.receive(&like, "http://b.test/u/bob#key").await;
    assert!(nothing.is_err());
}
