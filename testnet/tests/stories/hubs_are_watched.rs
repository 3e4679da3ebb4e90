//! Members notice what their hub keeps back, and what it says in two ways.

use std::time::Duration;

use artel_node::changes::Changes;
use artel_node::pipeline::Item;
use artel_node::sets::element::About;
use artel_node::sets::{Readers, records, sid};
use artel_node::store::keys;
use artel_protocol::key::Ed25519Secret;
use artel_protocol::wire::{PUBLIC, contexts};
use artel_protocol::{Activity, Document, Id, Verified, proof};
use artel_testnet::{Testnet, eventually};
use serde_json::{Value, json};

/// Takes what a set says of an entry out of a node's store, as a hub would that does not want to hand it out.
async fn keep_back(net: &Testnet, node: &str, community: &Id, entry: &Id) {
    let set = sid(community, Readers::Everybody);
    let about = About::Entry(entry.clone());
    net.member(node)
        .node
        .change(move |view, _| {
            let mut changes = Changes::none();
            let record = records::set(view, &set)?;
            let said = records::about(view, &set, &about)?;
            let count = record.count - said.len() as u64;
            changes.put(keys::set(&set), &records::SetRecord { count, ..record });
            for (aid, element) in said {
                changes.delete(keys::number(&set, element.number));
                changes.delete(keys::element(&set, &aid));
            }
            Ok(changes)
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_hub_has_said_and_hands_out_no_more_is_noticed_by_who_has_it() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let said = net.member("a").publish_in(&community, "Kept back").await;
    net.is_confirmed("b", &said).await;
    let b = &net.member("b").node;
    let hub = net.member("hub").node.mesh().unwrap().client().peer();
    let noticed = async || {
        let reports = b.mesh_report().await.unwrap();
        reports.iter().any(|report| report.withheld > 0)
    };
    net.member("b").clock.forward(Duration::from_secs(3600));
    b.compare_with(hub).await.unwrap();
    assert!(!noticed().await, "the hub has everything");
    eventually("b shows that something was kept back", async || {
        // Whoever meets the hub meanwhile gives it back.
        keep_back(&net, "hub", &community, &said).await;
        b.compare_with(hub).await.ok()?;
        noticed().await.then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_says_two_things_under_one_id_is_named() {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    let hub = net.member("hub");
    let seed = hub.node.view().unwrap().organisation(&hub.company).unwrap().unwrap().seed;
    let (key, now) = (Ed25519Secret::from_seed(&seed), hub.node.clock().now());
    let group = hub.node.view().unwrap().actor(&community).unwrap().unwrap();
    let says = |name: &str| {
        let Value::Object(said) = json!({
            "@context": contexts(),
            "id": format!("{}/a/twice", hub.node.base().unwrap()),
            "type": "Update",
            "actor": community.as_str(),
            "to": [PUBLIC],
            "audience": community.as_str(),
            "object": {
                "id": community.as_str(), "type": "Group", "name": name, "preferredUsername": "bau",
                "inbox": format!("{community}/inbox"),
            },
        }) else {
            unreachable!("it is an object")
        };
        let signed = proof::sign(said, &key, &format!("{community}#ed25519-key"), now).unwrap();
        let activity = Activity::read(Document::from_json(signed)).unwrap();
        Item::Gathered(Box::new(Verified::by_proof(activity, &group, now).unwrap()))
    };
    // One to each, so that neither hears of the other at once.
    net.member("a").node.submit(says("Told to a")).await.unwrap();
    net.member("b").node.submit(says("Told to b")).await.unwrap();
    net.meets("a", "b").await;
    let b = net.member("b").node.mesh().unwrap().client().peer();
    net.member("a").node.compare_with(b).await.unwrap();
    eventually("it is named on a page of a", async || {
        let reports = net.member("a").node.mesh_report().await.ok()?;
        reports.iter().any(|report| report.two_faced.contains(&community)).then_some(())
    })
    .await;
}
