//! One comparison with a value, such as `minutes<100`: for conditions, which go
//! by the rules of `--where`.

use super::{Operator, Parser, Wanted, ends_name};
use crate::failure::Failure;
use crate::lang::{Text, both};
use crate::output::{Column, Values};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

/// One comparison: `minutes<100`.
#[derive(Debug)]
pub struct Comparison {
    column: &'static Column,
    operator: Operator,
    holds: bool,
    wanted: Wanted,
    /// The operator in letters: `lt`.
    pub word: &'static str,
    /// The value as it was typed.
    pub value: String,
}

impl Comparison {
    /// Reads a comparison that an option gave; `column` finds what its name
    /// stands for, or says why there is no such thing. Times are those of
    /// [`super::Filter::parse`].
    ///
    /// # Errors
    /// Usage: the first thing that is wrong, and where it is.
    pub fn parse(
        option: &str,
        text: &str,
        zone: &TimeZone,
        now_unix_millis: i64,
        column: impl FnOnce(&str) -> Result<&'static Column, Text>,
    ) -> Result<Self, Failure> {
        let mut parser = Parser {
            option,
            text,
            at: 0,
            levels: 0,
            columns: &[],
            zone,
            now_unix_millis,
        };
        parser.skip_blanks();
        let start = parser.at;
        let (name, _) = parser.word(ends_name)?;
        let column = column(&name).map_err(|why| parser.wrong(start, why))?;
        let expected = both(
            "an operator is expected here: = != < <= > >=",
            "这里应为运算符：`= != < <= > >=`",
        );
        let is_order = |operator| matches!(operator, Operator::Order(_));
        let (words, operator, holds) = parser.operator(is_order, expected)?;
        parser.skip_blanks();
        let begin = parser.at;
        let wanted = parser.value(column, operator, false)?;
        let value = text[begin..parser.at].to_owned();
        parser.skip_blanks();
        if !parser.rest().is_empty() {
            let words = both(
                "a condition is one comparison; give the option again for another",
                "一个条件只有一个比较；其他条件请再写一次该选项",
            );
            return Err(parser.wrong(parser.at, words));
        }
        Ok(Self {
            column,
            operator,
            holds,
            wanted,
            word: words.last().copied().unwrap_or_default(),
            value,
        })
    }

    /// Whether it holds for what is in a cell.
    pub fn holds(&self, cell: Option<&str>) -> bool {
        self.operator.holds(self.column, cell, &self.wanted) == self.holds
    }

    /// Whether a cell has what can be compared with the value.
    pub fn can_tell(&self, cell: Option<&str>) -> bool {
        let values = self.column.values;
        let number = || cell.and_then(|cell| values.number(cell));
        values == Values::Text || self.is_of_null() || number().is_some()
    }

    /// Whether it is compared with null.
    pub fn is_of_null(&self) -> bool {
        matches!(self.wanted, Wanted::Null)
    }

    /// The number that it is compared with.
    pub fn number(&self) -> Option<Decimal> {
        match self.wanted {
            Wanted::Number(first, last) if first == last => Some(first),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::time::SHANGHAI;

    static COLUMNS: [Column; 3] = [
        Column::number("minutes", "MINUTES"),
        Column::new("expireDate", "EXPIRES", Values::Millis),
        Column::text("status", "STATUS").one_of(&["normal", "frozen"]),
    ];

    /// 2024-05-20 00:00:00 in China.
    const NOW: i64 = 1_716_134_400_000;

    fn parse(text: &str) -> Result<Comparison, Failure> {
        Comparison::parse("-c", text, &SHANGHAI, NOW, |name| {
            let found = COLUMNS.iter().find(|column| column.is_named_by(name));
            found.ok_or_else(|| Text::verbatim(format!("no {name}")))
        })
    }

    #[test]
    fn every_operator_compares_exactly_and_has_a_word() {
        for (text, word, held) in [
            ("minutes<100", "lt", "99.99"),
            ("minutes<=100", "le", "99.99 100 100.0"),
            ("minutes>100", "gt", "100.01"),
            ("minutes>=100", "ge", "100 100.0 100.01"),
            ("minutes = 100", "eq", "100 100.0"),
            ("MINUTES!=100", "ne", "99.99 100.01 null"),
            ("minutes eq 100.00", "eq", "100 100.0"),
        ] {
            let comparison = parse(text).unwrap();
            let cells = ["99.99", "100", "100.0", "100.01", "null"];
            let holds = |cell: &&str| comparison.holds(Some(*cell).filter(|cell| *cell != "null"));
            let found: Vec<&str> = cells.into_iter().filter(holds).collect();
            assert_eq!((comparison.word, found.join(" ")), (word, held.into()));
            assert_eq!(comparison.number(), Some(100.into()));
        }
    }

    #[test]
    fn a_time_ahead_holds_for_all_before_it() {
        let within = parse("expires<7d").unwrap();
        let week = NOW + 7 * 24 * 3_600_000;
        let holds = |millis: i64| within.holds(Some(&millis.to_string()));
        assert_eq!([NOW - 1, week - 1, week].map(holds), [true, true, false]);
        assert!(!within.holds(None) && !within.can_tell(None) && within.can_tell(Some("1")));
        assert!(parse("expires=null").unwrap().holds(None));
    }

    #[test]
    fn what_is_no_comparison_is_told_with_its_place() {
        for (text, at, why) in [
            ("minute<5", 0, "no minute"),
            (
                "minutes 5",
                8,
                "an operator is expected here: = != < <= > >=",
            ),
            (
                "minutes~5",
                7,
                "an operator is expected here: = != < <= > >=",
            ),
            ("minutes", 7, "an operator is expected here: = != < <= > >="),
            (
                "minutes<x",
                8,
                "\"x\" is not a value of minutes: give a number such as 500 or 12.5",
            ),
            (
                "minutes<",
                8,
                "a value is expected here; an empty one is \"\"",
            ),
            (
                "minutes<5 and status=normal",
                10,
                "a condition is one comparison; give the option again for another",
            ),
            (
                "status=cold",
                7,
                "\"cold\" is not a value of status: give normal or frozen",
            ),
        ] {
            let failure = parse(text).unwrap_err();
            assert_eq!(failure.message, format!("-c: {why}"));
            assert_eq!(failure.place.unwrap().1, at, "{text}");
        }
    }
}
