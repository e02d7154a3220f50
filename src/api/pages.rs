//! A whole list: all pages, of one list or of several in a row (e-mails are
//! split over requests), in order, fetched on a few connections at a time.
//!
//! Memory is bounded by the pages that may be ahead of the reader. Whether the
//! list is complete is judged by `completeness`.

use super::client::{Begun, ReadData};
use super::completeness::{Completeness, Verdict};
use super::seen::SeenRows;
use super::workers::{Pending, Workers};
use super::{Call, CallError, Client, Page, Success};
use crate::failure::{Failure, Kind};
use crate::http::Request;
use crate::lang::{Both, Text, both};
use crate::row::Row;
use crate::text;
use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::Arc;

/// Pages fetched ahead of the reader, for each connection.
const PAGES_AHEAD: usize = 3;
/// Bytes of free memory that are kept from one page to the next. The usual C
/// library of Linux gives them back at once, which costs more than a page's rows,
/// until something of this size has been free.
const KEPT_FREE: usize = 512 * 1024;
/// The field before those of the service in a row of an account.
pub const ACCOUNT: &str = "accountEmail";
/// Accounts in a row that cannot be reached: the others cannot be either then.
const MOST_UNREACHED: usize = 5;
/// Pages after which a list without totals is given up as endless.
const MOST_PAGES: u64 = 1_000_000;

/// A list call.
#[derive(Clone, Debug)]
pub struct List {
    /// What its rows are, for messages: `sub-accounts`, `分账号`.
    pub rows: Both,
    /// The request without the number of the page. It may have a `pageSize`.
    pub request: Request,
    /// How it is cut into pages; a list that is not comes as a bare array.
    pub paging: Option<Paging>,
}

/// How a list is cut into pages, counted from 1.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    /// The parameter that counts them: `pageNumber`, or `page`.
    pub counter: &'static str,
    /// Page sizes to ask for: the largest first, smaller ones in case the
    /// service refuses it.
    pub sizes: &'static [u64],
    /// The field that tells rows apart, where there is one.
    pub id: Option<&'static str>,
    /// Whether a page may come as a bare array: it is not documented.
    pub or_array: bool,
}

impl List {
    /// The request for one page.
    pub fn request(&self, number: u64, size: u64) -> Request {
        let mut request = self.request.clone();
        let Some(paging) = self.paging else {
            return request;
        };
        request.query.push(paging.counter, number.to_string());
        if request.query.get("pageSize").is_none() {
            request.query.push("pageSize", size.to_string());
        }
        request
    }

    /// Fetches one page.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn page(&self, client: &Client, number: u64, size: u64) -> Result<Page, CallError> {
        self.end(client, self.begin(client, number, size, &|| ()))
    }

    /// Asks for one page; `leaves` is called whenever the request is about to.
    fn begin(&self, client: &Client, number: u64, size: u64, leaves: &dyn Fn()) -> Asked {
        let request = self.request(number, size);
        let answered = client.begin(&Call {
            before: &|| {
                leaves();
                Ok(())
            },
            ..self.call(&request)
        });
        (request, answered)
    }

    /// The page that was asked for.
    fn end(&self, client: &Client, (request, answered): Asked) -> Result<Page, CallError> {
        let mut page = client.end(&self.call(&request), answered)?;
        if let Some(account) = &request.account {
            page.rows = Row::led_by(&page.rows, ACCOUNT, &account.email);
        }
        Ok(page)
    }

    fn call<'a>(&self, request: &'a Request) -> Call<'a, Page> {
        let read: ReadData<'_, Page> = match self.paging {
            Some(paging) if paging.or_array => &|done: Success<'_>| Page::either(done.data),
            Some(_) => &|done: Success<'_>| Page::read(done.data),
            None => &|done: Success<'_>| Page::array(done.data),
        };
        Call::new(request, read)
    }

    /// The first page, and the page size that the service accepts.
    fn first(&self, client: &Client, limit: Option<u64>) -> Result<(u64, Page), CallError> {
        let most = limit.unwrap_or(u64::MAX);
        let sizes = self.paging.map_or(&[][..], |paging| paging.sizes).iter();
        let mut sizes = sizes.map(|size| most.min(*size)).peekable();
        loop {
            let size = sizes.next().unwrap_or(1);
            match self.page(client, 1, size) {
                Ok(page) => return Ok((size, page)),
                Err(error) if !error.cause.is_business() => return Err(error),
                Err(error) if sizes.peek().is_none_or(|next| *next >= size) => return Err(error),
                Err(_) => {}
            }
        }
    }

    /// Fetches one page as it is, for a list of which it is all that is wanted.
    ///
    /// # Errors
    /// The page could not be had.
    pub fn only_page(&self, client: &Client, number: u64, size: u64) -> Result<Vec<Row>, Failure> {
        let page = self.page(client, number, size);
        page.map(|page| page.rows)
            .map_err(|error| self.failure(&error))
    }

    fn id(&self) -> Option<&'static str> {
        self.paging?.id
    }

    fn failure(&self, error: &CallError) -> Failure {
        error.failure(text!("list the {rows}", "列出{rows}", rows = self.rows))
    }

    fn incomplete(&self, seen: impl Into<Text>) -> Failure {
        let message = text!(
            "the list of {rows} is incomplete: {seen}",
            "{rows}列表不完整：{seen}",
            rows = self.rows,
            seen = seen.into()
        );
        Failure::new(Kind::Network, message).hint(both(
            "run it again; the list may have been changed while it was read",
            "请重新执行；读取期间列表可能已变化",
        ))
    }
}

