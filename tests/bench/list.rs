//! How fast, and in how little memory, a long list is read: `cargo bench`.
//!
//! A server on the loopback interface gives 1000 pages of 100 sub-accounts, 61
//! MB of JSON. The command reads them as CSV, JSON Lines and JSON, over its
//! usual connections and over one; `curl` fetches the same pages over one and
//! throws them away; a plain Python script makes the same CSV. All of them run
//! in turns, so that whatever else the machine does meets all of them, and the
//! table shows medians.
//!
//! A workbook of the list is written beside its CSV: the CPU is to be 4 times
//! that of CSV at most, the memory 40 MB.
//!
//! A snapshot of a list whose values are scattered as in a real group is saved
//! beside its CSV: the CPU is to be 1.5 times that of CSV at most, the file 12 % of
//! the JSON of the list (with its secrets masked).
//!
//! Two snapshots of as many accounts, of which a tenth have changed, are compared:
//! at most a second of CPU and 60 MB, and no more memory for ten times as many.
//!
//! The same list is then asked for sorted, and for those of its rows that an
//! expression holds for, in each format beside the list as it is.
//!
//! With `BENCH_SCALE=1` it measures the largest groups instead: how close 4500
//! pages come to the pace of the service, by one process and by four; the memory
//! for a million rows beside that for a tenth of them; the child accounts of ten
//! thousand accounts beside those of a tenth. Four minutes, most of them held
//! back; `BENCH_SCALE=10` does the same for a tenth of the rows and accounts.
//!
//! `BENCH_PAGES` sets another number of pages, `BENCH_ROUNDS` of repetitions.
//! `BENCH_BEFORE` names another build of the command, to be measured in the
//! same turns.

mod compared;
#[expect(dead_code, reason = "the other tests use all of it")]
#[path = "../../src/loopback.rs"]
mod loopback;
mod measure;
mod pages;
mod programs;
mod report;
mod scale;
mod server;

use measure::Cost;
use programs::Programs;
use report::Table;
use server::Server;
use std::io::Write;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// Pages of the whole list, unless `BENCH_PAGES` says otherwise: 61 MB.
const PAGES: usize = 1000;
/// Repetitions, unless `BENCH_ROUNDS` says otherwise. Odd: one is the median.
const ROUNDS: usize = 9;
/// Repetitions of what takes several seconds.
const SLOW_ROUNDS: usize = 3;
/// Repetitions of what takes a millisecond.
const START_ROUNDS: usize = 301;
/// The way to the service and back, roughly, from an office in China.
const LATENCY: Duration = Duration::from_millis(30);
/// Connections of the command by default, and of `curl --parallel`.
const CONNECTIONS: usize = 8;

fn main() {
    if let Some(cost) = measure::as_wrapper() {
        return report::line(&cost);
    }
    match number("BENCH_SCALE", 0) {
        0 => {}
        divisor => return scale::measure(divisor),
    }
    let pages = number("BENCH_PAGES", PAGES);
    let rounds = number("BENCH_ROUNDS", ROUNDS);
    starting();
    let list = render(pages);
    let server = rendered(list.clone(), Duration::ZERO);
    reading(&Programs::new(&server, pages), pages, rounds);
    let tenth = rendered(render(pages / 10), Duration::ZERO);
    memory(&server, &tenth, pages, rounds.min(SLOW_ROUNDS));
    asking(&Programs::new(&server, pages), pages, rounds);
    workbook(&Programs::new(&server, pages), pages, rounds);
    let scattered = (1..=pages).map(|number| pages::scattered(number, pages));
    let scattered = rendered(Arc::new(scattered.collect()), Duration::ZERO);
    snapshot(&Programs::new(&scattered, pages), pages, rounds);
    compared::measure(pages * pages::ROWS, rounds.min(SLOW_ROUNDS));
    let far = rendered(list, LATENCY);
    latency(&Programs::new(&far, pages), pages, rounds.min(SLOW_ROUNDS));
}

/// The replies of a list, rendered before the server starts.
type Replies = Arc<Vec<Vec<u8>>>;

fn render(pages: usize) -> Replies {
    let replies = (1..=pages).map(|number| pages::reply(number, pages));
    Arc::new(replies.collect())
}

/// Serves these replies, each of them this much later.
fn rendered(replies: Replies, latency: Duration) -> Server {
    Server::start(move |line, stream| {
        std::thread::sleep(latency);
        match line.contains("/get-info") {
            true => stream.write_all(&pages::figures()),
            false => stream.write_all(&replies[server::page(line) - 1]),
        }
    })
}

fn number(variable: &str, default: usize) -> usize {
    let value = std::env::var(variable).ok();
    value.map_or(default, |text| text.parse().expect("a number"))
}

/// What is run, and the names of this build and the other one in the table.
const STARTS: [(&str, &str, &[&str]); 3] = [
    ("--version", "--version before", &["--version"]),
    ("--help", "--help before", &["--help"]),
    (
        "sandbox list",
        "sandbox before",
        &["--sandbox", "subaccounts", "list"],
    ),
];
/// The formats that are measured, with options, likewise.
const FORMATS: [(&str, &str, &str, &[&str]); 6] = [
    ("csv", "csv", "csv before", &[]),
    ("jsonl", "jsonl", "jsonl before", &[]),
    ("json", "json", "json before", &[]),
    ("csv", "csv over one", "csv over one before", &ONE),
    ("jsonl", "jsonl over one", "jsonl over one before", &ONE),
    ("json", "json over one", "json over one before", &ONE),
];
/// As many connections as `curl` has.
const ONE: [&str; 2] = ["--connections", "1"];

