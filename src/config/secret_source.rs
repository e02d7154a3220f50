//! Where a profile's secret is, and fetching it, which happens only when
//! credentials are asked for.
//!
//! A secret is taken verbatim. From a file, a command or the environment one
//! trailing newline (`\n` or `\r\n`) is dropped, because every editor and every
//! `echo` adds one. What is empty or still has a control character is refused:
//! the service would only answer "invalid signature".

use crate::locks::held;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{self, Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::paths::{read_text, refuse_open_mode, resolve};
use super::rules::format_duration;
use super::settings::Env;
use crate::failure::Failure;
use crate::files::folder_of;
use crate::lang::{Both, Text, both};
use crate::secret::Secret;
use crate::text;
use crate::text::{escape, quoted, shown_path};

/// Most bytes taken from a file or a command: 64 KiB, far above any secret.
const MAX_SECRET: u64 = 64 * 1024;

/// Time a command has, enough to touch a key or type a pass phrase.
const COMMAND_LIMIT: Duration = Duration::from_secs(30);

const NOT_TEXT: Both = both("is not UTF-8 text", "不是 UTF-8 文本");

/// Most characters of a command's own error text that are passed on.
const MAX_COMPLAINT: usize = 200;

/// Pause between two looks at whether a command has ended.
const POLL: Duration = Duration::from_millis(5);

/// The keys of a profile that say where its secret is.
pub(super) const SECRET_KEYS: [&str; 4] = [
    "app_secret",
    "app_secret_file",
    "app_secret_command",
    "app_secret_env",
];

/// Where the secret of a profile is.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// In the config file itself, which must then be closed to others.
    Plain(Secret),
    /// In a file of its own, which must be closed to others as well.
    File(PathBuf),
    /// On the standard output of a program, given with its arguments and run
    /// without a shell, in the folder of the config file.
    Command(Vec<String>),
    /// In an environment variable.
    Env(String),
}

impl SecretSource {
    /// The key of the config file that says so.
    pub fn key(&self) -> &'static str {
        let [plain, file, command, variable] = SECRET_KEYS;
        match self {
            Self::Plain(_) => plain,
            Self::File(_) => file,
            Self::Command(_) => command,
            Self::Env(_) => variable,
        }
    }

    /// Gets the secret. `config` is the config file, for relative paths.
    pub(super) fn fetch(&self, config: &Path, env: Env<'_>) -> Result<Secret, Failure> {
        let (what, text) = match self {
            Self::Plain(secret) => return Ok(secret.clone()),
            Self::File(path) => {
                let read = read_text(path, MAX_SECRET);
                if let Ok((_, mode)) = &read {
                    refuse_open_mode(path, *mode)?;
                }
                let text = read.map(|(text, _)| text);
                let text = text.map_err(|why| {
                    let why = Text::from(why);
                    text!("cannot be read: {why}", "无法读取：{why}")
                });
                (shown_path(path), text)
            }
            Self::Command(argv) => {
                let name = argv.first().map_or("", String::as_str);
                let program = program_path(name, config, env);
                let arguments = argv.get(1..).unwrap_or_default();
                let output = run(&program, arguments, folder_of(config), COMMAND_LIMIT);
                let text = match output.map(String::from_utf8) {
                    Ok(text) => text.map_err(|_| NOT_TEXT.into()),
                    Err(why) => Err(text!(
                        "was not given: the command {why}",
                        "未能取得：命令{why}"
                    )),
                };
                (quoted(name), text)
            }
            Self::Env(name) => {
                let unset = both(
                    "is not there: the variable is not set",
                    "不存在：未设置该变量",
                );
                (quoted(name), env(name).ok_or(unset.into()).and_then(utf8))
            }
        };
        let from = Text::verbatim(format!("{} {what}", self.key()));
        without_newline(&text.map_err(|why| unusable(&from, why))?, from)
    }
}

/// The key alone: people put tokens among the arguments of a command, too.
impl std::fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

/// The secret in the value of a variable; `from` names the variable.
pub(super) fn from_variable(value: OsString, from: &str) -> Result<Secret, Failure> {
    let from = Text::verbatim(from);
    without_newline(&utf8(value).map_err(|why| unusable(&from, why))?, from)
}

fn utf8(value: OsString) -> Result<String, Text> {
    value.into_string().map_err(|_| NOT_TEXT.into())
}

fn without_newline(text: &str, from: Text) -> Result<Secret, Failure> {
    let line = text.strip_suffix('\n');
    let line = line.map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    check_secret(line, from)?;
    Ok(Secret::new(line))
}

/// Refuses what cannot be a secret, without showing any of it.
pub(super) fn check_secret(text: &str, from: impl Into<Text>) -> Result<(), Failure> {
    let unfit = |c: char| c.is_control() || c == '\u{feff}';
    let why = match text {
        "" => both("is empty", "为空"),
        _ if text.contains(['\n', '\r']) => both("has more than one line", "多于一行"),
        _ if text.contains(unfit) => both(
            "has a control character or a byte order mark",
            "含有控制字符或字节序标记（BOM）",
        ),
        _ => return Ok(()),
    };
    Err(unusable(from, why))
}

