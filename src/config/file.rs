//! The profiles in the text of a config file, every value with its place: a
//! wrong line is named by it.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::paths::resolve;
use super::rules::read_path;
use super::secret_source::{SECRET_KEYS, SecretSource, check_secret};
use super::settings::{Env, SETTINGS, Setting, Texts, Toml, invalid};
use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::order;
use crate::secret::Secret;
use crate::text;
use crate::text::{escape, listed, nearest, quoted, shown_path};

/// Longest profile name, in characters: it is shown in prompts and tables.
const MAX_NAME: usize = 64;

/// Every key of a profile, in the order they are written.
pub fn profile_keys() -> impl Iterator<Item = &'static str> {
    let settings = SETTINGS.iter().map(|setting| setting.key);
    ["app_id"].into_iter().chain(SECRET_KEYS).chain(settings)
}

/// A named set of credentials with the settings that go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Letters, digits, `.`, `_`, `-`.
    pub name: String,
    /// The account's appId.
    pub app_id: String,
    /// Where its appSecret is.
    pub secret: SecretSource,
    /// The settings that it sets.
    pub settings: Texts,
}

impl Profile {
    /// Checks what was typed of a profile to be added.
    ///
    /// # Errors
    /// Usage: a name or an appId that cannot be one; configuration: a plain
    /// secret that cannot be one.
    pub fn check(&self) -> Result<(), Failure> {
        let usage = |failure: Failure| Failure::usage(failure.message);
        check("NAME", &self.name, profile_name).map_err(usage)?;
        check("--app-id", &self.app_id, app_id_rule).map_err(usage)?;
        match &self.secret {
            SecretSource::Plain(plain) => check_secret(
                plain.expose(),
                both("the profile's app_secret", "配置档的 app_secret"),
            ),
            _ => Ok(()),
        }
    }
}

/// A rule of a text: the text itself, or why not.
pub(super) type TextRule = fn(&str) -> Result<String, Text>;

pub(super) fn check(origin: &str, typed: &str, rule: TextRule) -> Result<String, Failure> {
    rule(typed).map_err(|why| invalid(origin, typed, &why))
}

/// A name for a profile: no dash in front, so that it cannot be taken for an
/// option.
fn profile_name(name: &str) -> Result<String, Text> {
    let good = |c: char| c.is_alphanumeric() || "._-".contains(c);
    let length = name.chars().count();
    if (1..=MAX_NAME).contains(&length) && !name.starts_with('-') && name.chars().all(good) {
        return Ok(name.to_owned());
    }
    Err(text!(
        "is not a valid profile name: 1 to {MAX_NAME} letters, digits, `.`, `_` and `-`, no `-` in front",
        "不是有效的配置档名称：应为 1 到 {MAX_NAME} 个字母、数字、`.`、`_` 或 `-`，且不以 `-` 开头"
    ))
}

/// An appId: something, without blanks or control characters, which only ever
/// come from careless pasting and would be signed as they are.
pub(super) fn app_id_rule(app_id: &str) -> Result<String, Text> {
    let unfit = |c: char| c.is_whitespace() || c.is_control();
    let why = match app_id {
        "" => both("it is empty", "内容为空"),
        id if id.contains(unfit) => both(
            "it has a blank or a control character",
            "含有空白或控制字符",
        ),
        id => return Ok(id.to_owned()),
    };
    Err(text!(
        "is not a valid appId: {why}",
        "不是有效的 appId：{why}"
    ))
}

/// The name of an environment variable, on every platform.
///
/// # Errors
/// Why it is none, as the end of a sentence that begins with the name.
pub fn variable_name(name: &str) -> Result<String, Text> {
    match name.is_empty() || name.contains(['=', '\0']) {
        true => Err(both(
            "is not a valid name of an environment variable",
            "不是有效的环境变量名",
        )
        .into()),
        false => Ok(name.to_owned()),
    }
}

