//! The two kinds of time the API knows, as `YYYY-MM-DD HH:MM:SS` in the
//! chosen zone.

use crate::clock;
use jiff::civil::DateTime;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp, ZonedDateTime};
use rust_decimal::Decimal;
use std::ops::Range;
use std::sync::LazyLock;

/// Whole seconds, a space between day and time, no offset.
const PRINTER: DateTimePrinter = DateTimePrinter::new().separator(b' ').precision(Some(0));

/// Years that have four digits, as the form wants.
const YEARS: std::ops::RangeInclusive<i16> = 0..=9999;

/// Bytes of a time without a fraction.
const LENGTH: usize = "yyyy-MM-dd HH:mm:ss".len();

/// Excel counts dates in days from a first of January 1900 that is day 1, and
/// takes that year for a leap year: days before March 1900 are others elsewhere.
const FIRST_DAY: f64 = 61.0;
/// The day of 1970-01-01.
const DAY_OF_1970: f64 = 25_569.0;
const SECONDS_A_DAY: f64 = 86_400.0;

/// The zone of the API's own text dates.
pub(super) static SHANGHAI: LazyLock<TimeZone> = LazyLock::new(|| {
    // The zone data is compiled in; without it, what China has kept since 1991.
    clock::zone(clock::SHANGHAI).unwrap_or_else(|_| TimeZone::fixed(Offset::constant(8)))
});

/// `1652803200000` as `2022-05-18 00:00:00`; `None` when it is no time.
pub(super) fn from_millis(millis: &str, zone: &TimeZone) -> Option<String> {
    let time = Timestamp::from_millisecond(millis.parse().ok()?).ok()?;
    show(zone.to_datetime(time))
}

/// An instant in Unix milliseconds as `2022-05-18 00:00:00` of a zone.
pub fn instant(unix_millis: i64, zone: &TimeZone) -> String {
    from_millis(&unix_millis.to_string(), zone).unwrap_or_default()
}

/// `2019-11-18 18:21:38` of one zone as that of another; `None` when it is no
/// time in this form. Fractions of a second, as Java likes to print them, are
/// dropped.
pub(super) fn from_text(text: &str, from: &TimeZone, to: &TimeZone) -> Option<String> {
    show(to.to_datetime(timestamp(text, from)?))
}

/// The time that a text of the service's form is in a zone.
fn timestamp(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let (seconds, fraction) = text.split_at_checked(LENGTH)?;
    let separators = seconds.bytes().filter(|byte| !byte.is_ascii_digit());
    let is_fraction = fraction.is_empty() || fraction.starts_with('.');
    let mut digits = fraction.trim_start_matches('.').bytes();
    if !separators.eq(*b"-- ::") || !is_fraction || !digits.all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let local: DateTime = seconds.parse().ok()?;
    let time: ZonedDateTime = zone.to_zoned_datetime(local).ok()?;
    Some(time.timestamp())
}

/// The time of the API's own form, in Unix milliseconds.
pub(super) fn shanghai_millis(text: &str) -> Option<i64> {
    Some(timestamp(text, &SHANGHAI)?.as_millisecond())
}

/// `30d` from now on, `-7d` ago, in days, hours or minutes: one millisecond.
pub(super) fn relative(text: &str, now_unix_millis: i64) -> Option<Range<i64>> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let minutes = match unit {
        "d" => 24 * 60,
        "h" => 60,
        "m" => 1,
        _ => return None,
    };
    let millis = number.parse::<i64>().ok()?.checked_mul(minutes * 60_000)?;
    let then = now_unix_millis.checked_add(millis)?;
    Some(then..then.checked_add(1)?)
}

/// How long `2d`, `26h` or `90m` is, in seconds.
pub(super) fn seconds(text: &str) -> Option<Decimal> {
    let long = relative(text, 0).map(|span| span.start / 1000);
    long.filter(|seconds| *seconds >= 0).map(Decimal::from)
}

