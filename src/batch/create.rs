//! One account, from the POST to the list that shows it.
//!
//! The POST is never repeated on a guess. When its answer is lost the list is
//! asked for the e-mail until the account is seen or the wait is over.

use crate::api::create::{CreateAccount, read_account};
use crate::api::envelope::{self, Meaning};
use crate::api::new_account::NewAccount;
use crate::api::{Call, CallError, Client, Page};
use crate::clock;
use crate::endpoints::subaccounts;
use crate::http::Request;
use crate::row::Row;
use crate::sign::Params;
use std::time::{Duration, Instant};

/// Between two looks at the list: at most twice a second.
pub(super) const BETWEEN_LOOKS: Duration = Duration::from_millis(500);
/// The service shows an account one to three seconds after the answer; 15 s
/// leave room for a slow day.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(15);
/// The longest that the service is known to take until an account shows; a
/// shorter wait may miss it.
pub const SHOWN_AFTER: Duration = Duration::from_secs(3);

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

/// The service's word that an account was created.
#[derive(Clone, Debug)]
pub struct Answer {
    /// appId, appSecret, userId.
    pub account: Row,
    /// For support cases.
    pub request_id: Option<String>,
}

/// What looking for an e-mail gave.
#[derive(Debug)]
pub enum Look {
    /// The account as the list shows it.
    Found(Row),
    /// The last look was answered, and the account was not there.
    Absent,
    /// The last look was not answered.
    Blind(CallError),
}

/// Creates an account and waits for it to be seen. A `wait` of zero does not
/// wait, but a lost answer is always followed by one look. `answered` is told
/// of the answer as soon as it is there.
pub fn create(
    client: &Client,
    account: &NewAccount,
    wait: Duration,
    answered: &dyn Fn(&Answer),
) -> Fate {
    let look = || {
        let deadline = clock::instant() + wait;
        match look_until(client, account.email(), deadline, &|| false) {
            Look::Found(row) => Some(row),
            Look::Absent | Look::Blind(_) => None,
        }
    };
    match send(client, &CreateAccount(account).request(), &|| Ok(())) {
        Ok(answer) => {
            answered(&answer);
            Fate::Created {
                answer: Some(answer.account),
                listed: if wait.is_zero() { None } else { look() },
            }
        }
        Err(error) if !error.cause.in_doubt() => Fate::NotCreated(error),
        Err(error) => match look() {
            None => Fate::Unknown(error),
            listed => Fate::Created {
                answer: None,
                listed,
            },
        },
    }
}

/// Sends the POST. It is sent again only where it was refused unread (no
/// connection, a 429, an expired timestamp). `before` is called right before
/// each attempt leaves; when it fails nothing leaves.
///
/// # Errors
/// [`crate::api::Cause::in_doubt`] tells whether it may have been done.
pub fn send(
    client: &Client,
    request: &Request,
    before: &dyn Fn() -> Result<(), String>,
) -> Result<Answer, CallError> {
    let read = |reply: &_, data: Option<&_>| {
        let request_id = match envelope::read(reply) {
            Meaning::Done { request_id, .. } => request_id,
            _ => None,
        };
        let account = read_account(data)?;
        Ok(Answer {
            account,
            request_id,
        })
    };
    client.send(&Call::new(request, &read).before(before))
}

/// Looks for an e-mail until it is seen or a look begun at or after the
/// deadline has ended. `stop` makes the next look the last one.
pub fn look_until(
    client: &Client,
    email: &str,
    deadline: Instant,
    stop: &dyn Fn() -> bool,
) -> Look {
    loop {
        let now = clock::instant();
        let last = now >= deadline || stop();
        let seen = look_up(client, &[email.to_owned()], 0);
        let found = seen.map(|rows| rows.into_iter().find(|row| has(row, email)));
        match found {
            Ok(Some(row)) => return Look::Found(row),
            Ok(None) if last => return Look::Absent,
            Err(error) if last => return Look::Blind(error),
            Ok(None) | Err(_) => {}
        }
        let left = deadline.saturating_duration_since(clock::instant());
        std::thread::sleep(left.min(BETWEEN_LOOKS));
    }
}

/// Whether a row is the account of this e-mail, without regard to case.
pub fn has(row: &Row, email: &str) -> bool {
    row.get("email")
        .is_some_and(|found| found.as_text().to_lowercase() == email.to_lowercase())
}

/// The accounts that exist already of these e-mails, each request with
/// `retries`.
///
/// # Errors
/// The list could not be had.
pub fn look_up(client: &Client, emails: &[String], retries: u32) -> Result<Vec<Row>, CallError> {
    let mut rows = Vec::new();
    for list in subaccounts::LIST.lists(Some(emails), &Params::new()) {
        let request = list.request(1, list.sizes[0]);
        let call = Call::new(&request, &|_, data| Page::read(data));
        rows.extend(client.send(&call.retries(retries))?.rows);
    }
    Ok(rows)
}
