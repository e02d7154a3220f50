//! The set-ups of the README for programs that run without a person: each block
//! is taken out of it and run as its program would, with an empty environment,
//! and judged by that program.

use crate::support::{Home, Run, installed, sandbox};
use polyv_group::sandbox::{APP_ID, APP_SECRET, Options};
use std::path::{Path, PathBuf};
use std::process::Command;

const README: &str = include_str!("../../README.md");

/// The blocks of the README in a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("\n```{language}\n");
    let blocks = README.split(&*fence).skip(1);
    let blocks = blocks.map(|rest| rest.split_inclusive("```").next().unwrap());
    blocks.map(|block| block.trim_end_matches("```")).collect()
}

/// A user with a profile that only reads, and nothing else.
struct User {
    home: Home,
    config: PathBuf,
}

impl User {
    fn new() -> Self {
        let home = Home::new();
        let url = sandbox(Options::default());
        let config = format!(
            "default_profile = \"hq\"\n[profiles.hq]\napp_id = \"{APP_ID}\"\napp_secret = \
             \"{APP_SECRET}\"\nbase_url = \"{url}\"\nread_only = true\n"
        );
        let config = home.write(".config/polyv-group/config.toml", config);
        Self { home, config }
    }

    /// Runs a line of a shell as cron and systemd do: nothing but these variables.
    fn run(&self, line: &str, variables: &[(&str, &str)]) -> Run {
        let mut command = Command::new("/usr/bin/env");
        command.arg("-i");
        for (name, value) in variables {
            command.arg(format!("{name}={value}"));
        }
        command.args(["/bin/sh", "-c", line]);
        command.current_dir(self.home.path());
        command.output().unwrap().into()
    }

    fn home(&self) -> &str {
        self.home.path().to_str().unwrap()
    }

    /// A text of the README with the places of this machine in it.
    fn placed(&self, text: &str) -> String {
        text.replace("/usr/bin/polyv-group", env!("CARGO_BIN_EXE_polyv-group"))
            .replace(
                "/etc/polyv-group/config.toml",
                self.config.to_str().unwrap(),
            )
            .replace("/var/lib/prometheus/node-exporter", self.home())
    }
}

/// The variables of a crontab, and its commands as cron runs them: `\%` is `%`.
fn cron(block: &str) -> (Vec<(&str, &str)>, Vec<String>) {
    let (mut variables, mut commands) = (Vec::new(), Vec::new());
    for line in block.lines() {
        match line.split_once('=') {
            Some((name, value)) if name.bytes().all(|b| b.is_ascii_uppercase()) => {
                variables.push((name, value));
            }
            _ => {
                let mut fields = line.splitn(6, char::is_whitespace);
                let times: Vec<&str> = fields.by_ref().take(5).collect();
                assert!(
                    times
                        .iter()
                        .all(|it| it.bytes().all(|b| b"0123456789*/".contains(&b)))
                );
                let command = fields.next().unwrap().trim_start();
                let bare = command.replace(r"\%", "");
                assert!(!bare.contains('%'), "cron ends a command at a %: {line}");
                commands.push(command.replace(r"\%", "%"));
            }
        }
    }
    (variables, commands)
}