/// A day, a minute or a second of a zone, written in full, or the second of an
/// RFC 3339 time with its offset: Unix milliseconds.
pub(crate) fn span(text: &str, zone: &TimeZone) -> Option<Range<i64>> {
    let (start, length) = match civil(text) {
        Some((time, length)) => (zone.to_zoned_datetime(time).ok()?, length),
        None => {
            let time: Timestamp = text.parse().ok()?;
            (time.to_zoned_datetime(zone.clone()), Span::new().seconds(1))
        }
    };
    let end = start.checked_add(length).ok()?;
    Some(start.timestamp().as_millisecond()..end.timestamp().as_millisecond())
}

/// A date, or a date and a time without an offset, written in full, and how
/// long it takes.
fn civil(text: &str) -> Option<(DateTime, Span)> {
    // As spreadsheets and Chinese forms write it.
    let text = &text.replace('/', "-");
    let length = match text.len() {
        10 => Span::new().days(1),
        16 => Span::new().minutes(1),
        19 => Span::new().seconds(1),
        _ => return None,
    };
    let time: DateTime = text.parse().ok()?;
    let written = PRINTER.datetime_to_string(&time);
    let is_so = written.starts_with(&text.replacen('T', " ", 1));
    is_so.then_some((time, length))
}

/// `2022-05-18 00:00:00` as spreadsheets keep it, in days; `None` when it is no
/// time in this form, or one before March 1900.
pub(super) fn serial(text: &str) -> Option<f64> {
    let time: DateTime = text.parse().ok().filter(|_| text.len() == LENGTH)?;
    let seconds = TimeZone::UTC.to_timestamp(time).ok()?.as_second();
    let day = DAY_OF_1970 + seconds as f64 / SECONDS_A_DAY;
    (day >= FIRST_DAY).then_some(day)
}

pub(super) fn show(time: DateTime) -> Option<String> {
    let has_form = YEARS.contains(&time.year());
    has_form.then(|| PRINTER.datetime_to_string(&time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn milliseconds_are_shown_in_the_zone() {
        let millis = "1652803200000";
        for (name, shown) in [
            ("Asia/Shanghai", "2022-05-18 00:00:00"),
            ("UTC", "2022-05-17 16:00:00"),
            ("America/New_York", "2022-05-17 12:00:00"),
        ] {
            assert_eq!(from_millis(millis, &zone(name)).as_deref(), Some(shown));
        }
        let shown = from_millis("1652803200999", &SHANGHAI);
        assert_eq!(shown.as_deref(), Some("2022-05-18 00:00:00"));
        let shown = from_millis("-1000", &TimeZone::UTC);
        assert_eq!(shown.as_deref(), Some("1969-12-31 23:59:59"));
    }

    #[test]
    fn shanghai_texts_are_shown_in_the_zone() {
        let text = "2019-11-18 18:21:38";
        for (name, shown) in [
            ("Asia/Shanghai", "2019-11-18 18:21:38"),
            ("UTC", "2019-11-18 10:21:38"),
            ("America/New_York", "2019-11-18 05:21:38"),
        ] {
            let found = from_text(text, &SHANGHAI, &zone(name));
            assert_eq!(found.as_deref(), Some(shown));
        }
        let found = from_text("2019-11-18 18:21:38.0", &SHANGHAI, &TimeZone::UTC);
        assert_eq!(found.as_deref(), Some("2019-11-18 10:21:38"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in "- soon 1.5 1e12 9223372036854775807 -99999999999999".split(' ') {
            assert_eq!(from_millis(text, &TimeZone::UTC), None, "{text}");
        }
        for text in [
            "",
            "2019-11-18",
            "2019-11-18T18:21:38",
            "2019-11-18 18:21:38Z",
            "2019-11-18 18:21:38.x",
            "2019-02-30 00:00:00",
            "0000-00-00 00:00:00",
            "2019-11-18 18:21",
            "二零一九年十一月十八",
        ] {
            assert_eq!(from_text(text, &SHANGHAI, &TimeZone::UTC), None, "{text}");
        }
    }
}
