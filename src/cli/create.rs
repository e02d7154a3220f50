//! A write that one or many can be given: one from options, with a credentials
//! file beside it, or many from a roster, which `cli::batch` does.

use super::batch::{self, HEADING, How, Many};
use super::context::Context;
use super::{fields, write};
use crate::batch::credentials::CredentialsFile;
use crate::batch::journal::History;
use crate::batch::results::{RowResult, Status};
use crate::batch::roster::{Language, template};
use crate::endpoints::password;
use crate::endpoints::send::DEFAULT_WAIT;
use crate::endpoints::write::Write;
use crate::failure::{Failure, Kind};
use crate::secret::Secret;
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
    run_one(call, &typed.how, args, context)
}

/// Creates one account.
///
/// # Errors
/// As [`write::run`], or the credentials file cannot be written.
fn run_one(
    call: &'static Write,
    how: &How,
    args: &ArgMatches,
    context: &Context,
) -> Result<(), Failure> {
    let console = &context.console;
    let is_shown = console.can_ask() || context.dry_run;
    if how.generate_password && how.credentials_out.is_none() && !is_shown {
        return Err(Failure::usage(
            "--generate-password requires --credentials-out FILE, or a terminal to show it on",
        ));
    }
    if let Some(path) = &how.credentials_out {
        CredentialsFile::check(path, &History::default())?;
    }
    let generated = how.generate_password.then(password::generate).transpose()?;
    let checked = write::check(call, generated.as_ref(), args, context)?;
    let Some(filled) = write::agree(checked, !how.no_preflight, context)? else {
        return Ok(());
    };
    let generated = generated.as_ref().map_or("", Secret::expose);
    // A generated password is on disk before the POST that uses it.
    let file = how.credentials_out.as_deref();
    let file = file.map(|path| CredentialsFile::of_one(path, filled.key(), generated));
    let mut file = file.transpose()?;
    if file.is_none() && how.generate_password {
        // What comes back is not known yet, nor whether anything does.
        console.always(&format!("password: {generated}"));
    }
    let wait = how.wait.unwrap_or(DEFAULT_WAIT);
    let created = write::send(&filled, wait, !how.no_preflight, context);
    let row = created.inspect_err(|failure| {
        if failure.kind != Kind::Unknown {
            // It does not exist, so its password must not be handed out.
            file.take().into_iter().for_each(CredentialsFile::discard);
        }
    })?;
    if let Some(file) = &mut file {
        let created = RowResult::new(0, filled.key(), Status::Created);
        let created = created.of_account(&row);
        file.note(&created.made_password(how.generate_password));
        let what = "the account was created; cannot write its credentials";
        file.save(what)?;
    }
    write::print(&filled, row, context)
}
