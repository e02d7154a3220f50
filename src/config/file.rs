//! The config file as a whole: found, opened, read, checked.
//!
//! Every profile is checked, not only the one in use: a wrong line is a wrong
//! line. Which profile is used and what wins is decided in `settings` and
//! `credentials`.

use std::io;
use std::path::{Path, PathBuf};

use super::env::Env;
use super::error::ConfigError;
use super::key_source::SecretSource;
use super::paths::{config_path, read_text, refuse_open_mode};
use super::profile::{Profile, TOP_KEYS, read_all};
use super::reader::{Entry, Source};
use super::settings::Options;

/// Largest config file read: 1 MiB, thousands of profiles.
pub(super) const MAX_FILE: u64 = 1024 * 1024;

/// The config file, or what stands for it when there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The file as it was found or named.
    pub path: PathBuf,
    /// Whether there is such a file.
    pub exists: bool,
    /// The profile used when none is chosen; it may name one that is gone.
    pub default_profile: Option<String>,
    /// All profiles, in the order of the file.
    pub profiles: Vec<Profile>,
}

impl Config {
    /// Finds and reads the config file. No secret is fetched. A file that does
    /// not exist is an empty one, unless `--config` or `POLYV_CONFIG` named it.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the file, by line; on Unix also a plain
    /// `app_secret` in a file that group or others have any right to.
    pub fn load(options: &Options, env: Env<'_>) -> Result<Self, ConfigError> {
        let location = config_path(options, env)?;
        let (text, mode) = match read_text(&location.path, MAX_FILE) {
            Ok(read) => read,
            Err(why) if why.kind() == io::ErrorKind::NotFound && !location.named => {
                return Ok(Self::absent(location.path));
            }
            Err(why) => {
                let path = location.path;
                return Err(ConfigError::Read { path, why });
            }
        };
        let config = Self::parse(&location.path, &text, env)?;
        if config.holds_a_secret() {
            refuse_open_mode(&config.path, mode)?;
        }
        Ok(config)
    }

    /// No file and no profiles, for runs that must not depend on any, such as
    /// those on the built-in simulator.
    pub fn absent(path: PathBuf) -> Self {
        Self {
            path,
            exists: false,
            default_profile: None,
            profiles: Vec::new(),
        }
    }

    /// Reads the text of a config file called `path`.
    pub(super) fn parse(path: &Path, text: &str, env: Env<'_>) -> Result<Self, ConfigError> {
        let source = Source { path, text };
        let document = source.parse()?;
        let mut config = Self::absent(path.to_owned());
        config.exists = true;
        for (key, value) in document.get_ref().iter() {
            let entry = Entry {
                source,
                key: key.get_ref(),
                value,
            };
            match entry.key {
                "default_profile" => config.default_profile = Some(entry.string()?.to_owned()),
                "profiles" => config.profiles = read_all(source, entry, env)?,
                _ => return Err(source.unknown(key, "at the top level".into(), TOP_KEYS)),
            }
        }
        Ok(config)
    }

    /// The profile of this name.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    /// The names of all profiles, in the order of the file.
    pub(super) fn names(&self) -> Vec<String> {
        self.profiles
            .iter()
            .map(|profile| profile.name.clone())
            .collect()
    }

