//! One profile, and reading it from its table in the config file.
//!
//! All checks that need no secret happen here, so that a wrong line is found
//! by its number whichever profile is in use. Fetching the secret is
//! `key_source`'s.

use std::path::PathBuf;
use std::time::Duration;

use super::base_url::BaseUrl;
use super::duration::parse_duration;
use super::env::Env;
use super::error::{ConfigError, Invalid, Origin, Place};
use super::key_source::{SecretSource, check_secret};
use super::paths::resolve;
use super::reader::{Entry, Source};
use super::values::{
    check_app_id, check_name, parse_connections, parse_output, parse_retries, parse_tz,
};
use crate::secret::Secret;

/// Every key at the top level of the file.
pub const TOP_KEYS: &[&str] = &["default_profile", "profiles"];

/// Every key of a profile, in the order `add` writes them.
pub const PROFILE_KEYS: &[&str] = &[
    "app_id",
    "app_secret",
    "app_secret_file",
    "app_secret_command",
    "app_secret_env",
    "base_url",
    "read_only",
    "timeout",
    "retries",
    "connections",
    "ca_file",
    "output",
    "tz",
];

/// Settings that one layer (options, environment, a profile) gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The service's address.
    pub base_url: Option<BaseUrl>,
    /// Whether writes are refused.
    pub read_only: Option<bool>,
    /// Time for one whole request.
    pub timeout: Option<Duration>,
    /// Retries after the first try.
    pub retries: Option<u32>,
    /// Kept-alive connections at once.
    pub connections: Option<u32>,
    /// PEM file of certificates to trust; whether it exists is not checked.
    pub ca_file: Option<PathBuf>,
    /// Output format.
    pub output: Option<String>,
    /// Zone of shown times.
    pub tz: Option<String>,
}

/// A named set of credentials with the settings that go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Letters, digits, `.`, `_`, `-`.
    pub name: String,
    /// The account's appId.
    pub app_id: String,
    /// Where its appSecret is.
    pub secret: SecretSource,
    /// What it sets besides.
    pub settings: Overrides,
}

impl Profile {
    /// A profile to be added, with what was typed checked.
    ///
    /// # Errors
    ///
    /// A name, an appId or a plain secret that cannot be one.
    pub fn new(name: &str, app_id: &str, secret: SecretSource) -> Result<Self, ConfigError> {
        let refused = |what, typed: &str, why: Invalid| ConfigError::Invalid {
            origin: Origin::Option(what),
            typed: typed.to_owned(),
            why,
        };
        check_name(name).map_err(|why| refused("NAME", name, why))?;
        check_app_id(app_id).map_err(|why| refused("--app-id", app_id, why))?;
        if let SecretSource::Plain(plain) = &secret {
            check_secret(plain.expose(), "the profile's app_secret")?;
        }
        Ok(Self {
            name: name.to_owned(),
            app_id: app_id.to_owned(),
            secret,
            settings: Overrides::default(),
        })
    }

    /// Reads `[profiles.NAME]`.
    pub(super) fn read(entry: Entry<'_>, env: Env<'_>) -> Result<Self, ConfigError> {
        let (source, name) = (entry.source, entry.key);
        check_name(name).map_err(|why| ConfigError::Invalid {
            origin: Origin::File(Box::new(entry.place()), "profiles".into()),
            typed: name.to_owned(),
            why,
        })?;
        let mut draft = Draft::default();
        for (key, value) in entry.table()?.iter() {
            let entry = Entry {
                source,
                key: key.get_ref(),
                value,
            };
            if !draft.take(entry, env)? {
                return Err(source.unknown(key, format!("in profile \"{name}\""), PROFILE_KEYS));
            }
        }
        draft.finish(name, entry.place())
    }
}

/// What of a profile has been read so far.
#[derive(Default)]
struct Draft {
    app_id: Option<String>,
    secrets: Vec<SecretSource>,
    settings: Overrides,
}

