//! `--sort`: rows that are held until the last one is there.

use super::columns::Column;
use crate::order::sorted;
use crate::row::{Packed, Row};
use rust_decimal::Decimal;
use std::cmp::Ordering::{self, Equal, Greater, Less};

/// Rows that are given out at a time, as in a page of the sub-account list.
const PAGE: usize = 100;

/// A column to sort by, and whether the largest come first.
pub type Order = (&'static Column, bool);

/// What a cell is sorted by. Numbers come before texts that are none.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(Decimal),
    Text(Box<str>),
}

/// Rows that wait to be sorted.
pub struct Sorter {
    orders: Vec<Order>,
    /// Of each row as many as there are orders; none for null.
    keys: Vec<Option<Key>>,
    rows: Packed,
}

impl Sorter {
    /// Holds no row yet.
    pub fn new(orders: &[Order]) -> Self {
        Self {
            orders: orders.to_vec(),
            keys: Vec::new(),
            rows: Packed::default(),
        }
    }

    /// Takes a row.
    pub fn add(&mut self, row: &Row) {
        let key = |(column, _): &Order| {
            let cell = row.text(column.field)?;
            Some(match column.values.number(&cell) {
                Some(number) => Key::Number(number),
                None => Key::Text(cell.into()),
            })
        };
        self.keys.extend(self.orders.iter().map(key));
        self.rows.push(row);
    }

    /// The rows, some at a time. Equal ones keep their order; null comes last
    /// both ways.
    pub fn sorted(self) -> impl Iterator<Item = Vec<Row>> {
        let places = sorted(self.rows.len(), &|one, other| self.compared(one, other));
        let Self { mut rows, keys, .. } = self;
        drop(keys);
        let pages = (0..places.len()).step_by(PAGE);
        pages.map(move |from| rows.give_up(&places[from..places.len().min(from + PAGE)]))
    }

    fn compared(&self, one: usize, other: usize) -> Ordering {
        let count = self.orders.len();
        let keys = |place: usize| &self.keys[place * count..][..count];
        let keys = keys(one).iter().zip(keys(other)).zip(&self.orders);
        let orders = keys.map(|((one, other), (_, is_falling))| match (one, other) {
            (None, None) => Equal,
            (None, Some(_)) => Greater,
            (Some(_), None) => Less,
            (Some(one), Some(other)) if *is_falling => other.cmp(one),
            (Some(one), Some(other)) => one.cmp(other),
        });
        { orders }.find(|order| order.is_ne()).unwrap_or(Equal)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Values;
    use super::*;

    static COLUMNS: [Column; 4] = [
        Column::text("n", "N"),
        Column::number("amount", "AMOUNT"),
        Column::new("date", "DATE", Values::ShanghaiText),
        Column::new("at", "AT", Values::Millis),
    ];

    fn order(texts: &[&str], orders: &[(usize, bool)]) -> String {
        let orders: Vec<Order> = orders
            .iter()
            .map(|(at, falls)| (&COLUMNS[*at], *falls))
            .collect();
        let mut sorter = Sorter::new(&orders);
        let rows = texts.iter().map(|text| Row::parse(text).unwrap());
        rows.for_each(|row| sorter.add(&row));
        let text = |row: Row| row.text("n").unwrap().into_owned();
        sorter.sorted().flatten().map(text).collect()
    }

    #[test]
    fn numbers_are_sorted_as_numbers_equal_rows_stay_and_null_is_last_both_ways() {
        let amounts = [
            r#"{"n":"a","amount":10}"#,
            r#"{"n":"b","amount":"9.5"}"#,
            r#"{"n":"c","amount":null}"#,
            r#"{"n":"d","amount":10.0}"#,
            r#"{"n":"e"}"#,
            r#"{"n":"f","amount":9007199254740993}"#,
            r#"{"n":"g","amount":9007199254740992}"#,
            r#"{"n":"h","amount":-1e2}"#,
            r#"{"n":"i","amount":"many"}"#,
        ];
        assert_eq!(order(&amounts, &[(1, false)]), "hbadgfice");
        assert_eq!(order(&amounts, &[(1, true)]), "ifgadbhce");
        let times = [
            r#"{"n":"a","date":"2024-01-02 00:00:00","at":"5"}"#,
            r#"{"n":"b","date":"2024-01-03 00:00:00","at":40}"#,
            r#"{"n":"c","date":null,"at":5}"#,
            r#"{"n":"d","date":"2024-01-03 00:00:00","at":"3"}"#,
        ];
        assert_eq!(order(&times, &[(2, true)]), "bdac");
        assert_eq!(order(&times, &[(3, false), (0, true)]), "dcab");
    }

    #[test]
    fn more_rows_than_are_given_out_at_a_time_come_whole() {
        let mut sorter = Sorter::new(&[(&COLUMNS[1], true)]);
        let row = |n: usize| Row::from(serde_json::json!({"n": n, "amount": n * 7 % 251}));
        (0..251).for_each(|n| sorter.add(&row(n)));
        let pages: Vec<Vec<Row>> = sorter.sorted().collect();
        assert_eq!(
            pages.iter().map(Vec::len).collect::<Vec<_>>(),
            [PAGE, PAGE, 51]
        );
        let amounts = pages
            .iter()
            .flatten()
            .map(|row| row.text("amount").unwrap());
        assert!(amounts.eq((0..251).rev().map(|n| n.to_string())));
    }
}