#[test]
fn the_crontabs_run_with_the_environment_of_cron() {
    let user = User::new();
    let bin = Path::new(env!("CARGO_BIN_EXE_polyv-group"))
        .parent()
        .unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let mut ran = Vec::new();
    for block in blocks("crontab") {
        let (variables, commands) = cron(block);
        assert!(
            variables
                .iter()
                .all(|(name, _)| ["MAILTO", "PATH"].contains(name))
        );
        for command in commands {
            let home = user.home();
            let of_cron = [
                ("HOME", home),
                ("LOGNAME", "x"),
                ("SHELL", "/bin/sh"),
                ("PATH", &path),
            ];
            let run = user.run(&user.placed(&command), &of_cron);
            assert_eq!(run.stderr, "", "{command}");
            ran.push((command.clone(), run.expect(0).stdout));
        }
    }
    let [(check, line), (save, quiet), (_, saved), (metrics, nothing)] = &ran[..] else {
        panic!("{ran:?}");
    };
    assert!(check.contains("group.minutes%<10"));
    assert_eq!(
        line,
        "CRITICAL: 5 of 230 with minutes<100: training0230@hn.example.com -4, …\n"
    );
    assert!(save.contains("snapshot save") && quiet.is_empty());
    let start = "WARNING: 19 of 230 with expires<30d; as of ";
    assert!(saved.starts_with(start), "{saved}");
    let folder = user.home.file(".local/state/polyv-group/snapshots");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name());
    let snapshots = files.filter(|name| name.to_str().unwrap().ends_with(".jsonl.gz"));
    assert_eq!(snapshots.count(), 1);
    assert!(metrics.contains("--prometheus") && nothing.is_empty());
    let file = std::fs::read_to_string(user.home.file("polyv.prom")).unwrap();
    rules_ask_for_what_is_there(&file);
}

fn rules() -> &'static str {
    let [rules] = blocks("yaml")[..] else {
        panic!("one block of rules");
    };
    rules
}

/// Every metric of the alerts is in the file.
fn rules_ask_for_what_is_there(metrics: &str) {
    let is_part = |c: char| c.is_ascii_lowercase() || c == '_';
    let names = rules()
        .split(|c| !is_part(c))
        .filter(|word| word.starts_with("polyv_group_"));
    let names: Vec<&str> = names.collect();
    assert!(names.len() > 3, "{names:?}");
    for name in names {
        assert!(
            metrics.contains(&format!("# TYPE {name} gauge\n")),
            "{name}"
        );
    }
}

#[test]
#[ignore = ".ci/heavy runs it: promtool is a part of a large package"]
fn promtool_takes_the_rules() {
    let home = Home::new();
    let mut promtool = installed("promtool");
    promtool.args(["check", "rules"]);
    promtool.arg(home.write("rules.yml", rules()));
    let judged = Run::from(promtool.output().unwrap()).expect(0);
    assert!(
        judged.stdout.contains("SUCCESS: 3 rules found"),
        "{}",
        judged.stdout
    );
}

#[test]
fn the_systemd_units_are_sound_and_run() {
    let user = User::new();
    let units = blocks("ini");
    let names = units.iter().map(|unit| {
        let first = unit.lines().next().unwrap();
        let name = first.strip_prefix("# /etc/systemd/system/").unwrap();
        user.home.write(name, user.placed(unit));
        name
    });
    let names: Vec<&str> = names.collect();
    assert_eq!(names, ["polyv-check.service", "polyv-check.timer"]);
    let mut verify = installed("systemd-analyze");
    verify.args(["verify", "./polyv-check.service", "./polyv-check.timer"]);
    let judged = Run::from(verify.current_dir(user.home.path()).output().unwrap()).expect(0);
    assert_eq!((judged.stdout.as_str(), judged.stderr.as_str()), ("", ""));
    let commands = units[0]
        .lines()
        .filter_map(|line| line.strip_prefix("ExecStart="));
    let ran = commands.map(|command| {
        // systemd writes a % as two.
        let command = user.placed(&command.replace("%%", "%"));
        let of_systemd = [
            ("HOME", user.home()),
            ("USER", "polyv"),
            ("PATH", "/usr/bin:/bin"),
        ];
        user.run(&format!("exec {command}"), &of_systemd)
    });
    let [saved, pruned, checked] = &ran.collect::<Vec<_>>()[..] else {
        panic!("three commands");
    };
    assert_eq!((saved.status, saved.stderr.as_str()), (0, ""));
    assert_eq!((pruned.status, pruned.stderr.as_str()), (0, ""));
    // The sandbox has accounts with fewer minutes.
    assert_eq!((checked.status, checked.stderr.as_str()), (11, ""));
    assert!(
        checked
            .stdout
            .starts_with("CRITICAL: 5 of 230 with minutes<100"),
        "{}",
        checked.stdout
    );
}

