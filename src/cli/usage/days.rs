//! How long what accounts have left lasts at their mean use of late.

use super::super::between::KeptList;
use super::super::context::Context;
use super::super::which_snapshot::{DirArg, Which};
use super::log::{self, LogEmails};
use crate::endpoints::resources::Resource;
use crate::failure::Failure;
use crate::row::Row;
use crate::snapshot::{Logged, Pairs, account, days_left, left, used};
use crate::text;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Days over which the mean is taken, at most.
const MOST_DAYS: i64 = 14;

/// Days below which a mean says nothing.
const FEWEST_DAYS: i64 = 3;

/// What accounts use a day, by what tells accounts apart and the word of the
/// resource. There is none where nothing was used, or that is not certain.
#[derive(Default)]
pub(in crate::cli) struct DailyUse(HashMap<Box<str>, Vec<(&'static str, Decimal)>>);

impl DailyUse {
    /// How many days a resource lasts of which this row of the list of
    /// sub-accounts, live or of a snapshot, has so much left.
    pub(in crate::cli) fn days_left(&self, row: &Row, resource: &Resource) -> Option<Decimal> {
        let a_day = self.0.get(&*account(row))?;
        let a_day = a_day.iter().find(|(word, _)| *word == resource.word);
        days_left(left(row, resource)?, a_day?.1)
    }

    /// Of the time between two lists, the earlier first.
    pub(super) fn of(
        before: &KeptList,
        after: &KeptList,
        logged: &Logged,
    ) -> Result<Self, Failure> {
        let millis = after.header.ended.saturating_sub(before.header.ended);
        let mut all = HashMap::new();
        for pair in Pairs::new(before.rows()?, after.rows()?) {
            let pair = pair?;
            let used = used(&pair, logged).into_iter();
            let used = used.filter_map(|used| Some((used.resource.word, used.a_day(millis)?)));
            let used: Vec<_> = used.collect();
            if !used.is_empty() {
                all.insert(account(pair.latest()).into(), used);
            }
        }
        Ok(Self(all))
    }
}

/// The mean use of the last 14 days before the latest snapshot: for `check`. The
/// e-mails of all accounts are asked for in the allocation log. `None` where no
/// snapshot is old enough.
///
/// # Errors
/// Usage: there is no snapshot at all. The credentials are missing or refused.
/// The system's.
pub(in crate::cli) fn daily_use(
    dir: &DirArg,
    context: &Context,
) -> Result<Option<DailyUse>, Failure> {
    let latest = KeptList::of(&Which::Latest.as_of_end(dir, context)?);
    let Some(before) = start(&latest, dir, context)? else {
        return Ok(None);
    };
    let mut emails = LogEmails::default();
    emails.take_all(&latest)?;
    emails.take_all(&before)?;
    let lists = [&before, &latest].map(KeptList::read_in);
    let logs = log::between(&[lists], &emails, context)?;
    DailyUse::of(&before, &latest, &logs[0]).map(Some)
}

/// Where the time starts over which the mean is taken: the oldest snapshot that
/// is 14 days older or less, and three days older or more.
pub(super) fn start(
    until: &KeptList,
    dir: &DirArg,
    context: &Context,
) -> Result<Option<KeptList>, Failure> {
    let end = until.header.ended;
    let ago = |days: i64| end.saturating_sub(days * DAY);
    let days = ago(MOST_DAYS)..=ago(FEWEST_DAYS);
    let entries = dir.to_read()?.entries(Some(&until.header.app_id))?;
    let Some(oldest) = entries.iter().find(|entry| days.contains(&entry.time)) else {
        return Ok(None);
    };
    match KeptList::at(&oldest.path) {
        Ok(before) => Ok(Some(before)),
        Err(failure) => {
            let why = failure.message;
            context.console.warn(text!(
                "days left are not told: {why}",
                "无法给出剩余天数：{why}"
            ));
            Ok(None)
        }
    }
}
