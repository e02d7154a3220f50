//! The one place that asks the system what time it is, everything else takes
//! time as an argument; how far that is from the service's time; and its zones.

use crate::lang::{Text, both};
use crate::text;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The system's wall clock in Unix milliseconds (the unit of the API's
/// `timestamp`).
pub fn unix_millis() -> i64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds of a clock that all processes of this machine share and nobody
/// can set; it begins anew when the machine does. The wall clock where the
/// system has no other.
pub fn machine_millis() -> i64 {
    #[cfg(unix)]
    {
        let since_start = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        since_start.tv_sec * 1000 + since_start.tv_nsec / 1_000_000
    }
    #[cfg(not(unix))]
    unix_millis()
}

/// The monotonic clock, for measuring how long something took.
pub fn instant() -> Instant {
    Instant::now()
}

/// The zone of the service's text dates.
pub(crate) const SHANGHAI: &str = "Asia/Shanghai";

/// A zone by its IANA name. The usual one is compiled in: to ask the system for
/// it would walk over all the folders of its zones at every start.
///
/// # Errors
/// There is no such zone.
pub(crate) fn zone(name: &str) -> Result<TimeZone, jiff::Error> {
    match name {
        SHANGHAI => TimeZoneDatabase::bundled().get(name),
        _ => TimeZone::get(name),
    }
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

/// An HTTP date as Unix milliseconds.
pub fn http_date_millis(date: &str) -> Option<i64> {
    let time = httpdate::parse_http_date(date.trim()).ok()?;
    let since_epoch = time.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since_epoch.as_millis()).ok()
}

/// Milliseconds to add to this machine's clock so that it agrees with a reply's
/// `Date`; `None` without a readable one. The service refuses a timestamp more
/// than three minutes old: the second or two that a date in whole seconds and
/// its way here cost do not matter.
pub fn offset_by_date(date: Option<&str>, now_unix_millis: i64) -> Option<i64> {
    Some(http_date_millis(date?)?.saturating_sub(now_unix_millis))
}

/// A smaller offset is within what a `Date` tells.
const NOTICEABLE: Duration = Duration::from_secs(2);

/// The offset in words: `this machine's clock is 12m 3s behind the service's`.
pub fn offset_in_words(offset_millis: i64) -> Text {
    let off = Duration::from_millis(offset_millis.unsigned_abs());
    if off < NOTICEABLE {
        let agrees = both(
            "this machine's clock agrees with the service's",
            "本机时钟与服务一致",
        );
        return agrees.into();
    }
    let off = off.as_secs();
    let (hours, minutes, seconds) = (off / 3600, off / 60 % 60, off % 60);
    let amount = match (hours, minutes) {
        (0, 0) => text!("{seconds}s", "{seconds} 秒"),
        (0, _) => text!("{minutes}m {seconds}s", "{minutes} 分 {seconds} 秒"),
        _ => text!(
            "{hours}h {minutes}m {seconds}s",
            "{hours} 小时 {minutes} 分 {seconds} 秒"
        ),
    };
    match offset_millis {
        1.. => text!(
            "this machine's clock is {amount} behind the service's",
            "本机时钟比服务慢 {amount}"
        ),
        _ => text!(
            "this machine's clock is {amount} ahead of the service's",
            "本机时钟比服务快 {amount}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    #[test]
    fn the_offset_is_what_must_be_added_to_our_clock() {
        let date = Some("Tue, 14 Nov 2023 22:23:20 GMT"); // ten minutes later
        assert_eq!(offset_by_date(date, NOW), Some(600_000));
        assert_eq!(offset_by_date(date, NOW + 1_200_000), Some(-600_000));
        assert_eq!(offset_by_date(None, NOW), None);
        assert_eq!(offset_by_date(Some("yesterday"), NOW), None);
    }

    #[test]
    fn words_name_the_amount_and_the_side() {
        let said = "this machine's clock is 12m 3s behind the service's";
        assert_eq!(offset_in_words(723_000), said);
        assert_eq!(offset_in_words(723_000).zh(), "本机时钟比服务慢 12 分 3 秒");
        let said = "this machine's clock is 2h 0m 5s ahead of the service's";
        assert_eq!(offset_in_words(-7_205_000), said);
        let said = "this machine's clock agrees with the service's";
        assert_eq!(offset_in_words(1_999), said);
        assert_eq!(offset_in_words(-900), said);
    }
}
