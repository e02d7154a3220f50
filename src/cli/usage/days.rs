//! How long what accounts have left lasts at their mean use of late.

use super::super::between::KeptList;
use super::super::context::Context;
use super::super::which_snapshot::{DirArg, Which};
use super::has_its_log;
use super::log::{self, LogEmails};
use crate::endpoints::resources::Resource;
use crate::failure::{Failure, Kind};
use crate::lang::{Text, both};
use crate::row::Row;
use crate::snapshot::{
    Entry, Logged, Pairs, Reader, UsageNote, Used, account, days_left, left, used,
};
use crate::text;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Days over which the mean is taken, at most.
const MOST_DAYS: i64 = 14;

/// Days below which a mean says nothing.
const FEWEST_DAYS: i64 = 3;

/// Days after which it is said of when the latest snapshot is: more than one that
/// is made every day is ever old.
const OLD_DAYS: i64 = 2;

/// What accounts use a day, by what tells accounts apart and the word of the
/// resource: `None` where that is not certain. There is none where nothing was
/// used, or the log has no records of the resource.
#[derive(Default)]
pub(in crate::cli) struct DailyUse {
    accounts: HashMap<Box<str>, Vec<(&'static str, Option<Decimal>)>>,
    /// The end of the time over which the mean is taken, in Unix milliseconds,
    /// where that is days ago.
    pub(in crate::cli) until: Option<i64>,
}

impl DailyUse {
    /// How many days a resource lasts of which this row of the list of
    /// sub-accounts, live or of a snapshot, has so much left.
    pub(in crate::cli) fn days_left(&self, row: &Row, resource: &Resource) -> Option<Decimal> {
        days_left(left(row, resource)?, self.a_day(row, resource)??)
    }

    /// Whether nobody knows for how long a resource lasts that the account has.
    pub(in crate::cli) fn is_uncertain(&self, row: &Row, resource: &Resource) -> bool {
        left(row, resource).is_some() && self.a_day(row, resource) == Some(None)
    }

    fn a_day(&self, row: &Row, resource: &Resource) -> Option<Option<Decimal>> {
        let a_day = self.accounts.get(&*account(row))?;
        let a_day = a_day.iter().find(|(word, _)| *word == resource.word);
        a_day.map(|(_, a_day)| *a_day)
    }

    /// Of the time between two lists, the earlier first.
    pub(super) fn of(
        before: &KeptList,
        after: &KeptList,
        logged: &Logged,
    ) -> Result<Self, Failure> {
        let mut daily = Self::default();
        let millis = after.header.ended.saturating_sub(before.header.ended);
        for pair in Pairs::new(before.rows()?, after.rows()?) {
            let pair = pair?;
            let a_day = |used: Used| {
                let a_day = used.a_day(millis);
                let is_logged = used.note != Some(UsageNote::NotLogged);
                let is_uncertain = used.is_marked() && is_logged && !used.is_level;
                (a_day.is_some() || is_uncertain).then_some((used.resource.word, a_day))
            };
            let used: Vec<_> = used(&pair, logged).into_iter().filter_map(a_day).collect();
            if !used.is_empty() {
                let account = account(pair.latest()).into();
                daily.accounts.insert(account, used);
            }
        }
        Ok(daily)
    }
}

/// The mean use of the last 14 days before a snapshot, without one before the
/// latest: for `check`. The e-mails of all accounts are asked for in the
/// allocation log. Otherwise why there is no such mean.
///
/// # Errors
/// Usage: there is no snapshot at all, or it is of another group than the
/// credentials. The credentials are missing or refused. The system's.
pub(in crate::cli) fn daily_use(
    until: Option<&Reader>,
    dir: &DirArg,
    context: &Context,
) -> Result<Result<DailyUse, Failure>, Failure> {
    let latest = match until {
        Some(until) => KeptList::of(until),
        None => KeptList::of(&Which::Latest.as_of_end(dir, context)?),
    };
    has_its_log(&latest, context)?;
    let too_few = |why: Text| {
        Failure::usage(why).hint(both(
            "save one every day: `polyv-group snapshot save`",
            "请每天保存一份：`polyv-group snapshot save`",
        ))
    };
    let Some(before) = start(&latest, dir, context)? else {
        let why = both(
            "no snapshot is 3 to 14 days older than the latest one",
            "没有比最新快照早 3 至 14 天的快照",
        );
        return Ok(Err(too_few(why.into())));
    };
    let emails = LogEmails::of_lists(&[&latest, &before])?;
    let lists = [&before, &latest].map(KeptList::read_in);
    let logs = log::between(&[lists], &emails, context)?;
    if logs[0].kind().is_none() {
        let why = both("the allocation log could not be read", "无法读取分配记录");
        return Ok(Err(Failure::new(Kind::Network, why)));
    }
    let (now, _) = context.client()?.service_millis();
    let ended = latest.header.ended;
    let is_older = |days: i64| until.is_none() && ended < now.saturating_sub(days * DAY);
    if is_older(MOST_DAYS) {
        let time = latest.time(context)?;
        return Ok(Err(too_few(text!(
            "the latest snapshot is of {time}, more than 14 days ago",
            "最新的快照是 {time} 的，已超过 14 天"
        ))));
    }
    let daily = DailyUse::of(&before, &latest, &logs[0])?;
    let until = is_older(OLD_DAYS).then_some(ended);
    Ok(Ok(DailyUse { until, ..daily }))
}

/// Where the time starts over which the mean is taken: the oldest snapshot that
/// is 14 days older or less, and three days older or more. One that is damaged is
/// said and passed over.
pub(super) fn start(
    until: &KeptList,
    dir: &DirArg,
    context: &Context,
) -> Result<Option<KeptList>, Failure> {
    let end = until.header.ended;
    let ago = |days: i64| end.saturating_sub(days * DAY);
    let days = ago(MOST_DAYS)..=ago(FEWEST_DAYS);
    let entries = dir.to_read()?.entries(Some(&until.header.app_id))?;
    for entry in entries.iter().filter(|entry| days.contains(&entry.time)) {
        match whole(entry) {
            Ok(before) => return Ok(Some(before)),
            Err(failure) => {
                let why = failure.message;
                context.console.warn(text!(
                    "days left go by another snapshot: {why}",
                    "剩余天数改用另一份快照：{why}"
                ));
            }
        }
    }
    Ok(None)
}

/// A snapshot that can be read to its end.
fn whole(entry: &Entry) -> Result<KeptList, Failure> {
    let mut reader = Reader::of(entry)?;
    let list = KeptList::of(&reader);
    reader.try_for_each(|page| page.map(drop))?;
    Ok(list)
}
