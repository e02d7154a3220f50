//! A roster: a file with a row for each write to be done.
//!
//! Rosters come out of spreadsheets, in whatever encoding and with whatever
//! separator the spreadsheet likes, and people fix them by hand. So reading
//! is generous with form (encoding, separator, order of columns, Chinese or
//! API headings) and strict with content: every row is checked before any is
//! handed out, and all faults are told at once with line, field, value and
//! rule. Text to cells is `cells`, a workbook to cells `workbook`, headings to
//! fields `headings`, cells to what may be sent `check`.
//!
//! What only the service knows (does the e-mail exist, what is left in the
//! group) is left to `batch::checks`, and so are files, modes and printing.
//! No error, finding or `Debug` text holds a password.

mod cells;
mod check;
#[cfg(test)]
mod fuzz;
mod headings;
mod template;
#[cfg(test)]
mod tests;
mod workbook;

pub use headings::template_hint;
pub use template::Template;
pub(crate) use workbook::of_workbook;

use super::results::{RowResult, Status};
use crate::endpoints::spec::{Field, Now};
use crate::endpoints::write::{Filled, Finding, Names, Write};
use crate::failure::Failure;
use crate::lang::{Both, CLAUSES, Text, both, joined};
use crate::secret::Secret;
use crate::text;
use crate::text::{escape, listed};
use cells::{FileRows, KnownCells, Lines};
use encoding_rs::{Encoding, GB18030, UTF_8};
use headings::MOST_COLUMNS;
use workbook::HeadingTests;

/// Bytes of the largest roster that is read.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The field that a row may leave to us.
pub(super) const PASSWORD: &str = "password";

/// Rows of the longest roster that is read: far more
/// than a group has accounts, few enough for any machine's memory.
const MAX_ROWS: usize = 100_000;

/// Characters of a cell that a message shows: enough to find it by.
const MOST_SHOWN: usize = 60;

/// A roster in which every row keeps every rule.
#[derive(Debug, Clone)]
pub struct Roster {
    /// The rows, in the file's order.
    pub rows: Vec<RosterRow>,
    /// The heading line as it stands in the file.
    pub headings: Vec<String>,
    /// What was assumed about the file, for people, as whole sentences.
    pub notes: Vec<Text>,
    /// What is allowed and odd.
    pub warnings: Vec<Finding>,
    /// What the file calls the fields.
    pub names: Names,
    columns: Vec<Option<&'static Field>>,
    separator: u8,
}

/// The field of each column of a file; `None` for a column without heading.
type Columns = [Option<&'static Field>];

/// One write of a roster.
#[derive(Clone, Debug)]
pub struct RosterRow {
    /// The line of the file that the row begins on, from 1.
    pub line: u64,
    /// What will be sent.
    pub filled: Filled,
    /// Whether the password was made up here, and so must be handed out.
    pub password_generated: bool,
    /// The cells as they stand in the file, **the password among them**; only
    /// for writing them back, see [`Roster::to_csv`].
    pub original: Vec<Secret>,
}

impl RosterRow {
    /// What names its target.
    pub fn key(&self) -> &str {
        self.filled.key()
    }

    /// A result of which nothing is known but how it ended.
    pub fn result(&self, status: Status) -> RowResult {
        RowResult {
            what: self.what().to_owned(),
            ..RowResult::new(self.line, self.key(), status)
        }
    }

    /// Which of the requests for its target it is.
    pub fn what(&self) -> &'static str {
        self.filled.call.what
    }

    /// What has become of it once it is done: `created`.
    pub fn done(&self) -> Both {
        self.filled.call.does.done
    }

    /// Its password.
    pub fn password(&self) -> &str {
        self.filled.text(PASSWORD)
    }

    /// Gives it another password, such as the one that an interrupted run
    /// generated.
    ///
    /// # Errors
    /// The rule that the password breaks.
    pub fn set_password(&mut self, password: &Secret) -> Result<(), Text> {
        let filled = self.filled.clone();
        self.filled = filled.with(PASSWORD, password.expose(), &Now::read())?;
        Ok(())
    }
}

