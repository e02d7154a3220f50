//! The cells of a row: what its values look like in a table and in CSV.
//!
//! A value that is not what its column says is shown verbatim. It is never
//! dropped and never an error: the documents may be wrong about it.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::{Column, Format, Headings, Style, Values, compact, time};
use crate::eight::plain_in_csv;
use crate::row::{Row, Value};
use crate::secret::MASK;
use crate::text::{escape, without_zeros};

/// What a table shows for null and for a field that is missing.
pub(super) const NOTHING: &str = "-";

/// Makes the cells of the chosen columns, row after row.
pub(super) struct Cells {
    columns: Vec<Place>,
    /// The row before. Rows of one page nearly always have the same fields in
    /// the same order, so the columns are where they were.
    before: Option<Row>,
    zone: TimeZone,
    show_secrets: bool,
    /// Whether people read them, and not programs.
    is_for_people: bool,
    /// By which names they read fields.
    headings: Headings,
}

struct Place {
    column: &'static Column,
    is_masked: bool,
    is_time: bool,
    /// How many fields from the first one it is in the row before.
    at: Option<usize>,
}

impl Cells {
    pub(super) fn new(style: &Style, columns: &[&'static Column]) -> Self {
        let place = |column: &&'static Column| Place {
            column,
            is_masked: !style.show_secrets && column.is_secret(),
            is_time: matches!(column.values, Values::Millis | Values::ShanghaiText),
            at: None,
        };
        Self {
            columns: columns.iter().map(place).collect(),
            before: None,
            zone: style.zone.clone(),
            show_secrets: style.show_secrets,
            is_for_people: matches!(style.format, Format::Table | Format::Xlsx),
            headings: style.headings.unwrap_or_else(|| style.format.headings()),
        }
    }

    /// The cells of a table: bytes as GiB, midnight as the day, and safe to
    /// look at.
    pub(super) fn for_people(&mut self, row: &Row) -> Vec<String> {
        let cell = |(column, text): (&Column, Option<Cow<str>>)| {
            let text = text.unwrap_or(Cow::Borrowed(NOTHING));
            let shown = match column.values {
                Values::Bytes => gib(&text),
                Values::Millis | Values::ShanghaiText => {
                    text.strip_suffix(" 00:00:00").map(str::to_owned)
                }
                _ => None,
            };
            shown.unwrap_or_else(|| escape(&text).into_owned())
        };
        self.texts(row).map(cell).collect()
    }

    /// The text of each column's value, times in the zone, secrets masked;
    /// `None` for null and for a field that is missing. Of fields of one name
    /// the last counts.
    pub(super) fn texts<'a>(
        &'a mut self,
        row: &'a Row,
    ) -> impl Iterator<Item = (&'static Column, Option<Cow<'a, str>>)> {
        self.find(row);
        let text = |place: &Place| self.text(place, row.value(place.at?));
        self.columns
            .iter()
            .map(move |place| (place.column, text(place)))
    }

    /// Finds the columns in a row.
    fn find(&mut self, row: &Row) {
        let known = self.before.as_ref();
        if !known.is_some_and(|before| row.has_names_of(before)) {
            for place in &mut self.columns {
                place.at = row.place(place.column.field);
            }
            self.before = Some(row.clone());
        }
    }

    /// Appends a line of CSV, a comma behind each cell. Most cells stand so in the
    /// row already; `other` appends those of [`Self::texts`] that may not.
    pub(super) fn push_csv(
        &mut self,
        row: &Row,
        line: &mut Vec<u8>,
        other: fn(&str, &mut Vec<u8>),
    ) {
        self.find(row);
        for place in &self.columns {
            match verbatim(place, row) {
                Some(cell) => {
                    line.extend_from_slice(cell);
                    line.push(b',');
                }
                None => {
                    let text = place.at.and_then(|at| self.text(place, row.value(at)));
                    other(&text.unwrap_or_default(), line);
                }
            }
        }
    }

    fn text<'a>(&self, place: &Place, value: Value<'a>) -> Option<Cow<'a, str>> {
        if value.is_null() {
            return None;
        }
        if place.is_masked {
            return Some(Cow::Borrowed(MASK));
        }
        if value.is_nested() {
            let whole = compact::compact(value.as_str(), self.show_secrets);
            return Some(Cow::Owned(whole));
        }
        let text = value.as_text();
        let mut said = place.column.said.iter();
        if let Some(said) = said.find(|said| self.is_for_people && said.en == text) {
            return Some(Cow::Borrowed(said.now()));
        }
        if self.is_for_people
            && let Some(field) = place.column.field_in(&text)
        {
            return Some(field.headed(self.headings));
        }
        let time = match place.column.values {
            Values::Millis => time::from_millis(&text, &self.zone),
            Values::ShanghaiText => time::from_text(&text, &time::SHANGHAI, &self.zone),
            _ => None,
        };
        Some(time.map_or(text, Cow::Owned))
    }
}

