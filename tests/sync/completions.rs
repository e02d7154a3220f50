//! What completion offers; that shells take it is for the terminal tests.

use super::{commands, longs};
use crate::support::Home;
use polyv_group::cli::completions::{SCRIPTS, candidates};

const CONFIG: &str = "[profiles.hq]\napp_id = \"hqapp\"\napp_secret_env = \"NONE\"\n\
                      [profiles.hotel]\napp_id = \"hotelapp\"\napp_secret_env = \"NONE\"\n";

/// What the last word of the line may be.
fn offered(line: &str) -> Vec<String> {
    let words = line.split(' ').map(Into::into).collect();
    values(&candidates(words))
}

fn values(lines: &str) -> Vec<String> {
    let values = lines.lines().map(|line| line.split('\t').next().unwrap());
    values.map(str::to_owned).collect()
}

/// The arguments of a command that take a value; the global ones of the root.
fn with_values<'c>(words: &[String], command: &'c clap::Command) -> Vec<&'c clap::Arg> {
    let is_root = words.len() == 1;
    let is_own = |arg: &&clap::Arg| is_root || arg.get_help_heading() != Some("Global options");
    let own = command.get_arguments().filter(is_own);
    own.filter(|arg| arg.get_action().takes_values()).collect()
}

#[test]
fn the_command_prints_the_scripts() {
    let home = Home::new();
    for (shell, script) in SCRIPTS {
        let run = home.run(&["completions", shell]).expect(0);
        assert_eq!(run.stdout, script, "{shell}");
    }
}

#[test]
fn every_command_option_and_value_is_offered() {
    for (words, command) in commands() {
        let name = words.join(" ");
        let expected: Vec<String> = longs(&command)
            .iter()
            .map(|long| format!("--{long}"))
            .collect();
        let mut found = offered(&format!("{name} --"));
        for option in expected {
            assert!(found.contains(&option), "{name} {option}");
            found.retain(|other| *other != option);
        }
        assert!(found.is_empty(), "{name}: {found:?}");
        for below in command.get_subcommands().filter(|c| !c.is_hide_set()) {
            let below = below.get_name().to_owned();
            assert!(
                offered(&format!("{name} ")).contains(&below),
                "{name} {below}"
            );
        }
        for arg in with_values(&words, &command) {
            let Some(long) = arg.get_long() else { continue };
            let possible = arg.get_possible_values();
            let possible: Vec<&str> = possible.iter().map(|value| value.get_name()).collect();
            let found = offered(&format!("{name} --{long} "));
            assert!(
                possible.is_empty() || possible == found,
                "{name} --{long}: {found:?}"
            );
        }
    }
}

#[test]
fn a_file_is_offered_where_one_is_meant_and_nowhere_else() {
    for (words, command) in commands() {
        let name = words.join(" ");
        for arg in with_values(&words, &command) {
            let named = arg.get_value_names().unwrap_or_default().concat();
            let is_file = named.contains("FILE") || named.contains("DIR");
            // Words come first there.
            let is_file = is_file && !named.contains("WHEN");
            let is_first = arg.get_index() == Some(1);
            let line = match arg.get_long() {
                Some(long) => format!("{name} --{long} "),
                None if is_first => format!("{name} "),
                None => continue,
            };
            let found = offered(&line);
            assert_eq!(
                found.contains(&":files".to_owned()),
                is_file,
                "{line}: {found:?}"
            );
        }
    }
}

#[test]
fn columns_are_offered_by_name_by_heading_and_with_their_sign() {
    let list = "polyv-group subaccounts list --columns";
    for (typed, expected) in [
        (" remainM", vec!["remainMinutes"]),
        (" email,+remainm", vec!["email,+remainMinutes"]),
        ("=-expires", vec!["--columns=-expireDate"]),
        (" al", vec!["all"]),
        (" +al", vec![]),
    ] {
        assert_eq!(offered(&format!("{list}{typed}")), expected, "{typed}");
    }
    for (typed, expected) in [
        ("--where remainM", "remainMinutes"),
        ("--sort email,-remainM", "email,-remainMinutes"),
        ("--sum remainM", "remainMinutes"),
        ("--by stat", "status"),
        ("--by al", ""),
        ("--sort appS", ""),
        ("--status n", "normal"),
        ("--below flo", "flow="),
    ] {
        let found = offered(&format!("polyv-group subaccounts list {typed}"));
        assert_eq!(found.concat(), expected, "{typed}");
    }
    let names = offered("polyv-group children roles --columns ");
    assert_eq!(
        names,
        ["id", "name", "permissionName", "description", "all"]
    );
}

#[test]
fn what_is_offered_is_described_in_the_language_that_is_spoken() {
    use polyv_group::cli::completions::candidates;
    use polyv_group::lang::{Lang, within};
    for (word, line) in [
        ("stat", "status\t在一页上查看集团概况\n"),
        (
            "--sandb",
            "--sandbox\t在内置的模拟环境中运行：无需账号、网络和配置\n",
        ),
        ("--hel", "--help\t显示帮助（'--help' 更详细）\n"),
        ("hel", "help\t命令或主题的帮助\n"),
    ] {
        let words = vec!["polyv-group".into(), word.into()];
        assert_eq!(within(Lang::Zh, || candidates(words)), line);
    }
}

