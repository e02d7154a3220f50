//! Any list command, from the e-mails asked for to the last row: everything by
//! default, `--limit` of it, or one `--page` as it is.

use super::console::Console;
use super::emails::{Emails, Unmatched};
use super::globals::Globals;
use super::session::{Session, Setup};
use crate::api::Page;
use crate::api::emails::chunks;
use crate::api::listing::{self, List, ListError, Listing};
use crate::failure::Failure;
use crate::output::{Column, Format, Sink, Style, choose, sink};
use clap::Args;
use std::io::{BufWriter, Write, stdout};

/// Which part of a list.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Part {
    /// Stop after this many rows
    #[arg(long, value_name = "N", value_parser = from_one,
          conflicts_with = "page")]
    limit: Option<u64>,
    /// Only this page, as the service gives it, from 1
    #[arg(long, value_name = "N", value_parser = from_one)]
    page: Option<u64>,
    /// Rows of that one page
    #[arg(long, value_name = "N", value_parser = from_one,
          requires = "page")]
    page_size: Option<u64>,
}

fn from_one(text: &str) -> Result<u64, &'static str> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or("a whole number from 1 is wanted")
}

/// A resource as the list command sees it.
pub struct Resource {
    /// Its columns.
    pub columns: &'static [Column],
    /// The field its e-mail is in.
    pub email_field: &'static str,
}

/// Everything a list command has settled before the first request.
pub struct Job<'a> {
    /// How to print.
    pub style: Style,
    /// Where to talk.
    pub console: &'a Console,
    /// What is listed.
    pub resource: Resource,
    /// Which part.
    pub part: Part,
    /// The e-mails asked for, to name those that match nothing.
    pub asked: Option<&'a [String]>,
}

/// A script that forgot `-o csv` would write a table into its `.csv`.
pub(super) fn refuse_excel_without_csv(style: &Style) -> Result<(), Failure> {
    if style.excel && style.format != Format::Csv {
        let format = style.format;
        let message = format!("--excel is for CSV, and the format is {format}");
        return Err(Failure::usage(message).hint("add -o csv"));
    }
    Ok(())
}

/// A list that can be filtered by e-mail and needs none: `of` makes the list
/// of some e-mails, or of everybody where there are none.
///
/// # Errors
/// As [`Job::check`] and [`Job::run`].
pub fn filtered<L: List>(
    globals: &Globals,
    console: &Console,
    resource: Resource,
    (emails, part): (&Emails, Part),
    of: impl Fn(Vec<String>) -> L,
) -> Result<(), Failure> {
    let setup = Setup::read(globals)?;
    let console = &setup.console(console);
    let emails = emails.read()?;
    let lists = match &emails {
        Some(emails) => chunks(emails).into_iter().map(of).collect(),
        None => vec![of(Vec::new())],
    };
    let job = Job {
        style: setup.style(globals)?,
        console,
        resource,
        part,
        asked: emails.as_deref(),
    };
    job.check::<L>()?;
    job.run(&Session::open(globals, &setup, console, false)?, lists)
}

