//! `man`: manual pages from the same definitions as the help, with what the
//! help leaves to its topics: exit statuses, environment, files.

use super::context::Context;
use super::fields::{EXAMPLES, notes_and_examples};
use super::globals::GLOBAL_OPTIONS;
use super::{parser, topics, tree};
use crate::config::variables;
use crate::failure::{self, Failure};
use crate::lang::{Both, Lang, both, current};
use crate::text;
use crate::text::{may_part, shown_path};
use clap::{Arg, ArgAction, Args, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};
use std::path::PathBuf;
use std::{fs, io};

/// The section of the manual.
const SECTION: &str = "1";

/// What the footer names.
const SOURCE: &str = concat!("polyv-group ", env!("CARGO_PKG_VERSION"));

/// The day of this version, as in CHANGELOG.md once it is released.
pub const DATE: &str = "2026-12-01";

/// A space at which no line is broken; groff has an escape for it.
const HELD: &str = "\u{a0}";

/// The heading by which `whatis` finds what a page is about.
const NAME: Both = both("NAME", "名称");

/// Letters that fit beside the date into a footer of 80 columns.
const LONGEST_TITLE: usize = 30;

/// The arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = notes_and_examples(
    both(
        "The pages are in the language of --lang; `man` looks for Chinese ones below zh_CN.",
        "手册页的语言由 --lang 决定；中文页放在 zh_CN 下，`man` 在中文环境中先找那里。",
    ),
    "polyv-group man ~/.local/share/man/man1
polyv-group man --lang zh ~/.local/share/man/zh_CN/man1",
))]
pub struct ManArgs {
    #[arg(help = both(
        "The folder to write the pages to; made if need be",
        "写入手册页的文件夹；不存在则创建",
    ))]
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl ManArgs {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let shown = shown_path(&self.folder);
        let count = failure::local(self.write(), || {
            text!("cannot write to {shown}", "无法写入 {shown}")
        })?;
        context.console.info(text!(
            "{count} pages written to {shown}",
            "已将 {count} 个手册页写入 {shown}"
        ));
        Ok(())
    }

    fn write(&self) -> io::Result<usize> {
        fs::create_dir_all(&self.folder)?;
        let pages = pages()?;
        let mut files = pages.iter();
        files.try_for_each(|(name, text)| fs::write(self.folder.join(name), text))?;
        Ok(pages.len())
    }
}

/// Every page, by file name.
///
/// # Errors
/// Writing to memory failed, which it does not.
pub fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut root = tree().disable_help_subcommand(true);
    root.build();
    let mut pages = Vec::new();
    add(&root, &[], &mut pages)?;
    Ok(pages)
}

/// Adds the page of a command and those of the commands below it.
fn add(
    command: &Command,
    above: &[&Command],
    pages: &mut Vec<(String, Vec<u8>)>,
) -> io::Result<()> {
    let name = format!("{}.{SECTION}", name(command));
    pages.push((name, page(command, above)?));
    let above = [above, &[command]].concat();
    shown(command).try_for_each(|command| add(command, &above, pages))
}

fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or(command.get_name())
}

fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|c| !c.is_hide_set())
}

fn page(command: &Command, above: &[&Command]) -> io::Result<Vec<u8>> {
    let name = name(command);
    let about = command.get_about().map(ToString::to_string);
    let about = about.unwrap_or_default();
    let mut roff = Roff::new();
    // Names of two words have no room in the header and the footer.
    let title = match name.len() <= LONGEST_TITLE {
        true => name,
        false => name.trim_start_matches("polyv-group-"),
    };
    roff.control("TH", [title, SECTION, DATE, SOURCE, "Polyv"]);
    // No rivers of blanks, and no option broken at its hyphens.
    roff.control("ad", ["l"]).control("nh", []);
    roff.control("SH", [NAME.now()]);
    roff.text([roman(format!("{name} - {about}"))]);
    let begin = roff.render();
    let mut roff = Roff::new();
    let heading = both("SYNOPSIS", "概要");
    roff.control("SH", [heading.now()]).text(synopsis(command));
    let mut page = roff.render().into_bytes();
    let man = Man::new(whole(command));
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let after = command.get_after_long_help().map(ToString::to_string);
    let (notes, examples) = parts(after.as_deref().unwrap_or_default());
    let mut roff = Roff::new();
    for (at, note) in notes.lines().filter(|line| !line.is_empty()).enumerate() {
        match at {
            0 => roff.control("SH", [both("NOTES", "说明").now()]),
            // An indented line stands as it is.
            _ if note.starts_with(' ') => &mut roff,
            _ => roff.control("PP", []),
        };
        roff.text([roman(note)]);
    }
    let heading = both("EXIT STATUS", "退出状态");
    list(heading, topics::exit_statuses(), &mut roff);
    let variables = variables().map(|(name, about)| (name, about.now()));
    let variables = variables.chain(topics::foreign_variables());
    list(both("ENVIRONMENT", "环境变量"), variables, &mut roff);
    list(both("FILES", "文件"), topics::files(), &mut roff);
    let heading = both("EXAMPLES", "示例");
    roff.control("SH", [heading.now()]).control("nf", []);
    for line in examples.lines() {
        roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
    }
    let heading = both("SEE ALSO", "参见");
    roff.control("fi", []).control("SH", [heading.now()]);
    roff.text(related(command, above));
    roff.to_writer(&mut page)?;
    let page = String::from_utf8_lossy(&page).replace(HELD, "\\ ");
    Ok((begin + &in_language(&page)).into())
}

