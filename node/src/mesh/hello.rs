//! `/artel/hello/1`: who we are, what time it is here, and how far our sets have come.

use std::sync::Arc;

use artel_protocol::manifest::Manifest;
use artel_protocol::message::Protocol;
use artel_protocol::message::hello::{DOUBLED, Hello, SetState, VERSION};
use artel_protocol::{Document, Timestamp, limits};
use bytes::Bytes;

use super::door::Unserved;
use super::{Mesh, catch_up, gather, join, known, lock, peers};
use crate::catchup::{self, gather::Handed};
use crate::error::Refusal;
use crate::features::publishing;
use crate::identity::node_actor_id;
use crate::network::{FramedStream, Peer, Standing};
use crate::node::Node;
use crate::sets::Place;
use crate::sets::element::About;
use crate::sets::records::{self, PeerRecord};
use crate::store::View;

/// Says hello to a connected peer, and begins to catch up with it.
pub async fn greet(node: &Node, mesh: &Arc<Mesh>, peer: Peer) {
    let before = received(mesh, peer).await;
    match exchange(node, mesh, peer).await {
        Ok(()) => catch_up::begin(node, mesh, peer),
        Err(error) => {
            tracing::debug!(%error, %peer, "no hello came back");
            // Its machine may have started anew without a word: we do not wait until the connection is given up. Who is
            // only busy sends something meanwhile.
            if error.is_silence() && received(mesh, peer).await == before {
                mesh.client.disconnect(peer).await;
            }
        }
    }
}

/// How many bytes have come from a peer; none if it is not connected.
async fn received(mesh: &Mesh, peer: Peer) -> Option<u64> {
    let connected = mesh.client.peers().await;
    connected.iter().find(|state| state.peer == peer).map(|state| state.received)
}

/// Says hello in a moment, however often that is asked for until then: what gossip could not carry is fetched so.
pub fn greet_soon(node: &Node, mesh: &Arc<Mesh>, peer: Peer) {
    if !lock(&mesh.greeted_soon).insert(peer) {
        return;
    }
    let (node, mesh) = (node.clone(), mesh.clone());
    tokio::spawn(async move {
        tokio::time::sleep(limits::MISSED_ASKED_FOR).await;
        lock(&mesh.greeted_soon).remove(&peer);
        greet(&node, &mesh, peer).await;
    });
}

/// The same, and once more a little later: gossip needs a moment until both sides know what the other one listens to, and
/// what is said meanwhile would be heard only at the next question.
pub async fn greet_twice(node: &Node, mesh: &Arc<Mesh>, peer: Peer) {
    greet(node, mesh, peer).await;
    tokio::time::sleep(limits::SECOND_HELLO).await;
    greet(node, mesh, peer).await;
}

async fn exchange(node: &Node, mesh: &Mesh, peer: Peer) -> Result<(), Unserved> {
    let mut stream = mesh.client.open(peer, Protocol::Hello).await?;
    stream.send(&ours(node, mesh, peer).await?).await?;
    let theirs: Hello = stream.receive(Protocol::Hello.answered_bytes()).await?;
    stream.finish().await?;
    note(node, mesh, peer, theirs).await?;
    Ok(())
}

/// Answers a hello, and catches up if there is something new.
pub async fn serve(
    node: &Node,
    mesh: &Arc<Mesh>,
    peer: Peer,
    mut stream: FramedStream,
) -> Result<(), Unserved> {
    let theirs: Hello = stream.receive(Protocol::Hello.asked_bytes()).await?;
    stream.send(&ours(node, mesh, peer).await?).await?;
    stream.finish().await?;
    note(node, mesh, peer, theirs).await?;
    catch_up::begin(node, mesh, peer);
    Ok(())
}

/// A stranger's hello shows no sets.
async fn ours(node: &Node, mesh: &Mesh, peer: Peer) -> Result<Hello, Refusal> {
    let view = node.view()?;
    let epoch = mesh.epoch;
    let mut sets = Vec::new();
    for (sid, _) in mesh.sets_for(peer).into_iter().take(limits::HELLO_SETS) {
        sets.push(SetState { set: sid, epoch, head: records::set(&view, &sid)?.last });
    }
    let now = node.clock().now();
    let is_doubled = mesh.seen().get(&peer).is_some_and(|seen| seen.runs.are_two(now));
    Ok(Hello {
        version: VERSION,
        adds: own_adds(mesh, &view, peer)?,
        sets,
        manifest: node.manifest(mesh).await?.bytes().clone(),
        now,
        run: mesh.run,
        capabilities: if is_doubled { vec![DOUBLED.to_owned()] } else { Vec::new() },
    })
}

/// What communities said when they admitted us, for a member who may not have heard of it: with the hub gone it would not
/// let us in otherwise.
fn own_adds(mesh: &Mesh, view: &View, peer: Peer) -> Result<Vec<Bytes>, Refusal> {
    let mut adds = Vec::new();
    if !mesh.standings.of(peer).is_admitted() {
        return Ok(adds);
    }
    let record = view.node()?.ok_or(Refusal::Unknown("this node is not set up yet"))?;
    let organisation = publishing::local(view, &record.organisation)?.id;
    for (sid, name) in mesh.sets_for(peer) {
        for member in [&node_actor_id(&record), &organisation] {
            if !name.members_only && adds.len() < limits::HELLO_ADDS {
                adds.extend(join::latest(view, &sid, &About::Member(member.clone()))?);
            }
        }
    }
    Ok(adds)
}

