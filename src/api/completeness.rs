//! Checks that a list was read completely: counts rows against the totals,
//! drops duplicates, reports gaps. Pure.

use super::Page;
use super::seen::SeenRows;
use crate::lang::{Text, both, counted};
use crate::row::Row;
use crate::text;
use crate::text::listed;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

/// Pages without a new row after which reading on is useless: one may be a
/// slip, the second a coincidence.
const PAGES_WITHOUT_NEW_ROWS: u32 = 3;
/// A second pass over so many pages is cheap: a few seconds at the worst.
const CHEAP_PAGES: u64 = 50;

/// What one list promised and gave so far. Rows are told apart by the id
/// field, if there is one.
#[derive(Debug, Default)]
pub(super) struct Completeness {
    id_field: Option<&'static str>,
    distinct: u64,
    twice: u64,
    late: u64,
    first_total: Option<u64>,
    last_total: Option<u64>,
    without_new_rows: u32,
    odd: BTreeSet<u64>,
    repeats: bool,
    previous: Option<u64>,
    keys: RandomState,
}

/// The verdict over a list read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Everything promised was received. The words, if any, are a warning.
    Complete(Option<Text>),
    /// Something may be missing; these pages are worth a second look.
    LookAgain(Vec<u64>),
    /// Something is missing; says what was seen.
    Short(Text),
}

impl Completeness {
    pub(super) fn new(id_field: Option<&'static str>) -> Self {
        Self {
            id_field,
            ..Self::default()
        }
    }

    /// Takes a page and leaves the rows in it that are new.
    pub(super) fn take(&mut self, number: u64, page: &mut Page, seen: &mut SeenRows) {
        let received = page.rows.len() as u64;
        let moved = self.take_total(page);
        let same = self.equals_the_previous(page);
        if same && page.is_array {
            // It is not cut into pages: the first was all.
            page.rows.clear();
            (self.first_total, self.last_total) = (Some(self.distinct), Some(self.distinct));
            self.without_new_rows = PAGES_WITHOUT_NEW_ROWS;
            return;
        }
        let distinct = self.sift(page, seen);
        self.distinct += distinct;
        self.twice += received - distinct;
        // Rows without an id cannot be told apart, but a whole page of them
        // that equals the one before was sent twice.
        self.repeats |= same && distinct == received;
        self.without_new_rows = if distinct == 0 {
            self.without_new_rows + 1
        } else {
            0
        };
        self.note_odd(number, page, received, moved || distinct < received);
    }

    /// Notes where rows may be missing: on a page that is short, and around one
    /// at which the list has shifted. Without ids the rows of a second look
    /// cannot be told from those at hand: only an empty page is worth one then.
    fn note_odd(&mut self, number: u64, page: &Page, received: u64, shifted: bool) {
        let short = page.size.is_some_and(|size| received < size);
        let has_ids = self.id_field.is_some();
        if received == 0 || (has_ids && (short || shifted)) {
            self.odd.insert(number);
        }
        if has_ids && shifted {
            self.odd.insert(number.saturating_sub(1).max(1));
        }
    }

    /// Whether the total is another one than before.
    fn take_total(&mut self, page: &Page) -> bool {
        let before = self.last_total;
        self.first_total = self.first_total.or(page.total_items);
        self.last_total = page.total_items.or(before);
        before.is_some() && before != self.last_total
    }

    /// Whether the page is the one before it once more. Rows with ids need no
    /// comparing: they are told apart one by one.
    fn equals_the_previous(&mut self, page: &Page) -> bool {
        let is_there = |row: &Row, id| row.get(id).is_some_and(|id| !id.is_null());
        let has_id = |row: &Row| self.id_field.is_some_and(|id| is_there(row, id));
        let rows: Vec<&str> = match page.rows.first() {
            Some(first) if !has_id(first) => page.rows.iter().map(Row::as_str).collect(),
            _ => Vec::new(),
        };
        let hash = (rows.len() > 1 || page.is_array).then(|| self.keys.hash_one(&rows));
        let before = std::mem::replace(&mut self.previous, hash);
        hash.is_some() && hash == before
    }

