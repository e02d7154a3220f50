//! The lines of a journal, and what they tell together: which requests were
//! done, and which of them may have been.

use super::{NO_RECORD, VERSION};
use crate::batch::files::Stamp;
use crate::batch::results::{RowResult, Status};
use crate::batch::roster::RosterRow;
use crate::endpoints::subaccounts::CREATE;
use crate::endpoints::write::Write as Call;
use crate::lang::{Text, both};
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::Duration;

/// One line: a JSON object such as `{"intent":{…}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Record {
    /// A run begins, or continues.
    Start {
        /// Of the lines.
        version: u32,
        /// Whose journal it is.
        #[serde(flatten)]
        identity: Identity,
        /// Unix milliseconds.
        at: i64,
        /// The path of the run's own credentials file, from the journal on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credentials: Option<String>,
    },
    /// A run has ended, and its results were told. Runs that create do not note
    /// it: there is nothing to do again.
    End {
        /// Unix milliseconds.
        at: i64,
    },
    /// A POST is about to leave.
    Intent(Intent),
    /// What became of the request: its last intent was done or failed, or else
    /// its work was seen or is still in doubt.
    Outcome(RowResult),
    /// A file of failed rows is about to be put in place.
    FailedRows(Stamp),
}

/// The account at one service, for a rehearsal is not the real thing, and what is
/// done there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The group account's appId.
    pub app_id: String,
    /// The service's address.
    pub base: String,
    /// Noun and verb of the command; empty for the first one that had journals,
    /// `subaccounts create`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub command: String,
}

impl Identity {
    /// A command's.
    pub fn of(call: &Call, app_id: &str, base: String) -> Self {
        let (noun, verb) = call.command;
        let command = match call.path == CREATE.path {
            true => String::new(),
            false => format!("{noun} {verb}"),
        };
        Self {
            app_id: app_id.to_owned(),
            base,
            command,
        }
    }

    pub(super) fn command(&self) -> &str {
        match &*self.command {
            "" => "subaccounts create",
            other => other,
        }
    }
}

/// What is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Intent {
    /// As it is in the roster.
    pub email: String,
    /// Which of the requests for it: [`RowResult::what`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// Of the row's content, the password left out.
    pub fingerprint: String,
    /// Unix milliseconds of this machine, right before the attempt.
    pub at: i64,
    /// Milliseconds that the request may take.
    #[serde(default)]
    pub timeout: u32,
    /// Whether the password was generated here: then, and only then, the one
    /// in the credentials file is the account's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub made_password: bool,
    /// What a look at its work will need, and the results of a later run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted: Option<Value>,
    /// The number of the write; `None` in journals of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write: Option<u64>,
}

impl Intent {
    /// How long it may take from now on until the account is seen.
    pub fn shown_within(&self, timeout: Duration, wait: Duration) -> Duration {
        Duration::from_millis(self.timeout.into()).max(timeout) + wait
    }
}

/// What is known of a request that was meant to leave. A refusal is proof of
/// nothing but that the POST which it answers was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// It was done by one of these, and this was returned.
    Done(Vec<Intent>, Box<RowResult>),
    /// Each of these may or may not have been done.
    Open(Vec<Intent>),
    /// None was done.
    Failed,
}

/// What tells requests apart: the e-mail in small letters, for they are told
/// apart without regard to case, and which of the requests for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String, String);

impl Key {
    /// Of a request for an e-mail.
    pub fn new(email: &str, what: &str) -> Self {
        Self(email.to_lowercase(), what.to_owned())
    }

    /// Of a row.
    pub fn of(row: &RosterRow) -> Self {
        Self::new(row.key(), row.what())
    }
}

/// Everything a journal tells; empty before the first run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    pub(super) identity: Option<Identity>,
    /// The credentials file that was named last.
    pub credentials: Option<PathBuf>,
    /// Every file of failed rows that was put in place.
    pub failed_rows: Vec<Stamp>,
    known: HashMap<Key, Known>,
    /// Requests that were done and have been sent once more since, as they were
    /// done.
    done_before: HashMap<Key, Known>,
    /// Those that the last run meant to send.
    sent_last: HashSet<Key>,
    /// When the last run ended, in Unix milliseconds, if that was noted.
    pub ended: Option<i64>,
}

