//! A whole list: all pages, of one list or of several in a row (e-mails are
//! split over requests), in order, fetched on a few connections at a time.
//!
//! Memory is bounded by the pages that may be ahead of the reader. Whether the
//! list is whole is judged by [`super::audit`].

use super::audit::{Audit, SeenIds, Verdict};
use super::fetch::Fetcher;
use super::{CallError, Cause, Client, Page, Reason};
use crate::http::Request;
use std::collections::VecDeque;
use std::sync::Arc;

/// Pages fetched ahead of the reader, for each connection.
const PAGES_AHEAD: usize = 3;
/// Pages after which a list without totals is given up as endless.
const MOST_PAGES: u64 = 1_000_000;

/// A list call.
pub trait List: Send + Sync + 'static {
    /// What its rows are, for messages: `sub-accounts`.
    const NOUN: &'static str;
    /// Page sizes to ask for: the largest first, smaller ones in case the
    /// service refuses it.
    const PAGE_SIZES: &'static [u64];
    /// The field that tells rows apart, where there is one.
    const ID_FIELD: Option<&'static str>;

    /// The request for one page, numbered from 1.
    fn page(&self, number: u64, size: u64) -> Request;
}

/// Fetches one page.
///
/// # Errors
/// As [`Client::run`].
pub fn page<L: List>(client: &Client, list: &L, number: u64, size: u64) -> Result<Page, CallError> {
    client.run(&list.page(number, size), &|_, data| Page::read(data))
}

/// Why a list stopped before its end.
#[derive(Debug)]
pub enum ListError {
    /// A page could not be had.
    Call(CallError),
    /// The service gave less than it promised; says what was seen.
    Short(String),
}

impl From<CallError> for ListError {
    fn from(error: CallError) -> Self {
        ListError::Call(error)
    }
}

/// (which list, which page), in the order of reading.
type Key = (usize, u64);

/// An iterator over the pages of one or several lists. Each item is a page's
/// new rows; after an error there are no more.
pub struct Listing<L: List> {
    client: Arc<Client>,
    lists: Arc<Vec<L>>,
    fetcher: Fetcher<Key, Result<Page, CallError>>,
    size: u64,
    limit: Option<u64>,
    /// First page of the first list, which settles the page size.
    first: Option<Page>,
    at: Key,
    /// Pages known of the list at hand; the others' are known when reached.
    pages: u64,
    /// Jobs submitted and not yet taken, in order.
    ahead: VecDeque<Key>,
    most_ahead: usize,
    audit: Audit,
    seen: SeenIds,
    second_look: VecDeque<u64>,
    failed: Option<ListError>,
    given: u64,
    warnings: Vec<String>,
    over: bool,
}

impl<L: List> Listing<L> {
    /// Starts reading: fetches the first page, which tells how many there are.
    /// With a limit no page beyond it is asked for.
    ///
    /// # Errors
    /// The first page could not be had.
    pub fn start(
        client: &Arc<Client>,
        lists: Vec<L>,
        connections: usize,
        limit: Option<u64>,
    ) -> Result<Self, ListError> {
        let (size, first) = match lists.first() {
            Some(list) => first_page(client, list, limit)?,
            None => (1, Page::default()),
        };
        let lists = Arc::new(lists);
        let (caller, all) = (Arc::clone(client), Arc::clone(&lists));
        let fetcher = Fetcher::new(connections, move |&(list, number): &Key| {
            page(&caller, &all[list], number, size)
        });
        Ok(Self {
            client: Arc::clone(client),
            over: lists.is_empty(),
            lists,
            fetcher,
            size,
            limit,
            first: Some(first),
            at: (0, 1),
            pages: 1,
            ahead: VecDeque::new(),
            most_ahead: connections.max(1) * PAGES_AHEAD,
            audit: Audit::new(L::ID_FIELD),
            seen: SeenIds::default(),
            second_look: VecDeque::new(),
            failed: None,
            given: 0,
            warnings: Vec::new(),
        })
    }

    /// What was odd about the list, to be told at the end.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Pages read and pages known of the list at hand, for progress.
    pub fn progress(&self) -> (u64, u64) {
        (self.at.1 - 1, self.pages)
    }

    /// Which list is being read and how many there are, for progress.
    pub fn lists(&self) -> (usize, usize) {
        (self.at.0, self.lists.len())
    }

