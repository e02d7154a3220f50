//! What is shown while a run goes on: how far it is, how long the rest will
//! take, and after a Ctrl-C what is still being finished.

use crate::batch::results::Status;
use crate::batch::roster::RosterRow;
use crate::batch::run::Told;
use crate::cli::console::{Console, Progress};
use crate::cli::interrupt;
use crate::lang::{Text, counted};
use crate::text;
use crate::text::{escape, first_of};
use std::collections::BTreeSet;
use std::time::Duration;

/// So many rows that are being finished are named.
const MOST_NAMED: usize = 4;

/// Watches a run.
pub(super) struct Watch<'a> {
    all: usize,
    at_a_time: usize,
    done: usize,
    failed: usize,
    /// The places of the rows in flight.
    in_flight: BTreeSet<usize>,
    said: bool,
    progress: Progress,
    console: &'a Console,
}

impl<'a> Watch<'a> {
    /// A watch over so many rows, so many at a time.
    pub(super) fn new(all: usize, at_a_time: usize, console: &'a Console) -> Self {
        Self {
            all,
            at_a_time,
            done: 0,
            failed: 0,
            in_flight: BTreeSet::new(),
            said: false,
            progress: console.progress(),
            console,
        }
    }

    /// Shows what has changed.
    pub(super) fn see(&mut self, told: &Told, rows: &[RosterRow]) {
        match told {
            Told::Begun(place) => drop(self.in_flight.insert(*place)),
            Told::Ended(place, result) => {
                self.in_flight.remove(place);
                match result.status {
                    Status::Failed | Status::Unknown => self.failed += 1,
                    Status::NotSent => {}
                    Status::Done | Status::Existing | Status::Changed => self.done += 1,
                }
            }
            Told::Abandoned => interrupt::begin_line(),
            Told::Sent(..) | Told::Nothing => {}
        }
        if !interrupt::caught() {
            self.progress
                .draw(|took| in_words(self.all, self.done, self.failed, took, self.at_a_time));
        } else if !self.said && !self.in_flight.is_empty() {
            self.said = true;
            let emails = self.in_flight.iter().map(|place| rows[*place].key());
            interrupt::begin_line();
            self.console.always(finishing(&emails.collect::<Vec<_>>()));
        }
    }
}

/// What is still being finished.
fn finishing(emails: &[&str]) -> Text {
    let named: Vec<_> = emails.iter().map(|email| escape(email)).collect();
    text!(
        "finishing {rows}: {named}; Ctrl-C again stops at once",
        "正在完成 {rows}：{named}；再按一次 Ctrl-C 立即停止",
        rows = counted(emails.len(), "row", "行"),
        named = first_of(&named, MOST_NAMED)
    )
}

/// How far a run is, and how long the rest will take: a round of rows, one a
/// connection, as long as the rounds so far.
fn in_words(all: usize, done: usize, failed: usize, took: Duration, at_a_time: usize) -> Text {
    let ended = done + failed;
    let left = all.saturating_sub(ended);
    let rounds = |rows: usize| rows.div_ceil(at_a_time.max(1)) as f64;
    let each = took.as_secs_f64() / rounds(ended).max(1.0);
    let time = match (each * rounds(left)).ceil() {
        seconds if seconds < 90.0 => text!("{seconds:.0} s", "{seconds:.0} 秒"),
        seconds => {
            let minutes = (seconds / 60.0).ceil();
            text!("{minutes:.0} min", "{minutes:.0} 分钟")
        }
    };
    text!(
        "{done} done, {failed} failed, {left} left, {time} to go",
        "已完成 {done}，失败 {failed}，剩余 {left}，还需约 {time}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_tells_what_is_left_and_how_long_it_takes() {
        let after = |seconds| in_words(100, 9, 1, Duration::from_secs(seconds), 1);
        assert_eq!(after(5), "9 done, 1 failed, 90 left, 45 s to go");
        assert_eq!(after(20), "9 done, 1 failed, 90 left, 3 min to go");
    }

    #[test]
    fn rows_on_several_connections_end_together() {
        let after = |done, seconds| in_words(13, done, 0, Duration::from_secs(seconds), 4);
        assert_eq!(after(1, 5), "1 done, 0 failed, 12 left, 15 s to go");
        assert_eq!(after(4, 5), "4 done, 0 failed, 9 left, 15 s to go");
        assert_eq!(after(12, 15), "12 done, 0 failed, 1 left, 5 s to go");
    }

    #[test]
    fn the_rows_that_are_being_finished_are_named_unless_they_are_many() {
        let words = "finishing 1 row: a@b.cn; Ctrl-C again stops at once";
        assert_eq!(finishing(&["a@b.cn"]), words);
        let words = "finishing 6 rows: a, b, c, d and 2 more; Ctrl-C again stops at once";
        assert_eq!(finishing(&["a", "b", "c", "d", "e", "f"]), words);
    }
}
