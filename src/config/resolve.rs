//! Which setting won, and why: option, environment, profile, default.
//!
//! No secret is touched here. With credentials from the environment no profile
//! is in force, so none of its settings are either.

use super::base_url::BaseUrl;
use super::credentials::Chosen;
use super::env::{self, Env};
use super::error::{ConfigError, Invalid, Origin};
use super::file::Config;
use super::profile::Overrides;
use super::settings::{
    DEFAULT_CONNECTIONS, DEFAULT_OUTPUT, DEFAULT_RETRIES, DEFAULT_TIMEOUT, DEFAULT_TZ, Options,
    Setting, Settings, Source,
};
use super::values::{parse_connections, parse_output, parse_retries, parse_tz};

/// Stands where a setting has no option, only a variable and a key.
const NO_OPTION: &str = "";

impl Config {
    /// Every setting of this run with its source. Credentials are not looked
    /// for: without any, the settings of options, environment and defaults
    /// hold.
    ///
    /// # Errors
    ///
    /// A profile that is named and does not exist, a bad variable, or (usage) a
    /// bad option.
    pub fn settings(&self, options: &Options, env: Env<'_>) -> Result<Settings, ConfigError> {
        let profile = match self.chosen(options, env)? {
            Chosen::Profile(profile, _) => Some(profile),
            Chosen::Environment | Chosen::Nothing => None,
        };
        let layers = Layers {
            typed: typed(options)?,
            env: env::overrides(env)?,
            profile: profile.map(|profile| (profile.name.clone(), profile.settings.clone())),
        };
        Ok(layers.resolve())
    }
}

/// The settings among the options, checked.
fn typed(options: &Options) -> Result<Overrides, ConfigError> {
    let retries = options.retries.map(|number| number.to_string());
    let connections = options.connections.map(|number| number.to_string());
    Ok(Overrides {
        timeout: options.timeout,
        retries: checked("--retries", retries.as_deref(), parse_retries)?,
        connections: checked("--connections", connections.as_deref(), parse_connections)?,
        output: checked("--output", options.output.as_deref(), parse_output)?,
        tz: checked("--tz", options.tz.as_deref(), parse_tz)?,
        ..Overrides::default()
    })
}

fn checked<T>(
    option: &'static str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, Invalid>,
) -> Result<Option<T>, ConfigError> {
    let Some(text) = text else { return Ok(None) };
    parse(text).map(Some).map_err(|why| ConfigError::Invalid {
        origin: Origin::Option(option),
        typed: text.to_owned(),
        why,
    })
}

/// The layers of one run, strongest first.
struct Layers {
    typed: Overrides,
    env: Overrides,
    profile: Option<(String, Overrides)>,
}

impl Layers {
    fn resolve(self) -> Settings {
        use env::{BASE_URL, CA_FILE, CONNECTIONS, OUTPUT, RETRIES, TIMEOUT, TZ};
        let s = &self;
        let base_url = s.first(NO_OPTION, BASE_URL, |s| s.base_url.clone());
        let timeout = s.first("--timeout", TIMEOUT, |s| s.timeout);
        let retries = s.first("--retries", RETRIES, |s| s.retries);
        let connections = s.first("--connections", CONNECTIONS, |s| s.connections);
        let output = s.first("--output", OUTPUT, |s| s.output.clone());
        let tz = s.first("--tz", TZ, |s| s.tz.clone());
        Settings {
            base_url: or_default(base_url, BaseUrl::default()),
            read_only: s.read_only(),
            timeout: or_default(timeout, DEFAULT_TIMEOUT),
            retries: or_default(retries, DEFAULT_RETRIES),
            connections: or_default(connections, DEFAULT_CONNECTIONS),
            ca_file: s.first(NO_OPTION, CA_FILE, |s| s.ca_file.clone()),
            output: or_default(output, DEFAULT_OUTPUT.to_owned()),
            tz: or_default(tz, DEFAULT_TZ.to_owned()),
            profile: self.profile.map(|(name, _)| name),
        }
    }

    /// The strongest layer that has the setting.
    fn first<T>(
        &self,
        option: &'static str,
        variable: &'static str,
        get: impl Fn(&Overrides) -> Option<T>,
    ) -> Option<Setting<T>> {
        if let Some(value) = get(&self.typed) {
            let source = Source::Option(option);
            return Some(Setting { value, source });
        }
        if let Some(value) = get(&self.env) {
            let source = Source::Env(variable);
            return Some(Setting { value, source });
        }
        let (name, settings) = self.profile.as_ref()?;
        let source = Source::Profile(name.clone());
        get(settings).map(|value| Setting { value, source })
    }

    /// The one setting where `true` wins over every layer: a guard that a
    /// profile sets must not fall to a variable left over in a shell.
    fn read_only(&self) -> Setting<bool> {
        let guarded = |settings: &Overrides| settings.read_only.filter(|on| *on);
        let given = self.first(NO_OPTION, env::READ_ONLY, guarded);
        let given = given.or_else(|| self.first(NO_OPTION, env::READ_ONLY, |s| s.read_only));
        or_default(given, false)
    }
}

