//! What a page says of the list: null, in words, too high, too low.

use crate::support::{Home, LIST_IDS, RawServer, Run, Seen, Sent, page};
use crate::trouble::{ROWS, SIZE};

/// A page of `size` rows out of [`ROWS`], which says this of the list.
fn says(request: &Seen, size: usize, of_the_list: &str) -> String {
    let from = ((request.page() - 1) * size).min(ROWS);
    let body = page(from..(from + size).min(ROWS), request.page(), size, ROWS);
    let (head, rest) = body.split_once("\"pageSize\"").unwrap();
    let (_, contents) = rest.split_once("\"contents\"").unwrap();
    format!("{head}{of_the_list},\"contents\"{contents}")
}

fn list(server: &RawServer) -> Run {
    Home::at(&server.url).run(&LIST_IDS)
}

/// The list comes out whole and in order, whatever its pages of this size say
/// of it; returns the number of requests.
fn whole(size: usize, of_the_list: &'static str) -> usize {
    let server = RawServer::start(move |_, request| Sent::Json(says(request, size, of_the_list)));
    let run = list(&server).expect(0);
    let expected: String = (0..ROWS).map(|id| format!("u{id}\n")).collect();
    assert!(run.stdout == expected, "{of_the_list}: {}", run.stdout);
    assert_eq!(run.stderr, "", "{of_the_list}");
    server.seen().len()
}

#[test]
fn without_totals_reading_goes_on_until_an_empty_page() {
    for said in [
        r#""pageSize":100,"totalPages":null,"totalItems":null"#,
        r#""pageSize":null"#,
        r#""totalItems":"many","totalPages":-1"#,
    ] {
        assert_eq!(whole(100, said), 4, "{said}");
    }
}

#[test]
fn one_of_the_two_totals_is_enough() {
    assert_eq!(whole(100, r#""pageSize":100,"totalItems":250"#), 3);
    assert_eq!(
        whole(100, r#""pageSize":100,"totalPages":3,"totalItems":null"#),
        3
    );
    assert_eq!(whole(100, r#""totalItems":250"#), 3);
}

#[test]
fn totals_in_strings_are_read() {
    assert_eq!(
        whole(
            100,
            r#""pageSize":"100","totalPages":"3","totalItems":"250""#
        ),
        3
    );
}

#[test]
fn too_few_pages_are_not_believed_against_the_total() {
    for said in [
        r#""pageSize":100,"totalPages":1,"totalItems":250"#,
        r#""pageSize":100,"totalPages":0,"totalItems":250"#,
    ] {
        assert_eq!(whole(100, said), 3);
    }
}

#[test]
fn a_total_too_low_does_not_cut_the_pages_off() {
    assert_eq!(
        whole(100, r#""pageSize":100,"totalPages":3,"totalItems":120"#),
        3
    );
}

#[test]
fn a_billion_pages_are_not_read_to_their_end() {
    let requests = whole(
        100,
        r#""pageSize":100,"totalPages":1000000000000,"totalItems":250"#,
    );
    assert!(requests < 30, "{requests} requests");
}

#[test]
fn a_billion_rows_are_not_looked_for_but_missed() {
    let said = r#""pageSize":100,"totalPages":1000000000000,"totalItems":100000000000000"#;
    let server = RawServer::start(move |_, request| Sent::Json(says(request, 100, said)));
    let run = list(&server).expect(6);
    let what =
        "error: the list of sub-accounts is incomplete: received 250 of 100000000000000 rows";
    assert!(run.stderr.starts_with(what), "{}", run.stderr);
    let requests = server.seen().len();
    assert!(requests < 40, "{requests} requests");
}

#[test]
fn without_a_total_the_promised_pages_must_come() {
    let said = r#""pageSize":100,"totalPages":1000,"totalItems":null"#;
    let server = RawServer::start(move |_, request| Sent::Json(says(request, 100, said)));
    let run = list(&server).expect(6);
    let what =
        "error: the list of sub-accounts is incomplete: 3 pages in a row brought nothing new";
    assert!(run.stderr.starts_with(what), "{}", run.stderr);
    assert!(server.seen().len() < 40, "{} requests", server.seen().len());
}

#[test]
fn without_totals_the_same_page_for_ever_is_no_list() {
    let server = RawServer::start(move |_, request| {
        Sent::Json(page(0..100, request.page(), SIZE, ROWS).replace("total", "sum"))
    });
    let run = list(&server).expect(6);
    let what = "error: the list of sub-accounts is incomplete: dropped 300 duplicates, 3 \
                pages in a row brought nothing new";
    assert!(run.stderr.starts_with(what), "{}", run.stderr);
    assert_eq!(run.stdout.lines().count(), 100);
    assert!(server.seen().len() < 30, "{} requests", server.seen().len());
}

/// A hundred asked for, ten given.
#[test]
fn the_page_size_really_given_is_believed() {
    for said in [
        r#""pageSize":10,"totalPages":25,"totalItems":250"#,
        r#""pageSize":10,"totalItems":250"#,
        r#""pageSize":100,"totalPages":25,"totalItems":250"#,
        r#""pageSize":100,"totalPages":3,"totalItems":250"#,
        r#""totalItems":250"#,
    ] {
        assert_eq!(whole(10, said), 25, "{said}");
    }
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
