//! Who is a member, when, and by which keys and peers: a function of what the community says about one of them.

use artel_protocol::message::Aid;
use artel_protocol::{Id, Timestamp, limits};
use serde::{Deserialize, Serialize};

use super::element::{Admitted, Element, Says};

/// What a community has said about one actor or node.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// Every `Add` and `Remove` in their order; `true` lets in.
    turns: Vec<(Timestamp, Aid, bool)>,
    /// From when to when; without an end, for good.
    bans: Vec<(Timestamp, Option<Timestamp>)>,
    /// The keys of every `Add`, as Multikeys: former ones too, for what was said with them.
    pub keys: Vec<String>,
    /// The peers of a node, by its latest manifest.
    pub peers: Vec<String>,
    /// The organisation that runs a node.
    pub organisation: Option<Id>,
    /// The `Add` whose document describes the member best: the latest manifest, or the last `Add`.
    pub described_by: Option<Aid>,
}

impl Membership {
    /// What follows from all elements about one member, in whatever order they are given.
    pub fn of(elements: &[Element]) -> Membership {
        let mut membership = Membership::default();
        let mut sorted: Vec<&Element> = elements.iter().collect();
        sorted.sort_by_key(|element| element.order());
        let mut latest: Option<(Option<Timestamp>, &Element, &Admitted)> = None;
        for element in &sorted {
            match &element.says {
                Says::Admit(admitted) => {
                    membership.turns.push((element.created, element.aid, true));
                    for key in &admitted.keys {
                        if !membership.keys.contains(key) {
                            membership.keys.push(key.clone());
                        }
                    }
                    let is_latest =
                        latest.as_ref().is_none_or(|(published, ..)| *published <= admitted.published);
                    if is_latest && (!admitted.keys.is_empty() || !admitted.peers.is_empty()) {
                        latest = Some((admitted.published, element, admitted));
                    }
                }
                Says::Expel => membership.turns.push((element.created, element.aid, false)),
                Says::Ban { until } => {
                    let end = [*until, lifted(&sorted, element)].into_iter().flatten().min();
                    membership.bans.push((element.created, end));
                }
                _ => {}
            }
        }
        if let Some((_, element, admitted)) = latest {
            membership.peers = admitted.peers.clone();
            membership.organisation = admitted.organisation.clone();
            membership.described_by = Some(element.aid);
        }
        membership
    }

    /// Whether the same of what it said counts as by another state of it: to be told of a new name changes nothing in that.
    pub fn counts_like(&self, other: &Membership) -> bool {
        self.spans() == other.spans() && self.bans == other.bans
    }

    /// When it came and went, in turn.
    fn spans(&self) -> Vec<(Timestamp, bool)> {
        let mut spans: Vec<(Timestamp, bool)> = Vec::new();
        for (at, _, admitted) in &self.turns {
            if spans.last().map(|(_, before)| before) != Some(admitted) {
                spans.push((*at, *admitted));
            }
        }
        spans
    }

    /// Whether it is a member by the last word about it.
    pub fn is_member(&self) -> bool {
        self.turns.last().is_some_and(|(.., admitted)| *admitted)
    }

    /// Whether what it said at this moment is in the set.
    pub fn admits(&self, created: Timestamp) -> bool {
        let before = self.turns.iter().rev().find(|(at, ..)| *at <= created);
        match (before, self.turns.first()) {
            (Some((.., admitted)), _) => *admitted,
            (None, Some((first, _, true))) => first.since(created) <= limits::ADMITTED_EARLY,
            (None, _) => false,
        }
    }

    /// Whether what it said at this moment counts only if the community confirmed it: it was sent away later, or banned
    /// at that moment or later.
    pub fn is_shut_out(&self, created: Timestamp) -> bool {
        let sent_away = self.turns.iter().any(|(at, _, admitted)| !admitted && created < *at);
        sent_away || self.bans.iter().any(|(_, end)| end.is_none_or(|end| created < end))
    }

    /// Whether it is banned at this moment.
    pub fn is_banned(&self, now: Timestamp) -> bool {
        self.bans.iter().any(|(from, end)| *from <= now && end.is_none_or(|end| now < end))
    }

    /// When it was admitted last, if it is a member.
    pub fn since(&self) -> Option<Timestamp> {
        self.turns.last().filter(|(.., admitted)| *admitted).map(|(at, ..)| *at)
    }
}

/// When a ban was lifted, if it was.
fn lifted(sorted: &[&Element], ban: &Element) -> Option<Timestamp> {
    let lifts = |element: &&&Element| match &element.says {
        Says::Unban(None) => element.order() > ban.order(),
        Says::Unban(Some(id)) => *id == ban.id,
        _ => false,
    };
    sorted.iter().find(lifts).map(|element| element.created.max(ban.created))
}