/// The command with all that its page has: the short help leaves some out.
fn whole(command: &Command) -> Command {
    command.clone().mut_args(|arg| {
        let arg = arg.hide_short_help(false);
        let help = arg.get_long_help().or(arg.get_help());
        match help.map(ToString::to_string) {
            // The parser's own.
            Some(help) if ["help", "version"].contains(&arg.get_id().as_str()) => {
                arg.long_help(parser::in_words(&help))
            }
            _ => arg,
        }
    })
}

/// What others have put into a page said in Chinese, which may be broken between
/// its letters.
fn in_language(page: &str) -> String {
    if current() == Lang::En {
        return page.to_owned();
    }
    let words = parser::in_words(page);
    let lines = words.lines().map(|line| match line {
        ".SH OPTIONS" => ".SH 选项".to_owned(),
        ".SH SUBCOMMANDS" => ".SH 命令".to_owned(),
        control if control.starts_with('.') => control.to_owned(),
        text => breakable(text),
    });
    lines.map(|line| line + "\n").collect()
}

/// A line of text with the formatter's sign for a place where it may be broken.
fn breakable(text: &str) -> String {
    let mut last = ' ';
    let letters = text.chars().map(|letter| {
        // What begins with a backslash is a sign of the formatter, too.
        let is_sign = letter == '\\' || last == '\\' || last == ' ';
        let parts = !is_sign && may_part(last, letter);
        last = letter;
        format!("{}{letter}", if parts { r"\:" } else { "" })
    });
    letters.collect()
}

/// The command as it is typed, with what its options take.
fn synopsis(command: &Command) -> Vec<Inline> {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let mut line = vec![bold(name)];
    let values = |arg: &Arg| arg.get_value_names().unwrap_or_default().join(HELD);
    let is_own = |option: &&Arg| {
        let common = ["help", "version"].contains(&option.get_id().as_str());
        let is_global = option.get_help_heading() == Some(GLOBAL_OPTIONS.now());
        !common && !is_global && !option.is_positional()
    };
    for option in command.get_arguments().filter(is_own) {
        let long = option.get_long().unwrap_or_default();
        line.extend([roman(" ["), bold(format!("--{long}"))]);
        // What an option takes stays on its line.
        match option.get_num_args().map(|number| number.min_values()) {
            _ if !option.get_action().takes_values() => {}
            Some(0) => line.extend([roman("[="), italic(values(option)), roman("]")]),
            _ => line.extend([roman(HELD), italic(values(option))]),
        }
        let is_repeatable = matches!(option.get_action(), ArgAction::Append);
        line.push(roman(if is_repeatable { "]..." } else { "]" }));
    }
    // With a space at which no line is broken.
    let global = both("global\u{a0}options", "全局选项");
    line.push(roman(format!(" [{global}]")));
    for argument in command.get_positionals() {
        let (before, after) = match argument.is_required_set() {
            true => (" ", ""),
            false => (" [", "]"),
        };
        line.extend([roman(before), italic(values(argument)), roman(after)]);
    }
    if command.has_subcommands() {
        line.extend([roman(" "), italic(both("COMMAND", "命令").now())]);
    }
    line
}

/// The pages of the commands above and below, and of those beside a verb.
fn related(command: &Command, above: &[&Command]) -> Vec<Inline> {
    let noun = above.get(1..).and_then(<[_]>::last);
    let beside = noun.into_iter().flat_map(|noun| shown(noun));
    let beside = beside.filter(|c| c.get_name() != command.get_name());
    let all = above.iter().copied().chain(shown(command)).chain(beside);
    let mut line = Vec::new();
    for page in all {
        let comma = if line.is_empty() { "" } else { ", " };
        let section = roman(format!("({SECTION})"));
        line.extend([roman(comma), bold(name(page)), section]);
    }
    line
}

/// What follows the options, split at its examples.
fn parts(after: &str) -> (&str, &str) {
    let heading = format!("{EXAMPLES}\n");
    match after.split_once(&heading) {
        Some((notes, examples)) => (notes.trim(), examples),
        None => (after.trim(), ""),
    }
}

/// Names with their meanings.
fn list<N: Into<String>>(
    heading: Both,
    rows: impl IntoIterator<Item = (N, &'static str)>,
    roff: &mut Roff,
) {
    roff.control("SH", [heading.now()]);
    for (name, meaning) in rows {
        roff.control("TP", []);
        roff.text([bold(name.into())]).text([roman(meaning)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_with_all_sections() {
        let pages = pages().unwrap();
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        for name in [
            "polyv-group.1",
            "polyv-group-subaccounts.1",
            "polyv-group-subaccounts-list.1",
            "polyv-group-api.1",
        ] {
            assert!(names.contains(&name), "{names:?}");
        }
        for (name, page) in &pages {
            let page = String::from_utf8_lossy(page);
            for heading in [
                "NAME",
                "SYNOPSIS",
                "\"EXIT STATUS\"",
                "ENVIRONMENT",
                "FILES",
            ] {
                assert!(
                    page.contains(&format!("\n.SH {heading}\n")),
                    "{name}: {heading}"
                );
            }
        }
    }

    #[test]
    fn notes_and_examples_are_parted() {
        assert_eq!(
            parts("A note.\n\nExamples:\n  a\n  b"),
            ("A note.", "  a\n  b")
        );
        assert_eq!(parts("Examples:\n  a"), ("", "  a"));
        assert_eq!(parts("A note."), ("A note.", ""));
    }
}
