//! When a request may leave: never more than the service takes, and nothing
//! while a 429 asks for a pause. Decisions only; the caller sleeps.
//!
//! The service counts requests by address: more than 1500 in 10 s block it for
//! five minutes (polyv-java-sdk: docs/live/limit.md). The [`Window`] keeps all
//! processes of one user on one machine inside that together. When a request
//! arrives is not known here, only that it is after it may leave and before its
//! answer. So it takes one of 1500 slots from the one until ten seconds after
//! the other, and at that very moment the slot is free for the next.
//!
//! The slots are words in one small file under a lock, which say when each is
//! free again. A request without an answer is taken to arrive within its
//! time-out: so the slots of a process that dies become free, too. The times
//! are those of [`crate::clock::machine_millis`], so that setting the clock
//! changes nothing.

use crate::files;
use crate::lang::both;
use crate::locks::held;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// What the service lets through in ten seconds.
const REQUESTS: usize = 1500;
/// Ten seconds, and a thousandth more: clocks differ by less, and the last
/// millisecond of a time is cut off.
const WINDOW_MILLIS: i64 = 10_010;
/// A request arrives within two minutes or never, however long its answer may
/// take.
const ON_ITS_WAY_MILLIS: i64 = 120_000;
/// A slot in the file, little-endian.
type Word = [u8; size_of::<i64>()];

/// A slot of the window, taken by one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it is free in time only once the answer is noted"]
pub struct Slot {
    number: usize,
    word: i64,
}

/// For how many milliseconds more a slot is taken. Its word is the time from
/// which on it is free; of a request on its way, the time if no answer comes,
/// with a minus. What is later than any of these was written before the machine
/// started anew, or by something else: it says nothing, nor does zero.
fn left(word: i64, now: i64) -> i64 {
    let most = match word < 0 {
        true => ON_ITS_WAY_MILLIS + WINDOW_MILLIS,
        false => WINDOW_MILLIS,
    };
    let left = word.saturating_abs().saturating_sub(now).max(0);
    if left > most { 0 } else { left }
}

/// The word of a request that leaves now.
fn on_its_way(timeout: Duration, now: i64) -> i64 {
    let timeout = i64::try_from(timeout.as_millis()).unwrap_or(i64::MAX);
    -(now + timeout.min(ON_ITS_WAY_MILLIS) + WINDOW_MILLIS)
}

/// The word of a request whose answer is there now.
fn answered(now: i64) -> i64 {
    now + WINDOW_MILLIS
}

/// The first free slot, or how long to wait until there may be one: a request
/// still on its way keeps its slot for a window at least.
fn free(slots: impl IntoIterator<Item = i64>, now: i64) -> Result<usize, Duration> {
    let mut wait = WINDOW_MILLIS;
    for (number, word) in slots.into_iter().enumerate() {
        match left(word, now) {
            0 => return Ok(number),
            left => wait = wait.min(left),
        }
    }
    Err(Duration::from_millis(wait.unsigned_abs()))
}

/// The window, shared through a file where that is possible, otherwise of this
/// process alone.
#[derive(Debug)]
pub struct Window {
    /// How long one of its requests may take.
    timeout: Duration,
    slots: Mutex<Slots>,
}

#[derive(Debug)]
struct Slots {
    shared: Option<File>,
    /// As they were when they were last looked at.
    words: Box<[Word; REQUESTS]>,
}

impl Window {
    /// The window shared by all processes that name this file, for requests
    /// with this time-out; theirs may have others.
    ///
    /// # Errors
    /// The file cannot be opened or made; the caller then keeps an own window.
    pub fn shared(path: &Path, timeout: Duration) -> io::Result<Self> {
        files::make_folder(files::folder_of(path))?;
        let mut options = files::private();
        options.read(true).write(true).create(true).truncate(false);
        Ok(Self::of(Some(options.open(path)?), timeout))
    }

    /// A window of this process alone.
    pub fn own(timeout: Duration) -> Self {
        Self::of(None, timeout)
    }

    fn of(shared: Option<File>, timeout: Duration) -> Self {
        let words = Box::new([Word::default(); REQUESTS]);
        let slots = Mutex::new(Slots { shared, words });
        Self { timeout, slots }
    }

