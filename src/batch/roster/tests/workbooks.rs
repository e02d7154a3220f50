//! Workbooks as LibreOffice saved them (7.4: a flat sheet of each kind of cell,
//! `soffice --headless --convert-to xlsx`, `xls` and `ods`), and as others do.

use super::*;
use calamine::{Data, Reader, open_workbook_auto_from_rs};
use std::io::Cursor;

/// A roster with a title above it, among sheets that are none.
const ROSTERS: [&[u8]; 3] = [
    include_bytes!("../../../../tests/data/workbooks/roster.xlsx"),
    include_bytes!("../../../../tests/data/workbooks/roster.xls"),
    include_bytes!("../../../../tests/data/workbooks/roster.ods"),
];

/// A roster of cells that are not what was typed.
const FAULTS: [&[u8]; 3] = [
    include_bytes!("../../../../tests/data/workbooks/faults.xlsx"),
    include_bytes!("../../../../tests/data/workbooks/faults.xls"),
    include_bytes!("../../../../tests/data/workbooks/faults.ods"),
];

pub(super) fn read_sheet(bytes: &[u8], sheet: Option<&str>) -> Result<Roster, Rejected> {
    read(RosterFile { bytes, sheet }, &CREATE, false, &NOW)
}

fn failure(bytes: &[u8], sheet: Option<&str>) -> (String, String) {
    match read_sheet(bytes, sheet) {
        Err(Rejected::File(failure)) => {
            let hint = failure.hint.unwrap_or_default();
            (failure.message.to_string(), hint.to_string())
        }
        other => panic!("no error of the file but {other:?}"),
    }
}

#[test]
fn a_workbook_of_each_format_gives_the_accounts_of_the_same_csv() {
    let csv = "邮箱,密码,联系人,手机号码,最多可创建频道数,分钟数,金额,账号过期时间,备注\n\
               a@example.com,Passw0rd1,王芳,13800000001,5,100,0.3,2030-12-31,\"旗舰店，\"\"东\"\"\n二楼\"\n\
               b@example.com,Passw0rd2,李雷,010-12345678,5,200,,,\n";
    for bytes in ROSTERS {
        let found = read_sheet(bytes, None).unwrap();
        assert_eq!(bodies(&found), bodies(&roster(csv)));
        let lines: Vec<u64> = found.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [4, 6]);
        assert_eq!(
            found.notes,
            [
                "The sheet 名单 was read.",
                "Row 1 above the headings is not read: \"2026 年新开分账号\".",
            ]
        );
        assert_eq!(found.warnings, []);
        let written = found.to_csv(&found.rows, false);
        assert_eq!(bodies(&roster(&written)), bodies(&found));
    }
}

#[test]
fn cells_that_are_not_what_was_typed_are_faults_by_their_names() {
    let expected = [
        (
            "'Sheet 1'!F2",
            "minutes",
            "#N/A",
            "is the error of a formula; type the value in its place",
        ),
        (
            "'Sheet 1'!B3",
            "password",
            "********",
            "is a truth value; format the column as text and type it again",
        ),
        (
            "'Sheet 1'!C3",
            "contacts",
            "FALSE",
            "is a truth value; format the column as text and type it again",
        ),
        (
            "'Sheet 1'!D3",
            "phone",
            "1.38e18",
            "is a number of more than 15 digits, of which a spreadsheet keeps 15; format the column \
             as text and type it again",
        ),
        (
            "'Sheet 1'!F3",
            "minutes",
            "#DIV/0!",
            "is the error of a formula; type the value in its place",
        ),
        (
            "'Sheet 1'!E4",
            "maxChannels",
            "5.5",
            "must be a whole number, 0 or more, digits only",
        ),
        (
            "'Sheet 1'!H4",
            "expireDate",
            "2030-12-31 10:30:00",
            "must be a day as YYYY-MM-DD or YYYYMMDD; the service would ignore anything else",
        ),
    ];
    for bytes in FAULTS {
        let Err(Rejected::Faults(found)) = read_sheet(bytes, None) else {
            panic!("no faults");
        };
        let found: Vec<_> = found
            .iter()
            .map(|it| {
                (
                    it.cell.as_deref().unwrap(),
                    it.field.en(),
                    &*it.value,
                    it.text.en(),
                )
            })
            .collect();
        assert_eq!(found, expected);
    }
}

