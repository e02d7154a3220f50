//! Cells to what may be sent: each row becomes a draft and is checked, then the
//! rows are checked against each other. All faults are gathered before any is
//! told.

use super::cells::{Line, trimmed};
use super::{Columns, PASSWORD, Rejected, RosterRow, first_line};
use crate::endpoints::password;
use crate::endpoints::spec::{Field, Now};
use crate::endpoints::write::{Draft, Finding, Names, Write};
use crate::lang::{Text, both};
use crate::order;
use crate::output::{Values, excel};
use crate::secret::{MASK, Secret};
use crate::text;
use crate::text::{all_digits, column_letters};
use std::collections::{HashMap, HashSet};
use std::iter;

/// Checks all rows; gives them with what is allowed and odd.
///
/// # Errors
/// All faults of all rows, by line.
pub(super) fn check(
    call: &'static Write,
    lines: &[Line],
    columns: &Columns,
    names: &Names,
    generates: bool,
    now: &Now,
) -> Result<(Vec<RosterRow>, Vec<Finding>), Rejected> {
    let (mut rows, mut drafts, mut found) = (Vec::new(), Vec::new(), Vec::new());
    let generates = generates && call.fields.iter().any(|field| field.api == PASSWORD);
    // Lines whose missing cell may be any, so that what was read as another field
    // may be the password.
    let mut shifted = HashSet::new();
    let has_secret = columns.iter().flatten().any(|field| field.secret);
    for line in lines {
        if let Some(rule) = shape_fault(line, columns) {
            found.push(Finding::new("", "", rule).on(line.number));
            continue;
        }
        let (mut draft, twice) = draft(call, line, columns);
        let password_generated = generates && draft.get(PASSWORD).is_none();
        if password_generated {
            draft.set(PASSWORD, password::generate()?.expose());
        }
        found.extend(bared(line, columns));
        found.extend(twice);
        drafts.push((line.number, draft.clone()));
        let of_row = match draft.check(now) {
            Err(mut faults) => {
                if has_secret && line.marks.is_empty() && line.cells.len() < columns.len() {
                    shifted.insert(Some(line.number));
                    let rule = lengths(line.cells.len(), columns);
                    faults.insert(0, Finding::new("", "", rule));
                }
                faults
            }
            Ok(filled) => {
                let warnings = filled.warnings.clone();
                rows.push(RosterRow {
                    line: line.number,
                    filled,
                    password_generated,
                    original: line.cells.iter().map(Secret::new).collect(),
                });
                warnings
            }
        };
        found.extend(with_marked(of_row, line, columns));
    }
    found.extend(keys_twice(call, &drafts, names));
    found.extend(call.rows.iter().flat_map(|rows| (rows.between)(&drafts)));
    order::sort_by_key(&mut found, |finding| finding.line);
    let found = found.into_iter();
    let told = found.map(|finding| told(finding, &shifted, names));
    let (warnings, faults): (Vec<_>, Vec<_>) = told.partition(|it| it.is_warning);
    match faults.is_empty() {
        true => Ok((rows, warnings)),
        false => Err(Rejected::Faults(faults)),
    }
}

/// As people may see it, by the names of the file.
fn told(mut finding: Finding, shifted: &HashSet<Option<u64>>, names: &Names) -> Finding {
    finding.value = match shifted.contains(&finding.line) {
        true => String::new(),
        false => first_line(&finding.value),
    };
    finding.named(names)
}

/// The cells of the columns that have a field.
fn with_fields<'l>(
    line: &'l Line,
    columns: &'l Columns,
) -> impl Iterator<Item = (&'l String, &'static Field)> {
    let cells = line.cells.iter().zip(columns);
    let read = cells.filter_map(|(cell, field)| Some((cell, (*field)?)));
    read.filter(|(_, field)| !field.api.is_empty())
}

/// A warning of a secret that is read without an apostrophe.
fn bared(line: &Line, columns: &Columns) -> Option<Finding> {
    let is_bared = |(cell, field): &(&String, &Field)| field.secret && typed(field, cell) != *cell;
    let (_, field) = with_fields(line, columns).find(is_bared)?;
    let text = both(
        "was read without the apostrophe before it, as --excel puts it",
        "读取时去掉了前面的撇号（--excel 会加上它）",
    );
    let found = Finding::new(field.api, MASK, text);
    Some(found.warning().on(line.number))
}

/// Shows the cell, not what was made of it for the rule.
fn as_typed(mut finding: Finding, line: &Line, columns: &Columns) -> Finding {
    let is_it = |(_, field): &(_, &Field)| finding.field == field.api && field.cell.is_some();
    if let Some((cell, field)) = with_fields(line, columns).find(is_it) {
        finding.value = typed(field, cell).to_owned();
    }
    finding.on(line.number)
}

/// What was found of a row, and its cells of a workbook that are not what was
/// typed there: of these nothing else counts.
fn with_marked(
    of_row: Vec<Finding>,
    line: &Line,
    columns: &Columns,
) -> impl Iterator<Item = Finding> {
    let marked = marked(line, columns);
    let is_other = |it: &Finding| marked.iter().all(|other| other.field != it.field);
    let others = of_row.into_iter().filter(is_other);
    let others: Vec<Finding> = others.map(|it| as_typed(it, line, columns)).collect();
    others.into_iter().chain(marked)
}

