//! What a person sees in a sheet and what is read there: never something else.

use super::workbooks::{book, ods, read_sheet, replaced, saved};
use super::*;
use crate::batch::roster::workbook::{HeadingTests, rows};
use rust_xlsxwriter::{Format, Formula};

/// The places and rules of all faults.
fn faults(bytes: &[u8]) -> Vec<(String, String)> {
    match read_sheet(bytes, None) {
        Err(Rejected::Faults(found)) => found
            .into_iter()
            .map(|it| (it.cell.unwrap_or_default(), it.text.en().to_owned()))
            .collect(),
        other => panic!("no faults but {other:?}"),
    }
}

fn one(cell: &str, rule: &str) -> (String, String) {
    (format!("S!{cell}"), rule.to_owned())
}

fn two_rows() -> String {
    format!(
        "{HEADINGS}\n{}{}",
        row("a", "13800000000"),
        row("b", "13800000000")
    )
}

const UNSAVED: &str = "is a formula whose result is not in the file; open the file in a \
                       spreadsheet program and save it";

/// Programs that cannot reckon save 0 for a formula, or nothing.
#[test]
fn a_row_of_formulas_without_results_is_not_lost() {
    let csv = format!("{HEADINGS}\n{}", row("a", "13800000000"));
    let mut book = book(&[("S", &csv)]);
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.write(2, 0, Formula::new("=A2")).unwrap();
    let zero = saved(book);
    let nothing = replaced(&zero, "</f><v>0</v>", "</f>");
    for bytes in [zero, nothing] {
        let found = faults(&bytes);
        assert!(found.contains(&one("A3", UNSAVED)), "{found:?}");
    }
}

#[test]
fn rows_above_other_headings_are_not_lost() {
    let csv = format!(
        "Shops\n{HEADINGS}\n{}\n{HEADINGS},memo\n{}",
        row("a", "13800000000"),
        row("b", "13800000000").trim().to_owned() + ",x"
    );
    let found = faults(&saved(book(&[("S", &csv)])));
    let places: Vec<&str> = found.iter().map(|(cell, _)| cell.as_str()).collect();
    assert!(places.contains(&"S!A5"), "{found:?}");
}

#[test]
fn rows_beyond_the_most_are_not_lost_behind_rows_of_spaces() {
    let csv = format!("x\n1\n{}2", " \n".repeat(40));
    let headings = HeadingTests {
        known: &|cells| usize::from(cells[0] == "x"),
        fit: &|cells| cells[0] == "x",
    };
    let bytes = saved(book(&[("S", &csv)]));
    let failure = rows(&bytes, None, &headings, 5).err().unwrap();
    assert_eq!(failure.message, "the file has more than 5 rows; split it");
    assert_eq!(
        rows(&bytes, None, &headings, 50).unwrap().lines.rows.len(),
        2
    );
}

#[test]
fn cells_that_are_merged_beside_each_other_are_faults() {
    let mut book = book(&[("S", &two_rows())]);
    let sheet = book.worksheet_from_index(0).unwrap();
    let format = Format::new();
    sheet.merge_range(1, 4, 2, 5, "5", &format).unwrap();
    let above = "is merged with the cell above it; unmerge them and fill in both";
    let beside = "is merged with the cell left of it; unmerge them and fill in both";
    assert_eq!(
        faults(&saved(book)),
        [one("F2", beside), one("E3", above), one("F3", above)]
    );
    // LibreOffice keeps the values of what it covers, where that is asked for.
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let line = |line: &str| {
        let cells = line.split(',').map(cell).collect::<String>();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let lines: String = two_rows().lines().map(line).collect();
    let content = format!("<o><table:table table:name=\"S\">{lines}</table:table></o>");
    let five = cell("5");
    let spanned = five.replacen(' ', " table:number-columns-spanned=\"2\" ", 1);
    let (before, rest) = content.split_once(&five).unwrap();
    let covered = ods(&format!("{before}{spanned}{rest}"));
    assert_eq!(faults(&covered), [one("F2", beside)]);
}

#[test]
fn numbers_that_are_shown_as_others_are_faults() {
    let mut book = book(&[("S", &two_rows())]);
    let sheet = book.worksheet_from_index(0).unwrap();
    for (row, code) in [(1, "0%"), (2, "0\"万\"")] {
        let format = Format::new().set_num_format(code);
        sheet.write_with_format(row, 5, 5, &format).unwrap();
    }
    let rule = "is shown as per cent, thousands or 万; format the column as plain numbers and \
                check the value";
    assert_eq!(faults(&saved(book)), [one("F2", rule), one("F3", rule)]);
}

#[test]
fn a_row_without_height_is_hidden() {
    let bytes = saved(book(&[("S", &two_rows())]));
    let bytes = replaced(&bytes, "<row r=\"3\"", "<row ht=\"0\" r=\"3\"");
    let found = read_sheet(&bytes, None).unwrap();
    let places: Vec<_> = found.warnings.iter().map(|it| it.cell.as_deref()).collect();
    assert_eq!(places, [Some("S!A3")]);
}

#[test]
fn columns_that_nobody_sees_are_read_with_a_warning() {
    let content = format!("{HEADINGS}\n{}", row("a", "13800000000"));
    let mut book = book(&[("S", &content)]);
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.set_column_hidden(5).unwrap();
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let line = |line: &str| {
        let cells = line.split(',').map(cell).collect::<String>();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let lines: String = content.lines().map(line).collect();
    let ods = ods(&format!(
        "<o><table:table table:name=\"S\"><table:table-column table:number-columns-repeated=\"5\"/>\
         <table:table-column table:visibility=\"collapse\"/>{lines}</table:table></o>"
    ));
    for bytes in [saved(book), ods] {
        let found = read_sheet(&bytes, None).unwrap();
        let said: Vec<_> = found
            .warnings
            .iter()
            .map(|it| (it.cell.as_deref(), it.text.en()))
            .collect();
        let words = "the column is hidden in the sheet, and is read all the same";
        assert_eq!(said, [(Some("S!F2"), words)]);
    }
}

#[test]
fn e_mails_may_be_merged_with_empty_cells_beside_them() {
    let mut book = book(&[("S", "c@d.cn,x@y.cn\na@b.cn")]);
    let sheet = book.worksheet_from_index(0).unwrap();
    let format = Format::new();
    sheet.merge_range(1, 0, 1, 1, "a@b.cn", &format).unwrap();
    let found = emails(saved(book).as_slice()).unwrap();
    assert_eq!(found, ["c@d.cn", "x@y.cn", "a@b.cn"]);
}
