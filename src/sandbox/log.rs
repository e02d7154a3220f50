//! The allocation log's records. A record fills the column of its own kind; the
//! others are null.

use serde_json::{Value, json};

use super::accounts::{Figures, HUNDREDTHS, decimal};
use super::china;

/// The log's five amount columns, in their order.
const COLUMNS: [&str; 5] = ["space", "flow", "channels", "concurrences", "duration"];

/// Bytes of a G (inferred from the vendor's VOD documents: 1024³).
const BYTES_PER_G: i64 = 1 << 30;

/// What a record is about: its origin, the origin in words, and the column that
/// its amount fills. Documented is `ADD_CONCURRENCES` alone; the other origins
/// are listed by the vendor's command-line client, and those of channels and
/// `CHANGE_PLAN` are made up: the set is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind(&'static str, &'static str, &'static str);

pub(super) const ADD_CHANNELS: Kind = Kind("ADD_CHANNELS", "添加频道数", "channels");
pub(super) const RECOVER_CHANNELS: Kind = Kind("RECOVER_CHANNELS", "回收频道数", "channels");
pub(super) const ADD_CONCURRENCES: Kind = Kind("ADD_CONCURRENCES", "添加并发数", "concurrences");
pub(super) const RECOVER_CONCURRENCES: Kind =
    Kind("RECOVER_CONCURRENCES", "回收并发数", "concurrences");
pub(super) const ADD_DURATION: Kind = Kind("ADD_DURATION", "添加分钟数", "duration");
pub(super) const RECOVER_DURATION: Kind = Kind("RECOVER_DURATION", "回收分钟数", "duration");
pub(super) const ADD_FLOW: Kind = Kind("ADD_FLOW", "添加流量", "flow");
pub(super) const RECOVER_FLOW: Kind = Kind("RECOVER_FLOW", "回收流量", "flow");
pub(super) const ADD_SPACE: Kind = Kind("ADD_SPACE", "添加空间", "space");
pub(super) const RECOVER_SPACE: Kind = Kind("RECOVER_SPACE", "回收空间", "space");

/// A kind that no program knows and that fills no column.
pub(super) const CHANGE_PLAN: Kind = Kind("CHANGE_PLAN", "变更\"套餐\",重新计费", "");

/// All the kinds that seeded records are of.
pub(super) const KINDS: [Kind; 9] = [
    ADD_CONCURRENCES,
    RECOVER_CONCURRENCES,
    ADD_DURATION,
    RECOVER_DURATION,
    ADD_FLOW,
    RECOVER_FLOW,
    ADD_SPACE,
    RECOVER_SPACE,
    ADD_CHANNELS,
];

impl Kind {
    /// Whether the log's `type=vod` shows it, and not `type=live`.
    pub(super) fn is_vod(self) -> bool {
        ["space", "flow"].contains(&self.2)
    }
}

/// One record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    /// Unix milliseconds.
    pub(super) at_ms: i64,
    /// Index of the sub-account in the world.
    pub(super) account: usize,
    pub(super) kind: Kind,
    /// In the column's own unit.
    pub(super) amount: i64,
    /// Whether the amount is written as text. Concurrency is documented as a
    /// number, the others as text, but that is doubtful.
    pub(super) as_text: bool,
}

impl Record {
    /// The row of list-allocate-log.
    pub(super) fn row(&self, email: &str) -> Value {
        let Kind(origin, text, filled) = self.kind;
        let mut row = json!({
            "email": email,
            "date": china::date_time(self.at_ms),
            "origin": origin,
            "originText": text,
        });
        for column in COLUMNS {
            row[column] = match column {
                _ if column != filled => Value::Null,
                _ if self.as_text && column != "concurrences" => self.amount.to_string().into(),
                _ => self.amount.into(),
            };
        }
        row
    }
}

/// The fields of generation 2: code, kind of change and amount, flow and space
/// in GB. It has no other kinds of generation 1.
pub(super) fn second(record: &Record) -> Option<(&'static str, u8, Value)> {
    let Kind(origin, _, filled) = record.kind;
    let codes = [
        "vodSpace",
        "vodFlow",
        "channels",
        "parallelConcurrent",
        "minutes",
    ];
    let code = codes[COLUMNS.iter().position(|column| *column == filled)?];
    let amount = match record.kind.is_vod() {
        true => decimal(hundredths(record.amount)),
        false => record.amount.into(),
    };
    let amount = match record.as_text {
        true => amount.to_string().into(),
        false => amount,
    };
    Some((code, u8::from(origin.starts_with("RECOVER_")), amount))
}

/// The records that a new account leaves: one for every amount it was given.
pub(super) fn of_new_account(account: usize, given: Figures, at_ms: i64) -> Vec<Record> {
    let record = |(kind, amount)| Record {
        at_ms,
        account,
        kind,
        amount,
        as_text: true,
    };
    let amounts = [
        (ADD_CHANNELS, given.channels),
        (ADD_DURATION, given.minutes),
        (ADD_CONCURRENCES, given.concurrent),
        (ADD_FLOW, bytes(given.flow)),
        (ADD_SPACE, bytes(given.space)),
    ];
    let filled = amounts.into_iter().filter(|(_, amount)| *amount != 0);
    filled.map(record).collect()
}

/// Hundredths of a G in bytes.
pub(super) fn bytes(hundredths: i64) -> i64 {
    hundredths.saturating_mul(BYTES_PER_G) / HUNDREDTHS
}

/// Bytes in hundredths of a G, to the nearest one.
fn hundredths(bytes: i64) -> i64 {
    (bytes.saturating_mul(HUNDREDTHS) + BYTES_PER_G / 2) / BYTES_PER_G
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_laid_out_like_the_sample() {
        let record = Record {
            at_ms: china::parse(china::DATE_TIME, "2019-11-18 18:21:38").unwrap(),
            account: 0,
            kind: KINDS[0],
            amount: 970,
            as_text: true,
        };
        assert_eq!(
            record.row("testdata@polyv.com").to_string(),
            concat!(
                r#"{"email":"testdata@polyv.com","date":"2019-11-18 18:21:38","#,
                r#""origin":"ADD_CONCURRENCES","originText":"添加并发数","space":null,"#,
                r#""flow":null,"channels":null,"concurrences":970,"duration":null}"#
            )
        );
    }
}
