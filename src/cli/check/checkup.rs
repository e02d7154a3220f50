//! What became of the conditions: rows in, and what holds for which account.

use super::condition::{Condition, Subject};
use super::metrics::{Matches, Metrics};
use crate::failure::{Failure, Kind};
use crate::order;
use crate::output::{Column, Filter, Values};
use crate::row::Row;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::io::{self, Write};

/// What is asked of the group: checked before anything is read.
#[derive(Debug)]
pub(super) struct Plan {
    pub conditions: Vec<Condition>,
    /// Which accounts count.
    pub filters: Vec<Filter>,
    pub with_metrics: bool,
}

impl Plan {
    /// Whether the list of accounts is needed.
    pub(super) fn needs_accounts(&self) -> bool {
        let mut conditions = self.conditions.iter();
        self.with_metrics || conditions.any(|it| it.subject.is_of_accounts())
    }

    /// Whether it has to be known how long things last.
    pub(super) fn needs_days(&self) -> bool {
        let mut conditions = self.conditions.iter();
        conditions.any(|it| matches!(it.subject, Subject::DaysLeft))
    }

    /// Whether a condition is about how old the snapshot is.
    pub(super) fn asks_for_age(&self) -> bool {
        let mut conditions = self.conditions.iter();
        conditions.any(|it| matches!(it.subject, Subject::Age))
    }

    /// Whether a condition is about the figures of the group.
    pub(super) fn needs_info(&self) -> bool {
        let mut conditions = self.conditions.iter();
        conditions.any(|it| !it.subject.figures().is_empty())
    }
}

/// An account for which a condition holds.
#[derive(Debug)]
pub(super) struct Hit {
    pub email: Option<String>,
    pub user_id: Option<String>,
    /// The value, as the service sent it.
    pub literal: String,
    pub text: Option<String>,
}

/// What became of a condition.
#[derive(Debug)]
pub(super) struct Held {
    pub condition: Condition,
    /// The accounts for which it holds, the worst first.
    pub hits: Vec<Hit>,
    /// Accounts that have nothing which could be compared.
    pub blanks: u64,
    /// Accounts of which it should be told and is not: null tells that there is
    /// nothing.
    pub untold: u64,
    /// What a condition is about that is not of each account.
    pub value: Option<Decimal>,
    /// Whether nobody can say whether it holds.
    pub is_untold: bool,
    pub holds: bool,
}

impl Held {
    /// Whether it is of each account.
    pub(super) fn column(&self) -> Option<&'static Column> {
        self.condition.subject.column()
    }

    /// Takes the row of an account; `days` is how long what it has lasts, as far as
    /// that is certain.
    fn take(&mut self, row: &Row, days: Option<&str>, is_uncertain: bool) {
        let Some(column) = self.column() else { return };
        let is_days = matches!(self.condition.subject, Subject::DaysLeft);
        let (cell, literal) = match is_days {
            true => (days.map(Cow::Borrowed), days),
            false => {
                let literal = row.get(column.field).map(|value| value.as_str());
                (row.text(column.field), literal)
            }
        };
        let comparison = &self.condition.comparison;
        let can_tell = comparison.can_tell(cell.as_deref());
        let holds = can_tell && comparison.holds(cell.as_deref());
        let is_told = match is_days {
            true => !is_uncertain,
            false => literal.is_some_and(|it| can_tell || NOTHING.contains(&it)),
        };
        self.untold += u64::from(!is_told);
        // What is uncertain may be the worst of an account.
        if !can_tell || is_days && !is_told && !holds {
            self.blanks += 1;
        } else if holds {
            let text = |name: &str| row.text(name).map(|text| text.into_owned());
            self.hits.push(Hit {
                email: text("email"),
                user_id: text("userId"),
                literal: literal.unwrap_or("null").to_owned(),
                text: cell.map(|text| text.into_owned()),
            });
        }
    }

    /// Puts the worst first: the least of what is too little.
    fn sort(&mut self) {
        let values = self.column().map_or(Values::Text, |column| column.values);
        let number = |hit: &Hit| values.number(hit.text.as_deref()?);
        match self.condition.comparison.word {
            "lt" | "le" => order::sort_by_key(&mut self.hits, number),
            "gt" | "ge" => order::sort_by_key(&mut self.hits, |hit| Reverse(number(hit))),
            _ => {}
        }
    }
}

/// Literals by which the service tells that there is nothing.
const NOTHING: [&str; 2] = ["null", "\"\""];

/// How long what accounts have left lasts, or why nobody can say.
pub(super) type Days = Result<DaysOf, Failure>;

/// How long what accounts have left lasts.
pub(super) struct DaysOf {
    /// The end of the time over which the mean use is taken, in Unix
    /// milliseconds, where that is days ago.
    pub until: Option<i64>,
    /// Of an account.
    pub of: Box<dyn Fn(&Row) -> Lasts + Send>,
}

/// How long what one account has left lasts.
#[derive(Default)]
pub(super) struct Lasts {
    /// The days of the resource that is used up first; nothing where none is.
    pub days: Option<Decimal>,
    /// Whether those of another are not certain.
    pub is_uncertain: bool,
}

