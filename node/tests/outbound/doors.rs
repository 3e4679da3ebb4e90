//! Every door through which a stranger may hand the node an address to go to (T-SSRF): none leads inside.

use std::sync::Arc;

use artel_node::Outcome;
use artel_protocol::Id;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::ground::{
    ACTIVITY, Canary, Ground, Server, a_node, anna, document, eventually, id, person, redirect, reply,
};

/// Addresses that lead inside: as a literal, by a name, and by a redirect.
async fn hosts_inside(ground: &Ground, canary: &Canary) -> Vec<String> {
    ground.names.lead("inside.test", &[canary.v4]);
    let port = canary.port();
    let to = format!("http://127.0.0.1:{port}/x");
    let server = Server::start(move |_| {
        let to = to.clone();
        async move { redirect(&to) }
    })
    .await;
    ground.names.lead("redirects.test", &[server.address]);
    vec![format!("127.0.0.1:{port}"), format!("[::1]:{port}"), "inside.test".into(), "redirects.test".into()]
}

fn like(id: &str, actor: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": id, "type": "Like", "actor": actor, "object": "http://node-a.test/nothing",
    })
}

#[tokio::test]
async fn an_actor_or_key_inside_is_not_fetched() {
    let (ground, canary) = (a_node().await, Canary::start().await);
    let outside = ground.server_of_people("b.test").await;
    for host in hosts_inside(&ground, &canary).await {
        let actor = format!("http://{host}/u/x");
        let activity = like(&format!("http://{host}/1"), &actor);
        let refused = ground.receive(&activity, &format!("{actor}#key")).await.unwrap_err();
        assert_eq!(refused.status(), 401, "{host}: {refused}");
        // A second one is refused without a look.
        let refused = ground.receive(&activity, &format!("{actor}#key")).await.unwrap_err();
        assert!(refused.to_string().contains("a moment ago"), "{host}: {refused}");
        // Somebody whose key is said to be inside.
        let activity = like("http://b.test/1", "http://b.test/u/bob");
        let refused = ground.receive(&activity, &format!("http://{host}/key")).await.unwrap_err();
        assert_eq!(refused.status(), 401, "{host}: {refused}");
    }
    assert!(outside.asked().is_empty(), "nothing is fetched for a key that cannot be the actor's");
    canary.was_not_hit().await;
}

#[tokio::test]
async fn an_object_inside_is_not_fetched() {
    let (ground, canary) = (a_node().await, Canary::start().await);
    let _outside = ground.server_of_people("b.test").await;
    ground.node.follow(&anna(), "http://b.test/u/bob").await.unwrap();
    let followed = ground.node.view().unwrap().is_followed_here(&id("http://b.test/u/bob")).unwrap();
    assert!(followed, "boosts of those who are followed are looked at");
    for (number, host) in hosts_inside(&ground, &canary).await.into_iter().enumerate() {
        let says = |kind: &str| {
            json!({
                "@context": "https://www.w3.org/ns/activitystreams",
                "id": format!("http://b.test/{kind}/{number}"), "type": kind, "actor": "http://b.test/u/bob",
                "object": format!("http://{host}/object"), "target": format!("http://{host}/u/new"),
                "to": ["https://www.w3.org/ns/activitystreams#Public"],
            })
        };
        let key = "http://b.test/u/bob#key";
        assert!(matches!(
            ground.receive(&says("Announce"), key).await,
            Ok(Outcome::Applied | Outcome::Ignored)
        ));
        for kind in [
            "Create", "Update", "Delete", "Follow", "Like", "Undo", "Accept", "Reject", "Add", "Remove",
            "Flag",
        ] {
            let _ = ground.receive(&says(kind), key).await;
        }
        let mut moved = says("Move");
        moved["object"] = "http://b.test/u/bob".into();
        assert!(ground.receive(&moved, key).await.is_err());
    }
    canary.was_not_hit().await;
}

#[tokio::test]
async fn a_handle_or_address_inside_is_not_looked_up() {
    let (ground, canary) = (a_node().await, Canary::start().await);
    let hosts = hosts_inside(&ground, &canary).await;
    for host in &hosts {
        for who in [format!("@x@{host}"), format!("http://{host}/u/x"), format!("acct:x@{host}")] {
            assert!(ground.node.follow(&anna(), &who).await.is_err(), "{who}");
        }
    }
    // WebFinger that names an actor inside, or a subject inside.
    for (number, host) in hosts.iter().enumerate() {
        let host = host.clone();
        let server =
            Server::start(move |path| {
                let subject =
                    if path.contains("subject") { format!("acct:x@{host}") } else { "acct:x@c.test".into() };
                let link = json!({"rel": "self", "type": ACTIVITY, "href": format!("http://{host}/u/x")});
                async move {
                    reply("application/jrd+json", json!({"subject": subject, "links": [link]}).to_string())
                }
            })
            .await;
        let name = format!("c{number}.test");
        ground.names.lead(&name, &[server.address]);
        ground.names.lead("c.test", &[server.address]);
        for who in ["x", "subject"] {
            assert!(ground.node.follow(&anna(), &format!("@{who}@{name}")).await.is_err());
        }
    }
    canary.was_not_hit().await;
}

#[tokio::test]
async fn nothing_is_delivered_inside() {
    let (ground, canary) = (a_node().await, Canary::start().await);
    // Its name leads outside until its document is known, and inside from then on; the connection is not kept.
    let server = Server::start(|_| async {
        let mut response = document(&person("turns.test", "bob"));
        response.headers_mut().insert(http::header::CONNECTION, http::HeaderValue::from_static("close"));
        response
    })
    .await;
    ground.names.lead("turns.test", &[server.address]);
    ground.names.lead("turns.test", &[canary.v4]);
    // An inbox that redirects inside.
    let to = format!("http://127.0.0.1:{}/inbox", canary.port());
    let redirects =
        Server::start(move |path| {
            let to = to.clone();
            async move {
                if path.ends_with("/inbox") { redirect(&to) } else { document(&person("post.test", "bob")) }
            }
        })
        .await;
    ground.names.lead("post.test", &[redirects.address]);
    for host in ["turns.test", "post.test"] {
        ground.node.follow(&anna(), &format!("http://{host}/u/bob")).await.unwrap();
    }
    let (node, stop) = (ground.node.clone(), Arc::new(Notify::new()));
    let stopped = stop.clone();
    let delivering = tokio::spawn(async move { node.deliver_until(stopped.notified()).await });
    eventually(|| {
        let all = ground.node.deliveries().unwrap();
        all.len() == 2 && all.iter().all(|waiting| waiting.record.attempts > 0)
    })
    .await;
    stop.notify_one();
    delivering.await.unwrap();
    let undelivered = ground.node.undelivered().unwrap();
    let inboxes: Vec<&Id> = undelivered.iter().map(|waiting| &waiting.record.inbox).collect();
    assert_eq!(
        inboxes,
        [&id("http://turns.test/u/bob/inbox")],
        "a person sees it; a redirect is tried again"
    );
    canary.was_not_hit().await;
}
