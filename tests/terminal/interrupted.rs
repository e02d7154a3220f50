//! Signals: the terminal is as it was, the status names the signal, and the
//! last words are on stderr.

use crate::pty::{CTRL_C, CTRL_Z, Out, Terminal};
use crate::support::{Home, RawServer, Sent, sandbox};
use polyv_group::sandbox::{APP_ID, APP_SECRET, Options};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A server that takes requests of this kind and never answers them; the
/// receiver hears of each.
fn hanging(line: &'static str, otherwise: &'static str) -> (RawServer, Receiver<()>) {
    let (sender, receiver) = channel();
    let sender = Mutex::new(sender);
    let server = RawServer::start(move |_, request| {
        if !request.line.contains(line) {
            return Sent::Json(otherwise.into());
        }
        let _ = sender.lock().unwrap().send(());
        Sent::Hang
    });
    (server, receiver)
}

#[test]
fn at_a_secret_prompt_the_echo_comes_back() {
    let home = Home::new().with("POLYV_BASE_URL", &sandbox(Options::default()));
    let mut terminal = Terminal::start(&home, &["profiles", "add", "hq"], Out::Pipe);
    terminal.expect("appId:");
    terminal.send(&format!("{APP_ID}\n"));
    terminal.expect_hidden("appSecret");
    terminal.send("half a sec");
    terminal.send(CTRL_C);
    let run = terminal.end().check(130);
    assert!(
        run.shown.ends_with("error: interrupted\n"),
        "{:?}",
        run.shown
    );
    assert!(!run.shown.contains("half a sec"), "{}", run.shown);
    assert_eq!(run.stdout, "");
    assert!(!home.file("config/polyv-group/config.toml").exists());
}

#[test]
fn at_a_question_nothing_is_done() {
    let home = Home::new();
    let text = "[profiles.hq]\napp_id = \"a\"\napp_secret_env = \"E\"\n";
    let file = home.write("config/polyv-group/config.toml", text);
    let mut terminal = Terminal::start(&home, &["profiles", "remove", "hq"], Out::Terminal);
    terminal.expect("Remove it? [y/N]");
    terminal.send(CTRL_C);
    let run = terminal.end().check(130);
    assert!(
        run.shown.ends_with("error: interrupted\n"),
        "{:?}",
        run.shown
    );
    assert_eq!(std::fs::read_to_string(file).unwrap(), text);
}

#[test]
fn during_a_transfer_the_list_stays_open() {
    let (server, hung) = hanging("GET", "");
    let home = Home::at(&server.url);
    let args = ["subaccounts", "list", "-o", "json"];
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    hung.recv_timeout(Duration::from_secs(30)).unwrap();
    terminal.send(CTRL_C);
    let run = terminal.end().check(130);
    assert!(run.shown.contains("\"exitCode\":130"), "{:?}", run.shown);
    assert!(!run.stdout.contains(']'), "{}", run.stdout);
}

#[test]
fn during_a_write_the_last_words_say_what_may_have_happened() {
    let empty = r#"{"code":200,"data":{"pageNumber":1,"pageSize":100,"totalPages":0,"totalItems":0,"contents":[]}}"#;
    let (server, hung) = hanging("POST", empty);
    let home = Home::at(&server.url);
    let line = "subaccounts create --email new@example.com --contacts x --phone 13800000000 \
                --max-channels 1 --minutes 5 --generate-password --credentials-out new.csv --yes";
    let args: Vec<&str> = line.split_whitespace().collect();
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    hung.recv_timeout(Duration::from_secs(30)).unwrap();
    terminal.send(CTRL_C);
    let run = terminal.end().check(130);
    let words = "new@example.com may or may not have been created";
    assert!(run.shown.contains(words), "{}", run.shown);
    assert_eq!(run.stdout, "");
}

