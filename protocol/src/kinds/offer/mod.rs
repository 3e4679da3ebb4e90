//! An offer: a partnering profile, by which a company says what it offers or seeks and with whom it would work, after
//! the model of the Enterprise Europe Network's database.
//!
//! [`Offer`] is what it says, [`terms`] the words that it chooses from; `form.rs`, `wire.rs` and `card.rs` are how it is
//! written, sent and shown, `check.rs` and `lint.rs` what is wrong with it and what could be better.

mod card;
mod check;
mod form;
pub mod lifetime;
mod lint;
mod places;
mod samples;
pub mod terms;
#[cfg(test)]
mod tests;
mod wire;

use serde::{Deserialize, Serialize};

use super::{Advice, Card, Field, Kind, Problem, Text, Typed};
use crate::Timestamp;
use crate::html::Links;
use crate::space::SpaceKind;

pub use terms::{Goal, Partnership, ProfileType, Rights, Size, Stage};

/// The most characters of a title: Lemmy cuts at 200. The Enterprise Europe Network takes 256.
pub const TITLE_CHARS: usize = 200;
/// The most characters of a summary: what the Enterprise Europe Network takes.
pub const SUMMARY_CHARS: usize = 500;
/// The most characters of the description, and of what the partner is expected to do.
pub const TEXT_CHARS: usize = 4_000;
/// The most characters of the advantages, of what is sought, and of the notes on rights.
pub const PART_CHARS: usize = 2_000;
/// The most characters of one keyword.
pub const KEYWORD_CHARS: usize = 60;
/// The most keywords of the market, and as many of the technology.
pub const KEYWORDS: usize = 5;
/// The most kinds of partnership that are sought at once.
pub const PARTNERSHIPS: usize = 3;
/// The most codes of trades: a profile that names more is about nothing.
pub const TRADES: usize = 5;
/// The most countries that are named: more mean the whole world, which nobody has to name.
pub const COUNTRIES: usize = 60;
/// The most languages that are spoken.
pub const LANGUAGES: usize = 12;
/// How long the names of these are in a form, on average, with what divides them.
const NAME_CHARS: usize = 40;
/// The most characters of a line about the call of a research project.
pub const LINE_CHARS: usize = 200;
/// The most weeks that a research project may last: ten years.
pub const WEEKS: u16 = 520;

/// A partnering profile.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Offer {
    /// None while nothing was chosen, or if it is a type that we do not know.
    pub profile: Option<ProfileType>,
    pub title: String,
    /// Plain text.
    pub summary: String,
    /// The description.
    pub text: Text,
    /// Advantages and innovation; plain text, as are the three that follow.
    pub advantages: String,
    /// The technical specification or the expertise that is sought.
    pub sought: String,
    /// What the partner is expected to do.
    pub role: String,
    pub rights_notes: String,
    pub stage: Option<Stage>,
    pub rights: Option<Rights>,
    pub partnerships: Vec<Partnership>,
    pub sizes: Vec<Size>,
    pub market: Vec<String>,
    pub technology: Vec<String>,
    pub goals: Vec<Goal>,
    /// Codes of trades in NACE 2.1: `28.99`.
    pub trades: Vec<String>,
    /// ISO 3166-1 alpha-2, in capital letters.
    pub countries: Vec<String>,
    /// ISO 639, in small letters.
    pub languages: Vec<String>,
    /// The last second of its last day, in UTC. If it says nothing, the node that publishes it does.
    pub until: Option<Timestamp>,
    /// Takes no expressions of interest at present.
    pub closed: bool,
    /// The company behind it is not named: the organisation that publishes it speaks for it.
    pub anonymous: bool,
    /// Of a request for research and development only.
    pub call: Call,
    /// The fields of a form in which something stands that is no day or no number.
    #[serde(skip)]
    unreadable: Vec<&'static str>,
}

/// The call for which partners of a research project are sought.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Call {
    /// The framework programme.
    pub programme: String,
    /// Title and identifier.
    pub title: String,
    /// The last second of the day, in UTC.
    pub deadline: Option<Timestamp>,
    pub weeks: Option<u16>,
    /// As it was written, with its currency.
    pub budget: String,
    pub coordinator_required: bool,
}

impl Kind for Offer {
    const NAME: &'static str = "offer";
    const TYPE: &'static str = "Note";
    const READS: &'static [&'static str] = &["Note"];
    const STANDS_IN: &'static [SpaceKind] = &[SpaceKind::Brokerage];
    const WORDS: [(&'static str, &'static str); 3] =
        [("en", include_str!("en.ftl")), ("ru", include_str!("ru.ftl")), ("de", include_str!("de.ftl"))];
    const TERMS: &'static [(&'static str, &'static str)] = wire::TERMS;

    fn is_this(object: &serde_json::Map<String, serde_json::Value>) -> bool {
        object.get(wire::PROFILE).is_some_and(serde_json::Value::is_object)
    }

    fn read(object: &serde_json::Map<String, serde_json::Value>) -> Result<Self, crate::Malformed> {
        wire::read(object)
    }

    fn write(&self, envelope: &super::Entry, object: &mut serde_json::Map<String, serde_json::Value>) {
        wire::write(self, envelope, object);
    }

    fn from_form(typed: &Typed, links: &Links) -> Self {
        form::read(typed, links)
    }

    fn to_form(&self) -> Typed {
        form::write(self)
    }

    fn fields(typed: &Typed) -> Vec<Field> {
        form::fields(typed)
    }

    fn check(&self) -> Vec<Problem> {
        check::problems(self)
    }

    fn advise(&self) -> Vec<Advice> {
        lint::advice(self)
    }

    fn settle(&mut self, published: Timestamp, now: Timestamp) -> Vec<Problem> {
        lifetime::settle(self, published, now)
    }

    fn ends(&self) -> Option<Timestamp> {
        self.until
    }

    fn card(&self) -> Card {
        Card { title: self.title.clone(), summary: self.summary.clone(), facts: card::facts(self) }
    }

    fn text(&self) -> &Text {
        &self.text
    }

    fn index(&self) -> Vec<&str> {
        let keywords = self.market.iter().chain(&self.technology).chain(&self.trades).map(String::as_str);
        let texts = [&self.advantages, &self.sought, &self.role].into_iter().map(String::as_str);
        let first = [self.title.as_str(), &self.summary];
        first.into_iter().chain(keywords).chain([self.text.source()]).chain(texts).collect()
    }

    fn samples() -> Vec<Self> {
        samples::all()
    }
}
