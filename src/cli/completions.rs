//! `completions`: the script that teaches a shell the commands and options.

use super::context::Context;
use super::tree;
use crate::failure::Failure;
use clap::{Args, Command};
use clap_complete::{Shell, generate};

/// The command as it is typed.
const NAME: &str = "polyv-group";

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
    generate(shell, &mut shown(), NAME, &mut script);
    if shell == Shell::Bash {
        return mended(&script);
    }
    script
}

/// clap_complete 4.6 spells a hyphen in the command's own name in two ways,
/// so that no option of a subcommand is ever completed (clap-rs/clap#6421).
/// Where that is mended this changes nothing.
fn mended(script: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(script);
    let (wrong, right) = (NAME.replace('-', "__subcmd__"), NAME.replace('-', "__"));
    text.replace(&wrong, &right).into_bytes()
}

/// The tree without its hidden commands, which the scripts would offer.
fn shown() -> Command {
    let tree = tree();
    let commands = tree.get_subcommands().filter(|c| !c.is_hide_set());
    Command::new(NAME)
        .version(env!("CARGO_PKG_VERSION"))
        .propagate_version(true)
        .args(tree.get_arguments().cloned())
        .subcommands(commands.cloned())
}

impl Completions {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let shell = match self.shell.as_str() {
            "zsh" => Shell::Zsh,
            "fish" => Shell::Fish,
            "powershell" => Shell::PowerShell,
            _ => Shell::Bash,
        };
        context.print_bytes(&script(shell))
    }
}
