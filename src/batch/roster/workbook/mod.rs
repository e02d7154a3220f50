//! Workbooks to cells: `.xlsx`, `.ods` and `.xls`, known by their bytes and not
//! by their names.
//!
//! Each format is read by its own file, straight into rows. Spreadsheet
//! libraries make room for what a file declares, of which a hundred bytes can
//! declare terabytes; here only what is there takes memory, and all of it is
//! counted. They do not tell either which rows a filter hides, or what a formula
//! without a result is. What is common to all formats is here: which sheet is
//! meant, and where its headings are.

mod compound;
#[cfg(test)]
mod fuzz;
mod grid;
mod ods;
mod panics;
pub(super) mod values;
mod wrong;
mod xls;
mod xlsx;
mod xml;
mod zip;

use super::Columns;
use super::cells::{FileRows, Line, Lines, blank, too_many_rows};
use crate::endpoints::write::{Finding, Names};
use crate::failure::Failure;
use crate::lang::{Both, Text, both};

use crate::text;
use crate::text::{column_letters, escape, first_of, quoted};
use compound::Compound;
use grid::{Sheet, Sheets, Wanted};
pub(crate) use panics::of_workbook;
use panics::reading;
use std::ops::RangeInclusive;
use values::Mark;
use wrong::{SAVE_ROWS, damaged, no_workbook, protected};
use zip::Zip;

/// Rows, not blank, among which the headings are looked for.
const MOST_TITLES: usize = 30;

/// Sheets that a message names.
const MOST_NAMED: usize = 12;

const NAME_ONE: Both = both("name one with --sheet", "请用 --sheet 指定");

/// Whether these bytes are a workbook, or another file of its kind.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(zip::MAGIC) || bytes.starts_with(compound::MAGIC)
}

/// How rows are known to be headings.
pub(super) struct HeadingTests<'h> {
    /// Counts the cells of a row that are known as such.
    pub(super) known: &'h dyn Fn(&[String]) -> usize,
    /// Whether a row is the headings of such a file.
    pub(super) fit: &'h dyn Fn(&[String]) -> bool,
}

/// Reads the rows of the sheet of this name or number, or else of the one whose
/// headings fit; `most` rows are too many if there is one more.
///
/// # Errors
/// Usage: it cannot be read, or it is not clear which sheet is meant.
pub(super) fn rows(
    bytes: &[u8],
    sheet: Option<&str>,
    headings: &HeadingTests<'_>,
    most: usize,
) -> Result<FileRows, Failure> {
    let heads = sheets(bytes, &|_, _| MOST_TITLES)?;
    let at = match sheet {
        Some(name) => named(name, &heads)?,
        None => fitting(&heads, headings)?,
    };
    let wanted = |place, _| if place == at { most + MOST_TITLES } else { 0 };
    let mut all = sheets(bytes, &wanted)?;
    let is_only = all.len() == 1;
    let sheet = all.swap_remove(at);
    let name = sheet.name.clone();
    if let Some((row, column)) = sheet.stray {
        let cell = cell(&name, column_letters(column as usize), row.into());
        let words = text!("{cell} is far from all columns", "{cell} 远在所有列之外");
        let hint = both("clear what is not of the table", "请清除表格以外的内容");
        return Err(Failure::usage(words).hint(hint));
    }
    let mut notes = Vec::new();
    if !is_only {
        notes.push(text!(
            "The sheet {sheet} was read.",
            "已读取工作表 {sheet}。",
            sheet = escape(&name)
        ));
    }
    let head = heading(&heads[at], headings).unwrap_or(0);
    let mut rows = sheet.rows.into_values().filter(is_filled);
    let titles: Vec<Line> = rows.by_ref().take(head).collect();
    let headings = rows.next().ok_or_else(super::cells::no_rows)?;
    let rows: Vec<Line> = rows.collect();
    if sheet.is_cut || rows.len() > most {
        return Err(too_many_rows(most));
    }
    notes.extend(skipped(&titles));
    Ok(FileRows {
        lines: Lines {
            separator: b',',
            headings: without_end(headings.cells),
            rows,
        },
        sheet: Some(name),
        hidden_columns: sheet.hidden_columns,
        notes,
    })
}