/// What is in a row of a cell of CSV, where no more has to be done to it: a number,
/// a word, or a string with neither an escape, which a quote would need, nor a comma.
fn verbatim<'a>(place: &Place, row: &'a Row) -> Option<&'a [u8]> {
    if place.is_masked || place.is_time {
        return None;
    }
    let Some(at) = place.at else {
        return Some(b"");
    };
    match row.literal(at) {
        b"null" => Some(b""),
        [b'"', text @ .., b'"'] => (plain_in_csv(text) == text.len()).then_some(text),
        [b'{' | b'[', ..] => None,
        literal => Some(literal),
    }
}

/// A number as it is written in JSON or in a text, exactly; `None` beyond 28
/// digits.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    match Decimal::from_str_exact(text) {
        Ok(number) => Some(number),
        Err(_) if text.contains(['e', 'E']) => Decimal::from_scientific(text).ok(),
        Err(_) => None,
    }
}

impl Values {
    /// The number in a cell, or the time in Unix milliseconds.
    pub(crate) fn number(self, cell: &str) -> Option<Decimal> {
        match self {
            Self::Text => None,
            Self::Number | Self::Bytes | Self::Span => decimal(cell),
            Self::Millis => cell.parse::<i64>().ok().map(Decimal::from),
            Self::ShanghaiText => time::shanghai_millis(cell).map(Decimal::from),
        }
    }
}

