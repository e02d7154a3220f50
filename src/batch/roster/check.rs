//! Cells to accounts: each row becomes a draft and is checked, then the rows
//! are checked against each other: two accounts with one e-mail, a phone that
//! serves too many, two billing modes in one group. All faults are gathered
//! before any is told.

use super::cells::{Line, no_rows, trimmed};
use super::headings::{Heading, PASSWORD};
use super::{Finding, Passwords, ReadOptions, Rejected, RosterRow};
use crate::api::new_account::{Draft, EMAILS_PER_PHONE, generate_password};
use crate::endpoints::rules::phone_key;
use crate::failure::{Failure, Kind};
use crate::text::{all_digits, counted};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Checks all rows; returns them with what is allowed and odd.
///
/// # Errors
/// All faults of all rows, by line.
pub(super) fn check(
    lines: &[Line],
    columns: &[Option<&Heading>],
    options: &ReadOptions,
) -> Result<(Vec<RosterRow>, Vec<Finding>), Rejected> {
    if lines.is_empty() {
        return Err(no_rows().into());
    }
    let (mut rows, mut warnings) = (Vec::new(), Vec::new());
    let (mut faults, mut compared) = (Vec::new(), Vec::new());
    for line in lines {
        if let Some(rule) = shape_fault(line, columns) {
            faults.push(Finding::of_row(line.number, rule));
            continue;
        }
        let mut draft = draft(line, columns);
        compared.push(Compared::of(line.number, &draft));
        let password_generated =
            options.passwords == Passwords::Generated && draft.password.is_none();
        if password_generated {
            let made = generate_password();
            let made = made.map_err(|e| Failure::new(Kind::Unexpected, e.to_string()))?;
            draft.password = Some(made);
        }
        let typed_date = draft.expire_date.clone();
        draft.expire_date = typed_date.as_deref().map(iso_date);
        // A finding shows the cell, not the date that we made of it.
        let finding = |field, value: String, text| match (field, &typed_date) {
            ("expireDate", Some(typed)) => Finding::new(line.number, field, typed, text),
            _ => Finding::new(line.number, field, &value, text),
        };
        match draft.check(options.today) {
            Ok((account, odd)) => {
                warnings.extend(
                    odd.into_iter()
                        .map(|it| finding(it.field, it.value, it.text)),
                );
                rows.push(RosterRow {
                    line: line.number,
                    account,
                    password_generated,
                    original: line.cells.clone(),
                });
            }
            Err(wrong) => {
                faults.extend(
                    wrong
                        .into_iter()
                        .map(|it| finding(it.field, it.value, it.rule)),
                );
            }
        }
    }
    emails_twice(&compared, &mut faults);
    let serves = compared.iter().filter_map(Compared::serves);
    faults.extend(over_limit(serves, &HashMap::new()));
    modes_mixed(&compared, &mut faults);
    faults.sort_by_key(|fault| fault.line);
    match faults.is_empty() {
        true => Ok((rows, warnings)),
        false => Err(Rejected::Faults(faults)),
    }
}

