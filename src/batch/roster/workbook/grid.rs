//! The cells of the sheets that are read, as rows, within bounds.

use super::super::cells::{Line, MOST_LETTERS};
use super::super::headings::MOST_COLUMNS;
use super::super::{MAX_BYTES, MOST_SHOWN};
use super::values::{Mark, MarkedText};
use super::wrong::{damaged, too_large};
use crate::failure::Failure;
use crate::lang::{both, counted};
use crate::text;
use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;

/// Sheets of a workbook.
const MOST_SHEETS: usize = 256;

/// Cells of what is read, up to the last one of each row: 20 in each of the most
/// rows.
const MOST_CELLS: usize = 2_000_000;

/// The rows and columns of the largest sheet that there is.
const LAST_ROW: u32 = 1_048_576;
pub(super) const LAST_COLUMN: u32 = 16_384;

/// Columns that are hidden on their own: all of the largest sheet.
const MOST_HIDDEN: usize = 16_384;

/// The first column that nothing has, from 0.
#[allow(clippy::cast_possible_truncation)]
pub(super) const FIRST_STRAY: u32 = MOST_COLUMNS as u32;

/// A sheet as far as it is read.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// The rows that have a value, by their numbers from 1.
    pub(super) rows: BTreeMap<u32, Line>,
    most_rows: usize,
    /// Whether there are more rows than are wanted.
    pub(super) is_cut: bool,
    /// Cells of the longest row.
    width: usize,
    /// The columns from 0 that a person does not see.
    pub(super) hidden_columns: Vec<RangeInclusive<u32>>,
    /// A value in a column that nothing has.
    pub(super) stray: Option<(u32, u32)>,
}

/// How many rows of a sheet are wanted, by its place and whether it is hidden.
pub(super) type Wanted<'w> = &'w dyn Fn(usize, bool) -> usize;

/// Where a cell is: row and column from 0.
#[derive(Clone, Copy, Default)]
pub(super) struct At {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) is_hidden: bool,
}

/// The sheets of a workbook as they are read.
pub(super) struct Sheets<'w> {
    wanted: Wanted<'w>,
    pub(super) all: Vec<Sheet>,
    cells: usize,
    /// Values that were put, those too that others replaced.
    values: usize,
    bytes: u64,
    merged: usize,
}

impl<'w> Sheets<'w> {
    /// None yet.
    pub(super) fn new(wanted: Wanted<'w>) -> Self {
        Self {
            wanted,
            all: Vec::new(),
            cells: 0,
            values: 0,
            bytes: 0,
            merged: 0,
        }
    }

    /// Begins the next sheet; says whether its cells are wanted.
    ///
    /// # Errors
    /// Usage: there are too many.
    pub(super) fn begin(&mut self, name: String, is_hidden: bool) -> Result<bool, Failure> {
        let most_rows = (self.wanted)(self.all.len(), is_hidden);
        self.all.push(Sheet {
            name,
            is_hidden,
            rows: BTreeMap::new(),
            most_rows,
            is_cut: false,
            width: 0,
            hidden_columns: Vec::new(),
            stray: None,
        });
        match self.all.len() {
            ..=MOST_SHEETS => Ok(most_rows > 0),
            _ => Err(too_large(counted(MOST_SHEETS, "sheet", "张工作表"))),
        }
    }

    /// Puts a value into the sheet that was begun last; says whether more rows
    /// of it are wanted.
    ///
    /// # Errors
    /// Usage: the place is none, or there is too much.
    pub(super) fn put(&mut self, at: At, (text, mark): MarkedText) -> Result<bool, Failure> {
        if at.row >= LAST_ROW || at.column >= LAST_COLUMN {
            return Err(nowhere());
        }
        let column = at.column as usize;
        let Some(sheet) = self.all.last_mut() else {
            return Ok(false);
        };
        if text.is_empty() && mark == Mark::Sound {
            return Ok(true);
        }
        if at.column >= FIRST_STRAY {
            sheet.stray = sheet.stray.or(Some((at.row + 1, at.column)));
            return Ok(true);
        }
        if sheet.rows.len() >= sheet.most_rows && !sheet.rows.contains_key(&(at.row + 1)) {
            sheet.is_cut = true;
            return Ok(false);
        }
        let (mut text, mark) = match is_long(&text) {
            true => (begun(&text), Mark::Long),
            false => (text, mark),
        };
        if text.contains('\r') {
            text = text.replace("\r\n", "\n").replace('\r', "\n");
        }
        let line = sheet.rows.entry(at.row + 1).or_default();
        line.number = u64::from(at.row) + 1;
        line.is_hidden = at.is_hidden;
        self.cells += (column + 1).saturating_sub(line.cells.len());
        self.bytes += text.len() as u64;
        self.values += 1;
        if self.cells.max(self.values) > MOST_CELLS {
            return Err(too_large(counted(MOST_CELLS, "cell", "个单元格")));
        }
        within_bytes(self.bytes)?;
        if line.cells.len() <= column {
            line.cells.resize(column + 1, String::new());
            line.marks.resize(column + 1, Mark::Sound);
        }
        sheet.width = sheet.width.max(line.cells.len());
        line.cells[column] = text;
        line.marks[column] = mark;
        Ok(true)
    }
}

