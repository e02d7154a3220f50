//! `subaccounts list`.

use super::COLUMNS;
use crate::api::subaccounts::SubAccounts;
use crate::cli::console::Console;
use crate::cli::emails::Emails;
use crate::cli::globals::Globals;
use crate::cli::list::{Part, Resource, filtered};
use crate::failure::Failure;
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
        let resource = Resource {
            columns: COLUMNS,
            email_field: "email",
        };
        let part = (&self.emails, self.part);
        filtered(globals, console, resource, part, |emails| SubAccounts {
            emails,
        })
    }
}
