//! A row as one line of a file, without some of its fields.

use super::Row;
use super::packed::values_of;
use super::scan::{Span, string_end, value_end};
use super::value::unquoted;

impl Row {
    /// Appends the row as one line: without white space between its tokens, and
    /// without the fields, at any depth, whose names are to be dropped. The rest
    /// is verbatim.
    pub fn push_without(&self, drops: impl Fn(&str) -> bool, line: &mut Vec<u8>) {
        let json = self.as_str();
        let bytes = json.as_bytes();
        let (mut at, mut copied) = (0, 0);
        while let Some(byte) = bytes.get(at) {
            let here = at;
            at += 1;
            match byte {
                b'"' => {
                    at = string_end(bytes, here);
                    // Only a name is followed by a colon.
                    let colon = after_blanks(bytes, at);
                    let is_name = bytes.get(colon) == Some(&b':');
                    if !is_name || !drops(&unquoted(&json[here..at])) {
                        continue;
                    }
                    line.extend_from_slice(&bytes[copied..here]);
                    let value = after_blanks(bytes, colon + 1);
                    at = after_blanks(bytes, value_end(bytes, value));
                    match bytes.get(at) {
                        Some(b',') => at += 1,
                        // It was the last: the comma before it goes with it.
                        _ if line.last() == Some(&b',') => drop(line.pop()),
                        _ => {}
                    }
                    copied = at;
                }
                b' ' | b'\t' | b'\n' | b'\r' => {
                    line.extend_from_slice(&bytes[copied..here]);
                    copied = at;
                }
                _ => {}
            }
        }
        line.extend_from_slice(&bytes[copied..]);
    }

    /// Whether there is nothing but names and simple values, without white space
    /// between them, as in nearly all rows: then all places are known.
    pub fn is_plain(&self) -> bool {
        let text = self.source.text.as_bytes();
        let is_simple = |value: &Span| !matches!(text[value.range().start], b'{' | b'[');
        self.form().is_compact && values_of(self).iter().all(is_simple)
    }

    /// Appends the row with this text, which needs no escapes, in place of these
    /// values, the first of them first; null stays. The rest is verbatim.
    pub fn push_with(&self, mask: &str, places: &[usize], line: &mut Vec<u8>) {
        let text = self.source.text.as_bytes();
        let whole = self.place.text.range();
        let mut kept = whole.start;
        for place in places {
            let value = values_of(self)[*place].range();
            if &text[value.clone()] != b"null" {
                line.extend_from_slice(&text[kept..value.start]);
                for piece in ["\"", mask, "\""] {
                    line.extend_from_slice(piece.as_bytes());
                }
                kept = value.end;
            }
        }
        line.extend_from_slice(&text[kept..whole.end]);
    }
}

fn after_blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
    at + blanks.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_x(text: &str) -> String {
        let mut line = b"before ".to_vec();
        let row = Row::parse(text).unwrap();
        row.push_without(|name| name == "x", &mut line);
        String::from_utf8(line).unwrap()["before ".len()..].to_owned()
    }

    #[test]
    fn what_stays_is_verbatim_and_on_one_line() {
        let text = "{ \"a\" : 100.0,\r\n\t\"b\":[ 1e5 , \" x : \\u4e2d\\\"x\\\":\" ],\"a\":null }";
        let line = "{\"a\":100.0,\"b\":[1e5,\" x : \\u4e2d\\\"x\\\":\"],\"a\":null}";
        assert_eq!(without_x(text), line);
    }

    #[test]
    fn fields_are_dropped_wherever_they_stand() {
        for (text, line) in [
            (r#"{"x":1}"#, "{}"),
            (r#"{"x" : 1 , "a":2}"#, r#"{"a":2}"#),
            (r#"{"a":2, "x":{"b":[1]} }"#, r#"{"a":2}"#),
            (r#"{"x":1,"x":"}","a":2,"x":3,"x":4}"#, r#"{"a":2}"#),
            (r#"{"\u0078":1,"xx":"x"}"#, r#"{"xx":"x"}"#),
            (
                r#"{"a":[{"x":1},{"b":2,"x":1},"x"],"c":{"x":1}}"#,
                r#"{"a":[{},{"b":2},"x"],"c":{}}"#,
            ),
        ] {
            assert_eq!(without_x(text), line, "{text}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "[".repeat(500_000) + &"]".repeat(500_000);
        let text = format!(r#"{{"a":{deep},"x":{deep}}}"#);
        assert_eq!(without_x(&text), format!(r#"{{"a":{deep}}}"#));
    }
}