fn unusable(from: impl Into<Text>, why: impl Into<Text>) -> Failure {
    let (from, why) = (from.into(), why.into());
    Failure::config(text!("{from}: the secret {why}", "{from}：密钥{why}")).hint(both(
        "`polyv-group profiles show` tells where it is taken from",
        "`polyv-group profiles show` 会列出它取自何处",
    ))
}

/// The program to start: a bare name is looked up in `PATH`, anything with a
/// slash is a path as every other in the config file.
fn program_path(typed: &str, config: &Path, env: Env<'_>) -> OsString {
    if !typed.contains(['/', path::MAIN_SEPARATOR]) {
        return typed.into();
    }
    let path = resolve(config, typed, env);
    path::absolute(&path).unwrap_or(path).into_os_string()
}

/// The command that was started last.
static STARTED: Mutex<Option<Arc<Mutex<Child>>>> = Mutex::new(None);

/// Ends a command that gives a secret, if one runs, because the program ends:
/// none is started or waited for any more.
pub(crate) fn end_command() {
    let started = held(&STARTED);
    if let Some(child) = &*started {
        let mut child = held(child);
        end(&mut child);
        std::mem::forget(child);
    }
    std::mem::forget(started);
}

/// It may have ended already; both calls are harmless then.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// What a program wrote to its standard output, at most [`MAX_SECRET`] bytes.
///
/// It is run without a shell and with an empty standard input, since ours may
/// carry a password or a list of e-mails. It keeps our terminal, so that a
/// pass-phrase prompt can use it. Its output is never shown.
///
/// # Errors
/// Why there is none, as the end of a sentence: it could not be started, failed
/// (with the first line of its standard error), wrote too much or took longer
/// than `limit`.
fn run(
    program: &OsString,
    arguments: &[String],
    folder: &Path,
    limit: Duration,
) -> Result<Vec<u8>, Text> {
    let mut started = held(&STARTED);
    let child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|why| {
            let why = Text::from(why);
            text!("could not be started: {why}", "无法启动：{why}")
        })?;
    let child = Arc::new(Mutex::new(child));
    *started = Some(Arc::clone(&child));
    drop(started);
    let outcome = watch(&child, limit);
    if outcome.is_err() {
        end(&mut held(&child));
    }
    outcome
}

/// Waits for the output, then for the end, each for at most `limit`: a program
/// that closes its output ends right after, so the second wait is short.
fn watch(child: &Mutex<Child>, limit: Duration) -> Result<Vec<u8>, Text> {
    let most = format_duration(limit);
    let too_slow = || text!("took longer than {most}", "用时超过 {most}");
    let output = collect(held(child).stdout.take());
    let complaint = collect(held(child).stderr.take());
    let bytes = output.recv_timeout(limit).map_err(|_| too_slow())?;
    let bytes = bytes.map_err(|why| {
        let why = Text::from(why);
        text!("could not be read: {why}", "的输出无法读取：{why}")
    })?;
    if bytes.len() as u64 > MAX_SECRET {
        return Err(text!(
            "wrote more than {MAX_SECRET} bytes",
            "输出超过 {MAX_SECRET} 字节"
        ));
    }
    let status = ended(child, limit)?.ok_or_else(too_slow)?;
    if status.success() {
        return Ok(bytes);
    }
    let complaint = complaint.recv_timeout(limit).ok().and_then(Result::ok);
    let complaint = complaint.unwrap_or_default();
    let complaint = String::from_utf8_lossy(&complaint);
    let line = complaint.trim().lines().next().map_or("", str::trim_end);
    let cut: String = line.chars().take(MAX_COMPLAINT).collect();
    let cut = escape(&cut);
    Err(match cut.is_empty() {
        true => text!("failed ({status})", "失败（{status}）"),
        false => text!("failed ({status}): {cut}", "失败（{status}）：{cut}"),
    })
}

