//! Something of a node that runs until it is pulled: its pages, its deliveries, its search, its network with
//! other nodes.

use artel_node::Node;
use artel_web::accept::{self, AcceptLimits};
use artel_web::app::App;
use artel_web::tls::Tls;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Ends with what it runs when it is pulled.
pub struct Plug {
    pull: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Plug {
    /// Answers over HTTP. All connections end when it is pulled.
    pub fn listen(listener: TcpListener, app: App) -> Plug {
        let (pull, pulled) = watch::channel(false);
        let router = artel_web::routes::router(app);
        let task = tokio::spawn(async move {
            let limits = AcceptLimits { stop_time: std::time::Duration::ZERO, ..AcceptLimits::default() };
            if let Err(error) = accept::serve(listener, Tls::Off, router, limits, until(pulled)).await {
                panic!("a node stopped listening: {error}");
            }
        });
        Plug { pull, task }
    }

    /// Delivers over HTTP.
    pub fn deliver(node: &Node) -> Plug {
        let (pull, pulled) = watch::channel(false);
        let node = node.clone();
        Plug { pull, task: tokio::spawn(async move { node.deliver_until(until(pulled)).await }) }
    }

    /// Keeps what is searched.
    pub fn search(node: &Node) -> Plug {
        let (pull, pulled) = watch::channel(false);
        let node = node.clone();
        Plug { pull, task: tokio::spawn(async move { node.keep_search_until(until(pulled)).await }) }
    }

    /// Is connected with the nodes of its communities.
    pub fn mesh(node: &Node) -> Plug {
        let (pull, pulled) = watch::channel(false);
        let node = node.clone();
        Plug { pull, task: tokio::spawn(async move { node.mesh_until(until(pulled)).await }) }
    }

    /// Pulls it, and waits until nothing of it runs any more.
    pub async fn pull(self) {
        // Who has ended already needs no word.
        let _ = self.pull.send(true);
        let _ = self.task.await;
    }

    /// Ends it in the middle of whatever it does.
    pub fn abort(self) {
        self.task.abort();
    }
}

async fn until(mut pulled: watch::Receiver<bool>) {
    // Whoever dropped the other end wants no more of it either.
    let _ = pulled.wait_for(|pulled| *pulled).await;
}