/// `--version` and `--help` beside a program that does nothing.
fn starting() {
    let mut table = Table::new("Starting, nothing read", "/bin/true");
    let folder = tempfile::tempdir().unwrap();
    let mut contestants = vec![("/bin/true", Command::new("/bin/true"))];
    for (name, before, args) in STARTS {
        contestants.push((name, programs::ours(args)));
        contestants.extend(programs::before(args).map(|command| (before, command)));
    }
    for (_, command) in &mut contestants {
        command.env("HOME", folder.path());
    }
    for _ in 0..START_ROUNDS {
        for (name, command) in &mut contestants {
            table.add(name, measure::wall_only(command));
        }
    }
    table.print(0);
    for (name, before, _) in STARTS {
        table.print_ratios(name, before);
    }
}

/// The whole list in each format, beside curl and Python.
fn reading(programs: &Programs, pages: usize, rounds: usize) {
    let title = format!("{pages} pages of 100 rows, no latency");
    let mut table = Table::new(&title, "curl");
    for round in 0..rounds {
        table.add("curl", programs.curl(&[]));
        for (format, name, before, options) in FORMATS {
            table.add(name, programs.list(format, options));
            if let Some(cost) = programs.list_before(format, options) {
                table.add(before, cost);
            }
        }
        if round < SLOW_ROUNDS
            && let Some(cost) = programs.python()
        {
            table.add("python", cost);
            assert!(programs.output("python") == programs.output("csv"));
        }
    }
    table.print(pages);
    table.print_ratios("csv", "python");
    for (_, name, before, _) in FORMATS {
        table.print_ratios(name, before);
    }
}

/// A tenth of the rows must not take less memory.
fn memory(whole: &Server, tenth: &Server, pages: usize, rounds: usize) {
    for format in ["csv", "jsonl", "json", "xlsx"] {
        let peak = |server, pages| {
            let programs = Programs::new(server, pages);
            let run = |_| programs.list(format, &[]).peak_kib;
            report::median((0..rounds).map(run).collect())
        };
        let (small, large) = (peak(tenth, pages / 10), peak(whole, pages));
        let what = format!("rows as {format}");
        report::memory(&what, (pages * 10, small), (pages * 100, large));
    }
}

/// What is asked of the list, and the names of this build and the other one in
/// the table. The rows come in neither order of their notes, which repeat, nor
/// of their ids; the expression holds for all.
const ASKED: [(&str, &str, &[&str]); 3] = [
    ("as it is", "as it is before", &[]),
    (
        "sorted",
        "sorted before",
        &["--sort", "memo,-remainMinutes"],
    ),
    (
        "filtered",
        "filtered before",
        &["--where", "remainMinutes >= 0"],
    ),
];

/// What sorting and filtering add to the cost of a list.
fn asking(programs: &Programs, pages: usize, rounds: usize) {
    for format in ["csv", "jsonl", "json", "table"] {
        let title = format!("{pages} pages of 100 rows as {format}");
        let mut table = Table::new(&title, "as it is");
        for _ in 0..rounds {
            for (name, before, options) in ASKED {
                table.add(name, programs.list(format, options));
                if let Some(cost) = programs.list_before(format, options) {
                    table.add(before, cost);
                }
            }
        }
        table.print(pages);
        table.print_more("sorted", "as it is");
        table.print_more("filtered", "as it is");
        table.print_more("sorted before", "as it is before");
    }
}

/// What a workbook costs beside CSV.
fn workbook(programs: &Programs, pages: usize, rounds: usize) {
    let title = format!("{pages} pages of 100 rows as a workbook");
    let mut table = Table::new(&title, "csv");
    for _ in 0..rounds {
        table.add("csv", programs.list("csv", &[]));
        table.add("xlsx", programs.list("xlsx", &[]));
    }
    table.print(pages);
    table.print_ratios("xlsx", "csv");
}

/// What a snapshot costs beside CSV, and its size beside JSON.
fn snapshot(programs: &Programs, pages: usize, rounds: usize) {
    let title = format!("{pages} pages of 100 scattered rows as a snapshot");
    let mut table = Table::new(&title, "csv");
    for _ in 0..rounds {
        table.add("csv", programs.list("csv", &[]));
        table.add("snapshot", programs.snapshot());
    }
    table.print(pages);
    table.print_ratios("snapshot", "csv");
    programs.list("json", &[]);
    let json = programs.output("json").len() as u64;
    report::share("snapshot", programs.snapshot_bytes(), "json", json);
}

/// The same when each reply takes a while.
fn latency(programs: &Programs, pages: usize, rounds: usize) {
    let title = format!("{pages} pages of 100 rows, {LATENCY:?} added to each reply");
    let most = CONNECTIONS.to_string();
    let mut table = Table::new(&title, "curl --parallel");
    for _ in 0..rounds {
        let parallel = ["--parallel", "--parallel-max", &most];
        table.add("curl --parallel", programs.curl(&parallel));
        table.add("csv", programs.list("csv", &[]));
    }
    table.print(pages);
}
