//! Any lines as a snapshot, and any bytes as the file they are packed in.

use super::{Reader, packed, packing, push_line};
use crate::failure::Failure;
use crate::fuzz::Target;
use crate::row::Row;
use std::io::Write;
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
    "\"snapshot\":2",
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

const LINES: &str = "{\"snapshot\":1,\"appId\":\"g1\",\"baseUrl\":\"https://api.polyv.net\",\
    \"tool\":\"polyv-group 0.1.0\",\"began\":1796076920000,\"ended\":1796076930123,\"accounts\":3}\n\
    {\"minutes\":{\"left\":1.0},\"flow\":null}\n\
    {\"email\":\"a@b.cn\",\"minutes\":100.0,\"memo\":\"一\\\"二\"}\n\
    {\"email\":\"c@d.cn\",\"new\":[1e5,{\"x\":{}}]}\n{}\n";

fn gzip(lines: &[u8]) -> Vec<u8> {
    let mut packing = packing(Vec::new());
    packing.write_all(lines).unwrap();
    packed(packing).unwrap()
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
fn ending(path: &Path, bytes: &[u8]) -> (String, Vec<Row>) {
    let (reader, rows) = match read(path, bytes) {
        Ok(read) => read,
        Err(failure) => {
            let words = failure.message.en();
            assert_eq!(failure.kind.exit_code(), 2, "{words}");
            let (_, why) = words.split_once(": ").expect("the file is named");
            return (why.to_owned(), Vec::new());
        }
    };
    assert_eq!(reader.header().accounts, rows.len() as u64);
    let mut lines = serde_json::to_vec(reader.header()).unwrap();
    lines.push(b'\n');
    match reader.group() {
        Some(group) => push_line(group, &mut lines),
        None => lines.extend(b"null\n"),
    }
    rows.iter().for_each(|row| push_line(row, &mut lines));
    let (again, same) = read(path, &gzip(&lines)).unwrap_or_else(|why| panic!("{}", why.message));
    assert_eq!(again.header(), reader.header());
    assert_eq!(same.len(), rows.len());
    (format!("read {}", "x".repeat(rows.len())), rows)
}

fn place() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gz");
    (folder, path)
}

#[test]
fn lines_of_snapshots() {
    let seeds = [
        LINES,
        &LINES.replace("{}\n", "{ \"appSecret\": \"s\" , \"a\":1}"),
    ];
    let seeds = seeds.map(|text| text.as_bytes().to_vec()).to_vec();
    let (folder, path) = place();
    Target {
        name: "snapshot",
        seeds,
        words: WORDS,
    }
    .run(move |input| {
        let _folder = &folder;
        let (ended, rows) = ending(&path, &gzip(input));
        let lines = input.split(|byte| *byte == b'\n').skip(2);
        for (row, line) in rows.iter().zip(lines) {
            assert_eq!(
                row.as_str().as_bytes(),
                line.trim_ascii(),
                "it is not verbatim"
            );
        }
        ended
    });
}

#[test]
fn packed_snapshots() {
    let (first, rows) = LINES.as_bytes().split_at(200);
    let members = [gzip(first), gzip(rows)].concat();
    let seeds = vec![gzip(LINES.as_bytes()), members];
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
