//! The progress line while the service is asked what it has. The terminal is
//! that of `script`.
#![cfg(target_os = "linux")]

use crate::batch::{args, roster};
use crate::service::Service;
use crate::support::installed;
use std::io::Read;
use std::process::Stdio;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// What the terminal has shown so far.
#[derive(Default)]
struct Shown(Mutex<String>, Condvar);

impl Shown {
    fn add(&self, more: &[u8]) {
        *self.0.lock().unwrap() += &String::from_utf8_lossy(more);
        self.1.notify_all();
    }

    /// Waits until it shows this, for much longer than that takes.
    fn wait_for(&self, words: &str) {
        let longest = Duration::from_secs(50);
        let lacks = |shown: &mut String| !shown.contains(words);
        let shown = self.0.lock().unwrap();
        drop(self.1.wait_timeout_while(shown, longest, lacks).unwrap());
    }
}

/// The service answers once the terminal shows what it is asked.
#[test]
fn asking_a_slow_service_draws_a_line_after_a_second_and_clears_it() {
    let steps = [
        ("package/list", "\r\x1b[Kreading the group's accounts, "),
        ("get-info", "\r\x1b[Kasking what the group has left, "),
    ];
    let shown = Arc::<Shown>::default();
    let screen = Arc::clone(&shown);
    let service = Service::hooked(&[], move |seen| {
        let step = steps.iter().find(|(path, _)| seen.line.contains(path));
        if let Some((_, words)) = step {
            screen.wait_for(words);
        }
    });
    let home = service.home().with("POLYV_TIMEOUT", "60s");
    home.write("roster.csv", roster(1));
    let whole = home.command(&args(&["--dry-run"]));
    let program = whole.get_program().to_str().unwrap();
    let words: Vec<&str> = whole.get_args().map(|arg| arg.to_str().unwrap()).collect();
    let line = format!("'{program}' {} > out", words.join(" "));
    let mut script = installed("script");
    script.args(["-q", "-e", "-c", &line, "/dev/null"]);
    script.env_clear().env("TERM", "xterm");
    script.current_dir(home.path()).stdin(Stdio::null());
    script.stdout(Stdio::piped());
    for (name, value) in whole.get_envs() {
        script.env(name, value.unwrap_or_default());
    }
    let mut child = script.spawn().unwrap();
    let mut terminal = child.stdout.take().unwrap();
    let mut part = [0; 4096];
    while let came @ 1.. = terminal.read(&mut part).unwrap() {
        shown.add(&part[..came]);
    }
    let shown = shown.0.lock().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{shown}");
    for (_, step) in steps {
        let first = shown.split(step).nth(1).unwrap_or_default();
        // A busy machine may draw it later than after the first second.
        assert!(
            first.starts_with(|digit| ('1'..='9').contains(&digit)),
            "{shown:?}"
        );
    }
    assert!(shown.contains("\r\x1b[Kroster.csv: 1 row,"), "{shown:?}");
}
