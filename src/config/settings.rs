//! Every setting, declared once, and which of its values wins: option,
//! environment, profile, default. Values are canonical texts until they are
//! used.
//!
//! Reading the config file, the environment and the options, writing a
//! profile, `profiles show` and the help all walk [`SETTINGS`].

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::fmt::friendly::{Spacing, SpanPrinter};
use jiff::tz::{self, TimeZone};

use super::base_url::{BaseUrl, without_secrets};
use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::text;
use crate::text::{all_digits, close, did_you_mean, half_width, listed, meant, quoted};

/// Looks a variable up; `std::env::var_os` in the command, a map in tests.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Canonical texts of settings, by key.
pub type Texts = BTreeMap<&'static str, String>;

/// A setting, declared once.
#[derive(Debug)]
pub struct Setting {
    /// The key in the config file and in `profiles show`.
    pub key: &'static str,
    /// The environment variable.
    pub variable: &'static str,
    /// What the variable does, for `help environment`.
    pub about: Both,
    /// The global option with its dashes; empty if there is none.
    pub option: &'static str,
    /// What the help calls the option's value.
    pub value_name: &'static str,
    /// The option's help, without the default.
    pub help: Both,
    /// All values there are; empty where they cannot be listed.
    pub words: &'static [&'static str],
    /// The canonical text of the default; empty if there is none.
    pub default: &'static str,
    /// The type in the config file.
    pub toml: Toml,
    /// Whether an empty variable is an error, not unset: it chooses a host or
    /// a guard, and a script whose variable got lost must not act on something
    /// else.
    pub refuses_empty: bool,
    /// Whether its variable counts with `--sandbox`: it says how to print,
    /// not where to go.
    pub in_sandbox: bool,
    /// The canonical text, or why the text is refused, as the end of a
    /// sentence that begins with the text.
    pub read: fn(&str) -> Result<String, Text>,
}

/// The TOML type of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toml {
    /// A string.
    Text,
    /// A string, relative to the folder of the config file.
    Path,
    /// A boolean.
    Flag,
    /// A whole number.
    Number,
    /// A string, or whole seconds.
    Duration,
}

/// The table, in the order of `profiles show` and of the config file.
pub static SETTINGS: [&Setting; 9] = [
    &BASE_URL,
    &READ_ONLY,
    &TIMEOUT,
    &RETRIES,
    &CONNECTIONS,
    &CA_FILE,
    &OUTPUT,
    &TZ,
    &LANG,
];

/// A row without an option and without a default.
const PLAIN: Setting = Setting {
    key: "",
    variable: "",
    about: both("", ""),
    option: "",
    value_name: "",
    help: both("", ""),
    words: &[],
    default: "",
    toml: Toml::Text,
    refuses_empty: false,
    in_sandbox: false,
    read: |text| Ok(text.to_owned()),
};

/// The service's address; the default is that of its public documentation.
pub static BASE_URL: Setting = Setting {
    key: "base_url",
    variable: "POLYV_BASE_URL",
    about: both(
        "the service's address, https only except to loopback",
        "服务地址；除本机回环地址外仅限 `https`",
    ),
    default: "https://api.polyv.net",
    refuses_empty: true,
    read: |text| Ok(text.parse::<BaseUrl>()?.to_string()),
    ..PLAIN
};

/// Whether writes are refused. Once a layer says true, no other can lift it.
pub static READ_ONLY: Setting = Setting {
    key: "read_only",
    variable: "POLYV_READ_ONLY",
    about: both(
        "true refuses every write; cannot lift a profile's read_only",
        "设为 `true` 则拒绝所有写操作；无法解除配置档的 read_only",
    ),
    default: "false",
    toml: Toml::Flag,
    refuses_empty: true,
    read: read_flag,
    ..PLAIN
};

/// Time for one whole request, connecting included.
pub static TIMEOUT: Setting = Setting {
    key: "timeout",
    variable: "POLYV_TIMEOUT",
    about: both(
        "time for one whole request, as --timeout (30s, 1m30s, 500ms)",
        "单次请求的总时限，同 --timeout（30s、1m30s、500ms）",
    ),
    option: "--timeout",
    value_name: "DUR",
    help: both("Time allowed for one request", "单次请求的时限"),
    default: "30s",
    toml: Toml::Duration,
    read: |text| parse_duration(text).map(format_duration),
    ..PLAIN
};

/// Retries of a read after the first try. With back-off, more is a hang.
pub static RETRIES: Setting = Setting {
    key: "retries",
    variable: "POLYV_RETRIES",
    about: both(
        "retries of a read, as --retries (0 to 20)",
        "读操作的重试次数，同 --retries（0 到 20）",
    ),
    option: "--retries",
    value_name: "N",
    help: both(
        "Tries after the first one, 0 to 20",
        "首次之后的重试次数，0 到 20",
    ),
    default: "4",
    toml: Toml::Number,
    read: |text| read_number(text, 0, 20),
    ..PLAIN
};

