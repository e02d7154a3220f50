//! `subaccounts list`.

use super::COLUMNS;
use crate::api::emails::chunks;
use crate::api::subaccounts::SubAccounts;
use crate::cli::console::Console;
use crate::cli::emails::Emails;
use crate::cli::globals::Globals;
use crate::cli::list::{Job, Part, Resource};
use crate::cli::session::{Session, Setup};
use crate::error::Failure;
use clap::Args;

/// The arguments of `subaccounts list`.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    emails: Emails,
    #[command(flatten)]
    part: Part,
}

impl List {
    pub(super) fn run(&self, globals: &Globals, console: &Console) -> Result<(), Failure> {
        let setup = Setup::read(globals)?;
        let console = &setup.console(console);
        let emails = self.emails.read()?;
        let lists = match &emails {
            Some(emails) => of(emails),
            None => vec![SubAccounts::default()],
        };
        let job = Job {
            globals,
            setup: &setup,
            console,
            resource: Resource {
                columns: COLUMNS,
                email_field: "email",
            },
            part: self.part,
            asked: emails.as_deref(),
        };
        job.check::<SubAccounts>()?;
        job.run(&Session::open(globals, &setup, console, false)?, lists)
    }
}

fn of(emails: &[String]) -> Vec<SubAccounts> {
    let chunks = chunks(emails).into_iter();
    chunks.map(|emails| SubAccounts { emails }).collect()
}
