//! The writes of the departments of one account. Child accounts sit in them, so
//! these are apart from their list, which child accounts are created by.

use super::children;
use super::met::Met;
use super::organization::{LIST, is_around, paths};
use super::rules::{self, Ruled};
use super::spec::{Field, Now, plain};
use super::write::{Does, Draft, Filled, Finding, Repeat, Sends, Write};
use crate::api::{CallError, Client};
use crate::failure::Failure;
use crate::lang::{both, counted};
use crate::output::Column;
use crate::row::Row;
use crate::text;
use crate::text::{first_of, listed};
use std::sync::Arc;

/// Documented. Whether the root counts is not, so that one level more is only
/// warned about.
const MOST_LEVELS: usize = 5;

/// Characters of a name, as documented; the vendor's own tests create longer
/// ones, so that a longer one is only warned about.
const LONGEST_NAME: usize = 12;

/// Departments and child accounts that one message names.
const MOST_NAMED: usize = 5;

/// polyv.gitbook.io: docs/live/api/v-4/user/organization/create. The published
/// sample has parentId as a text, the table as an Integer. A node that is
/// created twice is there twice.
pub static CREATE: Write = Write {
    command: ("organization", "create"),
    about: both("Create a department", "新建一个部门"),
    notes: both(
        "It becomes the first below its parent. Documented are names of at most 12 characters \
         and 5 levels; a longer name and a sixth level are warned about and sent. A second \
         department of the same name below the same parent is asked about on a terminal, and \
         refused otherwise without --another.",
        "新部门排在上级部门下的第一位。文档规定名称最多 12 个字符、最多 5 级；名称更长或到第 6 级时\
         仅警告，照常发送。同一上级部门下已有同名部门时，在终端中会询问；不在终端中则须用 \
         --another，否则拒绝。",
    ),
    examples: "polyv-group organization create --parent 总部 --name 华南\n\
               polyv-group organization create --parent 总部/市场部 --name 一组 --yes",
    does: Does {
        verb: both("create", "新建"),
        done: both("created", "新建"),
        ..DEPARTMENT
    },
    path: "/live/v4/user/organization/create",
    fields: &[
        Field::new("parentId", rules::id_or_name)
            .option("parent")
            .placeholder("ID|PATH")
            .listed_by(&LIST)
            .required()
            .help(both(
                "The department above it, such as 总部/华东",
                "上级部门，如 总部/华东",
            )),
        Field::new("name", name).required().help(both(
            "Name; 12 characters are documented",
            "名称；文档规定最多 12 个字符",
        )),
        Field::new("description", rules::note::<100>).help(both(
            "Description, at most 100 characters",
            "描述，最多 100 个字符",
        )),
    ],
    key: "name",
    between: warn_of_length,
    preflight: Some(place),
    repeat: Repeat::LookUp(&LIST),
    is_it: |new, row| {
        let parent = new.number("parentId").map(|id| id.to_string());
        row.text("parentId").as_deref() == parent.as_deref() && is_called(row, new.key())
    },
    columns: LIST.columns,
    shown_by: "polyv-group organization list --where name=",
    ..Write::DEFAULT
};

/// polyv.gitbook.io: docs/live/api/v-4/user/organization/delete. Its data is null
/// on success and on failure: only the list tells.
pub static DELETE: Write = Write {
    command: ("organization", "delete"),
    about: both(
        "Delete a department and all below it",
        "删除部门及其下级部门",
    ),
    notes: both(
        "The service refuses it while a child account sits on it or below it; that is counted \
         before. On a terminal the department's name is typed to confirm it. Where the id is \
         not there any more, that is said on stderr and the exit status is 0.",
        "该部门或其下级部门中还有子账号时，服务会拒绝删除；执行前会先统计。在终端中需输入部门名称\
         以确认。该 ID 已不存在时，在标准错误输出中说明，退出状态为 0。",
    ),
    examples: "polyv-group organization delete --organization 2750\n\
               polyv-group organization delete --organization 2750 --yes",
    does: Does {
        verb: both("delete", "删除"),
        done: both("deleted", "删除"),
        ..DEPARTMENT
    },
    path: "/live/v4/user/organization/delete",
    sends: Sends::Query,
    fields: &[Field::new("organizationId", |text, now| {
        rules::id_or_name(text, now).map(|id| plain(&id).into())
    })
    .option("organization")
    .placeholder("ID|PATH")
    .listed_by(&LIST)
    .required()
    .help(both(
        "The department, such as 总部/华东",
        "部门，如 总部/华东",
    ))],
    key: "organizationId",
    preflight: Some(below),
    confirm_by_typing: true,
    repeat: Repeat::Gone(&LIST),
    is_it: |gone, row| is_node(row, gone.key()),
    columns: &[Column::text("organizationId", "ID")],
    shown_by: "polyv-group organization list --where id=",
    ..Write::DEFAULT
};

const DEPARTMENT: Does = Does {
    verb: both("", ""),
    done: both("", ""),
    what: both("the department", "部门"),
    named: |name| text!("the department {name}", "部门 {name}"),
};

