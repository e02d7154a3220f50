//! Creating sub-accounts, one or many, never one twice.
//!
//! | file | why it exists |
//! |---|---|
//! | [`create`] | one account from the POST to the list that shows it |
//! | [`preflight`] | what only the service knows, asked before the write |
//! | [`credentials`] | the file that holds generated passwords |
//! | [`roster`] | a file of many, read and checked |
//! | [`survey`] | what the group has, asked before a roster is sent |
//! | [`plan`] | what will be done with each row |
//! | [`journal`] | what makes a run safe to kill |
//! | [`run`] | doing |
//! | [`secrets`] | the appSecrets that no answer brought |
//! | [`results`] | what became of each row |
//! | [`files`] | the files beside a roster |
//!
//! Nothing here prints; `cli` tells what happened.

pub mod create;
pub mod credentials;
pub mod files;
pub mod journal;
pub mod plan;
pub mod preflight;
pub mod results;
pub mod roster;
pub mod run;
pub mod secrets;
pub mod survey;
