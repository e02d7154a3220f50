//! What an account used of each resource between two lists: fall + given −
//! taken. Pure. What cannot be told for certain is marked and not guessed.

use super::diff::Pair;
use super::logged::{Logged, Moved};
use crate::endpoints::resources::{RESOURCES, Resource};
use crate::lang::{Both, both};
use crate::output::Values;
use crate::row::{Row, Value};
use rust_decimal::{Decimal, RoundingStrategy};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Decimals of days left.
const DECIMALS: u32 = 1;

/// What is to be known of a figure. Of all but the last nothing is told as used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageNote {
    /// The account is in the later list only.
    Appeared,
    /// The account is in the earlier list only.
    Disappeared,
    /// One of the amounts is no number.
    NoNumber,
    /// The allocation log could not be read.
    NoLog,
    /// The log that was read has no records of the resource.
    NotLogged,
    /// The log has a record that cannot be understood.
    UnknownRecord,
    /// A record was made while one of the lists was read.
    WhileReading,
    /// The account has another e-mail than before; the log goes by e-mail.
    OtherEmail,
    /// The account is billed in another way than before.
    OtherMode,
    /// The account expired, and the log does not tell of anything cleared.
    Expired,
    /// It would be less than nothing.
    Negative,
    /// Some was cleared at expiry, which is no use.
    Cleared,
}

/// The words of the notes, in their order.
pub const NOTES: [Both; 12] = [
    both("appeared", "新增"),
    both("disappeared", "消失"),
    both("not a number", "不是数字"),
    both("log unreadable", "无法读取分配记录"),
    both("not in the log", "分配记录不含此资源"),
    both("unknown record", "含义不明的分配记录"),
    both("record during a reading", "读取期间有分配记录"),
    both("e-mail changed", "邮箱已变更"),
    both("billing mode changed", "计费方式已变更"),
    both("expired meanwhile", "期间到期"),
    both("negative", "结果为负数"),
    both("cleared at expiry", "含到期清零"),
];

impl UsageNote {
    /// The words for it.
    pub fn words(self) -> Both {
        NOTES[self as usize]
    }
}

/// What was used of a resource, and what that was computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Used {
    /// The resource.
    pub resource: &'static Resource,
    /// How much was left in the earlier list: the literal, where there is one.
    pub from: Option<String>,
    /// How much is left in the later one.
    pub to: Option<String>,
    /// What was given meanwhile, and what was taken back or cleared, where the
    /// log has records of it.
    pub moved: Option<(Decimal, Decimal)>,
    /// What was used; nothing where that is not certain.
    pub used: Option<Decimal>,
    /// Why it is not, or what else is to be known.
    pub note: Option<UsageNote>,
    /// Whether it is how much there may be at once, which is not used up.
    pub is_level: bool,
}

impl Used {
    /// Whether it is not certain what was used.
    pub fn is_marked(&self) -> bool {
        self.note.is_some_and(|note| note != UsageNote::Cleared)
    }

    /// Whether there is as much left as before.
    pub fn is_unchanged(&self) -> bool {
        let number = |literal: &Option<String>| amount(literal.as_deref()?);
        self.from == self.to || number(&self.from).is_some_and(|it| Some(it) == number(&self.to))
    }

    /// How much was used a day, in a time of so many milliseconds; nothing where
    /// nothing was used, or that is not certain.
    pub fn a_day(&self, millis: i64) -> Option<Decimal> {
        let used = self.used.filter(|used| *used > Decimal::ZERO)?;
        let is_used_up = !self.is_level && millis > 0;
        let all = is_used_up.then(|| used.checked_mul(DAY.into()))?;
        all?.checked_div(millis.into())
    }
}

/// How many days an amount lasts of which so much is used a day; whole tenths,
/// rounded down.
pub fn days_left(left: Decimal, a_day: Decimal) -> Option<Decimal> {
    let days = left.max(Decimal::ZERO).checked_div(a_day)?;
    Some(
        days.round_dp_with_strategy(DECIMALS, RoundingStrategy::ToZero)
            .normalize(),
    )
}

/// The amount of a resource that a row has left.
pub fn left(row: &Row, resource: &Resource) -> Option<Decimal> {
    amount(row.get(resource.left)?.as_str())
}

/// A literal as a decimal.
fn amount(literal: &str) -> Option<Decimal> {
    Values::Number.number(&Value::new(literal).as_text())
}

/// Whether a resource is how much an account may have at once, which comes back
/// when it is left: nothing is used up of it. In groups that are billed by total
/// concurrency that is used up.
pub fn is_level(resource: &Resource, mode: &str) -> bool {
    match resource.word {
        "channels" | "link-mic-limit" => true,
        "concurrent" => mode != "totalConcurrent",
        _ => false,
    }
}

