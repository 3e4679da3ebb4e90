//! How an offer is shown: its facts, and the whole card in HTML that it carries for programs which know no offers.

use super::{Goal, Offer, Partnership, Size};
use crate::html::{self, SafeHtml};
use crate::kinds::words::word;
use crate::kinds::{CodeList, Entry, Fact, FactValue, Kind};

/// What it says in short, then its longer texts.
pub(super) fn facts(offer: &Offer) -> Vec<Fact> {
    let mut facts = Facts(Vec::new());
    facts.words("offer-type", offer.profile.map(|profile| profile.key()));
    facts.words("offer-partnerships", offer.partnerships.iter().copied().map(Partnership::key));
    facts.codes("offer-countries", CodeList::Countries, &offer.countries);
    facts.day("offer-until", offer.until);
    facts.words("offer-interest", offer.closed.then_some("offer-interest-closed"));
    facts.words("offer-client", offer.anonymous.then_some("offer-client-anonymous"));
    facts.words("offer-stage", offer.stage.map(|stage| stage.key()));
    facts.words("offer-rights", offer.rights.map(|rights| rights.key()));
    facts.words("offer-sizes", offer.sizes.iter().copied().map(Size::key));
    facts.list("offer-market", &offer.market);
    facts.list("offer-technology", &offer.technology);
    facts.codes("offer-trades", CodeList::Trades, &offer.trades);
    let goals = offer.goals.iter().copied().filter(|goal| *goal != Goal::NotRelevant);
    facts.words("offer-goals", goals.map(Goal::key));
    facts.codes("offer-languages", CodeList::Languages, &offer.languages);
    facts.text("offer-programme", &offer.call.programme);
    facts.text("offer-call", &offer.call.title);
    facts.day("offer-deadline", offer.call.deadline);
    facts.text("offer-weeks", &offer.call.weeks.map(|weeks| weeks.to_string()).unwrap_or_default());
    facts.text("offer-budget", &offer.call.budget);
    let coordinator = offer.call.coordinator_required.then_some("offer-coordinator-required");
    facts.words("offer-coordinator", coordinator);
    facts.long("offer-advantages", &offer.advantages);
    facts.long("offer-sought", &offer.sought);
    facts.long("offer-role", &offer.role);
    facts.long("offer-rights-notes", &offer.rights_notes);
    facts.0
}

/// Facts as they are collected; what says nothing is none.
struct Facts(Vec<Fact>);

impl Facts {
    fn words(&mut self, label: &'static str, keys: impl IntoIterator<Item = &'static str>) {
        let keys: Vec<_> = keys.into_iter().collect();
        if !keys.is_empty() {
            self.0.push(Fact { label, value: FactValue::Words(keys) });
        }
    }

    fn text(&mut self, label: &'static str, text: &str) {
        if !text.is_empty() {
            self.0.push(Fact { label, value: FactValue::Text(text.to_owned()) });
        }
    }

    fn list(&mut self, label: &'static str, list: &[String]) {
        self.text(label, &list.join(", "));
    }

    fn codes(&mut self, label: &'static str, of: CodeList, codes: &[String]) {
        if !codes.is_empty() {
            self.0.push(Fact { label, value: FactValue::Codes(of, codes.to_vec()) });
        }
    }

    fn long(&mut self, label: &'static str, text: &str) {
        if !text.trim().is_empty() {
            self.0.push(Fact { label, value: FactValue::Long(text.to_owned()) });
        }
    }

    fn day(&mut self, label: &'static str, day: Option<crate::Timestamp>) {
        self.0.extend(day.map(|day| Fact { label, value: FactValue::Day(day) }));
    }
}

/// The card: its title in bold first, since what shows a Note shows nothing else of it.
pub(super) fn html(offer: &Offer, envelope: &Entry) -> String {
    let said = |key| html::escape(word(&Offer::WORDS, envelope.language.as_deref(), key));
    let mut card = format!("<p><strong>{}</strong></p>", html::escape(&offer.title));
    let (short, long): (Vec<_>, Vec<_>) = facts(offer).into_iter().partition(|fact| fact.value.is_short());
    if let Some(profile) = offer.profile {
        card.push_str(&format!("<p>{}</p>", said(profile.key())));
    }
    card.push_str(SafeHtml::from_plain(&offer.summary).as_str());
    for fact in short.iter().filter(|fact| fact.label != "offer-type") {
        let value = match &fact.value {
            FactValue::Text(text) | FactValue::Long(text) => html::escape(text),
            FactValue::Words(keys) => keys.iter().map(|key| said(key)).collect::<Vec<_>>().join(", "),
            FactValue::Codes(of, codes) => {
                html::escape(&of.names(codes, envelope.language.as_deref().unwrap_or("en")))
            }
            FactValue::Day(day) => day.to_day(),
        };
        card.push_str(&format!("<p><strong>{}</strong>: {value}</p>", said(fact.label)));
    }
    card.push_str(SafeHtml::from_untrusted(&offer.text.html).as_str());
    for fact in &long {
        if let FactValue::Long(text) = &fact.value {
            let text = SafeHtml::from_plain(text);
            card.push_str(&format!("<p><strong>{}</strong></p>{}", said(fact.label), text.as_str()));
        }
    }
    let page = envelope.url.as_ref().unwrap_or(&envelope.id);
    let link = html::escape(page.as_str()).replace('"', "&quot;");
    card.push_str(&format!("<p><a href=\"{link}\">{link}</a></p>"));
    card
}
