//! Any text as a roster, in every encoding and of every kind of write: rows that
//! can be written back, or faults that have a place.

use super::{Rejected, Roster, RosterFile, cells, emails, read};
use crate::batch::allocate::declared::declared;
use crate::batch::allocate::wishes::wishes;
use crate::endpoints::spec::Now;
use crate::endpoints::write::Write;
use crate::endpoints::{children, departments, subaccounts};
use crate::fuzz::Target;
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// 2022-05-20 in China.
pub(super) const NOW: Now = Now {
    unix_millis: 1_653_000_000_000,
};

const WORDS: &[&str] = &[
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\"",
    "\"\"",
    "'",
    "=",
    "sep=;\n",
    "\u{feff}",
    "\u{3000}",
    "\u{a0}",
    "\u{200b}",
    "email",
    "password",
    "contacts",
    "phone",
    "maxChannels",
    "minutes",
    "memo",
    "邮箱",
    "密码",
    "手机号码",
    "备注",
    "（必填）",
    "(M)",
    "set minutes",
    "增加分钟数",
    "take flow",
    "floor space",
    "refill space",
    "all",
    "childName",
    "roleId",
    "childEmail",
    "a@b.cn",
    "13800000000",
    "2030-12-31",
    "20301231",
    "王芳",
    "1e5",
    "５",
    "-",
    "TRUE",
    "\u{10ffff}",
    "İ",
];

/// How a text becomes the bytes of a file, by the first letter of an input.
fn encoded(letter: u8, text: &str) -> Option<(Vec<u8>, &'static Encoding)> {
    let units = |of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect::<Vec<_>>();
    Some(match letter {
        b'u' => (text.as_bytes().to_vec(), UTF_8),
        b'm' => (["\u{feff}", text].concat().into_bytes(), UTF_8),
        b'l' => (
            [&b"\xff\xfe"[..], &units(u16::to_le_bytes)].concat(),
            UTF_16LE,
        ),
        b'b' => (
            [&b"\xfe\xff"[..], &units(u16::to_be_bytes)].concat(),
            UTF_16BE,
        ),
        b'g' => {
            let (bytes, _, had_errors) = GB18030.encode(text);
            if had_errors {
                return None;
            }
            (bytes.into_owned(), GB18030)
        }
        _ => return None,
    })
}

/// A kind of write, by the second letter of an input.
fn call(letter: u8) -> &'static Write {
    match letter {
        b'c' => &children::CREATE,
        b'u' => &children::UPDATE,
        b'd' => &children::DELETE,
        b'o' => &departments::CREATE,
        b'a' => declared(),
        _ => &subaccounts::CREATE,
    }
}

/// What a text is read as is what was encoded.
fn is_decoded(bytes: &[u8], encoding: &'static Encoding, text: &str) {
    let has_odd = text.contains('\0') || text.starts_with('\u{feff}');
    match cells::decode(bytes) {
        // Bytes that are UTF-8 too are taken for that.
        Ok((_, found)) if encoding == GB18030 && found != GB18030 => {}
        Ok((decoded, found)) => {
            assert_eq!(found, encoding);
            assert!(has_odd || decoded == text, "it is decoded as {decoded:?}");
        }
        Err(failure) => {
            assert!(has_odd || encoding == GB18030, "{}", failure.message);
        }
    }
}

/// What each row would send.
fn sent(roster: &Roster) -> Vec<(String, String)> {
    let rows = roster.rows.iter();
    rows.map(|row| (row.filled.fingerprint(), row.password().to_owned()))
        .collect()
}

