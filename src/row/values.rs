//! Rows as JSON arrays of their values, with the names of the fields written once.

use super::check::Walk;
use super::packed::{Made, frame_of, values_of};
use super::{Form, Row, name_in};

impl Row {
    /// Appends the names of the fields at these places as an array, verbatim.
    pub fn push_names(&self, places: &[usize], line: &mut Vec<u8>) {
        let frame: Vec<&str> = frame_of(self).collect();
        let names = places.iter().map(|place| name_in(frame[*place]).as_bytes());
        push_array(names, line);
    }

    /// Appends the values of the fields at these places as an array, verbatim.
    pub fn push_values(&self, places: &[usize], line: &mut Vec<u8>) {
        let (text, values) = (self.source.text.as_bytes(), values_of(self));
        let values = places.iter().map(|place| &text[values[*place].range()]);
        push_array(values, line);
    }
}

#[inline]
fn push_array<'a>(items: impl Iterator<Item = &'a [u8]>, line: &mut Vec<u8>) {
    line.push(b'[');
    let begin = line.len();
    for item in items {
        line.extend_from_slice(item);
        line.push(b',');
    }
    line.truncate(begin.max(line.len() - 1));
    line.push(b']');
}

/// Makes rows of arrays of their values. After one that was refused it is of no
/// use any more.
#[derive(Default)]
pub struct Joined {
    /// What stands around the values of a row: `{"a":`, `,"b":` and `}`.
    frame: Vec<String>,
    /// The last one has the names that were taken last.
    forms: Vec<Form>,
    made: Made,
}

impl Joined {
    /// Takes the names of the fields of the rows that follow; none where it is no
    /// array of strings.
    pub fn names(&mut self, array: &str) -> Option<()> {
        self.frame.clear();
        let mut open = '{';
        each(array, |name| {
            name.starts_with('"').then_some(())?;
            self.frame.push(format!("{open}{name}:"));
            open = ',';
            Some(())
        })?;
        let end = if self.frame.is_empty() { "{}" } else { "}" };
        self.frame.push(end.to_owned());
        let last = self.forms.len().checked_sub(1);
        if self.made.last_form() != last {
            self.forms.pop();
        }
        self.forms
            .push(Form::new(self.frame.iter().map(String::as_str)));
        Some(())
    }

    /// Takes the next row; none where it is no array of as many values as there
    /// are names.
    pub fn values(&mut self, array: &str) -> Option<()> {
        let (end, before) = self.frame.split_last()?;
        let mut before = before.iter();
        each(array, |value| {
            self.made.value(before.next()?, value);
            Some(())
        })?;
        self.made.end(end, self.forms.len() - 1);
        before.next().is_none().then_some(())
    }

    /// Rows that were taken, and their bytes.
    pub fn size(&self) -> (usize, usize) {
        self.made.size()
    }

    /// Gives these rows up.
    pub fn give_up(&mut self) -> Vec<Row> {
        let last = self.forms.last().cloned();
        let forms = std::mem::replace(&mut self.forms, last.into_iter().collect());
        std::mem::take(&mut self.made).give_up(forms)
    }
}

/// Hands out the elements of an array as they stand; none where it is none, or
/// one of them is not taken.
fn each<'a>(array: &'a str, mut take: impl FnMut(&'a str) -> Option<()>) -> Option<()> {
    let mut walk = Walk::new(array);
    walk.skip();
    (walk.byte() == Some(b'[')).then_some(())?;
    let mut continues = walk.enter();
    while continues {
        take(walk.value().ok()?.of(array))?;
        continues = walk.continues(b']').ok()?;
    }
    walk.is_over().then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(arrays: &[&str]) -> Option<Vec<Row>> {
        let mut joined = Joined::default();
        for array in arrays {
            match array.strip_prefix("names ") {
                Some(names) => joined.names(names)?,
                None => joined.values(array)?,
            }
        }
        Some(joined.give_up())
    }

    fn texts(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(Row::as_str).collect()
    }

    #[test]
    fn rows_are_to_the_letter_what_they_were() {
        let mut joined = Joined::default();
        for text in [
            r#"{"a":100.0,"b":null,"a":1E5,"\u0063\"":"\u00e9,\"]"}"#,
            r#"{"a":{"b":[1,{"c":"]"}]},"d":[]}"#,
            "{}",
        ] {
            let row = Row::parse(text).unwrap();
            let all: Vec<usize> = (0..row.names().len()).collect();
            let (mut names, mut values) = (Vec::new(), b"before".to_vec());
            row.push_names(&all, &mut names);
            row.push_values(&all, &mut values);
            joined.names(str::from_utf8(&names).unwrap()).unwrap();
            let values = str::from_utf8(&values["before".len()..]).unwrap();
            joined.values(values).unwrap();
            joined.values(values).unwrap();
            assert_eq!(joined.size(), (2, 2 * text.len()));
            let rows = joined.give_up();
            assert_eq!(texts(&rows), [text, text]);
            assert_eq!(rows[1].names(), row.names());
            let value = |row: &Row, place| row.value(place).as_str().to_owned();
            assert!(
                all.iter()
                    .all(|place| value(&rows[1], *place) == value(&row, *place))
            );
            assert!(rows[0].has_names_of(&rows[1]) && rows[1].is_plain() == row.is_plain());
        }
    }

    #[test]
    fn some_fields_may_be_left_out() {
        let row = Row::parse(r#"{ "a" : 1, "b": 2,"c":3 }"#).unwrap();
        let mut line = Vec::new();
        row.push_names(&[0, 2], &mut line);
        row.push_values(&[2], &mut line);
        row.push_values(&[], &mut line);
        assert_eq!(line, br#"["a","c"][3][]"#);
    }

    #[test]
    fn names_count_until_others_come() {
        let mut rows = Joined::default();
        rows.names(r#"["unused"]"#).unwrap();
        rows.names(r#"["a"]"#).unwrap();
        rows.values("[1]").unwrap();
        rows.names(" [ \"b\" , \"c\" ] ").unwrap();
        rows.values(" [ 2 , [ 3 ] ] ").unwrap();
        assert_eq!(rows.forms.len(), 2);
        assert_eq!(
            texts(&rows.give_up()),
            [r#"{"a":1}"#, r#"{"b":2,"c":[ 3 ]}"#]
        );
        rows.values("[4,5]").unwrap();
        rows.names("[]").unwrap();
        rows.values("[]").unwrap();
        assert_eq!(texts(&rows.give_up()), [r#"{"b":4,"c":5}"#, "{}"]);
    }

    #[test]
    fn what_does_not_fit_is_no_row() {
        for arrays in [
            &["[1]"][..],
            &["names 1"],
            &["names {}"],
            &["names [1]"],
            &["names [\"a\"] 1"],
            &["names [\"a\",]"],
            &["names [\"a]"],
            &["names "],
        ] {
            assert!(joined(arrays).is_none(), "{arrays:?}");
        }
        let mut odd = vec!["[1]", "[1,2,3]", "[]", "[1,]", "[1,2", "[1,2]]", "[1,2] 3"];
        odd.extend(["[1 2]", "[1,x]", "[1,{]]", "[01,2]", "{\"a\":1}", "", "["]);
        for values in odd {
            assert!(
                joined(&["names [\"a\",\"b\"]", values]).is_none(),
                "{values}"
            );
        }
    }
}