    fn left(&self) -> u64 {
        self.limit.map_or(u64::MAX, |limit| limit - self.given)
    }

    /// The page to read next; submits those after it meanwhile.
    fn take_page(&mut self) -> Result<Page, CallError> {
        if let Some(first) = self.first.take() {
            return Ok(first);
        }
        self.submit_ahead();
        let key = self.at;
        self.ahead.retain(|ahead| *ahead != key);
        self.fetcher.take(&key)
    }

    /// Submits as many pages as may be ahead, once half of them have been read:
    /// many at a time wake the threads less often.
    fn submit_ahead(&mut self) {
        let is_due = self.ahead.len() <= self.most_ahead / 2 || !self.ahead.contains(&self.at);
        while is_due && self.ahead.len() < self.most_ahead {
            let Some(next) = self.next_to_submit() else {
                return;
            };
            self.fetcher.submit(next);
            self.ahead.push_back(next);
        }
    }

    /// The pages of this list come first, then the first page of each later
    /// list: how many more it has is known only when that one is read.
    fn next_to_submit(&self) -> Option<Key> {
        let (list, page) = self.at;
        let here = self.ahead.iter().filter(|(l, _)| *l == list).map(|k| k.1);
        let next = here.max().map_or(page, |last| last + 1);
        let wanted = self.left().div_ceil(self.size).saturating_add(page - 1);
        if next <= self.pages.min(wanted) {
            return Some((list, next));
        }
        if self.left() <= self.size && self.limit.is_some() {
            return None; // this list may well be enough
        }
        let later = self.ahead.iter().map(|k| k.0).filter(|l| *l > list);
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
            let mut page = page(&self.client, &self.lists[self.at.0], number, self.size)?;
            self.audit.look_again(&mut page, &mut self.seen);
            if self.second_look.is_empty() {
                self.judge(true);
            }
            return Ok(page);
        }
        let mut page = self.take_page()?;
        let (_, number) = self.at;
        self.pages = self.pages.max(page.promised(number));
        self.audit.take(number, &mut page, &mut self.seen);
        if number >= MOST_PAGES {
            self.failed = Some(ListError::Short("it has no end".into()));
        } else if number >= self.pages || self.audit.is_barren() {
            self.judge(false);
        } else {
            self.at.1 += 1;
        }
        Ok(page)
    }

    /// The list at hand has been read to its end. A failure is kept until the
    /// rows at hand have been given out.
    fn judge(&mut self, final_pass: bool) {
        match self.audit.verdict(self.at.1, final_pass) {
            Verdict::Whole(warning) => {
                self.warnings.extend(warning);
                self.next_list();
            }
            Verdict::LookAgain(pages) => self.second_look = pages.into(),
            Verdict::Short(what) => self.failed = Some(ListError::Short(what)),
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
        self.audit = Audit::new(L::ID_FIELD);
        self.seen.next_list();
    }
}

impl<L: List> Iterator for Listing<L> {
    type Item = Result<Page, ListError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over || self.left() == 0 {
            return None;
        }
        let step = match self.failed.take() {
            Some(failed) => Err(failed),
            None => self.step().map_err(ListError::Call),
        };
        let mut page = match step {
            Ok(page) => page,
            Err(error) => {
                self.over = true;
                return Some(Err(error));
            }
        };
        page.rows
            .truncate(usize::try_from(self.left()).unwrap_or(usize::MAX));
        self.given += page.rows.len() as u64;
        Some(Ok(page))
    }
}

/// The first page, and the page size that the service accepts.
fn first_page<L: List>(
    client: &Client,
    list: &L,
    limit: Option<u64>,
) -> Result<(u64, Page), CallError> {
    let wanted = limit.unwrap_or(u64::MAX);
    let mut sizes = L::PAGE_SIZES
        .iter()
        .map(|size| wanted.min(*size))
        .peekable();
    loop {
        let size = sizes.next().unwrap_or(1);
        match page(client, list, 1, size) {
            Ok(page) => return Ok((size, page)),
            Err(error) if is_business(&error) && sizes.peek().is_some_and(|s| *s < size) => {}
            Err(error) => return Err(error),
        }
    }
}

fn is_business(error: &CallError) -> bool {
    matches!(&error.cause, Cause::Refused(refusal) if refusal.reason() == Reason::Business)
}
