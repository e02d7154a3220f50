//! Any workbook. What is changed is what is packed in it, for a wrong checksum
//! ends every other change; and the packing by itself.

mod packing;

use super::super::RosterFile;
use super::super::fuzz::ending;
use crate::endpoints::subaccounts::CREATE;
use crate::fuzz::Target;
use packing::{compound, records, zipped};

const XML: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "&",
    ";",
    "&#x0;",
    "&#65;",
    "&#55296;",
    "&lt;",
    "&x;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml version=\"1.0\" encoding=\"GBK\"?>",
    "<!DOCTYPE a [",
    "\"",
    "'",
    "=",
    "\0",
    "\u{feff}",
    "_x000D_",
    "_x",
    "中",
    "\n=== ",
    "0%",
    "yyyy/m/d",
    "000000",
    "[h]",
    "#N/A",
];

const XLSX: &[u8] = include_bytes!("xlsx.txt");
const ODS: &[u8] = include_bytes!("ods.txt");

/// The workbooks that LibreOffice saved.
const SAVED: [&[u8]; 6] = [
    include_bytes!("../../../../../tests/data/workbooks/roster.xlsx"),
    include_bytes!("../../../../../tests/data/workbooks/faults.xlsx"),
    include_bytes!("../../../../../tests/data/workbooks/roster.ods"),
    include_bytes!("../../../../../tests/data/workbooks/faults.ods"),
    include_bytes!("../../../../../tests/data/workbooks/roster.xls"),
    include_bytes!("../../../../../tests/data/workbooks/faults.xls"),
];

/// How a workbook ends; also a panic that is caught is one.
fn read(bytes: &[u8]) -> String {
    let ended = ending(RosterFile::from(bytes), &CREATE);
    assert_ne!(ended, "the workbook is damaged: it cannot be read");
    ended
}

#[test]
fn xlsx() {
    let target = Target {
        name: "xlsx",
        seeds: vec![XLSX.to_vec()],
        words: XML,
    };
    target.run(|input| read(&zipped(input)));
}

/// Whether a row comes by the thousand: up to the bounds of a workbook that takes
/// a second and 180 MiB, and shows nothing that fewer do not.
fn is_slow(ods: &[u8]) -> bool {
    let name = b"number-rows-repeated=\"";
    let mut found = memchr::memmem::find_iter(ods, name);
    found.any(|at| {
        let rest = &ods[at + name.len()..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
        digits.count() >= 4
    })
}

#[test]
fn ods() {
    let target = Target {
        name: "ods",
        seeds: vec![ODS.to_vec()],
        words: XML,
    };
    target.run(|input| match is_slow(input) {
        true => "slow".into(),
        false => read(&zipped(input)),
    });
}

#[test]
fn xls() {
    let seeds = SAVED[4..].iter().map(|file| records(file)).collect();
    let words = &[
        "ffff",
        "0000",
        "3c00 ",
        "\n3c00 01",
        "\n8500 ",
        "fc00 ",
        "fd00 ",
        "bd00 ",
        "0600 ",
        "0702 ",
        "0402 ",
        "e500 ",
        "7d00 ",
        "0908 ",
        "0a00",
        "2f00 ",
        "2200 0100",
        "\n",
    ];
    Target {
        name: "xls",
        seeds,
        words,
    }
    .run(|input| read(&compound(input)));
}

#[test]
fn packed() {
    let seeds = SAVED.map(<[u8]>::to_vec).to_vec();
    let words = &[
        "PK\u{3}\u{4}",
        "PK\u{1}\u{2}",
        "PK\u{5}\u{6}",
        "mimetype",
        "Workbook",
        "\0\0\0\0",
    ];
    Target {
        name: "packed",
        seeds,
        words,
    }
    .run(read);
}
