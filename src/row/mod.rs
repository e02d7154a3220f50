//! A JSON object kept letter by letter as the service sent it.
//!
//! The tool promises that rows come out as they came in: number literals,
//! nulls, order and fields nobody knows of. Maps and number types lose that,
//! so a row is its own text, and looking into it is scanning the text. Which
//! fields there are and what they mean is left to others.

mod flatten;
mod scan;
mod value;

use serde_json::value::RawValue;
use thiserror::Error;

pub use scan::Fields;
pub(crate) use scan::value_end;
pub use value::Value;

/// One JSON object, as received.
#[derive(Clone)]
pub struct Row(Box<RawValue>);

/// Why a text is no [`Row`].
#[derive(Debug, Error)]
pub enum RowError {
    /// The text is not JSON.
    #[error("not valid JSON")]
    Syntax(#[from] serde_json::Error),
    /// The text is JSON, but an array, a string, a number or the like.
    #[error("not a JSON object")]
    NotAnObject,
}

impl Row {
    /// Takes a piece of a reply, without copying it; `None` when it is not an
    /// object.
    pub fn from_raw(raw: Box<RawValue>) -> Option<Self> {
        raw.get().starts_with('{').then_some(Self(raw))
    }

    /// Checks and copies a text; white space around the object is dropped.
    ///
    /// # Errors
    ///
    /// [`RowError`] when the text is not JSON or not an object.
    pub fn parse(text: &str) -> Result<Self, RowError> {
        Self::from_raw(serde_json::from_str(text)?).ok_or(RowError::NotAnObject)
    }

    /// The text of the object, from brace to brace.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Names and values in the order they were sent.
    pub fn fields(&self) -> Fields<'_> {
        Fields::new(self.as_str())
    }

    /// The value of a field. Of fields of the same name the last one counts,
    /// as with most JSON readers.
    pub fn get(&self, name: &str) -> Option<Value<'_>> {
        self.fields()
            .filter_map(|(found, value)| (found == name).then_some(value))
            .last()
    }

    /// The same figures without inner objects: `{"live":{"used":5}}` becomes
    /// `{"live.used":5}`, literals untouched. Empty objects, arrays, and what
    /// lies deeper than eight levels stay as they are.
    pub fn flatten(&self) -> Self {
        flatten::flatten(self)
    }
}

impl PartialEq for Row {
    /// Equal letter by letter.
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Row {}

impl std::fmt::Debug for Row {
    /// Never the text: a row may hold an `appSecret`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row({} bytes)", self.as_str().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_kept_letter_by_letter() {
        let text = r#"{ "a" :100.0,"b":null, "a":1E5,"é":"\u00e9" }"#;
        assert_eq!(Row::parse(&format!(" {text}\n")).unwrap().as_str(), text);
    }

    #[test]
    fn a_piece_of_a_reply_is_taken_as_it_is() {
        let page: Vec<Box<RawValue>> = serde_json::from_str(r#"[ {"a" : 1} , [2], "{" ]"#).unwrap();
        let rows: Vec<_> = page.into_iter().map(Row::from_raw).collect();
        assert_eq!(rows[0].as_ref().unwrap().as_str(), r#"{"a" : 1}"#);
        assert_eq!(rows[1..], [None, None]);
    }

    #[test]
    fn other_json_and_no_json_are_told_apart() {
        assert!(matches!(Row::parse("[1]"), Err(RowError::NotAnObject)));
        assert!(matches!(Row::parse("{\"a\":}"), Err(RowError::Syntax(_))));
        assert!(matches!(Row::parse(""), Err(RowError::Syntax(_))));
        assert!(matches!(Row::parse("{} {}"), Err(RowError::Syntax(_))));
    }

    #[test]
    fn of_fields_of_one_name_the_last_counts() {
        let row = Row::parse(r#"{"a":1,"b":2,"a":3}"#).unwrap();
        assert_eq!(row.get("a").unwrap().as_str(), "3");
        assert!(row.get("c").is_none());
    }

    #[test]
    fn debug_shows_the_length_only() {
        let row = Row::parse(r#"{"appSecret":"hunter2"}"#).unwrap();
        assert_eq!(format!("{row:?}"), "Row(23 bytes)");
        assert_eq!(
            format!("{:?}", row.get("appSecret").unwrap()),
            "Value(9 bytes)"
        );
    }
}
