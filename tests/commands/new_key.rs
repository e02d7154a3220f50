//! `subaccounts reset-secret`: where the new appSecret goes, and the wait until
//! it signs.

use crate::support::{Home, RawServer, Run, Seen, Sent, sandbox};
use polyv_group::sandbox::Options;
use polyv_group::secret::Secret;
use polyv_group::sign::{Params, sign};
use std::process::Stdio;

const RESET: &str = "subaccounts reset-secret shop1@example.com --yes";
const INTO_FILE: &str =
    "subaccounts reset-secret shop1@example.com --yes --credentials-out new.csv";
const DONE: &str = "the appSecret of shop1@example.com was reset";

/// Resets, and answers each read, from the first, so.
fn service(read: impl Fn(usize, &Seen) -> Sent + Send + Sync + 'static) -> RawServer {
    RawServer::start(move |number, request| match request.line.as_bytes()[0] {
        b'P' => Sent::Json(
            r#"{"code":200,"data":{"appId":"a1","appSecret":"hush","userId":"u1"}}"#.into(),
        ),
        _ => read(number - 1, request),
    })
}

fn refused(status: &'static str, code: u32, words: &str) -> Sent {
    let error = format!(r#"{{"code":{code},"desc":"{words}"}}"#);
    let body = format!(r#"{{"code":{code},"error":{error},"success":false}}"#);
    Sent::Reply(status, Vec::new(), body.into())
}

fn unsigned() -> Sent {
    refused("HTTP/1.1 403 Forbidden", 10002, "签名错误")
}

fn page() -> Sent {
    Sent::Json(r#"{"code":200,"data":{"contents":[],"totalItems":0}}"#.into())
}

fn run(home: &Home, line: &str) -> Run {
    home.run(&line.split(' ').collect::<Vec<_>>())
}

fn posts(server: &RawServer) -> usize {
    let seen = server.seen();
    let is_post = |request: &&Seen| request.line.starts_with("POST");
    seen.iter().filter(is_post).count()
}

#[test]
fn the_new_secret_goes_into_a_file_of_the_owners_alone() {
    let server = service(|_, _| page());
    let home = Home::at(&server.url);
    let args: Vec<&str> = INTO_FILE.split(' ').collect();
    let shell = home.run_without_mask(&args);
    let shell = shell.expect(0);
    assert_eq!(
        std::fs::read_to_string(home.file("new.csv")).unwrap(),
        "email,userId,appId,appSecret,password\nshop1@example.com,u1,a1,hush,\n"
    );
    let told = "the new appSecret takes effect in 5 minutes\nwritten to new.csv\n";
    assert!(shell.stderr.ends_with(told), "{}", shell.stderr);
    assert!(!(shell.stdout + &shell.stderr).contains("hush"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let found = home.file("new.csv").metadata().unwrap();
        assert_eq!(found.permissions().mode() & 0o777, 0o600);
    }
    // There is such a file now, and no folder for another.
    for line in [INTO_FILE, &INTO_FILE.replace("new.csv", "no/new.csv")] {
        let refused = run(&home, line).expect(2);
        assert!(
            refused.stderr.contains("--credentials-out"),
            "{}",
            refused.stderr
        );
    }
    assert_eq!(posts(&server), 1);
}

#[test]
fn where_no_secret_came_back_no_file_stays_behind() {
    let refusing = RawServer::start(|_, _| refused("HTTP/1.1 400 Bad Request", 10001, "no"));
    let losing = RawServer::start(|_, _| Sent::Close);
    for (server, status) in [(refusing, 5), (losing, 9)] {
        let home = Home::at(&server.url);
        for times in 1..3 {
            run(&home, &format!("{INTO_FILE} --wait")).expect(status);
            assert!(!home.file("new.csv").exists());
            assert_eq!(server.count(), times);
        }
    }
}

#[test]
fn a_file_that_cannot_be_written_after_the_reset_is_an_error_with_a_way_out() {
    let server = service(|_, _| page());
    let home = Home::at(&server.url);
    home.write("new.csv.polyv-group-unfinished/x", "in the way");
    let failed = run(&home, INTO_FILE).expect(1);
    for words in [
        &*format!("{DONE}; cannot write --credentials-out: "),
        "it is shown by `polyv-group subaccounts list --columns email,appSecret --show-secrets \
         --email shop1@example.com`",
    ] {
        assert!(failed.stderr.contains(words), "{}", failed.stderr);
    }
    assert_eq!(posts(&server), 1);
}

#[test]
fn it_says_first_when_the_new_secret_counts() {
    let home = Home::at(&service(|_, _| page()).url);
    let said = run(&home, RESET).expect(0).stderr;
    let warning = "The new appSecret works 5 minutes after the reset, and the old one no longer \
                   then. What the old one does until then is not documented.\n";
    let before = said.split("the new appSecret takes effect").next().unwrap();
    assert!(before.ends_with(warning), "{said}");
    let dry = run(&home, &RESET.replace("--yes", "--dry-run")).expect(0);
    assert!(dry.stderr.contains(warning), "{}", dry.stderr);
}

#[test]
fn the_e_mail_is_named_once_with_or_without_its_option() {
    let server = service(|_, _| page());
    let home = Home::at(&server.url);
    let twice = run(&home, &format!("{RESET} --email shop2@example.com")).expect(2);
    assert!(
        twice.stderr.contains("cannot be used with"),
        "{}",
        twice.stderr
    );
    let none = run(&home, "subaccounts reset-secret --yes").expect(2);
    assert!(
        none.stderr.contains("--email is required"),
        "{}",
        none.stderr
    );
    let wrong = run(&home, "subaccounts reset-secret shop1 --yes").expect(2);
    assert!(wrong.stderr.contains("(given: shop1)"), "{}", wrong.stderr);
    assert_eq!(server.count(), 0);
}

#[test]
fn a_wait_reads_with_the_new_secret_until_it_signs() {
    let server = service(|read, request| {
        let target = request.line.split(' ').nth(1).unwrap();
        let (path, query) = target.split_once('?').unwrap();
        assert_eq!(path, "/live/v4/user/children/list");
        let timestamp = request.query("timestamp").unwrap();
        let params = Params::new()
            .with("appId", "a1")
            .with("timestamp", &*timestamp);
        let params = params.with("pageNumber", "1").with("pageSize", "1");
        let sign = sign(&params, &Secret::new("hush"));
        assert!(query.ends_with(&format!("&pageNumber=1&pageSize=1&sign={sign}")));
        match read {
            1 => unsigned(),
            2 => refused("HTTP/1.1 400 Bad Request", 400, "invalid signature."),
            3 => Sent::Close,
            4 => Sent::Raw(b"HTTP/1.1 200 OK\r\n\r\n<html>".to_vec()),
            _ => page(),
        }
    });
    let home = Home::at(&server.url);
    let waited = run(&home, &format!("{RESET} --wait -vv")).expect(0);
    assert_eq!(server.count(), 1 + 5);
    let said = "waiting until the new appSecret signs, for 420 s at most\n";
    assert!(waited.stderr.contains(said), "{}", waited.stderr);
    let end = "the new appSecret signs\n";
    assert!(waited.stderr.ends_with(end), "{}", waited.stderr);
    assert!(
        waited
            .stdout
            .ends_with("shop1@example.com  u1       a1      ********\n")
    );
    let told = waited.stdout + &waited.stderr;
    assert!(!told.contains("hush"), "{told}");
}

#[test]
fn a_secret_that_does_not_sign_in_time_was_given_all_the_same() {
    let server = service(|_, _| unsigned());
    let home = Home::at(&server.url);
    let late = run(&home, &format!("{RESET} --show-secrets -o json --wait=1s")).expect(4);
    assert!(
        late.stdout.contains(r#""appSecret":"hush""#),
        "{}",
        late.stdout
    );
    let error: serde_json::Value =
        serde_json::from_str(late.stderr.lines().last().unwrap()).unwrap();
    let message = format!("could not read with the new appSecret ({DONE}): ");
    let told = error["error"]["message"].as_str().unwrap();
    assert!(told.starts_with(&message), "{told}");
    assert_eq!(
        error["error"]["hint"],
        "it takes effect 5 minutes after the reset; do not reset it again"
    );
    assert_eq!(posts(&server), 1);
}

#[test]
fn another_refusal_or_a_pause_ends_the_wait() {
    for (status, words, exit) in [
        ("HTTP/1.1 400 Bad Request", "account is forbidden.", 4),
        ("HTTP/1.1 400 Bad Request", "no such thing", 5),
        ("HTTP/1.1 429 Too Many Requests", "slowly", 7),
    ] {
        let server = service(move |_, _| refused(status, 400, words));
        let ended = run(&Home::at(&server.url), &format!("{RESET} --wait")).expect(exit);
        assert!(ended.stderr.contains(DONE), "{}", ended.stderr);
        assert_eq!(server.count(), 2);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_wait_says_that_it_was_reset() {
    let server = service(|_, _| unsigned());
    let home = Home::at(&server.url);
    let line = format!("{RESET} --wait");
    let mut child = home.command(&line.split(' ').collect::<Vec<_>>());
    child.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = child.spawn().unwrap();
    while server.count() < 3 {
        std::thread::yield_now();
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let ended = Run::from(child.wait_with_output().unwrap()).expect(130);
    let words = format!("interrupted while waiting until the new appSecret signs; {DONE}");
    assert!(ended.stderr.contains(&words), "{}", ended.stderr);
    assert!(ended.stdout.contains("********"), "{}", ended.stdout);
}

#[test]
fn in_the_sandbox_it_counts_after_five_minutes_and_not_before() {
    let home = Home::at(&sandbox(Options::default()));
    let reset = "subaccounts reset-secret branch0001@hd.example.com --yes --wait=1ms";
    let late = run(&home, reset).expect(4);
    assert!(late.stderr.contains("签名错误"), "{}", late.stderr);
}
