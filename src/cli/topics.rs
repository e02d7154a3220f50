//! Topics of the help that belong to no command: `help options`, `help output`, `help asking`,
//! `help environment`, `help exit-codes`. Their tables are made from the constants
//! that the program itself goes by; the manual pages use them too.

use super::console::{cells, columns};
use super::globals::Globals;
use super::parser;
use crate::config::variables;
use crate::failure::Kind;
use crate::lang::{Both, both};
use crate::text::wrapped;
use clap::{Args, Command};
use std::io::stdout;

/// Cells of a line: what every terminal has.
const WIDTH: usize = 80;

/// Blanks before a column of a table.
const GAP: u16 = 2;

/// A topic: its name, what it is about, its text.
type Topic = (&'static str, Both, fn() -> String);

const OUTPUT: Both = both(
    include_str!("help/output.txt"),
    include_str!("help/output.zh.txt"),
);

const ASKING: Both = both(
    include_str!("help/asking.txt"),
    include_str!("help/asking.zh.txt"),
);

const ENVIRONMENT: Both = both(
    include_str!("help/environment.txt"),
    include_str!("help/environment.zh.txt"),
);

const EXIT_CODES: Both = both(
    include_str!("help/exit-codes.txt"),
    include_str!("help/exit-codes.zh.txt"),
);

const FOREIGN_VARIABLES: Both = both(
    include_str!("help/foreign-variables.txt"),
    include_str!("help/foreign-variables.zh.txt"),
);

const FILES: Both = both(
    include_str!("help/files.txt"),
    include_str!("help/files.zh.txt"),
);

/// The topics.
pub(super) static TOPICS: [Topic; 5] = [
    (
        "options",
        both("The options of every command", "所有命令共有的选项"),
        options,
    ),
    (
        "output",
        both(
            "Formats, columns, times and secrets",
            "格式、列、时间和密钥",
        ),
        || OUTPUT.to_string(),
    ),
    (
        "asking",
        both(
            "Which rows, in which order, how many",
            "要哪些行、怎样排序、有多少",
        ),
        || ASKING.to_string(),
    ),
    (
        "environment",
        both("The variables that are read", "读取的环境变量"),
        environment,
    ),
    (
        "exit-codes",
        both("What the exit status means", "退出状态的含义"),
        exit_codes,
    ),
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
    pairs(FOREIGN_VARIABLES.now())
}

/// Files on Linux; other platforms have folders of their own for them.
pub(super) fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    pairs(FILES.now())
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
    let mut tree = parser::unwrapped(tree).help_template("{all-args}");
    parser::laid_out(&tree.render_help().to_string(), cells(stdout()))
}

fn environment() -> String {
    let text = ENVIRONMENT.now().replace(
        "{TABLE}",
        &table(variables().map(|(name, about)| (name, about.now()))),
    );
    text.replace("{FOREIGN}", &table(foreign_variables()))
}

fn exit_codes() -> String {
    let statuses = table(exit_statuses());
    EXIT_CODES.now().replace("{TABLE}", &statuses)
}

/// Two columns, the second one wrapped.
fn table(rows: impl IntoIterator<Item = (impl ToString, impl ToString)>) -> String {
    let rows = rows.into_iter();
    let rows = rows.map(|(name, meaning)| [name.to_string(), meaning.to_string()]);
    let rows: Vec<_> = rows.collect();
    let longest = rows.iter().map(|[name, _]| name.len()).max().unwrap_or(0);
    let cells = WIDTH - longest - 2 * usize::from(GAP);
    let rows = rows.into_iter();
    let rows = rows.map(|[name, meaning]| [name, wrapped(&meaning, cells)]);
    columns(rows, (GAP, 0), None).trim_fmt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{Lang, Text, within};
    use crate::text;
    use crate::text::listed;
    use std::collections::BTreeSet;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn every_topic_fits_eighty_columns() {
        for lang in [Lang::En, Lang::Zh] {
            for (.., text) in &TOPICS[1..] {
                for line in within(lang, text).lines() {
                    let fits = line.width() <= WIDTH;
                    assert!(fits && line.trim_end() == line, "{line:?}");
                }
            }
        }
    }

    #[test]
    fn the_texts_say_what_the_constants_are() {
        use crate::config::settings::{BASE_URL, CONNECTIONS, OUTPUT, RETRIES, TIMEOUT, TZ};
        let (url, timeout, retries) = (BASE_URL.default, TIMEOUT.default, RETRIES.default);
        let (connections, format, zone) = (CONNECTIONS.default, OUTPUT.default, TZ.default);
        let defaults = text!(
            "Defaults: {url}, timeout {timeout}, {retries} retries, {connections} connections, \
             {format},\n{zone}.",
            "默认值：{url}、超时 {timeout}、重试 {retries} 次、连接 {connections} 个、{format}、\n\
             {zone}。"
        );
        let formats = text!(
            "-o takes {formats}.",
            "-o 可用 {formats}。",
            formats = listed(OUTPUT.words)
        );
        let mask = crate::secret::MASK;
        let masked = text!("Secrets are {mask} ", "都是 {mask}，");
        for lang in [Lang::En, Lang::Zh] {
            let topic = |name| within(lang, || text(name).unwrap());
            let says = |name, words: &Text| {
                let (topic, words) = (topic(name), within(lang, || words.to_string()));
                assert!(topic.contains(&words), "{words} is not in:\n{topic}");
            };
            says("environment", &defaults);
            says("output", &formats);
            says("output", &masked);
        }
    }

    /// Options, variables, numbers and names of files and fields in a text.
    fn names(text: &str) -> BTreeSet<&str> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-_/.<>=~$".contains(c);
        let words = text.split(|c| !is_part(c));
        let words = words.map(|word| word.trim_matches('.'));
        let is_name = |word: &&str| {
            let is_upper = |c: char| c.is_ascii_uppercase() || c == '_' || c == '/';
            let has_digit = word.contains(|c: char| c.is_ascii_digit());
            word.len() > 1 && (word.starts_with('-') || has_digit || word[1..].contains(is_upper))
        };
        let is_ours = |word: &&str| !["API"].contains(word);
        words.filter(is_name).filter(is_ours).collect()
    }

    #[test]
    fn both_texts_of_a_topic_have_the_same_names() {
        for text in [
            OUTPUT,
            ASKING,
            ENVIRONMENT,
            EXIT_CODES,
            FOREIGN_VARIABLES,
            FILES,
        ] {
            assert_eq!(names(text.en), names(text.zh));
        }
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
