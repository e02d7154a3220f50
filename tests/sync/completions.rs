//! `completions/` holds what `polyv-group completions` prints.

use clap_complete::Shell;
use polyv_group::cli::completions::script;
use std::path::{Path, PathBuf};

/// What rewrites the files.
const COMMAND: &str = "UPDATE=1 cargo test --test sync";

pub(crate) const FILES: [(Shell, &str); 4] = [
    (Shell::Bash, "polyv-group.bash"),
    (Shell::Zsh, "_polyv-group"),
    (Shell::Fish, "polyv-group.fish"),
    (Shell::PowerShell, "_polyv-group.ps1"),
];

fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    folder.join(name)
}

#[test]
fn the_committed_scripts_are_those_of_the_commands() {
    for (shell, name) in FILES {
        let wanted = script(shell);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            std::fs::write(path(name), &wanted).unwrap();
        }
        let found = std::fs::read(path(name)).unwrap_or_default();
        assert!(
            found == wanted,
            "completions/{name} is out of date; rewrite it with `{COMMAND}`"
        );
    }
}

#[test]
fn the_command_prints_the_same() {
    let home = crate::support::Home::new();
    for (shell, word) in FILES.map(|(shell, _)| (shell, shell.to_string())) {
        let run = home.run(&["completions", &word]).expect(0);
        assert_eq!(run.stdout.as_bytes(), script(shell));
    }
}
