//! A pseudo-terminal with the command in it. What it shows is waited for,
//! with a deadline; nothing sleeps.

use crate::support::{Home, installed, started_by};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{LocalModes, OptionalActions, Winsize, tcgetattr, tcsetattr, tcsetwinsize};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Columns of the terminal.
pub(crate) const COLUMNS: u16 = 80;
/// Longer than anything here takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(30);
/// What Ctrl-C sends.
pub(crate) const CTRL_C: &str = "\u{3}";
/// What Ctrl-Z sends.
pub(crate) const CTRL_Z: &str = "\u{1a}";

/// Where the command's stdout goes; stdin and stderr are the terminal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Out {
    Terminal,
    Pipe,
}

/// A command in a terminal.
pub(crate) struct Terminal {
    master: File,
    slave: OwnedFd,
    screen: Receiver<Vec<u8>>,
    shown: String,
    /// The beginning of a letter whose end has not come yet.
    begun: Vec<u8>,
    waited: usize,
    before: String,
    process: Pid,
    ended: Receiver<ExitStatus>,
    stdout: Option<Receiver<String>>,
    /// The command's home, which a test may have let go.
    _home: Option<Arc<TempDir>>,
}

/// How it ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// As a shell tells it: 128 and the signal where one ended it.
    pub(crate) status: i32,
    /// What stays on the terminal, lines ended by `\n`.
    pub(crate) shown: String,
    /// The same with the progress in it, which a busy machine draws anywhere.
    pub(crate) drawn: String,
    /// What went into the pipe.
    pub(crate) stdout: String,
    /// The terminal's mode before and after.
    pub(crate) modes: (String, String),
}

impl Terminal {
    pub(crate) fn start(home: &Home, args: &[&str], out: Out) -> Self {
        Self::run(in_a_session(&home.command(args), &[]), out).at_home(home)
    }

    /// The same, started by a script that knows the command as `"$0" "$@"`.
    pub(crate) fn start_by(home: &Home, script: &str, args: &[&str]) -> Self {
        let bash = installed("bash");
        let shell = [bash.get_program(), "-c".as_ref(), script.as_ref()];
        Self::run(in_a_session(&home.command(args), &shell), Out::Terminal).at_home(home)
    }

    fn at_home(mut self, home: &Home) -> Self {
        self._home = Some(home.folder());
        self
    }

    /// Any program, such as a shell that a person sits at.
    pub(crate) fn start_program(program: &Command) -> Self {
        Self::run(in_a_session(program, &[]), Out::Terminal)
    }

    fn run(mut command: Command, out: Out) -> Self {
        let (master, slave) = open();
        let before = mode(&slave);
        let stream = || Stdio::from(slave.try_clone().unwrap());
        command.stdin(stream()).stderr(stream());
        command.stdout(match out {
            Out::Terminal => stream(),
            Out::Pipe => Stdio::piped(),
        });
        let mut child = command.spawn().unwrap();
        let stdout = child.stdout.take().map(|mut pipe| {
            let (sender, receiver) = channel();
            thread::spawn(move || {
                let mut text = String::new();
                pipe.read_to_string(&mut text).unwrap();
                let _ = sender.send(text);
            });
            receiver
        });
        let (sender, ended) = channel();
        let process = Pid::from_child(&child);
        thread::spawn(move || sender.send(child.wait().unwrap()));
        Self {
            screen: read(master.try_clone().unwrap()),
            master,
            slave,
            shown: String::new(),
            begun: Vec::new(),
            waited: 0,
            before,
            process,
            ended,
            stdout,
            _home: None,
        }
    }

