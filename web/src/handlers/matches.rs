//! What fits an offer of one's own organisation.

use artel_node::features::matching::{Match, Reason};
use artel_protocol::Id;
use artel_protocol::kinds::CodeList;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{Answer, told, views};
use crate::app::App;
use crate::i18n::Lang;
use crate::pages::matches::{MatchView, MatchesPage};
use crate::session::Member;

#[derive(Debug, Deserialize)]
pub struct Asked {
    offer: Id,
}

/// The address of what fits an offer.
pub fn path(offer: &Id) -> String {
    format!("/matches?offer={}", told::encoded(offer.as_str()))
}

/// GET /matches?offer=ID. Nothing of it leaves the node, nor is it written down.
pub async fn show(State(app): State<App>, member: Member, Query(asked): Query<Asked>) -> Answer {
    let (node, base) = (app.node(), app.base()?);
    node.count_look(member.visitor.from.address)?;
    let matches = node.matches(&member.session.account, &asked.offer).await?;
    let lang = member.visitor.frame.lang;
    let page = MatchesPage {
        frame: member.visitor.frame.clone(),
        title: views::title(&matches.offer.entry),
        url: views::entry_page(&base, &matches.offer.entry),
        found: matches.found.iter().map(|found| view(lang, &base, found)).collect(),
    };
    Ok(member.visitor.show(&page))
}

fn view(lang: Lang, base: &Id, found: &Match) -> MatchView {
    let Match { shown, fit } = found;
    let mut entry = views::card(lang, base, shown);
    entry.url = told::entry_page(base, &shown.record.entry);
    MatchView {
        entry,
        percent: percent(fit.score()),
        there: level(lang, fit.there),
        back: level(lang, fit.back),
        reasons: fit.reasons.iter().map(|reason| in_words(lang, reason)).collect(),
    }
}

/// A score as one of a hundred parts; it is between 0 and 1.
fn percent(score: f32) -> u8 {
    (score.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// A score in a word.
fn level(lang: Lang, score: f32) -> String {
    let key = match percent(score) {
        65.. => "match-well",
        45..65 => "match-partly",
        _ => "match-little",
    };
    lang.t(key).into_owned()
}

/// Why two offers fit, as people read it.
pub fn in_words(lang: Lang, reason: &Reason) -> String {
    let about = |key: &str, what: &str| lang.about(key, what).into_owned();
    let said = |keys: Vec<&'static str>| {
        keys.into_iter().map(|key| lang.t(key).into_owned()).collect::<Vec<_>>().join(", ")
    };
    match reason {
        Reason::Trade(code) => about("match-trade", &CodeList::Trades.name(code, lang.code())),
        Reason::Keywords(words) => about("match-keywords", &words.join(", ")),
        Reason::Words(words) => about("match-words", &words.join(", ")),
        Reason::OffersIt => lang.t("match-offers-it").into_owned(),
        Reason::SeeksIt => lang.t("match-seeks-it").into_owned(),
        Reason::Partnership(kinds) => {
            about("match-partnership", &said(kinds.iter().map(|kind| kind.key()).collect()))
        }
        Reason::LooksForOurSize(size) => about("match-looks-for-size", &lang.t(size.key())),
        Reason::HasOurSize(size) => about("match-has-size", &lang.t(size.key())),
        Reason::LooksInOurCountry(country) => {
            about("match-looks-in", &CodeList::Countries.name(country, lang.code()))
        }
        Reason::InCountry(country) => {
            about("match-in-country", &CodeList::Countries.name(country, lang.code()))
        }
        Reason::Countries(countries) => {
            about("match-countries", &CodeList::Countries.names(countries, lang.code()))
        }
        Reason::Languages(languages) => {
            about("match-languages", &CodeList::Languages.names(languages, lang.code()))
        }
        Reason::Vouched => lang.t("match-vouched").into_owned(),
        Reason::Active => lang.t("match-active").into_owned(),
        Reason::Answers => lang.t("match-answers").into_owned(),
    }
}
