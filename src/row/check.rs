//! A walk over a text that checks whether it is JSON (RFC 8259).
//!
//! A list of 100 000 rows is 61 MB of text, so it is gone through once, without
//! allocation and, however deep it is nested, without recursion.

use super::scan::Span;
use crate::eight::{alike, plain_in_json};
use std::ops::Range;

/// The text is not JSON.
#[derive(Debug)]
pub(super) struct NotJson;

type Checked<T> = Result<T, NotJson>;

/// A walk over a text from its start, value by value.
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
        }
    }

    /// Steps over white space; where the walk is then.
    #[inline]
    pub(super) fn skip(&mut self) -> usize {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.at
    }

    /// The byte that is next.
    pub(super) fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// What was walked over since `from`.
    #[inline]
    pub(super) fn since(&self, from: usize) -> Span {
        Span::new(from, self.at)
    }

    /// The end of what stands in this range before as it stands here.
    #[inline]
    pub(super) fn alike(&self, before: Range<usize>) -> usize {
        before.start + alike(&self.bytes[before], &self.bytes[self.at..])
    }

    pub(super) fn here(&self) -> usize {
        self.at
    }

    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Steps into the object or array that is next; whether there is anything
    /// in it. An empty one is stepped over.
    pub(super) fn enter(&mut self) -> bool {
        let close = closing(self.bytes[self.at]);
        self.at += 1;
        self.skip();
        let is_empty = self.byte() == Some(close);
        self.at += usize::from(is_empty);
        !is_empty
    }

    /// Whether the object or array that this byte closes goes on after a value.
    /// Its end is stepped over.
    pub(super) fn continues(&mut self, close: u8) -> Checked<bool> {
        self.skip();
        let byte = self.byte();
        self.at += 1;
        match byte {
            Some(b',') => Ok(true),
            Some(byte) if byte == close => Ok(false),
            _ => Err(NotJson),
        }
    }

    /// The next name, with its quotes; the colon is stepped over, too.
    pub(super) fn name(&mut self) -> Checked<Span> {
        let from = self.skip();
        if self.byte() != Some(b'"') {
            return Err(NotJson);
        }
        self.at = string(self.bytes, from)?;
        let name = self.since(from);
        self.skip();
        match self.takes(b':') {
            true => Ok(name),
            false => Err(NotJson),
        }
    }

    /// The next value.
    #[inline]
    pub(super) fn value(&mut self) -> Checked<Span> {
        let from = self.skip();
        match self.byte() {
            Some(b'{' | b'[') => self.nested()?,
            _ => self.at = simple(self.bytes, self.at)?,
        }
        Ok(self.since(from))
    }

    /// Steps over the object or array that is here, which is seldom a value of a row.
    #[cold]
    fn nested(&mut self) -> Checked<()> {
        // What closes those that the walk is in.
        let mut open = Vec::new();
        loop {
            self.skip();
            let mut continues = match self.byte() {
                Some(bracket @ (b'{' | b'[')) => {
                    open.push(closing(bracket));
                    self.enter()
                }
                _ => {
                    self.at = simple(self.bytes, self.at)?;
                    self.continues(open[open.len() - 1])?
                }
            };
            while !continues {
                open.pop();
                match open.last() {
                    Some(close) => continues = self.continues(*close)?,
                    None => return Ok(()),
                }
            }
            if open.last() == Some(&b'}') {
                self.name()?;
            }
        }
    }

    /// Whether there is nothing more.
    pub(super) fn is_over(&mut self) -> bool {
        self.skip() == self.bytes.len()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }
}

/// The place after the value here, which is no object and no array.
#[inline]
fn simple(bytes: &[u8], at: usize) -> Checked<usize> {
    match bytes.get(at) {
        Some(b'"') => string(bytes, at),
        Some(b'-' | b'0'..=b'9') => number(bytes, at),
        _ => word(bytes, at),
    }
}

fn word(bytes: &[u8], at: usize) -> Checked<usize> {
    match &bytes[at..] {
        [b'n', b'u', b'l', b'l', ..] | [b't', b'r', b'u', b'e', ..] => Ok(at + 4),
        [b'f', b'a', b'l', b's', b'e', ..] => Ok(at + 5),
        _ => Err(NotJson),
    }
}

#[inline]
fn string(bytes: &[u8], quote: usize) -> Checked<usize> {
    let at = quote + 1 + plain_in_json(&bytes[quote + 1..]);
    match bytes.get(at) {
        Some(b'"') => Ok(at + 1),
        _ => escaped(bytes, at),
    }
}

/// The place after the string that goes on here, most likely with an escape.
#[cold]
fn escaped(bytes: &[u8], mut at: usize) -> Checked<usize> {
    loop {
        match bytes.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => at = escape(bytes, at + 1)?,
            _ => return Err(NotJson),
        }
        at += plain_in_json(&bytes[at..]);
    }
}

