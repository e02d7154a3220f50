//! The batch of allotments: what is noted of a request before it leaves, how it
//! is found out what a lost one has done, and what the results say of each
//! change.

use super::earlier::{Note, wished};
use super::look::{Log, Sent};
use super::records::Sought;
use super::requests::{number, plain};
use super::sending::Sending;
use super::wishes::Wish;
use super::{Change, Via, amount};
use crate::api::{CallError, Cause, Client};
use crate::batch::checks;
use crate::batch::deed::Deed;
use crate::batch::journal::{Intent, Key};
use crate::batch::results::{RowResult, Status};
use crate::batch::roster::RosterRow;
use crate::clock;
use crate::endpoints::send::BETWEEN_LOOKS;
use crate::endpoints::subaccounts::LIST;
use crate::failure::Failure;
use crate::http::SendError;
use crate::lang::{Both, CLAUSES, Text, both, counted, joined};
use crate::output::Column;
use crate::row::Row;
use crate::text;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The columns of the results, a line a change.
pub const RESULTS: &[Column] = &[
    Column::number("line", "LINE").yielding(4),
    Column::text("email", "E-MAIL"),
    Column::text("resource", "RESOURCE"),
    Column::text("mode", "MODE").yielding(6),
    Column::number("from", "FROM").yielding(3),
    Column::number("to", "TO").yielding(2),
    Column::number("delta", "DELTA").yielding(5),
    Column::number("now", "NOW"),
    Column::text("status", "STATUS"),
    Column::text("via", "VIA").hidden(),
    Column::number("code", "CODE").hidden(),
    Column::text("message", "MESSAGE").keeping(24),
    Column::text("requestId", "REQUEST ID").hidden(),
];

/// What requests change, and the log that tells of them.
#[derive(Debug, Default)]
pub struct Allotments {
    changes: HashMap<Key, Vec<Change>>,
    wished: BTreeMap<Key, Vec<String>>,
    /// Read before the first difference is sent; only looks until then.
    log: OnceLock<Log>,
    /// How long the list may take to show a target.
    wait: Duration,
}

impl Allotments {
    /// Of these requests, and all that is wished for.
    pub fn new(sending: &Sending, wishes: &[Wish], wait: Duration) -> Self {
        let rows = sending.roster.rows.iter().map(Key::of);
        Self {
            changes: rows.zip(sending.changes.iter().cloned()).collect(),
            wished: wished(wishes),
            log: OnceLock::new(),
            wait,
        }
    }

    /// Sets the log, once it is read.
    pub fn with(self, log: Option<Log>) -> Self {
        let log = log.map_or_else(OnceLock::new, OnceLock::from);
        Self { log, ..self }
    }

    fn of(&self, row: &RosterRow) -> &[Change] {
        self.changes.get(&Key::of(row)).map_or(&[], Vec::as_slice)
    }

    /// What the log tells of a row, if that is a difference.
    fn sought(&self, row: &RosterRow) -> Option<Sought> {
        let [change] = self.of(row) else { return None };
        let Via::Difference { all } = change.via else {
            return None;
        };
        let amount = change.delta.unwrap_or_default();
        Some(Sought {
            email: change.email.to_lowercase(),
            resource: change.resource.word.to_owned(),
            takes: all || amount.is_sign_negative(),
            amount: match all {
                true => None,
                false => u64::try_from(amount.abs()).ok(),
            },
        })
    }

    fn noted(intent: &Intent) -> Option<Sent> {
        Some(Sent::new(Note::read(intent)?.log?, intent.at))
    }
}

/// Why a lost answer could not be looked up.
const UNREAD: Both = both("the allocation log was not read", "未能读取分配记录");

/// What could not be found out, and so nothing is sent.
fn not_sent(why: impl Into<Text>) -> CallError {
    CallError {
        cause: Cause::Fault(SendError::NotSent(why.into())),
        attempts: 0,
        url: String::new(),
    }
}

impl Deed for Allotments {
    fn before(&self, client: &Client, row: &RosterRow) -> Result<Option<Value>, CallError> {
        let wished = self.wished.get(&Key::of(row));
        let mut note = Note::of(self.of(row), wished.map_or(&[], Vec::as_slice));
        if let Some(sought) = self.sought(row) {
            let log = self.log.get();
            let log = log.ok_or_else(|| not_sent(UNREAD))?;
            note.log = Some(log.note(client, &sought).map_err(not_sent)?);
        }
        let noted = serde_json::to_value(note);
        noted
            .map(Some)
            .map_err(|error| not_sent(Text::verbatim(error)))
    }

    fn is_of_the_row(&self, error: &CallError) -> bool {
        // The log of generation 1 was read: the group itself is known there, and
        // the same words are used for an account that is not.
        let words = error.cause.refusal().map(|refusal| refusal.message.trim());
        words.is_some_and(|words| words.starts_with("account not found"))
            && self.log.get().is_some_and(Log::is_of_generation_1)
    }

    fn done(&self, row: &RosterRow, intent: &Intent) {
        let sent = (self.log.get(), self.sought(row), Self::noted(intent));
        if let (Some(log), Some(sought), Some(sent)) = sent {
            // What is not claimed makes an equal one that is lost within the
            // same minutes look done: rarer than a full disk.
            let _ = log.claim(&sought, &sent);
        }
    }

    fn look(
        &self,
        client: &Client,
        row: &RosterRow,
        intents: &[Intent],
    ) -> Result<Option<Row>, CallError> {
        let Some(sought) = self.sought(row) else {
            let account = LIST.find(client, row.key(), 0)?;
            let is_shown = |account: &Row| self.of(row).iter().all(|it| is_shown(it, account));
            return Ok(account.filter(is_shown));
        };
        let sent: Vec<Sent> = intents.iter().filter_map(Self::noted).collect();
        let Some(log) = self.log.get() else {
            return Ok(None);
        };
        let found = log.look(client, &sought, &sent)?;
        Ok(found.then(|| Row::from(json!({}))))
    }

