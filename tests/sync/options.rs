//! Every option of the help is in the manual, in the completions and, if it
//! is a setting, in the example config.

use super::completions::FILES;
use super::{commands, longs};
use polyv_group::cli::completions::script;
use polyv_group::cli::man::pages;
use polyv_group::config::{profile_keys, variables};

const EXAMPLE: &str = include_str!("../../config.example.toml");

/// Global options that are no settings: they choose, or are for one run.
const FOR_ONE_RUN: [&str; 13] = [
    "profile",
    "config",
    "sandbox",
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
fn every_long_option_is_in_every_completion_script() {
    for (shell, name) in FILES {
        let script = String::from_utf8(script(shell)).unwrap();
        for (words, command) in commands() {
            for long in longs(&command) {
                let there = [format!("--{long}"), format!("-l {long}")];
                assert!(
                    there.iter().any(|option| script.contains(option)),
                    "{name}: {} --{long}",
                    words.join(" ")
                );
            }
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
