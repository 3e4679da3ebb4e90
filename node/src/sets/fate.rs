//! What becomes of an entry: a function of everything that a set says about it (docs/PROTOCOL.md §5).

use artel_protocol::message::Aid;
use artel_protocol::{Id, Timestamp};

use super::element::{Element, Says};

/// What becomes of an entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fate {
    /// There is nothing to show.
    Nothing,
    /// Its author withdrew it.
    Deleted {
        author: Id,
    },
    Shown(Showing),
}

/// How an entry is shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Showing {
    /// The version that is shown.
    pub version: Aid,
    pub author: Id,
    /// When the first of its versions was made, as its author's clock had it.
    pub first: Timestamp,
    /// When the community announced it first.
    pub announced: Option<Timestamp>,
    /// Whether the community announced this very version.
    pub confirmed: bool,
    pub hidden: bool,
    /// It stands first in its space.
    pub pinned: bool,
    /// It takes no more answers.
    pub locked: bool,
}

impl Showing {
    /// Where a confirmed entry stands in time: a clock that is ahead gains nothing, and one that is behind loses nothing.
    pub fn sorted(&self) -> Timestamp {
        self.announced.map_or(self.first, |announced| announced.min(self.first))
    }
}

/// A version of the entry, with the community's word for it.
#[derive(Copy, Clone)]
struct Version<'a> {
    element: &'a Element,
    updated: Option<Timestamp>,
    announced: Option<(Timestamp, Aid)>,
}

/// What becomes of an entry about which a set says all this. `shut_out` says whether what somebody said at a moment counts
/// only if it is confirmed.
pub fn fate(elements: &[Element], shut_out: impl Fn(&Id, Timestamp) -> bool) -> Fate {
    let versions = versions(elements, shut_out);
    let Some(author) = owner(&versions) else { return Fate::Nothing };
    if elements.iter().any(|element| element.says == Says::Delete && element.actor == *author) {
        return Fate::Deleted { author: author.clone() };
    }
    let own = || versions.iter().filter(|version| version.element.actor == *author);
    let newest = own().max_by_key(|version| (version.updated, version.element.order()));
    let Some(newest) = newest else { return Fate::Nothing };
    Fate::Shown(Showing {
        version: newest.element.aid,
        author: author.clone(),
        first: own().map(|version| version.element.created).min().unwrap_or(newest.element.created),
        announced: own().filter_map(|version| version.announced).map(|(at, _)| at).min(),
        confirmed: newest.announced.is_some(),
        hidden: last_word(elements, &Says::Hide, &Says::Show),
        pinned: last_word(elements, &Says::Pin, &Says::Unpin),
        locked: last_word(elements, &Says::Lock, &Says::Unlock),
    })
}

fn versions(elements: &[Element], shut_out: impl Fn(&Id, Timestamp) -> bool) -> Vec<Version<'_>> {
    let mut versions = Vec::new();
    for element in elements {
        let Says::Version { updated } = element.says else { continue };
        let announcements = elements.iter().filter(|other| other.says == Says::Confirm(element.aid));
        // What the community repeats it confirms by that.
        let repeated = element.relayed.then(|| element.order());
        let announced = announcements.map(Element::order).chain(repeated).min();
        if announced.is_some() || !shut_out(&element.actor, element.created) {
            versions.push(Version { element, updated, announced });
        }
    }
    versions
}

/// Whose entry it is: of several who claim it, whom the community confirmed first, else who was first by their own word.
fn owner<'a>(versions: &[Version<'a>]) -> Option<&'a Id> {
    let confirmed = versions.iter().filter(|version| version.announced.is_some());
    let first = confirmed.min_by_key(|version| version.announced);
    // In whole seconds, which is all that is left of the moments of what was withdrawn.
    let by_own_word =
        |version: &&Version<'_>| (version.element.created.0.div_euclid(1000), version.element.aid);
    let first = first.or_else(|| versions.iter().min_by_key(by_own_word));
    first.map(|version| &version.element.actor)
}

/// Whether, of two opposite things that the community may say of an entry, it said this one last.
fn last_word(elements: &[Element], yes: &Says, no: &Says) -> bool {
    let words = elements.iter().filter(|element| element.says == *yes || element.says == *no);
    words.max_by_key(|element| element.order()).is_some_and(|last| last.says == *yes)
}

/// Whether a reaction counts, by everything that one actor said in that way about one entry.
pub fn is_liked(elements: &[Element], shut_out: impl Fn(&Id, Timestamp) -> bool) -> Option<&Element> {
    let undone = |like: &Element| {
        elements.iter().any(|other| match &other.says {
            Says::Unlike(Some(id)) => *id == like.id,
            Says::Unlike(None) => other.order() > like.order(),
            _ => false,
        })
    };
    let counts = |like: &&Element| {
        matches!(like.says, Says::Like | Says::Helped)
            && !undone(like)
            && !shut_out(&like.actor, like.created)
    };
    elements.iter().filter(counts).min_by_key(|like| (like.says != Says::Helped, like.order()))
}
