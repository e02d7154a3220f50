//! What remains of a run: the results file, the file of failed rows, the rows
//! on stdout, a summary, and the exit status.

use super::Batch;
use super::exit::{self, Hints, RESUME};
use crate::batch::checks;
use crate::batch::credentials::CredentialsFile;
use crate::batch::files::Stamp;
use crate::batch::journal::{Journal, Record};
use crate::batch::results::{self, RowResult, Status, count};
use crate::batch::roster::Roster;
use crate::batch::stop_rule::Stop;
use crate::cli::interrupt::{self, LastWords};
use crate::clock;
use crate::endpoints::write::Repeat;
use crate::failure::{Failure, Kind};
use crate::files::{remove, replace, replace_noting};
use crate::lang::{self, CLAUSES, COMMAS, Lang, Text, both, counted, joined};
use crate::row::Row;
use crate::text;
use std::sync::Arc;

/// What has become of the rows so far, and what it is noted in.
pub(super) struct Ran {
    pub(super) results: Vec<RowResult>,
    /// Rows that an earlier run has done.
    pub(super) earlier: usize,
    /// Why the run stopped early.
    pub(super) stop: Option<Stop>,
    pub(super) journal: Option<Arc<Journal>>,
    pub(super) credentials: Option<CredentialsFile>,
    /// When earlier runs had done all.
    pub(super) finished: Option<i64>,
}

/// Writes the results file with what is known: once before the first POST, so
/// that a place that cannot be written is found out in time.
///
/// # Errors
/// The file cannot be written.
pub(super) fn write_results(
    batch: &Batch<'_>,
    roster: &Roster,
    results: &[RowResult],
) -> Result<(), Failure> {
    let style = batch.context.style()?;
    let reveal = style.show_secrets || batch.paths.credentials.is_some();
    let Some(path) = &batch.paths.results else {
        return Ok(());
    };
    let rows = rows(batch, roster, results, (reveal, lang::current()));
    let bytes = results::csv(batch.deed.columns(), rows, reveal, style.excel);
    let written = bytes.and_then(|bytes| replace(path, &bytes));
    written.map_err(|error| {
        let shown = path.display();
        let what = text!(
            "cannot write the results to {shown}",
            "无法把结果写入 {shown}"
        );
        Failure::local(what, error).hint(text!(
            "fix that, or name another with --results; then {RESUME}",
            "请解决该问题，或用 --results 指定另一个文件；然后{RESUME}"
        ))
    })
}

/// What the results say of all rows, secrets in clear or not, in a language.
fn rows(
    batch: &Batch<'_>,
    roster: &Roster,
    results: &[RowResult],
    (reveal, lang): (bool, Lang),
) -> impl Iterator<Item = Row> {
    let rows = roster.rows.iter().zip(results);
    rows.flat_map(move |(row, result)| lang::within(lang, || batch.deed.rows(row, result, reveal)))
}

/// Writes everything there is to write and ends the run.
///
/// # Errors
/// Whatever was not done: the exit status.
pub(super) fn finish(batch: &Batch<'_>, roster: &Roster, ran: &mut Ran) -> Result<(), Failure> {
    let mut files = write(batch, roster, ran);
    // What is known is on disk: from here on the run may be interrupted.
    interrupt::undefer();
    if fill_in(batch, ran)? | read_back(batch, roster, ran)? {
        if let Some(file) = &mut ran.credentials {
            ran.results.iter().for_each(|result| file.note(result));
        }
        files = write(batch, roster, ran);
    }
    let kept = ran.credentials.as_ref().map(CredentialsFile::holds);
    let reveal = batch.context.globals.show_secrets;
    let lang = match batch.context.style()?.format.is_json() {
        true => Lang::En,
        false => lang::current(),
    };
    let rows = rows(batch, roster, &ran.results, (reveal, lang));
    let printed = batch.context.rows(batch.deed.columns(), rows);
    summarise(batch, &ran.results, ran.earlier, kept);
    for remark in batch.deed.remarks(&roster.rows, &ran.results) {
        batch.context.console.warn(remark);
    }
    note_end(batch, ran);
    let status = exit::status(
        batch.call,
        &ran.results,
        ran.stop.as_ref(),
        &batch.paths,
        &Hints {
            if_changed: &batch.if_changed,
            if_unknown: batch.if_unknown.as_ref(),
        },
    );
    let written = files.and(printed);
    let Err(mut failure) = status else {
        let count = count(&ran.results, Status::Done);
        let (done, number) = (exit::done(batch.call), exit::number(count, batch.call));
        return match written {
            Err(failure) if count > 0 => {
                Err(failure.after(text!("{number} {done}", "{done} {number}")))
            }
            written => written,
        };
    };
    // A file that could not be written must not hide an unknown row, nor a
    // closed stdout a failed one.
    if let Err(other) = written
        && other.kind != Kind::ClosedPipe
    {
        let (message, also) = (&failure.message, other.message);
        failure.message = text!("{message}; also: {also}", "{message}；另外：{also}");
    }
    Err(failure)
}

