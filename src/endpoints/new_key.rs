//! A new appSecret of an account, which counts only some time after it was given.

use super::spec::Read;
use crate::api::{Call, CallError, Cause, Client, Reason, Refusal};
use crate::clock;
use crate::http::Account;
use crate::sign::Params;
use std::time::Duration;

/// Between two tries: the first soon, later ones twice as long after the one
/// before, as a wrong signature every second may look like an attack.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Reads one row of a list with the account's own key until that is answered,
/// or a read begun at or after the end of the wait has failed.
///
/// # Errors
/// That of the last read. Another refusal than that of the signature, or being
/// held back, ends it at once.
pub fn until_it_signs(
    client: &Client,
    list: &Read,
    account: Account,
    wait: Duration,
) -> Result<(), CallError> {
    let mut request = list.list(Params::new()).request(1, 1);
    request.account = Some(account);
    let deadline = clock::instant() + wait;
    let mut pause = FIRST_PAUSE;
    loop {
        let last = clock::instant() >= deadline;
        let read = client.send(&Call {
            retries: Some(0),
            ..Call::new(&request, &|_| Ok(()))
        });
        match read {
            Err(error) if !last && may_change(&error.cause) => {}
            read => return read,
        }
        let left = deadline.saturating_duration_since(clock::instant());
        std::thread::sleep(pause.min(left));
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

/// Whether the next read may be answered: the secret does not count yet, or
/// there was no answer.
fn may_change(cause: &Cause) -> bool {
    let is_away = |said: &Refusal| said.reason() == Reason::Unavailable;
    match cause {
        Cause::Fault(_) | Cause::Foreign { .. } => true,
        Cause::Refused(said) => said.says_wrong_secret() || is_away(said),
        Cause::Limited { .. } => false,
    }
}
