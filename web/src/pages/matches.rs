//! What fits an offer of one's own organisation.

use artel_node::features::matching::Reason;
use artel_protocol::kinds::offer::{Partnership, Size};
use askama::Template;

use super::parts::{EntryCard, samples};
use crate::frame::Frame;
use crate::handlers::matches::in_words;
use crate::i18n::Lang;

/// GET /matches?offer=ID.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/matches.html")]
pub struct MatchesPage {
    pub frame: Frame,
    /// The offer's.
    pub title: String,
    /// The page of the offer.
    pub url: String,
    /// The best first.
    pub found: Vec<MatchView>,
}

/// An offer of somebody else that fits.
#[derive(Clone, Debug)]
pub struct MatchView {
    pub entry: EntryCard,
    /// Of a hundred: both ways together.
    pub percent: u8,
    /// How well it fits ours, in a word.
    pub there: String,
    /// How well ours fits it, in a word.
    pub back: String,
    pub reasons: Vec<String>,
}

impl MatchesPage {
    pub fn samples(lang: Lang) -> Vec<MatchesPage> {
        let all = [
            Reason::Trade("28.9".into()),
            Reason::Keywords(vec!["титан".into(), "<b>Fräsen</b>".into()]),
            Reason::Words(vec!["einhärtetiefe".into(), "wellen".into()]),
            Reason::OffersIt,
            Reason::SeeksIt,
            Reason::Partnership(vec![Partnership::Supplier, Partnership::Outsourcing]),
            Reason::LooksForOurSize(Size::Small),
            Reason::HasOurSize(Size::Institute),
            Reason::LooksInOurCountry("DE".into()),
            Reason::InCountry("AT".into()),
            Reason::Countries(vec!["AT".into(), "PL".into()]),
            Reason::Languages(vec!["de".into(), "ru".into()]),
            Reason::Vouched,
            Reason::Active,
            Reason::Answers,
        ];
        let found = samples::cards(lang).into_iter().enumerate().map(|(at, entry)| MatchView {
            entry,
            percent: if at == 0 { 83 } else { 41 },
            there: lang.t("match-well").into_owned(),
            back: lang.t(if at == 0 { "match-partly" } else { "match-little" }).into_owned(),
            reasons: all.iter().map(|reason| in_words(lang, reason)).collect(),
        });
        let full = MatchesPage {
            frame: Frame { path: "/matches?offer=x".into(), ..Frame::sample(lang) },
            title: "Messkopf für <b>Wellen</b>".into(),
            url: "/@werkstatt/2".into(),
            found: found.collect(),
        };
        let empty = MatchesPage { found: Vec::new(), ..full.clone() };
        vec![full, empty]
    }
}
