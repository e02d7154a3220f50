//! Creating sub-accounts, one or many, never one twice.
//!
//! | file | why it exists |
//! |---|---|
//! | [`create`] | one account from the POST to the list that shows it |
//! | [`preflight`] | what only the service knows, asked before the write |
//! | [`credentials`] | the file that holds generated passwords |
//! | [`roster`] | a file of many, read and checked |
//!
//! Nothing here prints; `cli` tells what happened.

pub mod create;
pub mod credentials;
pub mod preflight;
pub mod roster;
