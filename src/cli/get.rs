//! `subaccounts get`: everything of the accounts named, a sheet each.

use super::context::Context;
use super::globals::columns_option;
use super::which_snapshot::FromSnapshot;
use super::{accounts, emails, fields, list, status, within};
use crate::api::Pages;
use crate::endpoints::spec::{Layout, Read};
use crate::endpoints::subaccounts::LIST;
use crate::endpoints::{allocations, billing, children};
use crate::failure::{Failure, Kind};
use crate::lang::{Both, Text, both};
use crate::order;
use crate::output::{Column, Format, Style, sheet};
use crate::row::Row;
use crate::sign::Params;
use crate::snapshot::Reader;
use crate::text;
use crate::text::listed;
use clap::{ArgMatches, Args, Command, ValueEnum};
use std::collections::HashSet;

/// Records of the log that are shown of an account.
const LATEST: usize = 10;

/// What the use is asked with: the bills of two months, added up.
const USAGE: &str =
    "--from=last --to=this --by=accountPeriod,production,category --sum=itemConsumed";

const SHEET: &[Column] = &[Column::text("field", ""), Column::text("value", "")];

#[derive(Debug, Args)]
struct GetArgs {
    #[arg(help = both(
        "Logins of the sub-accounts, in any letter case",
        "分账号的登录邮箱，不分大小写",
    ))]
    #[arg(value_name = "EMAIL", required = true)]
    emails: Vec<String>,
    #[arg(help = both("Read this of each account, too", "同时读取每个账号的这些内容"))]
    #[arg(long, value_name = "WHAT,...", value_enum, value_delimiter = ',')]
    with: Vec<With>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum With {
    #[value(help = both("Its 10 latest allocations", "最近 10 条分配记录"))]
    Log,
    #[value(help = both(
        "What it used in this month and the last one, from its bills",
        "本月和上月的用量，取自账单",
    ))]
    Usage,
    #[value(help = both(
        "Its child accounts, with its own key",
        "它的子账号，用它自己的密钥读取",
    ))]
    Children,
}

pub(super) fn command(read: &'static Read) -> Command {
    let command = GetArgs::augment_args(Command::new(read.command.1));
    let command = FromSnapshot::options(command);
    let command = command.mut_arg("with", |with| with.conflicts_with("from_snapshot"));
    let end = fields::notes_and_examples(read.notes, read.examples);
    let command = command.about(read.about.now()).after_help(end);
    command.arg(columns_option(read.columns))
}

/// Runs it.
///
/// # Errors
/// Refused: none of them is there. Whatever kept them from being read.
pub(super) fn run(read: &Read, args: &ArgMatches, context: &Context) -> Result<(), Failure> {
    let mut typed: GetArgs = fields::parsed(args)?;
    order::sort(&mut typed.with);
    typed.with.dedup();
    let wanted = emails::check(typed.emails, "EMAIL")?;
    list::check(read, context)?;
    let style = context.style()?;
    if style.format.is_of_cells() && !typed.with.is_empty() {
        return Err(no_place(style.format));
    }
    let (mut rows, missing) = match FromSnapshot::opened(args, context)? {
        Some(snapshot) => kept_of(&wanted, snapshot)?,
        None => accounts_of(&wanted, context)?,
    };
    for (at, row) in rows.iter_mut().enumerate() {
        let parts = typed
            .with
            .iter()
            .map(|with| Ok((*with, with.rows(row, context)?)));
        let parts = parts.collect::<Result<Vec<_>, Failure>>()?;
        match style.format {
            Format::Table => print_sheet(read, row, &parts, at > 0, context)?,
            _ => *row = with_parts(row, &parts),
        }
    }
    if style.format != Format::Table {
        context.pages(style, read.columns, [Ok(rows)])?;
    }
    if !missing.is_empty() {
        context
            .console
            .warn(text!("nothing found for {missing}", "没有找到 {missing}"));
    }
    Ok(())
}

/// That a format of cells cannot hold a list within a row.
fn no_place(format: Format) -> Failure {
    let line = match format {
        Format::Csv => both("a line of CSV", "CSV 的一行"),
        _ => both("a row of a workbook", "工作簿的一行"),
    };
    let message = text!(
        "--with: {line} has no place for other lists",
        "--with：{line}放不下其他列表"
    );
    Failure::usage(message).hint(both(
        "use -o json, or ask those lists themselves",
        "请用 -o json，或分别查询这些列表",
    ))
}

/// The accounts of these e-mails in their order, and the e-mails of none.
///
/// # Errors
/// Refused: there is not one.
fn accounts_of(wanted: &[String], context: &Context) -> Result<(Vec<Row>, Text), Failure> {
    let every = Params::new();
    let mut rows = whole(
        context.start(LIST.lists(Some(wanted), &every), None)?,
        context,
    )?;
    let missing = emails::missing(wanted, &found(&rows));
    rows.extend(whole(
        emails::in_other_letters(&LIST, &missing, &every, None, context)?,
        context,
    )?);
    chosen(wanted, rows)
}

