//! The programs that are measured, each with an environment and a folder of
//! its own.

use crate::Server;
use crate::measure::{self, Cost};
use std::ffi::OsString;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const SCRIPT: &str = include_str!("plain.py");
const PATH: &str = "/v4/page";

/// Programs that read one server's list.
pub(crate) struct Programs {
    url: String,
    pages: usize,
    folder: TempDir,
}

/// The command with these arguments and nothing in its environment.
pub(crate) fn ours(args: &[&str]) -> Command {
    bare(env!("CARGO_BIN_EXE_polyv-group").into(), args)
}

/// The same of the other build, where one is named.
pub(crate) fn before(args: &[&str]) -> Option<Command> {
    std::env::var_os("BENCH_BEFORE").map(|program| bare(program, args))
}

fn bare(program: OsString, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).env_clear();
    command
}

fn args<'a>(format: &'a str, options: &[&'a str]) -> Vec<&'a str> {
    [&["subaccounts", "list", "-o", format], options].concat()
}

impl Programs {
    pub(crate) fn new(server: &Server, pages: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = String::new();
        for page in 1..=pages {
            let url = server.url();
            writeln!(config, "url = \"{url}{PATH}?pageNumber={page}\"").unwrap();
            writeln!(config, "output = /dev/null").unwrap();
        }
        std::fs::write(folder.path().join("urls"), config).unwrap();
        std::fs::write(folder.path().join("plain.py"), SCRIPT).unwrap();
        Self {
            url: server.url(),
            pages,
            folder,
        }
    }

    /// Runs it with its output in the file of this name.
    fn run(&self, command: &Command, file: &str) -> Cost {
        measure::run(command, &self.folder.path().join(file))
    }

    /// What the last run wrote into the file of this name.
    pub(crate) fn output(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(file)).unwrap()
    }

    /// `subaccounts list` in a format, with further options, into a file. Every
    /// run has a state folder of its own: the runs before it must not hold it
    /// back.
    pub(crate) fn list(&self, format: &str, options: &[&str]) -> Cost {
        self.listing(ours(&args(format, options)), format)
    }

    /// The same by the other build, where one is named; it must write the same.
    pub(crate) fn list_before(&self, format: &str, options: &[&str]) -> Option<Cost> {
        let command = before(&args(format, options))?;
        let cost = self.listing(command, "before");
        assert!(self.output("before") == self.output(format));
        Some(cost)
    }

    fn listing(&self, command: Command, file: &str) -> Cost {
        self.listing_at(tempfile::tempdir().unwrap().path(), command, file)
    }

    /// `snapshot save` into a folder of the programs; its path is the output.
    pub(crate) fn snapshot(&self) -> Cost {
        let folder = self.folder.path().join("snapshots");
        let folder = folder.to_str().expect("a plain path");
        self.listing(
            ours(&["snapshot", "save", "-q", "--dir", folder]),
            "snapshot",
        )
    }

    /// The size of the snapshot that was saved last.
    pub(crate) fn snapshot_bytes(&self) -> u64 {
        let path = String::from_utf8(self.output("snapshot")).unwrap();
        std::fs::metadata(path.trim_end()).unwrap().len()
    }

    /// Runs a list in this home: all that share one are held back together.
    pub(crate) fn listing_at(&self, home: &Path, mut command: Command, file: &str) -> Cost {
        command
            .env("HOME", home)
            .env("XDG_STATE_HOME", home.join("state"))
            .env("POLYV_BASE_URL", &self.url)
            .env("POLYV_APP_ID", "bench")
            .env("POLYV_APP_SECRET", "bench");
        self.run(&command, file)
    }

    /// One curl for all pages, which it does not keep; on one connection
    /// unless the options say otherwise.
    pub(crate) fn curl(&self, options: &[&str]) -> Cost {
        let mut command = Command::new("curl");
        command
            .args(["--disable", "--no-progress-meter", "--fail"])
            .args(options);
        command.arg("--config").arg(self.folder.path().join("urls"));
        command.env("PATH", "/usr/bin:/bin");
        self.run(&command, "nothing")
    }

    /// The script, into a file; `None` where there is no Python.
    pub(crate) fn python(&self) -> Option<Cost> {
        let mut command = Command::new(interpreter()?);
        command
            .arg(self.folder.path().join("plain.py"))
            .arg(self.url.trim_start_matches("http://"))
            .arg(self.pages.to_string());
        Some(self.run(&command, "python"))
    }
}

/// The interpreter itself: `python3` may be a script that looks for it.
fn interpreter() -> Option<String> {
    let ask = ["-c", "import sys; print(sys.executable)"];
    let said = Command::new("python3").args(ask).output().ok()?;
    let path = String::from_utf8(said.stdout).ok()?;
    (!path.trim().is_empty()).then(|| path.trim().to_owned())
}
