//! The nodes of a story and what joins them: names that lead to loopback, plugs that can be pulled.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use artel_node::clock::ClockHand;
use artel_node::config::Config;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::features::publishing::{Draft, Readers};
use artel_node::federation::http_client::Resolve;
use artel_node::store::records::FollowState;
use artel_node::store::{self, EngineKind, OpenOptions};
use artel_node::{Clock, Effects, Node, Random};
use artel_protocol::{Id, Name};
use artel_web::app::App;
use artel_web::settings::Settings;
use futures_util::future::{BoxFuture, join_all};
use tokio::net::TcpListener;

use crate::eventually;
use crate::plug::Plug;

/// The network in which all nodes of all stories stand.
const NETWORK: &str = "127.0.10.0/24";
/// The password of every owner in every story.
pub const PASSWORD: &str = "correct horse battery";

/// Names and where they lead; shared by all nodes of a story.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<HashMap<String, SocketAddr>>>);

impl Names {
    fn set(&self, name: &str, address: SocketAddr) {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(name.to_owned(), address);
    }
}

impl Resolve for Names {
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let names = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let found = names.get(host).copied();
        Box::pin(async move {
            found.map(|address| vec![address]).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        })
    }
}

/// The nodes of a story.
pub struct Testnet {
    members: BTreeMap<String, Member>,
    names: Names,
}

/// One node of a story, with the company that runs it.
pub struct Member {
    pub node: Node,
    pub app: App,
    pub clock: ClockHand,
    pub address: SocketAddr,
    /// The short name of its company.
    pub company: Name,
    plug: Option<Plug>,
    deliveries: Option<Plug>,
    mesh: Option<Plug>,
    folder: Option<tempfile::TempDir>,
}

impl Testnet {
    /// Builds whole nodes from a line such as `a -> b, b -> c`: an arrow means that the company on the left follows
    /// the one on the right. Names alone stand for themselves.
    pub async fn new(line: &str) -> Testnet {
        if let Ok(filter) = std::env::var("ARTEL_LOG") {
            // For whoever looks for what goes wrong in a story; several in one process share it.
            let _ = tracing_subscriber::fmt().with_env_filter(filter).try_init();
        }
        let mut net = Testnet { members: BTreeMap::new(), names: Names::default() };
        let mut follows = Vec::new();
        for part in line.split(',').map(str::trim) {
            let (left, right) = match part.split_once("->") {
                Some((left, right)) => (left.trim(), Some(right.trim())),
                None => (part, None),
            };
            for name in std::iter::once(left).chain(right) {
                if !net.members.contains_key(name) {
                    let member = Member::start(name, net.members.len(), &net.names).await;
                    net.members.insert(name.to_owned(), member);
                }
            }
            follows.extend(right.map(|right| (left, right)));
        }
        for (follower, followed) in follows {
            net.follow(follower, followed).await;
        }
        net
    }

    /// The node with this name.
    ///
    /// # Panics
    /// When the story has no such node.
    pub fn member(&self, name: &str) -> &Member {
        self.members.get(name).unwrap_or_else(|| panic!("the story has no node {name}"))
    }

    /// Founds a community on a node, and lets others join it with an invite.
    pub async fn found(&self, hub: &str, members: &[&str]) -> Id {
        let hub = self.member(hub);
        let name = Name::parse("bau").expect("letters are a name");
        let community = hub.node.found_community(name, "Bau und Ausbau".into(), hub.company.clone()).await;
        let community = community.expect("a community can be founded");
        for member in members {
            let invite = hub.node.invite_nodes(&community, 1, 7, None).await.expect("an invite can be made");
            let joined = self.member(member).node.join_community(&invite.link()).await;
            assert_eq!(joined.expect("an invite is taken"), community);
        }
        community
    }

    /// Waits until two nodes are connected with each other, without the hub between them.
    pub async fn meets(&self, one: &str, other: &str) {
        eventually("members meet", async || {
            for (here, there) in [(one, other), (other, one)] {
                let mesh = self.member(here).node.mesh()?;
                let peer = self.member(there).node.mesh()?.client().peer();
                let connected = mesh.client().peers().await;
                let admitted =
                    connected.iter().any(|state| state.peer == peer && state.standing.is_admitted());
                let known = self.member(here).node.view().ok()?.actor(&self.member(there).actor()).ok()?;
                known.filter(|_| admitted)?;
            }
            Some(())
        })
        .await;
    }