/// A cell to be shown: its first line, or its beginning, marked where that is
/// not all of it. A table of faults has one line for each, and where a quote was
/// forgotten the further lines are other rows, with their passwords.
fn first_line(cell: &str) -> String {
    let long = cell.char_indices().nth(MOST_SHOWN).map(|(at, _)| at);
    match long.into_iter().chain(cell.find('\n')).min() {
        Some(end) => format!("{}…", &cell[..end]),
        None => cell.to_owned(),
    }
}

/// Why a roster cannot be used.
#[derive(Debug)]
pub enum Rejected {
    /// The file as a whole: not text, no headings, too long.
    File(Failure),
    /// Rows break rules: all of them, in the file's order.
    Faults(Vec<Finding>),
}

impl From<Failure> for Rejected {
    fn from(failure: Failure) -> Self {
        Self::File(failure)
    }
}

/// A file as it was read.
#[derive(Clone, Copy, Debug)]
pub struct RosterFile<'f> {
    /// Its bytes: a text or a workbook.
    pub bytes: &'f [u8],
    /// The sheet that is meant, by its name or its number from 1; `None` for the
    /// one whose headings fit.
    pub sheet: Option<&'f str>,
}

impl<'f, B: AsRef<[u8]> + ?Sized> From<&'f B> for RosterFile<'f> {
    fn from(bytes: &'f B) -> Self {
        let bytes = bytes.as_ref();
        Self { bytes, sheet: None }
    }
}

impl RosterFile<'_> {
    /// Its rows, and the encoding of a text. A workbook has other headings than a
    /// text, of which they tell the separator.
    fn rows(
        &self,
        known: KnownCells<'_>,
        headings: &HeadingTests<'_>,
    ) -> Result<(FileRows, &'static Encoding), Rejected> {
        if workbook::is_one(self.bytes) {
            let rows = workbook::rows(self.bytes, self.sheet, headings, MAX_ROWS)?;
            return Ok((rows, UTF_8));
        }
        if self.sheet.is_some() {
            let words = both(
                "--sheet is for workbooks, and the file is none",
                "--sheet 只用于工作簿，而该文件不是工作簿",
            );
            let hint = both("leave --sheet out", "请去掉 --sheet");
            return Err(Failure::usage(words).hint(hint).into());
        }
        let (text, encoding) = cells::decode(self.bytes)?;
        let lines = cells::split(known, &text, MAX_ROWS)?;
        let (sheet, notes) = (None, Vec::new());
        let rows = FileRows {
            lines,
            sheet,
            hidden_columns: Vec::new(),
            notes,
        };
        Ok((rows, encoding))
    }
}

/// Reads a roster from the bytes of a file. With `generates` there is a password
/// for each row whose cell is empty or missing; rules count from `now`.
///
/// # Errors
/// The file as a whole, or else the faults of all rows.
pub fn read<'f>(
    file: impl Into<RosterFile<'f>>,
    call: &'static Write,
    generates: bool,
    now: &Now,
) -> Result<Roster, Rejected> {
    let file = file.into();
    let known = |row: &[String]| headings::known(call, row);
    let fit = |row: &[String]| headings::columns(call, row, generates).is_ok();
    let of_workbook = HeadingTests {
        known: &known,
        fit: &fit,
    };
    let (
        FileRows {
            lines,
            sheet,
            hidden_columns,
            mut notes,
        },
        encoding,
    ) = file.rows(&known, &of_workbook)?;
    let columns = headings::columns(call, &lines.headings, generates)?;
    if lines.rows.is_empty() {
        return Err(cells::no_rows().into());
    }
    let names = headings::names(call, &lines.headings, &columns);
    let names = match &sheet {
        Some(sheet) => workbook::in_sheet(names, sheet, &columns),
        None => names,
    };
    let (rows, mut warnings) = check::check(call, &lines.rows, &columns, &names, generates, now)?;
    let guess = match &sheet {
        Some(_) => workbook::hidden(&lines.rows),
        None => guessed(file.bytes, encoding, &lines, &columns),
    };
    let hidden = workbook::hidden_columns(&lines.rows, &columns, &hidden_columns);
    let before: Vec<Finding> = guess.into_iter().chain(hidden).collect();
    warnings.splice(..0, before.into_iter().map(|found| found.named(&names)));
    notes.extend(assumed(encoding, lines.separator));
    notes.extend(unread(call, &lines, &columns));
    Ok(Roster {
        rows,
        headings: lines.headings,
        notes,
        warnings,
        names,
        columns,
        separator: lines.separator,
    })
}

