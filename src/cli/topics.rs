//! Topics of the help that belong to no command: `help environment`,
//! `help exit-codes`, `help output`. Their tables are made from the constants
//! that the program itself goes by; the manual pages use them too.

use super::context::Context;
use crate::config::{
    DEFAULT_BASE_URL, DEFAULT_CONNECTIONS, DEFAULT_OUTPUT, DEFAULT_RETRIES, DEFAULT_TIMEOUT,
    DEFAULT_TZ, OUTPUTS, VARIABLES,
};
use crate::failure::{Failure, Kind};
use crate::secret::MASK;
use clap::Subcommand;

/// Cells of a line: what every terminal has.
const WIDTH: usize = 80;

/// The topics. They are hidden commands, so that `help` finds them.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Topic {
    /// The variables that are read
    #[command(hide = true)]
    Environment,
    /// What the exit status means
    #[command(hide = true)]
    ExitCodes,
    /// Formats, columns, times and secrets
    #[command(hide = true)]
    Output,
}

/// Variables of other programs that are honoured here too.
pub const FOREIGN_VARIABLES: [(&str, &str); 4] = [
    (
        "HTTPS_PROXY",
        "the proxy; also ALL_PROXY, and both in lower case",
    ),
    ("NO_PROXY", "hosts that go without the proxy"),
    ("NO_COLOR", "anything but empty: no colour"),
    ("TERM", "dumb: no colour and no progress"),
];

/// Files on Linux; other platforms have folders of their own for them.
pub const FILES: [(&str, &str); 4] = [
    (
        "~/.config/polyv-group/config.toml",
        "profiles; --config and POLYV_CONFIG name another. Mode 0600.",
    ),
    (
        "~/.config/polyv-group/config.toml.lock",
        "held while the file is edited",
    ),
    (
        "~/.local/state/polyv-group/rate-window",
        "the requests of the last 10 seconds, shared by all runs",
    ),
    (
        "~/.local/state/polyv-group/sandbox.json",
        "what was created in the sandbox",
    ),
];

/// Every exit status with its meaning.
pub fn exit_statuses() -> Vec<(String, &'static str)> {
    let done = (0.to_string(), Kind::ClosedPipe.meaning());
    let rest = Kind::all().map(|kind| (kind.exit_code().to_string(), kind.meaning()));
    std::iter::once(done).chain(rest).collect()
}

/// Gives the hidden commands their texts in place of a usage.
pub fn into_tree(mut tree: clap::Command) -> clap::Command {
    for (name, topic) in [
        ("environment", Topic::Environment),
        ("exit-codes", Topic::ExitCodes),
        ("output", Topic::Output),
    ] {
        tree = tree.mut_subcommand(name, |command| command.override_help(topic.text()));
    }
    tree
}

impl Topic {
    pub(super) fn run(self, context: &Context) -> Result<(), Failure> {
        context.print(&self.text())
    }

    fn text(self) -> String {
        match self {
            Topic::Environment => environment(),
            Topic::ExitCodes => exit_codes(),
            Topic::Output => output(),
        }
    }
}

fn environment() -> String {
    let foreign = FOREIGN_VARIABLES.iter().copied();
    [
        paragraph(
            "What wins: an option, then the environment, then the profile, then the default; \
             `polyv-group profiles show` tells which one did. Credentials are one set: \
             --profile, else POLYV_APP_ID with POLYV_APP_SECRET, else POLYV_PROFILE, else the \
             default profile.",
        ),
        table(VARIABLES.iter().copied()),
        paragraph(&format!(
            "Defaults: {DEFAULT_BASE_URL}, timeout {} s, {DEFAULT_RETRIES} retries, \
             {DEFAULT_CONNECTIONS} connections, {DEFAULT_OUTPUT}, {DEFAULT_TZ}. An empty \
             variable that chooses an account, a host or a guard is an error; the others count \
             as unset when empty.",
            DEFAULT_TIMEOUT.as_secs()
        )),
        paragraph("Honoured as everywhere:"),
        table(foreign),
    ]
    .join("\n")
}

fn exit_codes() -> String {
    let statuses = exit_statuses();
    let rows = statuses.iter().map(|(code, text)| (code.as_str(), *text));
    [
        paragraph("The exit status, for scripts:"),
        table(rows),
        paragraph(
            "An error inside HTTP 200 is the same error as with its own HTTP status. With -o \
             json or jsonl the error is one JSON object on stderr, with its kind, exitCode, \
             apiCode, apiMessage, requestId, httpStatus and hint.",
        ),
    ]
    .join("\n")
}

fn output() -> String {
    [
        paragraph(&format!(
            "stdout is data, stderr is talk: warnings, progress, prompts, errors. -o takes {}.",
            OUTPUTS.join(", ")
        )),
        table([
            (
                "table",
                "for people: cut to the terminal's width, whole in a pipe; times in the zone of \
                 --tz, bytes as GiB, - for null",
            ),
            (
                "json",
                "one document; a list is an array of the service's own objects, field names, \
                 number literals, nulls and unknown fields as received",
            ),
            ("jsonl", "the same objects, one a line"),
            (
                "csv",
                "UTF-8, LF, headings are API field names, times as YYYY-MM-DD HH:MM:SS; every \
                 value byte-faithful, unless --excel makes it safe for spreadsheets",
            ),
        ]
        .into_iter()),
        paragraph(
            "--columns takes API field names, for tables and CSV, and keeps their order; the \
             --help of a list names them all. JSON is always whole. A list that could not be \
             read to its end ends with an exit status other than 0, and its JSON is not closed.",
        ),
        paragraph(&format!(
            "Secrets are {MASK} in every output, log and error unless --show-secrets is given; \
             the files that `subaccounts create` is asked for with --credentials-out hold them.",
        )),
    ]
    .join("\n")
}

fn paragraph(text: &str) -> String {
    wrap(text, WIDTH).join("\n") + "\n"
}

/// Two columns, the second one wrapped.
fn table<'a>(rows: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let rows: Vec<_> = rows.collect();
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, meaning) in rows {
        let mut name = name;
        for line in wrap(meaning, WIDTH - width - 4) {
            text += format!("  {name:width$}  {line}").trim_end();
            text.push('\n');
            name = "";
        }
    }
    text
}

/// Breaks ASCII text at blanks.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("there is one from the beginning");
        if last.is_empty() {
            last.push_str(word);
        } else if last.len() + 1 + word.len() <= width {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_fits_eighty_columns() {
        for topic in [Topic::Environment, Topic::ExitCodes, Topic::Output] {
            for line in topic.text().lines() {
                assert!(line.len() <= WIDTH && line.trim_end() == line, "{line:?}");
            }
        }
    }

    #[test]
    fn the_tables_are_those_of_the_constants() {
        for (name, _) in VARIABLES {
            assert!(environment().contains(&format!("  {name} ")), "{name}");
        }
        for kind in Kind::all() {
            let line = format!("\n  {:<3}  ", kind.exit_code());
            assert!(exit_codes().contains(&line), "{kind:?}");
        }
        assert!(exit_codes().contains("\n  0    done\n"));
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