/// What a Ctrl-C in a run over a roster says begins a line of its own.
#[test]
fn during_a_run_the_rows_that_are_being_finished_are_named_and_a_second_one_ends_it() {
    let empty = r#"{"code":200,"data":{"pageNumber":1,"pageSize":100,"totalPages":0,"totalItems":0,"contents":[]}}"#;
    let (server, hung) = hanging("POST", empty);
    let home = Home::at(&server.url);
    let rows = "a@b.cn,Passw0rd,c,13800000000,1,1\nc@d.cn,Passw0rd,c,13800000001,1,1\n";
    let headings = "email,password,contacts,phone,maxChannels,minutes";
    home.write("r.csv", format!("{headings}\n{rows}"));
    let line = "subaccounts create --from r.csv --yes --no-preflight --connections 1";
    let args: Vec<&str> = line.split(' ').collect();
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    hung.recv_timeout(Duration::from_secs(30)).unwrap();
    terminal.send(CTRL_C);
    let finishing = "finishing 1 row: a@b.cn; Ctrl-C again stops at once";
    terminal.expect(finishing);
    terminal.send(CTRL_C);
    let run = terminal.end().check(130);
    let result = "1 unknown, 1 not sent; results in r.csv.results.csv";
    for line in [finishing, result] {
        assert!(
            run.shown.lines().any(|shown| shown == line),
            "{}",
            run.shown
        );
    }
    let words = "interrupted (0 of 2 rows created)\n";
    assert!(run.shown.contains(words), "{}", run.shown);
    assert!(run.stdout.contains("unknown") && run.stdout.contains("notSent"));
}

const CREATE: &str = "subaccounts create --email new@example.com --contacts x --phone \
                      13800000000 --max-channels 1 --minutes 5";

#[test]
fn at_the_password_prompt_of_a_new_account_the_echo_comes_back() {
    let home = Home::at(&sandbox(Options::default()));
    let args: Vec<&str> = CREATE.split_whitespace().collect();
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    terminal.expect_hidden("password:");
    terminal.send(CTRL_C);
    let run = terminal.end().check(130);
    assert!(
        run.shown.ends_with("error: interrupted\n"),
        "{:?}",
        run.shown
    );
}

