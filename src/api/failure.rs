//! Why a call gave nothing, and what that says about trying again.

use super::refusal::{Reason, Refusal};
use crate::clock;
use crate::http::retry::{Retryable, retry_after};
use crate::http::{Reply, SendError};
use std::time::Duration;

/// HTTP's status for too many requests.
const TOO_MANY: u16 = 429;

/// Why a call gave nothing, and after how many tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError {
    /// The last failure.
    pub cause: Cause,
    /// How often it was tried.
    pub attempts: u32,
    /// The path that was called.
    pub path: String,
}

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No reply, or a write that was not allowed to leave.
    Fault(SendError),
    /// The service refused, in its own words.
    Refused(Refusal),
    /// A reply that is not the API's; says what it is.
    Foreign {
        /// What came instead.
        what: String,
        /// Its HTTP status.
        http_status: u16,
    },
    /// Held back by the service; the pause it wants.
    Limited {
        /// When to come back, where it is known.
        pause: Option<Duration>,
        /// The service's words, where it has any.
        refusal: Option<Refusal>,
        /// The HTTP status of the reply: 429, or that of a service that is
        /// away for longer than anybody would wait.
        http_status: u16,
    },
}

impl Cause {
    /// The failure in words, without what to do about it.
    pub fn words(&self) -> String {
        match self {
            Cause::Fault(fault) => fault.to_string(),
            Cause::Refused(refusal) => refusal.message.clone(),
            Cause::Foreign { what, .. } => what.clone(),
            Cause::Limited {
                refusal: Some(refusal),
                ..
            } => refusal.message.clone(),
            Cause::Limited {
                http_status: TOO_MANY,
                ..
            } => format!("too many requests (HTTP {TOO_MANY})"),
            Cause::Limited { http_status, .. } => {
                format!("the service is not available (HTTP {http_status})")
            }
        }
    }

    /// Whether a write that ended so may have been done all the same.
    pub fn in_doubt(&self) -> bool {
        match self {
            Cause::Fault(fault) => matches!(fault, SendError::Lost(_) | SendError::TooLarge(_)),
            Cause::Foreign { .. } => true,
            Cause::Refused(refusal) => match refusal.reason() {
                Reason::Unavailable => true,
                // The documents call 500 now an exception, now a refusal.
                Reason::Business => refusal.is_internal(),
                Reason::Credentials | Reason::Expired | Reason::RateLimited => false,
            },
            Cause::Limited { .. } => false,
        }
    }
}

/// A failed attempt.
pub(super) struct Failed {
    pub(super) cause: Cause,
    pub(super) outcome: Retryable,
    /// Measured when the timestamp was refused.
    pub(super) clock_offset: Option<i64>,
}

impl Failed {
    fn new(cause: Cause, outcome: Retryable) -> Self {
        Self {
            cause,
            outcome,
            clock_offset: None,
        }
    }

    pub(super) fn fault(fault: SendError) -> Self {
        let outcome = match fault {
            SendError::NotSent(_) => Retryable::NotSent,
            SendError::Lost(_) => Retryable::InDoubt { after: None },
            SendError::TooLarge(_)
            | SendError::ReadOnly
            | SendError::DryRun
            | SendError::Printed(_) => Retryable::Final,
        };
        Self::new(Cause::Fault(fault), outcome)
    }

    pub(super) fn foreign(what: String, reply: &Reply) -> Self {
        let http_status = reply.status;
        if http_status == TOO_MANY {
            let cause = Cause::Foreign { what, http_status };
            return Self::new(cause.limited(None), limited());
        }
        let outcome = if (300..400).contains(&http_status) {
            Retryable::Final
        } else {
            Retryable::InDoubt { after: None }
        };
        Self::new(Cause::Foreign { what, http_status }, outcome)
    }

    pub(super) fn refused(refusal: Refusal, reply: &Reply) -> Self {
        let reason = refusal.reason();
        let outcome = match reason {
            Reason::RateLimited => limited(),
            Reason::Unavailable => Retryable::InDoubt { after: None },
            Reason::Credentials | Reason::Business | Reason::Expired => Retryable::Final,
        };
        let mut failed = Self::new(Cause::Refused(refusal), outcome);
        if reason == Reason::RateLimited {
            failed.cause = failed.cause.limited(None);
        }
        if reason == Reason::Expired {
            let now = clock::unix_millis();
            failed.clock_offset = clock::offset_by_date(reply.header("date"), now);
        }
        failed
    }

    /// Reads `Retry-After`. As a date it is the service's time, so it is
    /// measured by the reply's own `Date`; without one, by our clock.
    pub(super) fn with_retry_after(mut self, reply: &Reply, now: i64) -> Self {
        let service_now = reply.header("date").and_then(clock::http_date_millis);
        let now = service_now.unwrap_or(now);
        let asked = reply
            .header("retry-after")
            .and_then(|value| retry_after(value, now));
        if let Retryable::Limited { after, .. } | Retryable::InDoubt { after } = &mut self.outcome {
            *after = asked;
        }
        self
    }
}

fn limited() -> Retryable {
    Retryable::Limited {
        in_a_row: 0,
        after: None,
    }
}

impl Cause {
    /// The same failure, taken as being held back.
    pub(super) fn limited(self, pause: Option<Duration>) -> Self {
        let (refusal, http_status) = match self {
            Cause::Refused(refusal) => {
                let http_status = refusal.http_status;
                (Some(refusal), http_status)
            }
            Cause::Limited {
                refusal,
                http_status,
                ..
            } => (refusal, http_status),
            Cause::Foreign { http_status, .. } => (None, http_status),
            Cause::Fault(_) => (None, TOO_MANY), // no reply, so nobody asked for a pause
        };
        Cause::Limited {
            pause,
            refusal,
            http_status,
        }
    }
}
