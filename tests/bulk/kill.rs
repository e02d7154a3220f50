//! A run that is killed again and again, at any instant, ends with every
//! account created once.

use crate::batch::{args, roster, table};
use crate::service::Service;
use crate::support::Home;
use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A program that has neither ended nor made this many requests by now hangs.
const LONGEST: Duration = Duration::from_secs(120);

/// Where the dice start, unless `KILL_SEED` says otherwise.
const SEED: u64 = 0x5eed_0f1a_2b3c_4d5e;

pub(crate) fn seed() -> u64 {
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
}

/// Waits for so many more requests and a random moment, then kills. The
/// requests make the instants fall evenly over what a run does; the moment
/// puts them between its steps.
fn kill_after(service: &Service, child: &mut std::process::Child, more: usize, pause: Duration) {
    let (target, began) = (service.requests() + more, Instant::now());
    while service.requests() < target && child.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < LONGEST, "the run hangs");
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(pause);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Kills runs until enough are killed, then lets one end. Returns the e-mails
/// that a kill left open.
pub(crate) fn kill_often(
    service: &Service,
    home: &Home,
    args: &[&str],
    rows: usize,
    kills: u64,
    seed: u64,
) -> BTreeSet<String> {
    let mut dice = Dice(seed);
    // As many requests as all runs together will make, shared out.
    let each = 2 * (rows as u64 / kills + 6);
    let mut open = BTreeSet::new();
    for _ in 0..kills {
        let mut child = home.command(args).stderr(Stdio::null()).spawn().unwrap();
        let more = usize::try_from(1 + dice.below(each)).unwrap();
        let pause = Duration::from_micros(dice.below(8_000));
        kill_after(service, &mut child, more, pause);
        let results = std::fs::read_to_string(home.file("roster.csv.results.csv"));
        assert!(!results.unwrap_or_default().contains("notSent"));
        open.extend(left_open(home));
    }
    home.run(args).expect(0);
    open
}

fn once_each(service: &Service, home: &Home, rows: usize, seed: u64) {
    let posted = service.posted();
    assert_eq!(posted.len(), rows);
    let twice: Vec<_> = posted.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "seed {seed:#x}: {twice:?}");
    assert_eq!(service.accounts("shop"), rows);
    let results = table(home, "roster.csv.results.csv");
    assert_eq!(results.len(), rows);
    for row in results {
        assert_eq!(row["status"], "created");
        assert!(
            !row["userId"].is_empty() && !row["appId"].is_empty(),
            "{row:?}"
        );
    }
}

/// A run of so many rows that is killed so often.
#[expect(clippy::print_stdout, reason = "figures, shown with --nocapture")]
fn killed(rows: usize, kills: u64) {
    let seed = seed();
    let service = Service::start(&[]);
    let home = service.home();
    home.write("roster.csv", roster(rows));
    let open = kill_often(&service, &home, &args(&["--quiet"]), rows, kills, seed);
    println!(
        "{rows} rows, {kills} kills (seed {seed:#x}): {} POSTs, {} rows left open by a kill, {} \
         accounts",
        service.posts().len(),
        open.len(),
        service.accounts("shop"),
    );
    once_each(&service, &home, rows, seed);
}

#[test]
fn a_run_killed_at_random_instants_creates_every_account_once() {
    killed(60, 6);
}

#[test]
#[ignore = ".ci/heavy runs it: 1000 rows, killed 50 times"]
fn a_long_run_killed_often_creates_every_account_once() {
    killed(1000, 50);
}

#[test]
fn a_password_made_by_a_killed_run_is_the_one_that_was_sent() {
    let (rows, kills, seed) = (24, 4, seed());
    // Answers are lost on the way, too; what they tell of is done.
    let lost = ["3:dropreply", "9:cut", "14:done-500", "20:done-hang"];
    let lost = lost.map(|fault| format!("user/create:{fault}"));
    let service = Service::start(&lost.each_ref().map(String::as_str));
    let home = crate::credentials::home(&service, rows);
    let more = [&["--quiet"][..], &crate::credentials::MORE].concat();
    kill_often(&service, &home, &args(&more), rows, kills, seed);
    once_each(&service, &home, rows, seed);
    crate::credentials::check(&service, &home, rows);
}

/// The intents in the journal that no outcome follows.
fn left_open(home: &Home) -> BTreeSet<String> {
    let text = std::fs::read(home.file("roster.csv.journal.jsonl")).unwrap_or_default();
    let text = String::from_utf8(text).unwrap();
    let mut open = BTreeSet::new();
    for line in text.lines() {
        // The last line may be torn.
        let Ok(line) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        match (
            line["intent"]["email"].as_str(),
            line["outcome"]["email"].as_str(),
        ) {
            (Some(email), _) => open.insert(email.to_owned()),
            (_, Some(email)) => open.remove(email),
            _ => false,
        };
    }
    open
}
