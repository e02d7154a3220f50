//! What a cell holds, as the text that a person sees there.

use crate::lang::{Both, both};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Seconds of a day, which is 1 in a spreadsheet.
const DAY: i64 = 86_400;

/// The days that spreadsheets count from 0: before March 1900 they count one
/// that never was.
const FIRST_DAY: i64 = 61;
const LAST_DAY: i64 = 2_958_465;

/// From here on spreadsheets do not keep every whole number.
const TOO_LARGE: f64 = 1e15;

/// What a text of a cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) enum Mark {
    /// What was typed.
    #[default]
    Sound,
    /// A truth value.
    Truth,
    /// An error of a formula.
    Error,
    /// A formula of which only the words are saved.
    Unsaved,
    /// More characters than a cell has.
    Long,
    /// A number that may not be what was typed.
    Digits,
    /// Formatted as a date, and none.
    NoDate,
    /// Part of one that begins in a row above.
    Merged,
    /// Part of one that begins left of it.
    Beside,
    /// A number that is shown as another one: in per cent, in thousands.
    Scaled,
}

impl Mark {
    /// The rule that it breaks.
    pub(in super::super) fn rule(self) -> Option<Both> {
        Some(match self {
            Self::Sound => return None,
            Self::Truth => both(
                "is a truth value; format the column as text and type it again",
                "是逻辑值；请把该列设为文本格式后重新输入",
            ),
            Self::Error => both(
                "is the error of a formula; type the value in its place",
                "是公式错误；请直接填写数值或文字",
            ),
            Self::Unsaved => both(
                "is a formula whose result is not in the file; open the file in a spreadsheet \
                 program and save it",
                "是公式，文件中没有它的结果；请用表格软件打开并保存",
            ),
            Self::Long => both("has more than 32767 characters", "超过 32767 个字符"),
            Self::Digits => both(
                "is a number of more than 15 digits, of which a spreadsheet keeps 15; format the \
                 column as text and type it again",
                "是超过 15 位的数字，表格只保留 15 位；请把该列设为文本格式后重新输入",
            ),
            Self::NoDate => both(
                "is formatted as a date and is none; format the column as text",
                "是日期格式，但不是日期；请把该列设为文本格式",
            ),
            Self::Merged => both(
                "is merged with the cell above it; unmerge them and fill in both",
                "与上方的单元格合并了；请取消合并并分别填写",
            ),
            Self::Beside => both(
                "is merged with the cell left of it; unmerge them and fill in both",
                "与左侧的单元格合并了；请取消合并并分别填写",
            ),
            Self::Scaled => both(
                "is shown as per cent, thousands or 万; format the column as plain numbers and \
                 check the value",
                "以百分比、千或万为单位显示；请把该列设为常规格式并核对数值",
            ),
        })
    }
}

/// A text, and what it is.
pub(super) type MarkedText = (String, Mark);

/// How a number is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    #[default]
    Plain,
    Date,
    /// With zeros before it, up to so many digits.
    Padded(u8),
    /// As another number.
    Scaled,
}

impl NumberFormat {
    /// By the number of a format that every program knows.
    pub(super) fn of_number(format: u32) -> Self {
        match format {
            9 | 10 => Self::Scaled,
            14..=22 | 27..=36 | 45..=47 | 50..=58 => Self::Date,
            _ => Self::Plain,
        }
    }

