//! Finds the chosen columns in a row.
//!
//! Rows of one page nearly always have the same fields in the same order. So
//! instead of building a map of every row, the picker remembers which column
//! stands at each place of the row before.

use super::Column;
use crate::row::{Row, Value};

/// Remembers the order of fields from row to row.
pub(super) struct Picker {
    fields: Vec<&'static str>,
    /// The row before and the place of each column in it.
    before: Option<(Row, Vec<Option<usize>>)>,
}

impl Picker {
    pub(super) fn new(columns: &[&'static Column]) -> Self {
        Self {
            fields: columns.iter().map(|column| column.field).collect(),
            before: None,
        }
    }

    /// The values of the columns, in their order. Of fields of one name the
    /// last counts.
    pub(super) fn pick<'r>(&mut self, row: &'r Row) -> impl Iterator<Item = Option<Value<'r>>> {
        let places = self.places(row).iter();
        places.map(|place| place.map(|place| row.value(place)))
    }

    fn places(&mut self, row: &Row) -> &[Option<usize>] {
        let before = self.before.take();
        let known = before.filter(|(before, _)| row.has_names_of(before));
        let known = known.unwrap_or_else(|| {
            let places = self.fields.iter().map(|field| row.place(field));
            (row.clone(), places.collect())
        });
        &self.before.insert(known).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static COLUMNS: [Column; 3] = [
        Column::text("a", "A"),
        Column::text("b", "B"),
        Column::text("c", "C"),
    ];

    fn picked(chosen: &[usize], rows: &[&str]) -> Vec<String> {
        let columns: Vec<_> = chosen.iter().map(|index| &COLUMNS[*index]).collect();
        let mut picker = Picker::new(&columns);
        let mut pick = |text: &&str| {
            let row = Row::parse(text).unwrap();
            let cells = picker.pick(&row);
            let cells = cells.map(|cell| cell.map_or("-", |value| value.as_str()));
            cells.collect::<Vec<_>>().join(" ")
        };
        rows.iter().map(&mut pick).collect()
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
            picked(&[0, 1, 2], &rows),
            ["1 2 3", "1 2 3", "- 2 3", "1 2 -", "- - -", "1 2 3"]
        );
    }

    #[test]
    fn the_chosen_order_counts_and_a_column_may_come_twice() {
        let rows = [r#"{"a":1,"b":2,"c":3}"#, r#"{"b":2}"#];
        assert_eq!(picked(&[2, 0, 2, 2], &rows), ["3 1 3 3", "- - - -"]);
    }

    #[test]
    fn of_fields_of_one_name_the_last_counts_however_the_name_is_written() {
        assert_eq!(picked(&[0, 1], &[r#"{"a":1,"b":2,"\u0061":3}"#]), ["3 2"]);
    }
}
