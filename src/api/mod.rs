//! What the service offers and what its answers mean. It knows requests and
//! replies; HTTP itself is the room `http`'s.
//!
//! | file | what it knows |
//! |---|---|
//! | [`envelope`] | success, refusal, or not the API at all |
//! | [`client`] | one call, tried as often as the policy says |
//! | [`error`] | why a call gave nothing |
//! | [`event`] | what is told on the way |
//! | [`page`] | one page of a list |
//! | [`pages`] | a whole list, from many pages |
//! | `completeness` | whether a list was read completely |
//! | `seen` | the rows already seen, compact |
//! | `workers` | several pages at a time |
//! | [`emails`] | more e-mails than one request may carry |

pub mod client;
mod completeness;
pub mod emails;
pub mod envelope;
pub mod error;
pub mod event;
pub(crate) mod explain;
pub mod page;
pub mod pages;
mod seen;
mod workers;

pub use client::{Call, Client};
pub use envelope::Success;
pub use error::{CallError, Cause, Reason, Refusal};
pub use event::{Event, Observer, Remarks};
pub use page::Page;
pub use pages::{ACCOUNT, List, Pages, Paging, Unread};
