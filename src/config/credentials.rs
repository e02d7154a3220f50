//! Whose credentials a run uses. They are one set: never the appId of one
//! place with the secret of another, and never a fall-back to other ones.
//!
//! `--profile`, else `POLYV_APP_ID` with `POLYV_APP_SECRET`, else
//! `POLYV_PROFILE`, else `default_profile`, else an error.

use super::env::{self, Env};
use super::error::{ConfigError, Origin};
use super::file::Config;
use super::key_source::from_text;
use super::profile::Profile;
use super::settings::{Options, Setting, Source};
use super::values::check_app_id;
use crate::secret::Secret;
use crate::text::close;

/// One account's appId and appSecret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The appId.
    pub app_id: Setting<String>,
    /// The appSecret, letter by letter.
    pub app_secret: Setting<Secret>,
    /// The profile they are from; nothing if from the environment.
    pub profile: Option<String>,
}

/// Where the credentials of a run are, before any secret is touched.
pub(super) enum Chosen<'a> {
    /// A profile, and who chose it.
    Profile(&'a Profile, Source),
    /// The pair of variables, one of which may be missing.
    Environment,
    /// Nowhere.
    Nothing,
}

impl Config {
    /// The credentials of this run. Reads the secret's file or runs its
    /// command, which may take up to half a minute, so it is called once and
    /// late.
    ///
    /// # Errors
    ///
    /// No credentials, half a pair of variables, a profile that does not exist,
    /// or a secret that cannot be had.
    pub fn credentials(&self, options: &Options, env: Env<'_>) -> Result<Credentials, ConfigError> {
        match self.chosen(options, env)? {
            Chosen::Profile(profile, _) => self.of_profile(profile, env),
            Chosen::Environment => of_environment(env),
            Chosen::Nothing => Err(ConfigError::NoCredentials {
                known: self.names(),
            }),
        }
    }

    /// Whose credentials and settings are in force.
    pub(super) fn chosen(
        &self,
        options: &Options,
        env: Env<'_>,
    ) -> Result<Chosen<'_>, ConfigError> {
        if let Some(name) = &options.profile {
            return self.named(name, Source::Option("--profile"));
        }
        if env(env::APP_ID).is_some() || env(env::APP_SECRET).is_some() {
            return Ok(Chosen::Environment);
        }
        if let Some(name) = env::required(env, env::PROFILE)? {
            return self.named(&name, Source::Env(env::PROFILE));
        }
        match &self.default_profile {
            Some(name) => self.named(name, Source::File),
            None => Ok(Chosen::Nothing),
        }
    }

    fn named(&self, name: &str, by: Source) -> Result<Chosen<'_>, ConfigError> {
        if let Some(profile) = self.profile(name) {
            return Ok(Chosen::Profile(profile, by));
        }
        let origin = match by {
            Source::Env(variable) => Origin::Env(variable),
            Source::Option(option) => Origin::Option(option),
            _ => Origin::Key("default_profile"),
        };
        Err(self.no_profile(name, origin))
    }

    /// The error for a name that is not there.
    pub(super) fn no_profile(&self, name: &str, origin: Origin) -> ConfigError {
        let known = self.names();
        let nearest = close(name, known.iter().map(String::as_str)).map(str::to_owned);
        ConfigError::NoProfile {
            origin,
            name: name.to_owned(),
            path: self.path.as_path().into(),
            nearest,
            known,
        }
    }

    fn of_profile(&self, profile: &Profile, env: Env<'_>) -> Result<Credentials, ConfigError> {
        let source = Source::Profile(profile.name.clone());
        let secret = profile.secret.fetch(&self.path, env)?;
        Ok(Credentials {
            app_id: Setting {
                value: profile.app_id.clone(),
                source: source.clone(),
            },
            app_secret: Setting {
                value: secret,
                source,
            },
            profile: Some(profile.name.clone()),
        })
    }
}

