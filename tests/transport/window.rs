//! Never more than 1500 requests in any 10 s from this machine's user, over all
//! running processes.

use crate::support::{Home, RawServer, Run, Sent, page};
use crate::trouble::{reply, server};
use polyv_group::clock::machine_millis;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// What the service lets through in ten seconds.
const REQUESTS: usize = 1500;
const TEN_SECONDS: Duration = Duration::from_secs(10);
/// From an answer to the next request in its slot: ten seconds and a thousandth.
const WINDOW: i64 = 10_010;
/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
const LIST: &[&str] = &["subaccounts", "list", "-o", "csv"];

fn state_file(home: &Home) -> PathBuf {
    home.file("state/polyv-group/rate-slots")
}

/// Writes the slots of the window: all but `free` are taken until this time.
/// The format is that of `http::limits`: little-endian 64-bit integers, which
/// say when each slot is free again; with a minus those of requests that have
/// no answer yet.
pub(crate) fn prefill(home: &Home, free: usize, until: i64) {
    let words = std::iter::repeat_n(0, free).chain(std::iter::repeat_n(until, REQUESTS - free));
    let bytes: Vec<u8> = words.flat_map(i64::to_le_bytes).collect();
    let name = state_file(home)
        .strip_prefix(home.path())
        .unwrap()
        .to_owned();
    home.write(name.to_str().unwrap(), bytes);
}

