//! Where the config file and the state folder are, and reading a file that may
//! hold a secret. The folders are those of the XDG variables, on every platform,
//! else the platform's (`directories`).

use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::layers::{Options, Source};
use super::settings::{CONFIG, Env, empty_variable};
use crate::failure::Failure;
use crate::files::{folder_of, make_folder, read_at_most};
use crate::lang::{Text, both};
use crate::text;
use crate::text::{shell_word, shown_path};

/// The name of every folder of ours.
const NAME: &str = "polyv-group";

/// What names the config file: `--config`, else `POLYV_CONFIG`.
pub(super) fn named_by(options: &Options, env: Env<'_>) -> Source {
    match (&options.config, env(CONFIG)) {
        (Some(_), _) => Source::Given("--config"),
        (None, Some(_)) => Source::Given(CONFIG),
        (None, None) => Source::Default,
    }
}

/// The config file, which may not exist yet: the named one, else `config.toml`
/// in the platform's config folder.
///
/// # Errors
/// An empty `POLYV_CONFIG`, or no home folder.
pub fn config_path(options: &Options, env: Env<'_>) -> Result<PathBuf, Failure> {
    match (&options.config, env(CONFIG)) {
        (Some(path), _) => Ok(path.clone()),
        (None, Some(path)) if path.is_empty() => Err(empty_variable(CONFIG)),
        (None, Some(path)) => Ok(path.into()),
        (None, None) => {
            let folder = own_folder(|dirs| dirs.config_dir().into(), "XDG_CONFIG_HOME")?;
            Ok(folder.join("config.toml"))
        }
    }
}

/// The folder for what the tool keeps between runs (rate window, simulator):
/// the platform's state folder, or its local data folder where there is none.
/// It is made if need be.
///
/// # Errors
/// No home folder, or none that takes the folder: what is kept there is then
/// not kept, which need stop no run.
pub fn state_dir() -> Result<PathBuf, Failure> {
    let folder = state_path()?;
    let made = make_folder(&folder);
    made.map_err(|error| {
        let shown = shown_path(&folder);
        let what = text!("cannot make the folder {shown}", "无法创建文件夹 {shown}");
        Failure::local(what, error)
    })?;
    Ok(folder)
}

/// Where [`state_dir`] is or will be: for who only reads.
///
/// # Errors
/// No home folder.
pub fn state_path() -> Result<PathBuf, Failure> {
    let of = |dirs: &ProjectDirs| dirs.state_dir().unwrap_or(dirs.data_local_dir()).into();
    own_folder(of, "XDG_STATE_HOME")
}

/// A folder by its variable, else the platform's.
fn own_folder(of: fn(&ProjectDirs) -> PathBuf, variable: &str) -> Result<PathBuf, Failure> {
    let named = std::env::var_os(variable).map(|named| Path::new(&named).join(NAME));
    let named = named.filter(|folder| folder.is_absolute());
    let folder = named.or_else(|| ProjectDirs::from("", "", NAME).map(|dirs| of(&dirs)));
    folder.ok_or_else(|| {
        Failure::config(both("this user has no home folder", "该用户没有主目录")).hint(both(
            "set HOME, or name the config file with --config or POLYV_CONFIG",
            "请设置 HOME，或用 --config 或 POLYV_CONFIG 指定配置文件",
        ))
    })
}

/// A path from the config file: `~/` is the home folder, and a relative path is
/// relative to the config file's folder, so that the working folder of a cron
/// job does not matter.
pub(super) fn resolve(config: &Path, typed: &str, env: Env<'_>) -> PathBuf {
    if let Some(rest) = typed.strip_prefix("~/")
        && let Some(home) = env("HOME").or_else(|| env("USERPROFILE"))
    {
        return Path::new(&home).join(rest);
    }
    folder_of(config).join(typed)
}

/// The whole of a text file of at most `limit` bytes, and its permission bits
/// (0 where the platform has none), both of the same opened file.
pub(super) fn read_text(path: &Path, limit: u64) -> io::Result<(String, u32)> {
    let file = File::open(path)?;
    let mode = mode_of(&file.metadata()?);
    let text = String::from_utf8(read_at_most(file, limit)?);
    let not_text = both("it is not UTF-8 text", "不是 UTF-8 文本");
    let text = text.map_err(|_| io::Error::from(Text::from(not_text)))?;
    Ok((text, mode))
}

/// The permission bits of a file; 0 where the platform has none.
#[cfg(unix)]
pub fn mode_of(metadata: &Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o7777
}

/// The permission bits of a file; 0 where the platform has none.
#[cfg(not(unix))]
pub fn mode_of(_: &Metadata) -> u32 {
    0
}

/// Refuses a file that holds a secret and gives group or others any right.
pub(super) fn refuse_open_mode(path: &Path, mode: u32) -> Result<(), Failure> {
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let shown = shown_path(path);
    let hint = Text::verbatim(format!("chmod 600 {}", shell_word(&shown)));
    Err(Failure::config(text!(
        "{shown} holds a secret and is open to group or others (mode {mode:04o})",
        "{shown} 中有密钥，却对同组或其他用户开放（权限 {mode:04o}）"
    ))
    .hint(hint))
}

#[cfg(test)]
mod tests {
    use super::super::testing::env_of;
    use super::*;

    #[test]
    fn the_option_wins_over_the_variable() {
        let named = Options {
            config: Some("/o.toml".into()),
            ..Options::default()
        };
        let env = env_of(&[("POLYV_CONFIG", "/e.toml")]);
        let path = |options: &Options, env: Env<'_>| config_path(options, env).unwrap();
        assert_eq!(path(&named, &env), Path::new("/o.toml"));
        assert_eq!(path(&Options::default(), &env), Path::new("/e.toml"));
        let empty = config_path(&Options::default(), &env_of(&[("POLYV_CONFIG", "")]));
        assert_eq!(empty.unwrap_err().message, "POLYV_CONFIG is set but empty");
    }

    #[test]
    fn paths_in_the_file_are_relative_to_it_and_know_the_home_folder() {
        let env = env_of(&[("HOME", "/home/zhang")]);
        let config = Path::new("/etc/polyv/config.toml");
        assert_eq!(resolve(config, "key", &env), Path::new("/etc/polyv/key"));
        assert_eq!(resolve(config, "/run/key", &env), Path::new("/run/key"));
        assert_eq!(resolve(config, "~/key", &env), Path::new("/home/zhang/key"));
        assert_eq!(resolve(Path::new("c.toml"), "k", &env), Path::new("./k"));
    }

    #[test]
    fn a_file_above_the_limit_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(read_text(&path, 5).unwrap().0, "12345");
        let refused = read_text(&path, 4).unwrap_err();
        assert_eq!(refused.to_string(), "it is larger than 4 bytes");
    }

    #[test]
    fn an_open_file_comes_with_the_chmod_that_closes_it() {
        let open = refuse_open_mode(Path::new("/home/a b/config.toml"), 0o644).unwrap_err();
        assert_eq!(
            open.message,
            "/home/a b/config.toml holds a secret and is open to group or others (mode 0644)"
        );
        assert_eq!(open.hint.unwrap(), "chmod 600 '/home/a b/config.toml'");
        for mode in [0o640, 0o604, 0o620, 0o601, 0o610] {
            assert!(refuse_open_mode(Path::new("/c"), mode).is_err());
        }
    }
}
