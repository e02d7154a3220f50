//! The three page objects of the service.

use serde_json::{Value, json};

use super::params::Values;

/// Rows per page when none are asked for (documented).
const DEFAULT_SIZE: usize = 10;

/// The rows of one page, and of how many in all.
pub(super) struct Page {
    /// From 1.
    number: usize,
    size: usize,
    total: usize,
    rows: Vec<Value>,
}

impl Page {
    /// The page that the parameters `counter` and `pageSize` ask for; `row`
    /// writes out what is on it.
    pub(super) fn of<T>(
        values: &Values,
        counter: &str,
        items: impl Iterator<Item = T>,
        row: impl Fn(T) -> Value,
    ) -> Page {
        let number = |name| usize::try_from(values.number(name)?).ok();
        let mut page = Page {
            number: number(counter).unwrap_or(1),
            size: number("pageSize").unwrap_or(DEFAULT_SIZE),
            total: 0,
            rows: Vec::new(),
        };
        let wanted = page.offset()..page.offset().saturating_add(page.size);
        for item in items {
            if wanted.contains(&page.total) {
                page.rows.push(row(item));
            }
            page.total += 1;
        }
        page
    }

    fn offset(&self) -> usize {
        (self.number - 1).saturating_mul(self.size)
    }

    /// 0 for an empty list, as the service has it.
    fn pages(&self) -> usize {
        self.total.div_ceil(self.size)
    }

    /// As in the sample of package/list.
    pub(super) fn plain(self) -> Value {
        json!({
            "pageNumber": self.number,
            "pageSize": self.size,
            "totalPages": self.pages(),
            "totalItems": self.total,
            "contents": self.rows,
        })
    }

    /// As in the sample of list-allocate-log: the total comes last.
    pub(super) fn total_last(self) -> Value {
        json!({
            "pageNumber": self.number,
            "totalPages": self.pages(),
            "pageSize": self.size,
            "contents": self.rows,
            "totalItems": self.total,
        })
    }

    /// With the further keys that other lists of the service carry, in the
    /// order of the one real answer on record; an empty one equals it.
    pub(super) fn extended(self) -> Value {
        let (offset, pages) = (self.offset(), self.pages());
        let empty = self.total == 0;
        json!({
            "pageSize": self.size,
            "pageNumber": self.number,
            "totalItems": self.total,
            "contents": self.rows,
            "limit": if empty { 0 } else { self.size },
            "endRow": if empty { 0 } else { offset + self.rows.len() },
            "totalPages": pages,
            "startRow": offset.saturating_add(1),
            "firstPage": self.number == 1,
            "lastPage": self.number == pages,
            "nextPageNumber": (self.number + 1).min(pages.max(1)),
            "prePageNumber": (self.number - 1).max(1),
            "offset": offset,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::params::{count, optional};
    use super::*;

    fn page(number: u32, size: u32, rows: u32) -> Page {
        let takes = [optional("page", count), optional("pageSize", count)];
        let sent = json!({"page": number.to_string(), "pageSize": size.to_string()});
        let values = Values::read(&takes, sent.as_object().unwrap()).unwrap();
        Page::of(&values, "page", 1..=rows, Value::from)
    }

    #[test]
    fn the_last_page_is_short_and_the_one_behind_it_empty() {
        let second = page(2, 2, 3).plain().to_string();
        assert_eq!(
            second,
            r#"{"pageNumber":2,"pageSize":2,"totalPages":2,"totalItems":3,"contents":[3]}"#
        );
        let third = page(3, 2, 3).total_last().to_string();
        assert_eq!(
            third,
            r#"{"pageNumber":3,"totalPages":2,"pageSize":2,"contents":[],"totalItems":3}"#
        );
        let first = Page::of(&Values::default(), "page", 1..=11, Value::from);
        assert_eq!(first.rows.len(), 10);
    }

    /// The one real answer on record, with its page size of 20.
    #[test]
    fn an_empty_extended_page_equals_the_recorded_one() {
        assert_eq!(
            page(1, 20, 0).extended().to_string(),
            concat!(
                r#"{"pageSize":20,"pageNumber":1,"totalItems":0,"contents":[],"limit":0,"#,
                r#""endRow":0,"totalPages":0,"startRow":1,"firstPage":true,"#,
                r#""lastPage":false,"nextPageNumber":1,"prePageNumber":1,"offset":0}"#
            )
        );
    }
}
