//! The seeded allocation records: three years of allotments to accounts drawn
//! at random. Amounts come as numbers and as text, since the documents leave
//! open which it is.

use super::super::account::{Account, HUNDREDTHS};
use super::super::record::{ADD_FLOW, CHANGE_PLAN, KINDS, Kind, Record, bytes};
use super::super::rng::Rng;
use super::{Stream, day, rng};

/// Every so many records one is of a kind that no program knows.
const UNKNOWN_EVERY: usize = 97;

/// `count` records in no order; none without accounts.
pub(super) fn log(accounts: &[Account], count: usize, seed: u64) -> Vec<Record> {
    let count = if accounts.is_empty() { 0 } else { count };
    (0..count)
        .map(|index| record(accounts, index, &mut rng(seed, Stream::Logs, index)))
        .collect()
}

fn record(accounts: &[Account], index: usize, rng: &mut Rng) -> Record {
    let (from, until) = (day("20230101"), day("20260101"));
    // Whole seconds: the text dates have no smaller unit.
    let at_ms = from + 1000 * rng.below((until - from) / 1000);
    let account = usize::try_from(rng.next() % accounts.len().max(1) as u64).unwrap_or(0);
    let email = accounts[account].email.as_str();
    let kind = match index {
        0 => ADD_FLOW,
        _ if index % UNKNOWN_EVERY == 3 => CHANGE_PLAN,
        _ => *rng.pick(&KINDS),
    };
    let as_text = rng.below(2) == 0;
    let amount = kind.amount(amount(kind, rng), as_text);
    Record::new(kind, (account, email), at_ms, &amount)
}

fn amount(kind: Kind, rng: &mut Rng) -> i64 {
    let units = 10 * (1 + rng.below(100));
    if kind.is_vod() {
        bytes(units * HUNDREDTHS)
    } else {
        units
    }
}

#[cfg(test)]
mod tests {
    use super::super::accounts;
    use super::*;

    #[test]
    fn amounts_come_as_numbers_and_as_text() {
        let log = log(&accounts(5, 1), 300, 1);
        let quoted = |record: &&Record| record.row.contains(r#""flow":""#);
        let flow = log
            .iter()
            .filter(|record| !record.row.contains(r#""flow":null"#));
        let (text, number): (Vec<&Record>, Vec<&Record>) = flow.partition(quoted);
        assert!(!text.is_empty() && !number.is_empty());
    }

    #[test]
    fn there_are_kinds_that_fill_no_column() {
        let log = log(&accounts(5, 1), 10, 1);
        let nothing =
            r#""space":null,"flow":null,"channels":null,"concurrences":null,"duration":null"#;
        assert!(log[3].row.contains("CHANGE_PLAN"));
        assert!(log[3].row.contains(nothing));
    }

    #[test]
    fn no_accounts_no_log() {
        assert!(log(&[], 10, 1).is_empty());
    }
}
