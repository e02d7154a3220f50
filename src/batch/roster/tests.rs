//! Rosters as a whole, from bytes to accounts and back.

use std::collections::HashMap;

use jiff::civil::date;

use super::*;

mod any;
mod faults;
mod files;

const HEADINGS: &str = "email,password,contacts,phone,maxChannels,minutes";

fn options() -> ReadOptions {
    ReadOptions {
        passwords: Passwords::FromFile,
        today: date(2022, 5, 20),
        max_rows: MAX_ROWS,
    }
}

fn roster(text: &str) -> Roster {
    read(text.as_bytes(), &options()).unwrap()
}

fn bodies(roster: &Roster) -> Vec<String> {
    roster.rows.iter().map(|row| row.account.body()).collect()
}

/// A row under [`HEADINGS`] in which only the e-mail and the phone vary.
fn row(name: &str, phone: &str) -> String {
    format!("{name}@b.cn,abcd1234,王芳,{phone},5,100\n")
}

fn faults_of(text: &str) -> Vec<Finding> {
    match read(text.as_bytes(), &options()) {
        Err(Rejected::Faults(faults)) => faults,
        other => panic!("no faults but {other:?}"),
    }
}

fn error_of(text: &str, options: &ReadOptions) -> String {
    match read(text.as_bytes(), options) {
        Err(Rejected::File(failure)) => failure.message,
        other => panic!("no error of the file but {other:?}"),
    }
}

fn fault(line: u64, field: &'static str, value: &str, rule: &str) -> Finding {
    Finding {
        line,
        field,
        value: value.into(),
        text: rule.into(),
    }
}

fn group(entries: &[(&str, &[&str])]) -> HashMap<String, Vec<String>> {
    let owned = entries.iter().map(|(phone, emails)| {
        let emails = emails.iter().map(|email| (*email).to_owned());
        ((*phone).to_owned(), emails.collect())
    });
    owned.collect()
}

#[test]
fn the_apostrophes_of_our_own_spreadsheet_output_are_taken_away() {
    let text = format!("{HEADINGS},memo\n'a@b.cn,'bcd1234,王芳,'13800000000,5,'100,'=x\n");
    assert_eq!(
        bodies(&roster(&text)),
        [
            r#"{"email":"'a@b.cn","password":"'bcd1234","contacts":"王芳","phone":"13800000000","maxChannels":5,"minutes":100,"memo":"=x"}"#
        ]
    );
}
