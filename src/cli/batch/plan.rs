//! What will be done, shown before it is: how many rows of which kind, and
//! what they take of what the group has left.

use super::{Batch, Opened, files};
use crate::batch::checks;
use crate::batch::plan::{Found, Step, is_unsettled, orphans, steps as all_steps, to_send};
use crate::batch::results::Status;
use crate::batch::roster::Roster;
use crate::cli::console::Console;
use crate::cli::context::Context;
use crate::endpoints::spec::Read;
use crate::endpoints::write::{Amount, Filled, Finding, Planned, Repeat, Rows, Write};
use crate::failure::Failure;
use crate::lang::{Text, both, counted};
use crate::order;
use crate::output::Column;
use crate::row::Row;
use crate::text;
use crate::text::{capital, listed, without_zeros};
use serde_json::{Value, json};

/// The columns of a dry run.
pub(super) const DRY_RUN: &[Column] = &[
    Column::number("line", "LINE"),
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
    roster: &mut Roster,
    opened: &mut Opened,
) -> Result<Vec<Step>, Failure> {
    let console = &batch.context.console;
    let mut accounts = Found::new();
    if batch.how.again || is_unsettled(roster, &opened.history) {
        let client = batch.context.client()?;
        let all = || checks::accounts(client, batch.list, None);
        let words = text!("reading {all}", "正在读取{all}", all = batch.rows.all);
        accounts = console.with_progress(words, all)?;
    }
    for row in &mut roster.rows {
        let there = accounts.get(&row.key().to_lowercase());
        let own = there.and_then(|there| there.text(batch.call.key));
        if let (Some(own), Repeat::Gone(_)) = (own, batch.call.repeat) {
            // The service may mind letter case.
            row.filled = row.filled.clone().spelled(&own);
        }
    }
    let mut steps = all_steps(roster, &opened.history, &accounts);
    let (name, account) = (files::name(batch.from), batch.context.account()?);
    let rows = counted(roster.rows.len(), "row", "行");
    console.info(text!(
        "{name}: {rows}, on {account}:",
        "{name}：共 {rows}，{account}："
    ));
    if batch.is_again(opened, &steps)? {
        steps = all_steps(roster, &opened.history, &accounts);
    }
    show_steps(&steps, batch)?;
    let orphans = orphans(roster, &opened.history);
    if !orphans.is_empty() {
        console.warn(text!(
            "sent earlier, outcome unknown, and no longer in the roster: {emails}",
            "此前已发送、结果未知，且已不在名单中：{emails}",
            emails = listed(&orphans)
        ));
    }
    let sent = to_send(roster, &steps);
    if !sent.is_empty() {
        check_conflicts(batch, roster, &steps, &accounts)?;
        let filled: Vec<_> = sent.iter().map(|row| &row.filled).collect();
        if let Some(amounts) = batch.rows.amounts {
            let info = match batch.how.no_preflight {
                true => None,
                false => ask_group(batch.context)?,
            };
            show_amounts(&amounts(&filled, info.as_ref()), console);
        }
    }
    Ok(steps)
}

/// Warns of what a single write takes and the group has not.
pub(in crate::cli) fn warn_if_over(
    rows: &Rows,
    filled: &Filled,
    context: &Context,
) -> Result<(), Failure> {
    let Some(amounts) = rows.amounts else {
        return Ok(());
    };
    let mut amounts = amounts(&[filled], ask_group(context)?.as_ref());
    amounts.retain(Amount::is_over);
    show_amounts(&amounts, &context.console);
    Ok(())
}

/// Finds targets that are not there, and conflicts with what is: these not with
/// `--no-preflight`.
fn check_conflicts(
    batch: &Batch<'_>,
    roster: &Roster,
    steps: &[Step],
    accounts: &Found,
) -> Result<(), Failure> {
    let console = &batch.context.console;
    let planned = roster.rows.iter().zip(steps).map(|(row, step)| Planned {
        line: row.line,
        filled: &row.filled,
        sends: step.sends(),
    });
    let planned: Vec<_> = planned.collect();
    let mut faults = match batch.call.repeat {
        Repeat::Safe(list) => unlisted(&planned, accounts, list),
        _ => Vec::new(),
    };
    if !batch.how.no_preflight {
        faults.extend((batch.rows.conflicts)(&mut accounts.values(), &planned)?);
        order::sort_by_key(&mut faults, |fault| fault.line);
    }
    if !faults.is_empty() {
        let faults = faults.into_iter().map(|it| it.named(&roster.names));
        let faults: Vec<_> = faults.collect();
        return Err(files::faults(batch.from, &faults, console));
    }
    Ok(())
}

