//! The library behind the `polyv-group` command: everything an admin of a
//! Polyv (保利威) group account does with its sub-accounts.
//!
//! # Layers
//!
//! Imports go down only:
//!
//! ```text
//! main → cli → { endpoints, batch, snapshot, sandbox, config, output } → api → http → { row, sign, files, text, secret, clock, failure, lang }
//! ```
//!
//! | room | why it exists |
//! |---|---|
//! | [`cli`] | the commands: what was typed, turned into calls and output |
//! | [`endpoints`] | what the service offers, as data |
//! | [`batch`] | rosters of many new sub-accounts |
//! | [`snapshot`] | the group as it was, in files |
//! | [`sandbox`] | the simulator; shares no type with the client |
//! | [`output`] | rows and columns to table, JSON, JSON Lines and CSV |
//! | [`config`] | profiles on disk, and which setting won |
//! | [`api`] | the requests and replies of the service |
//! | [`http`] | signed requests over HTTP, and the policies around them |
//! | [`sign`] | the signature of a request |
//! | [`clock`] | the only room that asks for the time |
//! | [`secret`] | a string that never shows itself, and which names are secrets |
//! | [`row`] | a JSON object kept verbatim as the service sent it |
//! | [`failure`] | one error for all rooms: kind, exit status, hint |
//! | [`lang`] | English and Chinese, beside each other |
//! | `files` | private files: replaced whole, locked, read within bounds |
//! | `locks` | locks between threads |
//! | `order` | sorting |
//! | `text` | foreign text made safe to show; quotes, plurals, near words |
//!
//! # Files on disk
//!
//! The config file with the profiles ([`config::config_path`]); in the state
//! folder ([`config::state_dir`]) the rate window that all runs share, what was
//! created in the sandbox, every write that was sent, and the snapshots; beside a roster its journal and its results
//! ([`batch::files`]). `cli::topics` lists them for the manual.
//!
//! # Exit statuses
//!
//! [`failure::Kind`] decides them; [`failure::Kind::meaning`] says what each means.

#![forbid(unsafe_code)]

pub mod api;
pub mod batch;
pub mod cli;
pub mod clock;
pub mod config;
mod eight;
pub mod endpoints;
pub mod failure;
mod files;
#[cfg(test)]
mod fuzz;
pub mod http;
pub mod lang;
mod locks;
#[cfg(test)]
mod loopback;
mod order;
pub mod output;
pub mod row;
pub mod sandbox;
pub mod secret;
pub mod sign;
pub mod snapshot;
mod text;