/// The place after the escape whose backslash stands before.
fn escape(bytes: &[u8], at: usize) -> Checked<usize> {
    match &bytes[at..] {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Ok(at + 1),
        [b'u', digits @ ..] => {
            let digits = digits.first_chunk::<4>().ok_or(NotJson)?;
            match digits.iter().all(u8::is_ascii_hexdigit) {
                true => Ok(at + 5),
                false => Err(NotJson),
            }
        }
        _ => Err(NotJson),
    }
}

fn number(bytes: &[u8], mut at: usize) -> Checked<usize> {
    let is = |at, byte| bytes.get(at) == Some(&byte);
    at += usize::from(is(at, b'-'));
    at = match is(at, b'0') {
        true => at + 1,
        false => digits(bytes, at)?,
    };
    if is(at, b'.') {
        at = digits(bytes, at + 1)?;
    }
    if is(at, b'e') || is(at, b'E') {
        let signed = is(at + 1, b'+') || is(at + 1, b'-');
        at = digits(bytes, at + 1 + usize::from(signed))?;
    }
    Ok(at)
}

/// The place after the digits here, of which there is one at least.
#[inline]
fn digits(bytes: &[u8], from: usize) -> Checked<usize> {
    let mut at = from;
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at += 1;
    }
    match at > from {
        true => Ok(at),
        false => Err(NotJson),
    }
}

fn closing(bracket: u8) -> u8 {
    if bracket == b'{' { b'}' } else { b']' }
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Row};
    use serde::de::IgnoredAny;
    use serde_json::Value;

    const PATH: [&str; 2] = ["data", "rows"];

    /// That a text is taken for JSON where it is, and the rows are those that the
    /// other reader finds. Which of both it is.
    fn judged(text: &str) -> bool {
        let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
        let found = Document::read(text, &PATH);
        assert_eq!(found.is_ok(), is_json, "{text}");
        // That reader refuses half a surrogate pair.
        if let (Ok(found), Ok(whole)) = (found, serde_json::from_str::<Value>(text)) {
            let inner = [&whole, &whole["data"], &whole["data"]["rows"]];
            let list = inner.into_iter().find_map(Value::as_array);
            let is_list = |list: &&Vec<Value>| list.iter().all(Value::is_object);
            let value = |row: &Row| serde_json::from_str(row.as_str()).unwrap();
            let rows = found.rows.unwrap_or_default();
            let rows: Option<Vec<Value>> = rows.map(|rows| rows.iter().map(value).collect());
            assert_eq!(rows.as_ref(), list.filter(is_list), "{text}");
        }
        is_json
    }

    #[test]
    fn a_page_with_one_byte_changed_is_what_the_other_reader_says() {
        let page = r#"{"code":200,"data":{"n":-1.5e+30, "rows":[{"a":"\u00e9\\","b":[{},{"c":null}]},
            {"a":"","b":[true]} , {"a":false,"b":0},{}]}}"#;
        assert!(judged(page));
        let mut valid = 0;
        for at in 0..page.len() {
            for byte in "{}[]\":,\\ \t\u{b}\u{c}\u{1f}\u{7f}019-+.eEutx中".chars() {
                for dropped in [0, 1] {
                    let (before, after) = (&page[..at], &page[at + dropped..]);
                    valid += u32::from(judged(&format!("{before}{byte}{after}")));
                }
            }
            judged(&page[..at]);
        }
        assert!(valid > 500, "{valid}");
    }

    #[test]
    fn numbers_words_and_strings_are_those_of_the_standard() {
        let texts = r#"0 -0 00 01 -01 - +1 .5 5. 5.0 5.e1 5e 5e+ 5E-07 0e0 1e400 -a 0x1 1_000 1a NaN
            Infinity null nul nulll true tru false fals True ' "" " "\" "\"" "\a" "\u" "\u12" "\u12g4"
            "\b\f\n\r\t" "\v" "\0" "\'" "\ud83d" "\U0041" "\/" "中" {} [] [,] [1,] [,1] [1,,2] [1:2]
            {,} {"a"} {"a":} {"a",1} {"a":1,} {a:1} {1:1} {"a":1:2} [} {] [[] ]] }} [1}2] {"a":[1}}"#;
        for text in texts
            .split_whitespace()
            .chain(["", " ", "\u{feff}1", "1\u{0}", "1 2"])
        {
            judged(text);
            for (before, after) in [
                (" [ ", " ] "),
                ("[1,", ",2]"),
                (r#"{"data":"#, "}"),
                ("[{},", "]"),
            ] {
                judged(&format!("{before}{text}{after}"));
            }
        }
    }
}
