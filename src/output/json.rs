//! `json` and `jsonl`: the service's own objects, whole, one a line.
//!
//! `--columns`, `--tz` and the headings do not touch them. Rows are held back
//! up to a bounded size, so that one write carries many.

use std::io::{self, Write};

use super::{LeftOut, Sink, Style, compact};
use crate::row::Row;

/// Bytes that are held back before they are written: a hundred rows of the
/// sub-account list, and beyond what a larger write would still save.
const HELD_BACK: usize = 64 * 1024;

/// Writes one object as a document: compact, secrets masked, one line.
///
/// # Errors
///
/// What the writer says.
pub fn object(style: &Style, row: &Row, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::with_capacity(row.as_str().len() + 1);
    compact::push_row(row, style.show_secrets, &mut text);
    text.push(b'\n');
    out.write_all(&text)?;
    out.flush()
}

/// JSON Lines.
pub(super) struct Lines<'w> {
    rows: Rows<'w>,
}

impl<'w> Lines<'w> {
    pub(super) fn new(style: &Style, out: &'w mut dyn Write) -> Self {
        let rows = Rows::new(style, out);
        Self { rows }
    }
}

impl Sink for Lines<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.rows.push("", row, "\n")
    }

    fn flush(&mut self) -> io::Result<()> {
        self.rows.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<LeftOut> {
        self.rows.flush()?;
        Ok(LeftOut::new())
    }
}

/// One JSON array. Its bracket is opened with the first row and closed by
/// `finish` alone.
pub(super) struct Array<'w> {
    rows: Rows<'w>,
    open: bool,
}

impl<'w> Array<'w> {
    pub(super) fn new(style: &Style, out: &'w mut dyn Write) -> Self {
        let rows = Rows::new(style, out);
        Self { rows, open: false }
    }
}

impl Sink for Array<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let before = if self.open { ",\n" } else { "[\n" };
        self.open = true;
        self.rows.push(before, row, "")
    }

    fn flush(&mut self) -> io::Result<()> {
        self.rows.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<LeftOut> {
        let end = if self.open { "\n]\n" } else { "[]\n" };
        self.rows.held_back.extend_from_slice(end.as_bytes());
        self.rows.flush()?;
        Ok(LeftOut::new())
    }
}

/// Rows on their way to the writer.
struct Rows<'w> {
    out: &'w mut dyn Write,
    held_back: Vec<u8>,
    show_secrets: bool,
}

impl<'w> Rows<'w> {
    fn new(style: &Style, out: &'w mut dyn Write) -> Self {
        Self {
            out,
            held_back: Vec::new(),
            show_secrets: style.show_secrets,
        }
    }

    fn push(&mut self, before: &str, row: &Row, after: &str) -> io::Result<()> {
        self.held_back.extend_from_slice(before.as_bytes());
        compact::push_row(row, self.show_secrets, &mut self.held_back);
        self.held_back.extend_from_slice(after.as_bytes());
        if self.held_back.len() < HELD_BACK {
            return Ok(());
        }
        self.write()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write()?;
        self.out.flush()
    }

    fn write(&mut self) -> io::Result<()> {
        let result = self.out.write_all(&self.held_back);
        self.held_back.clear();
        result
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::print;
    use super::super::{Column, Format, sink};
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
    fn one_object_is_one_line() {
        let row = Row::parse("{ \"liveInfo\" : { \"maxViewers\" : null } }").unwrap();
        let mut out = Vec::new();
        object(&Style::plain(Format::Json), &row, &mut out).unwrap();
        assert_eq!(out, b"{\"liveInfo\":{\"maxViewers\":null}}\n");
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

    #[test]
    fn what_is_held_back_is_bounded() {
        let row = Row::parse(&format!("{{\"a\":\"{}\"}}", "x".repeat(1000))).unwrap();
        let mut out = Vec::new();
        let mut lines = Lines::new(&Style::plain(Format::Jsonl), &mut out);
        for _ in 0..200 {
            lines.row(&row).unwrap();
            assert!(lines.rows.held_back.len() < HELD_BACK);
        }
        drop(lines);
        assert!(out.len() > 200 * 1000 - HELD_BACK);
    }
}
