//! Whether a difference whose answer was lost was done: the allocation log is
//! read before the first is sent and again after a lost answer. Nothing is sent
//! for which the log cannot be read.

use super::book::{Book, Claim};
use super::records::{FRESH, LogRecord, SLACK, Sought, Within, first, second};
use crate::api::{CallError, Cause, Client, List, Pages};
use crate::clock;
use crate::endpoints::allocations::LOG;
use crate::endpoints::spec::{Read, spellings};
use crate::endpoints::times::log_time;
use crate::failure::{Failure, Kind};
use crate::http::SendError;
use crate::lang::both;
use crate::order;
use crate::row::Row;
use crate::sign::Params;
use crate::text;
use serde::{Deserialize, Serialize};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// Rows a page of a look: every list allows as many.
const PAGE: u64 = 100;

/// What is noted with the intent, before a difference is sent: all that a look
/// needs, be it that of a later run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Noted {
    /// Names the request among all that claim records.
    pub id: String,
    /// Milliseconds from this machine's clock to the service's.
    pub offset: i64,
    /// Milliseconds that may lie between that clock and the log's.
    pub slack: u64,
    /// Records like it, at the reading before, or known to be still to come.
    pub seen: usize,
    /// Of these, or yet to be seen: taken by others at that time.
    pub taken: usize,
}

/// A difference that has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    noted: Noted,
    /// When, by the service's clock, in Unix milliseconds.
    at: i64,
}

impl Sent {
    /// As it was noted, and when it left by this machine's clock.
    pub fn new(noted: Noted, at: i64) -> Self {
        let at = at.saturating_add(noted.offset);
        Self { noted, at }
    }

    /// The time in which its record may be.
    fn within(&self) -> Within {
        Within::after(self.at, Duration::from_millis(self.noted.slack))
    }

    /// Whether so many records are one more than others have: `taken` are those
    /// of others by now.
    fn is_told_by(&self, records: usize, taken: usize) -> bool {
        let Noted {
            seen,
            taken: before,
            ..
        } = self.noted;
        records > seen.max(before) + taken.saturating_sub(before)
    }
}

/// The allocation log, as it was before the first difference of a run.
#[derive(Debug)]
pub struct Log {
    book: Book,
    generation: &'static Read,
    before: Vec<LogRecord>,
}

impl Log {
    /// Reads what the log tells of these accounts just now, some of them a
    /// request.
    ///
    /// # Errors
    /// It cannot be read, in neither generation: then nothing may be sent.
    pub fn read(client: &Arc<Client>, book: Book, emails: &[String]) -> Result<Self, Failure> {
        // The first reply tells the service's time: until then ours, which may
        // be three minutes off.
        let (now, _) = client.service_millis();
        let within = Within::after(now, FRESH + SLACK);
        let read = |generation| records(client, generation, emails, &within);
        let (generation, before) = match (read(&LOG), LOG.second) {
            (Ok(before), _) => (&LOG, before),
            // The account may be one of generation 2 alone.
            (Err(failure), Some(second)) if failure.kind != Kind::Network => {
                (second, read(second).map_err(|_| unreadable(failure))?)
            }
            (Err(failure), _) => return Err(unreadable(failure)),
        };
        Ok(Self {
            book,
            generation,
            before,
        })
    }

    /// The log for looks alone, by a run that sends nothing.
    pub fn of_lost(book: Book) -> Self {
        Self {
            book,
            generation: &LOG,
            before: Vec::new(),
        }
    }

    /// Whether it was read in generation 1, which is that of the difference calls.
    pub fn is_of_generation_1(&self) -> bool {
        is_first(self.generation)
    }

