//! The options that every command takes, before or after its name.

use super::candidates;
use crate::config::settings::{Env, OUTPUT, Toml};
use crate::config::{Options, SETTINGS, Setting, Texts};
use crate::lang::{Both, Lang, both, current};
use crate::order;
use crate::output::{Column, Format, Headings};
use crate::text;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Args, ColorChoice, Command, FromArgMatches, ValueEnum};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The heading of these options in the help.
pub(super) const GLOBAL_OPTIONS: Both = both("Global options", "全局选项");

/// The help of `--columns`.
const COLUMNS: Both = both(
    "Columns of tables, CSV and workbooks, by name or heading; `all` for all; +A,-B to add A to \
     the usual ones and take B away",
    "表格、CSV 和工作簿的列，写字段名或列名；`all` 为全部；+A,-B 在默认列上增加 A、去掉 B",
);

/// What was typed of the global options.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = GLOBAL_OPTIONS)]
pub(super) struct Globals {
    #[arg(help = both(
        "Use this profile and no credentials from the environment",
        "使用此配置档，不用环境变量中的凭证",
    ))]
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "sandbox")]
    #[arg(add = candidates::profiles())]
    pub profile: Option<String>,
    #[arg(help = both("Read this config file", "读取此配置文件"))]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[arg(help = both(
        "Run against the built-in simulator: no account, no network, no config",
        "在内置的模拟环境中运行：无需账号、网络和配置",
    ))]
    #[arg(long, global = true)]
    pub sandbox: bool,
    #[arg(help = both(
        "Output format: table (default), json, jsonl, csv or xlsx",
        "输出格式：table（默认）、json、jsonl、csv 或 xlsx",
    ))]
    #[arg(short, long, global = true, value_name = "FORMAT")]
    #[arg(hide_possible_values = true)]
    pub output: Option<Format>,
    #[arg(help = both(
        "Write the data to this file once they are whole; its ending chooses the format: .csv \
         .json .jsonl .xlsx .txt",
        "数据完整后写入此文件；扩展名决定格式：.csv .json .jsonl .xlsx .txt",
    ))]
    #[arg(long, global = true, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[arg(long, global = true, help = COLUMNS, value_name = "A,B,…")]
    #[arg(value_delimiter = ',', allow_hyphen_values = true)]
    pub columns: Option<Vec<String>>,
    #[arg(help = both(
        "Headings of tables, CSV and workbooks: api (field names), zh or en",
        "表格、CSV 和工作簿的列名：api（字段名）、zh（中文）或 en（英文）",
    ))]
    #[arg(long, global = true, value_name = "WHICH")]
    #[arg(hide_possible_values = true)]
    pub headings: Option<Headings>,
    #[arg(help = both(
        "No heading line in tables, CSV and workbooks",
        "表格、CSV 和工作簿不带列名行",
    ))]
    #[arg(long, global = true)]
    pub no_header: bool,
    #[arg(help = both(
        "CSV for spreadsheets: BOM, CRLF, an apostrophe before a cell that they would run or \
         change; people see it (without it every value is byte-faithful)",
        "供表格软件打开的 CSV：带 BOM、CRLF，会被执行或改写的单元格前加撇号，打开后可见（不用此\
         选项时每个值逐字节不变）",
    ))]
    #[arg(long, global = true)]
    pub excel: bool,
    #[arg(help = both("Print secrets instead of ********", "显示密钥，而不是 ********"))]
    #[arg(long, global = true)]
    pub show_secrets: bool,
    #[arg(help = both(
        "Print the first request as a curl command, its secrets masked; send nothing",
        "把第一个请求打印为 curl 命令，密钥打码；不发送任何请求",
    ))]
    #[arg(long, global = true)]
    pub print_curl: bool,
    /// The settings that were typed.
    #[command(flatten)]
    pub settings: TypedSettings,
    #[arg(help = both("Colour: auto, always or never", "颜色：auto、always 或 never"))]
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(hide_possible_values = true)]
    pub color: ColorChoice,
    #[arg(help = both("No progress and no warnings on stderr", "stderr 上不显示进度和警告"))]
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    #[arg(help = both(
        "Tell of requests and retries on stderr; twice: parameters and replies",
        "在 stderr 上显示请求和重试；写两次还显示参数和应答",
    ))]
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
    order::sort_by_key(&mut options, |setting| {
        matches!(setting.toml, Toml::Number | Toml::Duration)
    });
    options
}

fn option(setting: &'static Setting) -> Arg {
    let help = match setting.default {
        "" => setting.help.into(),
        default => text!(
            "{help} [default: {default}]",
            "{help} [默认：{default}]",
            help = setting.help
        ),
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
        let heading = match current() {
            Lang::En => column.heading,
            Lang::Zh => column.chinese(),
        };
        format!("\n {mark} {:longest$}  {heading}", column.field)
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
        .long_help(text!(
            "{COLUMNS}. The names and their headings (* in tables by default, ! secret):{listed}",
            "{COLUMNS}。字段名和列名（* 为表格默认显示，! 为密钥）：{listed}"
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
pub(super) fn wants_json(args: &[OsString], env: Env<'_>) -> bool {
    let format = typed(args, "--output", "o");
    let of_file = || {
        let file = typed(args, "--out", "")?;
        Some(ending(Path::new(&file))?.to_string())
    };
    let format = format.or_else(of_file);
    let format = format.or_else(|| env(OUTPUT.variable)?.into_string().ok());
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
        wants_json(&args, &|_| None)
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
