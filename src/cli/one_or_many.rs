//! The command of a write: one target from options, or many from a roster,
//! which `cli::batch` does.

use super::batch::{self, HEADING, How, Many};
use super::context::Context;
use super::fields::{self, longer};
use super::globals::columns_option;
use super::{template, within, write, write_options};
use crate::endpoints::spec::is_of_any_account;
use crate::endpoints::write::{Repeat, Rows, Write};
use crate::failure::Failure;
use crate::lang::{Text, both};
use crate::text;
use crate::text::listed;
use clap::{Arg, ArgMatches, Args, Command, Id};

/// The command of a write.
pub(super) fn command(call: &'static Write) -> Command {
    let options = write_options::options(call)
        .into_iter()
        .chain(How::of_one(call));
    let options: Vec<Arg> = options.collect();
    let of_one: Vec<Id> = options.iter().map(|it| it.get_id().clone()).collect();
    let command = Command::new(call.command.1);
    let account = is_of_any_account(call.path).then(within::option);
    let command = command.args(options).args(account);
    let command = match call.rows {
        // Where the global option would be.
        None => {
            let looks = matches!(call.repeat, Repeat::LookUp(_) | Repeat::Gone(_));
            let wait = looks.then(|| How::wait_for(call));
            let columns = columns_option(call.all_columns()).display_order(4);
            command.args(How::another(call)).args(wait).arg(columns)
        }
        Some(rows) => many(command, call, rows, of_one),
    };
    let end = fields::notes_and_examples(notes(call), call.examples);
    let command = command.args(write_options::how());
    command.about(call.about.now()).after_help(end)
}

/// With the options of a roster, which has its own values for those of one.
fn many(command: Command, call: &'static Write, rows: &Rows, of_one: Vec<Id>) -> Command {
    let files = Many::augment_args(Command::new("")).mut_arg("from", |from| {
        let help = text!(
            "{each} for each row of this CSV or workbook (- for stdin)",
            "按此 CSV 或工作簿的每一行{each}（- 为标准输入）",
            each = rows.each_row
        );
        let rest = from.get_long_help().map(ToString::to_string);
        let rest = rest.unwrap_or_default();
        let from = from.long_help(longer(&help, rest)).help(help);
        from.conflicts_with_all(of_one)
    });
    let mut files: Vec<Arg> = files.get_arguments().cloned().collect();
    // What is changed goes to the end.
    files.rotate_right(1);
    let command = command.args(files).args(Many::more(call));
    let command = command.args(How::options(call));
    let others = command.get_arguments().map(|arg| arg.get_id().clone());
    let others: Vec<_> = others.chain(["yes".into(), "dry_run".into()]).collect();
    let template = template::option().help_heading(HEADING);
    command.arg(template.conflicts_with_all(others))
}

/// What the help says before the examples.
fn notes(call: &Write) -> Text {
    let Some(rows) = call.rows else {
        return call.notes.into();
    };
    let headings = call.fields.iter().filter(|field| !field.help.is_empty());
    let headings = headings.map(|field| format!("{} {}", field.api, field.chinese()));
    let headings = listed(headings);
    let (notes, ends) = (call.notes, rows.ends);
    let or_changed = match ends.en.contains("changed") {
        true => both(" or changed", " 或 `changed`"),
        false => both("", ""),
    };
    text!(
        "{notes}\n\nA roster (--from) is a CSV in UTF-8, UTF-16 or GB18030, or a workbook (.xlsx, \
         .xls, .ods), with API field names or their Chinese names as headings. All rows are \
         checked before anything is sent. What \
         a run has done is in its journal: killed at any instant, the same command continues and \
         sends nothing twice. Each row ends as {ends}, failed, unknown or notSent. The exit status \
         is 8 if any failed{or_changed}, 9 if any is unknown.\nHeadings of a roster: {headings}.",
        "{notes}\n\n名单（--from）是 CSV（UTF-8、UTF-16 或 GB18030）或工作簿（.xlsx、.xls、.ods），列名用字段名或中文名。\
         发送之前先检查所有行。执行过的都记在执行日志中：随时中断后，再次运行同一命令即可继续，\
         不会重复发送。每一行的结果为 {ends}、`failed`（失败）、`unknown`（结果未知）或 `notSent`\
         （未发送）。有 `failed`{or_changed} 时退出状态为 8，有 `unknown` 时为 9。\n名单的列名：\
         {headings}。",
    )
}

/// Runs it.
pub(super) fn run(
    call: &'static Write,
    args: &ArgMatches,
    context: &Context,
) -> Result<(), Failure> {
    let how = How::read(args);
    if call.rows.is_none() {
        return write::run(call, &how, args, context).map(drop);
    }
    if template::is_written(call, args, context)? {
        return Ok(());
    }
    let many: Many = fields::parsed(args)?;
    match &many.from {
        Some(from) => batch::run(call, &many, from, &how, context),
        None => write::run(call, &how, args, context).map(drop),
    }
}