impl Sheets<'_> {
    /// Hides columns from 0 of the sheet that was begun last.
    ///
    /// # Errors
    /// Usage: there are too many.
    pub(super) fn hide(&mut self, columns: RangeInclusive<u32>) -> Result<(), Failure> {
        let Some(sheet) = self.all.last_mut() else {
            return Ok(());
        };
        sheet.hidden_columns.push(columns);
        match sheet.hidden_columns.len() {
            ..=MOST_HIDDEN => Ok(()),
            _ => Err(too_large(counted(MOST_HIDDEN, "hidden column", "个隐藏列"))),
        }
    }

    /// Marks the cells of an area that are merged with its first one, in the rows
    /// that were read of the sheet that was begun last.
    ///
    /// # Errors
    /// Usage: there are too many.
    pub(super) fn merge(&mut self, area: Area) -> Result<(), Failure> {
        let rows = area.first.saturating_add(1)..=area.last.saturating_add(1);
        let Some(sheet) = self.all.last_mut() else {
            return Ok(());
        };
        // In columns that no row has there is no heading.
        let (left, end) = (area.left as usize, (area.right as usize).saturating_add(1));
        let end = end.min(sheet.width);
        if rows.is_empty() || left >= end {
            return Ok(());
        }
        let top = *rows.start();
        for (row, line) in sheet.rows.range_mut(rows) {
            let (from, mark) = match *row == top {
                true => (left + 1, Mark::Beside),
                false => (left, Mark::Merged),
            };
            self.merged += end.saturating_sub(from);
            self.cells += end.saturating_sub(line.cells.len());
            if self.merged.max(self.cells) > MOST_CELLS {
                return Err(too_large(counted(MOST_CELLS, "cell", "个单元格")));
            }
            if line.cells.len() < end {
                line.cells.resize(end, String::new());
                line.marks.resize(end, Mark::Sound);
            }
            // What such a cell has of its own nobody sees.
            line.marks[from.min(end)..end].fill(mark);
        }
        Ok(())
    }
}

/// Cells that are one: rows and columns from 0.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) left: u32,
    pub(super) right: u32,
}

/// The texts that cells share, one behind the other.
#[derive(Default)]
pub(super) struct SharedTexts {
    all: String,
    ends: Vec<usize>,
    /// Which of them are longer than a cell may be. Of these the beginning is kept:
    /// any number of cells may share one.
    long: HashSet<usize>,
}

impl SharedTexts {
    /// Adds one.
    ///
    /// # Errors
    /// Usage: there are too many.
    pub(super) fn push(&mut self, text: &str) -> Result<(), Failure> {
        match is_long(text) {
            true => {
                self.long.insert(self.ends.len());
                self.all += &begun(text);
            }
            false => self.all += text,
        }
        self.ends.push(self.all.len());
        if self.ends.len() > MOST_CELLS {
            return Err(too_large(counted(MOST_CELLS, "text", "段文字")));
        }
        within_bytes(self.all.len() as u64)
    }

    pub(super) fn get(&self, at: usize) -> Option<MarkedText> {
        let start = match at {
            0 => 0,
            at => *self.ends.get(at - 1)?,
        };
        let mark = match self.long.contains(&at) {
            true => Mark::Long,
            false => Mark::Sound,
        };
        Some((self.all.get(start..*self.ends.get(at)?)?.to_owned(), mark))
    }
}

/// That a cell says that it is where no cell is.
pub(super) fn nowhere() -> Failure {
    damaged(both(
        "a cell is outside of its sheet",
        "有单元格在工作表之外",
    ))
}

/// Refuses more text than a CSV may have.
fn within_bytes(bytes: u64) -> Result<(), Failure> {
    match bytes > MAX_BYTES {
        true => {
            let most = MAX_BYTES / 1024 / 1024;
            Err(too_large(text!("{most} MiB of text", "{most} MiB 文字")))
        }
        false => Ok(()),
    }
}

/// Whether a text has more letters than a cell may have.
fn is_long(text: &str) -> bool {
    text.len() > MOST_LETTERS && text.chars().nth(MOST_LETTERS).is_some()
}

/// As much of a text as a message shows.
fn begun(text: &str) -> String {
    text.chars().take(MOST_SHOWN).collect()
}

/// Adds to the text of a cell, as far as one that is too long has to be known;
/// says whether it was.
pub(super) fn append(text: &mut String, more: &str) -> bool {
    let has_room = text.len() <= 4 * MOST_LETTERS;
    if has_room {
        text.push_str(more);
    }
    has_room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_takes_no_more_values_than_a_sheet_has_cells() {
        let mut sheets = Sheets::new(&|_, _| 1);
        sheets.begin("S".to_owned(), false).unwrap();
        let mut put = || sheets.put(At::default(), ("1".to_owned(), Mark::Sound));
        for _ in 0..MOST_CELLS {
            assert!(put().unwrap());
        }
        let words = "the workbook is too large: it has more than 2000000 cells";
        assert_eq!(put().unwrap_err().message, words);
    }
}
