//! How the values of settings are read: each text in its one spelling, or why it
//! is refused, as the end of a sentence that begins with the text.

use std::time::Duration;

use jiff::SignedDuration;
use jiff::fmt::friendly::{Spacing, SpanPrinter};
use jiff::tz;

use crate::clock::{SHANGHAI, zone};
use crate::lang::{Both, Text, both};
use crate::text;
use crate::text::{all_digits, close, did_you_mean, listed, meant};

pub(super) fn read_flag(text: &str) -> Result<String, Text> {
    match text {
        "true" | "1" => Ok("true".into()),
        "false" | "0" => Ok("false".into()),
        _ => Err(both("is neither true nor false", "既不是 `true` 也不是 `false`").into()),
    }
}

pub(super) fn read_number(text: &str, least: u32, most: u32) -> Result<String, Text> {
    let number = text.parse::<u32>().ok().filter(|_| all_digits(text));
    match number.filter(|number| (least..=most).contains(number)) {
        Some(number) => Ok(number.to_string()),
        None => Err(text!(
            "is not a whole number from {least} to {most}",
            "不是 {least} 到 {most} 之间的整数"
        )),
    }
}

pub(super) fn read_path(text: &str) -> Result<String, Text> {
    match text {
        "" => Err(both(
            "is not a valid path: it is empty",
            "不是有效的路径：内容为空",
        )
        .into()),
        path => Ok(path.to_owned()),
    }
}

pub(super) fn read_word(text: &str, words: &[&str], what: Both) -> Result<String, Text> {
    if words.contains(&text) {
        return Ok(text.to_owned());
    }
    let near = did_you_mean(text, words.iter().copied());
    let words = listed(words);
    Err(text!(
        "is not a valid {what} (possible: {words}){near}",
        "不是有效的{what}（可用：{words}）{near}"
    ))
}

/// `local` or an IANA name, in its official spelling.
pub(super) fn read_zone(text: &str) -> Result<String, Text> {
    if text.eq_ignore_ascii_case("local") {
        return Ok("local".into());
    }
    if let Ok(zone) = zone(text) {
        return Ok(zone.iana_name().unwrap_or(text).to_owned());
    }
    let names: Vec<String> = tz::db().available().map(|zone| zone.to_string()).collect();
    let near = meant(zone_meant(&text.to_lowercase(), &names));
    Err(text!(
        "is not a valid time zone (possible: local, or an IANA name such as Asia/Shanghai){near}",
        "不是有效的时区（可用：`local`，或 Asia/Shanghai 这样的 IANA 名称）{near}"
    ))
}

/// Names that people have for the zone of China, beside its difference to UTC.
/// The official names that look like one, `Etc/GMT+8`, are its opposite.
const CHINA: &str = "beijing peking china cst chinastandardtime \
                     北京 北京时间 上海 中国 中国时间 中国标准时间 东八区";

/// The zone that a text in small letters means: its city alone was typed, or
/// few letters are wrong.
fn zone_meant<'n>(text: &str, names: &'n [String]) -> Option<&'n str> {
    let text = text.replace([' ', '_'], "");
    let city = text.rsplit('/').next().unwrap_or_default();
    let offset = text.trim_start_matches("utc").trim_start_matches("gmt");
    let is_china = CHINA.split(' ').any(|name| name == city)
        || ["8", "+8", "+08", "+08:00", "+0800"].contains(&offset);
    let plain = |name: &str| name.to_lowercase().replace('_', "");
    let in_places = names.iter().map(String::as_str);
    let mut in_places = in_places.filter(|name| name.contains('/') && !name.starts_with("Etc/"));
    if is_china {
        return in_places.find(|name| *name == SHANGHAI);
    }
    let end = format!("/{text}");
    let by_city = in_places.clone().find(|name| plain(name).ends_with(&end));
    let is_name = !text.contains(|c: char| c.is_ascii_digit());
    by_city.or_else(|| close(&text, in_places).filter(|_| is_name))
}

/// Reads a duration as people type it: `30s`, `1m30s`, `500ms`, `2m`, `1h`, or
/// seconds without a unit. From 1 ms (zero would mean "never wait" to one
/// reader and "wait for ever" to another) to one day (more is a mistyped unit).
///
/// # Errors
/// Why it is refused, as the end of a sentence that begins with the text.
pub fn parse_duration(text: &str) -> Result<Duration, Text> {
    let with_unit = match text.contains(['h', 'm', 's']) {
        true => text.to_owned(),
        false => format!("{text}s"),
    };
    // The parser knows more spellings than the help: signs, blanks, words.
    let plain = |c: char| c.is_ascii_digit() || ".hms".contains(c);
    let duration: SignedDuration = match with_unit.parse() {
        Ok(duration) if text.chars().all(plain) => duration,
        _ => {
            return Err(both(
                "is not a duration such as 30s, 1m30s, 500ms or 2m",
                "不是 30s、1m30s、500ms、2m 这样的时长",
            )
            .into());
        }
    };
    if duration < SignedDuration::from_millis(1) {
        return Err(both(
            "is too short: a duration is at least 1ms",
            "太短：时长至少为 1ms",
        )
        .into());
    }
    if duration > SignedDuration::from_hours(24) {
        return Err(both(
            "is too long: a duration is at most 24h",
            "太长：时长最多为 24h",
        )
        .into());
    }
    Ok(duration.unsigned_abs())
}

/// A duration as [`parse_duration`] reads it back, whole milliseconds.
pub(super) fn format_duration(duration: Duration) -> String {
    let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    let printer = SpanPrinter::new().spacing(Spacing::None);
    printer.duration_to_string(&SignedDuration::from_millis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_documented_form_and_in_no_other() {
        for (text, millis) in [
            ("30s", 30_000),
            ("1m30s", 90_000),
            ("500ms", 500),
            ("2m", 120_000),
            ("45", 45_000),
            ("0.5", 500),
            ("1.5m", 90_000),
            ("1ms", 1),
            ("24h", 86_400_000),
        ] {
            assert_eq!(
                parse_duration(text),
                Ok(Duration::from_millis(millis)),
                "{text}"
            );
        }
        for text in [
            "", "s", "30 s", "-1s", "+1", "1s1m", "1s1s", "1d", "1e3", "inf", "NaN", "1.", ".5",
            "1..5s", "30S", "3５s", "1m30", "1.s", ".5s", "1:30", "PT1S", "1 min", "1sm", "hms",
            "1h.", "1m.5s",
        ] {
            let why = parse_duration(text).unwrap_err();
            assert_eq!(
                why, "is not a duration such as 30s, 1m30s, 500ms or 2m",
                "{text}"
            );
        }
        for text in ["0", "0s", "0.0001s", "0h0m"] {
            assert!(parse_duration(text).unwrap_err().en().contains("too short"));
        }
        for text in ["24h1ms", "86401", "9999999h"] {
            assert!(parse_duration(text).unwrap_err().en().contains("too long"));
        }
    }
}
