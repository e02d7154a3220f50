//! How far this machine's clock is off, told by the `Date` of a reply. Pure.
//!
//! The service refuses a timestamp more than three minutes old, so a wrong
//! clock is the first suspect for that refusal. `Date` has whole seconds and
//! the reply has been on its way: good to a second or two, which is enough.

use std::time::{Duration, UNIX_EPOCH};

/// An HTTP date as Unix milliseconds.
pub fn http_date_millis(date: &str) -> Option<i64> {
    let time = httpdate::parse_http_date(date.trim()).ok()?;
    let since_epoch = time.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since_epoch.as_millis()).ok()
}

/// Milliseconds to add to this machine's clock so that it agrees with the
/// reply's `Date`. `None` without a readable date.
pub fn offset_millis(date: Option<&str>, now_unix_millis: i64) -> Option<i64> {
    let service = http_date_millis(date?)?;
    Some(service.saturating_sub(now_unix_millis))
}

/// `Date` has whole seconds and is a reply old: a smaller offset is none.
const NOTICEABLE: Duration = Duration::from_secs(2);

/// The offset in words: `this machine's clock is 12m 3s behind the service's`.
pub fn in_words(offset_millis: i64) -> String {
    let off = Duration::from_millis(offset_millis.unsigned_abs());
    if off < NOTICEABLE {
        return "this machine's clock agrees with the service's".into();
    }
    let off = off.as_secs();
    let (hours, minutes, seconds) = (off / 3600, off / 60 % 60, off % 60);
    let amount = match (hours, minutes) {
        (0, 0) => format!("{seconds}s"),
        (0, _) => format!("{minutes}m {seconds}s"),
        _ => format!("{hours}h {minutes}m {seconds}s"),
    };
    let side = if offset_millis > 0 {
        "behind"
    } else {
        "ahead of"
    };
    format!("this machine's clock is {amount} {side} the service's")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    #[test]
    fn the_offset_is_what_must_be_added_to_our_clock() {
        let date = Some("Tue, 14 Nov 2023 22:23:20 GMT"); // ten minutes later
        assert_eq!(offset_millis(date, NOW), Some(600_000));
        assert_eq!(offset_millis(date, NOW + 1_200_000), Some(-600_000));
        assert_eq!(offset_millis(None, NOW), None);
        assert_eq!(offset_millis(Some("yesterday"), NOW), None);
    }

    #[test]
    fn words_name_the_amount_and_the_side() {
        let said = "this machine's clock is 12m 3s behind the service's";
        assert_eq!(in_words(723_000), said);
        let said = "this machine's clock is 2h 0m 5s ahead of the service's";
        assert_eq!(in_words(-7_205_000), said);
        let said = "this machine's clock agrees with the service's";
        assert_eq!([in_words(1_999), in_words(-900)], [said, said]);
    }
}
