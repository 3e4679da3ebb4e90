//! What is remembered for a while about the hosts and documents that strangers name, and never about more than so
//! many of them: when there is no room, half of what is remembered goes, and nobody is turned away for it.

use std::collections::HashMap;
use std::time::Duration;

use artel_protocol::{Timestamp, limits};

/// Counts by name; each count ends this long after it began.
pub(super) struct Remembered {
    span: Duration,
    counts: HashMap<String, (Timestamp, u32)>,
}

impl Remembered {
    pub(super) fn new(span: Duration) -> Remembered {
        Remembered { span, counts: HashMap::new() }
    }

    /// Whether this name was counted within the span.
    pub(super) fn holds(&self, name: &str, now: Timestamp) -> bool {
        self.counts.get(name).is_some_and(|(since, _)| self.is_fresh(*since, now))
    }

    /// Counts this name once more, and says how often that was since its count began.
    pub(super) fn count(&mut self, name: &str, now: Timestamp) -> u32 {
        if self.counts.len() >= limits::HOSTS_REMEMBERED && !self.counts.contains_key(name) {
            self.make_room(now);
        }
        let span = self.span;
        let (since, count) = self.counts.entry(name.to_owned()).or_insert((now, 0));
        if !is_fresh(*since, now, span) {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count
    }

    fn make_room(&mut self, now: Timestamp) {
        let span = self.span;
        self.counts.retain(|_, (since, _)| is_fresh(*since, now, span));
        if self.counts.len() >= limits::HOSTS_REMEMBERED {
            let mut keep = false;
            self.counts.retain(|_, _| {
                keep = !keep;
                keep
            });
        }
    }

    fn is_fresh(&self, since: Timestamp, now: Timestamp) -> bool {
        is_fresh(since, now, self.span)
    }
}

/// A moment in the future is not fresh: the clock was set back.
fn is_fresh(since: Timestamp, now: Timestamp, span: Duration) -> bool {
    since <= now && now.since(since) < span
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use artel_protocol::{Timestamp, limits};

    use super::Remembered;

    const SPAN: Duration = Duration::from_secs(60);

    #[test]
    fn a_count_ends_with_its_span_and_when_the_clock_is_set_back() {
        let mut remembered = Remembered::new(SPAN);
        let start = Timestamp(1_000_000_000);
        assert_eq!(remembered.count("a", start), 1);
        assert_eq!(remembered.count("a", start.plus(SPAN / 2)), 2);
        assert!(remembered.holds("a", start.plus(SPAN / 2)));
        assert!(!remembered.holds("b", start));
        assert!(!remembered.holds("a", start.plus(SPAN)));
        assert!(!remembered.holds("a", Timestamp(0)));
        assert_eq!(remembered.count("a", start.plus(SPAN)), 1);
    }

    #[test]
    fn a_million_names_take_no_more_room_than_the_limit_and_the_last_is_remembered() {
        let mut remembered = Remembered::new(SPAN);
        for number in 0..1_000_000 {
            remembered.count(&number.to_string(), Timestamp(5));
        }
        assert!(remembered.counts.len() <= limits::HOSTS_REMEMBERED);
        assert!(remembered.holds("999999", Timestamp(5)));
    }
}
