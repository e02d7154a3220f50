//! Changes a file so that nobody ever sees half of it, loses another's change,
//! or reads it without right.
//!
//! All of it happens under the file's lock. What the new text is, is the
//! caller's.

use std::io;
use std::path::Path;

use super::error::ConfigError;
use super::file::MAX_FILE;
use super::paths::read_text;
use crate::files::{behind_links, folder_of, lock, make_folder, replace};

/// Replaces the text of `path` by what `change` makes of it. A file that does
/// not exist is empty to `change`, and made, with its folder (mode 0700). A
/// symbolic link is kept, and the file it points to is changed.
///
/// # Errors
///
/// Whatever `change` says, or that the file cannot be read or written; the old
/// text is then still there.
pub(super) fn rewrite<T>(
    path: &Path,
    change: impl FnOnce(&str) -> Result<(String, T), ConfigError>,
) -> Result<T, ConfigError> {
    let unwritten = |why| ConfigError::Write {
        path: path.to_owned(),
        why,
    };
    let target = behind_links(path).map_err(unwritten)?;
    make_folder(folder_of(&target)).map_err(unwritten)?;
    // Held until it goes out of scope, on every way out.
    let _lock = lock(&target).map_err(unwritten)?;
    let old = match read_text(&target, MAX_FILE) {
        Ok((text, _)) => text,
        Err(why) if why.kind() == io::ErrorKind::NotFound => String::new(),
        Err(why) => {
            let path = path.to_owned();
            return Err(ConfigError::Read { path, why });
        }
    };
    let (new, told) = change(&old)?;
    replace(&target, new.as_bytes()).map_err(unwritten)?;
    Ok(told)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn write(path: &Path, text: &str) -> Result<(), ConfigError> {
        rewrite(path, |_| Ok((text.to_owned(), ())))
    }

    /// Tells the test below where to write.
    const FOLDER: &str = "CONFIG_TEST_FOLDER";

    /// Run by the next test in a process of its own, since a umask belongs to
    /// the whole process.
    #[test]
    #[ignore = "the next test runs it under a umask of its own"]
    fn write_under_the_umask_of_the_shell() {
        // Without the folder somebody runs all ignored tests: nothing to do.
        if let Some(folder) = std::env::var_os(FOLDER) {
            let path = Path::new(&folder).join("new/deep/config.toml");
            write(&path, "x = 1\n").unwrap();
        }
    }

    #[test]
    fn modes_do_not_depend_on_the_umask() {
        for umask in ["000", "022", "077"] {
            let folder = tempfile::tempdir().unwrap();
            let test = "config::atomic::tests::write_under_the_umask_of_the_shell";
            let output = std::process::Command::new("/bin/sh")
                .arg("-c")
                .arg(format!("umask {umask}; exec \"$0\" \"$@\""))
                .arg(std::env::current_exe().unwrap())
                .args(["--ignored", "--exact", test])
                .env(FOLDER, folder.path())
                .output()
                .unwrap();
            assert!(output.status.success(), "{output:?}");
            let deep = folder.path().join("new/deep");
            assert_eq!(mode(&folder.path().join("new")), 0o700, "umask {umask}");
            assert_eq!(mode(&deep), 0o700, "umask {umask}");
            assert_eq!(mode(&deep.join("config.toml")), 0o600, "umask {umask}");
            assert_eq!(mode(&deep.join("config.toml.lock")), 0o600, "umask {umask}");
        }
    }

    #[test]
    fn an_open_file_is_closed_and_nothing_but_the_lock_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(mode(&path), 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_link_is_kept_and_its_target_changed() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("config.toml");
        std::os::unix::fs::symlink("dots/real.toml", &link).unwrap();
        for text in ["made", "changed"] {
            write(&link, text).unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            let real = folder.path().join("dots/real.toml");
            assert_eq!(fs::read_to_string(real).unwrap(), text);
        }
        let round = folder.path().join("round");
        std::os::unix::fs::symlink("round", &round).unwrap();
        let refused = write(&round, "x").unwrap_err().to_string();
        assert!(refused.ends_with("too many symbolic links"), "{refused}");
    }

    #[test]
    fn a_refused_change_leaves_the_old_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, "old").unwrap();
        let refused: Result<(), _> = rewrite(&path, |old| {
            assert_eq!(old, "old");
            Err(ConfigError::NoHome)
        });
        assert!(refused.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }

    #[test]
    fn changes_by_many_threads_at_once_all_survive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        rewrite(&path, |old| Ok((format!("{old}x"), ()))).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), "x".repeat(20));
    }
}
