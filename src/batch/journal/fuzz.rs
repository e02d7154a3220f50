//! Any bytes as a journal: damaged in a line that is named, or read; and what is
//! read, written by us and cut off anywhere, is its own beginning.

use super::{History, Record, told};
use crate::batch::allocate::earlier;
use crate::fuzz::Target;
use crate::lang::Text;

const WORDS: &[&str] = &[
    "\n",
    "\0",
    "{\"start\":{",
    "{\"intent\":{",
    "{\"outcome\":{",
    "{\"end\":{\"at\":1}}\n",
    "{\"failedRows\":{",
    "}}",
    "\"version\":1,",
    "\"appId\":\"a\",",
    "\"base\":\"https://x\",",
    "\"at\":1",
    "\"credentials\":\"c.csv\",",
    "\"email\":\"a@b.cn\",",
    "\"what\":\"minutes\",",
    "\"fingerprint\":\"f\",",
    "\"timeout\":5,",
    "\"madePassword\":true,",
    "\"noted\":{",
    "\"write\":7,",
    "\"status\":\"created\"",
    "\"status\":\"failed\"",
    "\"status\":\"unknown\"",
    "\"requestId\":\"r\",",
    "\"message\":\"m\",",
    "null",
    ",",
    "\"",
    "\\u0000",
    "中",
];

/// Whole lines and what follows them, as they are told.
fn read(bytes: &[u8]) -> Result<History, (usize, Text)> {
    let sound = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    told(&bytes[..sound], &bytes[sound..])
}

/// The same records as we write them.
fn written(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let lines = lines.filter(|line| line.ends_with(b"\n"));
    let mut written = Vec::new();
    for line in lines {
        let record: Record = serde_json::from_slice(line).unwrap();
        serde_json::to_writer(&mut written, &record).unwrap();
        written.push(b'\n');
    }
    written
}

#[test]
fn journals() {
    let start =
        r#"{"start":{"version":1,"appId":"a","base":"https://x","at":1,"credentials":"c.csv"}}"#;
    let intent = r#"{"intent":{"email":"a@b.cn","fingerprint":"f","at":2,"timeout":30000,"madePassword":true,"write":1}}"#;
    let done = r#"{"outcome":{"email":"A@b.cn","status":"created","userId":"u","appId":"x","requestId":"r","at":3}}"#;
    let failed = r#"{"outcome":{"email":"a@b.cn","status":"failed","apiCode":400,"message":"m"}}"#;
    let kept = r#"{"intent":{"email":"a@b.cn","what":"minutes","fingerprint":"f","at":2,"noted":{"changes":[{"line":2,"email":"a@b.cn","userId":"u","resource":"minutes","mode":"give","from":"1","to":"3","delta":"2","via":"difference","computed":false}],"wished":["minutes give 2"],"account":{}}}}"#;
    let unknown = r#"{"outcome":{"email":"a@b.cn","what":"minutes","status":"unknown"}}"#;
    let rows = r#"{"failedRows":{"size":5,"modified":7,"device":1,"inode":2}}"#;
    let end = r#"{"end":{"at":9}}"#;
    let journals = [
        vec![start, intent, done, start, intent, failed, end],
        vec![
            start, intent, intent, failed, rows, start, kept, unknown, end, "",
        ],
        vec![start, kept, "{\"inte"],
    ];
    let seeds = journals.map(|lines| lines.join("\n").into_bytes()).to_vec();
    Target {
        name: "journal",
        seeds,
        words: WORDS,
    }
    .run(|input| {
        let history = match read(input) {
            Ok(history) => history,
            Err((line, why)) => {
                let lines = input.split(|byte| *byte == b'\n').count();
                assert!((1..=lines).contains(&line), "line {line} of {lines}");
                assert!(!why.zh().is_empty());
                return why.en().to_owned();
            }
        };
        let bytes = written(input);
        assert!(
            read(&bytes).unwrap() == history,
            "written again it is another"
        );
        // Some places; each input has others.
        for cut in (0..bytes.len()).step_by(1 + bytes.len() / 7) {
            let lines = bytes[..cut].iter().rposition(|byte| *byte == b'\n');
            let whole = read(&bytes[..lines.map_or(0, |at| at + 1)]).unwrap();
            assert!(
                read(&bytes[..cut]).unwrap() == whole,
                "cut at {cut} it is another"
            );
        }
        let known: usize = history.all().count();
        match earlier::all(&history) {
            Ok(items) => format!("read {} {}", "x".repeat(known), "y".repeat(items.len())),
            Err(failure) => failure.message.en().to_owned(),
        }
    });
}
