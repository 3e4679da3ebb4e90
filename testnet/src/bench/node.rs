//! The node that is measured: a process of its own, as an operator runs one, but that every name of the test network
//! leads to the one address where the benchmark listens.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use artel_node::config::Config;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::federation::http_client::Resolve;
use artel_node::{Clock, Effects, Node, Random, admin};
use artel_protocol::Name;
use artel_testnet::Plug;
use artel_web::accept::{self, AcceptLimits};
use artel_web::app::App;
use artel_web::settings::Settings;
use artel_web::tls::Tls;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::oneshot;

use super::Failure;

/// The name of the node that is measured.
pub const HOST: &str = "node.test";
/// The short name of its company.
pub const COMPANY: &str = "benchmark";
/// An address at which nobody answers.
pub const NOWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 10, 3)), 9);

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[arg(long)]
    data: PathBuf,
    /// Where every other name leads.
    #[arg(long)]
    others: SocketAddr,
    /// Where it listens for other nodes, by QUIC; without it nowhere.
    #[arg(long, requires = "announce")]
    listen: Option<SocketAddr>,
    /// Where other nodes are told to find it.
    #[arg(long)]
    announce: Option<SocketAddr>,
}

/// Where a hub listens for other nodes, and where they find it.
pub struct MeshPlace {
    pub listen: SocketAddr,
    pub announce: SocketAddr,
}

impl MeshPlace {
    /// A port that nobody uses.
    pub async fn free() -> Result<MeshPlace, Failure> {
        let listen = tokio::net::UdpSocket::bind("127.0.10.1:0").await?.local_addr()?;
        Ok(MeshPlace { listen, announce: listen })
    }
}

fn by_quic(address: SocketAddr) -> String {
    format!("/ip4/{}/udp/{}/quic-v1", address.ip(), address.port())
}

/// Every name leads there.
pub struct Others(pub SocketAddr);

impl Resolve for Others {
    fn resolve(&self, _: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let others = self.0;
        Box::pin(async move { Ok(vec![others]) })
    }
}

/// Runs the node until its standard input ends.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    if let Ok(filter) = std::env::var("ARTEL_LOG") {
        // What is printed on standard output is where it listens.
        let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    }
    let mut config = Config::new(&arguments.data);
    config.test_networks = vec!["127.0.10.0/24".parse()?];
    config.mesh.off = arguments.listen.is_none();
    config.mesh.listen = arguments.listen.into_iter().map(by_quic).collect();
    config.mesh.announce = arguments.announce.into_iter().map(by_quic).collect();
    let resolver = Arc::new(Others(arguments.others));
    let node = Node::open(config, Effects { clock: Clock::system(), random: Random::system(), resolver })?;
    if node.record()?.is_none() {
        set_up(&node).await?;
    }
    let commands = admin::Socket::bind(node.clone())?;
    let listener = TcpListener::bind("127.0.10.1:0").await?;
    println!("{}", listener.local_addr()?);
    let app = App::new(node.clone(), Settings::default(), None);
    let deliveries = {
        let node = node.clone();
        tokio::spawn(async move { node.deliver_until(std::future::pending()).await })
    };
    let mesh = Plug::mesh(&node);
    let (stop_search, search_stops) = oneshot::channel::<()>();
    let search = {
        let node = node.clone();
        tokio::spawn(async move {
            node.keep_search_until(async {
                // Whoever would tell is gone: that is telling enough.
                let _ = search_stops.await;
            })
            .await;
        })
    };
    let commands = tokio::spawn(commands.serve(std::future::pending()));
    let limits = AcceptLimits { connections_per_address: 10_000, ..AcceptLimits::default() };
    accept::serve(listener, Tls::Off, artel_web::routes::router(app), limits, input_ends()).await?;
    deliveries.abort();
    mesh.abort();
    commands.abort();
    let _ = stop_search.send(());
    search.await?;
    node.close();
    Ok(())
}

/// Sets the node of the benchmark up.
pub async fn set_up(node: &Node) -> Result<(), Failure> {
    let answers = SetUp {
        address: Address::Plain(HOST.into()),
        organisation: COMPANY.into(),
        owner: Name::parse("owner")?,
        password: Password::parse("correct horse battery")?,
        language: "en".into(),
    };
    node.set_up(answers).await?;
    Ok(())
}

/// The benchmark has gone, or has had enough.
async fn input_ends() {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(_)) = lines.next_line().await {}
}

/// A running node, seen from the benchmark.
pub struct Measured {
    child: Child,
    pub address: SocketAddr,
    pub data: PathBuf,
}

impl Measured {
    /// Starts a node and waits until it listens.
    pub async fn start(data: &Path, others: SocketAddr) -> Result<Measured, Failure> {
        Measured::run(data, &["--others".into(), others.to_string()]).await
    }

    /// Starts a hub, and waits until it listens.
    pub async fn start_hub(data: &Path, others: SocketAddr, place: MeshPlace) -> Result<Measured, Failure> {
        let MeshPlace { listen, announce } = place;
        let places = [("--others", others), ("--listen", listen), ("--announce", announce)];
        let arguments: Vec<String> =
            places.iter().flat_map(|(name, address)| [(*name).to_owned(), address.to_string()]).collect();
        Measured::run(data, &arguments).await
    }

    async fn run(data: &Path, arguments: &[String]) -> Result<Measured, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("node")
            .arg("--data")
            .arg(data)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().ok_or("the node has no output")?;
        let line = BufReader::new(output).lines().next_line().await?;
        let address = line.ok_or("the node ended before it listened")?.parse()?;
        Ok(Measured { child, address, data: data.to_owned() })
    }

    /// Resident memory in megabytes.
    pub fn rss_mb(&self) -> Result<f64, Failure> {
        let id = self.child.id().ok_or("the node has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no memory is told")?;
        let kilobytes: f64 = line.split_whitespace().nth(1).ok_or("no memory is told")?.parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// Publishes an article and yields its id.
    pub async fn publish(&self, title: &str) -> Result<String, Failure> {
        let request = admin::Request::Post {
            kind: "article".into(),
            author: Name::parse(COMPANY)?,
            title: title.into(),
            summary: "What everybody sees first.".into(),
            markdown: "A text of *some* length.\n\n".repeat(20),
            tags: vec!["benchmark".into()],
            community: None,
            space: None,
            more: Default::default(),
        };
        let published = self.ask(&request).await?;
        Ok(published["id"].as_str().ok_or("no id came back")?.to_owned())
    }

    /// What the node answers on its socket.
    pub async fn ask(&self, request: &admin::Request) -> Result<serde_json::Value, Failure> {
        match admin::ask(&self.data, request).await?.ok_or("the node's socket is not there")? {
            admin::Response::Done(value) => Ok(value),
            admin::Response::Refused(sentence) => Err(sentence.into()),
        }
    }

    /// Stops it cleanly.
    pub async fn stop(mut self) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        self.child.wait().await?;
        Ok(())
    }
}
