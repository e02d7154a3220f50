//! Whether a key works, and for what: one cheap read of each generation of
//! group accounts.

use crate::api::{Call, CallError, Cause, Client};
use crate::endpoints::{group, subaccounts};
use crate::http::Request;
use crate::sign::Params;

/// What the service says to a key that signs well but is no group main
/// account's (errors.md of the vendor's pages), 1.0 and 2.0.
const NOT_MAIN: [&str; 2] = ["account not found.", "找不到集团账号"];

/// A generation of group accounts: they are separate, and an appId may be the
/// main account of either, both or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generation {
    /// `/v2/group/…`
    One,
    /// `/live/v4/group/…`
    Two,
}

impl Generation {
    pub(super) const ALL: [Generation; 2] = [Generation::One, Generation::Two];

    /// Its name in the vendor's pages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Generation::One => "group account 1.0",
            Generation::Two => "group account 2.0",
        }
    }

    /// What does not work with another account's key.
    pub(super) fn commands(self) -> &'static str {
        match self {
            Generation::One => "`group info` and `allocations log`",
            Generation::Two => "`subaccounts` and `billing`",
        }
    }

    fn request(self) -> Request {
        match self {
            Generation::One => Request::get(group::INFO.path, Params::new()),
            Generation::Two => subaccounts::LIST.list(Params::new()).request(1, 1),
        }
    }
}

/// Whether the key is that of a main account of this generation.
///
/// # Errors
/// Anything else that kept the call from succeeding.
pub(super) fn is_main(
    client: &Client,
    generation: Generation,
    retries: u32,
) -> Result<bool, CallError> {
    let request = generation.request();
    match client.send(&Call::new(&request, &|_, _| Ok(())).retries(retries)) {
        Ok(()) => Ok(true),
        Err(error) if says_not_main(&error.cause) => Ok(false),
        Err(error) => Err(error),
    }
}

fn says_not_main(cause: &Cause) -> bool {
    matches!(cause, Cause::Refused(refusal) if NOT_MAIN.contains(&refusal.message.trim()))
}
