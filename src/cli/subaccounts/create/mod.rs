//! `subaccounts create`: new accounts, one from options or many from a roster.
//!
//! | file | what it does |
//! |---|---|
//! | [`one`] | one account |
//! | [`words`] | what is said of it |
//! | [`mod@print`] | and printed |
//!
//! `cli::batch` does the roster.

mod one;
mod print;
mod words;

use crate::batch::roster::{Language, template};
use crate::cli::batch::{self, HEADING, How, Many};
use crate::cli::context::Context;
use crate::endpoints::subaccounts::CREATE;
use crate::failure::Failure;
use clap::Args;

/// The arguments of `subaccounts create`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Create {
    #[command(flatten)]
    one: one::One,
    #[command(flatten)]
    many: Many,
    #[command(flatten)]
    how: How,
    /// Print an empty roster for --from, with API field names or (=chinese)
    /// Chinese headings
    #[arg(long, value_name = "api|chinese", num_args = 0..=1, require_equals = true,
          default_missing_value = "api", value_parser = language, help_heading = HEADING,
          conflicts_with_all = ["One", "Many", "How"])]
    template: Option<Language>,
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "api" => Ok(Language::Api),
        "chinese" => Ok(Language::Chinese),
        _ => Err("there are api and chinese".into()),
    }
}

impl Create {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let how = &self.how;
        if let Some(language) = self.template {
            context.print(&template(&CREATE, language))
        } else if let Some(from) = &self.many.from {
            batch::run(&CREATE, &self.many, from, how, context)
        } else {
            let one = &self.one;
            one::Single { one, how }.run(&context.globals, &context.console)
        }
    }
}
