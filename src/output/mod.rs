//! Rows and columns in, bytes out: the formats a list can be printed in.
//!
//! Everything is written to a writer that is given; whether that is a
//! terminal, how wide it is and which columns a resource has is for others to
//! know. So is what to say about an empty list. A write that fails, a closed
//! pipe included, is handed up as it is.

mod attention;
mod blank;
pub(crate) mod chinese;
mod columns;
mod compact;
mod csv;
pub(crate) mod excel;
mod filter;
#[cfg(test)]
mod fuzz;
mod json;
mod rows;
mod sort;
mod table;
mod tally;
mod time;
mod value;
mod workbook;
mod xlsx;

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use clap::ValueEnum;
use jiff::tz::TimeZone;

pub use blank::{Blank, blank};
pub use columns::{ALL, Column, SIGNS, Signs, Values, choose, find, names, typed_names};
pub use compact::compact_json;
pub use filter::{Bounds, Comparison, Filter, within};
pub use json::object;
pub use sort::{Order, Sorter};
pub use tally::Tally;
pub use time::instant;
pub(crate) use time::{span as time_span, typed as typed_time};
pub(crate) use value::gib;

use crate::failure::Failure;
use crate::lang::{self, Lang, both};
use crate::row::Row;

/// Bytes that are held back before they are written: a hundred rows of the
/// sub-account list, and beyond what a larger write would still save.
const HELD_BACK: usize = 64 * 1024;

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns for people.
    #[value(help = both("Aligned columns for people", "供人阅读的对齐的列").now())]
    Table,
    /// One JSON array with the service's own objects.
    #[value(help = both(
        "One JSON array with the service's own objects",
        "一个 JSON 数组，含服务自己的对象",
    ).now())]
    Json,
    /// The same objects, one a line.
    #[value(help = both("The same objects, one a line", "同样的对象，每行一个").now())]
    Jsonl,
    /// RFC 4180 with the API's field names as headings.
    #[value(help = both(
        "RFC 4180 with the API's field names as headings",
        "RFC 4180，列名为字段名",
    ).now())]
    Csv,
    /// A workbook for Excel, WPS and LibreOffice.
    #[value(help = both(
        "A workbook for Excel, WPS and LibreOffice",
        "供 Excel、WPS 和 LibreOffice 打开的工作簿",
    ).now())]
    Xlsx,
}

impl Format {
    /// Whether it prints the service's own objects.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }

    /// The headings that are not asked for: people read tables, and workbooks in
    /// Chinese; programs read the others.
    pub fn headings(self) -> Headings {
        match (self, lang::current()) {
            (Self::Table | Self::Xlsx, Lang::Zh) => Headings::Zh,
            (Self::Table, Lang::En) => Headings::En,
            _ => Headings::Api,
        }
    }

    /// Whether it has one line a row and one cell a column.
    pub fn is_of_cells(self) -> bool {
        matches!(self, Self::Csv | Self::Xlsx)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value().expect("no format is skipped");
        f.write_str(value.get_name())
    }
}

/// By which names columns are headed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Headings {
    /// The API's field names.
    #[value(help = both("The API's field names", "字段名").now())]
    Api,
    /// Chinese.
    #[value(help = both("Chinese", "中文").now())]
    Zh,
    /// English.
    #[value(help = both("English", "英文").now())]
    En,
}

/// What the sheet behind a workbook's rows tells of them. No part is a secret.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The name of the sheet of rows.
    pub title: String,
    /// When it is made, in Unix milliseconds.
    pub unix_millis: i64,
    /// Since when the rows tell, in Unix milliseconds, where they are of a span.
    pub since: Option<i64>,
    /// When the rows were so, in Unix milliseconds, where that is not now.
    pub as_of: Option<i64>,
    /// The profile, or what is in its place; empty where no account is asked.
    pub profile: String,
    /// The account that is asked; empty where there is none.
    pub app_id: String,
    /// The command that makes it.
    pub command: String,
}

/// How the user wants the output.
#[derive(Clone, Debug)]
pub struct Style {
    /// The format.
    pub format: Format,
    /// The words of `--columns`, in order; without them each format has its
    /// own default. JSON is always whole.
    pub columns: Option<Vec<String>>,
    /// The names of columns; without them [`Format::headings`].
    pub headings: Option<Headings>,
    /// Whether tables, CSV and workbooks begin with the headings. Without them `excel`
    /// writes no byte order mark either: the lines are meant to be appended.
    pub header: bool,
    /// CSV for spreadsheets.
    pub excel: bool,
    /// Print secrets instead of their mask.
    pub show_secrets: bool,
    /// The zone that times are shown in, by tables and CSV.
    pub zone: TimeZone,
    /// Cells of the terminal that a table must fit in; `None` (or 0, as some
    /// terminals say when they do not know) never cuts.
    pub width: Option<usize>,
    /// Whether a table's headings are bold.
    pub color: bool,
    /// What a workbook tells of its rows.
    pub about: About,
}

impl Style {
    /// With headings and in UTC, for no terminal, without colour or secrets.
    pub fn plain(format: Format) -> Self {
        Self {
            format,
            columns: None,
            headings: None,
            header: true,
            excel: false,
            show_secrets: false,
            zone: TimeZone::UTC,
            width: None,
            color: false,
            about: About::default(),
        }
    }

    /// The heading of a column. One without a Chinese name keeps the English one.
    pub fn heading(&self, column: &Column) -> Cow<'static, str> {
        column.headed(self.headings.unwrap_or_else(|| self.format.headings()))
    }
}

