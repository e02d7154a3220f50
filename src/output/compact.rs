//! JSON as it is printed: the text as received, without white space between
//! its tokens, without secrets, and safe to look at.
//!
//! Letters that would drive a terminal (DEL, C1, bidirectional and invisible
//! ones; C0 cannot stand bare in JSON) are written as `\u` escapes. That is
//! the same value to every reader, so it is done for pipes and files too: the
//! bytes do not depend on where they go.

use crate::row::{Value, value_end};
use crate::secret::{MASK, is_secret_name};
use crate::text::{json_safe, may_begin_unsafe};
use std::ops::Range;

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

/// Appends the compact text of valid JSON. What needs no change is copied in
/// pieces as large as possible.
pub(super) fn push(json: &str, show_secrets: bool, out: &mut Vec<u8>) {
    let bytes = json.as_bytes();
    let (mut at, mut copied) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        let here = at;
        at += 1;
        match byte {
            b'"' => {
                let (end, is_safe) = string_end(bytes, at);
                at = end;
                let string = &json[here..at];
                if !is_safe {
                    out.extend_from_slice(&bytes[copied..here]);
                    out.extend_from_slice(json_safe(string).as_bytes());
                    copied = at;
                }
                if !show_secrets && let Some(value) = secret_value(json, string, at) {
                    out.extend_from_slice(&bytes[copied..at]);
                    for piece in [":\"", MASK, "\""] {
                        out.extend_from_slice(piece.as_bytes());
                    }
                    (at, copied) = (value.end, value.end);
                }
            }
            b' ' | b'\t' | b'\n' | b'\r' => {
                out.extend_from_slice(&bytes[copied..here]);
                copied = at;
            }
            _ => {}
        }
    }
    out.extend_from_slice(&bytes[copied..]);
}

/// The place after the string that begins before here, and whether it has nothing
/// that may have to be escaped.
fn string_end(bytes: &[u8], mut at: usize) -> (usize, bool) {
    let mut is_safe = true;
    loop {
        let needs_a_look = |byte: &u8| matches!(byte, b'"' | b'\\') || may_begin_unsafe(*byte);
        let plain = bytes[at..].iter().position(needs_a_look);
        at += plain.unwrap_or(bytes.len() - at) + 1;
        match bytes.get(at - 1) {
            Some(b'"') | None => return (at.min(bytes.len()), is_safe),
            Some(b'\\') => at += 1,
            Some(_) => is_safe = false,
        }
    }
}

/// Where the value is that a string, which ends here, names, if it is to be
/// masked: an object or an array whole, `null` not. In valid JSON only a name
/// is followed by a colon.
fn secret_value(json: &str, string: &str, end: usize) -> Option<Range<usize>> {
    let after = json[end..].trim_ascii_start().strip_prefix(':')?;
    if !is_secret_name(&Value::new(string).as_text()) {
        return None;
    }
    let start = json.len() - after.trim_ascii_start().len();
    let value = start..value_end(json.as_bytes(), start);
    (&json[value.clone()] != "null").then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_unsafe;
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
    fn any_json() -> impl Strategy<Value = Json> {
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
