//! The config file: its profiles, read and checked, and whose credentials and
//! settings a run uses.
//!
//! Every profile is checked, not only the one in use: a wrong line is a wrong
//! line. No message shows a value of a secret, nor the parser's own words about
//! a line: it may hold one.

use std::io;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::file::{File, Profile, app_id_rule, check, read_profile};
use super::layers::{Options, Settings, Source};
use super::paths::{config_path, named_by, read_text, refuse_open_mode};
use super::secret_source::{SecretSource, from_variable};
use super::settings::{APP_ID, APP_SECRET, Env, PROFILE, empty_variable, required};
use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::secret::Secret;
use crate::text;
use crate::text::{did_you_mean, escape, listed, quoted, shown_path};

/// Largest config file read: 1 MiB, thousands of profiles.
pub(super) const MAX_FILE: u64 = 1024 * 1024;

const NO_CREDENTIALS: Both = both(
    "run `polyv-group profiles add NAME`, or set POLYV_APP_ID and POLYV_APP_SECRET; --sandbox \
     needs no account",
    "请运行 `polyv-group profiles add NAME`，或设置 POLYV_APP_ID 和 POLYV_APP_SECRET；\
     --sandbox 不需要账号",
);

/// Every key at the top level of the file.
const TOP_KEYS: [&str; 2] = ["default_profile", "profiles"];

/// The config file; empty if there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The file as it was found or named.
    pub path: PathBuf,
    /// Whether there is such a file.
    pub exists: bool,
    /// The profile used when none is chosen; there may be no such profile.
    pub default_profile: Option<String>,
    /// All profiles, in the order of the file.
    pub profiles: Vec<Profile>,
}

/// One account's appId and appSecret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The appId.
    pub app_id: String,
    /// The appSecret, verbatim.
    pub app_secret: Secret,
    /// The profile they are from; nothing if from the environment.
    pub profile: Option<String>,
}

