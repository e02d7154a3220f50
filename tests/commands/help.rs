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

/// What is typed after `polyv-group`, and what is said in Chinese.
const TYPOS: [(&str, &str); 9] = [
    (
        "subaccounts lst",
        "错误：未知的命令 'lst'\n\n  提示：是否想输入 'list'？\n\n\
         用法：polyv-group subaccounts [选项] <命令>\n\n更多信息见 '--help'\n",
    ),
    (
        "subaccounts list --emial x",
        "错误：未知的选项 '--emial'\n\n  提示：是否想输入 '--email'？\n\n\
         用法：polyv-group subaccounts list --email <E>\n\n更多信息见 '--help'\n",
    ),
    (
        "status -o xm",
        "错误：'xm' 不是选项 '--output <FORMAT>' 的有效值\n  \
         [可用：table, json, jsonl, csv, xlsx]\n\n更多信息见 '--help'\n",
    ),
    (
        "subaccounts list --limit 0",
        "错误：'0' 不是选项 '--limit <N>' 的有效值：必须是大于或等于 1 的整数\n\n\
         更多信息见 '--help'\n",
    ),
    (
        "sandbox serve --port 99999",
        "错误：'99999' 不是选项 '--port <N>' 的有效值：须为 0 至 65535\n\n\
         更多信息见 '--help'\n",
    ),
    (
        "sign",
        "错误：缺少必需的参数：\n  <METHOD>\n  <PATH>\n\n\
         用法：polyv-group sign <METHOD> <PATH>\n\n更多信息见 '--help'\n",
    ),
    (
        "-q -v status",
        "错误：选项 '--quiet' 不能与 '--verbose...' 同时使用\n\n\
         用法：polyv-group --quiet <命令>\n\n更多信息见 '--help'\n",
    ),
    (
        "subaccounts allocate a@b.cn",
        "错误：多余的参数 'a@b.cn'\n\n  提示：邮箱写作 --email a@b.cn\n\n\
         用法：polyv-group subaccounts allocate [选项]\n\n更多信息见 '--help'\n",
    ),
    (
        "status --out",
        "错误：选项 '--out <FILE>' 缺少值\n\n更多信息见 '--help'\n",
    ),
];

#[test]
fn errors_of_the_parser_are_in_chinese_and_json_is_not() {
    let home = Home::new().with("POLYV_LANG", "zh");
    let typed = |line: &'static str| line.split(' ').collect::<Vec<_>>();
    for (line, said) in TYPOS {
        assert_eq!(home.run(&typed(line)).expect(2).stderr, said, "{line}");
    }
    let json = home.run(&typed("subaccounts list --limit 0 -o json"));
    let json = json.expect(2).stderr;
    assert!(json.contains("a whole number from 1 is required") && json.is_ascii());
}

#[test]
fn help_for_a_missing_command_is_in_chinese_too() {
    let home = Home::new().with("POLYV_LANG", "zh");
    let asked = home.run(&["subaccounts", "-h"]).expect(0).stdout;
    let missed = home.run(&["subaccounts"]).expect(2).stderr;
    assert_eq!(missed.trim_end(), asked.trim_end());
}