/// Whether there is something in a row. A formula without a result is.
fn is_filled(line: &Line) -> bool {
    !blank(&line.cells) || line.marks.contains(&Mark::Unsaved)
}

/// The cells up to the last one that is not blank.
fn without_end(mut cells: Vec<String>) -> Vec<String> {
    while cells
        .last()
        .is_some_and(|cell| blank(std::slice::from_ref(cell)))
    {
        cells.pop();
    }
    cells
}

/// Says which rows above the headings are not read.
fn skipped(titles: &[Line]) -> Option<Text> {
    let (first, last) = (titles.first()?, titles.last()?);
    let text = first.cells.iter().find(|cell| !cell.is_empty())?;
    let text = quoted(&super::first_line(text));
    Some(match titles.len() {
        1 => text!(
            "Row {row} above the headings is not read: {text}.",
            "列名之上的第 {row} 行不读取：{text}。",
            row = first.number
        ),
        _ => text!(
            "Rows {first} to {last} above the headings are not read: {text} and more.",
            "列名之上的第 {first} 至 {last} 行不读取：{text} 等。",
            first = first.number,
            last = last.number
        ),
    })
}

/// A cell as spreadsheets name it: `Sheet1!D7`, `'2024 new'!D7`.
pub(super) fn cell(sheet: &str, column: String, row: u64) -> String {
    let is_plain = |sign: char| sign.is_alphanumeric() || sign == '_';
    let is_bare = sheet.chars().all(is_plain) && !sheet.starts_with(|c: char| c.is_ascii_digit());
    match is_bare {
        true => format!("{sheet}!{column}{row}"),
        false => format!("'{}'!{column}{row}", sheet.replace('\'', "''")),
    }
}

/// The same names, with the cells of this sheet.
pub(super) fn in_sheet(names: Names, sheet: &str, columns: &Columns) -> Names {
    let fields = columns.iter().enumerate();
    let fields = fields.filter_map(|(at, field)| Some(((*field)?.api, column_letters(at))));
    // Columns that are not read have no field.
    let fields = fields.filter(|(field, _)| !field.is_empty());
    let before = cell(sheet, String::new(), 0);
    let before = before.strip_suffix('0').unwrap_or(&before);
    names.in_sheet(before.to_owned(), fields.collect())
}

/// A warning of each column with values that a person does not see in the sheet.
pub(super) fn hidden_columns<'l>(
    rows: &'l [Line],
    columns: &'l Columns,
    hidden: &'l [RangeInclusive<u32>],
) -> impl Iterator<Item = Finding> {
    let all = (0_u32..).zip(columns);
    let is_hidden = |at: &u32| hidden.iter().any(|range| range.contains(at));
    let hidden = all.filter(move |(at, _)| is_hidden(at));
    hidden.filter_map(|(at, field)| {
        let field = field.filter(|field| !field.api.is_empty())?;
        let is_there = |line: &&Line| line.cells.get(at as usize).is_some_and(|it| !it.is_empty());
        let first = rows.iter().find(is_there)?;
        let text = both(
            "the column is hidden in the sheet, and is read all the same",
            "该列在工作表中被隐藏，仍会读取",
        );
        Some(Finding::new(field.api, "", text).warning().on(first.number))
    })
}

/// A warning of the rows that a person does not see in the sheet.
pub(super) fn hidden(rows: &[Line]) -> Option<Finding> {
    let mut hidden = rows.iter().filter(|line| line.is_hidden);
    let first = hidden.next()?;
    let text = match hidden.count() {
        0 => both(
            "the row is hidden in the sheet, and is read all the same",
            "该行在工作表中被隐藏，仍会读取",
        )
        .into(),
        1 => both(
            "the row is hidden in the sheet, as 1 more is; hidden rows are read as all others",
            "该行在工作表中被隐藏，另有 1 行也是；隐藏的行与其他行一样读取",
        )
        .into(),
        more => text!(
            "the row is hidden in the sheet, as {more} more are; hidden rows are read as all others",
            "该行在工作表中被隐藏，另有 {more} 行也是；隐藏的行与其他行一样读取"
        ),
    };
    let found = Finding::new("", "", text);
    Some(found.warning().on(first.number))
}

