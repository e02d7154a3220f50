//! What needs no service touches none, and no file of ours either.

use crate::support::{Home, Run, sandbox};
use polyv_group::sandbox::{APP_ID, APP_SECRET, Options};
use std::process::{Command, Stdio};
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
fn version_help_and_the_sandbox_do_not_wait_for_the_config_file() {
    let home = Home::new();
    std::fs::create_dir_all(home.file("config/polyv-group")).unwrap();
    let trap = home.file("config/polyv-group/config.toml");
    let made = Command::new("mkfifo").arg(&trap).status().unwrap();
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

/// No user of this number is in the list of users.
#[cfg(unix)]
const NOBODY: u32 = 54_321;

/// Runs without a home folder: a file in its place, one that is not there and
/// cannot be made, one of somebody else, and neither HOME nor an entry in the
/// list of users. Only root can become somebody else.
#[cfg(unix)]
fn homeless(home: &Home, args: &[&str]) -> Vec<(&'static str, Command)> {
    use std::os::unix::process::CommandExt;
    let homes = ["/dev/null", "/dev/null/x", "/proc/1/none", "/root", ""];
    let is_root = rustix::process::getuid().is_root();
    let runs = homes
        .into_iter()
        .filter(|at| is_root || at.starts_with("/dev"));
    let command = |at: &'static str| {
        let mut command = home.command(args);
        command
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_STATE_HOME");
        command.current_dir("/").env("HOME", at);
        if at.is_empty() {
            command.env_remove("HOME");
        }
        if !at.starts_with("/dev") {
            command.uid(NOBODY).gid(NOBODY);
        }
        (at, command)
    };
    runs.map(command).collect()
}

#[cfg(unix)]
#[test]
fn without_a_home_folder_only_what_needs_one_is_stopped() {
    let home = Home::new();
    let server = sandbox(Options::default());
    let password = home.write("password", "Passw0rd1");
    let run = |mut command: Command| -> Run {
        command.stdin(std::fs::File::open(&password).unwrap());
        command.output().unwrap().into()
    };
    let create: Vec<&str> = "--sandbox subaccounts create --yes --no-wait --email new@example.com \
        --contacts Zhang --phone 13800000000 --max-channels 1 --minutes 1 --password-stdin"
        .split_whitespace()
        .collect();
    let goes: [&[&str]; 3] = [
        &["--sandbox", "group", "info"],
        &create,
        &["sandbox", "reset"],
    ];
    for args in goes {
        for (at, command) in homeless(&home, args) {
            let said = run(command).expect(0).stderr;
            assert!(
                said.contains("is forgotten when this run ends"),
                "{at}: {said}"
            );
        }
    }
    for (_, mut command) in homeless(&home, &["group", "info"]) {
        command.env("POLYV_BASE_URL", &server);
        command
            .env("POLYV_APP_ID", APP_ID)
            .env("POLYV_APP_SECRET", APP_SECRET);
        assert_eq!(run(command).expect(0).stderr, "");
    }
    // Without a key, what is in the home of somebody else does matter, and what
    // is in a folder of its own.
    for (at, command) in homeless(&home, &["profiles", "list"]) {
        run(command).expect(if at == "/root" { 3 } else { 0 });
    }
    for (_, mut command) in homeless(&home, &["profiles", "list"]) {
        home.write("own/polyv-group/config.toml", "this is [no TOML");
        command.env("XDG_CONFIG_HOME", home.file("own"));
        run(command).expect(3);
    }
    for (_, command) in homeless(&home, &["profiles", "use", "hq"]) {
        run(command).expect(3);
    }
}
