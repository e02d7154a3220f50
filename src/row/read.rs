//! Makes rows from a text that is known to be valid JSON, in one walk over it.

use std::sync::Arc;

use super::scan::{Span, Walk};
use super::value::unquoted;
use super::{Place, Row, RowError, Source};

/// Bytes of a text for each value set aside beforehand. A sub-account has 22.
const BYTES_A_VALUE: usize = 20;

/// Lists of names among which one is looked for again: rows may come in a few
/// kinds, but a hostile reply must not make this a long search.
const RECENT: usize = 8;

/// Rows of one text. The largest page asked for has 1000, but a call may answer
/// with a whole list at once.
const MOST_ROWS: usize = 100_000;

/// The object that a text is, and the rows in its array of this name.
pub(super) fn object(text: Box<str>, list: Option<&str>) -> Result<(Row, Vec<Row>), RowError> {
    let (mut walk, mut found) = (Walk::new(&text), Found::default());
    found.values.reserve(text.len() / BYTES_A_VALUE);
    let start = walk.enter(b'{').ok_or(RowError::NotAnObject)?;
    let (mut names, mut values, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(name) = walk.name() {
        let name = unquoted(name.of(&text)).into_owned();
        let is_list = list.is_some_and(|list| name == list);
        names.push(name);
        values.push(match is_list.then(|| walk.enter(b'[')).flatten() {
            Some(from) => {
                rows.clear();
                while walk.continues() {
                    if rows.len() == MOST_ROWS {
                        return Err(RowError::TooMany);
                    }
                    rows.push(found.row(&mut walk, &text).ok_or(RowError::NotARow)?);
                }
                walk.since(from)
            }
            None => walk.value(),
        });
    }
    let whole = Place {
        text: walk.since(start),
        names: found.names.len(),
        values: found.values.len()..found.values.len() + values.len(),
    };
    found.names.push(names);
    found.values.append(&mut values);
    let source = Arc::new(Source {
        text,
        names: found.names,
        values: found.values,
    });
    let row = |place| Row {
        source: Arc::clone(&source),
        place,
    };
    Ok((row(whole), rows.into_iter().map(row).collect()))
}

/// What was found so far.
#[derive(Default)]
struct Found {
    names: Vec<Vec<String>>,
    values: Vec<Span>,
    /// The same lists of names as they were written.
    written: Vec<Vec<Span>>,
    /// The row before has these.
    last: usize,
}

impl Found {
    /// The row that is next; `None` when that is no object.
    fn row(&mut self, walk: &mut Walk<'_>, text: &str) -> Option<Place> {
        let from = walk.enter(b'{')?;
        let first = self.values.len();
        let before = self.written.get(self.last).map_or(&[][..], Vec::as_slice);
        for name in before {
            if !walk.same_name(*name) {
                break;
            }
            self.values.push(walk.value());
        }
        let same = &before[..self.values.len() - first];
        let mut next = walk.name();
        if next.is_some() || same.len() < before.len() || self.written.is_empty() {
            let mut names = same.to_vec();
            while let Some(name) = next {
                names.push(name);
                self.values.push(walk.value());
                next = walk.name();
            }
            self.last = self.number_of(names, text);
        }
        Some(Place {
            text: walk.since(from),
            names: self.last,
            values: first..self.values.len(),
        })
    }

    /// The number of this list of names, which may have been seen before.
    fn number_of(&mut self, written: Vec<Span>, text: &str) -> usize {
        let mut recent = self.written.iter().enumerate().rev().take(RECENT);
        let same = |names: &[Span]| {
            let mut pairs = names.iter().zip(&written);
            names.len() == written.len() && pairs.all(|(one, other)| one.of(text) == other.of(text))
        };
        if let Some((known, _)) = recent.find(|(_, names)| same(names)) {
            return known;
        }
        let own = |name: &Span| unquoted(name.of(text)).into_owned();
        self.names.push(written.iter().map(own).collect());
        self.written.push(written);
        self.names.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::MOST_ROWS;

    #[test]
    fn a_page_and_its_rows_share_one_text() {
        let text = r#" {"n" : 1, "rows": [ {"a" : 1} , {}, {"b":{"c":[2]}} ], "m":2} "#;
        let raw: &RawValue = serde_json::from_str(text).unwrap();
        let (page, rows) = Row::with_rows(raw, "rows").unwrap();
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
        let read = |text| Row::with_rows(serde_json::from_str(text).unwrap(), "rows");
        for text in ["{}", r#"{"rows":null}"#, r#"{"rows":{"a":[1]}}"#] {
            assert!(read(text).unwrap().1.is_empty(), "{text}");
        }
        assert!(matches!(read("[1]"), Err(RowError::NotAnObject)));
        assert!(matches!(read(r#"{"rows":[{},7]}"#), Err(RowError::NotARow)));
    }

    #[test]
    fn rows_may_differ_in_their_names_and_a_second_list_counts() {
        let text = r#"{"rows":[{}],"rows":[{"a":1,"b":2},{"a":3,"b":4},{"a":5},{"a":6,"b":7,"c":8},{"b":9},{}]}"#;
        let (_, rows) = Row::with_rows(serde_json::from_str(text).unwrap(), "rows").unwrap();
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
        let (_, rows) = Row::with_rows(serde_json::from_str(&text).unwrap(), "rows").unwrap();
        assert!(rows[98].has_names_of(&rows[0]) && rows[99].has_names_of(&rows[1]));
        assert_eq!(rows[99].names(), ["a"]);
    }

    /// A reply of 8 MiB holds millions of rows of two letters, each of which
    /// costs many times as much here.
    #[test]
    fn the_rows_of_a_page_are_bounded() {
        let read = |text: &str| Row::with_rows(serde_json::from_str(text).unwrap(), "rows");
        let rows = |count| format!(r#"{{"rows":[{}]}}"#, vec!["{}"; count].join(","));
        assert_eq!(read(&rows(MOST_ROWS)).unwrap().1.len(), MOST_ROWS);
        assert!(matches!(read(&rows(MOST_ROWS + 1)), Err(RowError::TooMany)));
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
        let (_, rows) = Row::with_rows(serde_json::from_str(&text).unwrap(), "rows").unwrap();
        assert!(rows[8].has_names_of(&rows[0]) && rows[9].has_names_of(&rows[1]));
    }

    #[test]
    fn a_name_that_begins_like_the_one_before_is_another() {
        let text = r#"{"rows":[{"a":1},{"a\"b":2},{"\u0061":3},{"ab":4}]}"#;
        let (_, rows) = Row::with_rows(serde_json::from_str(text).unwrap(), "rows").unwrap();
        let names: Vec<_> = rows.iter().map(|row| row.names()[0].as_str()).collect();
        assert_eq!(names, ["a", "a\"b", "a", "ab"]);
    }
}