    /// What is to be noted of a difference that leaves now.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn note(&self, client: &Client, of: &Sought) -> io::Result<Noted> {
        let (own, (now, has_date)) = (clock::unix_millis(), client.service_millis());
        let slack = if has_date { SLACK } else { FRESH };
        let random = getrandom::u64();
        let noted = Noted {
            id: format!(
                "{:016x}",
                random.map_err(|why| io::Error::other(why.to_string()))?
            ),
            offset: now.saturating_sub(own),
            slack: u64::try_from(slack.as_millis()).unwrap_or_default(),
            seen: 0,
            taken: 0,
        };
        let within = Within::after(now, slack);
        // Records that the log did not show yet, of differences that left before
        // this time: they may bear a time of it.
        let wide = Within::after(now, FRESH + SLACK);
        let claimed = self.book.taken(of, &wide, &noted.id);
        let late = claimed.saturating_sub(of.count(&self.before, &wide));
        Ok(Noted {
            seen: late + of.count(&self.before, &within),
            taken: self.book.taken(of, &within, &noted.id),
            ..noted
        })
    }

    /// Notes that a difference was done, so that no other takes its record.
    ///
    /// # Errors
    /// The system's.
    pub fn claim(&self, of: &Sought, sent: &Sent) -> io::Result<()> {
        if self.book.has(&sent.noted.id) {
            return Ok(());
        }
        self.book.claim(Claim {
            of: of.clone(),
            sent: sent.at,
            id: sent.noted.id.clone(),
        })
    }

    /// One look for a difference that was lost, sent as these say: the last of
    /// which there is a record, which is claimed.
    ///
    /// # Errors
    /// The log could not be read, or the claim not be noted.
    pub fn look(&self, client: &Client, of: &Sought, sent: &[Sent]) -> Result<bool, CallError> {
        let windows = sent.iter().map(Sent::within);
        let Some(within) = windows.reduce(Within::and) else {
            return Ok(false);
        };
        let records = self.all(client, of, &within)?;
        let done = sent.iter().rev().find(|sent| {
            let (within, id) = (sent.within(), &sent.noted.id);
            let taken = self.book.taken(of, &within, id);
            self.book.has(id) || sent.is_told_by(of.count(&records, &within), taken)
        });
        let claimed = done.map_or(Ok(()), |sent| self.claim(of, sent));
        claimed.map_err(|error| CallError {
            cause: Cause::Fault(SendError::Lost(error.into())),
            attempts: 1,
            url: self.generation.path.into(),
        })?;
        Ok(done.is_some())
    }

    /// The records of one account. The account may be one of generation 2 alone.
    fn all(
        &self,
        client: &Client,
        of: &Sought,
        within: &Within,
    ) -> Result<Vec<LogRecord>, CallError> {
        let of = std::slice::from_ref(&of.email);
        match (pages(client, self.generation, of, within), LOG.second) {
            (Err(error), Some(second)) if matches!(error.cause, Cause::Refused(_)) => {
                pages(client, second, of, within).map_err(|_| error)
            }
            (records, _) => records,
        }
    }
}

/// The records of these accounts, for a look.
fn pages(
    client: &Client,
    generation: &'static Read,
    emails: &[String],
    within: &Within,
) -> Result<Vec<LogRecord>, CallError> {
    let mut records = Vec::new();
    for list in lists(client, generation, emails, within) {
        for number in 1.. {
            let page = list.page(client, number, PAGE)?;
            records.extend(page.rows.iter().flat_map(|row| read(generation, row)));
            if page.rows.is_empty() || number >= page.promised(number) {
                break;
            }
        }
    }
    Ok(records)
}

/// The lists of these accounts' records of this time.
fn lists(
    client: &Client,
    generation: &'static Read,
    emails: &[String],
    within: &Within,
) -> Vec<List> {
    let mut emails: Vec<String> = emails.iter().flat_map(|email| spellings(email)).collect();
    order::sort(&mut emails);
    emails.dedup();
    let time = |millis: i64| match is_first(generation) {
        true => log_time(millis),
        false => millis.to_string(),
    };
    let mut query = Params::new().with("startTime", time(within.since));
    if within.until < client.service_millis().0 {
        query.push("endTime", time(within.until));
    }
    generation.lists(Some(&emails), &query)
}

fn is_first(generation: &'static Read) -> bool {
    std::ptr::eq(generation, &LOG)
}

fn read(generation: &'static Read, row: &Row) -> Vec<LogRecord> {
    match is_first(generation) {
        true => first(row),
        false => second(row).into_iter().collect(),
    }
}

