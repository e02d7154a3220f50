//! What is derived stays equal to what it is derived from: completions,
//! manual pages, the example config, the examples of the help.

#[path = "../support/mod.rs"]
mod support;

mod circles;
mod completions;
mod examples;
mod ignored;
mod manual;
mod options;
mod shell;
mod texts;

use std::path::{Path, PathBuf};

/// The Rust sources in a folder of the project, with their texts.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// Every command that is shown, from the root down, with the words that call
/// it.
fn commands() -> Vec<(Vec<String>, clap::Command)> {
    let mut root = polyv_group::cli::tree().disable_help_subcommand(true);
    root.build();
    let mut found = Vec::new();
    collect(&root, &[], &mut found);
    found
}

fn collect(
    command: &clap::Command,
    above: &[String],
    found: &mut Vec<(Vec<String>, clap::Command)>,
) {
    let words = [above, &[command.get_name().to_owned()]].concat();
    found.push((words.clone(), command.clone()));
    for command in command.get_subcommands().filter(|c| !c.is_hide_set()) {
        collect(command, &words, found);
    }
}

/// The long options of a command.
fn longs(command: &clap::Command) -> Vec<String> {
    let shown = command.get_arguments().filter(|arg| !arg.is_hide_set());
    shown
        .filter_map(|arg| arg.get_long().map(str::to_owned))
        .collect()
}