/// What an account used between two lists. A resource that neither list has and
/// the log does not tell of is left out.
pub fn used(pair: &Pair, logged: &Logged) -> Vec<Used> {
    let of = OfPair::new(pair);
    let used = |resource| of.used(resource, logged);
    RESOURCES.iter().filter_map(used).collect()
}

/// What is to be known of an account for all of its resources.
struct OfPair<'p> {
    pair: &'p Pair,
    email: String,
    mode: String,
    /// Whether e-mail and billing mode are other ones than before.
    other_email: bool,
    other_mode: bool,
}

impl<'p> OfPair<'p> {
    fn new(pair: &'p Pair) -> Self {
        let text = |row: &Row, name| row.text(name).unwrap_or_default().into_owned();
        let email = |row: &Row| text(row, "email").to_lowercase();
        let mode = |row: &Row| text(row, "chargeType");
        let latest = pair.latest();
        let before = pair.before().unwrap_or(latest);
        Self {
            pair,
            email: email(latest),
            mode: mode(latest),
            other_email: email(before) != email(latest),
            other_mode: mode(before) != mode(latest),
        }
    }

    fn used(&self, resource: &'static Resource, logged: &Logged) -> Option<Used> {
        let literal = |row: Option<&Row>| {
            let value = row?.get(resource.left).filter(|value| !value.is_null());
            value.map(|value| value.as_str().to_owned())
        };
        let [from, to] = [self.pair.before(), self.pair.after()].map(literal);
        let moved = logged.of(&self.email, resource);
        if from.is_none() && to.is_none() && moved == Moved::default() {
            return None;
        }
        // Nobody asks the log for an account that is gone.
        let is_there = self.pair.after().is_some();
        let is_known = is_there && logged.kind().is_some_and(|kind| kind.knows(resource));
        let mut used = Used {
            resource,
            from,
            to,
            moved: is_known.then_some((moved.given, moved.taken)),
            used: None,
            note: None,
            is_level: is_level(resource, &self.mode),
        };
        used.note = self.note(&used, &moved, logged);
        if !used.is_marked() {
            used.used = sum(&used, &moved);
            let is_negative = used.used.is_none_or(|used| used < Decimal::ZERO);
            if is_negative {
                (used.used, used.note) = (None, Some(UsageNote::Negative));
            }
        }
        Some(used)
    }

    /// What keeps a figure from being certain, the reason that says most.
    fn note(&self, used: &Used, moved: &Moved, logged: &Logged) -> Option<UsageNote> {
        match self.pair {
            Pair::Appeared(_) => return Some(UsageNote::Appeared),
            Pair::Disappeared(_) => return Some(UsageNote::Disappeared),
            Pair::Both(..) => {}
        }
        let is_number = |literal: &Option<String>| literal.as_deref().and_then(amount).is_some();
        let is_unchanged = used.is_unchanged();
        // What nobody logs and is not used up tells by itself that it stayed.
        let says_nothing = used.moved.is_none() && !(is_unchanged && used.is_level);
        let reasons = [
            (
                UsageNote::NoNumber,
                !is_number(&used.from) || !is_number(&used.to),
            ),
            (UsageNote::NoLog, says_nothing && logged.kind().is_none()),
            (UsageNote::NotLogged, says_nothing),
            (UsageNote::UnknownRecord, moved.is_unclear),
            (UsageNote::WhileReading, moved.is_while_reading),
            (
                UsageNote::OtherEmail,
                self.other_email && used.moved.is_some(),
            ),
            (
                UsageNote::OtherMode,
                self.other_mode && used.resource.is_billed(),
            ),
            (
                UsageNote::Expired,
                !is_unchanged && !moved.is_cleared && self.expires(logged),
            ),
            (UsageNote::Cleared, moved.is_cleared),
        ];
        let mut reasons = reasons.into_iter();
        reasons.find_map(|(note, is_so)| is_so.then_some(note))
    }

    /// Whether the account expired between the lists, as far as they tell.
    fn expires(&self, logged: &Logged) -> bool {
        let (Some(before), Some(after)) = (self.pair.before(), self.pair.after()) else {
            return false;
        };
        let is_expired = |row: &Row| row.text("status").is_some_and(|it| it == "expired");
        let ends = |row: &Row| row.text("expireDate")?.parse().ok();
        is_expired(before) != is_expired(after)
            || [before, after]
                .into_iter()
                .filter_map(ends)
                .any(|end| logged.has(end))
    }
}

/// Fall + given − taken; nothing beyond 28 digits.
fn sum(used: &Used, moved: &Moved) -> Option<Decimal> {
    let [from, to] = [&used.from, &used.to].map(|literal| amount(literal.as_deref()?));
    let fall = from?.checked_sub(to?)?;
    let sum = fall.checked_add(moved.given)?.checked_sub(moved.taken)?;
    Some(sum.normalize())
}

