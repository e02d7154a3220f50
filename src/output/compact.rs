//! JSON as it is printed: the text as received, without white space between
//! its tokens, without secrets, and safe to look at.
//!
//! Letters that would drive a terminal (DEL, C1, bidirectional and invisible
//! ones; C0 cannot stand bare in JSON) are written as `\u` escapes. That is
//! the same value to every reader, so it is done for pipes and files too: the
//! bytes do not depend on where they go.

use crate::row::{Value, value_end};
use crate::secret::{MASK, is_secret_name};
use crate::text::{is_unsafe, may_begin_unsafe};

/// Any JSON text, compact and with its secrets masked unless they are to be
/// shown; `None` if it is not valid JSON.
pub fn compact_json(json: &str, show_secrets: bool) -> Option<String> {
    let raw: &serde_json::value::RawValue = serde_json::from_str(json).ok()?;
    Some(compact(raw.get(), show_secrets))
}

/// The compact text of valid JSON.
pub(super) fn compact(json: &str, show_secrets: bool) -> String {
    let mut out = Vec::with_capacity(json.len());
    push(json, show_secrets, &mut out);
    String::from_utf8(out).expect("pieces of UTF-8, cut at ASCII")
}

/// Appends the compact text of valid JSON.
pub(super) fn push(text: &str, show_secrets: bool, out: &mut Vec<u8>) {
    let mut compactor = Compactor {
        text,
        at: 0,
        copied: 0,
        out,
    };
    compactor.run(show_secrets);
}

/// A copy in progress: bytes up to `copied` are dealt with, those from there
/// to `at` are waiting to be copied in one piece.
struct Compactor<'a> {
    text: &'a str,
    at: usize,
    copied: usize,
    out: &'a mut Vec<u8>,
}

impl Compactor<'_> {
    fn run(&mut self, show_secrets: bool) {
        while let Some(byte) = self.byte() {
            match byte {
                b'"' => self.string(show_secrets),
                b' ' | b'\t' | b'\n' | b'\r' => self.skip_space(),
                _ => self.at += 1,
            }
        }
        self.copy();
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Copies what is waiting.
    fn copy(&mut self) {
        let waiting = &self.text.as_bytes()[self.copied..self.at];
        self.out.extend_from_slice(waiting);
        self.copied = self.at;
    }

    fn skip_space(&mut self) {
        self.copy();
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
        self.copied = self.at;
    }

    /// Steps over a string; if it names a secret, masks what it names.
    fn string(&mut self, show_secrets: bool) {
        let start = self.at;
        self.step_over_string();
        let end = self.at;
        if show_secrets || !self.is_name() || !is_secret_literal(&self.text[start..end]) {
            return;
        }
        self.skip_space();
        self.at += 1;
        self.skip_space();
        self.mask();
    }

    /// Whether the string just passed is a name: in valid JSON only a name is
    /// followed by a colon.
    fn is_name(&self) -> bool {
        let mut rest = self.text.as_bytes()[self.at..].iter();
        rest.find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
    }

    fn step_over_string(&mut self) {
        self.at += 1;
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let plain = rest.iter().position(|byte| needs_a_look(*byte));
            self.at += plain.unwrap_or(rest.len());
            match self.byte() {
                None | Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.character(),
            }
        }
        self.at += 1;
    }

    fn character(&mut self) {
        let Some(character) = self.text[self.at..].chars().next() else {
            return;
        };
        let next = self.at + character.len_utf8();
        if is_unsafe(character) {
            self.copy();
            for unit in character.encode_utf16(&mut [0; 2]) {
                self.out
                    .extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            }
            self.copied = next;
        }
        self.at = next;
    }

    /// Writes the mask for the value that comes; `null` is no secret. An
    /// object or an array is masked whole.
    fn mask(&mut self) {
        let end = value_end(self.text.as_bytes(), self.at);
        if &self.text[self.at..end] != "null" {
            self.copy();
            for piece in ["\"", MASK, "\""] {
                self.out.extend_from_slice(piece.as_bytes());
            }
            self.copied = end;
        }
        self.at = end;
    }
}

/// Whether a byte of a string cannot be simply stepped over.
fn needs_a_look(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\') || may_begin_unsafe(byte)
}

/// Whether a string literal, taken as a name, is a secret's.
fn is_secret_literal(quoted: &str) -> bool {
    is_secret_name(&Value::new(quoted).as_text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value as Json;

    #[test]
    fn white_space_goes_and_literals_stay() {
        assert_eq!(
            compact(
                "{ \"a b\" : 100.0 ,\r\n\t\"c\":[ -1E+5 , null ],\"a b\":\" \\u4E2D\\/ \" }",
                false
            ),
            r#"{"a b":100.0,"c":[-1E+5,null],"a b":" \u4E2D\/ "}"#
        );
    }

    #[test]
    fn what_drives_a_terminal_is_written_as_an_escape() {
        let text = "{\"k\u{9b}\":\"\u{7f}\u{202e}\u{feff}\u{e0041}中：é\"}";
        let safe = r#"{"k\u009b":"\u007f\u202e\ufeff\udb40\udc41中：é"}"#;
        assert_eq!(compact(text, false), safe);
    }

    #[test]
    fn secrets_are_masked_at_any_depth_and_null_stays() {
        let text = r#"{"appSecret" : "s1","a":[{"writeToken":12.5,"readToken":null}],
            "app_secret":"","sign":true,"Password":{"x":["s2"]},"vodSecretKey":["s3"],"\u0073ign":"s4"}"#;
        assert_eq!(
            compact(text, false),
            r#"{"appSecret":"********","a":[{"writeToken":"********","readToken":null}],"#
                .to_owned()
                + r#""app_secret":"********","sign":"********","Password":"********","#
                + r#""vodSecretKey":"********","\u0073ign":"********"}"#
        );
        assert_eq!(
            compact(r#"{"appSecret" : "s1"}"#, true),
            r#"{"appSecret":"s1"}"#
        );
    }

    #[test]
    fn a_text_that_reads_like_a_secrets_name_is_no_name() {
        let text = r#"{"memo":"password","x":["sign" , "sign"],"email":"a"}"#;
        assert_eq!(compact(text, false), text.replace(' ', ""));
    }

    #[test]
    fn half_a_surrogate_pair_in_a_name_hides_no_secret() {
        let text = r#"{"\ud800password":"s"}"#;
        assert_eq!(compact(text, false), r#"{"\ud800password":"********"}"#);
    }

    /// Any JSON, printed loosely by the tests' own hand.
    pub(in super::super) fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any::<f64>().prop_map(Json::from),
            any_text().prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 30, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
                proptest::collection::vec((any_text(), inner), 0..6)
                    .prop_map(|fields| Json::Object(fields.into_iter().collect())),
            ]
        })
    }

    fn any_text() -> impl Strategy<Value = String> {
        proptest::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn compact_json_is_the_same_value(json in any_json(), pretty in any::<bool>()) {
            let text = if pretty { format!("{json:#}") } else { json.to_string() };
            let shown = compact(&text, true);
            prop_assert_eq!(serde_json::from_str::<Json>(&shown).unwrap(), json);
            prop_assert!(!shown.contains(is_unsafe));
        }

        #[test]
        fn masked_json_is_still_json(json in any_json()) {
            serde_json::from_str::<Json>(&compact(&format!("{json:#}"), false)).unwrap();
        }
    }
}