    /// By the code of a format: `yyyy/m/d`, `000000`.
    pub(super) fn of_code(code: &str) -> Self {
        // Of a positive number: `000-0000`, `"0"00`.
        let positive = code.split(';').next().unwrap_or_default();
        let zeros = positive.bytes().filter(|byte| *byte == b'0').count();
        if zeros > 1 && positive.bytes().all(|byte| b"0- ()\\\"".contains(&byte)) {
            return Self::Padded(u8::try_from(zeros).unwrap_or(u8::MAX));
        }
        if is_scaled(positive) {
            return Self::Scaled;
        }
        let mut signs = code.chars();
        let mut is_date = false;
        while let Some(sign) = signs.next() {
            match sign.to_ascii_lowercase() {
                // Of a positive number.
                ';' => break,
                '"' => signs
                    .by_ref()
                    .take_while(|sign| *sign != '"')
                    .for_each(drop),
                '\\' | '_' | '*' => drop(signs.next()),
                '[' => {
                    let inner: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                    let is_unit = |sign: char| matches!(sign, 'h' | 'H' | 'm' | 'M' | 's' | 'S');
                    is_date |= !inner.is_empty() && inner.chars().all(is_unit);
                }
                'y' | 'm' | 'd' | 'h' | 's' => is_date = true,
                // `General` in any letter case.
                'g' => {
                    signs = signs
                        .as_str()
                        .strip_prefix("eneral")
                        .unwrap_or(signs.as_str())
                        .chars()
                }
                _ => {}
            }
        }
        match is_date {
            true => Self::Date,
            false => Self::Plain,
        }
    }
}

/// Whether a format shows a number a hundredfold (`0%`), as thousands (`0,`), or
/// with such a unit (`0"万"`).
fn is_scaled(code: &str) -> bool {
    let ends = code.rfind(['0', '#', '?']).map(|at| &code[at + 1..]);
    ends.is_some_and(|rest| rest.starts_with(',')) || code.contains(",.") || has_scale(code)
}

/// Whether what is shown names a unit of many, or a part.
pub(super) fn has_scale(shown: &str) -> bool {
    shown.contains(['%', '‰', '百', '千', '万', '萬', '亿'])
}

/// A number as it is shown; `from_1904` is how its workbook counts days.
pub(super) fn number(number: f64, shown: NumberFormat, from_1904: bool) -> MarkedText {
    if !number.is_finite() || number.abs() >= TOO_LARGE {
        return (format!("{number:e}"), Mark::Digits);
    }
    match shown {
        NumberFormat::Date => day(number, from_1904),
        NumberFormat::Scaled => (plain(number), Mark::Scaled),
        NumberFormat::Padded(digits) if number >= 0.0 && number.fract() == 0.0 => {
            let digits = usize::from(digits);
            (format!("{:0>digits$}", plain(number)), Mark::Sound)
        }
        _ => (plain(number), Mark::Sound),
    }
}

/// Without an exponent, and without what the last bits add to the 15 digits
/// that a spreadsheet shows: 0.1+0.2 is 0.3 there.
fn plain(number: f64) -> String {
    let fifteen = format!("{number:.14e}").parse().unwrap_or(number);
    let text = format!("{fifteen}");
    match text.as_str() {
        "-0" => "0".into(),
        _ => text,
    }
}

fn day(number: f64, from_1904: bool) -> MarkedText {
    let none = || (plain(number), Mark::NoDate);
    // Below 1e15 as asked before, and so are its seconds whole numbers.
    #[allow(clippy::cast_possible_truncation)]
    let seconds = (number * DAY as f64).round() as i64;
    let (days, seconds) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let time = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    let first: Date = match from_1904 {
        _ if days == 0 && seconds > 0 => return (time, Mark::Sound),
        true if (0..=LAST_DAY).contains(&days) => date(1904, 1, 1),
        false if (FIRST_DAY..=LAST_DAY).contains(&days) => date(1899, 12, 30),
        _ => return none(),
    };
    match first.checked_add(days.days()) {
        Ok(day) if seconds == 0 => (day.to_string(), Mark::Sound),
        Ok(day) => (format!("{day} {time}"), Mark::Sound),
        Err(_) => none(),
    }
}

/// A date of XML, as `2023-01-02T00:00:00`, as people write it.
pub(super) fn iso(text: &str) -> String {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    let time = time.split(['.', 'Z']).next().unwrap_or_default();
    match time {
        "" | "00:00:00" | "00:00" => day.to_owned(),
        time => format!("{day} {time}"),
    }
}

