//! Tests of the binary: wiring, output, exit statuses.

#[path = "../support/mod.rs"]
mod support;

mod allocate;
mod api;
mod asking;
mod burning;
mod check;
mod create;
mod diff;
mod doctor;
mod fidelity;
mod get;
mod help;
mod language;
mod ledger;
mod libreoffice;
mod lists;
mod masking;
mod metrics;
mod new_key;
#[cfg(unix)]
mod out;
mod profiles;
mod profiles_edited;
mod secrets;
mod snapshots;
mod staff;
mod status;
mod statuses;
mod template;
mod typos;
mod usage;
mod workbook;
mod writes;