impl History {
    /// Takes one more line, or says what is wrong with it.
    pub(super) fn take(&mut self, record: Record) -> Result<(), Text> {
        match record {
            Record::Start {
                version,
                identity,
                credentials,
                ..
            } => {
                if version != VERSION {
                    return Err(text!(
                        "version {version} is not understood",
                        "无法识别版本 {version}"
                    ));
                }
                let named = credentials.map(PathBuf::from);
                self.credentials = named.or(self.credentials.take());
                self.sent_last.clear();
                self.ended = None;
                if *self.identity.get_or_insert_with(|| identity.clone()) != identity {
                    return Err(both("it is of two accounts", "它属于两个账号").into());
                }
            }
            _ if self.identity.is_none() => {
                let words = both(
                    "the first line is not the start of a run",
                    "第一行不是一次执行的开始",
                );
                return Err(words.into());
            }
            Record::Intent(intent) => self.intend(intent),
            Record::Outcome(outcome) => self.end(outcome)?,
            Record::FailedRows(stamp) => self.failed_rows.push(stamp),
            Record::End { at } => self.ended = Some(at),
        }
        Ok(())
    }

    /// A run sends a request again only if its last POST was surely not done.
    fn intend(&mut self, intent: Intent) {
        let key = Key::new(&intent.email, &intent.what);
        let mut intents = match self.known.remove(&key) {
            Some(Known::Open(intents)) => intents,
            Some(done @ Known::Done(..)) => {
                // Nothing of it is in doubt, whatever becomes of the next one.
                self.done_before.insert(key.clone(), done);
                Vec::new()
            }
            Some(Known::Failed) | None => Vec::new(),
        };
        if !self.sent_last.insert(key.clone()) {
            intents.pop();
        }
        intents.push(intent);
        self.known.insert(key, Known::Open(intents));
    }

    fn end(&mut self, outcome: RowResult) -> Result<(), Text> {
        let key = Key::new(&outcome.email, &outcome.what);
        let known = match (outcome.status, self.known.remove(&key)) {
            (_, None) => {
                return Err(
                    both("an outcome without an intent", "有结果而没有对应的发送记录").into(),
                );
            }
            (Status::Done, Some(Known::Open(mut intents) | Known::Done(mut intents, _))) => {
                // What an answer says, and no list, is of the last one alone.
                if !outcome.request_id.is_empty() {
                    intents = intents.split_off(intents.len().saturating_sub(1));
                }
                Known::Done(intents, Box::new(outcome))
            }
            (Status::Failed, Some(Known::Open(mut intents))) => {
                if self.sent_last.remove(&key) {
                    intents.pop();
                }
                match intents.is_empty() {
                    true => self.done_before.remove(&key).unwrap_or(Known::Failed),
                    false => Known::Open(intents),
                }
            }
            (Status::Unknown | Status::Failed, Some(known)) => known,
            _ => return Err(NO_RECORD.into()),
        };
        self.known.insert(key, known);
        Ok(())
    }

    /// What is known of the one request for an e-mail.
    pub fn of(&self, email: &str) -> Option<&Known> {
        self.known.get(&Key::new(email, ""))
    }

    /// What is known of a request.
    pub fn get(&self, key: &Key) -> Option<&Known> {
        self.known.get(key)
    }

    /// What is known of all requests, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Known> {
        self.known.values()
    }

    /// What is known of a row.
    pub fn of_row(&self, row: &RosterRow) -> Option<&Known> {
        self.known.get(&Key::of(row))
    }

    /// The last intents of the requests that may or may not have been done; in
    /// no order.
    pub fn open(&self) -> impl Iterator<Item = &Intent> {
        self.known.values().filter_map(|known| match known {
            Known::Open(intents) => intents.last(),
            Known::Done(..) | Known::Failed => None,
        })
    }

    /// What the requests that were done ended as, in no order.
    pub fn done(&self) -> impl Iterator<Item = &RowResult> {
        self.known.values().filter_map(|known| match known {
            Known::Done(_, outcome) => Some(&**outcome),
            Known::Open(_) | Known::Failed => None,
        })
    }

    /// Whether an account exists, or may exist, with a generated password.
    pub fn needs_made_passwords(&self) -> bool {
        let mut known = self.known.values();
        known.any(|known| match known {
            Known::Done(intents, _) | Known::Open(intents) => has_made_password(intents),
            Known::Failed => false,
        })
    }

    /// Whether no run has begun.
    pub fn is_empty(&self) -> bool {
        self.identity.is_none()
    }

    /// Whether a POST has ever been meant to leave.
    pub fn has_intents(&self) -> bool {
        !self.known.is_empty()
    }
}

/// Whether one of these was to be sent with a generated password.
pub fn has_made_password(intents: &[Intent]) -> bool {
    intents.iter().any(|intent| intent.made_password)
}
