//! How the files beside a roster look, to tell whether they were changed.

use crate::failure::Failure;
use crate::files;
use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// How a file looked when it was written. No hash: the file holds passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Unix nanoseconds of its last change.
    pub changed: u64,
}

/// Replaces a file; `note` is told how the new one looks before it takes the
/// place, and may still stop it.
///
/// # Errors
/// The system's or the note's; the file is then as it was.
pub fn replace_noting(
    path: &Path,
    bytes: &[u8],
    note: impl FnOnce(Stamp) -> io::Result<()>,
) -> io::Result<()> {
    files::replace_noting(path, bytes, |metadata| note(stamp(metadata)?))
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

/// A failure before anything is sent.
pub(crate) fn unsent(message: impl std::fmt::Display, hint: impl Into<String>) -> Failure {
    Failure::usage(format!("{message}; nothing was sent")).hint(hint)
}

/// A file that the user named and that cannot be used.
pub(crate) fn unusable(path: &Path, error: &io::Error) -> Failure {
    let shown = path.display();
    Failure::usage(format!("cannot use {shown}: {error}; nothing was sent"))
}

fn stamp(file: &Metadata) -> io::Result<Stamp> {
    let changed = file.modified()?.duration_since(UNIX_EPOCH);
    Ok(Stamp {
        size: file.len(),
        changed: u64::try_from(changed.unwrap_or_default().as_nanos()).unwrap_or(u64::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
