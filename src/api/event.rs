//! What happens between a call and its result, for whoever wants to tell it:
//! the verbose log, warnings, tests.

use super::error::CallError;
use crate::http::{Reply, Request};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
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
        why: &'a str,
        /// How long it took.
        took: Duration,
    },
    /// The same request goes out again.
    Retrying {
        /// What is asked again.
        request: &'a Request,
        /// Why.
        why: &'a str,
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
    OwnWindow(&'a str),
    /// A write leaves, for the first time. Where no write may leave it is not
    /// told.
    WriteLeaves {
        /// By which this client tells one write from another.
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
#[derive(Clone, Debug, Default)]
pub struct Remarks {
    /// What it does, in a few words: `create the sub-account`. No secrets.
    pub what: Cow<'static, str>,
    /// The values that it changes, as they were before. No secrets.
    pub before: Map<String, Value>,
    /// 0 until it leaves.
    number: Arc<AtomicU64>,
}

impl Remarks {
    /// Of a write that does this.
    pub fn new(what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            what: what.into(),
            ..Self::default()
        }
    }

    pub(super) fn leaves_as(&self, number: u64) {
        self.number.store(number, Ordering::Relaxed);
    }

    /// The number of a write that has left.
    pub(super) fn number(&self) -> Option<u64> {
        Some(self.number.load(Ordering::Relaxed)).filter(|number| *number > 0)
    }
}

/// Told of every [`Event`], from any thread.
pub trait Observer: Send + Sync {
    /// Something happened.
    fn note(&self, event: &Event<'_>);
}
