//! `api`, `sign` and `--print-curl`, against the sandbox and hand-made servers.

use crate::support::{Home, RawServer, Sent, page, sandbox};
use polyv_group::sandbox::Options;

const LIST: &str = "/live/v4/group/user/package/list";
const LOG: &str = "/v2/group/account/list-allocate-log";

#[test]
fn the_body_comes_as_it_was_sent_with_its_secrets_masked() {
    let body = r#"{"code":200, "data":{"n":100.0,"appSecret":"MARKER","x":null}}"#;
    let server = RawServer::start(move |_, _| Sent::Json(body.into()));
    let home = Home::at(&server.url);
    let masked = home.run(&["api", "get", "/v2/x", "-Q", "a=b c"]).expect(0);
    assert_eq!(
        masked.stdout,
        "{\"code\":200,\"data\":{\"n\":100.0,\"appSecret\":\"********\",\"x\":null}}\n"
    );
    assert_eq!(server.seen()[0].query("a").unwrap(), "b c");
    let shown = home.run(&["api", "GET", "/v2/x", "--show-secrets"]);
    assert!(shown.expect(0).stdout.contains("MARKER"));
}

#[test]
fn include_shows_status_and_headers_of_a_refusal_too() {
    let home = Home::at(&sandbox(Options::default()));
    let args = ["api", "GET", LIST, "-Q", "pageSize=0", "-i"];
    let run = home.run(&args).expect(5);
    assert!(run.stdout.starts_with("HTTP 400\n"), "{}", run.stdout);
    assert!(run.stdout.contains("\n\n{\"code\":400,"), "{}", run.stdout);
    assert!(run.stderr.contains("the service refused: "));
}

#[test]
fn all_pages_of_either_generation_are_read() {
    let home = Home::at(&sandbox(Options::default()));
    let lines = |args: &[&str]| {
        let run = home.run(&[&["api", "GET"], args, &["--paginate", "-o", "jsonl"]].concat());
        run.expect(0).stdout.lines().count()
    };
    assert_eq!(lines(&[LIST, "-Q", "pageSize=50"]), 230);
    let everybody = home.run(&[
        "subaccounts",
        "list",
        "--limit",
        "2",
        "-o",
        "csv",
        "--columns",
        "email",
        "--no-header",
    ]);
    let emails = everybody.expect(0).stdout.trim().replace('\n', ",");
    let log = home.run(&["allocations", "log", "--email", &emails, "-o", "jsonl"]);
    let rows = log.expect(0).stdout.lines().count();
    assert!(rows > 10, "the test needs more than one page");
    let emails = format!("emails={emails}");
    assert_eq!(lines(&[LOG, "-Q", &emails, "-Q", "pageSize=5"]), rows);
    let array = home.run(&["api", "GET", LIST, "--paginate"]).expect(0);
    let array: serde_json::Value = serde_json::from_str(&array.stdout).unwrap();
    assert_eq!(array.as_array().unwrap().len(), 230);
}

