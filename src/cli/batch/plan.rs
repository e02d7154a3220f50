//! What will be done, shown before it is: how many rows of which kind, and
//! what they take of what the group has left.

use super::{Batch, files};
use crate::api::CallError;
use crate::batch::checks::{self, Left, fits};
use crate::batch::journal::History;
use crate::batch::plan::{Found, Step, Totals, orphans, steps, to_send, unsettled};
use crate::batch::results::Status;
use crate::batch::roster::{Roster, RosterRow, phones_over_limit};
use crate::cli::console::Console;
use crate::cli::context::Context;
use crate::failure::{Failure, Kind};
use crate::output::{Column, Format, Values};
use crate::row::Row;
use crate::text::{counted, escape};
use serde_json::json;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How often a progress line that no event draws is looked at; how often it is
/// drawn is the console's.
const LOOK_AT_CLOCK: Duration = Duration::from_millis(100);

/// The columns of a dry run.
pub(super) const DRY_RUN: &[Column] = &[
    Column::new("line", "LINE", Values::Number),
    Column::text("email", "E-MAIL"),
    Column::text("step", "STEP"),
    Column::text("body", "BODY").hidden(),
];

/// What will be done with each row, shown; conflicts end it here.
///
/// # Errors
/// The service could not be asked, or has what the rows conflict with.
pub(super) fn decide(
    batch: &Batch<'_>,
    roster: &Roster,
    history: &History,
) -> Result<Vec<Step>, Failure> {
    let console = &batch.context.console;
    let steps = steps(
        roster,
        history,
        &look_up(batch, &unsettled(roster, history))?,
    );
    let (name, account) = (files::name(batch.from), batch.context.account()?);
    let rows = counted(roster.rows.len(), "row");
    console.say(&format!("{}: {rows}, on {account}:", escape(&name)));
    show_steps(&steps, console);
    let orphans = orphans(roster, history);
    if !orphans.is_empty() {
        console.warn(&format!(
            "sent earlier, outcome unknown, and no longer in the roster: {}",
            orphans.join(", ")
        ));
    }
    let rows = to_send(roster, &steps);
    if !rows.is_empty() {
        let left = check_group(batch, roster, &rows)?;
        let totals = Totals::of(rows.iter().map(|row| &row.account));
        show_totals(&totals, &left, console);
    }
    Ok(steps)
}

fn look_up(batch: &Batch<'_>, emails: &[&str]) -> Result<Found, Failure> {
    let client = batch.context.client()?;
    let words = format!("looking up {}", counted(emails.len(), "e-mail"));
    let find = || checks::find(client, emails, batch.connections);
    with_progress(&batch.context.console, &words, find)
}

/// Phones, billing mode, and what is left; `None` with `--no-preflight`.
fn check_group(
    batch: &Batch<'_>,
    roster: &Roster,
    rows: &[&RosterRow],
) -> Result<Option<Result<Left, CallError>>, Failure> {
    if !batch.preflight {
        return Ok(None);
    }
    let (client, console) = (batch.context.client()?, &batch.context.console);
    let read = || checks::group(client, batch.connections);
    let group = with_progress(console, "reading the group's accounts", read)?;
    let faults = phones_over_limit(&roster.rows, &group.phones);
    if !faults.is_empty() {
        return Err(files::faults(batch.from, &faults, console));
    }
    let mode = group.billed_by.unwrap_or_default();
    let conflicts = rows
        .iter()
        .filter(|row| !fits(row.account.allotment(), &mode));
    let conflicts = conflicts.count();
    if conflicts > 0 {
        let column = match mode.as_str() {
            "minutes" => "minutes (分钟数)",
            _ => "concurrent (并发数)",
        };
        let are = if conflicts == 1 { "is" } else { "are" };
        let message = format!(
            "the group's accounts are billed by {mode}, and {} {are} not; nothing was sent",
            counted(conflicts, "row")
        );
        let hint = format!("give the column {column} instead");
        return Err(Failure::new(Kind::Refused, message).hint(hint));
    }
    let words = "asking what the group has left";
    Ok(Some(with_progress(console, words, || checks::left(client))))
}