fn name(text: &str, now: &Now) -> Ruled {
    match text.trim() {
        "" => Err(rules::EMPTY.into()),
        name => rules::line::<{ usize::MAX }>(name, now),
    }
}

fn warn_of_length(draft: &mut Draft, _: &Now, found: &mut Vec<Finding>) {
    let name = draft.get("name").unwrap_or_default();
    if name.chars().count() > LONGEST_NAME {
        let words = text!(
            "is longer than the documented {LONGEST_NAME} characters; the service may refuse it",
            "超过文档规定的 {LONGEST_NAME} 个字符；服务可能拒绝"
        );
        found.push(Finding::new("name", name, words).warning());
    }
}

fn is_called(node: &Row, name: &str) -> bool {
    node.text("name").is_some_and(|own| own == name)
}

fn is_node(node: &Row, id: &str) -> bool {
    node.text("id").is_some_and(|own| own == id)
}

fn tree(client: &Client) -> Result<Vec<Row>, Failure> {
    let failed = |error: CallError| error.failure(LIST.attempt());
    LIST.all(client, client.retries()).map_err(failed)
}

/// Where a new node would be: on which level, and beside which others of its
/// name.
fn place(client: &Arc<Client>, name: &str, new: Option<&Filled>) -> Result<Met, Failure> {
    let Some(id) = new.and_then(|new| new.number("parentId")) else {
        return Ok(Met::default());
    };
    let (tree, id) = (tree(client)?, id.to_string());
    let Some(at) = tree.iter().position(|node| is_node(node, &id)) else {
        return Ok(Met::conflict(LIST.has_no(&id)));
    };
    let (parent, path) = (&tree[at], &paths(&tree)[at]);
    let above = tree.iter().filter(|node| is_around(node, parent));
    let level = above.count() + 2;
    let there = text!(
        "below {path} it would be on level {level}, the root being the first; {MOST_LEVELS} levels \
         are documented",
        "在 {path} 之下将处于第 {level} 级（根部门为第 1 级）；文档规定最多 {MOST_LEVELS} 级"
    );
    if level > MOST_LEVELS + 1 {
        return Ok(Met::conflict(there));
    }
    let mut warnings = Vec::new();
    if level > MOST_LEVELS {
        warnings.push(text!(
            "{there}, and the service may refuse it",
            "{there}，服务可能拒绝"
        ));
    }
    let twins = tree.iter().filter(|node| {
        let of_parent = node.text("parentId").is_some_and(|parent| parent == id);
        of_parent && is_called(node, name)
    });
    let twins = twins.filter_map(|node| Some(node.text("id")?.into_owned()));
    let alike: Vec<String> = twins.collect();
    if !alike.is_empty() {
        let ids = listed(&alike);
        warnings.push(text!(
            "{path} has a {name} already (id {ids}); this makes another one",
            "{path} 下已有 {name}（ID {ids}）；此操作会再新建一个"
        ));
    }
    Ok(Met {
        warnings,
        alike,
        ..Met::default()
    })
}

/// What goes with a node: the nodes below it; and who sits there, so that it
/// stays.
fn below(client: &Arc<Client>, id: &str, _: Option<&Filled>) -> Result<Met, Failure> {
    let tree = tree(client)?;
    let Some(at) = tree.iter().position(|node| is_node(node, id)) else {
        return Ok(Met::done(LIST.has_no(id)));
    };
    let (node, path) = (&tree[at], &paths(&tree)[at]);
    if node.text("parentId").is_some_and(|parent| parent == "0") {
        return Ok(Met::conflict(text!(
            "{path} is the root, which every account has",
            "{path} 是根部门，每个账号都有"
        )));
    }
    let text = |node: &&Row, field| node.text(field).unwrap_or_default().into_owned();
    let below: Vec<&Row> = tree.iter().filter(|other| is_around(node, other)).collect();
    let ids = below.iter().chain([&node]).map(|node| text(node, "id"));
    let sitting = children::sitting_in(&ids.collect::<Vec<_>>(), client)?;
    if !sitting.is_empty() {
        let count = counted(sitting.len(), "child account", "个子账号");
        let who = first_of(&sitting, MOST_NAMED);
        return Ok(Met::conflict(text!(
            "the service does not delete {path} while a child account sits on it or below it: \
             {count} ({who})",
            "{path} 或其下级部门中还有子账号时，服务不予删除：{count}（{who}）"
        )));
    }
    let names: Vec<String> = below.iter().map(|node| text(node, "name")).collect();
    let count = counted(names.len(), "department", "个部门");
    let told = match first_of(&names, MOST_NAMED) {
        none if none.is_empty() => count,
        names => text!(
            "{count}, deleted with it: {names}",
            "{count}，将一并删除：{names}"
        ),
    };
    Ok(Met {
        told: vec![(both("below it", "下级部门").into(), told)],
        called: Some(text(&node, "name")),
        ..Met::default()
    })
}
