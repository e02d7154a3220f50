//! Changes a file so that nobody ever sees half of it, loses another's change,
//! or reads it without right.
//!
//! The new text is written to a file of mode 0600 beside the old one, brought
//! to disk, and put in its place by a rename, all under a lock on a file named
//! `<file>.lock`. That file stays: removing a lock file lets two in. What the
//! new text is, is the caller's.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::file::MAX_FILE;
use super::paths::{folder_of, read_text};

/// Most symbolic links followed, the usual limit of systems themselves.
const MAX_LINKS: usize = 40;

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
    replace(&target, &new).map_err(unwritten)?;
    Ok(told)
}

/// The file at the end of a chain of links; the last need not exist.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(next) => path = folder_of(&path).join(next),
            // Not a link, or not there: what follows will tell.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Waits until no other process, or thread, changes the file.
fn lock(target: &Path) -> io::Result<File> {
    let mut name = target.as_os_str().to_owned();
    name.push(".lock");
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(name)?;
    file.lock()?;
    Ok(file)
}

fn replace(target: &Path, text: &str) -> io::Result<()> {
    let folder = folder_of(target);
    // On Unix it has mode 0600 from its creation on, whatever the umask.
    let mut file = tempfile::Builder::new()
        .prefix(".config-")
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(target).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Brings the rename itself to disk, where folders can be opened.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
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