/// The same of a snapshot.
fn kept_of(wanted: &[String], snapshot: Reader) -> Result<(Vec<Row>, Text), Failure> {
    let emails: HashSet<String> = wanted.iter().map(|email| email.to_lowercase()).collect();
    let mut rows = Vec::new();
    for page in snapshot {
        rows.extend(page?.into_iter().filter(|row| emails.contains(&email(row))));
    }
    chosen(wanted, rows)
}

/// The rows in the order in which they are wanted, and the e-mails of none.
fn chosen(wanted: &[String], mut rows: Vec<Row>) -> Result<(Vec<Row>, Text), Failure> {
    let missing = listed(emails::missing(wanted, &found(&rows)));
    if rows.is_empty() {
        let hint = both(
            "`polyv-group subaccounts list --search TEXT` finds a part of one",
            "`polyv-group subaccounts list --search TEXT` 可按邮箱的一部分查找",
        );
        let message = text!(
            "no sub-account has the e-mail {missing}",
            "没有邮箱为 {missing} 的分账号"
        );
        return Err(Failure::new(Kind::Refused, message).hint(hint));
    }
    let place = |row: &Row| wanted.iter().position(|e| e.to_lowercase() == email(row));
    order::sort_by_key(&mut rows, place);
    Ok((rows, missing))
}

/// All rows, and what is to be said of them.
fn whole(mut pages: Pages, context: &Context) -> Result<Vec<Row>, Failure> {
    let rows = pages.by_ref().collect::<Result<Vec<_>, _>>()?.concat();
    let warnings = pages.warnings().iter();
    warnings.for_each(|warning| context.console.warn(warning));
    Ok(rows)
}

fn email(row: &Row) -> String {
    row.text("email").unwrap_or_default().to_lowercase()
}

fn found(rows: &[Row]) -> HashSet<String> {
    rows.iter().map(email).collect()
}

impl With {
    /// Its name in JSON, and its title on a sheet.
    fn names(self) -> (&'static str, Both) {
        match self {
            Self::Log => ("log", both("Latest allocations", "最近的分配记录")),
            Self::Usage => (
                "usage",
                both("Used this month and last", "本月和上月的用量"),
            ),
            Self::Children => ("children", both("Child accounts", "子账号")),
        }
    }

    fn read(self) -> &'static Read {
        match self {
            Self::Log => &allocations::LOG,
            Self::Usage => &billing::SUBACCOUNTS,
            Self::Children => &children::LIST,
        }
    }

    fn rows(self, account: &Row, context: &Context) -> Result<Vec<Row>, Failure> {
        let (read, text) = (self.read(), |field| account.text(field).unwrap_or_default());
        let email = [text("email").into_owned()];
        let fetched = |options| status::fetched(read, options, Some(&email), context);
        match self {
            Self::Log => fetched("").map(|rows| rows.into_iter().take(LATEST).collect()),
            Self::Usage => fetched(USAGE),
            Self::Children => {
                let mut list = read.list(Params::new());
                list.request.account = Some(within::of(account));
                let mut pages = context.start(vec![list], None)?;
                let rows = pages.by_ref().collect::<Result<Vec<_>, _>>()?.concat();
                let told = accounts::tell(read, pages.unread(), false, context);
                // Its hint is about an option of the list.
                told.map_err(|failure| Failure {
                    hint: None,
                    ..failure
                })?;
                Ok(rows)
            }
        }
    }
}

/// The row with the lists behind its own fields.
fn with_parts(row: &Row, parts: &[(With, Vec<Row>)]) -> Row {
    let mut text = row.as_str().to_owned();
    text.pop();
    for (with, rows) in parts {
        let rows: Vec<_> = rows.iter().map(Row::as_str).collect();
        text += &format!(",\"{}\":[{}]", with.names().0, rows.join(","));
    }
    Row::parse(&format!("{text}}}")).expect("joined from the pieces of valid JSON")
}

/// A line a field, and a table for each list.
fn print_sheet(
    read: &Read,
    row: &Row,
    parts: &[(With, Vec<Row>)],
    is_next: bool,
    context: &Context,
) -> Result<(), Failure> {
    let mut style: Style = context.style()?.clone();
    let lines = sheet(&style, read.columns, row)?;
    // What is long goes on in the next line; nothing is cut.
    (style.width, style.columns, style.header) = (None, None, false);
    if is_next {
        context.print("\n")?;
    }
    context.pages(&style, SHEET, [Ok(lines)])?;
    for (with, rows) in parts {
        let title = with.names().1;
        if rows.is_empty() {
            context.print(&format!("\n{}\n", text!("{title}: none", "{title}：无")))?;
            continue;
        }
        context.print(&format!("\n{}\n", text!("{title}:", "{title}：")))?;
        let mut style = context.style()?.clone();
        let names = rows[0].names().to_vec();
        style.columns = (*with == With::Usage).then_some(names);
        let Layout {
            columns,
            rows: lines,
        } = status::layout(with.read());
        let rows = match with {
            With::Usage => rows.clone(),
            _ => rows.iter().flat_map(lines).collect(),
        };
        context.pages(&style, columns, [Ok(rows)])?;
    }
    Ok(())
}
