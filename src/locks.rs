//! Locks between threads.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What a lock protects, also where a thread died while it held it: nothing
/// here is left half changed by a panic.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What only so many threads do at a time.
pub(crate) struct Permits {
    all: usize,
    free: Mutex<usize>,
    given_back: Condvar,
}

/// One of them, until it is dropped.
pub(crate) struct Permit<'p>(&'p Permits);

impl Permits {
    /// So many, at least one.
    pub(crate) fn new(count: usize) -> Self {
        let all = count.max(1);
        Self {
            all,
            free: Mutex::new(all),
            given_back: Condvar::new(),
        }
    }

    /// How many there are, taken or free.
    pub(crate) fn all(&self) -> usize {
        self.all
    }

    /// Waits until one is free.
    pub(crate) fn take(&self) -> Permit<'_> {
        let none_free = |free: &mut usize| *free == 0;
        let free = self.given_back.wait_while(held(&self.free), none_free);
        *free.unwrap_or_else(PoisonError::into_inner) -= 1;
        Permit(self)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *held(&self.0.free) += 1;
        self.0.given_back.notify_one();
    }
}
