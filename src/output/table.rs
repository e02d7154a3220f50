//! `table`: aligned columns for people, without borders.
//!
//! Columns are as wide as their widest cell, so a table is held until its
//! end. Cells are cut here, before they are aligned: the aligning library
//! would wrap them at spaces instead. Nothing is cut when the output is no
//! terminal. An empty list prints nothing, not even headings; to say so in
//! words is for others.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, Table as Aligner, Width, presets};

use super::fit::{self, GAP, cut, shrink};
use super::{Column, LeftOut, Sink, Style, Values, pick::Picker, value::Cells, value::NOTHING};
use crate::row::Row;

/// Rows that are aligned at a time: a long list is not held twice.
const CHUNK: usize = 1000;

/// The one escape sequence of ours, for headings, and its end.
const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

/// Stands where columns were left out.
static MORE: Column = Column::text("", "…");

/// A table that waits for its last row.
pub(super) struct Table<'w> {
    out: &'w mut dyn Write,
    columns: Vec<&'static Column>,
    picker: Picker,
    cells: Cells,
    rows: Vec<Vec<String>>,
    header: bool,
    /// Cells of the terminal.
    limit: Option<usize>,
    /// Whether the columns were asked for by name: then the first ones stay.
    named: bool,
    color: bool,
}

impl<'w> Table<'w> {
    pub(super) fn new(
        style: &Style,
        columns: Vec<&'static Column>,
        out: &'w mut dyn Write,
    ) -> Self {
        Self {
            out,
            picker: Picker::new(&columns),
            columns,
            cells: Cells::new(style),
            rows: Vec::new(),
            header: style.header,
            limit: style.width.filter(|width| *width > 0),
            named: style.columns.is_some(),
            color: style.color,
        }
    }

    /// Leaves out the columns there is no room for, and marks it.
    fn leave_out(&mut self) -> LeftOut {
        let Some(limit) = self.limit else {
            return LeftOut::new();
        };
        let widths = self.natural_widths();
        let has_nothing = |at: usize| self.rows.iter().all(|row| row[at] == NOTHING);
        let is_empty: Vec<bool> = (0..widths.len()).map(has_nothing).collect();
        let gone = fit::left_out(&widths, &self.columns, &is_empty, (limit, self.named));
        if gone.is_empty() {
            return LeftOut::new();
        }
        let fields = gone.iter().map(|at| self.columns[*at].field).collect();
        remove(&mut self.columns, &gone);
        self.columns.push(&MORE);
        for row in &mut self.rows {
            remove(row, &gone);
            row.push(String::new());
        }
        fields
    }

    fn headings(&self) -> Vec<String> {
        let headings = self.columns.iter().map(|column| column.heading.to_owned());
        headings.collect()
    }

    /// The width each column has by its cells, at least one.
    fn natural_widths(&self) -> Vec<usize> {
        let mut widths = vec![1; self.columns.len()];
        let headings = self.header.then(|| self.headings());
        for row in self.rows.iter().chain(&headings) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = fit::width(cell).max(*width);
            }
        }
        widths
    }

    /// The same, narrowed to the terminal.
    fn widths(&self) -> Vec<usize> {
        let mut widths = self.natural_widths();
        if let Some(limit) = self.limit {
            shrink(&mut widths, &self.columns, limit);
        }
        widths
    }

    /// The rows as lines, cut and aligned, without spaces at their ends.
    fn lines(&self, rows: &[Vec<String>], widths: &[usize]) -> Vec<String> {
        let mut aligner = Aligner::new();
        aligner.load_style(presets::NOTHING);
        for row in rows {
            let cells = row.iter().zip(widths);
            aligner.add_row(cells.map(|(cell, width)| cut(cell, *width)));
        }
        for (at, aligned) in aligner.column_iter_mut().enumerate() {
            align(aligned, widths[at], self.columns[at].kind);
        }
        let lines = aligner.lines().map(|line| {
            let line = line.trim_end_matches(' ');
            cut(line, self.limit.unwrap_or(usize::MAX)).into_owned()
        });
        lines.collect()
    }

    fn write_heading(&mut self, widths: &[usize]) -> io::Result<()> {
        let mut text = self.lines(&[self.headings()], widths).join("\n");
        if self.color {
            text = format!("{BOLD}{text}{PLAIN}");
        }
        self.write(text)
    }

    fn write(&mut self, mut text: String) -> io::Result<()> {
        text.push('\n');
        self.out.write_all(text.as_bytes())
    }
}

/// Removes the items at these places.
fn remove<T>(items: &mut Vec<T>, places: &[usize]) {
    let mut at = 0;
    items.retain(|_| {
        at += 1;
        !places.contains(&(at - 1))
    });
}

/// Sets a column's width and side. The library counts cells in 16 bits; a
/// text beyond that is wrapped, not lost.
fn align(aligned: &mut comfy_table::Column, width: usize, kind: Values) {
    let width = u16::try_from(width).unwrap_or(u16::MAX);
    let with_gap = Width::Fixed(width.saturating_add(GAP));
    aligned.set_padding((0, GAP));
    aligned.set_constraint(ColumnConstraint::Absolute(with_gap));
    if kind.is_number() {
        aligned.set_cell_alignment(CellAlignment::Right);
    }
}

