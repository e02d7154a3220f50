//! Which value of a setting wins: option, environment, profile, default.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use super::base_url::BaseUrl;
use super::rules::parse_duration;
use super::settings::{
    BASE_URL, CA_FILE, CONNECTIONS, Env, READ_ONLY, RETRIES, SETTINGS, Setting, TIMEOUT, Texts,
};
use crate::failure::Failure;
use crate::lang::both;
use crate::order;

/// What was typed on the command line, as far as it concerns this room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// `--profile`
    pub profile: Option<String>,
    /// `--config`
    pub config: Option<PathBuf>,
    /// The settings, each read by its rule.
    pub settings: Texts,
}

/// Where a value came from. It is shown in the current language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An option of this run or an environment variable.
    Given(&'static str),
    /// The profile in force.
    Profile(String),
    /// The top level of the config file.
    File,
    /// Built in.
    Default,
}

impl Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(name) => f.write_str(name),
            Self::Profile(name) => write!(f, "{} {name}", both("profile", "配置档")),
            Self::File => f.write_str(both("config file", "配置文件").now()),
            Self::Default => f.write_str(both("default", "默认值").now()),
        }
    }
}

/// The values of every setting in a run, by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings(BTreeMap<&'static str, Vec<(Source, String)>>);

impl Settings {
    /// Joins the layers.
    ///
    /// # Errors
    /// A variable that is refused.
    pub(super) fn of(
        options: &Texts,
        env: Env<'_>,
        profile: Option<(&str, &Texts)>,
    ) -> Result<Self, Failure> {
        let mut given = BTreeMap::new();
        for setting in SETTINGS {
            let mut values = Vec::new();
            let mut add = |source, text| values.extend(Some(source).zip(text));
            let option = options.get(setting.key).cloned();
            add(Source::Given(setting.option), option);
            add(Source::Given(setting.variable), setting.of_variable(env)?);
            if let Some((name, texts)) = profile {
                let source = Source::Profile(name.to_owned());
                add(source, texts.get(setting.key).cloned());
            }
            add(Source::Default, Some(setting.default.to_owned()));
            // A guard that a profile sets must not fall to a variable left
            // over in a shell.
            if setting.key == READ_ONLY.key {
                order::sort_by_key(&mut values, |(_, text)| text != "true");
            }
            given.insert(setting.key, values);
        }
        Ok(Self(given))
    }

    /// The values of a setting, the one in force first, the default last.
    pub fn values(&self, setting: &Setting) -> &[(Source, String)] {
        &self.0[setting.key]
    }

    /// The text in force; empty if there is none.
    pub fn text(&self, setting: &Setting) -> &str {
        &self.values(setting)[0].1
    }

    /// Where the text in force came from.
    pub fn source(&self, setting: &Setting) -> &Source {
        &self.values(setting)[0].0
    }

    fn typed<T: FromStr>(&self, setting: &Setting) -> T {
        let value = self.text(setting).parse().ok();
        value.expect("its rule has read it")
    }

    /// The service's address.
    pub fn base_url(&self) -> BaseUrl {
        self.typed(&BASE_URL)
    }

    /// Whether writes are refused.
    pub fn refuses_writes(&self) -> bool {
        self.typed(&READ_ONLY)
    }

    /// Time for one whole request.
    pub fn timeout(&self) -> Duration {
        parse_duration(self.text(&TIMEOUT)).expect("its rule has read it")
    }

    /// Retries after the first try, 0 to 20.
    pub fn retries(&self) -> u32 {
        self.typed(&RETRIES)
    }

    /// Kept-alive connections, 1 to 64.
    pub fn connections(&self) -> usize {
        self.typed(&CONNECTIONS)
    }

