//! What makes a run safe to kill: an append-only file of JSON Lines that holds
//! the intent, on disk, before each POST and its outcome after it.
//!
//! The file is locked for the whole run. A last line without its end was being
//! written when the program died: the POST after it never left, and it is cut
//! off. Anything else that is not understood is an error, never guessed at.
//! What follows from the lines is `state`'s; when to write them is the run's.

mod record;
mod state;

pub use record::{Ended, Intent, Outcome, Record, Stamp, Start};
pub use state::{Known, State};

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another run holds it.
    #[error("another run is at work on the journal {}", .0.display())]
    Locked(PathBuf),
    /// It cannot be opened, read or made.
    #[error("cannot use the journal {}: {why}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        why: io::Error,
    },
    /// A line is not understood.
    #[error("line {line} of the journal {} is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// It tells of another group account, or of another service.
    #[error("the journal {} is of appId {app_id} at {base}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Whose it is.
        app_id: String,
        /// Where that is.
        base: String,
    },
}

/// Whose journal is wanted.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The group account's appId.
    pub app_id: String,
    /// The service's address.
    pub base: String,
}

/// An open, locked journal.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: File,
    /// After a failed write the end of the file is not known: nothing more is
    /// written, and so nothing more may be sent.
    broken: Option<String>,
}

impl Journal {
    /// Opens and locks the journal of an earlier run, and cuts off what was
    /// torn; `None` where there is none.
    ///
    /// # Errors
    /// [`JournalError`]
    pub fn open(path: &Path, identity: &Identity) -> Result<Option<(Self, State)>, JournalError> {
        let io = failed(path);
        if !exists(path).map_err(&io)? {
            return Ok(None);
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true);
        let file = options.open(path).map_err(&io)?;
        lock(&file, path)?;
        let (state, sound) = read(&file, path, identity)?;
        close_to_others(&file).map_err(&io)?;
        if sound < file.metadata().map_err(&io)?.len() {
            file.set_len(sound).map_err(&io)?;
            file.sync_all().map_err(&io)?;
        }
        Ok(Some((Self::new(path, file), state)))
    }

    /// What the journal of an earlier run tells; it is neither locked nor
    /// changed.
    ///
    /// # Errors
    /// [`JournalError`]
    pub fn peek(path: &Path, identity: &Identity) -> Result<State, JournalError> {
        if !exists(path).map_err(failed(path))? {
            return Ok(State::default());
        }
        let file = File::open(path).map_err(failed(path))?;
        Ok(read(&file, path, identity)?.0)
    }

    /// Makes and locks a new journal, mode 0600. Its name is on disk, too.
    ///
    /// # Errors
    /// [`JournalError`], where another run was quicker as well.
    pub fn create(path: &Path) -> Result<Self, JournalError> {
        let io = failed(path);
        let mut options = OpenOptions::new();
        options.read(true).append(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|why| match why.kind() {
            io::ErrorKind::AlreadyExists => JournalError::Locked(path.to_owned()),
            _ => io(why),
        })?;
        lock(&file, path)?;
        crate::files::sync_folder(path).map_err(&io)?;
        Ok(Self::new(path, file))
    }

    fn new(path: &Path, file: File) -> Self {
        Self {
            path: path.to_owned(),
            inner: Mutex::new(Inner { file, broken: None }),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Notes that a run begins or goes on.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn begin(
        &self,
        identity: &Identity,
        at: i64,
        credentials: Option<String>,
    ) -> io::Result<()> {
        self.append(&Record::Start(Start {
            version: record::VERSION,
            app_id: identity.app_id.clone(),
            base: identity.base.clone(),
            at,
            credentials,
        }))
    }

    /// Appends a line and brings it to disk.
    ///
    /// # Errors
    /// It is not known to be on disk; from then on every call fails.
    pub fn append(&self, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_string(record)?;
        line.push('\n');
        let mut inner = self.inner();
        if let Some(why) = &inner.broken {
            return Err(io::Error::other(why.clone()));
        }
        let written = inner.file.write_all(line.as_bytes());
        let synced = written.and_then(|()| inner.file.sync_data());
        if let Err(error) = &synced {
            inner.broken = Some(error.to_string());
        }
        synced
    }

    /// Why nothing can be written any more.
    pub fn broken(&self) -> Option<String> {
        self.inner().broken.clone()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed(path: &Path) -> impl Fn(io::Error) -> JournalError + '_ {
    |why| JournalError::Io {
        path: path.to_owned(),
        why,
    }
}

/// Whether there is a file; anything but a file, such as a device that never
/// ends, is an error.
fn exists(path: &Path) -> io::Result<bool> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => Ok(true),
        Ok(_) => Err(io::Error::other("it is not a file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn lock(file: &File, path: &Path) -> Result<(), JournalError> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => JournalError::Locked(path.to_owned()),
        TryLockError::Error(why) => failed(path)(why),
    })
}

/// A journal that was copied about may have lost its mode.
fn close_to_others(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(PermissionsExt::from_mode(0o600))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// The state, and how many bytes are whole lines.
fn read(mut file: &File, path: &Path, identity: &Identity) -> Result<(State, u64), JournalError> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(failed(path))?;
    let sound = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let damaged = |at: usize, why| JournalError::Damaged {
        path: path.to_owned(),
        line: at + 1,
        why,
    };
    let mut state = State::default();
    let mut lines = 0;
    for (at, line) in bytes[..sound].split_inclusive(|b| *b == b'\n').enumerate() {
        let record = serde_json::from_slice(line).map_err(|_| "it is no record".to_owned());
        let taken = record.and_then(|record| state.take(record));
        taken.map_err(|why| damaged(at, why))?;
        lines = at + 1;
    }
    if !is_torn(&bytes[sound..], lines == 0) {
        return Err(damaged(lines, "it is no record".into()));
    }
    match &state.start {
        Some(Start { app_id, base, .. })
            if (app_id, base) != (&identity.app_id, &identity.base) =>
        {
            Err(JournalError::Foreign {
                path: path.to_owned(),
                app_id: app_id.clone(),
                base: base.clone(),
            })
        }
        _ => Ok((state, sound as u64)),
    }
}

/// Whether what follows the last whole line can be the beginning of one: also
/// nothing at all, or the NULs that a power cut leaves. Anything else is
/// another's file, which must not be cut.
fn is_torn(rest: &[u8], is_first: bool) -> bool {
    let begins: &[u8] = if is_first { b"{\"start\":{" } else { b"{\"" };
    let common = rest.len().min(begins.len());
    rest[..common] == begins[..common] || rest.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests;
