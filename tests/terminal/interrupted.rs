//! Ctrl-C: the terminal is as it was, the status is 130, and the last words
//! are on stderr.

use crate::pty::{CTRL_C, Out, Terminal};
use crate::support::{Home, RawServer, Sent, sandbox};
use polyv_group::sandbox::{APP_ID, Options};
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

const CREATE: &str = "subaccounts create --email new@example.com --contacts x --phone \
                      13800000000 --max-channels 1 --minutes 5";

#[test]
fn at_the_password_prompt_of_a_new_account_the_echo_comes_back() {
    let home = Home::at(&sandbox(Options::default()));
    let args: Vec<&str> = CREATE.split_whitespace().collect();
    let mut terminal = Terminal::start(&home, &args, Out::Pipe);
    terminal.expect_hidden("Password of the new account (8 to 32 characters, letters and digits):");
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
