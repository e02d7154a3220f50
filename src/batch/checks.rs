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
) -> Result<Found, Failure> {
    let lists = list.lists(emails, &Params::new());
    let field = list.emails.map_or("", |emails| emails.field);
    let mut found = Found::new();
    for page in Pages::start(client, lists, None)? {
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

/// Reads the list for these rows, in pages, until each was seen as it is to be,
/// or the wait is over: the youngest may not be listed yet. `see` is shown each
/// row's target and tells whether that is so. Returns how many are left.
///
/// # Errors
/// The list could not be had.
pub fn look_until(
    client: &Arc<Client>,
    list: &Read,
    mut left: Vec<(usize, String)>,
    wait: Duration,
    see: &mut dyn FnMut(usize, Option<&Row>) -> bool,
) -> Result<usize, Failure> {
    let deadline = clock::instant() + wait;
    while !left.is_empty() {
        let last = clock::instant() >= deadline;
        let emails = left.iter().flat_map(|(_, email)| spellings(email));
        let emails: Vec<String> = emails.collect();
        let found = accounts(client, list, Some(&emails))?;
        left.retain(|(place, email)| !see(*place, found.get(&email.to_lowercase())));
        if last {
            break;
        }
        if !left.is_empty() {
            let rest = deadline.saturating_duration_since(clock::instant());
            std::thread::sleep(rest.min(BETWEEN_LOOKS));
        }
    }
    Ok(left.len())
}

/// Looks up the accounts that were created and whose secret is not known,
/// until all are known or the wait is over. Returns how many are left without.
///
/// # Errors
/// The list could not be had.
pub fn fill_in(
    client: &Arc<Client>,
    call: &Write,
    list: &Read,
    results: &mut [RowResult],
    wait: Duration,
) -> Result<usize, Failure> {
    let lacking = results.iter().enumerate().filter(|(_, it)| lacks(it));
    let lacking = lacking.map(|(place, it)| (place, it.email.clone()));
    let lacking = lacking.collect();
    look_until(client, list, lacking, wait, &mut |place, account| {
        if let Some(account) = account {
            results[place] = results[place].clone().of_target(call, account);
        }
        !lacks(&results[place])
    })
}

/// Whether an account was created and its secret is not known.
pub fn lacks(result: &RowResult) -> bool {
    matches!(result.status, Status::Done | Status::Changed) && result.app_secret.expose().is_empty()
}
