//! Walks over the text of JSON that is known to be valid.
//!
//! A list of 100 000 rows is 61 MB of text, so this is a byte loop without
//! allocation and, however deep the text is nested, without recursion. The
//! checks were done when the row was made; on other text the functions give
//! nonsense, but they stay within the text and end.

use std::borrow::Cow;

use super::value::{Value, unescape};

/// The fields of one object, in order; see [`super::Row::fields`].
#[derive(Clone)]
pub struct Fields<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Fields<'a> {
    /// `text` starts with the opening brace of a valid object.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 1 }
    }

    /// The next name, still between its quotes, and the next value's literal.
    pub(super) fn next_raw(&mut self) -> Option<(&'a str, &'a str)> {
        let bytes = self.text.as_bytes();
        let name = skip(bytes, self.at, b",");
        if bytes.get(name) != Some(&b'"') {
            return None;
        }
        let name_end = string_end(bytes, name);
        let value = skip(bytes, name_end, b":");
        self.at = value_end(bytes, value);
        Some((&self.text[name..name_end], &self.text[value..self.at]))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (Cow<'a, str>, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, value) = self.next_raw()?;
        Some((unescape(&name[1..name.len() - 1]), Value::new(value)))
    }
}

/// The place after the value that starts at `at`.
pub(crate) fn value_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'"') => string_end(bytes, at),
        Some(b'{' | b'[') => nested_end(bytes, at),
        _ => literal_end(bytes, at),
    }
}

/// The place after white space and the one separator.
fn skip(bytes: &[u8], mut at: usize, separator: &[u8; 1]) -> usize {
    while let Some(byte) = bytes.get(at) {
        if !byte.is_ascii_whitespace() && *byte != separator[0] {
            break;
        }
        at += 1;
    }
    at
}

fn string_end(bytes: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn nested_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

fn literal_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        if matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r') {
            break;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::Row;

    fn fields(text: &str) -> Vec<(String, String)> {
        let row = Row::parse(text).unwrap();
        row.fields()
            .map(|(name, value)| (name.into_owned(), value.as_str().to_owned()))
            .collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn names_and_literals_come_in_order() {
        assert_eq!(
            fields(r#"{"a":1,"b":"x","c":null,"d":[1,{"e":"]}"}],"a":-1.50E+2}"#),
            [
                pair("a", "1"),
                pair("b", r#""x""#),
                pair("c", "null"),
                pair("d", r#"[1,{"e":"]}"}]"#),
                pair("a", "-1.50E+2"),
            ]
        );
    }

    #[test]
    fn white_space_of_all_kinds_is_stepped_over() {
        assert_eq!(
            fields("{\r\n\t\"a\" :\t1 ,\n \"b\"\n:\n[ ]\n}"),
            [pair("a", "1"), pair("b", "[ ]")]
        );
        assert_eq!(fields("{ }"), []);
        assert_eq!(fields("{}"), []);
    }

    #[test]
    fn quotes_and_braces_inside_strings_do_not_count() {
        assert_eq!(
            fields(r#"{"a\"}":"\\","b,":"\"}{","中":"：，"}"#),
            [
                pair("a\"}", r#""\\""#),
                pair("b,", r#""\"}{""#),
                pair("中", r#""：，""#),
            ]
        );
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
        assert_eq!(
            fields(&format!(r#"{{"a":{deep},"b":1}}"#))[1],
            pair("b", "1")
        );
    }
}