/// Asks the service something that may take long, with a progress line
/// meanwhile: these words and the seconds so far.
fn with_progress<T>(console: &Console, words: &str, ask: impl FnOnce() -> T) -> T {
    let (asking, answered) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let mut progress = console.progress();
        scope.spawn(move || {
            while answered.recv_timeout(LOOK_AT_CLOCK) == Err(RecvTimeoutError::Timeout) {
                progress.draw(|took| format!("{words}, {} s", took.as_secs()));
            }
        });
        let answer = ask();
        drop(asking);
        answer
    })
}

/// Shows how many rows there are of which kind.
fn show_steps(steps: &[Step], console: &Console) {
    let (mut create, mut in_doubt) = (0, 0);
    let mut ended = Vec::new();
    for step in steps {
        match step {
            Step::Create => create += 1,
            Step::LookUp(_) => in_doubt += 1,
            Step::Done(result) | Step::Record(result) => ended.push(result.status),
        }
    }
    let of = |status| ended.iter().filter(|ended| **ended == status).count();
    let kinds = [
        (create, "to create"),
        (in_doubt, "in doubt: looked up before they are sent"),
        (of(Status::Existing), "exist already: skipped"),
        (of(Status::Created), "created earlier: skipped"),
        (
            of(Status::Changed),
            "created earlier and changed since: not sent",
        ),
    ];
    for (count, kind) in kinds.into_iter().filter(|(count, _)| *count > 0) {
        console.say(&format!("{count:>7} {kind}"));
    }
}

/// Shows what the rows take, and warns where it is more than there is: whether
/// the service minds is not documented.
fn show_totals(totals: &Totals, left: &Option<Result<Left, CallError>>, console: &Console) {
    let known = match left {
        Some(Ok(left)) => *left,
        Some(Err(error)) => {
            let why = error.cause.words();
            console.warn(&format!("what the group has left is not known: {why}"));
            Left::default()
        }
        None => Left::default(),
    };
    let lines = [
        (totals.minutes, "minutes", known.minutes, "left"),
        (
            totals.concurrent,
            "concurrency",
            known.concurrent_ceiling,
            "in all, what is allotted included",
        ),
        (totals.flow, "G of flow", known.flow, "left"),
        (totals.space, "G of space", known.space, "left"),
    ];
    for (takes, what, has, of) in lines.into_iter().filter(|line| line.0 > 0) {
        let has_words = match has {
            Some(has) => format!("the group has {} {of}", short(has)),
            None => "what the group has left is not known".into(),
        };
        let line = format!("allots {takes} {what}; {has_words}");
        match has {
            Some(has) if takes as f64 > has => console.warn(&line),
            _ => console.say(&format!("        {line}")),
        }
    }
}

/// Two decimals at most.
fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

/// `--dry-run`: every row, with the request that would be sent for it.
///
/// # Errors
/// A failed write on stdout.
pub(super) fn print(roster: &Roster, steps: &[Step], context: &Context) -> Result<(), Failure> {
    let json = matches!(context.style()?.format, Format::Json | Format::Jsonl);
    let rows = roster.rows.iter().zip(steps).map(|(row, step)| {
        let body = row.account.masked_body();
        let body = match json {
            true => serde_json::from_str(&body).unwrap_or_default(),
            false => body.into(),
        };
        let (step, body) = match step {
            Step::Create => ("create", body),
            Step::LookUp(_) => ("lookUpThenCreate", body),
            Step::Done(result) | Step::Record(result) => {
                (result.status.name(), serde_json::Value::Null)
            }
        };
        let email = row.account.email();
        let object = json!({"line": row.line, "email": email, "step": step, "body": body});
        Row::parse(&object.to_string()).expect("an object is a row")
    });
    context.rows(DRY_RUN, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_with_two_decimals_at_most() {
        let shown = [100.0, -11_945.82, 0.5, 1_774_638.0, 99.999].map(short);
        assert_eq!(shown, ["100", "-11945.82", "0.5", "1774638", "100"]);
    }
}
