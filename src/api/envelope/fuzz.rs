//! Any bytes as a reply, and what it holds as a page of a list.

use super::super::page::Page;
use super::read;
use crate::api::Cause;
use crate::fuzz::Target;
use crate::http::Reply;
use serde::de::IgnoredAny;

const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "null",
    "true",
    "false",
    "200",
    "\"200\"",
    "\"code\":",
    "\"success\":",
    "\"status\":\"success\",",
    "\"message\":",
    "\"requestId\":",
    "\"data\":",
    "\"error\":{\"code\":1,\"desc\":\"no\"},",
    "\"contents\":[",
    "\"pageSize\":",
    "\"pageNumber\":",
    "\"totalPages\":",
    "\"totalItems\":",
    "{\"a\":1}",
    "\\ud800",
    "<html>",
    "\u{feff}",
    "中",
];

/// The published replies, and some of the form of lists.
fn seeds() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/samples");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.collect();
    files.sort();
    let mut seeds: Vec<Vec<u8>> = files
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    seeds.retain(|seed| seed.len() < 2_000);
    let own = [
        r#"{"code":200,"status":"success","message":"","data":{"pageNumber":1,"pageSize":2,"totalPages":3,"totalItems":5,"contents":[{"a":100.0},{"a":null}]}}"#,
        r#"{"code":200,"success":true,"requestId":"r1","data":[{"a":1},{"a":2}],"error":null}"#,
        r#"{"code":400,"success":false,"requestId":"r1","error":{"code":20001,"desc":"application not found."}}"#,
        "<!DOCTYPE html><html></html>",
    ];
    seeds.extend(own.map(|text| text.as_bytes().to_vec()));
    seeds
}

/// What a list makes of the data of a success.
fn pages(reply: &Reply) -> String {
    let body = std::str::from_utf8(&reply.body).unwrap();
    let mut ended = String::new();
    for page_of in [Page::read, Page::either, Page::array] {
        match page_of(read(reply).expect("it was a success before").data) {
            Ok(page) => {
                let texts: Vec<&str> = page.rows.iter().map(|row| row.as_str()).collect();
                assert!(texts.iter().all(|text| body.contains(text)), "not verbatim");
                assert!(page.promised(1) >= 1);
                assert!(page.promised(7) >= 1);
                ended += if texts.is_empty() { "no rows" } else { "rows" };
            }
            Err(why) => {
                assert!(!why.zh().is_empty());
                ended += why.en();
            }
        }
    }
    ended
}

#[test]
fn replies() {
    let target = Target {
        name: "envelope",
        seeds: seeds(),
        words: WORDS,
    };
    target.run(|input| {
        // The first byte is the status, as it does not matter.
        let (status, body) = input.split_first().unwrap_or((&0, &[]));
        let (status, body) = match status {
            b'0'..=b'9' => (u16::from(status - b'0') * 100 + 2, body),
            _ => (200, input),
        };
        let reply = Reply {
            status,
            headers: Vec::new(),
            body: body.to_vec(),
        };
        let is_json = serde_json::from_slice::<IgnoredAny>(body).is_ok();
        match read(&reply) {
            Ok(_) => {
                assert!(is_json, "it is not JSON");
                pages(&reply)
            }
            Err(Cause::Refused(refusal)) => {
                assert!(is_json, "it is not JSON");
                assert!(!refusal.message.is_empty());
                assert_eq!(refusal.http_status, status);
                format!("refused: {:?}", refusal.reason())
            }
            Err(Cause::Foreign { what, .. }) => {
                let text = std::str::from_utf8(body).unwrap_or_default();
                assert!(!is_json || !what.en().contains("broken"), "{text}");
                assert!(!what.zh().is_empty());
                what.en().to_owned()
            }
            Err(other) => panic!("{other:?}"),
        }
    });
}
