//! Panics of libraries that are the answer to a bad file and no bug to be shown.

use super::wrong::damaged;
use crate::failure::Failure;
use crate::lang::both;
use std::cell::Cell;

thread_local! {
    /// Whether this thread reads a workbook.
    static READS: Cell<bool> = const { Cell::new(false) };
}

/// What a panic of this thread says of the file that it reads, if it reads one.
pub(crate) fn of_workbook() -> Option<Failure> {
    let reads = READS.get();
    reads.then(|| damaged(both("it cannot be read", "无法读取")))
}

/// Reads a workbook.
pub(super) fn reading<T>(read: impl FnOnce() -> T) -> T {
    READS.set(true);
    let done = read();
    READS.set(false);
    done
}
