//! Topics of the help that belong to no command: `help options`, `help output`, `help asking`,
//! `help environment`, `help exit-codes`. Their tables are made from the constants
//! that the program itself goes by; the manual pages use them too.

use super::console::columns;
use super::globals::Globals;
use crate::config::variables;
use crate::failure::Kind;
use clap::{Args, Command};

/// Cells of a line: what every terminal has.
const WIDTH: usize = 80;

/// A topic: its name, what it is about, its text.
type Topic = (&'static str, &'static str, fn() -> String);

/// The topics.
pub(super) static TOPICS: [Topic; 5] = [
    ("options", "The options of every command", options),
    ("output", "Formats, columns, times and secrets", || {
        include_str!("help/output.txt").to_owned()
    }),
    ("asking", "Which rows, in which order, how many", || {
        include_str!("help/asking.txt").to_owned()
    }),
    ("environment", "The variables that are read", environment),
    ("exit-codes", "What the exit status means", exit_codes),
];

/// The topics as hidden commands, so that `help` finds them. A text is made
/// where it may be printed only.
pub(super) fn commands(is_typed: impl Fn(&str) -> bool) -> impl Iterator<Item = Command> {
    TOPICS.iter().map(move |(name, about, text)| {
        let topic = Command::new(*name).about(*about).hide(true);
        match is_typed(name) {
            true => topic.override_help(text()),
            false => topic,
        }
    })
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
    let done = (0.to_string(), Kind::ClosedPipe.meaning().now());
    let rest = Kind::all().map(|kind| (kind.exit_code().to_string(), kind.meaning().now()));
    std::iter::once(done).chain(rest).collect()
}

/// What a topic says.
pub(super) fn text(name: &str) -> Option<String> {
    let mut topics = TOPICS.iter();
    topics.find_map(|(own, _, text)| (*own == name).then(text))
}

fn options() -> String {
    let tree = Globals::augment_args(Command::new("")).disable_help_flag(true);
    let mut tree = tree.help_template("{all-args}");
    tree.render_help().to_string()
}

fn environment() -> String {
    let text = include_str!("help/environment.txt");
    let text = text.replace("{TABLE}", &table(variables()));
    text.replace("{FOREIGN}", &table(foreign_variables()))
}

fn exit_codes() -> String {
    include_str!("help/exit-codes.txt").replace("{TABLE}", &table(exit_statuses()))
}

/// Two columns, the second one wrapped.
fn table(rows: impl IntoIterator<Item = (impl ToString, impl ToString)>) -> String {
    let rows = rows.into_iter();
    let rows = rows.map(|(name, meaning)| [name.to_string(), meaning.to_string()]);
    columns(rows, (2, 0), Some(WIDTH)).trim_fmt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_fits_eighty_columns() {
        for (.., text) in &TOPICS[1..] {
            for line in text().lines() {
                let fits = line.len() <= WIDTH;
                assert!(fits && line.trim_end() == line, "{line:?}");
            }
        }
    }

    #[test]
    fn the_texts_say_what_the_constants_are() {
        use crate::config::settings::{BASE_URL, CONNECTIONS, OUTPUT, RETRIES, TIMEOUT, TZ};
        let environment = environment();
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
        let output = text("output").unwrap();
        assert!(output.contains(&format!("-o takes {}.", OUTPUT.words.join(", "))));
        assert!(output.contains(&format!("Secrets are {} ", crate::secret::MASK)));
    }

    #[test]
    fn help_finds_a_topic() {
        for (topic, ..) in TOPICS {
            let help = super::super::tree().try_get_matches_from(["polyv-group", "help", topic]);
            let text = help.unwrap_err().to_string();
            assert!(!text.contains("Usage:") && text.len() > 200, "{text}");
        }
    }
}
