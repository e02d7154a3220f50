//! One call, tried as often as the policies allow. This is the loop that
//! sleeps; what it does is decided by `http::{retry, limits}`.

use super::envelope::{self, Success};
use super::error::{CallError, Cause, Reason, Refusal};
use super::event::{Event, Observer, Remarks, number};
use crate::clock;
use crate::http::limits::{Pause, Slot, Window};
use crate::http::retry::{Decision, Policy, Retryable, retry_after};
use crate::http::{Reply, Request, SendError, Transport, Writes};
use crate::lang::Text;
use crate::locks::Permits;
use crate::text;
use serde_json::{Map, Value};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// `Date` has whole seconds and has been on its way: a smaller difference is
/// the measure's own.
const CLOCK_ACCURACY_MILLIS: u64 = 2_000;

/// Bytes of a reply that is surely no refusal, but rows: making them takes time.
const LONG: usize = 4096;

/// No reply had a `Date` so far.
const NO_DATE: i64 = i64::MIN;
/// How far from the service's the clock may be by which a request is signed.
const BORNE_MILLIS: i64 = 180_000;

/// Reads the `data` of a success, or says what is wrong with it.
pub type ReadData<'a, T> = &'a dyn Fn(Success<'_>) -> Result<T, Text>;

/// A call to be made.
pub struct Call<'a, T> {
    /// What is asked.
    pub request: &'a Request,
    /// Data that it cannot read counts as a reply that is not the service's.
    pub read: ReadData<'a, T>,
    /// Tries after the first one; the client's own number where there is none.
    pub retries: Option<u32>,
    /// Called right before each attempt leaves, after all waiting. When it
    /// fails nothing leaves, and its words are the fault: who keeps a journal
    /// of attempts needs both.
    pub before: &'a dyn Fn() -> Result<(), Text>,
    /// Whether it is tried again like a read: doing it twice does no more than
    /// doing it once.
    pub repeatable: bool,
    /// What else is known of a write.
    pub remarks: Option<&'a Remarks>,
}

impl<'a, T> Call<'a, T> {
    /// A call with the client's own number of retries; a write is not
    /// repeatable.
    pub fn new(request: &'a Request, read: ReadData<'a, T>) -> Self {
        Self {
            request,
            read,
            retries: None,
            before: &|| Ok(()),
            repeatable: !request.is_write(),
            remarks: None,
        }
    }
}

/// How far a call has come.
#[derive(Default)]
struct Course {
    attempts: u32,
    began: Option<Instant>,
    signed_again: bool,
    /// Of a write that has left.
    number: Option<u64>,
    /// Of a success.
    request_id: Option<String>,
    /// Whether a try may have done what was asked.
    in_doubt: bool,
}

/// A call that was answered. Its value is had by [`Client::end`].
pub(super) struct Begun<T> {
    course: Course,
    answer: Result<Answer<T>, CallError>,
}

enum Answer<T> {
    Read(T),
    /// Rows are still to be made of it.
    Long(Came),
}

/// A reply, and what is known of its attempt.
struct Came {
    reply: Reply,
    /// When it came, and how long that took.
    at: Instant,
    took: Duration,
    /// The round of requests it belongs to.
    round: u64,
}

impl Came {
    /// Whether it is a success, by all that is known before it is read: its rows
    /// are made when the reader wants them.
    fn is_long(&self) -> bool {
        self.reply.status == 200 && self.reply.body.len() >= LONG
    }
}

/// The leave of one attempt to go. Given back, it counts as answered: the rate
/// window moves on from then.
struct Turn<'c> {
    client: &'c Client,
    slot: Option<Slot>,
    /// The round of requests it belongs to.
    round: u64,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let taken = self.client.window.as_ref().zip(self.slot);
        let failed =
            taken.and_then(|(window, slot)| window.answered(slot, clock::machine_millis()));
        self.client.note_failed_window(failed);
    }
}

/// A failed attempt.
struct Failed {
    cause: Cause,
    retryable: Retryable,
    /// Measured when the timestamp was refused.
    clock_offset: Option<i64>,
}

/// Calls the service with one set of credentials. Shared by all workers.
pub struct Client {
    transport: Transport,
    retries: u32,
    /// As many as connections. A call has one until its answer is there.
    lanes: Permits,
    window: Option<Window>,
    paused: Pause,
    clock_told: AtomicBool,
    /// Milliseconds from our clock to the `Date` of the latest reply, and how
    /// long that took.
    date_offset: AtomicI64,
    date_took: AtomicI64,
    observer: Box<dyn Observer>,
}