/// Takes in what communities of ours said when they admitted a peer. Nothing else is believed from a stranger.
async fn hear_of_admission(node: &Node, mesh: &Mesh, adds: Vec<Bytes>) -> Result<(), Refusal> {
    for bytes in adds {
        let Ok(activity) = catchup::gather::read(bytes.clone()) else { continue };
        let Some(place) = Place::of(&activity).filter(|place| place.community == activity.actor) else {
            continue;
        };
        if let Some(name) = records::set_name(&node.view()?, &place.sid())? {
            Box::pin(gather::take(node, mesh, &name, vec![Handed::Activity(bytes)])).await?;
        }
    }
    Ok(())
}

/// Remembers what a peer said of itself. What its manifest claims for another peer counts for nothing.
async fn note(node: &Node, mesh: &Mesh, peer: Peer, hello: Hello) -> Result<(), Refusal> {
    let now = node.clock().now();
    let manifest = Document::parse(hello.manifest.clone()).ok().and_then(|document| {
        let manifest = Manifest::read(document, now).ok()?;
        manifest.peers.contains(&peer.to_string()).then_some(manifest)
    });
    tracing::debug!(
        %peer,
        standing = ?mesh.standings.of(peer),
        sets = hello.sets.len(),
        adds = hello.adds.len(),
        "a hello came"
    );
    hear_of_admission(node, mesh, hello.adds.clone()).await?;
    // By this machine's own clock: what the other one's shows may correct ours.
    let ahead = hello.now.0.saturating_sub(node.clock().uncorrected().0);
    if mesh.standings.of(peer) == Standing::Hub {
        follow_clock(node, ahead);
    }
    mesh.note(peer, |seen| {
        seen.runs.heard(hello.run, now);
        seen.connected = true;
        seen.clock_ahead = ahead;
        seen.manifest = manifest.clone();
        seen.hello = Some(hello.clone());
    });
    if mesh.is_doubled() {
        tracing::error!("another node speaks with the keys of this one: two were restored from one backup");
    }
    match manifest {
        Some(manifest) if mesh.standings.of(peer).is_admitted() => remember(node, peer, &manifest, now).await,
        _ => Ok(()),
    }
}

/// A clock that is off the hub's is corrected by it, within a day: what this node says would otherwise be dated before it
/// was admitted, or stand above everybody else's.
fn follow_clock(node: &Node, ahead: i64) {
    let millis = |span: std::time::Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    let (least, most) = (millis(limits::CLOCK_CORRECTED), millis(limits::CLOCK_CORRECTED_MOST));
    let correction = if (least..=most).contains(&ahead.abs()) { ahead } else { 0 };
    let changed = (node.clock().correction() - correction).abs() > least;
    if changed || correction == 0 {
        node.clock().correct(correction);
    }
    if changed {
        tracing::warn!(
            seconds = correction / 1000,
            "this machine's clock differs from the hub's; what is said here is dated by the hub's"
        );
    }
}

/// Keeps where a peer is reached, for the day when the hub is gone.
async fn remember(node: &Node, peer: Peer, manifest: &Manifest, now: Timestamp) -> Result<(), Refusal> {
    let is_fresh =
        |known: PeerRecord| now.since(known.seen) < SEEN_EVERY && known.addresses == manifest.addresses;
    if known::read(node, peer)?.is_some_and(is_fresh) {
        return Ok(());
    }
    let addresses = manifest.addresses.clone();
    let manifest = String::from_utf8_lossy(manifest.document().bytes()).into_owned();
    known::write(node, peer, move |known| {
        let (compared, has) = known.map(|known| (known.compared, known.has)).unwrap_or_default();
        Some(PeerRecord { manifest, addresses, seen: now, compared, has })
    })
    .await
}

/// How exactly it is kept when a peer was seen.
const SEEN_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

/// Asks the hubs, and somebody drawn at random, what is new: so that nothing depends on gossip.
pub async fn ask_what_is_new(node: &Node, mesh: &Arc<Mesh>) {
    let connected = mesh.client.peers().await;
    let admitted: Vec<_> = connected.into_iter().filter(|state| state.standing.is_admitted()).collect();
    let mut asked: Vec<Peer> =
        admitted.iter().filter(|state| state.standing == Standing::Hub).map(|state| state.peer).collect();
    if !admitted.is_empty() {
        let at = peers::draw(node, admitted.len());
        asked.extend(admitted.get(at).map(|state| state.peer));
    }
    asked.sort_unstable();
    asked.dedup();
    for peer in asked {
        greet(node, mesh, peer).await;
    }
    if !admitted.iter().any(|state| state.standing == Standing::Hub) {
        // The hub is gone: those whom we knew may still be there.
        if let Err(error) = peers::meet_again(node, mesh).await {
            tracing::debug!(%error, "where members were cannot be read");
        }
    }
}

/// Tells everybody but `source`, from whom it came, that there is something new here.
pub async fn tell_what_is_new(node: &Node, mesh: &Arc<Mesh>, source: Option<Peer>) {
    for peer in mesh.admitted().await.into_iter().filter(|peer| Some(*peer) != source) {
        if let Err(error) = exchange(node, mesh, peer).await {
            tracing::debug!(%error, %peer, "it was not told what is new");
        }
    }
}
