//! What is tried again, when, and when that stops: a pure decision. The loop
//! that sleeps is in `api::client`.
//!
//! A read may be repeated freely. A write is repeated only after an outcome
//! that proves that it was not done: no connection, or a 429.

use std::time::Duration;

/// The first wait. A service that restarts is back within a second or two;
/// the later waits double.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// No single back-off wait is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// No call is tried for longer in all.
const LONGEST_IN_ALL: Duration = Duration::from_secs(300);
/// A `Retry-After` up to this is waited for; a longer one ends the run.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);
/// The service blocks an address for five minutes once it called too often
/// (polyv-java-sdk: docs/live/limit.md).
const BLOCK: Duration = Duration::from_secs(300);
/// The third 429 in a row is taken for that block.
const BLOCK_AFTER: u32 = 3;

/// How one attempt failed, as far as trying again is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retryable {
    /// It cannot have reached the service.
    NotSent,
    /// It may have been done: a lost, cut-off, empty or foreign reply, or an
    /// HTTP 5xx; `after` is its `Retry-After`.
    InDoubt {
        /// What the service asks for.
        after: Option<Duration>,
    },
    /// The service held us back (429); the request was not done. `in_a_row`
    /// counts these answers, this one included; `after` is `Retry-After`.
    Limited {
        /// 429 answers since the last other answer.
        in_a_row: u32,
        /// What the service asks for.
        after: Option<Duration>,
    },
    /// Trying again cannot help: a refusal, a redirect, a reply too large.
    Final,
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Sleep that long, then try again.
    Wait(Duration),
    /// Give up.
    Stop,
    /// Give up: the service wants this long a pause.
    ComeBackAfter(Duration),
}

/// The bounds of trying again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// Tries after the first one.
    pub(crate) retries: u32,
    /// Whether the call is a write.
    pub(crate) write: bool,
}

impl Policy {
    /// Decides after attempt number `attempt` (from 1), `elapsed` since the
    /// first began. `jitter` is a random number from 0 to 1: the wait lies
    /// between half and the whole of the back-off. A `Retry-After` of zero, or
    /// of a date that has passed by our clock, asks for no time: it is backed off.
    pub(crate) fn decide(
        &self,
        outcome: Retryable,
        attempt: u32,
        elapsed: Duration,
        jitter: f64,
    ) -> Decision {
        let wait = match outcome {
            Retryable::Final => return Decision::Stop,
            Retryable::InDoubt { .. } if self.write => return Decision::Stop,
            Retryable::Limited { in_a_row, .. } if in_a_row >= BLOCK_AFTER => {
                return Decision::ComeBackAfter(BLOCK);
            }
            Retryable::NotSent => backoff(attempt, jitter),
            Retryable::InDoubt { after } | Retryable::Limited { after, .. } => match after {
                Some(after) if after > LONGEST_RETRY_AFTER => {
                    return Decision::ComeBackAfter(after);
                }
                Some(after) if !after.is_zero() => after,
                _ => backoff(attempt, jitter),
            },
        };
        if attempt > self.retries || elapsed + wait > LONGEST_IN_ALL {
            return Decision::Stop;
        }
        Decision::Wait(wait)
    }
}

fn backoff(attempt: u32, jitter: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(16);
    let full = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
    full.mul_f64(0.5 + 0.5 * jitter.clamp(0.0, 1.0))
}

/// `Retry-After`, in seconds or as an HTTP date. A date in the past is zero;
/// anything else is `None`.
pub(crate) fn retry_after(value: &str, now_unix_millis: i64) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let then = crate::clock::http_date_millis(value)?;
    let left = u64::try_from(then.saturating_sub(now_unix_millis)).unwrap_or(0);
    Some(Duration::from_millis(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: Policy = Policy {
        retries: 4,
        write: false,
    };
    const WRITE: Policy = Policy {
        retries: 4,
        write: true,
    };
    const LOST: Retryable = Retryable::InDoubt { after: None };
    const ZERO: Duration = Duration::ZERO;

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn limited(in_a_row: u32, after: Option<u64>) -> Retryable {
        Retryable::Limited {
            in_a_row,
            after: after.map(secs),
        }
    }

    #[test]
    fn waits_double_and_lie_between_half_and_whole() {
        let waits = |jitter| (1..=4).map(move |attempt| READ.decide(LOST, attempt, ZERO, jitter));
        let millis = |list: [u64; 4]| list.map(|m| Decision::Wait(Duration::from_millis(m)));
        assert!(waits(1.0).eq(millis([500, 1000, 2000, 4000])));
        assert!(waits(0.0).eq(millis([250, 500, 1000, 2000])));
    }

    #[test]
    fn it_stops_after_the_retries_and_after_five_minutes() {
        assert_eq!(READ.decide(LOST, 5, ZERO, 1.0), Decision::Stop);
        let late = secs(300);
        assert_eq!(
            READ.decide(Retryable::NotSent, 1, late, 1.0),
            Decision::Stop
        );
        let none = Policy { retries: 0, ..READ };
        assert_eq!(
            none.decide(Retryable::NotSent, 1, ZERO, 0.0),
            Decision::Stop
        );
    }

    #[test]
    fn a_write_is_repeated_only_where_it_was_surely_not_done() {
        assert_eq!(WRITE.decide(LOST, 1, ZERO, 1.0), Decision::Stop);
        let again = WRITE.decide(Retryable::NotSent, 1, ZERO, 1.0);
        assert_eq!(again, Decision::Wait(Duration::from_millis(500)));
        let again = WRITE.decide(limited(1, Some(2)), 1, ZERO, 1.0);
        assert_eq!(again, Decision::Wait(secs(2)));
    }

    #[test]
    fn a_refusal_is_final() {
        assert_eq!(READ.decide(Retryable::Final, 1, ZERO, 1.0), Decision::Stop);
    }

    #[test]
    fn retry_after_is_obeyed_up_to_a_minute() {
        let decide = |after| READ.decide(limited(1, Some(after)), 1, ZERO, 1.0);
        assert_eq!(decide(1), Decision::Wait(secs(1)));
        assert_eq!(decide(60), Decision::Wait(secs(60)));
        assert_eq!(decide(61), Decision::ComeBackAfter(secs(61)));
    }

    #[test]
    fn a_retry_after_of_zero_is_backed_off() {
        let wait = READ.decide(limited(1, Some(0)), 1, ZERO, 1.0);
        assert_eq!(wait, Decision::Wait(Duration::from_millis(500)));
    }

    #[test]
    fn the_third_429_in_a_row_is_the_block() {
        let second = READ.decide(limited(2, None), 2, ZERO, 1.0);
        assert_eq!(second, Decision::Wait(secs(1)));
        let third = READ.decide(limited(3, Some(1)), 3, ZERO, 1.0);
        assert_eq!(third, Decision::ComeBackAfter(secs(300)));
    }

    #[test]
    fn retry_after_reads_seconds_and_dates() {
        let date = "Tue, 14 Nov 2023 22:13:50 GMT"; // 1 700 000 030
        assert_eq!(retry_after(" 7 ", 0), Some(secs(7)));
        assert_eq!(retry_after(date, 1_700_000_000_000), Some(secs(30)));
        assert_eq!(retry_after(date, 1_800_000_000_000), Some(ZERO));
        assert_eq!(retry_after("soon", 0), None);
        assert_eq!(retry_after("-1", 0), None);
    }
}
