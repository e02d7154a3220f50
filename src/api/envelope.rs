//! The two envelopes of the service, v2/v3 and v4, read into one meaning.
//!
//! The body is read first; the HTTP status is only reported. Success is body
//! `code` 200 with `success` not false (docs/live/api/errorinfo). A body that
//! is no such envelope is not the API's: an HTML page of a proxy, a cut-off
//! reply, nothing at all.

use super::error::Refusal;
use crate::http::Reply;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// What a reply means.
#[derive(Debug)]
pub enum Meaning<'a> {
    /// Done.
    Done(Success<'a>),
    /// Refused.
    Refused(Refusal),
    /// Not a reply of the API; says what it is instead.
    Foreign(String),
}

/// A call that was done.
#[derive(Debug)]
pub struct Success<'a> {
    /// The whole reply.
    pub reply: &'a Reply,
    /// The literal text of `data`, where the service sends any.
    pub data: Option<&'a RawValue>,
    /// v4's `requestId`.
    pub request_id: Option<String>,
}

impl Meaning<'_> {
    /// v4's `requestId`.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Meaning::Done(success) => success.request_id.as_deref(),
            Meaning::Refused(refusal) => refusal.request_id.as_deref(),
            Meaning::Foreign(_) => None,
        }
    }

    /// The same with every word of a failure passed through `hide`.
    pub fn hiding(self, hide: &dyn Fn(&str) -> String) -> Self {
        match self {
            Meaning::Refused(refusal) => Meaning::Refused(Refusal {
                message: hide(&refusal.message),
                request_id: refusal.request_id.as_deref().map(hide),
                ..refusal
            }),
            Meaning::Foreign(what) => Meaning::Foreign(hide(&what)),
            done @ Meaning::Done(_) => done,
        }
    }
}

/// The members of an object, verbatim: the types of most of them vary.
struct Members<'a>(HashMap<String, &'a RawValue>);

impl<'a> Members<'a> {
    fn of(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    /// A member, unless it is null.
    fn get(&self, name: &str) -> Option<&'a RawValue> {
        let member = self.0.get(name).copied();
        member.filter(|value| value.get() != "null")
    }
}

/// Reads a reply's body; its HTTP status is only carried along.
pub fn read(reply: &Reply) -> Meaning<'_> {
    let Ok(text) = std::str::from_utf8(&reply.body) else {
        return Meaning::Foreign(foreign(reply, "not UTF-8 text"));
    };
    if text.trim().is_empty() {
        return Meaning::Foreign(foreign(reply, "an empty reply"));
    }
    let Some(envelope) = Members::of(text) else {
        return Meaning::Foreign(foreign(reply, kind_of(text)));
    };
    let Some(code) = envelope.get("code").and_then(integer) else {
        return Meaning::Foreign(foreign(reply, "JSON without the API's code"));
    };
    let request_id = envelope.get("requestId").and_then(string);
    let refused = envelope.get("success").is_some_and(|s| s.get() == "false");
    if code == 200 && !refused {
        return Meaning::Done(Success {
            reply,
            data: envelope.get("data"),
            request_id,
        });
    }
    let error = envelope.get("error");
    let error = error.and_then(|error| Members::of(error.get()));
    let inner = |name| error.as_ref().and_then(|error| error.get(name));
    let message = inner("desc").or(envelope.get("message")).and_then(string);
    Meaning::Refused(Refusal {
        code: inner("code").and_then(integer).unwrap_or(code),
        message: message.unwrap_or_else(|| "(no message)".to_owned()),
        request_id,
        http_status: reply.status,
    })
}

fn foreign(reply: &Reply, what: &str) -> String {
    if (300..400).contains(&reply.status) {
        let to = reply.header("location").unwrap_or("nowhere");
        return format!("a redirect to {} (HTTP {})", host(to), reply.status);
    }
    format!("{what} (HTTP {})", reply.status)
}

/// Only the host of a redirect is named: its query may repeat ours.
fn host(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

fn kind_of(text: &str) -> &'static str {
    let start: String = text.trim_start().chars().take(9).collect();
    match start.to_ascii_lowercase().as_str() {
        s if s.starts_with("<!doctype") || s.starts_with("<html") => "an HTML page",
        s if s.starts_with('{') => "cut-off or broken JSON",
        _ => "not the API's JSON",
    }
}

/// An integer, or one in a string.
fn integer(raw: &RawValue) -> Option<i64> {
    raw.get().trim_matches('"').parse().ok()
}

