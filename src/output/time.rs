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

/// A time as people type it: `today`, `yesterday`, or as [`span`] reads it.
pub(crate) fn typed(text: &str, zone: &TimeZone, now_unix_millis: i64) -> Option<Range<i64>> {
    let days = match text {
        "today" | "今天" => 0,
        "yesterday" | "昨天" => 1,
        _ => return span(text, zone),
    };
    let now = Timestamp::from_millisecond(now_unix_millis).ok()?;
    let today = zone.to_datetime(now).date();
    let then = today.checked_sub(Span::new().days(days)).ok()?;
    from_civil(then.at(0, 0, 0, 0), Span::new().days(1), zone)
}

/// A day, a minute or a second of a zone, written in full, or the second of an
/// RFC 3339 time with its offset: Unix milliseconds.
pub(crate) fn span(text: &str, zone: &TimeZone) -> Option<Range<i64>> {
    if let Some((time, length)) = civil(text) {
        return from_civil(time, length, zone);
    }
    let start = text.parse::<Timestamp>().ok()?.as_millisecond();
    Some(start..start.checked_add(1000)?)
}

/// What begins at this time of a zone and is so long. Its end is looked up by itself:
/// a day may have no midnight.
fn from_civil(time: DateTime, length: Span, zone: &TimeZone) -> Option<Range<i64>> {
    let zoned = |time| zone.to_zoned_datetime(time).ok();
    let [start, end] = [zoned(time)?, zoned(time.checked_add(length).ok()?)?];
    Some(start.timestamp().as_millisecond()..end.timestamp().as_millisecond())
}

/// A date, or a date and a time without an offset, written in full, and how
/// long it takes.
fn civil(text: &str) -> Option<(DateTime, Span)> {
    let text = &in_full(text).unwrap_or_else(|| text.to_owned());
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

/// `2026/12/1` or `2026年12月1日 8:05`, as spreadsheets and Chinese forms write it,
/// as `2026-12-01` or `2026-12-01 08:05`.
fn in_full(text: &str) -> Option<String> {
    let (day, clock) = match text.split_once('日') {
        Some((day, clock)) => {
            let (year, day) = day.split_once('年')?;
            let (month, day) = day.split_once('月')?;
            ([year, month, day], clock.strip_prefix(' ').unwrap_or(clock))
        }
        None => {
            let (day, clock) = text.split_once(' ').unwrap_or((text, ""));
            let (year, day) = day.split_once('/')?;
            let (month, day) = day.split_once('/')?;
            ([year, month, day], clock)
        }
    };
    let clock: Vec<&str> = match clock {
        "" => Vec::new(),
        clock => clock.split(':').collect(),
    };
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    day.iter().chain(&clock).all(is_number).then_some(())?;
    let joined = |parts: &[&str], sign| {
        let parts = parts.iter().map(|part| format!("{part:0>2}"));
        parts.collect::<Vec<_>>().join(sign)
    };
    let text = [joined(&day, "-"), joined(&clock, ":")].join(" ");
    Some(text.trim_end().to_owned())
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
    fn a_time_is_typed_in_many_ways() {
        let zone = zone("Asia/Shanghai");
        let now = 1_796_076_930_000; // 2026-12-01 06:15:30 there
        let read = |text: &str| {
            let span = typed(text, &zone, now)?;
            let [start, end] = [span.start, span.end].map(|at| instant(at, &zone));
            Some(format!("{start} to {end}"))
        };
        for (texts, means) in [
            (
                "today|今天|2026-12-01|2026/12/01|2026/12/1|2026年12月1日|2026年12月01日",
                "2026-12-01 00:00:00 to 2026-12-02 00:00:00",
            ),
            (
                "yesterday|昨天",
                "2026-11-30 00:00:00 to 2026-12-01 00:00:00",
            ),
            (
                "2026-01-02 08:05|2026/1/2 8:05|2026年1月2日 8:05|2026年1月2日8:05",
                "2026-01-02 08:05:00 to 2026-01-02 08:06:00",
            ),
            (
                "2026-01-02T08:05:09|2026/01/02 08:05:09|2026年1月2日 8:05:09",
                "2026-01-02 08:05:09 to 2026-01-02 08:05:10",
            ),
        ] {
            for text in texts.split('|') {
                assert_eq!(read(text).as_deref(), Some(means), "{text}");
            }
        }
        for text in "|12/1|12月1日|2026年12月|2026/2/30|2026/12/1 8|2026/12/1:8|//|年月日|2026/1/2/\
            |2026/12/ 8:05:30|2026年12月日 8:05:30|2026//12 1:05:30|2026/12/18:05:30|2026/12/1 8:05:\
            |2026年12月1日 :8:05|2026年12月1日  8:05|26/1/2|2026/001/2|1/2/2026|2026-1-2|2026/1/2 8:5:3:1|２０２６/1/2|2026/1-2|tomorrow"
            .split('|')
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_without_a_midnight_ends_at_the_next() {
        let cairo = zone("Africa/Cairo");
        let day = span("2024-04-26", &cairo).unwrap();
        assert_eq!(instant(day.start, &cairo), "2024-04-26 01:00:00");
        assert_eq!(instant(day.end, &cairo), "2024-04-27 00:00:00");
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