    /// Lets a request through, which takes a slot, or says how long to wait;
    /// `now` is asked once it is this one's turn. When the file fails the
    /// process continues with a window of its own, and the second value says
    /// why, once.
    pub fn admit(&self, now: impl Fn() -> i64) -> (Result<Slot, Duration>, Option<io::Error>) {
        let mut slots = held(&self.slots);
        let unread = slots.look(0..REQUESTS);
        let now = now();
        let words = slots.words.iter().copied().map(i64::from_le_bytes);
        let slot = free(words, now).map(|number| {
            let word = on_its_way(self.timeout, now);
            Slot { number, word }
        });
        let unwritten = slots.leave(slot.ok());
        (slot, unread.or(unwritten))
    }

    /// Notes that the answer to a request is there now, or is not to come.
    /// Returns why the file has failed, if it has.
    pub fn answered(&self, slot: Slot, now: i64) -> Option<io::Error> {
        let Slot { number, word } = slot;
        let mut slots = held(&self.slots);
        let unread = slots.look(number..number + 1);
        // It may be another one's by now.
        let is_ours = slots.words[number] == word.to_le_bytes();
        let word = answered(now);
        let unwritten = slots.leave(is_ours.then_some(Slot { number, word }));
        unread.or(unwritten)
    }
}

impl Slots {
    /// Looks at these slots. They are ours alone until [`Self::leave`].
    fn look(&mut self, numbers: Range<usize>) -> Option<io::Error> {
        self.in_file(|file, words| {
            files::lock_open(file, both("the rate window", "频率窗口"))?;
            read(file, words, numbers)
        })
    }

    /// Writes a slot, if there is something to write.
    fn leave(&mut self, slot: Option<Slot>) -> Option<io::Error> {
        if let Some(Slot { number, word }) = slot {
            self.words[number] = word.to_le_bytes();
        }
        self.in_file(|file, words| {
            if let Some(Slot { number, .. }) = slot {
                file.seek(place(number))?;
                file.write_all(&words[number])?;
            }
            file.unlock()
        })
    }

    /// What fails is left alone from then on.
    fn in_file(
        &mut self,
        act: impl FnOnce(&mut File, &mut [Word]) -> io::Result<()>,
    ) -> Option<io::Error> {
        let failed = act(self.shared.as_mut()?, &mut self.words[..]).err();
        if failed.is_some() {
            self.shared = None;
        }
        failed
    }
}

/// Where a slot is in the file.
fn place(number: usize) -> SeekFrom {
    SeekFrom::Start((number * size_of::<Word>()) as u64)
}