impl Sink for Table<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let values = self.picker.pick(row);
        let cells = self.columns.iter().zip(values);
        let cells = cells.map(|(column, value)| self.cells.for_people(column, value));
        self.rows.push(cells.collect());
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<LeftOut> {
        if self.rows.is_empty() {
            return Ok(LeftOut::new());
        }
        let left_out = self.leave_out();
        let widths = self.widths();
        if self.header {
            self.write_heading(&widths)?;
        }
        let rows = std::mem::take(&mut self.rows);
        for chunk in rows.chunks(CHUNK) {
            self.write(self.lines(chunk, &widths).join("\n"))?;
        }
        self.out.flush()?;
        Ok(left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::testing::print;
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: &[Column] = &[
        Column::text("email", "E-MAIL"),
        Column::new("maxChannels", "CHANNELS", Values::Number),
        Column::text("memo", "MEMO"),
        Column::new("space", "SPACE", Values::Bytes),
        Column::new("expireDate", "EXPIRES", Values::Millis),
        Column::text("appSecret", "SECRET").secret(),
    ];
    const ROWS: &[&str] = &[
        r#"{"email":"a@b.cn","maxChannels":10,"memo":"北京分校","space":"21474836480","expireDate":1652803200000}"#,
        r#"{"email":"second@b.cn","maxChannels":1000,"memo":"x\n\u001b[31m","space":524288,"expireDate":null}"#,
        r#"{"email":"","memo":"trailing  "}"#,
    ];

    fn printed(width: Option<usize>, columns: &[&str]) -> String {
        let mut style = Style::plain(Format::Table);
        style.width = width;
        if !columns.is_empty() {
            style.columns = Some(columns.iter().map(|name| (*name).to_owned()).collect());
        }
        print(&style, COLUMNS, ROWS)
    }

    #[test]
    fn columns_are_aligned_and_lines_have_no_spaces_at_their_ends() {
        let expected = [
            "E-MAIL       CHANNELS  MEMO                  SPACE  EXPIRES",
            "a@b.cn             10  北京分校             20 GiB  2022-05-17 16:00:00",
            "second@b.cn      1000  x\\n\\u{1b}[31m  0.000488 GiB  -",
            "                    -  trailing                  -  -",
            "",
        ];
        assert_eq!(printed(None, &[]), expected.join("\n"));
        assert_eq!(printed(Some(0), &[]), expected.join("\n"));
    }

    #[test]
    fn a_narrow_terminal_cuts_texts_first_and_then_leaves_columns_out() {
        let expected = [
            "E-MAIL       CHANNELS  MEMO              SPACE  EXPIRES",
            "a@b.cn             10  北京分校         20 GiB  2022-05-17 16:00:00",
            "second@b.cn      1000  x\\n\\u{1b…  0.000488 GiB  -",
            "                    -  trailing…             -  -",
            "",
        ];
        assert_eq!(printed(Some(67), &[]), expected.join("\n"));
        let expected = ["E-MAIL       …", "a@b.cn", "second@b.cn", "", ""];
        assert_eq!(printed(Some(16), &[]), expected.join("\n"));
    }

    #[test]
    fn a_wide_letter_is_not_split_by_the_cut() {
        let expected = "MEMO\n北…\nx\\n…\ntra…\n";
        assert_eq!(printed(Some(4), &["memo"]), expected);
    }

    #[test]
    fn secrets_are_shown_when_named_and_then_masked() {
        let mut style = Style::plain(Format::Table);
        style.columns = Some(vec!["appSecret".to_owned()]);
        let rows = [r#"{"appSecret":"hunter2"}"#, r#"{"appSecret":null}"#];
        assert_eq!(print(&style, COLUMNS, &rows), "SECRET\n********\n-\n");
        style.show_secrets = true;
        assert_eq!(print(&style, COLUMNS, &rows), "SECRET\nhunter2\n-\n");
    }

    #[test]
    fn only_the_headings_are_bold_and_only_with_colour() {
        let mut style = Style::plain(Format::Table);
        style.columns = Some(vec!["email".to_owned()]);
        style.color = true;
        assert_eq!(
            print(&style, COLUMNS, &ROWS[..1]),
            "\x1b[1mE-MAIL\x1b[0m\na@b.cn\n"
        );
        style.header = false;
        assert_eq!(print(&style, COLUMNS, &ROWS[..1]), "a@b.cn\n");
    }

    #[test]
    fn an_empty_list_prints_nothing() {
        assert_eq!(print(&Style::plain(Format::Table), COLUMNS, &[]), "");
    }

    #[test]
    fn every_chunk_is_aligned_like_the_first() {
        let short = r#"{"email":"a","maxChannels":1}"#;
        let long = r#"{"email":"long@b.cn","maxChannels":2}"#;
        let mut rows = vec![short; CHUNK];
        rows.push(long);
        let mut style = Style::plain(Format::Table);
        style.columns = Some(vec!["email".to_owned(), "maxChannels".to_owned()]);
        style.header = false;
        let printed = print(&style, COLUMNS, &rows);
        assert_eq!(printed.lines().next(), Some("a          1"));
        assert_eq!(printed.lines().next_back(), Some("long@b.cn  2"));
        assert_eq!(printed.lines().count(), CHUNK + 1);
    }

    #[test]
    fn a_piped_text_of_any_usual_length_stays_on_one_line() {
        let long = "长 text ".repeat(4000);
        let row = format!(r#"{{"memo":"{long}","email":"a"}}"#);
        let mut style = Style::plain(Format::Table);
        style.columns = Some(vec!["memo".to_owned(), "email".to_owned()]);
        style.header = false;
        assert_eq!(print(&style, COLUMNS, &[&row]), format!("{long}  a\n"));
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            memo in proptest::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter),
            email in "[a-z]{0,30}@[a-z]{1,20}",
            width in 1_usize..120,
        ) {
            let row = serde_json::json!({"memo": memo, "email": email, "maxChannels": 5}).to_string();
            let mut style = Style::plain(Format::Table);
            style.width = Some(width);
            for line in print(&style, COLUMNS, &[&row, ROWS[0]]).lines() {
                prop_assert!(fit::width(line) <= width, "{line:?}");
            }
        }
    }
}
