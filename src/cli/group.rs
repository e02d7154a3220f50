//! `group info`: the live and VOD packages of the group account.

use super::console::Console;
use super::globals::Globals;
use super::list::refuse_excel_without_csv;
use super::session::{Session, Setup};
use crate::api::group::GroupInfo;
use crate::failure::Failure;
use crate::output::{Column, Format, Kind, Style, choose, object, sink};
use crate::row::Row;
use clap::Subcommand;
use std::io::{self, BufWriter, Write, stdout};

/// The figures of the group account (dev.polyv.net:
/// 2019/group_account/get-info), in the API's order and spelling. `total…` is
/// what sub-accounts were given, `account…` what the group owns.
pub const COLUMNS: &[Column] = &[
    Column::new("liveInfo.accountChannels", "CHANNELS OWNED", Kind::Number),
    Column::new("liveInfo.usedChannels", "CHANNELS USED", Kind::Number),
    Column::new("liveInfo.totalChannels", "CHANNELS ALLOCATED", Kind::Number),
    Column::new("liveInfo.accountDurations", "MINUTES OWNED", Kind::Number),
    Column::new("liveInfo.usedDuration", "MINUTES USED", Kind::Number),
    Column::new(
        "liveInfo.totalDepositedDuration",
        "MINUTES ALLOCATED",
        Kind::Number,
    ),
    Column::new("liveInfo.overDuration", "MINUTES OVER", Kind::Number),
    Column::new(
        "liveInfo.accountConcurences",
        "CONCURRENCY OWNED",
        Kind::Number,
    ),
    Column::new("liveInfo.maxViewers", "CONCURRENCY PEAK", Kind::Number),
    Column::new("vodInfo.usedSpaces", "SPACE USED (G)", Kind::Gigabytes),
    Column::new(
        "vodInfo.totalSpaces",
        "SPACE ALLOCATED (G)",
        Kind::Gigabytes,
    ),
    Column::new("vodInfo.overSpaces", "SPACE OVER (G)", Kind::Gigabytes),
    Column::new("vodInfo.accountSpace", "SPACE OWNED (G)", Kind::Gigabytes),
    Column::new("vodInfo.usedFlows", "FLOW USED (G)", Kind::Gigabytes),
    Column::new("vodInfo.totalFlows", "FLOW ALLOCATED (G)", Kind::Gigabytes),
    Column::new("vodInfo.overFlows", "FLOW OVER (G)", Kind::Gigabytes),
    Column::new("vodInfo.accountFlow", "FLOW OWNED (G)", Kind::Gigabytes),
];

/// The table for people: a line a resource, a column a role.
const OVERVIEW: &[Column] = &[
    Column::text("resource", "RESOURCE"),
    Column::new("owned", "OWNED", Kind::Number),
    Column::new("allocated", "ALLOCATED", Kind::Number),
    Column::new("allocatedShare", "ALLOC. %", Kind::Number),
    Column::new("used", "USED", Kind::Number),
    Column::new("usedShare", "USED %", Kind::Number),
    Column::new("over", "OVER", Kind::Number),
];

/// A line of the overview: its name, and the fields of owned, allocated, used
/// and over; an empty field is one that the service does not tell.
const LINES: [(&str, [&str; 4]); 5] = [
    (
        "live channels",
        [
            "liveInfo.accountChannels",
            "liveInfo.totalChannels",
            "liveInfo.usedChannels",
            "",
        ],
    ),
    (
        "live minutes",
        [
            "liveInfo.accountDurations",
            "liveInfo.totalDepositedDuration",
            "liveInfo.usedDuration",
            "liveInfo.overDuration",
        ],
    ),
    // The most viewers ever at a time stand for what is used.
    (
        "live concurrency, peak",
        ["liveInfo.accountConcurences", "", "liveInfo.maxViewers", ""],
    ),
    (
        "VOD space (G)",
        [
            "vodInfo.accountSpace",
            "vodInfo.totalSpaces",
            "vodInfo.usedSpaces",
            "vodInfo.overSpaces",
        ],
    ),
    (
        "VOD flow (G)",
        [
            "vodInfo.accountFlow",
            "vodInfo.totalFlows",
            "vodInfo.usedFlows",
            "vodInfo.overFlows",
        ],
    ),
];

/// What can be done with the group account.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Show what the group owns, has allocated and has used
    #[command(
        after_help = "In the service's words `total…` is what was allocated to sub-accounts and `account…`
what the group owns; more may be allocated than is owned. The shares are of what is owned,
OVER is what was used beyond it. G is taken for GiB.

Examples:
  polyv-group group info
  polyv-group group info -o csv --no-header >> usage.csv"
    )]
    Info,
}

