//! What makes a run safe to kill: an append-only file of JSON Lines that holds
//! the intent, on disk, before each POST and its outcome after it, on disk with
//! the next intent: what a power cut takes is looked up. None holds a password
//! or an appSecret.
//!
//! The file is locked for the whole run. A last line without its end was being
//! written when the program died: the POST after it never left, and it is cut
//! off. Anything else that is not understood is an error, never guessed at.

use super::files::{Stamp, look, resolved, unsent};
use super::results::{RowResult, Status};
use super::roster::RosterRow;
use crate::clock;
use crate::endpoints::subaccounts::CREATE;
use crate::endpoints::write::Write as Call;
use crate::failure::Failure;
use crate::files::{folder_of, private, sync_folder};
use crate::lang::{Both, Text, both};
use crate::locks::held;
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

/// The form of the lines below; a journal of another is not understood.
const VERSION: u32 = 1;

/// The address of the built-in simulator.
pub const SANDBOX: Both = both("the sandbox", "沙箱");

/// What is wrong with a line that no version wrote.
const NO_RECORD: Both = both("it is not a valid record", "这不是有效的记录");

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

    fn command(&self) -> &str {
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
    identity: Option<Identity>,
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
    fn take(&mut self, record: Record) -> Result<(), Text> {
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

/// An open, locked journal.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    is_new: bool,
    file: File,
    written: Mutex<Written>,
    /// How many appends are on disk: those that wait for it together need one
    /// sync.
    synced: Mutex<u64>,
}

#[derive(Debug, Default)]
struct Written {
    /// How many appends were written.
    appends: u64,
    /// After a failed write the end of the file is not known: nothing more is
    /// written, and so nothing more may be sent.
    broken: Option<String>,
}

impl Journal {
    /// The journal of an earlier run, if there is one, and what it tells: open
    /// and locked, and what was torn is cut off. With `only_look` it is neither
    /// locked nor changed, and not handed out.
    ///
    /// # Errors
    /// Usage: another run holds it, it is another account's or damaged, or it
    /// cannot be used. Nothing was sent then.
    pub fn open(
        path: &Path,
        identity: &Identity,
        only_look: bool,
    ) -> Result<(Option<Self>, History), Failure> {
        let unusable = |error| unusable(path, error);
        if look(path).map_err(unusable)?.is_none() {
            return Ok((None, History::default()));
        }
        let mut options = OpenOptions::new();
        options.read(true).append(!only_look);
        let file = options.open(path).map_err(unusable)?;
        if only_look {
            return Ok((None, read(&file, path, identity)?.0));
        }
        lock(&file, path)?;
        let (history, sound) = read(&file, path, identity)?;
        cut_and_close_to_others(&file, sound).map_err(unusable)?;
        Ok((Some(Self::new(path, file, false)), history))
    }

    /// Makes and locks a new journal, mode 0600. Its name is on disk, too. It
    /// is made once the plan is confirmed: a look leaves no file behind.
    ///
    /// # Errors
    /// As [`Self::open`], where another run was quicker as well.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let mut options = private();
        options.read(true).append(true).create_new(true);
        let file = options.open(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => locked(path),
            _ => unusable(path, error),
        })?;
        lock(&file, path)?;
        sync_folder(path).map_err(|error| unusable(path, error))?;
        Ok(Self::new(path, file, true))
    }

    fn new(path: &Path, file: File, is_new: bool) -> Self {
        Self {
            path: path.to_owned(),
            is_new,
            file,
            written: Mutex::default(),
            synced: Mutex::default(),
        }
    }

    /// Notes that a run begins or continues, and outcomes that an earlier run
    /// could not note any more.
    ///
    /// # Errors
    /// It cannot be written. A new one is removed.
    pub fn begin(
        &self,
        identity: &Identity,
        credentials: Option<String>,
        outcomes: impl IntoIterator<Item = RowResult>,
    ) -> Result<(), Failure> {
        let start = Record::Start {
            version: VERSION,
            identity: identity.clone(),
            at: clock::unix_millis(),
            credentials,
        };
        let outcomes = outcomes.into_iter().map(Record::Outcome);
        let mut records = std::iter::once(start).chain(outcomes);
        let noted = records.try_for_each(|record| self.append(&record));
        noted.map_err(|error| {
            if self.is_new {
                // Nothing is in it; why the run ends is said here.
                let _ = std::fs::remove_file(&self.path);
            }
            let shown = self.path.display();
            Failure::local(
                text!(
                    "nothing was sent: cannot write the journal {shown}",
                    "未发送任何请求：无法写入执行日志 {shown}"
                ),
                error,
            )
        })
    }

    /// Appends a line and brings it to disk.
    ///
    /// # Errors
    /// It is not known to be on disk; from then on every call fails.
    pub fn append(&self, record: &Record) -> io::Result<()> {
        self.append_all(std::slice::from_ref(record))
    }

    /// Appends lines and brings them to disk together.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn append_all(&self, records: &[Record]) -> io::Result<()> {
        let append = self.write(records)?;
        self.sync(append)
    }

    /// Appends a line that is brought to disk with the next one that must be, or
    /// by [`Self::flush`]: it outlives the program, not yet a power cut.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn append_lazily(&self, record: &Record) -> io::Result<()> {
        self.write(std::slice::from_ref(record)).map(drop)
    }

    /// Brings everything to disk.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn flush(&self) -> io::Result<()> {
        let appends = held(&self.written).appends;
        self.sync(appends)
    }

    /// Which append it was.
    fn write(&self, records: &[Record]) -> io::Result<u64> {
        let mut lines = Vec::new();
        for record in records {
            serde_json::to_writer(&mut lines, record)?;
            lines.push(b'\n');
        }
        let mut written = held(&self.written);
        written.sound()?;
        if let Err(error) = (&self.file).write_all(&lines) {
            written.broken = Some(error.to_string());
            return Err(error);
        }
        written.appends += 1;
        Ok(written.appends)
    }

    /// Brings an append to disk, and all that were written meanwhile.
    fn sync(&self, append: u64) -> io::Result<()> {
        let mut synced = held(&self.synced);
        if *synced >= append {
            return Ok(());
        }
        let appends = {
            let written = held(&self.written);
            written.sound()?;
            written.appends
        };
        match self.file.sync_data() {
            Ok(()) => *synced = appends,
            Err(error) => {
                held(&self.written).broken = Some(error.to_string());
                return Err(error);
            }
        }
        Ok(())
    }

    /// Whether nothing can be written any more.
    pub fn is_broken(&self) -> bool {
        held(&self.written).broken.is_some()
    }
}

