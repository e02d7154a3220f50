//! Reading over a network that fails, against servers that lie: nothing is
//! lost, nothing looks whole that is not, and everything ends in time.

#[path = "../support/mod.rs"]
mod support;

mod trouble;

mod accounts;
mod always;
mod bounds;
mod clock;
mod connections;
mod emails;
mod interrupts;
mod limits;
mod local;
mod lying;
mod once;
mod pauses;
mod progress;
mod refusals;
mod requests;
mod threads;
mod window;
mod within;
