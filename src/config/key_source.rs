//! Where a profile's secret is, and fetching it, which happens only when
//! credentials are asked for.
//!
//! A secret is taken letter by letter. From a file, a command or the
//! environment one trailing newline (`\n` or `\r\n`) is dropped, because every
//! editor and every `echo` adds one. What is empty or still has a control
//! character is refused: it would only come back as "invalid signature".

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::command;
use super::env::Env;
use super::error::ConfigError;
use super::paths::{read_text, refuse_open_mode};
use crate::files::folder_of;
use crate::secret::Secret;
use crate::text::{quoted, shown_path};

/// Most bytes taken from a file or a command: 64 KiB, far above any secret.
pub(super) const MAX_SECRET: u64 = 64 * 1024;

/// Time a command has, enough to touch a key or type a pass phrase.
const COMMAND_LIMIT: Duration = Duration::from_secs(30);

/// Where the secret of a profile is.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// In the config file itself, which must then be closed to others.
    Plain(Secret),
    /// In a file of its own, which must be closed to others as well.
    File(PathBuf),
    /// On the standard output of a program, given with its arguments and run
    /// without a shell, in the folder of the config file.
    Command(Vec<String>),
    /// In an environment variable.
    Env(String),
}

impl SecretSource {
    /// The key of the config file that says so.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Plain(_) => "app_secret",
            Self::File(_) => "app_secret_file",
            Self::Command(_) => "app_secret_command",
            Self::Env(_) => "app_secret_env",
        }
    }

    /// Gets the secret. `config` is the config file, for relative paths.
    pub(super) fn fetch(&self, config: &Path, env: Env<'_>) -> Result<Secret, ConfigError> {
        match self {
            Self::Plain(secret) => Ok(secret.clone()),
            Self::File(path) => from_file(path),
            Self::Command(argv) => from_command(argv, config, env),
            Self::Env(name) => from_variable(name, env),
        }
    }
}

/// The program of a command is shown, its arguments are not: people put tokens
/// there.
impl std::fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Plain(secret) => f.debug_tuple("Plain").field(secret).finish(),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Command(argv) => f.debug_tuple("Command").field(&argv.first()).finish(),
            Self::Env(name) => f.debug_tuple("Env").field(name).finish(),
        }
    }
}

fn from_file(path: &Path) -> Result<Secret, ConfigError> {
    let from = format!("app_secret_file {}", shown_path(path));
    let (text, mode) = read_text(path, MAX_SECRET)
        .map_err(|why| unusable(&from, format!("cannot be read: {why}")))?;
    refuse_open_mode(path, mode)?;
    without_newline(&text, &from)
}

fn from_command(argv: &[String], config: &Path, env: Env<'_>) -> Result<Secret, ConfigError> {
    let program = argv.first().map_or("", String::as_str);
    let from = format!("app_secret_command {}", quoted(program));
    let program = command::program(program, config, env);
    let output = command::run(
        &program,
        argv.get(1..).unwrap_or_default(),
        folder_of(config),
        COMMAND_LIMIT,
    );
    let output =
        output.map_err(|why| unusable(&from, format!("was not given: the command {why}")))?;
    let text =
        String::from_utf8(output).map_err(|_| unusable(&from, "is not UTF-8 text".into()))?;
    without_newline(&text, &from)
}

fn from_variable(name: &str, env: Env<'_>) -> Result<Secret, ConfigError> {
    let from = format!("app_secret_env {}", quoted(name));
    let value =
        env(name).ok_or_else(|| unusable(&from, "is not there: the variable is not set".into()))?;
    from_text(value, &from)
}

/// The secret in the value of a variable; `from` names the variable.
pub(super) fn from_text(value: std::ffi::OsString, from: &str) -> Result<Secret, ConfigError> {
    let text = value.into_string();
    let text = text.map_err(|_| unusable(from, "is not UTF-8 text".into()))?;
    without_newline(&text, from)
}

fn without_newline(text: &str, from: &str) -> Result<Secret, ConfigError> {
    let line = text.strip_suffix('\n');
    let line = line.map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    check_secret(line, from)?;
    Ok(Secret::new(line))
}

/// Refuses what cannot be a secret, without showing any of it.
pub(super) fn check_secret(text: &str, from: &str) -> Result<(), ConfigError> {
    if text.is_empty() {
        return Err(unusable(from, "is empty".into()));
    }
    let newline = |c| c == '\n' || c == '\r';
    if text.contains(newline) {
        return Err(unusable(from, "has more than one line".into()));
    }
    if text.contains(|c: char| c.is_control() || c == '\u{feff}') {
        return Err(unusable(
            from,
            "has a control character or a byte order mark".into(),
        ));
    }
    Ok(())
}

fn unusable(from: &str, why: String) -> ConfigError {
    let from = from.to_owned();
    ConfigError::Secret { from, why }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{env_of, private_file};
    use super::*;

    fn fetch(source: &SecretSource) -> Result<String, String> {
        let env = env_of(&[
            ("KEY", "  k 1 \r\n"),
            ("EMPTY", ""),
            ("TWO", "a\n\n"),
            ("BOM", "\u{feff}a"),
        ]);
        let secret = source.fetch(Path::new("/nowhere/config.toml"), &env);
        secret
            .map(|secret| secret.expose().to_owned())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn one_trailing_newline_is_dropped_and_every_other_letter_kept() {
        assert_eq!(
            fetch(&SecretSource::Env("KEY".into())),
            Ok("  k 1 ".to_owned())
        );
        let folder = tempfile::tempdir().unwrap();
        for (content, secret) in [("s ", "s "), ("s\n", "s"), ("s\r\n", "s"), ("密", "密")] {
            let path = private_file(folder.path(), content);
            assert_eq!(fetch(&SecretSource::File(path)), Ok(secret.to_owned()));
        }
    }

    #[test]
    fn what_cannot_be_a_secret_is_refused_without_being_shown() {
        for (name, why) in [
            ("EMPTY", "is empty"),
            ("TWO", "has more than one line"),
            ("BOM", "has a control character or a byte order mark"),
            ("NONE", "is not there: the variable is not set"),
        ] {
            let refused = fetch(&SecretSource::Env(name.into())).unwrap_err();
            assert_eq!(
                refused,
                format!("app_secret_env \"{name}\": the secret {why}")
            );
        }
        let folder = tempfile::tempdir().unwrap();
        let path = private_file(folder.path(), "MARKER\nMARKER\n");
        let refused = fetch(&SecretSource::File(path)).unwrap_err();
        assert!(
            refused.ends_with(": the secret has more than one line"),
            "{refused}"
        );
    }

    #[test]
    fn a_missing_secret_file_is_named() {
        let refused = fetch(&SecretSource::File("/nowhere/key".into())).unwrap_err();
        assert!(
            refused.starts_with("app_secret_file /nowhere/key: the secret cannot be read: "),
            "{refused}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_file_open_to_others_is_refused_with_the_chmod() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = private_file(folder.path(), "s");
        for mode in [0o640, 0o604, 0o610] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let refused = from_file(&path).unwrap_err();
            assert_eq!(
                refused.hint().unwrap(),
                format!("chmod 600 {}", path.display())
            );
        }
    }

    #[test]
    fn debug_shows_neither_a_secret_nor_an_argument() {
        let sources = [
            SecretSource::Plain(Secret::new("MARKER")),
            SecretSource::Command(vec!["pass".into(), "MARKER".into()]),
        ];
        assert_eq!(
            format!("{sources:?}"),
            "[Plain(Secret(********)), Command(Some(\"pass\"))]"
        );
    }
}
