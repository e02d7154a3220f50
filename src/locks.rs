//! Locks between threads.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a lock protects, also where a thread died while it held it: nothing
/// here is left half changed by a panic.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
