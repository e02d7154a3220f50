//! What the allocation log tells of a difference: whether one of its records
//! is that of a call whose answer was lost. Pure.
//!
//! Records have no id and two may be equal, so they are counted: those of the
//! same account, kind and amount in the time in which the call can have been
//! done.

use crate::endpoints::allocate::DIFFERENCES;
use crate::endpoints::resources::RESOURCES;
use crate::endpoints::times;
use crate::row::Row;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use std::time::Duration;

/// Bytes of a G: 1024³ is inferred from the vendor's VOD documents, 1000³ is
/// the other meaning that there is.
const BYTES_PER_G: [u64; 2] = [1 << 30, 1_000_000_000];

/// The code that accounts with cumulative concurrency may have in the log of
/// generation 2 (polyv.gitbook.io: docs/live/api/v-4/group/user/allocation-log).
const CUMULATIVE: &str = "totalConcurrent";

/// How long after its timestamp the service takes a request
/// (polyv.gitbook.io: docs/live/api/buildsign): a lost one was done by then,
/// or never.
pub const FRESH: Duration = Duration::from_secs(180);

/// What may lie between the service's `Date` and the times of its log: both
/// have whole seconds, and reach us late.
pub const SLACK: Duration = Duration::from_secs(5);

/// A difference, as far as the log can tell it from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sought {
    /// The account, in small letters.
    pub email: String,
    /// The word of the resource.
    pub resource: String,
    /// Whether it is taken back.
    pub takes: bool,
    /// How much; `None` where everything is taken back.
    pub amount: Option<u64>,
}

impl Sought {
    /// Whether a record can be of it.
    pub fn is_told_by(&self, record: &LogRecord) -> bool {
        let is_amount = |amount| record.amounts.contains(&Some(amount));
        self.email == record.email
            && self.resource == record.resource
            && self.takes == record.takes
            && self.amount.is_none_or(is_amount)
    }

    /// Whether a record can be of both: only one of them is done by it then.
    pub fn is_like(&self, other: &Self) -> bool {
        let is_amount = |(one, other)| one == other;
        self.email == other.email
            && self.resource == other.resource
            && self.takes == other.takes
            && self.amount.zip(other.amount).is_none_or(is_amount)
    }

    /// How many records in this time are like it.
    pub fn count(&self, records: &[LogRecord], within: &Within) -> usize {
        let is_in = |record: &LogRecord| record.at.is_none_or(|at| within.has(at));
        let like = |record: &&LogRecord| self.is_told_by(record) && is_in(record);
        records.iter().filter(like).count()
    }
}

/// The time in which a request can have been done, by the service's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within {
    /// Unix milliseconds, the first of a second.
    pub since: i64,
    /// Unix milliseconds.
    pub until: i64,
}

impl Within {
    /// Of a request that left at this time by the service's clock; how far it
    /// is known in which.
    pub fn after(left: i64, slack: Duration) -> Self {
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Self {
            since: (left - millis(slack)).div_euclid(1000) * 1000,
            until: left + millis(FRESH + slack),
        }
    }

    /// A time with both in it.
    pub fn and(self, other: Self) -> Self {
        Self {
            since: self.since.min(other.since),
            until: self.until.max(other.until),
        }
    }

    /// Whether a time is in it.
    pub fn has(&self, at: i64) -> bool {
        (self.since..=self.until).contains(&at)
    }
}

/// One record of a resource that there is a difference call for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecord {
    /// The account, in small letters.
    pub email: String,
    /// The word of the resource.
    pub resource: &'static str,
    /// Whether it was taken back.
    pub takes: bool,
    /// The amounts that it may stand for, in whole units of the calls.
    pub amounts: [Option<u64>; 2],
    /// Unix milliseconds, where its time can be read.
    pub at: Option<i64>,
}

/// What a row of the log of generation 1 tells; nothing where it is of
/// something else, or of a kind of which it is not known what it means.
pub fn first(row: &Row) -> Vec<LogRecord> {
    let text = |name| row.text(name).unwrap_or_default();
    let (email, origin) = (text("email").to_lowercase(), text("origin"));
    let at = times::log_millis(&text("date"));
    let records = DIFFERENCES.iter().filter_map(|difference| {
        let amount = decimal(&row.text(difference.logged)?)?;
        let units = match is_in_bytes(difference.resource) {
            true => BYTES_PER_G.map(|bytes| whole(amount.abs(), bytes)),
            false => [whole(amount.abs(), 1), None],
        };
        Some(LogRecord {
            email: email.clone(),
            resource: difference.resource,
            takes: takes(&origin, amount)?,
            amounts: units,
            at,
        })
    });
    records.collect()
}

