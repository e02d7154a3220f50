//! Runs that are interrupted, and two at once.

use crate::group::{Group, email};
use crate::support::Home;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// For what must happen first; far more than it takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Holds requests back until it is opened.
#[derive(Default)]
struct Gate(Mutex<bool>, Condvar);

impl Gate {
    fn wait(&self) {
        let open = self.0.lock().unwrap();
        drop(self.1.wait_while(open, |open| !*open).unwrap());
    }

    fn open(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }
}

/// A group that holds back the writes with this word in their body, and tells
/// of each.
fn holding(accounts: usize, word: &str) -> (Group, Receiver<()>, Arc<Gate>) {
    let (sender, held) = channel();
    let (sender, gate) = (Mutex::new(sender), Arc::<Gate>::default());
    let (behind, word) = (Arc::clone(&gate), word.to_owned());
    let group = Group::hooked(accounts, move |seen| {
        if seen.body.contains(&word) {
            sender.lock().unwrap().send(()).unwrap();
            behind.wait();
        }
    });
    (group, held, gate)
}

fn start(home: &Home, args: &[&str]) -> Child {
    let mut command = home.command(args);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Reads stderr up to this line.
fn until_said(child: &mut Child, words: &str) -> BufReader<ChildStderr> {
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while line.trim_end() != words {
        line.clear();
        assert!(stderr.read_line(&mut line).unwrap() > 0, "never: {words}");
    }
    stderr
}

/// Interrupts a run of 6 gives, one at a time, when the third is in flight: it
/// is finished, and the same command gives to the others.
fn is_interrupted_and_continued(from: &[&str]) {
    let (group, held, gate) = holding(6, "shop0002");
    let home = group.home().with("POLYV_TIMEOUT", "30s");
    let rows: String = (0..6).map(|at| format!("{},5\n", email(at))).collect();
    home.write("roster.csv", format!("email,give minutes\n{rows}"));
    let how = ["--yes", "--connections", "1"];
    let args = [&["subaccounts", "allocate"], from, &how].concat();
    let mut child = start(&home, &args);
    held.recv_timeout(PATIENCE).unwrap();
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let said = "finishing 1 row: shop0002@example.com; Ctrl-C again stops at once";
    let mut stderr = until_said(&mut child, said);
    gate.open();
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest}");
    assert!(rest.contains("3 allocated, 3 not sent"), "{rest}");
    home.run(&args).expect(0);
    for at in 0..6 {
        let give = format!("set-durations {} duration=5 type=add", email(at));
        assert_eq!(group.done(&give), 1, "{give}");
    }
}

#[test]
fn an_interrupted_run_finishes_what_is_in_flight_and_is_continued() {
    is_interrupted_and_continued(&["--from", "roster.csv"]);
}

#[test]
fn an_interrupted_run_without_a_roster_is_continued_too() {
    let emails: Vec<String> = (0..6).map(email).collect();
    is_interrupted_and_continued(&["--email", &emails.join(","), "--give", "minutes=5"]);
}

#[test]
fn two_runs_on_one_account_wait_for_each_other() {
    let (group, held, gate) = holding(2, "shop0000");
    let home = group.home().with("POLYV_TIMEOUT", "30s");
    let give = |at: usize| {
        [
            "subaccounts",
            "allocate",
            "--email",
            &email(at),
            "--give",
            "minutes=5",
            "--yes",
        ]
        .map(str::to_owned)
    };
    let start = |at| start(&home, &give(at).each_ref().map(String::as_str));
    let mut first = start(0);
    held.recv_timeout(PATIENCE).unwrap();
    let mut second = start(1);
    let said = "another run allocates on this account; waiting until it has ended";
    let mut stderr = until_said(&mut second, said);
    assert_eq!(group.state().writes, []);
    gate.open();
    assert!(first.wait().unwrap().success());
    stderr.read_to_string(&mut String::new()).unwrap();
    assert!(second.wait().unwrap().success());
    assert_eq!(group.state().writes.len(), 2);
}

#[test]
fn what_was_planned_before_another_run_had_ended_is_not_sent_where_that_changed_it() {
    let chosen = |most| ["--where", most, "--give", "minutes=500"];
    let one = |how| ["--email", "shop0000@example.com", "--take", how];
    for (first, second, now) in [
        (chosen("minutes < 1001"), one("minutes=all"), "1500"),
        (chosen("minutes < 1001"), chosen("minutes < 1002"), "1500"),
        (one("minutes=1"), chosen("minutes < 1001"), "999"),
    ] {
        let (group, held, gate) = holding(1, "shop0000");
        let home = group.home().with("POLYV_TIMEOUT", "30s");
        let run = |how: [&str; 4]| {
            let allows = ["--yes", "--allow", "zero"];
            start(
                &home,
                &[&["subaccounts", "allocate"], &how[..], &allows].concat(),
            )
        };
        let mut first = run(first);
        held.recv_timeout(PATIENCE).unwrap();
        let mut second = run(second);
        let said = "another run allocates on this account; waiting until it has ended";
        let mut stderr = until_said(&mut second, said);
        gate.open();
        assert!(first.wait().unwrap().success());
        let mut rest = String::new();
        stderr.read_to_string(&mut rest).unwrap();
        assert_eq!(second.wait().unwrap().code(), Some(5), "{rest}");
        let said = format!("was 1000 when the plan was made, and is {now}");
        assert!(rest.contains(&said), "{rest}");
        assert_eq!(group.state().writes.len(), 1);
    }
}
