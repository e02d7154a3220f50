//! Lists that change while they are read, and rows that come twice or not at
//! all: duplicates are dropped, gaps are looked for once more, and what cannot
//! be made whole never looks whole.

use crate::support::{Home, LIST_IDS, RawServer, Run, Sent, page};
use crate::trouble::{ROWS, SIZE, good_page, server};
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

/// Account 5 disappears after the first page was read: account 100 moves to
/// the page that was read already.
#[test]
fn a_row_that_moved_to_a_page_already_read_is_found() {
    let server = server(|time, request| match (request.page(), time) {
        (1, 1) => None,
        (1, _) => of(1..101, 1, 249),
        (2, _) => of(101..201, 2, 249),
        _ => of(201..250, 3, 249),
    });
    let run = list(&server).expect(0);
    assert_eq!(run.stdout, ids((0..100).chain(101..250).chain([100])));
    let what = "its total went from 250 to 249, found 1 row only at a second look";
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
fn an_empty_page_before_the_end_is_asked_for_again() {
    let server =
        server(|time, request| (request.page() == 2 && time == 1).then(|| of(0..0, 2, ROWS))?);
    let run = list(&server).expect(0);
    assert_eq!(run.stdout, ids((0..100).chain(200..250).chain(100..200)));
    assert_eq!(run.stderr, changed("found 100 rows only at a second look"));
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

#[test]
fn the_same_page_for_all_is_no_list() {
    let server = server(|_, request| of(0..100, request.page(), ROWS));
    let run = list(&server).expect(6);
    assert_eq!(run.stdout, ids(0..100));
    let what = "received 100 of 250 rows, dropped 200 duplicates";
    assert_eq!(run.stderr, incomplete(what));
    assert_eq!(server.seen().len(), 6);
}

#[test]
fn the_same_page_for_a_thousand_pages_is_given_up_soon() {
    let server = server(|_, request| of(0..100, request.page(), 100_000));
    let run = list(&server).expect(6);
    assert_eq!(run.stdout, ids(0..100));
    let what = "received 100 of 100000 rows, dropped 300 duplicates";
    assert_eq!(run.stderr, incomplete(what));
    let requests = server.seen().len();
    assert!(requests < 30, "{requests} of 1000");
}

#[test]
fn fewer_rows_than_promised_are_looked_for_once_more() {
    let server = server(|_, request| {
        let number = request.page();
        of((number - 1) * SIZE..(number * SIZE).min(ROWS), number, 300)
    });
    let run = list(&server).expect(6);
    assert_eq!(run.stdout, ids(0..250));
    assert_eq!(run.stderr, incomplete("received 250 of 300 rows"));
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

#[test]
fn rows_without_an_id_are_all_printed() {
    let without = |request: &crate::support::Seen| good_page(request).replace("userId", "uid");
    let server = server(move |_, request| Some(Sent::Json(without(request))));
    let home = Home::at(&server.url);
    let run = home.run(&["subaccounts", "list", "-o", "jsonl"]).expect(0);
    assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (250, ""));
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn the_same_page_of_rows_without_an_id_again_and_again_is_no_list() {
    let nameless = page(0..100, 1, SIZE, 100).replace("userId", "uid");
    for totals in [
        r#""totalPages":1000,"totalItems":100000"#,
        r#""totalPages":null"#,
    ] {
        let body = nameless.replace(r#""totalPages":1,"totalItems":100"#, totals);
        let server = RawServer::start(move |_, _| Sent::Json(body.clone()));
        let run = list(&server).expect(6);
        assert_eq!(
            run.stderr,
            incomplete("the same page was received again and again")
        );
        let requests = server.seen().len();
        assert!(requests < 30, "{requests} requests");
    }
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
fn an_empty_page_of_the_log_is_asked_for_again() {
    let server =
        server(|time, request| (request.page() == 2 && time == 1).then(|| of(0..0, 2, ROWS))?);
    let args = [
        "allocations",
        "log",
        "--email",
        "e0@example.com",
        "-o",
        "csv",
    ];
    let run = Home::at(&server.url).run(&args).expect(0);
    assert_eq!(run.stdout.lines().count(), 251);
    let told = "warning: the list of allocation records changed while it was read: found 100 rows \
                only at a second look\n";
    assert_eq!((run.stderr.as_str(), server.seen().len()), (told, 4));
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
