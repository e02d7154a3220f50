//! Makes rows of a text, in the one walk that checks it.

use std::ops::Range;
use std::sync::Arc;

use super::check::{NotJson, Walk};
use super::packed::frame;
use super::scan::Span;
use super::value::unquoted;
use super::{Document, Form, Place, Row, RowError, Source};

/// Bytes of a text for each value set aside beforehand. A sub-account has 22.
const BYTES_A_VALUE: usize = 20;

/// Forms among which one is looked for again: rows may come in a few kinds, but
/// a hostile reply must not make this a long search.
const RECENT: usize = 8;

/// Rows of one text. The largest page asked for has 1000, but a call may answer
/// with a whole list at once.
const MOST_ROWS: usize = 100_000;

/// What a text holds along a path of names.
pub(super) fn document(text: Box<str>, path: &[&str]) -> Result<Document, RowError> {
    let mut found = Found::new(&text);
    let read = found.open(path);
    if read.is_err() || !found.walk.is_over() {
        return Err(RowError::Syntax);
    }
    let Found {
        forms,
        values,
        objects,
        rows,
        ..
    } = found;
    let source = Arc::new(Source {
        text,
        forms,
        values,
    });
    let row = |place| Row {
        source: Arc::clone(&source),
        place,
    };
    Ok(Document {
        objects: objects.into_iter().map(row).collect(),
        rows: rows.map(|rows| rows.map(|rows| rows.into_iter().map(row).collect())),
    })
}

/// What was found so far.
struct Found<'a> {
    text: &'a str,
    walk: Walk<'a>,
    /// The forms of the objects, and where each was written first.
    forms: Vec<Form>,
    frames: Vec<Vec<Span>>,
    /// The row before.
    last: Option<Place>,
    values: Vec<Span>,
    /// The objects of the path that have ended: the innermost first.
    objects: Vec<Place>,
    rows: Result<Option<Vec<Place>>, RowError>,
}