/// What a document had no room for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The headings of columns that a narrow terminal had no room for.
    pub columns: Vec<String>,
    /// Texts that are longer than a cell of a workbook may be.
    pub cut: u64,
}

/// Takes rows and writes them in one format. Dropped before
/// [`finish`](Sink::finish), it leaves a JSON array open: what was not read to
/// its end must not look complete. Rows that are held back may then be lost;
/// a caller that stops early and wants them flushes first.
pub trait Sink {
    /// Takes the next row. It may be held back until `flush` or `finish`.
    ///
    /// # Errors
    ///
    /// What the writer says; the rows before it may or may not be written.
    fn row(&mut self, row: &Row) -> io::Result<()>;

    /// Writes what is held back, as far as the format can stream: called at
    /// the end of a page.
    ///
    /// # Errors
    ///
    /// What the writer says.
    fn flush(&mut self) -> io::Result<()>;

    /// Ends the document. Only now is it whole.
    ///
    /// # Errors
    ///
    /// What the writer says.
    fn finish(self: Box<Self>) -> io::Result<LeftOut>;
}

/// Opens the sink for a list. Nothing is written before the first row, the
/// first flush or the end.
///
/// # Errors
///
/// Usage, when the style names a column that is none, in any format.
pub fn sink<'w>(
    style: &Style,
    columns: &'static [Column],
    out: &'w mut dyn Write,
) -> Result<Box<dyn Sink + 'w>, Failure> {
    let chosen = choose(style, columns)?;
    Ok(match style.format {
        Format::Json | Format::Jsonl => Box::new(json::Json::new(style, out)),
        Format::Csv => Box::new(csv::Csv::new(style, chosen, out)),
        Format::Table => Box::new(table::Table::new(style, chosen, out)),
        Format::Xlsx => Box::new(xlsx::Xlsx::new(style, chosen, out)?),
    })
}

/// Writes a workbook of several sheets, each with its name, columns and rows.
///
/// # Errors
/// What the writer says.
pub fn book<'s>(
    style: &Style,
    sheets: impl IntoIterator<Item = (&'s str, &'static [Column], Vec<Row>)>,
    out: &mut dyn Write,
) -> Result<LeftOut, Failure> {
    let mut sheets = sheets.into_iter();
    let Some((name, columns, rows)) = sheets.next() else {
        return Ok(LeftOut::default());
    };
    let mut style = style.clone();
    name.clone_into(&mut style.about.title);
    let mut book = Box::new(xlsx::Xlsx::new(&style, choose(&style, columns)?, out)?);
    let written = rows.iter().try_for_each(|row| book.row(row));
    let written = written.and_then(|()| {
        for (name, columns, rows) in sheets {
            let shown = |column: &&Column| style.show_secrets || !column.is_secret();
            book.next_sheet(name, columns.iter().filter(shown).collect())?;
            rows.iter().try_for_each(|row| book.row(row))?;
        }
        book.finish()
    });
    written.map_err(Failure::output)
}

/// The lines of a row's sheet: `field`, a heading, and `value`, its cell. All
/// columns are there unless the style names some.
///
/// # Errors
/// Usage, as [`choose`].
pub fn sheet(style: &Style, columns: &'static [Column], row: &Row) -> Result<Vec<Row>, Failure> {
    let chosen = match style.columns {
        None => columns.iter().collect(),
        Some(_) => choose(style, columns)?,
    };
    let cells = value::Cells::new(style, &chosen).for_people(row);
    let lines = chosen.iter().zip(cells);
    let line = |(column, cell): (&&Column, String)| {
        Row::from(serde_json::json!({"field": style.heading(column), "value": cell}))
    };
    Ok(lines.map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[Column::text("a", "A")];

    /// What comes out for these rows.
    pub(super) fn print(style: &Style, columns: &'static [Column], rows: &[&str]) -> String {
        let mut out = Vec::new();
        let mut sink = sink(style, columns, &mut out).unwrap();
        for row in rows {
            sink.row(&Row::parse(row).unwrap()).unwrap();
        }
        sink.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    /// A writer on which every write fails, as on a full disk.
    struct Full(io::ErrorKind);

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_failed_write_is_an_error_of_the_same_kind_whenever_it_happens() {
        let short = Row::from(serde_json::json!({"a": 1}));
        let long = Row::from(serde_json::json!({"a": "x".repeat(100_000)}));
        for format in Format::value_variants() {
            for kind in [io::ErrorKind::BrokenPipe, io::ErrorKind::StorageFull] {
                let fails = |step: &dyn Fn(Box<dyn Sink + '_>) -> io::Result<()>| {
                    let mut full = Full(kind);
                    let sink = sink(&Style::plain(*format), COLUMNS, &mut full).unwrap();
                    assert_eq!(step(sink).unwrap_err().kind(), kind, "{format}");
                };
                fails(&|mut sink| sink.row(&short).and_then(|()| sink.finish().map(drop)));
                if !matches!(format, Format::Table | Format::Xlsx) {
                    fails(&|mut sink| sink.row(&short).and_then(|()| sink.flush()));
                    fails(&|mut sink| sink.row(&long));
                }
            }
        }
    }

    #[test]
    fn a_wrong_column_is_refused_in_every_format_before_anything_is_written() {
        for format in Format::value_variants() {
            let mut style = Style::plain(*format);
            style.columns = Some(vec!["b".to_owned()]);
            let mut out = Vec::new();
            assert!(sink(&style, COLUMNS, &mut out).is_err());
            assert_eq!(out, b"");
        }
    }
}
