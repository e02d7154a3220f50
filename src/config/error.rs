//! What can be wrong with configuration, each said once.
//!
//! Every message names the place (option, variable, or file with line) and
//! what was typed there; [`ConfigError::hint`] says what to do next. None ever
//! holds a secret: values of secret keys and source lines are never put in.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::text::{escape, quoted, shell_word, shown_path};

/// Why a value is refused, as the end of a sentence that begins with the value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Invalid(String);

impl Invalid {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// A point in the config file; line and column count from 1, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = shown_path(&self.path);
        write!(f, "{path}:{}:{}", self.line, self.column)
    }
}

/// Where a value came from that is named in an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An option or argument of this run, as it is written in the help.
    Option(&'static str),
    /// An environment variable.
    Env(&'static str),
    /// A key at a place of the config file.
    File(Box<Place>, String),
    /// A key of the config file, where the file has been read already.
    Key(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option(name) | Self::Env(name) | Self::Key(name) => f.write_str(name),
            Self::File(place, key) => write!(f, "{place}: {}", escape(key)),
        }
    }
}

/// Everything this room can refuse.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The system knows no home folder for this user.
    #[error("cannot tell where configuration is kept: this user has no home folder")]
    NoHome,
    /// A file could not be read, or was named and does not exist.
    #[error("cannot read the config file {}: {why}", shown_path(path))]
    Read {
        /// The config file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The file is not TOML. The line itself is not shown: it may hold a secret.
    #[error("{place}: not valid TOML: {}", escape(why))]
    Syntax {
        /// Where reading stopped.
        place: Place,
        /// The parser's words, without the source line.
        why: String,
    },
    /// A key nobody reads, most likely a slip of the pen.
    #[error(
        "{place}: unknown key {} {within}; the nearest known key is \"{nearest}\"",
        quoted(key)
    )]
    UnknownKey {
        /// Where the key stands.
        place: Place,
        /// The key as typed.
        key: String,
        /// `at the top level` or `in profile "x"`.
        within: String,
        /// The nearest known key.
        nearest: &'static str,
        /// All keys known there.
        known: &'static [&'static str],
    },
    /// A value of the wrong TOML type. The value is not shown.
    #[error("{place}: {} must be {expected}, found {found}", escape(key))]
    WrongType {
        /// Where the value stands.
        place: Place,
        /// The key.
        key: String,
        /// The type wanted, with its article.
        expected: &'static str,
        /// The type found, with its article.
        found: String,
    },
    /// A value of the right type that is not acceptable.
    #[error("{origin}: {} {why}", quoted(typed))]
    Invalid {
        /// Where it came from.
        origin: Origin,
        /// What was typed, secrets in it masked.
        typed: String,
        /// Why it is refused.
        why: Invalid,
    },
    /// A secret that cannot be one. Nothing of it is shown.
    #[error("{from}: the secret {why}")]
    Secret {
        /// Where it came from.
        from: String,
        /// Why it cannot be used.
        why: String,
    },
    /// A profile lacks a required key.
    #[error("{place}: profile {} has no {key}", quoted(profile))]
    MissingKey {
        /// Where the profile begins.
        place: Place,
        /// The profile.
        profile: String,
        /// The key.
        key: &'static str,
    },
    /// A profile says where its secret is twice, or not at all.
    #[error("{place}: profile {} {found}", quoted(profile))]
    SecretCount {
        /// Where the profile begins.
        place: Place,
        /// The profile.
        profile: String,
        /// What it has instead of exactly one.
        found: String,
    },
    /// Others on this machine can get at a file that holds a secret.
    #[error(
        "{} holds a secret and is open to group or others (mode {mode:04o})",
        shown_path(path)
    )]
    OpenMode {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A profile was named that is not there.
    #[error(
        "{origin}: no profile {} in {}{}",
        quoted(name),
        shown_path(path),
        suggestion(nearest)
    )]
    NoProfile {
        /// Who named it.
        origin: Origin,
        /// The name.
        name: String,
        /// The config file.
        path: Box<Path>,
        /// A profile that may have been meant.
        nearest: Option<String>,
        /// All profiles there are.
        known: Vec<String>,
    },
    /// Neither a profile nor the environment names an account.
    #[error("no credentials: no profile is chosen and POLYV_APP_ID is not set")]
    NoCredentials {
        /// The profiles one could choose.
        known: Vec<String>,
    },
    /// Half of the pair `POLYV_APP_ID`, `POLYV_APP_SECRET`.
    #[error("{set} is set and {missing} is not: the two go together")]
    HalfPair {
        /// The one that is set.
        set: &'static str,
        /// The one that is not.
        missing: &'static str,
    },
    /// A variable that chooses an account, a host or a guard is empty.
    #[error("{0} is set but empty")]
    EmptyVariable(&'static str),
    /// A variable that is not UTF-8.
    #[error("{0} is not UTF-8 text")]
    NotText(&'static str),
    /// `add` of a profile that is there already.
    #[error("profile {} exists already in {}", quoted(name), shown_path(path))]
    Exists {
        /// The profile.
        name: String,
        /// The config file.
        path: PathBuf,
    },
    /// The file could not be written; the old one is untouched.
    #[error("cannot write the config file {}: {why}", shown_path(path))]
    Write {
        /// The config file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
}

impl ConfigError {
    /// Whether it is a wrong option of this run (exit status 2) rather than
    /// wrong configuration (exit status 3).
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::Invalid {
                origin: Origin::Option(_),
                ..
            }
        )
    }

    /// What to do next, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoHome => "set HOME, or name the file with --config or POLYV_CONFIG".into(),
            Self::UnknownKey { known, .. } => format!("known keys: {}", known.join(", ")),
            Self::MissingKey { key, .. } => format!("add a line {key} = \"…\" to it"),
            Self::SecretCount { .. } => format!("give it exactly one of {SECRET_WAYS}"),
            Self::OpenMode { path, .. } => format!("chmod 600 {}", shell_word(&shown_path(path))),
            Self::NoProfile { known, .. } => profiles_there_are(known),
            Self::NoCredentials { known } if known.is_empty() => ADD_A_PROFILE.into(),
            Self::NoCredentials { known } => format!(
                "choose one with --profile or `polyv-group profiles use NAME`; {}",
                profiles_there_are(known)
            ),
            Self::HalfPair { missing, .. } => format!("set {missing}, or unset the other"),
            Self::EmptyVariable(name) => format!("give {name} a value or unset it"),
            Self::Exists { .. } => "choose another name, or replace it with --replace".into(),
            Self::Syntax { .. } => "the whole format is in config.example.toml".into(),
            Self::Secret { .. } => {
                "`polyv-group profiles show` tells where it is taken from".into()
            }
            Self::NotText(name) => format!("set {name} to UTF-8 text or unset it"),
            Self::Read { why, .. } if why.kind() == io::ErrorKind::NotFound => {
                "check --config or POLYV_CONFIG; `polyv-group profiles add NAME` makes the file"
                    .into()
            }
            _ => return None,
        })
    }
}