/// Rows of which the list does not have the target.
fn unlisted(rows: &[Planned<'_>], found: &Found, list: &Read) -> Vec<Finding> {
    let is_there = |row: &&Planned<'_>| found.contains_key(&row.filled.key().to_lowercase());
    let absent = rows.iter().filter(|row| row.sends && !is_there(row));
    let fault = |row: &Planned<'_>| {
        let text = text!(
            "is not in the list of {rows}",
            "不在{rows}列表中",
            rows = list.rows
        );
        Finding::new(row.filled.call.key, row.filled.key(), text).on(row.line)
    };
    absent.map(fault).collect()
}

/// What the group has left, unless the service does not say: a warning does.
pub(in crate::cli) fn ask_group(context: &Context) -> Result<Option<Row>, Failure> {
    let (client, console) = (context.client()?, &context.console);
    let words = both("asking what the group has left", "正在查询集团剩余资源");
    let info = console.with_progress(words, || checks::group(client));
    if let Err(error) = &info {
        console.warn(text!(
            "what the group has left is not known: {why}",
            "集团剩余资源未知：{why}",
            why = error.words()
        ));
    }
    Ok(info.ok())
}

/// Shows how many rows there are of which kind.
fn show_steps(steps: &[Step], batch: &Batch<'_>) -> Result<(), Failure> {
    let (verb, done) = (batch.call.does.verb, batch.call.does.done);
    let timeout = batch.context.settings()?.timeout();
    let intents = steps.iter().filter_map(|step| match step {
        Step::LookUp(intents) => Some(intents),
        _ => None,
    });
    let waits = intents.clone().flatten();
    let waits = waits.map(|intent| intent.shown_within(timeout, batch.how.wait()));
    let longest = waits.max().unwrap_or_default().as_secs();
    let of = |status| {
        let is =
            |step: &&Step| matches!(step, Step::Done(it) | Step::Record(it) if it.status == status);
        steps.iter().filter(is).count()
    };
    let sent = steps.iter().filter(|step| **step == Step::Send).count();
    let in_doubt = text!(
        "in doubt: looked up for up to {longest} s before they are sent",
        "结果未知：发送前最多查询 {longest} 秒"
    );
    let existing = match batch.call.repeat {
        Repeat::Gone(_) => both("not there: skipped", "不存在：跳过"),
        _ => both("there already: skipped", "已存在：跳过"),
    };
    let changed = text!(
        "{done} earlier and changed since: not sent",
        "此前已{done}、之后有改动：不发送"
    );
    let again = steps.iter().filter(|step| matches!(step, Step::Again(_)));
    let kinds = [
        (sent, text!("to {verb}", "待{verb}")),
        (
            again.count(),
            text!("in doubt: to {verb} again", "结果未知：将再次{verb}"),
        ),
        (intents.count(), in_doubt),
        (of(Status::Existing), existing.into()),
        (
            of(Status::Done),
            text!("{done} earlier: skipped", "此前已{done}：跳过"),
        ),
        (of(Status::Changed), changed),
    ];
    for (count, kind) in kinds.into_iter().filter(|(count, _)| *count > 0) {
        let line = text!("{count:>7} {kind}", "{count:>7} 行{kind}");
        batch.context.console.info(line);
    }
    Ok(())
}

/// Shows what the rows take, and warns where it is more than there is: whether
/// the service minds is not documented.
fn show_amounts(amounts: &[Amount], console: &Console) {
    for amount in amounts.iter().filter(|amount| amount.takes > 0) {
        let has: Text = match amount.has {
            Some(has) => text!(
                "the group has {has} {part}",
                "集团{part} {has}",
                has = short(has),
                part = amount.part
            ),
            None => both("what the group has left is not known", "集团剩余资源未知").into(),
        };
        let line = text!(
            "allots {takes} {what}; {has}",
            "分配 {takes} {what}；{has}",
            takes = amount.takes,
            what = amount.what
        );
        match amount.is_over() {
            true => console.warn(line),
            false => console.info(text!("        {line}", "        {line}")),
        }
    }
}

/// Two decimals at most.
fn short(number: f64) -> String {
    without_zeros(&format!("{number:.2}")).to_owned()
}

/// `--dry-run`: every row, with the request that would be sent for it.
///
/// # Errors
/// A failed write on stdout.
pub(super) fn print(
    call: &Write,
    roster: &Roster,
    steps: &[Step],
    context: &Context,
) -> Result<(), Failure> {
    let verb = call.does.verb.en;
    let json = context.style()?.format.is_json();
    let rows = roster.rows.iter().zip(steps).map(|(row, step)| {
        let body = || match Value::from(row.filled.masked()) {
            body if json => body,
            body => body.to_string().into(),
        };
        let (step, body) = match step {
            Step::Send | Step::Again(_) => (json!(verb), body()),
            Step::LookUp(_) => (json!(format!("lookUpThen{}", capital(verb))), body()),
            Step::Done(result) | Step::Record(result) => {
                (json!(result.status.word(call)), Value::Null)
            }
        };
        Row::from(json!({"line": row.line, "email": row.key(), "step": step, "body": body}))
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
