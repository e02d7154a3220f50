//! How old a snapshot may be: where saving has failed for days, a check of the
//! latest one must not go on saying that all is well.

use super::checkup::Plan;
use super::condition::{AGE, Condition};
use crate::cli::context::Context;
use crate::cli::which_snapshot::FromSnapshot;
use crate::failure::Failure;
use crate::lang::both;

/// A snapshot of every night, and a night that took two hours longer.
const MOST_HOURS: i64 = 26;

/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;

/// Adds a warning of a snapshot that is older than what was asked for, where no
/// condition is about its age.
///
/// # Errors
/// Usage: the age of no snapshot is asked for.
pub(super) fn limit(
    plan: &mut Plan,
    from: &FromSnapshot,
    now: i64,
    context: &Context,
) -> Result<(), Failure> {
    let asked = from.moment(now, context)?;
    if plan.asks_for_age() {
        return match from.is_given() {
            true => Ok(()),
            false => Err(Failure::usage(both(
                "age is that of a snapshot: give --from-snapshot too",
                "`age` 是快照的时长：请同时使用 --from-snapshot",
            ))),
        };
    }
    if let (Some(asked), false) = (asked, plan.conditions.is_empty()) {
        let hours = (now - asked + HOUR - 1) / HOUR + MOST_HOURS;
        let (text, zone) = (format!("{AGE}>{hours}h"), &context.style()?.zone);
        let mut condition = Condition::parse(&text, false, zone, now)?;
        condition.is_implied = true;
        plan.conditions.insert(0, condition);
    }
    Ok(())
}
