//! Questions on the terminal, and secrets from there or from stdin.
//!
//! Secrets are asked for by dialoguer. A plain line is read as the terminal
//! hands it over, with the keys for editing that it has: dialoguer reads key by
//! key, where the last `y` in "not really" would be a yes.

use super::console::Console;
use super::interrupt::{self, terminal};
use crate::failure::Failure;
use crate::files::read_bounded;
use crate::lang::Text;
use crate::secret::Secret;
use anyhow::Context as _;
use dialoguer::Password;
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
pub(super) fn line(question: &str, rule: Rule<'_>, console: &Console) -> Result<String, Failure> {
    until(shown, question, rule, console)
}

/// Asks for a secret, without echo, until it keeps the rule.
///
/// # Errors
/// Usage: there is no terminal, or it failed.
pub(super) fn secret(question: &str, rule: Rule<'_>, console: &Console) -> Result<Secret, Failure> {
    until(hidden, question, rule, console).map(Secret::new)
}

/// As [`secret`], and once more until both are the same.
///
/// # Errors
/// As [`secret`].
pub(super) fn new_password(
    question: &str,
    rule: Rule<'_>,
    console: &Console,
) -> Result<Secret, Failure> {
    loop {
        let typed = secret(question, rule, console)?;
        if typed == secret("Repeat it", &|_| Ok(()), console)? {
            return Ok(typed);
        }
        console.always("the two differ; type it again");
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
    read.context("cannot read the answer")?;
    if !answer.ends_with('\n') {
        interrupt::write("\n");
        return Err(Failure::usage("no answer was given; nothing was done"));
    }
    Ok(answer.trim().to_owned())
}

fn hidden(question: &str) -> Result<String, Failure> {
    let _open = terminal::ask(&format!("{question}: "), false);
    let asked = Password::new().with_prompt(question);
    let answer = asked.allow_empty_password(true).interact();
    answer.map_err(|error| Failure::usage(format!("cannot ask for a secret: {error}")))
}

/// The whole of stdin as a secret, one trailing newline dropped.
///
/// # Errors
/// Usage: stdin is empty, too long or not UTF-8.
pub(super) fn secret_from_stdin(option: &str) -> Result<Secret, Failure> {
    let text = text_of(option, Path::new("-"), MOST_BYTES)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    match text.strip_suffix('\r').unwrap_or(text) {
        "" => Err(Failure::usage(format!("{option}: stdin is empty"))),
        text => Ok(Secret::new(text)),
    }
}

/// The text of a file, or of stdin where the path is `-`, of at most `most`
/// bytes. `option` is how the option was typed, for the errors.
///
/// # Errors
/// Usage: it cannot be read, or is too long or not UTF-8.
pub(super) fn text_of(option: &str, path: &Path, most: u64) -> Result<String, Failure> {
    let bytes =
        read_bounded(path, most).map_err(|error| Failure::usage(format!("{option}: {error}")))?;
    String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{option}: not UTF-8 text")))
}
