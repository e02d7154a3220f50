//! `children`: the staff logins inside one account.

use super::console::Console;
use super::emails::Emails;
use super::globals::Globals;
use super::list::{Part, Resource, filtered};
use crate::api::children::Children;
use crate::failure::Failure;
use crate::output::{Column, Kind};
use clap::{Args, Subcommand};

/// Columns of a child account (polyv.gitbook.io:
/// docs/live/api/v-4/user/children/list).
pub const COLUMNS: &[Column] = &[
    Column::text("childUserId", "ID").yielding(5),
    Column::text("childName", "NAME"),
    Column::text("childEmail", "E-MAIL"),
    Column::text("telephone", "TELEPHONE").yielding(2),
    Column::text("status", "STATUS"),
    Column::text("roleName", "ROLE"),
    Column::text("organizationName", "ORGANIZATION").yielding(3),
    Column::new("createdTime", "CREATED", Kind::Millis).yielding(4),
    Column::text("roleId", "ROLE ID").hidden(),
    Column::text("organizationId", "ORGANIZATION ID").hidden(),
    Column::text("description", "DESCRIPTION").hidden(),
];

/// What can be done with child accounts.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List the child accounts of the account whose key is used
    #[command(after_help = "Examples:
  polyv-group children list
  polyv-group children list --email zhangsan@example.com -o json")]
    List(List),
}

/// The arguments of `children list`.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    emails: Emails,
    #[command(flatten)]
    part: Part,
}

pub(super) fn run(verb: &Verb, globals: &Globals, console: &Console) -> Result<(), Failure> {
    let Verb::List(list) = verb;
    let resource = Resource {
        columns: COLUMNS,
        email_field: "childEmail",
    };
    let part = (&list.emails, list.part);
    filtered(globals, console, resource, part, |emails| Children {
        emails,
    })
}
