//! The environment variables, and how an empty one is read.
//!
//! The environment comes in as a function so that tests and `main` decide what
//! it is; the rule about empty variables is in the room's own docs.

use std::ffi::OsString;
use std::path::PathBuf;

use super::base_url::without_secrets;
use super::duration::parse_duration;
use super::error::{ConfigError, Invalid, Origin};
use super::profile::Overrides;
use super::values::{parse_connections, parse_flag, parse_output, parse_retries, parse_tz};

/// Looks a variable up; `std::env::var_os` in the command, a map in tests.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<OsString>;

pub(super) const APP_ID: &str = "POLYV_APP_ID";
pub(super) const APP_SECRET: &str = "POLYV_APP_SECRET";
pub(super) const PROFILE: &str = "POLYV_PROFILE";
pub(super) const CONFIG: &str = "POLYV_CONFIG";
pub(super) const BASE_URL: &str = "POLYV_BASE_URL";
pub(super) const READ_ONLY: &str = "POLYV_READ_ONLY";
pub(super) const TIMEOUT: &str = "POLYV_TIMEOUT";
pub(super) const RETRIES: &str = "POLYV_RETRIES";
pub(super) const CONNECTIONS: &str = "POLYV_CONNECTIONS";
pub(super) const CA_FILE: &str = "POLYV_CA_FILE";
pub(super) const OUTPUT: &str = "POLYV_OUTPUT";
pub(super) const TZ: &str = "POLYV_TZ";

/// Every variable of ours with what it is for, in the order help shows them.
pub const VARIABLES: [(&str, &str); 12] = [
    (APP_ID, "the appId; together with POLYV_APP_SECRET"),
    (APP_SECRET, "the appSecret; together with POLYV_APP_ID"),
    (PROFILE, "the profile to use, as --profile"),
    (CONFIG, "the config file, as --config"),
    (
        BASE_URL,
        "the service's address, https only except to loopback",
    ),
    (
        READ_ONLY,
        "true refuses every write; cannot lift a profile's read_only",
    ),
    (
        TIMEOUT,
        "time for one whole request, as --timeout (30s, 1m30s, 500ms)",
    ),
    (RETRIES, "retries of a read, as --retries (0 to 20)"),
    (
        CONNECTIONS,
        "connections at once, as --connections (1 to 64)",
    ),
    (CA_FILE, "PEM file of certificates to trust"),
    (OUTPUT, "table, json, jsonl or csv, as --output"),
    (TZ, "zone of shown times, as --tz (IANA name or local)"),
];

/// A variable that counts as unset when empty.
pub(super) fn optional(env: Env<'_>, name: &'static str) -> Result<Option<String>, ConfigError> {
    let text = text(env, name)?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// A variable that must not be empty, because what would be used instead is
/// another account, host or guard.
pub(super) fn required(env: Env<'_>, name: &'static str) -> Result<Option<String>, ConfigError> {
    match text(env, name)? {
        Some(text) if text.is_empty() => Err(ConfigError::EmptyVariable(name)),
        text => Ok(text),
    }
}

fn text(env: Env<'_>, name: &'static str) -> Result<Option<String>, ConfigError> {
    let Some(value) = env(name) else {
        return Ok(None);
    };
    let text = value.into_string();
    text.map(Some).map_err(|_| ConfigError::NotText(name))
}

/// The settings the environment gives. A relative `POLYV_CA_FILE` is relative
/// to the working folder, as anything typed in a shell.
pub(super) fn overrides(env: Env<'_>) -> Result<Overrides, ConfigError> {
    let ca_file = env(CA_FILE).filter(|path| !path.is_empty());
    Ok(Overrides {
        base_url: parsed(BASE_URL, required(env, BASE_URL)?, str::parse)?,
        read_only: parsed(READ_ONLY, required(env, READ_ONLY)?, parse_flag)?,
        timeout: parsed(TIMEOUT, optional(env, TIMEOUT)?, parse_duration)?,
        retries: parsed(RETRIES, optional(env, RETRIES)?, parse_retries)?,
        connections: parsed(CONNECTIONS, optional(env, CONNECTIONS)?, parse_connections)?,
        ca_file: ca_file.map(PathBuf::from),
        output: parsed(OUTPUT, optional(env, OUTPUT)?, parse_output)?,
        tz: parsed(TZ, optional(env, TZ)?, parse_tz)?,
    })
}

fn parsed<T>(
    name: &'static str,
    text: Option<String>,
    parse: impl Fn(&str) -> Result<T, Invalid>,
) -> Result<Option<T>, ConfigError> {
    let Some(text) = text else { return Ok(None) };
    parse(&text).map(Some).map_err(|why| ConfigError::Invalid {
        origin: Origin::Env(name),
        typed: match name {
            BASE_URL => without_secrets(&text),
            _ => text.clone(),
        },
        why,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::env_of;
    use super::*;

    #[test]
    fn a_bad_variable_is_named_with_what_it_holds_and_is_no_usage_error() {
        for (name, value, message) in [
            (
                TIMEOUT,
                "1d",
                "POLYV_TIMEOUT: \"1d\" is not a duration such as 30s, 1m30s, 500ms or 2m",
            ),
            (
                RETRIES,
                "21",
                "POLYV_RETRIES: \"21\" is not a whole number from 0 to 20",
            ),
            (
                CONNECTIONS,
                "0",
                "POLYV_CONNECTIONS: \"0\" is not a whole number from 1 to 64",
            ),
            (
                READ_ONLY,
                "yes",
                "POLYV_READ_ONLY: \"yes\" is neither true nor false",
            ),
            (
                BASE_URL,
                "http://u:pw@h/?k=1",
                "POLYV_BASE_URL: \"http://********@h/?********\" is no base URL: it has a query or a fragment",
            ),
        ] {
            let refused = overrides(&env_of(&[(name, value)])).unwrap_err();
            assert_eq!(refused.to_string(), message);
            assert!(!refused.is_usage());
        }
        for (name, value) in [(OUTPUT, "xml"), (TZ, "Mars/Base")] {
            let refused = overrides(&env_of(&[(name, value)])).unwrap_err();
            assert!(
                refused
                    .to_string()
                    .starts_with(&format!("{name}: \"{value}\" is no"))
            );
        }
    }

    #[test]
    fn an_empty_setting_is_unset_and_an_empty_host_or_guard_is_refused() {
        let names = [TIMEOUT, RETRIES, CONNECTIONS, CA_FILE, OUTPUT, TZ];
        let empty = names.map(|name| (name, ""));
        assert_eq!(overrides(&env_of(&empty)).unwrap(), Overrides::default());
        for name in [BASE_URL, READ_ONLY] {
            let refused = overrides(&env_of(&[(name, "")])).unwrap_err();
            assert_eq!(refused.to_string(), format!("{name} is set but empty"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_no_text_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let env = |_: &str| Some(OsString::from_vec(vec![0xff]));
        let refused = optional(&env, TZ).unwrap_err();
        assert_eq!(refused.to_string(), "POLYV_TZ is not UTF-8 text");
    }
}
