//! Text cells a spreadsheet would run, or damage, when it opens a CSV file.
//!
//! Spreadsheets guess what a cell is, quoted or not. A memo of `=HYPERLINK(…)`
//! becomes a formula, the id `00123` becomes 123, the id `83722e12` becomes
//! 8.3722E+16, and the phone 13800000000 shows as 1.38E+10 in a column of
//! ordinary width, which is what is saved the next time.
//!
//! All of these get an apostrophe in front, as OWASP advises against formulas:
//! the one mark that every spreadsheet takes for text, that is no formula
//! itself (as `="00123"` is) and no white space that lookups trip over. Excel
//! and LibreOffice show it until the cell is edited. A text that begins with
//! an apostrophe gets one too, so a program that reads the file back takes one away
//! and has every value as it was.

use std::borrow::Cow;

use super::Values;

/// Digits that fit in a column of ordinary width (8.43 characters); longer
/// numbers are shown, and saved, in scientific form.
const SHOWN_DIGITS: usize = 8;

/// Digits that spreadsheets keep; the rest becomes zeros.
const KEPT_DIGITS: usize = 15;

/// Puts an apostrophe before a cell that would not stay what it is.
pub(super) fn guard(cell: Cow<'_, str>, values: Values) -> Cow<'_, str> {
    if is_at_risk(&cell, values) {
        return Cow::Owned(format!("'{cell}"));
    }
    cell
}

fn is_at_risk(cell: &str, values: Values) -> bool {
    match cell.bytes().next() {
        Some(b'0'..=b'9' | b'+' | b'-') if is_number(cell) => is_damaged(cell, values),
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\'') => true,
        Some(b'0'..=b'9') => values == Values::Text && is_date_like(cell),
        _ => false,
    }
}

/// Whether a number loses something: digits in any column, and in a column of
/// texts, where it is an id or a phone, also its leading zero, its length or
/// its exponent.
fn is_damaged(number: &str, values: Values) -> bool {
    let unsigned = number.trim_start_matches(['+', '-']);
    let whole = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    let digits = unsigned.bytes().filter(u8::is_ascii_digit).count();
    let leads_with_zero = whole > 1 && unsigned.starts_with('0');
    let has_exponent = unsigned.contains(['e', 'E']);
    digits > KEPT_DIGITS
        || values == Values::Text && (leads_with_zero || has_exponent || whole > SHOWN_DIGITS)
}

/// Whether a text such as `1-2`, `3/4`, `2022-05` or `12:30` would become a
/// date or a time: two or three groups of one to four digits.
fn is_date_like(text: &str) -> bool {
    let groups = text.split(['-', '/', ':']);
    let is_group = |group: &str| {
        (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    (2..=3).contains(&groups.clone().count()) && groups.into_iter().all(is_group)
}

/// Whether the text is wholly a number as spreadsheets read one: a sign,
/// digits, a fraction, an exponent.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let (first, last) = (unsigned.as_bytes().first(), unsigned.as_bytes().last());
    is_digit(first) && is_digit(last) && unsigned.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: Values, guarded: &[&str], untouched: &[&str]) {
        for cell in guarded {
            assert_eq!(guard(Cow::Borrowed(cell), values), format!("'{cell}"));
        }
        for cell in untouched {
            assert_eq!(guard(Cow::Borrowed(cell), values), *cell);
        }
    }

    #[test]
    fn what_begins_a_formula_is_defused_in_every_column() {
        let formulas = "=1+1 +cmd -1+1 @SUM(A1) \t=1 \r=1 = - +86\u{a0}138 '=1 'quoted'";
        let formulas: Vec<_> = formulas.split(' ').collect();
        check(
            Values::Text,
            &formulas,
            &["", "a=1", "中文", "a@b.cn", " =1", "1.0.0"],
        );
        check(Values::Number, &formulas, &["********"]);
    }

    #[test]
    fn ids_phones_and_what_looks_like_a_date_stay_text() {
        check(
            Values::Text,
            &[
                "13800000000",
                "+8613800000000",
                "123456789",
                "00123",
                "-007",
            ],
            &["-12.50", "+5", "0", "2024", "12345678", "0.5", "-0.25"],
        );
        check(
            Values::Text,
            &["837228485e48", "1E5", "330106199001011234"],
            &[],
        );
        check(
            Values::Text,
            &["1-2", "3/4", "2022-05", "2022-05-12", "12:30", "1/2/2022"],
            &["138-0000-00000", "1-", "1-2-3-4", "1-a", "2022-05-18 00:00"],
        );
    }

    #[test]
    fn quantities_and_times_stay_what_they_are() {
        let shown = ["21474836480", "1E5", "-12.50", "0", "123456789012345"];
        check(Values::Number, &["1234567890123456"], &shown);
        check(Values::Bytes, &[], &shown);
        check(Values::Millis, &[], &["2022-05-18 00:00:00", "2022-05-18"]);
    }

    #[test]
    fn numbers_are_told_from_texts() {
        for number in ["0", "-12.50", "+5", "1e5", "1.5E-10", "007", "13800000000"] {
            assert!(is_number(number), "{number}");
        }
        for text in [
            "", "-", "+", ".5", "5.", "1e", "1e+", "--1", "1,5", "0x1F", "inf", "NaN", " 1", "1 ",
            "-1+1", "1.2.3", "１",
        ] {
            assert!(!is_number(text), "{text}");
        }
    }
}
