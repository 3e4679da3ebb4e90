//! New ids for entries and activities: decimal numbers of one fixed length that sort by time.
//!
//! 19 digits: milliseconds since an epoch early enough that an entry imported from 1970 has as many, then 10 bits
//! that two nodes of one organisation draw at random, then 10 bits that count (design.md §5).

use std::sync::atomic::{AtomicU64, Ordering};

use artel_protocol::Timestamp;

/// Coins numbers that always grow, whatever the clock does.
#[derive(Debug)]
pub struct IdSource {
    instance: u64,
    last: AtomicU64,
}

const COUNTER_BITS: u32 = 10;
const INSTANCE_BITS: u32 = 10;
/// How long before 1970 our epoch lies, in milliseconds, so that every moment since then has 19 digits.
const EPOCH_BEFORE_1970: u64 = 953_674_316_407;

impl IdSource {
    /// `instance` distinguishes this node from others; `last` is the last number that it ever coined.
    pub fn new(instance: u16, last: u64) -> IdSource {
        IdSource { instance: u64::from(instance) & ((1 << INSTANCE_BITS) - 1), last: AtomicU64::new(last) }
    }

    /// The next number: for the moment `now`, or just above the last if the clock went back.
    pub fn next(&self, now: Timestamp) -> u64 {
        let millis = u64::try_from(now.0).unwrap_or(0) + EPOCH_BEFORE_1970;
        let earliest = (millis << (COUNTER_BITS + INSTANCE_BITS)) | (self.instance << COUNTER_BITS);
        let mut last = self.last.load(Ordering::Relaxed);
        loop {
            let next = if earliest > last { earliest } else { self.after(last) };
            match self.last.compare_exchange_weak(last, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return next,
                Err(found) => last = found,
            }
        }
    }

    /// The last number coined, to be kept for the next start.
    pub fn last(&self) -> u64 {
        self.last.load(Ordering::Relaxed)
    }

    /// The smallest number of this instance above `last`.
    fn after(&self, last: u64) -> u64 {
        let low = COUNTER_BITS + INSTANCE_BITS;
        let same_millisecond = (last >> low << low) | (self.instance << COUNTER_BITS);
        let counter = last & ((1 << COUNTER_BITS) - 1);
        let of_this_instance = last >> COUNTER_BITS == same_millisecond >> COUNTER_BITS;
        if of_this_instance && counter + 1 < 1 << COUNTER_BITS {
            last + 1
        } else if same_millisecond > last {
            same_millisecond
        } else {
            same_millisecond + (1 << low)
        }
    }
}

#[cfg(test)]
mod tests {
    use artel_protocol::Timestamp;

    use super::IdSource;

    #[test]
    fn numbers_grow_even_when_the_clock_goes_back() {
        let ids = IdSource::new(700, 0);
        let now = Timestamp(1_795_500_000_000);
        let mut last = 0;
        for step in 0..5_000 {
            let moment = if step % 2 == 0 { now } else { Timestamp(now.0 - 86_400_000) };
            let next = ids.next(moment);
            assert!(next > last);
            assert_eq!(next >> 10 & 1023, 700);
            last = next;
        }
    }

    #[test]
    fn every_moment_has_nineteen_digits() {
        for moment in [0, 1_795_500_000_000, 7_258_118_399_999] {
            assert_eq!(IdSource::new(1023, 0).next(Timestamp(moment)).to_string().len(), 19);
        }
    }
}
