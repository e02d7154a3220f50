//! What LibreOffice makes of the workbooks. It takes half a minute, and is run by
//! `cargo test --test commands libreoffice -- --ignored`.

// Who runs them wants to know how many values there were.
#![allow(clippy::print_stderr)]

use crate::support::Home;
use std::process::Command;

/// Comma, quote, UTF-8, from the first line; cells as they are shown.
const CSV: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,true,false,false,1";

/// Columns of decimals.
const AMOUNTS: [&str; 3] = ["remainFlow", "remainSpace", "balance"];

/// What a file becomes in another format; nothing where there is no LibreOffice.
fn converted(home: &Home, file: &str, format: &str) -> Option<String> {
    let folder = home.file("converted");
    let mut soffice = Command::new("soffice");
    soffice.arg(format!(
        "-env:UserInstallation=file://{}",
        home.file("office").display()
    ));
    soffice.args(["--headless", "--convert-to", format, "--outdir"]);
    let output = soffice.arg(&folder).arg(home.file(file)).output();
    let output = match output {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: there is no soffice");
            return None;
        }
        output => output.unwrap(),
    };
    let mut made = std::fs::read_dir(folder)
        .unwrap()
        .map(|made| made.unwrap().path());
    let made = made.next().unwrap_or_else(|| panic!("{output:?}"));
    let text = std::fs::read_to_string(&made).unwrap();
    std::fs::remove_file(made).unwrap();
    Some(text)
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
#[ignore = "needs LibreOffice"]
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
        let Some(text) = converted(&home, "list.xlsx", CSV) else {
            return;
        };
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
#[ignore = "needs LibreOffice"]
fn libreoffice_keeps_the_rules_of_a_template() {
    let home = Home::new();
    let template = "subaccounts create --template --columns +expireType --out a.xlsx";
    home.run(&template.split(' ').collect::<Vec<_>>()).expect(0);
    let Some(sheet) = converted(&home, "a.xlsx", "fods") else {
        return;
    };
    assert_eq!(sheet.matches("<office:annotation ").count(), 13);
    assert!(sheet.contains("cell-content-is-in-list(&quot;group&quot;;&quot;custom&quot;)"));
    assert!(sheet.contains("must be group or custom"));
    assert!(sheet.contains("<number:text-style "));
}
