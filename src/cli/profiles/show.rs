//! `profiles show`: every setting with its source; with `--sources` also the
//! values that lost. No secret is fetched for it.

use super::super::globals::Globals;
use super::super::session::Setup;
use super::{env_of, print};
use crate::config::Shown;
use crate::failure::Failure;
use crate::output::{Column, names};
use crate::row::Row;
use serde_json::json;

/// Columns of `profiles show`.
pub const COLUMNS: &[Column] = &[
    Column::text("setting", "SETTING"),
    Column::text("value", "VALUE"),
    Column::text("source", "SOURCE"),
    Column::text("over", "OVER").hidden(),
];

pub(super) fn run(sources: bool, globals: &Globals) -> Result<(), Failure> {
    let setup = Setup::read(globals)?;
    let mut style = setup.style(globals)?;
    let with_over = sources || style.columns.is_some();
    if style.columns.is_none() {
        let some = names(COLUMNS).into_iter().map(String::from);
        let count = COLUMNS.len() - usize::from(!sources);
        style.columns = Some(some.take(count).collect());
    }
    let shown = setup.config.show(&globals.options(), &env_of(globals))?;
    let rows: Vec<Row> = shown
        .iter()
        .filter_map(|line| row(line, with_over))
        .collect();
    print(&style, COLUMNS, &rows)
}

fn row(line: &Shown, with_over: bool) -> Option<Row> {
    let mut row = json!({
        "setting": line.key,
        "value": line.value,
        "source": line.source,
    });
    if with_over {
        row["over"] = json!((!line.over.is_empty()).then_some(&line.over));
    }
    Row::parse(&row.to_string()).ok()
}
