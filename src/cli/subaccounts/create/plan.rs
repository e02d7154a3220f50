//! What will be done, shown before it is: how many rows of which kind, and
//! what they take of what the group has left.

use crate::api::CallError;
use crate::batch::plan::{Step, Totals};
use crate::batch::results::{RowResult, Status};
use crate::batch::roster::Roster;
use crate::batch::survey::Left;
use crate::cli::console::Console;
use crate::failure::Failure;
use crate::output::{Column, Format, Kind, Style, sink};
use crate::row::Row;
use serde_json::json;
use std::io::{BufWriter, Write, stdout};

/// Shows how many rows there are of which kind.
pub(super) fn show_steps(name: &str, account: &str, steps: &[Step], console: &Console) {
    let stands = |status| {
        let is =
            |step: &&Step| matches!(step, Step::Stands(r) | Step::Note(r) if r.status == status);
        steps.iter().filter(is).count()
    };
    let kinds = [
        (
            steps.iter().filter(|s| matches!(s, Step::Create)).count(),
            "to create",
        ),
        (
            steps
                .iter()
                .filter(|s| matches!(s, Step::Settle(_)))
                .count(),
            "in doubt: looked up before they are sent",
        ),
        (stands(Status::Existing), "exist already: skipped"),
        (stands(Status::Created), "created earlier: skipped"),
        (
            stands(Status::Changed),
            "created earlier and changed since: not sent",
        ),
    ];
    console.say(&format!("{name}, on {account}:"));
    for (count, kind) in kinds.into_iter().filter(|(count, _)| *count > 0) {
        console.say(&format!("{count:>7} {kind}"));
    }
}

/// Shows what the rows take, and warns where it is more than there is: whether
/// the service minds is not documented.
pub(super) fn show_totals(
    totals: &Totals,
    left: &Option<Result<Left, CallError>>,
    console: &Console,
) {
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

/// The columns of a dry run.
pub(super) const DRY_RUN: &[Column] = &[
    Column::new("line", "LINE", Kind::Number),
    Column::text("email", "E-MAIL"),
    Column::text("step", "STEP"),
    Column::text("body", "BODY").hidden(),
];

/// `--dry-run`: every row, with the request that would be sent for it.
///
/// # Errors
/// A failed write on stdout.
pub(super) fn print(roster: &Roster, steps: &[Step], style: &Style) -> Result<(), Failure> {
    let mut out = BufWriter::new(stdout().lock());
    let json = matches!(style.format, Format::Json | Format::Jsonl);
    let mut sink = sink(style, DRY_RUN, &mut out)?;
    let mut written = Ok(());
    for (row, step) in roster.rows.iter().zip(steps) {
        let (word, sends) = match step {
            Step::Create => ("create", true),
            Step::Settle(_) => ("lookUpThenCreate", true),
            Step::Stands(RowResult { status, .. }) | Step::Note(RowResult { status, .. }) => {
                (status.name(), false)
            }
        };
        let body = row.account.masked_body();
        let body = match (sends, json) {
            (false, _) => serde_json::Value::Null,
            (true, true) => serde_json::from_str(&body).unwrap_or_default(),
            (true, false) => body.into(),
        };
        let email = row.account.email();
        let object = json!({"line": row.line, "email": email, "step": word, "body": body});
        let row = Row::parse(&object.to_string()).expect("an object is a row");
        written = written.and_then(|()| sink.row(&row));
    }
    let written = written.and_then(|()| sink.finish());
    let written = written.and_then(|_| out.flush());
    written.map_err(|error| Failure::output(&error))
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
