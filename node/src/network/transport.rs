//! How connections are carried: QUIC, or TCP with Noise and Yamux; names are resolved, and only addresses that may be
//! reached are dialled.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use artel_protocol::limits;
use libp2p::core::muxing::StreamMuxerBox;
use libp2p::core::transport::{Boxed, DialOpts, ListenerId, OrTransport, TransportError, TransportEvent};
use libp2p::core::upgrade::Version;
use libp2p::identity::Keypair;
use libp2p::{Multiaddr, PeerId, Transport, dns, noise, quic, tcp, yamux};

use super::counted::Traffic;
use super::peer::ip_of;
use crate::federation::http_client::{IpNet, is_public};

/// Everything by which we reach and are reached. `networks` are dialled although they are not public.
///
/// # Errors
/// If the key makes no certificate.
pub fn new(
    keys: &Keypair,
    networks: &[IpNet],
    traffic: Traffic,
) -> Result<Boxed<(PeerId, StreamMuxerBox)>, noise::Error> {
    let reached = match dns::tokio::Transport::system(unnamed(keys, networks)?) {
        Ok(named) => named.boxed(),
        Err(error) => {
            tracing::warn!(%error, "nobody on this machine resolves names: only addresses with numbers are dialled");
            unnamed(keys, networks)?.boxed()
        }
    };
    let counted = move |(peer, muxer), _| (peer, StreamMuxerBox::new(traffic.count(peer, muxer)));
    Ok(reached.map(counted).boxed())
}

/// The same without names.
fn unnamed(keys: &Keypair, networks: &[IpNet]) -> Result<Reach, noise::Error> {
    let mut streams = yamux::Config::default();
    // Beyond this Yamux ends the connection; what is one too many is to be reset before.
    streams.set_max_num_streams(2 * limits::STREAMS_PER_CONNECTION);
    let tcp = tcp::tokio::Transport::new(tcp::Config::default().nodelay(true))
        .upgrade(Version::V1Lazy)
        .authenticate(noise::Config::new(keys)?)
        .multiplex(streams)
        .timeout(limits::CONNECTING_TIME)
        .map(|(peer, muxer), _| (peer, StreamMuxerBox::new(muxer)));
    let quic =
        quic::tokio::Transport::new(quic(keys)).map(|(peer, muxer), _| (peer, StreamMuxerBox::new(muxer)));
    let inner = OrTransport::new(quic, tcp).map(|either, _| either.into_inner()).boxed();
    Ok(Reach { inner, networks: networks.to_vec() })
}

fn quic(keys: &Keypair) -> quic::Config {
    let mut config = quic::Config::new(keys);
    config.handshake_timeout = limits::CONNECTING_TIME;
    // Most routers forget after 30 seconds that UDP went out.
    config.keep_alive_interval = Duration::from_secs(15);
    config.max_idle_timeout = 40_000;
    config.max_concurrent_stream_limit = limits::STREAMS_PER_CONNECTION as u32;
    config.max_stream_data = limits::STREAM_WINDOW_BYTES;
    config.max_connection_data = 2 * limits::STREAM_WINDOW_BYTES;
    config
}

/// Dials public addresses and those in the operator's networks: a peer that names its addresses must not have us
/// knock at machines that only we can reach.
struct Reach {
    inner: Boxed<(PeerId, StreamMuxerBox)>,
    networks: Vec<IpNet>,
}

impl Reach {
    fn allows(&self, ip: IpAddr) -> bool {
        is_public(ip) || self.networks.iter().any(|network| network.contains(ip))
    }
}

impl Transport for Reach {
    type Output = (PeerId, StreamMuxerBox);
    type Error = io::Error;
    type ListenerUpgrade = <Boxed<Self::Output> as Transport>::ListenerUpgrade;
    type Dial = <Boxed<Self::Output> as Transport>::Dial;

    fn listen_on(&mut self, id: ListenerId, address: Multiaddr) -> Result<(), TransportError<io::Error>> {
        self.inner.listen_on(id, address)
    }

    fn remove_listener(&mut self, id: ListenerId) -> bool {
        self.inner.remove_listener(id)
    }

    fn dial(
        &mut self,
        address: Multiaddr,
        options: DialOpts,
    ) -> Result<Self::Dial, TransportError<io::Error>> {
        if ip_of(&address).is_some_and(|ip| self.allows(ip)) {
            self.inner.dial(address, options)
        } else {
            Err(TransportError::MultiaddrNotSupported(address))
        }
    }

    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<TransportEvent<Self::ListenerUpgrade, io::Error>> {
        Pin::new(&mut self.inner).poll(context)
    }
}
