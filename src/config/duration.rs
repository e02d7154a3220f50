//! Durations as people type them: `30s`, `1m30s`, `500ms`, `2m`, `1h`.
//!
//! A bare number is seconds. Units go from large to small, each once. Nothing
//! is said here about what the duration is for.

use std::time::Duration;

use super::error::Invalid;

/// The shortest accepted duration. Anything shorter is a slip of the pen, and
/// zero would mean "never wait" to one reader and "wait for ever" to another.
pub const MIN_DURATION: Duration = Duration::from_millis(1);

/// The longest accepted duration, one day: more is a mistyped unit.
pub const MAX_DURATION: Duration = Duration::from_secs(24 * 60 * 60);

/// Units from large to small, with their length in seconds.
const UNITS: [(&str, f64); 4] = [("h", 3600.0), ("m", 60.0), ("s", 1.0), ("ms", 0.001)];

/// Reads a duration between [`MIN_DURATION`] and [`MAX_DURATION`].
///
/// # Errors
///
/// Says why the text is none; the text itself is left to the caller to name.
pub fn parse_duration(text: &str) -> Result<Duration, Invalid> {
    let seconds = match text.parse::<f64>() {
        Ok(bare) if is_number(text) => bare,
        _ => sum_of_parts(text).ok_or_else(not_a_duration)?,
    };
    if seconds < MIN_DURATION.as_secs_f64() {
        return Err(Invalid::new(
            "is too short: a duration is at least 1ms, and zero is none",
        ));
    }
    if seconds > MAX_DURATION.as_secs_f64() {
        return Err(Invalid::new("is too long: a duration is at most 24h"));
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| not_a_duration())
}

/// A duration as [`parse_duration`] reads it back, whole milliseconds.
pub fn format_duration(duration: Duration) -> String {
    let mut rest = duration.as_millis();
    let mut text = String::new();
    for (unit, length) in [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)] {
        if rest >= length {
            text += &format!("{}{unit}", rest / length);
            rest %= length;
        }
    }
    if text.is_empty() { "0s".into() } else { text }
}

fn not_a_duration() -> Invalid {
    Invalid::new("is not a duration such as 30s, 1m30s, 500ms or 2m")
}

/// Digits with at most one point between them; keeps `inf`, `1e3` and signs out.
fn is_number(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(fraction)
}

/// Seconds of `1h2m3s4ms` and its parts, or nothing if the text is no such.
fn sum_of_parts(text: &str) -> Option<f64> {
    let (mut rest, mut units, mut seconds) = (text, UNITS.as_slice(), 0.0);
    while !rest.is_empty() {
        let number = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let (digits, tail) = rest.split_at(number);
        let unit_end = tail
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        let index = units.iter().position(|(name, _)| *name == unit)?;
        if !is_number(digits) {
            return None;
        }
        seconds += digits.parse::<f64>().ok()? * units[index].1;
        (rest, units) = (tail, &units[index + 1..]);
    }
    (!text.is_empty()).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_documented_form() {
        for (text, millis) in [
            ("30s", 30_000),
            ("1m30s", 90_000),
            ("500ms", 500),
            ("2m", 120_000),
            ("1h2m3s4ms", 3_723_004),
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
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "", "s", "30 s", "-1s", "+1", "1s1m", "1s1s", "1d", "1e3", "inf", "NaN", "1.", ".5",
            "1..5s", "30S", "3５s", "1m30",
        ] {
            let refused = parse_duration(text).unwrap_err().to_string();
            assert_eq!(
                refused, "is not a duration such as 30s, 1m30s, 500ms or 2m",
                "{text}"
            );
        }
    }

    #[test]
    fn zero_and_more_than_a_day_are_refused() {
        for text in ["0", "0s", "0.0001s", "0h0m"] {
            assert!(
                parse_duration(text)
                    .unwrap_err()
                    .to_string()
                    .contains("too short")
            );
        }
        for text in ["24h1ms", "86401", "99999999999999999999999999h"] {
            assert!(
                parse_duration(text)
                    .unwrap_err()
                    .to_string()
                    .contains("too long")
            );
        }
    }

    #[test]
    fn a_shown_duration_reads_back_as_itself() {
        for text in ["30s", "1m30s", "500ms", "1h", "1s5ms"] {
            assert_eq!(format_duration(parse_duration(text).unwrap()), text);
        }
        assert_eq!(format_duration(Duration::ZERO), "0s");
    }
}
