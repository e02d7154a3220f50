//! `completions`: the script that teaches a shell the commands and options.

use super::context::Context;
use super::tree;
use crate::failure::Failure;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Command, ValueEnum};
use clap_complete::{Shell, generate};

/// The command as it is typed.
const NAME: &str = "polyv-group";

/// The arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polyv-group completions bash > \\
      ~/.local/share/bash-completion/completions/polyv-group
  polyv-group completions zsh > ~/.zfunc/_polyv-group")]
pub struct Completions {
    /// bash, zsh, fish or powershell
    #[arg(value_parser = shells())]
    shell: Shell,
}

fn shells() -> impl TypedValueParser<Value = Shell> {
    PossibleValuesParser::new(["bash", "zsh", "fish", "powershell"])
        .try_map(|name| Shell::from_str(&name, false))
}

/// The script of a shell.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    generate(shell, &mut shown(), NAME, &mut script);
    if shell == Shell::Bash {
        return fixed(&script);
    }
    script
}

/// clap_complete 4.6 spells a hyphen in the command's own name in two ways,
/// so that no option of a subcommand is ever completed (clap-rs/clap#6421).
/// Where that is fixed this changes nothing.
fn fixed(script: &[u8]) -> Vec<u8> {
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
        context.print(&script(self.shell))
    }
}
