//! Rosters as a whole, from bytes to accounts and back.

use super::*;
use crate::endpoints::subaccounts::CREATE;
use crate::http::Body;

mod any;
mod emails;
mod faults;
mod files;
mod seen;
mod templates;
mod workbooks;

const HEADINGS: &str = "email,password,contacts,phone,maxChannels,minutes";

/// 2022-05-20 in China.
const NOW: Now = Now {
    unix_millis: 1_653_000_000_000,
};

fn roster(text: &str) -> Roster {
    read(text.as_bytes(), &CREATE, false, &NOW).unwrap()
}

fn bodies(roster: &Roster) -> Vec<String> {
    let requests = roster.rows.iter().map(|row| row.filled.request());
    requests
        .map(|request| match request.body {
            Body::Json { text, .. } => text.expose().to_owned(),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// A row under [`HEADINGS`] in which only the e-mail and the phone vary.
fn row(name: &str, phone: &str) -> String {
    format!("{name}@b.cn,abcd1234,王芳,{phone},5,100\n")
}

fn faults_of(text: &str) -> Vec<Finding> {
    match read(text.as_bytes(), &CREATE, false, &NOW) {
        Err(Rejected::Faults(faults)) => faults.into_iter().map(Finding::english).collect(),
        other => panic!("no faults but {other:?}"),
    }
}

fn error_of(text: &str) -> String {
    match read(text.as_bytes(), &CREATE, false, &NOW) {
        Err(Rejected::File(failure)) => failure.message.en().to_owned(),
        other => panic!("no error of the file but {other:?}"),
    }
}

fn fault(line: u64, field: &'static str, value: &str, rule: &str) -> Finding {
    Finding::new(field, value, Text::verbatim(rule)).on(line)
}

#[test]
fn failed_rows_are_guarded_for_spreadsheets_and_read_again() {
    let text = "邮箱,密码,联系人,手机号码,最多可创建频道数,分钟数,备注\r\n\
                +1@b.cn,1e234567,＝王,+86 13800000000,5,100,1.10\r\n";
    let first = roster(text);
    let guarded = "\u{feff}邮箱,密码,联系人,手机号码,最多可创建频道数,分钟数,备注\r\n\
                   '+1@b.cn,'1e234567,'＝王,'+86 13800000000,5,100,'1.10\r\n";
    assert_eq!(first.to_csv(&first.rows, true), guarded);
    let again = roster(guarded);
    assert_eq!(bodies(&again), bodies(&first));
    assert_eq!(again.to_csv(&again.rows, true), guarded);
    let words = "was read without the apostrophe before it, as --excel puts it";
    assert_eq!(again.warnings.len(), 1);
    assert_eq!(again.warnings[0].text, words);
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
