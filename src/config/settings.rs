//! Every setting, declared once. Values are canonical texts until they are used;
//! which of them wins is told by `layers`.
//!
//! Reading the config file, the environment and the options, writing a
//! profile, `profiles show` and the help all walk [`SETTINGS`].

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Display;

use super::base_url::{BaseUrl, without_secrets};
use super::rules::{
    format_duration, parse_duration, read_flag, read_number, read_path, read_word, read_zone,
};
use crate::clock::SHANGHAI;
use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::text;
use crate::text::{half_width, meant, quoted};

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
    default: SHANGHAI,
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

    pub(super) fn of_variable(&self, env: Env<'_>) -> Result<Option<String>, Failure> {
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