fn or_default<T>(given: Option<Setting<T>>, value: T) -> Setting<T> {
    let source = Source::Default;
    given.unwrap_or(Setting { value, source })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::super::testing::{TWO_PROFILES, config_of, env_of};
    use super::*;

    fn settings(options: &Options, vars: &[(&str, &str)]) -> Settings {
        let config = config_of(TWO_PROFILES).unwrap();
        config.settings(options, &env_of(vars)).unwrap()
    }

    fn shown(settings: &Settings) -> Vec<String> {
        let s = settings;
        let sources = [
            format!("{} < {}", s.base_url.value, s.base_url.source),
            format!("{} < {}", s.read_only.value, s.read_only.source),
            format!("{:?} < {}", s.timeout.value, s.timeout.source),
            format!("{} < {}", s.retries.value, s.retries.source),
            format!("{} < {}", s.connections.value, s.connections.source),
            format!("{} < {}", s.output.value, s.output.source),
            format!("{} < {}", s.tz.value, s.tz.source),
        ];
        sources.into()
    }

    const ALL_VARIABLES: [(&str, &str); 7] = [
        ("POLYV_BASE_URL", "https://env.example.cn"),
        ("POLYV_TIMEOUT", "5s"),
        ("POLYV_RETRIES", "5"),
        ("POLYV_CONNECTIONS", "5"),
        ("POLYV_CA_FILE", "env.pem"),
        ("POLYV_OUTPUT", "json"),
        ("POLYV_TZ", "Europe/Paris"),
    ];

    #[test]
    fn without_anything_the_defaults_hold() {
        let found = config_of("")
            .unwrap()
            .settings(&Options::default(), &env_of(&[]))
            .unwrap();
        assert_eq!(
            shown(&found),
            [
                "https://api.polyv.net < default",
                "false < default",
                "30s < default",
                "4 < default",
                "8 < default",
                "table < default",
                "Asia/Shanghai < default"
            ]
        );
        assert_eq!((found.ca_file, found.profile), (None, None));
    }

    #[test]
    fn a_profile_wins_over_the_defaults() {
        let found = settings(&Options::default(), &[]);
        assert_eq!(
            shown(&found),
            [
                "https://hq.example.cn < profile hq",
                "true < profile hq",
                "90s < profile hq",
                "2 < profile hq",
                "3 < profile hq",
                "csv < profile hq",
                "UTC < profile hq"
            ]
        );
        assert_eq!(found.ca_file.unwrap().value, PathBuf::from("/c/ca.pem"));
        assert_eq!(found.profile.as_deref(), Some("hq"));
    }

    #[test]
    fn the_environment_wins_over_the_profile() {
        let found = settings(&Options::default(), &ALL_VARIABLES);
        assert_eq!(
            shown(&found),
            [
                "https://env.example.cn < POLYV_BASE_URL",
                "true < profile hq",
                "5s < POLYV_TIMEOUT",
                "5 < POLYV_RETRIES",
                "5 < POLYV_CONNECTIONS",
                "json < POLYV_OUTPUT",
                "Europe/Paris < POLYV_TZ"
            ]
        );
        let ca_file = found.ca_file.unwrap();
        assert_eq!(ca_file.value, PathBuf::from("env.pem"));
        assert_eq!(ca_file.source.to_string(), "POLYV_CA_FILE");
    }

    #[test]
    fn an_option_wins_over_the_environment() {
        let options = Options {
            timeout: Some(Duration::from_secs(1)),
            retries: Some(0),
            connections: Some(1),
            output: Some("jsonl".into()),
            tz: Some("local".into()),
            ..Options::default()
        };
        assert_eq!(
            shown(&settings(&options, &ALL_VARIABLES))[2..],
            [
                "1s < --timeout",
                "0 < --retries",
                "1 < --connections",
                "jsonl < --output",
                "local < --tz"
            ]
        );
    }

    #[test]
    fn the_environment_can_set_read_only_and_never_lift_it() {
        let with = |profile: &str, value: &str| {
            let options = Options {
                profile: Some(profile.into()),
                ..Options::default()
            };
            let found = settings(&options, &[("POLYV_READ_ONLY", value)]).read_only;
            format!("{} < {}", found.value, found.source)
        };
        assert_eq!(with("hq", "false"), "true < profile hq");
        assert_eq!(with("hq", "true"), "true < POLYV_READ_ONLY");
        assert_eq!(with("lab", "1"), "true < POLYV_READ_ONLY");
        assert_eq!(with("lab", "false"), "false < POLYV_READ_ONLY");
    }

    #[test]
    fn with_credentials_from_the_environment_no_profile_is_in_force() {
        for vars in [
            &[("POLYV_APP_ID", "e"), ("POLYV_APP_SECRET", "s")][..],
            &[("POLYV_APP_ID", "e")],
        ] {
            let found = settings(&Options::default(), vars);
            assert_eq!(found.profile, None);
            assert_eq!(found.read_only.source, Source::Default);
            assert_eq!(found.base_url.source, Source::Default);
        }
    }

    #[test]
    fn a_bad_option_is_a_usage_error_that_names_it() {
        let output = Some("xml".to_owned());
        let tz = Some("Mars".to_owned());
        for (options, start) in [
            (
                Options {
                    output,
                    ..Options::default()
                },
                "--output: \"xml\" is no output format",
            ),
            (
                Options {
                    tz,
                    ..Options::default()
                },
                "--tz: \"Mars\" is no time zone",
            ),
            (
                Options {
                    retries: Some(21),
                    ..Options::default()
                },
                "--retries: \"21\" is not",
            ),
            (
                Options {
                    connections: Some(0),
                    ..Options::default()
                },
                "--connections: \"0\" is not",
            ),
        ] {
            let refused = config_of("")
                .unwrap()
                .settings(&options, &env_of(&[]))
                .unwrap_err();
            assert!(refused.is_usage());
            assert!(refused.to_string().starts_with(start), "{refused}");
        }
    }
}
