//! `status`: the group on one page, from four kinds of request. A part that the
//! service refuses says so in its place; the others are shown.

use super::ask::Asking;
use super::context::Context;
use super::fields::notes_and_examples;
use super::out::written;
use super::{list, query};
use crate::endpoints::allocations::LOG;
use crate::endpoints::group::{HEALTH, INFO, RESOURCE};
use crate::endpoints::resources::billed_by;
use crate::endpoints::spec::{Layout, Read};
use crate::endpoints::subaccounts::{COLUMNS, LIST};
use crate::failure::{Failure, Kind};
use crate::lang::{Both, Text, both, counted};
use crate::output::{Column, Format, book, find, sink};
use crate::row::Row;
use crate::sign::Params;
use crate::text;
use crate::text::{escape, listed, wrapped};
use clap::ArgMatches;
use serde_json::json;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::iter;

/// What the help says after the options.
pub(super) fn help() -> String {
    notes_and_examples(
        both(
            "What the group owns, with the shares of `group info`; its sub-accounts by state; \
             those that expire within 30 days; the 10 that have least left of what the group is \
             billed by; the allocations of the last day; how busy the service is. The page shows \
             10 rows of a part at most.\n\n\
             As JSON it is one object: `packages`, `subaccounts`, `expiring`, `lowest`, \
             `allocations` and `health`, each with all its rows. As a workbook it has a sheet a \
             part, with all rows. In the place of a part that cannot be read is its error, and the \
             exit status is that of the first error. Lists alone have CSV, --excel and --columns.",
            "集团拥有的资源及其分配（同 `group info`）；各状态的分账号数；30 天内到期的分账号；按计费\
             方式剩余最少的 10 个分账号；最近一天的分配记录；服务的繁忙程度。每部分最多显示 10 行。\
             \n\n\
             JSON 是一个对象：`packages`、`subaccounts`、`expiring`、`lowest`、`allocations` 和 \
             `health`，各含所有行。工作簿每部分一张工作表，含所有行。无法读取的部分在其位置给出错误，\
             退出状态取自第一个错误。只有列表才有 CSV、--excel 和 --columns。",
        ),
        "polyv-group status\npolyv-group status -o json",
    )
}

/// So many rows of a part are on the page.
const MOST: usize = 10;

/// Signs of a bar.
const BAR: usize = 10;

/// Cells of a terminal that has room for bars beside the amounts.
const WIDE: usize = 105;

/// The packages on a wide terminal. Numbers are never cut, and a bar must not be.
pub(super) const WITH_BARS: Layout = Layout {
    columns: &[
        RESOURCE,
        Column::number("owned", "OWNED"),
        Column::number("allocated", "ALLOCATED"),
        Column::number("allocatedShare", "ALLOC. %").yielding(2),
        Column::number("used", "USED"),
        Column::number("usedShare", "USED %").yielding(3),
        Column::number("over", "OVER").yielding(1),
    ],
    rows: with_bars,
};

/// The accounts by state.
pub(super) const STATES: &[Column] = &[
    Column::text("status", "STATUS"),
    Column::number("count", "COUNT"),
];

/// A part of the page: its name in the object, its title, how its rows are
/// shown, and the rows.
struct Part(Both, Text, Layout, Result<Vec<Row>, Failure>);

/// Runs `status`.
///
/// # Errors
/// Nothing could be read, or a part of it.
pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let style = context.style()?;
    if style.format == Format::Csv || style.excel || style.columns.is_some() {
        let message = both(
            "status is a page: it has no CSV, no --excel and no --columns",
            "`status` 是一页概览，没有 CSV，也不支持 --excel 和 --columns",
        );
        let hint = both(
            "use -o table or -o json, or ask a list",
            "请用 `-o table` 或 -o json，或查询列表",
        );
        return Err(Failure::usage(message).hint(hint));
    }
    let console = &context.console;
    let parts = console.with_progress(
        both("reading the group", "正在读取集团数据"),
        || read(context),
    )?;
    let failed = parts.iter();
    let failed = failed.filter_map(|Part(name, .., rows)| Some((*name, rows.as_ref().err()?)));
    let (missing, failures): (Vec<_>, Vec<_>) = failed.unzip();
    let mut failure = failures.first().map(|first| (*first).clone());
    if missing.len() < parts.len() {
        match style.format {
            Format::Table => context.print(&page(&parts, context)?)?,
            Format::Xlsx => workbook(&parts, context)?,
            _ => context.object(&document(&parts))?,
        }
        let missing = listed(missing);
        let message = text!(
            "the page is incomplete; missing: {missing}",
            "页面不完整，缺少：{missing}"
        );
        failure = failure.map(|first| Failure { message, ..first });
    }
    failure.map_or(Ok(()), Err)
}