/// What a row of the log of generation 2 tells: flow and space are G there.
pub fn second(row: &Row) -> Option<LogRecord> {
    let text = |name| row.text(name).unwrap_or_default();
    let code = text("resourceCode");
    let code = if code == CUMULATIVE {
        "parallelConcurrent".into()
    } else {
        code
    };
    let mut known = RESOURCES.iter();
    let word = known.find(|resource| resource.code == code)?.word;
    let difference = DIFFERENCES.iter().find(|it| it.resource == word)?;
    let amount = decimal(&text("alteration"))?;
    let takes = match &*text("alterationType") {
        "0" => amount.is_sign_negative(),
        "1" => true,
        _ => return None,
    };
    Some(LogRecord {
        email: text("email").to_lowercase(),
        resource: difference.resource,
        takes,
        amounts: [whole(amount.abs(), 1), None],
        at: millis(&text("depositTime")),
    })
}

/// Whether it was taken back. Kinds are an open set, and a negative amount may
/// stand for it.
fn takes(origin: &str, amount: Decimal) -> Option<bool> {
    let is = |kind| {
        origin
            .get(..)
            .is_some_and(|origin| origin.starts_with(kind))
    };
    match (is("ADD_"), is("RECOVER_")) {
        _ if amount.is_sign_negative() => Some(true),
        (true, _) => Some(false),
        (_, true) => Some(true),
        _ => None,
    }
}

fn is_in_bytes(word: &str) -> bool {
    let mut known = RESOURCES.iter();
    known.any(|resource| resource.word == word && resource.unit == "G")
}

/// A number, or a text that is one.
fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let plain = Decimal::from_str(text);
    plain.or_else(|_| Decimal::from_scientific(text)).ok()
}

/// So many of a unit, if it is a whole number of them.
fn whole(amount: Decimal, unit: u64) -> Option<u64> {
    let units = amount / Decimal::from(unit);
    units.fract().is_zero().then(|| u64::try_from(units).ok())?
}

