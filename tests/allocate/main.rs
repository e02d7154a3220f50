//! Allocating, with everything that can go wrong on the way: every difference
//! is made once or said to be unknown, and words that say what is known.

#[path = "../support/mod.rs"]
mod support;

mod agreed;
mod calls;
mod documents;
mod group;
#[cfg(unix)]
mod kill;
mod lost;
mod resumed;
#[cfg(unix)]
mod signals;
mod twice;
