//! The one canonical spelling of a JSON document (RFC 8785), over which proofs are made.

use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

/// Why a document has no canonical form.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum JcsError {
    #[error("an integer is beyond 2^53 and would change its value")]
    LargeInteger,
    #[error("the document cannot be written canonically")]
    Unwritable,
}

/// The largest integer that every reader takes for the same number.
const LARGEST: u64 = 1 << 53;

/// The canonical bytes of a value.
pub fn canonicalize(value: &Value) -> Result<Vec<u8>, JcsError> {
    check(value)?;
    write(value)
}

/// The canonical bytes of an object.
pub fn canonicalize_object(object: &Map<String, Value>) -> Result<Vec<u8>, JcsError> {
    object.values().try_for_each(check)?;
    write(object)
}

/// The canonical bytes of an object without some of its members, which are not copied for it.
pub fn canonicalize_without(object: &Map<String, Value>, left_out: &[&str]) -> Result<Vec<u8>, JcsError> {
    let members = || object.iter().filter(|(key, _)| !left_out.contains(&key.as_str()));
    members().try_for_each(|(_, value)| check(value))?;
    write(&Members(members))
}

/// Members of an object, written as if they were a whole one.
struct Members<F>(F);

impl<'a, F, I> Serialize for Members<F>
where
    F: Fn() -> I,
    I: Iterator<Item = (&'a String, &'a Value)>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0())
    }
}

fn write(value: &impl Serialize) -> Result<Vec<u8>, JcsError> {
    serde_json_canonicalizer::to_vec(value).map_err(|_| JcsError::Unwritable)
}

fn check(value: &Value) -> Result<(), JcsError> {
    match value {
        Value::Number(number) if is_too_large(number) => Err(JcsError::LargeInteger),
        Value::Array(items) => items.iter().try_for_each(check),
        Value::Object(members) => members.values().try_for_each(check),
        _ => Ok(()),
    }
}

/// Whether the canonical form of a number is an integer that not every reader takes for the same number. From 10^21
/// on it is written with an exponent, and read as what it is by all.
fn is_too_large(number: &Number) -> bool {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(integer), ..) => integer > LARGEST,
        (_, Some(integer), _) => integer.unsigned_abs() > LARGEST,
        (.., Some(float)) => float.fract() == 0.0 && float.abs() > LARGEST as f64 && float.abs() < 1e21,
        _ => true,
    }
}
