//! The group as it was: snapshots of its sub-accounts, and what they tell.
//!
//! | file | what it does |
//! |---|---|
//! | `file` | one snapshot, written and read |
//! | `store` | the folder with them: which there are, and which is meant |

mod file;
mod store;

pub use file::{Header, Reader, Saved, Writer};
pub use store::{Entry, Folder, When};
