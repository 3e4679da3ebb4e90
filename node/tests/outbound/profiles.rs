//! Profiles: a change goes to those who follow, and the pages that a profile links to are asked whether they link back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use artel_node::features::profiles::ProfileDraft;
use artel_protocol::Timestamp;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::ground::{Canary, Ground, Server, a_node, anna, eventually, id, redirect, reply};

const ANNA: &str = "http://node-a.test/u/anna";

fn draft(lines: &[&str]) -> ProfileDraft {
    ProfileDraft {
        title: "Anna Brandt".into(),
        summary: "Dreht & fräst.".into(),
        lines: lines.iter().map(|value| ("Netz".to_owned(), (*value).to_owned())).collect(),
        discoverable: true,
        ..ProfileDraft::default()
    }
}

fn says(kind: &str, number: u8, object: &Value) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("http://b.test/{kind}/{number}"), "type": kind, "actor": "http://b.test/u/bob",
        "object": object,
    })
}

/// When each line of anna's profile was last seen to be hers.
fn verified(ground: &Ground) -> Vec<Option<Timestamp>> {
    let fields = ground.node.local_actor(&anna()).unwrap().profile.fields;
    fields.iter().map(|field| field.verified).collect()
}

#[tokio::test]
async fn a_changed_profile_is_on_its_way_to_every_follower_once() {
    let ground = a_node().await;
    let _server = ground.server_of_people("b.test").await;
    let key = "http://b.test/u/bob#key";
    ground.receive(&says("Follow", 1, &json!(ANNA)), key).await.unwrap();
    let updates = || {
        let mut waiting = ground.node.deliveries().unwrap();
        waiting.retain(|waiting| waiting.record.about == id(ANNA));
        waiting
    };
    let before = updates().len();
    for _ in 0..2 {
        // What changes nothing is not said again.
        ground.node.set_profile(&anna(), draft(&["+49 30 000000"])).await.unwrap();
        assert_eq!(updates().len(), before + 1);
    }
    let sent = updates().pop().unwrap().record;
    assert_eq!(sent.host, "b.test");
    let said: Value =
        serde_json::from_slice(&ground.node.view().unwrap().activity(&sent.activity).unwrap().unwrap())
            .unwrap();
    let shown: Value = serde_json::from_slice(&ground.node.actor_document(&anna()).unwrap()).unwrap();
    assert_eq!((&said["type"], &said["object"]), (&json!("Update"), &shown));
    assert_eq!(shown["name"], "Anna Brandt");
    assert_eq!(shown["summary"], "<p>Dreht &amp; fräst.</p>");
    assert_eq!(shown["attachment"][0]["value"], "+49 30 000000");
    assert_eq!((&shown["discoverable"], &shown["indexable"]), (&json!(true), &json!(false)));
    assert!(shown["updated"].is_string() && shown["publicKey"]["id"] == format!("{ANNA}#main-key"));
}

#[tokio::test]
async fn nobody_else_says_who_our_actors_are() {
    let ground = a_node().await;
    let _server = ground.server_of_people("b.test").await;
    let before = ground.node.actor_document(&anna()).unwrap();
    let mut forged: Value = serde_json::from_slice(&before).unwrap();
    forged["name"] = "Mallory".into();
    let refused = ground.receive(&says("Update", 1, &forged), "http://b.test/u/bob#key").await.unwrap_err();
    assert_eq!(refused.status(), 403);
    assert_eq!(ground.node.actor_document(&anna()).unwrap(), before);
}

#[tokio::test]
async fn a_page_that_links_back_is_verified_until_it_no_longer_does() {
    let ground = a_node().await;
    let links = Arc::new(AtomicBool::new(true));
    let still = links.clone();
    let server = Server::start(move |path| {
        let still = still.clone();
        async move {
            let to_anna = "<p><a rel=\"nofollow me\" href=\"http://node-a.test/@anna/\">Anna</a>";
            match path.as_str() {
                "/with" if still.load(Ordering::SeqCst) => reply("text/html; charset=utf-8", to_anna),
                "/by-id" => reply("text/html", format!("<head><link rel=me href={ANNA}>")),
                "/moved" => redirect("/with"),
                "/text" => reply("text/plain", to_anna),
                "/other" => reply("text/html", to_anna.replace("@anna", "@bert")),
                "/fault" => http::StatusCode::BAD_GATEWAY.into_response(),
                _ => reply("text/html", "<p>nothing"),
            }
        }
    })
    .await;
    ground.names.lead("shop.test", &[server.address]);
    let pages = ["with", "by-id", "moved", "text", "other", "fault", "none"];
    let addresses = pages.map(|page| format!("http://shop.test/{page}"));
    let lines = addresses.each_ref().map(String::as_str);
    ground.node.set_profile(&anna(), draft(&lines)).await.unwrap();
    let is_verified = || verified(&ground).iter().map(Option::is_some).collect::<Vec<_>>();
    eventually(|| is_verified() == [true, true, true, false, false, false, false]).await;

    // A week has not passed: only what was not verified is looked at again.
    let (first, asked) = (verified(&ground), server.asked().len());
    ground.node.check_all_profile_links().await.unwrap();
    assert_eq!(verified(&ground), first);
    assert_eq!(server.asked().len(), asked + 4);

    links.store(false, Ordering::SeqCst);
    ground.hand.forward(Duration::from_secs(8 * 24 * 3600));
    ground.node.check_all_profile_links().await.unwrap();
    assert_eq!(is_verified(), [false, true, false, false, false, false, false]);
    assert!(verified(&ground)[1] > first[1], "the moment is that of the last look");

    // What stays in a profile stays verified, what is typed anew does not, whatever it is called.
    ground.names.lead("gone.test", &[]);
    ground.node.set_profile(&anna(), draft(&["http://gone.test/by-id", lines[1]])).await.unwrap();
    assert!(verified(&ground)[0].is_none() && verified(&ground)[1].is_some());
}

#[tokio::test]
async fn a_page_inside_or_of_a_blocked_server_is_not_asked() {
    let (ground, canary) = (a_node().await, Canary::start().await);
    let server = Server::start(|_| async { reply("text/html", "<p>nothing") }).await;
    ground.names.lead("blocked.test", &[server.address]);
    ground.names.lead("inside.test", &[canary.v4]);
    ground.node.block_domain("blocked.test", "", None).await.unwrap();
    let inside = format!("http://127.0.0.1:{}/", canary.port());
    let lines = [&*inside, "http://inside.test/", "http://blocked.test/", "http://node-a.test/@anna"];
    ground.node.set_profile(&anna(), draft(&lines)).await.unwrap();
    ground.node.check_profile_links(&anna()).await.unwrap();
    assert!(verified(&ground).iter().all(Option::is_none));
    assert!(server.asked().is_empty());
    canary.was_not_hit().await;
}
