//! Any lines as a snapshot, and any bytes as the file they are packed in.

use super::{Packing, Reader, RowLines, VERSION};
use crate::failure::Failure;
use crate::fuzz::Target;
use crate::row::Row;
use crate::secret::is_secret_name;
use serde_json::value::RawValue;
use std::path::Path;
use tempfile::TempDir;

const WORDS: &[&str] = &[
    "\n",
    "\r\n",
    "\n\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"snapshot\":1,",
    "\"snapshot\":2,",
    "\"snapshot\":3",
    "{\"fields\":[",
    "[1,",
    "]\n[",
    "\"appId\":\"g1\",",
    "\"baseUrl\":\"u\",",
    "\"tool\":\"t\",",
    "\"began\":1,",
    "\"ended\":2,",
    "\"accounts\":2",
    "null",
    "{\"a\":1},{\"b\":2}",
    "\"appSecret\":\"s\"",
    "{\"x\":[",
    "\\n",
    "\\u0000",
    "\u{feff}",
    "中",
    " ",
];

const HEAD: &str = "\"appId\":\"g1\",\"baseUrl\":\"https://api.polyv.net\",\
    \"tool\":\"polyv-group 0.1.0\",\"began\":1796076920000,\"ended\":1796076930123,\"accounts\":3}\n\
    {\"minutes\":{\"left\":1.0},\"flow\":null}\n";

/// A snapshot of this version with these lines of rows.
fn lines(version: u8, rows: &str) -> Vec<u8> {
    format!("{{\"snapshot\":{version},{HEAD}{rows}").into_bytes()
}

const OBJECTS: &str = "{\"email\":\"a@b.cn\",\"minutes\":100.0,\"memo\":\"一\\\"二\"}\n\
    {\"email\":\"c@d.cn\",\"new\":[1e5,{\"x\":{}}]}\n{ \"appSecret\": \"s\" , \"a\":1}\n";
const ARRAYS: &str = "{\"fields\":[\"email\",\"minutes\",\"memo\"]}\n\
    [\"a@b.cn\",100.0,\"一\\\"二\"]\n[\"c@d.cn\",[1e5,{\"x\":{}}],null]\n\
    {\"fields\":[\"appSecret\",\"a\"]}\n[ \"s\" , 1]\n";

fn gzip(lines: &[u8]) -> Vec<u8> {
    Packing::default().member(lines).unwrap()
}

/// All that a file holds.
fn read(path: &Path, bytes: &[u8]) -> Result<(Reader, Vec<Row>), Failure> {
    // A file that is written over would be brought to disk.
    let _ = std::fs::remove_file(path);
    std::fs::write(path, bytes).unwrap();
    let mut reader = Reader::open(path)?;
    let mut rows = Vec::new();
    while let Some(page) = reader.next() {
        match page {
            Ok(page) => rows.extend(page),
            Err(failure) => {
                assert!(reader.next().is_none(), "it goes on behind what is wrong");
                return Err(failure);
            }
        }
    }
    Ok((reader, rows))
}

/// How a file ends; what was read is the same once more after it was written.
fn ending(path: &Path, bytes: &[u8]) -> (String, u64, Vec<Row>) {
    let (reader, rows) = match read(path, bytes) {
        Ok(read) => read,
        Err(failure) => {
            let words = failure.message.en();
            assert_eq!(failure.kind.exit_code(), 2, "{words}");
            let (_, why) = words.split_once(": ").expect("the file is named");
            return (why.to_owned(), 0, Vec::new());
        }
    };
    assert_eq!(reader.header().accounts, rows.len() as u64);
    let mut header = reader.header().clone();
    header.snapshot = VERSION;
    let mut lines = serde_json::to_vec(&header).unwrap();
    lines.push(b'\n');
    lines.extend(match reader.group() {
        Some(_) => b"{}\n".as_slice(),
        None => b"null\n",
    });
    let mut written = RowLines::default();
    rows.iter().for_each(|row| written.push(row));
    lines.extend(written.bytes);
    let (again, same) = read(path, &gzip(&lines)).unwrap_or_else(|why| panic!("{}", why.message));
    assert_eq!(again.header(), &header);
    let without = |row: &Row| {
        let mut line = Vec::new();
        row.push_without(is_secret_name, &mut line);
        line
    };
    let texts = same.iter().map(|row| row.as_str().as_bytes().to_vec());
    assert!(texts.eq(rows.iter().map(without)), "it is not the same");
    let ended = format!("read {}", "x".repeat(rows.len()));
    (ended, reader.header().snapshot, rows)
}

fn place() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gz");
    (folder, path)
}

/// That a row has what stands in its line, to the letter.
fn is_verbatim(version: u64, row: &Row, line: &[u8]) -> bool {
    let line = line.trim_ascii();
    if version == 1 {
        return row.as_str().as_bytes() == line;
    }
    let values: Vec<&RawValue> = serde_json::from_slice(line).unwrap();
    let places = 0..row.names().len();
    let values = values.iter().map(|value| value.get());
    values.eq(places.map(|place| row.value(place).as_str()))
}

#[test]
fn lines_of_snapshots() {
    let seeds = vec![lines(1, OBJECTS), lines(2, ARRAYS)];
    let (folder, path) = place();
    Target {
        name: "snapshot",
        seeds,
        words: WORDS,
    }
    .run(move |input| {
        let _folder = &folder;
        let (ended, version, rows) = ending(&path, &gzip(input));
        let lines = input.split(|byte| *byte == b'\n').skip(2);
        let lines = lines.filter(|line| version == 1 || !line.starts_with(b"{"));
        for (row, line) in rows.iter().zip(lines) {
            assert!(is_verbatim(version, row, line), "it is not verbatim");
        }
        ended
    });
}

#[test]
fn packed_snapshots() {
    let lines = lines(2, ARRAYS);
    let (first, rows) = lines.split_at(200);
    let members = [gzip(first), gzip(rows)].concat();
    let seeds = vec![gzip(&lines), members];
    let words = &["\u{1f}", "\u{8}", "\0\0\0\0"];
    let (folder, path) = place();
    Target {
        name: "gzip",
        seeds,
        words,
    }
    .run(move |input| {
        let _folder = &folder;
        ending(&path, input).0
    });
}
