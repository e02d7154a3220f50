//! One account, from the POST to the list that shows it.
//!
//! The POST is never repeated on a guess. When its answer is lost the list is
//! asked for the e-mail until the account is seen or the wait is over.

use crate::api::create::CreateAccount;
use crate::api::listing::List;
use crate::api::new_account::NewAccount;
use crate::api::subaccounts::SubAccounts;
use crate::api::{CallError, Client, Page};
use crate::clock;
use crate::row::Row;
use std::time::Duration;

/// Between two looks at the list: at most twice a second.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);
/// The service shows an account one to three seconds after the answer; 15 s
/// leave room for a slow day.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(15);

/// What became of an account.
#[derive(Debug)]
pub enum Fate {
    /// It exists. At least one of the two is there.
    Created {
        /// The answer's data, unless it was lost.
        answer: Option<Row>,
        /// The account as the list shows it, if it did in time.
        listed: Option<Row>,
    },
    /// It was refused, or the request cannot have reached the service.
    NotCreated(CallError),
    /// The answer was lost and the account was not seen in time.
    Unknown(CallError),
}

/// Creates an account and waits for it to be seen. A `wait` of zero does not
/// wait, but a lost answer is always followed by one look.
pub fn create(client: &Client, account: &NewAccount, wait: Duration) -> Fate {
    match client.call(&CreateAccount(account)) {
        Ok(answer) => Fate::Created {
            answer: Some(answer),
            listed: if wait.is_zero() {
                None
            } else {
                wait_for(client, account.email(), wait)
            },
        },
        Err(error) if !error.cause.in_doubt() => Fate::NotCreated(error),
        Err(error) => match wait_for(client, account.email(), wait) {
            Some(listed) => Fate::Created {
                answer: None,
                listed: Some(listed),
            },
            None => Fate::Unknown(error),
        },
    }
}

/// Looks for an e-mail until it is seen or the wait is over. A look that fails
/// is a look that saw nothing.
fn wait_for(client: &Client, email: &str, wait: Duration) -> Option<Row> {
    let began = clock::instant();
    loop {
        let seen = look_up(client, &[email.to_owned()], 0).ok();
        if let Some(row) = seen.and_then(|rows| rows.into_iter().find(|row| has(row, email))) {
            return Some(row);
        }
        let left = wait.checked_sub(began.elapsed())?;
        std::thread::sleep(left.min(BETWEEN_LOOKS));
    }
}

/// Whether a row is the account of this e-mail, without regard to case.
pub fn has(row: &Row, email: &str) -> bool {
    row.get("email")
        .is_some_and(|found| found.as_text().to_lowercase() == email.to_lowercase())
}

/// The accounts that exist already of at most a hundred e-mails, in one
/// request with `retries`.
///
/// # Errors
/// The list could not be had.
pub fn look_up(client: &Client, emails: &[String], retries: u32) -> Result<Vec<Row>, CallError> {
    let list = SubAccounts {
        emails: emails.to_vec(),
    };
    let request = list.page(1, SubAccounts::PAGE_SIZES[0]);
    let page = client.run_with(&request, retries, &|_, data| Page::read(data))?;
    Ok(page.rows)
}
