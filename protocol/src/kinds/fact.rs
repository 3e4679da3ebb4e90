//! What an entry says in short, so that each reader sees it in their own language.

use super::CodeList;
use crate::Timestamp;

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

impl FactValue {
    /// Whether it has room in a list of entries.
    pub fn is_short(&self) -> bool {
        !matches!(self, FactValue::Long(_))
    }
}