impl Written {
    /// # Errors
    /// Nothing more can be written.
    fn sound(&self) -> io::Result<()> {
        match &self.broken {
            Some(why) => Err(io::Error::other(why.clone())),
            None => Ok(()),
        }
    }
}

/// What to do where a journal cannot serve.
const NAME_ANOTHER: Both = both(
    "name another with --journal",
    "请用 --journal 指定另一个文件",
);

fn unusable(path: &Path, error: io::Error) -> Failure {
    let shown = path.display();
    unsent(
        text!(
            "cannot use the journal {shown}: {error}",
            "无法使用执行日志 {shown}：{error}",
            error = Text::from(error)
        ),
        NAME_ANOTHER,
    )
}

fn locked(path: &Path) -> Failure {
    unsent(
        text!(
            "another run is at work on the journal {shown}",
            "另一个执行正在使用执行日志 {shown}",
            shown = path.display()
        ),
        both(
            "wait until it has ended; one journal serves one run at a time",
            "请等它结束；一个执行日志同时只能供一个执行使用",
        ),
    )
}

fn lock(file: &File, path: &Path) -> Result<(), Failure> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => locked(path),
        TryLockError::Error(error) => unusable(path, error),
    })
}

/// A journal that was copied about may have lost its mode.
fn cut_and_close_to_others(file: &File, sound: u64) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(PermissionsExt::from_mode(0o600))?;
    }
    if sound < file.metadata()?.len() {
        file.set_len(sound)?;
        file.sync_all()?;
    }
    Ok(())
}

/// What is told, and how many bytes are whole lines.
fn read(mut file: &File, path: &Path, identity: &Identity) -> Result<(History, u64), Failure> {
    let mut bytes = Vec::new();
    let read = file.read_to_end(&mut bytes);
    read.map_err(|error| unusable(path, error))?;
    let end = bytes.iter().rposition(|byte| *byte == b'\n');
    let sound = end.map_or(0, |at| at + 1);
    let shown = path.display();
    let damaged = |line, why: Text| {
        unsent(
            text!(
                "line {line} of the journal {shown} is damaged: {why}",
                "执行日志 {shown} 的第 {line} 行已损坏：{why}"
            ),
            both(
                "it tells what was sent: look at it before anything is sent again; --journal \
                 names another",
                "它记录着已发送的请求：再次发送前请先查看；--journal 可指定另一个文件",
            ),
        )
    };
    let mut history = History::default();
    let mut next = 1;
    for line in bytes[..sound].split_inclusive(|byte| *byte == b'\n') {
        let record = serde_json::from_slice(line).map_err(|_| NO_RECORD.into());
        let taken = record.and_then(|record| history.take(record));
        taken.map_err(|why| damaged(next, why))?;
        next += 1;
    }
    if !is_torn(&bytes[sound..], next == 1) {
        return Err(damaged(next, NO_RECORD.into()));
    }
    match &history.identity {
        Some(found) if found.command != identity.command => Err(unsent(
            text!(
                "the journal {shown} is of `{command}`",
                "执行日志 {shown} 属于 `{command}`",
                command = found.command()
            ),
            NAME_ANOTHER,
        )),
        Some(found) if found != identity => {
            let Identity { app_id, base, .. } = found;
            let base = match base == SANDBOX.en {
                true => SANDBOX.into(),
                false => Text::verbatim(base),
            };
            Err(unsent(
                text!(
                    "the journal {shown} is of appId {app_id} at {base}",
                    "执行日志 {shown} 属于 {base} 的 appId {app_id}"
                ),
                both(
                    "use the profile it was written with, or name another with --journal",
                    "请使用写入它时的配置档，或用 --journal 指定另一个文件",
                ),
            ))
        }
        _ => {
            let named = history.credentials.take();
            let path = resolved(path);
            history.credentials = named.map(|named| folder_of(&path).join(named));
            Ok((history, sound as u64))
        }
    }
}

/// Whether what follows the last whole line can be the beginning of one: also
/// nothing at all, or the NULs that a power cut leaves. Anything else is
/// another program's file, which must not be cut.
fn is_torn(rest: &[u8], is_first: bool) -> bool {
    let begins: &[u8] = if is_first { b"{\"start\":{" } else { b"{\"" };
    let common = rest.len().min(begins.len());
    rest[..common] == begins[..common] || rest.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests;
