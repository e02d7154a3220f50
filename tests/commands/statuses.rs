//! Every line of the exit-status table, each reached by the binary.

#[cfg(target_os = "linux")]
use crate::support::full;
use crate::support::{Home, RawServer, Run, Sent, faulty, nobody, sandbox};
use polyv_group::sandbox::Options;
use serde_json::Value;

/// The JSON error on stderr.
fn error(stderr: &str) -> Value {
    assert_eq!(
        stderr.lines().count(),
        1,
        "one object on one line: {stderr}"
    );
    serde_json::from_str::<Value>(stderr).unwrap()["error"].clone()
}

fn answering(body: &'static str) -> RawServer {
    RawServer::start(move |_, _| Sent::Json(body.into()))
}

#[test]
fn status_0_is_done() {
    let run = Home::at(&sandbox(Options::default()))
        .run(&["group", "info"])
        .expect(0);
    assert_eq!(run.stderr, "");
}

#[cfg(target_os = "linux")]
#[test]
fn status_1_is_a_local_write_that_failed() {
    let home = Home::new();
    for args in [
        &["--sandbox", "subaccounts", "list", "-o", "csv"][..],
        &["--help"],
        &["--version"],
    ] {
        let output = home.command(args).stdout(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            said,
            "error: cannot write the output: No space left on device (os error 28)\n"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_write_that_was_done_is_told_where_its_output_cannot_be_written() {
    let home = Home::new();
    let why = "cannot write the output: No space left on device (os error 28)\n\
               hint: do not do it again: `polyv-group writes list` has what was done\n";
    for (line, done) in [
        (
            "reset-secret branch0001@hd.example.com",
            "the appSecret of branch0001@hd.example.com was reset",
        ),
        (
            "allocate --email branch0001@hd.example.com --give minutes=5",
            "1 allocated",
        ),
    ] {
        let line = format!("--sandbox subaccounts {line} --yes --quiet");
        let args: Vec<&str> = line.split(' ').collect();
        let run = Run::from(home.command(&args).stdout(full()).output().unwrap());
        assert_eq!(run.expect(1).stderr, format!("error: {done}; {why}"));
    }
}

/// Rust's runtime puts /dev/null in the place of a closed stdout. The user's
/// own is no failed write, and some programs open it for reading too.
#[cfg(unix)]
#[test]
fn status_1_is_a_stdout_that_is_not_open_for_writing() {
    let home = Home::new();
    let write = [
        &["--sandbox", "subaccounts", "list"][..],
        &["--sandbox", "group", "info", "-o", "json"],
        &["--sandbox", "group", "info", "--print-curl"],
        &["completions", "bash"],
        &["help", "exit-codes"],
        &["--help"],
        &["--version"],
    ];
    for args in write {
        let run = |to: &str| -> Run {
            let script = format!("exec \"$0\" \"$@\" {to}");
            home.shell(&script, args).output().unwrap().into()
        };
        for to in [">&-", "1</dev/null"] {
            let said = run(to).expect(1).stderr;
            let why = "cannot write the output: stdout is not open for writing";
            assert!(said.contains(why), "{args:?}: {said}");
        }
        for to in [">/dev/null", "1<>/dev/null"] {
            run(to).expect(0);
        }
    }
    // What writes nothing there does not miss it.
    let reset = home.shell("exec \"$0\" \"$@\" >&-", &["sandbox", "reset"]);
    Run::from({ reset }.output().unwrap()).expect(0);
}

#[test]
fn status_2_is_a_wrong_invocation_and_nothing_is_sent() {
    let server = answering("{}");
    let home = Home::at(&server.url);
    for args in [
        &["subaccounts", "list", "--limit", "0"][..],
        &["subaccounts", "list", "--nonsense"],
        &["subaccounts", "list", "--email", ""],
        &["subaccounts", "list", "--email", "no-at"],
        &["subaccounts", "list", "--columns", "emial"],
        &["subaccounts", "list", "--columns", ""],
        &["subaccounts", "list", "--page-size", "101", "--page", "1"],
        &["subaccounts", "list", "--page-size", "10"],
        &["subaccounts", "list", "-o", "xml"],
        &["subaccounts", "list", "--excel"],
        &["group", "info", "--excel"],
        &["subaccounts", "list", "--tz", "Asia/Shangai"],
        &["subaccounts", "list", "--timeout", "soon"],
        &["allocations", "log", "--since", "2023-02-29"],
        &[
            "allocations",
            "log",
            "--since",
            "2024-02-02",
            "--until",
            "2024-02-01",
        ],
        &["allocations", "log", "--type", "both"],
        &["children", "list", "--emails-from", "none"],
        &["subaccounts", "create", "--email", "a@b.c"],
        &["subaccount", "list"],
    ] {
        let run = home.run(args).expect(2);
        assert_eq!(run.stdout, "", "{args:?}");
        assert!(
            run.stderr.starts_with("error: "),
            "{args:?}: {}",
            run.stderr
        );
        let json = home.run(&[args, &["--output=json"]].concat()).expect(2);
        if !args.contains(&"-o") {
            assert_eq!(error(&json.stderr)["kind"], "usage", "{args:?}");
        }
    }
    assert!(server.seen().is_empty());
}

#[test]
fn status_3_is_configuration() {
    let run = Home::new().run(&["subaccounts", "list"]).expect(3);
    assert_eq!(
        run.stderr,
        "error: no credentials: no profile is chosen and POLYV_APP_ID is not set\n\
         hint: run `polyv-group profiles add NAME`, or set POLYV_APP_ID and POLYV_APP_SECRET; \
         --sandbox needs no account\n"
    );
    let home = Home::new();
    for (name, value) in [
        ("POLYV_PROFILE", "nobody"),
        ("POLYV_APP_ID", "alone"),
        ("POLYV_BASE_URL", "http://api.polyv.net"),
        ("POLYV_CONFIG", "none.toml"),
        ("POLYV_TIMEOUT", "soon"),
    ] {
        let mut command = home.command(&["group", "info", "-o", "json"]);
        let output = command.env(name, value).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{name}");
        let said = error(&String::from_utf8(output.stderr).unwrap());
        assert_eq!(
            (&said["kind"], &said["exitCode"]),
            (&"config".into(), &3.into()),
            "{name}"
        );
    }
}

#[test]
fn status_3_is_a_proxy_of_a_kind_that_is_not_supported() {
    let home = Home::at("https://service.invalid");
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let mut command = home.command(&["group", "info"]);
        let output = command
            .env(variable, "socks5://u:s3cr3t@127.0.0.1:1")
            .output();
        let run = Run::from(output.unwrap()).expect(3);
        // Windows knows variables in any letter case, and the first is found.
        let variable = match cfg!(windows) {
            true => variable.to_uppercase(),
            false => variable.to_owned(),
        };
        assert_eq!(
            run.stderr,
            format!(
                "error: {variable} names a SOCKS5 proxy, which is not supported\n\
                 hint: give an HTTP proxy: http://host:port or https://host:port\n"
            )
        );
    }
}

#[test]
fn status_3_is_a_write_on_a_read_only_profile() {
    let server = answering("{}");
    let home = Home::at(&server.url).with("POLYV_READ_ONLY", "true");
    let run = home
        .run_with_stdin(&create_args(&["--yes"]), "Passw0rd1")
        .expect(3);
    assert!(
        run.stderr
            .starts_with("error: writes are refused: read_only is set"),
        "{}",
        run.stderr
    );
    assert!(server.seen().is_empty());
}

/// A complete `subaccounts create` with the password on stdin.
pub(crate) fn create_args<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let all = "subaccounts create --email new@example.com --contacts c --phone 13800000000 \
               --max-channels 1 --minutes 1 --password-stdin";
    all.split_whitespace().chain(more.iter().copied()).collect()
}

#[test]
fn status_4_is_refused_credentials_in_the_services_words() {
    let url = sandbox(Options::default());
    let wrong_key = Home::at(&url).with("POLYV_APP_SECRET", "wrong");
    for (command, words) in [
        (["group", "info"], "invalid signature."),
        (["subaccounts", "list"], "签名错误"),
    ] {
        let run = wrong_key.run(&command).expect(4);
        let said = format!("the service refused: {words} (code ");
        assert!(run.stderr.contains(&said), "{}", run.stderr);
        assert!(
            run.stderr.contains("\nhint: the appSecret is not"),
            "{}",
            run.stderr
        );
    }
    let wrong_id = Home::at(&url).with("POLYV_APP_ID", "nobody");
    let run = wrong_id.run(&["children", "list", "-o", "json"]).expect(4);
    let said = error(&run.stderr);
    assert_eq!(
        (&said["apiCode"], &said["apiMessage"]),
        (&20001.into(), &"application not found.".into())
    );
    for body in [
        r#"{"code":400,"status":"error","message":"account is forbidden.","data":""}"#,
        r#"{"code":400,"status":"error","error":{"code":1,"desc":"找不到集团账号"},"success":false}"#,
    ] {
        Home::at(&answering(body).url)
            .run(&["subaccounts", "list"])
            .expect(4);
    }
}

#[test]
fn status_5_is_a_business_refusal() {
    let body = r#"{"code":400,"status":"error","error":{"code":77,"desc":"帐号没有开启MR直播权限"},"requestId":"a.1.2","success":false}"#;
    let server = answering(body);
    let run = Home::at(&server.url).run(&["children", "list"]).expect(5);
    assert_eq!(
        run.stderr,
        "error: could not list the child accounts: the service refused: \
         帐号没有开启MR直播权限 (code 77, HTTP 200, request id a.1.2)\n"
    );
    assert_eq!(server.seen().len(), 1, "a refusal is not tried again");
}

#[test]
fn errors_are_json_wherever_the_format_was_chosen() {
    let server = answering(r#"{"code":400,"message":"no"}"#);
    let home = Home::at(&server.url).with("POLYV_OUTPUT", "json");
    assert_eq!(
        error(&home.run(&["group", "info"]).expect(5).stderr)["kind"],
        "refused"
    );
    assert_eq!(
        error(&home.run(&["group", "inof"]).expect(2).stderr)["kind"],
        "usage"
    );
    let home = Home::new();
    home.write(
        "config/polyv-group/config.toml",
        format!(
            "[profiles.a]\napp_id = \"x\"\napp_secret = \"y\"\noutput = \"jsonl\"\nbase_url = \"{}\"\n",
            server.url
        ),
    );
    let run = home.run(&["group", "info", "--profile", "a"]).expect(5);
    assert_eq!(error(&run.stderr)["apiMessage"], "no");
}

#[test]
fn status_6_is_the_network_or_a_reply_that_is_not_the_apis() {
    let nobody = Home::at(&nobody()).run(&["group", "info", "--retries", "0"]);
    let said = nobody.expect(6).stderr;
    assert!(said.contains("Connection refused"), "{said}");
    let run = Home::at(&answering("<html>login</html>").url)
        .run(&["group", "info", "--retries", "0", "-o", "json"])
        .expect(6);
    let said = error(&run.stderr);
    assert_eq!(
        (&said["httpStatus"], &said["kind"]),
        (&200.into(), &"network".into())
    );
}

#[test]
fn status_7_is_the_rate_limit() {
    let url = faulty(&["get-info:*:429"]);
    let run = Home::at(&url)
        .run(&["group", "info", "--retries", "0", "-o", "jsonl"])
        .expect(7);
    assert_eq!(error(&run.stderr)["httpStatus"], 429);
}

#[test]
fn status_9_is_a_write_that_may_have_happened() {
    let server = RawServer::start(|_, request| {
        if request.line.starts_with("POST") {
            Sent::Close
        } else {
            Sent::Json(r#"{"code":200,"data":{"contents":[],"totalItems":0}}"#.into())
        }
    });
    let run = Home::at(&server.url)
        .run_with_stdin(&create_args(&["--yes", "--wait", "1ms"]), "Passw0rd1")
        .expect(9);
    assert!(
        run.stderr
            .contains("new@example.com may or may not have been created"),
        "{}",
        run.stderr
    );
    let posts = server
        .seen()
        .iter()
        .filter(|r| r.line.starts_with("POST"))
        .count();
    assert_eq!(posts, 1);
}

#[cfg(unix)]
#[test]
fn status_130_is_an_interruption() {
    use std::process::Stdio;
    let server = RawServer::start(|_, _| Sent::Hang);
    let home = Home::at(&server.url);
    let mut command = home.command(&["subaccounts", "list"]);
    let child = command
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    while server.seen().is_empty() {
        std::thread::yield_now();
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: interrupted\n"
    );
}

#[test]
fn a_closed_pipe_ends_quietly() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let home = Home::new();
    let mut command = home.command(&["--sandbox", "allocations", "log", "-o", "jsonl"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut reader = BufReader::with_capacity(64, child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}

#[test]
fn help_and_version_go_to_stdout() {
    let home = Home::new();
    let run = home.run(&["--version"]).expect(0);
    assert_eq!(
        run.stdout,
        concat!("polyv-group ", env!("CARGO_PKG_VERSION"), "\n")
    );
    for args in [
        &["--help"][..],
        &["subaccounts", "list", "--help"],
        &["help", "group", "info"],
    ] {
        let run = home.run(args).expect(0);
        assert!(run.stdout.contains("Usage: polyv-group"), "{}", run.stdout);
        assert_eq!(run.stderr, "");
    }
    let run = home.run(&[]).expect(2);
    assert!(run.stderr.contains("Usage: polyv-group"), "{}", run.stderr);
}
