//! `subaccounts`: the full accounts of the group.

mod create;

use super::context::Context;
use crate::failure::Failure;
use crate::output::Column;
use clap::Subcommand;

/// Columns of an account that was just created: the new secret among them,
/// masked unless asked for.
pub const CREATED: &[Column] = &[
    Column::text("email", "E-MAIL"),
    Column::text("userId", "USER ID"),
    Column::text("appId", "APP ID"),
    Column {
        shown: true,
        ..Column::text("appSecret", "APP SECRET").secret()
    },
];

// Not a doc comment: that would be the help of the noun.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Create a sub-account, or many from a roster
    #[command(
        after_help = "A roster (--from) is a CSV with API field names or their Chinese names as headings, in
UTF-8, UTF-16 or GB18030. All rows are checked before anything is sent. What a run has done
is in its journal: killed at any instant, the same command goes on and sends nothing twice.
Each row ends as created, existing (the group had the e-mail), changed (after its account
was created), failed, unknown or notSent. The exit status is 8 if any failed or changed,
9 if any is unknown.

Examples:
  polyv-group subaccounts create --email shop1@example.com --contacts 张三 \\
      --phone 13800000000 --max-channels 10 --minutes 500
  pass show shop1 | polyv-group subaccounts create --email shop1@example.com --contacts 张三 \\
      --phone 13800000000 --max-channels 10 --minutes 500 --password-stdin --yes
  polyv-group subaccounts create --template > roster.csv
  polyv-group subaccounts create --from roster.csv --dry-run
  polyv-group subaccounts create --from roster.csv --generate-password \\
      --credentials-out new.csv --yes"
    )]
    Create(Box<create::Create>),
}

pub(super) fn run(verb: &Verb, context: &Context) -> Result<(), Failure> {
    let Verb::Create(create) = verb;
    create.run(context)
}