/// Kept-alive connections at once. The rate window of 1500 requests in 10 s is
/// full long before 64.
pub static CONNECTIONS: Setting = Setting {
    key: "connections",
    variable: "POLYV_CONNECTIONS",
    about: both(
        "connections at once, as --connections (1 to 64)",
        "同时使用的连接数，同 --connections（1 到 64）",
    ),
    option: "--connections",
    value_name: "N",
    help: both(
        "Connections at a time, 1 to 64",
        "同时使用的连接数，1 到 64",
    ),
    default: "8",
    toml: Toml::Number,
    in_sandbox: true,
    read: |text| read_number(text, 1, 64),
    ..PLAIN
};

/// PEM file of certificates to trust; whether it exists is not checked.
pub static CA_FILE: Setting = Setting {
    key: "ca_file",
    variable: "POLYV_CA_FILE",
    about: both("PEM file of certificates to trust", "受信任证书的 PEM 文件"),
    toml: Toml::Path,
    read: read_path,
    ..PLAIN
};

/// Output format. Its option is declared with the other options of output.
pub static OUTPUT: Setting = Setting {
    key: "output",
    variable: "POLYV_OUTPUT",
    about: both(
        "table, json, jsonl, csv or xlsx, as --output",
        "输出格式 `table`、`json`、`jsonl`、`csv`、`xlsx`，同 --output",
    ),
    option: "--output",
    words: &["table", "json", "jsonl", "csv", "xlsx"],
    default: "table",
    in_sandbox: true,
    read: |text| read_word(text, OUTPUT.words, both("output format", "输出格式")),
    ..PLAIN
};

/// Zone of shown times; the default is that of the service's text dates.
pub static TZ: Setting = Setting {
    key: "tz",
    variable: "POLYV_TZ",
    about: both(
        "zone of shown times, as --tz (IANA name or local)",
        "显示时间所用的时区，同 --tz（IANA 名称或 `local`）",
    ),
    option: "--tz",
    value_name: "NAME",
    help: both(
        "Time zone of printed times: an IANA name or `local`",
        "显示时间所用的时区：IANA 名称或 `local`",
    ),
    default: "Asia/Shanghai",
    in_sandbox: true,
    read: read_zone,
    ..PLAIN
};

/// Language of what is printed for people.
pub static LANG: Setting = Setting {
    key: "lang",
    variable: "POLYV_LANG",
    about: both(
        "language of text for people, as --lang (zh or en)",
        "面向人的文字所用的语言，同 --lang（`zh` 或 `en`）",
    ),
    option: "--lang",
    value_name: "zh|en",
    help: both(
        "Language of text for people; else as the terminal's locale",
        "面向人的文字所用的语言；不指定则随终端的区域设置",
    ),
    words: &["zh", "en"],
    in_sandbox: true,
    read: |text| read_word(text, LANG.words, both("language", "语言")),
    ..PLAIN
};

/// The appId; with [`APP_SECRET`] one set of credentials.
pub(super) const APP_ID: &str = "POLYV_APP_ID";
pub(super) const APP_SECRET: &str = "POLYV_APP_SECRET";
pub(super) const PROFILE: &str = "POLYV_PROFILE";
pub(super) const CONFIG: &str = "POLYV_CONFIG";

/// Every variable of ours with what it does, in the order help shows them.
pub fn variables() -> impl Iterator<Item = (&'static str, Both)> {
    let choosing = [
        (
            APP_ID,
            both(
                "the appId; together with POLYV_APP_SECRET",
                "appId；与 POLYV_APP_SECRET 一起设置",
            ),
        ),
        (
            APP_SECRET,
            both(
                "the appSecret; together with POLYV_APP_ID",
                "appSecret；与 POLYV_APP_ID 一起设置",
            ),
        ),
        (
            PROFILE,
            both(
                "the profile to use, as --profile",
                "使用的配置档，同 --profile",
            ),
        ),
        (
            CONFIG,
            both("the config file, as --config", "配置文件，同 --config"),
        ),
    ];
    let settings = SETTINGS.iter().map(|row| (row.variable, row.about));
    choosing.into_iter().chain(settings)
}

