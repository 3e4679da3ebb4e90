//! A moment in time as milliseconds since the Unix epoch, read from and written to the two forms that the wire uses.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

/// A moment: milliseconds since 1970-01-01T00:00:00Z, always within the years 1970 to 2199.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// The last moment that we take for a date and not for an attack: the end of 2199.
const LATEST: i64 = 7_258_118_399_999;

impl Timestamp {
    pub const EPOCH: Timestamp = Timestamp(0);

    /// Reads an XSD dateTime with a time zone (RFC 3339). Years outside 1970–2199, leap seconds and impossible
    /// offsets are refused.
    pub fn parse_rfc3339(text: &str) -> Option<Timestamp> {
        if text.len() > 40 || text.get(17..19) == Some("60") {
            return None;
        }
        Self::within_limits(OffsetDateTime::parse(text, &Rfc3339).ok()?)
    }

    /// Writes RFC 3339 in UTC, with as few digits after the second as there are: Fedify writes a proof's `created`
    /// anew in that form before it checks the proof, so any other form would make our proofs fail there.
    pub fn to_rfc3339(self) -> String {
        let moment = self.to_offset();
        let form = if self.0 % 1000 == 0 {
            moment.format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z"))
        } else {
            moment.format(format_description!(
                "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:1+]Z"
            ))
        };
        form.expect("a moment within our limits has a calendar date")
    }

    /// The first moment of a day in UTC, `2026-11-28`.
    pub fn begin_of_day(day: &str) -> Option<Timestamp> {
        Self::parse_rfc3339(&format!("{day}T00:00:00Z"))
    }

    /// The last second of a day in UTC, `2026-11-28`.
    pub fn end_of_day(day: &str) -> Option<Timestamp> {
        Self::parse_rfc3339(&format!("{day}T23:59:59Z"))
    }

    /// Its day in UTC, `2026-11-28`.
    pub fn to_day(self) -> String {
        self.to_rfc3339().chars().take(10).collect()
    }

    /// Reads an HTTP date (RFC 9110 §5.6.7, the preferred form and RFC 2822's).
    pub fn parse_http_date(text: &str) -> Option<Timestamp> {
        if text.len() > 40 {
            return None;
        }
        let preferred = format_description!(
            "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
        );
        let moment = match PrimitiveDateTime::parse(text, preferred) {
            Ok(moment) => moment.assume_utc(),
            Err(_) => OffsetDateTime::parse(text, &Rfc2822).ok()?,
        };
        Self::within_limits(moment)
    }

    /// Writes the preferred form of an HTTP date.
    pub fn to_http_date(self) -> String {
        self.to_offset()
            .format(format_description!(
                "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
            ))
            .expect("a moment within our limits has a calendar date")
    }

    /// This moment and `span` more, at most the latest moment there is.
    pub fn plus(self, span: Duration) -> Timestamp {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Timestamp(self.0.saturating_add(millis).min(LATEST))
    }

    /// This moment and `span` less, at the least the epoch.
    pub fn minus(self, span: Duration) -> Timestamp {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Timestamp(self.0.saturating_sub(millis).max(0))
    }

    /// How long after `earlier` this moment is; zero if it is not after it.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The moment `milliseconds` after the epoch, or none if that is outside our limits.
    pub fn from_milliseconds(milliseconds: u64) -> Option<Timestamp> {
        let millis = i64::try_from(milliseconds).ok()?;
        (0..=LATEST).contains(&millis).then_some(Timestamp(millis))
    }

    /// Seconds since the epoch, for the `created` of RFC 9421.
    pub fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The moment `seconds` after the epoch, or none if that is outside our limits.
    pub fn from_secs(seconds: i64) -> Option<Timestamp> {
        let millis = seconds.checked_mul(1000)?;
        (0..=LATEST).contains(&millis).then_some(Timestamp(millis))
    }

    fn to_offset(self) -> OffsetDateTime {
        let millis = self.0.clamp(0, LATEST);
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
            .expect("moments are clamped to a range that a calendar date has")
    }

    fn within_limits(moment: OffsetDateTime) -> Option<Timestamp> {
        let millis = i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()?;
        (0..=LATEST).contains(&millis).then_some(Timestamp(millis))
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn both_forms_of_a_date_come_back_as_they_were() {
        let moment = Timestamp::parse_rfc3339("2026-11-24T06:59:53Z").unwrap();
        assert_eq!(moment.to_rfc3339(), "2026-11-24T06:59:53Z");
        assert_eq!(moment.to_http_date(), "Tue, 24 Nov 2026 06:59:53 GMT");
        assert_eq!(Timestamp::parse_http_date("Tue, 24 Nov 2026 06:59:53 GMT"), Some(moment));
        assert_eq!(
            Timestamp::parse_rfc3339("2026-11-24T09:59:53.904635+03:00").unwrap().to_rfc3339(),
            "2026-11-24T06:59:53.904Z"
        );
        for text in ["2026-11-24T06:59:53.9Z", "2026-11-24T06:59:53.04Z"] {
            assert_eq!(Timestamp::parse_rfc3339(text).unwrap().to_rfc3339(), text);
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "2016-12-31T23:59:60Z",
            "2026-11-24T06:59:53+25:00",
            "2026-02-30T00:00:00Z",
            "2026-11-24",
            "",
            "Tue, 24 Nov 2026 06:59:53 GMT",
        ] {
            assert_eq!(Timestamp::parse_rfc3339(text), None, "{text}");
        }
    }
}