fn shape_fault(line: &Line, columns: &[Option<&Heading>]) -> Option<String> {
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

fn draft(line: &Line, columns: &[Option<&Heading>]) -> Draft {
    let mut draft = Draft::default();
    for (cell, heading) in line.cells.iter().zip(columns) {
        let Some(heading) = heading else { continue };
        let text = match heading.api {
            // Verbatim; a space at its end is a fault, not trimmed.
            PASSWORD => cell.as_str(),
            _ => unguarded(trimmed(cell)),
        };
        if !text.is_empty() {
            (heading.put)(&mut draft, text.to_owned());
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
    let digits = |text: &str, most: usize| text.len() <= most && all_digits(text);
    match parts[..] {
        [year, month, day]
            if year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2) =>
        {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => cell.to_owned(),
    }
}

/// What of a row is compared with other rows, sound or not.
struct Compared {
    line: u64,
    email: Option<String>,
    phone: Option<String>,
    /// Which billing mode it is for, and the cell.
    mode: Option<(&'static str, String)>,
}

impl Compared {
    fn of(line: u64, draft: &Draft) -> Self {
        let mode = match (&draft.minutes, &draft.concurrent) {
            (Some(typed), None) => Some(("minutes", typed.clone())),
            (None, Some(typed)) => Some(("concurrent", typed.clone())),
            _ => None,
        };
        Self {
            line,
            email: draft.email.clone(),
            phone: draft.phone.clone(),
            mode,
        }
    }

    fn serves(&self) -> Option<(u64, &str, &str)> {
        Some((self.line, self.email.as_deref()?, self.phone.as_deref()?))
    }
}

/// The rows whose phone would serve more than three e-mails together with
/// those that it serves in the group already. `existing`: phone to e-mails of
/// the group. A row whose e-mail the group has adds none: it is skipped.
pub fn phones_over_limit(
    rows: &[RosterRow],
    existing: &HashMap<String, Vec<String>>,
) -> Vec<Finding> {
    let rows = rows.iter();
    over_limit(
        rows.map(|row| (row.line, row.account.email(), row.account.phone())),
        existing,
    )
}

fn over_limit<'r>(
    rows: impl Iterator<Item = (u64, &'r str, &'r str)>,
    existing: &HashMap<String, Vec<String>>,
) -> Vec<Finding> {
    let taken: HashSet<String> = existing
        .values()
        .flatten()
        .map(|e| e.to_lowercase())
        .collect();
    let mut group: HashMap<String, HashSet<String>> = HashMap::new();
    for (phone, emails) in existing {
        let lowered = emails.iter().map(|email| email.to_lowercase());
        if let Some(key) = phone_key(phone) {
            group.entry(key).or_default().extend(lowered);
        }
    }
    let mut seen: HashMap<String, BTreeMap<String, u64>> = HashMap::new();
    let mut faults = Vec::new();
    for (line, email, phone) in rows {
        let (email, Some(key)) = (email.to_lowercase(), phone_key(phone)) else {
            continue;
        };
        if taken.contains(&email) {
            continue;
        }
        let in_group = group.get(&key).map_or(0, HashSet::len);
        let in_file = seen.entry(key).or_default();
        if in_file.contains_key(&email) {
            continue;
        }
        if in_group + in_file.len() >= EMAILS_PER_PHONE {
            faults.push(phone_fault(line, phone, in_group, in_file));
        } else {
            in_file.insert(email, line);
        }
    }
    faults
}

fn phone_fault(
    line: u64,
    phone: &str,
    in_group: usize,
    in_file: &BTreeMap<String, u64>,
) -> Finding {
    let mut lines: Vec<u64> = in_file.values().copied().collect();
    lines.sort_unstable();
    let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
    let mut users = Vec::new();
    if in_group > 0 {
        users.push(format!("{in_group} in the group"));
    }
    if !lines.is_empty() {
        let word = if lines.len() == 1 { "line" } else { "lines" };
        users.push(format!("{word} {}", lines.join(", ")));
    }
    let rule = format!(
        "is used by {} already ({}); {EMAILS_PER_PHONE} is the maximum",
        counted(in_group + in_file.len(), "account"),
        users.join(", ")
    );
    Finding::new(line, "phone", phone, rule)
}

fn emails_twice(rows: &[Compared], faults: &mut Vec<Finding>) {
    let mut first: HashMap<String, u64> = HashMap::new();
    for row in rows {
        let Some(email) = &row.email else { continue };
        let line = *first.entry(email.to_lowercase()).or_insert(row.line);
        if line != row.line {
            let rule = format!("is already on line {line}");
            faults.push(Finding::new(row.line, "email", email, rule));
        }
    }
}

/// All sub-accounts follow the main account's one billing mode. The rows of
/// the rarer kind are the faults; of two equally many, those of the later kind.
fn modes_mixed(rows: &[Compared], faults: &mut Vec<Finding>) {
    let of = |mode| {
        rows.iter().filter_map(move |row| match &row.mode {
            Some((name, typed)) if *name == mode => Some((row.line, typed)),
            _ => None,
        })
    };
    let first_of = |mode| of(mode).next().map(|(line, _)| line);
    let (Some(minutes), Some(concurrent)) = (first_of("minutes"), first_of("concurrent")) else {
        return;
    };
    let many = of("minutes").count().cmp(&of("concurrent").count());
    let (usual, line, rare) = match many.then(concurrent.cmp(&minutes)) {
        Ordering::Less => ("concurrent", concurrent, "minutes"),
        _ => ("minutes", minutes, "concurrent"),
    };
    let rule = format!(
        "cannot be combined with {usual} (line {line}) in one roster: all sub-accounts follow the \
         main account's billing mode"
    );
    faults.extend(of(rare).map(|(line, typed)| Finding::new(line, rare, typed, &*rule)));
}
