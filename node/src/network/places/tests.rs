//! Networks and connections that are let hang, which loopback cannot show.

use std::sync::Arc;

use artel_protocol::message::{Protocol, Sid};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use libp2p::Multiaddr;
use libp2p::swarm::{ConnectionId, NetworkBehaviour as _};

use super::{NoPlace, Places};
use crate::network::{Door, FramedStream, Link, Peer, Settings, Standing, Verdict};

/// Nobody is known.
struct Nobody;

impl Door for Nobody {
    fn standing(&self, _: Peer) -> Standing {
        Standing::Stranger
    }

    fn serve(&self, _: Protocol, _: Peer, _: FramedStream) -> BoxFuture<'static, ()> {
        Box::pin(async {})
    }

    fn gossiped(&self, _: Peer, _: Sid, _: Bytes) -> BoxFuture<'static, Verdict> {
        Box::pin(async { Verdict::Ignore })
    }

    fn connected(&self, _: Peer, _: Link) {}

    fn disconnected(&self, _: Peer) {}

    fn missed(&self, _: Peer) {}
}

fn hub() -> Places {
    Places::new(Settings::hub().places, Arc::new(Nobody))
}

/// Why the `number`th connection, from this address, is not let in.
fn comes(places: &mut Places, number: usize, from: &str) -> Option<NoPlace> {
    let (here, there): (Multiaddr, Multiaddr) =
        ("/ip4/192.0.2.1/tcp/4001".parse().unwrap(), from.parse().unwrap());
    let id = ConnectionId::new_unchecked(number);
    let denied = places.handle_pending_inbound_connection(id, &here, &there).err()?;
    Some(denied.downcast::<NoPlace>().unwrap())
}

/// The connection comes about.
fn is_established(places: &mut Places, number: usize) {
    places.take(ConnectionId::new_unchecked(number), libp2p::PeerId::random());
}

#[test]
fn who_lets_connections_hang_keeps_nobody_from_other_networks_away() {
    let mut places = hub();
    let hanging =
        (0..100).filter(|number| comes(&mut places, *number, "/ip4/203.0.113.9/tcp/5000").is_none());
    assert_eq!(hanging.count(), 16);
    assert_eq!(comes(&mut places, 200, "/ip4/203.0.113.77/tcp/5000"), Some(NoPlace::Network));
    assert_eq!(comes(&mut places, 201, "/ip4/203.0.114.9/tcp/5000"), None);
}

#[test]
fn made_up_senders_of_udp_keep_nobody_away_who_comes_by_tcp() {
    let mut places = hub();
    let hanging = (0..200).filter(|number| {
        let from = format!("/ip4/203.0.{number}.9/udp/5000/quic-v1");
        comes(&mut places, *number, &from).is_none()
    });
    assert_eq!(hanging.count(), 64);
    assert_eq!(comes(&mut places, 300, "/ip4/198.51.100.1/udp/5000/quic-v1"), Some(NoPlace::Coming));
    assert_eq!(comes(&mut places, 301, "/ip4/198.51.100.1/tcp/5000"), None);
}

#[test]
fn a_network_is_a_slash_24_or_a_slash_64() {
    for (network, outside) in [
        (["/ip4/203.0.113.{}/tcp/1", "/ip6/::ffff:203.0.113.{}/tcp/1"], "/ip4/203.0.112.1/tcp/1"),
        (["/ip6/2001:db8:1:2::{}/tcp/1", "/ip6/2001:db8:1:2:ffff::{}/tcp/1"], "/ip6/2001:db8:1:3::1/tcp/1"),
    ] {
        let mut places = hub();
        for number in 0..64 {
            let from = network[number % 2].replace("{}", &number.to_string());
            assert_eq!(comes(&mut places, number, &from), None, "{from}");
            is_established(&mut places, number);
        }
        for from in network {
            let from = from.replace("{}", "99");
            assert_eq!(comes(&mut places, 99, &from), Some(NoPlace::Network), "{from}");
        }
        assert_eq!(comes(&mut places, 100, outside), None);
        places.give_back(ConnectionId::new_unchecked(5));
        assert_eq!(comes(&mut places, 101, &network[0].replace("{}", "99")), None);
    }
}

#[test]
fn nothing_is_remembered_of_connections_that_are_gone() {
    let mut places = hub();
    for number in 0..10_000 {
        let from = format!("/ip4/203.{}.{}.9/tcp/5000", number / 250, number % 250);
        assert_eq!(comes(&mut places, number, &from), None);
        if number % 2 == 0 {
            places.forget(ConnectionId::new_unchecked(number));
        } else {
            is_established(&mut places, number);
            places.give_back(ConnectionId::new_unchecked(number));
        }
    }
    let remembered = places.coming.len() + places.taken.len() + places.peers.len() + places.networks.len();
    assert_eq!(remembered + places.strangers.len(), 0);
}
