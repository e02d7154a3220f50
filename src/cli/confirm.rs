//! Asking a person: yes or no, and passwords without echo.

use super::console::Console;
use crate::error::Failure;
use crate::secret::Secret;
use std::io::{BufRead, Read, Write, stderr, stdin};

/// The longest password line that is read from stdin, in bytes.
const MOST_BYTES: u64 = 4096;

/// Confirms a write: `--yes` says it, else a person on the terminal. What will
/// be done has been shown before.
///
/// # Errors
/// Usage, where nobody can be asked or the answer is no. Nothing was sent.
pub fn confirm(question: &str, yes: bool, console: &Console) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !console.can_ask() {
        return Err(
            Failure::usage("a write without a terminal wants --yes; nothing was sent")
                .hint("look at it with --dry-run, then give --yes"),
        );
    }
    let _ = write!(stderr(), "{question} [y/N] ");
    let mut answer = String::new();
    stdin()
        .lock()
        .take(MOST_BYTES)
        .read_line(&mut answer)
        .map_err(|error| Failure::local("cannot read the answer", &error))?;
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::usage("not confirmed; nothing was sent")),
    }
}

/// Asks for a secret twice, without echo.
///
/// # Errors
/// There is no terminal, or it failed.
pub fn ask_new_password(prompt: &str) -> Result<Secret, Failure> {
    keep_echo();
    let asked = dialoguer::Password::new()
        .with_prompt(prompt)
        .with_confirmation("The same again", "the two differ; once more")
        .interact();
    restore_echo();
    asked.map(Secret::new).map_err(|error| {
        Failure::usage(format!("cannot ask for the password: {error}"))
            .hint("give it with --password-stdin, or let --generate-password make one")
    })
}

/// Asks for a secret once, without echo.
///
/// # Errors
/// There is no terminal, or it failed.
pub fn ask_secret(prompt: &str) -> Result<Secret, Failure> {
    keep_echo();
    let asked = dialoguer::Password::new().with_prompt(prompt).interact();
    restore_echo();
    let asked = asked.map(Secret::new);
    asked.map_err(|error| Failure::usage(format!("cannot ask for the secret: {error}")))
}

/// The whole of stdin as a secret, one trailing newline dropped.
///
/// # Errors
/// Usage: stdin is empty, too long or not UTF-8.
pub fn secret_from_stdin(option: &str) -> Result<Secret, Failure> {
    let mut bytes = Vec::new();
    stdin()
        .lock()
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::local("cannot read stdin", &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Failure::usage(format!(
            "{option}: more than {MOST_BYTES} bytes"
        )));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{option}: not UTF-8 text")))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err(Failure::usage(format!("{option}: stdin is empty")));
    }
    Ok(Secret::new(text))
}

#[cfg(unix)]
mod echo {
    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
    use std::sync::{Mutex, PoisonError};

    static KEPT: Mutex<Option<Termios>> = Mutex::new(None);

    pub(super) fn keep() {
        *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = tcgetattr(std::io::stdin()).ok();
    }

    pub(super) fn restore() {
        if let Some(kept) = KEPT.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &kept);
        }
    }
}

/// Keeps the terminal's mode, to be restored when a prompt is interrupted.
fn keep_echo() {
    #[cfg(unix)]
    echo::keep();
}

/// Restores the mode that was kept, if one was.
pub fn restore_echo() {
    #[cfg(unix)]
    echo::restore();
}