#[cfg(test)]
mod tests {
    use super::super::logged::{LogKind, ReadIn};
    use super::*;

    /// The lists were read at 1 s and at 100 s after 1970.
    const LISTS: [ReadIn; 2] = [
        ReadIn {
            began: 1_000,
            ended: 1_500,
        },
        ReadIn {
            began: 100_000,
            ended: 100_500,
        },
    ];

    fn record(fields: &str) -> String {
        format!(r#"{{"email":"A@b.c","depositTime":50000,{fields}}}"#)
    }

    fn logged(kind: Option<LogKind>, records: &[&str]) -> Logged {
        let mut logged = Logged::new(kind, LISTS);
        for fields in records {
            logged.add(&Row::parse(&record(fields)).unwrap());
        }
        logged
    }

    fn pair(before: &str, after: &str) -> Pair {
        let row = |fields| Row::parse(&format!(r#"{{"userId":"1",{fields}}}"#)).unwrap();
        Pair::Both(row(before), row(after))
    }

    fn told(pair: &Pair, logged: &Logged) -> Vec<String> {
        let tell = |it: Used| {
            let amount =
                |amount: Option<Decimal>| amount.map_or("?".to_owned(), |it| it.to_string());
            let (from, to) = (
                it.from.as_deref().unwrap_or("?"),
                it.to.as_deref().unwrap_or("?"),
            );
            let (given, taken) = it.moved.unzip();
            let note = it.note.map_or("", |note| note.words().en);
            let words = format!(
                "{} {from} > {to} +{} -{} = {} {note}",
                it.resource.word,
                amount(given),
                amount(taken),
                amount(it.used)
            );
            words.trim_end().to_owned()
        };
        used(pair, logged).into_iter().map(tell).collect()
    }

    const GIVEN: &str = r#""resourceCode":"minutes","alterationType":0,"alteration":500"#;
    const TAKEN: &str = r#""resourceCode":"vodFlow","alterationType":1,"alteration":"0.2""#;
    const CLEARED: &str = r#""resourceCode":"minutes","alterationType":2,"alteration":90"#;
    const BEFORE: &str = r#""email":"a@b.c","remainMinutes":100,"remainFlow":"7.5","balance":"0""#;
    const AFTER: &str = r#""email":"a@B.c","remainMinutes":40,"remainFlow":7.1,"balance":0.00"#;

    #[test]
    fn used_is_fall_and_given_less_taken_exactly() {
        let logged = logged(Some(LogKind::Second), &[GIVEN, TAKEN]);
        assert_eq!(
            told(&pair(BEFORE, AFTER), &logged),
            [
                "minutes 100 > 40 +500 -0 = 560",
                "flow \"7.5\" > 7.1 +0 -0.2 = 0.2",
                "balance \"0\" > 0.00 +0 -0 = 0",
            ]
        );
    }

    #[test]
    fn without_a_log_nothing_is_guessed() {
        assert_eq!(
            told(&pair(BEFORE, AFTER), &logged(None, &[])),
            [
                "minutes 100 > 40 +? -? = ? log unreadable",
                "flow \"7.5\" > 7.1 +? -? = ? log unreadable",
                "balance \"0\" > 0.00 +? -? = ? log unreadable",
            ]
        );
        assert_eq!(
            told(&pair(BEFORE, AFTER), &logged(Some(LogKind::First), &[])),
            [
                "minutes 100 > 40 +0 -0 = 60",
                "flow \"7.5\" > 7.1 +0 -0 = 0.4",
                "balance \"0\" > 0.00 +? -? = ? not in the log",
            ]
        );
        // A limit that stayed says all by itself.
        let limit = |n| format!(r#""email":"a@b.c","linkMicLimit":{n}"#);
        let second = logged(Some(LogKind::Second), &[]);
        assert_eq!(
            told(&pair(&limit(6), &limit(6)), &second),
            ["link-mic-limit 6 > 6 +? -? = 0"]
        );
        assert_eq!(
            told(&pair(&limit(6), &limit(8)), &second),
            ["link-mic-limit 6 > 8 +? -? = ? not in the log"]
        );
    }

    #[test]
    fn what_is_not_certain_is_marked() {
        let minutes = |n: &str| format!(r#""email":"a@b.c","remainMinutes":{n}"#);
        let second = |records: &[&str]| logged(Some(LogKind::Second), records);
        let odd = r#""resourceCode":"newThing","alterationType":0,"alteration":1"#;
        let kind = r#""resourceCode":"minutes","alterationType":9,"alteration":1"#;
        for (before, after, records, expected) in [
            ("100", "90", &[][..], "= 10"),
            ("100", "110", &[], "= ? negative"),
            ("100", "null", &[], "= ? not a number"),
            ("100", "\"many\"", &[], "= ? not a number"),
            ("null", "null", &[GIVEN], "= ? not a number"),
            ("100", "90", &[odd], "= ? unknown record"),
            ("100", "90", &[kind], "= ? unknown record"),
            ("100", "0", &[CLEARED], "= 10 cleared at expiry"),
            ("100", "20", &[CLEARED], "= ? negative"),
            (
                "1e28",
                "-79228162514264337593543950335",
                &[],
                "= ? negative",
            ),
        ] {
            let pair = pair(&minutes(before), &minutes(after));
            let told = told(&pair, &second(records));
            assert!(told[0].ends_with(expected), "{told:?}");
        }
    }

    #[test]
    fn what_changed_of_the_account_itself_is_marked() {
        let fields = |email, mode| {
            format!(r#""email":"{email}","chargeType":"{mode}","remainMinutes":5,"remainFlow":1"#)
        };
        let second = logged(Some(LogKind::Second), &[]);
        let renamed = pair(&fields("a@b.c", "minutes"), &fields("d@b.c", "minutes"));
        assert!(told(&renamed, &second)[1].ends_with("= ? e-mail changed"));
        let other = pair(
            &fields("a@b.c", "minutes"),
            &fields("a@b.c", "parallelConcurrent"),
        );
        let told_of = told(&other, &second);
        assert!(
            told_of[0].ends_with("= ? billing mode changed"),
            "{told_of:?}"
        );
        assert!(told_of[1].ends_with("= 0"), "{told_of:?}");
        let Pair::Both(row, _) = other else { panic!() };
        let new = told(&Pair::Appeared(row.clone()), &second);
        assert_eq!(new[0], "minutes ? > 5 +0 -0 = ? appeared");
        let gone = told(&Pair::Disappeared(row), &second);
        assert_eq!(gone[0], "minutes 5 > ? +? -? = ? disappeared");
    }

    #[test]
    fn what_expiry_cleared_is_unknown_unless_the_log_tells_it() {
        let fields = |status, end, minutes| {
            format!(
                r#""email":"a@b.c","status":"{status}","expireDate":{end},"remainMinutes":{minutes}"#
            )
        };
        let logs = [LogKind::First, LogKind::Second].map(|kind| logged(Some(kind), &[]));
        for (before, after, expected) in [
            (
                fields("normal", 50_000, 9),
                fields("normal", 50_000, 0),
                "expired meanwhile",
            ),
            (
                fields("normal", 1, 9),
                fields("expired", 1, 0),
                "expired meanwhile",
            ),
            (
                fields("normal", 50_000, 9),
                fields("expired", 50_000, 9),
                "= 0",
            ),
            (
                fields("normal", 200_000, 9),
                fields("normal", 200_000, 0),
                "= 9",
            ),
            (fields("expired", 1, 9), fields("expired", 1, 0), "= 9"),
        ] {
            for log in &logs {
                let told = told(&pair(&before, &after), log);
                assert!(told[0].ends_with(expected), "{told:?}");
            }
        }
    }

    #[test]
    fn what_the_log_tells_was_cleared_is_no_use() {
        let fields = |n| format!(r#""email":"a@b.c","expireDate":50000,"remainMinutes":{n}"#);
        let second = logged(Some(LogKind::Second), &[CLEARED]);
        let told = told(&pair(&fields(100), &fields(0)), &second);
        assert!(told[0].ends_with("= 10 cleared at expiry"), "{told:?}");
    }

    #[test]
    fn days_left_are_those_of_the_mean() {
        let of = |fields: &str, other: &str| {
            let logged = logged(Some(LogKind::Second), &[]);
            used(&pair(fields, other), &logged).remove(0)
        };
        let minutes = of(r#""remainMinutes":100"#, r#""remainMinutes":79"#);
        let a_day = minutes.a_day(3 * DAY).unwrap();
        assert_eq!(a_day, Decimal::from(7));
        assert_eq!(days_left(79.into(), a_day).unwrap().to_string(), "11.2");
        assert_eq!(days_left((-5).into(), a_day).unwrap().to_string(), "0");
        for (before, after) in [
            (r#""remainMinutes":100"#, r#""remainMinutes":100"#),
            (r#""remainMinutes":100"#, r#""remainMinutes":101"#),
            (r#""maxChannels":9"#, r#""maxChannels":5"#),
        ] {
            assert_eq!(of(before, after).a_day(3 * DAY), None, "{after}");
        }
        let level = |word| {
            is_level(
                RESOURCES.iter().find(|it| it.word == word).unwrap(),
                "totalConcurrent",
            )
        };
        assert_eq!(
            ["concurrent", "channels", "minutes"].map(level),
            [false, true, false]
        );
    }
}
