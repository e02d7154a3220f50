//! The bash script completes: commands and options.

use clap_complete::Shell;
use polyv_group::cli::completions::script;
use std::process::{Command, Stdio};

/// Completes the last of the words, as bash does on Tab.
const TAB: &str = r#"
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_polyv__group "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;

fn completed(file: &str, line: &str) -> Vec<String> {
    let mut command = Command::new("bash");
    command
        .args(["--norc", "-c", TAB, "tab", file])
        .args(line.split(' '));
    let output = command.stderr(Stdio::inherit()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_and_options() {
    let is_there = Command::new("bash").arg("--version").output().is_ok();
    if !is_there {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script");
    std::fs::write(&file, script(Shell::Bash)).unwrap();
    let file = file.to_str().unwrap();
    for (line, wanted) in [
        ("polyv-group suba", vec!["subaccounts"]),
        ("polyv-group environ", vec![]),
        ("polyv-group profiles re", vec!["remove"]),
        (
            "polyv-group profiles add --secret-s",
            vec!["--secret-stdin"],
        ),
        ("polyv-group subaccounts list --lim", vec!["--limit"]),
        ("polyv-group allocations log --type v", vec!["vod"]),
    ] {
        let mut found = completed(file, line);
        found.retain(|word| !word.is_empty());
        assert_eq!(found, wanted, "{line}");
    }
}
