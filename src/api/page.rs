//! One page of a list, as all list calls of both generations send it:
//! `pageNumber`, `pageSize`, `totalPages`, `totalItems`, `contents`, in any
//! order, with or without further members.

use crate::lang::{Both, Text, both};
use crate::row::{Document, Row, RowError, Value};

/// The member that holds the rows.
pub(super) const ROWS: &str = "contents";

const NOT_A_PAGE: Both = both(
    "its data is not a page of a list",
    "应答的数据不是列表的一页",
);

/// One page.
#[derive(Debug, Default)]
pub struct Page {
    /// The rows, verbatim.
    pub rows: Vec<Row>,
    /// Rows a page, as the service really gives them.
    pub size: Option<u64>,
    /// Pages in all; 0 for an empty list.
    pub total_pages: Option<u64>,
    /// Rows in all.
    pub total_items: Option<u64>,
    /// Whether it came as a bare array, which may be a page or all there is.
    pub is_array: bool,
}

impl Page {
    /// Reads the `data` of a list call.
    ///
    /// # Errors
    /// It is no page object, or a row is no object.
    pub fn read(mut data: Document) -> Result<Self, Text> {
        let object = data.step_in().ok_or(NOT_A_PAGE)?;
        let rows = data.rows.map_err(words)?.unwrap_or_default();
        let is_list = |value: Value<'_>| value.is_null() || value.as_str().starts_with('[');
        if !object.get(ROWS).is_none_or(is_list) {
            return Err(NOT_A_PAGE.into());
        }
        // Without rows and without a total nothing says that the list is empty.
        let has = |name| object.get(name).is_some_and(|value| !value.is_null());
        if ![ROWS, "totalItems", "totalPages"].into_iter().any(has) {
            return Err(both("its data has no contents", "应答的数据中没有内容").into());
        }
        let count = |name| object.get(name).and_then(count_of);
        Ok(Self {
            size: count("pageSize"),
            total_pages: count("totalPages"),
            total_items: count("totalItems"),
            is_array: false,
            rows,
        })
    }

    /// Reads the `data` of a list call that may answer with a bare array.
    ///
    /// # Errors
    /// As [`Page::read`].
    pub fn either(data: Document) -> Result<Self, Text> {
        if data.is_object() {
            return Self::read(data);
        }
        let page = Self::array(data).map_err(|_| NOT_A_PAGE)?;
        Ok(Self {
            total_pages: None,
            total_items: None,
            is_array: true,
            ..page
        })
    }

    /// Reads the `data` of a call that answers with all rows at once.
    ///
    /// # Errors
    /// It is no array, or a row is no object.
    pub fn array(data: Document) -> Result<Self, Text> {
        let not_an_array = both("its data is not an array", "应答的数据不是数组");
        if data.is_object() {
            return Err(not_an_array.into());
        }
        let rows = data.rows.map_err(words)?.ok_or(not_an_array)?;
        Ok(Self {
            size: None,
            total_pages: Some(1),
            total_items: Some(rows.len() as u64),
            is_array: false,
            rows,
        })
    }

    /// How many pages this one, of this number, promises: by its own count and
    /// by its total and the page size it really has, whichever is more. Without
    /// either, one more as long as rows come.
    pub fn promised(&self, number: u64) -> u64 {
        let by_total = self.total_items.map(|total| {
            let size = self.real_size(number);
            size.map_or(number, |size| total.div_ceil(size))
        });
        match (self.total_pages, by_total) {
            (None, None) if self.rows.is_empty() => number,
            (None, None) => number + 1,
            (pages, by_total) => pages.unwrap_or(0).max(by_total.unwrap_or(0)).max(1),
        }
    }

    /// Rows a page, as far as this one tells. A first page with fewer rows than
    /// it says is believed by its rows: the size it says may be the one asked
    /// for. A later one may be the last, whose rows say nothing of the others.
    fn real_size(&self, number: u64) -> Option<u64> {
        let said = self.size.filter(|size| *size > 0);
        let came = self.rows.len() as u64;
        if number > 1 || came == 0 {
            return said;
        }
        Some(said.map_or(came, |said| said.min(came)))
    }
}

fn words(error: RowError) -> Text {
    Text::made(&|| error.to_string())
}

/// A count, or one in a string; anything else is unknown.
fn count_of(value: Value<'_>) -> Option<u64> {
    value.as_str().trim_matches('"').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Page, Text> {
        Page::read(Document::read(text, &[ROWS]).unwrap())
    }

    #[test]
    fn the_published_empty_page_is_an_empty_list() {
        let page = read(include_str!(
            "../../tests/data/samples/v3.finance.bill.detail.success-empty-page.json"
        ))
        .unwrap();
        assert!(page.rows.is_empty());
        assert_eq!(
            (page.size, page.total_pages, page.total_items),
            (Some(20), Some(0), Some(0))
        );
    }

    #[test]
    fn rows_keep_their_letters() {
        let page = read(r#"{"contents":[{"b":100.0,"a":null}],"totalItems":"1"}"#).unwrap();
        assert_eq!(page.rows[0].as_str(), r#"{"b":100.0,"a":null}"#);
        assert_eq!((page.total_items, page.total_pages), (Some(1), None));
    }

    #[test]
    fn what_is_no_page_is_said() {
        for data in [r#""""#, "null", "[[],1,1,1]", r#"{"contents":{}}"#] {
            assert_eq!(read(data).unwrap_err(), NOT_A_PAGE.en, "{data}");
        }
        assert_eq!(Page::read(Document::default()).unwrap_err(), NOT_A_PAGE.en);
        for data in ["{}", r#"{"contents":null}"#, r#"{"list":[{}]}"#] {
            assert_eq!(read(data).unwrap_err(), "its data has no contents");
        }
        assert!(read(r#"{"totalItems":0}"#).unwrap().rows.is_empty());
        let odd = read(r#"{"contents":[{},7]}"#).unwrap_err();
        assert_eq!(odd, "a row of the list is not an object");
    }

    #[test]
    fn what_is_no_array_is_said_whatever_is_in_it() {
        for data in ["{}", "7", r#"{"contents":[{}]}"#, r#"{"contents":[7]}"#] {
            let document = Document::read(data, &[ROWS]).unwrap();
            let words = Page::array(document).unwrap_err();
            assert_eq!(words, "its data is not an array", "{data}");
        }
    }

    #[test]
    fn a_page_and_an_array_of_too_many_rows_are_refused() {
        let rows = vec!["{}"; 100_001].join(",");
        let words = "it has more than 100000 rows";
        assert_eq!(
            read(&format!("{{\"contents\":[{rows}]}}")).unwrap_err(),
            words
        );
        let array = Document::read(&format!("[{rows}]"), &[ROWS]).unwrap();
        assert_eq!(Page::array(array).unwrap_err(), words);
    }

    fn with(rows: usize, size: Option<u64>, pages: Option<u64>, items: Option<u64>) -> Page {
        Page {
            rows: (0..rows).map(|_| Row::parse("{}").unwrap()).collect(),
            size,
            total_pages: pages,
            total_items: items,
            is_array: false,
        }
    }

    #[test]
    fn the_page_size_really_given_is_believed() {
        assert_eq!(with(10, Some(10), None, Some(250)).promised(1), 25);
        assert_eq!(with(10, None, None, Some(250)).promised(1), 25);
        assert_eq!(with(10, Some(100), None, Some(250)).promised(1), 25);
        assert_eq!(with(50, Some(100), None, Some(250)).promised(3), 3);
        assert_eq!(with(50, None, None, Some(250)).promised(3), 3);
        assert_eq!(with(100, Some(100), Some(1), Some(250)).promised(1), 3);
        assert_eq!(with(100, Some(100), Some(3), None).promised(1), 3);
    }

    #[test]
    fn an_empty_list_is_one_page() {
        assert_eq!(with(0, Some(100), Some(0), Some(0)).promised(1), 1);
        assert_eq!(with(0, None, None, Some(5)).promised(4), 4);
    }
}
