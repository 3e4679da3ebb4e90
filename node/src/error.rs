//! Refusals, sorted by what the caller can do about them. Each carries one sentence for the one who asked.

use std::fmt;
use std::sync::Arc;

use artel_protocol::Malformed;
use artel_protocol::kinds::Problem;

use crate::store::StoreError;

/// Why something was not done.
#[derive(Debug)]
pub enum Refusal {
    /// The request itself is wrong and will never be right. 400, or 422 when it is well formed but impossible.
    Invalid(Invalid),
    /// Nobody proved who is asking. 401.
    Unproven(String),
    /// Proven, but not allowed. 403.
    Forbidden(&'static str),
    /// The organisation is suspended. 403.
    Suspended,
    /// There is no such thing here. 404.
    Unknown(&'static str),
    /// It was here and is deleted for ever. 410.
    Gone,
    /// Not now: try again after some seconds. 503.
    Busy { sentence: &'static str, retry_after: u32 },
    /// Too often: try again after some seconds. 429.
    TooMany { retry_after: u32 },
    /// The store failed; the operator has to look. 503, and logged once.
    Store(Arc<StoreError>),
    /// A fault of ours. 500, and logged once.
    Internal(String),
}

/// What is wrong with a request.
#[derive(Debug)]
pub enum Invalid {
    Malformed(Malformed),
    /// What is wrong with each field of a form.
    Fields(Vec<Problem>),
}

impl Refusal {
    /// Well formed, but not possible.
    pub fn impossible(sentence: impl Into<String>) -> Refusal {
        Refusal::Invalid(Invalid::Malformed(Malformed::impossible(sentence)))
    }

    /// One problem with one field of a form.
    pub fn field(field: &'static str, key: &'static str) -> Refusal {
        Refusal::Invalid(Invalid::Fields(vec![Problem { field, key, arguments: Vec::new() }]))
    }

    /// The HTTP status that tells the caller what it can do.
    pub fn status(&self) -> u16 {
        match self {
            Refusal::Invalid(Invalid::Malformed(malformed)) if malformed.is_impossible() => 422,
            Refusal::Invalid(Invalid::Fields(_)) => 422,
            Refusal::Invalid(_) => 400,
            Refusal::Unproven(_) => 401,
            Refusal::Forbidden(_) | Refusal::Suspended => 403,
            Refusal::Unknown(_) => 404,
            Refusal::Gone => 410,
            Refusal::TooMany { .. } => 429,
            Refusal::Busy { .. } | Refusal::Store(_) => 503,
            Refusal::Internal(_) => 500,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Invalid(Invalid::Malformed(malformed)) => write!(formatter, "{malformed}"),
            Refusal::Invalid(Invalid::Fields(problems)) => {
                let named: Vec<_> = problems.iter().map(|problem| problem.key).collect();
                write!(formatter, "some fields are wrong: {}", named.join(", "))
            }
            Refusal::Unproven(sentence) | Refusal::Internal(sentence) => formatter.write_str(sentence),
            Refusal::Forbidden(sentence) | Refusal::Unknown(sentence) => formatter.write_str(sentence),
            Refusal::Gone => formatter.write_str("it is deleted"),
            Refusal::Suspended => formatter.write_str("this organisation is suspended"),
            Refusal::Busy { sentence, .. } => formatter.write_str(sentence),
            Refusal::TooMany { retry_after } => {
                write!(formatter, "too many attempts: try again in {retry_after} seconds")
            }
            Refusal::Store(error) => write!(formatter, "the store failed: {error}"),
        }
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Refusal::Store(error) => Some(&**error),
            Refusal::Invalid(Invalid::Malformed(malformed)) => Some(malformed),
            _ => None,
        }
    }
}

impl From<Malformed> for Refusal {
    fn from(malformed: Malformed) -> Refusal {
        Refusal::Invalid(Invalid::Malformed(malformed))
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Refusal::Store(Arc::new(error))
    }
}
