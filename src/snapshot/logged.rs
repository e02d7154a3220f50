//! What the allocation log tells of the time between two lists. Pure.
//!
//! Nobody may guess: a record of which it is not certain that the one list has
//! it and the other has not, or what it means, puts its account in doubt.

use crate::endpoints::resources::{RESOURCES, Resource};
use crate::endpoints::times;
use crate::output::Values;
use crate::row::Row;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::HashMap;

const SECOND: i64 = 1000;

/// How far the service's clock may be ahead of its `Date`, by which the times
/// of lists are known: it has whole seconds, rounded down.
const DATE_STEP: i64 = SECOND;

/// Milliseconds: the year 9999. What a damaged file tells may lie beyond.
const LATEST: i64 = 253_370_000_000_000;

/// Bytes of a G in the log of generation 1 (inferred from the vendor's VOD
/// documents).
const BYTES_PER_G: u64 = 1 << 30;

/// Decimals of a G among which the amount is looked for of which the bytes are.
const MOST_DECIMALS: u32 = 3;

/// The service's code of what is no resource of an account: how many
/// sub-accounts there may be.
const NO_RESOURCE: &str = "groupUserCount";

/// The code of concurrency in groups that are billed by its total.
const CUMULATIVE: &str = "totalConcurrent";

/// When a list was read, by the service's clock, in Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadIn {
    /// Before its first request left.
    pub began: i64,
    /// After its last reply.
    pub ended: i64,
}

impl ReadIn {
    /// The first and the last second of which nobody knows whether the list
    /// shows what was done in them, each as its first millisecond.
    fn seconds(self) -> (i64, i64) {
        let second = |at: i64| at.clamp(0, LATEST).div_euclid(SECOND) * SECOND;
        let ended = self.ended.saturating_add(DATE_STEP);
        (second(self.began), second(ended))
    }
}

/// Which of the two logs of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogKind {
    /// `list-allocate-log`.
    First,
    /// `allocation-log/list`.
    Second,
}

/// The columns of amounts in generation 1, the resource of each, and whether
/// they are bytes.
const FIRST: [(&str, &str, bool); 5] = [
    ("duration", "minutes", false),
    ("concurrences", "concurrent", false),
    ("flow", "flow", true),
    ("space", "space", true),
    ("channels", "channels", false),
];

impl LogKind {
    /// Whether it has records of a resource.
    pub fn knows(self, resource: &Resource) -> bool {
        match self {
            Self::First => FIRST.iter().any(|(_, word, _)| *word == resource.word),
            Self::Second => !resource.code.is_empty(),
        }
    }
}

/// What was given of a resource and taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// The sum of what was given.
    pub given: Decimal,
    /// The sum of what was taken back, or cleared at expiry.
    pub taken: Decimal,
    /// Whether some of it was cleared at expiry.
    pub is_cleared: bool,
    /// Whether a record lies in the time in which one of the lists was read.
    pub is_while_reading: bool,
    /// Whether a record cannot be understood.
    pub is_unclear: bool,
}

/// What the log tells of one account.
#[derive(Clone, Debug, Default)]
struct OfAccount {
    moved: Vec<(&'static Resource, Moved)>,
    /// Whether a record is of what nobody knows.
    is_unclear: bool,
}

/// The records between two lists, added up by account and resource.
#[derive(Clone, Debug)]
pub struct Logged {
    /// The log that was read; `None` where none could be.
    kind: Option<LogKind>,
    lists: [ReadIn; 2],
    /// By e-mail in small letters.
    accounts: HashMap<Box<str>, OfAccount>,
    /// Whether a record tells no account: it may be of any.
    is_unclear: bool,
}

impl Logged {
    /// Nothing is known yet of the time between two lists, the earlier first.
    pub fn new(kind: Option<LogKind>, lists: [ReadIn; 2]) -> Self {
        Self {
            kind,
            lists,
            accounts: HashMap::new(),
            is_unclear: false,
        }
    }

    /// The log that was read; `None` where none could be.
    pub fn kind(&self) -> Option<LogKind> {
        self.kind
    }

    /// The time from the first list to the last in Unix milliseconds.
    pub fn span(&self) -> [i64; 2] {
        let [first, last] = self.lists.map(ReadIn::seconds);
        [first.0, last.1 + SECOND - 1]
    }

