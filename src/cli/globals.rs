//! The options that every command takes, before or after its name.

use super::candidates;
use crate::config::settings::{OUTPUT, Toml};
use crate::config::{Options, SETTINGS, Setting, Texts};
use crate::output::{Column, Format, Headings};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Args, ColorChoice, Command, FromArgMatches, ValueEnum};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The heading of these options in the help.
pub(super) const GLOBAL_OPTIONS: &str = "Global options";

/// The help of `--columns`.
const COLUMNS: &str = "Columns of tables, CSV and workbooks, by name or heading; `all` for all; +A,-B to \
                       add A to the usual ones and take B away";

/// What was typed of the global options.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = GLOBAL_OPTIONS)]
pub(super) struct Globals {
    /// Use this profile and no credentials from the environment
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "sandbox")]
    #[arg(add = candidates::profiles())]
    pub profile: Option<String>,
    /// Read this config file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Run against the built-in simulator: no account, no network, no config
    #[arg(long, global = true)]
    pub sandbox: bool,
    /// Output format: table (default), json, jsonl, csv or xlsx
    #[arg(short, long, global = true, value_name = "FORMAT")]
    #[arg(hide_possible_values = true)]
    pub output: Option<Format>,
    /// Write the data to this file once they are whole; its ending chooses the
    /// format: .csv .json .jsonl .xlsx .txt
    #[arg(long, global = true, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[arg(long, global = true, help = COLUMNS, value_name = "A,B,…")]
    #[arg(value_delimiter = ',', allow_hyphen_values = true)]
    pub columns: Option<Vec<String>>,
    /// Headings of tables, CSV and workbooks: api (field names), zh or en
    #[arg(long, global = true, value_name = "WHICH")]
    #[arg(hide_possible_values = true)]
    pub headings: Option<Headings>,
    /// No heading line in tables, CSV and workbooks
    #[arg(long, global = true)]
    pub no_header: bool,
    /// CSV for spreadsheets: BOM, CRLF, an apostrophe before a cell that they
    /// would run or change; people see it (without it every value is byte-faithful)
    #[arg(long, global = true)]
    pub excel: bool,
    /// Print secrets instead of ********
    #[arg(long, global = true)]
    pub show_secrets: bool,
    /// Print the first request as a curl command, its secrets masked; send
    /// nothing
    #[arg(long, global = true)]
    pub print_curl: bool,
    /// The settings that were typed.
    #[command(flatten)]
    pub settings: TypedSettings,
    /// Colour: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(hide_possible_values = true)]
    pub color: ColorChoice,
    /// No progress and no warnings on stderr
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Tell of requests and retries on stderr; twice: parameters and replies
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

impl Globals {
    /// The format that was typed, or that the ending of `--out` says.
    pub(super) fn format(&self) -> Option<Format> {
        let ending = self.out.as_deref().and_then(ending);
        self.output.or(ending)
    }

    /// The part that concerns the configuration.
    pub(super) fn options(&self) -> Options {
        let format = self.format().map(|format| (OUTPUT.key, format.to_string()));
        Options {
            profile: self.profile.clone(),
            config: self.config.clone(),
            settings: self.settings.0.clone().into_iter().chain(format).collect(),
        }
    }
}

/// The settings among the options, made from their table. `--output` is one
/// of the options above: it knows the formats.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedSettings(Texts);

/// In the order of the help: words, then numbers.
fn options() -> Vec<&'static Setting> {
    let is_option = |setting: &&Setting| !setting.help.is_empty();
    let mut options: Vec<_> = SETTINGS.into_iter().filter(is_option).collect();
    options.sort_by_key(|setting| matches!(setting.toml, Toml::Number | Toml::Duration));
    options
}

fn option(setting: &'static Setting) -> Arg {
    let help = match setting.default {
        "" => setting.help.to_owned(),
        default => format!("{} [default: {default}]", setting.help),
    };
    let option = Arg::new(setting.key)
        .long(setting.option.trim_start_matches('-'))
        .global(true)
        .value_name(setting.value_name)
        .help(help);
    match setting.words {
        [] => option.value_parser(setting.read),
        words => option
            .value_parser(PossibleValuesParser::new(words))
            .hide_possible_values(true),
    }
}

