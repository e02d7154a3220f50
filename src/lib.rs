//! The library behind the `polyv-group` command: everything an admin of a
//! Polyv (保利威) group account does with its sub-accounts.
//!
//! # Layers
//!
//! Imports go down only:
//!
//! ```text
//! main → cli → { bulk, sandbox, output, config } → api → transport → { sign, clock, secret, row }
//! ```
//!
//! | room | why it exists |
//! |---|---|
//! | [`row`] | a JSON object kept letter by letter as the service sent it |
//! | [`secret`] | a string that never shows itself |
//! | [`output`] | rows and columns to table, JSON, JSON Lines and CSV |
//! | [`config`] | profiles on disk, and which setting won |
//! | [`sandbox`] | the simulator; shares no type with the client |
//! | [`bulk`] | rosters of many new sub-accounts |
//! | [`api`] | the requests and replies of the service |

pub mod api;
pub mod bulk;
pub mod cli;
pub mod clock;
pub mod config;
pub mod error;
pub mod output;
pub mod row;
pub mod sandbox;
pub mod secret;
pub mod sign;
pub mod transport;
