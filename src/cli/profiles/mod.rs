//! `profiles`: saved credentials and settings.
//!
//! | file | what it does |
//! |---|---|
//! | `add` | a new profile, its key tried before it is saved |
//! | `edit` | `use` and `remove` |
//! | `show` | what is in force, and what it won over |
//! | `check` | the doctor |
//!
//! `list`, `use` and `remove` work while `default_profile` names a profile
//! that does not exist: they are what fixes that.

mod add;
pub(super) mod check;
mod edit;
pub(super) mod show;

use super::candidates;
use super::context::{Context, read_config};
use super::exchange::env_of;
use super::globals::columns_option;
use crate::config::settings::{BASE_URL, READ_ONLY};
use crate::config::{Config, Profile};
use crate::failure::Failure;
use crate::output::Column;
use crate::row::Row;
use clap::Subcommand;
use serde_json::json;

/// Columns of `profiles list`.
pub(super) const COLUMNS: &[Column] = &[
    Column::text("name", "NAME"),
    Column::text("default", "DEFAULT"),
    Column::text("app_id", "APP ID"),
    Column::text("secret_from", "SECRET FROM"),
    Column::text(READ_ONLY.key, "READ-ONLY"),
    Column::text(BASE_URL.key, "BASE URL"),
];

/// What can be done with profiles.
#[derive(Debug, Subcommand)]
pub(super) enum ProfilesVerb {
    /// Save an account's appId and secret under a name
    #[command(after_help = add::HELP)]
    Add(Box<add::Add>),
    /// List the profiles in the config file
    #[command(arg = columns_option(COLUMNS), after_help = "Examples:
  polyv-group profiles list")]
    List,
    /// Show which settings are in force and where each came from
    #[command(arg = columns_option(show::COLUMNS), after_help = "Examples:
  polyv-group profiles show
  polyv-group profiles show hq --sources -o json")]
    Show {
        /// The profile; without it the one in force
        #[arg(add = candidates::profiles())]
        name: Option<String>,
        /// Also show what each setting won over
        #[arg(long)]
        sources: bool,
    },
    /// Make a profile the one used when none is named
    #[command(after_help = "Examples:
  polyv-group profiles use hq")]
    Use {
        /// The profile
        #[arg(add = candidates::profiles())]
        name: String,
    },
    /// Remove a profile from the config file
    #[command(after_help = "Examples:
  polyv-group profiles remove lab --yes")]
    Remove {
        /// The profile
        #[arg(add = candidates::profiles())]
        name: String,
        /// Do it without asking you to confirm
        #[arg(short, long)]
        yes: bool,
    },
    /// Find out why nothing works: files, settings, network, clock, key
    #[command(arg = columns_option(check::COLUMNS), after_help = "\
One line for each check: ok, warn or fail, and what to do. The exit status is that of the \
first failure, 0 without one. A key of neither a group 1.0 nor a 2.0 main account fails.

Examples:
  polyv-group profiles check
  polyv-group profiles check hq -o json")]
    Check {
        /// The profile; without it the one in force
        #[arg(add = candidates::profiles())]
        name: Option<String>,
    },
}

impl ProfilesVerb {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let reads = matches!(self, Self::List | Self::Show { .. } | Self::Check { .. });
        if context.globals.sandbox && !reads {
            let words = "--sandbox reads and writes no config file; leave it out";
            return Err(Failure::usage(words));
        }
        match self {
            ProfilesVerb::Add(add) => add.run(context),
            ProfilesVerb::List => list(context),
            ProfilesVerb::Show { name, sources } => {
                show::run(*sources, &of(name.as_ref(), context)?)
            }
            ProfilesVerb::Use { name } => edit::make_default(name, context),
            ProfilesVerb::Remove { name, .. } => edit::remove(name, context),
            ProfilesVerb::Check { name } => check::run(&of(name.as_ref(), context)?),
        }
    }
}

/// The context of the profile of this name; without one that in force.
fn of(name: Option<&String>, context: &Context) -> Result<Context, Failure> {
    let mut globals = context.globals.clone();
    if name.is_some() && (globals.profile.is_some() || globals.sandbox) {
        let message = "NAME excludes --profile and --sandbox; leave one out";
        return Err(Failure::usage(message));
    }
    globals.profile = name.cloned().or(globals.profile);
    Ok(context.other(globals))
}

fn list(context: &Context) -> Result<(), Failure> {
    let globals = context.globals.clone();
    let mut config = read_config(&globals)?;
    if config.default_is_missing() {
        config.default_profile = None;
    }
    let env = env_of(globals.sandbox);
    let context = context.with(globals, config, &env)?;
    let config = context.config()?;
    let rows = config.profiles.iter().map(|profile| row(profile, config));
    context.rows(COLUMNS, rows)?;
    if config.profiles.is_empty() {
        context.console.info("no profiles");
    }
    Ok(())
}

fn row(profile: &Profile, config: &Config) -> Row {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let setting = |key| profile.settings.get(key);
    let is_guarded = setting(READ_ONLY.key).is_some_and(|text| text == "true");
    Row::from(json!({
        "name": profile.name,
        "default": yes(config.default_profile.as_ref() == Some(&profile.name)),
        "app_id": profile.app_id,
        "secret_from": profile.secret.key(),
        READ_ONLY.key: yes(is_guarded),
        BASE_URL.key: setting(BASE_URL.key),
    }))
}
