//! What only the service knows, asked before a write: what there is already,
//! and what the group has; and after it, the appSecrets that no answer held.

use super::plan::Found;
use super::results::{RowResult, Status};
use crate::api::{CallError, Client, Pages};
use crate::clock;
use crate::endpoints::group;
use crate::endpoints::send::BETWEEN_LOOKS;
use crate::endpoints::spec::{Read, spellings};
use crate::endpoints::write::Write;
use crate::failure::Failure;
use crate::row::Row;
use crate::sign::Params;
use std::sync::Arc;
use std::time::Duration;

/// The accounts, by e-mail in small letters: all of them, or those of these
/// e-mails. The service's filter may mind letter case.
///
/// # Errors
/// The list could not be had.
pub fn accounts(
    client: &Arc<Client>,
    list: &Read,
    emails: Option<&[String]>,
    connections: usize,
) -> Result<Found, Failure> {
    let lists = list.lists(emails, &Params::new());
    let field = list.emails.map_or("", |emails| emails.field);
    let mut found = Found::new();
    for page in Pages::start(client, lists, connections, None)? {
        for row in page? {
            if let Some(email) = row.get(field) {
                found.insert(email.as_text().to_lowercase(), row);
            }
        }
    }
    Ok(found)
}

/// What the group owns and has allotted, as one row.
///
/// # Errors
/// It could not be had.
pub fn group(client: &Client) -> Result<Row, CallError> {
    let info = group::INFO.object(client, Params::new())?;
    Ok(info.flatten())
}

/// Looks up the accounts that were created and whose secret is not known,
/// until all are known or the wait is over: the youngest may not be listed
/// yet. Returns how many are left without.
///
/// # Errors
/// The list could not be had.
pub fn fill_in(
    client: &Arc<Client>,
    call: &Write,
    list: &Read,
    results: &mut [RowResult],
    connections: usize,
    wait: Duration,
) -> Result<usize, Failure> {
    let deadline = clock::instant() + wait;
    loop {
        let last = clock::instant() >= deadline;
        let lacking = results.iter().filter(|result| lacks(result));
        let emails: Vec<String> = lacking.flat_map(|it| spellings(&it.email)).collect();
        if emails.is_empty() {
            return Ok(0);
        }
        let found = accounts(client, list, Some(&emails), connections)?;
        for result in results.iter_mut().filter(|result| lacks(result)) {
            if let Some(account) = found.get(&result.email.to_lowercase()) {
                *result = result.clone().of_target(call, account);
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

/// Whether an account was created and its secret is not known.
pub fn lacks(result: &RowResult) -> bool {
    matches!(result.status, Status::Done | Status::Changed) && result.app_secret.expose().is_empty()
}
