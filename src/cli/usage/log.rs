//! The allocation log of the time between lists: generation 2 where it answers,
//! else generation 1.

use super::super::between::KeptList;
use super::super::context::Context;
use crate::api::List;
use crate::endpoints::allocations::LOG;
use crate::endpoints::spec::Read;
use crate::failure::{Failure, Kind};
use crate::lang::both;
use crate::row::Row;
use crate::sign::Params;
use crate::snapshot::{LogKind, Logged, ReadIn, account};
use crate::text;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

/// Milliseconds by which the span is longer that is asked for: nobody says
/// whether its ends belong to it.
const MARGIN: i64 = 1000;

/// How often lists are read that change meanwhile.
const READS: usize = 2;

/// The e-mails by which the log is asked.
#[derive(Default)]
pub(super) struct LogEmails {
    /// As the group has them, each once whatever its letter case.
    all: Vec<String>,
    /// In small letters, with what tells their accounts apart.
    of: HashMap<String, u64>,
    /// In small letters: the log cannot be asked for them, or has several
    /// accounts under one.
    doubtful: HashSet<String>,
    keys: RandomState,
}

impl LogEmails {
    /// Takes the e-mail of an account; whether the log is to be asked for it.
    fn take(&mut self, row: &Row, is_asked: bool) {
        let email = row.text("email").unwrap_or_default();
        let small = email.to_lowercase();
        if email.trim().is_empty() || email.contains(',') {
            self.doubtful.insert(small);
            return;
        }
        let account = self.keys.hash_one(account(row));
        match self.of.get(&small) {
            Some(known) if *known == account => {}
            Some(_) => drop(self.doubtful.insert(small)),
            None => {
                if is_asked {
                    self.all.push(email.into_owned());
                }
                self.of.insert(small, account);
            }
        }
    }

    /// Takes those of all accounts of these lists, the latest first. The log is
    /// asked for the accounts of that one only: it may refuse what there is no
    /// more.
    ///
    /// # Errors
    /// They could not be read.
    pub(super) fn of_lists(lists: &[&KeptList]) -> Result<Self, Failure> {
        let mut emails = Self::default();
        for (place, list) in lists.iter().enumerate() {
            for page in list.rows()? {
                page?.iter().for_each(|row| emails.take(row, place == 0));
            }
        }
        Ok(emails)
    }

    /// Leaves those of these e-mails only, in any letter case.
    pub(super) fn keep(&mut self, emails: &[String]) {
        let wanted: HashSet<String> = emails.iter().map(|email| email.to_lowercase()).collect();
        self.all
            .retain(|email| wanted.contains(&email.to_lowercase()));
    }
}

/// What the log tells of each of these times between two lists. Where it cannot
/// be read, that is said, and it tells nothing.
///
/// # Errors
/// The credentials are missing or refused; the run was interrupted.
pub(super) fn between(
    spans: &[[ReadIn; 2]],
    emails: &LogEmails,
    context: &Context,
) -> Result<Vec<Logged>, Failure> {
    let mut first_failure = None;
    // Of an account that it does not know a generation may tell nothing.
    let mut empty = None;
    for (kind, read) in [(LogKind::Second, LOG.second), (LogKind::First, Some(&LOG))] {
        let Some(read) = read else { continue };
        let told = context.console.with_progress(
            both("reading the allocation log", "正在读取分配记录"),
            || of_kind((kind, read), spans, emails, context),
        );
        match told {
            Ok(OfKind { records: 0, logs }) if !emails.all.is_empty() => {
                empty = empty.or(Some(logs));
            }
            Ok(OfKind { logs, .. }) => return Ok(logs),
            Err(failure) if !may_go_on(failure.kind) => return Err(failure),
            Err(failure) => {
                let generation = if kind == LogKind::Second { 2 } else { 1 };
                let why = &failure.message;
                context.console.detail(text!(
                    "generation {generation} of the log: {why}",
                    "第 {generation} 代分配记录：{why}"
                ));
                let is_first = first_failure.is_none();
                let failure = first_failure.take().unwrap_or(failure);
                if !is_first && failure.kind == Kind::Credentials {
                    return Err(failure);
                }
                first_failure = Some(failure);
            }
        }
    }
    // One that is only down may have records.
    let is_down = |failure: &Failure| !matches!(failure.kind, Kind::Refused | Kind::Credentials);
    if let Some(logs) = empty
        && !first_failure.as_ref().is_some_and(is_down)
    {
        return Ok(logs);
    }
    if let Some(failure) = first_failure {
        let why = failure.message;
        context.console.warn(text!(
            "the allocation log could not be read, so what was used is not certain: {why}",
            "无法读取分配记录，因此用量无法确定：{why}"
        ));
    }
    Ok(spans
        .iter()
        .map(|lists| Logged::new(None, *lists))
        .collect())
}

/// Whether a failed log is one that may be down, and not the end of the run.
fn may_go_on(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Network | Kind::Refused | Kind::RateLimit | Kind::Credentials
    )
}

/// What one generation tells.
struct OfKind {
    logs: Vec<Logged>,
    /// How many records it has.
    records: u64,
}

/// The same of one generation.
fn of_kind(
    (kind, read): (LogKind, &Read),
    spans: &[[ReadIn; 2]],
    emails: &LogEmails,
    context: &Context,
) -> Result<OfKind, Failure> {
    let empty = || {
        let logs = spans.iter().map(|lists| Logged::new(Some(kind), *lists));
        let mut logs: Vec<Logged> = logs.collect();
        for log in &mut logs {
            emails.doubtful.iter().for_each(|email| log.doubt(email));
        }
        OfKind { logs, records: 0 }
    };
    let lists = || read.lists(Some(&emails.all), &query(kind, read, &empty().logs));
    let take = |told: &mut OfKind, record: &Row| {
        told.records += 1;
        told.logs.iter_mut().for_each(|log| log.add(record));
    };
    added_up(lists, empty, take, context)
}

/// Adds up rows that have no ids: of lists that change meanwhile one may be here
/// twice, or not at all, so they are read once more.
///
/// # Errors
/// Network: they could not be read whole, or changed again. Credentials.
pub(super) fn added_up<T>(
    lists: impl Fn() -> Vec<List>,
    empty: impl Fn() -> T,
    mut take: impl FnMut(&mut T, &Row),
    context: &Context,
) -> Result<T, Failure> {
    let mut reads = 0;
    loop {
        let mut sum = empty();
        let mut pages = context.start(lists(), None)?;
        for page in pages.by_ref() {
            page?.iter().for_each(|row| take(&mut sum, row));
        }
        reads += 1;
        match pages.warnings().first() {
            None => return Ok(sum),
            Some(why) if reads == READS => {
                return Err(Failure::new(Kind::Network, why.clone()));
            }
            Some(_) => {}
        }
    }
}

/// The parameters of the whole time.
fn query(kind: LogKind, read: &Read, logs: &[Logged]) -> Params {
    let from = logs.iter().map(|log| log.span()[0]).min();
    let to = logs.iter().map(|log| log.span()[1]).max();
    let mut query = match kind {
        LogKind::First => Params::new().with("type", "all"),
        LogKind::Second => Params::new(),
    };
    if let (Some(period), Some(from), Some(to)) = (read.period, from, to) {
        let [since, until] = period.params;
        query.push(since, (period.sent)(from - MARGIN));
        query.push(until, (period.sent)(to + MARGIN));
    }
    query
}
