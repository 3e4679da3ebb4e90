//! One node of the demo: whole, on this computer, under a name that browsers lead here by themselves (RFC 6761).

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use artel_node::config::Config;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::federation::http_client::Resolve;
use artel_node::{Clock, Effects, Node, Random};
use artel_protocol::Name;
use artel_web::accept::{self, AcceptLimits};
use artel_web::app::App;
use artel_web::settings::Settings;
use artel_web::tls::Tls;
use futures_util::future::BoxFuture;
use tokio::net::TcpListener;

use super::content::Company;
use super::{Failure, PASSWORD};

/// Every name under `.localhost` is this computer; not every resolver knows.
struct Localhost;

impl Resolve for Localhost {
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let here = host.ends_with(".localhost");
        Box::pin(async move {
            match here {
                true => Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))]),
                false => Err(io::Error::from(io::ErrorKind::NotFound)),
            }
        })
    }
}

/// Starts a node in a folder of its own and sets it up for a company.
pub async fn start(
    folder: &Path,
    host: &str,
    port: u16,
    owner: &Company,
    clock: Clock,
) -> Result<Node, Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        format!("Port {port} cannot be used ({error}): stop what listens there, or choose another one with --port.")
    })?;
    let mut config = Config::new(folder);
    config.test_networks = vec!["127.0.0.1/32".parse()?];
    let settings = Settings { data: folder.to_owned(), ..Settings::default() };
    let effects = Effects { clock, random: Random::system(), resolver: Arc::new(Localhost) };
    let node = Node::open(config, effects)?;
    node.set_up(SetUp {
        address: Address::Plain(format!("{host}.localhost:{port}")),
        organisation: owner.title.into(),
        owner: Name::parse(owner.owner.0)?,
        password: Password::parse(PASSWORD)?,
        language: owner.language.into(),
    })
    .await?;
    let app = App::new(node.clone(), settings, None);
    let router = artel_web::routes::router(app);
    tokio::spawn(async move {
        let limits = AcceptLimits::default();
        if let Err(error) = accept::serve(listener, Tls::Off, router, limits, std::future::pending()).await {
            eprintln!("A node stopped listening: {error}.");
        }
    });
    let deliveries = node.clone();
    tokio::spawn(async move { deliveries.deliver_until(std::future::pending()).await });
    Ok(node)
}
