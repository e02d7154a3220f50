//! Every command's help ends with examples, and every example works: it is
//! parsed, and run against the simulator.

use super::commands;
use super::shell::{self, Example};
use crate::support::{Home, sandbox};
use polyv_group::sandbox::{APP_ID, APP_SECRET, Options};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use unicode_width::UnicodeWidthStr;

/// Files that examples name.
const FILES: [(&str, &str); 7] = [
    ("account.json", r#"{"email":"shop1@example.com"}"#),
    (
        "roster.csv",
        "email,password,contacts,phone,maxChannels,minutes\n\
         shop1@example.com,Passw0rd12,x,13800000000,10,500\n",
    ),
    (
        "staff.csv",
        "childEmail,childName,roleId\nstaff00001@group.example.com,张三,391\n",
    ),
    ("left.csv", "childEmail\nstaff00001@group.example.com\n"),
    (
        "allot.csv",
        "email,give minutes\nbranch0001@hd.example.com,500\n",
    ),
    (
        "plan.json",
        r#"{"formatVersion":1,"appId":"{APP_ID}","base":"{URL}","changes":[]}"#,
    ),
    (
        "allot.csv.results.csv",
        "line,email,resource,mode,from,to,delta,now,status,via,code,message,requestId\n",
    ),
];

/// The examples of every command, `\` at the end of a line joined.
fn examples() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (words, command) in commands() {
        let name = words.join(" ");
        let after = command.get_after_help().map(ToString::to_string);
        let after = after.unwrap_or_default();
        let (_, lines) = after
            .split_once("Examples:\n")
            .unwrap_or_else(|| panic!("{name}: the help has no examples"));
        let joined = lines.replace("\\\n", " ");
        for line in lines.lines() {
            // 80 columns show it as it is typed, also where a manual page,
            // which indents more, begins.
            assert!(line.width() <= 75, "{name}: {line}");
        }
        for line in joined.lines() {
            assert!(
                line.starts_with("  "),
                "{name}: examples end the help: {line}"
            );
            found.push((name.clone(), line.trim().to_owned()));
        }
    }
    found
}

#[test]
fn every_command_has_examples_and_all_are_parsed() {
    let examples = examples();
    assert!(examples.len() > commands().len());
    for (name, line) in examples {
        let example = shell::read(&line, "/home/you");
        assert!(is_taken(&example.args), "{name}: {line}");
        assert!(
            line.contains(&name),
            "{name}: another command's example: {line}"
        );
    }
}

#[test]
fn every_example_runs() {
    let url = sandbox(Options::default());
    for (_, line) in examples() {
        let home = home(&url, &line);
        let example = shell::read(&line, home.path().to_str().unwrap());
        if line.contains("sandbox serve") {
            serves(&home, &example);
            continue;
        }
        if ["snapshot diff", "polyv-group usage", "--from-snapshot"]
            .iter()
            .any(|it| line.contains(it))
        {
            let save = || home.run(&["snapshot", "save"]).expect(0);
            save();
            save();
        }
        let args = harmless(example.args, home.path().to_str().unwrap());
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let run = match example.has_stdin {
            true => home.run_with_stdin(&args, stdin(&args)),
            false => home.run(&args),
        };
        // What asks is run in a terminal, by the terminal tests.
        let asks = run.status == 2 && run.stderr.contains("there is no terminal to ask");
        // The sandbox has accounts for which a condition holds.
        let for_monitor = args.contains(&"--nagios") && !run.stdout.starts_with("UNKNOWN");
        let of_holding: &[i32] = if for_monitor { &[1, 2] } else { &[10, 11] };
        let holds = args[0] == "check" && of_holding.contains(&run.status);
        assert!(
            run.status == 0 || asks || holds,
            "{line}\n{args:?}\n{run:?}"
        );
    }
}

/// A home with profiles, but for the command that adds one.
fn home(url: &str, line: &str) -> Home {
    let home = Home::new()
        .with("LAB_SECRET", APP_SECRET)
        .with("POLYV_BASE_URL", url);
    for (file, content) in FILES {
        let content = content.replace("{URL}", url).replace("{APP_ID}", APP_ID);
        home.write(file, content);
    }
    if !line.contains("profiles add") {
        let profile = |name| {
            format!("[profiles.{name}]\napp_id = \"{APP_ID}\"\napp_secret_env = \"LAB_SECRET\"\n")
        };
        let text = format!(
            "default_profile = \"hq\"\n{}{}",
            profile("hq"),
            profile("lab")
        );
        home.write("config/polyv-group/config.toml", text);
    }
    home
}

/// Nothing is asked, and nothing is written where that can be helped: with
/// `--dry-run` and `--yes`, if the command takes them. What is, is in the home.
fn harmless(mut args: Vec<String>, home: &str) -> Vec<String> {
    for option in ["--dry-run", "--yes"] {
        let more = [&args[..], &[option.to_owned()]].concat();
        if is_taken(&more) {
            args = more;
        }
    }
    let real = |arg: String| {
        let arg = arg.replace("your-app-id", APP_ID);
        arg.replace("/srv/", &format!("{home}/"))
    };
    args.into_iter().map(real).collect()
}

fn is_taken(args: &[String]) -> bool {
    let words = ["polyv-group"].into_iter().map(str::to_owned);
    let words = words.chain(args.iter().cloned());
    let tree = polyv_group::cli::tree();
    tree.try_get_matches_from(words).is_ok()
}

fn stdin(args: &[&str]) -> &'static str {
    match args.contains(&"--secret-stdin") {
        true => APP_SECRET,
        false => "Passw0rd12\n",
    }
}

/// A server runs until it is stopped: its first line tells that it serves.
fn serves(home: &Home, example: &Example) {
    let args: Vec<&str> = example.args.iter().map(String::as_str).collect();
    let port = args.iter().position(|arg| *arg == "--port");
    let mut args = args;
    if let Some(at) = port {
        // The port of the example may be taken on this machine.
        args[at + 1] = "0";
    }
    let mut child = home.command(&args).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let stdout = child.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        line.starts_with("POLYV_BASE_URL=http://127.0.0.1:"),
        "{line}"
    );
}