/// Cells of a workbook that are not what was typed into them.
fn marked(line: &Line, columns: &Columns) -> Vec<Finding> {
    let cells = line.cells.iter().zip(&line.marks).zip(columns);
    let cells = cells.filter_map(|((cell, mark), field)| {
        let field = field.filter(|field| !field.api.is_empty())?;
        let shown = match field.secret && !cell.is_empty() {
            true => MASK,
            false => cell,
        };
        let found = Finding::new(field.api, shown, mark.rule()?);
        Some(found.on(line.number))
    });
    cells.collect()
}

/// What does not fit the headings. Empty cells at the end of a row say nothing:
/// spreadsheets leave out some, and add others. The cells are not shown: where
/// they have shifted, any of them may be the password.
fn shape_fault(line: &Line, columns: &Columns) -> Option<Text> {
    let filled = |cell: &String| !trimmed(cell).is_empty();
    let is_sheet = !line.marks.is_empty();
    let last = line.cells.iter().rposition(filled).unwrap_or(0);
    if last >= columns.len() && !is_sheet {
        return Some(lengths(last + 1, columns));
    }
    let fields = columns.iter().chain(iter::repeat(&None));
    let mut pairs = line.cells.iter().zip(fields);
    let stray = pairs.position(|(cell, field)| field.is_none() && filled(cell))?;
    let column = match is_sheet {
        true => column_letters(stray),
        false => (stray + 1).to_string(),
    };
    Some(text!(
        "column {column} has a value but no heading",
        "第 {column} 列有值，但没有列名"
    ))
}

fn lengths(cells: usize, columns: &Columns) -> Text {
    let columns = columns.len();
    text!(
        "the row has {cells} cells, the heading line {columns}",
        "该行有 {cells} 个单元格，列名行有 {columns} 个"
    )
}

/// A warning of this text at the first value, no secret, that is not ASCII.
pub(super) fn first_beyond_ascii(
    lines: &[Line],
    columns: &Columns,
    text: &Text,
) -> Option<Finding> {
    lines.iter().find_map(|line| {
        let is_it = |(cell, field): &(&String, &Field)| !field.secret && !cell.is_ascii();
        let (cell, field) = with_fields(line, columns).find(is_it)?;
        let found = Finding::new(field.api, first_line(typed(field, cell)), text);
        Some(found.on(line.number).warning())
    })
}

/// What a row says, and the fields of which two columns say different things. Of
/// an id and a name the name is looked up beside the id.
fn draft(call: &'static Write, line: &Line, columns: &Columns) -> (Draft, Vec<Finding>) {
    let (mut draft, mut found) = (Draft::new(call), Vec::new());
    for (cell, field) in with_fields(line, columns) {
        let text = typed(field, cell);
        let before = draft.get(field.api).map(str::to_owned);
        match before.filter(|before| before != text) {
            _ if text.is_empty() => {}
            None => {
                let read = field.cell.map_or(text.to_owned(), |read| read(text));
                draft.set(field.api, read);
            }
            Some(name) if all_digits(text) && !all_digits(&name) => {
                draft.set(field.api, text);
                draft.set_name(field.api, name);
            }
            Some(id) if all_digits(&id) && !all_digits(text) => draft.set_name(field.api, text),
            Some(other) => {
                let rule = text!(
                    "is {other} in another column of the row",
                    "在该行的另一列中是 {other}"
                );
                found.push(Finding::new(field.api, first_line(text), rule).on(line.number));
            }
        }
    }
    (draft, found)
}

/// What was typed into a cell. A secret is kept verbatim: a space at its end is
/// warned about. An apostrophe is taken off where it is ours.
fn typed<'c>(field: &Field, cell: &'c str) -> &'c str {
    match field.secret {
        true => excel::unguarded(cell),
        false => trimmed(unguarded(trimmed(cell))),
    }
}

/// A cell without the apostrophe that `--excel` puts before what a spreadsheet
/// would damage, or that a person put before a number for the same reason.
pub(super) fn unguarded(cell: &str) -> &str {
    let number = cell.strip_prefix('\'');
    let number = number.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    number.unwrap_or_else(|| excel::unguarded(cell))
}

/// A cell as `--excel` writes it; one that has its apostrophe already stays.
pub(super) fn guarded(cell: &str, field: Option<&Field>) -> String {
    // A field that is sent as a number stays one in a spreadsheet.
    let values = match field.is_some_and(Field::is_number) {
        true => Values::Number,
        false => Values::Text,
    };
    match unguarded(cell) == cell {
        true => excel::guard(cell.into(), values).into_owned(),
        false => cell.to_owned(),
    }
}

fn keys_twice(call: &Write, rows: &[(u64, Draft)], names: &Names) -> Vec<Finding> {
    let mut first: HashMap<String, u64> = HashMap::new();
    let twice = rows.iter().filter_map(|(line, draft)| {
        let key = draft.get(call.key)?;
        let other = *first.entry(key.to_lowercase()).or_insert(*line);
        let rule = text!("is already on {row}", "与{row}重复", row = names.row(other));
        (other != *line).then(|| Finding::new(call.key, key, rule).on(*line))
    });
    twice.collect()
}
