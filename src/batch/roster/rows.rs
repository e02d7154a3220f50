//! Cells to accounts: each row becomes a draft and is checked, then the rows
//! are checked against each other. All faults are gathered before any is
//! told.

use super::across::{self, Traits};
use super::error::{LineFault, LineWarning, RosterError, first_line};
use super::headings::{Column, PASSWORD};
use super::table::{Record, Table, trimmed};
use super::{Passwords, ReadOptions, RosterRow};
use crate::api::new_account::{Draft, NewAccount, Warning, generate_password};

/// What became of the rows.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) rows: Vec<RosterRow>,
    pub(super) warnings: Vec<LineWarning>,
    faults: Vec<LineFault>,
}

/// Checks all rows.
///
/// # Errors
/// All faults of all rows, by line.
pub(super) fn check(
    table: &Table,
    columns: &[Option<&Column>],
    options: &ReadOptions,
) -> Result<Checked, RosterError> {
    if table.records.is_empty() {
        return Err(RosterError::Empty);
    }
    let mut checked = Checked::default();
    let mut traits = Vec::new();
    for record in &table.records {
        if let Some(rule) = shape_fault(record, columns) {
            checked.faults.push(LineFault::of_row(record.line, rule));
            continue;
        }
        let draft = draft(record, columns);
        traits.push(Traits::of(record.line, &draft));
        checked.add(record, draft, options)?;
    }
    checked.faults.extend(across::faults(&traits));
    checked.faults.sort_by_key(|fault| fault.line);
    if checked.faults.is_empty() {
        Ok(checked)
    } else {
        Err(RosterError::Faults(checked.faults))
    }
}

impl Checked {
    fn add(
        &mut self,
        record: &Record,
        mut draft: Draft,
        options: &ReadOptions,
    ) -> Result<(), RosterError> {
        let generate = options.passwords == Passwords::Generated && draft.password.is_none();
        if generate {
            draft.password = Some(generate_password()?);
        }
        let typed_date = draft.expire_date.clone();
        draft.expire_date = typed_date.as_deref().map(iso_date);
        // A fault shows the cell, not the date that we made of it.
        let shown = |field, value| match (field, &typed_date) {
            ("expireDate", Some(typed)) => typed.clone(),
            _ => value,
        };
        match draft.check(options.today) {
            Ok((account, warnings)) => self.keep(record, account, generate, warnings, shown),
            Err(faults) => self.faults.extend(faults.into_iter().map(|fault| {
                let value = shown(fault.field, fault.value);
                LineFault::new(record.line, fault.field, &value, fault.rule)
            })),
        }
        Ok(())
    }

    fn keep(
        &mut self,
        record: &Record,
        account: NewAccount,
        password_generated: bool,
        warnings: Vec<Warning>,
        shown: impl Fn(&'static str, String) -> String,
    ) {
        self.warnings
            .extend(warnings.into_iter().map(|warning| LineWarning {
                line: record.line,
                field: warning.field,
                value: first_line(&shown(warning.field, warning.value)),
                text: warning.text,
            }));
        self.rows.push(RosterRow {
            line: record.line,
            account,
            password_generated,
            original: record.cells.clone(),
        });
    }
}

fn shape_fault(record: &Record, columns: &[Option<&Column>]) -> Option<String> {
    let (cells, headings) = (record.cells.len(), columns.len());
    if cells != headings {
        return Some(format!(
            "the row has {cells} cells, the heading line {headings}"
        ));
    }
    let stray = record
        .cells
        .iter()
        .zip(columns)
        .position(|(cell, column)| column.is_none() && !trimmed(cell).is_empty())?;
    Some(format!("column {} has a value but no heading", stray + 1))
}

fn draft(record: &Record, columns: &[Option<&Column>]) -> Draft {
    let mut draft = Draft::default();
    for (cell, column) in record.cells.iter().zip(columns) {
        let Some(column) = column else { continue };
        let text = match column.api {
            // Letter by letter; a space at its end is a fault, not trimmed.
            PASSWORD => cell.as_str(),
            _ => unguarded(trimmed(cell)),
        };
        if !text.is_empty() {
            (column.put)(&mut draft, text.to_owned());
        }
    }
    draft
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

/// The ways in which spreadsheets write a day (`2022/5/20`, `2022-5-20`,
/// `2022年5月20日`, each perhaps with midnight behind it) as `YYYY-MM-DD`.
/// Anything else stays as it is, for the rule to refuse.
fn iso_date(cell: &str) -> String {
    let day = ["0:00", "00:00", "0:00:00", "00:00:00"]
        .iter()
        .find_map(|midnight| cell.strip_suffix(midnight)?.strip_suffix(' '))
        .unwrap_or(cell);
    let day = day.strip_suffix('日').unwrap_or(day);
    let parts: Vec<&str> = day.split(['/', '-', '年', '月']).collect();
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    match parts[..] {
        [year, month, day]
            if year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2) =>
        {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => cell.to_owned(),
    }
}