/// The first cell that is not what was typed, in this column or in all.
pub(super) fn first_fault(sheet: &str, rows: &[Line], column: Option<usize>) -> Option<Text> {
    let of_line = |line: &Line| {
        let marks = line.marks.iter().zip(&line.cells).enumerate();
        // Nothing is lost of what is merged in a row of addresses.
        let mut marks =
            marks.filter(|(_, (mark, cell))| **mark != Mark::Beside || !cell.is_empty());
        marks.find_map(|(at, (mark, _))| {
            let rule = mark
                .rule()
                .filter(|_| column.is_none_or(|column| column == at))?;
            let cell = cell(sheet, column_letters(at), line.number);
            Some(text!("{cell} {rule}", "{cell} {rule}"))
        })
    };
    rows.iter().find_map(of_line)
}

/// The sheets of a workbook, as far as they are wanted.
fn sheets(bytes: &[u8], wanted: Wanted<'_>) -> Result<Vec<Sheet>, Failure> {
    let mut sheets = Sheets::new(wanted);
    reading(|| read(bytes, &mut sheets))?;
    match sheets.all.is_empty() {
        true => Err(damaged(both("it has no sheet", "没有工作表"))),
        false => Ok(sheets.all),
    }
}

fn read(bytes: &[u8], sheets: &mut Sheets<'_>) -> Result<(), Failure> {
    if bytes.starts_with(compound::MAGIC) {
        let file = Compound::open(bytes)?;
        return match file.has("EncryptedPackage") {
            true => Err(protected()),
            false => xls::read(&file, sheets),
        };
    }
    let zip = Zip::open(bytes)?;
    let kind = zip.beginning("mimetype").unwrap_or_default();
    if kind.starts_with("application/vnd.oasis.opendocument.spreadsheet") {
        return ods::read(&zip, sheets);
    }
    let document = match zip.has(xlsx::ROOT) {
        true => xlsx::document(&zip)?,
        false => None,
    };
    match document {
        Some(document) if document.ends_with(".bin") => {
            let words = both(
                "the workbook is a binary one (.xlsb)",
                "这是二进制工作簿（.xlsb）",
            );
            Err(Failure::usage(words).hint(SAVE_ROWS))
        }
        Some(document) if document.contains("workbook") => xlsx::read(&zip, &document, sheets),
        None if kind.is_empty() => {
            let words = both(
                "the file is a zip archive, and no workbook",
                "这是 zip 压缩包，不是工作簿",
            );
            Err(Failure::usage(words).hint(both(
                "unpack it and take the workbook in it",
                "请解压后使用其中的工作簿",
            )))
        }
        _ => Err(no_workbook()),
    }
}

/// Which of its rows, not blank, are the headings: the first that fits, so that
/// rows between it and other headings are not lost, or else that with most known
/// ones. A single cell is no row of headings where others have more.
fn heading(sheet: &Sheet, headings: &HeadingTests<'_>) -> Option<usize> {
    let rows = || sheet.rows.values().filter(|line| is_filled(line));
    let is_it = |line: &Line| {
        let cells = without_end(line.cells.clone());
        (headings.known)(&cells) > 1 && (headings.fit)(&cells)
    };
    if let Some(first) = rows().position(is_it) {
        return Some(first);
    }
    let known = rows().map(|line| (headings.known)(&line.cells)).enumerate();
    let known = known.filter(|(_, known)| *known > 0);
    // `max_by_key` takes the last of equals.
    let best = known.collect::<Vec<_>>().into_iter().rev();
    best.max_by_key(|(_, known)| *known).map(|(at, _)| at)
}

