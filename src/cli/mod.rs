//! The command line: what was typed, turned into calls and output.
//!
//! What calls an endpoint is made from the data of [`crate::endpoints`]; the
//! other commands have a file each. The parts that commands share are
//!
//! | file | what it does |
//! |---|---|
//! | `globals` | the options every command takes |
//! | `consent` | whether a write may go |
//! | `console` | everything on stderr |
//! | `candidates` | what completion offers for a value |
//! | `context` | everything a command needs |
//! | `out` | stdout, or the file of `--out` |
//! | `printing` | rows and documents on their way there |
//! | `exchange` | what carries requests: the network or the simulator |
//! | `fields` | options and help made from an endpoint's data |
//! | `ask` | what is asked of a list: which rows, in which order |
//! | `check` | thresholds, for cron and monitors |
//! | `list` | runs any call that reads |
//! | `answer` | prints what is asked of its rows |
//! | `own_list` | what is typed for a list of rows made here |
//! | `reading` | its rows on their way |
//! | `query` | the parameters that it is asked with |
//! | `allocate` | gives to accounts and takes back |
//! | `accounts` | the same call with the key of every account |
//! | `within` | a call with the key of one of them |
//! | `write_options` | the options of a write, and what was typed |
//! | `sent` | one write, sent and told what became of it |
//! | `get` | everything of the accounts named |
//! | `group_now` | the group as it is now, read into a snapshot |
//! | `between` | the two lists that are compared |
//! | `which_snapshot` | the snapshot that is meant |
//! | `emails` | e-mails as a filter |
//! | `prompt` | questions on the terminal, and secrets |
//! | `interrupt` | signals |
//! | `parser` | its own words in Chinese |
//! | `request_args` | a request as it is typed, for `api` and `sign` |
//! | `recorder` | keeps replies for those who show them |
//! | `language` | English or Chinese |
//! | `ledger` | notes every write that leaves |
//! | `topics` | help that belongs to no command |

mod accounts;
mod allocate;
mod answer;
mod api;
mod ask;
mod batch;
mod between;
mod candidates;
mod changes;
mod check;
pub mod completions;
mod consent;
mod console;
mod context;
mod emails;
mod exchange;
mod fields;
mod get;
mod globals;
mod group_now;
mod interrupt;
mod language;
mod ledger;
mod list;
pub mod man;
mod new_key;
mod one_or_many;
mod out;
mod own_list;
mod parser;
mod printing;
mod profiles;
mod prompt;
mod query;
mod reading;
mod recorder;
mod request_args;
mod sandbox;
mod sent;
mod sign;
mod snapshot;
mod status;
mod template;
mod topics;
mod usage;
mod which_snapshot;
mod within;
mod write;
mod write_options;
mod writes;

use crate::batch::roster::of_workbook;
use crate::endpoints::{ENDPOINTS, Endpoint, NOUNS};
use crate::failure::{Failure, Kind};
use crate::lang::{Both, both};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
use console::Console;
use context::Context;
use fields::{examples, notes_and_examples};
use globals::Globals;
use out::{stdout, written};
use own_list::Typed;
use std::ffi::OsString;
use std::io::{self, Write};

#[derive(Debug, Parser)]
#[command(name = "polyv-group", version, propagate_version = true)]
#[command(arg_required_else_help = true, subcommand_required = true)]
#[command(about = ABOUT, after_help = notes_and_examples(
    both(
        "Topics: polyv-group help options, help output, help asking, help environment,\n\
         help exit-codes",
        "帮助主题：`polyv-group help options`、`help output`、`help asking`、`help environment`、\
         `help exit-codes`",
    ),
    "polyv-group --sandbox subaccounts list\npolyv-group group info -o json",
))]
struct Cli {
    #[command(flatten)]
    _globals: Globals,
}

