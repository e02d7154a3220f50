//! What remains of a run: the results file, the file of failed rows, the rows
//! on stdout, a summary, and the exit status.

use super::doing::RESUME;
use super::many::Batch;
use super::passwords::Keeper;
use super::verdict::verdict;
use crate::batch::files;
use crate::batch::journal::{Journal, Record};
use crate::batch::results::{self, HEADINGS, RowResult, Status, count};
use crate::batch::roster::Roster;
use crate::batch::run::Halt;
use crate::batch::secrets;
use crate::failure::{Failure, Kind};
use crate::output::{Column, Format, Style, Values, sink};
use crate::text::counted;
use std::io::{self, BufWriter, Write, stdout};

/// The columns of the results, on stdout and in the file.
pub(super) const RESULTS: &[Column] = &[
    Column::new("line", "LINE", Values::Number),
    Column::text("email", "E-MAIL"),
    Column::text("status", "STATUS"),
    Column::text("userId", "USER ID"),
    Column::text("appId", "APP ID"),
    Column::text("appSecret", "APP SECRET").secret(),
    Column::new("code", "CODE", Values::Number).hidden(),
    Column::text("message", "MESSAGE"),
    Column::text("requestId", "REQUEST ID").hidden(),
];

/// What has become of the rows so far.
pub(super) struct Report<'a> {
    batch: &'a Batch<'a>,
    pub(super) results: Vec<RowResult>,
    /// Why the run stopped early.
    pub(super) halt: Option<Halt>,
}

impl<'a> Report<'a> {
    pub(super) fn new(batch: &'a Batch<'a>, results: Vec<RowResult>) -> Self {
        Self {
            batch,
            results,
            halt: None,
        }
    }

