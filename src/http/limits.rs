//! When a request may leave: never more than the service takes, and nothing
//! while a 429 asks for a pause. Decisions only; the caller sleeps.
//!
//! The service counts requests by address: more than 1500 in 10 s block it for
//! five minutes (polyv-java-sdk: docs/live/limit.md). The [`Window`] keeps all
//! processes of one user on one machine inside that together. It is a ring of
//! 1500 times in one small file under a lock: slot `n` holds when the request
//! 1500 ago was let through, which is all that has to be known. A process that
//! dies leaves at worst one slot written early. The times are those of
//! [`crate::clock::machine_millis`], so that setting the clock changes nothing.

use crate::files;
use crate::lang::both;
use crate::locks::held;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// What the service lets through in ten seconds.
const REQUESTS: usize = 1500;
/// Ten seconds, and two more: a request let through first may arrive last, so
/// the window seen by the service can be tighter than the one kept here.
const WINDOW_MILLIS: i64 = 12_000;
/// Bytes of one number in the file.
const WORD: usize = 8;

/// `Err` with the wait while the request 1500 ago is inside the window. A time
/// in the future was written before the machine started anew, and zero is that
/// of a slot without a request: neither says anything.
fn wait(oldest: i64, now: i64) -> Result<(), Duration> {
    let left = oldest.saturating_add(WINDOW_MILLIS).saturating_sub(now);
    if oldest == 0 || left <= 0 || left > WINDOW_MILLIS {
        return Ok(());
    }
    Err(Duration::from_millis(left.unsigned_abs()))
}

/// The window, shared through a file where that is possible; by default one of
/// this process alone.
#[derive(Debug, Default)]
pub struct Window(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    shared: Option<File>,
    /// Of this process alone.
    own: Cursor<Vec<u8>>,
}

impl Window {
    /// The window shared by all processes that name this file.
    ///
    /// # Errors
    /// The file cannot be opened or made; the caller then keeps an own window.
    pub fn shared(path: &Path) -> io::Result<Self> {
        files::make_folder(files::folder_of(path))?;
        let mut options = files::private();
        options.read(true).write(true).create(true).truncate(false);
        let (shared, own) = (Some(options.open(path)?), Cursor::default());
        Ok(Self(Mutex::new(Book { shared, own })))
    }

    /// Lets a request through and notes it, or says how long to wait; `now` is
    /// asked once it is this one's turn. When the file fails the process
    /// continues with a window of its own, and the second value says why, once.
    pub fn admit(&self, now: impl Fn() -> i64) -> (Result<(), Duration>, Option<io::Error>) {
        let mut book = held(&self.0);
        let mut failed = None;
        if let Some(file) = &mut book.shared {
            match admit_locked(file, &now) {
                Ok(turn) => return (turn, None),
                Err(error) => failed = Some(error),
            }
            book.shared = None;
        }
        let turn = admit(&mut book.own, now());
        (turn.expect("memory can be read and written"), failed)
    }
}

fn admit_locked(file: &mut File, now: impl Fn() -> i64) -> io::Result<Result<(), Duration>> {
    files::lock_open(file, both("the rate window", "频率窗口"))?;
    let turn = admit(file, now());
    file.unlock()?;
    turn
}

/// The first word is the number of the slot that is next.
fn admit(ring: &mut (impl Read + Write + Seek), now: i64) -> io::Result<Result<(), Duration>> {
    let next = usize::try_from(read_word(ring, 0)?).unwrap_or(0) % REQUESTS;
    let slot = 1 + next;
    if let Err(left) = wait(read_word(ring, slot)?, now) {
        return Ok(Err(left));
    }
    write_word(ring, slot, now)?;
    let following = i64::try_from((next + 1) % REQUESTS).unwrap_or(0);
    write_word(ring, 0, following)?;
    Ok(Ok(()))
}

