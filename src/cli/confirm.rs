//! Asking a person: yes or no, and passwords without echo.

use super::console::Console;
use crate::failure::Failure;
use crate::secret::Secret;
use std::io::{self, BufRead, Read, Write, stderr, stdin};

/// The longest password line that is read from stdin, in bytes.
const MOST_BYTES: u64 = 4096;

/// Confirms a write: `--yes` says it, else a person on the terminal. What will
/// be done has been shown before.
///
/// # Errors
/// Usage, where nobody can be asked or the answer is no. Nothing was sent.
pub fn confirm(question: &str, yes: bool, console: &Console) -> Result<(), Failure> {
    if yes || console.sends_nothing() {
        return Ok(());
    }
    if !console.can_ask() {
        return Err(
            Failure::usage("a write without a terminal wants --yes; nothing was sent")
                .hint("look at it with --dry-run, then give --yes"),
        );
    }
    match ask_line(&format!("{question} [y/N]"))?
        .to_lowercase()
        .as_str()
    {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::usage("not confirmed; nothing was done")),
    }
}

/// Asks for one line, with echo.
///
/// # Errors
/// stdin cannot be read.
pub fn ask_line(prompt: &str) -> Result<String, Failure> {
    let _ = write!(stderr(), "{prompt} ");
    let mut answer = String::new();
    stdin()
        .lock()
        .take(MOST_BYTES)
        .read_line(&mut answer)
        .map_err(|error| Failure::local("cannot read the answer", &error))?;
    Ok(answer.trim().to_owned())
}

/// Asks for a secret twice, without echo, until both are the same.
///
/// # Errors
/// There is no terminal, or it failed.
pub fn ask_new_password(prompt: &str) -> Result<Secret, Failure> {
    let failed = |error: io::Error| {
        Failure::usage(format!("cannot ask for the password: {error}"))
            .hint("give it with --password-stdin, or let --generate-password make one")
    };
    loop {
        let first = hidden_line(prompt).map_err(failed)?;
        let again = hidden_line("The same again").map_err(failed)?;
        if first == again {
            return Ok(first);
        }
        let _ = writeln!(stderr(), "the two differ; once more");
    }
}

/// Asks for a secret once, without echo.
///
/// # Errors
/// There is no terminal, or it failed.
pub fn ask_secret(prompt: &str) -> Result<Secret, Failure> {
    hidden_line(prompt)
        .map_err(|error| Failure::usage(format!("cannot ask for the secret: {error}")))
}

/// One line that is not echoed; asked again while it is empty. The echo is off
/// before the prompt is seen, so that nothing typed at once shows or is lost.
#[cfg(unix)]
fn hidden_line(prompt: &str) -> io::Result<Secret> {
    loop {
        echo::off()?;
        let _ = write!(stderr(), "{prompt}: ");
        let mut line = String::new();
        let read = stdin().lock().take(MOST_BYTES).read_line(&mut line);
        echo::restore();
        let _ = writeln!(stderr());
        if read? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end_matches(['\n', '\r']);
        if !line.is_empty() {
            return Ok(Secret::new(line));
        }
    }
}

#[cfg(not(unix))]
fn hidden_line(prompt: &str) -> io::Result<Secret> {
    let asked = dialoguer::Password::new().with_prompt(prompt).interact();
    asked.map(Secret::new).map_err(io::Error::other)
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
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
    use std::io::stdin;
    use std::sync::{Mutex, PoisonError};

    /// The mode to be restored, while the echo is off.
    static KEPT: Mutex<Option<Termios>> = Mutex::new(None);

    pub(super) fn off() -> std::io::Result<()> {
        let mode = tcgetattr(stdin())?;
        let mut silent = mode.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(mode);
        Ok(tcsetattr(stdin(), OptionalActions::Now, &silent)?)
    }

    pub(super) fn restore() {
        if let Some(kept) = KEPT.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = tcsetattr(stdin(), OptionalActions::Now, &kept);
        }
    }
}

/// Brings the echo back, if it is off: a prompt may be interrupted.
pub fn restore_echo() {
    #[cfg(unix)]
    echo::restore();
}
