//! Invites: a link with which a node joins a community, without asking anybody by HTTP.
//!
//! `https://hub.example/join/…`: for people the page says what to do with it; for a node the last part is everything it has
//! to know, a CBOR map in base64url (docs/PROTOCOL.md §2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::key::Ed25519Public;
use crate::message::{byte_string, frame};
use crate::{Id, limits};

/// What an invite says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Invite {
    pub community: Id,
    /// What the community calls itself.
    pub name: String,
    /// The key that proves what the community says.
    pub key: Ed25519Public,
    /// The hub's peer id, as text.
    pub peer: String,
    /// Where the hub is reached: multiaddresses, as text.
    pub addresses: Vec<String>,
    /// What the hub knows the invite by.
    pub token: Bytes,
}

/// Why a text is no invite.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("this is no invite to a community")]
pub struct NoInvite;

#[derive(Serialize, Deserialize)]
struct Wire {
    a: Vec<String>,
    c: String,
    k: String,
    n: String,
    p: String,
    #[serde(with = "byte_string")]
    t: Bytes,
}

impl Invite {
    /// Reads a link, or only its last part.
    pub fn parse(text: &str) -> Result<Invite, NoInvite> {
        let text = text.trim();
        if text.len() > limits::INVITE_BYTES {
            return Err(NoInvite);
        }
        let code = text.rsplit('/').next().unwrap_or_default();
        let bytes = BASE64.decode(code).map_err(|_| NoInvite)?;
        let wire: Wire = frame::decode(&bytes).map_err(|_| NoInvite)?;
        Ok(Invite {
            community: Id::parse(&wire.c).map_err(|_| NoInvite)?,
            name: crate::as2::shorten(&wire.n, limits::NAME_CHARS),
            key: Ed25519Public::from_multikey(&wire.k).map_err(|_| NoInvite)?,
            peer: wire.p,
            addresses: wire.a.into_iter().take(limits::PEER_ADDRESSES).collect(),
            token: wire.t,
        })
    }

    /// The last part of the link.
    pub fn code(&self) -> String {
        let wire = Wire {
            a: self.addresses.clone(),
            c: self.community.to_string(),
            k: self.key.to_multikey(),
            n: self.name.clone(),
            p: self.peer.clone(),
            t: self.token.clone(),
        };
        BASE64.encode(frame::encode_bare(&wire))
    }

    /// The link, on the hub's own name.
    pub fn link(&self) -> String {
        let scheme = if self.community.is_https() { "https" } else { "http" };
        format!("{scheme}://{}/join/{}", self.community.host(), self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Ed25519Secret;

    #[test]
    fn an_invite_is_read_as_it_was_written() {
        let invite = Invite {
            community: Id::parse("https://kammer.example/s/bau").unwrap(),
            name: "Bau und Ausbau".into(),
            key: Ed25519Secret::from_seed(&[3; 32]).public(),
            peer: "12D3KooWMfbujT5v7MQSGkEcxeUEbpGrVKKtSj1XP6kVRn4paBLa".into(),
            addresses: vec!["/dns4/kammer.example/udp/4001/quic-v1".into()],
            token: Bytes::from_static(&[9; 16]),
        };
        let link = invite.link();
        assert!(link.starts_with("https://kammer.example/join/"), "{link}");
        assert_eq!(Invite::parse(&format!(" {link}\n")).unwrap(), invite);
        assert_eq!(Invite::parse(&invite.code()).unwrap(), invite);
        for wrong in
            ["", "https://kammer.example/join/", "https://kammer.example/join/AAAA", &"x".repeat(9_000)]
        {
            assert_eq!(Invite::parse(wrong), Err(NoInvite), "{wrong}");
        }
    }
}
