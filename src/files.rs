//! Files that belong to one user: replaced whole, locked, read within bounds.
//!
//! A file is written aside with mode 0600, brought to disk and put in place by
//! a rename, so no reader ever sees half of it or reads it without right.

use crate::lang::{Text, both};
use crate::text;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

/// The name of the new version of a file before it takes its place. Whoever
/// replaces a file holds its lock, so what a killed run left is written over.
const UNFINISHED: &str = ".polyv-group-unfinished";

/// Most symbolic links followed, the usual limit of systems themselves.
const MAX_LINKS: usize = 40;

/// `roster.csv` and `.results.csv` make `roster.csv.results.csv`.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// The folder a file is in; `.` for a bare file name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Replaces a file. The caller holds its lock.
///
/// # Errors
/// The system's; the file is then as it was.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_noting(path, bytes, |_| Ok(()))
}

/// As [`replace`]; `note` is told what the new file looks like before it takes
/// its place, and may still stop it.
///
/// # Errors
/// The system's or the note's; the file is then as it was.
pub(crate) fn replace_noting(
    path: &Path,
    bytes: &[u8],
    note: impl FnOnce(&Metadata) -> io::Result<()>,
) -> io::Result<()> {
    let unfinished = beside(path, UNFINISHED);
    let written = write_new(&unfinished, bytes)
        .and_then(|metadata| note(&metadata))
        .and_then(|()| put(&unfinished, path))
        .and_then(|()| sync_folder(path));
    if written.is_err() {
        // It may hold secrets; that it cannot be removed is said already.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// Tries until a file must be in its place, a second in all: who reads, or looks
/// for viruses, has a file open for less.
const PUT_TRIES: u32 = 200;

/// Gives a file the name of another one, which it replaces. Windows refuses that
/// while some program has the other open, so it is tried again there.
///
/// # Errors
/// The system's; both are then as they were.
pub(crate) fn put(file: &Path, place: &Path) -> io::Result<()> {
    let mut pause = LOCK_FIRST_PAUSE;
    for _ in 1..PUT_TRIES {
        match fs::rename(file, place) {
            Err(error) if is_open_elsewhere(&error) => std::thread::sleep(pause),
            done => return done,
        }
        pause = LOCK_PAUSE.min(pause * 2);
    }
    fs::rename(file, place)
}

/// Windows denies access (5) or says that sharing is violated (32).
fn is_open_elsewhere(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<Metadata> {
    absent_is_none(fs::remove_file(path))?;
    let mut file = private().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    file.metadata()
}

/// Removes a file, and what a killed run left of its next version. Answers
/// whether the file was there.
///
/// # Errors
/// The system's.
pub(crate) fn remove(path: &Path) -> io::Result<bool> {
    remove_unfinished(path)?;
    remove_if_there(path)
}

/// Removes what a killed run left of a file's next version: it may hold
/// secrets. The caller holds the file's lock.
///
/// # Errors
/// The system's.
pub(crate) fn remove_unfinished(path: &Path) -> io::Result<bool> {
    remove_if_there(&beside(path, UNFINISHED))
}

/// A read-only file system refuses to remove even what is not there.
fn remove_if_there(path: &Path) -> io::Result<bool> {
    match absent_is_none(fs::symlink_metadata(path))? {
        Some(_) => absent_is_none(fs::remove_file(path)).map(|found| found.is_some()),
        None => Ok(false),
    }
}

/// Whether files can be made in a folder, as far as the system tells.
pub(crate) fn is_writable(folder: &Path) -> bool {
    #[cfg(unix)]
    return rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok();
    // Windows marks folders as read-only that are not.
    #[cfg(not(unix))]
    folder.is_dir()
}

/// Brings the names in a file's folder to disk, where folders can be opened.
///
/// # Errors
/// The system's.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder_of(path))?.sync_all()?;
    }
    Ok(())
}

/// Between the first two looks whether a lock is free; then twice as long each
/// time: most are held for a moment only.
const LOCK_FIRST_PAUSE: Duration = Duration::from_micros(50);
/// Between two looks at most.
const LOCK_PAUSE: Duration = Duration::from_millis(5);
/// Looks until waiting is told, after half a second: work under a lock takes
/// milliseconds.
const LOCK_TOLD: u32 = 100;
/// Looks until waiting ends, after ten seconds: whoever holds a lock for longer
/// has been stopped, or hangs.
const LOCK_LOOKS: u32 = 2000;

/// Told of each lock that has to be waited for.
pub(crate) static TELL_OF_LOCK: OnceLock<fn(Text)> = OnceLock::new();

/// Waits until no other process, or thread, holds the lock of this file, for ten
/// seconds at most.
///
/// # Errors
/// The system's, or it is held for longer.
pub(crate) fn lock_open(file: &File, name: impl Into<Text>) -> io::Result<()> {
    let name = name.into();
    let mut pause = LOCK_FIRST_PAUSE;
    for look in 1..=lock_looks() {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(pause),
            Err(TryLockError::Error(error)) => return Err(error),
            Ok(()) => return Ok(()),
        }
        pause = LOCK_PAUSE.min(pause * 2);
        if let (LOCK_TOLD, Some(tell)) = (look, TELL_OF_LOCK.get()) {
            tell(text!(
                "waiting for another process that holds the lock of {name}",
                "正在等待另一个进程释放 {name} 的锁"
            ));
        }
    }
    let why = both(
        "another process does not release its lock",
        "另一个进程没有释放锁",
    );
    Err(io::Error::new(io::ErrorKind::TimedOut, Text::from(why)))
}

