//! Looks for the ends of values in text that is known to be valid JSON: without
//! recursion, however deep it is nested. On other text the functions give
//! nonsense, but they stay within the text and end.

use std::ops::Range;

/// A piece of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    from: u32,
    to: u32,
}

impl Span {
    #[inline]
    pub(super) fn new(from: usize, to: usize) -> Self {
        let narrow =
            |at| u32::try_from(at).expect("a text is a few MiB, bounded by the reply limit");
        let (from, to) = (narrow(from), narrow(to));
        Self { from, to }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.from as usize..self.to as usize
    }

    pub(super) fn of(self, text: &str) -> &str {
        &text[self.range()]
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

pub(super) fn string_end(bytes: &[u8], quote: usize) -> usize {
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

fn literal_end(bytes: &[u8], at: usize) -> usize {
    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r');
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(ends).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::super::Row;

    fn fields(text: &str) -> Vec<(String, String)> {
        let row = Row::parse(text).unwrap();
        let value = |place| row.value(place).as_str().to_owned();
        let names = row.names().iter().enumerate();
        names
            .map(|(place, name)| (name.clone(), value(place)))
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
