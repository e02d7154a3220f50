//! Keeps an account of every write that leaves this machine: a line before it
//! leaves, a line when it has ended, both with one id. Where the program was
//! ended in between the first line stands alone. Writes to the sandbox have a
//! file of their own: a rehearsal is not the real thing, and must not push it
//! out when the file is rolled over.
//!
//! A line is brought to disk by the system, not waited for: it outlives the
//! program, not a power cut. What must outlive that is in a batch's journal.

use super::console::Console;
use super::recorder::Recorder;
use crate::api::{CallError, Cause, Event, Observer, Remarks};
use crate::clock;
use crate::config::state_dir;
use crate::failure::Failure;
use crate::files;
use crate::http::{Body, Request, SendError};
use crate::lang::Text;
use crate::locks::held;
use crate::output::compact_json;
use crate::sign::Params;
use crate::text;
use crate::text::shown_path;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock};

/// A file that would become larger is put aside for a new one, in bytes: some
/// 10000 writes.
const MOST_BYTES: u64 = 10 * 1024 * 1024;

/// Values of a write that take more bytes are not noted. Those of a command
/// take a few hundred; only `api` sends more.
const MOST_OF_VALUES: usize = 4 * 1024;

/// What a line says of its write until its end is known.
pub(super) const SENT: &str = "sent";

/// The file of the real writes, or of those to the sandbox.
///
/// # Errors
/// As [`state_dir`].
pub(super) fn file(sandbox: bool) -> Result<PathBuf, Failure> {
    let name = match sandbox {
        true => "sandbox-writes.jsonl",
        false => "writes.jsonl",
    };
    Ok(state_dir()?.join(name))
}

/// Where a file goes when a new one is begun: `writes.1.jsonl`.
pub(super) fn older(file: &Path) -> PathBuf {
    file.with_extension("1.jsonl")
}

/// On whose account writes are made, and where they go.
#[derive(Debug)]
pub(super) struct Writer {
    /// `None` for credentials from the environment.
    pub(super) profile: Option<String>,
    pub(super) app_id: String,
    /// The sub-account that they are made in, where that is not one's own.
    pub(super) within: Option<String>,
    /// `None` for the sandbox.
    pub(super) base: Option<String>,
}

/// An observer that notes writes, in front of the recorder.
pub(super) struct Ledger {
    account: Writer,
    recorder: Recorder,
    console: Console,
    file: OnceLock<Result<PathBuf, Failure>>,
    /// What is known of writes that have not ended.
    open: Mutex<HashMap<u64, Map<String, Value>>>,
    warned: AtomicBool,
}

