//! The group account itself.

use super::spec::{Layout, Read};
use crate::lang::{Both, both};
use crate::output::Column;
use crate::row::Row;
use serde_json::json;

/// The live and VOD packages of the group account (dev.polyv.net:
/// 2019/group_account/get-info).
pub static INFO: Read = Read {
    command: ("group", "info"),
    about: both(
        "Show what the group owns, has allocated and has used",
        "显示集团拥有、已分配和已使用的资源",
    ),
    notes: both(
        "In the service's words `total…` is what was allocated to sub-accounts and `account…` \
         what the group owns; more may be allocated than is owned. The shares are of what \
         is owned, OVER is what was used beyond it. G is taken for GiB.",
        "服务的字段中，`total…` 是已分配给分账号的量，`account…` 是集团拥有的量；分配的量可以超过\
         拥有的量。占比以拥有的量为准，「超出」是超过拥有量的使用量。G 按 GiB 计。",
    ),
    examples: "polyv-group group info\n\
               polyv-group group info -o csv --no-header >> usage.csv",
    rows: both("group account's packages", "集团主账号的套餐"),
    path: "/v2/group/account/get-info",
    columns: COLUMNS,
    table: Some(Layout {
        columns: OVERVIEW,
        rows: overview,
    }),
    ..Read::DEFAULT
};

/// How busy the service's back end is, to two decimals (polyv.gitbook.io:
/// docs/live/api/uncategorized/huawei/digital-man-1/healthcheack).
pub static HEALTH: Read = Read {
    command: ("group", "health"),
    about: both(
        "Show how busy the service's back end is",
        "显示服务后端的繁忙程度",
    ),
    notes: both(
        "0 to 100; lower is better. Only a main account of a group may ask.",
        "0 至 100，越低越好。只有集团主账号可以查询。",
    ),
    examples: "polyv-group group health\n\
               polyv-group group health -o csv --no-header",
    rows: both("health of the back end", "后端的负载"),
    path: "/live/v4/group/health-check",
    columns: &[LOAD],
    table: Some(Layout {
        columns: &[LOAD, Column::text("level", "LEVEL").saying(&LEVELS)],
        rows: |data| {
            vec![Row::from(
                json!({"health": data.text("health"), "level": level(data)}),
            )]
        },
    }),
    ..Read::DEFAULT
};

const LOAD: Column = Column::number("health", "LOAD %");

/// The documented levels, each up to its figure.
fn level(data: &Row) -> Option<&'static str> {
    let load: f64 = data.text("health")?.parse().ok()?;
    let mut levels = [30., 60., 90., 100.].into_iter().zip(LEVELS);
    let level = levels.find(|(most, _)| load <= *most);
    level.map(|(_, word)| word.en)
}

const LEVELS: [Both; 4] = [
    both("low", "低"),
    both("medium", "中"),
    both("high", "高"),
    both("dangerous", "危险"),
];

/// In the service's order and spelling. `total…` is what sub-accounts were
/// given, `account…` what the group owns.
const COLUMNS: &[Column] = &[
    Column::number("liveInfo.accountChannels", "CHANNELS OWNED"),
    Column::number("liveInfo.usedChannels", "CHANNELS USED"),
    Column::number("liveInfo.totalChannels", "CHANNELS ALLOCATED"),
    Column::number("liveInfo.accountDurations", "MINUTES OWNED"),
    Column::number("liveInfo.usedDuration", "MINUTES USED"),
    Column::number("liveInfo.totalDepositedDuration", "MINUTES ALLOCATED"),
    Column::number("liveInfo.overDuration", "MINUTES OVER"),
    Column::number("liveInfo.accountConcurences", "CONCURRENCY OWNED"),
    Column::number("liveInfo.maxViewers", "CONCURRENCY PEAK"),
    Column::number("vodInfo.usedSpaces", "SPACE USED (G)"),
    Column::number("vodInfo.totalSpaces", "SPACE ALLOCATED (G)"),
    Column::number("vodInfo.overSpaces", "SPACE OVER (G)"),
    Column::number("vodInfo.accountSpace", "SPACE OWNED (G)"),
    Column::number("vodInfo.usedFlows", "FLOW USED (G)"),
    Column::number("vodInfo.totalFlows", "FLOW ALLOCATED (G)"),
    Column::number("vodInfo.overFlows", "FLOW OVER (G)"),
    Column::number("vodInfo.accountFlow", "FLOW OWNED (G)"),
];

/// The table for people: a line a resource, a column a role.
const OVERVIEW: &[Column] = &[
    RESOURCE,
    Column::number("owned", "OWNED"),
    Column::number("allocated", "ALLOCATED"),
    Column::number("allocatedShare", "ALLOC. %").yielding(2),
    Column::number("used", "USED"),
    Column::number("usedShare", "USED %").yielding(3),
    Column::number("over", "OVER").yielding(1),
];

/// Of what a line of the overview is.
pub(crate) const RESOURCE: Column = Column::text("resource", "RESOURCE").saying(&NAMES);

const NAMES: [Both; 5] = [
    both("live channels", "直播频道数"),
    both("live minutes", "直播分钟数"),
    both("live concurrency, peak", "直播并发峰值"),
    both("VOD space (G)", "点播空间(G)"),
    both("VOD flow (G)", "点播流量(G)"),
];

/// A line of the overview: where its figures are, and the fields of
/// owned, allocated, used and over; an empty one is not told by the service.
/// The most viewers ever at a time stand for the concurrency that is used.
const LINES: [(&str, [&str; 4]); NAMES.len()] = [
    (
        "liveInfo",
        ["accountChannels", "totalChannels", "usedChannels", ""],
    ),
    (
        "liveInfo",
        [
            "accountDurations",
            "totalDepositedDuration",
            "usedDuration",
            "overDuration",
        ],
    ),
    ("liveInfo", ["accountConcurences", "", "maxViewers", ""]),
    (
        "vodInfo",
        ["accountSpace", "totalSpaces", "usedSpaces", "overSpaces"],
    ),
    (
        "vodInfo",
        ["accountFlow", "totalFlows", "usedFlows", "overFlows"],
    ),
];

fn overview(info: &Row) -> Vec<Row> {
    let lines = NAMES.iter().zip(&LINES);
    let rows = lines.filter_map(|(name, line)| Row::parse(&self::line(info, name.en, line)).ok());
    rows.collect()
}

fn line(info: &Row, name: &str, (part, fields): &(&str, [&str; 4])) -> String {
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
    fn the_level_of_a_load_is_read_from_a_number_and_from_a_text() {
        let loads = ["30.00", "\"30.01\"", "61", "\"100\"", "101", "null"];
        let levels = loads.map(|load| {
            let data = Row::parse(&format!("{{\"health\":{load}}}")).unwrap();
            level(&data).unwrap_or("-")
        });
        assert_eq!(levels, ["low", "medium", "high", "dangerous", "-", "-"]);
    }

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
