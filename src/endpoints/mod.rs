//! What the service offers, as data: an endpoint a `static`, a noun a file.

pub(crate) mod rules;
pub mod spec;
pub mod subaccounts;
pub mod write;
