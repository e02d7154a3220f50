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
//! and has every value as it was. Full-width signs and digits count as the
//! ASCII ones: Chinese and Japanese spreadsheets read them so.

use std::borrow::Cow;

use super::Values;
use crate::text::half_width;

/// Digits that spreadsheets keep; the rest becomes zeros.
pub(super) const KEPT_DIGITS: usize = 15;

/// Of these names three letters are enough.
const MONTHS: &str = "january february march april may june july august september october \
                      november december";

/// Puts an apostrophe before a cell that would not stay what it is.
pub(crate) fn guard(cell: Cow<'_, str>, values: Values) -> Cow<'_, str> {
    if is_at_risk(&cell, values) {
        return Cow::Owned(format!("'{cell}"));
    }
    cell
}

/// A text without the apostrophe that [`guard`] put before it; another one
/// stays.
pub(crate) fn unguarded(cell: &str) -> &str {
    let guarded = cell.strip_prefix('\'');
    guarded
        .filter(|rest| is_at_risk(rest, Values::Text))
        .unwrap_or(cell)
}

fn is_at_risk(cell: &str, values: Values) -> bool {
    let cell = half_width(cell);
    let is_text = values == Values::Text;
    match cell.bytes().next() {
        _ if is_number(&cell) => {
            is_text || cell.bytes().filter(u8::is_ascii_digit).count() > KEPT_DIGITS
        }
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n' | b'\'') => true,
        _ => is_text && (is_amount(&cell) || is_date_like(&cell)),
    }
}

/// Whether a text such as `1,000`, `5%`, `¥5` or `(5)` would become a number, or
/// a truth value.
fn is_amount(text: &str) -> bool {
    let bare = text.trim_matches(|c| " $¥￥€£%()".contains(c));
    let is_truth = ["true", "false"].contains(&text.to_ascii_lowercase().as_str());
    is_truth || is_number(&bare.replace(',', ""))
}

/// Whether a text such as `1-2`, `3/4`, `5-Jan`, `MAR1`, `5月1日`, `12:30` or
/// `2022-05-18 00:00` would become a date or a time: groups of one to four
/// digits and names of months, three at most unless there is a time.
fn is_date_like(text: &str) -> bool {
    let text = text.to_lowercase();
    let is_time = text.contains([':', '时', '時']);
    let is_digit = |c: char| c.is_ascii_digit();
    let pieces = text.split(|c| " -/:,年月日号时時分秒".contains(c));
    let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
    let is_part = |piece: &&str| {
        let word = piece.trim_matches(is_digit);
        let is_month = word.len() >= 3 && MONTHS.split(' ').any(|month| month.starts_with(word));
        let is_name = is_month || ["", "am", "pm", "上午", "下午"].contains(&word);
        piece.len() - word.len() <= 4 && (is_name || is_time && ["t", "z"].contains(&word))
    };
    let mixed = |piece: &&&str| piece.starts_with(is_digit) != piece.ends_with(is_digit);
    let groups = pieces.len() + pieces.iter().filter(mixed).count();
    let most = if is_time { 9 } else { 3 };
    (2..=most).contains(&groups) && text.contains(is_digit) && pieces.iter().all(is_part)
}

/// Whether the text is wholly a number as spreadsheets read one: a sign,
/// digits, a fraction, an exponent.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    unsigned.starts_with(is_part) && unsigned.ends_with(is_part) && unsigned.parse::<f64>().is_ok()
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
        let formulas = "=1+1 +cmd -1+1 @SUM(A1) \t=1 \r=1 \n=1 = - +86\u{a0}138 '=1 'quoted' \
                        ＝1+1 ＋1+1 －cmd ＠SUM(A1)";
        let formulas: Vec<_> = formulas.split(' ').collect();
        check(
            Values::Text,
            &formulas,
            &[
                "",
                "a=1",
                "中文",
                "a@b.cn",
                " =1",
                "1.0.0",
                "（1）班",
                "１班",
            ],
        );
        check(Values::Number, &formulas, &["********"]);
    }

    #[test]
    fn a_text_that_is_only_a_number_stays_text() {
        let numbers = "13800000000 +8613800000000 +86 123456789 00123 -007 1.10 0 2024 -12.50 .5 5. \
                       837228485e48 1E5 330106199001011234 1,000 5% $5 ¥5 ￥5.00 (5) １２３ TRUE false";
        let numbers: Vec<_> = numbers.split(' ').collect();
        let texts = [
            "138-0000-00000",
            "0571-88888888",
            "(0571)88888888",
            "12e",
            "0x1F",
            "5 G",
            ".",
        ];
        check(Values::Text, &numbers, &texts);
        check(Values::Text, &["5 %", " 5", "5 "], &[]);
    }

    #[test]
    fn what_looks_like_a_date_stays_text() {
        let dates = "1-2 3/4 2022-05 2022-05-12 12:30 1/2/2022 5-Jan MAR-1 mar1 Sept-2024 1-March-24 \
                     5月1日 2024年5月 2024年5月1日 8时30分 2022-05-18T00:00:00Z １／２";
        let dates: Vec<_> = dates.split(' ').collect();
        let texts = [
            "1-",
            "1-2-3-4",
            "1-a",
            "5月",
            "Jan",
            "marks-1",
            "ma-1",
            "2022-05-18-x",
            "sub0001",
            "5t",
        ];
        check(Values::Text, &dates, &texts);
        let spaced = [
            "2022-05-18 00:00",
            "5 Jan 2024",
            "Jan 5, 2024",
            "8:30 PM",
            "1 1/2",
        ];
        check(Values::Text, &spaced, &["1st of May"]);
    }

    #[test]
    fn quantities_and_times_stay_what_they_are() {
        let shown = ["21474836480", "1E5", "-12.50", "0", "123456789012345"];
        check(Values::Number, &["1234567890123456"], &shown);
        check(Values::Bytes, &[], &shown);
        check(Values::Millis, &[], &["2022-05-18 00:00:00", "2022-05-18"]);
    }

    #[test]
    fn only_an_apostrophe_of_ours_is_taken_off() {
        for (cell, text) in [
            ("'=1", "=1"),
            ("'MAR-1", "MAR-1"),
            ("''=1", "'=1"),
            ("'a@b.cn", "'a@b.cn"),
            ("'", "'"),
        ] {
            assert_eq!(unguarded(cell), text);
        }
    }
}
