//! `man`: manual pages from the same definitions as the help, with what the
//! help leaves to its topics: exit statuses, environment, files.

use super::context::Context;
use super::{topics, tree};
use crate::config::variables;
use crate::failure::Failure;
use anyhow::Context as _;
use clap::{Args, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io;
use std::path::PathBuf;

/// The arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  polyv-group man ~/.local/share/man/man1")]
pub struct ManArgs {
    /// The folder to write the pages to; made if need be
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl ManArgs {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let shown = self.folder.display();
        let count = self
            .write()
            .with_context(|| format!("cannot write to {shown}"))?;
        context
            .console
            .info(&format!("{count} pages written to {shown}"));
        Ok(())
    }

    fn write(&self) -> io::Result<usize> {
        std::fs::create_dir_all(&self.folder)?;
        let pages = pages()?;
        for (name, text) in &pages {
            std::fs::write(self.folder.join(name), text)?;
        }
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
    let (mut pages, mut commands) = (Vec::new(), vec![root]);
    while let Some(command) = commands.pop() {
        let shown = command.get_subcommands().filter(|c| !c.is_hide_set());
        commands.extend(shown.cloned());
        let man = Man::new(command.clone()).manual("polyv-group");
        pages.push((man.get_filename(), page(&man, &command)?));
    }
    Ok(pages)
}

fn page(man: &Man, command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    let after = command.get_after_help().map(ToString::to_string);
    let (notes, examples) = parts(after.as_deref().unwrap_or_default());
    lines("NOTES", notes, &mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    list("EXIT STATUS", topics::exit_statuses(), &mut page)?;
    let variables = variables().chain(topics::foreign_variables());
    list("ENVIRONMENT", variables, &mut page)?;
    list("FILES", topics::files(), &mut page)?;
    lines("EXAMPLES", examples, &mut page)?;
    Ok(page)
}

/// What follows the options, split at its examples.
fn parts(after: &str) -> (&str, &str) {
    match after.split_once("Examples:\n") {
        Some((notes, examples)) => (notes.trim(), examples),
        None => (after.trim(), ""),
    }
}

/// Lines that are not to be filled.
fn lines(heading: &str, text: &str, page: &mut Vec<u8>) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    roff.control("nf", []);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff.to_writer(page)
}

/// Names with their meanings.
fn list<N: Into<String>>(
    heading: &str,
    rows: impl IntoIterator<Item = (N, &'static str)>,
    page: &mut Vec<u8>,
) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    for (name, meaning) in rows {
        roff.control("TP", []);
        roff.text([bold(name.into())]);
        roff.text([roman(meaning)]);
    }
    roff.to_writer(page)
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
