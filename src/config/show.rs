//! What is in force in a run, as `profiles show` and `profiles check` tell it.

use std::ffi::OsString;

use super::Config;
use super::paths::named_by;
use super::settings::{APP_ID, APP_SECRET, Env, Options, SETTINGS, Setting, Settings, Source};
use crate::failure::Failure;
use crate::secret::MASK;
use crate::text::{escape, shown_path};

/// One line of `profiles show`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The key as in the config file; `config` and `profile` for what chose it.
    pub key: &'static str,
    /// The value, a secret masked; nothing if there is none.
    pub value: Option<String>,
    /// Where it came from, such as `POLYV_TIMEOUT` or `profile hq`.
    pub source: String,
    /// What it won over, strongest first.
    pub over: String,
}

impl Config {
    /// What is in force in this run, with its source. No secret is fetched for
    /// it, and none is in it.
    ///
    /// # Errors
    /// As [`Config::settings`].
    pub fn show(&self, options: &Options, env: Env<'_>) -> Result<Vec<Shown>, Failure> {
        let settings = self.settings(options, env)?;
        let by = named_by(options, env);
        let note = if self.exists { "" } else { ", no such file" };
        let path = Some(shown_path(&self.path));
        let mut shown = vec![choice("config", path, format!("{by}{note}"))];
        shown.extend(self.shown_credentials(options, env)?);
        shown.extend(SETTINGS.map(|setting| of_setting(setting, &settings)));
        Ok(shown)
    }

    fn shown_credentials(&self, options: &Options, env: Env<'_>) -> Result<[Shown; 3], Failure> {
        let (profile, by) = self.chosen(options, env)?;
        if let Some(profile) = profile {
            let source = Source::Profile(profile.name.clone()).to_string();
            let secret = format!("{source}, {}", profile.secret.key());
            return Ok([
                choice("profile", Some(profile.name.clone()), by.to_string()),
                choice("app_id", Some(profile.app_id.clone()), source),
                choice("app_secret", Some(MASK.to_owned()), secret),
            ]);
        }
        let of_variable = |key, name: &str, shown: fn(OsString) -> String| match env(name) {
            _ if by == Source::Default => choice(key, None, by.to_string()),
            Some(text) if !text.is_empty() => choice(key, Some(shown(text)), name.to_owned()),
            _ => choice(key, None, format!("{name} is not set")),
        };
        Ok([
            choice("profile", None, Source::Default.to_string()),
            of_variable("app_id", APP_ID, |text| text.to_string_lossy().into_owned()),
            of_variable("app_secret", APP_SECRET, |_| MASK.to_owned()),
        ])
    }
}

/// A line that chooses whose settings hold, and wins over nothing.
fn choice(key: &'static str, value: Option<String>, source: String) -> Shown {
    Shown {
        key,
        value,
        source,
        over: String::new(),
    }
}

fn of_setting(setting: &Setting, settings: &Settings) -> Shown {
    let value = |text: &str| (!text.is_empty()).then(|| escape(text).into_owned());
    let lost = settings.values(setting)[1..].iter().map(|(source, text)| {
        let text = value(text).unwrap_or("none".into());
        format!("{source} ({text})")
    });
    Shown {
        key: setting.key,
        value: value(settings.text(setting)),
        source: settings.source(setting).to_string(),
        over: lost.collect::<Vec<_>>().join(", "),
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
        let line = |line: Shown| {
            let (value, over) = (line.value.unwrap_or("-".into()), line.over);
            let over = if over.is_empty() {
                over
            } else {
                format!(" over {over}")
            };
            format!("{} {value} < {}{over}", line.key, line.source)
        };
        shown.into_iter().map(line).collect()
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
                "timeout 500ms < POLYV_TIMEOUT over default (30s)",
                "retries 4 < default",
                "connections 8 < default",
                "ca_file /ca < POLYV_CA_FILE over default (none)",
                "output table < default",
                "tz Asia/Shanghai < default",
                "lang - < default",
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
