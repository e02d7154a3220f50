//! How the files beside a roster look, to tell whether they were changed.

use crate::failure::Failure;
use crate::files::{absent_is_none, behind_links};
use crate::lang::{Text, both};
use crate::text;
use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf, absolute};
use std::time::UNIX_EPOCH;

/// How a file looked when it was written. No hash: the file holds passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Unix nanoseconds of its last change.
    pub changed: u64,
}

impl Stamp {
    /// How a file looks.
    ///
    /// # Errors
    /// The system does not tell when it was changed.
    pub fn of(file: &Metadata) -> io::Result<Self> {
        let changed = file.modified()?.duration_since(UNIX_EPOCH);
        Ok(Self {
            size: file.len(),
            changed: u64::try_from(changed.unwrap_or_default().as_nanos()).unwrap_or(u64::MAX),
        })
    }
}

/// How a file looks now; `None` where there is none.
///
/// # Errors
/// The system's, or there is something else than a file.
pub fn look(path: &Path) -> io::Result<Option<Stamp>> {
    match absent_is_none(std::fs::metadata(path))? {
        Some(found) if !found.is_file() => {
            Err(Text::from(both("it is not a file", "这不是文件")).into())
        }
        found => found.as_ref().map(Stamp::of).transpose(),
    }
}

/// A path from the root on and without links, as far as it exists.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    let path = behind_links(path).unwrap_or_else(|_| path.to_owned());
    let path = absolute(&path).unwrap_or(path);
    match (path.parent().map(Path::canonicalize), path.file_name()) {
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// What tells a file from all others, by whatever path it is named.
pub(crate) fn identity(path: &Path) -> (PathBuf, Option<(u64, u64)>) {
    #[cfg(unix)]
    if let Ok(found) = std::fs::metadata(path) {
        use std::os::unix::fs::MetadataExt;
        return (PathBuf::new(), Some((found.dev(), found.ino())));
    }
    (resolved(path), None)
}

/// A failure before anything is sent.
pub(crate) fn unsent(message: impl Into<Text>, hint: impl Into<Text>) -> Failure {
    let message = message.into();
    Failure::usage(text!(
        "{message}; nothing was sent",
        "{message}；未发送任何请求"
    ))
    .hint(hint)
}

/// A file that the user named and that cannot be used.
pub(crate) fn unusable(path: &Path, error: &io::Error) -> Failure {
    let shown = path.display();
    Failure::usage(text!(
        "cannot use {shown}: {error}; nothing was sent",
        "无法使用 {shown}：{error}；未发送任何请求",
        error = Text::from(error)
    ))
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
        crate::files::replace_noting(&path, b"abc", |file| {
            noted = Some(Stamp::of(file)?);
            Ok(())
        })
        .unwrap();
        assert_eq!(look(&path).unwrap(), noted);
        std::fs::write(&path, "abcd").unwrap();
        assert_ne!(look(&path).unwrap(), noted);
        assert!(look(folder.path()).is_err(), "a folder is no file");
    }
}