/// `21474836480` as `20 GiB`; `None` when the text is not a number.
///
/// Three decimals at most from one GiB on, three significant digits below, so
/// that nothing but zero shows as zero.
pub(crate) fn gib(bytes: &str) -> Option<String> {
    const GIB: f64 = 1024.0 * 1024.0 * 1024.0;
    let bytes = bytes.parse::<f64>().ok().filter(|bytes| bytes.is_finite());
    let amount = bytes? / GIB;
    let (mut decimals, mut scaled) = (3, amount.abs());
    while scaled > 0.0 && scaled < 0.1 {
        scaled *= 10.0;
        decimals += 1;
    }
    let shown = format!("{amount:.decimals$}");
    let shown = without_zeros(&shown);
    Some(format!("{} GiB", if shown == "-0" { "0" } else { shown }))
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Style};
    use super::*;

    /// The cell of a value for people, and for programs.
    fn cells(column: Column, literal: &str, show_secrets: bool) -> [String; 2] {
        let mut style = Style::plain(Format::Csv);
        style.show_secrets = show_secrets;
        let row = Row::parse(&format!(r#"{{"{}":{literal}}}"#, column.field)).unwrap();
        let mut cells = Cells::new(&style, &[Box::leak(Box::new(column))]);
        let people = cells.for_people(&row).remove(0);
        let (_, program) = cells.texts(&row).next().unwrap();
        [people, program.unwrap_or_default().into_owned()]
    }

    #[track_caller]
    fn check(values: Values, literal: &str, people: &str, programs: &str) {
        let column = Column::new("x", "X", values);
        assert_eq!(cells(column, literal, false), [people, programs]);
    }

    #[test]
    fn texts_are_escaped_for_people_only() {
        check(
            Values::Text,
            r#""a\n\u202eb""#,
            r"a\n\u{202e}b",
            "a\n\u{202e}b",
        );
        check(Values::Text, r#""""#, "", "");
        check(Values::Text, "true", "true", "true");
    }

    #[test]
    fn number_literals_stay() {
        check(Values::Number, "100.0", "100.0", "100.0");
        check(Values::Number, "1.50E+2", "1.50E+2", "1.50E+2");
        check(Values::Number, r#""0""#, "0", "0");
    }

    #[test]
    fn bytes_are_gib_for_people_only() {
        check(Values::Bytes, "21474836480", "20 GiB", "21474836480");
        check(Values::Bytes, r#""1610612736""#, "1.5 GiB", "1610612736");
    }

    #[test]
    fn times_are_in_the_zone_for_both() {
        let shown = "2022-05-17 16:00:00";
        check(Values::Millis, "1652803200000", shown, shown);
        check(Values::Millis, r#""1652803200000""#, shown, shown);
        let day = "2022-05-17";
        let midnight = "2022-05-17 00:00:00";
        check(Values::Millis, "1652745600000", day, midnight);
        check(Values::Text, r#""2022-05-17 00:00:00""#, midnight, midnight);
        check(
            Values::ShanghaiText,
            r#""2022-05-18 00:00:00""#,
            shown,
            shown,
        );
    }

    #[test]
    fn what_is_not_of_its_kind_is_shown_as_it_came() {
        check(Values::Millis, r#""so\non""#, r"so\non", "so\non");
        check(Values::Millis, "1.5", "1.5", "1.5");
        check(Values::ShanghaiText, "0", "0", "0");
        check(Values::Bytes, r#""10 G""#, "10 G", "10 G");
        check(Values::Number, r#""\u001b""#, r"\u{1b}", "\u{1b}");
    }

    #[test]
    fn null_is_a_dash_or_empty() {
        check(Values::Number, "null", "-", "");
        assert_eq!(texts(&[0], &["{}"]), ["-"]);
    }

    #[test]
    fn nested_values_are_compact_json_with_their_secrets_masked() {
        let json = r#"{"a":[1.0,null],"sign":"********"}"#;
        check(
            Values::Text,
            r#"{"a" : [1.0, null],"sign":"s"}"#,
            json,
            json,
        );
    }

    #[test]
    fn a_secret_column_is_masked_and_its_null_stays() {
        let secret = Column::text("x", "X").secret();
        assert_eq!(cells(secret, r#""hunter2""#, false), [MASK; 2]);
        assert_eq!(cells(secret, "null", false), ["-", ""]);
        assert_eq!(cells(secret, r#""hunter2""#, true), ["hunter2"; 2]);
        let undeclared = Column::text("readToken", "X");
        assert_eq!(cells(undeclared, r#""hunter2""#, false), [MASK; 2]);
    }

    static COLUMNS: [Column; 3] = [
        Column::text("a", "A"),
        Column::text("b", "B"),
        Column::text("c", "C"),
    ];

    fn texts(chosen: &[usize], rows: &[&str]) -> Vec<String> {
        let columns: Vec<_> = chosen.iter().map(|index| &COLUMNS[*index]).collect();
        let mut cells = Cells::new(&Style::plain(Format::Table), &columns);
        let mut shown = |row: &&str| cells.for_people(&Row::parse(row).unwrap()).join(" ");
        rows.iter().map(&mut shown).collect()
    }

    #[test]
    fn order_missing_and_unknown_fields_do_not_matter() {
        let rows = [
            r#"{"a":1,"b":2,"c":3}"#,
            r#"{"c":3,"x":0,"a":1,"b":2}"#,
            r#"{"c":3,"b":2}"#,
            r#"{"y":0,"b":2,"a":1,"z":0}"#,
            "{}",
            r#"{"a":1,"b":2,"c":3}"#,
        ];
        assert_eq!(
            texts(&[0, 1, 2], &rows),
            ["1 2 3", "1 2 3", "- 2 3", "1 2 -", "- - -", "1 2 3"]
        );
    }

    #[test]
    fn the_chosen_order_counts_and_a_column_may_come_twice() {
        let rows = [r#"{"a":1,"b":2,"c":3}"#, r#"{"b":2}"#];
        assert_eq!(texts(&[2, 0, 2, 2], &rows), ["3 1 3 3", "- - - -"]);
    }

    #[test]
    fn of_fields_of_one_name_the_last_counts_however_the_name_is_written() {
        assert_eq!(texts(&[0, 1], &[r#"{"a":1,"b":2,"\u0061":3}"#]), ["3 2"]);
    }

    #[test]
    fn bytes_are_shown_as_gib() {
        for (bytes, shown) in [
            ("0", "0 GiB"),
            ("-0.0", "0 GiB"),
            ("21474836480", "20 GiB"),
            ("1610612736", "1.5 GiB"),
            ("-1610612736", "-1.5 GiB"),
            ("107374182400.0", "100 GiB"),
            ("1.073741824E9", "1 GiB"),
            ("1234567890123", "1149.781 GiB"),
            ("536870912", "0.5 GiB"),
            ("10737418", "0.01 GiB"),
            ("1", "0.000000000931 GiB"),
            ("524288", "0.000488 GiB"),
            ("-1048576", "-0.000977 GiB"),
        ] {
            assert_eq!(gib(bytes).as_deref(), Some(shown), "{bytes}");
        }
    }

    #[test]
    fn what_is_not_a_number_of_bytes_is_refused() {
        for text in ["", "20 G", "inf", "nan", "1e999", "0x10"] {
            assert_eq!(gib(text), None, "{text}");
        }
    }
}