impl<'a> Found<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            walk: Walk::new(text),
            forms: Vec::new(),
            frames: Vec::new(),
            last: None,
            values: Vec::with_capacity(text.len() / BYTES_A_VALUE),
            objects: Vec::new(),
            rows: Ok(None),
        }
    }

    /// The next value, which the path leads to so far. Of values of one name the
    /// last one counts.
    fn open(&mut self, path: &[&str]) -> Result<Span, NotJson> {
        self.objects.clear();
        self.rows = Ok(None);
        let from = self.walk.skip();
        match self.walk.byte() {
            Some(b'{') => {
                let object = self.object(path)?;
                self.objects.push(object);
            }
            Some(b'[') => self.rows = self.list()?.map(Some),
            _ => drop(self.walk.value()?),
        }
        Ok(self.walk.since(from))
    }

    /// The object that is next, and what is in it at the path.
    fn object(&mut self, path: &[&str]) -> Result<Place, NotJson> {
        let from = self.walk.skip();
        // Those of the rows in it come first.
        let mut values = Vec::new();
        let mut continues = self.walk.enter();
        while continues {
            let name = unquoted(self.walk.name()?.of(self.text));
            values.push(match path {
                [next, rest @ ..] if name == *next => self.open(rest)?,
                _ => self.walk.value()?,
            });
            continues = self.walk.continues(b'}')?;
        }
        let first = self.values.len();
        self.values.append(&mut values);
        Ok(self.place(from, first))
    }

    /// The array that is next as rows, or why it is none.
    fn list(&mut self) -> Result<Result<Vec<Place>, RowError>, NotJson> {
        let mut rows = Ok(Vec::new());
        let mut continues = self.walk.enter();
        while continues {
            self.walk.skip();
            match &mut rows {
                Ok(rows) if rows.len() < MOST_ROWS && self.walk.byte() == Some(b'{') => {
                    rows.push(self.row()?);
                }
                other => {
                    if let Ok(before) = other {
                        rows = Err(match before.len() {
                            MOST_ROWS => RowError::TooMany,
                            _ => RowError::NotARow,
                        });
                    }
                    self.walk.value()?;
                }
            }
            continues = self.walk.continues(b']')?;
        }
        Ok(rows)
    }

    /// The object that is next, as one of a list.
    fn row(&mut self) -> Result<Place, NotJson> {
        let (from, first) = (self.walk.skip(), self.values.len());
        let is_like_the_last = self.repeats_the_last()?;
        if let (true, Some(last)) = (is_like_the_last, &mut self.last) {
            last.text = self.walk.since(from);
            last.values = first..self.values.len();
            return Ok(last.clone());
        }
        let mut continues = match self.values.len() == first {
            true => self.walk.enter(),
            false => self.walk.continues(b'}')?,
        };
        while continues {
            self.walk.name()?;
            self.values.push(self.walk.value()?);
            continues = self.walk.continues(b'}')?;
        }
        let place = self.place(from, first);
        self.last = Some(place.clone());
        Ok(place)
    }

    /// Steps over a row, value by value, as long as it has the form of the row
    /// before; whether it has it to its end. What stands here as it stood there
    /// was checked there.
    fn repeats_the_last(&mut self) -> Result<bool, NotJson> {
        let Some(Place { text, values, .. }) = self.last.clone() else {
            return Ok(false);
        };
        let (Range { start, end }, first) = (text.range(), self.values.len());
        let mut is_same = true;
        let mut moved = self.walk.here() - start;
        let mut alike = self.walk.alike(start..end);
        self.values.extend_from_within(values);
        for at in first..self.values.len() {
            let before = self.values[at].range();
            let here = before.start + moved;
            self.values[at] = if before.end < alike {
                // The byte behind it is the same: it ends here, too.
                Span::new(here, before.end + moved)
            } else if before.start <= alike {
                self.walk.go_to(here);
                let value = self.walk.value()?;
                // White space before it is of another form.
                is_same &= value.range().start == here;
                moved = self.walk.here() - before.end;
                alike = self.walk.alike(before.end..end);
                value
            } else {
                self.values.truncate(at);
                is_same = false;
                break;
            };
        }
        is_same &= alike == end;
        let last = self.values[first..].last().map(|value| value.range().end);
        match last {
            _ if is_same => self.walk.go_to(end + moved),
            Some(last) => self.walk.go_to(last),
            None => {}
        }
        Ok(is_same)
    }

    /// The place of the object that began here, and whose values are the last.
    fn place(&mut self, from: usize, first: usize) -> Place {
        let whole = self.walk.since(from);
        let frame = frame(whole, &self.values[first..]).collect();
        Place {
            text: whole,
            form: self.form(frame),
            values: first..self.values.len(),
        }
    }

    /// The number of a form, which may have been seen before.
    fn form(&mut self, frame: Vec<Span>) -> usize {
        let text = self.text;
        let mut recent = self.frames.iter().enumerate().rev().take(RECENT);
        let same = |known: &[Span]| {
            let mut pairs = known.iter().zip(&frame);
            known.len() == frame.len() && pairs.all(|(one, other)| one.of(text) == other.of(text))
        };
        if let Some((known, _)) = recent.find(|(_, known)| same(known)) {
            return known;
        }
        self.forms
            .push(Form::new(frame.iter().map(|piece| piece.of(text))));
        self.frames.push(frame);
        self.forms.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::MOST_ROWS;

    fn page(text: &str) -> (Row, Vec<Row>) {
        let mut page = Document::read(text, &["rows"]).unwrap();
        (page.step_in().unwrap(), page.rows.unwrap().unwrap())
    }

    #[test]
    fn a_page_and_its_rows_share_one_text() {
        let text = r#" {"n" : 1, "rows": [ {"a" : 1} , {}, {"b":{"c":[2]}} ], "m":2} "#;
        let (page, rows) = page(text);
        let texts: Vec<_> = rows.iter().map(Row::as_str).collect();
        assert_eq!(texts, [r#"{"a" : 1}"#, "{}", r#"{"b":{"c":[2]}}"#]);
        assert_eq!(rows[2].get("b").unwrap().as_str(), r#"{"c":[2]}"#);
        assert!(rows[1].get("a").is_none(), "a row has its own fields only");
        assert_eq!(page.as_str(), text.trim());
        assert_eq!(page.get("m").unwrap().as_str(), "2");
        assert_eq!(page.names(), ["n", "rows", "m"]);
    }

    #[test]
    fn a_page_without_an_array_has_no_rows_and_an_odd_element_is_said() {
        let rows = |text| Document::read(text, &["rows"]).unwrap().rows;
        for text in ["{}", r#"{"rows":null}"#, r#"{"rows":{"a":[1]}}"#, "7"] {
            assert!(rows(text).unwrap().is_none(), "{text}");
        }
        assert_eq!(rows("[{}]").unwrap().unwrap().len(), 1);
        let odd = rows(r#"{"rows":[{},7,[]]}"#);
        assert!(matches!(odd, Err(RowError::NotARow)));
    }

    #[test]
    fn the_objects_on_a_path_are_found_and_the_last_of_a_name_counts() {
        let read = |text| {
            let document = Document::read(text, &["a", "b"]).unwrap();
            let objects = document.objects.iter().rev().map(Row::as_str);
            let rows = document.rows.unwrap().map(|rows| rows.len());
            (objects.collect::<Vec<_>>().join(" "), rows)
        };
        let found = |objects: &str, rows| (objects.to_owned(), rows);
        let text = r#"{"a":{"b":[{},{}]}}"#;
        assert_eq!(
            read(text),
            found(&format!(r#"{text} {{"b":[{{}},{{}}]}}"#), Some(2))
        );
        let text = r#"{"a":[{}],"b":[]}"#;
        assert_eq!(read(text), found(text, Some(1)));
        let text = r#"{"a":{"b":[{}]},"a":7}"#;
        assert_eq!(read(text), found(text, None));
        let text = r#"{"a":[{}],"a":{"b":{}}}"#;
        assert_eq!(
            read(text),
            found(&format!(r#"{text} {{"b":{{}}}} {{}}"#), None)
        );
    }

    #[test]
    fn rows_may_differ_in_their_names_and_a_second_list_counts() {
        let text = r#"{"rows":[{}],"rows":[{"a":1,"b":2},{"a":3,"b":4},{"a":5},{"a":6,"b":7,"c":8},{"b":9},{}]}"#;
        let (_, rows) = page(text);
        let shown = |row: &Row| {
            let field = |(at, name)| format!("{name}{}", row.value(at).as_str());
            let fields: Vec<_> = row.names().iter().enumerate().map(field).collect();
            fields.join(" ")
        };
        let shown: Vec<String> = rows.iter().map(shown).collect();
        assert_eq!(shown, ["a1 b2", "a3 b4", "a5", "a6 b7 c8", "b9", ""]);
        assert!(rows[1].has_names_of(&rows[0]) && !rows[2].has_names_of(&rows[1]));
    }

    #[test]
    fn rows_of_two_kinds_in_turn_share_two_lists_of_names() {
        let pair = r#"{"a":1,"b":2},{"a":3}"#;
        let text = format!(r#"{{"rows":[{}]}}"#, [pair; 50].join(","));
        let (_, rows) = page(&text);
        assert!(rows[98].has_names_of(&rows[0]) && rows[99].has_names_of(&rows[1]));
        assert_eq!(rows[99].names(), ["a"]);
    }

    /// A reply of 8 MiB holds millions of rows of two letters, each of which
    /// costs many times as much here.
    #[test]
    fn the_rows_of_a_page_are_bounded() {
        let rows = |count| Row::rows(&format!("[{}]", vec!["{}"; count].join(",")));
        assert_eq!(rows(MOST_ROWS).unwrap().len(), MOST_ROWS);
        assert!(matches!(rows(MOST_ROWS + 1), Err(RowError::TooMany)));
    }

    #[test]
    fn a_value_that_goes_on_is_another_than_that_of_the_row_before() {
        let rows = [
            r#"{"a":1,"b":"x"}"#,
            r#"{"a":12,"b":"x\""}"#,
            r#"{"a":12e1,"b":"x\""}"#,
            r#"{"a":12e1 ,"b":[1]}"#,
            r#"{"a":12e1 ,"b":[1,2]}"#,
            r#"{"a": 12e1,"b":[1,2]}"#,
            r#"{"a":12e1,"b":[1,2]}"#,
            r#"{"a": 12e1,"b":[1,2] }"#,
            r#"{"a": 12e1,"b":[1,2] ,"c":0}"#,
        ];
        let (_, read) = page(&format!(r#"{{"rows":[{}]}}"#, rows.join(",")));
        let texts: Vec<_> = read.iter().map(Row::as_str).collect();
        assert_eq!(texts, rows);
        let shown = |row: &Row| [0, 1].map(|at| row.value(at).as_str().to_owned());
        let values: Vec<_> = read.iter().map(|row| shown(row).join(" ")).collect();
        let as_sent = [
            "1 \"x\"",
            "12 \"x\\\"\"",
            "12e1 \"x\\\"\"",
            "12e1 [1]",
            "12e1 [1,2]",
        ];
        assert_eq!(values, [&as_sent[..], &[as_sent[4]; 4]].concat());
        assert_eq!(read.iter().map(|row| row.names().len()).max(), Some(3));
        assert!(Document::read(r#"[{"a":1},{"a":1]"#, &[]).is_err());
    }

    /// Each small row is compared with the last kinds of rows, not with their
    /// thousands of names: that would take minutes.
    #[test]
    fn small_rows_among_large_ones_take_no_quadratic_time() {
        let large = |kind: usize| {
            let names: Vec<_> = (0..9000).map(|n| format!("\"{kind}{n}\":1")).collect();
            format!("{{{}}}", names.join(","))
        };
        let small = r#"{},{"a":1}"#;
        let large: Vec<_> = (0..6).map(large).collect();
        let text = format!(
            r#"{{"rows":[{small},{},{}]}}"#,
            large.join(","),
            [small; 20_000].join(",")
        );
        let (_, rows) = page(&text);
        assert!(rows[8].has_names_of(&rows[0]) && rows[9].has_names_of(&rows[1]));
    }

    #[test]
    fn a_name_that_begins_like_the_one_before_is_another() {
        let text = r#"{"rows":[{"a":1},{"a\"b":2},{"\u0061":3},{"ab":4}]}"#;
        let (_, rows) = page(text);
        let names: Vec<_> = rows.iter().map(|row| row.names()[0].as_str()).collect();
        assert_eq!(names, ["a", "a\"b", "a", "ab"]);
    }
}
