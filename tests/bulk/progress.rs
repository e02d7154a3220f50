//! The progress line while the service is asked what it has. The terminal is
//! that of `script`.
#![cfg(target_os = "linux")]

use crate::batch::{args, roster};
use crate::service::Service;
use crate::support::installed;
use std::process::Stdio;
use std::time::Duration;

#[test]
fn asking_a_slow_service_draws_a_line_after_a_second_and_clears_it() {
    let service = Service::hooked(&[], |seen| {
        if seen.line.starts_with("GET") {
            std::thread::sleep(Duration::from_millis(1300));
        }
    });
    let home = service.home();
    home.write("roster.csv", roster(1));
    let whole = home.command(&args(&["--dry-run"]));
    let program = whole.get_program().to_str().unwrap();
    let words: Vec<&str> = whole.get_args().map(|arg| arg.to_str().unwrap()).collect();
    let line = format!("'{program}' {} > out", words.join(" "));
    let mut script = installed("script");
    script.args(["-q", "-e", "-c", &line, "/dev/null"]);
    script.env_clear().env("TERM", "xterm");
    script.current_dir(home.path()).stdin(Stdio::null());
    for (name, value) in whole.get_envs() {
        script.env(name, value.unwrap_or_default());
    }
    let ended = script.output().unwrap();
    let shown = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{shown}");
    let steps = [
        "reading the group's accounts, ",
        "asking what the group has left, ",
    ];
    for step in steps {
        assert!(shown.contains(&format!("\r\x1b[K{step}1 s")), "{shown:?}");
    }
    assert!(shown.contains("\r\x1b[Kroster.csv: 1 row,"), "{shown:?}");
}
