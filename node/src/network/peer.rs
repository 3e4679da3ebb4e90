//! Peers and where they are found, as the rest of the node names them.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use libp2p::identity::{Keypair, PublicKey, ed25519};
use libp2p::multiaddr::Protocol;
use libp2p::{Multiaddr, PeerId};

/// A peer: the name of an Ed25519 key, `12D3KooW…` as text.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Peer(PeerId);

/// Why a text is no peer.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("it is not the name of a peer, which begins with 12D3KooW")]
pub struct PeerError;

/// What the multihash of an Ed25519 key begins with: identity, 36 bytes, a protobuf with the type and the length.
const ED25519: [u8; 6] = [0x00, 0x24, 0x08, 0x01, 0x12, 0x20];

impl Peer {
    /// The peer whose secret key has this seed.
    pub fn of_seed(seed: &[u8; 32]) -> Peer {
        Peer(keypair(seed).public().to_peer_id())
    }

    /// The peer with this public key (RFC 8032).
    pub fn of_key(key: &[u8; 32]) -> Result<Peer, PeerError> {
        let key = ed25519::PublicKey::try_from_bytes(key).map_err(|_| PeerError)?;
        Ok(Peer(PublicKey::from(key).to_peer_id()))
    }

    pub(super) fn id(&self) -> PeerId {
        self.0
    }
}

/// The pair of keys that this seed makes.
pub(super) fn keypair(seed: &[u8; 32]) -> Keypair {
    Keypair::ed25519_from_bytes(*seed).expect("any 32 bytes are a seed")
}

impl From<PeerId> for Peer {
    fn from(id: PeerId) -> Peer {
        Peer(id)
    }
}

impl FromStr for Peer {
    type Err = PeerError;

    fn from_str(text: &str) -> Result<Peer, PeerError> {
        let id = PeerId::from_str(text).map_err(|_| PeerError)?;
        let is_ed25519 = id.to_bytes().starts_with(&ED25519) && id.to_base58() == text;
        if is_ed25519 { Ok(Peer(id)) } else { Err(PeerError) }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Where a peer is found: a host, and a port of TCP or of QUIC over UDP.
#[derive(Clone, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Address(Multiaddr);

/// Why a text is no address.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("it is not an address like /dns4/hub.example/udp/4001/quic-v1 or /ip4/192.0.2.1/tcp/4001")]
pub struct AddressError;

/// How a connection is carried.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Carrier {
    Tcp,
    Quic,
}

impl Address {
    pub(super) fn multiaddr(&self) -> &Multiaddr {
        &self.0
    }

    /// The address of a connection; what names the peer at its end is left out.
    pub(super) fn of(address: &Multiaddr) -> Address {
        Address(address.iter().filter(|part| !matches!(part, Protocol::P2p(_))).collect())
    }

    pub fn carrier(&self) -> Carrier {
        let is_tcp = self.0.iter().any(|part| matches!(part, Protocol::Tcp(_)));
        if is_tcp { Carrier::Tcp } else { Carrier::Quic }
    }

    /// The IP address, unless it is a name that has yet to be resolved.
    pub fn ip(&self) -> Option<IpAddr> {
        ip_of(&self.0)
    }
}

/// The IP address that a multiaddress begins with, one of version 4 in its own spelling.
pub(super) fn ip_of(address: &Multiaddr) -> Option<IpAddr> {
    match address.iter().next()? {
        Protocol::Ip4(ip) => Some(ip.into()),
        Protocol::Ip6(ip) => Some(IpAddr::from(ip).to_canonical()),
        _ => None,
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Address, AddressError> {
        let address = Multiaddr::from_str(text).map_err(|_| AddressError)?;
        let address = Address::of(&address);
        let parts: Vec<Protocol<'_>> = address.0.iter().collect();
        let is_ours = match parts.as_slice() {
            [host, Protocol::Tcp(_)] | [host, Protocol::Udp(_), Protocol::QuicV1] => matches!(
                host,
                Protocol::Ip4(_)
                    | Protocol::Ip6(_)
                    | Protocol::Dns(_)
                    | Protocol::Dns4(_)
                    | Protocol::Dns6(_)
            ),
            _ => false,
        };
        drop(parts);
        if is_ours { Ok(address) } else { Err(AddressError) }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use artel_protocol::key::Ed25519Public;

    use super::{Address, Carrier, Peer};

    #[test]
    fn a_peer_is_another_spelling_of_its_key() {
        let key =
            Ed25519Public::from_did("did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2").unwrap();
        let peer = Peer::of_key(key.as_bytes()).unwrap();
        assert_eq!(peer.to_string(), "12D3KooWMfbujT5v7MQSGkEcxeUEbpGrVKKtSj1XP6kVRn4paBLa");
        assert_eq!(peer.to_string().parse(), Ok(peer));
    }

    #[test]
    fn other_keys_and_other_texts_are_no_peers() {
        for text in ["", "12D3KooW", "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N", "z6Mk"] {
            assert!(text.parse::<Peer>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_is_a_host_and_a_port() {
        let quic: Address = "/dns4/hub.example/udp/4001/quic-v1".parse().unwrap();
        assert_eq!(quic.carrier(), Carrier::Quic);
        let peer = Peer::of_seed(&[1; 32]);
        let tcp: Address = format!("/ip6/::ffff:192.0.2.1/tcp/4001/p2p/{peer}").parse().unwrap();
        assert_eq!(tcp.carrier(), Carrier::Tcp);
        assert_eq!(tcp.ip().unwrap().to_string(), "192.0.2.1");
        for text in [
            "",
            "hub.example",
            "/ip4/192.0.2.1",
            "/ip4/192.0.2.1/udp/4001",
            "/ip4/192.0.2.1/tcp/4001/ws",
            "/dnsaddr/hub.example",
            "/unix/tmp/x",
            "/ip4/192.0.2.1/tcp/4001/p2p/12D3KooWMfbujT5v7MQSGkEcxeUEbpGrVKKtSj1XP6kVRn4paBLa/p2p-circuit",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
