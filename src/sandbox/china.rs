//! The service's wall clock: its text dates are China time, UTC+8 without
//! summer time (inferred from the documented samples: expireDate 1652803200000 is
//! a midnight there).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

const CHINA: Offset = Offset::constant(8);

/// `yyyy-MM-dd HH:mm:ss`.
pub(super) const DATE_TIME: &str = "%Y-%m-%d %H:%M:%S";

/// `yyyyMMdd`.
pub(super) const DAY: &str = "%Y%m%d";

/// Unix milliseconds as [`DATE_TIME`].
pub(super) fn date_time(ms: i64) -> String {
    let instant = Timestamp::from_millisecond(ms).unwrap_or_default();
    CHINA.to_datetime(instant).strftime(DATE_TIME).to_string()
}

/// Unix milliseconds of a text that is as the format would write it; of a day,
/// its start.
pub(super) fn parse(format: &str, text: &str) -> Option<i64> {
    let at = DateTime::strptime(format, text).ok()?;
    let same = at.strftime(format).to_string() == text;
    let instant = CHINA.to_timestamp(at).ok().filter(|_| same)?;
    Some(instant.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_chinas_and_loose_or_impossible_ones_none() {
        assert_eq!(parse(DAY, "20220518"), Some(1_652_803_200_000));
        assert_eq!(date_time(1_652_803_200_000), "2022-05-18 00:00:00");
        let ms = parse(DATE_TIME, "2019-11-18 18:21:38").unwrap();
        assert_eq!(date_time(ms), "2019-11-18 18:21:38");
        for text in ["2019-11-18", "2019-11-8 18:21:38", "2019-02-30 00:00:00"] {
            assert_eq!(parse(DATE_TIME, text), None, "{text}");
        }
        for text in ["2022-05-18", "20220230", "+2220518", "2022051", "2022 518"] {
            assert_eq!(parse(DAY, text), None, "{text}");
        }
    }
}
