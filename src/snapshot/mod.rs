//! The group as it was: snapshots of its sub-accounts, and what they tell.
//!
//! | file | what it does |
//! |---|---|
//! | `diff` | the accounts of two lists beside each other, and what changed |
//! | `file` | one snapshot, written and read |
//! | `lines` | its lines, within bounds |
//! | `logged` | what the allocation log tells of the time between two lists |
//! | `prune` | which of them may go |
//! | `rows` | the lines that hold its rows |
//! | `store` | the folder with them: which there are, and which is meant |
//! | `usage` | what was used of each resource in that time |

mod diff;
mod file;
mod lines;
mod logged;
mod prune;
mod rows;
mod store;
mod usage;

pub use diff::{FieldChange, Pair, Pairs, account, changes};
pub use file::{Header, Reader, Saving, Stored};
pub use lines::FILE_PROBLEMS;
pub use logged::{LogKind, Logged, Moved, ReadIn};
pub use prune::Keep;
pub use store::{Entry, Folder, When};
pub use usage::{NOTES, UsageNote, Used, days_left, is_level, left, used};
