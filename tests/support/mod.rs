//! What the tests of the binary share: a clean home to run it in, and servers
//! to run it against.
//!
//! Each test target uses a part of this, hence the allowance.
#![allow(dead_code, unreachable_pub, unused_imports)]

#[path = "../../src/loopback.rs"]
pub(crate) mod loopback;
mod machine;
mod raw;

pub(crate) use loopback::nobody;
#[cfg(target_os = "linux")]
pub use machine::full;
pub use machine::installed;
pub use raw::{RawServer, Seen, Sent};

use polyv_group::sandbox::server::Server;
use polyv_group::sandbox::{APP_ID, APP_SECRET, Options, Sandbox};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

/// A list of the sub-accounts' ids, one a line.
pub const LIST_IDS: [&str; 7] = [
    "subaccounts",
    "list",
    "-o",
    "csv",
    "--columns",
    "userId",
    "--no-header",
];

/// A home of its own for each test: no configuration, no state, no variables.
pub struct Home {
    folder: Arc<TempDir>,
    vars: Vec<(String, String)>,
}

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    /// The exit status; -1 if a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// The run must have ended so.
    #[track_caller]
    pub fn expect(self, status: i32) -> Self {
        assert_eq!(
            self.status, status,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        run(output)
    }
}

/// A shell's background job and `nohup` ignore signals, and so would all that
/// they start. A signal that is heard here has its default in a new program.
#[cfg(unix)]
fn hear_signals() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT};
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        for signal in [SIGHUP, SIGINT, SIGQUIT] {
            let always = Arc::new(true.into());
            signal_hook::flag::register_conditional_default(signal, always).unwrap();
        }
    });
}

impl Home {
    pub fn new() -> Self {
        Self {
            folder: Arc::new(tempfile::tempdir().unwrap()),
            vars: Vec::new(),
        }
    }

    /// A home whose environment points to a server with the sandbox's key.
    pub fn at(url: &str) -> Self {
        Self::new()
            .with("POLYV_BASE_URL", url)
            .with("POLYV_APP_ID", APP_ID)
            .with("POLYV_APP_SECRET", APP_SECRET)
    }

    /// Sets a variable for all runs.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.vars.push((name.into(), value.into()));
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder, which stays as long as somebody has this.
    pub fn folder(&self) -> Arc<TempDir> {
        Arc::clone(&self.folder)
    }

    /// A path inside the home.
    pub fn file(&self, name: &str) -> PathBuf {
        let mut path = self.path().to_owned();
        path.extend(name.split('/'));
        path
    }

