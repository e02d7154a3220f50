//! What is printed is what was received.

use crate::support::{Home, RawServer, Sent, sandbox};
use polyv_group::sandbox::Options;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Rows that break naive programs: literals, nulls, order, unknown fields,
/// nesting, quotes, newlines, formulas, a missing field.
const ROWS: [&str; 4] = [
    r#"{"userId":"u1","remainFlow":100.0,"remainSpace":1e2,"balance":"0.10","memo":"a,\"b\"\nc","email":"a+b@x.y"}"#,
    r#"{"email":"中文@x.y","memo":null,"userId":"u2","new2027":{"b":[1,2.50],"a":null},"remainMinutes":9007199254740993}"#,
    r#"{"userId":"u3","memo":"=1+1","contacts":"\u5f20\u4e09 \ud83d\ude00","expireDate":1652803200000,"phone":"013800"}"#,
    r#"{"userId":"u4","remainFlow":-0.0,"memo":"","status":true}"#,
];

fn server() -> RawServer {
    RawServer::start(|_, _| {
        Sent::Json(format!(
            r#"{{"code":200,"status":"success","data":{{"contents":[{}],"pageSize":100,"totalItems":4,"totalPages":1,"pageNumber":1}},"success":true}}"#,
            ROWS.join(" ,\n ")
        ))
    })
}

#[test]
fn rows_as_jsonl_are_the_rows_received_letter_by_letter() {
    let run = Home::at(&server().url).run(&["subaccounts", "list", "-o", "jsonl"]);
    assert_eq!(run.expect(0).stdout, ROWS.join("\n") + "\n");
}

#[test]
fn json_is_one_array_of_the_rows_received() {
    let run = Home::at(&server().url).run(&["-o", "json", "subaccounts", "list"]);
    let run = run.expect(0);
    assert_eq!(run.stdout, format!("[\n{}\n]\n", ROWS.join(",\n")));
    let all: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(all.len(), 4);
}

/// The text of a JSON value as a cell. Numbers are compared as literals, which
/// a parsed value would not keep (`1e2`).
fn cell(value: Option<&RawValue>) -> String {
    match value.map(RawValue::get) {
        None | Some("null") => String::new(),
        Some(text) if text.starts_with('"') => serde_json::from_str(text).unwrap(),
        Some(literal) => literal.to_owned(),
    }
}

#[test]
fn csv_read_back_equals_the_rows_value_by_value() {
    let columns =
        "userId,email,memo,remainFlow,remainSpace,remainMinutes,balance,contacts,phone,status";
    let run = Home::at(&server().url)
        .run(&["subaccounts", "list", "-o", "csv", "--columns", columns])
        .expect(0);
    let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
    let headings: Vec<String> = reader.headers().unwrap().iter().map(Into::into).collect();
    assert_eq!(headings.join(","), columns);
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), ROWS.len());
    for (record, row) in records.iter().zip(ROWS) {
        let row: BTreeMap<String, Box<RawValue>> = serde_json::from_str(row).unwrap();
        for (heading, found) in headings.iter().zip(record) {
            assert_eq!(
                found,
                cell(row.get(heading).map(|value| &**value)),
                "{heading} of {row:?}"
            );
        }
    }
}

/// The expiry of the third row.
fn expiry(home: &Home, zone: &[&str]) -> String {
    let args = "subaccounts list -o csv --columns expireDate".split(' ');
    let args: Vec<&str> = args.chain(zone.iter().copied()).collect();
    let run = home.run(&args).expect(0);
    run.stdout.lines().nth(3).unwrap().to_owned()
}

#[test]
fn csv_times_are_in_the_zone_asked_for() {
    let home = Home::at(&server().url);
    assert_eq!(expiry(&home, &[]), "2022-05-18 00:00:00");
    assert_eq!(expiry(&home, &["--tz", "UTC"]), "2022-05-17 16:00:00");
}

