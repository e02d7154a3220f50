//! What needs no service touches none, and no file of ours either.

use crate::support::Home;
use std::process::Stdio;
use std::time::{Duration, Instant};

const TALK_OF_THE_PROGRAM: [&[&str]; 4] = [
    &["--version"],
    &["--help"],
    &["subaccounts", "--help"],
    &["subaccounts", "list", "-h"],
];

#[test]
fn version_and_help_need_no_home_and_read_no_config() {
    let home = Home::new();
    let broken = home.write("broken.toml", "this is [no TOML");
    for args in TALK_OF_THE_PROGRAM {
        let mut command = home.command(args);
        command
            .env_remove("HOME")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_STATE_HOME");
        command
            .env("POLYV_CONFIG", &broken)
            .env("POLYV_BASE_URL", "http://192.0.2.1:1");
        let output = command.output().unwrap();
        assert_eq!(
            (output.status.code(), output.stderr.len()),
            (Some(0), 0),
            "{args:?}"
        );
        assert!(!output.stdout.is_empty());
    }
    assert!(!home.file("state").exists() && !home.file("config").exists());
}

/// A pipe that nobody writes to keeps whoever opens it waiting for ever.
#[cfg(unix)]
#[test]
fn version_help_and_the_sandbox_do_not_even_open_the_config_file() {
    let home = Home::new();
    std::fs::create_dir_all(home.file("config/polyv-group")).unwrap();
    let trap = home.file("config/polyv-group/config.toml");
    let made = std::process::Command::new("mkfifo")
        .arg(&trap)
        .status()
        .unwrap();
    assert!(made.success());
    let sandbox: &[&str] = &["--sandbox", "group", "info"];
    for args in TALK_OF_THE_PROGRAM.into_iter().chain([sandbox]) {
        let mut command = home.command(args);
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        let began = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if began.elapsed() > Duration::from_secs(10) {
                child.kill().unwrap();
                panic!("{args:?} waits for the config file");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        assert_eq!(status.code(), Some(0), "{args:?}");
    }
}

/// The trap above is where the program looks.
#[test]
fn the_config_file_is_where_the_trap_stands() {
    let home = Home::new();
    home.write("config/polyv-group/config.toml", "this is [no TOML");
    let run = home.run(&["group", "info"]).expect(3);
    assert!(run.stderr.contains("config.toml"), "{}", run.stderr);
    home.run(&["--sandbox", "group", "info"]).expect(0);
}
