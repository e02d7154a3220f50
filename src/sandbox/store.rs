//! The state file: the accounts that were created, as JSON, shared by every
//! process of the user that runs a sandbox.
//!
//! The file is replaced whole, by a rename, so a reader never sees half of it;
//! writers take turns by a lock on a file beside it. Nothing is synced to the
//! disk: what a power cut takes here is play money.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::SandboxError;
use super::account::Account;

/// Layout of the file; another number is refused.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    accounts: &'a [Account],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    version: u32,
    accounts: Vec<Account>,
}

/// Tells one state of the file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    changed: Option<SystemTime>,
    length: u64,
    /// Another one after each rename, where the platform has such a number.
    inode: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Stamp {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Stamp {
            changed: metadata.modified().ok(),
            length: metadata.len(),
            inode,
        }
    }
}

/// The state file and what was last seen of it.
pub(super) struct Store {
    file: PathBuf,
    seen: Option<Stamp>,
}

impl Store {
    pub(super) fn new(file: PathBuf) -> Store {
        Store { file, seen: None }
    }

    /// What the file holds, if that is not what was seen or written last.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is not a sandbox's state.
    pub(super) fn news(&mut self) -> Result<Option<Vec<Account>>, SandboxError> {
        let now = self.stamp().map_err(|reason| self.io(reason))?;
        if now == self.seen {
            return Ok(None);
        }
        let (accounts, seen) = self.read()?;
        self.seen = seen;
        Ok(Some(accounts))
    }

    fn stamp(&self) -> io::Result<Option<Stamp>> {
        let metadata = absent_is_none(fs::metadata(&self.file))?;
        Ok(metadata.as_ref().map(Stamp::of))
    }

    fn read(&self) -> Result<(Vec<Account>, Option<Stamp>), SandboxError> {
        let opened = absent_is_none(File::open(&self.file)).map_err(|reason| self.io(reason))?;
        let Some(mut file) = opened else {
            return Ok((Vec::new(), None));
        };
        let mut text = Vec::new();
        file.read_to_end(&mut text)
            .map_err(|reason| self.io(reason))?;
        // Of the open file, not of the path: they may differ by now.
        let metadata = file.metadata().map_err(|reason| self.io(reason))?;
        let bad = |reason: String| SandboxError::BadState {
            file: self.file.clone(),
            reason,
        };
        let kept: Kept = serde_json::from_slice(&text).map_err(|error| bad(error.to_string()))?;
        if kept.version != VERSION {
            return Err(bad(format!("version {}, not {VERSION}", kept.version)));
        }
        Ok((kept.accounts, Some(Stamp::of(&metadata))))
    }

    /// Waits for its turn to change the file; the turn ends when the returned
    /// file is dropped.
    ///
    /// # Errors
    ///
    /// The folder or the lock file cannot be made.
    pub(super) fn lock(&self) -> Result<File, SandboxError> {
        make_folder(folder(&self.file))
            .and_then(|()| lock(&self.file))
            .map_err(|reason| self.io(reason))
    }

    /// Replaces the file. The caller holds the lock.
    ///
    /// # Errors
    ///
    /// The file cannot be written; the old one is still whole then.
    pub(super) fn save(&mut self, accounts: &[Account]) -> Result<(), SandboxError> {
        let saved = self.replace(accounts).map_err(|reason| self.io(reason))?;
        self.seen = Some(saved);
        Ok(())
    }

    /// A temporary file is readable by its owner alone (mode 0600), and stays
    /// so under its final name.
    fn replace(&self, accounts: &[Account]) -> io::Result<Stamp> {
        let file = tempfile::NamedTempFile::new_in(folder(&self.file))?;
        let mut writer = BufWriter::new(file.as_file());
        let version = VERSION;
        serde_json::to_writer(&mut writer, &Written { version, accounts })?;
        writer.flush()?;
        drop(writer);
        let stamp = Stamp::of(&file.as_file().metadata()?);
        file.persist(&self.file)?;
        Ok(stamp)
    }

    fn io(&self, reason: io::Error) -> SandboxError {
        SandboxError::Io {
            file: self.file.clone(),
            reason,
        }
    }
}

/// Removes the state file, in turn with the processes that write it. Answers
/// whether there was one.
///
/// # Errors
///
/// The file exists and cannot be removed, or its lock cannot be taken.
pub fn reset(state_file: &Path) -> io::Result<bool> {
    if !state_file.try_exists()? {
        return Ok(false);
    }
    let _turn = lock(state_file)?;
    Ok(absent_is_none(fs::remove_file(state_file))?.is_some())
}

fn lock(state_file: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut name = state_file.as_os_str().to_owned();
    name.push(".lock");
    let file = options.open(name)?;
    file.lock()?;
    Ok(file)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn absent_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::super::seed;
    use super::*;

    #[test]
    fn what_one_store_saves_another_reads_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/b/state.json");
        let (mut one, mut other) = (Store::new(file.clone()), Store::new(file));
        assert!(other.news().unwrap().is_none());

        let accounts = seed::accounts(2, 1);
        let turn = one.lock().unwrap();
        one.save(&accounts).unwrap();
        drop(turn);
        assert!(one.news().unwrap().is_none());

        let read = other.news().unwrap().unwrap();
        assert_eq!(read[1].email, accounts[1].email);
        assert_eq!(read[1].row.get(), accounts[1].row.get());
        assert!(other.news().unwrap().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn folder_state_and_lock_are_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("new/state.json");
        let mut store = Store::new(file.clone());
        let _turn = store.lock().unwrap();
        store.save(&[]).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(&root.path().join("new/state.json.lock")), 0o600);
        assert_eq!(mode(&root.path().join("new")), 0o700);
    }

    #[test]
    fn a_foreign_file_is_refused_by_name_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        for text in ["", "[]", r#"{"version":2,"accounts":[]}"#] {
            fs::write(&file, text).unwrap();
            let error = Store::new(file.clone()).news().unwrap_err().to_string();
            assert!(error.contains("state.json"), "{error}");
            assert!(error.contains("sandbox reset"), "{error}");
        }
    }

    #[test]
    fn a_reset_removes_the_file_and_says_whether_there_was_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.json");
        assert!(!reset(&file).unwrap());
        assert!(!reset(&folder.path().join("none/state.json")).unwrap());
        fs::write(&file, "x").unwrap();
        assert!(reset(&file).unwrap());
        assert!(!file.exists());
    }
}
