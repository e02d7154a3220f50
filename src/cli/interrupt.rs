//! Signals: the terminal is left as it was, and the exit status names the one
//! that ended the program.
//!
//! Reading is simply ended. A write that is out leaves its last words here
//! first, so that the user learns what may have happened.

use crate::clock;
use crate::failure::{Failure, Kind};
use crate::lang::{Text, both};
use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::thread::Builder;
use std::time::{Duration, Instant};

/// How long words may take once a signal has come: a pipe that nobody reads
/// takes none.
const WORDS_LIMIT: Duration = Duration::from_secs(1);

/// A pipe that takes any bytes takes so many (POSIX's least `PIPE_BUF`).
const TAKEN_AT_ONCE: usize = 512;

/// How long a run may take to write down what it knows.
const PARTING_LIMIT: Duration = Duration::from_secs(5);

static PROGRESS: AtomicBool = AtomicBool::new(false);
static LAST_WORDS: Mutex<Option<Failure>> = Mutex::new(None);
static DEFERRED: AtomicBool = AtomicBool::new(false);
static CAUGHT: OnceLock<(Kind, Instant)> = OnceLock::new();
static AGAIN: AtomicBool = AtomicBool::new(false);
static LISTENING: AtomicBool = AtomicBool::new(false);

/// Starts to listen for signals; once is enough.
///
/// # Errors
/// The handlers could not be set.
pub(super) fn listen(json: bool) -> Result<(), Failure> {
    if LISTENING.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    let attempted = both("cannot listen for Ctrl-C", "无法监听 Ctrl-C");
    start(json).map_err(|error| Failure::local(attempted, Text::verbatim(error)))
}

#[cfg(not(unix))]
fn start(json: bool) -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(move || end(Kind::Interrupted, json))
}

#[cfg(unix)]
fn start(json: bool) -> std::io::Result<()> {
    use signal_hook::consts::signal::*;
    let all = [
        SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2,
        SIGXCPU, SIGTSTP, SIGCONT,
    ];
    let ignored = ignored();
    let heard = all
        .iter()
        .filter(|signal| ignored >> (*signal - 1) & 1 == 0);
    let (sender, signals) = channel::<signal_hook::iterator::Signals>();
    let listener = move || {
        let Ok(mut signals) = signals.recv() else {
            return;
        };
        for signal in signals.forever() {
            match signal {
                SIGINT => end(Kind::Interrupted, json),
                SIGTERM => end(Kind::Terminated, json),
                SIGHUP => end(Kind::HungUp, json),
                SIGCONT => terminal::ask_again(),
                SIGTSTP => terminal::stop(),
                // What nobody expects does what it always does.
                _ => {
                    clean_up();
                    let _ = signal_hook::low_level::emulate_default_handler(signal);
                }
            }
        }
    };
    // Without a thread to hear them, signals do what they always do.
    if Builder::new().spawn(listener).is_ok() {
        let _ = sender.send(signal_hook::iterator::Signals::new(heard)?);
    }
    Ok(())
}

/// The signals that this program was started to ignore, as `nohup` does: a bit
/// each. Only Linux tells.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = crate::files::read_bounded("/proc/self/status".as_ref(), u64::MAX);
    let status = String::from_utf8(status.unwrap_or_default()).unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.unwrap_or_default()
}

/// Leaves nothing behind that a run has begun: the program ends.
pub(super) fn clean_up() {
    terminal::restore();
    super::out::abandon();
    crate::config::end_command();
}

fn end(kind: Kind, json: bool) {
    let is_first = CAUGHT.set((kind, clock::instant())).is_ok();
    if DEFERRED.load(Ordering::SeqCst) {
        if is_first {
            return;
        }
        // Who defers ends the program then, unless it hangs.
        AGAIN.store(true, Ordering::SeqCst);
        std::thread::sleep(PARTING_LIMIT);
    }
    clean_up();
    let (sender, said) = channel();
    let say = move || {
        begin_line();
        let failure = last_words().take();
        let mut failure = failure.unwrap_or_else(|| Failure::new(kind, kind.meaning()));
        failure.kind = kind;
        let text = match json {
            true => failure.json(),
            false => failure.text(false),
        };
        write(&text);
        let _ = sender.send(());
    };
    if Builder::new().spawn(say).is_ok() {
        let _ = said.recv_timeout(WORDS_LIMIT);
    }
    std::process::exit(i32::from(kind.exit_code()));
}

fn last_words() -> MutexGuard<'static, Option<Failure>> {
    crate::locks::held(&LAST_WORDS)
}

/// While this lives, an interruption says these words (and what to do next).
#[derive(Debug)]
pub(super) struct LastWords;

impl LastWords {
    /// Leaves the words.
    pub(super) fn leave(message: impl Into<Text>, hint: impl Into<Text>) -> Self {
        *last_words() = Some(Failure::new(Kind::Interrupted, message).hint(hint));
        Self
    }

    /// Says something else from now on, with the same hint.
    pub(super) fn change(&self, message: impl Into<Text>) {
        if let Some(failure) = last_words().as_mut() {
            failure.message = message.into();
        }
    }
}

impl Drop for LastWords {
    fn drop(&mut self) {
        *last_words() = None;
    }
}

/// From now on the first signal is only noted, and a second one is for
/// [`caught_again`].
pub(super) fn defer() {
    DEFERRED.store(true, Ordering::SeqCst);
}

