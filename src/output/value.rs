//! One cell: what a value looks like in a table and in CSV.
//!
//! A value that is not of its column's kind is shown as it came. It is never
//! dropped and never an error: the kinds are what the documents say, and the
//! service may say otherwise.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use super::{Column, Style, Values, compact, number, time};
use crate::row::Value;
use crate::secret::MASK;
use crate::text::escape;

/// What stands in a table for null and for a field that is missing.
pub(super) const NOTHING: &str = "-";

/// What a column asks of its cells, settled once for many rows.
#[derive(Clone, Copy)]
pub(super) struct Wish {
    kind: Values,
    is_masked: bool,
}

/// The part of the style that decides what a cell says.
pub(super) struct Cells {
    zone: TimeZone,
    shanghai: TimeZone,
    show_secrets: bool,
}

impl Cells {
    pub(super) fn new(style: &Style) -> Self {
        Self {
            zone: style.zone.clone(),
            shanghai: time::shanghai(),
            show_secrets: style.show_secrets,
        }
    }

    /// What this column asks.
    pub(super) fn wish(&self, column: &Column) -> Wish {
        Wish {
            kind: column.kind,
            is_masked: !self.show_secrets && column.is_secret(),
        }
    }

    /// The cell of a table: bytes as GiB, and safe to look at.
    pub(super) fn for_people(&self, column: &Column, value: Option<Value<'_>>) -> String {
        let Some(text) = self.text(self.wish(column), value) else {
            return NOTHING.to_owned();
        };
        let amount = match column.kind {
            Values::Bytes => number::gib(&text),
            _ => None,
        };
        amount.unwrap_or_else(|| escape(&text).into_owned())
    }

    /// The cell of CSV: empty for null and for a field that is missing.
    pub(super) fn for_programs<'a>(&self, wish: Wish, value: Option<Value<'a>>) -> Cow<'a, str> {
        self.text(wish, value).unwrap_or_default()
    }

    /// The text of a value, times in the zone, secrets masked.
    fn text<'a>(&self, wish: Wish, value: Option<Value<'a>>) -> Option<Cow<'a, str>> {
        let value = value.filter(|value| !value.is_null())?;
        if wish.is_masked {
            return Some(Cow::Borrowed(MASK));
        }
        if value.is_nested() {
            return Some(Cow::Owned(compact::nested(value, self.show_secrets)));
        }
        let text = value.as_text();
        let time = match wish.kind {
            Values::Millis => time::from_millis(&text, &self.zone),
            Values::ShanghaiText => time::from_text(&text, &self.shanghai, &self.zone),
            _ => None,
        };
        Some(time.map_or(text, Cow::Owned))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Style};
    use super::*;

    fn cells(kind: Values, literal: &str) -> (String, String) {
        let cells = Cells::new(&Style::plain(Format::Csv));
        let column = Column::new("x", "X", kind);
        let value = Some(Value::new(literal));
        (
            cells.for_people(&column, value),
            cells.for_programs(cells.wish(&column), value).into_owned(),
        )
    }

    #[track_caller]
    fn check(kind: Values, literal: &str, people: &str, programs: &str) {
        assert_eq!(
            cells(kind, literal),
            (people.to_owned(), programs.to_owned())
        );
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
        check(Values::Gigabytes, "1.50E+2", "1.50E+2", "1.50E+2");
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
        let missing =
            Cells::new(&Style::plain(Format::Csv)).for_people(&Column::text("x", "X"), None);
        assert_eq!(missing, "-");
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
        let mut style = Style::plain(Format::Csv);
        let secret = Column::text("x", "X").secret();
        let value = Some(Value::new(r#""hunter2""#));
        let cells = Cells::new(&style);
        assert_eq!(cells.for_people(&secret, value), "********");
        let programs = |column, value| cells.for_programs(cells.wish(column), value);
        assert_eq!(programs(&secret, value), "********");
        assert_eq!(programs(&secret, Some(Value::new("null"))), "");
        assert_eq!(programs(&Column::text("readToken", "X"), value), "********");
        style.show_secrets = true;
        let cells = Cells::new(&style);
        assert_eq!(cells.for_programs(cells.wish(&secret), value), "hunter2");
    }
}