/// A warning where it is not certain how a text has to be read.
fn guessed(
    bytes: &[u8],
    encoding: &'static Encoding,
    lines: &Lines,
    columns: &Columns,
) -> Option<Finding> {
    let name = encoding.name().to_uppercase();
    // Where Chinese headings are known the text was read right.
    let mut known = lines.headings.iter().zip(columns);
    let is_sure = known.any(|(text, field)| field.is_some() && !text.is_ascii());
    if is_sure || !cells::is_guess(bytes, encoding) {
        return None;
    }
    let text = text!(
        "was read as {name}, which is a guess; if it is wrong, save the roster as CSV UTF-8 with a \
         byte order mark",
        "按 {name} 读取，这是推测；如有误，请把名单另存为带 BOM 的 CSV UTF-8"
    );
    check::first_beyond_ascii(&lines.rows, columns, &text)
}

/// How a file was read that is not the usual one.
fn assumed(encoding: &'static Encoding, separator: u8) -> Vec<Text> {
    let mut notes = Vec::new();
    let name = encoding.name().to_uppercase();
    if encoding == GB18030 {
        notes.push(text!(
            "The roster is not UTF-8; it was read as {name}.",
            "名单不是 UTF-8，已按 {name} 读取。"
        ));
    } else if encoding != UTF_8 {
        notes.push(text!(
            "The roster was read as {name}.",
            "名单已按 {name} 读取。"
        ));
    }
    if separator != b',' {
        let by = match separator {
            b';' => both("semicolons", "分号").into(),
            b'\t' => both("tabs", "制表符").into(),
            other => text!("{sign}", " {sign} ", sign = char::from(other)),
        };
        notes.push(text!(
            "The roster's columns are separated by {by}.",
            "名单的列以{by}分隔。"
        ));
    }
    notes
}

/// Which columns are not read.
fn unread(call: &Write, lines: &Lines, columns: &Columns) -> Option<Text> {
    let unread = headings::unread(&lines.headings, columns);
    if unread.is_empty() {
        return None;
    }
    let (noun, verb) = call.command;
    let unread = listed(unread.into_iter().map(escape));
    Some(text!(
        "Columns of a list are not read: {unread}. `polyv-group {noun} {verb} --template` prints \
         those that are.",
        "列表中的这些列不会读取：{unread}。`polyv-group {noun} {verb} --template` \
         打印会读取的列。"
    ))
}

