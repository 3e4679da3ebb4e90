//! The only place that reads the clock. Everybody else is given a [`Clock`], so that tests and the simulator can
//! turn its hands.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use artel_protocol::Timestamp;

/// A source of the time of day. Clones are corrected together.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
    /// How many milliseconds this machine's clock is behind the time that counts.
    correction: Arc<AtomicI64>,
}

#[derive(Clone, Debug)]
enum Source {
    System,
    /// Runs with the system's clock, this many milliseconds ahead of or behind it.
    Shifted(Arc<AtomicI64>),
}

/// The hand on a shifted clock.
#[derive(Clone, Debug)]
pub struct ClockHand(Arc<AtomicI64>);

impl Clock {
    pub fn system() -> Clock {
        Clock::of(Source::System)
    }

    fn of(source: Source) -> Clock {
        Clock { source, correction: Arc::default() }
    }

    /// A clock that runs, and the hand that moves it forward and back.
    pub fn with_hand() -> (Clock, ClockHand) {
        let shift = Arc::new(AtomicI64::new(0));
        (Clock::of(Source::Shifted(shift.clone())), ClockHand(shift))
    }

    /// The time that counts: this machine's, corrected if it is known to be wrong.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.uncorrected().0.saturating_add(self.correction()))
    }

    /// What this machine's clock shows.
    pub fn uncorrected(&self) -> Timestamp {
        let system = system_now();
        match &self.source {
            Source::System => system,
            Source::Shifted(shift) => Timestamp(system.0.saturating_add(shift.load(Ordering::Relaxed))),
        }
    }

    /// Corrects the time by so many milliseconds from now on; 0 believes this machine again.
    pub fn correct(&self, milliseconds: i64) {
        self.correction.store(milliseconds, Ordering::Relaxed);
    }

    /// By how many milliseconds the time is corrected.
    pub fn correction(&self) -> i64 {
        self.correction.load(Ordering::Relaxed)
    }
}

impl ClockHand {
    pub fn forward(&self, span: Duration) {
        self.0.fetch_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    pub fn back(&self, span: Duration) {
        self.0.fetch_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
fn system_now() -> Timestamp {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}