/// How a file ends: its rows are the same after they were written, also for a
/// spreadsheet, and each fault has a place.
pub(super) fn ending(file: RosterFile<'_>, call: &'static Write) -> String {
    let roster = match read(file, call, false, &NOW) {
        Ok(roster) => roster,
        Err(Rejected::File(failure)) => {
            assert!(!failure.message.zh().is_empty());
            // Of several faults the first: else files become longer and longer.
            let first = failure.message.en().split("; ").next();
            return first.unwrap_or_default().to_owned();
        }
        Err(Rejected::Faults(faults)) => {
            assert!(
                faults
                    .iter()
                    .all(|it| it.line.is_some_and(|line| line > 0) && !it.is_warning)
            );
            let first = faults.first().expect("a roster is not refused for nothing");
            return format!("{} {}", first.field.en(), first.text.en());
        }
    };
    assert!(!roster.rows.is_empty());
    assert!(
        roster
            .warnings
            .iter()
            .all(|it| it.line.is_some() && it.is_warning)
    );
    let expected = sent(&roster);
    for row in &roster.rows {
        row.filled.request();
        wishes(Some(row.line), row.key(), &row.filled);
    }
    for excel in [false, true] {
        let written = roster.to_csv(&roster.rows, excel);
        match read(&written, call, false, &NOW) {
            Ok(again) => assert_eq!(sent(&again), expected, "written as {written:?}"),
            Err(why) => panic!("{written:?} is not read again: {why:?}"),
        }
    }
    format!("read {}", "x".repeat(expected.len().min(5)))
}

fn target(name: &'static str) -> Target {
    let create = "email,password,contacts,phone,maxChannels,minutes,memo\n\
                  a@b.cn,abcd1234,王芳,13800000000,5,100,\"x, \"\"y\"\"\nz\"\n\
                  c@d.cn,abcd1235,李雷,010-12345678,5,,=1+1\n";
    let chinese = "邮箱;密码;联系人;手机号码;最多可创建频道数;分钟数;账号过期时间\r\n\
                   a@b.cn;abcd1234;王芳;13800000000;5;100;2030-12-31\r\n;;;;;;\r\n";
    let children = "childEmail\tpassword\tchildName\tmobile\troleId\n\
                    a@b.cn\tabcd1234\t王芳\t13800000000\t1\n";
    let allocate = "email,set minutes,give flow,floor space,refill space,take channels\n\
                    a@b.cn,500,1.5,,,2\nC@d.cn,,,10,20,all\n";
    let texts = [
        ("uC", create),
        ("mC", chinese),
        ("lC", create),
        ("bC", chinese),
        ("gC", chinese),
        ("rC", chinese),
        ("uc", children),
        ("gu", children),
        ("ud", "childEmail\na@b.cn\n"),
        ("ua", allocate),
        ("la", allocate),
        ("uo", "name,parent\n销售,总部\n"),
        ("uC", "sep=;\nemail;phone\na@b.cn,c@d.cn;1\n"),
    ];
    let seeds = texts.map(|(letters, text)| format!("{letters}{text}").into_bytes());
    Target {
        name,
        seeds: seeds.to_vec(),
        words: WORDS,
    }
}

/// The bytes of the file that an input stands for.
fn file(input: &[u8]) -> (&'static Write, Vec<u8>) {
    let [encoding, kind, rest @ ..] = input else {
        return (call(0), input.to_vec());
    };
    let text = std::str::from_utf8(rest).ok();
    let encoded = text.and_then(|text| Some((encoded(*encoding, text)?, text)));
    let bytes = encoded.map(|((bytes, encoding), text)| {
        is_decoded(&bytes, encoding, text);
        bytes
    });
    (call(*kind), bytes.unwrap_or_else(|| rest.to_vec()))
}

#[test]
fn rosters() {
    target("roster").run(|input| {
        let (call, bytes) = file(input);
        ending(RosterFile::from(&bytes), call)
    });
}

#[test]
fn files_of_emails() {
    target("emails").run(|input| {
        let (_, bytes) = file(input);
        match emails(&bytes) {
            Ok(found) => {
                assert!(found.iter().all(|email| !email.trim().is_empty()));
                format!("read {}", "x".repeat(found.len().min(5)))
            }
            Err(failure) => failure.message.en().to_owned(),
        }
    });
}