/// Reads the parts.
///
/// # Errors
/// Nothing answered, and the rest would be waited for in vain; or reading was
/// given up.
fn read(context: &Context) -> Result<Vec<Part>, Failure> {
    let mut answered = false;
    let mut taken = |read: Result<Vec<Row>, Failure>| {
        let is_silent = |why: &Failure| why.said.is_none();
        answered |= !read.as_ref().is_err_and(is_silent);
        match read {
            Err(why) if is_silent(&why) && !(answered && why.kind == Kind::Network) => Err(why),
            read => Ok(read),
        }
    };
    let object = |read| Ok(vec![list::object(read, Params::new(), context)?.flatten()]);
    let info = taken(object(&INFO))?;
    let accounts = taken(fetched(&LIST, "", None, context))?;
    let log = accounts.clone().and_then(|rows| {
        let emails = rows.iter().filter_map(|row| row.text("email"));
        let emails: Vec<String> = emails.map(Cow::into_owned).collect();
        fetched(&LOG, "--since=1d", Some(&emails), context)
    });
    let (log, health) = (taken(log)?, taken(object(&HEALTH))?);
    let is_wide = context.style()?.width.is_some_and(|cells| cells >= WIDE);
    let packages = match is_wide {
        true => WITH_BARS,
        false => as_they_are(layout(&INFO).columns),
    };
    let overview = info.map(|info| info.iter().flat_map(layout(&INFO).rows).collect());
    let owned = both("Packages", "套餐").into();
    let name = both("packages", "套餐");
    let mut parts = vec![Part(name, owned, packages, overview)];
    parts.extend(of_accounts(&accounts, context)?);
    let given = title(
        both("Allocations of the last day", "最近一天的分配记录"),
        &log,
    );
    let name = both("allocations", "分配记录");
    parts.push(Part(name, given, layout(&LOG), log));
    let load = both("Health of the service", "服务负载").into();
    let name = both("health", "服务负载");
    parts.push(Part(name, load, layout(&HEALTH), health));
    Ok(parts)
}

/// The accounts by state, those that expire soon, and those that have least left
/// of what the group is billed by.
fn of_accounts(all: &Result<Vec<Row>, Failure>, context: &Context) -> Result<[Part; 3], Failure> {
    let rows = all.as_deref().unwrap_or_default();
    let mode = rows.iter().find_map(|row| row.text("chargeType"));
    let mode = mode.unwrap_or("minutes".into());
    let (lowest, left) = match &*mode {
        "minutes" => (both("Lowest in minutes", "剩余分钟数最少"), "remainMinutes"),
        _ => (
            both("Lowest in concurrency", "剩余并发数最少"),
            "remainConcurrent",
        ),
    };
    let columns = ["email", "status", left, "expireDate", "memo"].into_iter();
    let columns = columns.map(|name| find("status", name, COLUMNS).copied());
    let table = as_they_are(columns.collect::<Result<Vec<_>, _>>()?.leak());
    let of = |options: &str| {
        all.clone()
            .and_then(|rows| asked(&LIST, options, rows, context))
    };
    let expiring = of("--expires-within=30d --sort=expireDate");
    let soon = title(both("Expire within 30 days", "30 天内到期"), &expiring);
    let low = of(&format!("--sort={left}")).map(|rows| rows.into_iter().take(MOST).collect());
    let count = counted(rows.len(), "sub-account", "个分账号");
    let mode = billed_by(&mode);
    let count = text!("{count}, billed by {mode}", "{count}，按{mode}计费");
    let by_state = of("--by=status");
    let names = [
        both("subaccounts", "分账号"),
        both("expiring", "即将到期"),
        both("lowest", "余量最少"),
    ];
    Ok([
        Part(names[0], count, as_they_are(STATES), by_state),
        Part(names[1], soon, table, expiring),
        Part(names[2], lowest.into(), table, low),
    ])
}

/// What a list prints with these options, of these e-mails.
pub(super) fn fetched(
    read: &'static Read,
    options: &str,
    emails: Option<&[String]>,
    context: &Context,
) -> Result<Vec<Row>, Failure> {
    let query = query::typed(read, &typed(read, options)?, context)?;
    let mut pages = context.start(read.lists(emails, &query), None)?;
    let rows = pages.by_ref().collect::<Result<Vec<_>, _>>()?.concat();
    let warnings = pages.warnings().iter();
    warnings.for_each(|warning| context.console.warn(warning));
    asked(read, options, rows, context)
}

/// What a list prints of its rows with these options.
fn asked(
    read: &'static Read,
    options: &str,
    rows: Vec<Row>,
    context: &Context,
) -> Result<Vec<Row>, Failure> {
    let asking = Asking::new(read, &typed(read, options)?, context)?;
    let mut pages = iter::once(Ok(asking.kept(rows)));
    let (_, answer) = asking.answer(&mut pages, read.columns)?;
    Ok(answer.collect::<Result<Vec<_>, _>>()?.concat())
}