impl Config {
    /// Finds and reads the config file. No secret is fetched. A file that does
    /// not exist, for want of a home folder too, is an empty one, unless
    /// `--config` or `POLYV_CONFIG` named it.
    ///
    /// # Errors
    /// Whatever is wrong with the file, by line; on Unix also a plain
    /// `app_secret` in a file that group or others have any right to.
    pub fn load(options: &Options, env: Env<'_>) -> Result<Self, Failure> {
        let is_named = named_by(options, env) != Source::Default;
        let path = match config_path(options, env) {
            Err(_) if !is_named => return Ok(Self::absent("(none)".into())),
            path => path?,
        };
        let absent = Self::absent(path.clone());
        let is_fine = |why: &io::Error| match why.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => !is_named,
            // The home folder of somebody else does not matter to a key of the
            // environment.
            io::ErrorKind::PermissionDenied if !is_named => {
                matches!(absent.chosen(options, env), Ok((None, Source::Given(_))))
            }
            _ => false,
        };
        let (text, mode) = match read_text(&path, MAX_FILE) {
            Err(why) if is_fine(&why) => return Ok(absent),
            read => read.map_err(|why| unreadable(&path, &why))?,
        };
        let config = Self::parse(&path, &text, env)?;
        let is_plain = |profile: &Profile| matches!(profile.secret, SecretSource::Plain(_));
        if config.profiles.iter().any(is_plain) {
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
    pub(super) fn parse(path: &Path, text: &str, env: Env<'_>) -> Result<Self, Failure> {
        let file = File { path, text, env };
        let document = DeTable::parse(text).map_err(|error| {
            let place = file.place(error.span().map_or(0, |span| span.start));
            let why = error.message().replace('\n', ", ");
            let why = escape(&why);
            Failure::config(text!(
                "{place}: not valid TOML: {why}",
                "{place}：不是有效的 TOML：{why}"
            ))
            .hint(both(
                "the whole format is in config.example.toml",
                "完整的格式见 `config.example.toml`",
            ))
        })?;
        let mut config = Self::absent(path.to_owned());
        config.exists = true;
        for entry in file.entries(document.get_ref()) {
            match entry.key() {
                "default_profile" => config.default_profile = Some(entry.string()?.to_owned()),
                "profiles" => {
                    let profiles = file.entries(entry.table()?).into_iter();
                    config.profiles = profiles.map(read_profile).collect::<Result<_, _>>()?;
                }
                _ => {
                    let within = both("at the top level", "文件顶层");
                    return Err(entry.unknown(within, &TOP_KEYS));
                }
            }
        }
        Ok(config)
    }

    /// The profile of this name.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    /// Whether `default_profile` names a profile that does not exist.
    pub fn default_is_missing(&self) -> bool {
        let default = self.default_profile.as_deref();
        default.is_some_and(|name| self.profile(name).is_none())
    }

    /// Refuses the name of a profile that exists already.
    ///
    /// # Errors
    /// It does.
    pub fn refuse_taken(&self, name: &str) -> Result<(), Failure> {
        if self.profile(name).is_none() {
            return Ok(());
        }
        let (name, path) = (quoted(name), shown_path(&self.path));
        let message = text!(
            "profile {name} exists already in {path}",
            "{path} 中已有配置档 {name}"
        );
        Err(Failure::config(message).hint(both(
            "choose another name, or replace it with --replace",
            "请换一个名称，或用 --replace 替换",
        )))
    }

    /// Every setting of this run with its source. Credentials are not looked
    /// for: without any, the settings of options, environment and defaults
    /// hold. With credentials from the environment no profile is in force, so
    /// none of its settings are either.
    ///
    /// # Errors
    /// A profile that is named and does not exist, or a bad variable.
    pub fn settings(&self, options: &Options, env: Env<'_>) -> Result<Settings, Failure> {
        let (profile, _) = self.chosen(options, env)?;
        let profile = profile.map(|profile| (profile.name.as_str(), &profile.settings));
        Settings::of(&options.settings, env, profile)
    }

    /// The credentials of this run: one set, never the appId of one place with
    /// the secret of another. Reads the secret's file or runs its command,
    /// which may take up to half a minute, so it is called once and late.
    ///
    /// # Errors
    /// No credentials, half a pair of variables, a profile that does not exist,
    /// or a secret that cannot be had.
    pub fn credentials(&self, options: &Options, env: Env<'_>) -> Result<Credentials, Failure> {
        let hint = match self.chosen(options, env)? {
            (Some(profile), _) => {
                return Ok(Credentials {
                    app_id: profile.app_id.clone(),
                    app_secret: profile.secret.fetch(&self.path, env)?,
                    profile: Some(profile.name.clone()),
                });
            }
            (None, Source::Given(_)) => return of_environment(env),
            _ if self.profiles.is_empty() => NO_CREDENTIALS.into(),
            _ => text!(
                "choose one with --profile or `polyv-group profiles use NAME`; {known}",
                "请用 --profile 或 `polyv-group profiles use NAME` 选择一个；{known}",
                known = self.known()
            ),
        };
        let message = both(
            "no credentials: no profile is chosen and POLYV_APP_ID is not set",
            "没有凭证：未选择配置档，也未设置 POLYV_APP_ID",
        );
        Err(Failure::config(message).hint(hint))
    }

    /// The appId of the credentials of this run, without their secret; `None` where
    /// there are none.
    ///
    /// # Errors
    /// As [`Self::credentials`], but for those of the secret.
    pub fn app_id(&self, options: &Options, env: Env<'_>) -> Result<Option<String>, Failure> {
        match self.chosen(options, env)? {
            (Some(profile), _) => Ok(Some(profile.app_id.clone())),
            (None, Source::Given(_)) => app_id_of_environment(env).map(Some),
            (None, _) => Ok(None),
        }
    }

    /// The profile in force, and what chose it: `--profile`, else the variables
    /// `POLYV_APP_ID` and `POLYV_APP_SECRET` (no profile then), else
    /// `POLYV_PROFILE`, else `default_profile`, else nothing. Nothing ever
    /// falls back to other credentials, so a profile that the variable names
    /// must exist also where those of the variables win.
    pub(super) fn chosen(
        &self,
        options: &Options,
        env: Env<'_>,
    ) -> Result<(Option<&Profile>, Source), Failure> {
        let in_variables = env(APP_ID).is_some() || env(APP_SECRET).is_some();
        let (name, by, shown) = if let Some(name) = &options.profile {
            (name.clone(), Source::Given("--profile"), "--profile")
        } else if let Some(name) = required(env, PROFILE)? {
            (name, Source::Given(PROFILE), PROFILE)
        } else if in_variables {
            return Ok((None, Source::Given(APP_ID)));
        } else if let Some(name) = &self.default_profile {
            (name.clone(), Source::File, "default_profile")
        } else {
            return Ok((None, Source::Default));
        };
        match self.profile(&name) {
            Some(_) if in_variables && by == Source::Given(PROFILE) => {
                Ok((None, Source::Given(APP_ID)))
            }
            Some(profile) => Ok((Some(profile), by)),
            None => Err(self.no_profile(shown, &name)),
        }
    }

    /// The failure of a name that is not there.
    pub(super) fn no_profile(&self, origin: &str, name: &str) -> Failure {
        let near = did_you_mean(name, self.names());
        let (name, path) = (quoted(name), shown_path(&self.path));
        let message = text!(
            "{origin}: no profile {name} in {path}{near}",
            "{origin}：{path} 中没有配置档 {name}{near}"
        );
        Failure::config(message).hint(self.known())
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.iter().map(|profile| profile.name.as_str())
    }

    fn known(&self) -> Text {
        if self.profiles.is_empty() {
            return both(
                "there are no profiles yet; `polyv-group profiles add NAME` creates one",
                "还没有配置档；`polyv-group profiles add NAME` 可创建一个",
            )
            .into();
        }
        let names = listed(self.names());
        text!("existing profiles: {names}", "已有的配置档：{names}")
    }
}

fn half(set: &str, missing: &str) -> Failure {
    let message = text!(
        "{set} is set and {missing} is not: the two go together",
        "已设置 {set}，但未设置 {missing}：两者必须一起设置"
    );
    Failure::config(message).hint(text!(
        "set {missing}, or unset the other",
        "请设置 {missing}，或取消另一个"
    ))
}

fn app_id_of_environment(env: Env<'_>) -> Result<String, Failure> {
    let app_id = required(env, APP_ID)?.ok_or_else(|| half(APP_SECRET, APP_ID))?;
    check(APP_ID, &app_id, app_id_rule)?;
    Ok(app_id)
}

fn of_environment(env: Env<'_>) -> Result<Credentials, Failure> {
    let app_id = app_id_of_environment(env)?;
    let secret = env(APP_SECRET).ok_or_else(|| half(APP_ID, APP_SECRET))?;
    if secret.is_empty() {
        return Err(empty_variable(APP_SECRET));
    }
    Ok(Credentials {
        app_id,
        app_secret: from_variable(secret, APP_SECRET)?,
        profile: None,
    })
}

pub(super) fn unreadable(path: &Path, why: &io::Error) -> Failure {
    let path = shown_path(path);
    let failure = Failure::config(text!(
        "cannot read the config file {path}: {why}",
        "无法读取配置文件 {path}：{why}",
        why = Text::from(why)
    ));
    match why.kind() {
        io::ErrorKind::NotFound => failure.hint(both(
            "check --config or POLYV_CONFIG; `polyv-group profiles add NAME` creates the file",
            "请检查 --config 或 POLYV_CONFIG；`polyv-group profiles add NAME` 会创建该文件",
        )),
        _ => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::profile_keys;
    use super::super::secret_source::SECRET_KEYS;
    use super::super::settings::{SETTINGS, Texts};
    use super::super::testing::{TWO_PROFILES, config_of, env_of};
    use super::*;

    const EXAMPLE: &str = include_str!("../../config.example.toml");

    const PAIR: [(&str, &str); 2] = [("POLYV_APP_ID", "envid"), ("POLYV_APP_SECRET", "env-s\n")];

    fn two() -> Config {
        config_of(TWO_PROFILES).unwrap()
    }

    fn with_profile(profile: Option<&str>) -> Options {
        Options {
            profile: profile.map(str::to_owned),
            ..Options::default()
        }
    }

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
    fn profiles_are_read_in_the_order_of_the_file_with_every_setting() {
        let text = "[profiles.z]\napp_id='z'\napp_secret_env='E'\n[profiles.\"a.b\"]\napp_id='a'\napp_secret_command=['pass','p']";
        let config = config_of(text).unwrap();
        assert_eq!(config.profiles[0].name, "z");
        let command = SecretSource::Command(vec!["pass".into(), "p".into()]);
        assert_eq!(config.profile("a.b").unwrap().secret, command);
        let hq = two().profiles.remove(0).settings;
        let read: Vec<&str> = SETTINGS.iter().map(|s| hq[s.key].as_str()).collect();
        let url = "https://hq.example.cn";
        let ca_file = Path::new("/c").join("ca.pem");
        assert_eq!(
            read,
            [
                url,
                "true",
                "1m30s",
                "2",
                "3",
                ca_file.to_str().unwrap(),
                "csv",
                "UTC",
                "zh"
            ]
        );
        assert_eq!(
            config_of(&with("timeout = 90")).unwrap().profiles[0].settings["timeout"],
            "1m30s"
        );
    }

    /// Lines of a profile, each with where and why it is refused.
    const WRONG: &str = r#"
appSecret = 'MARKER' -> 1: unknown key "appSecret" in profile "hq"; the nearest known key is "app_secret"
base_url = "http://a.cn" -> 12: base_url: "http://a.cn" is not a valid base URL: only https is accepted, except to a loopback address
timeout = 0 -> 11: timeout: "0" is too short: a duration is at least 1ms
retries = -1 -> 11: retries: "-1" is not a whole number from 0 to 20
ca_file = "" -> 11: ca_file: "" is not a valid path: it is empty
lang = 'de' -> 8: lang: "de" is not a valid language (possible: zh, en)
read_only = "true" -> 13: read_only must be true or false, not string
retries = "3" -> 11: retries must be a whole number, not string
connections = 1.5 -> 15: connections must be a whole number, not float
retries = 0x3 -> 11: retries must be a decimal number, not another radix
timeout = true -> 11: timeout must be a string such as "30s" or whole seconds, not boolean
tz = 1979-05-27 -> 6: tz must be a string, not datetime
app_secret = 777 -> 14: app_secret must be a string, not integer
app_secret = '' -> 14: app_secret: the secret is empty
app_secret = "MARKER\nMARKER" -> 14: app_secret: the secret has more than one line
app_secret = "\tMARKER" -> 14: app_secret: the secret has a control character or a byte order mark
app_secret_file = '' -> 19: app_secret_file: "" is not a valid path: it is empty
app_secret_command = 'MARKER' -> 22: app_secret_command must be an array of strings, the program and its arguments, not string
app_secret_command = [] -> 22: app_secret_command must be an array of strings, the program and its arguments, not array
app_secret_command = ['a', 777] -> 22: app_secret_command must be an array of strings, the program and its arguments, not array"#;

    /// Lines that are not TOML.
    const BROKEN: &str = r#"
app_secret = MARKER
app_secret = "MARKER
app_secret "MARKER"
app_secret = "a\MARKER"
app_secret = 'a' MARKER
app_secret = 0MARKER
app_secret = ["MARKER"
app_id.x = 1"#;

    #[test]
    fn what_is_wrong_is_named_by_line_and_never_shown_where_it_may_be_secret() {
        for line in WRONG.lines().skip(1) {
            let (line, message) = line.split_once(" -> ").unwrap();
            let refused = config_of(&with(line)).unwrap_err();
            assert!(!format!("{refused:?}").contains("MARKER"), "{refused:?}");
            let message = format!("/c/config.toml:4:{message}");
            assert!(refused.message.en().starts_with(&message), "{refused:?}");
            assert_eq!(refused.kind, crate::failure::Kind::Config);
        }
        for line in BROKEN.lines().skip(1) {
            let refused = config_of(&with(line)).unwrap_err();
            assert!(!format!("{refused:?}").contains("MARKER"), "{refused:?}");
            let (place, _) = refused
                .message
                .en()
                .split_once(": not valid TOML: ")
                .unwrap();
            assert!(place.starts_with("/c/config.toml:"), "{place}");
        }
        let all: Vec<&str> = profile_keys().collect();
        let hint = config_of(&with("appSecret = 1")).unwrap_err().hint.unwrap();
        assert_eq!(hint, format!("known keys: {}", all.join(", ")));
    }

    /// Whole files, each with how its refusal ends.
    const INCOMPLETE: &str = r#"
[profiles.hq]\napp_secret_env='E' -> 1:1: profile "hq" has no app_id
[profiles.hq]\napp_id='a' -> 1:1: profile "hq" does not say where its secret is
[profiles.hq]\napp_id='a'\napp_secret='MARKER'\napp_secret_env='E' -> 1:1: profile "hq" has more than one secret: app_secret, app_secret_env
[profiles.hq]\napp_id='' -> 2:8: app_id: "" is not a valid appId: it is empty
[profiles.hq]\napp_id='a b' -> 2:8: app_id: "a b" is not a valid appId: it has a blank or a control character
[profiles.hq]\napp_secret_env='' -> 2:16: app_secret_env: "" is not a valid name of an environment variable
default = "hq" -> 1:1: unknown key "default" at the top level; the nearest known key is "default_profile"
profiles = 1 -> 1:12: profiles must be a table, not integer
[profiles]\nhq = 1 -> 2:6: hq must be a table, not integer
default_profile = 1 -> 1:19: default_profile must be a string, not integer
[[profiles.hq]] -> 1:1: hq must be a table, not array
[profiles."a b"] -> 1:1: profiles: "a b" is not a valid profile name: 1 to 64 letters, digits, `.`, `_` and `-`, no `-` in front"#;

    #[test]
    fn a_file_has_known_keys_and_a_profile_an_app_id_and_exactly_one_secret() {
        for line in INCOMPLETE.lines().skip(1) {
            let (text, message) = line.split_once(" -> ").unwrap();
            let refused = config_of(&text.replace("\\n", "\n")).unwrap_err();
            assert_eq!(refused.message, format!("/c/config.toml:{message}"));
            assert!(!format!("{refused:?}").contains("MARKER"));
        }
        // Columns are counted in characters.
        let refused = config_of("集团 = 'x'").unwrap_err().message;
        assert!(refused.en().starts_with("/c/config.toml:1:"), "{refused}");
    }

    #[test]
    fn names_and_app_ids_are_checked_before_a_profile_is_added() {
        let check = |name: &str, app_id: &str, secret: &str| {
            let profile = Profile {
                name: name.to_owned(),
                app_id: app_id.to_owned(),
                secret: SecretSource::Plain(Secret::new(secret)),
                settings: Texts::new(),
            };
            profile.check()
        };
        for name in ["hq", "a.b_c-1", "集团"] {
            check(name, "frlr1zazn3", "s").unwrap();
        }
        for name in ["", "-x", "a b", "a/b", "a\n", "\"", &"x".repeat(65)] {
            let refused = check(name, "a", "s").unwrap_err();
            assert_eq!(refused.kind, crate::failure::Kind::Usage);
            assert!(refused.message.en().starts_with("NAME: "), "{refused:?}");
        }
        for app_id in ["", "a b", "a\n", "\u{3000}a"] {
            let refused = check("a", app_id, "s").unwrap_err().message;
            assert!(refused.en().starts_with("--app-id: "), "{refused}");
        }
        let refused = check("a", "id", "MARKER\n").unwrap_err().message;
        assert_eq!(
            refused,
            "the profile's app_secret: the secret has more than one line"
        );
    }

    #[test]
    fn a_missing_file_is_fine_unless_it_was_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("config.toml");
        let start = format!("cannot read the config file {}: ", missing.display());
        for options in [named(&missing), Options::default()] {
            let env = env_of(&[("POLYV_CONFIG", missing.to_str().unwrap())]);
            let refused = Config::load(&options, &env).unwrap_err().message;
            assert!(refused.en().starts_with(&start), "{refused}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_plain_secret_in_an_open_file_is_refused() {
        use super::super::testing::private_file;
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = private_file(folder.path(), TWO_PROFILES);
        let load = || Config::load(&named(&path), &env_of(&[]));
        assert_eq!(load().unwrap().profiles.len(), 2);
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        assert!(
            load()
                .unwrap_err()
                .hint
                .unwrap()
                .en()
                .starts_with("chmod 600 ")
        );
        std::fs::write(&path, with("")).unwrap();
        assert!(load().is_ok(), "without a plain secret any mode will do");
    }

    fn credentials(profile: Option<&str>, vars: &[&[(&str, &str)]]) -> Result<String, Failure> {
        let vars = [vars.concat().as_slice(), &[("HQ_SECRET", "hq-s")]].concat();
        let found = two().credentials(&with_profile(profile), &env_of(&vars))?;
        let from = found.profile.as_deref().unwrap_or("environment");
        Ok(format!(
            "{} {} {from}",
            found.app_id,
            found.app_secret.expose()
        ))
    }

    #[test]
    fn credentials_are_one_set_of_option_pair_variable_or_default() {
        let lab: &[(&str, &str)] = &[("POLYV_PROFILE", "lab")];
        let broken: &[(&str, &str)] = &[("POLYV_APP_ID", ""), ("POLYV_PROFILE", "gone")];
        let from = |profile, vars: &[&[(&str, &str)]]| credentials(profile, vars).unwrap();
        assert_eq!(from(Some("hq"), &[&PAIR, lab]), "hqid hq-s hq");
        assert_eq!(from(Some("hq"), &[broken]), "hqid hq-s hq");
        assert_eq!(from(None, &[&PAIR, lab]), "envid env-s environment");
        assert_eq!(from(None, &[lab]), "labid lab-MARKER lab");
        assert_eq!(from(None, &[]), "hqid hq-s hq");
        // Named for nothing, but a wrong name is a wrong name.
        let gone: &[(&str, &str)] = &[("POLYV_PROFILE", "gone")];
        for pair in [&PAIR[..], &PAIR[..1]] {
            let refused = credentials(None, &[pair, gone]).unwrap_err();
            let settings = two().settings(&Options::default(), &env_of(&[pair, gone].concat()));
            assert_eq!(settings.unwrap_err(), refused);
            let message = "POLYV_PROFILE: no profile \"gone\" in /c/config.toml";
            assert_eq!(refused.message, message);
        }
    }

    #[test]
    fn with_credentials_from_the_environment_no_profile_is_in_force() {
        for vars in [&PAIR[..], &PAIR[..1]] {
            let found = two().settings(&Options::default(), &env_of(vars)).unwrap();
            for setting in SETTINGS {
                assert_eq!(found.source(setting), &Source::Default);
            }
        }
    }

    #[test]
    fn incomplete_credentials_are_refused_without_showing_the_secret() {
        let refused = |vars: &[(&str, &str)]| {
            let refused = credentials(None, &[vars]).unwrap_err();
            (refused.message, refused.hint.unwrap_or_default())
        };
        for (set, missing) in [(0, 1), (1, 0)] {
            let (name, missing) = (PAIR[set].0, PAIR[missing].0);
            let (message, hint) = refused(&[PAIR[set]]);
            let half = format!("{name} is set and {missing} is not: the two go together");
            assert_eq!(message, half);
            assert_eq!(hint, format!("set {missing}, or unset the other"));
        }
        let empty: [&[_]; 3] = [
            &[("POLYV_APP_SECRET", ""), PAIR[0]],
            &[("POLYV_APP_ID", ""), PAIR[1]],
            &[("POLYV_PROFILE", "")],
        ];
        for vars in empty {
            let name = vars[0].0;
            let (message, hint) = refused(vars);
            assert_eq!(message, format!("{name} is set but empty"));
            assert_eq!(hint, format!("give {name} a value or unset it"));
        }
        let (message, hint) = refused(&[PAIR[0], ("POLYV_APP_SECRET", "MARKER\nb")]);
        assert_eq!(
            message,
            "POLYV_APP_SECRET: the secret has more than one line"
        );
        assert!(hint.en().starts_with("`polyv-group profiles show`"));
        let (message, _) = refused(&[PAIR[1], ("POLYV_APP_ID", "a b")]);
        assert!(
            message
                .en()
                .starts_with("POLYV_APP_ID: \"a b\" is not a valid appId")
        );
    }

    #[test]
    fn a_profile_that_does_not_exist_is_named_with_those_there_are() {
        let option = credentials(Some("labb"), &[&PAIR]).unwrap_err();
        let message = "--profile: no profile \"labb\" in /c/config.toml; did you mean \"lab\"?";
        assert_eq!(option.message, message);
        assert_eq!(option.hint.unwrap(), "existing profiles: hq, lab");
        let variable = credentials(None, &[&[("POLYV_PROFILE", "nothing")]]).unwrap_err();
        assert_eq!(
            variable.message,
            "POLYV_PROFILE: no profile \"nothing\" in /c/config.toml"
        );
        let dangling = config_of("default_profile = 'gone'").unwrap();
        assert!(dangling.default_is_missing() && !two().default_is_missing());
        let refused = dangling
            .settings(&Options::default(), &env_of(&[]))
            .unwrap_err();
        assert_eq!(
            refused.message,
            "default_profile: no profile \"gone\" in /c/config.toml"
        );
        assert!(
            refused
                .hint
                .unwrap()
                .en()
                .starts_with("there are no profiles yet")
        );
    }

    #[test]
    fn without_any_credentials_the_hint_says_how_to_get_some() {
        let none = |text: &str| {
            let config = config_of(text).unwrap();
            let refused = config
                .credentials(&Options::default(), &env_of(&[]))
                .unwrap_err();
            assert!(
                refused.message.en().starts_with("no credentials: "),
                "{refused:?}"
            );
            refused.hint.unwrap()
        };
        assert!(none("").en().contains("polyv-group profiles add NAME"));
        let unchosen = none(&TWO_PROFILES.replace("default_profile = \"hq\"", ""));
        assert!(unchosen.en().ends_with("existing profiles: hq, lab"));
    }

    /// The example with the switched-off line of `key` in the first profile on.
    fn switched_on(key: &str) -> Config {
        let mut text = EXAMPLE.replacen(&format!("\n#{key} = "), &format!("\n{key} = "), 1);
        assert_ne!(text, EXAMPLE, "#{key} = … is not in config.example.toml");
        if key.starts_with("app_secret") {
            text = text.replacen("\napp_secret_command", "\n#app_secret_command", 1);
        }
        config_of(&text).unwrap_or_else(|why| panic!("{key}: {why:?}"))
    }

    #[test]
    fn the_example_loads_and_each_of_its_switched_off_lines_works() {
        let config = config_of(EXAMPLE).unwrap();
        assert_eq!(config.default_profile.as_deref(), Some("hq"));
        assert_eq!(config.profiles[0].secret.key(), "app_secret_command");
        assert_eq!(config.profiles[0].settings, Texts::new());
        for key in SECRET_KEYS {
            if key != "app_secret_command" {
                assert_eq!(switched_on(key).profiles[0].secret.key(), key);
            }
        }
        for setting in SETTINGS {
            let shown = &switched_on(setting.key).profiles[0].settings[setting.key];
            assert!(
                setting.default.is_empty() || shown == setting.default,
                "{}",
                setting.key
            );
            assert!(EXAMPLE.contains(setting.variable), "{}", setting.variable);
        }
        let lines = EXAMPLE.lines().map(|line| line.trim_start_matches('#'));
        for (key, _) in lines.filter_map(|line| line.split_once(" = ")) {
            let known = profile_keys().chain(TOP_KEYS).any(|known| known == key);
            assert!(
                known || key.contains(' '),
                "{key} in config.example.toml is not a key"
            );
        }
    }
}
