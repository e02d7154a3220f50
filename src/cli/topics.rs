//! Topics of the help that belong to no command: `help environment`,
//! `help exit-codes`, `help output`. Their tables are made from the constants
//! that the program itself goes by; the manual pages use them too.

use super::context::Context;
use crate::config::variables;
use crate::failure::{Failure, Kind};
use clap::Subcommand;
use comfy_table::{ContentArrangement, Table, presets};

/// Cells of a line: what every terminal has.
const WIDTH: u16 = 80;

/// The topics. They are hidden commands, so that `help` finds them.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(super) enum Topic {
    /// The variables that are read
    #[command(hide = true, override_help = Topic::Environment.text())]
    Environment,
    /// What the exit status means
    #[command(hide = true, override_help = Topic::ExitCodes.text())]
    ExitCodes,
    /// Formats, columns, times and secrets
    #[command(hide = true, override_help = Topic::Output.text())]
    Output,
}

/// Variables of other programs that are honoured here too.
pub(super) fn foreign_variables() -> impl Iterator<Item = (&'static str, &'static str)> {
    pairs(include_str!("help/foreign-variables.txt"))
}

/// Files on Linux; other platforms have folders of their own for them.
pub(super) fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    pairs(include_str!("help/files.txt"))
}

/// A name and its meaning a line, two blanks or more between them.
fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = text.lines().filter_map(|line| line.split_once("  "));
    lines.map(|(name, meaning)| (name, meaning.trim_start()))
}

/// Every exit status with its meaning.
pub(super) fn exit_statuses() -> Vec<(String, &'static str)> {
    let done = (0.to_string(), Kind::ClosedPipe.meaning());
    let rest = Kind::all().map(|kind| (kind.exit_code().to_string(), kind.meaning()));
    std::iter::once(done).chain(rest).collect()
}

impl Topic {
    pub(super) fn run(self, context: &Context) -> Result<(), Failure> {
        context.print(&self.text())
    }

    fn text(self) -> String {
        match self {
            Topic::Environment => {
                let text = include_str!("help/environment.txt");
                let text = text.replace("{TABLE}", &table(variables()));
                text.replace("{FOREIGN}", &table(foreign_variables()))
            }
            Topic::ExitCodes => {
                include_str!("help/exit-codes.txt").replace("{TABLE}", &table(exit_statuses()))
            }
            Topic::Output => include_str!("help/output.txt").to_owned(),
        }
    }
}

/// Two columns, the second one wrapped.
fn table(rows: impl IntoIterator<Item = (impl ToString, impl ToString)>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_width(WIDTH);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    for (name, meaning) in rows {
        table.add_row([name.to_string(), meaning.to_string()]);
    }
    table.column_iter_mut().for_each(|column| {
        column.set_padding((2, 0));
    });
    table.trim_fmt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_fits_eighty_columns() {
        for topic in [Topic::Environment, Topic::ExitCodes, Topic::Output] {
            for line in topic.text().lines() {
                let fits = line.len() <= usize::from(WIDTH);
                assert!(fits && line.trim_end() == line, "{line:?}");
            }
        }
    }

    #[test]
    fn the_texts_say_what_the_constants_are() {
        use crate::config::settings::{BASE_URL, CONNECTIONS, OUTPUT, RETRIES, TIMEOUT, TZ};
        let environment = Topic::Environment.text();
        let defaults = format!(
            "Defaults: {}, timeout {}, {} retries, {} connections, {},\n{}.",
            BASE_URL.default,
            TIMEOUT.default,
            RETRIES.default,
            CONNECTIONS.default,
            OUTPUT.default,
            TZ.default
        );
        assert!(environment.contains(&defaults), "{environment}");
        let output = Topic::Output.text();
        assert!(output.contains(&format!("-o takes {}.", OUTPUT.words.join(", "))));
        assert!(output.contains(&format!("Secrets are {} ", crate::secret::MASK)));
    }

    #[test]
    fn help_finds_a_topic() {
        for topic in ["environment", "exit-codes", "output"] {
            let help = super::super::tree().try_get_matches_from(["polyv-group", "help", topic]);
            let text = help.unwrap_err().to_string();
            assert!(!text.contains("Usage:") && text.len() > 200, "{text}");
        }
    }
}
