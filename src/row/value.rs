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

    /// The literal, letter by letter.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// Whether it is a string.
    pub fn is_string(self) -> bool {
        self.0.starts_with('"')
    }

    /// Whether it is an object or an array.
    pub fn is_nested(self) -> bool {
        matches!(self.0.as_bytes(), [b'{' | b'[', ..])
    }

    /// A string without its quotes and escapes; of any other value the
    /// literal. Half a surrogate pair, which is no character, becomes U+FFFD.
    pub fn as_text(self) -> Cow<'a, str> {
        match self.0.as_bytes() {
            [b'"', .., b'"'] => unescape(&self.0[1..self.0.len() - 1]),
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

/// Resolves the escapes of a valid JSON string, given without its quotes.
pub(super) fn unescape(inner: &str) -> Cow<'_, str> {
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let (character, after) = unescape_one(escape);
        text.push(character);
        rest = after;
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The character an escape stands for and what follows; `escape` starts after
/// the backslash.
fn unescape_one(escape: &str) -> (char, &str) {
    let mut rest = escape.chars();
    let character = match rest.next() {
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => return unescape_unit(rest.as_str()),
        Some(itself) => itself,
        None => char::REPLACEMENT_CHARACTER,
    };
    (character, rest.as_str())
}

/// Reads the four digits after `\u`, and the second half of a pair if the
/// first half asks for one.
fn unescape_unit(digits: &str) -> (char, &str) {
    let (first, rest) = unit(digits);
    if let Some((second, after)) = rest.strip_prefix("\\u").map(unit)
        && let Some(Ok(pair)) = char::decode_utf16([first, second]).next()
        && pair.len_utf16() == 2
    {
        return (pair, after);
    }
    let character = char::from_u32(u32::from(first));
    (character.unwrap_or(char::REPLACEMENT_CHARACTER), rest)
}

/// One UTF-16 unit of four hex digits. Anything else counts as half a pair.
fn unit(digits: &str) -> (u16, &str) {
    const HALF: u16 = 0xd800;
    let Some((four, rest)) = digits.split_at_checked(4) else {
        return (HALF, "");
    };
    (u16::from_str_radix(four, 16).unwrap_or(HALF), rest)
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
    fn pairs_become_one_character_and_halves_the_replacement() {
        assert_eq!(text(r#""\ud83d\ude00""#), "😀");
        assert_eq!(text(r#""\ud83dx""#), "\u{fffd}x");
        assert_eq!(text(r#""\ude00\ud83d""#), "\u{fffd}\u{fffd}");
        assert_eq!(text(r#""\ud83d\u0041""#), "\u{fffd}A");
        assert_eq!(text(r#""\ud83d\ud83d\ude00""#), "\u{fffd}😀");
        assert_eq!(text(r#""\u0041\u0042""#), "AB");
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
        assert!(Value::new(r#""[""#).is_string());
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
