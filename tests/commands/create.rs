//! `subaccounts create` of one account.

use crate::statuses::create_args;
use crate::support::{Home, RawServer, Seen, Sent, exact_case, sandbox};
use polyv_group::sandbox::Options;

const EMPTY: &str = r#"{"code":200,"data":{"contents":[],"totalItems":0}}"#;

fn posts(server: &RawServer) -> Vec<Seen> {
    let posts = server
        .seen()
        .into_iter()
        .filter(|r| r.line.starts_with("POST"));
    posts.collect()
}

fn empty_group() -> RawServer {
    RawServer::start(|_, request| {
        Sent::Json(if request.line.starts_with("POST") {
            r#"{"code":200,"data":{"appId":"a","appSecret":"hush","userId":"u"},"success":true}"#
                .into()
        } else {
            EMPTY.into()
        })
    })
}

#[test]
fn the_account_is_printed_as_the_list_shows_it() {
    let home = Home::at(&sandbox(Options::default()));
    let run = home
        .run_with_stdin(&create_args(&["--yes", "-o", "json"]), "Passw0rd1")
        .expect(0);
    let account: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(account["email"], "new@example.com");
    assert_eq!(account["remainMinutes"].to_string(), "1");
    assert_eq!(account["appSecret"], "********");
    let list = [
        "subaccounts",
        "list",
        "--email",
        "new@example.com",
        "-o",
        "jsonl",
    ];
    assert_eq!(home.run(&list).expect(0).stdout, run.stdout);
}

#[test]
fn every_documented_field_is_sent_as_documented() {
    let server = empty_group();
    let more = [
        "--balance",
        "12.30",
        "--memo",
        "这是备注",
        "--expire-date",
        "2099-05-20",
        "--remain-flow",
        "0",
        "--remain-space",
        "7",
        "--yes",
        "--no-wait",
    ];
    let run = Home::at(&server.url)
        .run_with_stdin(&create_args(&more), "Passw0rd1\n")
        .expect(0);
    let posts = posts(&server);
    assert_eq!(posts.len(), 1);
    assert_eq!(
        posts[0].body,
        r#"{"email":"new@example.com","password":"Passw0rd1","contacts":"c","phone":"13800000000","maxChannels":1,"minutes":1,"balance":12.30,"memo":"这是备注","expireType":"custom","expireDate":"20990520","remainFlow":0,"remainSpace":7}"#
    );
    let names: Vec<&str> = posts[0]
        .line
        .split(['?', '&', '='])
        .skip(1)
        .step_by(2)
        .collect();
    assert_eq!(names, ["appId", "timestamp", "sign"]);
    assert_eq!(
        run.stdout,
        "E-MAIL           USER ID  APP ID  APP SECRET\nnew@example.com  u        a       ********\n"
    );
}

#[test]
fn all_faults_are_told_at_once_and_nothing_is_sent() {
    let server = empty_group();
    let args = "subaccounts create --email nobody --contacts c --phone 1.38E+10 --max-channels 5\u{200d} \
                --minutes 1 --concurrent 2 --expire-date 20230229 --password-stdin --yes";
    let args: Vec<&str> = args.split_whitespace().collect();
    let run = Home::at(&server.url)
        .run_with_stdin(&args, "short")
        .expect(2);
    for field in [
        "--email",
        "the password",
        "--phone",
        "--max-channels",
        "--concurrent",
        "--expire-date",
    ] {
        assert!(run.stderr.contains(field), "{field}: {}", run.stderr);
    }
    assert!(run.stderr.contains(r"(given: 5\u{200d})"), "{}", run.stderr);
    assert!(
        !run.stderr.contains("short"),
        "the password is not repeated"
    );
    assert!(server.seen().is_empty());
}

#[test]
fn without_a_terminal_a_write_wants_yes() {
    let server = empty_group();
    let run = Home::at(&server.url)
        .run_with_stdin(&create_args(&[]), "Passw0rd1")
        .expect(2);
    assert!(
        run.stderr.contains("give --yes. Nothing was done"),
        "{}",
        run.stderr
    );
    assert!(posts(&server).is_empty());
}

