//! Questions on the terminal, and secrets from there or from stdin.
//!
//! Secrets are asked for by dialoguer. A plain line is read as the terminal
//! hands it over, with the keys for editing that it has: dialoguer reads key by
//! key, where the last `y` in "not really" would be a yes.

use super::console::Console;
use super::interrupt::{self, terminal};
use crate::failure::Failure;
use crate::files::read_bounded;
use crate::lang::{Both, Text, both};
use crate::secret::Secret;
use crate::text;
use dialoguer::Password;
use dialoguer::theme::Theme;
use std::fmt;
use std::io::{BufRead, Read, stdin};
use std::path::Path;

/// The longest secret or answer that is read, in bytes.
const MOST_BYTES: u64 = 4096;

/// What an answer must keep; the error is told, and the question asked again.
pub(super) type Rule<'a> = &'a dyn Fn(&str) -> Result<(), Text>;

/// Asks for one line, with echo, until it keeps the rule.
///
/// # Errors
/// stdin has ended or cannot be read.
pub(super) fn line(
    question: impl Into<Text>,
    rule: Rule<'_>,
    console: &Console,
) -> Result<String, Failure> {
    until(shown, question.into().now(), rule, console)
}

/// Asks for a secret, without echo, until it keeps the rule.
///
/// # Errors
/// Usage: there is no terminal, or it failed.
pub(super) fn secret(
    question: impl Into<Text>,
    rule: Rule<'_>,
    console: &Console,
) -> Result<Secret, Failure> {
    until(hidden, question.into().now(), rule, console).map(Secret::new)
}

/// As [`secret`], and once more until both are the same.
///
/// # Errors
/// As [`secret`].
pub(super) fn new_password(
    question: impl Into<Text>,
    rule: Rule<'_>,
    console: &Console,
) -> Result<Secret, Failure> {
    let (question, again) = (question.into(), both("Repeat it", "再输入一次"));
    loop {
        let typed = secret(&question, rule, console)?;
        if typed == secret(again, &|_| Ok(()), console)? {
            return Ok(typed);
        }
        console.always(both(
            "the two differ; type it again",
            "两次输入不一致；请重新输入",
        ));
    }
}

fn until(
    ask: fn(&str) -> Result<String, Failure>,
    question: &str,
    rule: Rule<'_>,
    console: &Console,
) -> Result<String, Failure> {
    interrupt::listen(console.is_json())?;
    loop {
        interrupt::clear_progress();
        let answer = ask(question)?;
        match rule(&answer) {
            Ok(()) => return Ok(answer),
            Err(why) => console.always(why),
        }
    }
}

fn shown(question: &str) -> Result<String, Failure> {
    let question = format!("{question} ");
    let _open = terminal::ask(&question, true);
    interrupt::write(&question);
    let mut answer = String::new();
    let read = stdin().lock().take(MOST_BYTES).read_line(&mut answer);
    let unread = both("cannot read the answer", "无法读取回答");
    read.map_err(|error| Failure::local(unread, error))?;
    if !answer.ends_with('\n') {
        interrupt::write("\n");
        let message = both(
            "no answer was given; nothing was done",
            "没有回答；未做任何更改",
        );
        return Err(Failure::usage(message));
    }
    Ok(answer.trim().to_owned())
}

const COLON: Both = both(": ", "：");

/// What dialoguer writes of its own, in both languages.
struct Spoken;

impl Theme for Spoken {
    fn format_password_prompt(&self, f: &mut dyn fmt::Write, question: &str) -> fmt::Result {
        write!(f, "{question}{COLON}")
    }

    fn format_password_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        question: &str,
    ) -> fmt::Result {
        write!(f, "{question}{COLON}{}", both("[hidden]", "[已隐藏]"))
    }
}

fn hidden(question: &str) -> Result<String, Failure> {
    let _open = terminal::ask(&format!("{question}{COLON}"), false);
    let asked = Password::with_theme(&Spoken).with_prompt(question);
    let answer = asked.allow_empty_password(true).interact();
    answer.map_err(|error| {
        Failure::usage(text!(
            "cannot ask for a secret: {error}",
            "无法询问密钥：{error}"
        ))
    })
}

/// The whole of stdin as a secret, one trailing newline dropped.
///
/// # Errors
/// Usage: stdin is empty, too long or not UTF-8.
pub(super) fn secret_from_stdin(option: &str) -> Result<Secret, Failure> {
    let text = text_of(option, Path::new("-"), MOST_BYTES)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    match text.strip_suffix('\r').unwrap_or(text) {
        "" => Err(Failure::usage(text!(
            "{option}: stdin is empty",
            "{option}：标准输入为空"
        ))),
        text => Ok(Secret::new(text)),
    }
}

/// The text of a file, or of stdin where the path is `-`, of at most `most`
/// bytes. `option` is how the option was typed, for the errors.
///
/// # Errors
/// Usage: it cannot be read, or is too long or not UTF-8.
pub(super) fn text_of(option: &str, path: &Path, most: u64) -> Result<String, Failure> {
    let refused = |why: Text| Failure::usage(text!("{option}: {why}", "{option}：{why}"));
    let bytes = read_bounded(path, most).map_err(|error| refused(error.into()))?;
    let not_text = both("not UTF-8 text", "不是 UTF-8 文本");
    String::from_utf8(bytes).map_err(|_| refused(not_text.into()))
}
