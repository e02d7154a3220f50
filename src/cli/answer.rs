//! What is asked of rows, printed: the last part of every list, wherever its rows
//! are from.

use super::reading::Of;
use crate::endpoints::spec::{Layout, Read};
use crate::failure::Failure;
use crate::lang::{Both, Text};
use crate::output::{Format, Style};
use crate::row::Row;
use crate::text;
use std::iter;
use std::ops::Range;

/// Prints what is asked of the rows, from the first to the last asked for.
pub(super) fn print_rows(
    of: Of<'_>,
    pages: impl Iterator<Item = Result<Vec<Row>, Failure>>,
    (skip, end): (u64, Option<u64>),
) -> Result<u64, Failure> {
    let Of {
        read,
        asking,
        context,
        ..
    } = of;
    let mut style = context.style()?.clone();
    // A bare count is a number, not a table of one.
    style.header &= !asking.is_count || style.format != Format::Table;
    let table = layout(read, &style).filter(|_| !asking.tallies());
    let whole = table.map_or(Read::DEFAULT.together, |_| read.together);
    let mut kept = pages.map(|page| page.map(|page| asking.kept(whole(page))));
    let (columns, mut pages) = asking.answer(&mut kept, read.columns)?;
    let mut before = 0;
    let pages = iter::from_fn(|| {
        if end.is_some_and(|end| before >= end) {
            return None;
        }
        Some(pages.next()?.map(|page| {
            let of_page = |at: u64| at.saturating_sub(before).min(page.len() as u64);
            let asked_for = of_page(skip)..of_page(end.unwrap_or(u64::MAX));
            before += page.len() as u64;
            part(page, asked_for, table)
        }))
    });
    context.pages(&style, table.map_or(columns, |table| table.columns), pages)
}

/// The layout for people, where the rows are for them and no other column is
/// asked for than it has.
pub(super) fn layout(read: &Read, style: &Style) -> Option<Layout> {
    let table = read.table.filter(|_| style.format == Format::Table)?;
    let has = |word: &String| table.columns.iter().any(|column| column.is_named_by(word));
    style.columns.iter().flatten().all(has).then_some(table)
}

/// These rows of a page, as they are shown.
fn part(mut page: Vec<Row>, asked_for: Range<u64>, table: Option<Layout>) -> Vec<Row> {
    let place = |at| usize::try_from(at).unwrap_or(usize::MAX);
    page.truncate(place(asked_for.end));
    page.drain(..place(asked_for.start));
    match table {
        Some(table) => page.iter().flat_map(table.rows).collect(),
        None => page,
    }
}

/// Tells how many of all rows were asked for, where that may be fewer. A number
/// needs no other beside it, but that nothing matched may be a slip. Of e-mails
/// that the service was asked for there are no other rows; of several accounts all
/// rows were read.
pub(super) fn tell_matched(of: Of<'_>, count: u64) {
    let (asking, rows) = (of.asking, of.read.rows);
    let matched = asking.matched.get();
    if !asking.leaves_out() || matched > 0 && asking.tallies() {
        return;
    }
    let are_all = asking.of_accounts || of.emails.is_empty();
    of.context.console.info(match are_all {
        true => text!(
            "{matched} of {count} {rows}",
            "{rows}共 {count} 条，符合条件 {matched} 条"
        ),
        false if matched as u64 == count => return,
        false => text!(
            "{matched} of {count} {rows} of these e-mails",
            "这些邮箱的{rows}共 {count} 条，符合条件 {matched} 条"
        ),
    });
}

/// That there are no such rows: on a page, among those asked for, or at all.
pub(super) fn none_of(rows: Both, page: Option<(u64, u64)>, is_narrowed: bool) -> Text {
    match page {
        Some((page, _)) => text!("no {rows} on page {page}", "第 {page} 页没有{rows}"),
        None if is_narrowed => text!("no {rows}", "没有符合条件的{rows}"),
        None => text!("no {rows}", "没有{rows}"),
    }
}
