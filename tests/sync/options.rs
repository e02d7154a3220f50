//! Every option of the help is in the manual and, if it is a setting, in the
//! example config.

use super::{commands, longs};
use polyv_group::cli::man::pages;
use polyv_group::config::{profile_keys, variables};
use std::collections::BTreeMap;

const EXAMPLE: &str = include_str!("../../config.example.toml");

/// Global options that are no settings: they choose, or are for one run.
const FOR_ONE_RUN: [&str; 15] = [
    "profile",
    "config",
    "sandbox",
    "out",
    "headings",
    "columns",
    "no-header",
    "excel",
    "show-secrets",
    "print-curl",
    "color",
    "quiet",
    "verbose",
    "help",
    "version",
];

#[test]
fn every_long_option_is_in_the_page_of_its_command() {
    let pages = pages().unwrap();
    for (words, command) in commands() {
        let file = format!("{}.1", words.join("-"));
        let page = pages.iter().find(|(name, _)| *name == file);
        let (_, page) = page.unwrap_or_else(|| panic!("no page {file}"));
        let page = String::from_utf8_lossy(page).replace("\\-", "-");
        for long in longs(&command) {
            assert!(
                page.contains(&format!("\\fB--{long}\\fR")),
                "{file}: --{long}"
            );
        }
        for (variable, _) in variables() {
            assert!(page.contains(variable), "{file}: {variable}");
        }
    }
}

#[test]
fn a_letter_means_one_option_in_every_command() {
    let mut meanings = BTreeMap::new();
    for (words, command) in commands() {
        for arg in command.get_arguments() {
            let Some(letter) = arg.get_short() else {
                continue;
            };
            let long = arg.get_long().map(str::to_owned);
            let meant = meanings.entry(letter).or_insert_with(|| long.clone());
            assert_eq!(*meant, long, "{}: -{letter}", words.join(" "));
        }
    }
    let meant = |letter| meanings[&letter].as_deref();
    assert_eq!(meant('q'), Some("quiet"));
    assert_eq!(meant('Q'), Some("query"));
    assert_eq!(meant('F'), Some("form"));
}

#[test]
fn the_short_help_points_to_the_global_options_and_the_long_one_has_them() {
    let more = "Global options (--profile, -o, --columns and more): polyv-group help options";
    let (_, root) = commands().remove(0);
    for (words, command) in commands() {
        let name = words.join(" ");
        // As wide wherever the tests are run.
        let mut command = command.term_width(100);
        let (short, long) = (command.render_help(), command.render_long_help());
        // The examples are no options.
        let options = |help: String| help.split("\nExamples:").next().unwrap().to_owned();
        let (short, long) = (options(short.to_string()), options(long.to_string()));
        assert_eq!(short.matches(more).count(), 1, "{name}");
        assert!(!long.contains(more), "{name}");
        for option in longs(&root) {
            // `-o, --output <FORMAT>`, not where a text speaks of it.
            let starts = |line: &str| {
                let line = line.trim_start();
                let own = line.split_once(", ").map_or(line, |(_, long)| long);
                let word = own.split([' ', '.']).next();
                line.starts_with('-') && word == Some(&format!("--{option}"))
            };
            let is_own = ["help", "version"].contains(&option.as_str());
            assert_eq!(short.lines().any(starts), is_own, "{name} --{option}");
            assert!(long.lines().any(starts), "{name} --{option}");
        }
    }
}

#[test]
fn every_global_option_is_a_setting_of_the_example_or_for_one_run() {
    let (_, root) = commands().remove(0);
    for long in longs(&root) {
        let key = long.replace('-', "_");
        let is_setting = profile_keys().any(|known| known == key);
        assert_ne!(is_setting, FOR_ONE_RUN.contains(&long.as_str()), "--{long}");
        if is_setting {
            assert!(EXAMPLE.contains(&format!("{key} = ")), "{key}");
            assert!(EXAMPLE.contains(&format!("--{long}")), "--{long}");
        }
    }
}

#[test]
fn every_variable_is_in_the_example() {
    for (variable, _) in variables() {
        assert!(EXAMPLE.contains(variable), "{variable}");
    }
}
