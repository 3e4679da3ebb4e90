//! How much somebody may do: so much in a second, and so much at once.

use tokio::time::Instant;

/// A bucket of tokens: filled at a steady rate, emptied by whoever does something.
#[derive(Clone, Debug)]
pub struct Meter {
    rate: Rate,
    tokens: f64,
    filled: Instant,
    /// How often there was none since the bucket was last full.
    refused: u32,
}

/// What somebody may do.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Rate {
    pub per_second: u32,
    pub at_once: u32,
}

impl From<(u32, u32)> for Rate {
    fn from((per_second, at_once): (u32, u32)) -> Rate {
        Rate { per_second, at_once }
    }
}

impl Meter {
    pub fn new(rate: Rate, now: Instant) -> Meter {
        Meter { rate, tokens: f64::from(rate.at_once), filled: now, refused: 0 }
    }

    /// Whether one more is within the rate.
    pub fn take(&mut self, now: Instant) -> bool {
        let full = f64::from(self.rate.at_once);
        let since = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + since * f64::from(self.rate.per_second)).min(full);
        self.filled = self.filled.max(now);
        if self.tokens >= full {
            self.refused = 0;
        }
        let is_within = self.tokens >= 1.0;
        if is_within {
            self.tokens -= 1.0;
        } else {
            self.refused = self.refused.saturating_add(1);
        }
        is_within
    }

    /// Whether nothing was taken for so long that it might as well be new.
    pub fn is_full(&self, now: Instant) -> bool {
        let since = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens + since * f64::from(self.rate.per_second) >= f64::from(self.rate.at_once)
    }

    /// Whether it was tried so often beyond the rate that it can be no accident: ten times what is allowed at once.
    pub fn is_flooded(&self) -> bool {
        self.refused >= self.rate.at_once.saturating_mul(10)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Meter, Rate};

    #[tokio::test]
    async fn a_burst_is_taken_and_then_the_rate() {
        let start = tokio::time::interval(Duration::from_secs(1)).tick().await;
        let mut meter = Meter::new(Rate { per_second: 10, at_once: 50 }, start);
        let taken = |meter: &mut Meter, seconds: u64| {
            let now = start + Duration::from_secs(seconds);
            (0..1_000).filter(|_| meter.take(now)).count()
        };
        assert_eq!(taken(&mut meter, 0), 50);
        assert!(meter.is_flooded());
        assert_eq!(taken(&mut meter, 1), 10);
        assert_eq!(taken(&mut meter, 100), 50);
        assert_eq!(taken(&mut meter, 99), 0, "time that runs back gives nothing");
    }

    #[tokio::test]
    async fn who_keeps_still_for_a_while_is_forgiven() {
        let start = tokio::time::interval(Duration::from_secs(1)).tick().await;
        let mut meter = Meter::new(Rate { per_second: 10, at_once: 10 }, start);
        for _ in 0..110 {
            meter.take(start);
        }
        assert!(meter.is_flooded(), "a hundred were refused");
        meter.take(start + Duration::from_secs(2));
        assert!(!meter.is_flooded());
    }
}
