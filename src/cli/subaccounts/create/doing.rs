//! The run itself, with its progress and what a Ctrl-C says.

use super::many::Batch;
use super::passwords::Keeper;
use super::report::Report;
use crate::batch::journal::Journal;
use crate::batch::plan::Step;
use crate::batch::results::Status;
use crate::batch::roster::Roster;
use crate::batch::run::{Run, Task};
use crate::cli::console::Console;
use crate::cli::interrupt;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How often a progress line that no event draws is looked at; how often it is
/// drawn is the console's.
const LOOK_AT_CLOCK: Duration = Duration::from_millis(100);

/// What to do after an interruption.
pub(super) const RESUME: &str =
    "run the same command again: it goes on where this one stopped, and sends nothing twice";

/// Does what the steps ask for. The first Ctrl-C lets what is in flight end;
/// a second one ends the program.
pub(super) fn run(
    batch: &Batch<'_>,
    journal: &Journal,
    roster: &Roster,
    steps: &[Step],
    report: &mut Report<'_>,
    keeper: &mut Keeper,
) {
    interrupt::defer();
    let _words = interrupt::LastWords::leave("interrupted with rows in flight", RESUME);
    let run = Run {
        client: &batch.session.client,
        journal,
        wait: batch.how.wait(),
        connections: batch.connections,
        most_failures: batch.many.max_failures,
        interrupted: &interrupt::caught,
    };
    let tasks = tasks(roster, steps);
    let mut tally = Tally {
        all: tasks.len(),
        ..Tally::default()
    };
    let mut progress = batch.console.progress();
    let halt = run.run(tasks, &mut |place, result| {
        tally.take(result.status);
        keeper.note(&result);
        keeper.save_if_due();
        report.results[place] = result;
        progress.draw(|took| tally.in_words(took));
    });
    report.halt = halt;
}

/// Asks the service something that may take long, with a progress line
/// meanwhile: these words and the seconds so far.
pub(super) fn with_progress<T>(console: &Console, words: &str, ask: impl FnOnce() -> T) -> T {
    let (asking, answered) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let mut progress = console.progress();
        scope.spawn(move || {
            while answered.recv_timeout(LOOK_AT_CLOCK) == Err(RecvTimeoutError::Timeout) {
                progress.draw(|took| format!("{words}, {} s", took.as_secs()));
            }
        });
        let answer = ask();
        drop(asking);
        answer
    })
}

/// Rows that nobody has sent come first: until they are done, the wait of
/// those in doubt is mostly over.
fn tasks<'r>(roster: &'r Roster, steps: &[Step]) -> Vec<Task<'r>> {
    let rows = || roster.rows.iter().zip(steps).enumerate();
    let task = |place, row, open| Task { place, row, open };
    let fresh = rows().filter_map(|(place, (row, step))| match step {
        Step::Create => Some(task(place, row, None)),
        _ => None,
    });
    let open = rows().filter_map(|(place, (row, step))| match step {
        Step::Settle(intent) => Some(task(place, row, Some(intent.clone()))),
        _ => None,
    });
    fresh.chain(open).collect()
}

/// Done, failed, left.
#[derive(Debug, Default)]
struct Tally {
    all: usize,
    done: usize,
    failed: usize,
}

impl Tally {
    fn take(&mut self, status: Status) {
        match status {
            Status::Failed | Status::Unknown => self.failed += 1,
            Status::NotSent => {}
            Status::Created | Status::Existing | Status::Changed => self.done += 1,
        }
    }

    fn in_words(&self, took: Duration) -> String {
        let ended = self.done + self.failed;
        let left = self.all.saturating_sub(ended);
        let each = took.as_secs_f64() / ended.max(1) as f64;
        let (done, failed) = (self.done, self.failed);
        let time = time_in_words(each * left as f64);
        format!("{done} done, {failed} failed, {left} left, {time} to go")
    }
}

fn time_in_words(seconds: f64) -> String {
    match seconds.ceil() {
        seconds if seconds < 90.0 => format!("{seconds:.0} s"),
        seconds => format!("{:.0} min", (seconds / 60.0).ceil()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_tells_what_is_left_and_how_long_it_takes() {
        let mut tally = Tally {
            all: 100,
            ..Tally::default()
        };
        (0..9).for_each(|_| tally.take(Status::Created));
        tally.take(Status::Unknown);
        let after = |seconds| tally.in_words(Duration::from_secs(seconds));
        assert_eq!(after(5), "9 done, 1 failed, 90 left, 45 s to go");
        assert_eq!(after(20), "9 done, 1 failed, 90 left, 3 min to go");
    }
}