/// A page's request, and what came.
type Asked = (Request, Begun<Page>);

/// (which list, which page), in the order of reading.
type Key = (usize, u64);

/// An iterator over the pages of one or several lists. Each item is a page's
/// new rows; after an error there are no more.
pub struct Pages {
    client: Arc<Client>,
    lists: Arc<Vec<List>>,
    workers: Workers<Asked>,
    size: u64,
    /// Rows that may still be given out; the largest number without a limit.
    left: u64,
    /// First page of the first list, which settles the page size.
    first: Option<Result<Page, CallError>>,
    at: Key,
    /// Pages known of the list at hand; the others' are known when reached.
    pages: u64,
    /// Pages being fetched and not yet taken.
    ahead: VecDeque<(Key, Pending<Asked>)>,
    most_ahead: usize,
    counts: Completeness,
    seen: SeenRows,
    second_look: VecDeque<u64>,
    failed: Option<Failure>,
    warnings: Vec<Text>,
    unread: Vec<Unread>,
    /// Accounts in a row that could not be reached.
    unreached: usize,
    over: bool,
}

/// An account whose list could not be read, and why.
pub type Unread = (String, Failure);

impl Pages {
    /// Starts reading: fetches the first page, which tells how many there are.
    /// With a limit no page beyond it is asked for.
    ///
    /// # Errors
    /// The first page could not be had.
    pub fn start(
        client: &Arc<Client>,
        lists: Vec<List>,
        limit: Option<u64>,
    ) -> Result<Self, Failure> {
        drop(black_box(Vec::<u8>::with_capacity(KEPT_FREE)));
        let connections = client.connections();
        let (size, first) = match lists.first() {
            Some(list) => match list.first(client, limit) {
                Ok((size, page)) => (size, Ok(page)),
                Err(error) if list.request.account.is_some() => {
                    (list.paging.map_or(1, |paging| paging.sizes[0]), Err(error))
                }
                Err(error) => return Err(list.failure(&error)),
            },
            None => (1, Ok(Page::default())),
        };
        Ok(Self {
            client: Arc::clone(client),
            counts: Completeness::new(lists.first().and_then(List::id)),
            over: lists.is_empty(),
            lists: Arc::new(lists),
            workers: Workers::new(connections),
            size,
            left: limit.unwrap_or(u64::MAX),
            first: Some(first),
            at: (0, 1),
            pages: 1,
            ahead: VecDeque::new(),
            // One connection is busy only if as many as for two may be ahead.
            most_ahead: connections.max(2) * PAGES_AHEAD,
            seen: SeenRows::default(),
            second_look: VecDeque::new(),
            failed: None,
            warnings: Vec::new(),
            unread: Vec::new(),
            unreached: 0,
        })
    }

    /// Warnings that the list changed while it was read, to be told at the end.
    pub fn warnings(&self) -> &[Text] {
        &self.warnings
    }

    /// The accounts left out, where the lists are of one account each.
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// What was read of how much, in words: `page 2 of 7`.
    pub fn progress(&self) -> Text {
        let ((list, page), lists) = (self.at, self.lists.len());
        let pages = text!(
            "page {page} of {all}",
            "第 {page}/{all} 页",
            page = page - 1,
            all = self.pages
        );
        match lists {
            1 => pages,
            _ => text!(
                "part {part} of {lists}, {pages}",
                "第 {part}/{lists} 部分，{pages}",
                part = (list + 1).min(lists)
            ),
        }
    }

    /// The page to read next; starts those after it meanwhile.
    fn take_page(&mut self) -> Result<Page, CallError> {
        if let Some(first) = self.first.take() {
            return first;
        }
        self.start_ahead();
        let here = self.ahead.iter().position(|(key, _)| *key == self.at);
        let list = &self.lists[self.at.0];
        match here.and_then(|here| self.ahead.remove(here)) {
            Some((_, page)) => list.end(&self.client, page.wait()),
            None => list.page(&self.client, self.at.1, self.size),
        }
    }

