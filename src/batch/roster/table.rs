//! Text to cells: line ends, separator, quotes, line numbers. The `csv` crate
//! parses; the line numbers are counted here, since a row is named by the
//! line it begins on, however many lines a quoted cell before it has and
//! whatever blank lines stand between.

use super::error::{LineFault, RosterError};
use super::{headings, quotes};

/// The separators that spreadsheets write, the likeliest first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// A row of the file.
pub(super) struct Record {
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// The cells, untrimmed.
    pub(super) cells: Vec<String>,
}

/// The file as cells.
pub(super) struct Table {
    pub(super) separator: u8,
    /// The first row that is not blank.
    pub(super) headings: Vec<String>,
    /// The other rows that are not blank.
    pub(super) records: Vec<Record>,
}

/// Whether a row has nothing in it but separators and spaces.
pub(super) fn blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| trimmed(cell).is_empty())
}

/// A cell without the spaces around it, full-width, non-breaking and
/// zero-width ones included.
pub(super) fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// Splits a text into rows.
///
/// # Errors
/// No row at all, too many, or quotes that do not hold.
pub(super) fn parse(text: &str, max_rows: usize) -> Result<Table, RosterError> {
    // Lone CRs are the line ends of old Macs; within a cell they are line
    // breaks too, so that a memo is the same whoever saved the file.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let separator = separator(&text);
    if let Some(line) = quotes::broken(&text, separator) {
        let rule = "a quote in this row is not closed, or has text beside it in its cell";
        return Err(RosterError::Faults(vec![LineFault::of_row(line, rule)]));
    }
    let mut rows = Rows::new(&text, separator);
    let headings = rows.next().ok_or(RosterError::Empty)?.cells;
    let records: Vec<Record> = rows.take(max_rows.saturating_add(1)).collect();
    if records.len() > max_rows {
        return Err(RosterError::TooManyRows { max: max_rows });
    }
    Ok(Table {
        separator,
        headings,
        records,
    })
}

/// The separator under which the first row has most known headings.
fn separator(text: &str) -> u8 {
    let known = |separator: u8| {
        let first = Rows::new(text, separator).next();
        first.map_or(0, |row| headings::known(&row.cells))
    };
    // `max_by_key` takes the last of equals.
    let best = SEPARATORS.into_iter().rev().max_by_key(|one| known(*one));
    best.unwrap_or(b',')
}

/// The rows of a text that are not blank, with their lines.
struct Rows<'t> {
    text: &'t [u8],
    reader: csv::Reader<&'t [u8]>,
    record: csv::StringRecord,
    /// Bytes of the text whose line ends are counted.
    counted: usize,
    line: u64,
}

impl<'t> Rows<'t> {
    fn new(text: &'t str, separator: u8) -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        Self {
            text: text.as_bytes(),
            reader,
            record: csv::StringRecord::new(),
            counted: 0,
            line: 1,
        }
    }

    /// The line of the row that begins at this byte or after the line ends
    /// that follow it: `csv` skips blank lines after it notes the place.
    fn line_of(&mut self, byte: u64) -> u64 {
        let mut begin = usize::try_from(byte)
            .unwrap_or(usize::MAX)
            .min(self.text.len());
        begin += self.text[begin..]
            .iter()
            .take_while(|byte| **byte == b'\n')
            .count();
        let passed = self.text.get(self.counted..begin).unwrap_or_default();
        self.line += passed
            .iter()
            .map(|byte| u64::from(*byte == b'\n'))
            .sum::<u64>();
        self.counted = begin;
        self.line
    }
}

impl Iterator for Rows<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            // Text in memory, rows of any length: there is no error to meet.
            if !self.reader.read_record(&mut self.record).unwrap_or(false) {
                return None;
            }
            let byte = self.record.position().map_or(0, csv::Position::byte);
            let line = self.line_of(byte);
            let cells: Vec<String> = self.record.iter().map(str::to_owned).collect();
            if !blank(&cells) {
                return Some(Record { line, cells });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: &str = "email,memo";

    fn table(text: &str) -> Table {
        parse(text, 100).unwrap()
    }

    fn lines(text: &str) -> Vec<(u64, String)> {
        let records = table(text).records.into_iter();
        records.map(|row| (row.line, row.cells.join("|"))).collect()
    }

    #[test]
    fn rows_are_named_by_the_line_they_begin_on() {
        let text = format!("\n{HEADINGS}\na,\"x\ny\"\n\n \nb,\"\n\"\nc,z");
        let expected = [(3, "a|x\ny"), (7, "b|\n"), (9, "c|z")];
        let expected = expected.map(|(line, cells)| (line, cells.to_owned()));
        assert_eq!(lines(&text), expected);
        for line_end in ["\r\n", "\r"] {
            assert_eq!(lines(&text.replace('\n', line_end)), expected);
        }
    }

    #[test]
    fn the_separator_is_the_one_that_makes_headings() {
        for (text, separator) in [
            ("email,memo\n", b','),
            ("email;memo\n", b';'),
            ("email\tmemo\n", b'\t'),
            ("\"email\";\"memo\";\"a,b,c,d\"\n", b';'),
            ("\n\n邮箱\t备注\n", b'\t'),
            ("email\n", b','),
            ("x;y\n", b','),
        ] {
            assert_eq!(table(text).separator, separator, "{text:?}");
        }
    }

    #[test]
    fn rows_of_nothing_but_separators_and_spaces_are_skipped() {
        let text = format!("{HEADINGS}\n,,,,\n \u{3000}, \u{a0}\na,b\n,\n");
        assert_eq!(lines(&text), [(4, "a|b".to_owned())]);
    }

    #[test]
    fn quotes_hold_separators_and_doubled_quotes() {
        let text = format!("{HEADINGS}\na,\"x, \"\"y\"\"\"\n");
        assert_eq!(lines(&text), [(2, "a|x, \"y\"".to_owned())]);
    }

    #[test]
    fn a_quote_that_does_not_hold_is_a_fault_of_its_row() {
        let open = parse(&format!("{HEADINGS}\na,b\nc,\"d\ne,f\n"), 9)
            .err()
            .unwrap();
        let RosterError::Faults(faults) = open else {
            panic!("{open:?}")
        };
        let rule = "a quote in this row is not closed, or has text beside it in its cell";
        assert_eq!(faults, [LineFault::of_row(3, rule)]);
    }

    #[test]
    fn nothing_and_blank_lines_are_no_roster() {
        for text in ["", "\n\n", " \r\n,,\r\n"] {
            assert!(
                matches!(parse(text, 9), Err(RosterError::Empty)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn too_many_rows_are_an_error() {
        let text = format!("{HEADINGS}\na,b\n\nc,d\n");
        assert_eq!(parse(&text, 2).unwrap().records.len(), 2);
        let error = parse(&text, 1).err().unwrap();
        assert_eq!(
            error.to_string(),
            "the roster has more than 1 rows; split it"
        );
    }
}
