//! Runs any call that reads, from what was typed to the last row: everything
//! by default, `--limit` of it, or one `--page` as it is.

use super::context::Context;
use super::emails::EmailArgs;
use super::fields;
use super::globals::columns_option;
use crate::api::{List, Pages};
use crate::endpoints::spec::{Absent, Now, Read, Shape, plain};
use crate::endpoints::subaccounts;
use crate::failure::Failure;
use crate::output::{Format, choose};
use crate::sign::Params;
use clap::{Arg, ArgMatches, Args, Command};
use std::borrow::Cow;
use std::collections::HashSet;

/// The command of a read.
pub(super) fn command(read: &'static Read) -> Command {
    let mut command = Command::new(read.command.1);
    if read.emails.is_some() {
        command = EmailArgs::augment_args(command);
    }
    command = command.args(read.fields.iter().map(fields::option));
    if !matches!(read.shape, Shape::Object) {
        command = command.arg(count("limit", "Stop after this many rows"));
    }
    if matches!(read.shape, Shape::Pages(_)) {
        let page = count("page", "Only this page, as the service gives it, from 1");
        let size = count("page-size", "Rows of that one page");
        command = command.args([page.conflicts_with("limit"), size.requires("page")]);
    }
    let end = fields::notes_and_examples(read.notes, read.examples);
    let command = command.about(read.about).after_help(end);
    command.arg(columns_option(read.columns))
}

fn count(name: &'static str, help: &'static str) -> Arg {
    let option = Arg::new(name).long(name).value_name("N").help(help);
    option.value_parser(from_one)
}

fn from_one(text: &str) -> Result<u64, &'static str> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or("a whole number from 1 is required")
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
    let query = query(read, args)?;
    let emails = match read.emails {
        Some(_) => fields::parsed::<EmailArgs>(args)?.read()?,
        None => None,
    };
    let page = page(read, args)?;
    check(read, context)?;
    if let Shape::Object = read.shape {
        return print_object(read, query, context);
    }
    let asked = emails.as_deref();
    let lists = match (asked, read.emails) {
        (None, Some(emails)) if emails.absent == Absent::EverySubAccount => {
            read.lists(Some(&every_email(context)?), &query)
        }
        _ => read.lists(asked, &query),
    };
    let count = match (page, lists.as_slice()) {
        (None, _) => print_pages(read, lists, asked, (0, typed(args, "limit")), context)?,
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
            print_pages(read, lists, asked, (before, end), context)?
        }
    };
    if count == 0 {
        context.console.info(&format!("no {}", read.rows));
    }
    Ok(())
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
        Some(size) if size > most => Err(Failure::usage(format!(
            "--page-size {size}: at most {most} {} a page",
            read.rows
        ))),
        size => Ok(Some((page, size.unwrap_or(most)))),
    }
}

/// The parameters of the further options.
fn query(read: &Read, args: &ArgMatches) -> Result<Params, Failure> {
    let now = Now::read();
    let mut query = Params::new();
    for field in read.fields {
        let Some(text) = args.get_one::<String>(field.api) else {
            continue;
        };
        match field.check(text, &now) {
            Ok(value) => query.push(field.api, plain(&value)),
            Err(rule) => {
                let option = field.option_name();
                return Err(Failure::usage(format!("--{option} {text:?} {rule}")));
            }
        }
    }
    (read.between)(&query).map_err(Failure::usage)?;
    Ok(query)
}

/// Finds what is wrong with the output before the first request.
fn check(read: &Read, context: &Context) -> Result<(), Failure> {
    let style = context.style()?;
    choose(style, read.columns)?;
    // A script that forgot `-o csv` would write a table into its `.csv`.
    if style.excel && style.format != Format::Csv {
        let message = format!("--excel is for CSV, and the format is {}", style.format);
        return Err(Failure::usage(message).hint("add -o csv"));
    }
    if style.columns.is_some() && matches!(style.format, Format::Json | Format::Jsonl) {
        let note = "note: --columns is for tables and CSV; JSON is always whole";
        context.console.info(note);
    }
    Ok(())
}

/// JSON is the object itself, CSV one row with a column a figure; so is a table
/// of chosen columns.
fn print_object(read: &Read, query: Params, context: &Context) -> Result<(), Failure> {
    let style = context.style()?;
    let row = read.object(context.client()?, query);
    let row = row.map_err(|error| error.failure(&format!("read the {}", read.rows)))?;
    if matches!(style.format, Format::Json | Format::Jsonl) {
        return context.object(&row);
    }
    let row = row.flatten();
    match read.table {
        Some(table) if style.format == Format::Table && style.columns.is_none() => {
            context.rows(table.columns, (table.rows)(&row))
        }
        _ => context.rows(read.columns, [row]),
    }
}

/// Prints the rows from the first to the last asked for; returns how many.
fn print_pages(
    read: &Read,
    lists: Vec<List>,
    asked: Option<&[String]>,
    (mut skip, end): (u64, Option<u64>),
    context: &Context,
) -> Result<u64, Failure> {
    let console = &context.console;
    // Only a list read to its end can tell that an e-mail matches nothing.
    let asked = asked.filter(|_| end.is_none()).zip(read.emails);
    let mut received = HashSet::new();
    let mut progress = console.progress();
    let connections = context.settings()?.connections();
    let mut pages = Pages::start(context.client()?, lists, connections, end)?;
    let mut count = 0;
    let rows = std::iter::from_fn(|| {
        progress.draw(|took| {
            let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
            let (at, rate) = (pages.progress(), count * 1000 / millis);
            format!("{at}, {count} {}, {rate} a second", read.rows)
        });
        let page = pages.next()?;
        Some(page.map(|mut page| {
            if let Some((_, emails)) = asked {
                let found = page.iter().filter_map(|row| row.get(emails.field));
                received.extend(found.map(|email| email.as_text().to_lowercase()));
            }
            let skipped = skip.min(page.len() as u64);
            skip -= skipped;
            page.drain(..usize::try_from(skipped).unwrap_or(usize::MAX));
            count += page.len() as u64;
            page
        }))
    });
    let count = context.pages(context.style()?, read.columns, rows)?;
    drop(progress);
    for warning in pages.warnings() {
        console.warn(warning);
    }
    let mut missing = asked.map_or(&[][..], |(asked, _)| asked).to_vec();
    missing.retain(|email| !received.contains(&email.to_lowercase()));
    if !missing.is_empty() {
        console.warn(&format!("nothing found for {}", missing.join(", ")));
    }
    Ok(count)
}

/// The e-mails of all sub-accounts.
fn every_email(context: &Context) -> Result<Vec<String>, Failure> {
    let lists = subaccounts::LIST.lists(None, &Params::new());
    let connections = context.settings()?.connections();
    let mut pages = Pages::start(context.client()?, lists, connections, None)?;
    let mut emails = Vec::new();
    for page in pages.by_ref() {
        for row in page? {
            emails.extend(row.text("email").map(Cow::into_owned));
        }
    }
    for warning in pages.warnings() {
        context.console.warn(warning);
    }
    Ok(emails)
}
