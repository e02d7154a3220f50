//! What remains of a run: the results file, the file of failed rows, the rows
//! on stdout, a summary, and the exit status.

use super::Batch;
use super::exit::{self, RESUME};
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
use crate::row::Row;
use crate::text;
use crate::text::counted;
use anyhow::Context as _;
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
    let rows = rows(batch, roster, results, reveal);
    let bytes = results::csv(batch.deed.columns(), rows, reveal, style.excel);
    let written = bytes.and_then(|bytes| replace(path, &bytes));
    written.map_err(|error| {
        let shown = path.display();
        Failure::local(format!("cannot write the results to {shown}"), error).hint(format!(
            "fix that, or name another with --results; then {RESUME}"
        ))
    })
}

/// What the results say of all rows.
fn rows(
    batch: &Batch<'_>,
    roster: &Roster,
    results: &[RowResult],
    reveal: bool,
) -> impl Iterator<Item = Row> {
    let rows = roster.rows.iter().zip(results);
    rows.flat_map(move |(row, result)| batch.deed.rows(row, result, reveal))
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
    let rows = rows(batch, roster, &ran.results, reveal);
    let printed = batch.context.rows(batch.deed.columns(), rows);
    summarise(batch, &ran.results, ran.earlier, kept);
    for remark in batch.deed.remarks(&roster.rows, &ran.results) {
        batch.context.console.warn(&remark);
    }
    note_end(batch, ran);
    let status = exit::status(
        batch.call,
        &ran.results,
        ran.stop.as_ref(),
        &batch.paths,
        &batch.if_changed,
    );
    let written = files.and(printed);
    let Err(mut failure) = status else {
        let (done, count) = (batch.call.does.1, count(&ran.results, Status::Done));
        return match written {
            Err(failure) if count > 0 => Err(failure.after(format!("{count} {done}"))),
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
    let way = "run the same command again to have them";
    let words = "interrupted while the new accounts' secrets are looked up";
    let _words = LastWords::leave(words, way);
    let (client, list) = (batch.context.client()?, batch.list);
    let within = (batch.connections, batch.how.wait());
    let missing = match checks::fill_in(client, batch.call, list, &mut ran.results, within) {
        Ok(0) => None,
        Ok(left) => Some(format!(
            "the appSecrets of {} are not listed yet",
            counted(left, "account")
        )),
        Err(error) => Some(error.message.to_string()),
    };
    if let Some(missing) = missing {
        batch.context.console.warn(format!("{missing}; {way}"));
    }
    Ok(true)
}

/// Reads back how the targets are, and notes it for the results of a later run;
/// tells whether there was anything to read. After a stop nothing is waited for.
fn read_back(batch: &Batch<'_>, roster: &Roster, ran: &mut Ran) -> Result<bool, Failure> {
    if !matches!(ran.stop, None | Some(Stop::TooManyFailures)) {
        return Ok(false);
    }
    let words = "interrupted while the list is read back; what was sent is noted";
    let _words = LastWords::leave(words, RESUME);
    let (client, console) = (batch.context.client()?, &batch.context.console);
    let before = ran.results.clone();
    let read = || batch.deed.read_back(client, &roster.rows, &mut ran.results);
    let read = console.with_progress("reading back how it is now", read);
    if let Err(failure) = &read {
        console.warn(format!("how it is now is not known: {}", failure.message));
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
    let words = || format!("cannot write the failed rows to {}", path.display());
    Ok(written.with_context(words)?)
}

/// Counts, and where things are. How many accounts the credentials file has is
/// said where it is not the roster's number.
fn summarise(batch: &Batch<'_>, results: &[RowResult], earlier: usize, kept: Option<usize>) {
    let done = batch.call.does.1;
    let now = match earlier {
        0 => done.to_owned(),
        _ => format!("{done} now, {earlier} earlier"),
    };
    let changed = format!("changed since they were {done}");
    let existing = match batch.call.repeat {
        Repeat::Gone(_) => "not there",
        _ => "existed before",
    };
    let words = [
        (Status::Done, &*now),
        (Status::Existing, existing),
        (Status::Changed, &changed),
        (Status::Failed, "failed"),
        (Status::Unknown, "unknown"),
        (Status::NotSent, "not sent"),
    ];
    let each = words.into_iter().filter_map(|(status, words)| {
        let count = count(results, status);
        let before = usize::from(status == Status::Done) * earlier;
        (count > 0).then(|| format!("{} {words}", count - before))
    });
    let each: Vec<String> = each.collect();
    let credentials = match (&batch.paths.credentials, kept) {
        (Some(path), Some(kept)) if kept != results.len() => {
            format!("; {} holds {}", path.display(), counted(kept, "account"))
        }
        _ => String::new(),
    };
    let results = match &batch.paths.results {
        Some(path) => format!("; results in {}", path.display()),
        None => String::new(),
    };
    let (each, console) = (each.join(", "), &batch.context.console);
    console.info(format!("{each}{results}{credentials}"));
}
