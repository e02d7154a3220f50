//! `--template`: an empty roster, as CSV or as a workbook.

use super::context::Context;
use super::fields::longer;
use super::out::written;
use crate::batch::roster::Template;
use crate::endpoints::write::Write;
use crate::failure::Failure;
use crate::lang::both;
use crate::output::{Format, Headings, blank, typed_names};
use crate::text;
use crate::text::shown_path;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches};

/// The option's id.
const TEMPLATE: &str = "template";

/// The option.
pub(super) fn option() -> Arg {
    let short = both(
        "Print an empty roster for --from, with API field names or (=chinese) Chinese headings",
        "打印供 --from 使用的空白名单，列名为字段名或中文（`=chinese`）",
    );
    let more = both(
        "--out roster.xlsx makes it a workbook: its headings have notes that say the rules, phones \
         and dates stay as they are typed. --headings says zh, en or api. --columns chooses, and \
         adds (+A) columns that are seldom needed. A file that exists is not replaced.",
        "用 --out roster.xlsx 则为工作簿：列名带有说明规则的批注，手机号和日期按输入原样保留。\
         列名由 --headings 决定：zh、en 或 api。--columns 选择列，也可增加（+A）不常用的列。不会覆盖已有的文件。",
    );
    let headings = PossibleValuesParser::new(["api", "chinese"]).map(|word| match word.as_str() {
        "chinese" => Headings::Zh,
        _ => Headings::Api,
    });
    Arg::new(TEMPLATE)
        .long(TEMPLATE)
        .value_name("api|chinese")
        .num_args(0..=1)
        .require_equals(true)
        .value_parser(headings)
        .hide_possible_values(true)
        .help(short)
        .long_help(longer(short, more))
}

/// Writes it where it is asked for, and tells whether it is.
///
/// # Errors
/// Usage; [`Failure::output`].
pub(super) fn is_written(
    call: &'static Write,
    args: &ArgMatches,
    context: &Context,
) -> Result<bool, Failure> {
    if !args.contains_id(TEMPLATE) {
        return Ok(false);
    }
    check_out(context)?;
    let globals = &context.globals;
    let format = globals.format().unwrap_or(Format::Csv);
    if format == Format::Xlsx {
        // For the language of a profile; what is wrong with it is of no concern here.
        let _ = context.settings();
    }
    let headings = match (args.get_one(TEMPLATE), globals.headings) {
        (Some(own), Some(other)) if *own != other => {
            let message = both(
                "--template and --headings name different headings",
                "--template 与 --headings 指定的表头不同",
            );
            return Err(Failure::usage(message).hint(both("give one of them", "只给出其中一个")));
        }
        (own, other) => own.copied().or(other).unwrap_or_else(|| format.headings()),
    };
    let columns = globals.columns.as_deref().map(typed_names);
    let template = Template::new(call, headings, columns.as_deref())?;
    match format {
        Format::Csv => context.print(&template.csv())?,
        Format::Xlsx => {
            context.refuse_workbook_on_terminal()?;
            let columns = template.columns();
            context
                .out
                .write(|out| written(blank(&context.command, &columns, out)))?;
        }
        other => {
            let message = text!(
                "an empty roster is CSV or a workbook, and the format is {other}",
                "空名单只能是 CSV 或工作簿，而格式为 {other}"
            );
            let hint = both(
                "give --out roster.csv or roster.xlsx",
                "请用 --out roster.csv 或 --out roster.xlsx",
            );
            return Err(Failure::usage(message).hint(hint));
        }
    }
    Ok(true)
}

/// Finds what is wrong with the place of the roster: what is filled in there would
/// be lost.
fn check_out(context: &Context) -> Result<(), Failure> {
    context.refuse_unknown_ending(both(
        "give -o csv or -o xlsx, or end it in .csv or .xlsx",
        "请用 -o csv 或 -o xlsx 指定格式，或使用扩展名 `.csv`、`.xlsx`",
    ))?;
    match context.out.file() {
        Some(file) if file.is_file() => {
            let message = text!(
                "--out {file}: the file exists, and an empty roster would replace it",
                "--out {file}：文件已存在，写入空名单会覆盖它",
                file = shown_path(file)
            );
            let hint = both(
                "name another file, or move that one away",
                "请指定其他文件名，或移走该文件",
            );
            Err(Failure::usage(message).hint(hint))
        }
        _ => Ok(()),
    }
}
