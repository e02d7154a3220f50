//! What makes a run safe to kill: an append-only file of JSON Lines that holds
//! the intent, on disk, before each POST and its outcome after it, on disk with
//! the next intent: what a power cut takes is looked up. None holds a password
//! or an appSecret.
//!
//! The file is locked for the whole run. A last line without its end was being
//! written when the program died: the POST after it never left, and it is cut
//! off. Anything else that is not understood is an error, never guessed at.

mod history;

pub use history::{History, Identity, Intent, Key, Known, Record, has_made_password};

use super::files::{look, resolved, unsent};
use super::results::RowResult;
use crate::clock;
use crate::failure::Failure;
use crate::files::{Locked, folder_of, private, sync_folder};
use crate::lang::{Both, Text, both};
use crate::locks::held;
use crate::text;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The form of the lines below; a journal of another is not understood.
const VERSION: u32 = 1;

/// The first line is far shorter, in bytes.
const MOST_OF_START: u64 = 64 * 1024;

/// The address of the built-in simulator.
pub const SANDBOX: Both = both("the sandbox", "沙箱");

/// What is wrong with a line that no version wrote.
const NO_RECORD: Both = both("it is not a valid record", "这不是有效的记录");

/// An open, locked journal.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    is_new: bool,
    file: Locked,
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
    /// Whose journal a file is; `None` where it is none, or cannot be read.
    pub fn identity(path: &Path) -> Option<Identity> {
        let mut first = String::new();
        let file = File::open(path).ok()?.take(MOST_OF_START);
        BufReader::new(file).read_line(&mut first).ok()?;
        match serde_json::from_str(&first) {
            Ok(Record::Start { identity, .. }) => Some(identity),
            _ => None,
        }
    }

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
        // For writing, not for appending: Windows shortens no file otherwise.
        options.read(true).write(!only_look);
        let file = options.open(path).map_err(unusable)?;
        if only_look {
            return Ok((None, read(&file, path, identity)?.0));
        }
        let file = lock(file, path)?;
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
        let file = lock(file, path)?;
        sync_folder(path).map_err(|error| unusable(path, error))?;
        Ok(Self::new(path, file, true))
    }

    fn new(path: &Path, file: Locked, is_new: bool) -> Self {
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
        if let Err(error) = (&*self.file).write_all(&lines) {
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

fn lock(file: File, path: &Path) -> Result<Locked, Failure> {
    Locked::try_new(file).map_err(|error| match error {
        TryLockError::WouldBlock => locked(path),
        TryLockError::Error(error) => unusable(path, error),
    })
}

/// A journal that was copied about may have lost its mode.
fn cut_and_close_to_others(mut file: &File, sound: u64) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(PermissionsExt::from_mode(0o600))?;
    }
    if sound < file.metadata()?.len() {
        file.set_len(sound)?;
        file.sync_all()?;
    }
    file.seek(SeekFrom::End(0)).map(drop)
}

/// What is told, and how many bytes are whole lines.
fn read(mut file: &File, path: &Path, identity: &Identity) -> Result<(History, u64), Failure> {
    let mut bytes = Vec::new();
    let read = file.read_to_end(&mut bytes);
    read.map_err(|error| match error.raw_os_error() {
        // Windows lets nobody read what another process has locked.
        Some(33) if cfg!(windows) => locked(path),
        _ => unusable(path, error),
    })?;
    let end = bytes.iter().rposition(|byte| *byte == b'\n');
    let sound = end.map_or(0, |at| at + 1);
    let damaged = |(line, why)| damaged(path, line, why);
    let mut history = told(&bytes[..sound], &bytes[sound..]).map_err(damaged)?;
    if let Some(found) = &history.identity {
        must_be(found, identity, path)?;
    }
    let named = history.credentials.take();
    let path = resolved(path);
    history.credentials = named.map(|named| folder_of(&path).join(named));
    Ok((history, sound as u64))
}

/// What whole lines tell, with what follows them; else the number of the line
/// that is damaged, and why.
fn told(lines: &[u8], rest: &[u8]) -> Result<History, (usize, Text)> {
    let mut history = History::default();
    let mut next = 1;
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        let record = serde_json::from_slice(line).map_err(|_| NO_RECORD.into());
        let taken = record.and_then(|record| history.take(record));
        taken.map_err(|why| (next, why))?;
        next += 1;
    }
    match is_torn(rest, next == 1) {
        true => Ok(history),
        false => Err((next, NO_RECORD.into())),
    }
}

fn damaged(path: &Path, line: usize, why: Text) -> Failure {
    unsent(
        text!(
            "line {line} of the journal {shown} is damaged: {why}",
            "执行日志 {shown} 的第 {line} 行已损坏：{why}",
            shown = path.display()
        ),
        both(
            "it tells what was sent: look at it before anything is sent again; --journal \
             names another",
            "它记录着已发送的请求：再次发送前请先查看；--journal 可指定另一个文件",
        ),
    )
}

/// Ends it where a journal is another command's or account's.
fn must_be(found: &Identity, identity: &Identity, path: &Path) -> Result<(), Failure> {
    let shown = path.display();
    if found.command != identity.command {
        return Err(unsent(
            text!(
                "the journal {shown} is of `{command}`",
                "执行日志 {shown} 属于 `{command}`",
                command = found.command()
            ),
            NAME_ANOTHER,
        ));
    }
    if found != identity {
        let Identity { app_id, base, .. } = found;
        let base = match base == SANDBOX.en {
            true => SANDBOX.into(),
            false => Text::verbatim(base),
        };
        return Err(unsent(
            text!(
                "the journal {shown} is of appId {app_id} at {base}",
                "执行日志 {shown} 属于 {base} 的 appId {app_id}"
            ),
            both(
                "use the profile it was written with, or name another with --journal",
                "请使用写入它时的配置档，或用 --journal 指定另一个文件",
            ),
        ));
    }
    Ok(())
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
mod fuzz;
#[cfg(test)]
mod tests;
