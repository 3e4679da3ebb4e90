//! What nodes of one community are to each other: how fast something said is seen, and how fast a node that was away has
//! everything. Whole nodes in one process, over loopback with its encryption.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use artel_node::pipeline::Item;
use artel_node::sets::{Readers, records, sid};
use artel_node::store::keys;
use artel_protocol::key::{Ed25519Public, Ed25519Secret};
use artel_protocol::wire::{PUBLIC, contexts};
use artel_protocol::{Activity, Actor, Document, Id, Verified, proof};
use artel_testnet::Testnet;
use futures_util::future::join_all;
use serde_json::{Map, Value, json};
use tokio::sync::Mutex;

use super::load::Stopwatch;
use super::{Failure, Figure};

/// How many entries are gossiped; the community confirms each, so that twice as many activities are applied.
const GOSSIPED: usize = 5_000;
/// How many entries there are to catch up with; with their confirmations 100,000 activities.
const MISSED: usize = 50_000;
/// How many articles are looked at for the first sight of them.
const SIGHTS: usize = 200;
/// How many are handed to the pipeline together.
const TOGETHER: usize = 500;

/// Activities that a member applies in a second while its hub says them; both work on this machine.
pub async fn gossip_applied() -> Result<Figure, Failure> {
    let net = Testnet::new("hub, a").await;
    let community = net.found("hub", &["a"]).await;
    let said = said(&net, &community, GOSSIPED)?;
    settled(&net, &community, "a").await;
    let before = count(&net, "a", &community)?;
    let watch = Stopwatch::start();
    say(&net, said).await?;
    let wanted = before + 2 * GOSSIPED as u64;
    has(&net, "a", &community, wanted).await?;
    let value = watch.per_second(2 * GOSSIPED as u64);
    Ok(Figure {
        value,
        unit: "activities/s, applied and durable",
        limit: ed25519_checks_per_s(),
        limit_is: CHECKS,
    })
}

const CHECKS: &str = "Ed25519 checks/s on one core";

fn ed25519_checks_per_s() -> f64 {
    let key = Ed25519Secret::from_seed(&[1; 32]);
    let (public, signature): (Ed25519Public, _) = (key.public(), key.sign(b"message"));
    let watch = Stopwatch::start();
    let mut count = 0;
    while watch.elapsed() < Duration::from_secs(1) {
        std::hint::black_box(public.verify(b"message", &signature));
        count += 1;
    }
    watch.per_second(count)
}

