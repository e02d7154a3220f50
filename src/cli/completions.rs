//! `completions`: the script that teaches a shell the commands and options.

use super::tree;
use crate::error::Failure;
use clap::Args;
use clap_complete::{Shell, generate};
use std::io::{Write, stdout};

/// The arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polyv-group completions bash > ~/.local/share/bash-completion/completions/polyv-group
  polyv-group completions zsh > ~/.zfunc/_polyv-group")]
pub struct Completions {
    /// bash, zsh, fish or powershell
    #[arg(value_parser = [
        clap::builder::PossibleValue::new("bash"),
        clap::builder::PossibleValue::new("zsh"),
        clap::builder::PossibleValue::new("fish"),
        clap::builder::PossibleValue::new("powershell"),
    ])]
    shell: String,
}

/// The script of a shell.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    generate(shell, &mut tree(), "polyv-group", &mut script);
    script
}

pub(super) fn run(args: &Completions) -> Result<(), Failure> {
    let shell = match args.shell.as_str() {
        "zsh" => Shell::Zsh,
        "fish" => Shell::Fish,
        "powershell" => Shell::PowerShell,
        _ => Shell::Bash,
    };
    let mut out = stdout().lock();
    let written = out.write_all(&script(shell)).and_then(|()| out.flush());
    written.map_err(|error| Failure::output(&error))
}
