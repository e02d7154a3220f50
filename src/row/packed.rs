//! Rows that wait, in less room than they came in.

use super::Row;
use indexmap::IndexSet;
use serde_json::value::RawValue;

/// Stands nowhere in JSON: neither in a string nor between values.
const BREAK: char = '\0';

/// Rows that are kept, each to the letter. The names, and whatever else stands
/// around the values, are kept once for all rows that have the same, which are
/// nearly all of a list.
#[derive(Default)]
pub struct Packed {
    frames: IndexSet<String>,
    /// The number of a row's frame, and the row's values.
    rows: Vec<(usize, Box<str>)>,
}

impl Packed {
    /// Takes a row.
    pub fn push(&mut self, row: &Row) {
        let text = &row.source.text;
        let (mut frame, mut values) = (String::new(), String::new());
        let whole = row.place.text.range();
        let mut from = whole.start;
        for value in &row.source.values[row.place.values.clone()] {
            let value = value.range();
            frame.extend([&text[from..value.start], "\0"]);
            from = value.end;
            values.extend([&text[value], "\0"]);
        }
        frame += &text[from..whole.end];
        let (number, _) = self.frames.insert_full(frame);
        self.rows.push((number, values.into()));
    }

    /// Rows that were taken.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Gives the rows of these places up, counted from 0 as they were taken.
    ///
    /// # Panics
    ///
    /// There is no such place, or its row was given up before.
    pub fn give_up(&mut self, places: &[usize]) -> Vec<Row> {
        let texts: Vec<_> = places.iter().map(|place| self.text(*place)).collect();
        let all = RawValue::from_string(format!("[{}]", texts.join(",")));
        let rows = all.map(|all| Row::rows(&all));
        let rows = rows.expect("the letters of valid JSON");
        rows.expect("as many rows as there were")
    }

    fn text(&mut self, place: usize) -> String {
        let (number, values) = &mut self.rows[place];
        let values = std::mem::take(values);
        let parts = self.frames[*number].split(BREAK).zip(values.split(BREAK));
        parts.flat_map(|(before, value)| [before, value]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_given_up_to_the_letter_in_any_order() {
        let texts = [
            r#"{ "a" :100.0,"b":null, "a":1E5,"é":"\u00e9\u0000" }"#,
            "{}",
            r#"{"a":1,"b":{"c": [ 2 ]}}"#,
            r#"{"a":"","b":{}}"#,
            "{ }",
        ];
        let mut packed = Packed::default();
        for text in texts {
            packed.push(&Row::parse(text).unwrap());
        }
        assert_eq!((packed.len(), packed.frames.len()), (5, 4));
        let mut given = |places: &[usize]| {
            let rows = packed.give_up(places);
            let texts = rows.iter().map(|row| row.as_str().to_owned());
            texts.collect::<Vec<_>>()
        };
        assert_eq!(given(&[3, 0, 4]), [texts[3], texts[0], texts[4]]);
        assert_eq!(given(&[1, 2]), [texts[1], texts[2]]);
        assert!(given(&[]).is_empty());
    }
}
