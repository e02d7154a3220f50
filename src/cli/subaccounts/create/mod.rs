//! `subaccounts create`: new accounts, one from options or many from a roster.
//!
//! | file | what it does |
//! |---|---|
//! | [`one`] | one account |
//! | [`words`] | what is said of it |
//! | [`mod@print`] | and printed |
//! | [`many`] | `--from`: from the roster to the summary |
//! | [`roster`] | reading it, and telling its faults |
//! | [`paths`] | the files beside it |
//! | [`journal`] | the journal, and what is said where it cannot be used |
//! | [`plan`] | what will be done, shown before it is |
//! | [`passwords`] | the credentials file of a run that may be interrupted |
//! | [`doing`] | the run, with its progress |
//! | [`report`] | results and summary |
//! | [`verdict`] | exit status, and what to do next |

mod doing;
mod journal;
mod many;
mod one;
mod passwords;
mod paths;
mod plan;
mod print;
mod report;
mod roster;
mod verdict;
mod words;

use crate::batch::create::DEFAULT_WAIT;
use crate::batch::roster::{Language, template};
use crate::cli::console::Console;
use crate::cli::globals::Globals;
use crate::clock;
use crate::config::parse_duration;
use crate::failure::Failure;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::{Write, stdout};
use std::path::PathBuf;
use std::time::Duration;

/// The arguments of `subaccounts create`.
#[derive(Debug, Args)]
pub struct Create {
    #[command(flatten)]
    one: one::One,
    #[command(flatten)]
    many: many::Many,
    #[command(flatten)]
    how: How,
    /// Print an empty roster for --from, with API field names or (=chinese)
    /// Chinese headings
    #[arg(long, value_name = "api|chinese", num_args = 0..=1, require_equals = true,
          default_missing_value = "api", value_parser = language, help_heading = many::HEADING,
          conflicts_with_all = ["One", "Many", "How"])]
    template: Option<Language>,
}

/// How to create, one or many.
#[derive(Debug, Args)]
pub(super) struct How {
    /// Make passwords; they go into --credentials-out, or (one account) are
    /// shown on the terminal
    #[arg(long)]
    generate_password: bool,
    /// Write e-mail, userId, appId, appSecret and a generated password as CSV
    /// into this new file, which only you can read
    #[arg(long, value_name = "FILE")]
    credentials_out: Option<PathBuf>,
    /// Wait so long for the list to show an account [default: 15s]; the
    /// service takes up to 3 s
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    wait: Option<Duration>,
    /// Do not ask the service first: for one account whether its e-mail is
    /// free and the plan fits, for many whether phones and the plan fit
    #[arg(long)]
    no_preflight: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Show what would be sent, send nothing
    #[arg(long)]
    dry_run: bool,
}

impl How {
    fn wait(&self) -> Duration {
        self.wait.unwrap_or(DEFAULT_WAIT)
    }
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "api" => Ok(Language::Api),
        "chinese" => Ok(Language::Chinese),
        _ => Err("there are api and chinese".into()),
    }
}

impl Create {
    pub(super) fn run(&self, globals: &Globals, console: &Console) -> Result<(), Failure> {
        let how = &self.how;
        if let Some(language) = self.template {
            print_template(language)
        } else if let Some(from) = &self.many.from {
            self.many.run(from, how, globals, console)
        } else {
            let one = &self.one;
            one::Single { one, how }.run(globals, console)
        }
    }
}

fn print_template(language: Language) -> Result<(), Failure> {
    let mut out = stdout().lock();
    let written = out.write_all(template(language).as_bytes());
    let written = written.and_then(|()| out.flush());
    written.map_err(|error| Failure::output(&error))
}

/// The day in China, where expiry dates count.
fn today() -> Date {
    let now = Timestamp::from_millisecond(clock::unix_millis()).unwrap_or_default();
    jiff::tz::offset(8).to_datetime(now).date()
}