impl Client {
    /// A client of so many exchanges at a time. Without a window nothing is held
    /// back: only the simulator inside the process may go without.
    pub fn new(
        transport: Transport,
        connections: usize,
        retries: u32,
        window: Option<Window>,
        observer: Box<dyn Observer>,
    ) -> Self {
        Self {
            transport,
            lanes: Permits::new(connections),
            retries,
            window,
            paused: Pause::default(),
            clock_told: AtomicBool::new(false),
            date_offset: AtomicI64::new(NO_DATE),
            date_took: AtomicI64::new(0),
            observer,
        }
    }

    /// How many exchanges there may be at a time.
    pub(super) fn connections(&self) -> usize {
        self.lanes.all()
    }

    /// The appId that signs.
    pub fn app_id(&self) -> &str {
        &self.transport.app_id
    }

    /// The service's time now in Unix milliseconds, by the `Date` of its latest
    /// reply, and whether there was one: by this machine's clock otherwise, of
    /// which the service bears three minutes.
    pub fn service_millis(&self) -> (i64, bool) {
        match self.date_offset.load(Ordering::Relaxed) {
            NO_DATE => (self.transport.clock.unix_millis(), false),
            offset => (clock::unix_millis().saturating_add(offset), true),
        }
    }

    /// Milliseconds within which [`Self::service_millis`] is known, besides that a
    /// `Date` has whole seconds: it was made at some time of the request, and a
    /// clock that is further off than the service bears would have been refused.
    pub fn service_within(&self) -> i64 {
        match self.date_offset.load(Ordering::Relaxed) {
            NO_DATE => BORNE_MILLIS,
            _ => self.date_took.load(Ordering::Relaxed),
        }
    }

    /// Tries after the first one.
    pub fn retries(&self) -> u32 {
        self.retries
    }

    /// Makes a call.
    ///
    /// # Errors
    /// [`CallError`] once the policies give up or `before` fails.
    pub fn send<T>(&self, call: &Call<'_, T>) -> Result<T, CallError> {
        self.end(call, self.begin(call))
    }

    /// Makes a call until it is answered. The rows of a long reply are made by
    /// [`Self::end`], which the next request need not wait for.
    pub(super) fn begin<T>(&self, call: &Call<'_, T>) -> Begun<T> {
        let mut course = Course::default();
        let answer = self.ask(call, &mut course);
        Begun { course, answer }
    }

