//! `profiles show`: every setting with its source; with `--sources` also the
//! values that lost. No secret is fetched for it.

use crate::cli::context::Context;
use crate::cli::exchange::env_of;
use crate::config::Shown;
use crate::failure::Failure;
use crate::lang::{Lang, current, within};
use crate::output::{Column, Format, names};
use crate::row::Row;
use serde_json::json;

/// Columns of `profiles show`.
pub(crate) const COLUMNS: &[Column] = &[
    Column::text("setting", "SETTING"),
    Column::text("value", "VALUE"),
    Column::text("source", "SOURCE"),
    Column::text("over", "OVER")
        .in_chinese("被覆盖的值")
        .hidden(),
];

pub(super) fn run(sources: bool, context: &Context) -> Result<(), Failure> {
    let mut style = context.style()?.clone();
    let with_over = sources || style.columns.is_some();
    if style.columns.is_none() {
        let some = names(COLUMNS).into_iter().map(String::from);
        let count = COLUMNS.len() - usize::from(!sources);
        style.columns = Some(some.take(count).collect());
    }
    // A path is copied whole; what is long goes on in the next line.
    style.width = None;
    let lines = shown(context)?;
    let lang = match style.format {
        Format::Table => current(),
        _ => Lang::En,
    };
    let rows = || lines.iter().map(|line| row(line, with_over)).collect();
    let rows = within(lang, rows);
    context.pages(&style, COLUMNS, [Ok(rows)]).map(drop)
}

/// What is in force, in the environment that holds.
pub(super) fn shown(context: &Context) -> Result<Vec<Shown>, Failure> {
    let env = env_of(context.globals.sandbox);
    context.config()?.show(&context.globals.options(), &env)
}

/// In the current language.
fn row(line: &Shown, with_over: bool) -> Row {
    let mut row = json!({
        "setting": line.key,
        "value": line.value,
        "source": line.source.now(),
    });
    if with_over {
        row["over"] = json!((!line.over.is_empty()).then_some(line.over.now()));
    }
    Row::from(row)
}
