//! Any bytes as the account of writes: lines that say nothing are left out, the
//! others are told.

use super::{COLUMNS, Writes, in_words};
use crate::fuzz::Target;
use crate::lang::{self, Lang};
use crate::output::{Format, Style, sink};

const WORDS: &[&str] = &[
    "\n",
    "{\"id\":\"a\",",
    "\"time\":1716177600000,",
    "\"outcome\":\"sent\"",
    "\"outcome\":\"done\"",
    "\"what\":\"give 5 minutes, take all flow\",",
    "\"before\":{\"minutes\":1},",
    "\"after\":{",
    "\"values\":{\"a\":[1]},",
    "\"message\":\"m\"",
    "null",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\ud800",
    "\\n",
    "set minutes to 5",
    "take all ",
    "give ",
    "\\u202e",
    "appSecret",
    "\u{9b}",
    "中",
];

#[test]
fn accounts_of_writes() {
    let sent = r#"{"id":"1-a","time":1716177600000,"user":"u","profile":"hq","appId":"x","account":null,"baseUrl":"sandbox","endpoint":"POST /v4/new","what":"give 5 minutes, take all flow","email":"a@b.cn","values":{"email":"a@b.cn","minutes":5},"before":{"minutes":1,"flow":2.5},"outcome":"sent"}"#;
    let done = r#"{"id":"1-a","outcome":"done","attempts":2,"code":null,"message":null,"requestId":"r","after":{"minutes":6}}"#;
    let refused = r#"{"id":"2-a","time":1,"what":"create the sub-account","outcome":"failed","code":400,"message":"no"}"#;
    let seeds = [
        vec![sent, done, refused],
        vec![done, sent, "", "{\"id\":\"3\"", sent],
    ];
    let seeds = seeds.map(|lines| lines.join("\n").into_bytes()).to_vec();
    Target {
        name: "writes",
        seeds,
        words: WORDS,
    }
    .run(|input| {
        let mut writes = Writes::default();
        let lines = input
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        let damaged = lines.filter(|line| writes.add(line).is_none()).count();
        let rows = writes.rows();
        let mut bytes = Vec::new();
        let mut table = sink(&Style::plain(Format::Table), COLUMNS, &mut bytes).unwrap();
        for row in &rows {
            table.row(&in_words(row)).unwrap();
            lang::within(Lang::Zh, || in_words(row));
        }
        table.finish().unwrap();
        format!(
            "{} rows {} damaged",
            "x".repeat(rows.len()),
            "y".repeat(damaged)
        )
    });
}