pub(super) fn run(verb: &Verb, globals: &Globals, console: &Console) -> Result<(), Failure> {
    let Verb::Info = verb;
    let setup = Setup::read(globals)?;
    let console = &setup.console(console);
    let style = setup.style(globals)?;
    refuse_excel_without_csv(&style)?;
    choose(&style, COLUMNS)?;
    let session = Session::open(globals, &setup, console, false)?;
    let info = session
        .client
        .call(&GroupInfo)
        .map_err(|error| error.failure("read the group account's packages"))?;
    let mut out = BufWriter::new(stdout().lock());
    print(&info, &style, &mut out)
        .and_then(|()| out.flush())
        .map_err(|error| Failure::output(&error))
}

/// JSON is the data object, CSV one row with a column a figure; so is a table
/// of chosen columns. The table without them is the overview.
fn print(info: &Row, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (columns, rows) = match style.format {
        Format::Json | Format::Jsonl => return object(style, info, out),
        Format::Table if style.columns.is_none() => (OVERVIEW, overview(&info.flatten())),
        _ => (COLUMNS, vec![info.flatten()]),
    };
    let mut sink =
        sink(style, columns, out).map_err(|failure| io::Error::other(failure.message))?;
    rows.iter().try_for_each(|row| sink.row(row))?;
    sink.finish().map(drop)
}

fn overview(info: &Row) -> Vec<Row> {
    LINES
        .iter()
        .filter_map(|(name, fields)| Row::parse(&line(info, name, fields)).ok())
        .collect()
}

fn line(info: &Row, name: &str, fields: &[&str; 4]) -> String {
    let literal = |field: &str| {
        let value = info.get(field);
        value.map_or_else(|| "null".to_owned(), |value| value.as_str().to_owned())
    };
    let [owned, allocated, used, over] = fields.map(literal);
    let share = |part: &str| percent(part, &owned).unwrap_or_else(|| "null".to_owned());
    format!(
        "{{\"resource\":\"{name}\",\"owned\":{owned},\"allocated\":{allocated},\
         \"allocatedShare\":{},\"used\":{used},\"usedShare\":{},\"over\":{over}}}",
        share(&allocated),
        share(&used)
    )
}

/// A share of what is owned, to a tenth of a percent; it may pass 100.
fn percent(part: &str, whole: &str) -> Option<String> {
    let number = |text: &str| text.trim_matches('"').parse::<f64>().ok();
    let (part, whole) = (number(part)?, number(whole)?);
    (whole > 0.0).then(|| format!("\"{:.1}%\"", part / whole * 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;

    fn printed(format: Format, columns: Option<&[&str]>) -> String {
        let sample =
            include_str!("../../tests/data/samples/v2.group.account.get-info.success.json");
        let whole: serde_json::Value = serde_json::from_str(sample).unwrap();
        let data = RawValue::from_string(whole["data"].to_string()).unwrap();
        let style = Style {
            columns: columns.map(|c| c.iter().map(|c| (*c).to_owned()).collect()),
            ..Style::plain(format)
        };
        let mut out = Vec::new();
        print(&Row::from_raw(data).unwrap(), &style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_table_groups_what_is_owned_allocated_used_and_over() {
        assert_eq!(
            printed(Format::Table, None),
            "\
RESOURCE                  OWNED  ALLOCATED  ALLOC. %    USED  USED %  OVER
live channels              2000        535     26.8%       5    0.2%     -
live minutes            2000000     225362     11.3%      46    0.0%     4
live concurrency, peak        0          -         -       -       -     -
VOD space (G)               100     156.57    156.6%   33.92   33.9%     0
VOD flow (G)                100   12045.82  12045.8%  502.92  502.9%     0
"
        );
    }

    #[test]
    fn csv_is_one_row_with_a_column_a_figure_in_the_apis_order() {
        assert_eq!(
            printed(Format::Csv, None),
            "liveInfo.accountChannels,liveInfo.usedChannels,liveInfo.totalChannels,\
             liveInfo.accountDurations,liveInfo.usedDuration,liveInfo.totalDepositedDuration,\
             liveInfo.overDuration,liveInfo.accountConcurences,liveInfo.maxViewers,\
             vodInfo.usedSpaces,vodInfo.totalSpaces,vodInfo.overSpaces,vodInfo.accountSpace,\
             vodInfo.usedFlows,vodInfo.totalFlows,vodInfo.overFlows,vodInfo.accountFlow\n\
             2000,5,535,2000000,46,225362,4,0,,33.92,156.57,0,100,502.92,12045.82,0,100\n"
        );
        let some = printed(Format::Csv, Some(&["vodInfo.accountFlow"]));
        assert_eq!(some, "vodInfo.accountFlow\n100\n");
    }

    #[test]
    fn json_is_the_data_object() {
        let json = printed(Format::Json, None);
        assert!(
            json.starts_with("{\"liveInfo\":{\"accountChannels\":2000,"),
            "{json}"
        );
        assert!(json.ends_with("\"accountFlow\":100}}\n"), "{json}");
    }
}