/// Reads the words with these numbers. Beyond the end of the file everything is
/// zero.
fn read(file: &mut File, words: &mut [Word], numbers: Range<usize>) -> io::Result<()> {
    file.seek(place(numbers.start))?;
    let mut bytes = words[numbers].as_flattened_mut();
    while !bytes.is_empty() {
        match file.read(bytes)? {
            0 => break,
            came => bytes = &mut bytes[came..],
        }
    }
    bytes.fill(0);
    Ok(())
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
    use proptest::collection::vec;
    use proptest::prelude::*;

    const START: i64 = 1_700_000_000_000;
    const TIMEOUT: Duration = Duration::from_secs(30);

    fn millis(millis: i64) -> Duration {
        Duration::from_millis(millis.unsigned_abs())
    }

    /// Lets a request through that is answered at once.
    fn pass(window: &Window, now: i64) -> Result<(), Duration> {
        let slot = window.admit(|| now).0?;
        assert!(window.answered(slot, now).is_none());
        Ok(())
    }

    #[test]
    fn a_burst_is_let_through_and_its_slots_are_free_ten_seconds_after_each_answer() {
        let window = Window::own(TIMEOUT);
        for request in 0..1500 {
            assert_eq!(pass(&window, START + request), Ok(()));
        }
        let left = millis(10_010 - 1_500);
        assert_eq!(pass(&window, START + 1_500), Err(left));
        assert_eq!(pass(&window, START + 10_010), Ok(()));
        assert_eq!(pass(&window, START + 10_010), Err(millis(1)));
        assert_eq!(pass(&window, START + 10_011), Ok(()));
    }

    #[test]
    fn a_request_on_its_way_keeps_its_slot_until_its_answer_or_the_end_of_its_time() {
        let window = Window::own(TIMEOUT);
        let slots: Vec<Slot> = (0..1500)
            .map(|_| window.admit(|| START).0.unwrap())
            .collect();
        // One may be answered now.
        let refused = |at| window.admit(|| START + at).0.unwrap_err();
        assert_eq!(refused(0), millis(10_010));
        assert_eq!(refused(29_000), millis(10_010));
        window.answered(slots[7], START + 29_000);
        assert_eq!(refused(30_000), millis(9_010));
        assert_eq!(pass(&window, START + 39_010), Ok(()));
        assert_eq!(refused(39_011), millis(999));
        let next = window.admit(|| START + 40_010).0.unwrap();
        // What was lost comes after all: the slot is another's.
        window.answered(slots[next.number], START + 40_011);
        window.answered(next, START + 40_012);
        let word = held(&window.slots).words[next.number];
        assert_eq!(i64::from_le_bytes(word), START + 50_022);
    }

    #[test]
    fn a_long_time_out_does_not_keep_the_slots_of_a_dead_process() {
        let window = Window::own(Duration::from_secs(24 * 3600));
        for _ in 0..1500 {
            let _ = window.admit(|| START).0.unwrap();
        }
        assert_eq!(window.admit(|| START + 130_009).0, Err(millis(1)));
        assert!(window.admit(|| START + 130_010).0.is_ok());
    }

    /// What becomes of a request, in milliseconds.
    #[derive(Clone, Debug)]
    struct Trip {
        /// From when it may leave until it arrives.
        there: i64,
        /// From then until its answer is here; none for one that is lost.
        back: Option<i64>,
        /// Whether the process is still there at its end.
        is_noted: bool,
        /// From its end until its connection has the next.
        pause: i64,
    }

    /// When the requests arrive that so many connections send one after the
    /// other, each as soon as it may.
    fn arrivals(slots: &mut [i64], connections: usize, trips: &[Trip]) -> Vec<i64> {
        const TIMEOUT_MILLIS: i64 = 6_000;
        let mut idle_from = vec![START; connections];
        let mut ends: Vec<(i64, Slot)> = Vec::new();
        let mut trips = trips.iter().peekable();
        let mut arrivals = Vec::new();
        while let Some(trip) = trips.peek() {
            let next = (0..connections).min_by_key(|at| idle_from[*at]).unwrap();
            let now = idle_from[next];
            ends.retain(|(at, slot)| {
                let is_over = *at <= now;
                if is_over && slots[slot.number] == slot.word {
                    slots[slot.number] = answered(*at);
                }
                !is_over
            });
            let number = match free(slots.iter().copied(), now) {
                Ok(number) => number,
                Err(wait) => {
                    idle_from[next] += i64::try_from(wait.as_millis()).unwrap();
                    continue;
                }
            };
            let word = on_its_way(millis(TIMEOUT_MILLIS), now);
            slots[number] = word;
            arrivals.push(now + trip.there);
            let took = trip.back.map_or(TIMEOUT_MILLIS, |back| trip.there + back);
            if trip.is_noted {
                ends.push((now + took, Slot { number, word }));
            }
            idle_from[next] = now + took + trip.pause;
            trips.next();
        }
        arrivals.sort_unstable();
        arrivals
    }

    /// At once, or after a while.
    fn while_or_none() -> impl Strategy<Value = i64> {
        prop_oneof![Just(0), 0..3_000_i64]
    }

    fn trip() -> impl Strategy<Value = Trip> {
        let back = proptest::option::weighted(0.8, while_or_none());
        let is_noted = proptest::bool::weighted(0.8);
        let trip = (while_or_none(), back, is_noted, while_or_none());
        trip.prop_map(|(there, back, is_noted, pause)| Trip {
            there,
            back,
            is_noted,
            pause,
        })
    }

    proptest! {
        #[test]
        fn no_ten_seconds_of_the_service_hold_more_requests_than_there_are_slots(
            trips in vec(trip(), 40..200),
            connections in 1..30_usize,
        ) {
            const FEW: usize = 20;
            let arrivals = arrivals(&mut [0; FEW], connections, &trips);
            for (first, beyond) in arrivals.iter().zip(&arrivals[FEW..]) {
                prop_assert!(beyond - first > 10_000, "{arrivals:?}");
            }
        }
    }

    #[test]
    fn what_is_let_through_comes_close_to_what_the_service_takes() {
        let trip = Trip {
            there: 50,
            back: Some(50),
            is_noted: true,
            pause: 0,
        };
        let connections = 64;
        let arrivals = arrivals(&mut [0; REQUESTS], connections, &vec![trip; 4500]);
        let burst = (1500 / 64 + 1) * 100;
        let took = arrivals[4499] - START;
        assert!(took <= 2 * (WINDOW_MILLIS + 100) + burst, "{took} ms");
    }

    #[test]
    fn times_of_before_the_machine_started_anew_do_not_stop_anybody() {
        let window = Window::own(TIMEOUT);
        for request in 0..1500 {
            let slot = window.admit(|| START + 3_600_000).0.unwrap();
            if request % 2 == 0 {
                window.answered(slot, START + 3_600_000);
            }
        }
        assert_eq!(pass(&window, START), Ok(()));
        assert_eq!(pass(&Window::own(TIMEOUT), 1), Ok(()));
    }

    #[test]
    fn two_windows_on_one_file_share_it_whatever_their_time_outs_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/rate");
        let windows = [
            Window::shared(&path, TIMEOUT).unwrap(),
            Window::shared(&path, 2 * TIMEOUT).unwrap(),
        ];
        let slots: Vec<Slot> = (0..1500)
            .map(|request| windows[request % 2].admit(|| START).0.unwrap())
            .collect();
        for window in &windows {
            assert_eq!(window.admit(|| START).0, Err(millis(10_010)));
        }
        assert!(windows[0].answered(slots[0], START + 5).is_none());
        assert_eq!(windows[1].admit(|| START + 5).0, Err(millis(10_010)));
        assert_eq!(windows[1].admit(|| START + 6).0, Err(millis(10_009)));
        // Nobody answers the others: the first time-out frees half of them.
        for _ in 0..750 {
            assert!(windows[1].admit(|| START + 40_010).0.is_ok());
        }
        assert_eq!(windows[0].admit(|| START + 40_010).0, Err(millis(10_010)));
    }

    #[test]
    fn a_torn_or_foreign_file_is_read_as_no_requests() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rate");
        for content in [&b"abc"[..], &[0xff; 40], &[0x7f; 12_001], &[0x80; 12_000]] {
            std::fs::write(&path, content).unwrap();
            let window = Window::shared(&path, TIMEOUT).unwrap();
            assert_eq!(pass(&window, START), Ok(()));
        }
    }

    #[test]
    fn a_file_that_fails_is_left_for_an_own_window() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rate");
        std::fs::write(&path, "").unwrap();
        let read_only = File::open(&path).unwrap();
        let window = Window::of(Some(read_only), TIMEOUT);
        let (slot, failed) = window.admit(|| START);
        assert!(failed.is_some(), "said once");
        assert!(window.admit(|| START).1.is_none(), "and not again");
        assert!(window.answered(slot.unwrap(), START).is_none());
    }

    #[test]
    fn a_lock_that_another_process_does_not_release_is_left_for_an_own_window() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rate");
        let window = Window::shared(&path, TIMEOUT).unwrap();
        let slots: Vec<Slot> = (0..1500)
            .map(|_| window.admit(|| START).0.unwrap())
            .collect();
        let other = File::open(&path).unwrap();
        other.lock().unwrap();
        files::tests::LOOKS.set(2);
        let failed = window.answered(slots[0], START);
        let why = "another process does not release its lock";
        assert_eq!(failed.unwrap().to_string(), why);
        // What was known of all of them is not forgotten.
        assert_eq!(window.admit(|| START).0, Err(millis(10_010)));
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