/// Reads `[profiles.NAME]`.
pub(super) fn read_profile(entry: Entry<'_>) -> Result<Profile, Failure> {
    let name = entry.key();
    check(&format!("{}: profiles", entry.place()), name, profile_name)?;
    let (mut app_id, mut secrets, mut settings) = (None, Vec::new(), Texts::new());
    for entry in entry.file.entries(entry.table()?) {
        let key = entry.key();
        if let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) {
            settings.insert(setting.key, entry.setting(setting)?);
        } else if let Some(secret) = read_secret(&entry)? {
            secrets.push(secret);
        } else if key == "app_id" {
            app_id = Some(entry.text(app_id_rule)?);
        } else {
            let known: Vec<&str> = profile_keys().collect();
            let within = text!("in profile \"{name}\"", "配置档 \"{name}\" 中");
            return Err(entry.unknown(within, &known));
        }
    }
    let wrong = |found: Text| {
        let (place, name) = (entry.place(), quoted(name));
        Failure::config(text!(
            "{place}: profile {name} {found}",
            "{place}：配置档 {name} {found}"
        ))
    };
    let add_one = || {
        wrong(both("has no app_id", "没有 app_id").into()).hint(both(
            "add a line app_id = \"…\" to it",
            "请在其中加一行 app_id = \"…\"",
        ))
    };
    let app_id = app_id.ok_or_else(add_one)?;
    let keys: Vec<&str> = secrets.iter().map(SecretSource::key).collect();
    let found = match keys.as_slice() {
        [_] => {
            return Ok(Profile {
                name: name.to_owned(),
                app_id,
                secret: secrets.remove(0),
                settings,
            });
        }
        [] => both("does not say where its secret is", "没有说明密钥在哪里").into(),
        _ => text!(
            "has more than one secret: {keys}",
            "有不止一个密钥：{keys}",
            keys = listed(&keys)
        ),
    };
    let ways = listed(SECRET_KEYS);
    Err(wrong(found).hint(text!(
        "give it exactly one of {ways}",
        "请只设置以下之一：{ways}"
    )))
}

fn read_secret(entry: &Entry<'_>) -> Result<Option<SecretSource>, Failure> {
    Ok(Some(match entry.key() {
        "app_secret" => {
            let text = entry.string()?;
            check_secret(text, Text::verbatim(entry.origin()))?;
            SecretSource::Plain(Secret::new(text))
        }
        "app_secret_file" => {
            let path = entry.text(read_path)?;
            SecretSource::File(resolve(entry.file.path, &path, entry.file.env))
        }
        "app_secret_command" => SecretSource::Command(entry.argv()?),
        "app_secret_env" => SecretSource::Env(entry.text(variable_name)?),
        _ => return Ok(None),
    }))
}

/// The text of a config file under its name.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
    pub(super) env: Env<'a>,
}

/// One key and its value.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    file: File<'a>,
    name: &'a Spanned<DeString<'a>>,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> File<'a> {
    /// `FILE:LINE:COLUMN` of a byte offset; both count from 1, in characters.
    pub(super) fn place(self, offset: usize) -> String {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!("{}:{line}:{column}", shown_path(self.path))
    }

    /// The entries of a table in the order of the file; the parser sorts them
    /// by name.
    pub(super) fn entries(self, table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
        let file = self;
        let entries = table.iter();
        let entries = entries.map(|(name, value)| Entry { file, name, value });
        let mut entries: Vec<_> = entries.collect();
        order::sort_by_key(&mut entries, |entry| entry.name.span().start);
        entries
    }
}

