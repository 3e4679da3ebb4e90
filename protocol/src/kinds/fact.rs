//! What an entry says in short, so that each reader sees it in their own language.

use crate::Timestamp;
use crate::classification::{Language, Nace, Region};

/// One fact of an entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fact {
    /// The translation key of its label.
    pub label: &'static str,
    pub value: FactValue,
}

/// What a fact says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum FactValue {
    /// Plain text on one line, as its author wrote it.
    Text(String),
    /// Plain text in paragraphs: too much for a list of entries.
    Long(String),
    /// Translation keys, of words that its author chose from.
    Words(Vec<&'static str>),
    /// Codes that have names in each language.
    Codes(CodeList, Vec<String>),
    /// A day: the date of this moment in UTC, wherever the reader is.
    Day(Timestamp),
}

/// What some codes are codes of.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum CodeList {
    /// ISO 3166-1 alpha-2.
    Countries,
    /// NACE, of its newest revision that has the code.
    Trades,
    /// ISO 639.
    Languages,
}

impl CodeList {
    /// What a code is called in a language; the code itself where that is not known here. A trade's code stands before its
    /// name, since people look for it.
    pub fn name(self, code: &str, language: &str) -> String {
        let language = language.split(['-', '_']).next().unwrap_or_default();
        match self {
            CodeList::Countries => Region::parse(code).map(|region| region.name(language).to_owned()),
            CodeList::Trades => Nace::parse(code).map(|trade| format!("{code} {}", trade.name(language))),
            CodeList::Languages => Language::parse(code).map(|known| known.name(language).to_owned()),
        }
        .unwrap_or_else(|| code.to_owned())
    }

    /// Several of them, one after the other.
    pub fn names(self, codes: &[String], language: &str) -> String {
        // The names of trades have commas in them.
        let between = if self == CodeList::Trades { "; " } else { ", " };
        codes.iter().map(|code| self.name(code, language)).collect::<Vec<_>>().join(between)
    }
}

impl FactValue {
    /// Whether it has room in a list of entries.
    pub fn is_short(&self) -> bool {
        !matches!(self, FactValue::Long(_))
    }
}
