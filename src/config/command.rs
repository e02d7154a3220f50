//! Runs the program that prints a secret: without a shell, bounded in time and
//! size, its output never shown.
//!
//! Its standard input is empty, since ours may carry a password or a list of
//! e-mails. It keeps our terminal, so that a pass-phrase prompt can use it.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, absolute};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::env::Env;
use super::key_source::MAX_SECRET;
use super::paths::resolve;
use crate::text::escape;

/// Most characters of the program's own error text that are passed on.
const MAX_COMPLAINT: usize = 200;

/// Pause between two looks at whether the program has ended.
const POLL: Duration = Duration::from_millis(5);

/// The program to start: a bare name is looked up in `PATH`, anything with a
/// slash is a path as every other in the config file.
pub(super) fn program(typed: &str, config: &Path, env: Env<'_>) -> OsString {
    if !typed.contains(['/', std::path::MAIN_SEPARATOR]) {
        return typed.into();
    }
    let path = resolve(config, typed, env);
    absolute(&path).unwrap_or(path).into_os_string()
}

/// What the program wrote to its standard output, at most [`MAX_SECRET`]
/// bytes.
///
/// # Errors
///
/// Why there is none, as the end of a sentence: it could not be started, failed
/// (with the first line of its standard error), wrote too much or took longer
/// than `limit`.
pub(super) fn run(
    program: &OsString,
    arguments: &[String],
    folder: &Path,
    limit: Duration,
) -> Result<Vec<u8>, String> {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|why| format!("could not be started: {why}"))?;
    let outcome = watch(&mut child, limit);
    if outcome.is_err() {
        // It may have ended already; both calls are harmless then.
        let _ = child.kill();
        let _ = child.wait();
    }
    outcome
}

/// Waits for the output, then for the end, each for at most `limit`: a program
/// that closes its output ends right after, so the second wait is short.
fn watch(child: &mut Child, limit: Duration) -> Result<Vec<u8>, String> {
    let too_slow = || format!("took longer than {}", super::format_duration(limit));
    let output = collect(child.stdout.take());
    let complaint = collect(child.stderr.take());
    let bytes = output.recv_timeout(limit).map_err(|_| too_slow())?;
    let bytes = bytes.map_err(|why| format!("could not be read: {why}"))?;
    if bytes.len() as u64 > MAX_SECRET {
        return Err(format!("wrote more than {MAX_SECRET} bytes"));
    }
    let status = ended(child, limit)?.ok_or_else(too_slow)?;
    if status.success() {
        return Ok(bytes);
    }
    let complaint = complaint.recv_timeout(limit).ok().and_then(Result::ok);
    let line = first_line(&complaint.unwrap_or_default());
    Err(format!("failed ({status}){line}"))
}

/// How the program ended, or nothing if it has not after `limit`.
fn ended(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>, String> {
    let mut waited = Duration::ZERO;
    loop {
        let status = child.try_wait().map_err(|why| format!("was lost: {why}"))?;
        if status.is_some() || waited >= limit {
            return Ok(status);
        }
        std::thread::sleep(POLL);
        waited += POLL;
    }
}

/// Reads a pipe to its end, or to just above the limit, on its own thread, and
/// then lets the rest run off, so that the program is never blocked by us.
fn collect(pipe: Option<impl Read + Send + 'static>) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let Some(mut pipe) = pipe else { return };
        let mut bytes = Vec::new();
        let read = pipe.by_ref().take(MAX_SECRET + 1).read_to_end(&mut bytes);
        // Nobody listens any more once the time is over.
        let _ = sender.send(read.map(|_| bytes));
        let _ = io::copy(&mut pipe, &mut io::sink());
    });
    receiver
}

/// The first line that says something, made plain, with a colon before it.
fn first_line(complaint: &[u8]) -> String {
    let text = String::from_utf8_lossy(complaint);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    match line {
        Some(line) => {
            let cut: String = line.chars().take(MAX_COMPLAINT).collect();
            format!(": {}", escape(&cut))
        }
        None => String::new(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::testing::env_of;
    use super::*;

    /// Longer than any of these programs takes on a busy machine.
    const AMPLE: Duration = Duration::from_secs(30);

    fn shell(script: &str, limit: Duration) -> Result<Vec<u8>, String> {
        let arguments = ["-c".to_owned(), script.to_owned()];
        run(&"/bin/sh".into(), &arguments, Path::new("/"), limit)
    }

    #[test]
    fn the_output_is_taken_letter_by_letter() {
        assert_eq!(shell("printf 's 1\\n'", AMPLE), Ok(b"s 1\n".to_vec()));
        assert_eq!(shell("cat", AMPLE), Ok(vec![]));
        assert_eq!(shell("pwd", AMPLE), Ok(b"/\n".to_vec()));
    }

    #[test]
    fn a_failure_tells_the_first_line_of_its_complaint_and_none_of_its_output() {
        let script = "echo MARKER; printf '\\nno \\033[31mkey\\nsecond\\n' >&2; exit 3";
        let why = shell(script, AMPLE).unwrap_err();
        assert_eq!(why, "failed (exit status: 3): no \\u{1b}[31mkey");
        assert_eq!(
            shell("exit 1", AMPLE).unwrap_err(),
            "failed (exit status: 1)"
        );
    }

    #[test]
    fn a_program_that_hangs_or_never_stops_writing_is_ended() {
        let limit = Duration::from_millis(50);
        for script in ["exec sleep 60", "exec >&-; exec sleep 60"] {
            assert_eq!(shell(script, limit).unwrap_err(), "took longer than 50ms");
        }
        let why = shell("exec cat /dev/zero", AMPLE).unwrap_err();
        assert_eq!(why, "wrote more than 65536 bytes");
    }

    #[test]
    fn much_talk_on_standard_error_does_not_block_it() {
        let script = "head -c 200000 /dev/zero >&2; printf ok";
        assert_eq!(shell(script, AMPLE), Ok(b"ok".to_vec()));
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error_and_no_shell_is_asked() {
        for name in ["/nowhere/pass", "echo hello; true"] {
            let why = run(&name.into(), &[], Path::new("/"), AMPLE).unwrap_err();
            assert!(why.starts_with("could not be started: "), "{why}");
        }
    }

    #[test]
    fn a_path_is_relative_to_the_config_file_and_a_name_is_left_to_the_system() {
        let config = Path::new("/etc/polyv/config.toml");
        let env = env_of(&[]);
        assert_eq!(program("pass", config, &env), "pass");
        assert_eq!(program("bin/key", config, &env), "/etc/polyv/bin/key");
    }
}
