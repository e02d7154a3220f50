//! `--account`: a call in a sub-account, signed with its own key, which nothing
//! shows or keeps.

use crate::support::{Home, RawServer, Run, Seen, Sent};
use polyv_group::sandbox::{APP_ID, APP_SECRET};
use polyv_group::secret::Secret;
use polyv_group::sign::{Params, sign};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

const KEY: &str = "k3y-of-the-sub-account-0123456789";

/// A call of each that is about the account whose key signs.
const CALLS: [&str; 6] = [
    "children list",
    "children roles",
    "organization list",
    "children create --email new@x.cn --name 李 --role 391 --password-stdin --yes",
    "children update --email li@x.cn --name 李 --yes",
    "children delete --email li@x.cn --yes",
];

/// A group with one sub-account, whose filter by e-mail minds letter case. A
/// write in it takes `li@x.cn` away and brings `new@x.cn`.
fn group() -> RawServer {
    let written = AtomicBool::new(false);
    RawServer::start(move |_, request| {
        let path = request.line.split(['?', ' ']).nth(1).unwrap().to_owned();
        let is_it = |asked: String| asked.split(',').any(|email| email == "Shop1@x.cn");
        let data = match path.rsplit_once('/').unwrap() {
            (before, "list") if before.ends_with("package") => {
                let shown = request.query("emails").is_none_or(is_it);
                let row =
                    format!(r#"{{"email":"Shop1@x.cn","appId":"shopapp","appSecret":"{KEY}"}}"#);
                let row = if shown { &row } else { "" };
                format!(r#"{{"contents":[{row}],"totalItems":{}}}"#, u8::from(shown))
            }
            (before, "list") if before.ends_with("children") => {
                let name = if written.load(Ordering::SeqCst) {
                    "new"
                } else {
                    "li"
                };
                let row = format!(r#"{{"childUserId":"c1","childEmail":"{name}@x.cn"}}"#);
                format!(r#"{{"contents":[{row}],"totalItems":1}}"#)
            }
            (_, "list") => r#"[{"id":391,"name":"运营","lft":1,"rgt":2}]"#.into(),
            _ => {
                written.store(true, Ordering::SeqCst);
                "true".into()
            }
        };
        Sent::Json(format!(r#"{{"code":200,"data":{data}}}"#))
    })
}

fn run(home: &Home, line: &str, more: &str) -> Run {
    let args: Vec<&str> = line.split(' ').chain(more.split_whitespace()).collect();
    home.run_with_stdin(&args, "Passw0rd1")
}

/// Who signed a request, by its own query.
fn signer(request: &Seen) -> String {
    let app_id = request.query("appId").unwrap();
    let secret = if app_id == APP_ID { APP_SECRET } else { KEY };
    let target = request.line.split(' ').nth(1).unwrap();
    let names = target.split(['?', '&']).skip(1);
    let names = names
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, _)| name);
    let signed = names
        .filter(|name| *name != "sign")
        .fold(Params::new(), |all, name| {
            all.with(name, request.query(name).unwrap())
        });
    let expected = sign(&signed, &Secret::new(secret));
    assert_eq!(request.query("sign"), Some(expected), "{}", request.line);
    app_id
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let read = |path: std::path::PathBuf| match path.is_dir() {
        true => files(&path),
        false => vec![std::fs::read(path).unwrap()],
    };
    entries.flat_map(|entry| read(entry.path())).collect()
}

#[test]
fn each_call_is_signed_with_the_key_of_the_account_and_nothing_shows_it() {
    for line in CALLS {
        let server = group();
        let home = Home::at(&server.url);
        let done = run(&home, line, "--account shop1@X.cn -vv --show-secrets");
        assert_eq!(done.status, 0, "{line}: {done:?}");
        let seen = server.seen();
        let (own, others): (Vec<&Seen>, Vec<&Seen>) = seen
            .iter()
            .partition(|request| request.line.contains("/package/list"));
        assert!(!own.is_empty() && !others.is_empty(), "{line}");
        assert!(own.iter().all(|request| signer(request) == APP_ID));
        assert!(others.iter().all(|request| signer(request) == "shopapp"));
        for text in [&done.stdout, &done.stderr] {
            assert!(!text.contains(KEY), "{line}: {text}");
        }
        let holds_key = |file: &Vec<u8>| String::from_utf8_lossy(file).contains(KEY);
        assert!(!files(home.path()).iter().any(holds_key), "{line}");
    }
}

#[test]
fn the_account_of_a_write_is_noted_with_it() {
    let server = group();
    let home = Home::at(&server.url);
    run(&home, CALLS[4], "--account shop1@x.cn").expect(0);
    let noted = home
        .run(&["writes", "list", "-o", "jsonl"])
        .expect(0)
        .stdout;
    let noted: serde_json::Value = serde_json::from_str(&noted).unwrap();
    let shown = ["appId", "account", "email"].map(|name| noted[name].as_str());
    assert_eq!(
        shown,
        [Some("shopapp"), Some("shop1@x.cn"), Some("li@x.cn")]
    );
}

#[test]
fn what_is_confirmed_names_the_account() {
    let server = group();
    let home = Home::at(&server.url);
    let shown = run(&home, CALLS[4], "--account shop1@x.cn --dry-run").expect(0);
    let words = "update the child account li@x.cn on sub-account shop1@x.cn, appId shopapp, by \
                 credentials from the environment, appId";
    assert!(shown.stderr.contains(words), "{}", shown.stderr);
}

#[test]
fn an_account_that_is_not_there_ends_it_before_a_write() {
    for (account, status, words) in [
        (
            "nobody@x.cn",
            5,
            "the list of sub-accounts has no nobody@x.cn; nothing was sent",
        ),
        ("shop", 2, "--account must be one e-mail address"),
    ] {
        for line in CALLS {
            let server = group();
            let ended = run(
                &Home::at(&server.url),
                line,
                &format!("--account {account}"),
            );
            let ended = ended.expect(status);
            assert!(ended.stderr.contains(words), "{}", ended.stderr);
            let is_list = |request: &Seen| request.line.contains("/package/list");
            assert!(server.seen().iter().all(is_list), "{line}");
        }
    }
    let server = group();
    let args = ["children", "list", "--account", ""];
    Home::at(&server.url).run(&args).expect(2);
    let both = [
        "children",
        "list",
        "--account",
        "shop1@x.cn",
        "--all-accounts",
    ];
    Home::at(&server.url).run(&both).expect(2);
    let curl = [
        "children",
        "list",
        "--account",
        "shop1@x.cn",
        "--print-curl",
    ];
    Home::at(&server.url).run(&curl).expect(2);
    assert_eq!(server.count(), 0);
}

#[test]
fn what_was_typed_is_checked_before_the_account_is_looked_up() {
    let server = group();
    let wrong = run(
        &Home::at(&server.url),
        "children delete --email li --yes",
        "--account no@x.cn",
    );
    wrong.expect(2);
    assert_eq!(server.count(), 0);
}

#[test]
fn an_account_without_a_key_in_the_list_is_not_acted_in() {
    let server = RawServer::start(|_, _| {
        let row = r#"{"email":"shop1@x.cn","appId":"shopapp","appSecret":null}"#;
        Sent::Json(format!(
            r#"{{"code":200,"data":{{"contents":[{row}],"totalItems":1}}}}"#
        ))
    });
    let home = Home::at(&server.url);
    let ended = run(&home, CALLS[5], "--account shop1@x.cn").expect(5);
    let words = "the list of sub-accounts has no key of shop1@x.cn; nothing was sent";
    assert!(ended.stderr.contains(words), "{}", ended.stderr);
    assert_eq!(server.count(), 1);
}