/// A truth value.
pub(super) fn truth(is_true: bool) -> MarkedText {
    let text = if is_true { "TRUE" } else { "FALSE" };
    (text.to_owned(), Mark::Truth)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_texts_that_people_see() {
        for (typed, text) in [
            (13_800_000_000.0, "13800000000"),
            (5.0, "5"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (12.3, "12.3"),
            (-1.5, "-1.5"),
            (1e-7, "0.0000001"),
            (999_999_999_999_999.0, "999999999999999"),
        ] {
            let expected = (text.to_owned(), Mark::Sound);
            assert_eq!(number(typed, NumberFormat::Plain, false), expected);
        }
        for (typed, text) in [(1e15, "1e15"), (-1.1e17, "-1.1e17"), (f64::NAN, "NaN")] {
            let expected = (text.to_owned(), Mark::Digits);
            assert_eq!(number(typed, NumberFormat::Date, false), expected);
        }
    }

    #[test]
    fn zeros_before_a_number_are_those_of_its_format() {
        let padded = |typed| number(typed, NumberFormat::of_code("000000"), false).0;
        assert_eq!(padded(42.0), "000042");
        assert_eq!(padded(1_234_567.0), "1234567");
        assert_eq!(padded(-4.5), "-4.5");
        for code in ["000-00000000", "(000) 00000000;@", "000\\-00000000"] {
            let (text, _) = number(2_112_345_678.0, NumberFormat::of_code(code), false);
            assert_eq!(text, "02112345678", "{code}");
        }
    }

    #[test]
    fn dates_are_days_and_times_where_there_are_some() {
        for (typed, from_1904, text) in [
            (44_928.0, false, "2023-01-02"),
            (43_466.0, true, "2023-01-02"),
            (44_928.5, false, "2023-01-02 12:00:00"),
            (44_928.999_999_99, false, "2023-01-03"),
            (0.75, false, "18:00:00"),
            (61.0, false, "1900-03-01"),
            (0.0, true, "1904-01-01"),
            (2_958_465.0, false, "9999-12-31"),
        ] {
            let expected = (text.to_owned(), Mark::Sound);
            assert_eq!(
                number(typed, NumberFormat::Date, from_1904),
                expected,
                "{typed}"
            );
        }
        for typed in [-1.0, 0.0, 5.0, 60.0, 2_958_466.0, 13_800_000_000.0] {
            assert_eq!(
                number(typed, NumberFormat::Date, false).1,
                Mark::NoDate,
                "{typed}"
            );
        }
        assert_eq!(iso("2023-01-02T00:00:00"), "2023-01-02");
        assert_eq!(iso("2023-01-02T10:30:00.5"), "2023-01-02 10:30:00");
        assert_eq!(iso("2023-01-02"), "2023-01-02");
    }

    #[test]
    fn a_format_of_dates_is_known_by_its_signs() {
        for code in [
            "yyyy/m/d",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]dddd",
            "mm:ss.0",
            "[h]:mm",
            "[Red]d",
            "yyyy-mm-dd;@",
            "m/d/yy h:mm AM/PM",
        ] {
            assert_eq!(NumberFormat::of_code(code), NumberFormat::Date, "{code}");
        }
        for code in [
            "General",
            "GENERAL",
            "0",
            "0.00E+00",
            "[Red]0.00",
            "#,##0 \"days\"",
            "0\\d",
            "_d0",
            "@",
            "\"yyyy\"0",
            "0;[Red]d",
            "0;0%",
            "#,##0.00_ ",
            "",
        ] {
            assert_eq!(NumberFormat::of_code(code), NumberFormat::Plain, "{code}");
        }
        assert_eq!(NumberFormat::of_number(14), NumberFormat::Date);
        assert_eq!(NumberFormat::of_number(2), NumberFormat::Plain);
    }

    #[test]
    fn a_number_that_is_shown_as_another_is_known_by_its_format() {
        for code in [
            "0%",
            "0.00%",
            "0,",
            "#,##0,\"K\"",
            "0,.0",
            "0\"万\"",
            "0!.0,\"万\"",
        ] {
            assert_eq!(NumberFormat::of_code(code), NumberFormat::Scaled, "{code}");
        }
        assert_eq!(NumberFormat::of_number(9), NumberFormat::Scaled);
        let expected = ("5".to_owned(), Mark::Scaled);
        assert_eq!(number(5.0, NumberFormat::Scaled, false), expected);
    }
}
