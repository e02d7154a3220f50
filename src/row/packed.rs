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
        let (mut made, mut used) = (Made::default(), IndexSet::new());
        for place in places {
            let (number, held) = &mut self.rows[*place];
            let held = std::mem::take(held);
            let frame = &self.frames[*number];
            let (end, before) = frame.split_last().expect("no row is without braces");
            for (before, value) in before.iter().zip(held.split_terminator(BREAK)) {
                made.value(before, value);
            }
            made.end(end, used.insert_full(*number).0);
        }
        let forms = used.iter().map(|number| self.forms[*number].clone());
        made.give_up(forms.collect())
    }
}

/// Rows that are put together, one behind the other in one text.
#[derive(Default)]
pub(super) struct Made {
    text: String,
    values: Vec<Span>,
    rows: Vec<Place>,
}

impl Made {
    /// The next value of a row, and what stands before it.
    pub(super) fn value(&mut self, before: &str, value: &str) {
        self.text += before;
        let from = self.text.len();
        self.text += value;
        self.values.push(Span::new(from, self.text.len()));
    }

    /// The end of a row, whose form has this number.
    pub(super) fn end(&mut self, end: &str, form: usize) {
        self.text += end;
        let before = self.rows.last();
        let (from, first) = before.map_or((0, 0), |it| (it.text.range().end, it.values.end));
        self.rows.push(Place {
            text: Span::new(from, self.text.len()),
            form,
            values: first..self.values.len(),
        });
    }

    /// How many there are, and their bytes.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.rows.len(), self.text.len())
    }

    /// The form that the last row has.
    pub(super) fn last_form(&self) -> Option<usize> {
        self.rows.last().map(|row| row.form)
    }

    /// The rows, which have these forms.
    pub(super) fn give_up(self, forms: Vec<Form>) -> Vec<Row> {
        let source = Arc::new(Source {
            text: self.text.into(),
            forms,
            values: self.values,
        });
        let row = |place| Row {
            source: Arc::clone(&source),
            place,
        };
        self.rows.into_iter().map(row).collect()
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
