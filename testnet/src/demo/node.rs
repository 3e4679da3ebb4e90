//! One node of the demo: whole, on this computer, under a name that browsers lead here by themselves (RFC 6761), and
//! with a plug: pulled, it and the other nodes no longer reach each other, while its own people still see its pages.

use std::collections::HashSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use artel_node::config::Config;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::federation::http_client::Resolve;
use artel_node::{Clock, Effects, Node, Random};
use artel_protocol::Name;
use artel_testnet::Plug;
use artel_web::app::App;
use artel_web::settings::Settings;
use futures_util::future::BoxFuture;

use super::content::Company;
use super::{Failure, PASSWORD};

/// The hosts whose plug is pulled, as every node of the demo knows them.
#[derive(Clone, Default)]
pub struct Pulled(Arc<Mutex<HashSet<&'static str>>>);

impl Pulled {
    fn change(&self, change: impl FnOnce(&mut HashSet<&'static str>)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub fn has(&self, host: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(host)
    }
}

/// Every name under `.localhost` is this computer, and not every resolver knows. Nobody is found at the other end of a
/// plug that is pulled.
struct Localhost {
    own: &'static str,
    pulled: Pulled,
}

impl Resolve for Localhost {
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let name = host.strip_suffix(".localhost");
        let here = name.is_some_and(|name| !self.pulled.has(name) && !self.pulled.has(self.own));
        Box::pin(async move {
            match here {
                true => Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))]),
                false => Err(io::Error::from(io::ErrorKind::NotFound)),
            }
        })
    }
}

/// A node of the demo, and what of it runs.
pub struct DemoNode {
    /// Its name before `.localhost`, and in the orders of who watches.
    pub host: &'static str,
    pub node: Node,
    app: App,
    /// Kept open while no connection is: browsers wait for a moment and do not fail.
    listener: TcpListener,
    pages: Option<Plug>,
    /// What is searched goes on being searched while the plug is pulled.
    _search: Plug,
    /// Its mesh and its deliveries; none while its plug is pulled.
    network: Option<[Plug; 2]>,
    pulled: Pulled,
}

impl DemoNode {
    /// Starts a node in a folder of its own and sets it up for a company.
    pub async fn start(
        folder: &Path,
        (host, port): (&'static str, u16),
        owner: &Company,
        clock: Clock,
        pulled: Pulled,
    ) -> Result<DemoNode, Failure> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
            format!("Port {port} cannot be used ({error}): stop what listens there, or choose another one with --port.")
        })?;
        listener.set_nonblocking(true)?;
        let mut config = Config::new(folder);
        config.test_networks = vec!["127.0.0.1/32".parse()?];
        // Free ports, but the same ones when the plug is put in again: the others look for it there.
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        config.mesh.listen =
            vec![format!("/ip4/127.0.0.1/udp/{udp}/quic-v1"), format!("/ip4/127.0.0.1/tcp/{tcp}")];
        let settings = Settings { data: folder.to_owned(), ..Settings::default() };
        let resolver = Arc::new(Localhost { own: host, pulled: pulled.clone() });
        let node = Node::open(config, Effects { clock, random: Random::system(), resolver })?;
        node.set_up(SetUp {
            address: Address::Plain(format!("{host}.localhost:{port}")),
            organisation: owner.title.into(),
            owner: Name::parse(owner.owner.0)?,
            password: Password::parse(PASSWORD)?,
            language: owner.language.into(),
        })
        .await?;
        let app = App::new(node.clone(), settings, None);
        let search = Plug::search(&node);
        let mut started =
            DemoNode { host, node, app, listener, pages: None, _search: search, network: None, pulled };
        started.listen_anew().await?;
        started.plug();
        Ok(started)
    }

    pub fn is_plugged(&self) -> bool {
        self.network.is_some()
    }

    /// Ends every connection over HTTP, of other nodes as of browsers, and takes new ones.
    pub async fn listen_anew(&mut self) -> Result<(), Failure> {
        if let Some(pages) = self.pages.take() {
            pages.pull().await;
        }
        let listener = tokio::net::TcpListener::from_std(self.listener.try_clone()?)?;
        self.pages = Some(Plug::listen(listener, self.app.clone()));
        Ok(())
    }

    /// Pulls the plug: nothing goes out, and the other nodes do not find it. Connections that there are end when each
    /// node has listened anew.
    pub async fn unplug(&mut self) {
        self.pulled.change(|hosts| _ = hosts.insert(self.host));
        for plug in self.network.take().into_iter().flatten() {
            plug.pull().await;
        }
    }

    /// Puts the plug in again.
    pub fn plug(&mut self) {
        self.pulled.change(|hosts| _ = hosts.remove(self.host));
        if self.network.is_none() {
            self.network = Some([Plug::mesh(&self.node), Plug::deliver(&self.node)]);
        }
    }
}
