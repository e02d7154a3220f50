//! `json` and `jsonl`: the service's own objects, whole, one a line.
//! `--columns`, `--tz` and the headings do not touch them.

use std::io::{self, Write};

use super::{Format, HELD_BACK, LeftOut, Sink, Style, compact};
use crate::row::Row;
use crate::secret::{MASK, is_secret_name};
use crate::text::may_have_unsafe;

/// One object as a document: compact, secrets masked, one line.
pub fn object(style: &Style, row: &Row) -> String {
    compact::compact(row.as_str(), style.show_secrets) + "\n"
}

/// Rows as the elements of one array, or as JSON Lines. The bracket of the
/// array is opened with the first row and closed by `finish` alone.
pub(super) struct Json<'w> {
    out: &'w mut dyn Write,
    held: Vec<u8>,
    is_array: bool,
    is_open: bool,
    show_secrets: bool,
    /// The row before, and the places of the secrets in it.
    before: Option<Row>,
    secrets: Vec<usize>,
}

impl<'w> Json<'w> {
    pub(super) fn new(style: &Style, out: &'w mut dyn Write) -> Self {
        Self {
            out,
            held: Vec::new(),
            is_array: style.format == Format::Json,
            is_open: false,
            show_secrets: style.show_secrets,
            before: None,
            secrets: Vec::new(),
        }
    }

    /// What [`compact::push`] does. In a row with nothing but simple values the
    /// places of the secrets are known, and there is seldom anything else to do.
    fn push(&mut self, row: &Row) {
        if !row.is_plain() || may_have_unsafe(row.as_str()) {
            return compact::push(row.as_str(), self.show_secrets, &mut self.held);
        }
        let known = self.before.as_ref();
        if !known.is_some_and(|before| row.has_names_of(before)) {
            let is_masked = |name: &String| !self.show_secrets && is_secret_name(name);
            let names = (0..).zip(row.names());
            let secrets = names.filter(|(_, name)| is_masked(name));
            self.secrets = secrets.map(|(place, _)| place).collect();
            self.before = Some(row.clone());
        }
        row.push_with(MASK, &self.secrets, &mut self.held);
    }
}

