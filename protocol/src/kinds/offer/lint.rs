//! What could be better in an offer, after the guidelines by which advisers review profiles. Simple signs only: they
//! hint, a person decides.

use super::terms::Asked;
use super::{Offer, Rights};
use crate::kinds::{Advice, Problem, Weight};

/// The fewest words of a title that names a thing and a cooperation.
const TITLE_WORDS: usize = 5;
/// The fewest characters of a summary that says who, where, what and which cooperation.
const SUMMARY_CHARS: usize = 150;
/// The fewest characters of a description that says what, why and how.
const TEXT_CHARS: usize = 400;
/// The fewest digits of the number of a patent.
const PATENT_DIGITS: usize = 6;

/// The offices whose patents are named most.
const PATENT_OFFICES: [&str; 13] =
    ["EP", "WO", "US", "DE", "AT", "CH", "FR", "GB", "PL", "RU", "CN", "JP", "KR"];
/// How words about weapons begin.
const WEAPONS: [&str; 8] =
    ["weapon", "ammunition", "firearm", "waffen", "munition", "schusswaffe", "оружи", "боеприпас"];
/// How words begin with which somebody sells.
const SALES: [&str; 8] =
    ["discount", "bargain", "rabatt", "sonderangebot", "schnäppchen", "скидк", "распродаж", "акционн"];

pub(super) fn advice(offer: &Offer) -> Vec<Advice> {
    let mut found = Found(Vec::new());
    found.texts(offer);
    found.reach(offer);
    if offer.anonymous {
        found.anonymity(offer);
    }
    for (field, text) in texts(offer) {
        if begins_like(text, &WEAPONS) {
            found.major(field, "offer-advice-weapons");
        }
        if begins_like(text, &SALES) {
            found.major(field, "offer-advice-sale");
        }
    }
    found.0.sort_by_key(|advice| advice.weight);
    found.0
}

struct Found(Vec<Advice>);

impl Found {
    fn major(&mut self, field: &'static str, key: &'static str) {
        self.add(Weight::Major, field, key);
    }

    fn minor(&mut self, field: &'static str, key: &'static str) {
        self.add(Weight::Minor, field, key);
    }

    fn add(&mut self, weight: Weight, field: &'static str, key: &'static str) {
        self.0.push(Advice { weight, about: Problem { field, key, arguments: Vec::new() } });
    }

    /// Whether the texts say enough. What is missing altogether is a problem and no advice.
    fn texts(&mut self, offer: &Offer) {
        let words = offer.title.split_whitespace().count();
        if (1..TITLE_WORDS).contains(&words) {
            self.minor("title", "offer-advice-title");
        }
        if (1..SUMMARY_CHARS).contains(&offer.summary.chars().count()) {
            self.minor("summary", "offer-advice-summary");
        }
        if (1..TEXT_CHARS).contains(&offer.text.source().trim().chars().count()) {
            self.major("text", "offer-advice-text");
        }
    }

    /// Whether those find it for whom it is meant.
    fn reach(&mut self, offer: &Offer) {
        let Some(profile) = offer.profile else { return };
        if offer.role.is_empty() {
            self.major("role", "offer-advice-role");
        }
        if offer.market.is_empty() && offer.technology.is_empty() {
            self.major("market", "offer-advice-keywords");
        }
        if offer.trades.is_empty() {
            self.minor("trades", "offer-advice-trades");
        }
        if offer.countries.is_empty() {
            self.minor("countries", "offer-advice-countries");
        }
        if offer.sizes.is_empty() {
            self.minor("sizes", "offer-advice-sizes");
        }
        let has_rights = matches!(offer.rights, Some(Rights::Applied | Rights::Granted));
        let may_say_them = profile.asks("rights_notes") != Asked::No && !offer.anonymous;
        if has_rights && may_say_them && offer.rights_notes.is_empty() {
            self.minor("rights_notes", "offer-advice-rights-notes");
        }
    }

    /// Whether something tells who is behind an anonymous profile.
    fn anonymity(&mut self, offer: &Offer) {
        for (field, text) in texts(offer) {
            if names_patent(text) {
                self.major(field, "offer-advice-patent");
            }
            if names_address(text) {
                self.major(field, "offer-advice-address");
            }
        }
    }
}

fn texts(offer: &Offer) -> [(&'static str, &str); 7] {
    [
        ("title", &offer.title),
        ("summary", &offer.summary),
        ("text", offer.text.source()),
        ("advantages", &offer.advantages),
        ("sought", &offer.sought),
        ("role", &offer.role),
        ("rights_notes", &offer.rights_notes),
    ]
}

/// Whether a word begins with one of these.
fn begins_like(text: &str, beginnings: &[&str]) -> bool {
    let text = text.to_lowercase();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| beginnings.iter().any(|beginning| word.starts_with(beginning)))
}

/// Whether a web or mail address stands in a text.
fn names_address(text: &str) -> bool {
    let is_mail = |word: &str| {
        let host = word.split_once('@').map(|(name, host)| (!name.is_empty()).then_some(host));
        host.flatten().is_some_and(|host| host.trim_end_matches(['.', ',', ')']).contains('.'))
    };
    ["http://", "https://", "www."].iter().any(|start| text.contains(start))
        || text.split_whitespace().any(is_mail)
}

/// Whether the number of a patent stands in a text: the letters of an office, then digits, perhaps in groups.
fn names_patent(text: &str) -> bool {
    let words: Vec<_> = text.split_whitespace().collect();
    words.iter().enumerate().any(|(at, word)| {
        let word = word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        let Some(number) = PATENT_OFFICES.iter().find_map(|office| word.strip_prefix(office)) else {
            return false;
        };
        let is_number =
            |word: &&&str| word.starts_with(|letter: char| letter.is_ascii_digit()) || word.is_empty();
        let following = words[at + 1..].iter().take_while(is_number).copied();
        let begins_right = number.chars().next().is_none_or(|letter| !letter.is_alphabetic());
        let digits = |word: &str| word.chars().filter(char::is_ascii_digit).count();
        begins_right && std::iter::once(number).chain(following).map(digits).sum::<usize>() >= PATENT_DIGITS
    })
}
