//! Panics of libraries, where they are the answer to a bad file and no bug to be
//! shown.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

thread_local! {
    /// Whether a panic of this thread is one that is caught here.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Does work that may panic, and nothing is said of it.
pub(super) fn without_panic<T>(work: impl FnOnce() -> T) -> thread::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CAUGHT.get() {
                before(info);
            }
        }));
    });
    CAUGHT.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(false);
    done
}