impl Draft {
    /// Takes one key; `false` if there is no such key.
    fn take(&mut self, entry: Entry<'_>, env: Env<'_>) -> Result<bool, ConfigError> {
        if let Some(secret) = read_secret(entry, env)? {
            self.secrets.push(secret);
            return Ok(true);
        }
        let settings = &mut self.settings;
        match entry.key {
            "app_id" => {
                self.app_id = Some(entry.parsed(|id| check_app_id(id).map(|()| id.to_owned()))?);
            }
            "base_url" => settings.base_url = Some(entry.parsed(str::parse)?),
            "read_only" => settings.read_only = Some(entry.boolean()?),
            "timeout" => settings.timeout = Some(entry.number(true, parse_duration)?),
            "retries" => settings.retries = Some(entry.number(false, parse_retries)?),
            "connections" => settings.connections = Some(entry.number(false, parse_connections)?),
            "ca_file" => settings.ca_file = Some(read_path(entry, env)?),
            "output" => settings.output = Some(entry.parsed(parse_output)?),
            "tz" => settings.tz = Some(entry.parsed(parse_tz)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(mut self, name: &str, place: Place) -> Result<Profile, ConfigError> {
        let profile = name.to_owned();
        let Some(app_id) = self.app_id else {
            let key = "app_id";
            return Err(ConfigError::MissingKey {
                place,
                profile,
                key,
            });
        };
        match (self.secrets.pop(), self.secrets.is_empty()) {
            (Some(secret), true) => Ok(Profile {
                name: profile,
                app_id,
                secret,
                settings: self.settings,
            }),
            (last, _) => {
                let found = too_many_or_none(self.secrets.iter().chain(&last));
                Err(ConfigError::SecretCount {
                    place,
                    profile,
                    found,
                })
            }
        }
    }
}

fn too_many_or_none<'a>(secrets: impl Iterator<Item = &'a SecretSource>) -> String {
    let keys: Vec<&str> = secrets.map(SecretSource::key).collect();
    match keys.as_slice() {
        [] => "does not say where its secret is".into(),
        keys => format!("has more than one secret: {}", keys.join(", ")),
    }
}

fn read_secret(entry: Entry<'_>, env: Env<'_>) -> Result<Option<SecretSource>, ConfigError> {
    Ok(Some(match entry.key {
        "app_secret" => {
            let text = entry.string()?;
            check_secret(text, &format!("{}: app_secret", entry.place()))?;
            SecretSource::Plain(Secret::new(text))
        }
        "app_secret_file" => SecretSource::File(read_path(entry, env)?),
        "app_secret_command" => SecretSource::Command(entry.argv()?),
        "app_secret_env" => SecretSource::Env(entry.parsed(variable_name)?),
        _ => return Ok(None),
    }))
}

fn read_path(entry: Entry<'_>, env: Env<'_>) -> Result<PathBuf, ConfigError> {
    let text = entry.string()?;
    if text.is_empty() {
        return Err(entry.invalid(text, Invalid::new("is no path: it is empty")));
    }
    Ok(resolve(entry.source.path, text, env))
}

/// What can be the name of an environment variable on every platform.
fn variable_name(text: &str) -> Result<String, Invalid> {
    let good = !text.is_empty() && !text.contains(['=', '\0']);
    good.then(|| text.to_owned())
        .ok_or_else(|| Invalid::new("is no name of an environment variable"))
}

/// The table of a profile, for the caller that walks the file.
pub(super) fn read_all(
    source: Source<'_>,
    profiles: Entry<'_>,
    env: Env<'_>,
) -> Result<Vec<Profile>, ConfigError> {
    let mut entries: Vec<_> = profiles.table()?.iter().collect();
    // The parser sorts by name; people expect the order of their file.
    entries.sort_by_key(|(key, _)| key.span().start);
    let entries = entries.into_iter().map(|(key, value)| Entry {
        source,
        key: key.get_ref(),
        value,
    });
    entries.map(|entry| Profile::read(entry, env)).collect()
}
