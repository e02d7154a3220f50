//! The one place that asks the system what time it is. Everything else takes
//! time as an argument.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The system's wall clock in Unix milliseconds (the unit of the API's
/// `timestamp`).
pub fn unix_millis() -> i64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

/// The monotonic clock, for measuring how long something took.
pub fn instant() -> Instant {
    Instant::now()
}

/// The wall clock, corrected by what the service's replies told of its own.
#[derive(Debug, Default)]
pub struct Clock {
    offset_millis: AtomicI64,
}

impl Clock {
    /// Unix milliseconds as the service counts them, as far as we know.
    pub fn unix_millis(&self) -> i64 {
        unix_millis().saturating_add(self.offset_millis())
    }

    /// Milliseconds to add to the system's clock; 0 until corrected.
    pub fn offset_millis(&self) -> i64 {
        self.offset_millis.load(Ordering::Relaxed)
    }

    /// Keeps a measured offset for the rest of the run.
    pub fn correct(&self, offset_millis: i64) {
        self.offset_millis.store(offset_millis, Ordering::Relaxed);
    }
}
