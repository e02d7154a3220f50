//! Times as people type them, turned into what the allocation log takes:
//! `yyyy-MM-dd HH:mm:ss` in China time.

use super::spec::Now;
use jiff::civil::{DateTime, Time};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use serde_json::Value;

/// China has had one zone and no summer time since 1991.
const CHINA: Offset = jiff::tz::offset(8);
const FORMAT: &str = "%Y-%m-%d %H:%M:%S";

/// The wall clock in China.
pub(super) fn in_china(now: &Now) -> DateTime {
    let now = Timestamp::from_millisecond(now.unix_millis).unwrap_or_default();
    CHINA.to_datetime(now)
}

/// A time; a date alone is the start of that day.
pub(super) fn start(text: &str, now: &Now) -> Result<Value, String> {
    Ok(written(parse(text, Time::midnight(), now)?))
}

/// The same as milliseconds since 1970.
pub(super) fn start_millis(text: &str, now: &Now) -> Result<Value, String> {
    Ok(millis(parse(text, Time::midnight(), now)?).into())
}

/// The last millisecond of a time; a date alone is the end of that day.
pub(super) fn end_millis(text: &str, now: &Now) -> Result<Value, String> {
    let end = parse(text, Time::constant(23, 59, 59, 0), now)?;
    Ok((millis(end) + 999).into())
}

fn millis(time: DateTime) -> i64 {
    let time = CHINA.to_timestamp(time);
    time.map_or(0, Timestamp::as_millisecond)
}

fn written(time: DateTime) -> Value {
    time.strftime(FORMAT).to_string().into()
}

/// A time; a date alone is the end of that day.
pub(super) fn end(text: &str, now: &Now) -> Result<Value, String> {
    let end = parse(text, Time::constant(23, 59, 59, 0), now)?;
    Ok(written(end))
}

/// A time as the log writes it.
pub(crate) fn log_time(unix_millis: i64) -> String {
    in_china(&Now { unix_millis }).strftime(FORMAT).to_string()
}

/// Unix milliseconds of a time that the log writes.
pub(crate) fn log_millis(text: &str) -> Option<i64> {
    civil(text, Time::midnight()).map(millis)
}

/// The month of so many months ago, as `yyyyMM`.
pub(super) fn month_ago(months: i32, now: &Now) -> Option<String> {
    let then = in_china(now).checked_sub(Span::new().months(months));
    Some(then.ok()?.strftime("%Y%m").to_string())
}

/// Reads a time. Without an offset it is China time, verbatim.
fn parse(text: &str, of_a_date: Time, now: &Now) -> Result<DateTime, String> {
    let text = text.trim();
    let time = back(text, now)
        .or_else(|| civil(text, of_a_date))
        .or_else(|| Some(CHINA.to_datetime(text.parse::<Timestamp>().ok()?)));
    time.ok_or_else(|| {
        format!(
            "is not a valid time: {}; possible are 2024-05-20, \"2024-05-20 08:00\", \
             \"2024-05-20 08:00:30\", 2024-05-20T08:00:30+08:00, and 7d / 12h back from now",
            why(text)
        )
    })
}

/// `7d` or `12h` back.
fn back(text: &str, now: &Now) -> Option<DateTime> {
    let amount = |unit| text.strip_suffix(unit)?.parse::<u32>().ok();
    let hours = match (amount('d'), amount('h')) {
        (Some(days), _) => i64::from(days) * 24,
        (_, Some(hours)) => i64::from(hours),
        _ => return None,
    };
    let span = Span::new().try_hours(hours).ok()?;
    in_china(now).checked_sub(span).ok()
}

/// A date, or a date and a time without an offset, written in full.
fn civil(text: &str, of_a_date: Time) -> Option<DateTime> {
    if !matches!(text.len(), 10 | 16 | 19) {
        return None;
    }
    let time: DateTime = text.parse().ok()?;
    let written = time.strftime(FORMAT).to_string();
    let is_so = written.starts_with(&text.replacen('T', " ", 1));
    let time = match text.len() {
        10 => time.date().to_datetime(of_a_date),
        _ => time,
    };
    is_so.then_some(time)
}

fn why(text: &str) -> &'static str {
    let shaped = text.len() >= 10
        && text.char_indices().take(10).all(|(at, c)| match at {
            4 | 7 => c == '-',
            _ => c.is_ascii_digit(),
        });
    if shaped {
        "there is no such day or hour, or it is not written in full"
    } else {
        "not a known form"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Now = Now {
        unix_millis: 1_716_166_800_000, // 2024-05-20 09:00:00 in China
    };

    fn since(text: &str) -> Value {
        start(text, &NOW).unwrap()
    }

    #[test]
    fn times_without_an_offset_are_kept_verbatim() {
        assert_eq!(since("2019-11-18"), "2019-11-18 00:00:00");
        assert_eq!(since("2019-11-18 18:21"), "2019-11-18 18:21:00");
        assert_eq!(since("2019-11-18 18:21:38"), "2019-11-18 18:21:38");
        assert_eq!(since("2019-11-18T18:21:38"), "2019-11-18 18:21:38");
        let until = end("2024-02-29", &NOW).unwrap();
        assert_eq!(until, "2024-02-29 23:59:59");
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
            "yesterday",
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
            let result = start(text, &NOW);
            assert!(result.is_err(), "{text:?} was read as {result:?}");
        }
        let message = start("2023-02-29", &NOW).unwrap_err();
        assert!(
            message.starts_with("is not a valid time: there is no such day or hour"),
            "{message}"
        );
    }
}