    /// Leaves the rows that are new; returns how many are not here twice. A row
    /// of an earlier list counts for this one, but is not given out again; one
    /// without an id is always new.
    fn sift(&self, page: &mut Page, seen: &mut SeenRows) -> u64 {
        let mut distinct = page.rows.len() as u64;
        page.rows.retain(|row| {
            let id = self.id_field.and_then(|field| row.get(field));
            let Some(id) = id.filter(|id| !id.is_null()) else {
                return true;
            };
            let (is_first, was_earlier) = seen.note(&id.as_text());
            distinct -= u64::from(!is_first);
            is_first && !was_earlier
        });
        distinct
    }

    pub(super) fn brings_nothing_new(&self) -> bool {
        self.without_new_rows >= PAGES_WITHOUT_NEW_ROWS || self.repeats
    }

    /// The verdict after `pages` pages; `final_pass` when no second look is
    /// possible any more.
    pub(super) fn verdict(&self, pages: u64, final_pass: bool) -> Verdict {
        if self.repeats {
            let again = both(
                "the same page was received again and again",
                "反复收到同一页",
            );
            return Verdict::Short(again.into());
        }
        let missing = self.last_total.is_some_and(|total| self.distinct < total);
        let moved = self.first_total != self.last_total;
        let suspicious = missing || moved || self.twice > 0 || self.has_no_end();
        if suspicious && !final_pass {
            let again = self.worth_a_second_look(pages);
            if !again.is_empty() {
                return Verdict::LookAgain(again);
            }
        }
        if missing || self.has_no_end() {
            return Verdict::Short(self.words());
        }
        Verdict::Complete((suspicious || self.late > 0).then(|| self.words()))
    }

    /// Without a total only an end that was reached shows that a list is complete.
    fn has_no_end(&self) -> bool {
        self.brings_nothing_new() && self.last_total.is_none()
    }

    /// All pages of a short list; of a long one the odd pages, and both ends,
    /// where rows are added.
    fn worth_a_second_look(&self, pages: u64) -> Vec<u64> {
        let mut again = self.odd.clone();
        if self.id_field.is_some() {
            if pages <= CHEAP_PAGES {
                return (1..=pages).collect();
            }
            again.extend([1, pages]);
        }
        let few = again.len() as u64 <= CHEAP_PAGES;
        again.into_iter().filter(|_| few).collect()
    }

    /// For a second pass: repetitions are expected now and not counted.
    pub(super) fn look_again(&mut self, page: &mut Page, seen: &mut SeenRows) {
        self.last_total = page.total_items.or(self.last_total);
        let distinct = self.sift(page, seen);
        self.distinct += distinct;
        self.late += distinct;
    }

    fn words(&self) -> Text {
        let mut seen = Vec::new();
        if let (Some(first), Some(last)) = (self.first_total, self.last_total) {
            if first != last {
                seen.push(text!(
                    "its total went from {first} to {last}",
                    "总数从 {first} 变为 {last}"
                ));
            }
            let received = self.distinct;
            if received < last {
                seen.push(text!(
                    "received {received} of {last} rows",
                    "共 {last} 行，只收到 {received} 行"
                ));
            }
        }
        if self.twice > 0 {
            let twice = counted(self.twice, "duplicate", "个重复行");
            seen.push(text!("dropped {twice}", "丢弃了 {twice}"));
        }
        if self.late > 0 {
            let rows = counted(self.late, "row", "行");
            seen.push(text!(
                "found {rows} only at a second look",
                "有 {rows}在第二次读取时才找到"
            ));
        }
        if self.has_no_end() {
            seen.push(text!(
                "{PAGES_WITHOUT_NEW_ROWS} pages in a row brought nothing new",
                "连续 {PAGES_WITHOUT_NEW_ROWS} 页没有新内容"
            ));
        }
        listed(seen)
    }
}

#[cfg(test)]
mod tests;
