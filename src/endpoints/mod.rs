//! What the service offers, as data: an endpoint a `static`, a noun a file.

pub mod spec;
