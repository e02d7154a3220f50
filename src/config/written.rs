//! A profile as the values that are written into the config file.

use std::io;
use std::path::Path;

use toml_edit::Value;

use super::duration::format_duration;
use super::key_source::SecretSource;
use super::profile::Profile;

/// The keys and values of a profile, in the order they are written.
pub(super) fn values_of(profile: &Profile) -> io::Result<Vec<(&'static str, Value)>> {
    let s = &profile.settings;
    let number = |number: u32| Value::from(i64::from(number));
    let ca_file = s.ca_file.as_deref().map(path_text).transpose()?;
    let values = [
        ("app_id", Some(profile.app_id.as_str().into())),
        (profile.secret.key(), Some(secret_value(&profile.secret)?)),
        (
            "base_url",
            s.base_url.as_ref().map(|url| url.as_str().into()),
        ),
        ("read_only", s.read_only.map(Value::from)),
        (
            "timeout",
            s.timeout.map(|time| format_duration(time).into()),
        ),
        ("retries", s.retries.map(number)),
        ("connections", s.connections.map(number)),
        ("ca_file", ca_file.map(Value::from)),
        ("output", s.output.as_deref().map(Value::from)),
        ("tz", s.tz.as_deref().map(Value::from)),
    ];
    let given = values
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)));
    Ok(given.collect())
}

fn secret_value(secret: &SecretSource) -> io::Result<Value> {
    Ok(match secret {
        // The one place that writes a secret, into a file of mode 0600.
        SecretSource::Plain(secret) => secret.expose().into(),
        SecretSource::File(path) => path_text(path)?.into(),
        SecretSource::Command(argv) => argv.iter().collect::<Value>(),
        SecretSource::Env(name) => name.as_str().into(),
    })
}

fn path_text(path: &Path) -> io::Result<&str> {
    path.to_str()
        .ok_or_else(|| io::Error::other("a path that is not UTF-8 text cannot be kept in it"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TWO_PROFILES, config_of};
    use super::super::{PROFILE_KEYS, SecretSource};
    use super::*;

    #[test]
    fn every_key_that_can_be_read_is_written_in_the_same_order() {
        let mut profile = config_of(TWO_PROFILES).unwrap().profiles.remove(0);
        profile.secret = SecretSource::Command(vec!["a".into()]);
        let values = values_of(&profile).unwrap();
        let written: Vec<&str> = values.iter().map(|(key, _)| *key).collect();
        let others = ["app_secret", "app_secret_file", "app_secret_env"];
        let keys = PROFILE_KEYS.iter().copied();
        let expected: Vec<&str> = keys.filter(|key| !others.contains(key)).collect();
        assert_eq!(written, expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_is_refused() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/\xff"));
        let refused = secret_value(&SecretSource::File(path.to_owned())).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "a path that is not UTF-8 text cannot be kept in it"
        );
    }
}