    /// PEM file of certificates to trust.
    pub fn ca_file(&self) -> Option<&Path> {
        let text = self.text(&CA_FILE);
        (!text.is_empty()).then(|| Path::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::super::settings::*;
    use super::super::testing::env_of;
    use super::*;
    use crate::failure::Kind;

    /// Of each setting three texts that it takes, and what they are read as.
    const READ: &str = "
base_url https://OPTION.cn/ https://env.cn/x http://[::1]:80 -> https://option.cn https://env.cn/x http://[::1]:80
read_only true 1 0 -> true true false
timeout 90 0.5 1h2m3s4ms -> 1m30s 500ms 1h2m3s4ms
retries 0 20 05 -> 0 20 5
connections 1 64 9 -> 1 64 9
ca_file a.pem /b 中.pem -> a.pem /b 中.pem
output json jsonl csv -> json jsonl csv
tz europe/paris UTC Local -> Europe/Paris UTC local
lang en zh en -> en zh en";

    /// Texts that are refused, and why.
    const REFUSED: &str = r#"
read_only yes -> is neither true nor false
timeout 1d -> is not a duration such as 30s, 1m30s, 500ms or 2m
timeout 0 -> is too short: a duration is at least 1ms
timeout 24h1ms -> is too long: a duration is at most 24h
retries 21 -> is not a whole number from 0 to 20
retries ２ -> is not a whole number from 0 to 20; did you mean "2"?
timeout ３０ｓ -> is not a duration such as 30s, 1m30s, 500ms or 2m; did you mean "30s"?
retries -1 -> is not a whole number from 0 to 20
retries +1 -> is not a whole number from 0 to 20
retries 1.0 -> is not a whole number from 0 to 20
retries 99999999999 -> is not a whole number from 0 to 20
connections 0 -> is not a whole number from 1 to 64
connections 65 -> is not a whole number from 1 to 64
output jsnl -> is not a valid output format (possible: table, json, jsonl, csv, xlsx); did you mean "jsonl"?
output JSON-like -> is not a valid output format (possible: table, json, jsonl, csv, xlsx)
tz +09:00 -> is not a valid time zone (possible: local, or an IANA name such as Asia/Shanghai)
base_url http://a.cn -> is not a valid base URL: only https is accepted, except to a loopback address; did you mean "https://a.cn"?
lang de -> is not a valid language (possible: zh, en)"#;

    /// What is proposed for a text that is refused; empty where nothing is.
    const MEANT: &str = "
tz Beijing asia/beijing CST UTC+8 utc+08:00 GMT+8 gmt+0800 UTC8 +8 +08:00 China -> Asia/Shanghai
tz 北京 北京时间 上海 中国 东八区 shanghai Asia/Shanghia -> Asia/Shanghai
tz New_York -> America/New_York
tz PST UTC+9 GMT-8 Etc/GMT+99 +09:00 -08:00 Mars EST4 Asia 东京 ->
base_url 127.0.0.1:8080 -> http://127.0.0.1:8080
base_url localhost:3000/x [::1] -> http://localhost:3000/x http://[::1]
base_url api.polyv.net http://api.polyv.net -> https://api.polyv.net
base_url http:/a.cn ftp://a.cn http://a.cn?x=1 u:p@a.cn -> ";

    #[test]
    fn what_is_proposed_would_be_accepted_and_is_what_was_meant() {
        for line in MEANT.lines().skip(1) {
            let (typed, meant) = line.split_once(" ->").unwrap();
            let (key, typed) = typed.split_once(' ').unwrap();
            let (typed, meant) = (typed.split(' '), meant.trim());
            for (at, typed) in typed.enumerate() {
                let meant = meant
                    .split(' ')
                    .nth(at)
                    .or(meant.split(' ').next_back())
                    .unwrap();
                let why = (setting(key).read)(typed).unwrap_err();
                let said = why
                    .en()
                    .split_once("; did you mean ")
                    .map_or("", |(_, said)| said);
                let said = said.trim_end_matches('?').trim_matches('"');
                assert_eq!(said, meant, "{key} {typed}: {why}");
                assert!(
                    said.is_empty() || (setting(key).read)(said).is_ok(),
                    "{said}"
                );
            }
        }
    }

    fn setting(key: &str) -> &'static Setting {
        SETTINGS
            .into_iter()
            .find(|setting| setting.key == key)
            .unwrap()
    }

    fn of(options: &Texts, env: &[(&str, &str)], profile: &Texts) -> Settings {
        Settings::of(options, &env_of(env), Some(("hq", profile))).unwrap()
    }

    fn one(setting: &Setting, text: &str) -> Texts {
        Texts::from([(setting.key, (setting.read)(text).unwrap())])
    }

    /// `text < source`, and what it won over.
    fn shown(settings: &Settings, setting: &Setting) -> Vec<String> {
        let values = settings.values(setting).iter();
        values
            .map(|(source, text)| format!("{text} < {source}"))
            .collect()
    }

    #[test]
    fn every_setting_is_won_by_option_then_variable_then_profile_then_default() {
        let none = Texts::new();
        assert_eq!(READ.lines().count(), SETTINGS.len() + 1);
        for line in READ.lines().skip(1) {
            let words: Vec<&str> = line.split(' ').collect();
            let [key, option, variable, profile, "->", read @ ..] = words.as_slice() else {
                panic!("{line}");
            };
            let setting = setting(key);
            let env = [(setting.variable, *variable)];
            let (option, profile) = (one(setting, option), one(setting, profile));
            let mut expected = vec![format!("{} < default", setting.default)];
            assert_eq!(shown(&of(&none, &[], &none), setting), expected);
            expected.insert(0, format!("{} < profile hq", read[2]));
            assert_eq!(shown(&of(&none, &[], &profile), setting), expected);
            expected.insert(0, format!("{} < {}", read[1], setting.variable));
            assert_eq!(shown(&of(&none, &env, &profile), setting), expected);
            expected.insert(0, format!("{} < {}", read[0], setting.option));
            assert_eq!(shown(&of(&option, &env, &profile), setting), expected);
            for text in read.iter().chain([&setting.default]) {
                let again = (setting.read)(text);
                assert!(
                    text.is_empty() || again.as_ref().is_ok_and(|it| it == text),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn what_is_refused_is_named_with_its_variable_and_is_no_usage_error() {
        for line in REFUSED.lines().skip(1) {
            let (typed, why) = line.split_once(" -> ").unwrap();
            let (key, typed) = typed.split_once(' ').unwrap();
            let setting = setting(key);
            let env = env_of(&[(setting.variable, typed)]);
            let failure = Settings::of(&Texts::new(), &env, None).unwrap_err();
            let message = format!("{}: \"{typed}\" {why}", setting.variable);
            assert_eq!(
                (failure.kind, failure.message.en()),
                (Kind::Config, &*message)
            );
            assert!((setting.read)("").is_err(), "{key}");
        }
    }

    #[test]
    fn an_empty_variable_is_unset_unless_it_chooses_a_host_or_a_guard() {
        for setting in SETTINGS {
            let env = env_of(&[(setting.variable, "")]);
            let found = Settings::of(&Texts::new(), &env, None);
            if [BASE_URL.key, READ_ONLY.key].contains(&setting.key) {
                let message = format!("{} is set but empty", setting.variable);
                assert_eq!(found.unwrap_err().message, message);
            } else {
                assert_eq!(found.unwrap().source(setting), &Source::Default);
            }
        }
    }

    #[test]
    fn the_environment_can_set_read_only_and_never_lift_it() {
        for (profile, variable, expected) in [
            (
                "true",
                "false",
                ["true < profile hq", "false < POLYV_READ_ONLY"],
            ),
            (
                "true",
                "true",
                ["true < POLYV_READ_ONLY", "true < profile hq"],
            ),
            (
                "false",
                "1",
                ["true < POLYV_READ_ONLY", "false < profile hq"],
            ),
            (
                "false",
                "0",
                ["false < POLYV_READ_ONLY", "false < profile hq"],
            ),
        ] {
            let env = [(READ_ONLY.variable, variable)];
            let found = of(&Texts::new(), &env, &one(&READ_ONLY, profile));
            assert_eq!(shown(&found, &READ_ONLY)[..2], expected);
        }
    }

    #[test]
    fn the_values_are_typed_where_they_are_used() {
        let none = Texts::new();
        let found = of(
            &none,
            &[("POLYV_CA_FILE", "/ca"), ("POLYV_TIMEOUT", "1.5m")],
            &none,
        );
        assert_eq!(found.base_url().as_str(), "https://api.polyv.net");
        assert_eq!(
            (found.refuses_writes(), found.retries(), found.connections()),
            (false, 4, 8)
        );
        assert_eq!(found.timeout(), Duration::from_secs(90));
        assert_eq!(found.ca_file(), Some(Path::new("/ca")));
    }

    #[test]
    fn a_password_in_a_refused_address_is_masked() {
        let refused = BASE_URL.typed("--base-url", "http://u:pw@h/?k=1");
        assert_eq!(
            refused.unwrap_err().message,
            "--base-url: \"http://********@h/?********\" is not a valid base URL: it has a query or a fragment"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_text_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let bytes = || std::ffi::OsString::from_vec(vec![0xff]);
        let env = |name: &str| (name == TZ.variable).then(bytes);
        let refused = Settings::of(&Texts::new(), &env, None).unwrap_err();
        assert_eq!(refused.message, "POLYV_TZ is not UTF-8 text");
    }
}
