//! Runs any call that reads, from what was typed to the last row: everything
//! by default, `--limit` of it, or one `--page` as it is.

use super::answer::{layout, none_of, print_rows, tell_matched};
use super::ask::{self, Asking};
use super::context::Context;
use super::emails::{EmailArgs, every_email, missing};
use super::fields;
use super::globals::columns_option;
use super::reading::{Of, Reading};
use super::which_snapshot::FromSnapshot;
use super::{accounts, query, within};
use crate::api::{ACCOUNT, List};
use crate::endpoints::spec::{Absent, Field, Read, Shape, is_of_any_account};
use crate::endpoints::subaccounts;
use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::output::{Column, Format, choose};
use crate::row::Row;
use crate::sign::Params;
use crate::snapshot::Reader;
use crate::text;
use crate::text::listed;
use clap::{Arg, ArgMatches, Args, Command};
use std::collections::HashSet;
use std::iter;

/// The command of a read.
pub(super) fn command(read: &'static Read) -> Command {
    options(Command::new(read.command.1), read)
}

/// Makes a command that of a read.
pub(super) fn options(mut command: Command, read: &'static Read) -> Command {
    let read = match read.per_account {
        true => {
            command = accounts::options(command);
            accounts::with_account(read)
        }
        false => read,
    };
    if is_of_any_account(read.path) {
        command = command.arg(within::option());
    }
    if read.emails.is_some() {
        command = EmailArgs::augment_args(command);
    }
    command = command.args(read.fields.iter().map(fields::option));
    if let Some(second) = read.second {
        let own = second.fields.iter().filter(|field| !has(read, field));
        command = command.args(own.map(fields::option)).arg(generation());
    }
    if is_kept(read) {
        command = FromSnapshot::options(command);
    }
    if !matches!(read.shape, Shape::Object) {
        command = ask::options(command, read);
        command = command.arg(count(
            "limit",
            both(
                "Stop after this many rows of what is asked for",
                "最多输出这么多行",
            ),
        ));
    }
    if matches!(read.shape, Shape::Pages(_)) {
        let page = count(
            "page",
            both(
                "Only this page, as the service gives it, from 1",
                "只取这一页（从 1 起），按服务的分页",
            ),
        );
        let size = count("page-size", both("Rows of that one page", "这一页的行数"));
        command = command.args([
            page.conflicts_with_all(["limit", "AskArgs"]),
            size.requires("page"),
        ]);
        if is_kept(read) {
            command = command.mut_arg("page", |page| page.conflicts_with("from_snapshot"));
        }
    }
    let end = fields::notes_and_examples(read.notes, read.examples);
    let command = command.about(read.about.now()).after_help(end);
    // Not all columns of a table's own layout are the service's fields.
    let own = read.table.map_or(read.columns, |table| table.columns);
    let rest = read.columns.iter().copied();
    let rest = rest.filter(|column| own.iter().all(|own| own.field != column.field));
    let all = own.iter().copied().chain(rest.map(Column::hidden));
    command.arg(columns_option(all.collect::<Vec<_>>().leak()))
}

/// Whether snapshots have its rows.
fn is_kept(read: &Read) -> bool {
    read.path == subaccounts::LIST.path
}

fn generation() -> Arg {
    let option = Arg::new("generation").long("generation").value_name("N");
    let help = both(
        "Which of the service's two calls to use: 1 (the usual one) or 2",
        "使用服务的哪一代接口：1（默认）或 2",
    );
    option.value_parser(["1", "2"]).help(help)
}

fn has(read: &Read, field: &Field) -> bool {
    read.fields.iter().any(|own| own.api == field.api)
}