/// A test may be less patient.
fn lock_looks() -> u32 {
    #[cfg(test)]
    return tests::LOOKS.get();
    #[cfg(not(test))]
    LOCK_LOOKS
}

/// A file whose lock is held until this is dropped, and no longer: a program
/// that another thread is starting has a copy of every open file for a moment,
/// and would keep the lock of one that is closed only.
#[derive(Debug)]
pub(crate) struct Locked(File);

impl Locked {
    /// Takes the lock without waiting.
    ///
    /// # Errors
    /// The system's, or another process, or thread, holds it.
    pub(crate) fn try_new(file: File) -> Result<Self, TryLockError> {
        file.try_lock()?;
        Ok(Self(file))
    }
}

impl Deref for Locked {
    type Target = File;

    fn deref(&self) -> &File {
        &self.0
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // What cannot be unlocked is once all its copies are closed.
        let _ = self.0.unlock();
    }
}

/// Takes the lock of a file, as [`lock_open`] does. The lock file (`FILE.lock`)
/// stays: removing it would let two in.
///
/// # Errors
/// The system's, or it is held for too long.
pub(crate) fn lock(path: &Path) -> io::Result<Locked> {
    let file = open_to_append(&beside(path, ".lock"))?;
    lock_open(&file, Text::verbatim(path.display()))?;
    Ok(Locked(file))
}

/// Takes the lock of this file, made if need be, without waiting; `None` where
/// another process, or thread, holds it.
///
/// # Errors
/// The system's.
pub(crate) fn try_lock(lock: &Path) -> io::Result<Option<Locked>> {
    match Locked::try_new(open_to_append(lock)?) {
        Ok(locked) => Ok(Some(locked)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Options that make a new file with mode 0600.
pub(crate) fn private() -> OpenOptions {
    #[cfg(unix)]
    return std::os::unix::fs::OpenOptionsExt::mode(&mut File::options(), 0o600).clone();
    #[cfg(not(unix))]
    File::options()
}

/// Opens a file at its end, made if need be, and for reading too: Windows locks
/// no file that is open for appending only.
///
/// # Errors
/// The system's.
pub(crate) fn open_to_append(path: &Path) -> io::Result<File> {
    private().read(true).append(true).create(true).open(path)
}

/// Makes a folder and those above it with mode 0700; one that is there stays.
///
/// # Errors
/// The system's.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The file at the end of a chain of links; the last need not exist.
///
/// # Errors
/// There are too many of them.
pub(crate) fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = folder_of(&path).join(next),
            // Not a link, or not there: what follows will tell.
            Err(_) => return Ok(path),
        }
    }
    let why = both("too many symbolic links", "符号链接层数过多");
    Err(io::Error::other(Text::from(why)))
}

/// The whole of a file, or of stdin where the path is `-`, of at most `most`
/// bytes.
///
/// # Errors
/// The system's, or there is more.
pub(crate) fn read_bounded(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        return read_at_most(io::stdin().lock(), most);
    }
    read_at_most(File::open(path)?, most)
}

/// Memory set aside to read a file: most have less, and are read in one go.
const READ_AT_ONCE: usize = 8 * 1024;

/// All that there is to read, of at most `most` bytes.
///
/// # Errors
/// The system's, or there is more.
pub(crate) fn read_at_most(from: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(READ_AT_ONCE);
    from.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let why = match most % (1024 * 1024) {
            0 => text!(
                "it is larger than {most} MiB",
                "大小超过 {most} MiB",
                most = most / 1024 / 1024
            ),
            _ => text!("it is larger than {most} bytes", "大小超过 {most} 字节"),
        };
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    Ok(bytes)
}

/// `None` for a file that is not there.
///
/// # Errors
/// The others.
pub(crate) fn absent_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::cell::Cell;

    thread_local! {
        /// Looks until waiting for a lock ends.
        pub(crate) static LOOKS: Cell<u32> = const { Cell::new(LOCK_LOOKS) };
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.csv");
        std::fs::write(beside(&path, UNFINISHED), "left by a killed run").unwrap();
        for text in ["first", "second"] {
            replace(&path, text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn removing_leaves_nothing_not_even_what_a_killed_run_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.csv");
        std::fs::write(&path, "done").unwrap();
        std::fs::write(beside(&path, UNFINISHED), "half").unwrap();
        remove(&path).unwrap();
        remove(&path).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_note_that_fails_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.csv");
        replace(&path, b"old").unwrap();
        let failed = replace_noting(&path, b"new", |_| Err(io::ErrorKind::StorageFull.into()));
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_lock_that_is_not_released_is_not_waited_for_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.csv");
        let held = lock(&path).unwrap();
        LOOKS.set(2);
        let why = "another process does not release its lock";
        assert_eq!(lock(&path).unwrap_err().to_string(), why);
        // As a program has it that is being started.
        let _copy = held.try_clone().unwrap();
        drop(held);
        lock(&path).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn others_cannot_read_it_even_where_they_could_before() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.csv");
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        replace(&path, b"new").unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
