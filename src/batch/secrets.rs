//! The appSecrets that no answer brought: of accounts that an earlier run
//! created, since no journal ever holds a secret.

use super::create::BETWEEN_LOOKS;
use super::results::{RowResult, Status};
use super::survey;
use crate::api::Client;
use crate::api::listing::ListError;
use crate::clock;
use std::sync::Arc;
use std::time::Duration;

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
) -> Result<usize, ListError> {
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
        let found = survey::find(client, &emails, connections)?;
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
