//! `completions`: the script that teaches a shell what may follow, and the
//! hidden command that the scripts ask for it.

use super::context::Context;
use super::fields::examples;
use super::{candidates, parser, topics, tree};
use crate::failure::Failure;
use crate::lang::both;
use clap::builder::PossibleValuesParser;
use clap::{Args, Command, ValueHint};
use clap_complete::CompletionCandidate;
use clap_complete::engine::complete;
use std::ffi::OsString;

/// The scripts, by shell.
pub static SCRIPTS: [(&str, &str); 4] = [
    ("bash", include_str!("../../completions/polyv-group.bash")),
    ("zsh", include_str!("../../completions/_polyv-group")),
    ("fish", include_str!("../../completions/polyv-group.fish")),
    (
        "powershell",
        include_str!("../../completions/_polyv-group.ps1"),
    ),
];

/// The arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = examples(
    "polyv-group completions bash > \\
    ~/.local/share/bash-completion/completions/polyv-group
polyv-group completions zsh > ~/.zfunc/_polyv-group"
))]
pub struct Completions {
    #[arg(help = both("bash, zsh, fish or powershell", "bash、zsh、fish 或 powershell"))]
    #[arg(value_parser = PossibleValuesParser::new(SCRIPTS.map(|(shell, _)| shell)))]
    shell: String,
}

impl Completions {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let mut scripts = SCRIPTS.iter();
        let script = scripts.find(|(shell, _)| *shell == self.shell);
        context.print(script.map_or("", |(_, script)| script))
    }
}

/// The arguments of `complete`.
#[derive(Debug, Args)]
#[command(after_help = examples("polyv-group complete -- polyv-group sub"))]
pub struct Complete {
    #[arg(help = both(
        "The words typed so far; the last one is completed",
        "已输入的词；补全最后一个",
    ))]
    #[arg(last = true)]
    words: Vec<OsString>,
}

impl Complete {
    pub(super) fn run(self, context: &Context) -> Result<(), Failure> {
        context.print(&candidates(self.words))
    }
}

/// What the last word may be, a candidate a line, a tab before its meaning.
pub fn candidates(words: Vec<OsString>) -> String {
    let word = words.last().cloned().unwrap_or_default();
    let at = words.len().saturating_sub(1);
    // Where nothing can be found there is nothing to offer.
    let mut found = complete(&mut shown(), words, at, None).unwrap_or_default();
    let dashes = |c: &CompletionCandidate| {
        let bytes = c.get_value().as_encoded_bytes().iter();
        bytes.take_while(|byte| **byte == b'-').count()
    };
    if word.is_empty() {
        // What may be left out comes where nothing else can, by its long name.
        let number = 2 * usize::from(found.iter().all(|c| dashes(c) > 0));
        found.retain(|c| dashes(c) == number);
    }
    let line = |c: &CompletionCandidate| {
        let help = c.get_help().map(ToString::to_string).unwrap_or_default();
        let help = parser::in_words(&help);
        let tab = if help.is_empty() { "" } else { "\t" };
        let help = help.lines().next().unwrap_or_default();
        format!("{}{tab}{help}\n", c.get_value().to_string_lossy())
    };
    found.iter().map(line).collect()
}

/// The tree as it is offered: topics below `help` alone.
fn shown() -> Command {
    let tree = files(tree());
    let commands = tree.get_subcommands().filter(|c| !c.is_hide_set());
    let commands: Vec<_> = commands.cloned().collect();
    let topics = topics::commands(|_| false).map(|topic| topic.hide(false));
    let help =
        Command::new("help").about(both("The help of a command or a topic", "命令或主题的帮助"));
    let help = help.subcommands(commands.clone()).subcommands(topics);
    Command::new("polyv-group")
        .version(env!("CARGO_PKG_VERSION"))
        .propagate_version(true)
        .disable_help_subcommand(true)
        .args(tree.get_arguments().cloned())
        .subcommands(commands)
        .subcommand(help)
}

/// The command with the mark of files where one is meant.
fn files(command: Command) -> Command {
    let command = command.mut_args(|arg| match arg.get_value_hint() {
        ValueHint::AnyPath => arg.add(candidates::files()),
        _ => arg,
    });
    command.disable_help_subcommand(true).mut_subcommands(files)
}
