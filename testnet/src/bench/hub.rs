//! A hub that two hundred nodes are connected with: how much memory it takes, and what they cost it while nobody says
//! anything.
//!
//! The hub is a process of its own. Its members are whole nodes with their stores and pages, all in the benchmark's
//! process: what nodes ask by themselves is most of what goes over an idle network, so that peers that only pretend would
//! measure themselves. Their hosts answer over HTTP. Between them and the hub stands a relay that counts what passes.

use std::sync::LazyLock;
use std::time::Duration;

use artel_node::sets::{Readers, records, sid};
use artel_node::{Refusal, admin};
use artel_protocol::{Id, Name};
use artel_testnet::Testnet;
use futures_util::future::join_all;
use serde_json::Value;
use tokio::sync::Mutex;

use super::load::Stopwatch;
use super::node::{HOST, Measured, MeshPlace};
use super::relay::{self, Relay};
use super::{Failure, Figure};

const NODES: usize = 200;
/// How many join, and come back, at the same time.
const AT_ONCE: usize = 10;
const TRIES: usize = 5;
/// How long it may take until all have what the hub has.
const PATIENCE: Duration = Duration::from_secs(900);
/// After the last of them has caught up: second hellos, the way of gossip, places that are given back.
const SETTLING: Duration = Duration::from_secs(45);
/// How long nobody says anything: more than two rounds of every question that is asked by itself.
const IDLE: Duration = Duration::from_secs(90);

/// What is measured of a hub with its nodes.
#[derive(Clone)]
pub struct Hub {
    pub rss: Figure,
    pub idle: Figure,
}

/// Measures a hub with its nodes, once for both figures.
pub async fn hub() -> Result<Hub, Failure> {
    static MEASURED: LazyLock<Mutex<Option<Hub>>> = LazyLock::new(Mutex::default);
    let mut measured = MEASURED.lock().await;
    if measured.is_none() {
        *measured = Some(measure().await?);
    }
    measured.clone().ok_or_else(|| "nothing was measured".into())
}

async fn measure() -> Result<Hub, Failure> {
    let names: Vec<String> = (0..NODES).map(|number| format!("m{number}")).collect();
    eprintln!("  setting up {NODES} nodes …");
    let mut net = Testnet::new(&names.join(",")).await;
    let others = relay::one_door(&net, &names).await?;
    let place = MeshPlace::free().await?;
    let relay = Relay::before(place.listen).await?;
    let folder = tempfile::tempdir()?;
    let place = MeshPlace { announce: relay.address, ..place };
    let hub = Measured::start_hub(&folder.path().join("data"), others, place).await?;
    net.name(HOST, hub.address);
    eprintln!("  {NODES} nodes join; the hub alone takes {:.1} MB …", hub.rss_mb()?);
    let community = join(&mut net, &names, &hub).await?;
    let rss = hub.rss_mb()?;
    eprintln!("  nobody says anything for {} s; the hub takes {rss:.1} MB …", IDLE.as_secs());
    let (watch, before) = (Stopwatch::start(), relay.bytes());
    tokio::time::sleep(IDLE).await;
    let bytes = relay.bytes() - before;
    let idle = bytes as f64 / watch.elapsed().as_secs_f64() / NODES as f64;
    if connected(&hub, &community).await? != NODES {
        return Err("some of the nodes were not connected to the end".into());
    }
    let rss = rss.max(hub.rss_mb()?);
    hub.stop().await?;
    let aim = |value, unit, limit, limit_is| Figure { value, unit, limit, limit_is };
    Ok(Hub {
        rss: aim(rss, "MB with 200 nodes", 250.0, "MB that we aim at"),
        idle: aim(idle, "bytes/s for each node, both ways", 1000.0, "bytes/s that we aim at"),
    })
}

/// Founds a community on the hub, lets all nodes join, and waits until each has what the hub has. They join a few at a
/// time while the others are away, so that this machine has not to do at once what two hundred would do each for itself:
/// hear of each newcomer when it comes.
async fn join(net: &mut Testnet, names: &[String], hub: &Measured) -> Result<Id, Failure> {
    let (name, title) = (Name::parse("bau")?, "Bau und Ausbau".into());
    let founded = hub.ask(&admin::Request::FoundCommunity { name, title, organisation: None }).await?;
    let community = Id::parse(founded["id"].as_str().ok_or("no id came back")?)?;
    let uses = u32::try_from(NODES)?;
    let invite = hub.ask(&admin::Request::Invite { community: None, uses, days: 1 }).await?;
    let link = invite.as_str().ok_or("no invite came back")?;
    let watch = Stopwatch::start();
    for together in names.chunks(AT_ONCE) {
        let joining = together.iter().map(|name| patiently(|| net.member(name).node.join_community(link)));
        for joined in join_all(joining).await {
            joined?;
        }
        net.cut_mesh(together).await;
    }
    eprintln!("  all have joined after {:.1} s; they meet …", watch.elapsed().as_secs_f64());
    for together in names.chunks(AT_ONCE) {
        net.mend_mesh(together);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    while !all_are_there(net, names, hub, &community).await? {
        if watch.elapsed() > PATIENCE {
            return Err("the nodes do not come to what the hub has".into());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    eprintln!("  all have everything after {:.1} s …", watch.elapsed().as_secs_f64());
    tokio::time::sleep(SETTLING).await;
    Ok(community)
}

/// Whom a busy hub does not take tries again, as a person does.
async fn patiently<F: Future<Output = Result<Id, Refusal>>>(join: impl Fn() -> F) -> Result<Id, Refusal> {
    for _ in 1..TRIES {
        if let Ok(joined) = join().await {
            return Ok(joined);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    join().await
}

async fn all_are_there(
    net: &Testnet,
    names: &[String],
    hub: &Measured,
    community: &Id,
) -> Result<bool, Failure> {
    let report = report(hub, community).await?;
    let wanted = report["activities"].as_u64().ok_or("no activities are told")?;
    for name in names {
        let view = net.member(name).node.view()?;
        if records::set(&view, &sid(community, Readers::Everybody))?.count != wanted {
            return Ok(false);
        }
    }
    Ok(connected_in(&report) == names.len())
}

async fn connected(hub: &Measured, community: &Id) -> Result<usize, Failure> {
    Ok(connected_in(&report(hub, community).await?))
}

/// How many nodes besides the hub are connected.
fn connected_in(report: &Value) -> usize {
    let nodes = report["nodes"].as_array().into_iter().flatten();
    nodes.filter(|node| node["connected"] == true && node["ourselves"] != true).count()
}

async fn report(hub: &Measured, community: &Id) -> Result<Value, Failure> {
    let reports = hub.ask(&admin::Request::Peers { hash: false }).await?;
    let mut reports = reports.as_array().into_iter().flatten();
    let found = reports.find(|report| report["id"] == community.as_str());
    Ok(found.ok_or("the hub does not tell of its community")?.clone())
}
