//! A signal ends any wait and any transfer at once, with its status.
#![cfg(unix)]

use crate::support::{Home, RawServer, Run, Sent};
use crate::trouble::{good_page, reply, server};
use crate::window::{long_taken, prefill};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Far less than what is waited for would take, and far more than an end does on
/// a busy machine.
const ENDS_WITHIN: Duration = Duration::from_secs(15);
/// For what must happen before the signal; far more than it takes.
const PATIENCE: Duration = Duration::from_secs(60);

fn spawn(home: &Home, args: &[&str]) -> Child {
    let mut command = home.command(&[&["subaccounts", "list"], args].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Signals, and expects the end in time, with 128 and the signal's number.
fn interrupt(child: Child, signal: Signal) -> Run {
    let began = Instant::now();
    kill_process(Pid::from_child(&child), signal).unwrap();
    let run = Run::from(child.wait_with_output().unwrap());
    assert!(began.elapsed() < ENDS_WITHIN, "took {:?}", began.elapsed());
    run.expect(128 + signal.as_raw())
}

fn until(what: impl Fn() -> bool) {
    let began = Instant::now();
    while !what() {
        assert!(began.elapsed() < PATIENCE, "it never came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Reads stderr up to a line with these words.
fn until_told(child: &mut Child, words: &str) {
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let told = lines.map_while(Result::ok).any(|line| line.contains(words));
    assert!(told, "never said: {words}");
}

#[test]
fn a_reply_that_does_not_come() {
    let server = RawServer::start(|_, _| Sent::Hang);
    let child = spawn(&Home::at(&server.url), &["-o", "json"]);
    until(|| !server.seen().is_empty());
    let run = interrupt(child, Signal::INT);
    assert_eq!(
        run.stderr,
        "{\"error\":{\"kind\":\"interrupted\",\"message\":\"interrupted\",\"exitCode\":130}}\n"
    );
    assert_eq!(run.stdout, "");
}

#[test]
fn nothing_of_a_file_that_was_being_written_is_left() {
    let server = RawServer::start(|_, _| Sent::Hang);
    let home = Home::at(&server.url);
    let child = spawn(&home, &["--out", "a.xlsx"]);
    until(|| !server.seen().is_empty());
    let files = || {
        let entries = std::fs::read_dir(home.path()).unwrap().map(Result::unwrap);
        let found = entries.filter(|entry| entry.file_type().unwrap().is_file());
        found.count()
    };
    assert_eq!(files(), 1, "the one aside");
    interrupt(child, Signal::TERM);
    assert_eq!(files(), 0);
}

#[test]
fn nothing_of_what_the_service_says_now_is_left() {
    let server = RawServer::start(|asked, request| {
        let is_list = request.line.contains("/package/list");
        match (is_list, asked > 2) {
            (true, true) => Sent::Hang,
            (true, false) => Sent::Json(
                r#"{"code":200,"data":{"totalItems":1,"contents":[{"userId":"u1"}]}}"#.into(),
            ),
            (false, _) => Sent::Json(r#"{"code":200,"data":{}}"#.into()),
        }
    });
    let home = Home::at(&server.url);
    home.run(&["snapshot", "save"]).expect(0);
    let asked = server.count();
    let mut command = home.command(&["snapshot", "diff", "latest", "now"]);
    let temporary = home.file("temporary");
    std::fs::create_dir(&temporary).unwrap();
    command.env("TMPDIR", &temporary);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    until(|| server.count() > asked + 1);
    let entries = || std::fs::read_dir(&temporary).unwrap().count();
    assert_eq!(entries(), 1);
    interrupt(child.unwrap(), Signal::TERM);
    assert_eq!(entries(), 0);
}

#[test]
fn a_reply_that_stops_half_way_in_the_middle_of_a_list() {
    let server = server(|_, request| {
        let drip = || {
            Sent::Drip(
                b"HTTP/1.1 200 OK\r\nConte".repeat(99),
                Duration::from_secs(1),
            )
        };
        (request.page() == 2).then(drip)
    });
    let child = spawn(&Home::at(&server.url), &["-o", "json"]);
    until(|| server.seen().iter().any(|seen| seen.page() == 2));
    let run = interrupt(child, Signal::TERM);
    let whole = serde_json::from_str::<serde_json::Value>(&run.stdout);
    assert!(whole.is_err(), "not a valid document");
}

#[test]
fn the_wait_before_a_retry() {
    let server =
        RawServer::start(|_, _| reply("HTTP/1.1 503 Busy", &["Retry-After: 30"], Vec::new()));
    let mut child = spawn(&Home::at(&server.url), &["-v"]);
    until_told(&mut child, "again in 30000 ms");
    interrupt(child, Signal::HUP);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn the_wait_of_all_after_a_429() {
    let server = RawServer::start(|_, request| match request.page() {
        1 => Sent::Json(good_page(request)),
        _ => reply("HTTP/1.1 429 Slow", &["Retry-After: 30"], Vec::new()),
    });
    let mut child = spawn(&Home::at(&server.url), &["-v", "-o", "csv"]);
    until_told(&mut child, "again in 30000 ms");
    interrupt(child, Signal::INT);
}

#[test]
fn the_wait_for_the_rate_window() {
    let server = server(|_, _| None);
    let home = Home::at(&server.url);
    prefill(&home, 0, long_taken());
    let mut child = spawn(&home, &["-v"]);
    until_told(&mut child, "holding back for ");
    interrupt(child, Signal::INT);
    assert_eq!(server.seen().len(), 0);
}
