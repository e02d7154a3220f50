//! `--count`, `--sum`, `--by`: rows counted and added up. Numbers are decimals,
//! added exactly.

use super::columns::Column;
use super::value::decimal;
use crate::failure::{Failure, Kind};
use crate::lang::{Text, both};
use crate::row::Row;
use crate::text;
use crate::text::quoted;
use indexmap::IndexMap;
use rust_decimal::Decimal;

/// Rows counted and added up, in groups.
#[derive(Clone, Debug)]
pub struct Tally {
    by: Vec<&'static Column>,
    sums: Vec<&'static Column>,
    counts: bool,
    /// By the literals in the columns of `--by`.
    groups: IndexMap<Vec<String>, Group>,
}

#[derive(Clone, Debug)]
struct Group {
    count: u64,
    sums: Vec<Decimal>,
}

impl Group {
    fn new(sums: &[&Column]) -> Self {
        Self {
            count: 0,
            sums: vec![Decimal::ZERO; sums.len()],
        }
    }
}

impl Tally {
    /// Nothing is counted yet. A sum is one of one unit: the column of the unit
    /// is one of those that tell groups apart.
    pub fn new(by: Vec<&'static Column>, sums: Vec<&'static Column>, counts: bool) -> Self {
        // Nothing counts as 0, not as no line.
        let whole = by.is_empty().then(|| (Vec::new(), Group::new(&sums)));
        Self {
            groups: whole.into_iter().collect(),
            by,
            sums,
            counts,
        }
    }

