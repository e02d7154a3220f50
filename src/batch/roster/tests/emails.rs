//! A file of e-mails, in every form in which one is saved.

use super::*;
use crate::failure::Kind;

const TWO: [&str; 2] = ["a@b.cn", "张三@例子.cn"];

fn read(text: &str) -> Vec<String> {
    emails(text.as_bytes()).unwrap()
}

#[test]
fn a_list_is_read_whatever_its_line_ends_separators_and_quotes() {
    for text in [
        "a@b.cn\n张三@例子.cn\n",
        "a@b.cn\r\n\r\n张三@例子.cn",
        "a@b.cn\r张三@例子.cn\r",
        "a@b.cn, 张三@例子.cn;\n",
        "a@b.cn;张三@例子.cn",
        "a@b.cn\t张三@例子.cn",
        "\"a@b.cn\"\n\"张三@例子.cn\"\n",
        "\"a@b.cn\",\"张三@例子.cn\"",
        "\"a@b.cn\";\"张三@例子.cn\"\n",
        "\"a@b.cn\"\t\"张三@例子.cn\"\n",
        "\"a@b.cn, 张三@例子.cn\"\n",
        "\u{feff}a@b.cn\u{200b}\n\u{200b}\u{a0}张三@例子.cn\u{3000}\n",
        "sep=;\r\na@b.cn;张三@例子.cn\r\n",
    ] {
        assert_eq!(read(text), TWO, "{text:?}");
    }
    assert_eq!(read("'+1@b.cn\n'a@b.cn"), ["+1@b.cn", "'a@b.cn"]);
}

/// Each heading is compared with all names of all fields: of a line of millions
/// that would take minutes.
#[test]
fn a_long_line_is_not_searched_for_a_heading() {
    let emails = vec!["a"; 300_000];
    assert_eq!(read(&emails.join(",")), emails);
}

#[test]
fn a_line_may_have_hundreds() {
    let emails: Vec<String> = (0..500).map(|n| format!("{n}@example.com")).collect();
    for separator in [",", "; ", "\t", "\n"] {
        assert_eq!(read(&emails.join(separator)), emails);
    }
}

#[test]
fn of_a_table_the_column_that_is_headed_so_is_read() {
    for text in [
        "email\na@b.cn\n张三@例子.cn\n",
        "Email \na@b.cn\n张三@例子.cn\n",
        "邮箱\na@b.cn\n张三@例子.cn\n",
        "childUserId,childEmail\n1,a@b.cn\n2,张三@例子.cn\n",
        "联系人;电子邮箱（必填）;备注\n王;a@b.cn;c@d.cn\n李;张三@例子.cn\n",
        "\u{feff}userId\tE-MAIL\r\nx\ta@b.cn\r\n\ty\r\nz\t张三@例子.cn\r\n",
    ] {
        let found: Vec<_> = read(text).into_iter().filter(|it| it != "y").collect();
        assert_eq!(found, TWO, "{text:?}");
    }
}

#[test]
fn every_encoding_of_a_roster_is_read() {
    let text = TWO.join("\r\n");
    let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
        let units = text.encode_utf16().flat_map(bytes);
        mark.iter().copied().chain(units).collect::<Vec<u8>>()
    };
    for bytes in [
        GB18030.encode(&text).0.into_owned(),
        utf16(b"\xFF\xFE", u16::to_le_bytes),
        utf16(b"\xFE\xFF", u16::to_be_bytes),
    ] {
        assert_eq!(emails(&bytes).unwrap(), TWO);
    }
}

#[test]
fn what_cannot_be_read_is_told_by_its_line() {
    for (bytes, words) in [
        (&b"PK\x03\x04"[..], "the workbook is damaged: it is cut off"),
        (b"", "the file has no rows"),
        (
            b"a@b.cn\n\"c@d.cn\n",
            "line 2: a quote in this row is not closed, or has text beside it in its cell",
        ),
    ] {
        let failure = emails(bytes).unwrap_err();
        assert_eq!((failure.kind, failure.message.en()), (Kind::Usage, words));
    }
    assert_eq!(read("email\n"), [""; 0]);
}
