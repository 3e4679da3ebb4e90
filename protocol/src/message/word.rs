//! The words by which an answer says how it went.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How something that was asked went; on the wire the word in small letters.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// Done, and durable.
    Ok,
    /// Had it already: as good as done.
    Dup,
    /// It was deleted.
    Gone,
    /// Not for who asks.
    Denied,
    /// More than anybody gets.
    Limit,
    /// It is not what the protocol says.
    Bad,
    /// Nothing of that name is known here.
    Unknown,
    /// Too much is going on; soon again.
    Busy,
    /// It cannot be judged yet; some time again.
    Later,
    /// The numbers that were asked by are of another epoch. Only `since` answers that.
    Epoch,
}

impl Word {
    /// Whether what was sent is where it should be.
    pub fn is_success(self) -> bool {
        matches!(self, Word::Ok | Word::Dup)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Word::Ok => "ok",
            Word::Dup => "dup",
            Word::Gone => "gone",
            Word::Denied => "denied",
            Word::Limit => "limit",
            Word::Bad => "bad",
            Word::Unknown => "unknown",
            Word::Busy => "busy",
            Word::Later => "later",
            Word::Epoch => "epoch",
        }
    }
}

impl fmt::Display for Word {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