#[test]
fn words_come_before_options_and_topics_after_help_alone() {
    assert_eq!(offered("polyv-group pro"), ["profiles"]);
    assert_eq!(offered("polyv-group env"), [""; 0]);
    assert_eq!(offered("polyv-group help env"), ["environment"]);
    assert_eq!(offered("polyv-group help children r"), ["roles"]);
    assert_eq!(
        offered("polyv-group api "),
        ["GET", "POST", "PUT", "PATCH", "DELETE"]
    );
    assert_eq!(offered("polyv-group -o json"), ["json", "jsonl"]);
    let options = offered("polyv-group children roles ");
    assert!(options.contains(&"--output".to_owned()), "{options:?}");
    assert!(!options.contains(&"-o".to_owned()), "{options:?}");
}

#[test]
fn snapshots_are_offered_by_words_and_by_name_before_files() {
    let home = Home::new();
    home.run(&["--sandbox", "snapshot", "save"]).expect(0);
    let own = home.file("state/polyv-group/snapshots");
    let own = std::fs::read_dir(own).unwrap();
    let own: Vec<_> = own.map(|file| file.unwrap().file_name()).collect();
    let own = own.iter().filter_map(|name| name.to_str());
    let own: Vec<_> = own.filter(|name| name.ends_with(".gz")).collect();
    let other = "hqapp-20261130T023000Z.jsonl.gz";
    home.write(&format!("kept/{other}"), "");
    home.write("kept/notes.txt", "");
    let list = "subaccounts list --from-snapshot";
    let words = ["latest", "today", "yesterday"];
    for (typed, expected) in [
        (format!("{list} "), [&words[..], &own].concat()),
        (format!("{list} sandboxapp-"), own.clone()),
        (format!("{list} la"), vec!["latest"]),
        (format!("{list} rep"), vec![":files"]),
        (
            "subaccounts list --dir kept --from-snapshot ".to_owned(),
            [&words[..], &[other]].concat(),
        ),
        ("snapshot diff hq".to_owned(), vec![":files"]),
        ("snapshot diff latest n".to_owned(), vec!["now"]),
    ] {
        let words = ["complete", "--", "polyv-group"].into_iter();
        let words: Vec<&str> = words.chain(typed.split(' ')).collect();
        let run = home.run(&words).expect(0);
        assert_eq!(values(&run.stdout), expected, "{typed}");
    }
}

#[test]
fn profiles_are_those_of_the_config_file_that_holds() {
    let home = Home::new();
    home.write("config/polyv-group/config.toml", CONFIG);
    home.write(
        "other.toml",
        CONFIG.replace("profiles.h", "profiles.other-h"),
    );
    let offered = |line: &str| {
        let words: Vec<&str> = ["complete", "--"]
            .into_iter()
            .chain(line.split(' '))
            .collect();
        home.run(&words).expect(0)
    };
    for line in [
        "polyv-group --profile ",
        "polyv-group group info --profile ",
        "polyv-group profiles use ",
        "polyv-group profiles remove ",
        "polyv-group profiles show ",
        "polyv-group profiles check h",
    ] {
        assert_eq!(
            offered(line).stdout,
            "hq\thqapp\nhotel\thotelapp\n",
            "{line}"
        );
    }
    let other = offered("polyv-group --config other.toml profiles use other-hq");
    assert_eq!(other.stdout, "other-hq\thqapp\n");
    let none = offered("polyv-group --config none.toml profiles use ");
    assert_eq!(
        (none.stdout.contains("hq"), none.stderr.as_str()),
        (false, "")
    );
    assert!(!offered("polyv-group profiles add ").stdout.contains("hq"));
}

#[test]
fn roles_are_those_that_were_listed_last() {
    let home = Home::new();
    let begun = |typed: &str| {
        let line = format!("complete -- polyv-group children {typed}");
        let words: Vec<&str> = line.split(' ').collect();
        home.run(&words).expect(0).stdout
    };
    let offered = || begun("update --role 39");
    assert_eq!(offered(), "");
    home.run(&["--sandbox", "children", "roles"]).expect(0);
    let of = "the sandbox, appId sandboxapp";
    assert_eq!(
        offered(),
        format!(
            "391\t直播管理员 ({of})\n394\t运营 ({of})\n396\t财务对账 ({of})\n397\t直播测试员 ({of})\n"
        )
    );
    // A part of the list is no list of what may be given.
    home.run(&["--sandbox", "children", "roles", "--limit", "1"])
        .expect(0);
    assert_eq!(offered().lines().count(), 4);
    // Names, too, and departments by their paths.
    assert_eq!(begun("update --role 运"), "运营\t394\n");
    home.run(&["--sandbox", "organization", "list"]).expect(0);
    let path = "总部/华东大区一部/客服\t2746\n";
    assert_eq!(begun("create --organization 总部/华东大区一部/"), path);
}