/// Notes that the run has ended, its results told: what is done only then may be
/// done again. To create again makes no sense.
fn note_end(batch: &Batch<'_>, ran: &Ran) {
    let creates = matches!(batch.call.repeat, Repeat::LookUp(_));
    if let (Some(journal), None, false) = (&ran.journal, &ran.stop, creates) {
        let at = ran.finished.unwrap_or_else(clock::unix_millis);
        // Where it fails, the next run continues this one and finds all done.
        let _ = journal.append(&Record::End { at });
    }
}

/// Writes all files. Where nothing more could be noted in the journal, what the
/// results say of an account is no proof that its password is of no use.
fn write(batch: &Batch<'_>, roster: &Roster, ran: &mut Ran) -> Result<(), Failure> {
    let mut saved = Ok(());
    if let Some(file) = &mut ran.credentials {
        if !ran.journal.as_ref().is_some_and(|it| it.is_broken()) {
            file.drop_uncreated(&ran.results);
        }
        saved = file.end();
    }
    write_results(batch, roster, &ran.results)
        .and(write_failed(batch, roster, ran))
        .and(saved)
}

/// Looks up the secrets that are asked for and that no answer held; tells
/// whether there were any.
fn fill_in(batch: &Batch<'_>, ran: &mut Ran) -> Result<bool, Failure> {
    let wanted = ran.credentials.is_some() || batch.context.style()?.show_secrets;
    let mut columns = batch.deed.columns().iter();
    if !wanted
        || !columns.any(|column| column.field == "appSecret")
        || ran.stop.is_some()
        || !ran.results.iter().any(checks::lacks)
    {
        return Ok(false);
    }
    let way = both(
        "run the same command again to have them",
        "再次运行同一命令可得到它们",
    );
    let words = both(
        "interrupted while the new accounts' secrets are looked up",
        "查询新账号的密钥时中断",
    );
    let _words = LastWords::leave(words, way);
    let (client, list) = (batch.context.client()?, batch.list);
    let (wait, results) = (batch.how.wait(), &mut ran.results);
    let missing = match checks::fill_in(client, batch.call, list, results, wait) {
        Ok(0) => None,
        Ok(left) => Some(text!(
            "the appSecrets of {accounts} are not listed yet",
            "{accounts}的 appSecret 尚未列出",
            accounts = counted(left, "account", "个账号")
        )),
        Err(error) => Some(error.message),
    };
    if let Some(missing) = missing {
        let console = &batch.context.console;
        console.warn(text!("{missing}; {way}", "{missing}；{way}"));
    }
    Ok(true)
}