/// How the program ended, or nothing if it has not after `limit`.
fn ended(child: &Mutex<Child>, limit: Duration) -> Result<Option<ExitStatus>, Text> {
    let mut waited = Duration::ZERO;
    loop {
        let status = held(child).try_wait();
        let status = status.map_err(|why| {
            let why = Text::from(why);
            text!("was lost: {why}", "状态未知：{why}")
        })?;
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
    let failed = sender.clone();
    let thread = std::thread::Builder::new().spawn(move || {
        let Some(mut pipe) = pipe else { return };
        let mut bytes = Vec::new();
        let read = pipe.by_ref().take(MAX_SECRET + 1).read_to_end(&mut bytes);
        // Fails once the time is over; the output is of no use then.
        let _ = sender.send(read.map(|_| bytes));
        let _ = io::copy(&mut pipe, &mut io::sink());
    });
    if let Err(why) = thread {
        let _ = failed.send(Err(why));
    }
    receiver
}

#[cfg(test)]
mod tests {
    use super::super::testing::{env_of, private_file};
    use super::*;

    fn fetch(source: &SecretSource) -> Result<String, String> {
        let env = env_of(&[
            ("KEY", "  k 1 \r\n"),
            ("EMPTY", ""),
            ("TWO", "a\n\n"),
            ("BOM", "\u{feff}a"),
        ]);
        let secret = source.fetch(Path::new("/nowhere/config.toml"), &env);
        secret
            .map(|secret| secret.expose().to_owned())
            .map_err(|failure| failure.message.en().to_owned())
    }

    #[test]
    fn one_trailing_newline_is_dropped_and_every_other_letter_kept() {
        let env = SecretSource::Env("KEY".into());
        assert_eq!(fetch(&env), Ok("  k 1 ".to_owned()));
        let folder = tempfile::tempdir().unwrap();
        for (content, secret) in [("s ", "s "), ("s\n", "s"), ("s\r\n", "s"), ("密", "密")] {
            let path = private_file(folder.path(), content);
            assert_eq!(fetch(&SecretSource::File(path)), Ok(secret.to_owned()));
        }
    }

    #[test]
    fn what_cannot_be_a_secret_is_refused_without_being_shown() {
        for (name, why) in [
            ("EMPTY", "is empty"),
            ("TWO", "has more than one line"),
            ("BOM", "has a control character or a byte order mark"),
            ("NONE", "is not there: the variable is not set"),
        ] {
            let refused = fetch(&SecretSource::Env(name.into())).unwrap_err();
            let message = format!("app_secret_env \"{name}\": the secret {why}");
            assert_eq!(refused, message);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = private_file(folder.path(), "MARKER\nMARKER\n");
        let refused = fetch(&SecretSource::File(path)).unwrap_err();
        assert!(refused.ends_with(": the secret has more than one line"));
        let none = folder.path().join("none");
        let start = format!(
            "app_secret_file {}: the secret cannot be read: ",
            none.display()
        );
        let missing = fetch(&SecretSource::File(none)).unwrap_err();
        assert!(missing.starts_with(&start), "{missing}");
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_file_open_to_others_is_refused_with_the_chmod() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = private_file(folder.path(), "s");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        let source = SecretSource::File(path.clone());
        let refused = source.fetch(&path, &env_of(&[])).unwrap_err();
        let chmod = format!("chmod 600 {}", path.display());
        assert_eq!(refused.hint.unwrap(), chmod);
    }

    #[test]
    fn debug_shows_neither_a_secret_nor_an_argument() {
        let sources = [
            SecretSource::Plain(Secret::new("MARKER")),
            SecretSource::Command(vec!["pass".into(), "MARKER".into()]),
        ];
        let shown = format!("{sources:?}");
        assert_eq!(shown, "[app_secret, app_secret_command]");
    }

    #[test]
    fn a_path_is_relative_to_the_config_file_and_a_name_is_left_to_the_system() {
        let config = Path::new("/etc/polyv/config.toml");
        let env = env_of(&[]);
        assert_eq!(program_path("pass", config, &env), "pass");
        let path = program_path("bin/key", config, &env);
        assert_eq!(path, path::absolute("/etc/polyv/bin/key").unwrap());
    }

    /// Longer than any of these programs takes on a busy machine.
    const AMPLE: Duration = Duration::from_secs(30);

    #[cfg(unix)]
    fn shell(script: &str, limit: Duration) -> Result<Vec<u8>, Text> {
        let arguments = ["-c".to_owned(), script.to_owned()];
        run(&"/bin/sh".into(), &arguments, Path::new("/"), limit)
    }

    #[cfg(unix)]
    #[test]
    fn the_output_is_taken_verbatim_and_a_failure_tells_none_of_it() {
        assert_eq!(shell("printf 's 1\\n'", AMPLE), Ok(b"s 1\n".to_vec()));
        assert_eq!(shell("cat", AMPLE), Ok(vec![]));
        assert_eq!(shell("pwd", AMPLE), Ok(b"/\n".to_vec()));
        let script = "echo MARKER; printf '\\nno \\033[31mkey\\nsecond\\n' >&2; exit 3";
        for (script, why) in [
            (script, "failed (exit status: 3): no \\u{1b}[31mkey"),
            ("exit 1", "failed (exit status: 1)"),
        ] {
            assert_eq!(shell(script, AMPLE).unwrap_err(), why);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_hangs_or_never_stops_writing_is_ended() {
        let limit = Duration::from_millis(50);
        for script in ["exec sleep 60", "exec >&-; exec sleep 60"] {
            assert_eq!(shell(script, limit).unwrap_err(), "took longer than 50ms");
        }
        let why = shell("exec cat /dev/zero", AMPLE).unwrap_err();
        assert_eq!(why, "wrote more than 65536 bytes");
        // Much on standard error does not block it.
        let script = "head -c 200000 /dev/zero >&2; printf ok";
        assert_eq!(shell(script, AMPLE), Ok(b"ok".to_vec()));
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error_and_no_shell_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let none = folder.path().join("none");
        for name in [none.to_str().unwrap(), "echo hello; true"] {
            let why = run(&name.into(), &[], Path::new("/"), AMPLE).unwrap_err();
            assert!(why.en().starts_with("could not be started: "), "{why}");
        }
    }
}
