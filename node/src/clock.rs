//! The only place that reads the clock. Everybody else is given a [`Clock`], so that tests and the simulator can
//! turn its hands.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use artel_protocol::Timestamp;

/// A source of the time of day.
#[derive(Clone, Debug)]
pub struct Clock(Source);

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
        Clock(Source::System)
    }

    /// A clock that runs, and the hand that moves it forward and back.
    pub fn with_hand() -> (Clock, ClockHand) {
        let shift = Arc::new(AtomicI64::new(0));
        (Clock(Source::Shifted(shift.clone())), ClockHand(shift))
    }

    pub fn now(&self) -> Timestamp {
        let system = system_now();
        match &self.0 {
            Source::System => system,
            Source::Shifted(shift) => Timestamp(system.0.saturating_add(shift.load(Ordering::Relaxed))),
        }
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
