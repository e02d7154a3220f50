//! What goes into the simulator and what comes out, free of any HTTP library:
//! the server turns it into bytes, an in-process caller reads it as it is.

use std::time::{Duration, UNIX_EPOCH};

/// One request, as far as the simulator looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET`, `POST`, ... in capitals.
    pub method: &'a str,
    /// Path and query as sent, percent-encoded: `/live/v4/...?appId=...`.
    pub target: &'a str,
    /// The Content-Type header.
    pub content_type: Option<&'a str>,
    /// The body, empty for none.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// The target up to the question mark.
    pub(super) fn path(&self) -> &'a str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The target behind the question mark, without a fragment.
    pub(super) fn query(&self) -> &'a str {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        query.split('#').next().unwrap_or_default()
    }

    /// Whether the body is of this media type, parameters such as a charset
    /// left aside.
    pub(super) fn is(&self, media_type: &str) -> bool {
        let sent = self.content_type.unwrap_or_default();
        let sent = sent.split(';').next().unwrap_or_default().trim();
        sent.eq_ignore_ascii_case(media_type)
    }
}

/// A whole answer. Content-Length and Connection are left to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names and values; always a Date and a Content-Type.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer dated `now_ms` (Unix milliseconds).
    pub(super) fn new(status: u16, content_type: &str, body: String, now_ms: i64) -> Answer {
        let now = Duration::from_millis(u64::try_from(now_ms).unwrap_or(0));
        let headers = vec![
            ("Date".into(), httpdate::fmt_http_date(UNIX_EPOCH + now)),
            ("Content-Type".into(), content_type.into()),
        ];
        Answer {
            status,
            headers,
            body: body.into_bytes(),
        }
    }

    /// One more header.
    pub(super) fn with(mut self, name: &str, value: &str) -> Answer {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// What happens to a request: an answer, or one of the ways to lose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The answer is sent.
    Reply(Answer),
    /// The connection is closed; nothing was done.
    Reset,
    /// The headers promise the whole body, half of it is sent.
    Cut(Answer),
    /// Nothing is sent and the connection stays open.
    Hang,
    /// The work is done and the connection closed without an answer.
    Drop,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_split_into_path_and_query() {
        let request = Request {
            method: "GET",
            target: "/a/b?c=d?e#f",
            content_type: Some("Application/JSON; charset=utf-8"),
            body: b"",
        };
        assert_eq!(request.path(), "/a/b");
        assert_eq!(request.query(), "c=d?e");
        assert!(request.is("application/json"));
    }

    #[test]
    fn an_answer_is_dated_by_the_time_it_is_given() {
        let answer = Answer::new(200, "text/plain", "x".into(), 1_700_000_000_000);
        let date = ("Date".into(), "Tue, 14 Nov 2023 22:13:20 GMT".into());
        assert_eq!(answer.headers[0], date);
    }
}