    /// Starts as many pages as may be ahead, once half of them have been read:
    /// many at a time wake the threads less often.
    fn start_ahead(&mut self) {
        let is_here = self.ahead.iter().any(|(key, _)| *key == self.at);
        if is_here && self.ahead.len() > self.most_ahead / 2 {
            return;
        }
        while self.ahead.len() < self.most_ahead {
            let Some((list, number)) = self.next_ahead() else {
                return;
            };
            let (client, lists) = (Arc::clone(&self.client), Arc::clone(&self.lists));
            let size = self.size;
            let page = self
                .workers
                .start(move |begun| lists[list].begin(&client, number, size, begun));
            self.ahead.push_back(((list, number), page));
        }
    }

    /// The pages of this list come first, then the first page of each later
    /// list: how many more it has is known only when that one is read.
    fn next_ahead(&self) -> Option<Key> {
        let (list, page) = self.at;
        let ahead = || self.ahead.iter().map(|(key, _)| *key);
        let here = ahead().filter(|(l, _)| *l == list).map(|key| key.1);
        let next = here.max().map_or(page, |last| last + 1);
        let needed = self.left.div_ceil(self.size).saturating_add(page - 1);
        if next <= self.pages.min(needed) {
            return Some((list, next));
        }
        if self.left <= self.size {
            return None; // this list may well be enough
        }
        let later = ahead().map(|key| key.0).filter(|l| *l > list);
        // Room is left for the other pages of each list once it is reached.
        if later.clone().count() >= self.most_ahead / PAGES_AHEAD {
            return None;
        }
        let next = later.max().unwrap_or(list) + 1;
        (next < self.lists.len()).then_some((next, 1))
    }

    /// One step of reading: the new rows of the next page.
    fn step(&mut self) -> Result<Page, CallError> {
        if let Some(number) = self.second_look.pop_front() {
            let mut page = self.lists[self.at.0].page(&self.client, number, self.size)?;
            self.counts.look_again(&mut page, &mut self.seen);
            if self.second_look.is_empty() {
                self.judge(true);
            }
            return Ok(page);
        }
        let mut page = self.take_page()?;
        let (list, number) = self.at;
        self.pages = self.pages.max(page.promised(number));
        self.counts.take(number, &mut page, &mut self.seen);
        if number >= MOST_PAGES {
            let no_end = both("it has no end", "没有结尾");
            self.failed = Some(self.lists[list].incomplete(no_end));
        } else if number >= self.pages || self.counts.brings_nothing_new() {
            self.judge(false);
        } else {
            self.at.1 += 1;
        }
        Ok(page)
    }

    /// The list at hand has been read to its end. A failure is kept until the
    /// rows at hand have been given out.
    fn judge(&mut self, final_pass: bool) {
        match self.counts.verdict(self.at.1, final_pass) {
            Verdict::Complete(warning) => {
                let rows = self.lists[self.at.0].rows;
                let changed = |what: Text| {
                    text!(
                        "the list of {rows} changed while it was read: {what}",
                        "{rows}列表在读取期间有变化：{what}"
                    )
                };
                self.warnings.extend(warning.map(changed));
                self.next_list();
            }
            Verdict::LookAgain(pages) => self.second_look = pages.into(),
            Verdict::Short(what) => self.failed = Some(self.lists[self.at.0].incomplete(what)),
        }
    }

    fn next_list(&mut self) {
        let (list, page) = self.at;
        if list + 1 >= self.lists.len() {
            self.over = true;
            self.at = (list, page + 1); // all pages are read, for progress
            return;
        }
        self.at = (list + 1, 1);
        self.pages = 1;
        self.counts = Completeness::new(self.lists[list + 1].id());
        match self.lists[list].request.account {
            // What another account has is never the same row.
            Some(_) => self.seen = SeenRows::default(),
            None => self.seen.next_list(),
        }
    }

    /// Goes on with the next list where this one is an account's that could not
    /// be read, unless none can be.
    fn leave_out(&mut self, failure: Failure) -> Result<Page, Failure> {
        let list = self.at.0;
        self.unreached = match failure.kind {
            Kind::Network => self.unreached + 1,
            Kind::Refused | Kind::Credentials => 0,
            _ => MOST_UNREACHED,
        };
        let account = self.lists[list].request.account.as_ref();
        let account = account.filter(|_| self.unreached < MOST_UNREACHED);
        let email = account.ok_or_else(|| failure.clone())?.email.clone();
        self.unread.push((email, failure));
        self.second_look.clear();
        self.ahead.retain(|((of, _), _)| *of > list);
        self.next_list();
        Ok(Page::default())
    }
}

impl Iterator for Pages {
    type Item = Result<Vec<Row>, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over || self.left == 0 {
            return None;
        }
        let list = self.at.0;
        let step = match self.failed.take() {
            Some(failed) => Err(failed),
            None => self
                .step()
                .map_err(|error| self.lists[list].failure(&error)),
        };
        let step = step.inspect(|_| self.unreached = 0);
        let step = step.or_else(|failure| self.leave_out(failure));
        self.over |= step.is_err();
        Some(step.map(|page| {
            let mut rows = page.rows;
            rows.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
            self.left -= rows.len() as u64;
            rows
        }))
    }
}

#[cfg(test)]
mod tests;
