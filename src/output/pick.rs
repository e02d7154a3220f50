//! Finds the chosen columns in a row.
//!
//! Rows of one list nearly always have the same fields in the same order. So
//! instead of building a map of every row, the picker walks through it once
//! and guesses: the column that followed this one last time follows it again.

use super::Column;
use crate::row::{Row, Value};

/// No column has this number.
const UNKNOWN: usize = usize::MAX;

/// Remembers the order of columns from row to row.
pub(super) struct Picker {
    fields: Vec<&'static str>,
    /// For the start of a row, then for each column: which column came next.
    next: Vec<usize>,
    /// Columns that were chosen twice: (this one, is a copy of that one).
    copies: Vec<(usize, usize)>,
}

impl Picker {
    pub(super) fn new(columns: &[&'static Column]) -> Self {
        let fields: Vec<_> = columns.iter().map(|column| column.field).collect();
        let first = |field| fields.iter().position(|other| *other == field);
        let copies = (0..fields.len())
            .filter_map(|at| Some((at, first(fields[at])?)))
            .filter(|(at, first)| at != first)
            .collect();
        Self {
            next: vec![UNKNOWN; fields.len() + 1],
            fields,
            copies,
        }
    }

    /// The values of the columns, in their order. Of fields of one name the
    /// last counts.
    pub(super) fn pick<'r>(&mut self, row: &'r Row) -> Vec<Option<Value<'r>>> {
        let mut cells = vec![None; self.fields.len()];
        let mut place = 0;
        for (name, value) in row.fields() {
            if let Some(column) = self.find(place, &name) {
                cells[column] = Some(value);
                place = column + 1;
            }
        }
        for (copy, original) in &self.copies {
            cells[*copy] = cells[*original];
        }
        cells
    }

    fn find(&mut self, place: usize, name: &str) -> Option<usize> {
        let guess = self.next[place];
        if self.fields.get(guess) == Some(&name) {
            return Some(guess);
        }
        let found = self.fields.iter().position(|field| *field == name)?;
        self.next[place] = found;
        Some(found)
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
            let cells = cells
                .iter()
                .map(|cell| cell.map_or("-", |value| value.as_str()));
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
