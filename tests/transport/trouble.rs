//! What can happen to a reply on its way, as a server would cause it.

use crate::support::{RawServer, Seen, Sent, page};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::time::Duration;

/// Rows of the list that is disturbed: three pages.
pub(crate) const ROWS: usize = 250;
/// Rows a page.
pub(crate) const SIZE: usize = 100;

/// The time-out of a run that has to wait for its end. The good pages of a busy
/// machine must come within it, too.
pub(crate) const SHORT: &str = "5s";

/// One kind of trouble.
pub(crate) struct Trouble {
    pub(crate) name: &'static str,
    /// Makes it out of the body that should have been sent.
    pub(crate) spoil: fn(&str) -> Sent,
    /// Whether it takes the client's time-out to notice.
    pub(crate) slow: bool,
    /// The words of the error, once it lasts.
    pub(crate) words: &'static str,
    /// The HTTP status that the error reports.
    pub(crate) http_status: Option<u16>,
}

impl Trouble {
    /// The status that the program ends with, once it lasts.
    pub(crate) fn exit_code(&self) -> i32 {
        if self.http_status == Some(429) { 7 } else { 6 }
    }
}

const HTML: &[u8] = b"<html><body>Bad Gateway</body></html>";

const fn lost(name: &'static str, words: &'static str, spoil: fn(&str) -> Sent) -> Trouble {
    Trouble {
        name,
        spoil,
        slow: false,
        words,
        http_status: None,
    }
}

const fn foreign(
    name: &'static str,
    http_status: u16,
    words: &'static str,
    spoil: fn(&str) -> Sent,
) -> Trouble {
    Trouble {
        http_status: Some(http_status),
        ..lost(name, words, spoil)
    }
}

const fn slow(trouble: Trouble) -> Trouble {
    Trouble {
        slow: true,
        ..trouble
    }
}

/// Every kind that must be tried again.
pub(crate) const TROUBLES: &[Trouble] = &[
    lost("reset", CLOSED, |_| Sent::Reset),
    lost("closed without a word", CUT, |_| Sent::Close),
    lost("cut in the head", CUT, |_| {
        Sent::Raw(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec())
    }),
    lost("cut in the body", CUT, |body| {
        raw(&[content_length(body.len())], &body.as_bytes()[..5000])
    }),
    lost("cut in a chunk", CUT, |body| {
        raw(&[CHUNKED.into()], &chunk(body)[..5000])
    }),
    lost("cut between chunks", CUT, |body| {
        raw(&[CHUNKED.into()], &chunk(body))
    }),
    lost("gzip cut short", "the reply broke off", |body| {
        let mut bytes = gzip(body.as_bytes());
        bytes.truncate(bytes.len() / 2);
        reply("HTTP/1.1 200 OK", &[GZIP], bytes)
    }),
    lost("gzip that is none", "the reply broke off", |body| {
        reply("HTTP/1.1 200 OK", &[GZIP], body.into())
    }),
    slow(lost("hang", LATE, |_| Sent::Hang)),
    slow(lost("drip-feed", LATE, |body| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n";
        Sent::Drip((head.to_owned() + body).into(), Duration::from_millis(20))
    })),
    foreign("500 in HTML", 500, "an HTML page (HTTP 500)", |_| {
        reply("HTTP/1.1 500 Internal Server Error", &[], HTML.into())
    }),
    foreign("502 in HTML", 502, "an HTML page (HTTP 502)", |_| {
        reply("HTTP/1.1 502 Bad Gateway", &[], HTML.into())
    }),
    foreign("503", 503, "an empty reply (HTTP 503)", |_| {
        reply("HTTP/1.1 503 Service Unavailable", &[], Vec::new())
    }),
    foreign("504", 504, "not the API's JSON (HTTP 504)", |_| {
        reply("HTTP/1.1 504 Gateway Timeout", &[], b"late".to_vec())
    }),
    foreign(
        "503 of the API",
        503,
        "refused: busy (code 503, HTTP 503)",
        |_| {
            let body = br#"{"code":503,"status":"error","message":"busy","data":""}"#;
            reply("HTTP/1.1 503 Service Unavailable", &[], body.to_vec())
        },
    ),
    foreign("429, Retry-After: 0", 429, TOO_MANY, |_| {
        reply(LIMITED, &["Retry-After: 0"], Vec::new())
    }),
    foreign("429, Retry-After: 1", 429, TOO_MANY, |_| {
        reply(LIMITED, &["Retry-After: 1"], HTML.into())
    }),
    foreign("429", 429, TOO_MANY, |_| reply(LIMITED, &[], Vec::new())),
    foreign("empty body", 200, "an empty reply (HTTP 200)", |_| {
        Sent::Json(String::new())
    }),
    foreign("half the JSON", 200, "broken JSON (HTTP 200)", |body| {
        Sent::Json(body[..body.len() / 2].to_owned())
    }),
    foreign("bad UTF-8", 200, "not UTF-8 text (HTTP 200)", |body| {
        let mut bytes = body.as_bytes().to_vec();
        let at = body.find("u1").unwrap_or(0);
        bytes[at] = 0xff;
        reply("HTTP/1.1 200 OK", &[], bytes)
    }),
    foreign("HTML", 200, "an HTML page (HTTP 200)", |_| {
        reply("HTTP/1.1 200 OK", &[], b"<!DOCTYPE html>login".to_vec())
    }),
    foreign("no page", 200, "not a page of a list", |_| {
        Sent::Json(r#"{"code":200,"status":"success","data":"","success":true}"#.into())
    }),
];

