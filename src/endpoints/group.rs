//! The group account itself.

use super::spec::{Layout, Read};
use crate::output::Column;
use crate::output::Kind::{Gigabytes, Number};
use crate::row::Row;

/// The live and VOD packages of the group account (dev.polyv.net:
/// 2019/group_account/get-info).
pub static INFO: Read = Read {
    command: ("group", "info"),
    about: "Show what the group owns, has allocated and has used",
    notes: "In the service's words `total…` is what was allocated to sub-accounts and `account…`
what the group owns; more may be allocated than is owned. The shares are of what is owned,
OVER is what was used beyond it. G is taken for GiB.",
    examples: "polyv-group group info\n\
               polyv-group group info -o csv --no-header >> usage.csv",
    rows: "group account's packages",
    path: "/v2/group/account/get-info",
    columns: COLUMNS,
    table: Some(Layout {
        columns: OVERVIEW,
        rows: overview,
    }),
    ..Read::DEFAULT
};

/// In the service's order and spelling. `total…` is what sub-accounts were
/// given, `account…` what the group owns.
const COLUMNS: &[Column] = &[
    Column::new("liveInfo.accountChannels", "CHANNELS OWNED", Number),
    Column::new("liveInfo.usedChannels", "CHANNELS USED", Number),
    Column::new("liveInfo.totalChannels", "CHANNELS ALLOCATED", Number),
    Column::new("liveInfo.accountDurations", "MINUTES OWNED", Number),
    Column::new("liveInfo.usedDuration", "MINUTES USED", Number),
    Column::new(
        "liveInfo.totalDepositedDuration",
        "MINUTES ALLOCATED",
        Number,
    ),
    Column::new("liveInfo.overDuration", "MINUTES OVER", Number),
    Column::new("liveInfo.accountConcurences", "CONCURRENCY OWNED", Number),
    Column::new("liveInfo.maxViewers", "CONCURRENCY PEAK", Number),
    Column::new("vodInfo.usedSpaces", "SPACE USED (G)", Gigabytes),
    Column::new("vodInfo.totalSpaces", "SPACE ALLOCATED (G)", Gigabytes),
    Column::new("vodInfo.overSpaces", "SPACE OVER (G)", Gigabytes),
    Column::new("vodInfo.accountSpace", "SPACE OWNED (G)", Gigabytes),
    Column::new("vodInfo.usedFlows", "FLOW USED (G)", Gigabytes),
    Column::new("vodInfo.totalFlows", "FLOW ALLOCATED (G)", Gigabytes),
    Column::new("vodInfo.overFlows", "FLOW OVER (G)", Gigabytes),
    Column::new("vodInfo.accountFlow", "FLOW OWNED (G)", Gigabytes),
];

/// The table for people: a line a resource, a column a role.
const OVERVIEW: &[Column] = &[
    Column::text("resource", "RESOURCE"),
    Column::new("owned", "OWNED", Number),
    Column::new("allocated", "ALLOCATED", Number),
    Column::new("allocatedShare", "ALLOC. %", Number),
    Column::new("used", "USED", Number),
    Column::new("usedShare", "USED %", Number),
    Column::new("over", "OVER", Number),
];

/// A line of the overview: its name, where its figures are, and the fields of
/// owned, allocated, used and over; an empty one is not told by the service.
/// The most viewers ever at a time stand for the concurrency that is used.
const LINES: [(&str, &str, [&str; 4]); 5] = [
    (
        "live channels",
        "liveInfo",
        ["accountChannels", "totalChannels", "usedChannels", ""],
    ),
    (
        "live minutes",
        "liveInfo",
        [
            "accountDurations",
            "totalDepositedDuration",
            "usedDuration",
            "overDuration",
        ],
    ),
    (
        "live concurrency, peak",
        "liveInfo",
        ["accountConcurences", "", "maxViewers", ""],
    ),
    (
        "VOD space (G)",
        "vodInfo",
        ["accountSpace", "totalSpaces", "usedSpaces", "overSpaces"],
    ),
    (
        "VOD flow (G)",
        "vodInfo",
        ["accountFlow", "totalFlows", "usedFlows", "overFlows"],
    ),
];

fn overview(info: &Row) -> Vec<Row> {
    let lines = LINES.iter();
    let rows = lines.filter_map(|line| Row::parse(&self::line(info, line)).ok());
    rows.collect()
}

fn line(info: &Row, (name, part, fields): &(&str, &str, [&str; 4])) -> String {
    let literal = |field: &str| {
        let value = info.get(&format!("{part}.{field}"));
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

    #[test]
    fn the_overview_groups_what_is_owned_allocated_used_and_over() {
        let sample =
            include_str!("../../tests/data/samples/v2.group.account.get-info.success.json");
        let whole: serde_json::Value = serde_json::from_str(sample).unwrap();
        let info = Row::parse(&whole["data"].to_string()).unwrap().flatten();
        let lines = overview(&info);
        let lines: Vec<_> = lines
            .iter()
            .map(|line| {
                OVERVIEW
                    .iter()
                    .map(|c| line.get(c.field).unwrap().as_text())
                    .collect::<Vec<_>>()
                    .join(" | ")
            })
            .collect();
        assert_eq!(
            lines,
            [
                "live channels | 2000 | 535 | 26.8% | 5 | 0.2% | null",
                "live minutes | 2000000 | 225362 | 11.3% | 46 | 0.0% | 4",
                "live concurrency, peak | 0 | null | null | null | null | null",
                "VOD space (G) | 100 | 156.57 | 156.6% | 33.92 | 33.9% | 0",
                "VOD flow (G) | 100 | 12045.82 | 12045.8% | 502.92 | 502.9% | 0",
            ]
        );
    }
}