/// The read of the generation that is meant.
fn of_generation(read: &'static Read, args: &ArgMatches) -> Result<&'static Read, Failure> {
    let Some(second) = read.second else {
        return Ok(read);
    };
    let (read, other, number) = match args.get_one::<String>("generation") {
        Some(number) if number == "2" => (second, read, 2),
        _ => (read, second, 1),
    };
    let stray = |field: &&Field| !has(read, field) && args.contains_id(field.api);
    match other.fields.iter().find(stray) {
        Some(field) => Err(Failure::usage(text!(
            "--{option} is not of --generation {number}",
            "--{option} 不用于 --generation {number}",
            option = field.option_name()
        ))),
        None => Ok(read),
    }
}

fn count(name: &'static str, help: Both) -> Arg {
    let option = Arg::new(name).long(name).value_name("N").help(help);
    option.value_parser(from_one)
}

/// A number from 1.
///
/// # Errors
/// It is none.
pub(super) fn from_one(text: &str) -> Result<u64, Text> {
    let number = text.parse().ok().filter(|number| *number > 0);
    let rule = both(
        "a whole number from 1 is required",
        "必须是大于或等于 1 的整数",
    );
    number.ok_or_else(|| rule.into())
}

/// Runs a read.
///
/// # Errors
/// Whatever kept it from being read and printed to its end.
pub(super) fn run(
    read: &'static Read,
    args: &ArgMatches,
    context: &Context,
) -> Result<(), Failure> {
    context.settings()?;
    let mut read = of_generation(read, args)?;
    if accounts::are_asked(args) {
        read = accounts::with_account(read);
    }
    if let Some(snapshot) = FromSnapshot::opened(args, context)? {
        return run_kept(read, args, snapshot, context);
    }
    let query = query::typed(read, args, context)?;
    let page = page(read, args)?;
    check(read, context)?;
    if let Shape::Object = read.shape {
        return print_object(read, query, context);
    }
    let mut asking = Asking::new(read, args, context)?;
    let query = query::narrowed(read, query, &asking);
    let emails = emails(read, args, &mut asking)?;
    let asked = emails.as_deref();
    let lists = match (asked, read.emails) {
        _ if asking.of_accounts => accounts::lists(read, &query, asking.emails(ACCOUNT), context)?,
        (None, Some(emails)) if emails.absent == Absent::EverySubAccount => {
            read.lists(Some(&every_email(&subaccounts::LIST, context)?), &query)
        }
        _ => read.lists(asked, &query),
    };
    let (query, asking) = (&query, &asking);
    let of = Of {
        read,
        query,
        asking,
        emails: asked.unwrap_or_default(),
        context,
    };
    let count = match (page, lists.as_slice()) {
        (None, _) => print_pages(of, lists, (0, typed(args, "limit")))?,
        (Some((number, size)), [list]) => {
            let rows = list.only_page(context.client()?, number, size);
            context.pages(context.style()?, read.columns, [rows])?
        }
        // E-mails split over requests are several lists, of which the service
        // knows no common page: it is cut out of their rows, so that all pages
        // together are the whole list.
        (Some((number, size)), _) => {
            let before = (number - 1).saturating_mul(size);
            let end = Some(before.saturating_add(size));
            print_pages(of, lists, (before, end))?
        }
    };
    if count == 0 {
        let is_narrowed = asking.leaves_out()
            || asked.is_some()
            || read.fields.iter().any(|it| args.contains_id(it.api));
        context.console.info(none_of(read.rows, page, is_narrowed));
    }
    Ok(())
}

/// The e-mails asked for, as options or in other words.
fn emails(
    read: &Read,
    args: &ArgMatches,
    asking: &mut Asking,
) -> Result<Option<Vec<String>>, Failure> {
    let Some(filter) = read.emails else {
        return Ok(None);
    };
    let emails = fields::parsed::<EmailArgs>(args)?.read()?;
    let emails = emails.or_else(|| asking.emails(filter.field));
    if let (true, Some(emails)) = (asking.of_accounts, &emails) {
        asking.keep_emails(filter.field, emails);
    }
    Ok(emails)
}

fn typed(args: &ArgMatches, name: &str) -> Option<u64> {
    args.try_get_one(name).ok().flatten().copied()
}

/// The page and the page size asked for.
fn page(read: &Read, args: &ArgMatches) -> Result<Option<(u64, u64)>, Failure> {
    let (Some(page), Shape::Pages(paging)) = (typed(args, "page"), read.shape) else {
        return Ok(None);
    };
    let most = paging.sizes[0];
    match typed(args, "page-size") {
        Some(size) if size > most => Err(Failure::usage(text!(
            "--page-size {size}: at most {most} {rows} a page",
            "--page-size {size}：{rows}每页最多 {most} 条",
            rows = read.rows
        ))),
        size => Ok(Some((page, size.unwrap_or(most)))),
    }
}

/// Finds what is wrong with the output before the first request.
pub(super) fn check(read: &Read, context: &Context) -> Result<(), Failure> {
    let style = context.style()?;
    choose(
        style,
        layout(read, style).map_or(read.columns, |table| table.columns),
    )?;
    // A script that forgot `-o csv` would write a table into its `.csv`.
    if style.excel && style.format != Format::Csv {
        let message = text!(
            "--excel is for CSV, and the format is {format}",
            "--excel 只用于 CSV，而当前格式是 {format}",
            format = style.format
        );
        return Err(Failure::usage(message).hint(both("add -o csv", "请加上 -o csv")));
    }
    if style.columns.is_some() && style.format.is_json() {
        let note = both(
            "note: --columns is for tables and CSV; JSON is always whole",
            "注意：--columns 用于表格和 CSV；JSON 总是完整的",
        );
        context.console.info(note);
    }
    Ok(())
}

/// JSON is the object itself, CSV one row with a column a figure; so is a table
/// of chosen columns.
fn print_object(read: &Read, query: Params, context: &Context) -> Result<(), Failure> {
    let (style, row) = (context.style()?, object(read, query, context)?);
    if style.format.is_json() {
        return context.object(&row);
    }
    let row = row.flatten();
    match layout(read, style) {
        Some(table) => context.rows(table.columns, (table.rows)(&row)),
        None => context.rows(read.columns, [row]),
    }
}

/// Fetches the one row of a read.
pub(super) fn object(read: &Read, query: Params, context: &Context) -> Result<Row, Failure> {
    let row = read.object(context.client()?, query);
    row.map_err(|error| error.failure(text!("read the {rows}", "读取{rows}", rows = read.rows)))
}

/// Prints the rows from the first to the last asked for; returns how many.
fn print_pages(
    of: Of<'_>,
    lists: Vec<List>,
    (skip, end): (u64, Option<u64>),
) -> Result<u64, Failure> {
    let Of { read, asking, .. } = of;
    // What is asked for may be the last rows that are read.
    let ends_early = matches!(read.shape, Shape::Pages(_)) && !asking.needs_all();
    let left = end.filter(|_| ends_early && !asking.leaves_out());
    let mut reading = Reading::start(of, lists, left)?;
    let shown = print_rows(of, &mut reading, (skip, end))?;
    let count = reading.tell(end.is_none())?;
    if end.is_none() {
        tell_matched(of, count);
    }
    Ok(shown)
}

/// Runs a read whose rows are on this machine: it needs no credentials.
///
/// # Errors
/// Usage, or whatever kept its rows from being read or printed.
pub(super) fn run_local(
    read: &'static Read,
    args: &ArgMatches,
    context: &Context,
    rows: impl FnOnce() -> Result<Vec<Row>, Failure>,
) -> Result<(), Failure> {
    check(read, context)?;
    let asking = &Asking::new(read, args, context)?;
    let rows = rows()?;
    print_local(read, args, asking, iter::once(Ok(rows)), context).map(drop)
}

/// Runs a read whose rows are those of a snapshot.
fn run_kept(
    read: &'static Read,
    args: &ArgMatches,
    snapshot: Reader,
    context: &Context,
) -> Result<(), Failure> {
    check(read, context)?;
    let mut asking = Asking::new(read, args, context)?;
    let emails = fields::parsed::<EmailArgs>(args)?
        .read()?
        .unwrap_or_default();
    let field = read.emails.map_or("", |emails| emails.field);
    if !emails.is_empty() {
        asking.keep_emails(field, &emails);
    }
    let mut received = HashSet::new();
    let pages = snapshot.inspect(|page| {
        let rows = page.iter().flatten();
        let rows = rows.filter(|_| !emails.is_empty());
        let found = rows.filter_map(|row| row.text(field));
        let found = found.map(|email| email.to_lowercase());
        received.extend(found.filter(|email| asking.is_of(email)));
    });
    let is_whole = print_local(read, args, &asking, pages, context)?;
    let missing = missing(&emails, &received);
    if is_whole && !missing.is_empty() {
        let missing = listed(missing);
        let console = &context.console;
        console.warn(text!("nothing found for {missing}", "没有找到 {missing}"));
    }
    Ok(())
}

/// Prints what is asked of rows on this machine; whether all were read.
///
/// # Errors
/// Whatever kept them from being read or printed.
pub(super) fn print_local(
    read: &'static Read,
    args: &ArgMatches,
    asking: &Asking,
    pages: impl Iterator<Item = Result<Vec<Row>, Failure>>,
    context: &Context,
) -> Result<bool, Failure> {
    let (mut count, end) = (0, typed(args, "limit"));
    let of = Of {
        read,
        query: &Params::new(),
        asking,
        emails: &[],
        context,
    };
    let pages = pages.inspect(|page| count += page.as_ref().map_or(0, Vec::len) as u64);
    let shown = print_rows(of, pages, (0, end))?;
    if shown == 0 && (count == 0 || end.is_some()) {
        let none = none_of(read.rows, None, asking.leaves_out());
        context.console.info(none);
    } else if end.is_none() {
        tell_matched(of, count);
    }
    Ok(end.is_none_or(|end| shown < end))
}
