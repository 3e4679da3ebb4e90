//! How long an offer stands: a year unless it says less, once more after that, and never longer than two years, as in the
//! Enterprise Europe Network's database. A request for research partners stands until its call ends.

use std::time::Duration;

use super::{Offer, Problem};
use crate::Timestamp;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long an offer stands at the most before it is renewed, and how long once it is.
pub const LIFETIME: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// How long before its end it may be renewed at the earliest.
pub const RENEWABLE_BEFORE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How long after its end it may still be renewed.
pub const RENEWABLE_AFTER: Duration = LIFETIME;
/// How long before its end its author is reminded.
pub const REMINDED_BEFORE: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Sees to it that an offer has an end, and says what is wrong with the one that it has.
pub(super) fn settle(offer: &mut Offer, published: Timestamp, now: Timestamp) -> Vec<Problem> {
    let by_itself = offer.call.deadline.unwrap_or(published.plus(LIFETIME));
    let until = *offer.until.get_or_insert(by_itself);
    let is_new = published == now;
    // To its last second, wherever its author is.
    let longest = if is_new { LIFETIME + DAY } else { LIFETIME * 2 + DAY };
    let problem = |key, max: u64| Problem {
        field: "until",
        key,
        arguments: vec![("max", i64::try_from(max).unwrap_or(i64::MAX))],
    };
    if is_new && until < now {
        return vec![problem("offer-until-past", 0)];
    }
    if until > published.plus(longest) {
        return vec![problem("offer-until-too-late", longest.as_secs() / DAY.as_secs() - 1)];
    }
    Vec::new()
}

impl Offer {
    /// Whether another version of it says the same, except how long it stands and whether it takes interest at present.
    pub fn differs_in_times_only(&self, other: &Offer) -> bool {
        Offer { until: self.until, closed: self.closed, ..other.clone() } == *self
    }

    /// Whether its author may renew it now: within a month before its end or a year after it, and once.
    pub fn is_renewable(&self, published: Timestamp, now: Timestamp) -> bool {
        let Some(until) = self.until else { return false };
        let soon = until.minus(RENEWABLE_BEFORE) <= now && now <= until.plus(RENEWABLE_AFTER);
        let once = until <= published.plus(LIFETIME + DAY);
        soon && once && self.call.deadline.is_none()
    }

    /// When it ends once it is renewed: a year after its end until now, wherever between the two it is renewed.
    pub fn renewed_until(&self) -> Option<Timestamp> {
        self.until.map(|until| until.plus(LIFETIME))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: Timestamp = Timestamp(1_795_503_900_000);

    fn days(number: u32) -> Duration {
        DAY * number
    }

    #[test]
    fn an_offer_ends_after_a_year_unless_it_says_when() {
        let mut offer = Offer::default();
        assert!(settle(&mut offer, BEGAN, BEGAN).is_empty());
        assert_eq!(offer.until, Some(BEGAN.plus(LIFETIME)));
        for (until, wrong) in [
            (BEGAN.minus(days(1)), Some("offer-until-past")),
            (BEGAN.plus(days(10)), None),
            (BEGAN.plus(days(366)), None),
            (BEGAN.plus(days(400)), Some("offer-until-too-late")),
        ] {
            let mut offer = Offer { until: Some(until), ..Offer::default() };
            let found = settle(&mut offer, BEGAN, BEGAN);
            assert_eq!(found.first().map(|problem| problem.key), wrong);
        }
    }

    #[test]
    fn an_offer_is_renewed_once_within_a_month_before_its_end_or_a_year_after_it() {
        let until = BEGAN.plus(LIFETIME);
        let offer = Offer { until: Some(until), ..Offer::default() };
        for (at, may) in [
            (until.minus(days(31)), false),
            (until.minus(days(30)), true),
            (until.plus(days(364)), true),
            (until.plus(days(366)), false),
        ] {
            assert_eq!(offer.is_renewable(BEGAN, at), may, "{at:?}");
        }
        let renewed = Offer { until: offer.renewed_until(), ..offer };
        assert!(settle(&mut renewed.clone(), BEGAN, until).is_empty());
        assert!(!renewed.is_renewable(BEGAN, until.plus(LIFETIME)), "twice is too often");
    }
}