    /// The columns of its rows.
    pub fn columns(&self) -> Vec<Column> {
        let count = self.counts.then_some(Column::number("count", "COUNT"));
        let asked_for = |column: &&'static Column| Column {
            shown: true,
            ..**column
        };
        let groups = self.by.iter().map(asked_for);
        let sums = self.sums.iter().map(asked_for);
        groups.chain(count).chain(sums).collect()
    }

    /// Counts a row.
    ///
    /// # Errors
    /// What is to be added is not a number, or the sum has no room.
    pub fn add(&mut self, row: &Row) -> Result<(), Failure> {
        let literal = |column: &&Column| {
            let value = row.get(column.field);
            value.map_or("null".to_owned(), |value| value.as_str().to_owned())
        };
        let values = self.by.iter().map(literal).collect();
        let group = self.groups.entry(values);
        let group = group.or_insert_with(|| Group::new(&self.sums));
        group.count += 1;
        for (sum, column) in group.sums.iter_mut().zip(&self.sums) {
            let Some(text) = row.text(column.field) else {
                continue;
            };
            let wrong = |why: Text| {
                let (field, value) = (column.field, quoted(&text));
                let words = text!(
                    "--sum {field}: {value} {why}",
                    "--sum {field}：{value} {why}"
                );
                Failure::new(Kind::Network, words)
            };
            let number =
                decimal(&text).ok_or_else(|| wrong(both("is not a number", "不是数字").into()))?;
            let sign = column.sign_in(row);
            if let (0, Some((field, _))) = (sign, column.sign)
                && !self.by.iter().any(|by| by.field == field)
            {
                let kind = quoted(&row.text(field).unwrap_or_default());
                let why = text!(
                    "of {field} {kind} has no known sign",
                    "（{field} 为 {kind}）无法判断是增加还是回收"
                );
                return Err(wrong(why).hint(text!("add --by {field}", "请加上 --by {field}")));
            }
            *sum = sum
                .checked_add(if sign < 0 { -number.abs() } else { number })
                .ok_or_else(|| wrong(both("is too large to be added", "过大，无法相加").into()))?;
        }
        Ok(())
    }

    /// A row for each group, in the order in which they were met first.
    pub fn rows(self) -> Vec<Row> {
        let columns = self.columns();
        let row = |(values, group): (Vec<String>, Group)| {
            let count = self.counts.then(|| group.count.to_string());
            let sums = group.sums.iter().map(Decimal::to_string);
            let literals = values.into_iter().chain(count).chain(sums);
            let fields = columns.iter().zip(literals);
            let fields = fields.map(|(column, literal)| format!("{:?}:{literal}", column.field));
            let fields = fields.collect::<Vec<_>>().join(",");
            Row::parse(&format!("{{{fields}}}")).expect("pieces of valid JSON")
        };
        self.groups.into_iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Values;
    use super::*;

    static COLUMNS: [Column; 5] = [
        Column::text("n", "N"),
        Column::new("date", "DATE", Values::ShanghaiText),
        Column::number("amount", "AMOUNT").of_unit("unit"),
        Column::text("unit", "UNIT"),
        Column::new("at", "AT", Values::Millis),
    ];

    fn rows(texts: &[&str]) -> Vec<Row> {
        texts.iter().map(|text| Row::parse(text).unwrap()).collect()
    }

    fn tallied(by: &[usize], sums: &[usize], counts: bool, texts: &[&str]) -> Vec<String> {
        let columns = |places: &[usize]| places.iter().map(|at| &COLUMNS[*at]).collect();
        let mut tally = Tally::new(columns(by), columns(sums), counts);
        rows(texts)
            .iter()
            .try_for_each(|row| tally.add(row))
            .unwrap();
        tally
            .rows()
            .iter()
            .map(|row| row.as_str().to_owned())
            .collect()
    }

    #[test]
    fn rows_are_counted_and_added_up_exactly_in_the_order_of_their_groups() {
        let rows = [
            r#"{"n":"x","amount":0.1,"unit":"GB"}"#,
            r#"{"n":"y","amount":"0.20","unit":"GB"}"#,
            r#"{"n":"x","amount":null,"unit":"GB"}"#,
            r#"{"n":"x","amount":9007199254740993,"unit":"minutes"}"#,
        ];
        let counted = tallied(&[], &[], true, &rows);
        assert_eq!(counted, [r#"{"count":4}"#]);
        let by_name = [r#"{"n":"x","count":3}"#, r#"{"n":"y","count":1}"#];
        assert_eq!(tallied(&[0], &[], true, &rows), by_name);
        let by_unit = [
            r#"{"unit":"GB","amount":0.30}"#,
            r#"{"unit":"minutes","amount":9007199254740993}"#,
        ];
        assert_eq!(tallied(&[3], &[2], false, &rows), by_unit);
        assert_eq!(tallied(&[], &[2], false, &[]), [r#"{"amount":0}"#]);
        assert_eq!(tallied(&[0], &[], true, &[]), [""; 0]);
    }

    #[test]
    fn what_was_taken_back_is_taken_away_and_an_unknown_kind_needs_a_line_of_its_own() {
        static LOG: [Column; 2] = [
            Column::number("n", "N").signed_by("kind", &[("ADD_", 1), ("RECOVER_", -1)]),
            Column::text("kind", "KIND"),
        ];
        let sum = |by: Vec<&'static Column>, more: &[&str]| {
            let known = [
                r#"{"n":740,"kind":"ADD_X"}"#,
                r#"{"n":"330","kind":"RECOVER_X"}"#,
                r#"{"n":-100,"kind":"RECOVER_X"}"#,
                r#"{"n":null,"kind":"OTHER"}"#,
            ];
            let mut tally = Tally::new(by, vec![&LOG[0]], false);
            for row in rows(&[&known, more].concat()) {
                tally.add(&row)?;
            }
            let lines = tally.rows();
            let lines: Vec<_> = lines.iter().map(|row| row.as_str().to_owned()).collect();
            Ok::<_, Failure>(lines.join(" "))
        };
        assert_eq!(sum(vec![], &[]).unwrap(), r#"{"n":310}"#);
        let unknown = [r#"{"n":5,"kind":"EXPIRED"}"#];
        let failure = sum(vec![], &unknown).unwrap_err();
        let message = r#"--sum n: "5" of kind "EXPIRED" has no known sign"#;
        assert_eq!(failure.message, message);
        assert_eq!(failure.hint.unwrap(), "add --by kind");
        let lines = r#"{"kind":"ADD_X","n":740} {"kind":"RECOVER_X","n":-430} {"kind":"OTHER","n":0} {"kind":"EXPIRED","n":5}"#;
        assert_eq!(sum(vec![&LOG[1]], &unknown).unwrap(), lines);
    }

    #[test]
    fn what_is_no_number_is_not_added_up_in_silence() {
        let mut tally = Tally::new(Vec::new(), vec![&COLUMNS[2]], false);
        let row = Row::parse(r#"{"amount":"many"}"#).unwrap();
        let message = tally.add(&row).unwrap_err().message;
        assert_eq!(message, "--sum amount: \"many\" is not a number");
        let most = Row::parse(r#"{"amount":79228162514264337593543950335}"#).unwrap();
        tally.add(&most).unwrap();
        assert!(
            tally
                .add(&most)
                .unwrap_err()
                .message
                .en()
                .ends_with("too large to be added")
        );
    }
}