fn of_environment(env: Env<'_>) -> Result<Credentials, ConfigError> {
    let missing = |set, missing| ConfigError::HalfPair { set, missing };
    let app_id =
        env::required(env, env::APP_ID)?.ok_or_else(|| missing(env::APP_SECRET, env::APP_ID))?;
    check_app_id(&app_id).map_err(|why| ConfigError::Invalid {
        origin: Origin::Env(env::APP_ID),
        typed: app_id.clone(),
        why,
    })?;
    let secret = env(env::APP_SECRET).ok_or_else(|| missing(env::APP_ID, env::APP_SECRET))?;
    if secret.is_empty() {
        return Err(ConfigError::EmptyVariable(env::APP_SECRET));
    }
    let secret = from_text(secret, env::APP_SECRET)?;
    Ok(Credentials {
        app_id: Setting {
            value: app_id,
            source: Source::Env(env::APP_ID),
        },
        app_secret: Setting {
            value: secret,
            source: Source::Env(env::APP_SECRET),
        },
        profile: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TWO_PROFILES, config_of, env_of};
    use super::*;

    const PAIR: [(&str, &str); 2] = [("POLYV_APP_ID", "envid"), ("POLYV_APP_SECRET", "env-s\n")];

    fn credentials(profile: Option<&str>, vars: &[&[(&str, &str)]]) -> Result<String, ConfigError> {
        let options = Options {
            profile: profile.map(str::to_owned),
            ..Options::default()
        };
        let vars = [vars.concat().as_slice(), &[("HQ_SECRET", "hq-s")]].concat();
        let config = config_of(TWO_PROFILES).unwrap();
        let found = config.credentials(&options, &env_of(&vars))?;
        let (id, secret) = (found.app_id, found.app_secret);
        assert_eq!(
            id.source.to_string().replace("ID", "SECRET"),
            secret.source.to_string()
        );
        Ok(format!(
            "{} {} {}",
            id.value,
            secret.value.expose(),
            id.source
        ))
    }

    fn refused(profile: Option<&str>, vars: &[(&str, &str)]) -> ConfigError {
        credentials(profile, &[vars]).unwrap_err()
    }

    #[test]
    fn the_order_is_option_pair_variable_default() {
        let lab: &[(&str, &str)] = &[("POLYV_PROFILE", "lab")];
        let from = |profile, vars: &[&[(&str, &str)]]| credentials(profile, vars).unwrap();
        assert_eq!(from(Some("hq"), &[&PAIR, lab]), "hqid hq-s profile hq");
        assert_eq!(from(None, &[&PAIR, lab]), "envid env-s POLYV_APP_ID");
        assert_eq!(from(None, &[lab]), "labid lab-MARKER profile lab");
        assert_eq!(from(None, &[]), "hqid hq-s profile hq");
    }

    #[test]
    fn a_named_profile_needs_no_variables_and_minds_no_broken_ones() {
        let broken: &[(&str, &str)] = &[("POLYV_APP_ID", ""), ("POLYV_PROFILE", "gone")];
        assert_eq!(
            credentials(Some("hq"), &[broken]).unwrap(),
            "hqid hq-s profile hq"
        );
    }

    #[test]
    fn half_a_pair_never_falls_back_to_a_profile() {
        for (index, message, hint) in [
            (
                0,
                "POLYV_APP_ID is set and POLYV_APP_SECRET is not: the two go together",
                "set POLYV_APP_SECRET, or unset the other",
            ),
            (
                1,
                "POLYV_APP_SECRET is set and POLYV_APP_ID is not: the two go together",
                "set POLYV_APP_ID, or unset the other",
            ),
        ] {
            let half = refused(None, &PAIR[index..=index]);
            assert_eq!(half.to_string(), message);
            assert_eq!(half.hint().unwrap(), hint);
        }
    }

    #[test]
    fn an_empty_or_unfit_variable_is_refused_without_showing_the_secret() {
        for (vars, message) in [
            (
                [PAIR[0], ("POLYV_APP_SECRET", "")],
                "POLYV_APP_SECRET is set but empty",
            ),
            (
                [PAIR[0], ("POLYV_APP_SECRET", "\n")],
                "POLYV_APP_SECRET: the secret is empty",
            ),
            (
                [PAIR[0], ("POLYV_APP_SECRET", "MARKER\nb")],
                "POLYV_APP_SECRET: the secret has more than one line",
            ),
            (
                [PAIR[1], ("POLYV_APP_ID", "")],
                "POLYV_APP_ID is set but empty",
            ),
            (
                [PAIR[1], ("POLYV_APP_ID", "a b")],
                "POLYV_APP_ID: \"a b\" is no appId: it has a blank or a control character",
            ),
        ] {
            assert_eq!(refused(None, &vars).to_string(), message);
        }
        let empty = refused(None, &[("POLYV_PROFILE", "")]);
        assert_eq!(empty.to_string(), "POLYV_PROFILE is set but empty");
    }

    #[test]
    fn a_profile_that_does_not_exist_is_named_with_those_there_are() {
        let option = refused(Some("labb"), &PAIR);
        assert_eq!(
            option.to_string(),
            "--profile: no profile \"labb\" in /c/config.toml; did you mean \"lab\"?"
        );
        assert_eq!(option.hint().unwrap(), "profiles there are: hq, lab");
        assert!(!option.is_usage());
        let variable = refused(None, &[("POLYV_PROFILE", "nothing")]);
        assert_eq!(
            variable.to_string(),
            "POLYV_PROFILE: no profile \"nothing\" in /c/config.toml"
        );
        let dangling = config_of("default_profile = 'gone'").unwrap();
        let dangling = dangling
            .credentials(&Options::default(), &env_of(&[]))
            .unwrap_err();
        assert_eq!(
            dangling.to_string(),
            "default_profile: no profile \"gone\" in /c/config.toml"
        );
        assert!(
            dangling
                .hint()
                .unwrap()
                .starts_with("there are no profiles yet")
        );
    }

    #[test]
    fn without_any_credentials_the_hint_says_how_to_get_some() {
        let none = |text: &str| {
            let config = config_of(text).unwrap();
            config
                .credentials(&Options::default(), &env_of(&[]))
                .unwrap_err()
        };
        let empty = none("");
        assert!(empty.to_string().starts_with("no credentials: "), "{empty}");
        assert!(
            empty
                .hint()
                .unwrap()
                .contains("polyv-group profiles add NAME")
        );
        let unchosen = none(&TWO_PROFILES.replace("default_profile = \"hq\"", ""));
        assert!(
            unchosen
                .hint()
                .unwrap()
                .ends_with("profiles there are: hq, lab")
        );
    }
}
