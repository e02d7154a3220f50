//! The files beside a roster: whose they are, and how they are replaced so
//! that nobody ever sees half of one, or reads one that is not theirs to read.

use super::journal::Stamp;
use std::ffi::OsString;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The name of the file that is written before it takes another's place. Only
/// the run that holds the journal writes it, so one left behind by a killed
/// run is written over.
const UNFINISHED: &str = ".polyv-group-unfinished";

/// `roster.csv` and `.results.csv` make `roster.csv.results.csv`.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// Puts these bytes in the file's place: mode 0600, on disk, then renamed.
///
/// # Errors
/// The system's; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_noting(path, bytes, |_| Ok(()))
}

/// As [`replace`]; `note` is told how the new file looks before it takes the
/// place, and may still stop it.
///
/// # Errors
/// The system's or the note's; the file is then as it was.
pub fn replace_noting(
    path: &Path,
    bytes: &[u8],
    note: impl FnOnce(Stamp) -> io::Result<()>,
) -> io::Result<()> {
    let unfinished = beside(path, UNFINISHED);
    let written = write_new(&unfinished, bytes)
        .and_then(note)
        .and_then(|()| std::fs::rename(&unfinished, path))
        .and_then(|()| sync_folder(path));
    if written.is_err() {
        // It may hold passwords; that it cannot be removed is said already.
        let _ = std::fs::remove_file(&unfinished);
    }
    written
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<Stamp> {
    let_go(path)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    stamp(&file.metadata()?)
}

/// Removes a file, and what a killed run left of its next version. A file
/// that is not there is removed already.
///
/// # Errors
/// The system's.
pub fn remove(path: &Path) -> io::Result<()> {
    let_go(&beside(path, UNFINISHED))?;
    let_go(path)
}

fn let_go(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// How a file looks now; `None` where there is none.
///
/// # Errors
/// The system's, or there is something else than a file.
pub fn look(path: &Path) -> io::Result<Option<Stamp>> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => stamp(&found).map(Some),
        Ok(_) => Err(io::Error::other("it is not a file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn stamp(file: &Metadata) -> io::Result<Stamp> {
    let changed = file.modified()?.duration_since(UNIX_EPOCH);
    Ok(Stamp {
        size: file.len(),
        changed: u64::try_from(changed.unwrap_or_default().as_nanos()).unwrap_or(u64::MAX),
    })
}

/// Brings the names in a file's folder to disk, where folders can be opened.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_stamp_is_that_of_the_file_in_place_until_somebody_changes_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.csv");
        assert_eq!(look(&path).unwrap(), None);
        let mut noted = None;
        replace_noting(&path, b"abc", |stamp| {
            noted = Some(stamp);
            Ok(())
        })
        .unwrap();
        assert_eq!(look(&path).unwrap(), noted);
        std::fs::write(&path, "abcd").unwrap();
        assert_ne!(look(&path).unwrap(), noted);
        assert!(look(folder.path()).is_err(), "a folder is no file");
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
