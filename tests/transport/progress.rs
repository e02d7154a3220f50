//! Progress, on a terminal only. The terminal is that of `script`.
#![cfg(target_os = "linux")]

use crate::support::{Home, RawServer, Sent, installed};
use crate::trouble::good_page_of;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const CLEAR: &str = "\r\x1b[K";

/// Nine pages that take 250 ms each.
fn slow_list() -> RawServer {
    RawServer::start(|_, request| {
        std::thread::sleep(Duration::from_millis(250));
        Sent::Json(good_page_of(900, request))
    })
}

/// Starts the command with a terminal as its stderr and stdin; its stdout goes
/// to the file `out`.
fn in_a_terminal(home: &Home, args: &str) -> Child {
    let template = home.command(&[]);
    let program = template.get_program().to_str().unwrap();
    let mut command = installed("script");
    command.args([
        "-q",
        "-e",
        "-c",
        &format!("'{program}' {args} > out"),
        "/dev/null",
    ]);
    command
        .env_clear()
        .env("TERM", "xterm")
        .current_dir(home.path());
    for (name, value) in template.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Reads the terminal up to these words, or to its end.
fn read_until(terminal: &mut impl Read, words: &str) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with(words) && terminal.read(&mut byte).is_ok_and(|came| came == 1) {
        text.push(char::from(byte[0]));
    }
    text
}

const LIST: &str = "subaccounts list -o csv --connections 1";

#[test]
fn progress_is_drawn_after_a_second_and_cleared_at_the_end() {
    let server = slow_list();
    let home = Home::at(&server.url);
    let began = Instant::now();
    let mut child = in_a_terminal(&home, LIST);
    let terminal = child.stdout.as_mut().unwrap();
    let first = read_until(terminal, " a second");
    assert!(began.elapsed() >= Duration::from_secs(1), "{first:?}");
    let shown = first + &read_until(terminal, "never said");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let drawn: Vec<&str> = shown.split(CLEAR).collect();
    assert_eq!(
        (drawn.first(), drawn.last()),
        (Some(&""), Some(&"")),
        "{shown:?}"
    );
    let lines = &drawn[1..drawn.len() - 1];
    assert!(!lines.is_empty(), "{shown:?}");
    for line in lines {
        assert!(
            line.starts_with("page ") && line.contains(" of 9, "),
            "{line:?}"
        );
        assert!(line.ends_with(" a second"), "{line:?}");
    }
    assert_eq!(
        std::fs::read_to_string(home.file("out"))
            .unwrap()
            .lines()
            .count(),
        901
    );
}

#[test]
fn ctrl_c_on_the_terminal_clears_the_progress() {
    let server = slow_list();
    let home = Home::at(&server.url);
    let mut child = in_a_terminal(&home, LIST);
    let mut terminal = child.stdout.take().unwrap();
    read_until(&mut terminal, " a second");
    child.stdin.as_mut().unwrap().write_all(b"\x03").unwrap();
    let rest = read_until(&mut terminal, "never said");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(
        rest.ends_with(&format!("{CLEAR}error: interrupted\r\n")),
        "{rest:?}"
    );
}

#[test]
fn quiet_and_dumb_terminals_see_no_progress() {
    for (term, more) in [("xterm", "-q"), ("dumb", "")] {
        let server = slow_list();
        let home = Home::at(&server.url).with("TERM", term);
        let mut child = in_a_terminal(&home, &format!("{LIST} {more}"));
        let shown = read_until(child.stdout.as_mut().unwrap(), "never said");
        assert_eq!(
            (shown.as_str(), child.wait().unwrap().code()),
            ("", Some(0))
        );
    }
}

#[test]
fn a_pipe_sees_no_progress() {
    let server = slow_list();
    let args = ["subaccounts", "list", "-o", "csv", "--connections", "1"];
    let run = Home::at(&server.url).run(&args).expect(0);
    assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (901, ""));
}