/// The commands that are more than one call of the service.
#[derive(Debug, Subcommand)]
enum Command {
    #[command(about = both("Show the group on one page", "在一页上查看集团概况"))]
    #[command(after_help = status::help())]
    Status,
    #[command(about = both(
        "Check thresholds, for cron and monitoring",
        "检查阈值，用于定时任务和监控",
    ))]
    #[command(after_help = check::help())]
    Check(Box<check::Check>),
    #[command(about = both(
        "What this machine has sent to the service to change something",
        "本机发送过的写操作",
    ))]
    #[command(subcommand)]
    #[command(after_help = examples("polyv-group writes list --where 'time > -7d'"))]
    Writes(writes::WritesVerb),
    #[command(about = both("Keep the group as it is now in files", "把集团当前的数据保存成文件"))]
    #[command(subcommand)]
    #[command(after_help = examples(
        "polyv-group snapshot save\npolyv-group snapshot diff --since yesterday"
    ))]
    Snapshot(snapshot::SnapshotVerb),
    #[command(about = both(
        "What each sub-account used between two snapshots",
        "两份快照之间各分账号的用量",
    ))]
    Usage(Typed<usage::Usage>),
    #[command(about = both("Saved credentials and settings", "保存的凭证和设置"))]
    #[command(subcommand)]
    #[command(after_help = examples("polyv-group profiles add hq\npolyv-group profiles check"))]
    Profiles(profiles::ProfilesVerb),
    #[command(about = both(
        "Call any endpoint of the service, signed",
        "调用服务的任意接口，自动签名",
    ))]
    Api(Box<api::Api>),
    #[command(about = both(
        "Show how a call is signed; send nothing",
        "显示签名过程，不发送任何请求",
    ))]
    Sign(sign::Sign),
    #[command(about = both(
        "The built-in simulator: no account, no network",
        "内置的模拟环境：无需账号和网络",
    ))]
    #[command(subcommand)]
    #[command(after_help = examples(
        "polyv-group sandbox serve --port 8080\npolyv-group sandbox reset"
    ))]
    Sandbox(sandbox::SandboxVerb),
    #[command(about = both(
        "Print the completion script of a shell",
        "打印 shell 的补全脚本",
    ))]
    Completions(completions::Completions),
    #[command(about = both(
        "Print what completes the last of these words",
        "打印最后一个词的补全候选",
    ))]
    #[command(hide = true)]
    Complete(completions::Complete),
    #[command(about = both("Write the manual pages to a folder", "把手册页写入文件夹"))]
    Man(man::ManArgs),
}

/// What the program is for.
const ABOUT: Both = both(
    "See and manage the sub-accounts of a Polyv (保利威) group account",
    "查看和管理保利威集团主账号的分账号",
);

/// Ends the options of `-h`, which leaves out the global ones.
const MORE: Both = both(
    "Global options (--profile, -o, --columns and more): polyv-group help options",
    "全局选项（--profile、-o、--columns 等）：`polyv-group help options`",
);

/// The whole tree of commands, as help, completions and manuals see it.
pub fn tree() -> clap::Command {
    tree_of(|_| true)
}

/// The tree with the verbs of those nouns only that are typed: to describe
/// every verb takes a third of the time of a start.
fn tree_of(is_typed: impl Fn(&str) -> bool + Copy) -> clap::Command {
    let nouns = NOUNS.iter().map(|(noun, about, lines)| {
        let verbs = ENDPOINTS.iter().filter(|e| e.command().0 == *noun);
        let verbs = verbs.filter(|_| is_typed(noun));
        clap::Command::new(*noun)
            .about(*about)
            .after_help(examples(lines))
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(verbs.map(verb))
    });
    // The doc comments of the enum would be the help of the program.
    let root = Command::augment_subcommands(Cli::command().subcommands(nouns)).about(ABOUT);
    let root = root.mut_args(|option| option.hide_short_help(true));
    let root = parser::unwrapped(root);
    with_more(root).subcommands(topics::commands(is_typed))
}

/// The command with a short help that is short.
fn with_more(command: clap::Command) -> clap::Command {
    let after = command.get_after_help().cloned().unwrap_or_default();
    // As it is: to look for colours in it would be a twentieth of a start.
    let command = command.after_help(format!("{MORE}\n\n{}", after.ansi()));
    command.after_long_help(after).mut_subcommands(with_more)
}