impl Sink for Json<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let (before, after) = match (self.is_array, self.is_open) {
            (true, false) => ("[\n", ""),
            (true, true) => (",\n", ""),
            (false, _) => ("", "\n"),
        };
        self.is_open = true;
        self.held.extend_from_slice(before.as_bytes());
        self.push(row);
        self.held.extend_from_slice(after.as_bytes());
        match self.held.len() < HELD_BACK {
            true => Ok(()),
            false => self.flush(),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.held)?;
        self.held.clear();
        self.out.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<LeftOut> {
        let end = match (self.is_array, self.is_open) {
            (true, false) => "[]\n",
            (true, true) => "\n]\n",
            (false, _) => "",
        };
        self.held.extend_from_slice(end.as_bytes());
        self.flush()?;
        Ok(LeftOut::default())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::print;
    use super::super::{Column, sink};
    use super::*;

    const COLUMNS: &[Column] = &[Column::text("a", "A")];
    const ROWS: &[&str] = &[
        "{\"a\": 100.0,\"new\" :[ 1e5 ],\n \"a\":null}",
        r#"{"b":"x\ny","appSecret":"s3cret"}"#,
    ];

    #[test]
    fn an_array_is_the_rows_as_received_one_a_line() {
        assert_eq!(
            print(&Style::plain(Format::Json), COLUMNS, ROWS),
            "[\n{\"a\":100.0,\"new\":[1e5],\"a\":null},\n{\"b\":\"x\\ny\",\"appSecret\":\"********\"}\n]\n"
        );
        assert_eq!(print(&Style::plain(Format::Json), COLUMNS, &[]), "[]\n");
    }

    #[test]
    fn lines_are_the_same_rows_without_the_array() {
        assert_eq!(
            print(&Style::plain(Format::Jsonl), COLUMNS, ROWS),
            "{\"a\":100.0,\"new\":[1e5],\"a\":null}\n{\"b\":\"x\\ny\",\"appSecret\":\"********\"}\n"
        );
        assert_eq!(print(&Style::plain(Format::Jsonl), COLUMNS, &[]), "");
    }

    #[test]
    fn secrets_are_shown_when_asked_for_and_columns_do_not_matter() {
        let mut style = Style::plain(Format::Jsonl);
        style.show_secrets = true;
        style.columns = Some(vec!["a".to_owned()]);
        assert_eq!(
            print(&style, COLUMNS, &ROWS[1..]),
            "{\"b\":\"x\\ny\",\"appSecret\":\"s3cret\"}\n"
        );
    }

    #[test]
    fn the_rows_of_a_page_are_masked_each_by_its_own_names() {
        let page = "[{\"a\":1,\"appSecret\":\"s\"},{\"a\": 2,\"appSecret\":null},\
                    {\"a\":\"\u{202e}\",\"appSecret\":3},{\"appSecret\":\"s\",\"a\":4},\
                    {\"a\" :5,\"appSecret\":\"s\"},{\"a\":{\"pwd\":6},\"appSecret\":[]},{}]";
        let masked = r#"{"a":1,"appSecret":"********"}
{"a":2,"appSecret":null}
{"a":"\u202e","appSecret":"********"}
{"appSecret":"********","a":4}
{"a":5,"appSecret":"********"}
{"a":{"pwd":"********"},"appSecret":"********"}
{}
"#;
        assert_eq!(lines_of(&[page]), masked);
    }

    fn lines_of(pages: &[&str]) -> String {
        let mut out = Vec::new();
        let mut lines = sink(&Style::plain(Format::Jsonl), COLUMNS, &mut out).unwrap();
        for row in pages.iter().flat_map(|page| Row::rows(page).unwrap()) {
            lines.row(&row).unwrap();
        }
        lines.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_rows_of_the_next_page_are_masked_by_names_of_their_own() {
        let pages = [
            r#"[{"a":1,"pwd":"s"}]"#,
            r#"[{"pwd":"s","a":2},{"pwd":null,"a":2}]"#,
            r#"[{"a":3,"b":4}]"#,
        ];
        assert_eq!(
            lines_of(&pages),
            r#"{"a":1,"pwd":"********"}
{"pwd":"********","a":2}
{"pwd":null,"a":2}
{"a":3,"b":4}
"#
        );
    }

    /// In JSON Lines a line break within a row would make two rows of one.
    #[test]
    fn a_row_with_white_space_among_rows_without_is_one_line_too() {
        let rows = "[{\"a\":1},{\"a\":\n2},{\"a\":3\n},{\"a\":4},{},{\n},{\n\"a\":5}]";
        assert_eq!(
            lines_of(&[rows]),
            "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n{}\n{}\n{\"a\":5}\n"
        );
    }

    #[test]
    fn one_object_is_one_line() {
        let row = Row::parse("{ \"liveInfo\" : { \"maxViewers\" : null } }").unwrap();
        let text = object(&Style::plain(Format::Json), &row);
        assert_eq!(text, "{\"liveInfo\":{\"maxViewers\":null}}\n");
    }

    #[test]
    fn an_array_that_is_not_finished_stays_open() {
        let row = Row::parse(r#"{"a":1}"#).unwrap();
        let mut out = Vec::new();
        let mut array = sink(&Style::plain(Format::Json), COLUMNS, &mut out).unwrap();
        array.row(&row).unwrap();
        array.row(&row).unwrap();
        array.flush().unwrap();
        drop(array);
        assert_eq!(out, b"[\n{\"a\":1},\n{\"a\":1}");
    }

    #[test]
    fn nothing_is_written_before_there_is_something_to_write() {
        for format in [Format::Json, Format::Jsonl] {
            let mut out = Vec::new();
            let mut unfinished = sink(&Style::plain(format), COLUMNS, &mut out).unwrap();
            unfinished.flush().unwrap();
            drop(unfinished);
            assert_eq!(out, b"");
        }
    }
}
