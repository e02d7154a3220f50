//! Ctrl-C: the terminal is left as it was and the exit status is 130.
//!
//! Reading is simply ended. A write that is out leaves its last words here
//! first, so that the user learns what may have happened.

use crate::failure::{Failure, Kind};
use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

static PROGRESS: AtomicBool = AtomicBool::new(false);
static LAST_WORDS: Mutex<Option<Failure>> = Mutex::new(None);
static DEFERRED: AtomicBool = AtomicBool::new(false);
static CAUGHT: AtomicBool = AtomicBool::new(false);
static LISTENING: AtomicBool = AtomicBool::new(false);

/// Starts to listen for Ctrl-C, SIGTERM and SIGHUP; once is enough.
///
/// # Errors
/// The handler could not be set.
pub(super) fn listen(json: bool) -> Result<(), Failure> {
    if LISTENING.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    let set = ctrlc::set_handler(move || on_signal(json));
    set.map_err(|error| Failure::local("cannot listen for Ctrl-C", error))
}

fn on_signal(json: bool) {
    if DEFERRED.load(Ordering::SeqCst) && !CAUGHT.swap(true, Ordering::SeqCst) {
        return;
    }
    let cleared = clear_progress();
    #[cfg(unix)]
    echo::restore();
    if !cleared && stderr().is_terminal() {
        // The terminal has written ^C behind whatever is on the line.
        let _ = stderr().write_all(b"\n");
    }
    let failure = last_words().take();
    let failure = failure.unwrap_or_else(|| Failure::new(Kind::Interrupted, "interrupted"));
    let text = match json {
        true => failure.json(),
        false => failure.text(false),
    };
    let _ = stderr().write_all(text.as_bytes());
    std::process::exit(i32::from(Kind::Interrupted.exit_code()));
}

fn last_words() -> MutexGuard<'static, Option<Failure>> {
    LAST_WORDS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While this lives, an interruption says these words (and what to do next).
#[derive(Debug)]
pub(super) struct LastWords;

impl LastWords {
    /// Leaves the words.
    pub(super) fn leave(message: &str, hint: &str) -> Self {
        *last_words() = Some(Failure::new(Kind::Interrupted, message).hint(hint));
        Self
    }

    /// Says something else from now on, with the same hint.
    pub(super) fn change(&self, message: &str) {
        if let Some(failure) = last_words().as_mut() {
            message.clone_into(&mut failure.message);
        }
    }
}

impl Drop for LastWords {
    fn drop(&mut self) {
        *last_words() = None;
    }
}

/// From now on the first Ctrl-C is only noted; a second one ends the program.
pub(super) fn defer() {
    DEFERRED.store(true, Ordering::SeqCst);
}

/// Whether a deferred Ctrl-C has been noted.
pub(super) fn caught() -> bool {
    CAUGHT.load(Ordering::SeqCst)
}

/// A progress line is on the terminal.
pub(super) fn progress_is_drawn() {
    PROGRESS.store(true, Ordering::SeqCst);
}

/// Removes the progress line, if there is one; returns whether there was.
pub(super) fn clear_progress() -> bool {
    let drawn = PROGRESS.swap(false, Ordering::SeqCst);
    if drawn {
        let _ = stderr().write_all(b"\r\x1b[K");
    }
    drawn
}

/// A secret is typed without echo; an interruption brings the echo back.
#[cfg(unix)]
pub(super) mod echo {
    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
    use std::io::stdin;
    use std::sync::OnceLock;

    /// The terminal as the user had it.
    static MODE: OnceLock<Termios> = OnceLock::new();

    pub(in crate::cli) fn keep() {
        if let Ok(mode) = tcgetattr(stdin()) {
            MODE.get_or_init(|| mode);
        }
    }

    pub(super) fn restore() {
        if let Some(mode) = MODE.get() {
            let _ = tcsetattr(stdin(), OptionalActions::Now, mode);
        }
    }
}
