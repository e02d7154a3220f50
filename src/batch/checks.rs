//! What only the service knows, asked before a write: the accounts of the
//! e-mails, the phones in use, the billing mode, and what is left to allot;
//! and after it, the appSecrets that no answer brought.

use super::create::{BETWEEN_LOOKS, has, look_up};
use super::plan::Found;
use super::results::{RowResult, Status};
use crate::api::new_account::{Allotment, NewAccount};
use crate::api::{CallError, Client, Pages};
use crate::clock;
use crate::endpoints::{group, subaccounts};
use crate::failure::Failure;
use crate::row::Row;
use crate::sign::Params;
use std::sync::Arc;
use std::time::Duration;

/// The accounts of these e-mails, looked up a hundred at a time.
///
/// # Errors
/// The list could not be had.
pub fn find(client: &Arc<Client>, emails: &[&str], connections: usize) -> Result<Found, Failure> {
    let emails: Vec<String> = emails.iter().map(|email| (*email).to_owned()).collect();
    let lists = subaccounts::LIST.lists(Some(&emails), &Params::new());
    let mut found = Found::new();
    for page in Pages::start(client, lists, connections, None)? {
        for row in page?.rows {
            if let Some(email) = text(&row, "email") {
                found.insert(email.to_lowercase(), row);
            }
        }
    }
    Ok(found)
}

/// Reads the whole list of accounts of the group.
///
/// # Errors
/// The list could not be had.
pub fn accounts(
    client: &Arc<Client>,
    connections: usize,
) -> Result<impl Iterator<Item = Result<Row, Failure>>, Failure> {
    let all = subaccounts::LIST.lists(None, &Params::new());
    let pages = Pages::start(client, all, connections, None)?;
    Ok(pages.flat_map(|page| match page {
        Ok(page) => page.rows.into_iter().map(Ok).collect(),
        Err(failure) => vec![Err(failure)],
    }))
}

/// What the group owns and has allotted, as one row.
///
/// # Errors
/// It could not be had.
pub fn group(client: &Client) -> Result<Row, CallError> {
    let info = group::INFO.object(client, Params::new())?;
    Ok(info.flatten())
}

fn text(row: &Row, field: &str) -> Option<String> {
    let value = row.get(field).filter(|value| !value.is_null())?;
    Some(value.as_text().into_owned()).filter(|text| !text.is_empty())
}

/// A conflict found before anything was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The e-mail has an account already; this is its userId.
    Taken(String),
    /// The group is billed otherwise; this is its `chargeType`.
    BilledBy(String),
}

/// Asks whether the e-mail is free, then whether the billing mode fits.
///
/// # Errors
/// The list could not be had.
pub fn check(client: &Client, account: &NewAccount) -> Result<Option<Conflict>, CallError> {
    let email = account.email();
    let found = look_up(client, &[email.to_owned()], client.retries())?;
    if let Some(row) = found.iter().find(|row| has(row, email)) {
        let user_id = text(row, "userId").unwrap_or_default();
        return Ok(Some(Conflict::Taken(user_id)));
    }
    // Any account tells it: sub-accounts follow the group's billing mode.
    let any = subaccounts::LIST.list(Params::new()).page(client, 1, 1)?;
    let mode = any.rows.first().and_then(charge_type);
    let conflict = mode.filter(|mode| !fits(account.allotment(), mode));
    Ok(conflict.map(Conflict::BilledBy))
}

/// A row's `chargeType`.
fn charge_type(row: &Row) -> Option<String> {
    text(row, "chargeType")
}

/// Whether an account billed so may be given this. A billing mode that no
/// document names is left to the service.
pub fn fits(allotment: Allotment, mode: &str) -> bool {
    match mode {
        "minutes" => matches!(allotment, Allotment::Minutes(_)),
        "parallelConcurrent" | "totalConcurrent" => matches!(allotment, Allotment::Concurrent(_)),
        _ => true,
    }
}

/// Looks up the accounts that were created and whose secret is not known,
/// until all are known or the wait is over: the youngest may not be listed
/// yet. Returns how many are left without.
///
/// # Errors
/// The list could not be had.
pub fn fill_in(
    client: &Arc<Client>,
    results: &mut [RowResult],
    connections: usize,
    wait: Duration,
) -> Result<usize, Failure> {
    let deadline = clock::instant() + wait;
    loop {
        let last = clock::instant() >= deadline;
        let emails: Vec<&str> = results
            .iter()
            .filter(|r| lacks(r))
            .map(|r| &*r.email)
            .collect();
        if emails.is_empty() {
            return Ok(0);
        }
        let found = find(client, &emails, connections)?;
        for result in results.iter_mut().filter(|result| lacks(result)) {
            if let Some(account) = found.get(&result.email.to_lowercase()) {
                *result = result.clone().of_account(account);
            }
        }
        let left = results.iter().filter(|result| lacks(result)).count();
        if left == 0 || last {
            return Ok(left);
        }
        let rest = deadline.saturating_duration_since(clock::instant());
        std::thread::sleep(rest.min(BETWEEN_LOOKS));
    }
}

fn lacks(result: &RowResult) -> bool {
    matches!(result.status, Status::Created | Status::Changed)
        && result.app_secret.expose().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_concurrency_exclude_each_other() {
        assert!(fits(Allotment::Minutes(1), "minutes"));
        assert!(!fits(Allotment::Concurrent(1), "minutes"));
        for plan in ["parallelConcurrent", "totalConcurrent"] {
            assert!(fits(Allotment::Concurrent(1), plan));
            assert!(!fits(Allotment::Minutes(1), plan));
        }
        assert!(fits(Allotment::Minutes(1), "a plan of 2027"));
    }

    #[test]
    fn a_plan_that_is_null_or_missing_is_unknown() {
        for row in ["{}", r#"{"chargeType":null}"#] {
            assert_eq!(charge_type(&Row::parse(row).unwrap()), None);
        }
        let row = Row::parse(r#"{"chargeType":"minutes"}"#).unwrap();
        assert_eq!(charge_type(&row).as_deref(), Some("minutes"));
    }
}