impl From<ConfigError> for crate::failure::Failure {
    fn from(error: ConfigError) -> Self {
        let failure = match error.is_usage() {
            true => Self::usage(error.to_string()),
            false => Self::config(error.to_string()),
        };
        Self {
            hint: error.hint(),
            ..failure
        }
    }
}

const SECRET_WAYS: &str = "app_secret, app_secret_file, app_secret_command, app_secret_env";

const ADD_A_PROFILE: &str = "run `polyv-group profiles add NAME`, or set POLYV_APP_ID and POLYV_APP_SECRET; --sandbox needs no account";

fn profiles_there_are(known: &[String]) -> String {
    if known.is_empty() {
        return "there are no profiles yet; `polyv-group profiles add NAME` makes one".into();
    }
    format!("profiles there are: {}", known.join(", "))
}

fn suggestion(nearest: &Option<String>) -> String {
    match nearest {
        Some(name) => format!("; did you mean \"{name}\"?"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_wrong_option_is_a_usage_error() {
        let wrong = |origin| ConfigError::Invalid {
            origin,
            typed: "1d".into(),
            why: Invalid::new("is not a duration"),
        };
        assert!(wrong(Origin::Option("--timeout")).is_usage());
        assert!(!wrong(Origin::Env("POLYV_TIMEOUT")).is_usage());
        assert!(!ConfigError::NoCredentials { known: vec![] }.is_usage());
        assert_eq!(
            wrong(Origin::Option("--timeout")).to_string(),
            "--timeout: \"1d\" is not a duration"
        );
    }

    #[test]
    fn an_open_file_comes_with_the_chmod_that_mends_it() {
        let open = ConfigError::OpenMode {
            path: "/home/a b/config.toml".into(),
            mode: 0o644,
        };
        assert_eq!(
            open.to_string(),
            "/home/a b/config.toml holds a secret and is open to group or others (mode 0644)"
        );
        assert_eq!(open.hint().unwrap(), "chmod 600 '/home/a b/config.toml'");
    }
}
