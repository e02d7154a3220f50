//! The two envelopes of the service, v2/v3 and v4, read into one meaning.
//!
//! The body is read first; the HTTP status is only reported. Success is body
//! `code` 200 with `success` not false (docs/live/api/errorinfo). A body that
//! is no such envelope is not the API's: an HTML page of a proxy, a cut-off
//! reply, nothing at all.

use super::error::{Cause, NO_MESSAGE, Refusal};
use super::page::ROWS;
use crate::http::Reply;
use crate::lang::{Both, Text, both};
use crate::row::{Document, Row, Value};
use crate::text;

/// A call that was done.
#[derive(Debug)]
pub struct Success<'a> {
    /// The whole reply.
    pub reply: &'a Reply,
    /// What `data` is: an object or rows, where it is anything of use.
    pub data: Document,
    /// v4's `requestId`.
    pub request_id: Option<String>,
}

/// Reads a reply's body; its HTTP status is only carried along.
///
/// # Errors
/// [`Cause::Refused`], or [`Cause::Foreign`] for what is not of the API.
pub fn read(reply: &Reply) -> Result<Success<'_>, Cause> {
    let text = std::str::from_utf8(&reply.body);
    let text = text.map_err(|_| foreign(reply, both("not UTF-8 text", "不是 UTF-8 文本")))?;
    if text.trim().is_empty() {
        return Err(foreign(reply, both("an empty reply", "应答为空")));
    }
    let mut data = Document::read(text, &["data", ROWS]).unwrap_or_default();
    let envelope = data
        .step_in()
        .ok_or_else(|| foreign(reply, kind_of(text)))?;
    let get = |name| member(&envelope, name);
    let code = get("code").and_then(integer);
    let no_code = both("JSON without the API's code", "JSON 中没有接口的状态码");
    let code = code.ok_or_else(|| foreign(reply, no_code))?;
    let request_id = get("requestId").and_then(string);
    let refused = get("success").is_some_and(|success| success.as_str() == "false");
    if code == 200 && !refused {
        return Ok(Success {
            reply,
            data,
            request_id,
        });
    }
    let error = get("error").and_then(|error| Row::parse(error.as_str()).ok());
    let inner = |name| member(error.as_ref()?, name);
    let message = inner("desc").or(get("message")).and_then(string);
    Err(Cause::Refused(Refusal {
        code: inner("code").and_then(integer).unwrap_or(code),
        message: message.unwrap_or_else(|| NO_MESSAGE.en.to_owned()),
        request_id,
        http_status: reply.status,
    }))
}

/// A member that is not null, verbatim: the types of most of them vary.
fn member<'a>(object: &'a Row, name: &str) -> Option<Value<'a>> {
    object.get(name).filter(|value| !value.is_null())
}

fn foreign(reply: &Reply, what: Both) -> Cause {
    let http_status = reply.status;
    let mut what = Text::from(what);
    if (300..400).contains(&http_status) {
        // Only the host of a redirect is named: its query may repeat ours.
        let to = reply
            .header("location")
            .and_then(|to| to.split(['?', '#']).next());
        let to = to.map_or(both("nowhere", "未知地址").into(), Text::verbatim);
        what = text!("a redirect to {to}", "重定向到 {to}");
    }
    what = text!(
        "{what} (HTTP {http_status})",
        "{what}（HTTP {http_status}）"
    );
    Cause::Foreign { what, http_status }
}

fn kind_of(text: &str) -> Both {
    let start: String = text.trim_start().chars().take(9).collect();
    match start.to_ascii_lowercase().as_str() {
        s if s.starts_with("<!doctype") || s.starts_with("<html") => {
            both("an HTML page", "HTML 页面")
        }
        s if s.starts_with('{') => both("cut-off or broken JSON", "JSON 被截断或已损坏"),
        _ => both("not the API's JSON", "不是接口的 JSON"),
    }
}

/// An integer, or one in a string.
fn integer(value: Value<'_>) -> Option<i64> {
    value.as_str().trim_matches('"').parse().ok()
}

/// A string that is not empty; `null` and other types are none.
fn string(value: Value<'_>) -> Option<String> {
    let text: String = serde_json::from_str(value.as_str()).ok()?;
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod fuzz;
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
            Err(Cause::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// The object and the number of rows in the data.
    fn data(body: &str) -> (Option<String>, Option<usize>) {
        let reply = reply(200, body);
        let mut data = read(&reply).unwrap().data;
        let rows = data.rows.as_ref().unwrap().as_ref().map(Vec::len);
        (data.step_in().map(|row| row.as_str().to_owned()), rows)
    }

    fn why(status: u16, body: &[u8]) -> Text {
        let mut reply = reply(status, "");
        reply.body = body.to_vec();
        match read(&reply) {
            Err(Cause::Foreign { what, .. }) => what,
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
        let object = data(r#"{"code":200,"data":{"a":1.0}}"#);
        assert_eq!(object, (Some(r#"{"a":1.0}"#.to_owned()), None));
        let array = data(r#"{"data":[{},{}],"code":200}"#);
        assert_eq!(array, (None, Some(2)));
        for body in [
            r#"{"code":200,"data":""}"#,
            r#"{"code":200,"data":null}"#,
            r#"{"code":200,"message":"success"}"#,
            r#"{"code":200,"status":"success","message":"","data":true}"#,
            r#"{"code":"200","success":null,"error":null}"#,
            r#"{"code":200,"data":{"a":1},"data":null}"#,
        ] {
            assert_eq!(data(body), (None, None), "{body}");
        }
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
        let body = r#"{"code":400,"message":"m","error":{"code":null,"desc":null}}"#;
        let refusal = refused(400, body);
        assert_eq!((refusal.code, refusal.message.as_str()), (400, "m"));
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