    fn holds_a_secret(&self) -> bool {
        self.profiles
            .iter()
            .any(|profile| matches!(profile.secret, SecretSource::Plain(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::profile::PROFILE_KEYS;
    use super::super::testing::{TWO_PROFILES, config_of, env_of, private_file};
    use super::*;

    fn named(path: &Path) -> Options {
        Options {
            config: Some(path.to_owned()),
            ..Options::default()
        }
    }

    /// A whole profile with `line` added.
    fn with(line: &str) -> String {
        format!("[profiles.hq]\napp_id = \"a\"\napp_secret_env = \"E\"\n{line}\n")
    }

    #[test]
    fn profiles_are_read_in_the_order_of_the_file() {
        let text = "[profiles.z]\napp_id='z'\napp_secret_env='E'\n[profiles.\"a.b\"]\napp_id='a'\napp_secret_command=['pass','p']";
        let config = config_of(text).unwrap();
        assert_eq!(config.names(), ["z", "a.b"]);
        let command = SecretSource::Command(vec!["pass".into(), "p".into()]);
        assert_eq!(config.profile("a.b").unwrap().secret, command);
        let hq = config_of(TWO_PROFILES).unwrap().profiles.remove(0).settings;
        assert_eq!(hq.ca_file.unwrap(), Path::new("/c/ca.pem"));
        assert_eq!(hq.timeout.unwrap().as_secs(), 90);
    }

    #[test]
    fn an_unknown_key_names_its_line_the_nearest_key_and_all_keys() {
        let refused = config_of(&with("appSecret = \"MARKER\"")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "/c/config.toml:4:1: unknown key \"appSecret\" in profile \"hq\"; the nearest known key is \"app_secret\""
        );
        let all = format!("known keys: {}", PROFILE_KEYS.join(", "));
        assert_eq!(refused.hint().unwrap(), all);
        let refused = config_of("default = \"hq\"").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "/c/config.toml:1:1: unknown key \"default\" at the top level; the nearest known key is \"profiles\""
        );
        assert_eq!(
            refused.hint().unwrap(),
            "known keys: default_profile, profiles"
        );
        assert!(config_of(&with("app_id.x = 1")).is_err());
    }

    #[test]
    fn a_wrong_value_names_its_line_and_is_no_usage_error() {
        for (line, part) in [
            (
                "base_url = \"http://a.cn\"",
                "base_url: \"http://a.cn\" is not accepted: only https",
            ),
            ("timeout = \"0s\"", "timeout: \"0s\" is too short"),
            ("timeout = 0", "timeout: \"0\" is too short"),
            (
                "retries = 21",
                "retries: \"21\" is not a whole number from 0 to 20",
            ),
            (
                "retries = -1",
                "retries: \"-1\" is not a whole number from 0 to 20",
            ),
            (
                "connections = 0",
                "connections: \"0\" is not a whole number from 1 to 64",
            ),
            ("output = \"xml\"", "output: \"xml\" is no output format"),
            (
                "tz = \"Asia/Shangai\"",
                "tz: \"Asia/Shangai\" is no time zone",
            ),
            ("ca_file = \"\"", "ca_file: \"\" is no path"),
        ] {
            let refused = config_of(&with(line)).unwrap_err();
            let message = refused.to_string();
            assert!(
                message.starts_with("/c/config.toml:4:") && message.contains(part),
                "{message}"
            );
            assert!(!refused.is_usage());
        }
        assert!(config_of(&with("timeout = 45")).is_ok());
        for name in ["\"a b\"", "\"\"", "-a"] {
            let refused = config_of(&format!("[profiles.{name}]"))
                .unwrap_err()
                .to_string();
            assert!(refused.contains("is no profile name"), "{refused}");
        }
    }

    #[test]
    fn a_profile_has_an_app_id_and_exactly_one_secret() {
        for (body, message) in [
            ("app_secret_env='E'", "profile \"hq\" has no app_id"),
            (
                "app_id='a'",
                "profile \"hq\" does not say where its secret is",
            ),
            (
                "app_id='a'\napp_secret='MARKER'\napp_secret_env='E'",
                "profile \"hq\" has more than one secret: app_secret, app_secret_env",
            ),
            ("app_id=''", "app_id: \"\" is no appId: it is empty"),
            ("app_secret=''", "app_secret: the secret is empty"),
            (
                "app_secret='''MARKER\nMARKER'''",
                "app_secret: the secret has more than one line",
            ),
            (
                "app_secret=\"\\tMARKER\"",
                "app_secret: the secret has a control character or a byte order mark",
            ),
            (
                "app_secret_env=''",
                "app_secret_env: \"\" is no name of an environment variable",
            ),
        ] {
            let refused = config_of(&format!("[profiles.hq]\n{body}")).unwrap_err();
            assert!(refused.to_string().ends_with(message), "{refused}");
            assert!(!format!("{refused:?} {:?}", refused.hint()).contains("MARKER"));
        }
    }

    #[test]
    fn a_missing_file_is_fine_unless_it_was_named() {
        let missing = Path::new("/nowhere/config.toml");
        for options in [named(missing), Options::default()] {
            let env = env_of(&[("POLYV_CONFIG", "/nowhere/config.toml")]);
            let refused = Config::load(&options, &env).unwrap_err().to_string();
            assert!(refused.starts_with("cannot read the config file /nowhere/config.toml: "));
        }
        let absent = Config::absent(missing.to_owned());
        assert!(!absent.exists && absent.profiles.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_plain_secret_in_an_open_file_is_refused_with_the_chmod() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = private_file(folder.path(), TWO_PROFILES);
        let load = || Config::load(&named(&path), &env_of(&[]));
        assert_eq!(load().unwrap().names(), ["hq", "lab"]);
        for mode in [0o640, 0o604, 0o620, 0o601] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let refused = load().unwrap_err();
            assert_eq!(
                refused.hint().unwrap(),
                format!("chmod 600 {}", path.display())
            );
        }
        std::fs::write(&path, with("")).unwrap();
        assert!(load().is_ok(), "without a plain secret any mode will do");
    }
}
