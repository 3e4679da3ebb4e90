//! What is wrong with an offer: it cannot be published before that is mended.

use super::terms::Asked;
use super::{
    COUNTRIES, Goal, KEYWORD_CHARS, KEYWORDS, LANGUAGES, LINE_CHARS, Offer, PART_CHARS, PARTNERSHIPS,
    ProfileType, SUMMARY_CHARS, TEXT_CHARS, TITLE_CHARS, TRADES, WEEKS,
};
use super::{Problem, places};

pub(super) fn problems(offer: &Offer) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    if offer.profile.is_none() {
        found.add("type", "offer-type-missing");
    }
    found.missing(offer);
    found.too_long(offer);
    found.choices(offer);
    found.lists(offer);
    for field in &offer.unreadable {
        match *field {
            "weeks" => found.add_with("weeks", "offer-weeks-wrong", usize::from(WEEKS)),
            field => found.add(field, "offer-day-wrong"),
        }
    }
    found.0
}

struct Found(Vec<Problem>);

impl Found {
    fn add(&mut self, field: &'static str, key: &'static str) {
        self.0.push(Problem { field, key, arguments: Vec::new() });
    }

    fn add_with(&mut self, field: &'static str, key: &'static str, max: usize) {
        self.0.push(Problem::at_most(field, key, max));
    }

    fn missing(&mut self, offer: &Offer) {
        let needs = |field: &str| match offer.profile {
            Some(profile) => profile.asks(field) == Asked::Needed,
            None => matches!(field, "title" | "summary" | "text"),
        };
        let all = [
            ("title", offer.title.trim().is_empty(), "offer-title-missing"),
            ("summary", offer.summary.trim().is_empty(), "offer-summary-missing"),
            ("text", offer.text.source().trim().is_empty(), "offer-text-missing"),
            ("advantages", offer.advantages.trim().is_empty(), "offer-advantages-missing"),
            ("sought", offer.sought.trim().is_empty(), "offer-sought-missing"),
            ("stage", offer.stage.is_none(), "offer-stage-missing"),
            ("rights", offer.rights.is_none(), "offer-rights-missing"),
            ("partnerships", offer.partnerships.is_empty(), "offer-partnerships-missing"),
            ("goals", offer.goals.is_empty(), "offer-goals-missing"),
        ];
        for (field, is_missing, key) in all {
            if is_missing && needs(field) {
                self.add(field, key);
            }
        }
    }

    fn too_long(&mut self, offer: &Offer) {
        let all: [(&'static str, &str, usize); 10] = [
            ("title", &offer.title, TITLE_CHARS),
            ("summary", &offer.summary, SUMMARY_CHARS),
            ("text", offer.text.source(), TEXT_CHARS),
            ("advantages", &offer.advantages, PART_CHARS),
            ("sought", &offer.sought, PART_CHARS),
            ("role", &offer.role, TEXT_CHARS),
            ("rights_notes", &offer.rights_notes, PART_CHARS),
            ("programme", &offer.call.programme, LINE_CHARS),
            ("call", &offer.call.title, LINE_CHARS),
            ("budget", &offer.call.budget, LINE_CHARS),
        ];
        for (field, text, max) in all {
            // A browser counts the end of a line as one character and sends two.
            if text.replace("\r\n", "\n").chars().count() > max {
                self.add_with(field, "offer-too-long", max);
            }
        }
    }

    fn choices(&mut self, offer: &Offer) {
        let fitting = offer.profile.map_or(super::Partnership::ALL, ProfileType::partnerships);
        if offer.partnerships.iter().any(|partnership| !fitting.contains(partnership)) {
            self.add("partnerships", "offer-partnerships-wrong");
        }
        if offer.partnerships.len() > PARTNERSHIPS {
            self.add_with("partnerships", "offer-too-many", PARTNERSHIPS);
        }
        if offer.goals.len() > 1 && offer.goals.contains(&Goal::NotRelevant) {
            self.add("goals", "offer-goals-wrong");
        }
    }

    fn lists(&mut self, offer: &Offer) {
        let all = [
            ("market", &offer.market, KEYWORDS),
            ("technology", &offer.technology, KEYWORDS),
            ("trades", &offer.trades, TRADES),
            ("countries", &offer.countries, COUNTRIES),
            ("languages", &offer.languages, LANGUAGES),
        ];
        for (field, list, max) in all {
            if list.len() > max {
                self.add_with(field, "offer-too-many", max);
            }
        }
        for (field, list) in [("market", &offer.market), ("technology", &offer.technology)] {
            if list.iter().any(|keyword| keyword.chars().count() > KEYWORD_CHARS) {
                self.add_with(field, "offer-keyword-too-long", KEYWORD_CHARS);
            }
        }
        let all = |list: &[String], is: fn(&str) -> bool| list.iter().all(|code| is(code));
        if !all(&offer.trades, places::is_trade) {
            self.add("trades", "offer-trades-wrong");
        }
        if !all(&offer.countries, places::is_country) {
            self.add("countries", "offer-countries-wrong");
        }
        if !all(&offer.languages, places::is_language) {
            self.add("languages", "offer-languages-wrong");
        }
    }
}