/// The e-mails of a file, as they stand there: those of the column that is
/// headed so, or else all of its cells, which may each hold several.
///
/// # Errors
/// Usage: the file cannot be read as a roster is.
pub fn emails<'f>(file: impl Into<RosterFile<'f>>) -> Result<Vec<String>, Failure> {
    let is_known = |cell: &&String| cell.contains('@') || headings::is_email(cell);
    // A heading is among the first; a file may have all addresses in one line.
    let firsts = |row: &[String]| row.len().min(MOST_COLUMNS);
    let known = |row: &[String]| row[..firsts(row)].iter().filter(is_known).count();
    // Headings come before the addresses below them.
    let known_in_sheet = |row: &[String]| match row.iter().any(|cell| headings::is_email(cell)) {
        true => 2,
        false => known(row).min(1),
    };
    let fit = |row: &[String]| known(row) > 0;
    let of_workbook = HeadingTests {
        known: &known_in_sheet,
        fit: &fit,
    };
    let rows = file
        .into()
        .rows(&known, &of_workbook)
        .map_err(|rejected| match rejected {
            Rejected::File(failure) => failure,
            Rejected::Faults(found) => {
                let words = |it: &Finding| {
                    let (line, text) = (it.line.unwrap_or(0), &it.text);
                    text!("line {line}: {text}", "第 {line} 行：{text}")
                };
                Failure::usage(joined(found.iter().map(words), CLAUSES))
            }
        })?;
    let FileRows { lines, sheet, .. } = rows.0;
    let mut headings = lines.headings[..firsts(&lines.headings)].iter();
    let column = headings.position(|cell| headings::is_email(cell));
    if let Some(fault) = sheet.and_then(|sheet| workbook::first_fault(&sheet, &lines.rows, column))
    {
        return Err(Failure::usage(fault));
    }
    let first = Some(lines.headings).filter(|_| column.is_none());
    let rows = lines.rows.into_iter().map(|row| row.cells);
    let cells = first.into_iter().chain(rows).flat_map(|row| match column {
        Some(at) => row.into_iter().skip(at).take(1).collect(),
        None => row,
    });
    let mut emails = Vec::new();
    for cell in cells {
        let words = cell.split([',', ';', '\t', '\n']);
        let words = words.map(|word| check::unguarded(cells::trimmed(word)));
        emails.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
    }
    Ok(emails)
}

impl Roster {
    /// Rows that stand in no file.
    pub fn of(rows: Vec<RosterRow>) -> Self {
        Self {
            rows,
            headings: Vec::new(),
            notes: Vec::new(),
            warnings: Vec::new(),
            names: Names::default(),
            columns: Vec::new(),
            separator: b',',
        }
    }

    /// The cells of a row whose columns are kept; the others are empty.
    pub fn cells_of(&self, row: &RosterRow, keep: &dyn Fn(&Field) -> bool) -> Vec<Secret> {
        let cells = row.original.iter().zip(&self.columns);
        let cells = cells.map(|(cell, field)| match field {
            Some(field) if !keep(field) => Secret::default(),
            _ => cell.clone(),
        });
        cells.collect()
    }

    /// These rows as a roster of its own, with the original headings, cells
    /// and separator, each as long as the headings; with `excel` guarded against spreadsheets. **It holds the
    /// passwords** of the file's password column: where it is written, nobody
    /// else may read.
    pub fn to_csv<'r>(&self, rows: impl IntoIterator<Item = &'r RosterRow>, excel: bool) -> String {
        let fields = || self.columns.iter().copied().chain(std::iter::repeat(None));
        let rows = rows.into_iter().map(|row| {
            let cells = row.original.iter().map(Secret::expose).zip(fields());
            let cells = cells.map(|(cell, field)| match excel {
                true => check::guarded(cell, field),
                false => cell.to_owned(),
            });
            let mut cells: Vec<String> = cells.collect();
            // What is missing, or beyond the headings, is empty.
            cells.resize(self.headings.len(), String::new());
            cells
        });
        let lines = std::iter::once(self.headings.clone()).chain(rows);
        csv_text(self.separator, lines)
    }
}

/// Made for spreadsheets: UTF-8 with a byte order mark, without which Chinese
/// Excel reads GB18030, and CR LF.
fn csv_text(separator: u8, lines: impl Iterator<Item = Vec<impl AsRef<[u8]>>>) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".into());
    for line in lines {
        writer
            .write_record(line)
            .expect("memory takes every write, and all rows are equally long");
    }
    let bytes = writer.into_inner().expect("memory takes every write");
    String::from_utf8(bytes).expect("texts with ASCII between them are UTF-8")
}