/// Whether a second signal has come: whoever defers ends the program at once.
pub(super) fn caught_again() -> bool {
    AGAIN.load(Ordering::SeqCst)
}

/// From now on a signal ends the program again.
pub(super) fn undefer() {
    DEFERRED.store(false, Ordering::SeqCst);
}

/// The signal that has been noted.
pub(super) fn noted() -> Option<Kind> {
    CAUGHT.get().map(|(kind, _)| *kind)
}

/// Whether a deferred signal has been noted.
pub(super) fn caught() -> bool {
    noted().is_some()
}

/// A progress line is on the terminal.
pub(super) fn progress_is_drawn() {
    PROGRESS.store(true, Ordering::SeqCst);
}

/// Removes the progress line, if there is one; returns whether there was.
pub(super) fn clear_progress() -> bool {
    let drawn = PROGRESS.swap(false, Ordering::SeqCst);
    if drawn {
        write("\r\x1b[K");
    }
    drawn
}

/// Writes on stderr, the text of one thread after that of another. Where nobody
/// reads that, no signal is held up by it.
pub(super) fn write(text: &str) {
    let mut stderr = stderr().lock();
    let is_over = |(_, at): &(Kind, Instant)| at.elapsed() >= WORDS_LIMIT;
    for part in text.as_bytes().chunks(TAKEN_AT_ONCE) {
        while !takes_more() {
            if CAUGHT.get().is_some_and(is_over) {
                return;
            }
        }
        // Where it cannot be said, the exit status still tells.
        let _ = stderr.write_all(part);
    }
}

/// Whether stderr takes bytes without a wait; waits a moment until it does.
#[cfg(unix)]
fn takes_more() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;
    let moment = Timespec {
        tv_sec: 0,
        tv_nsec: 50_000_000,
    };
    let stderr = stderr();
    let mut polled = [PollFd::new(&stderr, PollFlags::OUT)];
    !matches!(poll(&mut polled, Some(&moment)), Ok(0) | Err(Errno::INTR))
}

#[cfg(not(unix))]
fn takes_more() -> bool {
    true
}

/// Begins a line: the terminal has written ^C behind whatever is on this one.
pub(super) fn begin_line() {
    if !clear_progress() && stderr().is_terminal() {
        write("\n");
    }
}

/// The terminal while a question is open on it.
#[cfg(unix)]
pub(super) mod terminal {
    use rustix::process::{getpgrp, getpid, getsid};
    use rustix::termios::{self, LocalModes, OptionalActions, QueueSelector, Termios};
    use signal_hook::consts::{SIGSTOP, SIGTTIN};
    use signal_hook::low_level::raise;
    use std::io::{Write, stderr, stdin};
    use std::sync::{Mutex, MutexGuard};

    static OPEN: Mutex<Option<Question>> = Mutex::new(None);

    fn open() -> MutexGuard<'static, Option<Question>> {
        crate::locks::held(&OPEN)
    }

    struct Question {
        text: String,
        /// The terminal as the user had it, and as it is for the answer.
        before: Termios,
        now: Termios,
    }

    /// A question is open while this lives.
    pub(in crate::cli) struct Open;

    /// Opens a question, and throws away what was typed before it. Without a
    /// text it is another program's: the terminal is only put back at an end.
    pub(in crate::cli) fn ask(text: &str, shows: bool) -> Open {
        if !text.is_empty() && in_background() {
            // As reading would: until it goes on, the mode is that of another.
            let _ = raise(SIGTTIN);
        }
        if !in_background()
            && let Ok(before) = termios::tcgetattr(stdin())
        {
            let _ = termios::tcflush(stdin(), QueueSelector::IFlush);
            let (text, mut now) = (text.to_owned(), before.clone());
            now.local_modes.set(LocalModes::ECHO, shows);
            *open() = Some(Question { text, before, now });
        }
        Open
    }

    impl Drop for Open {
        fn drop(&mut self) {
            *open() = None;
        }
    }

    /// The terminal then stops a program that reads or changes it.
    fn in_background() -> bool {
        termios::tcgetpgrp(stdin()).is_ok_and(|group| group != getpgrp())
    }

    pub(super) fn restore() {
        if let Some(question) = &*open()
            && !in_background()
        {
            let _ = termios::tcsetattr(stdin(), OptionalActions::Now, &question.before);
        }
    }

    /// The program goes on after a stop.
    pub(super) fn ask_again() {
        if let Some(question) = &*open()
            && !question.text.is_empty()
            && !in_background()
        {
            let _ = termios::tcsetattr(stdin(), OptionalActions::Flush, &question.now);
            let _ = write!(stderr(), "\r{}", question.text);
        }
    }

    /// Stops the program, unless its session is its own: no shell could
    /// continue it.
    pub(super) fn stop() {
        if getsid(None) != Ok(getpid()) {
            restore();
            let _ = raise(SIGSTOP);
        }
    }
}

/// Elsewhere a question leaves the terminal as it is.
#[cfg(not(unix))]
pub(super) mod terminal {
    use dialoguer::console::Term;

    /// Makes the console act on escape sequences: an older one shows them unless
    /// it is told so.
    pub(in crate::cli) fn act_on_escapes() {
        for stream in [Term::stdout(), Term::stderr()] {
            // To ask is to tell it.
            let _ = stream.features().colors_supported();
        }
    }

    pub(in crate::cli) fn ask(_: &str, _: bool) {}

    pub(super) fn restore() {}
}
