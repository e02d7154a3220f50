//! What happens between a call and its result, for whoever wants to tell it:
//! the verbose log, warnings, tests.

use crate::http::{Reply, Request};
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
}

/// Told of every [`Event`], from any thread.
pub trait Observer: Send + Sync {
    /// Something happened.
    fn note(&self, event: &Event<'_>);
}
