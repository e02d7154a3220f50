//! Rosters, and the command that runs one.

use crate::support::{Home, Run};
use std::collections::BTreeMap;

pub(crate) const HEADINGS: &str =
    "email,password,contacts,phone,maxChannels,minutes,remainFlow,remainSpace";

/// The row of this number, with a phone of its own.
pub(crate) fn row(number: usize) -> String {
    format!("shop{number:04}@example.com,Passw0rd{number},店 {number},1390000{number:04},1,1,0,0\n")
}

/// A roster of so many rows.
pub(crate) fn roster(rows: usize) -> String {
    let rows: String = (0..rows).map(row).collect();
    format!("{HEADINGS}\n{rows}")
}

/// The arguments that run `roster.csv`, with a short wait and `--yes`.
pub(crate) fn args<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["subaccounts", "create", "--from", "roster.csv"];
    args.extend(["--yes", "--wait", "4s"]);
    args.extend(more);
    args
}

/// Runs `roster.csv`.
pub(crate) fn run(home: &Home, more: &[&str]) -> Run {
    home.run(&args(more))
}

/// The results file as e-mail → status.
pub(crate) fn statuses(home: &Home) -> BTreeMap<String, String> {
    let rows = table(home, "roster.csv.results.csv").into_iter();
    rows.map(|row| (row["email"].clone(), row["status"].clone()))
        .collect()
}

/// A CSV file as rows of heading → cell.
pub(crate) fn table(home: &Home, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(home.file(name)).unwrap();
    let rows = reader.deserialize().map(Result::unwrap);
    rows.collect()
}

/// A file of the home as text.
pub(crate) fn text(home: &Home, name: &str) -> String {
    std::fs::read_to_string(home.file(name)).unwrap()
}
