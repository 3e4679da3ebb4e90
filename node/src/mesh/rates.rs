//! How much each of many may say: so much in a second, and so much at once.

use std::collections::HashMap;
use std::hash::Hash;

use artel_protocol::{Timestamp, limits};

/// What everybody may say, and what each has left of it.
pub struct Rates<K> {
    per_second: u32,
    at_once: u32,
    left: HashMap<K, Allowance>,
}

/// What somebody has left, in thousandths of a message.
struct Allowance {
    left: i64,
    at: Timestamp,
}

impl<K: Hash + Eq + Clone> Rates<K> {
    pub fn new((per_second, at_once): (u32, u32)) -> Rates<K> {
        Rates { per_second, at_once, left: HashMap::new() }
    }

    /// Whether somebody may say one thing more; then it is counted.
    pub fn lets(&mut self, who: &K, now: Timestamp) -> bool {
        let most = i64::from(self.at_once) * 1000;
        if self.left.len() >= limits::RATES_REMEMBERED && !self.left.contains_key(who) {
            // Whoever was quiet long enough has everything left, and needs not be remembered.
            self.left.retain(|_, allowance| allowance.after(now, self.per_second, most) < most);
        }
        let full = Allowance { left: most, at: now };
        let allowance = self.left.entry(who.clone()).or_insert(full);
        allowance.left = allowance.after(now, self.per_second, most);
        allowance.at = now;
        if allowance.left < 1000 {
            return false;
        }
        allowance.left -= 1000;
        true
    }
}

impl Allowance {
    fn after(&self, now: Timestamp, per_second: u32, most: i64) -> i64 {
        let gained = now.0.saturating_sub(self.at.0).max(0).saturating_mul(i64::from(per_second));
        self.left.saturating_add(gained).min(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_says_too_much_at_once_has_to_wait() {
        let mut rates = Rates::new((200, 1_000));
        let now = Timestamp(1_795_500_000_000);
        assert_eq!((0..10_000).filter(|_| rates.lets(&"anna", now)).count(), 1_000);
        assert!(rates.lets(&"bert", now));
        let later = now.plus(std::time::Duration::from_secs(1));
        assert_eq!((0..10_000).filter(|_| rates.lets(&"anna", later)).count(), 200);
    }
}