impl Ledger {
    /// Nothing is read or made before the first write.
    pub(super) fn new(account: Writer, recorder: Recorder, console: &Console) -> Self {
        Self {
            account,
            recorder,
            console: console.clone(),
            file: OnceLock::new(),
            open: Mutex::default(),
            warned: AtomicBool::new(false),
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Map<String, Value>>> {
        held(&self.open)
    }

    /// What is known of a write before it leaves.
    fn leaves(&self, number: u64, request: &Request, remarks: Option<&Remarks>) {
        let account = &self.account;
        let key = request.account.as_ref().and_then(|of| of.key.as_ref());
        let values = values(request);
        let is_email = |(name, value): (&String, &Value)| {
            let is_it = name.to_lowercase().ends_with("email") && value.is_string();
            is_it.then(|| value.clone())
        };
        let before = remarks.map(|remarks| &remarks.before);
        let endpoint = format!("{} {}", request.method, request.path);
        let line = json!({
            "id": id(number),
            "time": clock::unix_millis(),
            "user": user(),
            "profile": account.profile,
            "appId": key.map_or(&account.app_id, |(app_id, _)| app_id),
            "account": request.account.as_ref().map_or(account.within.as_ref(), |of| Some(&of.email)),
            "baseUrl": account.base.as_deref().unwrap_or("sandbox"),
            "endpoint": endpoint,
            "what": remarks.map_or(&*endpoint, |remarks| &*remarks.what),
            "email": values.iter().find_map(is_email),
            "values": bounded(values),
            "before": before.filter(|before| !before.is_empty()),
            "outcome": SENT,
        });
        let Value::Object(line) = line else { return };
        self.note(&line);
        self.open().insert(number, line);
    }

    fn ended(&self, number: u64, attempts: u32, result: Result<Option<&str>, &CallError>) {
        let Some(mut line) = self.open().remove(&number) else {
            return;
        };
        let refusal = result.err().and_then(|error| error.cause.refusal());
        let request_id = refusal.and_then(|said| said.request_id.as_deref());
        let request_id = result.unwrap_or(request_id);
        let outcome = result.map_or_else(outcome, |_| "done");
        for (name, value) in [
            ("outcome", json!(outcome)),
            ("attempts", json!(attempts)),
            ("code", json!(refusal.map(|said| said.code))),
            (
                "message",
                json!(result.err().map(|e| e.cause.words().en().to_owned())),
            ),
            ("requestId", json!(request_id)),
        ] {
            line.insert(name.into(), value);
        }
        self.note(&line);
    }

    /// It was seen that a write was done; maybe its answer was lost.
    fn seen(&self, number: u64, after: &Map<String, Value>) {
        let line = json!({"id": id(number), "outcome": "done", "after": after});
        line.as_object()
            .into_iter()
            .for_each(|line| self.note(line));
    }

    /// Appends a line. The write goes on where that fails.
    fn note(&self, line: &Map<String, Value>) {
        let text = Value::from(line.clone()).to_string();
        let text = compact_json(&text, false).unwrap_or_default() + "\n";
        let is_sandbox = self.account.base.is_none();
        let why = match self.file.get_or_init(|| file(is_sandbox)) {
            Ok(file) => match append(file, &text) {
                Ok(()) => return,
                Err(error) => text!(
                    "cannot write {file}: {error}",
                    "无法写入 {file}：{error}",
                    file = shown_path(file),
                    error = Text::from(error)
                ),
            },
            // It has been told that the sandbox can keep nothing.
            Err(_) if is_sandbox => return,
            Err(failure) => failure.message.clone(),
        };
        if !self.warned.swap(true, Ordering::Relaxed) {
            self.console.warn(text!(
                "`writes list` will not have all writes of this run: {why}",
                "`writes list` 将缺少本次执行的部分写操作：{why}"
            ));
        }
    }
}

impl Observer for Ledger {
    fn note(&self, event: &Event<'_>) {
        match event {
            Event::WriteLeaves {
                number,
                request,
                remarks,
            } => self.leaves(*number, request, *remarks),
            Event::WriteEnded {
                number,
                attempts,
                result,
            } => self.ended(*number, *attempts, *result),
            Event::WriteSeen { number, after } => self.seen(*number, after),
            _ => {}
        }
        self.recorder.note(event);
    }
}

fn id(number: u64) -> String {
    format!("{number:016x}")
}

/// What became of a write that was no success.
fn outcome(error: &CallError) -> &'static str {
    match &error.cause {
        cause if cause.in_doubt() => "unknown",
        Cause::Fault(SendError::NotSent(_)) => "notSent",
        _ => "refused",
    }
}

/// The values that a request carries, those of its JSON masked.
fn values(request: &Request) -> Map<String, Value> {
    let mut values = Map::new();
    let mut add = |params: &Params| {
        let params = params.iter();
        values.extend(params.map(|(name, value)| (name.to_owned(), value.into())));
    };
    add(&request.query);
    match &request.body {
        Body::None => {}
        Body::Form(form) => add(form),
        Body::Json { shown, .. } => match serde_json::from_str(shown) {
            Ok(Value::Object(members)) => values.extend(members),
            other => drop(values.insert("body".into(), other.unwrap_or_default())),
        },
    }
    values
}

fn bounded(values: Map<String, Value>) -> Value {
    let values = Value::from(values);
    match values.to_string().len() {
        bytes if bytes > MOST_OF_VALUES => format!("({bytes} bytes)").into(),
        _ => values,
    }
}

/// The user of this process, by the system's list of users, or by the
/// environment where that does not have it.
fn user() -> String {
    let by_variable = |name| std::env::var(name).ok().filter(|name| !name.is_empty());
    #[cfg(unix)]
    {
        let id = rustix::process::getuid().as_raw().to_string();
        let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let mut users = users.lines().map(|line| line.split(':'));
        let name = users.find_map(|mut user| {
            let name = user.next()?;
            (user.nth(1)? == id).then(|| name.to_owned())
        });
        name.or_else(|| by_variable("USER")).unwrap_or(id)
    }
    #[cfg(not(unix))]
    by_variable("USERNAME").unwrap_or_default()
}

/// Appends a line in one step, so that the lines of several processes never
/// mix. What a full disk cut off before it stays a line of its own.
fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut file = files::open_to_append(path)?;
    if file.metadata()?.len() + line.len() as u64 > MOST_BYTES {
        // A file that cannot be put aside grows.
        let _ = roll_over(path, line.len() as u64);
        file = files::open_to_append(path)?;
    }
    let mut text = line.to_owned();
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(-1)).is_ok() {
        file.read_exact(&mut last)?;
    }
    if last != [b'\n'] {
        text.insert(0, '\n');
    }
    match file.write(text.as_bytes())? {
        written if written == text.len() => Ok(()),
        _ => Err(io::ErrorKind::StorageFull.into()),
    }
}

