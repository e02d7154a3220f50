//! What the user is told of a list that changed while it was read, and of one
//! that is incomplete. How they are read: `api::pages`.

use crate::support::{Home, LIST_IDS, RawServer, Run, Sent, page};
use crate::trouble::{ROWS, SIZE, server};
use std::ops::Range;

/// A page of rows with these ids, out of so many.
fn of(ids: Range<usize>, number: usize, total: usize) -> Option<Sent> {
    Some(Sent::Json(page(ids, number, SIZE, total)))
}

/// Lists the ids of the sub-accounts.
fn list(server: &RawServer) -> Run {
    Home::at(&server.url).run(&LIST_IDS)
}

fn ids(ids: impl IntoIterator<Item = usize>) -> String {
    ids.into_iter().map(|id| format!("u{id}\n")).collect()
}

fn changed(what: &str) -> String {
    format!("warning: the list of sub-accounts changed while it was read: {what}\n")
}

fn incomplete(what: &str) -> String {
    format!(
        "error: the list of sub-accounts is incomplete: {what}\nhint: run it again; the list may \
         have been changed while it was read\n"
    )
}

/// Account 999 appears in front of the others after the first page was read.
#[test]
fn a_row_added_in_front_is_found_at_a_second_look() {
    let server = server(|time, request| {
        let number = request.page();
        let shifted = |from: usize| of(from - 1..(from + 99).min(ROWS), number, 251);
        match (number, time) {
            (1, 1) => None,
            (1, _) => {
                let first = page(0..99, 1, SIZE, 251);
                let row = r#"[{"userId":"u999","email":"e999@example.com"},"#;
                Some(Sent::Json(
                    first.replace("\"contents\":[", &format!("\"contents\":{row}")),
                ))
            }
            (number, _) => shifted((number - 1) * SIZE),
        }
    });
    let run = list(&server).expect(0);
    assert_eq!(run.stdout, ids((0..250).chain([999])));
    let what = "its total went from 250 to 251, dropped 1 duplicate, found 1 row only at a \
                second look";
    assert_eq!(run.stderr, changed(what));
    assert_eq!(server.seen().len(), 6);
}

#[test]
fn rows_that_come_twice_instead_of_others_are_a_list_that_is_incomplete() {
    let server = server(|_, request| (request.page() == 2).then(|| of(90..190, 2, ROWS))?);
    let run = list(&server).expect(6);
    assert_eq!(run.stdout, ids((0..190).chain(200..250)));
    let what = "received 240 of 250 rows, dropped 10 duplicates";
    assert_eq!(run.stderr, incomplete(what));
    assert_eq!(server.seen().len(), 6);
}

#[test]
fn an_empty_page_that_stays_empty_is_a_list_that_is_incomplete() {
    let server = server(|_, request| (request.page() == 2).then(|| of(0..0, 2, ROWS))?);
    let home = Home::at(&server.url);
    let run = home.run(&["subaccounts", "list", "-o", "json"]).expect(6);
    assert!(serde_json::from_str::<serde_json::Value>(&run.stdout).is_err());
    let error = &serde_json::from_str::<serde_json::Value>(&run.stderr).unwrap()["error"];
    let message = "the list of sub-accounts is incomplete: received 150 of 250 rows";
    assert_eq!(
        (&error["message"], &error["kind"]),
        (&message.into(), &"network".into())
    );
    assert_eq!(server.seen().len(), 6);
}

/// A row added at the front of a long list: both ends are looked at again, not
/// all of it.
#[test]
fn of_a_long_list_only_some_pages_are_looked_at_again() {
    let server = server(|time, request| {
        let number = request.page();
        let from = (number - 1) * SIZE;
        match (number, time) {
            (1, 1) => of(1..101, 1, 9999),
            (1, _) => of(0..100, 1, 10_000),
            _ => of(from..from + SIZE, number, 10_000),
        }
    });
    let run = list(&server).expect(0);
    assert_eq!(run.stdout, ids((1..10_000).chain([0])));
    let what = "its total went from 9999 to 10000, dropped 1 duplicate, found 1 row only at \
                a second look";
    assert_eq!(run.stderr, changed(what));
    assert_eq!(server.seen().len(), 103);
}

/// Records of the log have no id and may be equal.
#[test]
fn equal_records_of_the_log_are_kept() {
    let row = r#"{"email":"a@b.c","originText":"x","flow":1}"#;
    let rows = |count: usize| vec![row; count].join(",");
    let body = |count| {
        format!(
            r#"{{"code":200,"status":"success","message":"success","data":{{"pageNumber":1,
            "pageSize":2,"totalPages":2,"totalItems":3,"contents":[{}]}}}}"#,
            rows(count)
        )
    };
    let (two, one) = (body(2), body(1));
    let server = RawServer::start(move |_, request| {
        Sent::Json(if request.page() == 1 {
            two.clone()
        } else {
            one.clone()
        })
    });
    let args = ["allocations", "log", "--email", "a@b.c", "-o", "jsonl"];
    let run = Home::at(&server.url).run(&args).expect(0);
    assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (3, ""));
}

#[test]
fn a_short_log_is_incomplete() {
    let server = server(|_, request| (request.page() == 3).then(|| of(200..240, 3, ROWS))?);
    let args = [
        "allocations",
        "log",
        "--email",
        "e0@example.com",
        "-o",
        "csv",
    ];
    let run = Home::at(&server.url).run(&args).expect(6);
    let said = "error: the list of allocation records is incomplete: received 240 of 250 rows\n";
    assert!(run.stderr.starts_with(said), "{}", run.stderr);
}

#[test]
fn an_empty_list_is_one_request() {
    for said in [
        r#""totalPages":0,"totalItems":0"#,
        r#""totalPages":null,"totalItems":null"#,
    ] {
        let body = format!(r#"{{"code":200,"data":{{"pageSize":100,{said},"contents":[]}}}}"#);
        let server = RawServer::start(move |_, _| Sent::Json(body.clone()));
        let run = list(&server).expect(0);
        assert_eq!(
            (run.stdout.as_str(), run.stderr.as_str()),
            ("", "no sub-accounts\n")
        );
        assert_eq!(server.seen().len(), 1);
    }
}
