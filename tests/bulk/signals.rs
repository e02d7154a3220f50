//! What a signal leaves behind: first what is in flight is finished, and a
//! second one stops at once; the results are true after both.

use crate::batch::{args, roster, run, statuses, table, text};
use crate::service::Service;
use crate::support::{Home, Run};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// For what must happen first; far more than it takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Holds requests back until it is opened.
#[derive(Default)]
pub(crate) struct Gate(Mutex<bool>, Condvar);

impl Gate {
    pub(crate) fn wait(&self) {
        let open = self.0.lock().unwrap();
        drop(self.1.wait_while(open, |open| !*open).unwrap());
    }

    pub(crate) fn open(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }
}

/// A service that holds back the requests with any of these words in the line
/// or the body, and tells of each.
fn holding(words: &'static [&'static str]) -> (Service, Receiver<()>, Arc<Gate>) {
    let (sender, held) = channel();
    let (sender, gate) = (Mutex::new(sender), Arc::<Gate>::default());
    let behind = Arc::clone(&gate);
    let service = Service::hooked(&[], move |seen| {
        let holds = |word: &&str| seen.line.contains(word) || seen.body.contains(word);
        if words.iter().any(holds) {
            sender.lock().unwrap().send(()).unwrap();
            behind.wait();
        }
    });
    (service, held, gate)
}

fn start(home: &Home, more: &[&str]) -> Child {
    let mut command = home.command(&args(more));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// Reads stderr up to such a line.
pub(crate) fn until_said(
    child: &mut Child,
    is_it: impl Fn(&str) -> bool,
) -> BufReader<ChildStderr> {
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !is_it(&line) {
        line.clear();
        assert!(stderr.read_line(&mut line).unwrap() > 0, "it was not said");
    }
    stderr
}

fn rest_of(mut stderr: impl Read) -> String {
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    rest
}

/// How many rows ended so.
fn count(home: &Home, status: &str) -> usize {
    statuses(home).values().filter(|s| *s == status).count()
}

#[test]
fn each_signal_lets_what_is_in_flight_end_and_has_its_own_status() {
    for (sent, status) in [(Signal::HUP, 129), (Signal::INT, 130), (Signal::TERM, 143)] {
        let (service, held, gate) = holding(&["shop0000@"]);
        let home = service.home();
        home.write("roster.csv", roster(3));
        let mut child = start(&home, &["--connections", "1"]);
        held.recv_timeout(PATIENCE).unwrap();
        signal(&child, sent);
        let words = "finishing 1 row: shop0000@example.com; Ctrl-C again stops at once\n";
        let stderr = until_said(&mut child, |line| line == words);
        gate.open();
        Run::from(child.wait_with_output().unwrap()).expect(status);
        let rest = rest_of(stderr);
        assert!(
            rest.contains("(1 of 3 rows created)\nhint: run the same"),
            "{rest}"
        );
        assert_eq!([count(&home, "created"), count(&home, "notSent")], [1, 2]);
    }
}

#[test]
fn a_second_signal_stops_at_once_and_leaves_true_results() {
    let (service, held, gate) = holding(&["shop0002@", "shop0003@"]);
    let home = service.home().with("POLYV_TIMEOUT", "60s");
    home.write("roster.csv", roster(9));
    let more = ["--connections", "2", "--no-preflight"];
    let mut child = start(&home, &more);
    (0..2).for_each(|_| held.recv_timeout(PATIENCE).unwrap());
    signal(&child, Signal::INT);
    let began = Instant::now();
    let words = "finishing 2 rows: shop0002@example.com, shop0003@example.com; Ctrl-C again \
                 stops at once\n";
    let stderr = until_said(&mut child, |line| line == words);
    signal(&child, Signal::TERM);
    Run::from(child.wait_with_output().unwrap()).expect(130);
    let said = rest_of(stderr);
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    let words = "2 created, 2 unknown, 5 not sent; results in roster.csv.results.csv\n";
    assert!(said.contains(words), "{}", said);
    assert!(said.contains("(2 of 9 rows created)"), "{}", said);
    let found = ["created", "unknown", "notSent"].map(|status| count(&home, status));
    assert_eq!(found, [2, 2, 5]);
    let results = text(&home, "roster.csv.results.csv");
    let row = "4,shop0002@example.com,店 2,,unknown,,,,,\"it was sent, and its answer was not waited for\",\n";
    assert!(results.contains(row), "{results}");
    gate.open();
    run(&home, &more).expect(0);
    assert!(service.posted().values().all(|times| *times == 1));
    assert_eq!(service.accounts("shop"), 9);
}

#[test]
fn a_signal_while_secrets_are_looked_up_leaves_true_files() {
    let (service, held, _gate) = holding(&["emails=shop0000"]);
    let home = service.home();
    home.write("roster.csv", roster(3));
    run(&home, &["--no-preflight"]).expect(0);
    home.write("roster.csv", roster(4).replace("minutes", "concurrent"));
    let more = ["--no-preflight", "--credentials-out", "new.csv"];
    let child = start(&home, &more);
    held.recv_timeout(PATIENCE).unwrap();
    signal(&child, Signal::TERM);
    let ended = Run::from(child.wait_with_output().unwrap()).expect(143);
    let words = "interrupted while the new accounts' secrets are looked up";
    assert!(ended.stderr.contains(words), "{}", ended.stderr);
    assert_eq!([count(&home, "changed"), count(&home, "failed")], [3, 1]);
    assert_eq!(table(&home, "new.csv").len(), 3);
    assert_eq!(table(&home, "roster.csv.failed.csv").len(), 1);
}
