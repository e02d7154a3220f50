//! Nobody fetches what nobody wants: `--limit`, and a reader that has gone.

use crate::support::{Home, RawServer, Sent};
use crate::trouble::{good_page_of, reply};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

/// A thousand pages of a hundred.
fn long_list() -> RawServer {
    RawServer::start(|_, request| {
        std::thread::sleep(Duration::from_millis(3));
        Sent::Json(good_page_of(100_000, request))
    })
}

#[test]
fn no_page_beyond_the_limit_is_asked_for() {
    for (limit, requests) in [("1", 1), ("100", 1), ("101", 2), ("250", 3), ("1000", 10)] {
        let server = long_list();
        let args = [
            "subaccounts",
            "list",
            "-o",
            "csv",
            "--no-header",
            "--limit",
            limit,
        ];
        let columns = ["--columns", "userId"];
        let run = Home::at(&server.url)
            .run(&[&args[..], &columns].concat())
            .expect(0);
        let expected: String = (0..limit.parse().unwrap())
            .map(|id| format!("u{id}\n"))
            .collect();
        assert!(run.stdout == expected, "limit {limit}");
        assert_eq!(
            (run.stderr.as_str(), server.seen().len()),
            ("", requests),
            "limit {limit}"
        );
    }
}

#[test]
fn a_small_limit_asks_for_a_small_page() {
    let server = RawServer::start(|_, request| {
        let size: usize = request.query("pageSize").unwrap().parse().unwrap();
        Sent::Json(crate::support::page(0..size, 1, size, 100_000))
    });
    let args = ["subaccounts", "list", "-o", "jsonl", "--limit", "5"];
    let run = Home::at(&server.url).run(&args).expect(0);
    assert_eq!(run.stdout.lines().count(), 5);
    assert_eq!(server.seen()[0].query("pageSize").as_deref(), Some("5"));
}

#[test]
fn with_a_limit_the_e_mails_beyond_it_are_not_asked_for() {
    // Each request of a hundred e-mails gives as many rows.
    let server = RawServer::start(|number, _| {
        let from = (number - 1) * 100;
        Sent::Json(crate::support::page(from..from + 100, 1, 100, 100))
    });
    let home = Home::at(&server.url);
    let emails: String = (0..1000).map(|n| format!("e{n}@example.com\n")).collect();
    let file = home.write("emails", emails);
    let args = [
        "subaccounts",
        "list",
        "-o",
        "csv",
        "--limit",
        "150",
        "--emails-from",
    ];
    let run = home
        .run(&[&args[..], &[file.to_str().unwrap()]].concat())
        .expect(0);
    assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (151, ""));
    assert!(server.seen().len() <= 3, "{} requests", server.seen().len());
}

#[test]
fn an_error_beyond_the_limit_is_never_met() {
    let server = RawServer::start(|_, request| match request.page() {
        1 | 2 => Sent::Json(good_page_of(100_000, request)),
        _ => reply("HTTP/1.1 500 Oops", &[], Vec::new()),
    });
    let args = ["subaccounts", "list", "-o", "json", "--limit", "200"];
    let run = Home::at(&server.url).run(&args).expect(0);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((rows.len(), server.seen().len()), (200, 2));
}

/// `polyv-group … | head -1`
#[test]
fn a_reader_that_has_gone_ends_the_fetching_quietly() {
    for format in ["csv", "jsonl", "json"] {
        let server = long_list();
        let home = Home::at(&server.url);
        let mut command = home.command(&["subaccounts", "list", "-o", format]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        reader.read_line(&mut first).unwrap();
        drop(reader);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        let requests = server.seen().len();
        assert!(requests < 60, "{format}: {requests} of 1000");
    }
}
