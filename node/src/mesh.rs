//! What nodes of one community do for each other over the network: hello, gossip, catching up, private mail
//! (docs/PROTOCOL.md). One file for each protocol, with both of its sides; how bytes travel is in [`crate::network`].
//!
//! [`Node::mesh_until`] starts it all and runs it.

mod applicant;
pub mod blob;
mod catch_up;
mod door;
pub mod gather;
mod gossip;
mod hello;
pub mod inbox;
pub mod join;
mod known;
mod peers;
mod rates;
pub mod recon;
mod renewal;
pub mod report;
mod since;
mod standings;
mod withheld;

use std::collections::{HashMap, HashSet, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use artel_protocol::key::Ed25519Secret;
use artel_protocol::manifest::{self, Manifest};
use artel_protocol::message::Sid;
use artel_protocol::message::hello::{DOUBLED, Hello};
use artel_protocol::{Document, Id, Timestamp, limits};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, Semaphore};

use crate::catchup::reconcile::Index;
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::identity::node_actor_id;
use crate::network::{self, Address, Client, Peer, Settings};
use crate::node::Node;
use crate::sets::records::{self, SetName};
use crate::store::{View, keys};

use self::rates::Rates;
use self::standings::Standings;

/// The running mesh of a node.
pub struct Mesh {
    client: Client,
    /// Whether the network was started as that of a hub.
    is_hub: bool,
    /// Drawn at the start: two at once under one peer are two copies of a node.
    run: [u8; 16],
    /// The epoch of the numbers of our sets.
    epoch: u64,
    standings: Arc<Standings>,
    seen: Mutex<HashMap<Peer, Seen>>,
    indexes: Mutex<HashMap<Sid, Index>>,
    /// What authors may say in gossip, and peers may bring to the inbox.
    authors: Mutex<Rates<Id>>,
    letters: Mutex<Rates<Peer>>,
    early: Mutex<gather::WaitingRoom>,
    /// How many of its own words each community's hub lacked when it was compared with.
    withheld: Mutex<HashMap<Id, u64>>,
    /// Whom we are catching up with at this moment, and whether there is more since.
    catching_up: Mutex<HashMap<Peer, bool>>,
    /// Places for batches on their way to who catches up.
    batches: Semaphore,
    /// Who is said hello to in a moment.
    greeted_soon: Mutex<HashSet<Peer>>,
    /// Somebody is a member, or none any more.
    members_changed: Notify,
    /// Something of ours is not as our communities may know it.
    ours_changed: Notify,
}

/// What is known of a connected peer.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub connected: bool,
    pub hello: Option<Hello>,
    pub manifest: Option<Manifest>,
    /// How far its clock is ahead of ours, in milliseconds.
    pub clock_ahead: i64,
    /// We have caught up with it since we are connected: what it says now comes by gossip.
    pub in_touch: bool,
    pub runs: Runs,
    pub progress: Progress,
}

/// The processes that spoke with one peer's key.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Runs {
    last: Option<[u8; 16]>,
    former: VecDeque<[u8; 16]>,
    doubled: Option<Timestamp>,
}

impl Runs {
    /// A process has spoken. One that comes back after another one runs beside it; after a restart none does.
    fn heard(&mut self, run: [u8; 16], now: Timestamp) {
        let Some(last) = self.last.replace(run).filter(|last| *last != run) else { return };
        if self.former.contains(&run) {
            self.doubled = Some(now);
        }
        if !self.former.contains(&last) {
            self.former.push_back(last);
        }
        if self.former.len() > limits::RUNS_REMEMBERED {
            self.former.pop_front();
        }
    }

    /// Whether two copies of one node run at this moment.
    pub fn are_two(&self, now: Timestamp) -> bool {
        self.doubled.is_some_and(|doubled| now.since(doubled) < limits::COPY_RUNS)
    }
}

/// How catching up with a peer goes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Progress {
    pub running: bool,
    /// When it began last.
    pub began: Option<Timestamp>,
    /// When it ended last with nothing missing.
    pub finished: Option<Timestamp>,
    /// Activities that came since the start, and in this run.
    pub came: u64,
    pub came_in_run: u64,
    /// Activities that comparing found missing since the start: with us, and with the other one.
    pub repaired_here: u64,
    pub repaired_there: u64,
}

