//! (see the crate docs)

pub mod roster;
