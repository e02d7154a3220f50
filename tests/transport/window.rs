//! Never more than 1500 requests in any 10 s from this machine's user, over all
//! running processes.

use crate::support::{Home, RawServer, Run, Sent};
use crate::trouble::{good_page_of, server};
use polyv_group::clock::machine_millis;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What the service lets through in ten seconds.
const REQUESTS: usize = 1500;
/// The client's window: ten seconds, and two for the way there.
const WINDOW: i64 = 12_000;
const LIST: &[&str] = &["subaccounts", "list", "-o", "csv"];

fn state_file(home: &Home) -> PathBuf {
    home.file("state/polyv-group/rate-window")
}

/// Writes the book of the window: all but `free` of the last requests were let
/// through at this time. The format is that of `transport::rate`: the number
/// of the oldest slot, then the slots, as little-endian 64-bit integers.
fn prefill(home: &Home, free: usize, machine_millis: i64) {
    let mut words = vec![0];
    words.extend(std::iter::repeat_n(0, free));
    words.extend(std::iter::repeat_n(machine_millis, REQUESTS - free));
    let bytes: Vec<u8> = words.into_iter().flat_map(i64::to_le_bytes).collect();
    let name = state_file(home)
        .strip_prefix(home.path())
        .unwrap()
        .to_owned();
    home.write(name.to_str().unwrap(), bytes);
}

fn at_once(commands: Vec<Command>) -> Vec<Run> {
    let children: Vec<_> = commands
        .into_iter()
        .map(|mut command| {
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    let outputs = children
        .into_iter()
        .map(|child| child.wait_with_output().unwrap());
    outputs.map(Run::from).collect()
}

/// Two processes want twenty requests; ten are left in the window.
#[test]
fn processes_share_what_is_left_of_the_window() {
    let server = RawServer::start(|_, request| Sent::Json(good_page_of(1000, request)));
    let home = Home::at(&server.url);
    let left = Duration::from_millis(2500);
    let (now, began) = (machine_millis(), Instant::now());
    prefill(&home, 10, now - WINDOW + 2500);
    let args = [LIST, &["-v"]].concat();
    let runs = at_once(vec![home.command(&args), home.command(&args)]);
    let told = "holding back for ";
    assert!(runs.iter().any(|run| run.stderr.contains(told)), "{runs:?}");
    for run in runs {
        assert_eq!(run.expect(0).stdout.lines().count(), 1001);
    }
    let seen = server.seen();
    let early = seen.iter().filter(|seen| seen.at < began + left).count();
    assert_eq!(
        (early, seen.len()),
        (10, 20),
        "ten before the window moved on"
    );
}

#[test]
fn a_run_notes_each_of_its_requests_retries_too() {
    let server = server(|time, request| (request.page() == 2 && time == 1).then_some(Sent::Close));
    let home = Home::at(&server.url);
    let began = machine_millis();
    home.run(LIST).expect(0);
    let bytes = std::fs::read(state_file(&home)).unwrap();
    assert_eq!(bytes[..8], 4_i64.to_le_bytes(), "three pages and one again");
    assert_eq!(bytes.len(), 5 * 8, "the next slot, and four times");
    for time in bytes[8..].chunks_exact(8) {
        let time = i64::from_le_bytes(time.try_into().unwrap());
        let span = began..=machine_millis();
        assert!(
            span.contains(&time),
            "{time} of {span:?}: not the wall clock's"
        );
    }
}

#[test]
fn the_sandbox_is_outside_the_window() {
    let home = Home::new();
    prefill(&home, 0, machine_millis());
    let began = Instant::now();
    let args = ["--sandbox", "--columns", "userId"];
    let run = home.run(&[&args, LIST].concat()).expect(0);
    assert_eq!(run.stdout.lines().count(), 231);
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_state_folder_that_cannot_be_used_is_told_with_v_and_harms_nothing() {
    for path in [
        "state",
        "state/polyv-group",
        "state/polyv-group/rate-window/x",
    ] {
        let server = server(|_, _| None);
        let home = Home::at(&server.url);
        home.write(path, "in the way");
        let run = home.run(LIST).expect(0);
        assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (251, ""));
        let run = home.run(&[LIST, &["-v"]].concat()).expect(0);
        let told = "the rate window cannot be shared with other runs: ";
        assert_eq!(run.stderr.matches(told).count(), 1, "{}", run.stderr);
    }
}

#[test]
fn a_spoiled_state_file_stops_nobody() {
    for content in [&b"\xff\xff\xff"[..], &[0xff; 12_008], &[0x7f; 12_008], b""] {
        let server = server(|_, _| None);
        let home = Home::at(&server.url);
        home.write("state/polyv-group/rate-window", content);
        let began = Instant::now();
        let run = home.run(LIST).expect(0);
        assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (251, ""));
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}

/// Four processes, 1000 pages each: half a minute. Run it with
/// `cargo test --test transport -- --ignored --nocapture`.
#[test]
#[ignore = "takes half a minute"]
fn four_processes_of_a_thousand_pages_never_pass_1500_in_ten_seconds() {
    let server = RawServer::start(|_, request| Sent::Json(good_page_of(100_000, request)));
    let home = Home::at(&server.url);
    let args = [LIST, &["--columns", "userId"]].concat();
    let began = Instant::now();
    for run in at_once((0..4).map(|_| home.command(&args)).collect()) {
        assert_eq!(run.expect(0).stdout.lines().count(), 100_001);
    }
    let took = began.elapsed();
    let mut at: Vec<Instant> = server.seen().iter().map(|seen| seen.at).collect();
    at.sort_unstable();
    let most = most_in(&at, Duration::from_secs(10));
    let _ = writeln!(
        std::io::stderr(),
        "{} requests in {took:?}, at most {most} in any 10 s",
        at.len()
    );
    assert_eq!(at.len(), 4000);
    assert!(most <= REQUESTS, "{most} in 10 s");
    assert!(most > 1400, "a burst is allowed: {most}");
}

/// The most of these (sorted) moments that fall into any span of this length.
pub(crate) fn most_in(at: &[Instant], span: Duration) -> usize {
    let mut from = 0;
    let counts = at.iter().enumerate().map(|(last, moment)| {
        while *moment - at[from] >= span {
            from += 1;
        }
        last - from + 1
    });
    counts.max().unwrap_or(0)
}

/// A process that is stopped in the middle of its turn keeps the lock.
#[test]
fn a_lock_that_another_process_holds_is_said_and_waited_for() {
    let server = server(|_, _| None);
    let home = Home::at(&server.url);
    prefill(&home, REQUESTS, 0);
    let held = std::fs::File::open(state_file(&home)).unwrap();
    held.lock().unwrap();
    let mut command = home.command(&[LIST, &["-v"]].concat());
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    let words = "waiting for another process that holds the lock of the rate window\n";
    assert_eq!((&*line, server.count()), (words, 0));
    held.unlock().unwrap();
    assert!(child.wait().unwrap().success());
}
