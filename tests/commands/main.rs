//! Tests of the binary: wiring, output, exit statuses.

#[path = "../support/mod.rs"]
mod support;

mod create;
mod fidelity;
mod help;
mod lists;
mod profiles;
mod secrets;
mod statuses;