    /// Takes a record.
    pub fn add(&mut self, record: &Row) {
        let (Some(kind), [first, last]) = (self.kind, self.lists.map(ReadIn::seconds)) else {
            return;
        };
        // In seconds, or in millionths of them, it would lie far away: nobody says
        // in what they are, and what is not counted would be missing.
        let is_of_our_unit = |at: &i64| (first.0 / 2..=last.1.saturating_mul(2)).contains(at);
        let at = time(kind, record).filter(is_of_our_unit);
        let at = at.map(|at| at.div_euclid(SECOND) * SECOND);
        if at.is_some_and(|at| at < first.0 || at > last.1) {
            return;
        }
        let Some(email) = record.text("email") else {
            self.is_unclear = true;
            return;
        };
        let account = self.accounts.entry(email.to_lowercase().into());
        let account = account.or_default();
        let entries = match kind {
            LogKind::First => first_entries(record),
            LogKind::Second => second_entry(record),
        };
        let Some(entries) = entries else {
            account.is_unclear = true;
            return;
        };
        for (resource, entry) in entries {
            let moved = account.moved(resource);
            match at {
                None => moved.is_unclear = true,
                Some(at) if at <= first.1 || at >= last.0 => moved.is_while_reading = true,
                Some(_) => moved.add(entry),
            }
        }
    }

    /// What it tells of a resource of the account with this e-mail.
    pub fn of(&self, email: &str, resource: &Resource) -> Moved {
        let account = self.accounts.get(&*email.to_lowercase());
        let mut moved = account.into_iter().flat_map(|account| &account.moved);
        let found = moved.find(|(known, _)| *known == resource);
        let moved = found.map_or_else(Moved::default, |(_, moved)| *moved);
        Moved {
            is_unclear: moved.is_unclear
                || self.is_unclear
                || account.is_some_and(|account| account.is_unclear),
            ..moved
        }
    }

    /// Puts all of an account in doubt: the log cannot tell it from another.
    pub fn doubt(&mut self, email: &str) {
        let account = self.accounts.entry(email.to_lowercase().into());
        account.or_default().is_unclear = true;
    }

    /// Whether something that ends at this time ends between the lists, or while
    /// they were read.
    pub fn has(&self, unix_millis: i64) -> bool {
        let [from, to] = self.span();
        (from..=to).contains(&unix_millis)
    }
}

impl OfAccount {
    fn moved(&mut self, resource: &'static Resource) -> &mut Moved {
        let known = self.moved.iter().position(|(known, _)| *known == resource);
        let at = known.unwrap_or(self.moved.len());
        if known.is_none() {
            self.moved.push((resource, Moved::default()));
        }
        &mut self.moved[at].1
    }
}

/// What one record tells of a resource.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Alteration {
    Given(Decimal),
    Taken(Decimal),
    Cleared(Decimal),
    Unclear,
}

impl Moved {
    fn add(&mut self, entry: Alteration) {
        let (sum, amount) = match entry {
            Alteration::Given(amount) => (&mut self.given, amount),
            Alteration::Taken(amount) | Alteration::Cleared(amount) => (&mut self.taken, amount),
            Alteration::Unclear => {
                self.is_unclear = true;
                return;
            }
        };
        self.is_cleared |= matches!(entry, Alteration::Cleared(_)) && !amount.is_zero();
        match sum.checked_add(amount) {
            Some(more) => *sum = more,
            None => self.is_unclear = true,
        }
    }
}

/// When a record was made, in Unix milliseconds.
fn time(kind: LogKind, record: &Row) -> Option<i64> {
    let field = match kind {
        LogKind::First => "date",
        LogKind::Second => "depositTime",
    };
    let text = record.text(field)?;
    // Milliseconds by the documents' other times, a text by those of generation 1.
    text.parse().ok().or_else(|| times::log_millis(&text))
}

type OfResource = (&'static Resource, Alteration);

/// The amounts of a record of generation 1; `None` where it has none that is
/// known.
fn first_entries(record: &Row) -> Option<Vec<OfResource>> {
    let origin = record.text("origin").unwrap_or_default();
    let entry = |(field, word, is_bytes): &(&str, &str, bool)| {
        let text = record.text(field).filter(|text| !text.is_empty())?;
        let amount = Values::Number.number(&text);
        let amount = amount.map(|amount| match is_bytes {
            true => in_g(amount),
            false => amount,
        });
        let entry = match amount {
            Some(amount) if origin.starts_with("RECOVER_") => Alteration::Taken(amount.abs()),
            Some(amount) if origin.starts_with("ADD_") && amount >= Decimal::ZERO => {
                Alteration::Given(amount)
            }
            _ => Alteration::Unclear,
        };
        Some((named(word)?, entry))
    };
    let entries: Vec<OfResource> = FIRST.iter().filter_map(entry).collect();
    (!entries.is_empty()).then_some(entries)
}

/// The amount of a record of generation 2; `None` where it is of no known
/// resource. Whether what was taken back has a sign is not documented.
fn second_entry(record: &Row) -> Option<Vec<OfResource>> {
    let code = record.text("resourceCode")?;
    if code == NO_RESOURCE {
        return Some(Vec::new());
    }
    let mut all = RESOURCES
        .iter()
        .filter(|resource| !resource.code.is_empty());
    let resource = match &*code {
        CUMULATIVE => named("concurrent"),
        code => all.find(|resource| resource.code == code),
    };
    let amount = record.text("alteration");
    let amount = amount.and_then(|text| Values::Number.number(&text));
    let kind = record.text("alterationType").unwrap_or_default();
    let entry = match (amount, &*kind) {
        (Some(amount), "0") if amount >= Decimal::ZERO => Alteration::Given(amount),
        (Some(amount), "1") => Alteration::Taken(amount.abs()),
        (Some(amount), "2") => Alteration::Cleared(amount.abs()),
        _ => Alteration::Unclear,
    };
    Some(vec![(resource?, entry)])
}

fn named(word: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|resource| resource.word == word)
}

