//! The options that every command takes, before or after its name.

use crate::config::{Options, parse_duration};
use crate::output::{Column, Format, names};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Args, ColorChoice, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// What was typed of the global options.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Use this profile and no credentials from the environment
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "sandbox")]
    pub profile: Option<String>,
    /// Read this config file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Run against the built-in simulator: no account, no network, no config
    #[arg(long, global = true)]
    pub sandbox: bool,
    /// Output format [default: table]
    #[arg(
        short,
        long,
        global = true,
        value_name = "FORMAT",
        hide_possible_values = true,
        help = "Output format: table (default), json, jsonl or csv"
    )]
    pub output: Option<Format>,
    /// Columns of tables and CSV, by API field name, in this order
    #[arg(long, global = true, value_name = "A,B,…", value_delimiter = ',')]
    pub columns: Option<Vec<String>>,
    /// No heading line in tables and CSV
    #[arg(long, global = true)]
    pub no_header: bool,
    /// CSV for spreadsheets: BOM, CRLF, formulas defused (without it every
    /// value is byte-faithful)
    #[arg(long, global = true)]
    pub excel: bool,
    /// Print secrets instead of ********
    #[arg(long, global = true)]
    pub show_secrets: bool,
    /// Print the first request as a curl command, its secrets masked; send
    /// nothing
    #[arg(long, global = true)]
    pub print_curl: bool,
    /// Time zone of printed times: an IANA name or `local` [default:
    /// Asia/Shanghai]
    #[arg(long, global = true, value_name = "NAME")]
    pub tz: Option<String>,
    /// Time allowed for one request [default: 30s]
    #[arg(long, global = true, value_name = "DUR", value_parser = parse_duration)]
    pub timeout: Option<Duration>,
    /// Tries after the first one, 0 to 20 [default: 4]
    #[arg(long, global = true, value_name = "N", value_parser = crate::config::parse_retries)]
    pub retries: Option<u32>,
    /// Connections at a time, 1 to 64 [default: 8]
    #[arg(long, global = true, value_name = "N", value_parser = crate::config::parse_connections)]
    pub connections: Option<u32>,
    /// Colour: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        hide_possible_values = true,
        default_value = "auto"
    )]
    pub color: ColorChoice,
    /// No progress and no warnings on stderr
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Tell of requests and retries on stderr; twice: parameters and replies
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

impl Globals {
    /// The part that concerns the configuration.
    pub fn options(&self) -> Options {
        Options {
            profile: self.profile.clone(),
            config: self.config.clone(),
            timeout: self.timeout,
            retries: self.retries,
            connections: self.connections,
            output: self.output.map(|format| format.to_string()),
            tz: self.tz.clone(),
        }
    }
}

/// Gives a command its own `--columns`: completion and help know the names.
pub fn with_columns(command: clap::Command, columns: &'static [Column]) -> clap::Command {
    let listed = columns
        .iter()
        .map(|column| match (column.shown, column.is_secret()) {
            (true, _) => format!("{}*", column.field),
            (_, true) => format!("{}!", column.field),
            _ => column.field.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(", ");
    let help = "Columns of tables and CSV, by API field name, in this order";
    let argument = Arg::new("columns")
        .long("columns")
        .value_name("A,B,…")
        .value_delimiter(',')
        .value_parser(PossibleValuesParser::new(names(columns)))
        .hide_possible_values(true)
        .help_heading("Global options")
        .help(help)
        .long_help(format!(
            "{help} (* in tables by default, ! secret): {listed}"
        ));
    command.arg(argument)
}

/// Whether the arguments ask for JSON, looked up before they are parsed: an
/// error of the parsing itself must come as JSON then. The last one wins.
pub fn wants_json(args: &[OsString]) -> bool {
    let format = typed(args, "--output", "o");
    let format = format.or_else(|| std::env::var("POLYV_OUTPUT").ok());
    matches!(format.as_deref(), Some("json" | "jsonl"))
}

/// When the arguments ask for colour, looked up before they are parsed: the
/// parser prints help itself.
pub fn wanted_color(args: &[OsString]) -> ColorChoice {
    let when = typed(args, "--color", "");
    when.and_then(|when| ColorChoice::from_str(&when, false).ok())
        .unwrap_or_default()
}

/// The last value typed for an option; a short one may have the flags `-q`
/// and `-v` before it in its word: `-ojson`, `-vo json`.
fn typed(args: &[OsString], long: &str, short: &str) -> Option<String> {
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