#[test]
fn a_list_that_breaks_off_is_not_closed() {
    let server = RawServer::start(|_, request| match request.page() {
        1 => Sent::Json(page(0..10, 1, 10, 30)),
        _ => Sent::Raw(b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n".to_vec()),
    });
    let home = Home::at(&server.url).with("POLYV_RETRIES", "0");
    let run = home.run(&["api", "GET", LIST, "--paginate"]).expect(6);
    assert!(!run.stdout.trim_end().ends_with(']'), "{}", run.stdout);
}

#[test]
fn a_write_wants_yes_and_is_never_repeated_on_a_guess() {
    let server = RawServer::start(|_, _| Sent::Close);
    let home = Home::at(&server.url);
    let post = ["api", "POST", "/live/v4/x", "--json", "-"];
    let refused = home
        .run_with_stdin(&post, r#"{"password":"MARKER"}"#)
        .expect(2);
    assert!(refused.stderr.contains("give --yes"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("MARKER"));
    let plan = home.run_with_stdin(&[&post[..], &["--dry-run"]].concat(), r#"{"a":1}"#);
    let plan = plan.expect(0).stdout;
    assert_eq!(
        plan,
        format!("POST {}/live/v4/x\n{{\"a\":1}}\n", server.url)
    );
    assert_eq!(server.seen().len(), 0);
    let unknown = home.run_with_stdin(&[&post[..], &["--yes"]].concat(), "{\"a\": 1}");
    let unknown = unknown.expect(9);
    assert!(
        unknown.stderr.contains("may or may not"),
        "{}",
        unknown.stderr
    );
    let seen = server.seen();
    assert_eq!((seen.len(), seen[0].body.as_str()), (1, "{\"a\": 1}"));
}

#[test]
fn a_read_only_run_refuses_every_write_and_reads_on() {
    let home = Home::at(&sandbox(Options::default())).with("POLYV_READ_ONLY", "true");
    let refused = home.run(&["api", "DELETE", "/v2/x", "--yes"]).expect(3);
    assert!(refused.stderr.contains("read_only is set"));
    home.run(&["api", "GET", LIST]).expect(0);
}

#[test]
fn print_curl_sends_nothing_and_asks_nothing() {
    let server = RawServer::start(|_, _| Sent::Close);
    let home = Home::at(&server.url);
    for args in [
        &["subaccounts", "list", "-o", "csv"][..],
        &["allocations", "log", "--since", "7d"],
        &["children", "list", "-o", "json"],
        &["group", "info"],
        &["api", "POST", "/v2/x", "-F", "newPassword=MARKER"],
    ] {
        let run = home.run(&[args, &["--print-curl"]].concat()).expect(0);
        assert!(run.stdout.starts_with("curl "), "{args:?}: {}", run.stdout);
        assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
        assert!(run.stdout.contains("sign=********"), "{}", run.stdout);
        assert!(!run.stdout.contains("MARKER"));
    }
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn create_prints_its_write_as_curl_and_makes_no_file() {
    let server = RawServer::start(|_, _| Sent::Close);
    let home = Home::at(&server.url);
    let run = home
        .run(&[
            "subaccounts",
            "create",
            "--email=a@example.com",
            "--contacts=x",
            "--phone=13800000000",
            "--max-channels=1",
            "--minutes=5",
            "--generate-password",
            "--credentials-out=new.csv",
            "--print-curl",
        ])
        .expect(0);
    assert!(run.stdout.starts_with("curl -X POST "), "{}", run.stdout);
    assert!(run.stdout.contains("\"password\":\"********\""));
    assert!(!home.file("new.csv").exists());
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn a_roster_with_print_curl_leaves_no_file_behind() {
    let server = RawServer::start(|_, _| Sent::Close);
    let home = Home::at(&server.url);
    let rows = "email,password,contacts,phone,maxChannels,minutes\n\
                a@example.com,Passw0rd12,x,13800000000,1,5\n";
    home.write("roster.csv", rows);
    let args = [
        "subaccounts",
        "create",
        "--from",
        "roster.csv",
        "--print-curl",
    ];
    let run = home.run(&args).expect(0);
    assert!(run.stdout.starts_with("curl "), "{}", run.stdout);
    assert!(!home.file("roster.csv.journal.jsonl").exists());
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn a_printed_sign_is_the_one_that_would_be_sent() {
    let home = Home::at(&sandbox(Options::default()));
    let run = home.run(&["group", "info", "--print-curl", "--show-secrets"]);
    let url = run
        .expect(0)
        .stdout
        .trim()
        .replace("curl '", "")
        .replace('\'', "");
    let mut reply = ureq::get(&url).call().unwrap();
    let body = reply.body_mut().read_to_string().unwrap();
    assert!(body.contains("\"code\":200"), "{body}");
}

#[test]
fn sign_explains_the_published_vector() {
    let home = Home::new()
        .with("POLYV_APP_ID", "testapp001")
        .with("POLYV_APP_SECRET", "0123456789abcdef0123456789abcdef");
    let args = [
        "sign",
        "GET",
        LIST,
        "-Q",
        "emails=a@example.com,b@example.com",
        "-Q",
        "pageNumber=1",
        "-Q",
        "pageSize=100",
        "--timestamp",
        "1700000000000",
        "--explain",
    ];
    let masked = home.run(&args).expect(0).stdout;
    assert!(masked.contains(
        "   ********appIdtestapp001emailsa@example.com,b@example.compageNumber1pageSize100\
         timestamp1700000000000********\n"
    ));
    assert!(!masked.contains("0123456789abcdef") && !masked.contains("2E3D533E"));
    let shown = home
        .run(&[&args[..], &["--show-secrets"]].concat())
        .expect(0);
    assert!(shown.stdout.contains("2E3D533E4055DED55B21D22B2A59E2AC"));
}