    /// Waits until the terminal shows this, after what was waited for before.
    #[track_caller]
    pub(crate) fn expect(&mut self, text: &str) {
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(at) = self.shown[self.waited..].find(text) {
                self.waited += at + text.len();
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => self.show(&bytes),
                Err(_) => panic!("{text:?} was not shown:\n{}", self.shown),
            }
        }
    }

    /// As [`Terminal::expect`], and until what is typed is not shown: a prompt
    /// throws away what was typed before.
    #[track_caller]
    pub(crate) fn expect_hidden(&mut self, text: &str) {
        self.expect(text);
        let deadline = Instant::now() + DEADLINE;
        let is_shown = || tcgetattr(&self.slave).map(|mode| mode.local_modes);
        while is_shown().unwrap().contains(LocalModes::ECHO) {
            assert!(Instant::now() < deadline, "the echo stays on");
            thread::yield_now();
        }
    }

    /// Types, as a person does, after what was waited for.
    pub(crate) fn send(&mut self, text: &str) {
        self.master.write_all(text.as_bytes()).unwrap();
    }

    /// Sends a signal to the command alone.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.process, signal).unwrap();
    }

    /// Waits for the end.
    #[track_caller]
    pub(crate) fn end(mut self) -> Ended {
        let Ok(status) = self.ended.recv_timeout(DEADLINE) else {
            panic!("it does not end:\n{}", self.shown);
        };
        let after = mode(&self.slave);
        // The reader ends when nobody holds the other side any more.
        let Self {
            slave,
            screen,
            shown: ref mut before,
            begun: mut rest,
            ..
        } = self;
        drop(slave);
        loop {
            match screen.recv_timeout(DEADLINE) {
                Ok(bytes) => rest.extend(bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("somebody holds the terminal"),
            }
        }
        let drawn = std::mem::take(before) + &String::from_utf8_lossy(&rest);
        let drawn = drawn.replace("\r\n", "\n");
        let stdout = self.stdout.map(|pipe| pipe.recv_timeout(DEADLINE).unwrap());
        Ended {
            status: status.code().or(status.signal().map(|s| 128 + s)).unwrap(),
            shown: what_stays(&drawn),
            drawn,
            stdout: stdout.unwrap_or_default(),
            modes: (self.before, after),
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        self.begun.extend(bytes);
        let whole = match std::str::from_utf8(&self.begun) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.begun.len(),
        };
        let whole: Vec<u8> = self.begun.drain(..whole).collect();
        self.shown += &String::from_utf8_lossy(&whole);
    }
}

impl Ended {
    /// It must have ended so, with the terminal as it was.
    #[track_caller]
    pub(crate) fn check(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}", self.shown);
        assert_eq!(self.modes.0, self.modes.1, "the mode is restored");
        self
    }
}

/// Without what is drawn over.
fn what_stays(drawn: &str) -> String {
    let lines = drawn.split_inclusive('\n');
    let stays = |line: &'_ str| {
        line.rsplit("\r\u{1b}[K")
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    lines.map(stays).collect()
}

fn open() -> (File, OwnedFd) {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let master = openpt(flags).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let slave = ioctl_tiocgptpeer(&master, flags).unwrap();
    // The rows are unknown, as under `script` and in some containers.
    let size = Winsize {
        ws_row: 0,
        ws_col: COLUMNS,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&slave, size).unwrap();
    // Else the kernel may throw away what is written right after a Ctrl-C.
    let mut mode = tcgetattr(&slave).unwrap();
    mode.local_modes.insert(LocalModes::NOFLSH);
    tcsetattr(&slave, OptionalActions::Now, &mode).unwrap();
    (File::from(master), slave)
}

/// The same command with stdin as its controlling terminal.
fn in_a_session(inner: &Command, shell: &[&OsStr]) -> Command {
    let mut command = installed("setsid");
    command.arg("--ctty").args(shell);
    let mut command = started_by(command, inner);
    command.env("TERM", "xterm");
    command
}

/// What the command shows, as it comes.
fn read(mut master: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Linux ends a terminal that nobody holds with an error.
        while let Ok(size @ 1..) = master.read(&mut buffer) {
            if sender.send(buffer[..size].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

fn mode(terminal: &OwnedFd) -> String {
    let mode = tcgetattr(terminal).unwrap();
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        mode.input_modes,
        mode.output_modes,
        mode.control_modes,
        mode.local_modes,
        mode.special_codes
    )
}
