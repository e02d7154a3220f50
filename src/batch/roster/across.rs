//! What rows may not be to each other: two accounts with one e-mail, a phone
//! that serves too many, two billing plans in one group.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::Roster;
use super::error::LineFault;
use crate::api::new_account::{Draft, EMAILS_PER_PHONE};
use crate::endpoints::rules::phone_key;

/// What of a row is compared with other rows, sound or not.
pub(super) struct Traits {
    line: u64,
    email: Option<String>,
    phone: Option<String>,
    /// Which plan it is for, and what stands there.
    plan: Option<(&'static str, String)>,
}

impl Traits {
    pub(super) fn of(line: u64, draft: &Draft) -> Self {
        let plan = match (&draft.minutes, &draft.concurrent) {
            (Some(typed), None) => Some(("minutes", typed.clone())),
            (None, Some(typed)) => Some(("concurrent", typed.clone())),
            _ => None,
        };
        Self {
            line,
            email: draft.email.clone(),
            phone: draft.phone.clone(),
            plan,
        }
    }
}

/// All faults between the rows of one file.
pub(super) fn faults(rows: &[Traits]) -> Vec<LineFault> {
    let mut faults = emails_twice(rows);
    let serves = rows
        .iter()
        .filter_map(|row| Some((row.line, row.email.as_deref()?, row.phone.as_deref()?)));
    faults.extend(over_limit(serves, &HashMap::new()));
    faults.extend(plans_mixed(rows));
    faults
}

/// The rows whose phone would serve more than three e-mails together with
/// those that it serves in the group already. `existing`: phone to e-mails of
/// the group. A row whose e-mail the group has adds none: it is skipped.
pub fn phones_over_limit(
    roster: &Roster,
    existing: &HashMap<String, Vec<String>>,
) -> Vec<LineFault> {
    let rows = roster.rows.iter();
    over_limit(
        rows.map(|row| (row.line, row.account.email(), row.account.phone())),
        existing,
    )
}

fn over_limit<'r>(
    rows: impl Iterator<Item = (u64, &'r str, &'r str)>,
    existing: &HashMap<String, Vec<String>>,
) -> Vec<LineFault> {
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
) -> LineFault {
    let mut lines: Vec<u64> = in_file.values().copied().collect();
    lines.sort_unstable();
    let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
    let mut users = Vec::new();
    if in_group > 0 {
        users.push(format!("{in_group} in the group"));
    }
    if !lines.is_empty() {
        let word = if lines.len() == 1 { "line" } else { "lines" };
        users.push(format!("{word} {} of the file", lines.join(", ")));
    }
    let rule = format!(
        "may serve {EMAILS_PER_PHONE} e-mails at most, and does: {}",
        users.join(", ")
    );
    LineFault::new(line, "phone", phone, rule)
}

fn emails_twice(rows: &[Traits]) -> Vec<LineFault> {
    let mut first: HashMap<String, u64> = HashMap::new();
    let mut faults = Vec::new();
    for row in rows {
        let Some(email) = &row.email else { continue };
        if let Some(other) = first.get(&email.to_lowercase()) {
            let rule = format!("stands on line {other} already");
            faults.push(LineFault::new(row.line, "email", email, rule));
        } else {
            first.insert(email.to_lowercase(), row.line);
        }
    }
    faults
}

/// All sub-accounts follow the main account's one plan. The rows of the rarer
/// kind are the faults; of two equally many, those of the later kind.
fn plans_mixed(rows: &[Traits]) -> Vec<LineFault> {
    let of = |plan| {
        rows.iter().filter_map(move |row| match &row.plan {
            Some((name, typed)) if *name == plan => Some((row.line, typed)),
            _ => None,
        })
    };
    let first_of = |plan| of(plan).next().map(|(line, _)| line);
    let (Some(minutes), Some(concurrent)) = (first_of("minutes"), first_of("concurrent")) else {
        return Vec::new();
    };
    let many = of("minutes").count().cmp(&of("concurrent").count());
    let (usual, line, rare) = match many.then(concurrent.cmp(&minutes)) {
        Ordering::Less => ("concurrent", concurrent, "minutes"),
        _ => ("minutes", minutes, "concurrent"),
    };
    let rule = format!(
        "cannot stand in one roster with {usual} (line {line}): all sub-accounts follow the main account's plan"
    );
    of(rare)
        .map(|(line, typed)| LineFault::new(line, rare, typed, &*rule))
        .collect()
}
