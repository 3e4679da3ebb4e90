//! The node that is measured: a process of its own, as an operator runs one, but that every name of the test network
//! leads to the one address where the benchmark listens.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use artel_node::config::Config;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::federation::http_client::Resolve;
use artel_node::{Clock, Effects, Node, Random, admin};
use artel_protocol::Name;
use artel_web::accept::{self, AcceptLimits};
use artel_web::app::App;
use artel_web::settings::Settings;
use artel_web::tls::Tls;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use super::Failure;

/// The name of the node that is measured.
pub const HOST: &str = "node.test";
/// The short name of its company.
pub const COMPANY: &str = "benchmark";

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[arg(long)]
    data: PathBuf,
    /// Where every other name leads.
    #[arg(long)]
    others: SocketAddr,
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
    let mut config = Config::new(&arguments.data);
    config.test_networks = vec!["127.0.10.0/24".parse()?];
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
    let commands = tokio::spawn(commands.serve(std::future::pending()));
    let limits = AcceptLimits { connections_per_address: 10_000, ..AcceptLimits::default() };
    accept::serve(listener, Tls::Off, artel_web::routes::router(app), limits, input_ends()).await?;
    deliveries.abort();
    commands.abort();
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
        let mut child = Command::new(std::env::current_exe()?)
            .arg("node")
            .arg("--data")
            .arg(data)
            .arg("--others")
            .arg(others.to_string())
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
        };
        match admin::ask(&self.data, &request).await?.ok_or("the node's socket is not there")? {
            admin::Response::Done(value) => Ok(value["id"].as_str().ok_or("no id came back")?.to_owned()),
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
