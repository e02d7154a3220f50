//! Any object as a row that is printed: whole in JSON, to the letter in CSV, and
//! harmless in a table.

use super::{Column, Format, Style, Values, excel, sink};
use crate::fuzz::Target;
use crate::row::Row;
use crate::text::is_unsafe;
use serde_json::Value;
use std::borrow::Cow;

static COLUMNS: [Column; 6] = [
    Column::text("email", "E-MAIL"),
    Column::number("minutes", "MINUTES"),
    Column::new("flow", "FLOW", Values::Bytes),
    Column::text("memo", "备注"),
    Column::new("expireDate", "EXPIRES", Values::Millis),
    Column::new("date", "DATE", Values::ShanghaiText),
];

const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\\",
    "\\u0000",
    "\\u001b[2J",
    "\\ud83d",
    "\\u202e",
    "\u{202e}",
    "\u{9b}",
    "\u{7f}",
    "\\n",
    "\\r",
    "\\t",
    "\u{200b}",
    "👨\u{200d}👩",
    "中",
    "é",
    "null",
    "-",
    "1e",
    "\"email\":",
    "\"memo\":",
    "\"minutes\":",
    "\"flow\":",
    "\"expireDate\":",
    "\"date\":",
    "\"appSecret\":",
    "'",
    "=1+1",
    "1-2",
    "00123",
    "1e5",
    "２",
    "１-２",
    "true",
    "5-Jan",
    "12:30",
    "(5)",
    "2024-05-20 12:00:00.5",
];

fn printed(style: &Style, row: &Row) -> String {
    let mut out = Vec::new();
    let mut sink = sink(style, &COLUMNS, &mut out).unwrap();
    sink.row(row).unwrap();
    sink.finish().unwrap();
    String::from_utf8(out).unwrap()
}

/// The cells of the second line.
fn cells(csv: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let mut records = reader.records();
    let record = records.next().unwrap().unwrap();
    assert!(records.next().is_none(), "it has more than one row");
    record.iter().map(str::to_owned).collect()
}

fn is_whole(row: &Row) {
    let line = printed(
        &Style {
            show_secrets: true,
            ..Style::plain(Format::Jsonl)
        },
        row,
    );
    let text = line.strip_suffix('\n').unwrap();
    assert!(
        !text.contains(is_unsafe),
        "it is not safe to look at: {text:?}"
    );
    // Too deep for this reader, or with half a surrogate pair.
    if let Ok(value) = serde_json::from_str::<Value>(row.as_str()) {
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), value);
    }
    Row::parse(&printed(&Style::plain(Format::Jsonl), row)).unwrap();
}

fn is_to_the_letter(row: &Row) {
    let plain = cells(&printed(&Style::plain(Format::Csv), row));
    assert_eq!(plain.len(), COLUMNS.len());
    for (column, cell) in COLUMNS.iter().zip(&plain) {
        // What is nested is compact in its cell.
        let is_nested = row.get(column.field).is_some_and(|it| it.is_nested());
        if column.values == Values::Text && !is_nested {
            assert_eq!(*cell, row.text(column.field).unwrap_or_default());
        }
    }
    let guarded = printed(
        &Style {
            excel: true,
            ..Style::plain(Format::Csv)
        },
        row,
    );
    let guarded = cells(guarded.trim_start_matches('\u{feff}'));
    for ((column, cell), guarded) in COLUMNS.iter().zip(&plain).zip(&guarded) {
        assert_eq!(guarded, &*excel::guard(Cow::Borrowed(cell), column.values));
        if column.values == Values::Text {
            assert_eq!(excel::unguarded(guarded), cell);
        }
    }
}

fn is_harmless(row: &Row) {
    for width in [None, Some(40)] {
        let table = printed(
            &Style {
                width,
                ..Style::plain(Format::Table)
            },
            row,
        );
        assert_eq!(table.lines().count(), 2, "{table:?}");
        let is_unsafe = |sign: char| sign != '\n' && is_unsafe(sign);
        assert!(
            !table.contains(is_unsafe),
            "it is not safe to look at: {table:?}"
        );
    }
}

#[test]
fn printed_rows() {
    let seeds = [
        r#"{"email":"a@b.cn","minutes":100.0,"flow":1073741824,"memo":"=1+1, \"x\"\n中","expireDate":1716177600000,"date":"2024-05-20 12:00:00","appSecret":"s3cret","x":{"password":["p"]}}"#,
        r#"{"email":null,"minutes":"-1.50","flow":-5,"memo":"'00123","expireDate":"x","date":"2024"}"#,
        r#"{ "memo" : {"a" : [1, "\u202e"]} , "minutes" : 1e400 }"#,
        "{}",
    ];
    let seeds = seeds.map(|text| text.as_bytes().to_vec()).to_vec();
    Target {
        name: "printed",
        seeds,
        words: WORDS,
    }
    .run(|input| {
        let text = std::str::from_utf8(input).unwrap_or_default();
        let Ok(row) = Row::parse(text) else {
            return "no row".into();
        };
        is_whole(&row);
        is_to_the_letter(&row);
        is_harmless(&row);
        "printed".into()
    });
}
