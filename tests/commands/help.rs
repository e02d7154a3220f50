//! The help of every command, held equal to `tests/data/help/`.
//! `UPDATE=1 cargo test --test commands help` rewrites it.

use crate::support::Home;
use std::path::PathBuf;
use unicode_width::UnicodeWidthStr;

/// All commands, as words.
fn commands(tree: &clap::Command, path: &[String]) -> Vec<Vec<String>> {
    let mut all = vec![path.to_vec()];
    for child in tree.get_subcommands().filter(|c| c.get_name() != "help") {
        let mut path = path.to_vec();
        path.push(child.get_name().to_owned());
        all.extend(commands(child, &path));
    }
    all
}

#[test]
fn the_help_of_every_command_is_as_reviewed() {
    let home = Home::new();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/help");
    let mut differing = Vec::new();
    for words in commands(&polyv_group::cli::tree(), &[]) {
        let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
        args.push("-h");
        let help = home.run(&args).expect(0).stdout;
        for line in help.lines() {
            assert!(line.width() <= 100, "{line}");
        }
        let name = format!(
            "{}.txt",
            ["polyv-group".to_owned()]
                .iter()
                .chain(&words)
                .cloned()
                .collect::<Vec<_>>()
                .join("-")
        );
        let file = folder.join(&name);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, help).unwrap();
        } else if std::fs::read_to_string(&file).ok().as_ref() != Some(&help) {
            differing.push(name);
        }
    }
    assert!(
        differing.is_empty(),
        "look at the help of {differing:?}, then run `UPDATE=1 cargo test --test commands help`"
    );
}

#[test]
fn help_in_a_pipe_is_coloured_only_when_that_is_asked_for() {
    let home = Home::new();
    let has_escape = |args: &[&str]| home.run(args).expect(0).stdout.contains('\u{1b}');
    assert!(has_escape(&["--color", "always", "--help"]));
    assert!(has_escape(&[
        "subaccounts",
        "list",
        "--help",
        "--color=always"
    ]));
    assert!(!has_escape(&["--help"]));
    assert!(!has_escape(&["--color", "never", "--help"]));
}

#[test]
fn an_option_after_a_topic_is_no_command() {
    let home = Home::new();
    let topic = home.run(&["help", "asking"]).expect(0).stdout;
    let more = home.run(&["help", "asking", "--tz=UTC", "--color=never"]);
    assert_eq!(more.expect(0).stdout, topic);
    let chinese = home.run(&["help", "asking", "--lang", "zh"]).expect(0);
    assert!(chinese.stdout.starts_with("每个列表都可以查询"));
}
