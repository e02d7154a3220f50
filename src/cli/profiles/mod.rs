//! `profiles`: saved credentials and settings.
//!
//! | file | what it does |
//! |---|---|
//! | `add` | a new profile, its key tried before it is saved |
//! | `edit` | `use` and `remove` |
//! | `show` | what is in force, and what it won over |
//! | `check` | the doctor |
//! | `trial` | whether a key works, and for what |
//!
//! `list`, `use` and `remove` work while `default_profile` names a profile
//! that is gone: they are what mends that.

mod add;
pub mod check;
mod edit;
pub mod show;
mod trial;

use super::console::Console;
use super::globals::Globals;
use super::sandbox;
use super::session::{Setup, env};
use crate::config::settings::{BASE_URL, READ_ONLY};
use crate::config::{Config, Profile};
use crate::failure::Failure;
use crate::output::{Column, Style, sink};
use crate::row::Row;
use clap::Subcommand;
use serde_json::json;
use std::io::{BufWriter, Write, stdout};

/// Columns of `profiles list`.
pub const COLUMNS: &[Column] = &[
    Column::text("name", "NAME"),
    Column::text("default", "DEFAULT"),
    Column::text("app_id", "APP ID"),
    Column::text("secret_from", "SECRET FROM"),
    Column::text(READ_ONLY.key, "READ-ONLY"),
    Column::text(BASE_URL.key, "BASE URL"),
];

/// What can be done with profiles.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Save an account's appId and secret under a name
    #[command(
        after_help = "On a terminal it asks for what is missing. The key is tried against the service before it
is saved. The first profile becomes the default one.

Examples:
  polyv-group profiles add hq
  pass show polyv/hq | polyv-group profiles add hq --app-id your-app-id --secret-stdin
  polyv-group profiles add lab --app-id your-app-id --secret-env LAB_SECRET --read-only"
    )]
    Add(Box<add::Add>),
    /// List the profiles in the config file
    #[command(after_help = "Examples:
  polyv-group profiles list")]
    List,
    /// Show which settings are in force and where each came from
    #[command(after_help = "Examples:
  polyv-group profiles show
  polyv-group profiles show --profile hq --sources -o json")]
    Show {
        /// Also show what each setting won over
        #[arg(long)]
        sources: bool,
    },
    /// Make a profile the one used when none is named
    #[command(after_help = "Examples:
  polyv-group profiles use hq")]
    Use {
        /// The profile
        name: String,
    },
    /// Remove a profile from the config file
    #[command(after_help = "Examples:
  polyv-group profiles remove lab --yes")]
    Remove {
        /// The profile
        name: String,
        /// Do not ask
        #[arg(short, long)]
        yes: bool,
    },
    /// Find out why nothing works: files, settings, network, clock, key
    #[command(
        after_help = "One line for each check: ok, warn or fail, and what to do. The exit status is that of the
first failure, 0 without one. A key of neither a group 1.0 nor a 2.0 main account fails.

Examples:
  polyv-group profiles check
  polyv-group profiles check --profile hq -o json"
    )]
    Check,
}

pub(super) fn run(verb: &Verb, globals: &Globals, console: &Console) -> Result<(), Failure> {
    match verb {
        Verb::Add(add) => add.run(globals, console),
        Verb::List => list(globals, console),
        Verb::Show { sources } => show::run(*sources, globals),
        Verb::Use { name } => edit::make_default(name, globals, console),
        Verb::Remove { name, yes } => edit::remove(name, *yes, globals, console),
        Verb::Check => check::run(globals, console),
    }
}

fn list(globals: &Globals, console: &Console) -> Result<(), Failure> {
    let setup = forgiving(globals)?;
    let style = setup.style(globals)?;
    let config = &setup.config;
    let rows = config.profiles.iter().filter_map(|p| row(p, config));
    let rows: Vec<Row> = rows.collect();
    print(&style, COLUMNS, &rows)?;
    if rows.is_empty() {
        console.say("no profiles");
    }
    Ok(())
}

/// The setup, also with a `default_profile` that is gone: then no profile's
/// settings are in force.
fn forgiving(globals: &Globals) -> Result<Setup, Failure> {
    if globals.sandbox {
        return Setup::read(globals);
    }
    let options = globals.options();
    let mut config = Config::load(&options, &env)?;
    if config.default_is_missing() {
        config.default_profile = None;
    }
    let settings = config.settings(&options, &env)?;
    Ok(Setup { config, settings })
}

/// Refuses `--sandbox` where the config file is written.
fn refuse_sandbox(globals: &Globals) -> Result<(), Failure> {
    if globals.sandbox {
        return Err(Failure::usage(
            "--sandbox reads and writes no config file; leave it out",
        ));
    }
    Ok(())
}

/// The environment that holds: with `--sandbox` hardly any.
fn env_of(globals: &Globals) -> fn(&str) -> Option<std::ffi::OsString> {
    if globals.sandbox { sandbox::env } else { env }
}

fn row(profile: &Profile, config: &Config) -> Option<Row> {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let is_read_only = profile
        .settings
        .get(READ_ONLY.key)
        .is_some_and(|text| text == "true");
    let row = json!({
        "name": profile.name,
        "default": yes(config.default_profile.as_ref() == Some(&profile.name)),
        "app_id": profile.app_id,
        "secret_from": profile.secret.key(),
        READ_ONLY.key: yes(is_read_only),
        BASE_URL.key: profile.settings.get(BASE_URL.key),
    });
    Row::parse(&row.to_string()).ok()
}

fn print(style: &Style, columns: &'static [Column], rows: &[Row]) -> Result<(), Failure> {
    let mut out = BufWriter::new(stdout().lock());
    let mut sink = sink(style, columns, &mut out)?;
    let written = rows
        .iter()
        .try_for_each(|row| sink.row(row))
        .and_then(|()| sink.finish())
        .and_then(|_| out.flush());
    written.map_err(|error| Failure::output(&error))
}