/// Puts a full file aside, unless another process does so already.
fn roll_over(path: &Path, more: u64) -> io::Result<()> {
    let lock = files::try_lock(&files::beside(path, ".lock"))?;
    if lock.is_some() && std::fs::metadata(path)?.len() + more > MOST_BYTES {
        files::put(path, &older(path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Call, Client};
    use crate::secret::Secret;
    use std::fs;

    #[test]
    fn a_full_file_is_put_aside_once_and_no_line_is_lost_or_mixed() {
        let folder = tempfile::tempdir().unwrap();
        let path = &folder.path().join("writes.jsonl");
        fs::write(older(path), "an even older one").unwrap();
        let most = usize::try_from(MOST_BYTES).unwrap();
        fs::write(path, "x".repeat(most - 500)).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                scope.spawn(move || {
                    for number in 0..250 {
                        append(path, &format!("<{thread}-{number}>\n")).unwrap();
                    }
                });
            }
        });
        let (old, new) = (fs::read_to_string(older(path)), fs::read_to_string(path));
        let (old, new) = (old.unwrap(), new.unwrap());
        assert!(old.starts_with('x') && old.len() > most - 500);
        assert!(!new.is_empty() && new.len() < 20_000, "{new}");
        let lines = old.lines().skip(1).chain(new.lines());
        let mut lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
        lines.sort_unstable();
        let of = |thread| (0..250).map(move |number| format!("<{thread}-{number}>"));
        let mut all: Vec<_> = (0..4).flat_map(of).collect();
        all.sort_unstable();
        assert_eq!(lines, all);
    }

    /// Answers that it was done.
    struct Willing;

    impl crate::http::Exchange for Willing {
        fn exchange(&self, _: &crate::http::Wire) -> Result<crate::http::Reply, SendError> {
            Ok(crate::http::Reply {
                status: 200,
                headers: Vec::new(),
                body: br#"{"code":200,"requestId":"r.1"}"#.to_vec(),
            })
        }
    }

    #[test]
    fn what_a_caller_knows_of_its_write_is_noted_and_whose_key_signs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("writes.jsonl");
        let account = Writer {
            profile: Some("hq".into()),
            app_id: "group".into(),
            within: None,
            base: Some("https://api.polyv.net".into()),
        };
        let console = Console::new(&Default::default(), false);
        let ledger = Ledger {
            file: OnceLock::from(Ok(path.clone())),
            ..Ledger::new(account, Recorder::new(&console), &console)
        };
        let transport = crate::http::Transport {
            exchange: Box::new(Willing),
            base: String::new(),
            app_id: "group".into(),
            app_secret: Secret::new("s"),
            writes: Default::default(),
            clock: Default::default(),
        };
        let client = Client::new(transport, 8, 0, None, Box::new(ledger));
        let figures = |minutes: u64| json!({"minutes": minutes, "appSecret": "hush"});
        let figures = |minutes| figures(minutes).as_object().unwrap().clone();
        let mut remarks = Remarks::new("give minutes".into());
        remarks.before = figures(5);
        let request = Request {
            method: crate::http::Method::POST,
            account: Some(crate::http::Account {
                email: "shop1@example.com".into(),
                key: Some(("own".into(), Secret::new("hush"))),
            }),
            ..Request::get("/x", Params::new().with("childEmail", "a@example.com"))
        };
        client.seen(&remarks, &figures(9)); // has not left yet
        let call = Call {
            remarks: Some(&remarks),
            ..Call::new(&request, &|_| Ok(()))
        };
        client.send(&call).unwrap();
        client.seen(&remarks, &figures(7));
        let text = fs::read_to_string(path).unwrap();
        let lines = text.lines().map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let line = line.as_object_mut().unwrap();
            for name in ["id", "time", "user"] {
                line.shift_remove(name);
            }
            Value::from(line.clone()).to_string()
        });
        let known = r#""profile":"hq","appId":"own","account":"shop1@example.com","baseUrl":"https://api.polyv.net","endpoint":"POST /x","what":"give minutes","email":"a@example.com","values":{"childEmail":"a@example.com"},"before":{"minutes":5,"appSecret":"********"}"#;
        assert_eq!(
            lines.collect::<Vec<_>>(),
            [
                format!(r#"{{{known},"outcome":"sent"}}"#),
                format!(
                    r#"{{{known},"outcome":"done","attempts":1,"code":null,"message":null,"requestId":"r.1"}}"#
                ),
                r#"{"outcome":"done","after":{"minutes":7,"appSecret":"********"}}"#.into(),
            ]
        );
    }

    #[test]
    fn a_line_that_was_cut_off_is_not_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("writes.jsonl");
        fs::write(&path, "{\"cut").unwrap();
        append(&path, "whole\n").unwrap();
        append(&path, "next\n").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, "{\"cut\nwhole\nnext\n");
    }

    #[test]
    fn values_come_from_query_form_and_body_within_bounds() {
        let mut request = Request::get("/x", Params::new().with("a", "1"));
        request.body = Body::Form(Params::new().with("b", "2"));
        let shown = |request: &Request| bounded(values(request)).to_string();
        assert_eq!(shown(&request), r#"{"a":"1","b":"2"}"#);
        let json = |shown: &str| Body::Json {
            text: Secret::new("{\"password\":\"hush\"}"),
            shown: shown.into(),
        };
        request.body = json(r#"{"b":3.0,"password":"********"}"#);
        assert_eq!(
            shown(&request),
            r#"{"a":"1","b":3.0,"password":"********"}"#
        );
        request.body = json(r#"[{"b":3}]"#);
        assert_eq!(shown(&request), r#"{"a":"1","body":[{"b":3}]}"#);
        request.body = json(&format!("[\"{}\"]", "x".repeat(MOST_OF_VALUES)));
        assert_eq!(shown(&request), "\"(4117 bytes)\"");
    }
}