/// From when an article is published on one member until it can be read on another one, the hub between them.
pub async fn first_sight(percent: usize) -> Result<Figure, Failure> {
    let net = Testnet::new("hub, a, b").await;
    let community = net.found("hub", &["a", "b"]).await;
    for node in ["a", "b"] {
        settled(&net, &community, node).await;
    }
    // Gossip finds its ways in the first seconds.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let b = &net.member("b").node;
    let mut times = Vec::new();
    for number in 0..SIGHTS {
        let mut events = b.events();
        let watch = Stopwatch::start();
        let article = net.member("a").publish_in(&community, &format!("Number {number}")).await;
        while b.view()?.entry(&article)?.is_none() {
            let _ = tokio::time::timeout(Duration::from_secs(20), events.recv()).await?;
        }
        times.push(watch.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let value = times[(times.len() * percent / 100).min(times.len() - 1)];
    let limit = if percent == 50 { 50.0 } else { 250.0 };
    Ok(Figure { value, unit: "ms", limit, limit_is: "ms that we aim at" })
}

/// What is measured of catching up with 100,000 activities.
#[derive(Clone)]
pub struct CatchUp {
    pub seconds: Figure,
    pub wire_ratio: Figure,
    pub one_rounds: Figure,
    pub one_ms: Figure,
}

/// Measures catching up, once for all of its figures.
pub async fn catch_up() -> Result<CatchUp, Failure> {
    static MEASURED: LazyLock<Mutex<Option<CatchUp>>> = LazyLock::new(Mutex::default);
    let mut measured = MEASURED.lock().await;
    if measured.is_none() {
        *measured = Some(measure_catch_up().await?);
    }
    measured.clone().ok_or_else(|| "nothing was measured".into())
}

async fn measure_catch_up() -> Result<CatchUp, Failure> {
    let net = Testnet::new("hub, a").await;
    let community = net.found("hub", &[]).await;
    eprintln!("  saying {MISSED} things …");
    say(&net, said(&net, &community, MISSED)?).await?;
    let all = 2 * MISSED as u64;
    has(&net, "hub", &community, all).await?;
    let raw = raw_bytes(&net, &community)?;
    eprintln!("  catching up with {all} activities …");
    let watch = Stopwatch::start();
    let invite = net.member("hub").node.invite_nodes(&community, 1, 7, None).await?;
    net.member("a").node.join_community(&invite.link()).await?;
    let wanted = count(&net, "hub", &community)?;
    has(&net, "a", &community, wanted).await?;
    let seconds = watch.elapsed().as_secs_f64();
    let mesh = net.member("a").node.mesh().ok_or("the mesh does not run")?;
    let received: u64 = mesh.client().peers().await.iter().map(|state| state.received).sum();
    let (one_ms, rounds) = one_missing(&net, &community).await?;
    let aim = |value: f64, unit: &'static str, limit: f64, limit_is: &'static str| Figure {
        value,
        unit,
        limit,
        limit_is,
    };
    Ok(CatchUp {
        seconds: aim(seconds, "s for 100,000 activities", 30.0, "s that we aim at"),
        wire_ratio: aim(
            received as f64 / raw as f64,
            "bytes received for each byte missed",
            1.2,
            "that we aim at",
        ),
        one_rounds: aim(rounds as f64, "round trips for one missing among 100,000", 3.0, "that we aim at"),
        one_ms: aim(one_ms, "ms for one missing among 100,000", 300.0, "ms that we aim at"),
    })
}

/// Takes one activity from a node as a fault of its disk would, and lets it compare its set with the hub's. Yields the
/// milliseconds and the round trips, the one that fetches included.
async fn one_missing(net: &Testnet, community: &Id) -> Result<(f64, u64), Failure> {
    let node = &net.member("a").node;
    let set = sid(community, Readers::Everybody);
    let hub = net.member("hub").node.mesh().ok_or("the mesh does not run")?.client().peer();
    // Both have looked at the whole set once, as they do every day.
    node.compare_with(hub).await?;
    let last = records::set(&node.view()?, &set)?.last;
    node.change(move |view, _| {
        let mut changes = artel_node::changes::Changes::none();
        let number = last / 2;
        let Some(row) = view.get(&keys::number(&set, number))? else { return Ok(changes) };
        let Some(aid) = keys::last_aid(&row) else { return Ok(changes) };
        let record = records::set(view, &set)?;
        changes.put(keys::set(&set), &records::SetRecord { count: record.count - 1, ..record });
        changes.delete(keys::number(&set, number));
        changes.delete(keys::element(&set, &aid));
        Ok(changes)
    })
    .await?;
    let watch = Stopwatch::start();
    let compared = node.compare_with(hub).await?;
    let elapsed = watch.elapsed().as_secs_f64() * 1000.0;
    let rounds = compared.iter().map(|compared| compared.rounds).max().unwrap_or(0);
    Ok((elapsed, rounds + 1))
}

/// Posts of the hub's company in the community, signed beforehand.
fn said(net: &Testnet, community: &Id, many: usize) -> Result<Vec<Verified<Activity>>, Failure> {
    let hub = net.member("hub");
    let view = hub.node.view()?;
    let author = hub.actor();
    let seed = view.organisation(&hub.company)?.ok_or("the company has no key")?.seed;
    let key = Ed25519Secret::from_seed(&seed);
    let actor: Actor = view.actor(&author)?.ok_or("the company is not known")?;
    let base = hub.node.base()?;
    let now = hub.node.clock().now();
    let post = |number: usize| -> Result<Verified<Activity>, Failure> {
        let note = json!({
            "id": format!("{base}/o/{number}"), "type": "Note", "attributedTo": author.as_str(),
            "content": format!("<p>Number {number}, with a sentence or two as people write them.</p>"),
            "context": format!("{base}/c/{number}"), "published": now.to_rfc3339(),
            "to": [PUBLIC], "cc": [format!("{author}/followers")], "audience": community.as_str(),
        });
        let members = BTreeMap::from([
            ("@context", contexts()),
            ("id", json!(format!("{base}/a/{number}"))),
            ("type", json!("Create")),
            ("actor", json!(author.as_str())),
            ("to", json!([PUBLIC])),
            ("audience", json!(community.as_str())),
            ("published", json!(now.to_rfc3339())),
            ("object", note),
        ]);
        let members: Map<String, Value> =
            members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let signed = proof::sign(members, &key, &format!("{author}#ed25519-key"), now)?;
        Ok(Verified::by_proof(Activity::read(Document::from_json(signed))?, &actor, now)?)
    };
    (0..many).map(post).collect()
}

async fn say(net: &Testnet, said: Vec<Verified<Activity>>) -> Result<(), Failure> {
    let node = &net.member("hub").node;
    let mut said = said.into_iter().peekable();
    while said.peek().is_some() {
        let some: Vec<_> = said.by_ref().take(TOGETHER).collect();
        let submitted = some
            .into_iter()
            .map(|activity| node.submit(Item::Activity { activity: Box::new(activity), author: None }));
        for outcome in join_all(submitted).await {
            outcome?;
        }
    }
    Ok(())
}

fn count(net: &Testnet, node: &str, community: &Id) -> Result<u64, Failure> {
    let view = net.member(node).node.view()?;
    Ok(records::set(&view, &sid(community, Readers::Everybody))?.count)
}

/// Waits until a node has so many activities in the public set.
async fn has(net: &Testnet, node: &str, community: &Id, wanted: u64) -> Result<(), Failure> {
    let waited = tokio::time::timeout(Duration::from_secs(300), async {
        while count(net, node, community)? < wanted {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    });
    waited.await.map_err(|_| format!("{node} does not come to {wanted} activities"))?
}

/// Waits until a node has caught up with the hub.
async fn settled(net: &Testnet, community: &Id, node: &str) {
    let caught_up = async {
        loop {
            let ours = count(net, node, community).unwrap_or(0);
            if ours > 0 && ours == count(net, "hub", community).unwrap_or(1) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    // What is measured afterwards shows whether it did.
    let _ = tokio::time::timeout(Duration::from_secs(20), caught_up).await;
}

/// The bytes of every activity in the hub's public set.
fn raw_bytes(net: &Testnet, community: &Id) -> Result<u64, Failure> {
    let view = net.member("hub").node.view()?;
    let set = sid(community, Readers::Everybody);
    let mut bytes = 0;
    view.walk::<Failure>(&keys::elements(&set), |key, _| {
        if let Some(aid) = keys::last_aid(key)
            && let Some(record) = records::element(&view, &set, &aid)?
        {
            bytes += records::bytes(&view, &set, &aid, &record)?.map_or(0, |bytes| bytes.len() as u64);
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    Ok(bytes)
}
