//! The README's examples, run. A `console` block is a session: a line that
//! begins with `$ ` is run by a shell in a home of the session's own, against a
//! sandbox that the environment points to; what follows is what it prints on stdout. A line
//! `...` stands for any number of lines.
//!
//! `UPDATE=1 cargo test --test readme` writes the real output into the README
//! (blocks with a `...` are left as they are).

#[path = "../support/mod.rs"]
mod support;
mod unattended;

use polyv_group::sandbox::Options;
use std::path::Path;
use std::process::Command;
use support::Home;

struct Step {
    command: String,
    output: Vec<String>,
}

/// The sessions, with the line each begins at.
fn sessions(readme: &str) -> Vec<(usize, Vec<Step>)> {
    let mut sessions: Vec<(usize, Vec<Step>)> = Vec::new();
    let mut inside = false;
    for (number, line) in readme.lines().enumerate() {
        if !inside {
            if line == "```console" {
                inside = true;
                sessions.push((number + 1, Vec::new()));
            }
            continue;
        }
        let Some((_, steps)) = sessions.last_mut() else {
            continue;
        };
        if line == "```" {
            inside = false;
        } else if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step {
                command: command.to_owned(),
                output: Vec::new(),
            });
        } else if let Some(step) = steps.last_mut() {
            if step.command.ends_with('\\') {
                step.command = format!("{}\n{line}", step.command);
            } else {
                step.output.push(line.to_owned());
            }
        }
    }
    sessions
}

fn run(home: &Home, command: &str) -> Vec<String> {
    let binary = Path::new(env!("CARGO_BIN_EXE_polyv-group"));
    let path = format!("{}:/usr/bin:/bin", binary.parent().unwrap().display());
    let mut shell = Command::new("sh");
    let template = home.command(&[]);
    shell.arg("-c").arg(command).env_clear();
    for (name, value) in template.get_envs() {
        shell.env(name, value.unwrap());
    }
    let output = shell
        .env("PATH", path)
        .current_dir(home.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// Whether lines match a pattern in which `...` stands for any lines.
fn matches(pattern: &[String], lines: &[String]) -> bool {
    match pattern.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=lines.len()).any(|skipped| matches(rest, &lines[skipped..]))
        }
        Some((first, rest)) => lines
            .split_first()
            .is_some_and(|(line, others)| line == first && matches(rest, others)),
    }
}

#[test]
fn every_example_prints_what_the_readme_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let mut readme = std::fs::read_to_string(path).unwrap();
    let sessions = sessions(&readme);
    assert!(sessions.len() > 5, "the README has its examples");
    let mut wrong = Vec::new();
    for (line, steps) in sessions {
        let home = Home::at(&support::sandbox(Options::default()));
        for step in steps {
            let printed = run(&home, &step.command);
            if matches(&step.output, &printed) {
                continue;
            }
            let whole = |lines: &[String]| {
                let lines = lines.iter().map(|line| format!("{line}\n"));
                format!("$ {}\n{}", step.command, lines.collect::<String>())
            };
            readme = readme.replace(&whole(&step.output), &whole(&printed));
            wrong.push(format!("block at line {line}:\n{}", whole(&printed)));
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, readme).unwrap();
        return;
    }
    assert!(
        wrong.is_empty(),
        "run `UPDATE=1 cargo test --test readme`; these print something else:\n{}",
        wrong.join("\n")
    );
}

/// The commands of the code blocks, without the words that choose a language.
fn commands(text: &str) -> Vec<String> {
    let sessions = sessions(text).into_iter().flat_map(|(_, steps)| steps);
    let mut commands: Vec<String> = sessions.map(|step| step.command).collect();
    let blocks = text.split("```sh\n").skip(1);
    let lines = blocks.flat_map(|block| block.split("```").next().unwrap_or_default().lines());
    commands.extend(lines.map(str::to_owned));
    let plain = commands
        .iter()
        .map(|command| command.replace(" --lang zh", ""));
    plain.collect()
}

#[test]
fn the_chinese_section_has_no_command_that_the_english_one_has_not() {
    let readme = include_str!("../../README.md");
    let (english, chinese) = readme.split_once("\n## 中文说明\n").unwrap();
    let (known, chinese) = (commands(english), commands(chinese));
    assert!(chinese.len() > 12, "{chinese:?}");
    let unknown: Vec<_> = chinese.iter().filter(|it| !known.contains(it)).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}
