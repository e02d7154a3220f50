//! `csv`: RFC 4180, one line a row, the API's field names as headings unless
//! others are asked for.
//!
//! The columns are known before the first row and do not depend on the rows,
//! so lines are written as they come, and an empty list still has its heading
//! line. What a spreadsheet needs beyond that is in [`excel`].

use std::io::{self, BufWriter, Write};

use super::{Column, HELD_BACK, LeftOut, Sink, Style, excel, value::Cells};
use crate::row::Row;

/// What tells a spreadsheet that a file is UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A CSV document.
pub(super) struct Csv<'w> {
    out: BufWriter<&'w mut dyn Write>,
    line: Vec<u8>,
    line_end: &'static str,
    headings: Vec<String>,
    cells: Cells,
    excel: bool,
    heading_is_due: bool,
}

impl<'w> Csv<'w> {
    pub(super) fn new(
        style: &Style,
        columns: Vec<&'static Column>,
        out: &'w mut dyn Write,
    ) -> Self {
        Self {
            out: BufWriter::with_capacity(HELD_BACK, out),
            line: Vec::new(),
            line_end: if style.excel { "\r\n" } else { "\n" },
            cells: Cells::new(style, &columns),
            headings: columns
                .iter()
                .map(|column| style.heading(column).into_owned())
                .collect(),
            excel: style.excel,
            heading_is_due: style.header,
        }
    }

    /// Without headings the lines go to the end of a file that has both them
    /// and the mark.
    fn heading(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.heading_is_due) {
            return Ok(());
        }
        if let (true, Some(first)) = (self.excel, self.headings.first_mut()) {
            first.insert(0, BYTE_ORDER_MARK);
        }
        for heading in &self.headings {
            push_cell(heading, &mut self.line);
        }
        self.end_line()
    }

    /// Writes the line, whose cells have a comma behind them.
    fn end_line(&mut self) -> io::Result<()> {
        self.line.pop();
        if self.line.is_empty() {
            // One empty cell must not look like no line.
            self.line.extend_from_slice(b"\"\"");
        }
        self.line.extend_from_slice(self.line_end.as_bytes());
        self.out.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }
}

/// Appends a cell and a comma, in quotes where RFC 4180 wants them.
fn push_cell(cell: &str, line: &mut Vec<u8>) {
    let wants_quotes = |byte| matches!(byte, b'"' | b',' | b'\n' | b'\r');
    if cell.bytes().any(wants_quotes) {
        let quoted = format!("\"{}\"", cell.replace('"', "\"\""));
        line.extend_from_slice(quoted.as_bytes());
    } else {
        line.extend_from_slice(cell.as_bytes());
    }
    line.push(b',');
}

impl Sink for Csv<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.heading()?;
        if self.excel {
            for (column, text) in self.cells.texts(row) {
                let cell = excel::guard(text.unwrap_or_default(), column.values);
                push_cell(&cell, &mut self.line);
            }
        } else {
            self.cells.push_csv(row, &mut self.line, push_cell);
        }
        self.end_line()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<LeftOut> {
        self.heading()?;
        self.out.flush()?;
        Ok(LeftOut::default())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::print;
    use super::super::{Format, Values};
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: &[Column] = &[
        Column::text("userId", "USER"),
        Column::text("memo", "MEMO").hidden(),
        Column::number("remainFlow", "FLOW"),
        Column::new("expireDate", "EXPIRES", Values::Millis),
        Column::text("appSecret", "SECRET").secret(),
    ];
    const ROW: &str = r#"{"new":1,"userId":"00123","appSecret":"s3cret","memo":"=1+1, \"中\"\n",
        "remainFlow":100.0,"expireDate":1652803200000}"#;

    #[test]
    fn lines_are_quoted_where_they_must_be() {
        assert_eq!(
            print(
                &Style::plain(Format::Csv),
                COLUMNS,
                &[ROW, r#"{"userId":null}"#]
            ),
            "userId,memo,remainFlow,expireDate\n\
             00123,\"=1+1, \"\"中\"\"\n\",100.0,2022-05-17 16:00:00\n,,,\n"
        );
    }

    #[test]
    fn a_spreadsheets_lines_are_marked_guarded_and_end_in_crlf() {
        let mut style = Style::plain(Format::Csv);
        style.excel = true;
        assert_eq!(
            print(&style, COLUMNS, &[ROW]),
            "\u{feff}userId,memo,remainFlow,expireDate\r\n\
             '00123,\"'=1+1, \"\"中\"\"\n\",100.0,2022-05-17 16:00:00\r\n"
        );
    }

    #[test]
    fn an_empty_list_has_its_heading_unless_lines_are_to_be_appended() {
        let mut style = Style::plain(Format::Csv);
        style.columns = Some(vec!["remainFlow".to_owned()]);
        assert_eq!(print(&style, COLUMNS, &[]), "remainFlow\n");
        style.excel = true;
        assert_eq!(print(&style, COLUMNS, &[]), "\u{feff}remainFlow\r\n");
        style.header = false;
        assert_eq!(print(&style, COLUMNS, &[]), "");
        assert_eq!(print(&style, COLUMNS, &[ROW]), "100.0\r\n");
    }

    #[test]
    fn a_single_empty_cell_is_still_a_line() {
        let mut style = Style::plain(Format::Csv);
        style.columns = Some(vec!["memo".to_owned()]);
        assert_eq!(
            print(&style, COLUMNS, &["{}", r#"{"memo":"a"}"#]),
            "memo\n\"\"\na\n"
        );
    }

    #[test]
    fn a_page_is_written_when_it_is_flushed() {
        let mut out = Vec::new();
        let style = Style::plain(Format::Csv);
        let mut csv = Csv::new(&style, vec![&COLUMNS[0]], &mut out);
        csv.row(&Row::parse(ROW).unwrap()).unwrap();
        csv.flush().unwrap();
        std::mem::forget(csv);
        assert_eq!(out, b"userId\n00123\n");
    }

    proptest! {
        #[test]
        fn any_text_is_read_back_verbatim(
            texts in proptest::collection::vec(
                proptest::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter), 1..20),
            excel in any::<bool>(),
        ) {
            let mut style = Style::plain(Format::Csv);
            style.excel = excel;
            let row = |text: &String| serde_json::json!({"userId": text, "memo": text}).to_string();
            let rows: Vec<String> = texts.iter().map(row).collect();
            let printed = print(&style, COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>());
            let mut reader = ::csv::Reader::from_reader(printed.as_bytes());
            let cells = reader.records().map(|record| record.unwrap()[1].to_owned());
            let undo = |cell: String| match cell.strip_prefix('\'') {
                Some(text) if excel => text.to_owned(),
                _ => cell,
            };
            prop_assert_eq!(cells.map(undo).collect::<Vec<_>>(), texts);
        }
    }
}