/// What became of all of them.
pub(super) struct Checkup {
    /// Of the critical ones first, in the order in which they were typed.
    pub held: Vec<Held>,
    /// The accounts that count, and all; nothing where they were not needed.
    pub accounts: Option<(u64, u64)>,
    pub metrics: Option<Metrics>,
    filters: Vec<Filter>,
    /// Nothing where that is not asked for.
    pub days: Option<Days>,
    /// How many seconds old the snapshot is; nothing where none is read.
    pub age: Option<i64>,
    /// How many of the accounts that count are in each state.
    states: Vec<(String, u64)>,
}

impl Checkup {
    /// Nothing has been read yet.
    pub(super) fn new(plan: Plan, days: Option<Days>) -> Self {
        let accounts = plan.needs_accounts().then_some((0, 0));
        let held = |condition| Held {
            condition,
            hits: Vec::new(),
            blanks: 0,
            untold: 0,
            value: None,
            is_untold: false,
            holds: false,
        };
        let mut held: Vec<Held> = plan.conditions.into_iter().map(held).collect();
        order::sort_by_key(&mut held, |held| !held.condition.is_critical);
        Self {
            held,
            accounts,
            metrics: plan.with_metrics.then(Metrics::default),
            filters: plan.filters,
            days,
            age: None,
            states: Vec::new(),
        }
    }

    /// Takes the row of an account.
    pub(super) fn take(&mut self, row: &Row) {
        let counts = self.filters.iter().all(|filter| filter.keeps(row));
        let (kept, all) = self.accounts.get_or_insert_default();
        *all += 1;
        if !counts {
            return;
        }
        *kept += 1;
        let state = row.text("status").unwrap_or_default();
        match self
            .states
            .iter_mut()
            .find(|(own, _)| own.eq_ignore_ascii_case(&state))
        {
            Some((_, count)) => *count += 1,
            None => self.states.push((state.into_owned(), 1)),
        }
        let days = self.days.as_ref().and_then(|days| days.as_ref().ok());
        let lasts = days.map_or_else(Lasts::default, |days| (days.of)(row));
        let text = lasts.days.map(|days| days.normalize().to_string());
        for held in &mut self.held {
            held.take(row, text.as_deref(), lasts.is_uncertain);
        }
        if let Some(metrics) = &mut self.metrics {
            metrics.account(row, lasts.days.filter(|_| !lasts.is_uncertain));
        }
    }

    /// All accounts have been taken; `info` has the figures of the group.
    pub(super) fn end(&mut self, info: Option<&Row>) {
        let (kept, _) = self.accounts.unwrap_or_default();
        let states = &self.states;
        let in_state = |state: &str| {
            let own = states
                .iter()
                .find(|(own, _)| own.eq_ignore_ascii_case(state));
            own.map_or(0, |(_, count)| *count)
        };
        for held in &mut self.held {
            let subject = held.condition.subject;
            held.value = match subject {
                Subject::Account(_) | Subject::DaysLeft => None,
                Subject::Age => self.age.map(Decimal::from),
                Subject::Accounts(None) => Some(kept.into()),
                // Without any state nobody can say how many are in one.
                Subject::Accounts(Some(_)) if kept > 0 && in_state("") == kept => None,
                Subject::Accounts(Some(state)) => Some(in_state(state).into()),
                _ => {
                    let figure = |field: &&str| Values::Number.number(&info?.text(field)?);
                    let figures: Option<Vec<_>> = subject.figures().iter().map(figure).collect();
                    figures.and_then(|figures| subject.of_figures(&figures))
                }
            };
            let is_of_none = kept > 0 && held.untold == kept && held.hits.is_empty();
            held.is_untold = match subject {
                Subject::DaysLeft => is_of_none || !matches!(self.days, Some(Ok(_))),
                Subject::Account(_) => is_of_none,
                _ => held.value.is_none(),
            };
            held.sort();
            held.holds = match held.value {
                Some(value) => held.condition.comparison.holds(Some(&value.to_string())),
                None => !held.hits.is_empty(),
            };
        }
        if let Some(metrics) = &mut self.metrics {
            metrics.group(info, &self.states);
        }
    }

    /// The worst of what holds; nothing where all is well.
    pub(super) fn worst(&self) -> Option<Kind> {
        let mut held = self.held.iter().filter(|held| held.holds);
        held.next().map(|held| held.condition.kind())
    }

    /// Writes the file for Prometheus, where it is asked for.
    pub(super) fn write_metrics(
        &self,
        app_id: &str,
        unix_millis: i64,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let matches = self.held.iter().filter(|held| !held.is_untold);
        let matches = matches.map(|held| Matches {
            condition: &held.condition.text,
            level: held.condition.level(),
            count: match held.value {
                Some(_) => usize::from(held.holds),
                None => held.hits.len(),
            },
        });
        let status = (!self.held.is_empty()).then(|| match self.worst() {
            None => 0,
            Some(Kind::Warning) => 1,
            Some(_) => 2,
        });
        let matches: Vec<Matches<'_>> = matches.collect();
        match &self.metrics {
            Some(metrics) => metrics.write(app_id, unix_millis, (status, &matches), out),
            None => Ok(()),
        }
    }
}
