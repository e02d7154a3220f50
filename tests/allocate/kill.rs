//! A run over many accounts that is killed again and again while answers are
//! lost: every difference is made once, or is said to be unknown until somebody
//! decides; never twice.

use crate::group::{Fate, Group, email};
use crate::support::Home;
use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A program that has neither ended nor made this many requests by now hangs.
const LONGEST: Duration = Duration::from_secs(120);

/// Where the dice start, unless `KILL_SEED` says otherwise.
const SEED: u64 = 0x5eed_0f1a_2b3c_4d5e;

/// One of so many writes loses its answer.
const LOST_ONE_OF: u64 = 8;

fn seed() -> u64 {
    let value = std::env::var("KILL_SEED").ok();
    value.map_or(SEED, |value| value.parse().unwrap())
}

/// Numbers as good as random, the same for the same seed (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// How a write ends: mostly answered, and else lost before or after the
    /// work.
    fn fate(&mut self) -> Fate {
        if self.below(LOST_ONE_OF) > 0 {
            return Fate::Answered;
        }
        let done = self.below(2) == 0;
        let fates = Fate::lost(done);
        fates[usize::try_from(self.below(4)).unwrap()]
    }
}

/// A give of each of two resources for every account, no two alike.
fn roster(accounts: usize) -> String {
    let rows = (0..accounts).map(|number| {
        let (minutes, flow) = (1 + number % 90, 1 + number % 7);
        format!("{},{minutes},{flow}\n", email(number))
    });
    format!("email,give minutes,take flow\n{}", rows.collect::<String>())
}

fn args<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec![
        "subaccounts",
        "allocate",
        "--from",
        "roster.csv",
        "--yes",
        "--quiet",
    ];
    args.extend(["--allow", "many,decrease", "--connections", "8"]);
    match more {
        [] => args.extend(["--wait", "100ms"]),
        more => args.extend(more),
    }
    args
}

/// Waits for so many more requests and a random moment, then kills. Whether it
/// was still at work.
fn kill_after(group: &Group, home: &Home, more: usize, pause: Duration) -> bool {
    let mut child = home
        .command(&args(&[]))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (target, began) = (group.server.count() + more, Instant::now());
    while group.server.count() < target && child.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < LONGEST, "the run hangs");
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(pause);
    let was_at_work = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    was_at_work
}

/// The results as (e-mail, resource) → status.
fn results(home: &Home) -> BTreeMap<(String, String), String> {
    let text = std::fs::read_to_string(home.file("roster.csv.results.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    let cells = rows.map(|row| ((row[1].to_owned(), row[2].to_owned()), row[8].to_owned()));
    cells.collect()
}

/// Each change as the group counts it.
fn expected(accounts: usize) -> Vec<((String, String), String)> {
    let each = (0..accounts).flat_map(|number| {
        let (email, minutes, flow) = (email(number), 1 + number % 90, 1 + number % 7);
        let give = format!("set-durations {email} duration={minutes} type=add");
        let take = format!("set-flow {email} flow={flow} type=recover");
        [
            ((email.clone(), "minutes".to_owned()), give),
            ((email, "flow".to_owned()), take),
        ]
    });
    each.collect()
}

#[test]
fn a_run_killed_at_random_instants_makes_every_difference_once_or_says_unknown() {
    killed(30, 5);
}

#[test]
#[ignore = ".ci/heavy runs it: 1000 changes, killed 50 times"]
fn a_long_run_killed_often_makes_every_difference_once_or_says_unknown() {
    killed(500, 50);
}

/// A run with two changes of each of so many accounts, which is killed so often.
#[expect(clippy::print_stdout, reason = "figures, shown with --nocapture")]
fn killed(accounts: usize, kills: u64) {
    let seed = seed();
    let (mut dice, mut fates) = (Dice(seed), Dice(seed ^ 0xff));
    let group = Group::of(accounts);
    let home = group.home().with("POLYV_TIMEOUT", "1s");
    group.fate(move |_, _| fates.fate());
    // Half of the records are not shown before the end: whoever sends again what
    // is not found sends it twice.
    group.state().log_hides = |record| record["duration"].is_string();
    home.write("roster.csv", roster(accounts));
    // As many requests as all runs together will make, shared out.
    let each = 2 * (2 * accounts as u64 / kills + 8);
    let mut killed = 0;
    for _ in 0..kills {
        let more = usize::try_from(1 + dice.below(each)).unwrap();
        let pause = Duration::from_micros(dice.below(8_000));
        killed += usize::from(kill_after(&group, &home, more, pause));
    }
    // Five lost answers in a row are an outage, which stops a run.
    group.fate(|_, _| Fate::Answered);
    let status = home.run(&args(&[])).status;
    let done = |sent: &str| group.done(sent);
    let (results, expected) = (results(&home), expected(accounts));
    assert_eq!(results.len(), expected.len());
    let mut unknown = [0, 0];
    for (key, sent) in &expected {
        match &*results[key] {
            "done" => assert_eq!(done(sent), 1, "seed {seed:#x}: {key:?}"),
            "unknown" => {
                assert!(done(sent) <= 1, "seed {seed:#x}: {key:?} twice");
                unknown[done(sent)] += 1;
            }
            other => panic!("seed {seed:#x}: {key:?} is {other}"),
        }
    }
    let open = unknown.iter().sum::<usize>();
    assert_eq!(status, if open == 0 { 0 } else { 9 });
    group.state().log_hides = |_| false;
    // A person has looked: what was not done is sent, what was is found.
    home.run(&args(&["--send-unknown", "--wait", "100ms"]))
        .expect(0);
    let twice = expected.iter().filter(|(_, sent)| done(sent) != 1).count();
    println!(
        "{} changes of {accounts} accounts, {killed} of {kills} kills at work (seed {seed:#x}): {} \
         writes came, {open} unknown at the end ({} done, {} not), {twice} not made exactly once",
        expected.len(),
        group.state().writes.len(),
        unknown[1],
        unknown[0],
    );
    assert_eq!(twice, 0);
    group.is_content();
}
