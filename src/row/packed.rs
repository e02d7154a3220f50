//! Rows that wait, in less room than they came in.

use super::scan::Span;
use super::{Form, Place, Row, Source};
use indexmap::IndexSet;
use std::sync::Arc;

/// Stands behind each value; nowhere in JSON, neither in a string nor outside.
const BREAK: char = '\0';

/// Rows that are kept, each to the letter. The names, and whatever else stands
/// around the values, are kept once for all rows that have the same, which are
/// nearly all of a list.
#[derive(Default)]
pub struct Packed {
    /// What stands around the values.
    frames: IndexSet<Vec<Box<str>>>,
    /// What each of them is made of.
    forms: Vec<Form>,
    /// The number of a row's frame, and the row's values.
    rows: Vec<(usize, Box<str>)>,
}

impl Packed {
    /// Takes a row.
    pub fn push(&mut self, row: &Row) {
        let has_frame = |number: &usize| {
            let frame = self.frames[*number].iter();
            frame.map(|text| &**text).eq(frame_of(row))
        };
        let before = self.rows.last().map(|(number, _)| *number);
        let number = before.filter(has_frame).unwrap_or_else(|| {
            let frame = frame_of(row).map(Box::from).collect();
            let (number, is_new) = self.frames.insert_full(frame);
            self.forms.extend(is_new.then(|| row.form().clone()));
            number
        });
        let values = values_of(row)
            .iter()
            .map(|value| value.of(&row.source.text));
        let length = values.clone().map(|value| value.len() + BREAK.len_utf8());
        let mut held = String::with_capacity(length.sum());
        for value in values {
            held += value;
            held.push(BREAK);
        }
        self.rows.push((number, held.into()));
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
        let (mut text, mut values) = (String::new(), Vec::new());
        let mut used = IndexSet::new();
        let place = |place: &usize| {
            let (number, held) = &mut self.rows[*place];
            let held = std::mem::take(held);
            let (whole, first) = (text.len(), values.len());
            let frame = &self.frames[*number];
            let (end, before) = frame.split_last().expect("no row is without braces");
            for (before, value) in before.iter().zip(held.split_terminator(BREAK)) {
                text += before;
                let from = text.len();
                text += value;
                values.push(Span::new(from, text.len()));
            }
            text += end;
            Place {
                text: Span::new(whole, text.len()),
                form: used.insert_full(*number).0,
                values: first..values.len(),
            }
        };
        let places: Vec<Place> = places.iter().map(place).collect();
        let source = Arc::new(Source {
            text: text.into(),
            forms: used
                .iter()
                .map(|number| self.forms[*number].clone())
                .collect(),
            values,
        });
        let row = |place| Row {
            source: Arc::clone(&source),
            place,
        };
        places.into_iter().map(row).collect()
    }
}

#[inline]
pub(super) fn values_of(row: &Row) -> &[Span] {
    &row.source.values[row.place.values.clone()]
}

pub(super) fn frame_of(row: &Row) -> impl Iterator<Item = &str> {
    frame(row.place.text, values_of(row)).map(|piece| piece.of(&row.source.text))
}

/// What stands before each value of an object, and behind the last one.
pub(super) fn frame(whole: Span, values: &[Span]) -> impl Iterator<Item = Span> {
    let whole = whole.range();
    let values = values.iter().map(|value| value.range());
    let ends = values.clone().map(|value| value.end);
    let from = std::iter::once(whole.start).chain(ends);
    let to = values.map(|value| value.start).chain([whole.end]);
    from.zip(to).map(|(from, to)| Span::new(from, to))
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
            for row in &rows {
                let alone = Row::parse(row.as_str()).unwrap();
                assert_eq!(row.names(), alone.names());
                let mut places = 0..row.names().len();
                assert!(places.all(|place| row.value(place) == alone.value(place)));
            }
            let texts = rows.iter().map(|row| row.as_str().to_owned());
            texts.collect::<Vec<_>>()
        };
        assert_eq!(given(&[3, 0, 4]), [texts[3], texts[0], texts[4]]);
        assert_eq!(given(&[1, 2]), [texts[1], texts[2]]);
        assert!(given(&[]).is_empty());
    }
}
