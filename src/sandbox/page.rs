//! Page parameters and the three page objects of the service.

use super::json::{Object, array};
use super::params::Params;
use super::refusal::Refusal;

/// Rows per page when none are asked for (documented).
const DEFAULT_SIZE: usize = 10;

/// Which page is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    /// From 1.
    number: usize,
    size: usize,
}

/// The rows of one page, and of how many in all.
pub(super) struct Rows<'a> {
    page: Page,
    total: usize,
    rows: Vec<&'a str>,
}

impl Page {
    /// Reads the page number from the parameter `number_name` and `pageSize`.
    ///
    /// # Errors
    ///
    /// Not a number, 0, or a size above `max_size`.
    pub(super) fn read(
        params: &Params,
        number_name: &str,
        max_size: usize,
    ) -> Result<Page, Refusal> {
        let number = natural(params, number_name)?.unwrap_or(1);
        let size = natural(params, "pageSize")?.unwrap_or(DEFAULT_SIZE);
        if number == 0 || size == 0 || size > max_size {
            return Err(Refusal::range());
        }
        Ok(Page { number, size })
    }

    /// This page of `rows`.
    pub(super) fn of<'a>(self, rows: impl Iterator<Item = &'a str>) -> Rows<'a> {
        let mut total = 0;
        let mut kept = Vec::with_capacity(self.size);
        let wanted = self.offset()..self.offset().saturating_add(self.size);
        for row in rows {
            if wanted.contains(&total) {
                kept.push(row);
            }
            total += 1;
        }
        Rows {
            page: self,
            total,
            rows: kept,
        }
    }

    fn offset(self) -> usize {
        (self.number - 1).saturating_mul(self.size)
    }
}

impl Rows<'_> {
    /// 0 for an empty list, as the service has it.
    fn pages(&self) -> usize {
        self.total.div_ceil(self.page.size)
    }

    fn contents(&self) -> String {
        array(self.rows.iter().copied())
    }

    /// As in the sample of package/list.
    pub(super) fn plain(&self) -> String {
        Object::new()
            .raw("pageNumber", self.page.number)
            .raw("pageSize", self.page.size)
            .raw("totalPages", self.pages())
            .raw("totalItems", self.total)
            .raw("contents", self.contents())
            .finish()
    }

    /// As in the sample of list-allocate-log: the total comes last.
    pub(super) fn total_last(&self) -> String {
        Object::new()
            .raw("pageNumber", self.page.number)
            .raw("totalPages", self.pages())
            .raw("pageSize", self.page.size)
            .raw("contents", self.contents())
            .raw("totalItems", self.total)
            .finish()
    }

    /// With the further keys that other lists of the service carry, in the
    /// order of the one real answer on record; an empty one equals it.
    pub(super) fn extended(&self) -> String {
        let Page { number, size } = self.page;
        let offset = self.page.offset();
        let empty = self.total == 0;
        Object::new()
            .raw("pageSize", size)
            .raw("pageNumber", number)
            .raw("totalItems", self.total)
            .raw("contents", self.contents())
            .raw("limit", if empty { 0 } else { size })
            .raw("endRow", if empty { 0 } else { offset + self.rows.len() })
            .raw("totalPages", self.pages())
            .raw("startRow", offset.saturating_add(1))
            .raw("firstPage", number == 1)
            .raw("lastPage", number == self.pages())
            .raw("nextPageNumber", (number + 1).min(self.pages().max(1)))
            .raw("prePageNumber", (number - 1).max(1))
            .raw("offset", offset)
            .finish()
    }
}

fn natural(params: &Params, name: &str) -> Result<Option<usize>, Refusal> {
    let Some(text) = params.get(name) else {
        return Ok(None);
    };
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::not_digits(name));
    }
    let number = text.parse::<i32>().map_err(|_| Refusal::too_large(name))?;
    Ok(usize::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Result<Page, Refusal> {
        let mut params = Params::default();
        params.read(query).unwrap();
        Page::read(&params, "pageNumber", 100)
    }

    #[test]
    fn the_first_ten_rows_are_the_default() {
        assert_eq!(
            page("").unwrap(),
            Page {
                number: 1,
                size: 10
            }
        );
    }

    #[test]
    fn the_last_page_is_short_and_the_one_behind_it_empty() {
        let rows = || ["1", "2", "3"].into_iter();
        let second = page("pageNumber=2&pageSize=2").unwrap().of(rows()).plain();
        assert_eq!(
            second,
            r#"{"pageNumber":2,"pageSize":2,"totalPages":2,"totalItems":3,"contents":[3]}"#
        );
        let third = page("pageNumber=3&pageSize=2").unwrap().of(rows());
        assert_eq!(
            third.total_last(),
            r#"{"pageNumber":3,"totalPages":2,"pageSize":2,"contents":[],"totalItems":3}"#
        );
    }

    #[test]
    fn sizes_and_numbers_out_of_range_are_refused() {
        for query in ["pageSize=101", "pageSize=0", "pageNumber=0"] {
            assert_eq!(page(query), Err(Refusal::range()), "{query}");
        }
        assert_eq!(page("pageSize=-1"), Err(Refusal::not_digits("pageSize")));
        let large = page("pageNumber=2147483648");
        assert_eq!(large, Err(Refusal::too_large("pageNumber")));
    }

    /// The one real answer on record, with its page size of 20.
    #[test]
    fn an_empty_extended_page_equals_the_recorded_one() {
        let empty = page("pageSize=20").unwrap().of([].into_iter()).extended();
        assert_eq!(
            empty,
            concat!(
                r#"{"pageSize":20,"pageNumber":1,"totalItems":0,"contents":[],"limit":0,"#,
                r#""endRow":0,"totalPages":0,"startRow":1,"firstPage":true,"#,
                r#""lastPage":false,"nextPageNumber":1,"prePageNumber":1,"offset":0}"#
            )
        );
    }
}