impl<'a> Entry<'a> {
    pub(super) fn key(&self) -> &'a str {
        self.name.get_ref()
    }

    fn place(&self) -> String {
        self.file.place(self.value.span().start)
    }

    /// The place with the key, for a message about the value.
    fn origin(&self) -> String {
        format!("{}: {}", self.place(), escape(self.key()))
    }

    pub(super) fn table(&self) -> Result<&'a DeTable<'a>, Failure> {
        let table = self.value.get_ref().as_table();
        table.ok_or_else(|| self.wrong_type(both("a table", "表")))
    }

    pub(super) fn string(&self) -> Result<&'a str, Failure> {
        let text = self.value.get_ref().as_str();
        text.ok_or_else(|| self.wrong_type(A_STRING))
    }

    /// A string that this rule takes.
    fn text(&self, rule: TextRule) -> Result<String, Failure> {
        check(&self.origin(), self.string()?, rule)
    }

    /// A program and its arguments: at least one string, nothing but strings.
    fn argv(&self) -> Result<Vec<String>, Failure> {
        let array = self.value.get_ref().as_array();
        let words = array.into_iter().flat_map(|array| array.iter());
        let argv: Option<Vec<&str>> = words.map(|word| word.get_ref().as_str()).collect();
        match argv.as_deref() {
            Some(argv @ [program, ..]) if !program.is_empty() => {
                Ok(argv.iter().copied().map(String::from).collect())
            }
            _ => Err(self.wrong_type(both(
                "an array of strings, the program and its arguments",
                "字符串数组（程序及其参数）",
            ))),
        }
    }

    /// The canonical text of a setting.
    fn setting(&self, setting: &Setting) -> Result<String, Failure> {
        let expected = match setting.toml {
            Toml::Text | Toml::Path => A_STRING,
            Toml::Flag => both("true or false", "布尔值（`true` 或 `false`）"),
            Toml::Number => both("a whole number", "整数"),
            Toml::Duration => both(
                "a string such as \"30s\" or whole seconds",
                "\"30s\" 这样的字符串或整数秒",
            ),
        };
        let text = match (self.value.get_ref(), setting.toml) {
            (DeValue::String(text), Toml::Text | Toml::Path | Toml::Duration) => text.to_string(),
            (DeValue::Boolean(flag), Toml::Flag) => flag.to_string(),
            (DeValue::Integer(number), Toml::Number | Toml::Duration) => match number.radix() {
                10 => number.as_str().to_owned(),
                _ => {
                    let (decimal, other) = (
                        both("a decimal number", "十进制数"),
                        both("another radix", "其他进制"),
                    );
                    return Err(self.mismatch(decimal, other));
                }
            },
            _ => return Err(self.wrong_type(expected)),
        };
        let origin = self.origin();
        let text = setting.check(&origin, &text)?;
        if setting.toml != Toml::Path {
            return Ok(text);
        }
        let path = resolve(self.file.path, &text, self.file.env).into_os_string();
        let not_text = |_| {
            Failure::config(text!(
                "{origin}: the path is not UTF-8 text",
                "{origin}：路径不是 UTF-8 文本"
            ))
        };
        path.into_string().map_err(not_text)
    }

    /// A key that does not exist, with its nearest neighbour.
    pub(super) fn unknown(&self, within: impl Into<Text>, known: &[&str]) -> Failure {
        let place = self.file.place(self.name.span().start);
        let near = nearest(self.key(), known.iter().copied()).unwrap_or_default();
        let (key, within, known) = (quoted(self.key()), within.into(), listed(known));
        Failure::config(text!(
            "{place}: unknown key {key} {within}; the nearest known key is \"{near}\"",
            "{place}：{within}有未知的键 {key}；最接近的键是 \"{near}\""
        ))
        .hint(text!("known keys: {known}", "可用的键：{known}"))
    }

    fn wrong_type(&self, expected: Both) -> Failure {
        self.mismatch(expected, type_of(self.value.get_ref()))
    }

    fn mismatch(&self, expected: Both, found: Both) -> Failure {
        let origin = self.origin();
        Failure::config(text!(
            "{origin} must be {expected}, not {found}",
            "{origin} 必须是{expected}，而不是{found}"
        ))
    }
}

const A_STRING: Both = both("a string", "字符串");

/// What TOML calls a value of this type.
fn type_of(value: &DeValue<'_>) -> Both {
    match value {
        DeValue::String(_) => both("string", "字符串"),
        DeValue::Integer(_) => both("integer", "整数"),
        DeValue::Float(_) => both("float", "小数"),
        DeValue::Boolean(_) => both("boolean", "布尔值"),
        DeValue::Datetime(_) => both("datetime", "日期时间"),
        DeValue::Array(_) => both("array", "数组"),
        DeValue::Table(_) => both("table", "表"),
    }
}
