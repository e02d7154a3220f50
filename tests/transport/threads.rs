//! A system that starts no further thread: everything goes on with those that
//! there are.
#![cfg(target_os = "linux")]

use crate::support::{Home, LIST_IDS, loopback, sandbox};
use polyv_group::sandbox::Options;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

/// A stack that no system has room for, so that no thread can be started.
const NO_THREADS: (&str, &str) = ("RUST_MIN_STACK", "70368744177664");

fn home() -> Home {
    Home::at(&sandbox(Options::default())).with(NO_THREADS.0, NO_THREADS.1)
}

#[test]
fn a_list_is_read_whole() {
    let run = home().run(&LIST_IDS).expect(0);
    assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (230, ""));
}

#[test]
fn a_roster_is_gone_through() {
    let home = home();
    let rows = (0..5).map(|n| format!("shop{n}@example.com,c,1380000000{n},1,1\n"));
    let heading = "email,contacts,phone,maxChannels,minutes\n".to_owned();
    home.write("roster.csv", heading + &rows.collect::<String>());
    let command = "subaccounts create --from roster.csv --generate-password \
                   --credentials-out new.csv --yes";
    let args: Vec<&str> = command.split_whitespace().collect();
    let run = home.run(&args).expect(0);
    assert!(run.stderr.contains("5 created"), "{}", run.stderr);
}

#[test]
fn the_doctor_looks_names_up() {
    let run = home().run(&["profiles", "check"]).expect(0);
    assert!(
        run.stdout.contains("has the address 127.0.0.1"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_secret_that_a_command_gives_cannot_be_had_and_says_so() {
    let home = Home::new().with(NO_THREADS.0, NO_THREADS.1);
    let profile = "[profiles.a]\napp_id = \"x\"\napp_secret_command = [\"echo\", \"y\"]\n";
    home.write("config/polyv-group/config.toml", profile);
    let run = home.run(&["group", "info", "--profile", "a"]).expect(3);
    assert!(
        run.stderr.contains("could not be read: Resource"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_sandbox_serves_each_connection_an_answer() {
    loopback::require();
    let home = Home::new();
    let mut command = home.command(&["sandbox", "serve", "--forget"]);
    command
        .env(NO_THREADS.0, NO_THREADS.1)
        .stdout(Stdio::piped());
    let mut server = command.spawn().unwrap();
    let mut line = String::new();
    let mut said = BufReader::new(server.stdout.take().unwrap());
    said.read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("POLYV_BASE_URL=").unwrap();
    let run = Home::at(url).run(&LIST_IDS).expect(0);
    assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (230, ""));
    server.kill().unwrap();
    server.wait().unwrap();
}

/// Pages come on several threads, and each logs what it read; the reader is so
/// slow that they all wait for it.
#[test]
fn lines_of_the_log_are_whole_whoever_writes_them() {
    let home = Home::at(&sandbox(Options {
        accounts: 1000,
        ..Options::default()
    }));
    let mut command = home.command(&[&LIST_IDS[..], &["-vv"]].concat());
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut log, mut byte) = (Vec::new(), [0]);
    let mut stderr = child.stderr.take().unwrap();
    while stderr.read(&mut byte).unwrap() > 0 {
        log.extend(byte);
    }
    assert!(child.wait().unwrap().success());
    let log = String::from_utf8_lossy(&log);
    let is_whole = |line: &&str| match line.as_bytes()[0] {
        b'>' => line.starts_with("> GET ") && line.ends_with("pageSize=100"),
        b'<' => line.starts_with("< {") && line.ends_with('}'),
        _ => line.starts_with("GET ") && line.contains(": HTTP 200 in "),
    };
    let broken = log.lines().filter(|line| !is_whole(line));
    assert_eq!((broken.count(), log.lines().count()), (0, 30));
}
