//! Each kind of trouble that lasts: a clear failure with the right status in
//! bounded time, and no output that could pass for whole.

use crate::support::{Home, Run, nobody};
use crate::trouble::{SHORT, Trouble, each_at_once, good_page, server};
use serde_json::Value;
use std::time::{Duration, Instant};

/// One retry after at most half a second, two time-outs of five, one
/// `Retry-After` of one; the rest is for a busy machine. Without its time-out a
/// run would take a minute.
const LONGEST: Duration = Duration::from_secs(45);

/// Runs a list whose second page is never had.
fn run(trouble: &Trouble, format: &str) -> Run {
    let spoil = trouble.spoil;
    let server =
        server(move |_, request| (request.page() == 2).then(|| spoil(&good_page(request))));
    let timeout = if trouble.slow { SHORT } else { "30s" };
    let args = ["--retries", "1", "--timeout", timeout, "-o", format];
    let began = Instant::now();
    let run = Home::at(&server.url).run(&[&["subaccounts", "list"], &args[..]].concat());
    assert!(began.elapsed() < LONGEST, "took {:?}", began.elapsed());
    let tries = server.seen().iter().filter(|seen| seen.page() == 2).count();
    assert_eq!(tries, 2, "one retry");
    let run = run.expect(trouble.exit_code());
    let place = server.url.replace("http://", ": ") + ": ";
    let is_network = trouble.exit_code() == 6;
    assert_eq!(run.stderr.contains(&place), is_network, "{}", run.stderr);
    run
}

#[test]
fn csv_stops_after_the_last_good_page_with_a_status() {
    each_at_once(|trouble| {
        let run = run(trouble, "csv");
        assert_eq!(run.stdout.lines().count(), 101, "a heading and one page");
        let first = run.stderr.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("error: could not list the sub-accounts: "),
            "{first}"
        );
        assert!(first.contains(trouble.words), "{first}");
        assert!(first.contains("(tried 2 times)"), "{first}");
    });
}

#[test]
fn json_is_not_closed_and_the_error_is_an_object() {
    each_at_once(|trouble| {
        let run = run(trouble, "json");
        assert!(run.stdout.starts_with("[\n"), "the first page is there");
        let document = serde_json::from_str::<Value>(&run.stdout);
        assert!(document.is_err(), "not a valid document");
        assert_eq!(run.stderr.lines().count(), 1);
        let error = &serde_json::from_str::<Value>(&run.stderr).unwrap()["error"];
        assert_eq!(error["exitCode"], trouble.exit_code());
        let kind = if trouble.exit_code() == 7 {
            "rateLimit"
        } else {
            "network"
        };
        assert_eq!(error["kind"], kind);
        let status = trouble.http_status.map_or(Value::Null, Value::from);
        assert_eq!(error["httpStatus"], status, "{error}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(trouble.words), "{message}");
        assert!(message.contains("(tried 2 times)"), "{message}");
    });
}

#[test]
fn nobody_there_is_tried_again_and_told() {
    let url = nobody();
    let args = ["group", "info", "--retries", "2", "-o", "json"];
    let run = Home::at(&url).run(&args).expect(6);
    assert_eq!(run.stdout, "");
    let error = &serde_json::from_str::<Value>(&run.stderr).unwrap()["error"];
    let place = url.replace("http://", "");
    let why = std::net::TcpStream::connect(&place).unwrap_err();
    assert_eq!(
        error["message"],
        format!(
            "could not read the group account's packages: {place}: no connection: \
             {why} (tried 3 times)"
        )
    );
    assert_eq!(error.get("httpStatus"), None);
}