    /// The value of the answer to this call.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub(super) fn end<T>(&self, call: &Call<'_, T>, begun: Begun<T>) -> Result<T, CallError> {
        let Begun { mut course, answer } = begun;
        let ended = answer.and_then(|answer| self.value(call, answer, &mut course));
        if let Some(number) = course.number {
            self.observer.note(&Event::WriteEnded {
                number,
                attempts: course.attempts,
                result: ended.as_ref().map(|_| course.request_id.as_deref()),
            });
        }
        ended
    }

    /// Tells that a write was done after all, and what it has changed. Of one
    /// that has not left nothing is told.
    pub fn seen(&self, remarks: &Remarks, after: &Map<String, Value>) {
        if remarks.has_left() {
            let number = remarks.number();
            self.observer.note(&Event::WriteSeen { number, after });
        }
    }

    /// The value of an answer; where it has none, that of the next.
    fn value<T>(
        &self,
        call: &Call<'_, T>,
        mut answer: Answer<T>,
        course: &mut Course,
    ) -> Result<T, CallError> {
        loop {
            let came = match answer {
                Answer::Read(value) => return Ok(value),
                Answer::Long(came) => came,
            };
            match self.read(call, &came, course) {
                Ok(value) => return Ok(value),
                Err(failed) => {
                    // What has waited for its reader was not waited for.
                    course.began = course.began.map(|began| began + came.at.elapsed());
                    self.bear(call, failed, course)?;
                }
            }
            answer = self.ask(call, course)?;
        }
    }

    /// Asks until there is an answer. After a 429 nothing may leave: any reply but
    /// a long one is judged before the lane is free.
    fn ask<T>(&self, call: &Call<'_, T>, course: &mut Course) -> Result<Answer<T>, CallError> {
        let _lane = self.lanes.take();
        course.began.get_or_insert_with(clock::instant);
        loop {
            let turn = self.wait_for_turn();
            course.attempts += 1;
            let before = (call.before)();
            before
                .map_err(|why| self.error(Cause::Fault(SendError::NotSent(why)), call, course))?;
            self.leaves(call, course);
            let answer = match self.once(call.request, turn) {
                Ok(came) if came.is_long() => {
                    self.paused.answered();
                    return Ok(Answer::Long(came));
                }
                Ok(came) => self.read(call, &came, course).map(Answer::Read),
                Err(failed) => Err(failed),
            };
            match answer {
                Ok(answer) => return Ok(answer),
                Err(failed) => self.bear(call, failed, course)?,
            }
        }
    }

    /// Waits for the next attempt after a failed one, if there is to be one.
    fn bear<T>(
        &self,
        call: &Call<'_, T>,
        failed: Box<Failed>,
        course: &mut Course,
    ) -> Result<(), CallError> {
        let policy = Policy {
            retries: call.retries.unwrap_or(self.retries),
            write: !call.repeatable,
        };
        course.in_doubt |= failed.cause.in_doubt();
        if !course.signed_again && self.corrects_clock(&failed) {
            course.signed_again = true;
            return Ok(());
        }
        let (attempt, retryable) = (course.attempts, failed.retryable);
        let elapsed = course.began.map_or(Duration::ZERO, |began| began.elapsed());
        match policy.decide(retryable, attempt, elapsed, jitter()) {
            Decision::Wait(wait) => self.pause(call.request, &failed, wait, attempt),
            Decision::Stop => return Err(self.error(failed.cause, call, course)),
            Decision::ComeBackAfter(pause) => {
                return Err(self.error(failed.cause.limited(Some(pause)), call, course));
            }
        }
        Ok(())
    }

    /// A write is in doubt where any of its tries is.
    fn error<T>(&self, mut cause: Cause, call: &Call<'_, T>, course: &Course) -> CallError {
        if call.request.is_write() && course.in_doubt && !cause.in_doubt() {
            let words = cause.words();
            let words = text!(
                "{words}; the answer of an earlier try was lost",
                "{words}；之前一次尝试的应答已丢失"
            );
            cause = Cause::Fault(SendError::Lost(words));
        }
        CallError {
            cause,
            attempts: course.attempts,
            url: format!("{}{}", self.transport.base, call.request.path),
        }
    }

    /// Tells that a write leaves for the first time.
    fn leaves<T>(&self, call: &Call<'_, T>, course: &mut Course) {
        let (request, remarks) = (call.request, call.remarks);
        let may_leave = request.is_write() && self.transport.writes == Writes::Allowed;
        if !may_leave || course.number.is_some() {
            return;
        }
        let number = remarks.map_or_else(number, Remarks::leaves);
        course.number = Some(number);
        self.observer.note(&Event::WriteLeaves {
            number,
            request,
            remarks,
        });
    }

    /// Sleeps until neither a 429 nor the rate window holds us back.
    fn wait_for_turn(&self) -> Turn<'_> {
        loop {
            let turn = match self.paused.pass(clock::instant()) {
                Ok(round) => self.admitted(round),
                Err(wait) => Err(wait),
            };
            match turn {
                Ok(turn) => return turn,
                Err(wait) => std::thread::sleep(wait),
            }
        }
    }

    /// A turn of this round, or how long the rate window holds us back.
    fn admitted(&self, round: u64) -> Result<Turn<'_>, Duration> {
        let slot = match &self.window {
            None => None,
            Some(window) => {
                let (slot, failed) = window.admit(clock::machine_millis);
                self.note_failed_window(failed);
                let told = |wait: &Duration| self.observer.note(&Event::HeldBack(*wait));
                Some(slot.inspect_err(told)?)
            }
        };
        let client = self;
        Ok(Turn {
            client,
            slot,
            round,
        })
    }

    fn note_failed_window(&self, failed: Option<std::io::Error>) {
        if let Some(error) = failed {
            self.observer.note(&Event::OwnWindow(&error.into()));
        }
    }

    fn pause(&self, request: &Request, failed: &Failed, wait: Duration, attempt: u32) {
        // Before it is told: whoever hears of it may be slow.
        if matches!(failed.retryable, Retryable::Limited { .. }) {
            self.paused.begin(clock::instant() + wait);
        }
        self.observer.note(&Event::Retrying {
            request,
            why: &failed.cause.words(),
            wait,
            attempt,
        });
        std::thread::sleep(wait);
    }

    /// One attempt: sent and answered.
    fn once(&self, request: &Request, turn: Turn<'_>) -> Result<Came, Box<Failed>> {
        let (began, round) = (clock::instant(), turn.round);
        let reply = self.transport.attempt(request);
        drop(turn);
        let took = began.elapsed();
        let reply = reply.map_err(|fault| {
            self.observer.note(&Event::Unanswered {
                request,
                why: &fault.words(),
                took,
            });
            let cause = Cause::Fault(fault);
            Box::new(Failed {
                retryable: cause.retryable(None, 0),
                clock_offset: None,
                cause,
            })
        })?;
        let offset = clock::offset_by_date(reply.header("date"), clock::unix_millis());
        if let Some(offset) = offset {
            let took = i64::try_from(took.as_millis()).unwrap_or(BORNE_MILLIS);
            self.date_offset.store(offset, Ordering::Relaxed);
            self.date_took.store(took, Ordering::Relaxed);
        }
        let at = clock::instant();
        Ok(Came {
            reply,
            at,
            took,
            round,
        })
    }

    /// The value that a reply has.
    fn read<T>(
        &self,
        call: &Call<'_, T>,
        came: &Came,
        course: &mut Course,
    ) -> Result<T, Box<Failed>> {
        let reply = &came.reply;
        let done = envelope::read(reply);
        let request_id = match &done {
            Ok(success) => success.request_id.clone(),
            Err(cause) => cause.refusal().and_then(|said| said.request_id.clone()),
        };
        self.observer.note(&Event::Answered {
            request: call.request,
            reply,
            request_id: request_id.as_deref(),
            took: came.took,
        });
        let http_status = reply.status;
        let cause = match done.map(|success| (call.read)(success)) {
            Ok(Ok(value)) => {
                self.answered(came);
                course.request_id = request_id;
                return Ok(value);
            }
            Ok(Err(what)) => Cause::Foreign { what, http_status },
            Err(cause) => cause,
        };
        Err(Box::new(self.failed(cause, came)))
    }

    /// Ends a row of 429s: a long reply did so when it came.
    fn answered(&self, came: &Came) {
        if !came.is_long() {
            self.paused.answered();
        }
    }

    /// A 429 is counted over all connections; any other answer ends the row.
    fn failed(&self, cause: Cause, came: &Came) -> Failed {
        let (cause, in_a_row) = if cause.is_limit() {
            (cause.limited(None), self.paused.limited(came.round))
        } else {
            self.answered(came);
            (cause, 0)
        };
        let reply = &came.reply;
        let (now, date) = (clock::unix_millis(), reply.header("date"));
        // As a date it is the service's time, so it is measured by the reply's
        // own `Date`; without one, by our clock.
        let service_now = date.and_then(clock::http_date_millis).unwrap_or(now);
        let after = reply.header("retry-after");
        let after = after.and_then(|value| retry_after(value, service_now));
        let reason = cause.refusal().map(Refusal::reason);
        Failed {
            retryable: cause.retryable(after, in_a_row),
            clock_offset: match reason {
                Some(Reason::Expired) => clock::offset_by_date(date, now),
                _ => None,
            },
            cause,
        }
    }

    /// On an expired timestamp: measures the clock by the reply's `Date`. It is
    /// told once, however many workers find it out at the same time.
    fn corrects_clock(&self, failed: &Failed) -> bool {
        let Some(offset) = failed.clock_offset else {
            return false;
        };
        let known = self.transport.clock.offset_millis();
        if known.abs_diff(offset) > CLOCK_ACCURACY_MILLIS {
            self.transport.clock.correct(offset);
            if !self.clock_told.swap(true, Ordering::Relaxed) {
                self.observer.note(&Event::ClockOff(offset));
            }
        }
        true
    }
}

/// A number from 0 to 1; without randomness the wait is the whole back-off.
fn jitter() -> f64 {
    getrandom::u32().map_or(1.0, |number| f64::from(number) / f64::from(u32::MAX))
}
