//! Many writes from a roster, never one twice.
//!
//! | file | why it exists |
//! |---|---|
//! | [`allocate`] | what accounts are given and what is taken back |
//! | [`roster`] | a file of many, read and checked |
//! | [`checks`] | what only the service knows |
//! | [`plan`] | what will be done with each row |
//! | [`journal`] | what makes a run safe to kill |
//! | [`credentials`] | the file that holds generated passwords |
//! | [`deed`] | what batches differ in |
//! | [`run`] | a few rows at a time |
//! | [`stop_rule`] | when to stop before the end |
//! | [`results`] | what became of each row |
//! | [`files`] | the files beside a roster |
//!
//! Nothing here prints; `cli` tells what happened.

pub mod allocate;
pub mod checks;
pub mod credentials;
pub mod deed;
pub mod files;
pub mod journal;
pub mod plan;
pub mod results;
pub mod roster;
pub mod run;
pub mod stop_rule;
