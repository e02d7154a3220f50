//! The rows of a read on their way: how far they are, which e-mails they are
//! of, and what is to be told of them at their end.

use super::ask::Asking;
use super::console::Progress;
use super::context::Context;
use super::emails::in_other_letters;
use super::{accounts, candidates};
use crate::api::{List, Pages};
use crate::endpoints::spec::Read;
use crate::failure::Failure;
use crate::lang::Text;
use crate::row::Row;
use crate::sign::Params;
use crate::text;
use crate::text::{escape, listed};
use std::collections::HashSet;

/// What is asked of which read, and of which e-mails; none for all.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) read: &'a Read,
    pub(super) query: &'a Params,
    pub(super) asking: &'a Asking,
    pub(super) emails: &'a [String],
    pub(super) context: &'a Context,
}

/// The pages of lists, and what is to be known of them at their end.
pub(super) struct Reading<'a> {
    of: Of<'a>,
    /// The field of the e-mails that are asked for.
    field: &'static str,
    pages: Pages,
    progress: Progress,
    /// Rows that may still be read, where that is known.
    left: Option<u64>,
    /// Those of the e-mails that no row has so far, in small letters.
    sought: HashSet<String>,
    ids: String,
    count: u64,
    at_end: bool,
    warnings: Vec<Text>,
}

impl<'a> Reading<'a> {
    /// Begins to read lists, so many rows of them if it is known how many.
    pub(super) fn start(of: Of<'a>, lists: Vec<List>, left: Option<u64>) -> Result<Self, Failure> {
        Ok(Self {
            of,
            field: of.read.emails.map_or("", |emails| emails.field),
            pages: of.context.start(lists, left)?,
            progress: of.context.console.progress(),
            left,
            sought: of.emails.iter().map(|email| email.to_lowercase()).collect(),
            ids: String::new(),
            count: 0,
            at_end: false,
            warnings: Vec::new(),
        })
    }
}

impl Iterator for Reading<'_> {
    type Item = Result<Vec<Row>, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.of.read;
        self.progress.draw(|took| {
            let (at, count) = (self.pages.progress(), self.count);
            let rate = count as f64 / took.as_secs_f64();
            let rows = read.rows;
            text!(
                "{at}, {count} {rows}, {rate:.0} a second",
                "{at}，已读取{rows} {count} 条，每秒 {rate:.0} 条"
            )
        });
        let mut page = self.pages.next();
        if page.is_none() && self.left != Some(0) && !self.at_end {
            if let Err(failure) = self.end().and_then(|()| self.look_again()) {
                return Some(Err(failure));
            }
            page = self.pages.next();
        }
        Some(page?.inspect(|page| {
            let ids = read.named(page).into_iter();
            self.ids
                .extend(ids.map(|row| format!("{}\t{}\n", escape(&row.id), escape(&row.name))));
            // A list of all rows need not be searched for e-mails.
            if !self.sought.is_empty() {
                self.receive(page);
            }
            self.left = self.left.map(|left| left.saturating_sub(page.len() as u64));
            self.count += page.len() as u64;
        }))
    }
}

impl<'a> Reading<'a> {
    /// Tells what is to be known at the end, and gives the number of rows that
    /// were read; `is_whole` says that every row was asked for.
    pub(super) fn tell(&mut self, is_whole: bool) -> Result<u64, Failure> {
        self.end()?;
        let Of { read, context, .. } = self.of;
        let console = &context.console;
        if !self.ids.is_empty() && is_whole {
            candidates::keep(read.rows.en, &self.ids, context.account()?.en());
        }
        for warning in self.warnings.iter().chain(self.pages.warnings()) {
            console.warn(warning);
        }
        let missing = self.missing();
        // Only a list read to its end can tell that an e-mail matches nothing.
        if !missing.is_empty() && self.left != Some(0) {
            let missing = listed(missing);
            console.warn(text!("nothing found for {missing}", "没有找到 {missing}"));
        }
        Ok(self.count)
    }

    /// The e-mails asked for that no row has so far.
    fn missing(&self) -> Vec<&'a str> {
        let asked = self.of.emails.iter().map(String::as_str);
        let missing = asked.filter(|email| self.sought.contains(&email.to_lowercase()));
        missing.collect()
    }

    /// Notes which of the e-mails asked for a page has rows of.
    fn receive(&mut self, page: &[Row]) {
        for row in page {
            match row.text(self.field) {
                Some(email) => self.sought.remove(&email.to_lowercase()),
                // It may be the row of any of them.
                None => return self.sought.clear(),
            };
        }
    }

    /// Tells, once, which accounts could not be read.
    fn end(&mut self) -> Result<(), Failure> {
        let Of { read, context, .. } = self.of;
        let may_skip = self.of.asking.may_skip;
        match std::mem::replace(&mut self.at_end, true) {
            true => Ok(()),
            false => accounts::tell(read, self.pages.unread(), may_skip, context),
        }
    }

    fn look_again(&mut self) -> Result<(), Failure> {
        let of = self.of;
        self.warnings.extend_from_slice(self.pages.warnings());
        let missing = match of.asking.of_accounts {
            true => Vec::new(), // all rows have been read
            false => self.missing(),
        };
        self.pages = in_other_letters(of.read, &missing, of.query, self.left, of.context)?;
        Ok(())
    }
}
