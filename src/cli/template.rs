//! `--template`: an empty roster, as CSV or as a workbook.

use super::context::Context;
use super::out::written;
use crate::batch::roster::Template;
use crate::endpoints::write::Write;
use crate::failure::Failure;
use crate::output::{Format, Headings, blank};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches};

/// The option's id.
const TEMPLATE: &str = "template";

/// The option.
pub(super) fn option() -> Arg {
    let short = "Print an empty roster for --from, with API field names or (=chinese) Chinese \
                 headings";
    let more = "--out roster.xlsx makes it a workbook: its headings have notes that say the rules, \
                phones and dates stay as they are typed. --headings says zh, en or api. --columns \
                chooses, and adds (+A) columns that are seldom needed.";
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
        .long_help(format!("{short}\n\n{more}"))
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
    let globals = &context.globals;
    let headings = match (args.get_one(TEMPLATE), globals.headings) {
        (Some(own), Some(other)) if *own != other => {
            let message = "--template and --headings name different headings";
            return Err(Failure::usage(message).hint("give one of them"));
        }
        (own, other) => own.copied().or(other).unwrap_or(Headings::Api),
    };
    let template = Template::new(call, headings, globals.columns.as_deref())?;
    match globals.format() {
        None | Some(Format::Csv) => context.print(&template.csv())?,
        Some(Format::Xlsx) => {
            context.refuse_workbook_on_terminal()?;
            let columns = template.columns();
            context
                .out
                .write(|out| written(blank(&context.command, &columns, out)))?;
        }
        Some(other) => {
            let message =
                format!("an empty roster is CSV or a workbook, and the format is {other}");
            return Err(Failure::usage(message).hint("give --out roster.csv or roster.xlsx"));
        }
    }
    Ok(true)
}