/// Reads back how the targets are, and notes it for the results of a later run;
/// tells whether there was anything to read. After a stop nothing is waited for.
fn read_back(batch: &Batch<'_>, roster: &Roster, ran: &mut Ran) -> Result<bool, Failure> {
    if !matches!(ran.stop, None | Some(Stop::TooManyFailures)) {
        return Ok(false);
    }
    let words = both(
        "interrupted while the list is read back; what was sent is noted",
        "回读列表时中断；已发送的内容均已记录",
    );
    let _words = LastWords::leave(words, RESUME);
    let (client, console) = (batch.context.client()?, &batch.context.console);
    let before = ran.results.clone();
    let read = || batch.deed.read_back(client, &roster.rows, &mut ran.results);
    let words = both("reading back how it is now", "正在回读当前状态");
    let read = console.with_progress(words, read);
    if let Err(failure) = &read {
        console.warn(text!(
            "how it is now is not known: {why}",
            "当前状态未知：{why}",
            why = failure.message
        ));
    }
    let changed = before.iter().zip(&ran.results);
    let changed = changed.filter(|(before, result)| before != result);
    let done = changed.filter(|(_, result)| result.status == Status::Done);
    let done: Vec<_> = done
        .map(|(_, result)| Record::Outcome(result.clone()))
        .collect();
    if let Some(journal) = &ran.journal {
        // Only results that are made anew would lack it.
        let _ = journal.append_all(&done);
    }
    Ok(read.unwrap_or(true))
}

/// The rows that failed, as they are in the roster, ready to be fixed.
fn write_failed(batch: &Batch<'_>, roster: &Roster, ran: &Ran) -> Result<(), Failure> {
    let Some(path) = &batch.paths.failed else {
        return Ok(());
    };
    let rows = roster.rows.iter().zip(&ran.results);
    let failed = rows.filter(|(_, result)| result.status == Status::Failed);
    let failed: Vec<_> = failed.map(|(row, _)| row).collect();
    let excel = batch.context.style()?.excel;
    let written = match &ran.journal {
        _ if failed.is_empty() => remove(path).map(drop),
        None => Ok(()),
        Some(journal) => replace_noting(path, roster.to_csv(failed, excel).as_bytes(), |file| {
            journal.append(&Record::FailedRows(Stamp::of(file)?))
        }),
    };
    written.map_err(|error| {
        let what = text!(
            "cannot write the failed rows to {path}",
            "无法把失败的行写入 {path}",
            path = path.display()
        );
        Failure::local(what, error)
    })
}

/// Counts, and where things are. How many accounts the credentials file has is
/// said where it is not the roster's number.
fn summarise(batch: &Batch<'_>, results: &[RowResult], earlier: usize, kept: Option<usize>) {
    let done = batch.call.does.done;
    let existing = match batch.call.repeat {
        Repeat::Gone(_) => both("not there", "不存在"),
        _ => both("existed before", "此前已存在"),
    };
    let words: [(Status, Text); 5] = [
        (Status::Existing, existing.into()),
        (
            Status::Changed,
            text!("changed since they were {done}", "{done}后有改动"),
        ),
        (Status::Failed, both("failed", "失败").into()),
        (Status::Unknown, both("unknown", "结果未知").into()),
        (Status::NotSent, both("not sent", "未发送").into()),
    ];
    let (all, is_done) = (count(results, Status::Done), exit::done(batch.call));
    let number = |number| exit::number(number, batch.call);
    let of_now = match (all, earlier) {
        (0, _) => None,
        (_, 0) => Some(text!(
            "{all} {is_done}",
            "{is_done} {all}",
            all = number(all)
        )),
        _ => Some(text!(
            "{now} {is_done} now, {earlier} earlier",
            "本次{is_done} {now}，此前 {earlier}",
            now = number(all - earlier),
            earlier = number(earlier)
        )),
    };
    let others = words.into_iter().filter_map(|(status, words)| {
        let count = count(results, status);
        let counted = number(count);
        (count > 0).then(|| text!("{counted} {words}", "{words} {counted}"))
    });
    let mut parts = vec![joined(of_now.into_iter().chain(others), COMMAS)];
    if let Some(path) = &batch.paths.results {
        let path = path.display();
        parts.push(text!("results in {path}", "结果见 {path}"));
    }
    if let (Some(path), Some(kept)) = (&batch.paths.credentials, kept)
        && kept != results.len()
    {
        parts.push(text!(
            "{path} holds {accounts}",
            "{path} 中有 {accounts}",
            path = path.display(),
            accounts = counted(kept, "account", "个账号")
        ));
    }
    batch.context.console.info(joined(parts, CLAUSES));
}
