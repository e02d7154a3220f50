//! What each single value may be, wherever it came from.
//!
//! Every function takes the text and gives the value or the reason against it;
//! the caller knows the place and names it.

use super::error::Invalid;
use crate::text::close;

/// Most retries after the first try. With back-off, more is a hang.
pub const MAX_RETRIES: u32 = 20;

/// Most kept-alive connections at once. The rate window of 1500 requests in
/// 10 s is full long before.
pub const MAX_CONNECTIONS: u32 = 64;

/// The formats of `--output`.
pub const OUTPUTS: [&str; 4] = ["table", "json", "jsonl", "csv"];

/// Longest profile name, in characters: it stands in prompts and tables.
const MAX_NAME: usize = 64;

/// The word for the machine's own zone.
const LOCAL: &str = "local";

/// Retries after the first try: 0 to [`MAX_RETRIES`].
///
/// # Errors
///
/// Not a whole number in range.
pub fn parse_retries(text: &str) -> Result<u32, Invalid> {
    whole_number(text, 0, MAX_RETRIES)
}

/// Connections: 1 to [`MAX_CONNECTIONS`].
///
/// # Errors
///
/// Not a whole number in range.
pub fn parse_connections(text: &str) -> Result<u32, Invalid> {
    whole_number(text, 1, MAX_CONNECTIONS)
}

/// One of [`OUTPUTS`].
///
/// # Errors
///
/// Any other word; names those there are.
pub fn parse_output(text: &str) -> Result<String, Invalid> {
    if OUTPUTS.contains(&text) {
        return Ok(text.to_owned());
    }
    let near = close(text, OUTPUTS).map_or(String::new(), |near| format!("; did you mean {near}?"));
    let all = OUTPUTS.join(", ");
    Err(Invalid::new(format!(
        "is no output format (possible: {all}){near}"
    )))
}

/// `local` or an IANA zone name, in its official spelling.
///
/// # Errors
///
/// A zone nobody knows; names the nearest.
pub fn parse_tz(text: &str) -> Result<String, Invalid> {
    if text.eq_ignore_ascii_case(LOCAL) {
        return Ok(LOCAL.to_owned());
    }
    if let Ok(zone) = jiff::tz::TimeZone::get(text) {
        return Ok(zone.iana_name().unwrap_or(text).to_owned());
    }
    let near =
        nearest_zone(text).map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
    Err(Invalid::new(format!(
        "is no time zone (possible: local, or an IANA name such as Asia/Shanghai){near}"
    )))
}

/// A zone whose city was typed alone, else one with few letters changed.
fn nearest_zone(text: &str) -> Option<String> {
    let names: Vec<String> = jiff::tz::db()
        .available()
        .map(|zone| zone.to_string())
        .collect();
    let is_city = |name: &&String| {
        name.rsplit('/')
            .next()
            .is_some_and(|city| city.eq_ignore_ascii_case(text))
    };
    let by_city = names.iter().find(is_city).cloned();
    by_city.or_else(|| close(text, names.iter().map(String::as_str)).map(str::to_owned))
}

/// `true`, `false`, `1` or `0`.
pub(super) fn parse_flag(text: &str) -> Result<bool, Invalid> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Invalid::new("is neither true nor false")),
    }
}

/// A name for a profile: letters, digits, `.`, `_`, `-`; no dash in front, so
/// that it cannot be taken for an option.
pub(super) fn check_name(name: &str) -> Result<(), Invalid> {
    let good = |c: char| c.is_alphanumeric() || "._-".contains(c);
    if name.is_empty() || name.starts_with('-') || !name.chars().all(good) {
        return Err(Invalid::new(
            "is no profile name: letters, digits, `.`, `_` and `-`, no `-` in front",
        ));
    }
    if name.chars().count() > MAX_NAME {
        return Err(Invalid::new(format!(
            "is no profile name: longer than {MAX_NAME} characters"
        )));
    }
    Ok(())
}

/// An appId: something, without blanks or control characters, which only ever
/// come from careless pasting and would be signed as they are.
pub(super) fn check_app_id(app_id: &str) -> Result<(), Invalid> {
    if app_id.is_empty() {
        return Err(Invalid::new("is no appId: it is empty"));
    }
    if app_id.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Invalid::new(
            "is no appId: it has a blank or a control character",
        ));
    }
    Ok(())
}

fn whole_number(text: &str, least: u32, most: u32) -> Result<u32, Invalid> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(number) if digits && (least..=most).contains(&number) => Ok(number),
        _ => Err(Invalid::new(format!(
            "is not a whole number from {least} to {most}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_keep_to_their_range() {
        assert_eq!(parse_retries("0"), Ok(0));
        assert_eq!(parse_retries("20"), Ok(20));
        assert_eq!(parse_connections("64"), Ok(64));
        for text in ["21", "-1", "+1", "1.0", "", "one", "99999999999"] {
            assert_eq!(
                parse_retries(text).unwrap_err().to_string(),
                "is not a whole number from 0 to 20"
            );
        }
        for text in ["0", "65"] {
            assert_eq!(
                parse_connections(text).unwrap_err().to_string(),
                "is not a whole number from 1 to 64"
            );
        }
    }

    #[test]
    fn a_mistyped_format_names_all_and_the_nearest() {
        assert_eq!(parse_output("jsonl"), Ok("jsonl".to_owned()));
        assert_eq!(
            parse_output("jsnl").unwrap_err().to_string(),
            "is no output format (possible: table, json, jsonl, csv); did you mean jsonl?"
        );
        assert!(parse_output("JSON").is_err());
    }

    #[test]
    fn zones_are_iana_names_or_local() {
        assert_eq!(parse_tz("Asia/Shanghai").unwrap(), "Asia/Shanghai");
        assert_eq!(parse_tz("asia/shanghai").unwrap(), "Asia/Shanghai");
        assert_eq!(parse_tz("Local").unwrap(), "local");
        assert_eq!(parse_tz("UTC").unwrap(), "UTC");
        for (text, near) in [
            ("Shanghai", "Asia/Shanghai"),
            ("Asia/Shangai", "Asia/Shanghai"),
        ] {
            let why = parse_tz(text).unwrap_err().to_string();
            assert!(why.ends_with(&format!("did you mean \"{near}\"?")), "{why}");
        }
        for text in ["", "+08:00", "../etc/passwd", "Nowhere/At/All"] {
            assert!(parse_tz(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_and_app_ids_are_checked() {
        for name in ["hq", "a.b_c-1", "集团"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["", "-x", "a b", "a/b", "a\n", "\"", &"x".repeat(65)] {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert_eq!(check_app_id("frlr1zazn3"), Ok(()));
        for app_id in ["", "a b", "a\n", "\u{3000}a"] {
            assert!(check_app_id(app_id).is_err(), "{app_id}");
        }
    }

    #[test]
    fn a_flag_is_true_or_false() {
        assert_eq!(parse_flag("1"), Ok(true));
        assert_eq!(parse_flag("false"), Ok(false));
        assert!(parse_flag("yes").is_err());
    }
}
