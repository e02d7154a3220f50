//! What will be done with each row of a roster: decided from what the journal
//! knows and what the group has, before anything is sent. Pure.

use super::journal::{History, Intent, Key, Known, has_made_password};
use super::results::{RowResult, Status};
use super::roster::{Roster, RosterRow};
use crate::endpoints::write::Repeat;
use crate::lang::both;
use crate::order;
use crate::row::Row;
use crate::text;
use std::collections::{BTreeMap, HashSet};

/// The accounts that were found, by their e-mails in small letters.
pub type Found = BTreeMap<String, Row>;

/// What will be done with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it ended earlier, or the group had it before.
    Done(RowResult),
    /// Its outcome is noted, which an earlier run could not do any more: the
    /// account is there.
    Record(RowResult),
    /// Earlier runs may have sent it, as these say: looked up until the wait is
    /// over, and sent only if it is not there.
    LookUp(Vec<Intent>),
    /// Earlier runs may have sent it, as these say: sent again, which does no
    /// harm.
    Again(Vec<Intent>),
    /// Sent.
    Send,
}

impl Step {
    /// Whether the row will, or may, be sent.
    pub fn sends(&self) -> bool {
        matches!(self, Step::Send | Step::LookUp(_) | Step::Again(_))
    }
}

/// Whether a row must be looked up: what it says is not known as done.
pub fn is_unsettled(roster: &Roster, history: &History) -> bool {
    let is_settled = |row: &RosterRow| match history.of_row(row) {
        Some(Known::Done(intents, _)) => !has_other_targets(row, intents),
        _ => false,
    };
    !roster.rows.iter().all(is_settled)
}

/// The e-mails of requests that an earlier run left open and that are not in
/// the roster any more, sorted: no run will look them up.
pub fn orphans<'s>(roster: &Roster, history: &'s History) -> Vec<&'s str> {
    let there: HashSet<_> = roster.rows.iter().map(Key::of).collect();
    let open = history.open();
    let gone = open.filter(|it| !there.contains(&Key::new(&it.email, &it.what)));
    let mut orphans: Vec<&str> = gone.map(|intent| intent.email.as_str()).collect();
    order::sort(&mut orphans);
    orphans.dedup();
    orphans
}

/// One step for each row, in the roster's order.
pub fn steps(roster: &Roster, history: &History, found: &Found) -> Vec<Step> {
    let rows = roster.rows.iter();
    rows.map(|row| step(row, history, found)).collect()
}

fn step(row: &RosterRow, history: &History, found: &Found) -> Step {
    let (call, target) = (row.filled.call, found.get(&row.key().to_lowercase()));
    let of = |result: RowResult| match target {
        Some(target) => result.of_target(call, target),
        None => result,
    };
    match (history.of_row(row), call.repeat) {
        // Other targets are set, whatever was set before.
        (Some(Known::Done(intents, _)), _) if has_other_targets(row, intents) => Step::Send,
        (Some(Known::Done(intents, outcome)), _) => Step::Done(RowResult {
            kept: outcome.kept.clone(),
            request_id: outcome.request_id.clone(),
            ..same_or_changed(row, intents)
        }),
        (Some(Known::Open(intents)), Repeat::LookUp(_)) if target.is_some() => {
            Step::Record(of(same_or_changed(row, intents)))
        }
        (Some(Known::Open(intents)), Repeat::LookUp(_) | Repeat::Never) => {
            Step::LookUp(intents.clone())
        }
        (Some(Known::Open(intents)), Repeat::Safe(_) | Repeat::Gone(_)) => {
            Step::Again(intents.clone())
        }
        (Some(Known::Failed) | None, Repeat::LookUp(_)) if target.is_some() => {
            Step::Done(of(row.result(Status::Existing)))
        }
        (Some(Known::Failed) | None, Repeat::Gone(_)) if target.is_none() => {
            Step::Done(row.result(Status::Existing))
        }
        (Some(Known::Failed) | None, _) => Step::Send,
    }
}

/// Whether a row of targets says something else than was set.
fn has_other_targets(row: &RosterRow, intents: &[Intent]) -> bool {
    let is_safe = matches!(row.filled.call.repeat, Repeat::Safe(_));
    is_safe && same_or_changed(row, intents).status == Status::Changed
}

/// The result of a row that was done with what one of these intents says.
pub(super) fn same_or_changed(row: &RosterRow, intents: &[Intent]) -> RowResult {
    let intents = match row.filled.call.repeat {
        // What was sent last counts, where it was seen.
        Repeat::Safe(_) => &intents[intents.len().saturating_sub(1)..],
        _ => intents,
    };
    let (content, made) = (row.filled.fingerprint(), has_made_password(intents));
    let new = |status| row.result(status).made_password(made);
    let differs = |intent: &Intent| intent.fingerprint != content;
    let is_other = |intent: &Intent| differs(intent) || intent.made_password != made;
    let why = if matches!(row.filled.call.repeat, Repeat::Gone(_)) {
        // There is nothing but its e-mail.
        return new(Status::Done);
    } else if intents.iter().all(differs) {
        both(
            "the row was changed since, not sent",
            "该行此后有改动，未发送",
        )
    } else if intents.iter().any(is_other) {
        both(
            "it was sent with several contents or passwords, and which one counts is not known",
            "曾以不同的内容或密码多次发送，以哪一次为准尚不清楚",
        )
    } else {
        return new(Status::Done);
    };
    new(Status::Changed).because(text!(
        "{done} earlier; {why}",
        "此前已{done}；{why}",
        done = row.done()
    ))
}

/// How each row is before the first POST of this run.
pub fn first_results(roster: &Roster, steps: &[Step]) -> Vec<RowResult> {
    let rows = roster.rows.iter().zip(steps);
    let results = rows.map(|(row, step)| match step {
        Step::Done(result) | Step::Record(result) => result.clone(),
        Step::Send => row.result(Status::NotSent),
        Step::LookUp(intents) | Step::Again(intents) => {
            let unknown = row.result(Status::Unknown);
            let unknown = unknown.made_password(has_made_password(intents));
            unknown.because(both(
                "an earlier run may have sent it; not looked up",
                "之前的执行可能已发送；尚未查询",
            ))
        }
    });
    results.collect()
}

/// The same as the results file has it until the run ends: a killed run must
/// not leave a row behind as unsent that it may have sent.
pub fn under_way(results: &[RowResult]) -> Vec<RowResult> {
    let mut results = results.to_vec();
    for result in results.iter_mut().filter(|r| r.status == Status::NotSent) {
        result.status = Status::Unknown;
        let words = both(
            "the run has not ended; run the same command again",
            "执行尚未结束；请再次运行同一命令",
        );
        result.message = words.into();
    }
    results
}

/// The rows that will, or may, be sent.
pub fn to_send<'r>(roster: &'r Roster, steps: &[Step]) -> Vec<&'r RosterRow> {
    let rows = roster.rows.iter().zip(steps);
    let sent = rows.filter(|(_, step)| step.sends());
    sent.map(|(row, _)| row).collect()
}

#[cfg(test)]
mod tests;