#[test]
fn a_dry_run_shows_the_request_and_sends_no_write() {
    let server = empty_group();
    let run = Home::at(&server.url)
        .run_with_stdin(&create_args(&["--dry-run"]), "Passw0rd1")
        .expect(0);
    assert_eq!(
        run.stdout,
        "POST /live/v4/group/user/create\n{\"email\":\"new@example.com\",\"password\":\"********\",\
         \"contacts\":\"c\",\"phone\":\"13800000000\",\"maxChannels\":1,\"minutes\":1}\n"
    );
    for line in [
        "create the sub-account new@example.com on ",
        "  password     ********\n",
        "  remainFlow   100 G, the service's default\n",
    ] {
        assert!(run.stderr.contains(line), "{}", run.stderr);
    }
    assert!(posts(&server).is_empty());
}

#[test]
fn a_taken_e_mail_or_the_wrong_plan_is_a_refusal_before_the_write() {
    let home = Home::at(&sandbox(Options::default()));
    let taken = home.run(&[
        "subaccounts",
        "list",
        "--limit",
        "1",
        "-o",
        "csv",
        "--columns",
        "email",
        "--no-header",
    ]);
    let taken = taken.expect(0).stdout;
    for ending in ["--yes", "--dry-run"] {
        let mut args = create_args(&[ending]);
        args[3] = taken.trim();
        let run = home.run_with_stdin(&args, "Passw0rd1").expect(5);
        assert!(
            run.stderr.contains("has a sub-account already"),
            "{}",
            run.stderr
        );
    }
    let mut args = create_args(&["--yes"]);
    args[10] = "--concurrent";
    let run = home.run_with_stdin(&args, "Passw0rd1").expect(5);
    assert!(run.stderr.contains("billed by minutes"), "{}", run.stderr);
}

#[test]
fn an_e_mail_in_other_letters_is_taken_also_where_the_filter_minds_case() {
    let server = exact_case(&["a@example.com", "New@Example.com"], str::to_owned);
    let run = Home::at(&server.url)
        .run_with_stdin(&create_args(&["--yes"]), "Passw0rd1")
        .expect(5);
    let words = "error: New@Example.com has a sub-account already (userId u1); nothing was sent\n";
    assert_eq!(run.stderr, words);
    assert!(posts(&server).is_empty());
}

#[test]
fn a_lost_account_is_found_where_the_service_keeps_small_letters() {
    let server = exact_case(&[], str::to_lowercase);
    let mut args = create_args(&["--yes", "-o", "csv", "--columns", "email"]);
    args[3] = "NEW@Example.com";
    let run = Home::at(&server.url)
        .run_with_stdin(&args, "Passw0rd1")
        .expect(0);
    assert_eq!(run.stdout, "email\nnew@example.com\n");
    assert_eq!(posts(&server).len(), 1);
}

#[test]
fn columns_may_be_any_of_the_lists() {
    let server = empty_group();
    let args = create_args(&["--yes", "--no-wait", "--columns", "userId,memo,appSecret"]);
    let run = Home::at(&server.url)
        .run_with_stdin(&args, "Passw0rd1")
        .expect(0);
    assert_eq!(
        run.stdout,
        "USER ID  MEMO  APP SECRET\nu        -     ********\n"
    );
}

#[test]
fn a_past_expiry_is_warned_about() {
    let server = empty_group();
    let args = create_args(&["--dry-run", "--expire-date", "2020-01-01"]);
    let run = Home::at(&server.url)
        .run_with_stdin(&args, "Passw0rd1")
        .expect(0);
    assert!(
        run.stderr
            .starts_with("warning: --expire-date 2020-01-01 is in the past; "),
        "{}",
        run.stderr
    );
}