fn typed(read: &'static Read, options: &str) -> Result<ArgMatches, Failure> {
    let command = list::command(read).no_binary_name(true);
    let typed = command.try_get_matches_from(options.split_whitespace());
    typed.map_err(|error| Failure::usage(Text::verbatim(error)))
}

/// The layout of a read for people.
pub(super) fn layout(read: &Read) -> Layout {
    read.table.unwrap_or(as_they_are(read.columns))
}

fn as_they_are(columns: &'static [Column]) -> Layout {
    let rows = |row: &Row| vec![row.clone()];
    Layout { columns, rows }
}

fn with_bars(line: &Row) -> Vec<Row> {
    let cells = WITH_BARS.columns.iter().map(|column| {
        let text = line.text(column.field);
        let shown = text.map(|text| bar(&text).unwrap_or(text.into_owned()));
        (column.field, shown)
    });
    vec![Row::from(json!(cells.collect::<BTreeMap<_, _>>()))]
}

/// `52.9%` as a bar of ten signs and whole percents, both rounded down: what
/// looks full is full.
fn bar(share: &str) -> Option<String> {
    let percent = share.strip_suffix('%')?.parse::<f64>().ok()?.trunc();
    let full = (1..=BAR).filter(|sign| percent >= (sign * 100 / BAR) as f64);
    let bar = "#".repeat(full.count());
    Some(format!("[{bar:.<BAR$}] {percent:>3}%"))
}

fn title(what: Both, rows: &Result<Vec<Row>, Failure>) -> Text {
    match rows.as_ref().map_or(0, Vec::len) {
        0 => text!("{what}: none", "{what}：无"),
        count if count > MOST => text!(
            "{what}: {count}, the first {MOST} of them:",
            "{what}：共 {count} 条，前 {MOST} 条："
        ),
        count => text!("{what}: {count}", "{what}：{count}"),
    }
}

/// The parts below each other. One reason is given once.
fn page(parts: &[Part], context: &Context) -> Result<String, Failure> {
    let (style, mut left_out, mut before) = (context.style()?, Vec::new(), None);
    let fit = |text: &str| wrapped(text, style.width.unwrap_or(usize::MAX)) + "\n";
    let mut page = fit(&escape(context.account()?.now())).into_bytes();
    for Part(name, title, layout, rows) in parts {
        let heading = match rows {
            Ok(_) => fit(&escape(title.now())),
            Err(why) => {
                let why_not = match before.replace(why) == Some(why) {
                    true => String::new(),
                    false => fit(why.text(style.color).trim_end()),
                };
                let not_shown = text!("{name}: not shown", "{name}：未显示");
                format!("{not_shown}\n{why_not}")
            }
        };
        page.extend(format!("\n{heading}").bytes());
        let mut table = sink(style, layout.columns, &mut page)?;
        let lines = rows.iter().flatten().take(MOST).flat_map(layout.rows);
        let rows = { lines }.try_for_each(|line| table.row(&line));
        left_out.extend(written(rows.and_then(|()| table.finish()))?.columns);
    }
    if !left_out.is_empty() {
        context.console.info(text!(
            "(no room for {left_out}; -o json has all)",
            "（宽度不足，未显示：{left_out}；-o json 有全部内容）",
            left_out = listed(left_out)
        ));
    }
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// A sheet a part, without those that could not be read.
fn workbook(parts: &[Part], context: &Context) -> Result<(), Failure> {
    let style = context.told(context.style()?);
    let sheets = parts.iter().filter_map(|Part(name, _, layout, rows)| {
        let rows = rows.as_ref().ok()?;
        let lines = rows.iter().flat_map(layout.rows).collect::<Vec<_>>();
        Some((name.now(), layout.columns, lines))
    });
    let left_out = context.out.write(|out| book(&style, sheets, out))?;
    context.tell_cut(left_out.cut);
    Ok(())
}

/// All parts as one object.
fn document(parts: &[Part]) -> Row {
    let member = |Part(name, .., rows): &Part| {
        let array = |rows: &Vec<Row>| {
            let rows: Vec<&str> = rows.iter().map(Row::as_str).collect();
            format!("[{}]", rows.join(","))
        };
        let value = rows.as_ref().map_or_else(Failure::json, array);
        format!("\"{}\":{value}", name.en)
    };
    let members: Vec<String> = parts.iter().map(member).collect();
    Row::parse(&format!("{{{}}}", members.join(","))).expect("pieces of valid JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_where_the_share_is() {
        let bars = ["0.0%", "9.9%", "52.5%", "99.9%", "100.0%", "12045.8%", "-"];
        let bars = bars.map(|share| bar(share).unwrap_or_default());
        let expected = [
            "[..........]   0%",
            "[..........]   9%",
            "[#####.....]  52%",
            "[#########.]  99%",
            "[##########] 100%",
            "[##########] 12045%",
            "",
        ];
        assert_eq!(bars, expected);
    }
}
