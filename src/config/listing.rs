//! What `profiles list` and `profiles show` tell, as data.
//!
//! No secret is fetched for it, and none is in it: where one would stand there
//! is the mask and the key that says where the secret is.

use super::credentials::Chosen;
use super::duration::format_duration;
use super::env::{self, Env};
use super::error::ConfigError;
use super::file::Config;
use super::settings::{Options, Setting, Source};
use crate::secret::MASK;
use crate::text::shown_path;

/// One profile of `profiles list`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileRow {
    /// The profile's name.
    pub name: String,
    /// Its appId.
    pub app_id: String,
    /// Its address, if it sets one.
    pub base_url: Option<String>,
    /// Whether it refuses writes.
    pub read_only: bool,
    /// Whether it is `default_profile`.
    pub is_default: bool,
    /// The key that says where its secret is, such as `app_secret_file`.
    pub secret_from: &'static str,
}

/// One setting of `profiles show`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSetting {
    /// The key as in the config file; `config` and `profile` for what chose it.
    pub name: &'static str,
    /// The value, a secret masked; nothing if there is none.
    pub value: Option<String>,
    /// Where it came from, such as `POLYV_TIMEOUT` or `profile hq`.
    pub source: String,
}

impl Config {
    /// Every profile, in the order of the file.
    pub fn rows(&self) -> Vec<ProfileRow> {
        let row = |profile: &super::Profile| ProfileRow {
            name: profile.name.clone(),
            app_id: profile.app_id.clone(),
            base_url: profile
                .settings
                .base_url
                .as_ref()
                .map(|url| url.to_string()),
            read_only: profile.settings.read_only.unwrap_or(false),
            is_default: self.default_profile.as_ref() == Some(&profile.name),
            secret_from: profile.secret.key(),
        };
        self.profiles.iter().map(row).collect()
    }

    /// Every setting of this run with its value and source.
    ///
    /// # Errors
    ///
    /// As [`Config::settings`].
    pub fn show(&self, options: &Options, env: Env<'_>) -> Result<Vec<ShownSetting>, ConfigError> {
        let s = self.settings(options, env)?;
        let mut shown = vec![self.shown_path(options, env)];
        shown.extend(self.shown_credentials(options, env)?);
        shown.extend([
            row("base_url", &s.base_url, ToString::to_string),
            row("read_only", &s.read_only, ToString::to_string),
            row("timeout", &s.timeout, |time| format_duration(*time)),
            row("retries", &s.retries, ToString::to_string),
            row("connections", &s.connections, ToString::to_string),
            match &s.ca_file {
                Some(file) => row("ca_file", file, |path| shown_path(path)),
                None => absent("ca_file"),
            },
            row("output", &s.output, Clone::clone),
            row("tz", &s.tz, Clone::clone),
        ]);
        Ok(shown)
    }

    fn shown_path(&self, options: &Options, env: Env<'_>) -> ShownSetting {
        let source = if options.config.is_some() {
            Source::Option("--config")
        } else if env(env::CONFIG).is_some() {
            Source::Env(env::CONFIG)
        } else {
            Source::Default
        };
        let note = if self.exists { "" } else { ", no such file" };
        ShownSetting {
            name: "config",
            value: Some(shown_path(&self.path)),
            source: format!("{source}{note}"),
        }
    }

    fn shown_credentials(
        &self,
        options: &Options,
        env: Env<'_>,
    ) -> Result<[ShownSetting; 3], ConfigError> {
        let given = |name, value: &str, source: String| ShownSetting {
            name,
            value: Some(value.to_owned()),
            source,
        };
        Ok(match self.chosen(options, env)? {
            Chosen::Profile(profile, by) => {
                let source = Source::Profile(profile.name.clone());
                let key = profile.secret.key();
                [
                    given("profile", &profile.name, by.to_string()),
                    given("app_id", &profile.app_id, source.to_string()),
                    given("app_secret", MASK, format!("{source}, {key}")),
                ]
            }
            Chosen::Environment => {
                let app_id = env::optional(env, env::APP_ID)?;
                let secret = env(env::APP_SECRET).map(|_| MASK.to_owned());
                [
                    absent("profile"),
                    from_env("app_id", app_id, env::APP_ID),
                    from_env("app_secret", secret, env::APP_SECRET),
                ]
            }
            Chosen::Nothing => [absent("profile"), absent("app_id"), absent("app_secret")],
        })
    }
}

fn row<T>(name: &'static str, setting: &Setting<T>, show: impl Fn(&T) -> String) -> ShownSetting {
    ShownSetting {
        name,
        value: Some(show(&setting.value)),
        source: setting.source.to_string(),
    }
}

fn from_env(name: &'static str, value: Option<String>, variable: &'static str) -> ShownSetting {
    let source = match value {
        Some(_) => variable.to_owned(),
        None => format!("{variable} is not set"),
    };
    ShownSetting {
        name,
        value,
        source,
    }
}

fn absent(name: &'static str) -> ShownSetting {
    ShownSetting {
        name,
        value: None,
        source: Source::Default.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TWO_PROFILES, config_of, env_of};
    use super::*;

    fn show(profile: Option<&str>, vars: &[(&str, &str)]) -> Vec<String> {
        let options = Options {
            profile: profile.map(str::to_owned),
            ..Options::default()
        };
        let config = config_of(TWO_PROFILES).unwrap();
        let shown = config.show(&options, &env_of(vars)).unwrap();
        let line = |s: ShownSetting| {
            let value = s.value.unwrap_or("-".into());
            format!("{} {value} < {}", s.name, s.source)
        };
        shown.into_iter().map(line).collect()
    }

    #[test]
    fn profiles_are_listed_with_the_kind_of_secret_and_without_it() {
        let rows = config_of(TWO_PROFILES).unwrap().rows();
        assert_eq!(
            rows[0],
            ProfileRow {
                name: "hq".into(),
                app_id: "hqid".into(),
                base_url: Some("https://hq.example.cn".into()),
                read_only: true,
                is_default: true,
                secret_from: "app_secret_env",
            }
        );
        assert_eq!(
            (rows[1].is_default, rows[1].secret_from),
            (false, "app_secret")
        );
        assert!(!format!("{rows:?}").contains("MARKER"));
    }

    #[test]
    fn every_setting_is_shown_with_its_source_and_the_secret_masked() {
        assert_eq!(
            show(
                Some("lab"),
                &[("POLYV_TIMEOUT", "500ms"), ("POLYV_CA_FILE", "/ca")]
            ),
            [
                "config /c/config.toml < default",
                "profile lab < --profile",
                "app_id labid < profile lab",
                "app_secret ******** < profile lab, app_secret",
                "base_url https://api.polyv.net < default",
                "read_only false < default",
                "timeout 500ms < POLYV_TIMEOUT",
                "retries 4 < default",
                "connections 8 < default",
                "ca_file /ca < POLYV_CA_FILE",
                "output table < default",
                "tz Asia/Shanghai < default",
            ]
        );
    }

    #[test]
    fn showing_fetches_no_secret_and_tells_what_is_missing() {
        assert_eq!(
            show(None, &[])[1..4],
            [
                "profile hq < config file",
                "app_id hqid < profile hq",
                "app_secret ******** < profile hq, app_secret_env"
            ]
        );
        assert_eq!(
            show(None, &[("POLYV_APP_SECRET", "MARKER")])[1..4],
            [
                "profile - < default",
                "app_id - < POLYV_APP_ID is not set",
                "app_secret ******** < POLYV_APP_SECRET"
            ]
        );
    }
}
