//! What is in force in a run, as `profiles show` and `profiles check` tell it.

use std::ffi::OsString;

use super::Config;
use super::layers::{Options, Settings, Source};
use super::paths::named_by;
use super::settings::{APP_ID, APP_SECRET, Env, SETTINGS, Setting};
use crate::failure::Failure;
use crate::lang::{Text, both};
use crate::secret::MASK;
use crate::text;
use crate::text::{escape, listed, shown_path};

/// One line of `profiles show`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The key as in the config file; `config` and `profile` for what chose it.
    pub key: &'static str,
    /// The value, a secret masked; nothing if there is none.
    pub value: Option<String>,
    /// Where it came from, such as `POLYV_TIMEOUT` or `profile hq`.
    pub source: Text,
    /// What it won over, strongest first.
    pub over: Text,
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
        let by = match self.exists {
            true => text_of(&by),
            false => text!("{by}, no such file", "{by}，文件不存在"),
        };
        let path = Some(shown_path(&self.path));
        let mut shown = vec![choice("config", path, by)];
        shown.extend(self.shown_credentials(options, env)?);
        shown.extend(SETTINGS.map(|setting| of_setting(setting, &settings)));
        Ok(shown)
    }

    fn shown_credentials(&self, options: &Options, env: Env<'_>) -> Result<[Shown; 3], Failure> {
        let (profile, by) = self.chosen(options, env)?;
        if let Some(profile) = profile {
            let source = text_of(&Source::Profile(profile.name.clone()));
            let key = profile.secret.key();
            let secret = text!("{source}, {key}", "{source}，{key}");
            return Ok([
                choice("profile", Some(profile.name.clone()), text_of(&by)),
                choice("app_id", Some(profile.app_id.clone()), source),
                choice("app_secret", Some(MASK.to_owned()), secret),
            ]);
        }
        let of_variable = |key, name: &str, shown: fn(OsString) -> String| match env(name) {
            _ if by == Source::Default => choice(key, None, text_of(&by)),
            Some(text) if !text.is_empty() => choice(key, Some(shown(text)), Text::verbatim(name)),
            _ => choice(key, None, text!("{name} is not set", "未设置 {name}")),
        };
        Ok([
            choice("profile", None, text_of(&Source::Default)),
            of_variable("app_id", APP_ID, |text| text.to_string_lossy().into_owned()),
            of_variable("app_secret", APP_SECRET, |_| MASK.to_owned()),
        ])
    }
}

fn text_of(source: &Source) -> Text {
    Text::made(&|| source.to_string())
}

/// A line that chooses whose settings hold, and wins over nothing.
fn choice(key: &'static str, value: Option<String>, source: Text) -> Shown {
    Shown {
        key,
        value,
        source,
        over: Text::default(),
    }
}

fn of_setting(setting: &Setting, settings: &Settings) -> Shown {
    let value = |text: &str| (!text.is_empty()).then(|| escape(text).into_owned());
    let lost = settings.values(setting)[1..].iter().map(|(source, text)| {
        let text = value(text).map_or(both("none", "无").into(), Text::verbatim);
        text!("{source} ({text})", "{source}（{text}）")
    });
    Shown {
        key: setting.key,
        value: value(settings.text(setting)),
        source: text_of(settings.source(setting)),
        over: listed(lost),
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
            let value = line.value.unwrap_or("-".into());
            let over = match line.over.is_empty() {
                true => String::new(),
                false => format!(" over {}", line.over),
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
