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
//! | [`pages`] | a whole list, from many pages |
//! | `completeness` | whether a list was read completely |
//! | `workers` | several pages at a time |
//! | [`emails`] | more e-mails than one request may carry |
//! | the others | one call each |

pub mod client;
mod completeness;
pub mod emails;
pub mod envelope;
pub mod event;
pub(crate) mod explain;
pub mod failure;
pub mod page;
pub mod pages;
pub mod refusal;
mod workers;

pub use client::{Call, Client};
pub use event::{Event, Observer};
pub use failure::{CallError, Cause};
pub use page::Page;
pub use pages::{List, Pages};
pub use refusal::{Reason, Refusal};
