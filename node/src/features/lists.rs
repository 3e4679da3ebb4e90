//! Lists by time that are read page by page: blogs, tags and outboxes, and from several places at once the timeline and
//! the notifications.

use std::fmt;

use artel_protocol::{Id, Timestamp};
use bytes::Bytes;
use serde::Deserialize;

use crate::error::Refusal;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys::{self, Key};

/// A place in a list: what comes before it in time is the next page. Two rows of the same millisecond are told apart
/// by their ids.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "String")]
pub struct Cursor {
    pub at: Timestamp,
    pub id: Id,
}

impl Cursor {
    /// Reads what [`Cursor`] shows itself as.
    pub fn parse(text: &str) -> Option<Cursor> {
        let (at, id) = text.split_once(' ')?;
        let at = at.parse().ok().filter(|at| *at >= 0)?;
        Some(Cursor { at: Timestamp(at), id: Id::parse(id).ok()? })
    }
}

impl TryFrom<String> for Cursor {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Cursor, Self::Error> {
        Cursor::parse(&text).ok_or("this is no place in a list")
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.at.0, self.id)
    }
}

/// A part of a list, and where it goes on.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
}

/// A page of the list whose keys begin with `prefix`, newest first, from before `before` on, each row as `read` shows it.
/// What it shows nothing of is passed over.
pub(super) fn page<T>(
    view: &View,
    prefix: &[u8],
    before: Option<&Cursor>,
    limit: usize,
    mut read: impl FnMut(&Id) -> Result<Option<T>, Refusal>,
) -> Result<Page<T>, Refusal> {
    let mut to = end(prefix, before);
    let (mut items, mut last) = (Vec::new(), None);
    loop {
        // One more than has room tells whether the list goes on.
        let found = view.range(prefix, &to, Direction::Backward, limit + 1 - items.len())?;
        let Some((end, _)) = found.last() else { return Ok(Page { items, next: None }) };
        to = end.to_vec();
        for (key, _) in &found {
            let Some(place) = place(key, prefix) else { continue };
            let Some(item) = read(&place.id)? else { continue };
            if items.len() == limit {
                return Ok(Page { items, next: last });
            }
            items.push(item);
            last = Some(place);
        }
    }
}

/// The key that what comes before a place comes before.
pub(super) fn end(prefix: &[u8], before: Option<&Cursor>) -> Key {
    match before {
        Some(place) => {
            let at = u64::try_from(place.at.0).unwrap_or(0).to_be_bytes();
            [prefix, &at[..], place.id.as_ref()].concat()
        }
        None => keys::end_of(prefix),
    }
}

/// A row as it stands in the store.
pub(super) struct Row {
    pub place: Cursor,
    /// In which of the lists it stands.
    pub list: usize,
    pub value: Bytes,
}

/// The rows of several lists together, newest first, from before `before` on: at most `limit`, fewer only at the end.
/// Each list is the range of keys that begin with a prefix, then eight bytes of time and an id.
pub(super) fn merged(
    view: &View,
    lists: &[Key],
    before: Option<&Cursor>,
    limit: usize,
) -> Result<Vec<Row>, Refusal> {
    let mut rows = Vec::new();
    for (list, prefix) in lists.iter().enumerate() {
        for (key, value) in view.range(prefix, &end(prefix, before), Direction::Backward, limit)? {
            let place =
                place(&key, prefix).ok_or_else(|| Refusal::Internal("a list has a strange key".into()))?;
            rows.push(Row { place, list, value });
        }
    }
    rows.sort_by(|a, b| (b.place.at, b.place.id.as_str()).cmp(&(a.place.at, a.place.id.as_str())));
    rows.truncate(limit);
    Ok(rows)
}

pub(super) fn place(key: &[u8], prefix: &[u8]) -> Option<Cursor> {
    let (at, id) = key.strip_prefix(prefix)?.split_first_chunk::<8>()?;
    let at = Timestamp(i64::try_from(u64::from_be_bytes(*at)).ok()?);
    Some(Cursor { at, id: Id::parse(std::str::from_utf8(id).ok()?).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_as_what_it_was() {
        let cursor = Cursor { at: Timestamp(7), id: Id::parse("https://a.test/o/1").unwrap() };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        for wrong in ["", "7", "7 nothing", "x https://a.test/o/1", "-1 https://a.test/o/1"] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
    }
}
