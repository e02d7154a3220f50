//! What a write can be told beside its values: how to do it, and where the
//! files of many are.

use crate::cli::emails::SHEET;
use crate::cli::fields::{is_set, longer};
use crate::config::parse_duration;
use crate::config::settings::CONNECTIONS;
use crate::endpoints::send::DEFAULT_WAIT;
use crate::endpoints::subaccounts::CREATE;
use crate::endpoints::write::{Repeat, Write};
use crate::lang::{Both, both};
use crate::text;
use crate::text::listed;
use clap::{Arg, ArgAction, ArgMatches, Args, value_parser};
use std::path::PathBuf;
use std::time::Duration;

/// The options of rosters, in the help.
pub(in crate::cli) const HEADING: Both = both("Many accounts", "批量");

const RESULTS: Both = both(
    "Where every row's result goes [default: FILE.results.csv]",
    "每一行的结果写入何处 [默认：FILE.results.csv]",
);

/// Many accounts.
#[derive(Debug, Args)]
pub(in crate::cli) struct Many {
    // The first line is the call's.
    #[arg(long_help = text!(
        "4 at a time unless {option} says otherwise. Safe to run again after any \
         interruption: what is done is not done twice.",
        "默认同时处理 4 行，可用 {option} 更改。中断后可放心重新执行：已完成的不会重复。",
        option = CONNECTIONS.option
    ))]
    #[arg(long, value_name = "FILE|-", help_heading = HEADING)]
    pub(in crate::cli) from: Option<PathBuf>,
    #[arg(long, value_name = "NAME|N", requires = "from", help = SHEET, help_heading = HEADING)]
    pub(in crate::cli) sheet: Option<String>,
    #[arg(help = both(
        "Where the run keeps what it has done [default: FILE.journal.jsonl]",
        "执行日志的位置 [默认：FILE.journal.jsonl]",
    ))]
    #[arg(long, value_name = "FILE", requires = "from", help_heading = HEADING)]
    pub(in crate::cli) journal: Option<PathBuf>,
    #[arg(help = RESULTS, long_help = longer(RESULTS, both(
        "The rows that failed go into FILE.failed.csv, to be fixed and run again; where FILE is in \
         a read-only place, beside the results. With --excel both are a spreadsheet's, too.",
        "失败的行写入 FILE.failed.csv，改好后可再次执行；FILE 所在位置只读时，写在结果文件旁边。\
         使用 --excel 时，这两个文件也适合表格软件打开。",
    )))]
    #[arg(long, value_name = "FILE", requires = "from", help_heading = HEADING)]
    pub(in crate::cli) results: Option<PathBuf>,
    #[arg(help = both("Stop once N rows have failed", "失败达到 N 行即停止"))]
    #[arg(long, value_name = "N", requires = "from", help_heading = HEADING,
          value_parser = value_parser!(u64).range(1..))]
    pub(in crate::cli) max_failures: Option<u64>,
}

/// How to do it, one or many.
#[derive(Debug, Default)]
pub(in crate::cli) struct How {
    /// `--generate-password`
    pub(in crate::cli) generate_password: bool,
    /// `--credentials-out`
    pub(in crate::cli) credentials_out: Option<PathBuf>,
    /// `--wait`, or none with `--no-wait`.
    pub(in crate::cli) wait: Option<Duration>,
    /// `--another`
    pub(in crate::cli) another: bool,
    /// `--no-preflight`
    pub(in crate::cli) no_preflight: bool,
    /// `--again`
    pub(in crate::cli) again: bool,
}

fn flag(id: &'static str, help: Both) -> Arg {
    let flag = Arg::new(id).long(id.replace('_', "-"));
    flag.help(help).action(ArgAction::SetTrue)
}

impl How {
    /// The option that only one target has.
    pub(in crate::cli) fn of_one(call: &Write) -> Option<Arg> {
        let help = both(
            "Do not wait for the list to show the account",
            "不等待列表显示该账号",
        );
        let no_wait = flag("no_wait", help);
        let is_slow = call.rows.is_some() && matches!(call.repeat, Repeat::LookUp(_));
        is_slow.then(|| no_wait.conflicts_with("wait"))
    }

