//! What needs no service touches none, and no file of ours either.

use crate::support::{Home, Run, sandbox};
use polyv_group::sandbox::{APP_ID, APP_SECRET, Options};
use std::path::{Path, PathBuf};
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
            if began.elapsed() > Duration::from_secs(60) {
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

/// A home folder that nobody may enter.
#[cfg(unix)]
const CLOSED: &str = "closed";

/// The program in a folder that everybody may enter: the one it was built in may
/// be in somebody's home.
#[cfg(unix)]
fn for_everybody() -> (tempfile::TempDir, PathBuf) {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).unwrap();
    let program = folder.path().join("polyv-group");
    // Not by this process: what another thread starts meanwhile has the copy open
    // for writing for a moment, and such a file cannot be run.
    let mut copy = Command::new("cp");
    copy.arg(env!("CARGO_BIN_EXE_polyv-group")).arg(&program);
    assert!(copy.status().unwrap().success());
    (folder, program)
}

/// Runs without a home folder: a file in its place, one that is not there and
/// cannot be made, one that is closed, and neither HOME nor an entry in the list
/// of users. Only root can become somebody who has none.
#[cfg(unix)]
fn homeless(home: &Home, program: &Path, args: &[&str]) -> Vec<(&'static str, Command)> {
    use std::os::unix::process::CommandExt;
    let homes = ["/dev/null", "/dev/null/x", "/proc/none", CLOSED];
    let run = |at| {
        let mut command = home.unprivileged(args);
        // An absolute one stays as it is.
        command.env("HOME", home.path().join(at));
        (at, command)
    };
    let mut runs: Vec<_> = homes.map(run).into();
    if rustix::process::getuid().is_root() {
        let mut command = Command::new(program);
        command.args(args).env_clear().uid(NOBODY).gid(NOBODY);
        runs.push(("", command));
    }
    for (_, command) in &mut runs {
        command.env_remove("XDG_CONFIG_HOME").current_dir("/");
        command.env_remove("XDG_STATE_HOME");
    }
    runs
}

#[cfg(unix)]
#[test]
fn without_a_home_folder_only_what_needs_one_is_stopped() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let server = sandbox(Options::default());
    let (_folder, program) = for_everybody();
    let homeless = |args| homeless(&home, &program, args);
    let password = home.write("password", "Passw0rd1");
    let closed = home.file(CLOSED);
    std::fs::create_dir(&closed).unwrap();
    let mode = |mode| std::fs::set_permissions(&closed, PermissionsExt::from_mode(mode)).unwrap();
    mode(0);
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
        for (at, command) in homeless(args) {
            let said = run(command).expect(0).stderr;
            assert!(
                said.contains("is forgotten when this run ends"),
                "{at}: {said}"
            );
        }
    }
    for (_, mut command) in homeless(&["group", "info"]) {
        command.env("POLYV_BASE_URL", &server);
        command
            .env("POLYV_APP_ID", APP_ID)
            .env("POLYV_APP_SECRET", APP_SECRET);
        assert_eq!(run(command).expect(0).stderr, "");
    }
    // Without a key, what is in a closed home does matter, and what is in a folder
    // of its own.
    for (at, command) in homeless(&["profiles", "list"]) {
        run(command).expect(if at == CLOSED { 3 } else { 0 });
    }
    for (_, mut command) in homeless(&["profiles", "list"]) {
        home.write("own/polyv-group/config.toml", "this is [no TOML");
        command.env("XDG_CONFIG_HOME", home.file("own"));
        run(command).expect(3);
    }
    for (_, command) in homeless(&["profiles", "use", "hq"]) {
        run(command).expect(3);
    }
    mode(0o700);
}