#[test]
fn the_commands_of_nagios_run_without_a_home() {
    let user = User::new();
    let [block] = blocks("nagios")[..] else {
        panic!("one block for Nagios");
    };
    let value = |key: &str| {
        let of_key = |line: &&str| line.trim_start().starts_with(key);
        let lines = block.lines().filter(of_key);
        let values = lines.map(|line| line.trim_start()[key.len()..].trim().to_owned());
        values.collect::<Vec<_>>()
    };
    let (names, lines) = (value("command_name"), value("command_line"));
    assert_eq!(names, ["check_polyv", "check_polyv_strictly"]);
    let call = value("check_command").remove(0);
    let args: Vec<&str> = call.split('!').collect();
    assert_eq!(args[0], names[0]);
    let run = |line: &str, args: &[&str]| {
        let mut line = user.placed(line);
        for (at, arg) in args.iter().enumerate() {
            line = line.replace(&format!("$ARG{}$", at + 1), arg);
        }
        assert!(!line.contains("$ARG"), "{line}");
        user.run(&line, &[("PATH", "/usr/bin:/bin")])
    };
    let plain = run(&lines[0], &args[1..]).expect(2);
    let line = "CRITICAL: 5 of 230 with minutes<100: training0230@hn.example.com -4, …; 1 more \
                | 'minutes lt 100'=5;;0;0;230 'minutes lt 500'=21;0;;0;230\n";
    assert_eq!(plain.stdout, line);
    assert_eq!(
        run(&lines[0], &["minutes<-5", "minutes<-9"])
            .expect(0)
            .stderr,
        ""
    );
    assert!(
        run(&lines[0], &["minuets<5", "x"])
            .expect(3)
            .stdout
            .starts_with("UNKNOWN: ")
    );
    installed(lines[1].split(' ').next().unwrap());
    let strict = run(&lines[1], &["minutes<0"]).expect(2);
    assert!(
        strict
            .stdout
            .starts_with("CRITICAL: 1 of 230 with minutes<0"),
        "{}",
        strict.stdout
    );
    let fine = run(&lines[1], &["minutes<-5"]).expect(0);
    assert!(
        fine.stdout.starts_with("OK: 230 sub-accounts"),
        "{}",
        fine.stdout
    );
    run(&lines[1], &["minuets<5"]).expect(3);
}

#[test]
fn the_options_that_icinga_gives_are_those_of_the_command() {
    let user = User::new();
    let [block] = blocks("icinga2")[..] else {
        panic!("one block for Icinga");
    };
    let quoted = |line: &str| -> Vec<String> {
        line.split('"')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let list = |name: &str| {
        let line = block
            .lines()
            .find(|line| line.trim_start().starts_with(name));
        quoted(line.unwrap())
    };
    let mut args = list("command = ");
    let options = block
        .lines()
        .filter(|line| line.trim_start().starts_with("\"-"));
    for option in options.map(quoted) {
        let [option, value] = &option[..] else {
            panic!("{option:?}");
        };
        let variable = value.strip_prefix('$').and_then(|it| it.strip_suffix('$'));
        let values = match variable {
            Some(variable) => list(&format!("vars.{variable} = ")),
            None => vec![user.placed(value)],
        };
        for value in values {
            args.extend([option.clone(), value]);
        }
    }
    let mut command = Command::new(user.placed(&args[0]));
    command
        .args(&args[1..])
        .env_clear()
        .current_dir(user.home.path());
    let run = Run::from(command.output().unwrap()).expect(2);
    assert_eq!(run.stderr, "");
    let start = "CRITICAL: 5 of 230 with minutes<100: training0230@hn.example.com -4, …; 2 more \
                 | 'minutes lt 100'=5;;0;0;230 'frozen'=10;;~:20;0;230 ";
    assert!(run.stdout.starts_with(start), "{}", run.stdout);
}
