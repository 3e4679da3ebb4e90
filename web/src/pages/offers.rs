//! Looking through offers, and the searches for them that somebody keeps.

use artel_protocol::kinds::Problem;
use artel_protocol::kinds::offer::{Partnership, ProfileType};
use askama::Template;

use super::parts::{EntryCard, samples};
use crate::form::Form;
use crate::frame::{Frame, Head};
use crate::i18n::Lang;

/// GET /offers. Its form asks the same address with `q`, `type` (several), `country`, `trade`, `partnership` and
/// `language`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/offers.html")]
pub struct OffersPage {
    pub frame: Frame,
    pub head: Head,
    /// What was asked for; the types as `type-BO`.
    pub form: Form,
    /// Code and words.
    pub types: Vec<(&'static str, String)>,
    /// Code and words.
    pub partnerships: Vec<(&'static str, String)>,
    /// What was asked for, as in an address; empty for all offers.
    pub query: String,
    /// What was asked for cannot be looked for.
    pub refused: bool,
    /// How many were found in all.
    pub count: u64,
    /// Newest first.
    pub entries: Vec<EntryCard>,
    pub newest: Option<String>,
    pub older: Option<String>,
}

/// GET /offers/saved.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/saved_offers.html")]
pub struct SavedOffersPage {
    pub frame: Frame,
    pub searches: Vec<SavedView>,
}

/// A search that somebody keeps. Its forms post `number` and `csrf` to /offers/saved/look and /offers/saved/delete.
#[derive(Clone, Debug)]
pub struct SavedView {
    pub number: u64,
    pub name: String,
    /// How many have come since its owner last looked.
    pub new: u64,
}

impl OffersPage {
    /// Whether a type was asked for.
    pub fn asks(&self, code: &str) -> bool {
        self.form.is(&format!("type-{code}"), "yes")
    }

    pub fn samples(lang: Lang) -> Vec<OffersPage> {
        let words = |keys: Vec<(&'static str, &'static str)>| {
            keys.into_iter().map(|(code, key)| (code, lang.t(key).into_owned())).collect::<Vec<_>>()
        };
        let form = Form::sent([("q", "титан \"x\""), ("type-BO", "yes"), ("partnership", "supplier")]);
        let mut refused = form.clone();
        refused.refuse(
            lang,
            &[Problem { field: "country", key: "offer-countries-wrong", arguments: Vec::new() }],
        );
        let full = OffersPage {
            frame: Frame { path: "/offers?q=x".into(), ..Frame::sample(lang) },
            head: Head {
                title: lang.t("place-offers").into_owned(),
                canonical: "https://artel.example/offers".into(),
                atom: "https://artel.example/offers/feed.atom?q=x".into(),
                json_feed: "https://artel.example/offers/feed.json?q=x".into(),
                no_index: true,
                ..Head::sample()
            },
            form,
            types: words(ProfileType::ALL.iter().map(|term| (term.code(), term.key())).collect()),
            partnerships: words(Partnership::ALL.iter().map(|term| (term.code(), term.key())).collect()),
            query: "q=x".into(),
            refused: false,
            count: 21,
            entries: samples::cards(lang),
            newest: Some("/offers?q=x".into()),
            older: Some("/offers?q=x&before=1795503900000".into()),
        };
        let empty = OffersPage {
            frame: Frame { path: "/offers".into(), ..Frame::visitor_sample(lang) },
            form: Form::empty(),
            query: String::new(),
            count: 0,
            entries: Vec::new(),
            newest: None,
            older: None,
            ..full.clone()
        };
        let nothing = OffersPage { query: "q=x".into(), ..empty.clone() };
        vec![OffersPage { form: refused, refused: true, ..empty.clone() }, full, empty, nothing]
    }
}

impl SavedOffersPage {
    pub fn samples(lang: Lang) -> Vec<SavedOffersPage> {
        let search = |number, name: &str, new| SavedView { number, name: name.into(), new };
        let frame = Frame { path: "/offers/saved".into(), ..Frame::sample(lang) };
        vec![
            SavedOffersPage {
                frame: frame.clone(),
                searches: vec![search(1, "Титан <b>", 3), search(2, "Fräsen in Österreich", 0)],
            },
            SavedOffersPage { frame, searches: Vec::new() },
        ]
    }
}