/// Bits that flip, files that end too soon, and parts of a zip file that are
/// damaged though its checksums hold.
#[test]
fn no_damage_brings_the_reader_down() {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |most: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % most as u64).unwrap()
    };
    let mut damage = |bytes: &mut Vec<u8>| match below(4) {
        0 => bytes.truncate(below(bytes.len())),
        _ => {
            for _ in 0..=below(8) {
                let at = below(bytes.len());
                bytes[at] ^= 1 << below(8);
            }
        }
    };
    for bytes in ROSTERS.into_iter().chain(FAULTS) {
        for time in 0..300 {
            let mut damaged = bytes.to_vec();
            match (time % 2, bytes.starts_with(b"PK")) {
                (0, true) => damaged = with_damaged_part(bytes, time, &mut damage),
                _ => damage(&mut damaged),
            }
            if let Err(failure) = workbook::all(&damaged) {
                let panicked = failure.message == "the workbook is damaged: it cannot be read";
                assert!(!panicked, "{time}");
            }
        }
    }
}

/// The zip file with one of its parts damaged.
fn with_damaged_part(
    bytes: &[u8],
    number: usize,
    damage: &mut impl FnMut(&mut Vec<u8>),
) -> Vec<u8> {
    use std::io::{Read, Write};
    use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut into = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let names: Vec<String> = from
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let is_read = |name: &&String| name.ends_with("xml") || name.ends_with("rels");
    let target = names.iter().filter(is_read).cycle().nth(number).unwrap();
    for name in &names {
        let mut part = Vec::new();
        from.by_name(name).unwrap().read_to_end(&mut part).unwrap();
        if name == target {
            damage(&mut part);
        }
        into.start_file(name.as_str(), stored).unwrap();
        into.write_all(&part).unwrap();
    }
    into.finish().unwrap().into_inner()
}

/// What another reader makes of the same cells.
#[test]
fn every_cell_is_that_of_another_reader() {
    for bytes in ROSTERS.into_iter().chain(FAULTS) {
        let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).unwrap();
        let names = book.sheet_names();
        for name in names {
            let range = book.worksheet_range(&name).unwrap();
            let cells = workbook::cells(bytes, &name);
            let start = range.start().unwrap();
            let theirs = range.used_cells().map(|(row, column, cell)| {
                let text = match cell {
                    Data::Float(number) if *number == 0.1 + 0.2 => "0.3".into(),
                    Data::Float(number) if *number >= 1e15 => format!("{number:e}"),
                    Data::DateTime(time) => {
                        let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
                        let time = format!(" {hour:02}:{minute:02}:{second:02}");
                        let time = if time == " 00:00:00" { "" } else { &time };
                        format!("{year}-{month:02}-{day:02}{time}")
                    }
                    Data::DateTimeIso(time) => time.replace('T', " "),
                    Data::Bool(is) => is.to_string().to_uppercase(),
                    other => other.to_string(),
                };
                let place = (start.0 as usize + row, start.1 as usize + column);
                // Formats are not told by that reader.
                let text = if text == "1012345678" {
                    "01012345678".into()
                } else {
                    text
                };
                (place, text)
            });
            let theirs = theirs.filter(|(_, text)| !text.is_empty());
            assert_eq!(cells, theirs.collect::<Vec<_>>(), "{name}");
        }
    }
}

pub(super) fn book(sheets: &[(&str, &str)]) -> rust_xlsxwriter::Workbook {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, csv) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, line) in (0..).zip(csv.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                sheet.write(row, column, cell).unwrap();
            }
        }
    }
    book
}

pub(super) fn saved(mut book: rust_xlsxwriter::Workbook) -> Vec<u8> {
    book.save_to_buffer().unwrap()
}

