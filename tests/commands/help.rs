//! The help of every command, held equal to `tests/data/help/`, and some of it
//! in Chinese to `tests/data/help-zh/`.
//! `UPDATE=1 cargo test --test commands help` rewrites it.

use crate::support::Home;
use std::path::Path;
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

/// The help of a command.
fn help(words: &[String], option: &str, home: &Home) -> String {
    let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
    args.push(option);
    let help = home.run(&args).expect(0).stdout;
    for line in help.lines() {
        assert!(line.width() <= 100, "{line}");
    }
    help
}

/// The help of these commands is what the folder has.
fn is_as_reviewed(commands: &[Vec<String>], folder: &str, home: &Home) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("tests/data").join(folder);
    let mut differing = Vec::new();
    for words in commands {
        let help = help(words, "-h", home);
        let name = ["polyv-group"].into_iter();
        let name = name.chain(words.iter().map(String::as_str));
        let name = format!("{}.txt", name.collect::<Vec<_>>().join("-"));
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
fn the_help_of_every_command_is_as_reviewed() {
    let commands = commands(&polyv_group::cli::tree(), &[]);
    is_as_reviewed(&commands, "help", &Home::new());
}

#[test]
fn the_help_in_chinese_is_as_reviewed() {
    let commands = [
        "",
        "options",
        "output",
        "asking",
        "environment",
        "exit-codes",
        "subaccounts",
        "subaccounts list",
        "subaccounts create",
        "subaccounts allocate",
        "profiles check",
    ];
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
    let commands = commands.map(words);
    is_as_reviewed(&commands, "help-zh", &Home::new().with("POLYV_LANG", "zh"));
}

#[test]
fn nothing_of_the_parser_is_left_in_english_in_chinese_help() {
    let home = Home::new().with("POLYV_LANG", "zh");
    for words in commands(&polyv_group::cli::tree(), &[]) {
        for option in ["-h", "--help"] {
            let help = help(&words, option, &home);
            for word in [
                "Usage",
                "Options",
                "Commands",
                "Arguments",
                "OPTIONS",
                "COMMAND>",
                "[default",
                "[alias",
                "ossible values",
                "Print ",
            ] {
                assert!(!help.contains(word), "{word} is in\n{help}");
            }
        }
    }
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
