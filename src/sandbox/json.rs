//! JSON objects written member by member. Text and not values, because the
//! order of the members and the look of the numbers (`100.0`) are part of what
//! is simulated.

use std::fmt::{Display, Write as _};

/// An object under construction.
pub(super) struct Object {
    text: String,
}

impl Object {
    pub(super) fn new() -> Object {
        Object { text: "{".into() }
    }

    /// A member whose value is JSON already, numbers included.
    pub(super) fn raw(mut self, name: &str, value: impl Display) -> Object {
        if self.text.len() > 1 {
            self.text.push(',');
        }
        write!(self.text, "\"{name}\":{value}").expect("a String takes everything");
        self
    }

    /// A text member.
    pub(super) fn text(self, name: &str, value: &str) -> Object {
        self.raw(name, string(value))
    }

    /// A text member that may be null.
    pub(super) fn text_or_null(self, name: &str, value: Option<&str>) -> Object {
        self.raw(name, value.map_or("null".into(), string))
    }

    /// The object's text.
    pub(super) fn finish(mut self) -> String {
        self.text.push('}');
        self.text
    }
}

/// A JSON string with its quotes.
pub(super) fn string(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// `[a,b,c]` from values that are JSON already.
pub(super) fn array<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::from("[");
    for item in items {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(item);
    }
    text.push(']');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_numbers_their_look() {
        let object = Object::new()
            .text("b", "\"\u{1b}")
            .raw("a", "100.0")
            .text_or_null("c", None);
        assert_eq!(object.finish(), r#"{"b":"\"\u001b","a":100.0,"c":null}"#);
    }

    #[test]
    fn an_array_joins_its_items() {
        assert_eq!(array(["1", "{}"].into_iter()), "[1,{}]");
        assert_eq!(array([].into_iter()), "[]");
    }
}
