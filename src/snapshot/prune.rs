//! Which snapshots may go.

use super::store::Entry;
use crate::output::instant;
use jiff::tz::TimeZone;
use std::collections::HashSet;

/// What is to be kept of the snapshots of a group. One that no rule keeps may go;
/// the newest never does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keep {
    /// So many of the newest.
    pub newest: Option<usize>,
    /// All of this moment and after it, in Unix milliseconds.
    pub since: Option<i64>,
    /// The last of each of so many days, the latest that have one.
    pub daily: Option<usize>,
}

impl Keep {
    /// Those of the snapshots of one group, the newest last, that may go. Days are
    /// those of this zone.
    pub fn to_go<'e>(&self, entries: &'e [Entry], zone: &TimeZone) -> Vec<&'e Entry> {
        let mut days = HashSet::new();
        let mut go = Vec::new();
        for (place, entry) in entries.iter().rev().enumerate() {
            let day = instant(entry.time, zone)[..DAY].to_owned();
            let is_last_of_day = days.insert(day);
            let within = |most: Option<usize>, count| most.is_some_and(|most| count < most);
            let is_kept = place == 0
                || within(self.newest, place)
                || self.since.is_some_and(|since| entry.time >= since)
                || is_last_of_day && within(self.daily, days.len() - 1);
            if !is_kept {
                go.push(entry);
            }
        }
        go.reverse();
        go
    }
}

/// Letters of the day in a time.
const DAY: usize = "yyyy-MM-dd".len();

#[cfg(test)]
mod tests {
    use super::super::store::Folder;
    use super::*;

    const HOUR: i64 = 3_600_000;
    /// 2026-11-30 22:00 UTC.
    const NEWEST: i64 = 1_796_076_000_000;

    /// Snapshots every six hours, the oldest first, and how many hours old those
    /// are that go.
    fn gone(keep: Keep, zone: &TimeZone) -> Vec<i64> {
        let made = tempfile::tempdir().unwrap();
        let folder = Folder::new(made.path());
        for hours in (0..72).step_by(6) {
            let path = folder.free("a", NEWEST - hours * HOUR);
            std::fs::write(path, "").unwrap();
        }
        let entries = folder.entries(None).unwrap();
        let gone = keep.to_go(&entries, zone).into_iter();
        gone.map(|entry| (NEWEST - entry.time) / HOUR).collect()
    }

    #[test]
    fn what_no_rule_keeps_goes_and_the_newest_never() {
        let all_but_newest: Vec<i64> = (1..12).rev().map(|n| n * 6).collect();
        let (none, utc) = (Keep::default(), &TimeZone::UTC);
        assert_eq!(gone(none, utc), all_but_newest);
        let newest = Some(9);
        assert_eq!(gone(Keep { newest, ..none }, utc), [66, 60, 54]);
        let newest = Some(usize::MAX);
        assert!(gone(Keep { newest, ..none }, utc).is_empty());
        let since = Some(NEWEST - 54 * HOUR);
        assert_eq!(gone(Keep { since, ..none }, utc), [66, 60]);
        let newest = Some(11);
        let both = Keep {
            newest,
            since,
            ..none
        };
        assert_eq!(gone(both, utc), [66]);
        let since = Some(NEWEST + HOUR);
        assert_eq!(gone(Keep { since, ..none }, utc), all_but_newest);
    }

    #[test]
    fn the_last_of_a_day_is_that_of_the_zone() {
        let daily = Some(2);
        let keep = Keep {
            daily,
            ..Keep::default()
        };
        // 22:00, 16:00, 10:00 and 04:00 of each day.
        let kept = |zone: &TimeZone| {
            let gone = gone(keep, zone);
            let all = (0..12).map(|n| n * 6);
            all.filter(|hours| !gone.contains(hours))
                .collect::<Vec<_>>()
        };
        assert_eq!(kept(&TimeZone::UTC), [0, 24]);
        // 06:00, 00:00 of the first of December; 18:00 of the day before.
        let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
        assert_eq!(kept(&shanghai), [0, 12]);
    }
}