/// A time of generation 2: how it is written is not documented.
fn millis(text: &str) -> Option<i64> {
    match text.parse() {
        // No log is from before 1973, as seconds or as milliseconds.
        Ok(seconds @ ..100_000_000_000) => Some(seconds * 1000),
        Ok(millis) => Some(millis),
        Err(_) => times::log_millis(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-05-20 08:00:00 in China.
    const AT: i64 = 1_716_163_200_000;

    fn sought(resource: &str, takes: bool, amount: Option<u64>) -> Sought {
        Sought {
            email: "a@b.cn".into(),
            resource: resource.into(),
            takes,
            amount,
        }
    }

    fn row(fields: &str) -> Row {
        let date = r#""email":"A@b.cn","date":"2024-05-20 08:00:00""#;
        Row::parse(&format!("{{{date},{fields}}}")).unwrap()
    }

    fn is_told(fields: &str, sought: &Sought) -> bool {
        first(&row(fields))
            .iter()
            .any(|record| sought.is_told_by(record))
    }

    #[test]
    fn the_published_record_is_read() {
        let sample = include_str!(
            "../../../tests/data/samples/v2.group.account.list-allocate-log.success.json"
        );
        let sample: serde_json::Value = serde_json::from_str(sample).unwrap();
        let row = Row::from(sample["data"]["contents"][0].clone());
        let expected = LogRecord {
            email: "testdata@polyv.com".into(),
            resource: "concurrent",
            takes: false,
            amounts: [Some(970), None],
            at: Some(1_574_072_498_000),
        };
        assert_eq!(first(&row), [expected]);
    }

    #[test]
    fn kinds_signs_and_spellings_of_amounts() {
        let (give, take) = (
            sought("minutes", false, Some(600)),
            sought("minutes", true, Some(600)),
        );
        for (fields, given, taken) in [
            (r#""origin":"ADD_DURATION","duration":600"#, true, false),
            (r#""origin":"ADD_DURATION","duration":"600""#, true, false),
            (r#""origin":"ADD_DURATION","duration":"600.0""#, true, false),
            (r#""origin":"ADD_DURATION","duration":6.0E2"#, true, false),
            (r#""origin":"ADD_DURATION","duration":-600"#, false, true),
            (
                r#""origin":"RECOVER_DURATION","duration":"600""#,
                false,
                true,
            ),
            (
                r#""origin":"RECOVER_DURATION","duration":"-600""#,
                false,
                true,
            ),
            // What a kind that no document names does is not known.
            (r#""origin":"EXPIRE_DURATION","duration":600"#, false, false),
            (r#""origin":"EXPIRE_DURATION","duration":-600"#, false, true),
            (r#""origin":"ADD_DURATION","duration":601"#, false, false),
            (r#""origin":"ADD_DURATION","duration":600.5"#, false, false),
            (r#""origin":"ADD_DURATION","duration":null"#, false, false),
            (r#""origin":"ADD_DURATION","duration":"many""#, false, false),
            (
                r#""origin":"ADD_CONCURRENCES","concurrences":600"#,
                false,
                false,
            ),
        ] {
            assert_eq!(
                (is_told(fields, &give), is_told(fields, &take)),
                (given, taken),
                "{fields}"
            );
        }
    }

    #[test]
    fn flow_and_space_are_bytes_of_either_g() {
        for (fields, resource, amount, told) in [
            (
                r#""origin":"ADD_FLOW","flow":"21474836480""#,
                "flow",
                Some(20),
                true,
            ),
            (
                r#""origin":"ADD_FLOW","flow":2.147483648E10"#,
                "flow",
                Some(20),
                true,
            ),
            (
                r#""origin":"ADD_FLOW","flow":20000000000"#,
                "flow",
                Some(20),
                true,
            ),
            (r#""origin":"ADD_FLOW","flow":20"#, "flow", Some(20), false),
            (
                r#""origin":"ADD_FLOW","flow":21474836481"#,
                "flow",
                Some(20),
                false,
            ),
            (
                r#""origin":"ADD_FLOW","flow":20000000000"#,
                "space",
                Some(20),
                false,
            ),
            // Everything is any amount.
            (
                r#""origin":"ADD_SPACE","space":123456789"#,
                "space",
                None,
                true,
            ),
        ] {
            let sought = sought(resource, false, amount);
            assert_eq!(is_told(fields, &sought), told, "{fields}");
        }
    }

    #[test]
    fn the_second_generation_counts_in_g_and_tells_kinds_by_number() {
        let (give, take) = (
            sought("flow", false, Some(20)),
            sought("flow", true, Some(20)),
        );
        for (kind, code, amount, given, taken) in [
            ("0", "vodFlow", "20.0", true, false),
            ("\"0\"", "vodFlow", "\"20\"", true, false),
            ("0", "vodFlow", "-20", false, true),
            ("1", "vodFlow", "20", false, true),
            ("1", "vodFlow", "-20.0", false, true),
            // Cleared at expiry is nobody's call.
            ("2", "vodFlow", "20", false, false),
            ("0", "vodSpace", "20", false, false),
            ("0", "balance", "20", false, false),
            ("0", "vodFlow", "21474836480", false, false),
        ] {
            let fields =
                format!(r#""resourceCode":"{code}","alterationType":{kind},"alteration":{amount}"#);
            let record = second(&row(&fields));
            let told = |sought: &Sought| record.iter().any(|record| sought.is_told_by(record));
            assert_eq!((told(&give), told(&take)), (given, taken), "{fields}");
        }
        for code in ["parallelConcurrent", "totalConcurrent"] {
            let fields = format!(r#""resourceCode":"{code}","alterationType":0,"alteration":7"#);
            let record = second(&row(&fields)).unwrap();
            assert!(sought("concurrent", false, Some(7)).is_told_by(&record));
        }
    }

    #[test]
    fn times_are_read_in_either_form_and_seconds_count_from_their_first() {
        for time in ["1716163200000", "1716163200", "\"2024-05-20 08:00:00\""] {
            let fields = format!(
                r#""resourceCode":"minutes","alterationType":0,"alteration":1,"depositTime":{time}"#
            );
            assert_eq!(second(&row(&fields)).unwrap().at, Some(AT), "{time}");
        }
        let records = first(&row(r#""origin":"ADD_DURATION","duration":1"#));
        let one = sought("minutes", false, Some(1));
        for (left, count) in [
            (AT + 5_999, 1),
            (AT + 6_000, 0),
            (AT - 185_000, 1),
            (AT - 185_001, 0),
        ] {
            let within = Within::after(left, SLACK);
            assert_eq!(one.count(&records, &within), count, "{left}");
        }
        // A record without a time that can be read may be of any.
        let undated = LogRecord {
            at: None,
            ..records[0].clone()
        };
        assert_eq!(one.count(&[undated], &Within::after(0, SLACK)), 1);
    }

    #[test]
    fn everything_is_like_every_amount() {
        let (all, five) = (sought("flow", true, None), sought("flow", true, Some(5)));
        let six = sought("flow", true, Some(6));
        assert!(all.is_like(&five) && five.is_like(&all) && five.is_like(&five));
        assert!(!five.is_like(&six) && !five.is_like(&sought("flow", false, Some(5))));
    }
}