#[test]
fn the_sheet_is_the_one_whose_headings_fit() {
    let one = format!("{HEADINGS}\n{}", row("a", "13800000000"));
    let two = format!("{HEADINGS}\n{}", row("b", "13800000000"));
    let some = "email,shop\nc@b.cn,x".to_owned();
    let empty = HEADINGS.to_owned();
    let key = |sheets: &[(&str, &String)]| {
        let sheets: Vec<_> = sheets
            .iter()
            .map(|(name, csv)| (*name, csv.as_str()))
            .collect();
        let bytes = saved(book(&sheets));
        match read_sheet(&bytes, None) {
            Ok(found) => found.rows[0].key().to_owned(),
            Err(Rejected::File(failure)) => failure.message.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(key(&[("A", &some), ("B", &one)]), "a@b.cn");
    assert_eq!(key(&[("A", &empty), ("B", &one)]), "a@b.cn");
    assert_eq!(key(&[("A", &empty)]), "the file has no rows");
    assert_eq!(
        key(&[("A", &some), ("B", &one), ("C", &two)]),
        "several sheets have such headings: 2 \"B\", 3 \"C\""
    );
    let none = "x,y".to_owned();
    assert_eq!(
        key(&[("A", &none), ("B", &none)]),
        "no sheet has the headings: 1 \"A\", 2 \"B\""
    );
    assert!(key(&[("A", &none), ("B", &some)]).contains("\"shop\" is not a known heading"));
}

#[test]
fn a_hidden_sheet_is_read_only_by_its_name() {
    let one = format!("{HEADINGS}\n{}", row("a", "13800000000"));
    let two = format!("{HEADINGS}\n{}", row("b", "13800000000"));
    let mut book = book(&[("A", &one), ("Old", &two)]);
    book.worksheet_from_index(1).unwrap().set_hidden(true);
    let bytes = saved(book);
    let key = |sheet| read_sheet(&bytes, sheet).unwrap().rows[0].key().to_owned();
    assert_eq!(key(None), "a@b.cn");
    assert_eq!(key(Some("old")), "b@b.cn");
    assert_eq!(key(Some("2")), "b@b.cn");
    let (message, hint) = failure(&bytes, Some("3"));
    assert_eq!(message, "--sheet \"3\": there is no such sheet");
    assert_eq!(hint, "the sheets are 1 \"A\", 2 \"Old\" (hidden)");
}

#[test]
fn rows_that_nobody_sees_are_read_with_a_warning() {
    let csv = format!(
        "{HEADINGS}\n{}{}{}",
        row("a", "13800000000"),
        row("b", "13800000000"),
        row("c", "13800000001")
    );
    let mut book = book(&[("Sheet1", &csv)]);
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.set_row_hidden(1).unwrap().set_row_hidden(3).unwrap();
    let found = read_sheet(&saved(book), None).unwrap();
    assert_eq!(found.rows.len(), 3);
    let said: Vec<_> = found
        .warnings
        .iter()
        .map(|it| (it.cell.as_deref(), it.text.en()))
        .collect();
    let words = "the row is hidden in the sheet, as 1 more is; hidden rows are read as all others";
    assert_eq!(said, [(Some("Sheet1!A2"), words)]);
}

#[test]
fn a_formula_counts_as_its_saved_result() {
    use rust_xlsxwriter::Formula;
    let csv = format!("{HEADINGS}\n{}", row("a", "13800000000"));
    let mut book = book(&[("Sheet1", &csv)]);
    let sheet = book.worksheet_from_index(0).unwrap();
    let result = |result: &str| Formula::new("=A1").set_result(result);
    sheet.write(1, 2, result("李雷")).unwrap();
    sheet.write(1, 5, result("70")).unwrap();
    let bytes = saved(book);
    assert!(
        bodies(&read_sheet(&bytes, None).unwrap())[0]
            .contains(r#""contacts":"李雷","phone":"13800000000","maxChannels":5,"minutes":70"#)
    );
    // As programs leave it that cannot reckon.
    let unsaved = replaced(&bytes, "<v>70</v>", "");
    let Err(Rejected::Faults(found)) = read_sheet(&unsaved, None) else {
        panic!("no faults");
    };
    let words = "is a formula whose result is not in the file; open the file in a spreadsheet \
                 program and save it";
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].cell.as_deref(), found[0].text.en()),
        (Some("Sheet1!F2"), words)
    );
}

/// The workbook with a text of its first sheet replaced.
pub(super) fn replaced(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    replaced_in(bytes, "sheet1.xml", old, new)
}