    /// Writes a file inside the home, readable by its owner only.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.file(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        }
        path
    }

    /// The command, not yet started: cleared environment, this home.
    pub fn command(&self, args: &[&str]) -> Command {
        #[cfg(unix)]
        hear_signals();
        let mut command = Command::new(env!("CARGO_BIN_EXE_polyv-group"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.path())
            .env("XDG_CONFIG_HOME", self.file("config"))
            .env("XDG_STATE_HOME", self.file("state"))
            .env("PATH", "/usr/bin:/bin")
            .current_dir(self.path())
            .stdin(Stdio::null());
        // By these Windows finds the parts of its network, and the user's folder
        // for what is temporary.
        for name in ["SystemRoot", "TEMP"] {
            if let (true, Some(value)) = (cfg!(windows), std::env::var_os(name)) {
                command.env(name, value);
            }
        }
        for (name, value) in &self.vars {
            command.env(name, value);
        }
        command
    }

    /// The command as `"$0" "$@"` of a shell script.
    pub fn shell(&self, script: &str, args: &[&str]) -> Command {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", script]);
        started_by(shell, &self.command(args))
    }

    /// The command as somebody for whom the modes of files hold: of root, the
    /// right to pass over them is taken.
    #[cfg(unix)]
    pub fn unprivileged(&self, args: &[&str]) -> Command {
        let whole = self.command(args);
        if !rustix::process::getuid().is_root() {
            return whole;
        }
        let mut setpriv = installed("setpriv");
        setpriv.arg("--inh-caps=-all");
        setpriv.arg("--bounding-set=-dac_override,-dac_read_search");
        started_by(setpriv, &whole)
    }

    /// Runs it to its end with stdin closed.
    pub fn run(&self, args: &[&str]) -> Run {
        run(self.command(args).output().unwrap())
    }

    /// Runs it from a shell script, where it is `"$0" "$@"`.
    pub fn run_in_shell(&self, script: &str, args: &[&str]) -> Run {
        run(self.shell(script, args).output().unwrap())
    }

    /// Runs it where the user's mask takes no right from new files.
    pub fn run_without_mask(&self, args: &[&str]) -> Run {
        match cfg!(unix) {
            true => self.run_in_shell(r#"umask 0; exec "$0" "$@""#, args),
            false => self.run(args),
        }
    }

    /// Runs it with this on stdin.
    pub fn run_with_stdin(&self, args: &[&str], stdin: impl AsRef<[u8]>) -> Run {
        let mut command = self.command(args);
        command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        // A program that does not read its stdin may be gone by now.
        let _ = pipe.write_all(stdin.as_ref());
        drop(pipe);
        run(child.wait_with_output().unwrap())
    }
}

/// A command as the last arguments of another one, which has its folder and its
/// environment.
pub fn started_by(mut outer: Command, inner: &Command) -> Command {
    outer.arg(inner.get_program()).args(inner.get_args());
    outer.env_clear();
    outer.envs(inner.get_envs().filter_map(|(k, v)| Some((k, v?))));
    outer.current_dir(inner.get_current_dir().unwrap());
    outer.stdin(Stdio::null());
    outer
}

fn run(output: Output) -> Run {
    // Help names the program as it was called.
    let called = |text: String| match cfg!(windows) {
        true => text.replace("polyv-group.exe", "polyv-group"),
        false => text,
    };
    let text = |bytes: Vec<u8>| called(String::from_utf8(bytes).unwrap());
    Run {
        status: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Starts a sandbox on a free port for the rest of the test process; returns
/// its URL. Nothing is kept on disk.
pub fn sandbox(options: Options) -> String {
    let sandbox = Arc::new(Sandbox::open(options).unwrap());
    loopback::require();
    let server = Server::bind(0, sandbox, polyv_group::clock::unix_millis).unwrap();
    let url = format!("http://{}", server.addr());
    std::thread::spawn(move || server.run());
    url
}

/// A sandbox with these faults.
pub fn faulty(faults: &[&str]) -> String {
    sandbox(Options {
        faults: faults.iter().map(|fault| fault.parse().unwrap()).collect(),
        ..Options::default()
    })
}

/// A v4 page of sub-accounts with these ids, as a server would send it.
pub fn page(ids: std::ops::Range<usize>, number: usize, size: usize, total: usize) -> String {
    let rows: Vec<String> = ids
        .map(|id| format!(r#"{{"userId":"u{id}","email":"e{id}@example.com","remainFlow":100.0}}"#))
        .collect();
    let pages = total.div_ceil(size);
    format!(
        r#"{{"code":200,"status":"success","requestId":"r.1.1","data":{{"pageNumber":{number},"pageSize":{size},"totalPages":{pages},"totalItems":{total},"contents":[{}]}},"success":true}}"#,
        rows.join(",")
    )
}

/// A group with these sub-accounts whose filter by e-mail minds letter case.
/// It takes what is created; `stored` is how it writes the new e-mail.
pub fn exact_case(emails: &[&str], stored: fn(&str) -> String) -> RawServer {
    let group: Vec<String> = emails.iter().map(|email| (*email).to_owned()).collect();
    let group = std::sync::Mutex::new(group);
    RawServer::start(move |_, request| {
        let mut group = group.lock().unwrap();
        if request.line.starts_with("POST") {
            let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
            group.push(stored(body["email"].as_str().unwrap()));
            return Sent::Close;
        }
        let asked = request.query("emails");
        let asked: Option<Vec<&str>> = asked.as_ref().map(|asked| asked.split(',').collect());
        let rows = group.iter().enumerate().filter(|(_, email)| {
            let wanted = asked.as_ref();
            wanted.is_none_or(|wanted| wanted.contains(&email.as_str()))
        });
        let rows: Vec<String> = rows
            .map(|(id, email)| {
                format!(r#"{{"userId":"u{id}","email":"{email}","chargeType":"minutes"}}"#)
            })
            .collect();
        Sent::Json(format!(
            r#"{{"code":200,"data":{{"contents":[{}],"totalItems":{}}}}}"#,
            rows.join(","),
            rows.len()
        ))
    })
}
