//! How connections come in: our own accept loop, because `axum::serve` leaves slow connections open for ever.
//!
//! Everything a stranger can take time or room with has a limit here ([`AcceptLimits`]): connections, headers, bodies,
//! streams, answers that nobody reads. When all places are taken, a connection that asks for nothing gives up its
//! place, so that a crowd of silent ones shuts nobody out. What a handler needs to know of the connection is in the
//! request's extensions: [`ClientAddress`], [`PublicScheme`], [`PublicHost`], [`PassedOn`].

mod body;
mod connection;
mod crowd;
mod descriptors;
mod forwarded;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use artel_node::federation::http_client::IpNet;
use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::tls::Tls;
use crowd::Crowd;
pub use descriptors::raise_descriptors;
pub use forwarded::{ClientAddress, PassedOn, PublicHost, PublicScheme};

/// What connections may take. The defaults suit a node on the public internet.
#[derive(Clone, Debug)]
pub struct AcceptLimits {
    /// How many connections there are at once; each costs a file descriptor. See [`Self::within_descriptors`].
    pub connections: usize,
    /// How many of them come from one address, or from one /64 of version 6. Loopback and trusted proxies, who stand
    /// for many people, are not counted.
    pub connections_per_address: usize,
    /// The longest that the handshake of TLS may take, and as long again the headers of a request. On HTTP/1.1 also
    /// the longest silence between two requests.
    pub header_time: Duration,
    /// The longest silence between two requests on HTTP/2.
    pub idle_time: Duration,
    /// How long the body of a request may take; [`Self::body_rate`] earns it more. Longer is answered with 408.
    pub body_time: Duration,
    /// The speed, in bytes a second, at which a body earns the time that it takes, so that a large upload over an
    /// ordinary line comes through.
    pub body_rate: u64,
    /// How long an answer may stand still because the other side does not read it.
    pub stall_time: Duration,
    /// How many bytes the headers of a request may have.
    pub header_bytes: u32,
    /// How many requests one connection of HTTP/2 may have under way.
    pub streams: u32,
    /// How many streams of HTTP/2 may be waiting after their reset: against rapid reset (CVE-2023-44487).
    pub reset_streams: usize,
    /// How long requests under way have to end after the signal to stop.
    pub stop_time: Duration,
    /// Proxies whose word on the client's address, the scheme and the host is taken.
    pub trusted_proxies: Vec<IpNet>,
}

impl Default for AcceptLimits {
    fn default() -> AcceptLimits {
        AcceptLimits {
            connections: 8192,
            connections_per_address: 256,
            header_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(60),
            body_time: Duration::from_secs(25),
            body_rate: 16 * 1024,
            stall_time: Duration::from_secs(60),
            header_bytes: 64 * 1024,
            streams: 100,
            reset_streams: 20,
            stop_time: Duration::from_secs(10),
            trusted_proxies: Vec::new(),
        }
    }
}

impl AcceptLimits {
    /// Leaves a quarter of the process's file descriptors ([`raise_descriptors`]) to the store and to outbound
    /// connections.
    pub fn within_descriptors(mut self, descriptors: u64) -> AcceptLimits {
        let room = usize::try_from(descriptors / 4 * 3).unwrap_or(usize::MAX);
        self.connections = self.connections.min(room).max(1);
        self
    }

    fn trusts(&self, address: std::net::IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(address))
    }
}

/// Serves the application until `shutdown` ends; then takes no more connections, lets the requests under way end
/// within [`AcceptLimits::stop_time`], and returns.
///
/// # Errors
/// When the listener itself fails at the start; a connection that fails concerns nobody else.
pub async fn serve(
    listener: TcpListener,
    tls: Tls,
    app: Router,
    limits: AcceptLimits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.local_addr()?;
    let tls = tls.start();
    let (stopping, stop) = watch::channel(false);
    let crowd = Crowd::new(&limits);
    let server = Arc::new(Server { http: http(&limits), app, tls: tls.acceptor(), limits, stop });
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    let mut failures = Backoff::default();
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            accepted = accept(&listener, &mut failures) => {
                let Some((stream, peer)) = accepted else {
                    crowd.make_room();
                    continue;
                };
                let counted = !peer.ip().is_loopback() && !server.limits.trusts(peer.ip());
                if let Some(place) = crowd.admit(peer.ip(), counted) {
                    connections.spawn(connection::run(server.clone(), stream, peer, place));
                }
            }
        }
    }
    drop(listener);
    let _ = stopping.send(true);
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(server.limits.stop_time, all).await.is_err() {
        tracing::warn!(cut = connections.len(), "requests did not end in time and are cut off");
    }
    Ok(())
}

/// What every connection needs.
struct Server {
    http: auto::Builder<TokioExecutor>,
    app: Router,
    tls: Option<tokio_rustls::TlsAcceptor>,
    limits: AcceptLimits,
    stop: watch::Receiver<bool>,
}

/// One connection, or nothing after a failure that has been waited for.
async fn accept(listener: &TcpListener, failures: &mut Backoff) -> Option<(TcpStream, SocketAddr)> {
    match listener.accept().await {
        Ok((stream, peer)) => {
            failures.forget();
            // Small answers go out at once. A socket that refuses this has been closed already.
            let _ = stream.set_nodelay(true);
            Some((stream, SocketAddr::new(peer.ip().to_canonical(), peer.port())))
        }
        Err(error) => {
            failures.wait(&error).await;
            None
        }
    }
}

/// Waits longer after each failure to accept. Out of file descriptors, the next attempt fails as well until a
/// connection has ended, and trying at once would only burn the processor.
#[derive(Default)]
struct Backoff(u32);

impl Backoff {
    const SHORTEST: Duration = Duration::from_millis(5);
    const MOST_DOUBLINGS: u32 = 7;

    fn forget(&mut self) {
        self.0 = 0;
    }

    async fn wait(&mut self, error: &io::Error) {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
        if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
            return;
        }
        if self.0 == 0 {
            tracing::error!(%error, "no connection can be accepted: are there enough file descriptors (ulimit -n)?");
        }
        tokio::time::sleep(Self::SHORTEST * 2u32.pow(self.0)).await;
        self.0 = (self.0 + 1).min(Self::MOST_DOUBLINGS);
    }
}

fn http(limits: &AcceptLimits) -> auto::Builder<TokioExecutor> {
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size((limits.header_bytes as usize).max(8192));
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(limits.header_bytes)
        .max_pending_accept_reset_streams(limits.reset_streams)
        .max_local_error_reset_streams(limits.reset_streams)
        .keep_alive_interval(limits.idle_time / 2)
        .keep_alive_timeout(limits.header_time);
    http
}