const CLOSED: &str = "the connection was closed before the whole reply";
const CUT: &str = "the reply was cut off";
const LATE: &str = "the reply did not come in time";
const TOO_MANY: &str = "too many requests (HTTP 429)";
const LIMITED: &str = "HTTP/1.1 429 Too Many Requests";
const GZIP: &str = "Content-Encoding: gzip";
const CHUNKED: &str = "Transfer-Encoding: chunked";

/// A whole reply.
pub(crate) fn reply(status: &'static str, headers: &[&str], body: Vec<u8>) -> Sent {
    let headers = headers.iter().map(|header| (*header).to_owned());
    Sent::Reply(status, headers.collect(), body)
}

/// A success with these headers whose connection is closed after the body,
/// whatever the headers say.
pub(crate) fn raw(headers: &[String], body: &[u8]) -> Sent {
    let head = format!("HTTP/1.1 200 OK\r\n{}\r\n\r\n", headers.join("\r\n"));
    Sent::Raw([head.as_bytes(), body].concat())
}

pub(crate) fn content_length(length: usize) -> String {
    format!("Content-Length: {length}")
}

/// A body compressed.
pub(crate) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// One chunk, without the empty one that would end the body.
pub(crate) fn chunk(body: &str) -> Vec<u8> {
    format!("{:x}\r\n{body}\r\n", body.len()).into_bytes()
}

/// The page asked for, of a list of [`ROWS`] rows that keeps its word.
pub(crate) fn good_page(request: &Seen) -> String {
    good_page_of(ROWS, request)
}

/// The page asked for, of a list of so many rows that keeps its word.
pub(crate) fn good_page_of(rows: usize, request: &Seen) -> String {
    let number = request.page();
    let from = (number - 1) * SIZE;
    page(from.min(rows)..(from + SIZE).min(rows), number, SIZE, rows)
}

/// A server of [`ROWS`] rows; `spoil` may answer a request in another way. It
/// is told how often that page has been asked for, from 1.
pub(crate) fn server(
    spoil: impl Fn(usize, &Seen) -> Option<Sent> + Send + Sync + 'static,
) -> RawServer {
    let asked = std::sync::Mutex::new(std::collections::HashMap::new());
    RawServer::start(move |_, request| {
        let time = {
            let mut asked = asked.lock().unwrap();
            let times = asked.entry(request.page()).or_insert(0);
            *times += 1;
            *times
        };
        spoil(time, request).unwrap_or_else(|| Sent::Json(good_page(request)))
    })
}

/// Runs a check of each kind of trouble, all at the same time: most of them
/// only wait.
pub(crate) fn each_at_once(check: impl Fn(&Trouble) + Sync) {
    std::thread::scope(|scope| {
        let checks: Vec<_> = TROUBLES
            .iter()
            .map(|trouble| (trouble.name, scope.spawn(|| check(trouble))))
            .collect();
        let failed: Vec<_> = checks
            .into_iter()
            .filter_map(|(name, check)| check.join().is_err().then_some(name))
            .collect();
        assert!(failed.is_empty(), "failed: {failed:?}");
    });
}
