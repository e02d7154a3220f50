//! The allocation log's records, each written out as a row of
//! list-allocate-log. A record fills the column of its own kind; the others
//! are null.

use super::account::{Figures, HUNDREDTHS};
use super::china;
use super::json::{Object, string};

/// The log's five amount columns, in their order.
const COLUMNS: [&str; 5] = ["space", "flow", "channels", "concurrences", "duration"];

/// Bytes of a G (inferred from the vendor's VOD documents: 1024³).
const BYTES_PER_G: i64 = 1 << 30;

/// What a record is about. Documented is `ADD_CONCURRENCES` alone; the other
/// origins are listed by the vendor's command-line client, and
/// `ADD_CHANNELS` and `CHANGE_PLAN` are made up: the set is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    origin: &'static str,
    text: &'static str,
    column: &'static str,
}

pub(super) const ADD_CHANNELS: Kind = kind("ADD_CHANNELS", "添加频道数", "channels");
pub(super) const ADD_DURATION: Kind = kind("ADD_DURATION", "添加分钟数", "duration");
pub(super) const ADD_FLOW: Kind = kind("ADD_FLOW", "添加流量", "flow");
pub(super) const ADD_SPACE: Kind = kind("ADD_SPACE", "添加空间", "space");

/// A kind that no program knows and that fills no column.
pub(super) const CHANGE_PLAN: Kind = kind("CHANGE_PLAN", "变更\"套餐\",重新计费", "");

/// All the kinds that seeded records are of.
pub(super) const KINDS: [Kind; 9] = [
    kind("ADD_CONCURRENCES", "添加并发数", "concurrences"),
    kind("RECOVER_CONCURRENCES", "回收并发数", "concurrences"),
    ADD_DURATION,
    kind("RECOVER_DURATION", "回收分钟数", "duration"),
    ADD_FLOW,
    kind("RECOVER_FLOW", "回收流量", "flow"),
    ADD_SPACE,
    kind("RECOVER_SPACE", "回收空间", "space"),
    ADD_CHANNELS,
];

const fn kind(origin: &'static str, text: &'static str, column: &'static str) -> Kind {
    Kind {
        origin,
        text,
        column,
    }
}

impl Kind {
    /// Whether the log's `type=vod` shows it, and not `type=live`.
    pub(super) fn is_vod(self) -> bool {
        ["space", "flow"].contains(&self.column)
    }

    /// The amount in the column's own unit, as JSON. Concurrency is documented
    /// as a number. The others are documented as text, but that is doubtful, so
    /// `as_text` chooses.
    pub(super) fn amount(self, amount: i64, as_text: bool) -> String {
        let amount = amount.to_string();
        if as_text && self.column != "concurrences" {
            string(&amount)
        } else {
            amount
        }
    }
}

/// One record.
#[derive(Debug)]
pub(super) struct Record {
    /// Unix milliseconds.
    pub(super) at_ms: i64,
    /// Index of the sub-account in the world.
    pub(super) account: usize,
    pub(super) kind: Kind,
    pub(super) row: String,
}

impl Record {
    /// `amount` is JSON, see [`Kind::amount`].
    pub(super) fn new(
        kind: Kind,
        (account, email): (usize, &str),
        at_ms: i64,
        amount: &str,
    ) -> Record {
        let start = Object::new()
            .text("email", email)
            .text("date", &china::date_time(at_ms))
            .text("origin", kind.origin)
            .text("originText", kind.text);
        let row = COLUMNS.iter().fold(start, |row, column| {
            row.raw(
                column,
                if *column == kind.column {
                    amount
                } else {
                    "null"
                },
            )
        });
        Record {
            at_ms,
            account,
            kind,
            row: row.finish(),
        }
    }
}

/// The records that a new account leaves: one for every amount it was given.
pub(super) fn of_new_account(
    account: (usize, &str),
    given: Figures,
    at_ms: i64,
) -> impl Iterator<Item = Record> {
    let amounts = [
        (ADD_CHANNELS, given.channels),
        (ADD_DURATION, given.minutes),
        (ADD_FLOW, bytes(given.flow)),
        (ADD_SPACE, bytes(given.space)),
    ];
    amounts
        .into_iter()
        .filter(|(_, amount)| *amount != 0)
        .map(move |(kind, amount)| Record::new(kind, account, at_ms, &kind.amount(amount, true)))
}

/// Hundredths of a G in bytes.
pub(super) fn bytes(hundredths: i64) -> i64 {
    hundredths.saturating_mul(BYTES_PER_G) / HUNDREDTHS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_laid_out_like_the_sample() {
        let at = china::parse_date_time("2019-11-18 18:21:38").unwrap();
        let kind = KINDS[0];
        let amount = kind.amount(970, true);
        let record = Record::new(kind, (0, "testdata@polyv.com"), at, &amount);
        assert_eq!(
            record.row,
            concat!(
                r#"{"email":"testdata@polyv.com","date":"2019-11-18 18:21:38","#,
                r#""origin":"ADD_CONCURRENCES","originText":"添加并发数","space":null,"#,
                r#""flow":null,"channels":null,"concurrences":970,"duration":null}"#
            )
        );
    }

    #[test]
    fn a_new_account_leaves_a_record_for_each_amount_it_got() {
        let given = Figures {
            channels: 3,
            minutes: 0,
            flow: 2000,
            space: 0,
        };
        let records: Vec<_> = of_new_account((0, "a@x"), given, 0).collect();
        assert_eq!(records.len(), 2);
        assert!(records[0].row.contains(r#""channels":"3""#));
        assert!(records[1].row.contains(r#""flow":"21474836480""#));
        assert!(records[1].kind.is_vod() && !records[0].kind.is_vod());
    }
}
