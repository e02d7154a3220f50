//! What the service offers and what its answers mean. It knows requests and
//! replies; HTTP itself is `transport`'s.
//!
//! | file | what it knows |
//! |---|---|
//! | [`envelope`] | success, refusal, or not the API at all |
//! | [`refusal`] | what kind of refusal |
//! | [`client`] | one call, tried as often as the policy says |
//! | [`failure`] | why a call gave nothing |
//! | [`event`] | what is told on the way |
//! | [`page`] | one page of a list |
//! | [`listing`] | a whole list, from many pages |
//! | [`audit`] | whether a list is whole |
//! | [`fetch`] | several pages at a time, in order |
//! | [`emails`] | more e-mails than one request may carry |
//! | [`new_account`] | a sub-account to be created, and the rules for it |
//! | the others | one call each |

pub mod allocations;
pub mod audit;
pub mod children;
pub mod client;
pub mod create;
pub mod emails;
pub mod envelope;
pub mod event;
pub(crate) mod explain;
pub mod failure;
pub mod fetch;
pub mod group;
pub mod listing;
pub mod new_account;
pub mod page;
pub mod refusal;
pub mod subaccounts;

pub use client::Client;
pub use event::{Event, Observer};
pub use failure::{CallError, Cause};
pub use page::Page;
pub use refusal::{Reason, Refusal};

use crate::http::Request;
use serde_json::value::RawValue;

/// One call of the API.
pub trait Endpoint {
    /// What the call gives.
    type Reply;

    /// The request, without what every call adds.
    fn request(&self) -> Request;

    /// Reads the `data` of a success.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    fn read(&self, data: Option<&RawValue>) -> Result<Self::Reply, String>;
}