#[test]
fn after_the_answer_the_last_words_say_that_it_was_created() {
    let (sender, looked) = channel();
    let sender = Mutex::new(sender);
    let server = RawServer::start(move |_, request| {
        if request.line.starts_with("POST") {
            let data = r#"{"appId":"a","appSecret":"s","userId":"u-77"}"#;
            return Sent::Json(format!(r#"{{"code":200,"data":{data},"success":true}}"#));
        }
        let _ = sender.lock().unwrap().send(());
        Sent::Hang
    });
    let home = Home::at(&server.url);
    let more = "--generate-password --credentials-out new.csv --yes --no-preflight";
    let args: Vec<&str> = CREATE.split_whitespace().chain(more.split(' ')).collect();
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    looked.recv_timeout(Duration::from_secs(30)).unwrap();
    terminal.send(CTRL_C);
    let run = terminal.end().check(130);
    assert!(
        run.shown
            .contains("new@example.com was created (userId u-77)"),
        "{}",
        run.shown
    );
    assert!(!run.shown.contains("may not"), "{}", run.shown);
}

#[test]
fn every_signal_that_ends_a_hidden_prompt_brings_the_echo_back() {
    let home = Home::new();
    for (signal, status, words) in [
        (Signal::TERM, 143, "error: terminated (SIGTERM)\n"),
        (Signal::HUP, 129, "error: hung up (SIGHUP)\n"),
        (Signal::QUIT, 131, ""),
        (Signal::USR1, 138, ""),
        (Signal::ALARM, 142, ""),
    ] {
        let args = ["profiles", "add", "hq", "--app-id", APP_ID, "--no-verify"];
        let mut terminal = Terminal::start(&home, &args, Out::Terminal);
        terminal.expect_hidden("appSecret:");
        terminal.signal(signal);
        let run = terminal.end().check(status);
        assert!(run.shown.ends_with(words), "{signal:?}: {:?}", run.shown);
    }
}

#[test]
fn a_prompt_that_is_stopped_shows_what_is_typed_and_hides_it_again_when_it_goes_on() {
    let home = Home::new();
    let args = ["profiles", "add", "hq", "--app-id", APP_ID, "--no-verify"];
    let script = r#"set -m; "$0" "$@"; stty -a | grep -o ' -\?echo '; echo STOPPED; fg"#;
    let mut terminal = Terminal::start_by(&home, script, &args);
    terminal.expect_hidden("appSecret:");
    terminal.send("typed before");
    terminal.send(CTRL_Z);
    terminal.expect(" echo ");
    terminal.expect("STOPPED");
    terminal.expect_hidden("appSecret:");
    terminal.send(&format!("{APP_SECRET}\n"));
    let run = terminal.end().check(0);
    assert!(!run.shown.contains(APP_SECRET), "{}", run.shown);
    let saved = std::fs::read_to_string(home.file("config/polyv-group/config.toml")).unwrap();
    assert!(saved.contains(APP_SECRET), "{saved}");
}

#[test]
fn a_question_that_is_stopped_is_asked_again() {
    let home = Home::new();
    let text = "[profiles.hq]\napp_id = \"a\"\napp_secret_env = \"E\"\n";
    home.write("config/polyv-group/config.toml", text);
    let script = r#"set -m; "$0" "$@"; echo STOPPED; fg"#;
    let mut terminal = Terminal::start_by(&home, script, &["profiles", "remove", "hq"]);
    terminal.expect("Remove it? [y/N]");
    terminal.send(CTRL_Z);
    terminal.expect("STOPPED");
    terminal.expect("Remove it? [y/N]");
    terminal.send("y\n");
    terminal.end().check(0);
}

#[test]
fn a_signal_that_is_ignored_at_the_start_stays_ignored() {
    let home = Home::new();
    let text = "[profiles.hq]\napp_id = \"a\"\napp_secret_env = \"E\"\n";
    home.write("config/polyv-group/config.toml", text);
    let script = r#"trap "" HUP INT; exec "$0" "$@""#;
    let mut terminal = Terminal::start_by(&home, script, &["profiles", "remove", "hq"]);
    terminal.expect("Remove it? [y/N]");
    terminal.signal(Signal::HUP);
    terminal.send(CTRL_C);
    terminal.send("y\n");
    terminal.end().check(0);
}

#[test]
fn a_signal_ends_a_run_whose_stderr_takes_nothing() {
    let (server, hung) = hanging("GET", "");
    let (_reader, mut writer) = std::io::pipe().unwrap();
    // So much a pipe of Linux holds.
    writer.write_all(&[b'x'; 65_536]).unwrap();
    let home = Home::at(&server.url);
    let mut command = home.command(&["subaccounts", "list"]);
    let mut child = command
        .stderr(writer)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    hung.recv_timeout(Duration::from_secs(30)).unwrap();
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

#[test]
fn a_command_that_gives_the_secret_is_ended_with_the_program() {
    let home = Home::new();
    assert!(
        Command::new("mkfifo")
            .arg(home.file("told"))
            .status()
            .unwrap()
            .success()
    );
    let text = format!(
        "[profiles.hq]\napp_id = \"a\"\napp_secret_command = \
         [\"sh\", \"-c\", \"exec 3>{}; echo started >&3; exec sleep 600\"]\n",
        home.file("told").display()
    );
    home.write("config/polyv-group/config.toml", text);
    let mut child = home.command(&["subaccounts", "list", "--profile", "hq"]);
    let mut child = child.stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(File::open(home.file("told")).unwrap());
    told.read_line(&mut String::new()).unwrap();
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    // Its end closes what it holds.
    told.read_to_string(&mut String::new()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(said, "error: terminated (SIGTERM)\n");
}
