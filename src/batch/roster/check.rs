//! Cells to what may be sent: each row becomes a draft and is checked, then the
//! rows are checked against each other. All faults are gathered before any is
//! told.

use super::cells::{Line, no_rows, trimmed};
use super::{PASSWORD, Rejected, RosterRow, first_line};
use crate::endpoints::password;
use crate::endpoints::spec::{Field, Now};
use crate::endpoints::write::{Draft, Finding, Write};
use crate::failure::Failure;
use crate::secret::Secret;
use std::collections::HashMap;

/// What is found in the rows.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) rows: Vec<RosterRow>,
    /// What is allowed and odd.
    pub(super) warnings: Vec<Finding>,
    faults: Vec<Finding>,
    /// What was typed, for rules between rows.
    drafts: Vec<(u64, Draft)>,
}

/// Checks all rows.
///
/// # Errors
/// All faults of all rows, by line.
pub(super) fn check(
    call: &'static Write,
    lines: &[Line],
    columns: &[Option<&'static Field>],
    generates: bool,
    now: &Now,
) -> Result<Checked, Rejected> {
    if lines.is_empty() {
        return Err(no_rows().into());
    }
    let mut checked = Checked::default();
    for line in lines {
        // Its cells are not shown: where they have shifted, any of them may be
        // the password.
        match shape_fault(line, columns) {
            Some(rule) => checked
                .faults
                .push(Finding::new("", "", rule).on(line.number)),
            None => checked.add(call, line, columns, generates, now)?,
        }
    }
    let Checked {
        warnings,
        faults,
        drafts,
        ..
    } = &mut checked;
    keys_twice(call, drafts, faults);
    faults.extend(call.rows.iter().flat_map(|rows| (rows.between)(drafts)));
    faults.sort_by_key(|fault| fault.line);
    for finding in faults.iter_mut().chain(warnings) {
        finding.value = first_line(&finding.value);
    }
    match checked.faults.is_empty() {
        true => Ok(checked),
        false => Err(Rejected::Faults(checked.faults)),
    }
}

impl Checked {
    fn add(
        &mut self,
        call: &'static Write,
        line: &Line,
        columns: &[Option<&'static Field>],
        generates: bool,
        now: &Now,
    ) -> Result<(), Failure> {
        let mut draft = draft(call, line, columns);
        let password_generated = generates && draft.get(PASSWORD).is_none();
        if password_generated {
            draft.set(PASSWORD, password::generate()?.expose());
        }
        self.drafts.push((line.number, draft.clone()));
        let on_line = |mut finding: Finding| {
            // The cell, not what was made of it for the rule.
            let cells = line.cells.iter().zip(columns);
            for (cell, field) in cells.filter_map(|(cell, field)| Some((cell, (*field)?))) {
                if field.api == finding.field && field.cell.is_some() {
                    finding.value = typed(field, cell).to_owned();
                }
            }
            finding.on(line.number)
        };
        match draft.check(now) {
            Ok(filled) => {
                let warnings = filled.warnings.iter().cloned();
                self.warnings.extend(warnings.map(on_line));
                self.rows.push(RosterRow {
                    line: line.number,
                    filled,
                    password_generated,
                    original: line.cells.iter().map(Secret::new).collect(),
                });
            }
            Err(faults) => self.faults.extend(faults.into_iter().map(on_line)),
        }
        Ok(())
    }
}

fn shape_fault(line: &Line, columns: &[Option<&Field>]) -> Option<String> {
    let (cells, headings) = (line.cells.len(), columns.len());
    if cells != headings {
        return Some(format!(
            "the row has {cells} cells, the heading line {headings}"
        ));
    }
    let mut pairs = line.cells.iter().zip(columns);
    let stray = pairs.position(|(cell, field)| field.is_none() && !trimmed(cell).is_empty())?;
    Some(format!("column {} has a value but no heading", stray + 1))
}

fn draft(call: &'static Write, line: &Line, columns: &[Option<&Field>]) -> Draft {
    let mut draft = Draft::new(call);
    for (cell, field) in line.cells.iter().zip(columns) {
        let Some(field) = field else { continue };
        let text = typed(field, cell);
        if !text.is_empty() {
            let read = field
                .cell
                .map_or_else(|| text.to_owned(), |read| read(text));
            draft.set(field.api, read);
        }
    }
    draft
}

/// What was typed into a cell. A secret is kept verbatim: a space at its end is
/// a fault.
fn typed<'c>(field: &Field, cell: &'c str) -> &'c str {
    match field.secret {
        true => cell,
        false => unguarded(trimmed(cell)),
    }
}

/// A cell without the apostrophe that `--excel` (output/excel.rs) puts before
/// what a spreadsheet would damage, such as a phone number. It stands before
/// these characters only, so that another apostrophe stays what it is.
fn unguarded(cell: &str) -> &str {
    let guarded = |c: char| c.is_ascii_digit() || "=+-@\t\r'".contains(c);
    cell.strip_prefix('\'')
        .filter(|rest| rest.starts_with(guarded))
        .unwrap_or(cell)
}

fn keys_twice(call: &Write, rows: &[(u64, Draft)], faults: &mut Vec<Finding>) {
    let mut first: HashMap<String, u64> = HashMap::new();
    for (line, draft) in rows {
        let Some(key) = draft.get(call.key) else {
            continue;
        };
        let other = *first.entry(key.to_lowercase()).or_insert(*line);
        if other != *line {
            let rule = format!("is already on line {other}");
            faults.push(Finding::new(call.key, key, rule).on(*line));
        }
    }
}
