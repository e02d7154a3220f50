//! Questions on the terminal, and secrets from there or from stdin.
//!
//! Secrets are asked for by dialoguer. A plain line is read as the terminal
//! hands it over, with the keys for editing that it has: dialoguer reads key by
//! key, where the last `y` in "not really" would be a yes.

use super::console::Console;
use super::interrupt;
use crate::failure::Failure;
use crate::files::read_bounded;
use crate::secret::Secret;
use anyhow::Context as _;
use dialoguer::Password;
use std::io::{BufRead, Read, Write, stderr, stdin};
use std::path::Path;

/// The longest secret or answer that is read, in bytes.
const MOST_BYTES: u64 = 4096;

/// Asks for one line, with echo.
///
/// # Errors
/// stdin cannot be read.
pub(super) fn line(question: &str, console: &Console) -> Result<String, Failure> {
    interrupt::listen(console.is_json())?;
    let _ = write!(stderr(), "{question} ");
    let mut answer = String::new();
    let read = stdin().lock().take(MOST_BYTES).read_line(&mut answer);
    read.context("cannot read the answer")?;
    Ok(answer.trim().to_owned())
}

/// Asks for a secret twice, without echo, until both are the same.
///
/// # Errors
/// Usage: there is no terminal, or it failed.
pub(super) fn new_password(question: &str, console: &Console) -> Result<Secret, Failure> {
    let asked = Password::new()
        .with_prompt(question)
        .with_confirmation("Repeat it", "the two differ; type it again");
    hidden(asked, "password", console).map_err(|failure| {
        failure.hint("give it with --password-stdin, or let --generate-password make one")
    })
}

/// Asks for a secret once, without echo.
///
/// # Errors
/// Usage: there is no terminal, or it failed.
pub(super) fn secret(question: &str, console: &Console) -> Result<Secret, Failure> {
    hidden(Password::new().with_prompt(question), "secret", console)
}

fn hidden(asked: Password, what: &str, console: &Console) -> Result<Secret, Failure> {
    interrupt::listen(console.is_json())?;
    #[cfg(unix)]
    interrupt::echo::keep();
    match asked.interact() {
        Ok(text) => Ok(Secret::new(text)),
        Err(error) => Err(Failure::usage(format!(
            "cannot ask for the {what}: {error}"
        ))),
    }
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
