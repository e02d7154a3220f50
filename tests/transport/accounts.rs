//! One list of all accounts, each read with its own key.

use crate::support::{Home, RawServer, Run, Seen, Sent};
use crate::window::most_in;
use polyv_group::sandbox::APP_ID;
use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

const LIST: [&str; 3] = ["children", "list", "--all-accounts"];

fn refused(words: &str) -> Sent {
    Sent::Json(format!(
        r#"{{"code":400,"success":false,"error":{{"code":1,"desc":"{words}"}}}}"#
    ))
}

fn page_of(rows: &[String], total: usize) -> Sent {
    let rows = rows.join(",");
    Sent::Json(format!(
        r#"{{"code":200,"data":{{"contents":[{rows}],"totalItems":{total}}}}}"#
    ))
}

/// A group of so many sub-accounts: `e7@x.cn` has the appId `app7` and, as the
/// group itself, two child accounts, which have the same ids everywhere. What
/// an account answers instead may be said.
fn group(
    accounts: usize,
    instead: impl Fn(&str) -> Option<Sent> + Send + Sync + 'static,
) -> RawServer {
    RawServer::start(move |_, request| {
        let app = request.query("appId").unwrap();
        if request.line.contains("/package/list") {
            let (page, size): (usize, usize) = (request.page(), 100);
            let ids = (page - 1) * size..(page * size).min(accounts);
            let account = |id| {
                format!(
                    r#"{{"userId":"u{id}","email":"e{id}@x.cn","appId":"app{id}","appSecret":"k3y-{id}-of-its-own"}}"#
                )
            };
            return page_of(&ids.map(account).collect::<Vec<_>>(), accounts);
        }
        let child = |id| format!(r#"{{"childUserId":"c{id}","childEmail":"{id}@{app}.cn"}}"#);
        instead(&app).unwrap_or_else(|| page_of(&[child(1), child(2)], 2))
    })
}

fn home(server: &RawServer) -> Home {
    Home::at(&server.url).with("POLYV_OUTPUT", "csv")
}

fn run(server: &RawServer, more: &[&str]) -> Run {
    home(server).run(&[&LIST[..], more].concat())
}

/// The appIds that asked for child accounts.
fn asked(server: &RawServer) -> Vec<String> {
    let seen = server.seen().into_iter();
    let children = seen.filter(|seen| seen.line.contains("/children/list"));
    let mut apps: Vec<_> = children.filter_map(|seen| seen.query("appId")).collect();
    apps.sort();
    apps
}

#[test]
fn each_account_is_asked_once_with_its_own_key_and_stands_in_front_of_its_rows() {
    let server = group(3, |_| None);
    let columns = ["--columns", "account,childEmail"];
    let rows = run(&server, &columns).expect(0);
    let group = format!("(group account),1@{APP_ID}.cn\n(group account),2@{APP_ID}.cn\n");
    let subs = (0..3).map(|n| format!("e{n}@x.cn,1@app{n}.cn\ne{n}@x.cn,2@app{n}.cn\n"));
    let expected = format!(
        "accountEmail,childEmail\n{group}{}",
        subs.collect::<String>()
    );
    assert_eq!((rows.stdout, rows.stderr), (expected, String::new()));
    assert_eq!(asked(&server), ["app0", "app1", "app2", APP_ID]);
    let sign = |seen: &Seen| seen.query("sign").unwrap();
    let seen = server.seen();
    assert!(seen.iter().all(|seen| sign(seen).len() == 32));
    let json = run(&server, &["-o", "jsonl", "--limit", "1"]).expect(0);
    let first = format!(
        r#"{{"accountEmail":"(group account)","childUserId":"c1","childEmail":"1@{APP_ID}.cn"}}"#
    );
    assert_eq!(json.stdout, first + "\n");
}

#[test]
fn such_a_list_is_asked_like_any_other() {
    let server = group(3, |_| None);
    let by = run(&server, &["--by", "account", "--sort", "-account"]).expect(0);
    let expected = "accountEmail,count\ne2@x.cn,2\ne1@x.cn,2\ne0@x.cn,2\n(group account),2\n";
    assert_eq!(by.stdout, expected);
    let columns = ["--no-header", "--columns", "account"];
    let found = ["--email", "1@APP2.cn,no@x.cn"];
    let found = run(&server, &[&found, &columns[..]].concat()).expect(0);
    let said = "warning: nothing found for no@x.cn\n1 of 8 child accounts\n";
    assert_eq!((&*found.stdout, &*found.stderr), ("e2@x.cn\n", said));
    // What is asked of one account is asked of no other.
    let server = group(3, |_| None);
    let one = ["--where", "account = E1@x.cn", "--count"];
    assert_eq!(run(&server, &one).expect(0).stdout, "count\n2\n");
    assert_eq!(asked(&server), ["app1"]);
}

#[test]
fn accounts_without_the_feature_are_counted_and_named_with_v() {
    let off = |app: &str| match app {
        "app1" | APP_ID => Some(refused("账号没有开启子账号功能")),
        _ => None,
    };
    let server = group(3, off);
    let list = ["--count", "--no-header"];
    let counted = run(&server, &list).expect(0);
    let words = "2 accounts without the feature of child accounts (-v names them)\n";
    assert_eq!((&*counted.stdout, &*counted.stderr), ("4\n", words));
    let named = run(&server, &["--count", "--no-header", "-v"]).expect(0);
    for email in ["(group account)", "e1@x.cn"] {
        let words = format!("{email} does not have the feature: 账号没有开启子账号功能\n");
        assert!(named.stderr.contains(&words), "{}", named.stderr);
    }
}

#[test]
fn an_account_that_cannot_be_read_makes_the_list_incomplete_unless_it_may_be_left_out() {
    let server = group(3, |app| match app {
        "app0" => Some(refused("account is forbidden.")),
        "app1" => Some(Sent::Close),
        _ => None,
    });
    let json = ["-o", "json", "--retries", "0"];
    let incomplete = run(&server, &json).expect(6);
    assert_eq!(incomplete.stdout.matches("childEmail").count(), 4);
    assert!(!incomplete.stdout.ends_with("]\n"), "it is not closed");
    let why = "the list of child accounts is incomplete: 2 accounts could not be read";
    assert!(incomplete.stderr.contains(why), "{}", incomplete.stderr);
    let skipped = run(&server, &[&json[..], &["--skip-unreadable"]].concat()).expect(0);
    let rows: serde_json::Value = serde_json::from_str(&skipped.stdout).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 4);
    let warnings: Vec<_> = skipped.stderr.lines().collect();
    let first = "warning: e0@x.cn: could not list the child accounts: the service refused: \
                 account is forbidden. (code 1, HTTP 200)";
    assert_eq!((warnings[0], warnings.len()), (first, 2));
    assert!(
        warnings[1].starts_with("warning: e1@x.cn: "),
        "{warnings:?}"
    );
    // A count of what could not be read whole is no count.
    assert_eq!(
        run(&server, &["--count", "--retries", "0"])
            .expect(6)
            .stdout,
        ""
    );
    // A limit that is reached before the end does not hide them either.
    let limited = run(&server, &["--limit", "3", "--retries", "0"]).expect(6);
    assert_eq!(limited.stdout.lines().count(), 4);
}