impl Job<'_> {
    /// Reads the lists and prints their rows on stdout.
    ///
    /// # Errors
    /// Whatever kept the list from being read and written to its end.
    pub fn run<L: List>(&self, session: &Session, lists: Vec<L>) -> Result<(), Failure> {
        let mut out = BufWriter::new(stdout().lock());
        let mut sink = sink(&self.style, self.resource.columns, &mut out)?;
        let rows = match self.part.page {
            Some(number) => self.one_page(session, lists, number, &mut *sink)?,
            None => self.all(session, lists, &mut *sink)?,
        };
        let left_out = sink
            .finish()
            .and_then(|left_out| out.flush().map(|()| left_out))
            .map_err(|error| Failure::output(&error))?;
        if !left_out.is_empty() {
            self.console.say(&format!(
                "(no room for {}; --columns chooses, -o csv has all)",
                left_out.join(", ")
            ));
        }
        if rows == 0 {
            self.console.say(&format!("no {}", L::NOUN));
        }
        Ok(())
    }

    /// Settles everything that can be wrong before the first request.
    ///
    /// # Errors
    /// An unknown column, a page size that is too large.
    pub fn check<L: List>(&self) -> Result<(), Failure> {
        let style = &self.style;
        choose(style, self.resource.columns)?;
        refuse_excel_without_csv(style)?;
        if style.columns.is_some() && matches!(style.format, Format::Json | Format::Jsonl) {
            self.console
                .say("note: --columns is for tables and CSV; JSON is always whole");
        }
        let most = L::PAGE_SIZES[0];
        match self.part.page_size {
            Some(size) if size > most => Err(Failure::usage(format!(
                "--page-size {size}: at most {most} {} a page",
                L::NOUN
            ))),
            _ => Ok(()),
        }
    }

    fn one_page<L: List>(
        &self,
        session: &Session,
        lists: Vec<L>,
        number: u64,
        sink: &mut dyn Sink,
    ) -> Result<u64, Failure> {
        let size = self.part.page_size.unwrap_or(L::PAGE_SIZES[0]);
        let [list] = lists.as_slice() else {
            return self.page_across(session, lists, (number, size), sink);
        };
        let page = listing::page(&session.client, list, number, size)
            .map_err(|error| error.failure(&format!("list the {}", L::NOUN)))?;
        write(&page, sink)?;
        Ok(page.rows.len() as u64)
    }

    /// E-mails split over requests are several lists, of which the service
    /// knows no common page: it is cut out of their rows one after the other,
    /// so that all pages together are the whole list.
    fn page_across<L: List>(
        &self,
        session: &Session,
        lists: Vec<L>,
        (number, size): (u64, u64),
        sink: &mut dyn Sink,
    ) -> Result<u64, Failure> {
        let failed = |error: ListError| error.failure(L::NOUN);
        let mut before = (number - 1).saturating_mul(size);
        let end = Some(before.saturating_add(size));
        let mut listing =
            Listing::start(&session.client, lists, session.connections, end).map_err(failed)?;
        let mut rows = 0;
        for page in listing.by_ref() {
            let mut page = page.map_err(failed)?;
            let count = page.rows.len() as u64;
            let skipped = before.min(count);
            page.rows
                .drain(..usize::try_from(skipped).unwrap_or(usize::MAX));
            before -= skipped;
            rows += count - skipped;
            write(&page, sink)?;
        }
        tell_changes(self.console, &listing);
        Ok(rows)
    }

    fn all<L: List>(
        &self,
        session: &Session,
        lists: Vec<L>,
        sink: &mut dyn Sink,
    ) -> Result<u64, Failure> {
        let failed = |error: ListError| error.failure(L::NOUN);
        let mut unmatched = self
            .asked
            .map(|asked| Unmatched::new(self.resource.email_field, asked));
        let mut progress = self.console.progress();
        let mut listing =
            Listing::start(&session.client, lists, session.connections, self.part.limit)
                .map_err(failed)?;
        let mut rows = 0;
        while let Some(page) = listing.next() {
            let page = page.map_err(failed)?;
            if let Some(unmatched) = &mut unmatched {
                page.rows.iter().for_each(|row| unmatched.note(row));
            }
            write(&page, sink)?;
            rows += page.rows.len() as u64;
            progress.draw(|took| progress_text(&listing, rows, took));
        }
        drop(progress);
        tell_changes(self.console, &listing);
        self.name_unmatched(unmatched);
        Ok(rows)
    }

    /// Only a list read to its end can tell that an e-mail matches nothing.
    fn name_unmatched(&self, unmatched: Option<Unmatched>) {
        let rest = unmatched.map(Unmatched::rest).unwrap_or_default();
        if !rest.is_empty() && self.part.limit.is_none() {
            self.console
                .warn(&format!("nothing found for {}", rest.join(", ")));
        }
    }
}

/// Warns of a list that changed while it was read.
pub(super) fn tell_changes<L: List>(console: &Console, listing: &Listing<L>) {
    for warning in listing.warnings() {
        let noun = L::NOUN;
        console.warn(&format!(
            "the list of {noun} changed while it was read: {warning}"
        ));
    }
}

fn write(page: &Page, sink: &mut dyn Sink) -> Result<(), Failure> {
    let written = page.rows.iter().try_for_each(|row| sink.row(row));
    written
        .and_then(|()| sink.flush())
        .map_err(|error| Failure::output(&error))
}

fn progress_text<L: List>(listing: &Listing<L>, rows: u64, took: std::time::Duration) -> String {
    let (page, pages) = listing.progress();
    let (list, lists) = listing.lists();
    let part = match lists {
        1 => format!("page {page} of {pages}"),
        _ => format!(
            "part {} of {lists}, page {page} of {pages}",
            (list + 1).min(lists)
        ),
    };
    let rate = rows * 1000 / u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    format!("{part}, {rows} {}, {rate} a second", L::NOUN)
}