fn replaced_in(bytes: &[u8], part: &str, old: &str, new: &str) -> Vec<u8> {
    let mut damage = |part: &mut Vec<u8>| {
        let text = String::from_utf8_lossy(part).replacen(old, new, 1);
        *part = text.into_bytes();
    };
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let names: Vec<_> = names
        .iter()
        .filter(|name| name.ends_with("xml") || name.ends_with("rels"))
        .collect();
    let at = names.iter().position(|name| name.ends_with(part)).unwrap();
    with_damaged_part(bytes, at, &mut damage)
}

#[test]
fn values_beside_the_table_are_faults_by_their_columns() {
    let csv = format!("{HEADINGS}\n{},,note", row("a", "13800000000").trim());
    let Err(Rejected::Faults(found)) = read_sheet(&saved(book(&[("Sheet1", &csv)])), None) else {
        panic!("no faults");
    };
    assert_eq!(found[0].text, "column H has a value but no heading");
    let listed = format!(
        "{HEADINGS},appId,\n{},1,note",
        row("a", "13800000000").trim()
    );
    let Err(Rejected::Faults(found)) = read_sheet(&saved(book(&[("Sheet1", &listed)])), None)
    else {
        panic!("no faults");
    };
    assert_eq!(found[0].cell.as_deref(), Some("Sheet1!A2"));
    let twice = format!("{HEADINGS}\n\n{0}{0}", row("a", "13800000000"));
    let Err(Rejected::Faults(found)) = read_sheet(&saved(book(&[("Sheet1", &twice)])), None) else {
        panic!("no faults");
    };
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.cell.as_deref(), it.text.en()))
        .collect();
    assert_eq!(found, [(Some("Sheet1!A4"), "is already on row 3")]);
}

#[test]
fn e_mails_come_from_the_column_that_is_headed_so_or_from_all_cells() {
    let of = |csv: &str| emails(saved(book(&[("Notes", "x"), ("S", csv)])).as_slice()).unwrap();
    let two = ["a@b.cn", "c@d.cn"];
    assert_eq!(of("a@b.cn\nc@d.cn"), two);
    assert_eq!(
        of("List of admin@b.cn\n\nname,邮箱\nx@y.cn,a@b.cn\nz,c@d.cn"),
        two
    );
    assert_eq!(of("a@b.cn; c@d.cn"), two);
    let mut book = book(&[("S", "a@b.cn\n")]);
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.write(2, 1, true).unwrap();
    let failure = emails(saved(book).as_slice()).unwrap_err();
    let words = "S!B3 is a truth value; format the column as text and type it again";
    assert_eq!(failure.message, words);
}

/// Nobody knows whether the value of the first row counts for the others.
#[test]
fn cells_that_are_merged_over_rows_are_faults() {
    let csv = format!(
        "{HEADINGS},memo\n{},both\n{}",
        row("a", "13800000000").trim(),
        row("b", "13800000000")
    );
    let mut book = book(&[("Sheet1", &csv)]);
    let format = rust_xlsxwriter::Format::new();
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.merge_range(1, 6, 2, 7, "both", &format).unwrap();
    let cells = |words: &[&str], rest: &str| {
        let cell = |word: &&str| {
            format!(
                "<table:table-cell office:value-type=\"string\"{rest}><text:p>{word}</text:p></table:table-cell>"
            )
        };
        words.iter().map(cell).collect::<String>()
    };
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let span = " table:number-rows-spanned=\"2\"";
    let rows = [
        cells(&lines[0], ""),
        cells(&lines[1][..6], "") + &cells(&lines[1][6..], span),
        cells(&lines[2], "") + "<table:covered-table-cell/>",
    ];
    let rows = rows
        .map(|row| format!("<table:table-row>{row}</table:table-row>"))
        .concat();
    let ods = ods(&format!(
        "<o><table:table table:name=\"Sheet1\">{rows}</table:table></o>"
    ));
    for bytes in [saved(book), ods] {
        let Err(Rejected::Faults(found)) = read_sheet(&bytes, None) else {
            panic!("no faults");
        };
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.cell.as_deref(), it.text.en()))
            .collect();
        let words = "is merged with the cell above it; unmerge them and fill in both";
        assert_eq!(found, [(Some("Sheet1!G3"), words)]);
    }
}

