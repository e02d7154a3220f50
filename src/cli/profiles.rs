//! `profiles`: saved credentials and settings. None of these verbs calls the
//! API.

use super::console::Console;
use super::globals::Globals;
use super::session::{Setup, env};
use crate::config::{ProfileRow, ShownSetting};
use crate::error::Failure;
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
    Column::text("read_only", "READ-ONLY"),
    Column::text("base_url", "BASE URL"),
];

/// Columns of `profiles show`.
pub const SHOW_COLUMNS: &[Column] = &[
    Column::text("setting", "SETTING"),
    Column::text("value", "VALUE"),
    Column::text("source", "SOURCE"),
];

/// What can be done with profiles.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List the profiles in the config file
    #[command(after_help = "Examples:
  polyv-group profiles list")]
    List,
    /// Show which settings are in force and where each came from
    #[command(after_help = "Examples:
  polyv-group profiles show
  polyv-group profiles show --profile hq -o json")]
    Show,
}

pub(super) fn run(verb: &Verb, globals: &Globals, console: &Console) -> Result<(), Failure> {
    let setup = Setup::read(globals)?;
    let console = &setup.console(console);
    let style = setup.style(globals)?;
    match verb {
        Verb::List => {
            let rows: Vec<Row> = setup.config.rows().iter().filter_map(profile_row).collect();
            print(&style, COLUMNS, &rows)?;
            if rows.is_empty() {
                console.say("no profiles");
            }
            Ok(())
        }
        Verb::Show => {
            let shown = setup.config.show(&globals.options(), &env)?;
            let rows: Vec<Row> = shown.iter().filter_map(setting_row).collect();
            print(&style, SHOW_COLUMNS, &rows)
        }
    }
}

fn profile_row(profile: &ProfileRow) -> Option<Row> {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let row = json!({
        "name": profile.name,
        "default": yes(profile.is_default),
        "app_id": profile.app_id,
        "secret_from": profile.secret_from,
        "read_only": yes(profile.read_only),
        "base_url": profile.base_url,
    });
    Row::parse(&row.to_string()).ok()
}

fn setting_row(setting: &ShownSetting) -> Option<Row> {
    let row = json!({
        "setting": setting.name,
        "value": setting.value,
        "source": setting.source,
    });
    Row::parse(&row.to_string()).ok()
}

fn print(style: &Style, columns: &'static [Column], rows: &[Row]) -> Result<(), Failure> {
    let mut out = BufWriter::new(stdout().lock());
    let mut sink = sink(style, columns, &mut out)
        .map_err(|error| Failure::usage(format!("--columns: {error}")))?;
    let written = rows
        .iter()
        .try_for_each(|row| sink.row(row))
        .and_then(|()| sink.finish())
        .and_then(|()| out.flush());
    written.map_err(|error| Failure::output(&error))
}