    /// The options that a call with rosters can have.
    pub(in crate::cli) fn options(call: &Write) -> Vec<Arg> {
        let mut options = Vec::new();
        if call.fields.iter().any(|field| field.secret) {
            options.extend(Self::passwords(call));
        }
        options.push(Self::wait_for(call));
        if call.preflight.is_some() && matches!(call.repeat, Repeat::LookUp(_)) {
            let short = both(
                "Do not look for conflicts in the service first",
                "不预先向服务查询冲突",
            );
            let more = match call.rows.and_then(|rows| rows.amounts) {
                Some(_) => both(
                    "Without it: for one account whether its e-mail is free and the plan fits, for \
                     many whether phones and the plan fit.",
                    "不用此选项时：单个账号查邮箱是否可用、数量是否与计费方式相符；批量时查手机号和\
                     数量。",
                ),
                None => both(
                    "Without it: for one account whether its e-mail is free.",
                    "不用此选项时：查单个账号的邮箱是否可用。",
                ),
            };
            let option = flag("no_preflight", short);
            options.push(option.long_help(longer(short, more)));
        }
        options
    }

    /// The option of a call that may make a second one of a name.
    pub(in crate::cli) fn another(call: &Write) -> Option<Arg> {
        let help = both(
            "Also where there is one of this name already",
            "已有同名的也照样新建",
        );
        let option = flag("another", help);
        let makes = call.preflight.is_some() && matches!(call.repeat, Repeat::LookUp(_));
        makes.then_some(option)
    }

    /// How long what was done is looked for.
    pub(in crate::cli) fn wait_for(call: &Write) -> Arg {
        let is_slow = call.path == CREATE.path;
        let short = match is_slow {
            true => both(
                "Wait so long for the list to show an account [default: 15s]",
                "等待列表显示账号的最长时间 [默认：15s]",
            ),
            false => both(
                "Wait so long for the list to show what was done [default: 15s]",
                "等待列表显示结果的最长时间 [默认：15s]",
            ),
        };
        let wait = Arg::new("wait").long("wait").value_name("DUR");
        let wait = wait.value_parser(parse_duration).help(short);
        let more = both("The service takes up to 3 s.", "服务最多需要 3 秒。");
        match is_slow {
            true => wait.long_help(longer(short, more)),
            false => wait,
        }
    }

    fn passwords(call: &Write) -> [Arg; 2] {
        let short = both("Make passwords", "自动生成密码");
        let more = both(
            "They go into --credentials-out, or (one account) are shown on the terminal.",
            "密码写入 --credentials-out；单个账号也可显示在终端上。",
        );
        let generate = flag("generate_password", short);
        let generate = generate.long_help(longer(short, more));
        let told = call.credentials();
        let short = match told.contains(&"appSecret") {
            true => both(
                "Write logins and secrets of the new accounts into this new file",
                "把新账号的登录邮箱和密钥写入此新文件",
            ),
            false => both(
                "Write logins and generated passwords into this new file",
                "把登录邮箱和生成的密码写入此新文件",
            ),
        };
        let more = text!(
            "It is a CSV of e-mail, {told} and a generated password, which only you can read.",
            "内容是 CSV，含邮箱、{told} 和生成的密码，仅本人可读。",
            told = listed(&told[1..told.len() - 1])
        );
        let file = Arg::new("credentials_out").long("credentials-out");
        let file = file.value_name("FILE").value_parser(value_parser!(PathBuf));
        [generate, file.help(short).long_help(longer(short, more))]
    }

    /// What was typed of them.
    pub(in crate::cli) fn read(args: &ArgMatches) -> Self {
        let wait = args.try_get_one::<Duration>("wait").ok().flatten();
        let file = args.try_get_one::<PathBuf>("credentials_out");
        Self {
            generate_password: is_set(args, "generate_password"),
            credentials_out: file.ok().flatten().cloned(),
            wait: match is_set(args, "no_wait") {
                true => Some(Duration::ZERO),
                false => wait.copied(),
            },
            no_preflight: is_set(args, "no_preflight"),
            again: is_set(args, "again"),
            another: is_set(args, "another"),
        }
    }

    /// How long the list is asked for an account.
    pub(in crate::cli) fn wait(&self) -> Duration {
        self.wait.unwrap_or(DEFAULT_WAIT)
    }
}

impl Many {
    /// The option of calls that may be done again.
    pub(in crate::cli) fn more(call: &Write) -> Option<Arg> {
        let again = flag(
            "again",
            both(
                "Do again what a finished run of this journal has done",
                "重做此执行日志中已完成的执行",
            ),
        );
        let again = again.requires("from").help_heading(HEADING);
        let is_once = matches!(call.repeat, Repeat::LookUp(_));
        (!is_once).then_some(again)
    }
}
