//! What only the service knows, asked before a write: is the e-mail free, and
//! which plan does the group have. Two requests at most.

use super::create::{has, look_up};
use crate::api::listing;
use crate::api::new_account::{Allotment, NewAccount};
use crate::api::subaccounts::SubAccounts;
use crate::api::{CallError, Client};
use crate::row::Row;

/// A conflict found before anything was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The e-mail has an account already; this is its userId.
    Taken(String),
    /// The group is billed otherwise; this is its `chargeType`.
    Plan(String),
}

/// Asks both questions. The e-mail's comes first, and its answer may already
/// tell the plan.
///
/// # Errors
/// The list could not be had.
pub fn check(client: &Client, account: &NewAccount) -> Result<Option<Conflict>, CallError> {
    let email = account.email();
    let found = look_up(client, &[email.to_owned()], client.retries())?;
    if let Some(row) = found.iter().find(|row| has(row, email)) {
        let user_id = row.get("userId").map(|id| id.as_text().into_owned());
        return Ok(Some(Conflict::Taken(user_id.unwrap_or_default())));
    }
    let plan = plan(client)?;
    Ok(plan
        .filter(|plan| !fits(account.allotment(), plan))
        .map(Conflict::Plan))
}

/// The `chargeType` of any account of the group; a group without accounts has
/// none to tell. Sub-accounts follow the group's plan.
///
/// # Errors
/// The list could not be had.
pub fn plan(client: &Client) -> Result<Option<String>, CallError> {
    let page = listing::page(client, &SubAccounts::default(), 1, 1)?;
    Ok(page.rows.first().and_then(charge_type))
}

/// A row's `chargeType`.
pub fn charge_type(row: &Row) -> Option<String> {
    let value = row.get("chargeType").filter(|value| !value.is_null());
    value.map(|value| value.as_text().into_owned())
}

/// Whether an account billed so may be given this. A plan that no document
/// names is left to the service.
pub fn fits(allotment: Allotment, plan: &str) -> bool {
    match plan {
        "minutes" => matches!(allotment, Allotment::Minutes(_)),
        "parallelConcurrent" | "totalConcurrent" => matches!(allotment, Allotment::Concurrent(_)),
        _ => true,
    }
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
