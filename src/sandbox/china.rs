//! The service's wall clock: its text dates are China time, UTC+8 without
//! summer time (inferred from the documented samples: expireDate 1652803200000 is
//! a midnight there).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

const CHINA: Offset = Offset::constant(8);
const DATE_TIME: &str = "%Y-%m-%d %H:%M:%S";
/// Characters of `yyyy-MM-dd HH:mm:ss`.
const DATE_TIME_LENGTH: usize = 19;

/// Unix milliseconds as `yyyy-MM-dd HH:mm:ss`.
pub(super) fn date_time(ms: i64) -> String {
    let instant = Timestamp::from_millisecond(ms).unwrap_or_default();
    CHINA.to_datetime(instant).strftime(DATE_TIME).to_string()
}

/// Unix milliseconds of a strict `yyyy-MM-dd HH:mm:ss`.
pub(super) fn parse_date_time(text: &str) -> Option<i64> {
    if text.len() != DATE_TIME_LENGTH {
        return None;
    }
    milliseconds(DateTime::strptime(DATE_TIME, text).ok()?)
}

/// Unix milliseconds of the start of a strict `yyyyMMdd`.
pub(super) fn parse_day(text: &str) -> Option<i64> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |part: &str| part.parse::<i16>().ok();
    let month = i8::try_from(number(&text[4..6])?).ok()?;
    let day = i8::try_from(number(&text[6..])?).ok()?;
    let date = Date::new(number(&text[..4])?, month, day).ok()?;
    milliseconds(date.at(0, 0, 0, 0))
}

fn milliseconds(at: DateTime) -> Option<i64> {
    Some(CHINA.to_timestamp(at).ok()?.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_expiry_is_a_midnight_in_china() {
        assert_eq!(parse_day("20220518"), Some(1_652_803_200_000));
        assert_eq!(date_time(1_652_803_200_000), "2022-05-18 00:00:00");
    }

    #[test]
    fn a_text_date_is_read_back() {
        let ms = parse_date_time("2019-11-18 18:21:38").unwrap();
        assert_eq!(date_time(ms), "2019-11-18 18:21:38");
    }

    #[test]
    fn loose_and_impossible_dates_are_none() {
        for text in ["2019-11-18", "2019-11-8 18:21:38", "2019-02-30 00:00:00"] {
            assert_eq!(parse_date_time(text), None, "{text}");
        }
        for text in ["2022-05-18", "20220230", "+2220518", "2022051"] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }
}