/// The slots that were ever taken.
fn slots(home: &Home) -> Vec<i64> {
    let bytes = std::fs::read(state_file(home)).unwrap();
    let (words, rest) = bytes.as_chunks();
    assert_eq!(rest, [0; 0]);
    words.iter().copied().map(i64::from_le_bytes).collect()
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

/// The word of a slot that is taken for two minutes more, far longer than a
/// test takes.
pub(crate) fn long_taken() -> i64 {
    -(machine_millis() + 120_000)
}

/// Five processes want a request; three are left in the window, and nobody
/// answers them.
#[test]
fn processes_share_what_is_left_of_the_window() {
    let server = RawServer::start(|_, _| Sent::Hang);
    let home = Home::at(&server.url);
    prefill(&home, 3, long_taken());
    let args = [LIST, &["-v", "--timeout", "60s"]].concat();
    let (sender, held) = channel();
    let mut children: Vec<_> = (0..5)
        .map(|_| {
            let mut command = home.command(&args);
            command.stdout(Stdio::null()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let lines = BufReader::new(child.stderr.take().unwrap()).lines();
            let sender = sender.clone();
            std::thread::spawn(move || {
                let mut lines = lines.map_while(Result::ok);
                if lines.any(|line| line.contains("holding back for ")) {
                    sender.send(()).unwrap();
                }
            });
            child
        })
        .collect();
    for _ in 0..2 {
        held.recv_timeout(PATIENCE).unwrap();
    }
    let began = Instant::now();
    while server.count() < 3 {
        assert!(began.elapsed() < PATIENCE, "{} sent", server.count());
        std::thread::sleep(Duration::from_millis(5));
    }
    for child in &mut children {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!((server.count(), held.try_iter().count()), (3, 0));
}

#[test]
fn a_run_notes_each_of_its_answers_retries_too() {
    let server = server(|time, request| (request.page() == 2 && time == 1).then_some(Sent::Close));
    let home = Home::at(&server.url);
    let began = machine_millis();
    home.run(LIST).expect(0);
    let slots = slots(&home);
    assert_eq!(slots.len(), 4, "three pages and one again");
    let ended = machine_millis();
    for until in slots {
        let answered = until - WINDOW;
        assert!((began..=ended).contains(&answered), "{answered}");
    }
}

#[test]
fn a_request_without_an_answer_has_its_slot_until_ten_seconds_after_its_time_out() {
    let server = server(|_, _| Some(Sent::Hang));
    let home = Home::at(&server.url);
    let began = machine_millis();
    let args = ["--timeout", "300ms", "--retries", "0"];
    home.run(&[LIST, &args].concat()).expect(6);
    let slots = slots(&home);
    assert_eq!(slots.len(), 1);
    assert!(slots[0] - WINDOW >= began + 300, "{slots:?} from {began}");
}

#[test]
fn the_sandbox_is_outside_the_window() {
    let home = Home::new();
    prefill(&home, 0, long_taken());
    let args = ["--sandbox", "--columns", "userId", "-v"];
    let run = home.run(&[&args, LIST].concat()).expect(0);
    assert_eq!((run.stdout.lines().count(), waits(&run)), (231, vec![]));
}

#[test]
fn a_state_folder_that_cannot_be_used_is_told_with_v_and_harms_nothing() {
    for path in [
        "state",
        "state/polyv-group",
        "state/polyv-group/rate-slots/x",
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
        home.write("state/polyv-group/rate-slots", content);
        let run = home.run(&[LIST, &["-v"]].concat()).expect(0);
        assert_eq!((run.stdout.lines().count(), waits(&run)), (251, vec![]));
        let trouble = "the rate window cannot be shared";
        assert!(!run.stderr.contains(trouble), "{}", run.stderr);
    }
}

/// A list of so many pages, ten rows each, of a service that lets this many
/// requests through in any ten seconds by its own clock.
fn strict(requests: usize, pages: usize) -> RawServer {
    let latest = Mutex::new(VecDeque::new());
    RawServer::start(move |_, request| {
        let mut latest = latest.lock().unwrap();
        let now = Instant::now();
        if latest.len() == requests {
            let before: &Instant = latest.front().unwrap();
            if now - *before < TEN_SECONDS {
                return reply("HTTP/1.1 429 Too Many Requests", &[], Vec::new());
            }
            latest.pop_front();
        }
        latest.push_back(now);
        drop(latest);
        let number = request.page();
        Sent::Json(page((number - 1) * 10..number * 10, number, 10, pages * 10))
    })
}

/// The waits that `-v` tells of, in milliseconds.
fn waits(run: &Run) -> Vec<i64> {
    let told = run.stderr.split("holding back for ").skip(1);
    told.map(|rest| rest.split(' ').next().unwrap().parse().unwrap())
        .collect()
}

/// Two processes, fifteen pages each, and twenty slots: ten seconds. The service
/// sees to it that no slot is taken again before.
#[test]
fn a_slot_is_taken_again_ten_seconds_after_its_answer_and_not_before() {
    let server = strict(20, 15);
    let home = Home::at(&server.url);
    prefill(&home, 20, long_taken());
    let args = [LIST, &["-v", "--retries", "0"]].concat();
    let runs = at_once(vec![home.command(&args), home.command(&args)]);
    let longest = runs.iter().flat_map(waits).max();
    assert!(
        longest.is_none_or(|longest| longest <= WINDOW),
        "{longest:?}"
    );
    for run in runs {
        assert_eq!(run.expect(0).stdout.lines().count(), 151);
    }
    assert_eq!(server.count(), 30, "none of them was a 429");
}

/// So many processes list so many pages each from a service that enforces what
/// it lets through: no 429, and at most 6 % over the ideal, which is 1500 pages
/// at once and 1500 more every ten seconds.
fn near_the_ceiling(processes: usize, pages: usize) {
    let server = strict(REQUESTS, pages);
    let home = Home::at(&server.url);
    let args = [LIST, &["--retries", "0", "--columns", "userId"]].concat();
    let began = Instant::now();
    for run in at_once((0..processes).map(|_| home.command(&args)).collect()) {
        assert_eq!(run.expect(0).stdout.lines().count(), pages * 10 + 1);
    }
    let took = began.elapsed();
    let all = processes * pages;
    assert_eq!(server.count(), all, "none of them was a 429");
    let turns = u32::try_from(all.div_ceil(REQUESTS)).unwrap();
    let ideal = TEN_SECONDS * (turns - 1);
    let ratio = took.as_secs_f64() / ideal.as_secs_f64();
    let _ = writeln!(
        std::io::stderr(),
        "{all} requests of {processes} in {took:.2?}: {ratio:.3} times {ideal:?}"
    );
    assert!(ratio <= 1.06, "{ratio:.3}");
}

#[test]
#[ignore = ".ci/heavy runs it: 20 seconds, and only on a machine that is idle"]
fn a_list_of_4500_pages_comes_close_to_the_ceiling_of_the_service() {
    near_the_ceiling(1, 4500);
}

#[test]
#[ignore = ".ci/heavy runs it: 20 seconds, and only on a machine that is idle"]
fn four_processes_come_as_close_to_the_ceiling_together() {
    near_the_ceiling(4, 1125);
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
