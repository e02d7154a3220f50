//! `allocations`: what the group gave to its sub-accounts, and took back.

use super::console::Console;
use super::emails::Emails;
use super::globals::Globals;
use super::list::{Job, Part, Resource, tell_changes};
use super::session::{Session, Setup};
use super::times::{self, Edge};
use crate::api::allocations::Allocations;
use crate::api::emails::chunks;
use crate::api::listing::{List as _, ListError, Listing};
use crate::api::subaccounts::SubAccounts;
use crate::clock;
use crate::failure::Failure;
use crate::output::{Column, Kind};
use clap::{Args, Subcommand, ValueEnum};

/// Columns of an allocation record (dev.polyv.net:
/// 2019/group_account/list-allocate-log). Space and flow are bytes here.
pub const COLUMNS: &[Column] = &[
    Column::text("email", "E-MAIL"),
    Column::new("date", "DATE", Kind::ShanghaiText),
    Column::text("origin", "ORIGIN").hidden(),
    Column::text("originText", "WHAT"),
    Column::new("space", "SPACE", Kind::Bytes),
    Column::new("flow", "FLOW", Kind::Bytes),
    Column::new("channels", "CHAN.", Kind::Number).yielding(2),
    Column::new("concurrences", "CONC.", Kind::Number).yielding(1),
    Column::new("duration", "MINUTES", Kind::Number),
];

/// What can be done with allocations.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Show the records of some or all sub-accounts
    #[command(
        after_help = "Times: 2024-05-20, '2024-05-20 08:00[:30]', RFC 3339 with offset, or 7d / 12h back.
Without an offset they are China time (Asia/Shanghai), whatever --tz says.

Examples:
  polyv-group allocations log --since 7d
  polyv-group allocations log --email shop1@example.com --type vod -o csv"
    )]
    Log(Log),
}

/// Which records.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Type {
    /// VOD and live
    All,
    /// Channels, concurrency, minutes
    Live,
    /// Space and flow
    Vod,
}

impl Type {
    fn word(self) -> &'static str {
        match self {
            Type::All => "all",
            Type::Live => "live",
            Type::Vod => "vod",
        }
    }
}

/// The arguments of `allocations log`.
#[derive(Debug, Args)]
pub struct Log {
    #[command(flatten)]
    emails: Emails,
    /// Only records of this kind
    #[arg(long = "type", value_name = "TYPE", value_enum)]
    kind: Option<Type>,
    /// Not before this time; a date alone is the start of that day
    #[arg(long, value_name = "T")]
    since: Option<String>,
    /// Not after this time; a date alone is the end of that day
    #[arg(long, value_name = "T")]
    until: Option<String>,
    #[command(flatten)]
    part: Part,
}

impl Log {
    /// The request for all e-mails together, without any yet.
    fn filter(&self) -> Result<Allocations, Failure> {
        let now = clock::unix_millis();
        let time = |option: &str, text: &Option<String>, edge| match text {
            Some(text) => times::parse(option, text, edge, now).map(Some),
            None => Ok(None),
        };
        let since = time("--since", &self.since, Edge::Start)?;
        let until = time("--until", &self.until, Edge::End)?;
        // The form sorts like the time it stands for.
        if let (Some(since), Some(until)) = (&since, &until)
            && since > until
        {
            return Err(Failure::usage(format!(
                "--since {since} is later than --until {until}"
            )));
        }
        Ok(Allocations {
            emails: Vec::new(),
            kind: self.kind.map(Type::word),
            since,
            until,
        })
    }
}

pub(super) fn run(verb: &Verb, globals: &Globals, console: &Console) -> Result<(), Failure> {
    let Verb::Log(log) = verb;
    let setup = Setup::read(globals)?;
    let console = &setup.console(console);
    let filter = log.filter()?;
    let asked = log.emails.read()?;
    let job = Job {
        style: setup.style(globals)?,
        console,
        resource: Resource {
            columns: COLUMNS,
            email_field: "email",
        },
        part: log.part,
        asked: asked.as_deref(),
    };
    job.check::<Allocations>()?;
    let session = Session::open(globals, &setup, console, false)?;
    let emails = match &asked {
        Some(emails) => emails.clone(),
        None => everybody(&session, console)?,
    };
    let lists = chunks(&emails).into_iter().map(|emails| Allocations {
        emails,
        ..filter.clone()
    });
    job.run(&session, lists.collect())
}

/// The service wants e-mails: without any asked for, those of all sub-accounts.
fn everybody(session: &Session, console: &Console) -> Result<Vec<String>, Failure> {
    let failed = |error: ListError| error.failure(SubAccounts::NOUN);
    let all = vec![SubAccounts::default()];
    let mut listing =
        Listing::start(&session.client, all, session.connections, None).map_err(failed)?;
    let mut emails = Vec::new();
    for page in listing.by_ref() {
        for row in page.map_err(failed)?.rows {
            let email = row.get("email").filter(|email| !email.is_null());
            emails.extend(email.map(|email| email.as_text().into_owned()));
        }
    }
    tell_changes(console, &listing);
    Ok(emails)
}