#[test]
fn of_many_accounts_that_cannot_be_read_a_few_are_named() {
    let server = group(30, |_| Some(refused("account is forbidden.")));
    let skipped = run(&server, &["--skip-unreadable"]).expect(0);
    let lines: Vec<_> = skipped.stderr.lines().collect();
    assert!(lines[19].starts_with("warning: e18@x.cn: "), "{lines:?}");
    let words = "warning: 11 other accounts could not be read either (-v names them)";
    assert_eq!(lines[20..], [words, "no child accounts"]);
    let all = run(&server, &["--skip-unreadable", "-v"]).expect(0);
    assert!(all.stderr.contains("\ne29@x.cn: "), "{}", all.stderr);
}

#[test]
fn a_service_that_is_gone_is_not_asked_for_every_account() {
    let server = group(300, |app| app.starts_with("app").then_some(Sent::Close));
    let args = ["--skip-unreadable", "--retries", "0", "--connections", "2"];
    let run = run(&server, &args).expect(6);
    assert!(
        run.stderr
            .contains("could not list the child accounts: 127.0.0.1:")
    );
    assert!(server.count() < 20, "{} requests", server.count());
}

/// Every file of a folder, as text.
fn files(folder: &std::path::Path) -> String {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap());
    let text = |path: std::path::PathBuf| match path.is_dir() {
        true => files(&path),
        false => String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned(),
    };
    entries.map(|entry| text(entry.path())).collect()
}

/// Reads the children of so many accounts in so much memory (KiB, Linux),
/// with everything logged; tells when the requests came.
fn audit(accounts: usize, memory: usize) -> Vec<Instant> {
    let server = group(accounts, |app| match app.len() {
        4 => Some(refused("账号没有开启子账号功能")),
        _ => None,
    });
    let home = home(&server);
    let args = [&LIST[..], &["-vv", "--show-secrets"]].concat();
    let bounded = format!("ulimit -d {memory}; exec \"$0\" \"$@\"");
    let mut command: Command = match cfg!(target_os = "linux") {
        true => home.shell(&bounded, &args),
        false => home.command(&args),
    };
    let run = Run::from(command.output().unwrap()).expect(0);
    let rows = 2 * (accounts + 1 - 10);
    assert_eq!(run.stdout.lines().count(), rows + 1);
    let told = run.stderr.matches("does not have the feature").count();
    assert_eq!(told, 10);
    for shown in [&run.stdout, &run.stderr, &files(home.path())] {
        assert!(!shown.contains("k3y-"), "a key is shown");
        assert!(!shown.contains(polyv_group::sandbox::APP_SECRET));
    }
    assert_eq!(asked(&server).len(), accounts + 1);
    server.seen().iter().map(|seen| seen.at).collect()
}

/// More memory than this, in KiB, does not depend on the number of accounts.
const MEMORY: usize = 48 * 1024;

#[test]
fn the_keys_of_all_accounts_are_shown_nowhere() {
    let requests = audit(120, MEMORY).len();
    assert_eq!(requests, 123, "2 pages, 121 accounts");
}

#[test]
#[ignore = ".ci/heavy runs it: more than a minute, in the pace of the service"]
fn ten_thousand_accounts_are_read_within_the_window_and_in_flat_memory() {
    let began = Instant::now();
    let mut at = audit(10_000, MEMORY);
    at.sort_unstable();
    let most = most_in(&at, Duration::from_secs(10));
    let took = began.elapsed();
    let _ = writeln!(std::io::stderr(), "{took:?}, at most {most} in any 10 s");
    assert!((1400..=1500).contains(&most), "{most} in 10 s");
}
