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