impl Progress {
    /// So many activities more have come.
    fn add(&mut self, came: u64) {
        self.came += came;
        self.came_in_run += came;
    }
}

impl Mesh {
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Whether the network runs as that of a hub, which more nodes may be connected with.
    pub fn is_hub(&self) -> bool {
        self.is_hub
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<Peer, Seen>> {
        lock(&self.seen)
    }

    fn note(&self, peer: Peer, note: impl FnOnce(&mut Seen)) {
        note(self.seen().entry(peer).or_default());
    }

    /// How many activities the hub of a community did not hand out that others had long before.
    fn withheld_in(&self, community: &Id) -> u64 {
        lock(&self.withheld).get(community).copied().unwrap_or(0)
    }

    /// The sets that are kept here and that a peer may read: those of the communities in which its node is a member.
    fn sets_for(&self, peer: Peer) -> Vec<(Sid, SetName)> {
        self.standings.communities_of(peer).iter().flat_map(SetName::both).collect()
    }

    /// The connected peer of the member's node that stands on this host.
    pub fn peer_on(&self, host: &str) -> Option<Peer> {
        let seen = self.seen();
        let found = seen.iter().find(|(peer, seen)| {
            let stands_there =
                seen.manifest.as_ref().is_some_and(|manifest| manifest.organisation.host() == host);
            stands_there && seen.connected && self.standings.of(**peer).is_admitted()
        });
        found.map(|(peer, _)| *peer)
    }

    /// Whether a member says that another process speaks with our key.
    fn is_doubled(&self) -> bool {
        let says = |hello: &Hello| hello.capabilities.iter().any(|word| word == DOUBLED);
        self.seen().iter().any(|(peer, seen)| {
            self.standings.of(*peer).is_admitted() && seen.connected && seen.hello.as_ref().is_some_and(says)
        })
    }

    /// Everybody who is connected and admitted.
    async fn admitted(&self) -> Vec<Peer> {
        let peers = self.client.peers().await;
        peers.into_iter().filter(|state| state.standing.is_admitted()).map(|state| state.peer).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the seed of the peer key is kept.
const PEER_SEED: &str = "peer seed";

impl Node {
    /// Runs the mesh until `stop` comes about: from the moment when this node has a community.
    pub async fn mesh_until(&self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        if self.config().mesh.off {
            return stop.await;
        }
        loop {
            let mesh = tokio::select! {
                () = &mut stop => return,
                mesh = self.start_mesh() => mesh,
            };
            let stopped = tokio::select! {
                () = &mut stop => true,
                () = run(self, &mesh) => false,
            };
            self.set_mesh(None);
            mesh.client.stop().await;
            if stopped {
                return;
            }
        }
    }

    /// Waits until there is something to do, and starts; tries again when the address is taken.
    async fn start_mesh(&self) -> Arc<Mesh> {
        let mut events = self.events();
        loop {
            match self.wants_mesh() {
                Ok(true) => match self.open_mesh().await {
                    Ok(mesh) => return mesh,
                    Err(error) => tracing::error!(%error, "the network between nodes does not start"),
                },
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "whether there is a community cannot be read"),
            }
            // Woken by the founding of a community; and looked at anew from time to time.
            let _ = tokio::time::timeout(Duration::from_secs(10), events.recv()).await;
        }
    }

    /// Whether this node has a community, or has been asked to join one.
    fn wants_mesh(&self) -> Result<bool, Refusal> {
        let Some(node) = self.record()? else { return Ok(false) };
        let wanted = self.joining() || !records::communities(&self.view()?)?.is_empty();
        Ok(wanted && !node.trial)
    }

    async fn open_mesh(&self) -> Result<Arc<Mesh>, Refusal> {
        let seed = self.kept_seed(PEER_SEED).await?;
        let standings = Arc::new(Standings::default());
        standings.rebuild(&self.view()?)?;
        let is_hub = hosts_any(&self.view()?)?;
        let settings = self.network_settings(is_hub)?;
        let mut run = [0; 16];
        self.random().fill(&mut run);
        let mut fresh = [0; 8];
        self.random().fill(&mut fresh);
        // Less than what JSON and JavaScript hold exactly.
        let fresh = u64::from_be_bytes(fresh) >> 11;
        let epoch = crate::store::epoch::epoch(&self.config().data, fresh)?;
        let door = Arc::new(door::MeshDoor::new(self.clone(), standings.clone()));
        let client = network::start(settings, &seed, door, self.clock().clone(), self.random().clone()).await;
        let client = client.map_err(|error| Refusal::Internal(error.to_string()))?;
        let mesh = Arc::new(Mesh {
            client,
            is_hub,
            run,
            epoch,
            standings,
            seen: Mutex::default(),
            indexes: Mutex::default(),
            authors: Mutex::new(Rates::new(limits::GOSSIP_PER_AUTHOR)),
            letters: Mutex::new(Rates::new(limits::INBOX_PER_PEER)),
            early: Mutex::default(),
            withheld: Mutex::default(),
            catching_up: Mutex::default(),
            batches: Semaphore::new(limits::BATCHES_AT_ONCE),
            greeted_soon: Mutex::default(),
            members_changed: Notify::new(),
            ours_changed: Notify::new(),
        });
        self.set_mesh(Some(mesh.clone()));
        Ok(mesh)
    }

    fn network_settings(&self, is_hub: bool) -> Result<Settings, Refusal> {
        let config = &self.config().mesh;
        let mut settings = if is_hub { Settings::hub() } else { Settings::node() };
        for address in &config.listen {
            let address: Address =
                address.parse().map_err(|error| Refusal::Internal(format!("{address}: {error}")))?;
            settings.listen.push(address);
        }
        settings.networks = self.config().test_networks.iter().chain(&config.networks).copied().collect();
        Ok(settings)
    }

    /// A secret of 32 bytes under this name, made when it is asked for first.
    async fn kept_seed(&self, name: &'static str) -> Result<[u8; 32], Refusal> {
        if let Some(seed) = seed_of(&self.view()?, name)? {
            return Ok(seed);
        }
        let seed = self.random().seed();
        self.change(move |view, _| {
            let mut changes = Changes::none();
            if seed_of(view, name)?.is_none() {
                changes.put_bytes(keys::setting(name), seed.to_vec().into());
            }
            Ok(changes)
        })
        .await?;
        seed_of(&self.view()?, name)?.ok_or_else(|| Refusal::Internal(format!("{name} was not kept")))
    }

    /// This node's manifest, as it is now.
    async fn manifest(&self, mesh: &Mesh) -> Result<Document, Refusal> {
        let view = self.view()?;
        let node = view.node()?.ok_or(Refusal::Unknown("this node is not set up yet"))?;
        let company = view
            .organisation(&node.organisation)?
            .ok_or_else(|| Refusal::Internal("the node's organisation is gone".into()))?;
        let actor = super::features::publishing::local(&view, &node.organisation)?;
        let peers = [mesh.client.peer().to_string()];
        let addresses = self.public_addresses(mesh).await?;
        let key = Ed25519Secret::from_seed(&company.seed);
        let made = manifest::write(
            &node_actor_id(&node),
            &actor.id,
            &actor.title,
            &peers,
            &addresses,
            &key,
            self.clock().now(),
        );
        made.map_err(|error| Refusal::Internal(error.to_string()))
    }

    /// Where others reach this node: as the operator says, else under its public name; in a test network, where it listens.
    pub async fn public_addresses(&self, mesh: &Mesh) -> Result<Vec<String>, Refusal> {
        let config = &self.config().mesh;
        if !config.announce.is_empty() {
            return Ok(config.announce.clone());
        }
        let listening = mesh.client.listening().await;
        let base = self.base()?;
        let name = base.host().split(':').next().unwrap_or_default().to_owned();
        let in_test = !self.config().test_networks.is_empty();
        let mut addresses: Vec<String> = Vec::new();
        for address in listening {
            let text = address.to_string();
            let public = match in_test {
                true => text,
                false => match text.split('/').skip(3).collect::<Vec<_>>() {
                    parts if parts.len() >= 2 => format!("/dns/{name}/{}", parts.join("/")),
                    _ => continue,
                },
            };
            if !addresses.contains(&public) && addresses.len() < limits::PEER_ADDRESSES {
                addresses.push(public);
            }
        }
        Ok(addresses)
    }
}

fn seed_of(view: &View, name: &str) -> Result<Option<[u8; 32]>, Refusal> {
    Ok(view.get(&keys::setting(name))?.and_then(|bytes| bytes.as_ref().try_into().ok()))
}

/// Whether this node hosts a community.
fn hosts_any(view: &View) -> Result<bool, Refusal> {
    Ok(records::communities(view)?.iter().any(|community| community.hosted.is_some()))
}

/// What goes on all the time. It ends when the network has to be started anew.
async fn run(node: &Node, mesh: &Arc<Mesh>) {
    tokio::select! {
        () = listen(node, mesh) => {}
        () = stay_settled(node, mesh) => {}
        () = renewal::keep_told(node, mesh) => {}
        () = ask_from_time_to_time(node, mesh) => {}
    }
}

/// Hears what happens on this node.
async fn listen(node: &Node, mesh: &Arc<Mesh>) {
    let mut events = node.events();
    // What happened before is not told of.
    mesh.members_changed.notify_one();
    loop {
        match events.recv().await {
            Ok(Event::Said(sid, aid)) => gossip::publish(node, mesh, sid, aid).await,
            Ok(Event::Members(_) | Event::Blocks) => mesh.members_changed.notify_one(),
            Ok(Event::Actor(id)) if node.base().is_ok_and(|base| id.same_authority(&base)) => {
                mesh.ours_changed.notify_one();
            }
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => {
                // More was said than gossip could carry: everybody is told how far we are, and fetches it.
                mesh.members_changed.notify_one();
                let (node, mesh) = (node.clone(), mesh.clone());
                tokio::spawn(async move { hello::tell_what_is_new(&node, &mesh, None).await });
            }
            Err(RecvError::Closed) => return,
        }
    }
}

/// Brings the network in line with the members when they change; many changes within a moment are one, since each look
/// reads all of them. It ends when this node has become a hub, or is none any more: other limits hold then.
async fn stay_settled(node: &Node, mesh: &Arc<Mesh>) {
    loop {
        mesh.members_changed.notified().await;
        settle_in(node, mesh).await;
        mesh.ours_changed.notify_one();
        tokio::time::sleep(limits::SETTLED_EVERY).await;
        let is_hub = node.view().and_then(|view| hosts_any(&view));
        if is_hub.is_ok_and(|is_hub| is_hub != mesh.is_hub) {
            tracing::info!("this node hosts its first community: its network starts anew as that of a hub");
            return;
        }
    }
}

async fn ask_from_time_to_time(node: &Node, mesh: &Arc<Mesh>) {
    let mut ask = tokio::time::interval(limits::ASK_WHAT_IS_NEW);
    loop {
        ask.tick().await;
        let (node, mesh) = (node.clone(), mesh.clone());
        tokio::spawn(async move { hello::ask_what_is_new(&node, &mesh).await });
    }
}

/// Brings the network in line with the communities and their members.
async fn settle_in(node: &Node, mesh: &Arc<Mesh>) {
    if let Err(error) = try_settle_in(node, mesh).await {
        tracing::error!(%error, "the members of our communities cannot be read");
    }
}

async fn try_settle_in(node: &Node, mesh: &Arc<Mesh>) -> Result<(), Refusal> {
    let view = node.view()?;
    let changed = mesh.standings.rebuild(&view)?;
    let (mut topics, mut hubs) = (HashSet::new(), Vec::new());
    for community in records::communities(&view)?.iter().filter(|community| community.left.is_none()) {
        topics.extend(SetName::both(&community.id).map(|(sid, _)| sid));
        if let Some((peer, addresses)) = peers::hub_of(&view, community)?
            && peer != mesh.client.peer()
        {
            hubs.push((peer, addresses));
        }
    }
    mesh.client.set_topics(topics).await;
    mesh.client.keep_connected(hubs).await;
    let connected: HashSet<Peer> = mesh.client.peers().await.iter().map(|state| state.peer).collect();
    for peer in changed {
        mesh.client.refresh(peer).await;
        // To a stranger nothing was said of sets: who is one no longer is greeted anew.
        if mesh.standings.of(peer).is_admitted() && connected.contains(&peer) {
            let (node, mesh) = (node.clone(), mesh.clone());
            tokio::spawn(async move { hello::greet_twice(&node, &mesh, peer).await });
        }
    }
    Ok(())
}