/// Beyond the end of the file everything is zero.
fn read_word(ring: &mut (impl Read + Seek), word: usize) -> io::Result<i64> {
    ring.seek(SeekFrom::Start((word * WORD) as u64))?;
    let mut bytes = [0; WORD];
    match ring.read_exact(&mut bytes) {
        Ok(()) => Ok(i64::from_le_bytes(bytes)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
        Err(error) => Err(error),
    }
}

fn write_word(ring: &mut (impl Write + Seek), word: usize, value: i64) -> io::Result<()> {
    ring.seek(SeekFrom::Start((word * WORD) as u64))?;
    ring.write_all(&value.to_le_bytes())
}

/// Holds back all connections of a run at once: after a 429 none sends until
/// the pause is over.
#[derive(Debug, Default)]
pub struct Pause(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    until: Option<Instant>,
    in_a_row: u32,
    round: u64,
}

impl Pause {
    fn state(&self) -> MutexGuard<'_, State> {
        held(&self.0)
    }

    /// The round of requests that one sent now belongs to: the 429s of
    /// requests that were out together are one event, not several.
    ///
    /// # Errors
    /// How long to wait.
    pub fn pass(&self, now: Instant) -> Result<u64, Duration> {
        let state = self.state();
        match state.until {
            Some(until) if until > now => Err(until - now),
            _ => Ok(state.round),
        }
    }

    /// Notes a 429 and returns how many came in a row, a round counted once.
    pub fn limited(&self, round: u64) -> u32 {
        let mut state = self.state();
        if round == state.round {
            state.round += 1;
            state.in_a_row += 1;
        }
        state.in_a_row
    }

    /// Starts or prolongs the pause.
    pub fn begin(&self, until: Instant) {
        let mut state = self.state();
        state.until = state.until.max(Some(until));
    }

    /// Notes an answer that is no 429.
    pub fn answered(&self) {
        self.state().in_a_row = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_700_000_000_000;

    #[test]
    fn a_burst_is_let_through_and_the_next_waits() {
        let window = Window::default();
        for request in 0..1500 {
            assert_eq!(window.admit(|| START + request).0, Ok(()));
        }
        let left = Duration::from_millis(12_000 - 1_500);
        assert_eq!(window.admit(|| START + 1_500).0, Err(left));
        assert_eq!(window.admit(|| START + 12_000).0, Ok(()));
        let left = Duration::from_millis(1);
        assert_eq!(window.admit(|| START + 12_000).0, Err(left));
    }

    #[test]
    fn never_more_than_1500_in_any_ten_seconds() {
        let window = Window::default();
        let is_let_through = |millis: &i64| window.admit(|| START + millis).0.is_ok();
        let times: Vec<i64> = (0..60_000).step_by(3).filter(is_let_through).collect();
        let inside = |from: &i64| {
            let span = *from..from + 10_000;
            times.iter().filter(|at| span.contains(at)).count()
        };
        assert_eq!(times.iter().map(inside).max(), Some(1500));
    }

    #[test]
    fn times_of_before_the_machine_started_anew_do_not_stop_anybody() {
        let window = Window::default();
        for _ in 0..1500 {
            assert_eq!(window.admit(|| START + 3_600_000).0, Ok(()));
        }
        assert_eq!(window.admit(|| START).0, Ok(()));
        let just_started = Window::default();
        assert_eq!(just_started.admit(|| 1).0, Ok(()));
    }

    #[test]
    fn two_windows_on_one_file_share_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/rate");
        let windows = [
            Window::shared(&path).unwrap(),
            Window::shared(&path).unwrap(),
        ];
        for request in 0..1500 {
            assert_eq!(windows[request % 2].admit(|| START).0, Ok(()));
        }
        for window in &windows {
            assert_eq!(window.admit(|| START).0, Err(Duration::from_secs(12)));
        }
    }

    #[test]
    fn a_torn_or_foreign_file_is_read_as_no_requests() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rate");
        for content in [&b"abc"[..], &[0xff; 40]] {
            std::fs::write(&path, content).unwrap();
            assert_eq!(Window::shared(&path).unwrap().admit(|| START).0, Ok(()));
        }
    }

    #[test]
    fn a_file_that_fails_is_left_for_an_own_window() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rate");
        std::fs::write(&path, "").unwrap();
        let read_only = File::open(&path).unwrap();
        let window = Window(Mutex::new(Book {
            shared: Some(read_only),
            ..Book::default()
        }));
        let (turn, failed) = window.admit(|| START);
        assert_eq!(turn, Ok(()));
        assert!(failed.is_some(), "said once");
        assert!(window.admit(|| START).1.is_none(), "and not again");
    }

    #[test]
    fn a_lock_that_another_process_does_not_release_is_left_for_an_own_window() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rate");
        let window = Window::shared(&path).unwrap();
        let other = File::open(&path).unwrap();
        other.lock().unwrap();
        let (turn, failed) = window.admit(|| START);
        assert_eq!(turn, Ok(()));
        let why = "another process does not release its lock";
        assert_eq!(failed.unwrap().to_string(), why);
    }

    #[test]
    fn a_pause_holds_everybody_until_its_end() {
        let (pause, now) = (Pause::default(), Instant::now());
        pause.begin(now + Duration::from_secs(5));
        pause.begin(now + Duration::from_secs(2));
        assert_eq!(pause.pass(now), Err(Duration::from_secs(5)));
        assert!(pause.pass(now + Duration::from_secs(5)).is_ok());
    }

    #[test]
    fn the_429s_of_one_round_count_once_and_an_answer_ends_the_row() {
        let (pause, now) = (Pause::default(), Instant::now());
        let first = pause.pass(now).unwrap();
        assert_eq!([pause.limited(first), pause.limited(first)], [1, 1]);
        let second = pause.pass(now).unwrap();
        assert_eq!(pause.limited(second), 2);
        pause.answered();
        assert_eq!(pause.limited(pause.pass(now).unwrap()), 1);
    }
}
