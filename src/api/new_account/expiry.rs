//! The day an account ends. The service ignores a date that it cannot read
//! and then lets the account live as long as the main account, so a date must
//! be right before it is sent.

use jiff::civil::Date;

/// The digits of the number by which spreadsheets keep a day of our times
/// (2009-07-06 is 40000, 2036-11-21 is 50000).
const DAY_NUMBER_DIGITS: usize = 5;

/// When an account ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// With the main account.
    Group,
    /// On a day of its own.
    Custom(Date),
}

impl Expiry {
    /// The value of `expireType`.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Custom(_) => "custom",
        }
    }

    /// The value of `expireDate`, `yyyyMMdd`.
    pub(super) fn compact(self) -> Option<String> {
        match self {
            Self::Group => None,
            Self::Custom(day) => Some(format!(
                "{:04}{:02}{:02}",
                day.year(),
                day.month(),
                day.day()
            )),
        }
    }
}

/// Reads `YYYY-MM-DD` or `YYYYMMDD`, a real day of the calendar.
///
/// # Errors
/// The rule that the text breaks.
pub(super) fn day(text: &str) -> Result<Date, String> {
    let (year, month, day) = parts(text).ok_or_else(|| shape_rule(text))?;
    let first = Date::new(year, month, 1)
        .map_err(|_| format!("is not a real day: there is no month {month:02}"))?;
    Date::new(year, month, day).map_err(|_| {
        let days = first.days_in_month();
        format!("is not a real day: {year:04}-{month:02} has {days} days")
    })
}

fn parts(text: &str) -> Option<(i16, i8, i8)> {
    let dashed = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let (month, day) = if dashed { (5, 8) } else { (4, 6) };
    let digits = text.bytes().filter(u8::is_ascii_digit).count() == 8;
    if !digits || !(dashed || text.len() == 8) {
        return None;
    }
    Some((
        text[..4].parse().ok()?,
        text[month..month + 2].parse().ok()?,
        text[day..].parse().ok()?,
    ))
}

fn shape_rule(text: &str) -> String {
    if text.len() == DAY_NUMBER_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return "is the number by which a spreadsheet keeps a day; format the column as text"
            .into();
    }
    "must be a day as YYYY-MM-DD or YYYYMMDD; the service would ignore anything else".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_write_a_day_give_the_compact_one() {
        for text in ["2024-02-29", "20240229"] {
            let expiry = Expiry::Custom(day(text).unwrap());
            assert_eq!(expiry.compact().as_deref(), Some("20240229"));
            assert_eq!(expiry.kind(), "custom");
        }
        assert_eq!(Expiry::Group.compact(), None);
        assert_eq!(Expiry::Group.kind(), "group");
    }

    #[test]
    fn a_day_that_never_comes_is_refused_with_the_reason() {
        for (text, rule) in [
            ("20230229", "is not a real day: 2023-02 has 28 days"),
            ("2024-04-31", "is not a real day: 2024-04 has 30 days"),
            ("20241301", "is not a real day: there is no month 13"),
            ("20240100", "is not a real day: 2024-01 has 31 days"),
        ] {
            assert_eq!(day(text).unwrap_err(), rule, "{text}");
        }
    }

    #[test]
    fn other_shapes_are_refused() {
        let rule =
            "must be a day as YYYY-MM-DD or YYYYMMDD; the service would ignore anything else";
        for text in [
            "",
            "2022/5/20",
            "2022-5-20",
            "2022-05-2",
            "+2220520",
            "２０２２0520",
            "2022-0520-",
            "2022-05-20 ",
            "202205201",
            "é0220520",
        ] {
            assert_eq!(day(text).unwrap_err(), rule, "{text}");
        }
    }

    #[test]
    fn the_day_number_of_a_spreadsheet_is_named() {
        assert_eq!(
            day("44701").unwrap_err(),
            "is the number by which a spreadsheet keeps a day; format the column as text"
        );
    }
}
