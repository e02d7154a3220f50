//! How fast many targets are set: `cargo bench --bench allocate`.
//!
//! A server on the loopback interface answers each request after 30 ms, the way
//! to the service and back. 1000 accounts get a target each on 8 connections:
//! at best 1000 × 30 ms ÷ 8. What the first request to the last one took is
//! shown as a ratio to that, which should be at most 1.3; then the list is read
//! back, a page a hundred accounts.
//!
//! `BENCH_ACCOUNTS` sets another number of accounts.

#[path = "../allocate/documents.rs"]
mod documents;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../allocate/group.rs"]
mod group;
#[path = "../support/mod.rs"]
mod support;

use group::{Group, email};
use std::time::{Duration, Instant};

/// Accounts, unless `BENCH_ACCOUNTS` says otherwise.
const ACCOUNTS: usize = 1000;
/// The way to the service and back, roughly, from an office in China.
const LATENCY: Duration = Duration::from_millis(30);
const CONNECTIONS: usize = 8;

#[expect(clippy::print_stdout, reason = "the figures of a measurement")]
fn main() {
    let accounts = std::env::var("BENCH_ACCOUNTS").ok();
    let accounts = accounts.map_or(ACCOUNTS, |text| text.parse().expect("a number"));
    let group = Group::slow(accounts, LATENCY);
    let home = group.home();
    let rows: String = (0..accounts)
        .map(|at| format!("{},20\n", email(at)))
        .collect();
    home.write("roster.csv", format!("email,set channels\n{rows}"));
    let began = Instant::now();
    home.run(&[
        "subaccounts",
        "allocate",
        "--from",
        "roster.csv",
        "--yes",
        "--quiet",
        "--allow",
        "many",
        "--connections",
        &CONNECTIONS.to_string(),
    ])
    .expect(0);
    let whole = began.elapsed();
    let seen = group.server.seen();
    let is_write = |line: &str| line.starts_with("POST");
    let first = seen
        .iter()
        .position(|it| is_write(&it.line))
        .expect("a write");
    let last = seen
        .iter()
        .rposition(|it| is_write(&it.line))
        .expect("a write");
    let took = seen[last].at - seen[first].at + LATENCY;
    let best = LATENCY * u32::try_from(accounts.div_ceil(CONNECTIONS)).expect("a small number");
    println!(
        "{accounts} targets on {CONNECTIONS} connections, {LATENCY:?} a reply: {took:.2?}, {:.2} \
         times {best:.2?}; {} requests to read them back; {whole:.2?} in all",
        took.as_secs_f64() / best.as_secs_f64(),
        seen[last + 1..]
            .iter()
            .filter(|it| !is_write(&it.line))
            .count(),
    );
}