impl Setting {
    /// The canonical text of what `origin` gives, such as a variable.
    ///
    /// # Errors
    /// Configuration: why it is refused, without secrets.
    pub(super) fn check(&self, origin: impl Display, typed: &str) -> Result<String, Failure> {
        (self.read)(typed).map_err(|why| {
            let plain = half_width(typed);
            let is_meant =
                plain != typed && !why.en().ends_with('?') && (self.read)(&plain).is_ok();
            let near = meant(Some(&*plain).filter(|_| is_meant));
            let why = text!("{why}{near}", "{why}{near}");
            match self.key == BASE_URL.key {
                true => invalid(origin, &without_secrets(typed), &why),
                false => invalid(origin, typed, &why),
            }
        })
    }

    /// The canonical text of what was typed for an option.
    ///
    /// # Errors
    /// Usage: why it is refused, without secrets.
    pub fn typed(&self, option: &str, typed: &str) -> Result<String, Failure> {
        let checked = self.check(option, typed);
        checked.map_err(|failure| Failure::usage(failure.message))
    }

    fn of_variable(&self, env: Env<'_>) -> Result<Option<String>, Failure> {
        match variable(env, self.variable)? {
            Some(text) if !text.is_empty() => self.check(self.variable, &text).map(Some),
            Some(_) if self.refuses_empty => Err(empty_variable(self.variable)),
            _ => Ok(None),
        }
    }
}

/// `--tz: "Mars" is not a valid time zone`.
pub(super) fn invalid(origin: impl Display, typed: &str, why: &Text) -> Failure {
    let typed = quoted(typed);
    Failure::config(text!("{origin}: {typed} {why}", "{origin}：{typed} {why}"))
}

/// A variable that must not be empty, because what would be used instead is
/// another account.
pub(super) fn required(env: Env<'_>, name: &str) -> Result<Option<String>, Failure> {
    match variable(env, name)? {
        Some(text) if text.is_empty() => Err(empty_variable(name)),
        text => Ok(text),
    }
}

pub(super) fn empty_variable(name: &str) -> Failure {
    Failure::config(text!("{name} is set but empty", "{name} 已设置但为空")).hint(text!(
        "give {name} a value or unset it",
        "请给 {name} 一个值，或取消设置"
    ))
}

fn variable(env: Env<'_>, name: &str) -> Result<Option<String>, Failure> {
    let text = env(name).map(OsString::into_string).transpose();
    text.map_err(|_| {
        Failure::config(text!("{name} is not UTF-8 text", "{name} 不是 UTF-8 文本")).hint(text!(
            "set {name} to UTF-8 text or unset it",
            "请将 {name} 设为 UTF-8 文本，或取消设置"
        ))
    })
}

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
                values.sort_by_key(|(_, text)| text != "true");
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
    pub fn read_only(&self) -> bool {
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

fn read_flag(text: &str) -> Result<String, Text> {
    match text {
        "true" | "1" => Ok("true".into()),
        "false" | "0" => Ok("false".into()),
        _ => Err(both("is neither true nor false", "既不是 `true` 也不是 `false`").into()),
    }
}

fn read_number(text: &str, least: u32, most: u32) -> Result<String, Text> {
    let number = text.parse::<u32>().ok().filter(|_| all_digits(text));
    match number.filter(|number| (least..=most).contains(number)) {
        Some(number) => Ok(number.to_string()),
        None => Err(text!(
            "is not a whole number from {least} to {most}",
            "不是 {least} 到 {most} 之间的整数"
        )),
    }
}

pub(super) fn read_path(text: &str) -> Result<String, Text> {
    match text {
        "" => Err(both(
            "is not a valid path: it is empty",
            "不是有效的路径：内容为空",
        )
        .into()),
        path => Ok(path.to_owned()),
    }
}

fn read_word(text: &str, words: &[&str], what: Both) -> Result<String, Text> {
    if words.contains(&text) {
        return Ok(text.to_owned());
    }
    let near = did_you_mean(text, words.iter().copied());
    let words = listed(words);
    Err(text!(
        "is not a valid {what} (possible: {words}){near}",
        "不是有效的{what}（可用：{words}）{near}"
    ))
}

/// `local` or an IANA name, in its official spelling.
fn read_zone(text: &str) -> Result<String, Text> {
    if text.eq_ignore_ascii_case("local") {
        return Ok("local".into());
    }
    if let Ok(zone) = TimeZone::get(text) {
        return Ok(zone.iana_name().unwrap_or(text).to_owned());
    }
    let names: Vec<String> = tz::db().available().map(|zone| zone.to_string()).collect();
    let near = meant(zone_meant(&text.to_lowercase(), &names));
    Err(text!(
        "is not a valid time zone (possible: local, or an IANA name such as Asia/Shanghai){near}",
        "不是有效的时区（可用：`local`，或 Asia/Shanghai 这样的 IANA 名称）{near}"
    ))
}

/// Names that people have for the zone of China, beside its difference to UTC.
/// The official names that look like one, `Etc/GMT+8`, are its opposite.
const CHINA: &str = "beijing peking china cst chinastandardtime \
                     北京 北京时间 上海 中国 中国时间 中国标准时间 东八区";

/// The zone that a text in small letters means: its city alone was typed, or
/// few letters are wrong.
fn zone_meant<'n>(text: &str, names: &'n [String]) -> Option<&'n str> {
    let text = text.replace([' ', '_'], "");
    let city = text.rsplit('/').next().unwrap_or_default();
    let offset = text.trim_start_matches("utc").trim_start_matches("gmt");
    let is_china = CHINA.split(' ').any(|name| name == city)
        || ["8", "+8", "+08", "+08:00", "+0800"].contains(&offset);
    let plain = |name: &str| name.to_lowercase().replace('_', "");
    let in_places = names.iter().map(String::as_str);
    let mut in_places = in_places.filter(|name| name.contains('/') && !name.starts_with("Etc/"));
    if is_china {
        return in_places.find(|name| *name == TZ.default);
    }
    let end = format!("/{text}");
    let by_city = in_places.clone().find(|name| plain(name).ends_with(&end));
    let is_name = !text.contains(|c: char| c.is_ascii_digit());
    by_city.or_else(|| close(&text, in_places).filter(|_| is_name))
}