/// An `.ods` of nothing but this.
pub(super) fn ods(content: &str) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
    ];
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn cells_of_ods_say_what_they_are_in_many_ways() {
    let cell = |attributes: &str, inner: &str| {
        format!("<table:table-cell {attributes}>{inner}</table:table-cell>")
    };
    let cells = [
        cell(
            "office:value-type=\"float\" office:value=\"1.38E+10\"",
            "<text:p>1.38E+10</text:p>",
        ),
        cell(
            "office:value-type=\"float\" office:value=\"7\"",
            "<text:p>007</text:p>",
        ),
        cell(
            "office:value-type=\"percentage\" office:value=\"0.5\"",
            "<text:p>50%</text:p>",
        ),
        cell(
            "office:value-type=\"date\" office:date-value=\"2026-01-02T00:00:00\"",
            "<text:p>x</text:p>",
        ),
        cell(
            "office:value-type=\"string\"",
            "<text:p>a<text:s text:c=\"2\"/>b<text:tab/>c</text:p><text:p>d<text:line-break/>e &amp; &#x4e2d;</text:p>",
        ),
        cell(
            "office:value-type=\"string\"",
            "<office:annotation><text:p>note</text:p></office:annotation><text:p>seen</text:p>",
        ),
        cell(
            "table:number-columns-repeated=\"2\" office:value-type=\"string\" office:string-value=\"twice\"",
            "",
        ),
        cell(
            "office:value-type=\"string\"",
            "<text:p><text:ruby><text:ruby-base>芳</text:ruby-base><text:ruby-text>fang</text:ruby-text></text:ruby></text:p>",
        ),
        cell(
            "office:value-type=\"time\" office:time-value=\"PT10H30M00S\"",
            "<text:p>10:30</text:p>",
        ),
        cell(
            "office:value-type=\"float\" office:value=\"2112345678\"",
            "<text:p>021-12345678</text:p>",
        ),
        cell("table:number-columns-repeated=\"16384\"", ""),
    ];
    let row = |cells: &str, times: u32| {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    };
    let rows = row("<table:table-cell/>", 5)
        + &row(&cells.concat(), 1)
        + &row("<table:table-cell/>", 1_048_570);
    let bytes = ods(&format!(
        "<o><table:table table:name=\"S\">{rows}</table:table></o>"
    ));
    let found = workbook::cells(&bytes, "S");
    let texts = [
        "13800000000",
        "007",
        "0.5",
        "2026-01-02",
        "a  b\tc\nd\ne & 中",
        "seen",
        "twice",
        "twice",
        "芳",
        "10:30",
        "02112345678",
    ];
    let expected = texts
        .iter()
        .enumerate()
        .map(|(column, text)| ((5, column), (*text).to_owned()));
    assert_eq!(found, expected.collect::<Vec<_>>());
}

/// No value ends the reading of its four thousand million rows.
#[test]
fn a_value_that_comes_no_time_is_not_there_however_often_its_row_is() {
    let cell = "<table:table-cell table:number-columns-repeated=\"0\"><text:p>x</text:p>\
                </table:table-cell>";
    let row = format!(
        "<table:table-row table:number-rows-repeated=\"4294967295\">{cell}</table:table-row>"
    );
    let bytes = ods(&format!(
        "<o><table:table table:name=\"S\">{row}</table:table></o>"
    ));
    assert_eq!(workbook::cells(&bytes, "S"), []);
}

#[test]
fn texts_of_xlsx_are_joined_and_unescaped() {
    let bytes = saved(book(&[("S", "email,_x0041_\nplain,x")]));
    let shared = |new: &str| {
        let bytes = replaced_in(&bytes, "sharedStrings.xml", "<t>x</t>", new);
        let mut cells = workbook::cells(&bytes, "S");
        cells.pop().unwrap().1
    };
    assert_eq!(workbook::cells(&bytes, "S")[1].1, "_x0041_");
    assert_eq!(
        shared(
            "<r><t>旗舰</t></r><r><rPr/><t xml:space=\"preserve\"> 店</t></r><rPh><t>qi</t></rPh>"
        ),
        "旗舰 店"
    );
    assert_eq!(
        shared("<t>a_x000D_\n_x4e2d__xZZZZ_&lt;&#20013;</t>"),
        "a\n中_xZZZZ_<中"
    );
}