/// A string that is not empty; `null` and other types are none.
fn string(raw: &RawValue) -> Option<String> {
    let text: String = serde_json::from_str(raw.get()).ok()?;
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Reason;

    fn reply(status: u16, body: &str) -> Reply {
        Reply {
            status,
            headers: vec![("location".into(), "https://login.example/x?sign=A".into())],
            body: body.as_bytes().to_vec(),
        }
    }

    fn refused(status: u16, body: &str) -> Refusal {
        match read(&reply(status, body)) {
            Meaning::Refused(refusal) => refusal,
            other => panic!("{other:?}"),
        }
    }

    fn data(body: &str) -> Option<String> {
        match read(&reply(200, body)) {
            Meaning::Done(success) => success.data.map(|d| d.get().to_owned()),
            other => panic!("{other:?}"),
        }
    }

    fn why(status: u16, body: &[u8]) -> String {
        let mut reply = reply(status, "");
        reply.body = body.to_vec();
        match read(&reply) {
            Meaning::Foreign(why) => why,
            other => panic!("{other:?}"),
        }
    }

    /// The published error bodies and what each must be taken for.
    #[test]
    fn every_published_error_body_is_sorted() {
        use Reason::{Business, Credentials, Expired};
        let expected = [
            ("error-account-forbidden", Credentials),
            ("error-account-not-found", Credentials),
            ("error-appid-required", Credentials),
            ("error-application-not-found", Credentials),
            ("error-invalid-signature", Credentials),
            ("error-invalid-timestamp", Expired),
            ("error-timestamp-expired", Expired),
            ("error-over-limit", Business),
            ("error-wrong-package-type", Business),
            ("error-param-length", Business),
        ];
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/samples");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let Some((_, kind)) = name.rsplit_once('.') else {
                continue;
            };
            if !kind.starts_with("error-") {
                continue;
            }
            let refusal = refused(200, &std::fs::read_to_string(&path).unwrap());
            let wanted = expected.iter().find(|(k, _)| *k == kind).unwrap().1;
            assert_eq!(refusal.reason(), wanted, "{name}");
            seen += 1;
        }
        assert_eq!(seen, 31);
    }

    #[test]
    fn a_v4_refusal_gives_its_inner_code_words_and_request_id() {
        let body = include_str!("../../tests/data/samples/v4.any.error-application-not-found.json");
        assert_eq!(
            refused(400, body),
            Refusal {
                code: 20001,
                message: "application not found.".into(),
                request_id: Some("d310b70bc329403f87f77f9203d50f89.128.16360831552223589".into()),
                http_status: 400,
            }
        );
    }

    #[test]
    fn a_body_code_need_not_be_an_http_status() {
        let refusal = refused(
            200,
            r#"{"code":1113,"status":"error","message":"m","data":""}"#,
        );
        assert_eq!((refusal.code, refusal.http_status), (1113, 200));
    }

    #[test]
    fn data_may_be_anything_or_missing() {
        assert_eq!(
            data(r#"{"code":200,"data":{"a":1.0}}"#).as_deref(),
            Some(r#"{"a":1.0}"#)
        );
        assert_eq!(data(r#"{"code":200,"data":""}"#).as_deref(), Some(r#""""#));
        assert_eq!(data(r#"{"code":200,"data":null}"#), None);
        assert_eq!(data(r#"{"code":200,"message":"success"}"#), None);
        assert_eq!(data(r#"{"code":"200","success":null,"error":null}"#), None);
    }

    #[test]
    fn success_false_is_a_refusal_even_with_code_200() {
        let refusal = refused(
            200,
            r#"{"code":200,"success":false,"error":{"code":7,"desc":"no"}}"#,
        );
        assert_eq!((refusal.code, refusal.message.as_str()), (7, "no"));
    }

    #[test]
    fn a_refusal_may_lack_everything_but_its_code() {
        for body in [
            r#"{"code":400}"#,
            r#"{"code":400,"error":null,"message":null}"#,
            r#"{"code":400,"error":"","message":7}"#,
        ] {
            assert_eq!(refused(400, body).message, "(no message)");
        }
    }

    #[test]
    fn what_is_not_the_apis_is_named() {
        assert_eq!(why(502, b"<html>bad</html>"), "an HTML page (HTTP 502)");
        assert_eq!(why(200, b"<!DOCTYPE html>"), "an HTML page (HTTP 200)");
        assert_eq!(why(200, b" \n"), "an empty reply (HTTP 200)");
        assert_eq!(
            why(200, b"{\"code\":2"),
            "cut-off or broken JSON (HTTP 200)"
        );
        assert_eq!(
            why(200, b"[200,true,null,null,null,{}]"),
            "not the API's JSON (HTTP 200)"
        );
        assert_eq!(why(200, b"{}"), "JSON without the API's code (HTTP 200)");
        assert_eq!(why(200, b"\xff{}"), "not UTF-8 text (HTTP 200)");
        assert_eq!(
            why(302, b""),
            "a redirect to https://login.example/x (HTTP 302)"
        );
    }
}
