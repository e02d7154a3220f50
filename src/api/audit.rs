//! Is a list whole? Counts what a list promised and what came, drops what came
//! twice, and says at the end what is missing. Pure.

use super::Page;
use crate::row::Row;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Pages without a new row after which reading on is useless: one may be a
/// slip, the second a coincidence.
const BARREN_PAGES: u32 = 3;
/// A second pass over so many pages is cheap: a few seconds at the worst.
const CHEAP_PAGES: u64 = 50;

/// The ids of rows already seen. Only 64 bits of a keyed hash are kept for
/// each, so that 100 000 rows cost 2 MB. Two ids that fall together would make
/// the list one short of its total, which is noticed.
#[derive(Default)]
pub struct SeenIds {
    hashes: HashSet<u64>,
    keys: RandomState,
}

impl SeenIds {
    /// Whether the row is new. A row without an id always is.
    fn is_new(&mut self, row: &Row, id_field: &str) -> bool {
        let id = row.get(id_field).filter(|id| !id.is_null());
        id.is_none_or(|id| self.hashes.insert(self.keys.hash_one(id.as_text())))
    }
}

/// What one list promised and gave so far.
#[derive(Debug, Default)]
pub struct Audit {
    id_field: Option<&'static str>,
    distinct: u64,
    twice: u64,
    first_total: Option<u64>,
    last_total: Option<u64>,
    barren: u32,
    short: Vec<u64>,
    repeats: bool,
    previous: Option<u64>,
    keys: RandomState,
}

/// The verdict over a list read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything promised has come. The words, if any, are a warning.
    Whole(Option<String>),
    /// Something may be missing; these pages are worth a second look.
    LookAgain(Vec<u64>),
    /// It could not be made whole; says what was seen.
    Short(String),
}

impl Audit {
    /// For a list whose rows are told apart by this field, if by any.
    pub fn new(id_field: Option<&'static str>) -> Self {
        Self {
            id_field,
            ..Self::default()
        }
    }

    /// Takes a page and leaves the rows in it that are new.
    pub fn take(&mut self, number: u64, page: &mut Page, seen: &mut SeenIds) {
        let came = page.rows.len() as u64;
        if page.total_items.is_some() {
            self.first_total = self.first_total.or(page.total_items);
            self.last_total = page.total_items;
        }
        self.note_repetition(page);
        if let Some(id_field) = self.id_field {
            page.rows.retain(|row| seen.is_new(row, id_field));
        }
        let new = page.rows.len() as u64;
        self.distinct += new;
        self.twice += came - new;
        if new == 0 {
            self.barren += 1;
        } else {
            self.barren = 0;
        }
        if new == 0 || page.size.is_some_and(|size| came < size) {
            self.short.push(number);
        }
    }

    /// Rows without an id cannot be told apart, but a whole page that equals
    /// the one before was sent twice.
    fn note_repetition(&mut self, page: &Page) {
        let rows: Vec<&str> = page.rows.iter().map(Row::as_str).collect();
        let hash = (rows.len() > 1).then(|| self.keys.hash_one(&rows));
        self.repeats |= hash.is_some() && hash == self.previous && self.id_field.is_none();
        self.previous = hash;
    }

    /// Reading on brings nothing new.
    pub fn is_barren(&self) -> bool {
        self.barren >= BARREN_PAGES || self.repeats
    }

    /// The verdict after `pages` pages; `final_pass` when no second look is
    /// possible any more.
    pub fn verdict(&self, pages: u64, final_pass: bool) -> Verdict {
        let missing = self
            .last_total
            .map_or(0, |total| total.saturating_sub(self.distinct));
        let moved = self.first_total != self.last_total;
        let suspicious = missing > 0 || moved || self.twice > 0;
        if self.repeats {
            return Verdict::Short("the same page came again and again".into());
        }
        if suspicious && !final_pass && self.id_field.is_some() {
            let again = self.worth_a_second_look(pages);
            if !again.is_empty() {
                return Verdict::LookAgain(again);
            }
        }
        if missing > 0 {
            return Verdict::Short(self.words());
        }
        Verdict::Whole(suspicious.then(|| self.words()))
    }

    fn worth_a_second_look(&self, pages: u64) -> Vec<u64> {
        if pages <= CHEAP_PAGES {
            return (1..=pages).collect();
        }
        let few = self.short.len() as u64 <= CHEAP_PAGES;
        self.short.iter().copied().filter(|_| few).collect()
    }

    /// For a second pass: repetitions are expected now and not counted.
    pub fn look_again(&mut self, page: &mut Page, seen: &mut SeenIds) {
        self.last_total = page.total_items.or(self.last_total);
        if let Some(id_field) = self.id_field {
            page.rows.retain(|row| seen.is_new(row, id_field));
        }
        self.distinct += page.rows.len() as u64;
    }

