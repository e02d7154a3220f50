//! The command in front of a person: a pseudo-terminal of 80 columns.
//!
//! Linux only: `setsid --ctty` of util-linux gives the command its terminal
//! without unsafe code here.
#![cfg(target_os = "linux")]

#[path = "../support/mod.rs"]
mod support;

mod allocate;
mod chinese;
mod interrupted;
mod packaged;
mod pty;
mod sessions;
mod spoken;
mod tab;
