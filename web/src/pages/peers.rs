//! The servers that this node delivers to and hears from.

use artel_node::features::peers::Peer;
use artel_protocol::limits;
use askama::Template;

use super::deliveries::last_answer;
use super::parts::{When, samples};
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /peers.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/peers.html")]
pub struct PeersPage {
    pub frame: Frame,
    /// Those that take nothing.
    pub failing: Vec<PeerView>,
    pub well: Vec<PeerView>,
    /// How many more there are.
    pub more: u64,
}

/// Another server.
#[derive(Clone, Debug, Default)]
pub struct PeerView {
    pub host: String,
    /// What it last answered, in words, and since when it takes nothing.
    pub answer: Option<String>,
    pub failing_since: Option<When>,
    pub delivered: Option<When>,
    pub heard: Option<When>,
    pub waiting: u64,
    pub undelivered: u64,
    pub followers: u64,
}

impl PeerView {
    fn of(lang: Lang, peer: &Peer) -> PeerView {
        let when = |moment| When::minute(lang, moment);
        PeerView {
            host: peer.host.clone(),
            answer: peer.record.last_answer.as_ref().map(|answer| last_answer(lang, answer)),
            failing_since: peer.record.failing_since.map(when),
            delivered: peer.record.last_delivered.map(when),
            heard: peer.record.last_heard.map(when),
            waiting: peer.waiting,
            undelivered: peer.undelivered,
            followers: peer.followers,
        }
    }
}

impl PeersPage {
    pub fn new(frame: Frame, peers: &[Peer]) -> PeersPage {
        let lang = frame.lang;
        let shown = peers.iter().take(limits::PEERS_SHOWN).map(|peer| PeerView::of(lang, peer));
        let (failing, well) = shown.partition(|peer| peer.failing_since.is_some());
        PeersPage { frame, failing, well, more: peers.len().saturating_sub(limits::PEERS_SHOWN) as u64 }
    }

    pub fn samples(lang: Lang) -> Vec<PeersPage> {
        let frame = Frame { path: "/peers".into(), ..Frame::sample(lang) };
        let when = || Some(When::minute(lang, samples::moment()));
        let well = PeerView {
            host: "masto.example".into(),
            delivered: when(),
            heard: when(),
            followers: 21,
            ..PeerView::default()
        };
        let failing = PeerView {
            host: "silent.example".into(),
            answer: Some(lang.t("delivery-silent").into_owned()),
            failing_since: when(),
            delivered: None,
            waiting: 3,
            undelivered: 1,
            ..well.clone()
        };
        let empty = PeersPage { frame, failing: Vec::new(), well: Vec::new(), more: 0 };
        vec![empty.clone(), PeersPage { failing: vec![failing], well: vec![well], more: 7, ..empty }]
    }
}
