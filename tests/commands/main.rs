//! Tests of the binary: wiring, output, exit statuses.

#[path = "../support/mod.rs"]
mod support;

mod lists;