    /// Waits until an entry is shown and confirmed on a node.
    pub async fn is_confirmed(&self, node: &str, entry: &Id) {
        eventually(&format!("{node} shows {entry}, confirmed"), async || {
            let record = self.member(node).node.view().ok()?.entry(entry).ok()??;
            record.community.filter(|community| community.confirmed).map(|_| ())
        })
        .await;
    }

    /// Makes a backup of a node.
    pub async fn back_up(&self, name: &str) -> PathBuf {
        let made = self.member(name).node.make_backup().await.expect("a backup can be made");
        made.path
    }

    /// The node's disk is lost; it starts again from a backup, at the same addresses.
    pub async fn restore(&mut self, name: &str, backup: &Path) {
        let member = self.members.remove(name).expect("the story has this node");
        let restored = member.restored(backup, &self.names).await;
        self.members.insert(name.to_owned(), restored);
    }

    /// Starts a second node from a backup of one that goes on, as somebody does who takes the old machine for broken.
    pub async fn copy(&mut self, name: &str, backup: &Path, copied: &str) {
        let address = SocketAddr::from(([127, 0, 10, 99], 0));
        let copy = Member::from_backup(backup, address, self.member(name).company.clone(), &self.names).await;
        self.members.insert(copied.to_owned(), copy);
    }

    /// Lets the company of one node follow that of another, and waits for the answer.
    pub async fn follow(&self, follower: &str, followed: &str) {
        let (follower, followed) = (self.member(follower), self.member(followed));
        follower.node.follow(&follower.company, &followed.handle()).await.expect("they can reach each other");
        eventually("the follow is accepted", async || {
            let view = follower.node.view().ok()?;
            let record = view.following(&follower.actor(), &followed.actor()).ok()??;
            (record.state == FollowState::Accepted).then_some(())
        })
        .await;
    }

    /// Lets a name lead to an address: for strangers that a story plays itself.
    pub fn name(&self, name: &str, address: SocketAddr) {
        self.names.set(name, address);
    }

    /// Pulls a node's plug out of the network: it answers nobody until [`Testnet::plug`].
    pub async fn unplug(&mut self, name: &str) {
        let member = self.members.get_mut(name).expect("the story has this node");
        for plug in [member.plug.take(), member.mesh.take()].into_iter().flatten() {
            plug.pull().await;
        }
    }

    /// Cuts HTTP only: what nodes say to each other goes on.
    pub async fn cut_http(&mut self, name: &str) {
        let member = self.members.get_mut(name).expect("the story has this node");
        if let Some(plug) = member.plug.take() {
            plug.pull().await;
        }
    }

    /// Cuts what these nodes say to others past HTTP, all at the same time, until [`Testnet::mend_mesh`].
    pub async fn cut_mesh(&mut self, names: &[String]) {
        let mut plugs = Vec::new();
        for name in names {
            let member = self.members.get_mut(name).expect("the story has this node");
            plugs.extend(member.mesh.take());
        }
        join_all(plugs.into_iter().map(Plug::pull)).await;
    }

    /// The nodes look for each other again, wherever they listen now.
    pub fn mend_mesh(&mut self, names: &[String]) {
        for name in names {
            let member = self.members.get_mut(name).expect("the story has this node");
            if member.mesh.is_none() {
                member.mesh = Some(Plug::mesh(&member.node));
            }
        }
    }

    /// Puts the plug in again, at the same address.
    pub async fn plug(&mut self, name: &str) {
        let member = self.members.get_mut(name).expect("the story has this node");
        let listener = TcpListener::bind(member.address).await.expect("its address is free again");
        member.plug = Some(Plug::listen(listener, member.app.clone()));
        if member.mesh.is_none() {
            member.mesh = Some(Plug::mesh(&member.node));
        }
    }
}

