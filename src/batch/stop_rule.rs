//! When a run stops before its end: a pure decision, told of every row.

use crate::api::{CallError, Cause, Reason};
use crate::lang::Text;

/// Rows in a row that the network or the service failed. The calls behind each
/// have been tried again already, so this many are an outage, not an accident;
/// with four connections, one accident may cost four.
const DEAD_IN_A_ROW: u32 = 5;

/// Why a run stops before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The user asked it to.
    Interrupted,
    /// As many rows failed as were allowed to.
    TooManyFailures,
    /// The service refuses every row, or no row reaches it.
    ServiceRefuses(CallError),
    /// Nothing more can be noted, and so nothing more may be sent.
    Journal(Text),
}

/// Counts what goes wrong.
#[derive(Debug, Default)]
pub(super) struct StopRule {
    most_failures: Option<u64>,
    failures: u64,
    dead_in_a_row: u32,
    /// The first reason to stop.
    pub(super) stop: Option<Stop>,
}

impl StopRule {
    pub(super) fn new(most_failures: Option<u64>) -> Self {
        Self {
            most_failures,
            ..Self::default()
        }
    }

    /// A row was done.
    pub(super) fn done(&mut self) {
        self.dead_in_a_row = 0;
    }

    /// A row failed, and nothing says that others will.
    pub(super) fn failed_alone(&mut self) {
        self.failures += 1;
        self.dead_in_a_row = 0;
        if self.most_failures.is_some_and(|most| self.failures >= most) {
            self.stop(Stop::TooManyFailures);
        }
    }

    /// A row failed, or it is unknown whether it was done.
    pub(super) fn failed(&mut self, error: &CallError) {
        self.failures += 1;
        let reason = match &error.cause {
            Cause::Refused(refusal) => Some(refusal.reason()),
            Cause::Limited { .. } => Some(Reason::RateLimited),
            // No answer came from the service.
            Cause::Fault(_) | Cause::Foreign { .. } => None,
        };
        self.dead_in_a_row = match reason {
            None | Some(Reason::Unavailable) => self.dead_in_a_row + 1,
            Some(_) => 0,
        };
        // The service refuses the caller, not the row.
        let refuses_caller = matches!(
            reason,
            Some(Reason::Credentials | Reason::Expired | Reason::RateLimited)
        );
        if refuses_caller || self.dead_in_a_row >= DEAD_IN_A_ROW {
            self.stop(Stop::ServiceRefuses(error.clone()));
        } else if self.most_failures.is_some_and(|most| self.failures >= most) {
            self.stop(Stop::TooManyFailures);
        }
    }

    pub(super) fn stop(&mut self, why: Stop) {
        self.stop.get_or_insert(why);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Refusal;
    use crate::http::SendError;

    fn error(cause: Cause) -> CallError {
        CallError {
            cause,
            attempts: 1,
            url: String::new(),
        }
    }

    fn refused(message: &str) -> CallError {
        error(Cause::Refused(Refusal {
            code: 400,
            message: message.into(),
            request_id: None,
            http_status: 400,
        }))
    }

    fn lost() -> CallError {
        error(Cause::Fault(SendError::Lost("reset".into())))
    }

    #[test]
    fn refused_rows_stop_nothing_until_they_are_too_many() {
        let mut rule = StopRule::new(None);
        (0..1000).for_each(|_| rule.failed(&refused("邮箱已存在")));
        assert_eq!(rule.stop, None);
        let mut rule = StopRule::new(Some(2));
        rule.failed(&refused("邮箱已存在"));
        rule.done();
        assert_eq!(rule.stop, None);
        rule.failed(&refused("邮箱已存在"));
        assert_eq!(rule.stop, Some(Stop::TooManyFailures));
    }

    #[test]
    fn a_refused_key_or_a_block_stops_at_once() {
        let limited = error(Cause::Limited {
            pause: None,
            refusal: None,
            http_status: 429,
        });
        for error in [
            refused("invalid signature."),
            refused("签名错误"),
            refused("时间戳过期"),
            limited,
        ] {
            let mut rule = StopRule::new(None);
            rule.failed(&error);
            assert_eq!(rule.stop, Some(Stop::ServiceRefuses(error)));
        }
    }

    #[test]
    fn an_outage_stops_after_five_rows_and_an_answer_in_between_counts_anew() {
        let mut rule = StopRule::new(None);
        for between in [true, false] {
            (0..4).for_each(|_| rule.failed(&lost()));
            assert_eq!(rule.stop, None);
            match between {
                true => rule.done(),
                false => rule.failed(&refused("邮箱已存在")),
            }
        }
        (0..5).for_each(|_| rule.failed(&lost()));
        assert_eq!(rule.stop, Some(Stop::ServiceRefuses(lost())));
    }

    #[test]
    fn the_first_reason_counts() {
        let mut rule = StopRule::new(Some(1));
        rule.stop(Stop::Interrupted);
        rule.failed(&refused("x"));
        assert_eq!(rule.stop, Some(Stop::Interrupted));
    }
}
