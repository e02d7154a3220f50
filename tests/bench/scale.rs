//! The largest groups: `BENCH_SCALE=1 cargo bench --bench list`.

use crate::measure::Cost;
use crate::pages::{self, ROWS};
use crate::programs::{Programs, ours};
use crate::report;
use crate::server::{Gate, Server, page};
use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

/// What the service lets through in ten seconds.
const REQUESTS: usize = 1500;
const TEN_SECONDS: Duration = Duration::from_secs(10);
const LIST: [&str; 4] = ["subaccounts", "list", "-o", "csv"];
const SAVE: [&str; 2] = ["snapshot", "save"];
const AUDIT: [&str; 5] = ["children", "list", "--all-accounts", "-o", "csv"];

/// Measures all of it, for the largest group or one that is so much smaller.
pub(crate) fn measure(divisor: usize) {
    ceiling(1, 4500);
    ceiling(4, 1125);
    memory("sub-accounts", &LIST, 1_000_000 / divisor, |accounts| {
        accounts
    });
    // It prints one line, the path.
    memory("accounts in a snapshot", &SAVE, 1_000_000 / divisor, |_| 0);
    // The group account is one of them, and each has two.
    let children = |accounts| 2 * (accounts + 1);
    memory("audited accounts", &AUDIT, 10_000 / divisor, children);
}

/// A group of so many sub-accounts, which lets no more requests through than
/// the service does: a list that has met a 429 fails.
fn group(accounts: usize) -> Server {
    let gate = Gate::new(REQUESTS);
    let pages = accounts / ROWS;
    Server::start(move |line, stream| {
        if !gate.lets_through(stream)? {
            return Ok(());
        }
        match line.contains("/children/") {
            true => stream.write_all(&pages::children()),
            false if line.contains("/get-info") => stream.write_all(&pages::figures()),
            false => stream.write_all(&pages::reply(page(line), pages)),
        }
    })
}

/// What some processes cost that run at once in one home; each of them prints
/// this many rows.
fn at_once(processes: usize, server: &Server, args: &[&str], rows: usize) -> Vec<Cost> {
    let programs = &Programs::new(server, 0);
    let home = &tempfile::tempdir().unwrap();
    let run = |file: &str| {
        let command = ours(&[args, &["--retries", "0"]].concat());
        let cost = programs.listing_at(home.path(), command, file);
        let lines = programs.output(file);
        let lines = lines.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(lines, rows + 1);
        cost
    };
    thread::scope(|scope| {
        let runs = (0..processes).map(|number| scope.spawn(move || run(&number.to_string())));
        let runs: Vec<_> = runs.collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

/// So many pages by each of some processes. At best 1500 come at once, as fast
/// as they can be read, and 1500 more every ten seconds.
fn ceiling(processes: usize, pages: usize) {
    let took = |pages: usize| {
        let server = group(pages * ROWS);
        let began = Instant::now();
        at_once(processes, &server, &LIST, pages * ROWS);
        began.elapsed()
    };
    let turns = (processes * pages).div_ceil(REQUESTS) - 1;
    let held_back = TEN_SECONDS * u32::try_from(turns).unwrap();
    let best = held_back + took(REQUESTS / processes);
    let title = format!("{pages} pages by each of {processes} processes");
    report::near(&title, took(pages), best);
}

/// What is kept of so many accounts beside what is kept of a tenth of them.
fn memory(what: &str, args: &[&str], accounts: usize, rows: fn(usize) -> usize) {
    let [tenth, whole] = [accounts / 10, accounts].map(|accounts| {
        let costs = at_once(1, &group(accounts), args, rows(accounts));
        (accounts, costs[0].peak_kib)
    });
    report::memory(what, tenth, whole);
}
