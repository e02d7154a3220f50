//! Rosters as files: the empty one to begin with, and chosen rows of one that
//! was read, to be mended and run again. Both are made for spreadsheets: UTF-8
//! with a byte order mark, without which Chinese Excel reads GB18030, and CR LF.

use super::headings::COLUMNS;
use super::{Roster, RosterRow};

/// The byte order mark of UTF-8, as a character.
const MARK: char = '\u{feff}';

/// The column that the template leaves out: it follows from the date.
const LEFT_OUT: &str = "expireType";

/// The language of a template's headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The API's field names.
    Api,
    /// The documents' Chinese names.
    Chinese,
}

/// An empty roster: byte order mark and heading line.
pub fn template(language: Language) -> String {
    let columns = COLUMNS.iter().filter(|column| column.api != LEFT_OUT);
    let names = columns.map(|column| match language {
        Language::Api => column.api,
        Language::Chinese => column.chinese,
    });
    csv_text(b',', std::iter::once(names.collect::<Vec<_>>()))
}

impl Roster {
    /// These rows as a roster of its own, with the original headings, cells
    /// and separator. **It holds the passwords** of the file's password
    /// column: where it is written, nobody else may read.
    pub fn to_csv<'r>(&self, rows: impl IntoIterator<Item = &'r RosterRow>) -> String {
        let cells = rows.into_iter().map(|row| &row.original);
        let lines = std::iter::once(&self.headings).chain(cells);
        csv_text(self.separator, lines)
    }
}

fn csv_text<L>(separator: u8, lines: impl Iterator<Item = L>) -> String
where
    L: IntoIterator,
    L::Item: AsRef<[u8]>,
{
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(MARK.to_string().into_bytes());
    for line in lines {
        writer
            .write_record(line)
            .expect("memory takes every write, and rows may have any length");
    }
    let bytes = writer.into_inner().expect("memory takes every write");
    String::from_utf8(bytes).expect("texts with ASCII between them are UTF-8")
}