    /// Writes the results file as things stand: once before the first POST,
    /// so that a place that cannot be written is found out in time.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn write_results(&self) -> Result<(), Failure> {
        let path = &self.batch.paths.results;
        let reveal = self.batch.style.show_secrets || self.batch.how.credentials_out.is_some();
        let bytes = match self.batch.style.excel {
            true => self.spreadsheet(reveal),
            false => Ok(results::csv(&self.results, reveal)),
        };
        let written = bytes.and_then(|bytes| files::replace(path, &bytes));
        written.map_err(|error| {
            let shown = path.display();
            Failure::local(format!("cannot write the results to {shown}"), &error).hint(RESUME)
        })
    }

    /// The results file with `--excel`: marked, CRLF, and with formulas defused,
    /// for a message is the service's and may begin as one.
    fn spreadsheet(&self, reveal: bool) -> io::Result<Vec<u8>> {
        let style = Style {
            format: Format::Csv,
            columns: Some(HEADINGS.map(str::to_owned).to_vec()),
            header: true,
            show_secrets: reveal,
            ..self.batch.style.clone()
        };
        let mut bytes = Vec::new();
        let mut sink = sink(&style, RESULTS, &mut bytes).map_err(io::Error::other)?;
        let mut rows = self.results.iter().map(RowResult::row);
        rows.try_for_each(|row| sink.row(&row))?;
        sink.finish()?;
        Ok(bytes)
    }

    /// Writes everything there is to write and ends the run.
    ///
    /// # Errors
    /// Whatever was not done: the exit status.
    pub(super) fn finish(
        mut self,
        roster: &Roster,
        journal: Option<&Journal>,
        mut keeper: Keeper,
    ) -> Result<(), Failure> {
        if self.halt == Some(Halt::Interrupted) && count(&self.results, Status::NotSent) == 0 {
            self.halt = None; // It came when all was done.
        }
        self.fill_in(&mut keeper);
        if journal.is_none_or(|journal| journal.broken().is_none()) {
            keeper.drop_uncreated(&self.results);
        }
        let kept = keeper.holds();
        let files = self
            .write_results()
            .and(self.write_failed(roster, journal))
            .and(keeper.end());
        let printed = self.print();
        self.summarise(kept);
        let verdict = verdict(&self.results, self.halt.as_ref(), &self.batch.paths);
        match (verdict, files, printed) {
            // A file that could not be written must not hide an unknown row,
            // nor a reader that has gone a failed one.
            (Err(verdict), Err(file), _) => Err(with(verdict, &file)),
            (Err(verdict), Ok(()), Err(print)) if print.kind != Kind::ClosedPipe => {
                Err(with(verdict, &print))
            }
            (Err(verdict), _, _) => Err(verdict),
            (Ok(()), files, printed) => files.and(printed),
        }
    }

    /// Looks up the secrets that are wanted and that no answer brought.
    fn fill_in(&mut self, keeper: &mut Keeper) {
        let batch = self.batch;
        let wanted = keeper.keeps() || batch.style.show_secrets;
        if !wanted || self.halt.is_some() {
            return;
        }
        let client = &batch.session.client;
        let wait = batch.how.wait();
        let filled = secrets::fill_in(client, &mut self.results, batch.connections, wait);
        let missing = match filled {
            Ok(0) => None,
            Ok(left) => Some(format!(
                "the appSecrets of {} are not listed yet",
                counted(left, "account")
            )),
            Err(error) => Some(error.failure("sub-accounts").message),
        };
        if let Some(missing) = missing {
            let way = "run the same command again to have them";
            batch.console.warn(&format!("{missing}; {way}"));
        }
        self.results.iter().for_each(|result| keeper.note(result));
    }

    /// The rows that failed, as they stand in the roster, ready to be mended.
    fn write_failed(&self, roster: &Roster, journal: Option<&Journal>) -> Result<(), Failure> {
        let path = &self.batch.paths.failed;
        let rows = roster.rows.iter().zip(&self.results);
        let failed: Vec<_> = rows
            .filter(|(_, result)| result.status == Status::Failed)
            .map(|(row, _)| row)
            .collect();
        let written = match journal {
            _ if failed.is_empty() => files::remove(path),
            None => Ok(()),
            Some(journal) => {
                let text = roster.to_csv(failed);
                files::replace_noting(path, text.as_bytes(), |stamp| {
                    journal.append(&Record::FailedRows(stamp))
                })
            }
        };
        written.map_err(|error: io::Error| {
            let shown = path.display();
            Failure::local(format!("cannot write the failed rows to {shown}"), &error)
        })
    }

    /// Every row on stdout.
    fn print(&self) -> Result<(), Failure> {
        let mut out = BufWriter::new(stdout().lock());
        let mut sink = sink(&self.batch.style, RESULTS, &mut out)?;
        let mut rows = self.results.iter().map(RowResult::row);
        let written = rows.try_for_each(|row| sink.row(&row));
        let written = written.and_then(|()| sink.finish());
        let written = written.and_then(|_| out.flush());
        written.map_err(|error| Failure::output(&error))
    }

    /// Counts, and where things are. How many accounts the credentials file
    /// has is said where it is not the roster's number.
    fn summarise(&self, kept: Option<usize>) {
        let each = Status::ALL.map(|status| (count(&self.results, status), words(status)));
        let each: Vec<String> = each
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        let results = self.batch.paths.results.display();
        let each = each.join(", ");
        let console = self.batch.console;
        let credentials = match (&self.batch.paths.credentials, kept) {
            (Some(path), Some(kept)) if kept != self.results.len() => {
                format!("; {} holds {}", path.display(), counted(kept, "account"))
            }
            _ => String::new(),
        };
        console.say(&format!("{each}; results in {results}{credentials}"));
    }
}

fn words(status: Status) -> &'static str {
    match status {
        Status::Created => "created",
        Status::Existing => "existed before",
        Status::Changed => "changed since they were created",
        Status::Failed => "failed",
        Status::Unknown => "unknown",
        Status::NotSent => "not sent",
    }
}

fn with(mut failure: Failure, other: &Failure) -> Failure {
    failure.message = format!("{}; also: {}", failure.message, other.message);
    failure
}