impl Member {
    async fn start(name: &str, number: usize, names: &Names) -> Member {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let address =
            SocketAddr::from(([127, 0, 10, u8::try_from(10 + number).expect("a story is short")], 0));
        let listener = TcpListener::bind(address).await.expect("loopback addresses can be bound");
        let address = listener.local_addr().expect("a bound listener has an address");
        let host = format!("{name}.test");
        names.set(&host, address);
        let (clock, hand) = Clock::with_hand();
        let random = Random::seeded(number as u64);
        let mut config = Config::new(folder.path());
        config.test_networks = vec![NETWORK.parse().expect("it is a network")];
        config.mesh.listen =
            ["tcp/0", "udp/0/quic-v1"].map(|way| format!("/ip4/{}/{way}", address.ip())).to_vec();
        let effects = Effects { clock, random, resolver: Arc::new(names.clone()) };
        let node = Node::open(config, effects).expect("a new folder opens");
        let answers = SetUp {
            address: Address::Plain(host),
            organisation: format!("Company {name}"),
            owner: Name::parse(&format!("owner_{name}")).expect("the names of nodes are short"),
            password: Password::parse(PASSWORD).expect("it is long enough"),
            language: "en".into(),
        };
        let company = node.set_up(answers).await.expect("a new node can be set up");
        Member::run(node, hand, listener, company, folder)
    }

    fn run(
        node: Node,
        clock: ClockHand,
        listener: TcpListener,
        company: Name,
        folder: tempfile::TempDir,
    ) -> Member {
        let app = App::new(node.clone(), Settings::default(), None);
        let address = listener.local_addr().expect("a bound listener has an address");
        Member {
            plug: Some(Plug::listen(listener, app.clone())),
            deliveries: Some(Plug::deliver(&node)),
            mesh: Some(Plug::mesh(&node)),
            folder: Some(folder),
            clock,
            node,
            app,
            address,
            company,
        }
    }

    /// The same node on another disk, as a backup has it.
    async fn restored(mut self, backup: &Path, names: &Names) -> Member {
        for plug in [self.plug.take(), self.mesh.take(), self.deliveries.take()].into_iter().flatten() {
            plug.pull().await;
        }
        self.node.close();
        Member::from_backup(backup, self.address, self.company.clone(), names).await
    }

    async fn from_backup(backup: &Path, address: SocketAddr, company: Name, names: &Names) -> Member {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let options = OpenOptions::new(Arc::new(|| Clock::system().now()));
        store::restore(backup, folder.path(), EngineKind::Fjall, &options, &mut |_, _| {})
            .expect("a backup can be restored");
        let (node, hand) = open(folder.path(), address, 77, names);
        let listener = TcpListener::bind(address).await.expect("its address is free");
        Member::run(node, hand, listener, company, folder)
    }

    /// The id of its company.
    pub fn actor(&self) -> Id {
        self.node.local_actor(&self.company).expect("the company is there").id
    }

    /// `@name@host`.
    pub fn handle(&self) -> String {
        format!("@{}@{}", self.company, self.node.base().expect("it is set up").host())
    }

    /// Publishes an article in the company's name.
    pub async fn publish(&self, title: &str) -> Id {
        let draft = Draft { title: title.into(), markdown: "A *text*.".into(), ..Draft::default() };
        self.node.publish("article", &self.company, &draft).await.expect("a good draft is published")
    }

    /// Publishes an article in a community, in the company's name.
    pub async fn publish_in(&self, community: &Id, title: &str) -> Id {
        let draft = Draft {
            title: title.into(),
            markdown: "A *text*.".into(),
            readers: Readers::Community(community.clone()),
            ..Draft::default()
        };
        self.node.publish("article", &self.company, &draft).await.expect("a good draft is published")
    }

    /// Answers an entry in the company's name.
    pub async fn answer(&self, entry: &Id, text: &str) -> Id {
        let draft = Draft { markdown: text.into(), ..Draft::default() };
        let answered = self.node.publish_answer("post", &self.company, &draft, Some(entry)).await;
        answered.expect("a good answer is published")
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        for plug in [self.plug.take(), self.deliveries.take(), self.mesh.take()].into_iter().flatten() {
            plug.abort();
        }
        self.node.close();
        drop(self.folder.take());
    }
}

/// Opens a node in a folder, with its own seed of chance.
fn open(folder: &Path, address: SocketAddr, seed: u64, names: &Names) -> (Node, ClockHand) {
    let (clock, hand) = Clock::with_hand();
    let mut config = Config::new(folder);
    config.test_networks = vec![NETWORK.parse().expect("it is a network")];
    config.mesh.listen =
        ["tcp/0", "udp/0/quic-v1"].map(|way| format!("/ip4/{}/{way}", address.ip())).to_vec();
    let effects = Effects { clock, random: Random::seeded(seed), resolver: Arc::new(names.clone()) };
    (Node::open(config, effects).expect("the folder opens"), hand)
}
