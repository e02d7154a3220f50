//! The departments of one account, a tree.

use super::spec::{Layout, Read, Shape};
use crate::lang::both;
use crate::order;
use crate::output::Column;
use crate::row::Row;
use serde_json::{Value, json};

/// polyv.gitbook.io: docs/live/api/v-4/user/organization (its list is only
/// described). A nested set: a node is around those whose edges are inside its.
pub static LIST: Read = Read {
    command: ("organization", "list"),
    about: both(
        "List the departments of the account whose key is used",
        "列出所用密钥对应账号的部门",
    ),
    notes: both(
        "A table shows them as a tree; DEPTH counts from 0, the root.",
        "表格以树形显示；层级从 0 起，即根部门。",
    ),
    examples: "polyv-group organization list\n\
               polyv-group organization list -o csv --columns id,name",
    rows: both("departments", "部门"),
    ids: Some(("id", "name")),
    names: |_, nodes| paths(nodes),
    path: "/live/v4/user/organization/list",
    shape: Shape::Array,
    columns: &[
        Column::text("id", "ID"),
        NAME,
        Column::text("description", "DESCRIPTION").yielding(1),
        Column::text("parentId", "PARENT ID"),
        Column::number("lft", "LEFT").hidden(),
        Column::number("rgt", "RIGHT").hidden(),
        Column::text("icon", "ICON").hidden(),
        Column::text("userId", "USER ID").hidden(),
    ],
    together: with_depth,
    table: Some(Layout {
        columns: &[
            NAME,
            Column::text("id", "ID"),
            Column::number("depth", "DEPTH"),
            Column::text("description", "DESCRIPTION").yielding(1),
            Column::text("parentId", "PARENT ID").hidden(),
            Column::number("lft", "LEFT").hidden(),
            Column::number("rgt", "RIGHT").hidden(),
            Column::text("icon", "ICON").hidden(),
            Column::text("userId", "USER ID").hidden(),
        ],
        rows: |node| vec![node.clone()],
    }),
    ..Read::DEFAULT
};

const NAME: Column = Column::text("name", "NAME");

/// An edge of a node in the nested set, `lft` or `rgt`.
fn edge(node: &Row, name: &str) -> Option<i64> {
    node.text(name)?.parse().ok()
}

/// The names from the root down to each node, with slashes between.
pub(super) fn paths(nodes: &[Row]) -> Vec<String> {
    let path = |node: &Row| {
        let mut line: Vec<&Row> = nodes
            .iter()
            .filter(|other| is_around(other, node))
            .collect();
        order::sort_by_key(&mut line, |node| edge(node, "lft"));
        let names = line.into_iter().chain([node]);
        let names = names.map(|node| node.text("name").unwrap_or_default());
        names.collect::<Vec<_>>().join("/")
    };
    nodes.iter().map(path).collect()
}

/// Whether a node is around another one, at any distance.
pub(super) fn is_around(outer: &Row, inner: &Row) -> bool {
    let edges = |node| Some((edge(node, "lft")?, edge(node, "rgt")?));
    match (edges(outer), edges(inner)) {
        (Some((left, right)), Some((from, to))) => left < from && to < right,
        _ => false,
    }
}

/// In the order of the tree, each name indented by its depth.
fn with_depth(mut nodes: Vec<Row>) -> Vec<Row> {
    order::sort_by_key(&mut nodes, |node| edge(node, "lft"));
    let mut around: Vec<Option<i64>> = Vec::new();
    let with_depth = |node: Row| {
        let left = edge(&node, "lft");
        while around.last().is_some_and(|end| *end < left) {
            around.pop();
        }
        let indent = "  ".repeat(around.len().min(MOST_INDENTED));
        let mut fields: Value = serde_json::from_str(node.as_str()).unwrap_or_default();
        fields["name"] = json!(format!("{indent}{}", node.text("name").unwrap_or_default()));
        fields["depth"] = json!(around.len());
        around.push(edge(&node, "rgt"));
        Row::from(fields)
    };
    nodes.into_iter().map(with_depth).collect()
}

/// Five levels are documented.
const MOST_INDENTED: usize = 10;
