//! One value of a row: its literal, and its text for people.

use std::borrow::Cow;

/// The literal of a value as it stood in the reply: `100.0`, `"a\nb"`, `null`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Value<'a>(&'a str);

impl<'a> Value<'a> {
    /// `literal` is one valid JSON value without white space around it.
    pub(crate) fn new(literal: &'a str) -> Self {
        Self(literal)
    }

    /// The literal, verbatim.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// Whether it is an object or an array.
    pub fn is_nested(self) -> bool {
        matches!(self.0.as_bytes(), [b'{' | b'[', ..])
    }

    /// A string without its quotes and escapes, if it is text at all; of any
    /// other value the literal.
    pub fn as_text(self) -> Cow<'a, str> {
        match self.0.as_bytes() {
            [b'"', ..] => unquoted(self.0),
            _ => Cow::Borrowed(self.0),
        }
    }
}

impl std::fmt::Debug for Value<'_> {
    /// Never the literal: it may be a secret's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Value({} bytes)", self.0.len())
    }
}

/// A valid JSON string without its quotes and escapes. Half a surrogate pair
/// is no character: a string with one keeps its escapes.
pub(super) fn unquoted(literal: &str) -> Cow<'_, str> {
    let inner = &literal[1..literal.len() - 1];
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    serde_json::from_str(literal).map_or(Cow::Borrowed(inner), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(literal: &str) -> String {
        Value::new(literal).as_text().into_owned()
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(
            text(r#""\"\\\/\b\f\n\r\t\u4e2d\u00E9z""#),
            "\"\\/\u{8}\u{c}\n\r\t中éz"
        );
        assert_eq!(text(r#""""#), "");
    }

    #[test]
    fn pairs_become_one_character_and_halves_stay_escapes() {
        assert_eq!(text(r#""\ud83d\ude00""#), "😀");
        for halves in [r"\ud83dx", r"\ude00\ud83d", r"\ud83d\u0041", r"a\n\ud83d"] {
            assert_eq!(text(&format!("\"{halves}\"")), halves);
        }
    }

    #[test]
    fn other_values_are_their_literal() {
        assert_eq!(text("100.0"), "100.0");
        assert_eq!(text("true"), "true");
        assert_eq!(text(r#"{"a":"\n"}"#), r#"{"a":"\n"}"#);
    }

    #[test]
    fn kinds_are_told_apart() {
        assert!(Value::new("null").is_null());
        assert!(!Value::new(r#""null""#).is_null());
        assert_eq!(Value::new(r#""[""#).as_text(), "[");
        assert!(!Value::new(r#""[""#).is_nested());
        assert!(Value::new("[]").is_nested());
    }

    #[test]
    fn text_without_escapes_is_not_copied() {
        assert!(matches!(
            Value::new(r#""中文""#).as_text(),
            Cow::Borrowed("中文")
        ));
    }

    proptest! {
        #[test]
        fn any_text_survives_being_written_as_json(
            expected in proptest::collection::vec(any::<char>(), 0..20).prop_map(String::from_iter)
        ) {
            let literal = serde_json::to_string(&expected).unwrap();
            prop_assert_eq!(text(&literal), expected.clone());
            let units: String = expected.encode_utf16().map(|u| format!("\\u{u:04x}")).collect();
            prop_assert_eq!(text(&format!("\"{units}\"")), expected);
        }
    }
}
