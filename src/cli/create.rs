//! A write that one or many can be given: one from options, as any write, or
//! many from a roster, which `cli::batch` does.

use super::batch::{self, HEADING, How, Many};
use super::context::Context;
use super::{fields, write};
use crate::batch::roster::{Language, template};
use crate::endpoints::write::Write;
use crate::failure::Failure;
use clap::{ArgGroup, ArgMatches, Args, Command};
use std::time::Duration;

/// The options beside those of the one account.
#[derive(Debug, Args)]
struct Create {
    /// Do not wait for the list to show the account
    #[arg(long, conflicts_with = "wait")]
    no_wait: bool,
    #[command(flatten)]
    many: Many,
    #[command(flatten)]
    how: How,
    /// Print an empty roster for --from, with API field names or (=chinese)
    /// Chinese headings
    #[arg(long, value_name = "api|chinese", num_args = 0..=1, require_equals = true,
          default_missing_value = "api", value_enum, hide_possible_values = true, help_heading = HEADING,
          conflicts_with_all = ["One", "Many", "How", "yes", "dry_run"])]
    template: Option<Language>,
}

/// The command of a write that one or many can be given.
pub(super) fn command(call: &'static Write) -> Command {
    let options = write::options(call);
    let one = options.iter().map(|option| option.get_id().clone());
    let one = ArgGroup::new("One").multiple(true).args(one).arg("no_wait");
    let command = Create::augment_args(Command::new(call.command.1).args(options).group(one));
    let headings = call.fields.iter().filter(|field| !field.help.is_empty());
    let headings = headings.map(|field| format!("{} {}", field.api, field.chinese()));
    let headings = headings.collect::<Vec<_>>().join(", ");
    let notes = format!("{}\nHeadings of a roster: {headings}.", call.notes);
    let end = fields::notes_and_examples(&notes, call.examples);
    command
        .args(write::how())
        .about(call.about)
        .after_help(end)
        .mut_arg("password_stdin", |stdin| {
            stdin.conflicts_with("generate_password")
        })
}

/// Runs it.
pub(super) fn run(
    call: &'static Write,
    args: &ArgMatches,
    context: &Context,
) -> Result<(), Failure> {
    let mut typed: Create = fields::parsed(args)?;
    if let Some(language) = typed.template {
        return context.print(&template(call, language));
    }
    if let Some(from) = &typed.many.from {
        return batch::run(call, &typed.many, from, &typed.how, context);
    }
    if typed.no_wait {
        typed.how.wait = Some(Duration::ZERO);
    }
    write::run(call, &typed.how, args, context).map(drop)
}
