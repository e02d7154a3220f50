//! What LibreOffice makes of the workbooks.

// Who runs them wants to know how many values there were.
#![allow(clippy::print_stderr)]

use crate::support::{Home, installed};

/// Comma, quote, UTF-8, from the first line; cells as they are shown.
const CSV: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,true,false,false,1";

/// Columns of decimals.
const AMOUNTS: [&str; 3] = ["remainFlow", "remainSpace", "balance"];

/// What a file becomes in another format.
fn converted(home: &Home, file: &str, format: &str) -> String {
    let folder = home.file("converted");
    let mut soffice = installed("soffice");
    soffice.env_clear().env("HOME", home.path());
    soffice.env("PATH", "/usr/bin:/bin");
    soffice.arg(format!(
        "-env:UserInstallation=file://{}",
        home.file("office").display()
    ));
    soffice.args(["--headless", "--convert-to", format, "--outdir"]);
    let output = soffice.arg(&folder).arg(home.file(file)).output().unwrap();
    let mut made = std::fs::read_dir(folder)
        .unwrap()
        .map(|made| made.unwrap().path());
    let made = made.next().unwrap_or_else(|| panic!("{output:?}"));
    let text = std::fs::read_to_string(&made).unwrap();
    std::fs::remove_file(made).unwrap();
    text
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).from_reader(text.as_bytes());
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// As a cell shows what our CSV has.
fn shown(field: &str) -> String {
    let is_hidden =
        |c: char| c.is_control() && !"\n\t".contains(c) || ('\u{202a}'..='\u{202e}').contains(&c);
    let field = field.replace("\r\n", "\n");
    let show = |c: char| match is_hidden(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    field.chars().map(show).collect()
}

#[test]
#[ignore = ".ci/heavy runs it: LibreOffice takes half a minute"]
fn libreoffice_shows_every_value_of_every_list() {
    let home = Home::new();
    for list in [
        "subaccounts list",
        "subaccounts list --tz America/New_York",
        "allocations log --since 2025-01-01",
        "children list",
    ] {
        let run = |more: &str| {
            let args = format!("--sandbox {list} {more}");
            home.run(&args.split_whitespace().collect::<Vec<_>>())
                .expect(0)
        };
        let expected = records(&run("-o csv").stdout);
        run("--out list.xlsx");
        let text = converted(&home, "list.xlsx", CSV);
        let (found, mut equal) = (records(&text), 0);
        assert_eq!(found.len(), expected.len(), "{list}");
        for (at, (row, line)) in found.iter().zip(&expected).enumerate() {
            for (column, (cell, field)) in row.iter().zip(line).enumerate() {
                let number = || Some(cell.parse::<f64>().ok()? == field.parse::<f64>().ok()?);
                // Only amounts are numbers, which have no zeros at their end.
                let is_amount = AMOUNTS.contains(&&*expected[0][column]);
                let same = *cell == shown(field) || is_amount && number() == Some(true);
                assert!(
                    same,
                    "{list}, row {at}, column {column}: {cell:?} {field:?}"
                );
                equal += 1;
            }
        }
        eprintln!("{list}: {equal} values are the same");
    }
}

#[test]
#[ignore = ".ci/heavy runs it: LibreOffice takes half a minute"]
fn libreoffice_keeps_the_rules_of_a_template() {
    let home = Home::new();
    let template = "subaccounts create --template --columns +expireType --out a.xlsx";
    home.run(&template.split(' ').collect::<Vec<_>>()).expect(0);
    let sheet = converted(&home, "a.xlsx", "fods");
    assert_eq!(sheet.matches("<office:annotation ").count(), 13);
    assert!(sheet.contains("cell-content-is-in-list(&quot;group&quot;;&quot;custom&quot;)"));
    assert!(sheet.contains("must be group or custom"));
    assert!(sheet.contains("<number:text-style "));
}