/// The records of these accounts in this time.
fn records(
    client: &Arc<Client>,
    generation: &'static Read,
    emails: &[String],
    within: &Within,
) -> Result<Vec<LogRecord>, Failure> {
    let lists = lists(client, generation, emails, within);
    let mut records = Vec::new();
    for page in Pages::start(client, lists, None)? {
        records.extend(page?.iter().flat_map(|row| read(generation, row)));
    }
    Ok(records)
}

/// Why nothing is sent.
fn unreadable(failure: Failure) -> Failure {
    let words = failure.message;
    Failure::new(
        Kind::Network,
        text!(
            "nothing was sent: a lost answer could not be looked up: {words}",
            "未发送任何请求：万一应答丢失将无从查询：{words}"
        ),
    )
    .hint(both(
        "run it again once `polyv-group allocations log` answers",
        "请在 `polyv-group allocations log` 恢复正常后重新执行",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Event, Observer};
    use crate::clock::Clock;
    use crate::endpoints::subaccounts::LIST;
    use crate::http::{Exchange, Reply, Transport, Wire, Writes};
    use crate::secret::Secret;

    /// Tells the time, and has no accounts.
    struct Service;

    impl Exchange for Service {
        fn exchange(&self, _: &Wire) -> Result<Reply, SendError> {
            Ok(Reply {
                status: 200,
                headers: vec![("date".into(), "Mon, 02 Jan 2034 03:04:05 GMT".into())],
                body: br#"{"code":200,"data":{"contents":[],"totalItems":0}}"#.to_vec(),
            })
        }
    }

    impl Observer for Service {
        fn note(&self, _: &Event<'_>) {}
    }

    #[test]
    fn one_of_ours_that_the_log_shows_late_is_expected_whenever_it_left() {
        let transport = Transport {
            exchange: Box::new(Service),
            base: String::new(),
            app_id: "a".into(),
            app_secret: Secret::new("s"),
            writes: Writes::Allowed,
            clock: Clock::default(),
        };
        let client = Client::new(transport, 8, 0, None, Box::new(Service));
        LIST.find(&client, "a@b.cn", 0).unwrap();
        let (now, _) = client.service_millis();
        let of = Sought {
            email: "a@b.cn".into(),
            resource: "minutes".into(),
            takes: false,
            amount: Some(5),
        };
        let record = LogRecord {
            email: "a@b.cn".into(),
            resource: "minutes",
            takes: false,
            amounts: [Some(5), None],
            at: Some(now - 60_000),
        };
        for (before, seen) in [(vec![], 1), (vec![record], 0)] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("claims.jsonl");
            let book = Book::open(&path, Duration::ZERO, &|| ()).unwrap();
            let claim = Claim {
                of: of.clone(),
                sent: now - 60_000,
                id: "1".into(),
            };
            book.claim(claim).unwrap();
            let log = Log {
                before,
                ..Log::of_lost(book)
            };
            assert_eq!(log.note(&client, &of).unwrap().seen, seen);
        }
    }

    #[test]
    fn a_record_is_of_a_lost_one_only_where_it_is_one_more_than_others_have() {
        // Seen and taken before; records and taken by others now.
        for (seen, taken_before, records, taken, done) in [
            (0, 0, 0, 0, false),
            (0, 0, 1, 0, true),
            // One was there before, be it a stranger's or one of ours.
            (1, 0, 1, 0, false),
            (1, 0, 2, 0, true),
            (1, 1, 1, 1, false),
            (1, 1, 2, 1, true),
            // One of ours was not in the log yet.
            (0, 1, 1, 1, false),
            (0, 1, 2, 1, true),
            // Another took its record after this one was sent.
            (0, 0, 1, 1, false),
            (0, 0, 2, 1, true),
            (1, 1, 2, 2, false),
            // Claims are dropped after a while.
            (1, 1, 2, 0, true),
        ] {
            let noted = Noted {
                id: String::new(),
                offset: 0,
                slack: 0,
                seen,
                taken: taken_before,
            };
            let case = (seen, taken_before, records, taken);
            let sent = Sent::new(noted, 0);
            assert_eq!(sent.is_told_by(records, taken), done, "{case:?}");
        }
    }
}
