//! What one run of a program costs.
//!
//! The system tells the peak memory of a process's children as one maximum
//! over all of them, and counts what the parent held when it forked. So the
//! program is run by a wrapper with a small memory and this one child: this
//! same file, started once more.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The first argument of the wrapper.
const WRAPPER: &str = "--measure";

/// What one run cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// From the start to the end.
    pub(crate) wall: Duration,
    /// Of all its threads, in the program and in the system on its behalf.
    pub(crate) cpu: Duration,
    /// The most memory it held.
    pub(crate) peak_kib: u64,
}

/// Runs a command to its end, stdout into a file, in a wrapper.
pub(crate) fn run(command: &Command, stdout: &std::path::Path) -> Cost {
    let mut wrapper = Command::new(std::env::current_exe().unwrap());
    wrapper.arg(WRAPPER).arg(stdout).arg(command.get_program());
    wrapper.args(command.get_args()).env_clear();
    for (name, value) in command.get_envs() {
        wrapper.env(name, value.unwrap_or_default());
    }
    let output = wrapper.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "{command:?} failed");
    let text = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<u64> = text
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    Cost {
        wall: Duration::from_micros(numbers[0]),
        cpu: Duration::from_micros(numbers[1]),
        peak_kib: numbers[2],
    }
}

/// In the wrapper: runs the program and returns what it cost.
pub(crate) fn as_wrapper() -> Option<Cost> {
    let mut args = std::env::args_os().skip(1);
    if args.next()? != WRAPPER {
        return None;
    }
    let stdout = std::fs::File::create(args.next()?).unwrap();
    let mut command = Command::new(args.next()?);
    command.args(args).stdin(Stdio::null()).stdout(stdout);
    let wall = time(&mut command);
    let (cpu, peak_kib) = of_children();
    Some(Cost {
        wall,
        cpu,
        peak_kib,
    })
}

/// CPU time and peak memory of all children that have ended.
#[cfg(unix)]
fn of_children() -> (Duration, u64) {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    let cpu = Duration::from_micros(u64::try_from(micros).unwrap());
    (cpu, u64::try_from(usage.max_rss()).unwrap())
}

/// Elsewhere only the wall time is told.
#[cfg(not(unix))]
fn of_children() -> (Duration, u64) {
    (Duration::ZERO, 0)
}

/// The wall time alone, without a wrapper: for programs that end at once.
pub(crate) fn wall_only(command: &mut Command) -> Cost {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    Cost {
        wall: time(command),
        cpu: Duration::ZERO,
        peak_kib: 0,
    }
}

fn time(command: &mut Command) -> Duration {
    let began = Instant::now();
    let status = command.status().unwrap();
    let wall = began.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    wall
}
