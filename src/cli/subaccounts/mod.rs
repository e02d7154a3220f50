//! `subaccounts`: the full accounts of the group.

mod create;
mod list;

use super::context::Context;
use crate::failure::Failure;
use crate::output::{Column, Kind};
use clap::Subcommand;

/// Columns of a sub-account (polyv.gitbook.io:
/// docs/live/api/v-4/group/user/package_list). Flow and space are in G.
pub const COLUMNS: &[Column] = &[
    Column::text("email", "E-MAIL"),
    Column::text("userId", "USER ID").yielding(5),
    Column::text("appId", "APP ID").hidden(),
    Column::text("appSecret", "APP SECRET").secret(),
    Column::text("contacts", "CONTACT").yielding(3),
    Column::text("phone", "PHONE").hidden(),
    Column::text("memo", "MEMO").yielding(4),
    Column::text("status", "STATUS"),
    Column::text("chargeType", "PLAN").hidden(),
    Column::new("remainMinutes", "MINUTES", Kind::Number),
    Column::new("remainConcurrent", "CONC.", Kind::Number).yielding(1),
    Column::new("remainFlow", "FLOW (G)", Kind::Gigabytes),
    Column::new("remainSpace", "SPACE (G)", Kind::Gigabytes),
    Column::new("balance", "BALANCE", Kind::Number).hidden(),
    Column::text("expireType", "EXPIRY").hidden(),
    Column::new("expireDate", "EXPIRES", Kind::Millis).yielding(2),
    Column::new("maxChannels", "CHANNELS", Kind::Number).hidden(),
    Column::new("linkMicMinutes", "LINK-MIC MINUTES", Kind::Number).hidden(),
    Column::new("guideMinutes", "GUIDE MINUTES", Kind::Number).hidden(),
    Column::new("linkMicLimit", "LINK-MIC LIMIT", Kind::Number).hidden(),
    Column::text("pureRtcEnabled", "NO-DELAY").hidden(),
    Column::new("remainAiPptVideoDuration", "AI PPT MINUTES", Kind::Number).hidden(),
    Column::new(
        "remainAiPptVideoWithDigitalHumanDuration",
        "AI PPT DIGITAL HUMAN MINUTES",
        Kind::Number,
    )
    .hidden(),
    Column::text("vodSecretKey", "VOD SECRET KEY").secret(),
    Column::text("vodBakSecretKey", "VOD SPARE SECRET KEY").secret(),
    Column::text("writeToken", "WRITE TOKEN").secret(),
    Column::text("readToken", "READ TOKEN").secret(),
];

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

/// What can be done with sub-accounts.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List the sub-accounts and what they have left
    #[command(after_help = "Examples:
  polyv-group subaccounts list
  polyv-group subaccounts list --email shop1@example.com,shop2@example.com -o json
  polyv-group subaccounts list -o csv --excel > subaccounts.csv")]
    List(list::List),
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
    match verb {
        Verb::List(list) => list.run(&context.globals, &context.console),
        Verb::Create(create) => create.run(context),
    }
}