/// Bytes in G: the shortest amount with a few decimals that is these bytes, cut
/// or rounded to a whole one; else the quotient.
fn in_g(bytes: Decimal) -> Decimal {
    let a_g = Decimal::from(BYTES_PER_G);
    let exact = bytes / a_g;
    let nearest = (0..=MOST_DECIMALS).map(|decimals| {
        exact.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
    });
    let is_it = |amount: &Decimal| {
        let back = amount.checked_mul(a_g);
        back.is_some_and(|back| (back - bytes).abs() < Decimal::ONE)
    };
    { nearest }.find(is_it).unwrap_or(exact).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-30 00:00:00 in China.
    const START: i64 = 1_795_968_000_000;

    /// Read from 100.5 to 101.2 s after that, and from 200.0 to 201.9.
    fn logged(kind: LogKind, records: &[&str]) -> Logged {
        let list = |began, ended| ReadIn {
            began: START + began,
            ended: START + ended,
        };
        let mut logged = Logged::new(Some(kind), [list(100_500, 101_200), list(200_000, 201_900)]);
        for record in records {
            logged.add(&Row::parse(record).unwrap());
        }
        logged
    }

    fn told(logged: &Logged, email: &str, word: &str) -> String {
        let moved = logged.of(email, named(word).unwrap());
        let marks = [
            (moved.is_cleared, " cleared"),
            (moved.is_while_reading, " reading"),
            (moved.is_unclear, " unclear"),
        ];
        let marks = marks.into_iter().filter(|(is_so, _)| *is_so);
        let marks: String = marks.map(|(_, mark)| mark).collect();
        format!("+{} -{}{marks}", moved.given, moved.taken)
    }

    fn second(at: i64, kind: &str, code: &str, amount: &str) -> String {
        let at = START + at;
        format!(
            r#"{{"email":"A@b.c","depositTime":{at},"resourceCode":"{code}","alterationType":{kind},"alteration":{amount}}}"#
        )
    }

    fn of_second(records: &[String], word: &str) -> String {
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        told(&logged(LogKind::Second, &records), "a@B.c", word)
    }

    #[test]
    fn what_lies_between_is_added_up_and_what_lies_in_a_reading_is_in_doubt() {
        let minutes = |at| second(at, "0", "minutes", "5");
        for (at, expected) in [
            (99_999, "+0 -0"),
            (100_000, "+0 -0 reading"),
            (101_000, "+0 -0 reading"),
            (102_999, "+0 -0 reading"),
            (103_000, "+5 -0"),
            (199_999, "+5 -0"),
            (200_000, "+0 -0 reading"),
            (202_999, "+0 -0 reading"),
            (203_000, "+0 -0"),
        ] {
            assert_eq!(of_second(&[minutes(at)], "minutes"), expected, "{at}");
        }
        let span = logged(LogKind::Second, &[]).span();
        assert_eq!(span, [START + 100_000, START + 202_999]);
    }

    #[test]
    fn the_kinds_of_generation_2_are_told_apart() {
        let at = 150_000;
        for (kind, code, amount, word, expected) in [
            ("0", "minutes", "600", "minutes", "+600 -0"),
            ("\"1\"", "vodFlow", "\"0.10\"", "flow", "+0 -0.10"),
            ("1", "vodSpace", "-3.5", "space", "+0 -3.5"),
            ("2", "balance", "12.50", "balance", "+0 -12.50 cleared"),
            ("2", "balance", "0", "balance", "+0 -0"),
            ("0", "totalConcurrent", "7", "concurrent", "+7 -0"),
            ("0", "parallelConcurrent", "7", "concurrent", "+7 -0"),
            ("0", "linkMicDuration", "7", "link-mic-minutes", "+7 -0"),
            ("0", "guideDuration", "7", "guide-minutes", "+7 -0"),
            ("0", "groupUserCount", "7", "minutes", "+0 -0"),
            ("7", "minutes", "5", "minutes", "+0 -0 unclear"),
            ("0", "minutes", "-5", "minutes", "+0 -0 unclear"),
            ("0", "minutes", "\"many\"", "minutes", "+0 -0 unclear"),
            ("0", "minutes", "null", "minutes", "+0 -0 unclear"),
            ("7", "minutes", "5", "flow", "+0 -0"),
            // Of what nobody knows it may be any.
            ("0", "newThing", "5", "flow", "+0 -0 unclear"),
        ] {
            let record = second(at, kind, code, amount);
            assert_eq!(
                of_second(std::slice::from_ref(&record), word),
                expected,
                "{record}"
            );
        }
    }

    #[test]
    fn the_columns_of_generation_1_are_told_apart() {
        for (fields, word, expected) in [
            (
                r#""origin":"ADD_DURATION","duration":"600""#,
                "minutes",
                "+600 -0",
            ),
            (
                r#""origin":"RECOVER_DURATION","duration":-6"#,
                "minutes",
                "+0 -6",
            ),
            (
                r#""origin":"ADD_CONCURRENCES","concurrences":970"#,
                "concurrent",
                "+970 -0",
            ),
            (
                r#""origin":"RECOVER_FLOW","flow":955630223360"#,
                "flow",
                "+0 -890",
            ),
            (
                r#""origin":"ADD_SPACE","space":"1610612736""#,
                "space",
                "+1.5 -0",
            ),
            (
                r#""origin":"ADD_SPACE","space":"354334801""#,
                "space",
                "+0.33 -0",
            ),
            (
                r#""origin":"ADD_CHANNELS","channels":"5","flow":null"#,
                "channels",
                "+5 -0",
            ),
            (
                r#""origin":"ADD_CHANNELS","channels":"5","flow":null"#,
                "flow",
                "+0 -0",
            ),
            (
                r#""origin":"EXPIRED","duration":3"#,
                "minutes",
                "+0 -0 unclear",
            ),
            (r#""origin":"EXPIRED","duration":3"#, "flow", "+0 -0"),
            (
                r#""origin":"ADD_SPACE","space":"a lot""#,
                "space",
                "+0 -0 unclear",
            ),
            (
                r#""origin":"CHANGE_PLAN","space":null"#,
                "channels",
                "+0 -0 unclear",
            ),
        ] {
            let record = format!(r#"{{"email":"a@b.c","date":"2026-11-30 00:02:30",{fields}}}"#);
            let logged = logged(LogKind::First, &[&record]);
            assert_eq!(told(&logged, "a@b.c", word), expected, "{record}");
            assert_eq!(told(&logged, "other@b.c", word), "+0 -0", "{record}");
        }
    }

    #[test]
    fn a_time_or_an_account_that_cannot_be_read_is_a_doubt() {
        let text =
            second(0, "0", "minutes", "5").replace("1795968000000", "\"2026-11-30 00:02:30\"");
        assert_eq!(of_second(std::slice::from_ref(&text), "minutes"), "+5 -0");
        let odd = text.replace("2026-11-30 00:02:30", "soon");
        assert_eq!(
            of_second(std::slice::from_ref(&odd), "minutes"),
            "+0 -0 unclear"
        );
        assert_eq!(of_second(&[odd], "flow"), "+0 -0");
        for at in ["1795968150", "1795968150000000", "-5"] {
            let other_unit = second(0, "0", "minutes", "5").replace("1795968000000", at);
            assert_eq!(of_second(&[other_unit], "minutes"), "+0 -0 unclear", "{at}");
        }
        let nobody = text.replace("\"A@b.c\"", "null");
        assert_eq!(of_second(&[nobody], "flow"), "+0 -0 unclear");
    }

    #[test]
    fn bytes_that_are_no_few_decimals_of_a_g_stay_exact() {
        for (bytes, expected) in [
            (0, "0"),
            (1, "0.0000000009313225746154785156"),
            (BYTES_PER_G, "1"),
            (BYTES_PER_G + 4096, "1.000003814697265625"),
            (BYTES_PER_G / 4, "0.25"),
            (BYTES_PER_G / 3, "0.3333333330228924751281738281"),
        ] {
            assert_eq!(in_g(bytes.into()).to_string(), expected, "{bytes}");
        }
    }
}