fn verb(endpoint: &Endpoint) -> clap::Command {
    match endpoint {
        Endpoint::Read(read) if read.sheet => get::command(read),
        Endpoint::Read(read) => list::command(read),
        Endpoint::Write(call) if call.new_key.is_some() => new_key::command(call),
        Endpoint::Write(call) => one_or_many::command(call),
        Endpoint::Allocate => allocate::command(),
    }
}

/// Runs the program with these arguments; returns its exit status. Where stdout
/// is not open for writing, every write to it fails.
pub fn run(mut args: Vec<OsString>, stdout_is_open: bool) -> u8 {
    out::note_stdout(stdout_is_open);
    #[cfg(not(unix))]
    interrupt::terminal::act_on_escapes();
    language::early(&args);
    let for_monitor = check::nagios::is_asked(&args);
    let early = Globals {
        color: globals::wanted_color(&args),
        ..Globals::default()
    };
    let console = Console::new(&early, globals::wants_json(&args, &exchange::env));
    let mut tree = tree_of(|noun| args.iter().any(|arg| arg == noun));
    if args.get(1).is_some_and(|arg| arg == "help") {
        // The parser would take an option after a topic for a command.
        let is_option = |arg: &OsString| arg.as_encoded_bytes().starts_with(b"-");
        args.truncate(args.iter().position(is_option).unwrap_or(args.len()));
    }
    match tree.try_get_matches_from_mut(args) {
        Err(error) if error.use_stderr() => {
            let error = parser::with_tip(error, &tree, console.is_json());
            let status = console.fail_usage(&error);
            match for_monitor {
                true => check::nagios::unparsed(&error),
                false => status,
            }
        }
        Err(help) => {
            // Help and version are what was asked for: they go to stdout.
            let paint = console::paints(early.color, &io::stdout());
            let help = parser::shown(&help, paint, console::cells(io::stdout()));
            let printed = stdout().and_then(|mut out| {
                written(out.write_all(help.as_bytes()).and_then(|()| out.flush()))
            });
            match for_monitor {
                // Help is no answer.
                true => check::nagios::UNKNOWN,
                false => status(printed, &console),
            }
        }
        Ok(matches) => {
            let globals = Globals::from_arg_matches(&matches).expect("the parser has seen to it");
            let console = Console::new(&globals, console.is_json());
            console.tell_of_locks();
            let context = Context::new(globals, console, &matches);
            let result = match dispatch(&matches, &context) {
                Err(failure) if failure.kind == Kind::Printed => print_curl(&failure, &context),
                result => result,
            };
            let tell = |words| context.console.aside(words);
            let ended = context.out.end(result, tell);
            match for_monitor {
                true => check::nagios::status(&ended, &context.console),
                false => status(ended, &context.console),
            }
        }
    }
}

/// Ends a program of these arguments in which something panicked: a library
/// that reads a damaged workbook, or else a bug, of which `tell` tells. Returns
/// the exit status.
pub fn panicked(args: &[OsString], tell: impl FnOnce()) -> u8 {
    out::abandon();
    if let Some(failure) = of_workbook() {
        let console = Console::new(
            &Globals::default(),
            globals::wants_json(args, &exchange::env),
        );
        return console.fail(&failure);
    }
    tell();
    match check::nagios::is_asked(args) {
        true => check::nagios::UNKNOWN,
        false => Kind::Unexpected.exit_code(),
    }
}

fn status(result: Result<(), Failure>, console: &Console) -> u8 {
    match result {
        Err(failure) if failure.kind.is_silent() => failure.kind.exit_code(),
        Err(mut failure) if failure.kind != Kind::ClosedPipe => {
            if let (Kind::Interrupted, Some(kind)) = (failure.kind, interrupt::noted()) {
                failure.kind = kind;
            }
            console.fail(&failure)
        }
        _ => 0,
    }
}

/// `--print-curl`: the command comes up as a failure, since the request was
/// not sent; it is what was asked for.
fn print_curl(printed: &Failure, context: &Context) -> Result<(), Failure> {
    if !context.globals.show_secrets {
        context.console.info(both(
            "note: the sign is masked; --show-secrets prints one that is good for 3 minutes",
            "注意：签名已打码；--show-secrets 打印真实的签名，3 分钟内有效",
        ));
    }
    let mut out = stdout()?;
    written(writeln!(out, "{}", printed.message).and_then(|()| out.flush()))
}