impl Args for TypedSettings {
    fn augment_args(command: Command) -> Command {
        command.args(options().into_iter().map(option))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for TypedSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let typed = |setting: &'static Setting| {
            let text = matches.get_one::<String>(setting.key)?;
            Some((setting.key, text.clone()))
        };
        Ok(Self(options().into_iter().filter_map(typed).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The `--columns` of one command, whose long help lists them.
pub(super) fn columns_option(columns: &'static [Column]) -> Arg {
    let longest = columns.iter().map(|column| column.field.len()).max();
    // One name of 40 letters need not push all headings off the terminal.
    let longest = longest.unwrap_or(0).min(24);
    let listed = columns.iter().map(|column| {
        let mark = match (column.shown, column.is_secret()) {
            (true, _) => '*',
            (_, true) => '!',
            _ => ' ',
        };
        format!("\n {mark} {:longest$}  {}", column.field, column.heading)
    });
    let listed: String = listed.collect();
    Arg::new("columns")
        .long("columns")
        .value_name("A,B,…")
        .value_delimiter(',')
        .allow_hyphen_values(true)
        .add(candidates::columns(columns, true))
        .hide_short_help(true)
        .help_heading(GLOBAL_OPTIONS)
        .help(COLUMNS)
        .long_help(format!(
            "{COLUMNS}. The names and their headings (* in tables by default, ! secret):{listed}"
        ))
}

/// The format that the ending of a file says.
fn ending(path: &Path) -> Option<Format> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let format = match ending.as_str() {
        "txt" => Format::Table,
        other => Format::from_str(other, false).ok()?,
    };
    (ending != "table").then_some(format)
}

/// Whether the arguments ask for JSON, looked up before they are parsed: an
/// error of the parsing itself must come as JSON then. The last one wins.
pub(super) fn wants_json(args: &[OsString]) -> bool {
    let format = typed(args, "--output", "o");
    let of_file = || {
        let file = typed(args, "--out", "")?;
        Some(ending(Path::new(&file))?.to_string())
    };
    let format = format.or_else(of_file);
    let format = format.or_else(|| std::env::var(OUTPUT.variable).ok());
    matches!(format.as_deref(), Some("json" | "jsonl"))
}

/// When the arguments ask for colour, looked up before they are parsed: the
/// parser prints help itself.
pub(super) fn wanted_color(args: &[OsString]) -> ColorChoice {
    let when = typed(args, "--color", "");
    when.and_then(|when| ColorChoice::from_str(&when, false).ok())
        .unwrap_or_default()
}

/// The last value typed for an option; a short one may have the flags `-q`
/// and `-v` before it in its word: `-ojson`, `-vo json`.
pub(super) fn typed(args: &[OsString], long: &str, short: &str) -> Option<String> {
    let words = args.iter().skip(1).filter_map(|arg| arg.to_str());
    let words: Vec<&str> = words.take_while(|word| *word != "--").collect();
    let value = |(at, word): (usize, &&str)| {
        let letters = || {
            word.strip_prefix('-')?
                .trim_start_matches(['q', 'v'])
                .strip_prefix(short)
        };
        let rest = match word.strip_prefix(long) {
            Some(rest) if rest.is_empty() || rest.starts_with('=') => rest,
            _ => letters().filter(|_| !short.is_empty())?,
        };
        match rest.trim_start_matches('=') {
            "" => words.get(at + 1).map(ToString::to_string),
            joined => Some(joined.to_owned()),
        }
    };
    words.iter().enumerate().rev().find_map(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(line: &str) -> bool {
        let args: Vec<OsString> = line.split(' ').map(Into::into).collect();
        wants_json(&args)
    }

    #[test]
    fn json_is_recognised_in_every_spelling() {
        for line in [
            "p -o json x",
            "p -ojsonl",
            "p -o=json",
            "p x --output=json",
            "p --output jsonl",
            "p -qo json",
            "p -vvojson",
        ] {
            assert!(asks(line), "{line}");
        }
        for line in [
            "p",
            "p -o csv",
            "p -o",
            "p -o json -o table",
            "p -- -o json",
        ] {
            assert!(!asks(line), "{line}");
        }
    }

    #[test]
    fn the_colour_of_help_is_what_was_typed() {
        let color = |line: &str| wanted_color(&line.split(' ').map(Into::into).collect::<Vec<_>>());
        assert_eq!(color("p --color never --help"), ColorChoice::Never);
        assert_eq!(color("p x --help --color=always"), ColorChoice::Always);
        assert_eq!(color("p --help"), ColorChoice::Auto);
        assert_eq!(color("p --color pink --help"), ColorChoice::Auto);
    }
}