    fn words(&self) -> String {
        let mut seen = Vec::new();
        if let (Some(first), Some(last)) = (self.first_total, self.last_total) {
            if first != last {
                seen.push(format!("its total went from {first} to {last}"));
            }
            if self.distinct < last {
                seen.push(format!("{} of {last} rows came", self.distinct));
            }
        }
        if self.twice > 0 {
            seen.push(format!("{} came twice (dropped)", rows(self.twice)));
        }
        seen.join(", ")
    }
}

fn rows(count: u64) -> String {
    match count {
        1 => "1 row".into(),
        _ => format!("{count} rows"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ids: std::ops::Range<u32>, total: Option<u64>) -> Page {
        Page {
            rows: ids
                .map(|id| Row::parse(&format!(r#"{{"userId":"{id}"}}"#)).unwrap())
                .collect(),
            size: Some(100),
            total_pages: None,
            total_items: total,
        }
    }

    fn audited(id: Option<&'static str>, pages: Vec<Page>) -> (Audit, SeenIds) {
        let (mut audit, mut seen) = (Audit::new(id), SeenIds::default());
        for (index, mut page) in pages.into_iter().enumerate() {
            audit.take(index as u64 + 1, &mut page, &mut seen);
        }
        (audit, seen)
    }

    const ID: Option<&str> = Some("userId");

    #[test]
    fn a_list_that_keeps_its_word_is_whole() {
        let (audit, _) = audited(ID, vec![page(0..100, Some(150)), page(100..150, Some(150))]);
        assert_eq!(audit.verdict(2, false), Verdict::Whole(None));
    }

    #[test]
    fn rows_that_come_twice_are_dropped_and_looked_at_again() {
        let pages = vec![page(0..100, Some(150)), page(99..149, Some(150))];
        let (mut audit, mut seen) = audited(ID, pages);
        assert_eq!(audit.verdict(2, false), Verdict::LookAgain(vec![1, 2]));
        let short = "149 of 150 rows came, 1 row came twice (dropped)";
        assert_eq!(audit.verdict(2, true), Verdict::Short(short.into()));
        let mut again = page(100..150, Some(150));
        audit.look_again(&mut again, &mut seen);
        assert_eq!(again.rows.len(), 1, "only the missing one is new");
        let said = "1 row came twice (dropped)";
        assert_eq!(audit.verdict(2, true), Verdict::Whole(Some(said.into())));
    }

    #[test]
    fn a_total_that_moves_is_told() {
        let pages = vec![page(0..100, Some(151)), page(100..150, Some(150))];
        let (audit, _) = audited(ID, pages);
        let said = "its total went from 151 to 150";
        assert_eq!(audit.verdict(2, true), Verdict::Whole(Some(said.into())));
    }

    #[test]
    fn three_pages_without_a_new_row_end_the_reading() {
        let same = || page(0..100, Some(900));
        let (audit, _) = audited(ID, vec![same(), same(), same()]);
        assert!(!audit.is_barren());
        let (audit, _) = audited(ID, vec![same(), same(), same(), same()]);
        assert!(audit.is_barren());
    }

    #[test]
    fn without_ids_a_repeated_page_is_a_lie_but_repeated_rows_are_not() {
        let (audit, _) = audited(None, vec![page(0..2, Some(4)), page(0..2, Some(4))]);
        let said = "the same page came again and again";
        assert_eq!(audit.verdict(2, false), Verdict::Short(said.into()));
        let (audit, _) = audited(None, vec![page(0..1, Some(2)), page(0..1, Some(2))]);
        assert_eq!(audit.verdict(2, false), Verdict::Whole(None));
    }

    #[test]
    fn unknown_totals_promise_nothing() {
        let (audit, _) = audited(ID, vec![page(0..100, None), page(100..120, None)]);
        assert_eq!(audit.verdict(2, false), Verdict::Whole(None));
    }

    #[test]
    fn of_a_long_list_only_the_short_pages_are_looked_at_again() {
        let mut pages: Vec<_> = (0..60)
            .map(|n| page(n * 100..n * 100 + 100, Some(6000)))
            .collect();
        pages[7].rows.clear();
        let (audit, _) = audited(ID, pages);
        assert_eq!(audit.verdict(60, false), Verdict::LookAgain(vec![8]));
    }

    #[test]
    fn rows_without_an_id_are_never_dropped() {
        let odd = || Page {
            rows: vec![
                Row::parse(r#"{"userId":null}"#).unwrap(),
                Row::parse("{}").unwrap(),
            ],
            ..Page::default()
        };
        let (audit, _) = audited(ID, vec![odd(), odd()]);
        assert_eq!(audit.distinct, 4);
    }
}