    fn read_back(
        &self,
        client: &Arc<Client>,
        rows: &[RosterRow],
        results: &mut [RowResult],
    ) -> Result<bool, Failure> {
        let is_asked = |result: &RowResult| match result.status {
            Status::Done => !result.kept.keys().any(|name| name.starts_with(NOW)),
            Status::Unknown => true,
            _ => false,
        };
        let places = (0..rows.len()).filter(|at| is_asked(&results[*at]));
        let places: Vec<usize> = places.collect();
        let mut left = places.clone();
        let deadline = clock::instant() + self.wait;
        while !left.is_empty() {
            let last = clock::instant() >= deadline;
            let mut emails: Vec<String> =
                left.iter().map(|at| rows[*at].key().to_owned()).collect();
            emails.dedup();
            let found = checks::accounts(client, &LIST, Some(&emails))?;
            left.retain(|at| {
                let account = found.get(&rows[*at].key().to_lowercase());
                let changes = self.of(&rows[*at]);
                for (change, account) in changes.iter().zip(account.into_iter().cycle()) {
                    let now = amount(account, change.resource.left).map(plain);
                    let name = format!("{NOW}{}", change.resource.word);
                    results[*at].kept.insert(name, now.into());
                }
                let is_shown = |it: &Change| account.is_some_and(|row| has_moved(it, row));
                let is_done = results[*at].status == Status::Done;
                let waits = is_done && !changes.iter().all(is_shown);
                if let Some(account) = account.filter(|_| is_done && (last || !waits)) {
                    let now = |it: &Change| amount(account, it.resource.left).map(number);
                    let now = |it: &Change| Some((it.resource.word.to_owned(), now(it)?));
                    let after = changes.iter().filter_map(now).collect();
                    client.seen(&rows[*at].filled.remarks, &after);
                }
                waits
            });
            if last {
                break;
            }
            if !left.is_empty() {
                let rest = deadline.saturating_duration_since(clock::instant());
                std::thread::sleep(rest.min(BETWEEN_LOOKS));
            }
        }
        Ok(!places.is_empty())
    }

    fn remarks(&self, rows: &[RosterRow], results: &[RowResult]) -> Vec<Text> {
        let rows = rows.iter().zip(results);
        let all = rows.flat_map(|(row, result)| self.of(row).iter().zip(std::iter::repeat(result)));
        let odd = all
            .filter(|(change, result)| differs(change, result))
            .count();
        let targets = counted(odd, "target", "项");
        let remark = text!(
            "{targets} shown otherwise by the list than set: see `now` and the messages; the \
             service may show what is left, and take a while",
            "{targets}在列表中与所设的不同：见 `now` 和消息；服务显示的可能是剩余数量，\
             也可能稍后才更新"
        );
        (odd > 0).then_some(remark).into_iter().collect()
    }

    fn columns(&self) -> &'static [Column] {
        RESULTS
    }

    fn rows(&self, row: &RosterRow, result: &RowResult, _: bool) -> Vec<Row> {
        let changes = self.of(row).iter();
        changes.map(|change| line(change, result)).collect()
    }
}

/// What the journal keeps of a target, by its resource.
const NOW: &str = "now.";

/// What was kept of how a target is now.
fn now(change: &Change, result: &RowResult) -> Option<Decimal> {
    let now = result.kept(&format!("{NOW}{}", change.resource.word));
    Decimal::from_str_exact(now).ok()
}

/// Whether the list shows the target.
fn is_shown(change: &Change, account: &Row) -> bool {
    change.to.is_some() && amount(account, change.resource.left) == change.to
}

/// Whether the list shows the change: of what people use meanwhile only that it
/// moved is certain.
fn has_moved(change: &Change, account: &Row) -> bool {
    let moves = matches!(change.via, Via::Difference { .. });
    is_shown(change, account) || moves && amount(account, change.resource.left) != change.from
}

/// Whether the list says something else than was set.
pub fn differs(change: &Change, result: &RowResult) -> bool {
    let now = now(change, result);
    result.status == Status::Done && change.via == Via::Set && now.is_some() && now != change.to
}

/// What the results say of a change.
fn line(change: &Change, result: &RowResult) -> Row {
    let number = |amount: Option<Decimal>| amount.map_or(Value::Null, number);
    let text = |text: &str| match text {
        "" => Value::Null,
        text => text.into(),
    };
    let now = now(change, result);
    let mut message = result.message.clone();
    if differs(change, result) {
        let shown = now.map(plain).unwrap_or_default();
        let words = text!("the list says {shown}", "列表显示 {shown}");
        let parts = [message, words].into_iter().filter(|part| !part.is_empty());
        message = joined(parts, CLAUSES);
    }
    Row::from(json!({
        "line": change.line,
        "email": change.email,
        "resource": change.resource.word,
        "mode": change.mode.word(),
        "from": number(change.from),
        "to": number(change.to),
        "delta": number(change.delta),
        "now": number(now),
        "status": word(result.status),
        "via": change.via.word(),
        "code": result.code,
        "message": text(message.now()),
        "requestId": text(&result.request_id),
    }))
}

/// The word of the results.
pub fn word(status: Status) -> &'static str {
    match status {
        Status::Done | Status::Existing => "done",
        Status::Changed => "changed",
        Status::Failed => "failed",
        Status::Unknown => "unknown",
        Status::NotSent => "notSent",
    }
}
