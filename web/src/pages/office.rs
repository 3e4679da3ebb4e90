//! The way to everything that is done rarely: one page of places, each with a sentence, as far as one may go there.

use std::borrow::Cow;

use artel_node::store::records::{Office, Role};
use askama::Template;

use crate::access::Access;
use crate::frame::{Frame, SignedIn};
use crate::i18n::Lang;

/// A place that the page leads to.
#[derive(Copy, Clone, Debug)]
pub struct Place {
    pub path: &'static str,
    /// The key of its name; with `-hint` behind it, of the sentence below.
    key: &'static str,
    access: Access,
}

/// Some places under one heading.
#[derive(Clone, Debug)]
pub struct Places {
    pub title: Cow<'static, str>,
    pub places: Vec<PlaceView>,
}

/// A place in the reader's language.
#[derive(Clone, Debug)]
pub struct PlaceView {
    pub path: &'static str,
    pub name: Cow<'static, str>,
    pub hint: Cow<'static, str>,
    /// How many things wait there; 0 is not shown.
    pub waiting: u64,
}

const fn place(path: &'static str, key: &'static str, access: Access) -> Place {
    Place { path, key, access }
}

/// What is one's own.
const OWN: &[Place] = &[
    place("/account", "place-account", Access::Member),
    place("/drafts", "place-drafts", Access::Member),
    place("/interests", "place-interests", Access::Member),
    place("/notifications", "place-notifications", Access::Member),
    place("/lookup", "place-lookup", Access::Member),
    place("/mutes", "place-mutes", Access::Member),
    place("/export", "place-export", Access::Member),
    place("/import", "place-import", Access::Member),
    place("/erase", "place-erase", Access::Member),
    place("/profile", "place-profile", Access::Member),
];

/// What belongs to the organisation.
const ORGANISATION: &[Place] = &[
    place("/staff", "place-staff", Access::Member),
    place("/directory", "place-directory", Access::Member),
    place("/company", "place-company", Access::Moderator),
    place("/approvals", "place-approvals", Access::Moderator),
    place("/recovery", "place-recovery", Access::Owner),
    place("/move", "place-move", Access::Owner),
    place("/followers", "place-followers", Access::Member),
    place("/following", "place-following", Access::Member),
    place("/communities", "place-communities", Access::Member),
    place("/spaces", "place-spaces", Access::Member),
    place("/deliveries", "place-deliveries", Access::Member),
];

/// What belongs to the node.
const NODE: &[Place] = &[
    place("/applications", "place-applications", Access::Officer),
    place("/organisations", "place-organisations", Access::Officer),
    place("/clients", "place-clients", Access::Officer),
    place("/blocks", "place-blocks", Access::Officer),
    place("/reports", "place-reports", Access::Officer),
    place("/texts", "place-texts", Access::Operator),
    place("/peers", "place-peers", Access::Officer),
    place("/backups", "place-backups", Access::Operator),
    place("/offices", "place-offices", Access::Operator),
    place("/mails", "place-mails", Access::Operator),
    place("/clock", "place-clock", Access::Operator),
    place("/repairs", "place-repairs", Access::Operator),
];

/// GET /office.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/office.html")]
pub struct OfficePage {
    pub frame: Frame,
    pub groups: Vec<Places>,
    /// How many things are wrong with the node, for who runs it.
    pub wrong: u64,
}

impl OfficePage {
    /// The places that somebody may go to.
    pub fn new(frame: Frame, who: &SignedIn) -> OfficePage {
        let lang = frame.lang;
        let view = |place: &Place| PlaceView {
            path: place.path,
            name: lang.t(place.key),
            hint: lang.t(&format!("{}-hint", place.key)),
            waiting: 0,
        };
        let group = |title: &str, places: &[Place]| Places {
            title: lang.t(title),
            places: places
                .iter()
                .filter(|place| place.access.admits(who.role, who.office))
                .map(view)
                .collect(),
        };
        let groups = vec![
            group("office-own", OWN),
            group("office-organisation", ORGANISATION),
            group("office-node", NODE),
        ];
        let groups = groups.into_iter().filter(|group| !group.places.is_empty()).collect();
        OfficePage { frame, groups, wrong: 0 }
    }

    /// Says how many things wait at a place.
    pub fn with_waiting(mut self, path: &str, waiting: u64) -> OfficePage {
        for place in self.groups.iter_mut().flat_map(|group| &mut group.places) {
            if place.path == path {
                place.waiting = waiting;
            }
        }
        self
    }

    pub fn samples(lang: Lang) -> Vec<OfficePage> {
        let frame = Frame { path: "/office".into(), ..Frame::sample(lang) };
        let Some(who) = frame.signed_in.clone() else { return Vec::new() };
        let member = SignedIn { role: Role::Member, office: Office::None, ..who.clone() };
        let busy = OfficePage::new(frame.clone(), &who).with_waiting("/reports", 3);
        let wrong = OfficePage { wrong: 2, ..OfficePage::new(frame.clone(), &who) };
        vec![busy, OfficePage::new(frame, &member), wrong]
    }
}