#[test]
fn a_password_that_is_hard_to_type_is_warned_about_and_sent_as_it_is() {
    let server = empty_group();
    let run = Home::at(&server.url)
        .run_with_stdin(&create_args(&["--yes", "--no-wait"]), " Passw0rd 密\n")
        .expect(0);
    let words = "warning: the password ******** has spaces or characters beyond ASCII; make sure that \
                 its user can type them\n";
    assert!(run.stderr.starts_with(words), "{}", run.stderr);
    let post = &posts(&server)[0].body;
    assert!(post.contains(r#""password":" Passw0rd 密""#), "{post}");
}

#[cfg(unix)]
#[test]
fn a_generated_password_is_on_disk_before_the_post_in_a_closed_file() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let path = home.file("new.csv");
    let at_post = path.clone();
    let server = RawServer::start(move |_, request| {
        if !request.line.starts_with("POST") {
            return Sent::Json(EMPTY.into());
        }
        let text = std::fs::read_to_string(&at_post).unwrap();
        let password = text.trim().rsplit(',').next().unwrap();
        let sent: serde_json::Value = serde_json::from_str(&request.body).unwrap();
        assert_eq!(sent["password"], password);
        Sent::Json(r#"{"code":200,"data":{"appId":"a","appSecret":"hush","userId":"u"}}"#.into())
    });
    let home = Home::at(&server.url);
    let mut args = generated(&["--yes", "--no-wait"]);
    args.retain(|arg| *arg != "new.csv");
    let out = args.iter().position(|arg| *arg == "--credentials-out");
    args.insert(out.unwrap() + 1, path.to_str().unwrap());
    home.run(&args).expect(0);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        text.starts_with("email,userId,appId,appSecret,password\nnew@example.com,u,a,hush,"),
        "{text}"
    );
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// The options of one account with a generated password in `new.csv`.
fn generated(more: &[&'static str]) -> Vec<&'static str> {
    let out = ["--generate-password", "--credentials-out", "new.csv"];
    let mut args = create_args(&[&out[..], more].concat());
    args.retain(|arg| *arg != "--password-stdin");
    args
}

#[test]
fn a_credentials_file_that_is_there_is_refused_before_anything_is_asked() {
    let server = empty_group();
    let home = Home::at(&server.url);
    home.write("new.csv", "precious");
    for more in ["--yes", "--dry-run"] {
        let run = home.run(&generated(&[more])).expect(2);
        assert_eq!(
            run.stderr,
            "error: --credentials-out new.csv: there is such a file already; nothing was sent\n\
             hint: name a file that does not exist yet; none is ever overwritten\n"
        );
    }
    assert!(server.seen().is_empty());
    let kept = std::fs::read_to_string(home.file("new.csv")).unwrap();
    assert_eq!(kept, "precious", "never overwritten");
}

#[test]
fn a_credentials_file_in_no_folder_is_refused_before_anything_is_asked() {
    let server = empty_group();
    let mut args = generated(&["--yes"]);
    let file = args.iter_mut().find(|arg| **arg == "new.csv");
    *file.unwrap() = "nowhere/new.csv";
    let run = Home::at(&server.url).run(&args).expect(2);
    assert_eq!(
        run.stderr,
        "error: --credentials-out nowhere/new.csv: no file can be made in this folder; nothing was \
         sent\nhint: name a file in a folder that is there and that you may write to\n"
    );
    assert!(server.seen().is_empty());
}

#[test]
fn credentials_that_cannot_be_written_leave_no_file_and_nothing_is_sent() {
    let server = empty_group();
    let home = Home::at(&server.url);
    // The new version of the file has no place.
    home.write("new.csv.polyv-group-unfinished/x", "");
    let run = home.run(&generated(&["--yes"])).expect(1);
    assert!(run.stderr.contains("nothing was sent"), "{}", run.stderr);
    assert!(posts(&server).is_empty());
    assert!(!home.file("new.csv").exists());
}

#[test]
fn what_surely_was_not_created_leaves_no_credentials_behind() {
    let body = r#"{"code":400,"error":{"code":1,"desc":"no"},"success":false}"#;
    let refused = refusing("HTTP/1.1 400 Bad Request", |_| body.into());
    let plain = r#"{"code":500,"status":"error","message":"system error","data":""}"#;
    let in_doubt = refusing("HTTP/1.1 200 OK", |_| plain.into());
    for (server, status) in [(refused, 5), (in_doubt, 9)] {
        let home = Home::at(&server.url);
        let args = generated(&["--yes", "--wait", "1ms"]);
        home.run(&args).expect(status);
        assert_eq!(home.file("new.csv").exists(), status == 9);
        // The same command can run again, unless there may be an account.
        home.run(&args).expect(if status == 9 { 2 } else { status });
        assert_eq!(posts(&server).len(), if status == 9 { 1 } else { 2 });
    }
}

#[test]
fn a_dry_run_needs_no_password() {
    let server = empty_group();
    let mut args = create_args(&["--dry-run"]);
    args.retain(|arg| *arg != "--password-stdin");
    let run = Home::at(&server.url).run(&args).expect(0);
    assert!(
        run.stdout.contains(r#""password":"********""#),
        "{}",
        run.stdout
    );
}

#[test]
fn a_dry_run_needs_no_place_for_a_password_and_says_what_the_run_would_say() {
    let home = Home::at(&sandbox(Options::default()));
    let over = "warning: allots 99999999 minutes; the group has 20000000 left";
    for ending in ["--dry-run", "--yes"] {
        let mut args = create_args(&["--generate-password", ending]);
        args.retain(|arg| *arg != "--password-stdin");
        if ending == "--yes" {
            args.extend(["--credentials-out", "new.csv"]);
        }
        assert_eq!(args[11], "1", "the minutes");
        args[11] = "99999999";
        let run = home
            .run(&args)
            .expect(if ending == "--yes" { 5 } else { 0 });
        assert!(run.stderr.starts_with(over), "{}", run.stderr);
    }
}

/// A service without accounts that answers every POST with this, whole.
fn refusing(
    status: &'static str,
    body: impl Fn(&Seen) -> String + Send + Sync + 'static,
) -> RawServer {
    RawServer::start(move |_, request| {
        if request.line.starts_with("POST") {
            return Sent::Reply(status, Vec::new(), body(request).into_bytes());
        }
        Sent::Json(EMPTY.into())
    })
}

#[test]
fn a_fault_inside_the_service_does_not_say_that_nothing_was_created() {
    let v4 =
        r#"{"code":500,"status":"error","error":{"code":50003,"desc":"timeout"},"success":false}"#;
    let plain = r#"{"code":500,"status":"error","message":"system error","data":""}"#;
    for (status, body) in [
        ("HTTP/1.1 500 Internal Server Error", plain),
        ("HTTP/1.1 500 Internal Server Error", v4),
        ("HTTP/1.1 200 OK", plain),
        ("HTTP/1.1 200 OK", v4),
    ] {
        let server = refusing(status, move |_| body.into());
        let args = create_args(&["--yes", "--wait", "1ms"]);
        let run = Home::at(&server.url)
            .run_with_stdin(&args, "Passw0rd1")
            .expect(9);
        assert!(!run.stderr.contains("not created"), "{}", run.stderr);
        assert_eq!(posts(&server).len(), 1);
    }
}

/// What the service repeats of a request it refuses: everything it knows.
fn echo(request: &Seen) -> String {
    let secret = polyv_group::sandbox::APP_SECRET;
    format!("{} {} {secret}", request.line, request.body)
}

#[test]
fn a_service_that_repeats_the_request_gets_no_secret_shown() {
    let json = |request: &Seen| {
        let desc = serde_json::Value::from(echo(request));
        format!(r#"{{"code":400,"error":{{"code":1,"desc":{desc}}},"requestId":{desc}}}"#)
    };
    let html = |request: &Seen| format!("<html>{}</html>", echo(request));
    let servers = [
        refusing("HTTP/1.1 400 Bad Request", json),
        refusing("HTTP/1.1 403 Forbidden", html),
    ];
    let api = "api POST /v2/x -F newPassword=Passw0rd1 --yes -i";
    for server in &servers {
        for line in ["-vv", "-vv -o json", api] {
            let more: Vec<&str> = line.split(' ').collect();
            let args = match more[0] {
                "api" => more,
                _ => create_args(&[&more[..], &["--yes", "--wait", "1ms"]].concat()),
            };
            let run = Home::at(&server.url).run_with_stdin(&args, "Passw0rd1");
            let said = run.stdout + &run.stderr;
            let sign = posts(server)
                .last()
                .and_then(|post| post.query("sign"))
                .unwrap_or_else(|| "no sign".into());
            for secret in ["Passw0rd1", polyv_group::sandbox::APP_SECRET, &sign] {
                assert!(!said.contains(secret), "{line}: {secret}: {said}");
            }
            assert!(said.contains("********"), "{line}: {said}");
        }
    }
}
