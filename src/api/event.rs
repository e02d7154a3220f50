//! What happens between a call and its result, for whoever wants to tell it:
//! the verbose log, warnings, tests.

use super::error::CallError;
use crate::clock;
use crate::http::{Reply, Request};
use crate::lang::Text;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// What happens on the way, for whoever wants to tell it.
#[derive(Debug)]
pub enum Event<'a> {
    /// A reply came.
    Answered {
        /// What was asked.
        request: &'a Request,
        /// What came.
        reply: &'a Reply,
        /// v4's `requestId`.
        request_id: Option<&'a str>,
        /// How long it took.
        took: Duration,
    },
    /// No reply came.
    Unanswered {
        /// What was asked.
        request: &'a Request,
        /// Why.
        why: &'a Text,
        /// How long it took.
        took: Duration,
    },
    /// The same request goes out again.
    Retrying {
        /// What is asked again.
        request: &'a Request,
        /// Why.
        why: &'a Text,
        /// After this pause.
        wait: Duration,
        /// Which try it was that failed, from 1.
        attempt: u32,
    },
    /// Held back by the rate window of this machine's user.
    HeldBack(Duration),
    /// The clock was found to be off; the offset is in milliseconds.
    ClockOff(i64),
    /// The window shared by all processes cannot be used.
    OwnWindow(&'a Text),
    /// A write leaves, for the first time. Where no write may leave it is not
    /// told.
    WriteLeaves {
        /// Tells one write from all others.
        number: u64,
        /// What is asked.
        request: &'a Request,
        /// What else is known of it.
        remarks: Option<&'a Remarks>,
    },
    /// A write has come to its end, however often it was tried.
    WriteEnded {
        /// That of [`Event::WriteLeaves`].
        number: u64,
        /// How often it was tried.
        attempts: u32,
        /// v4's `requestId`, or why there was no success.
        result: Result<Option<&'a str>, &'a CallError>,
    },
    /// It was seen afterwards that a write was done.
    WriteSeen {
        /// That of [`Event::WriteLeaves`].
        number: u64,
        /// The values that it changed, as they are now.
        after: &'a Map<String, Value>,
    },
}

/// What is known of a write beside its request, for whoever keeps an account of
/// writes. Copies are of the same write.
#[derive(Clone, Debug)]
pub struct Remarks {
    /// What it does, in a few words: `create the sub-account`. No secrets.
    pub what: String,
    /// The values that it changes, as they were before. No secrets.
    pub before: Map<String, Value>,
    number: Arc<AtomicU64>,
    has_left: Arc<AtomicBool>,
}

impl Remarks {
    /// Of a write that does this.
    pub fn new(what: String) -> Self {
        Self {
            what,
            before: Map::new(),
            number: Arc::new(number().into()),
            has_left: Arc::default(),
        }
    }

    /// What tells the write from all others.
    pub fn number(&self) -> u64 {
        self.number.load(Ordering::Relaxed)
    }

    /// Says that they are of a write that has left before, of this number.
    pub fn are_of(&self, number: u64) {
        self.number.store(number, Ordering::Relaxed);
        self.has_left.store(true, Ordering::Relaxed);
    }

    /// The number of a write that leaves; the same request may leave again, as
    /// another write.
    pub(super) fn leaves(&self) -> u64 {
        if self.has_left() {
            self.are_of(number());
        }
        self.has_left.store(true, Ordering::Relaxed);
        self.number()
    }

    pub(super) fn has_left(&self) -> bool {
        self.has_left.load(Ordering::Relaxed)
    }
}

/// A number that no other write has.
pub(super) fn number() -> u64 {
    static BEFORE: AtomicU64 = AtomicU64::new(0);
    // Without randomness the time has to do.
    getrandom::u64().unwrap_or_else(|_| {
        let count = BEFORE.fetch_add(1, Ordering::Relaxed);
        (clock::unix_millis().unsigned_abs() << 20).wrapping_add(count)
    })
}

/// Told of every [`Event`], from any thread.
pub trait Observer: Send + Sync {
    /// Something happened.
    fn note(&self, event: &Event<'_>);
}