/// The sheet that is named, by its name or else by its place from 1.
fn named(name: &str, heads: &[Sheet]) -> Result<usize, Failure> {
    let is_it = |sheet: &Sheet| sheet.name.trim() == name.trim();
    let same = |sheet: &Sheet| sheet.name.trim().to_lowercase() == name.trim().to_lowercase();
    let place = name.trim().parse::<usize>().ok();
    let place = place.and_then(|place| place.checked_sub(1));
    let place = place.filter(|place| *place < heads.len());
    let found = heads.iter().position(is_it);
    let found = found.or_else(|| heads.iter().position(same)).or(place);
    found.ok_or_else(|| {
        let all: Vec<usize> = (0..heads.len()).collect();
        let words = text!(
            "--sheet {name}: there is no such sheet",
            "--sheet {name}：没有该工作表",
            name = quoted(name)
        );
        let list = list(&all, heads);
        Failure::usage(words).hint(text!("the sheets are {list}", "现有工作表：{list}"))
    })
}

/// The sheet that is meant where none is named. What is hidden is not meant.
fn fitting(heads: &[Sheet], headings: &HeadingTests<'_>) -> Result<usize, Failure> {
    let all = || heads.iter().enumerate();
    let shown: Vec<usize> = all()
        .filter(|(_, it)| !it.is_hidden)
        .map(|(at, _)| at)
        .collect();
    let has_some = |at: &usize| heading(&heads[*at], headings).is_some();
    let fits = |at: &usize| {
        let mut rows = heads[*at].rows.values().filter(|line| is_filled(line));
        let head = heading(&heads[*at], headings).and_then(|head| rows.nth(head));
        head.is_some_and(|line| (headings.fit)(&without_end(line.cells.clone())))
    };
    // Of several those that have a row below the headings.
    let has_rows = |at: &usize| {
        let head = heading(&heads[*at], headings).unwrap_or(0);
        heads[*at].rows.len() > head + 1
    };
    let of = |all: &[usize], is: &dyn Fn(&usize) -> bool| {
        all.iter().copied().filter(|at| is(at)).collect::<Vec<_>>()
    };
    let fitting = of(&shown, &fits);
    let filled = of(&fitting, &has_rows);
    let some = of(&shown, &has_some);
    let best = [filled, fitting, some]
        .into_iter()
        .find(|found| !found.is_empty());
    match (best.as_deref(), shown.as_slice()) {
        (Some([one]), _) | (None, [one]) => Ok(*one),
        (Some(several), _) => {
            let list = list(several, heads);
            let words = text!(
                "several sheets have such headings: {list}",
                "有多张工作表的表头都符合：{list}"
            );
            Err(Failure::usage(words).hint(NAME_ONE))
        }
        (None, _) => {
            let every: Vec<usize> = (0..heads.len()).collect();
            let list = list(&every, heads);
            let words = text!(
                "no sheet has the headings: {list}",
                "没有表头符合的工作表：{list}"
            );
            Err(Failure::usage(words).hint(NAME_ONE))
        }
    }
}

/// The names of sheets, with what `--sheet` would take.
fn list(places: &[usize], heads: &[Sheet]) -> Text {
    let named = places.iter().map(|at| {
        let (number, name) = (at + 1, quoted(&heads[*at].name));
        match heads[*at].is_hidden {
            true => text!("{number} {name} (hidden)", "{number} {name}（已隐藏）"),
            false => Text::verbatim(format!("{number} {name}")),
        }
    });
    first_of(&named.collect::<Vec<_>>(), MOST_NAMED)
}

/// Reads all sheets, for tests.
#[cfg(test)]
pub(super) fn all(bytes: &[u8]) -> Result<(), Failure> {
    sheets(bytes, &|_, _| 1000).map(drop)
}

/// The values of a sheet, for tests: row and column from 0, and the text.
#[cfg(test)]
pub(super) fn cells(bytes: &[u8], name: &str) -> Vec<((usize, usize), String)> {
    let sheets = sheets(bytes, &|_, _| 1000).unwrap();
    let sheet = sheets.into_iter().find(|sheet| sheet.name == name).unwrap();
    let of_row = |(row, line): (u32, Line)| {
        let cells = line.cells.into_iter().enumerate();
        let cells = cells.filter(|(_, text)| !text.is_empty());
        cells.map(move |(column, text)| ((row as usize - 1, column), text))
    };
    sheet.rows.into_iter().flat_map(of_row).collect()
}