fn dispatch(matches: &ArgMatches, context: &Context) -> Result<(), Failure> {
    if let Some((noun, inner)) = matches.subcommand()
        && let Some((verb, args)) = inner.subcommand()
        && let Some(endpoint) = ENDPOINTS.iter().find(|e| e.command() == (noun, verb))
    {
        return match endpoint {
            Endpoint::Read(read) if read.sheet => get::run(read, args, context),
            Endpoint::Read(read) => list::run(read, args, context),
            Endpoint::Write(call) if call.new_key.is_some() => new_key::run(call, args, context),
            Endpoint::Write(call) => one_or_many::run(call, args, context),
            Endpoint::Allocate => allocate::run(args, context),
        };
    }
    if let Some(text) = matches.subcommand_name().and_then(topics::text) {
        return context.print(&text);
    }
    match fields::parsed(matches)? {
        Command::Status => status::run(context),
        Command::Check(check) => check.run(context),
        Command::Writes(verb) => verb.run(context),
        Command::Snapshot(verb) => verb.run(context),
        Command::Usage(args) => args.run(context),
        Command::Profiles(verb) => verb.run(context),
        Command::Api(api) => api.run(context),
        Command::Sign(sign) => sign.run(context),
        Command::Sandbox(verb) => verb.run(context),
        Command::Completions(shell) => shell.run(context),
        Command::Complete(words) => words.run(context),
        Command::Man(pages) => pages.run(context),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{self, Lang};
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn the_tree_is_sound() {
        tree().debug_assert();
    }

    /// What the tree says, each text with the command it is of; not what the
    /// parser adds.
    fn texts(command: &clap::Command, found: &mut Vec<(String, String)>) {
        let name = command.get_name().to_owned();
        let about = command.get_about().map(ToString::to_string);
        let after = command.get_after_long_help().map(ToString::to_string);
        let after = after.map(|text| text.split("polyv-group ").next().unwrap().to_owned());
        found.extend(
            about
                .into_iter()
                .chain(after)
                .map(|text| (name.clone(), text)),
        );
        for arg in command.get_arguments() {
            let id = format!("{name} {}", arg.get_id());
            let helps = arg.get_help().into_iter().chain(arg.get_long_help());
            let headings = arg.get_help_heading().map(str::to_owned);
            let values = arg.get_possible_values().into_iter();
            let values = values.filter_map(|value| value.get_help().map(ToString::to_string));
            let all = helps.map(ToString::to_string).chain(headings).chain(values);
            found.extend(all.map(|text| (id.clone(), text)));
        }
        for inner in command.get_subcommands() {
            texts(inner, found);
        }
    }

    /// The help of a command and of those below it, laid out for a terminal.
    fn helps(command: &mut clap::Command, cells: usize, found: &mut Vec<String>) {
        if !command.is_hide_set() {
            let (short, long) = (command.render_help(), command.render_long_help());
            found.push(parser::laid_out(&short.to_string(), cells));
            found.push(parser::laid_out(&long.to_string(), cells));
        }
        for inner in command.get_subcommands_mut() {
            helps(inner, cells, found);
        }
    }

    #[test]
    fn chinese_help_fits_a_narrow_terminal() {
        let mut found = Vec::new();
        lang::within(Lang::Zh, || {
            let mut tree = tree();
            tree.build();
            helps(&mut tree, 80, &mut found);
        });
        assert!(found.len() > 80, "{}", found.len());
        for line in found.iter().flat_map(|help| help.lines()) {
            assert!(line.width() <= 80, "{line}");
        }
    }

    #[test]
    fn every_text_of_the_tree_is_chinese_in_chinese() {
        let mut found = Vec::new();
        lang::within(Lang::Zh, || texts(&tree(), &mut found));
        assert!(found.len() > 300, "{}", found.len());
        found.retain(|(_, text)| !text.contains(lang::is_chinese));
        // The names of shells.
        found.retain(|(id, _)| id != "completions shell");
        assert!(found.is_empty(), "{found:#?}");
    }
}