#[test]
fn the_usual_zone_is_the_program_s_own_and_others_are_the_system_s() {
    let home = Home::at(&server().url);
    let zones = home.path().join("zones");
    let home = home.with("TZDIR", zones.to_str().unwrap());
    // One kind of time, of three letters, twice; and the rule for all times.
    let block = format!("TZif2{0:\0>15}{0:\0>19}\x01{0:\0>3}\x04{0:\0>6}+03\0", "");
    let three_hours_east = format!("{block}{block}\n<+03>-3\n");
    for name in ["Asia/Shanghai", "Europe/Paris", "Here/Only"] {
        home.write(&format!("zones/{name}"), &three_hours_east);
    }
    assert_eq!(expiry(&home, &[]), "2022-05-18 00:00:00");
    for name in ["Europe/Paris", "Here/Only"] {
        assert_eq!(
            expiry(&home, &["--tz", name]),
            "2022-05-17 19:00:00",
            "{name}"
        );
    }
}

#[test]
fn the_columns_of_csv_never_depend_on_the_rows() {
    let empty = RawServer::start(|_, _| {
        Sent::Json(r#"{"code":200,"data":{"contents":[],"totalItems":0,"totalPages":0}}"#.into())
    });
    let heading = |url: &str| {
        let run = Home::at(url)
            .run(&["subaccounts", "list", "-o", "csv"])
            .expect(0);
        run.stdout.lines().next().unwrap().to_owned()
    };
    assert_eq!(heading(&empty.url), heading(&server().url));
    let run = Home::at(&empty.url).run(&["subaccounts", "list"]).expect(0);
    assert_eq!(
        (run.stdout.as_str(), run.stderr.as_str()),
        ("", "no sub-accounts\n")
    );
    let run = Home::at(&empty.url)
        .run(&["subaccounts", "list", "-o", "json"])
        .expect(0);
    assert_eq!(run.stdout, "[]\n");
}

#[test]
fn excel_gets_a_mark_crlf_and_no_formula() {
    let run = Home::at(&server().url)
        .run(&[
            "subaccounts",
            "list",
            "-o",
            "csv",
            "--excel",
            "--columns",
            "memo,phone",
        ])
        .expect(0);
    let text = run.stdout;
    assert!(text.starts_with("\u{feff}memo,phone\r\n"), "{text:?}");
    assert!(text.contains("\r\n'=1+1,'013800\r\n"), "{text:?}");
}

#[test]
fn the_log_s_text_dates_follow_the_zone_too() {
    let home = Home::at(&sandbox(Options::default()));
    let dates = |zone: &str| {
        let args = [
            "allocations",
            "log",
            "--limit",
            "1",
            "-o",
            "csv",
            "--columns",
            "date",
            "--no-header",
        ];
        let run = home.run(&[&args[..], &["--tz", zone]].concat()).expect(0);
        run.stdout.trim().parse::<jiff::civil::DateTime>().unwrap()
    };
    let hours = dates("Asia/Shanghai")
        .since(dates("UTC"))
        .unwrap()
        .get_hours();
    assert_eq!(hours, 8);
}

#[test]
fn values_of_every_kind_are_signed_as_a_server_reads_them() {
    let home = Home::at(&sandbox(Options::default()));
    for email in ["张+三@例子.中国", "a%40b@x.y", "a&b=c'#?@x.y", "a/b?c@x.y"] {
        let run = home
            .run(&["subaccounts", "list", "--email", email])
            .expect(0);
        assert!(
            run.stderr.contains(&format!("nothing found for {email}")),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn both_pages_of_a_list_arrive_once_each() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let server = RawServer::start(move |_, request| {
        let number = request.page();
        log.lock().unwrap().push(number);
        let from = (number - 1) * 100;
        Sent::Json(crate::support::page(
            from..(from + 100).min(150),
            number,
            100,
            150,
        ))
    });
    let run = Home::at(&server.url)
        .run(&["subaccounts", "list", "-o", "jsonl"])
        .expect(0);
    assert_eq!(run.stdout.lines().count(), 150);
    assert_eq!(*asked.lock().unwrap(), [1, 2]);
}
