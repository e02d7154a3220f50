//! Tab, really pressed in each shell: what the command line is afterwards.

use crate::pty::Terminal;
use crate::support::{Home, installed};
use polyv_group::cli::completions::SCRIPTS;
use std::path::Path;

const CONFIG: &str = "[profiles.hq]\napp_id = \"hqapp\"\napp_secret_env = \"NONE\"\n";

/// What is typed before a Tab, and the words that are there after it.
const TYPED: [(&str, &str); 17] = [
    ("subac", "subaccounts"),
    ("profiles use h", "profiles use hq"),
    ("--profile h", "--profile hq"),
    ("--profile=h", "--profile=hq"),
    ("profiles show hq --outp", "profiles show hq --output"),
    (
        "subaccounts list --columns remainM",
        "subaccounts list --columns remainMinutes",
    ),
    (
        "subaccounts list --columns email,+rem",
        "subaccounts list --columns email,+remain",
    ),
    (
        "children roles -o jsonl --columns=per",
        "children roles -o jsonl --columns=permissionName",
    ),
    ("--output js", "--output json"),
    ("api DEL", "api DELETE"),
    ("help exit", "help exit-codes"),
    ("help children ro", "help children roles"),
    // Files where a file is meant.
    (
        "subaccounts create --from ros",
        "subaccounts create --from roster.csv",
    ),
    (
        "subaccounts create --from=ros",
        "subaccounts create --from=roster.csv",
    ),
    // And nowhere else.
    ("profiles use ros", "profiles use ros"),
    (
        "subaccounts list --email ros",
        "subaccounts list --email ros",
    ),
    ("ros", "ros"),
];

/// Types every line in a shell in which the command is a function that prints
/// its arguments.
fn press(shell: &str, args: &[&str], setup: &str) {
    let binary = Path::new(env!("CARGO_BIN_EXE_polyv-group"));
    press_in(binary.parent().unwrap(), shell, args, setup);
}

/// The same, with the program that a folder has.
pub(crate) fn press_in(folder: &Path, shell: &str, args: &[&str], setup: &str) {
    let home = Home::new();
    home.write("config/polyv-group/config.toml", CONFIG);
    home.write("roster.csv", "email\n");
    let (_, script) = SCRIPTS.iter().find(|(name, _)| *name == shell).unwrap();
    home.write("scripts/_polyv-group", script);
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let template = home.command(&[]);
    let mut command = installed(shell);
    command.args(args).current_dir(home.path());
    command.envs(
        template
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    command.env("PATH", path).env("LC_ALL", "C.UTF-8");
    let mut terminal = Terminal::start_program(&command);
    terminal.send(&format!("{setup}; echo rea''dy\n"));
    terminal.expect("ready");
    for (typed, expected) in TYPED {
        terminal.send(&format!("polyv-group {typed}\t\n"));
        terminal.expect(&format!("<{expected}>"));
    }
    terminal.send("exit\n");
    terminal.end();
}

#[test]
fn in_bash() {
    let function = "polyv-group() { local IFS=' '; echo \"<$*>\"; }";
    let setup = format!("{function}; source scripts/_polyv-group");
    press("bash", &["--norc", "--noprofile", "-i"], &setup);
}

#[test]
fn in_zsh() {
    let function = "polyv-group() { echo \"<$*>\" }";
    let load = "fpath=(scripts $fpath); autoload -U compinit; compinit -D -u";
    press("zsh", &["-f", "-i"], &format!("{function}; {load}"));
}

#[test]
fn in_fish() {
    let function = "function polyv-group; echo \"<$argv>\"; end";
    let setup = format!("{function}; source scripts/_polyv-group");
    press("fish", &["--no-config", "-i"], &setup);
}
