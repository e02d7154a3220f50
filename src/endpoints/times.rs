//! Times as people type them, and as the service takes them.

use super::spec::Now;
use crate::lang::{Both, Text, both};
use crate::output::{time_span, typed_time};
use crate::text;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};
use serde_json::Value;
use std::ops::Range;

/// China has had one zone and no summer time since 1991.
const CHINA: Offset = jiff::tz::offset(8);
const HOUR: i64 = 3_600_000;

/// The wall clock in China.
pub(super) fn in_china(now: &Now) -> DateTime {
    china(now.unix_millis)
}

fn china(unix_millis: i64) -> DateTime {
    CHINA.to_datetime(Timestamp::from_millisecond(unix_millis).unwrap_or_default())
}

/// A time as the allocation log writes and takes it.
pub(crate) fn log_time(unix_millis: i64) -> String {
    let time = china(unix_millis).strftime("%Y-%m-%d %H:%M:%S");
    time.to_string()
}

/// Unix milliseconds of a time that the log writes.
pub(crate) fn log_millis(text: &str) -> Option<i64> {
    time_span(text, &TimeZone::fixed(CHINA)).map(|span| span.start)
}

/// The month of so many months ago, as `yyyyMM`.
pub(super) fn month_ago(months: i32, now: &Now) -> Option<String> {
    let then = in_china(now).checked_sub(Span::new().months(months));
    Some(then.ok()?.strftime("%Y%m").to_string())
}

/// Any time that [`span`] reads.
pub(super) fn any(text: &str, now: &Now) -> Result<Value, Text> {
    span(text, &TimeZone::fixed(CHINA), now).map(|_| text.into())
}

/// Reads a time, which may be a whole day or minute, in Unix milliseconds.
/// Without an offset it is one of this zone.
///
/// # Errors
/// Why it is none.
pub(crate) fn span(text: &str, zone: &TimeZone, now: &Now) -> Result<Range<i64>, Text> {
    let text = text.trim();
    let span = back(text, now).or_else(|| typed_time(text, zone, now.unix_millis));
    span.ok_or_else(|| {
        text!(
            "is not a valid time: {why}; possible are 2024-05-20, \"2024-05-20 08:00\", \
             \"2024-05-20 08:00:30\", 2024-05-20T08:00:30+08:00, today, yesterday, and 7d / 12h \
             back from now",
            "不是有效的时间：{why}；可用 2024-05-20、\"2024-05-20 08:00\"、\
             \"2024-05-20 08:00:30\"、2024-05-20T08:00:30+08:00、今天、昨天，以及 7d / 12h（从现在往前）",
            why = why(text)
        )
    })
}

/// `7d` or `12h` back: one millisecond.
fn back(text: &str, now: &Now) -> Option<Range<i64>> {
    let amount = |unit| text.strip_suffix(unit)?.parse::<u32>().ok();
    let hours = match (amount('d'), amount('h')) {
        (Some(days), _) => i64::from(days) * 24,
        (_, Some(hours)) => i64::from(hours),
        _ => return None,
    };
    let then = now.unix_millis - hours * HOUR;
    let is_time = Timestamp::from_millisecond(then).is_ok();
    is_time.then_some(then..then + 1)
}

fn why(text: &str) -> Both {
    let shaped = text.len() >= 10
        && text.char_indices().take(10).all(|(at, c)| match at {
            4 | 7 => c == '-',
            _ => c.is_ascii_digit(),
        });
    if shaped {
        both(
            "there is no such day or hour, or it is not written in full",
            "没有这一天或这一时刻，或未写完整",
        )
    } else {
        both("not a known form", "无法识别的写法")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Now = Now {
        unix_millis: 1_716_166_800_000, // 2024-05-20 09:00:00 in China
    };

    fn read(text: &str) -> Result<Range<i64>, Text> {
        span(text, &TimeZone::fixed(CHINA), &NOW)
    }

    fn since(text: &str) -> String {
        log_time(read(text).unwrap().start)
    }

    #[test]
    fn times_without_an_offset_are_kept_verbatim() {
        assert_eq!(since("2019-11-18"), "2019-11-18 00:00:00");
        assert_eq!(since("2019-11-18 18:21"), "2019-11-18 18:21:00");
        assert_eq!(since("2019-11-18 18:21:38"), "2019-11-18 18:21:38");
        assert_eq!(since("2019-11-18T18:21:38"), "2019-11-18 18:21:38");
        let until = |text| log_time(read(text).unwrap().end - 1);
        assert_eq!(until("2024-02-29"), "2024-02-29 23:59:59");
        assert_eq!(until("2024-02-29 08:00"), "2024-02-29 08:00:59");
    }

    #[test]
    fn times_with_an_offset_are_turned_into_china_time() {
        assert_eq!(since("2024-05-20T00:00:00Z"), "2024-05-20 08:00:00");
        assert_eq!(since("2024-05-19T20:00:00-05:00"), "2024-05-20 09:00:00");
        assert_eq!(since("2024-05-20 08:00:00+08:00"), "2024-05-20 08:00:00");
    }

    #[test]
    fn days_and_hours_back_are_counted_from_now() {
        assert_eq!(since("7d"), "2024-05-13 09:00:00");
        assert_eq!(since("12h"), "2024-05-19 21:00:00");
        assert_eq!(since("0h"), "2024-05-20 09:00:00");
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "tomorrow",
            "2024",
            "2024-05",
            "2024-5-20",
            "20240520",
            "2023-02-29",
            "2024-13-01",
            "2024-05-20 24:00",
            "2024-05-20 8:00",
            "2024-05-20 08:00:60",
            "2024-05-20 08",
            "-7d",
            "7w",
            "99999999999d",
            "4294967295d",
            "２０２４-05-20",
        ] {
            let result = read(text);
            assert!(result.is_err(), "{text:?} was read as {result:?}");
        }
        let message = read("2023-02-29").unwrap_err();
        let english = "is not a valid time: there is no such day or hour";
        assert!(message.en().starts_with(english), "{message}");
        let chinese = "不是有效的时间：没有这一天或这一时刻，或未写完整；可用 2024-05-20、";
        assert!(message.zh().starts_with(chinese), "{}", message.zh());
    }
}
