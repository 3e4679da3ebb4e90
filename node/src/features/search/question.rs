//! What somebody asks for, read from what they typed: words, and filters like `kind:article` or `from:@anna`.

use artel_protocol::kinds::NAMES;
use artel_protocol::{Timestamp, limits};

use super::analysis::{main_language, words};
use crate::error::Refusal;

/// The kinds of actors that are searched.
const ACTORS: &[&str] = &["organisation", "person", "community"];

const DAY_MS: i64 = 24 * 3_600_000;

/// A search. Everything that is given has to be so of what is found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Question {
    /// In small letters; the last one stands also for what begins like it.
    pub words: Vec<String>,
    /// One of [`kinds`].
    pub kind: Option<&'static str>,
    /// `@name`, `@name@host` or an id.
    pub from: Option<String>,
    /// The short name or the id of a community.
    pub place: Option<String>,
    /// `de`.
    pub language: Option<String>,
    /// The first moment.
    pub since: Option<Timestamp>,
    /// The first moment that is no longer meant.
    pub until: Option<Timestamp>,
}

/// Every kind that can be asked for: of entries, then of actors.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    NAMES.iter().rev().chain(ACTORS).copied()
}

impl Question {
    /// Reads a query as it is typed: `станок kind:article from:@anna in:bau lang:ru since:2026-01-01`.
    ///
    /// # Errors
    /// A problem of the field `q`: it is too long, has too many words, or a filter cannot be read.
    pub fn parse(query: &str) -> Result<Question, Refusal> {
        if query.chars().nth(limits::SEARCH_QUERY_CHARS).is_some() {
            return Err(Refusal::field("q", "search-too-long"));
        }
        let mut question = Question::default();
        for part in query.split_whitespace() {
            let filter = part.split_once(':').filter(|(_, value)| !value.is_empty());
            let is_filter = match filter {
                Some((name, value)) => question.narrow(name, value)?,
                None => false,
            };
            if !is_filter {
                question.words.extend(words(part).map(|word| word.text));
            }
        }
        match question.words.len() > limits::SEARCH_WORDS {
            true => Err(Refusal::field("q", "search-too-many-words")),
            false => Ok(question),
        }
    }

    /// The same, of one kind only; of every kind, if none is named.
    ///
    /// # Errors
    /// A problem of the field `q` if there is no such kind.
    pub fn of_kind(mut self, kind: &str) -> Result<Question, Refusal> {
        if !kind.is_empty() {
            self.kind = Some(known_kind(kind)?);
        }
        Ok(self)
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Question::default()
    }

    /// The last word, if it is long enough to stand for what begins like it.
    pub fn beginning(&self) -> Option<&str> {
        self.words
            .last()
            .map(String::as_str)
            .filter(|word| word.chars().count() >= limits::SEARCH_PREFIX_CHARS)
    }

    /// Takes a filter; says whether it is one.
    fn narrow(&mut self, name: &str, value: &str) -> Result<bool, Refusal> {
        match name.to_ascii_lowercase().as_str() {
            "kind" => self.kind = Some(known_kind(value)?),
            "from" => self.from = Some(value.to_owned()),
            "in" => self.place = Some(value.to_owned()),
            "lang" => self.language = Some(main_language(value)),
            "since" => self.since = Some(day(value)?),
            // The day that is named is meant too.
            "until" => self.until = Some(Timestamp(day(value)?.0 + DAY_MS)),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn known_kind(kind: &str) -> Result<&'static str, Refusal> {
    let found = kinds().find(|known| known.eq_ignore_ascii_case(kind));
    found.ok_or(Refusal::field("q", "search-kind-wrong"))
}

/// The beginning of a day that is written as `2026-11-24`, in UTC.
fn day(text: &str) -> Result<Timestamp, Refusal> {
    let day = Timestamp::begin_of_day(text).filter(|_| text.len() == 10);
    day.ok_or(Refusal::field("q", "search-day-wrong"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(query: &str) -> String {
        Question::parse(query).unwrap_err().to_string()
    }

    #[test]
    fn words_and_filters_are_told_apart() {
        let read = Question::parse(
            "Neue  Fräse kind:Article from:@anna@a.test in:bau lang:de-AT since:2026-01-02 until:2026-01-03",
        )
        .unwrap();
        assert_eq!(read.words, ["neue", "fräse"]);
        assert_eq!((read.kind, read.from.as_deref()), (Some("article"), Some("@anna@a.test")));
        assert_eq!((read.place.as_deref(), read.language.as_deref()), (Some("bau"), Some("de")));
        assert_eq!(read.until.unwrap().0 - read.since.unwrap().0, 2 * DAY_MS);
        assert_eq!(read.beginning(), Some("fräse"));
    }

    #[test]
    fn what_is_no_filter_is_words() {
        let read = Question::parse("10:30 https://a.test/b kind: «цена»").unwrap();
        assert_eq!(read.words, ["10", "30", "https", "a", "test", "b", "kind", "цена"]);
        assert!(Question::parse(" * ?? %_ ").unwrap().is_empty());
        assert_eq!(Question::parse("x").unwrap().beginning(), None);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert!(problem("kind:nothing").contains("search-kind-wrong"));
        assert!(problem("since:yesterday").contains("search-day-wrong"));
        assert!(problem("since:2026-13-01").contains("search-day-wrong"));
        assert!(problem(&"a".repeat(257)).contains("search-too-long"));
        assert!(problem(&"ab ".repeat(13)).contains("search-too-many-words"));
        assert!(Question::default().of_kind("nothing").is_err());
        assert!(problem(&"word ".repeat(10_000)).contains("search-too-long"));
    }
}
