//! The writes of the departments of one account. Child accounts sit in them, so
//! these are apart from their list, which child accounts are created by.

use super::children;
use super::met::Met;
use super::organization::{LIST, is_around, paths};
use super::rules::{self, Ruled};
use super::spec::{Field, Now, plain};
use super::write::{Draft, Filled, Finding, Repeat, Sends, Write};
use crate::api::{CallError, Client};
use crate::failure::Failure;
use crate::output::Column;
use crate::row::Row;
use crate::text::{counted, first_of};
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
    about: "Create a department",
    notes: "It becomes the first below its parent. Documented are names of at most 12 characters \
            and 5 levels; a longer name and a sixth level are warned about and sent. A second \
            department of the same name below the same parent is asked about on a terminal, and \
            refused otherwise without --another.",
    examples: "polyv-group organization create --parent 总部 --name 华南\n\
               polyv-group organization create --parent 总部/市场部 --name 一组 --yes",
    does: ("create", "created", "the department"),
    path: "/live/v4/user/organization/create",
    fields: &[
        Field::new("parentId", rules::id_or_name)
            .option("parent")
            .placeholder("ID|PATH")
            .listed_by(&LIST)
            .required()
            .help("The department above it, such as 总部/华东"),
        Field::new("name", name)
            .required()
            .help("Name; 12 characters are documented"),
        Field::new("description", rules::note::<100>).help("Description, at most 100 characters"),
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
    about: "Delete a department and all below it",
    notes: "The service refuses it while a child account sits on it or below it; that is counted \
            before. On a terminal the department's name is typed to confirm it. Where the id is \
            not there any more, that is said on stderr and the exit status is 0.",
    examples: "polyv-group organization delete --organization 2750\n\
               polyv-group organization delete --organization 2750 --yes",
    does: ("delete", "deleted", "the department"),
    path: "/live/v4/user/organization/delete",
    sends: Sends::Query,
    fields: &[Field::new("organizationId", |text, now| {
        rules::id_or_name(text, now).map(|id| plain(&id).into())
    })
    .option("organization")
    .placeholder("ID|PATH")
    .listed_by(&LIST)
    .required()
    .help("The department, such as 总部/华东")],
    key: "organizationId",
    preflight: Some(below),
    confirm_by_typing: true,
    repeat: Repeat::Gone(&LIST),
    is_it: |gone, row| is_node(row, gone.key()),
    columns: &[Column::text("organizationId", "ID")],
    shown_by: "polyv-group organization list --where id=",
    ..Write::DEFAULT
};

fn name(text: &str, now: &Now) -> Ruled {
    match text.trim() {
        "" => Err("must not be empty".into()),
        name => rules::line::<{ usize::MAX }>(name, now),
    }
}

fn warn_of_length(draft: &mut Draft, _: &Now, found: &mut Vec<Finding>) {
    let name = draft.get("name").unwrap_or_default();
    if name.chars().count() > LONGEST_NAME {
        let words = format!(
            "is longer than the documented {LONGEST_NAME} characters; the service may refuse it"
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
    let failed = |error: CallError| error.failure(&format!("list the {}", LIST.rows));
    LIST.all(client, client.retries()).map_err(failed)
}

/// Where a new node would be: on which level, and beside which others of its
/// name.
fn place(client: &Arc<Client>, name: &str, new: Option<&Filled>, _: usize) -> Result<Met, Failure> {
    let Some(id) = new.and_then(|new| new.number("parentId")) else {
        return Ok(Met::default());
    };
    let (tree, id) = (tree(client)?, id.to_string());
    let Some(at) = tree.iter().position(|node| is_node(node, &id)) else {
        return Ok(Met::conflict(format!(
            "the list of {} has no {id}",
            LIST.rows
        )));
    };
    let (parent, path) = (&tree[at], &paths(&tree)[at]);
    let above = tree.iter().filter(|node| is_around(node, parent));
    let level = above.count() + 2;
    let there = format!("below {path} it would be on level {level}, the root being the first");
    let documented = format!("{MOST_LEVELS} levels are documented");
    if level > MOST_LEVELS + 1 {
        return Ok(Met::conflict(format!("{there}; {documented}")));
    }
    let mut warnings = Vec::new();
    if level > MOST_LEVELS {
        warnings.push(format!(
            "{there}; {documented}, and the service may refuse it"
        ));
    }
    let twins = tree.iter().filter(|node| {
        let of_parent = node.text("parentId").is_some_and(|parent| parent == id);
        of_parent && is_called(node, name)
    });
    let twins = twins.filter_map(|node| Some(node.text("id")?.into_owned()));
    let alike: Vec<String> = twins.collect();
    if !alike.is_empty() {
        let ids = alike.join(", ");
        warnings.push(format!(
            "{path} has a {name} already (id {ids}); this makes another one"
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
fn below(
    client: &Arc<Client>,
    id: &str,
    _: Option<&Filled>,
    connections: usize,
) -> Result<Met, Failure> {
    let tree = tree(client)?;
    let Some(at) = tree.iter().position(|node| is_node(node, id)) else {
        return Ok(Met::done(format!("the list of {} has no {id}", LIST.rows)));
    };
    let (node, path) = (&tree[at], &paths(&tree)[at]);
    if node.text("parentId").is_some_and(|parent| parent == "0") {
        return Ok(Met::conflict(format!(
            "{path} is the root, which every account has"
        )));
    }
    let text = |node: &&Row, field| node.text(field).unwrap_or_default().into_owned();
    let below: Vec<&Row> = tree.iter().filter(|other| is_around(node, other)).collect();
    let ids = below.iter().chain([&node]).map(|node| text(node, "id"));
    let sitting = children::sitting_in(&ids.collect::<Vec<_>>(), client, connections)?;
    if !sitting.is_empty() {
        let count = counted(sitting.len(), "child account");
        let who = first_of(&sitting, MOST_NAMED);
        return Ok(Met::conflict(format!(
            "the service does not delete {path} while a child account sits on it or below it: \
             {count} ({who})"
        )));
    }
    let names: Vec<String> = below.iter().map(|node| text(node, "name")).collect();
    let count = counted(names.len(), "department");
    let told = match first_of(&names, MOST_NAMED) {
        none if none.is_empty() => count,
        names => format!("{count}, deleted with it: {names}"),
    };
    Ok(Met {
        told: vec![("below it", told)],
        called: Some(text(&node, "name")),
        ..Met::default()
    })
}