/// Reads a duration as people type it: `30s`, `1m30s`, `500ms`, `2m`, `1h`, or
/// seconds without a unit. From 1 ms (zero would mean "never wait" to one
/// reader and "wait for ever" to another) to one day (more is a mistyped unit).
///
/// # Errors
/// Why it is refused, as the end of a sentence that begins with the text.
pub fn parse_duration(text: &str) -> Result<Duration, Text> {
    let with_unit = match text.contains(['h', 'm', 's']) {
        true => text.to_owned(),
        false => format!("{text}s"),
    };
    // The parser knows more spellings than the help: signs, blanks, words.
    let plain = |c: char| c.is_ascii_digit() || ".hms".contains(c);
    let duration: SignedDuration = match with_unit.parse() {
        Ok(duration) if text.chars().all(plain) => duration,
        _ => {
            return Err(both(
                "is not a duration such as 30s, 1m30s, 500ms or 2m",
                "不是 30s、1m30s、500ms、2m 这样的时长",
            )
            .into());
        }
    };
    if duration < SignedDuration::from_millis(1) {
        return Err(both(
            "is too short: a duration is at least 1ms",
            "太短：时长至少为 1ms",
        )
        .into());
    }
    if duration > SignedDuration::from_hours(24) {
        return Err(both(
            "is too long: a duration is at most 24h",
            "太长：时长最多为 24h",
        )
        .into());
    }
    Ok(duration.unsigned_abs())
}

/// A duration as [`parse_duration`] reads it back, whole milliseconds.
pub(super) fn format_duration(duration: Duration) -> String {
    let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    let printer = SpanPrinter::new().spacing(Spacing::None);
    printer.duration_to_string(&SignedDuration::from_millis(millis))
}

#[cfg(test)]
mod tests {
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
            (found.read_only(), found.retries(), found.connections()),
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
        let env = |name: &str| (name == TZ.variable).then(|| OsString::from_vec(vec![0xff]));
        let refused = Settings::of(&Texts::new(), &env, None).unwrap_err();
        assert_eq!(refused.message, "POLYV_TZ is not UTF-8 text");
    }

    #[test]
    fn durations_are_read_in_every_documented_form_and_in_no_other() {
        for (text, millis) in [
            ("30s", 30_000),
            ("1m30s", 90_000),
            ("500ms", 500),
            ("2m", 120_000),
            ("45", 45_000),
            ("0.5", 500),
            ("1.5m", 90_000),
            ("1ms", 1),
            ("24h", 86_400_000),
        ] {
            assert_eq!(
                parse_duration(text),
                Ok(Duration::from_millis(millis)),
                "{text}"
            );
        }
        for text in [
            "", "s", "30 s", "-1s", "+1", "1s1m", "1s1s", "1d", "1e3", "inf", "NaN", "1.", ".5",
            "1..5s", "30S", "3５s", "1m30", "1.s", ".5s", "1:30", "PT1S", "1 min", "1sm", "hms",
            "1h.", "1m.5s",
        ] {
            let why = parse_duration(text).unwrap_err();
            assert_eq!(
                why, "is not a duration such as 30s, 1m30s, 500ms or 2m",
                "{text}"
            );
        }
        for text in ["0", "0s", "0.0001s", "0h0m"] {
            assert!(parse_duration(text).unwrap_err().en().contains("too short"));
        }
        for text in ["24h1ms", "86401", "9999999h"] {
            assert!(parse_duration(text).unwrap_err().en().contains("too long"));
        }
    }
}
