//! Thresholds: lines, exit statuses, the rules of Nagios plug-ins, metrics.

use super::burning::{DAY, SECOND, Service};
use crate::support::{Home, RawServer, Run, Seen, Sent, faulty, nobody, sandbox};
use polyv_group::sandbox::Options;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use unicode_width::UnicodeWidthStr;

/// Four accounts with names that break careless programs, and nulls.
fn rows() -> Vec<Value> {
    let row = |at: usize, email: Value, minutes: Value, status: &str, expires: Value| {
        json!({"userId": format!("u{at}"), "email": email, "status": status,
            "remainMinutes": minutes, "remainFlow": 100.50, "expireDate": expires,
            "balance": "12.30", "appSecret": "s3cr3t", "memo": "x"})
    };
    let far = json!(4_102_444_800_000_i64);
    vec![
        row(
            1,
            json!("a|b@example.com"),
            json!(12),
            "normal",
            far.clone(),
        ),
        row(
            2,
            json!("new\nline\"'=\\@b.cn"),
            json!("50.5"),
            "frozen",
            json!(1_000_000_000_000_i64),
        ),
        row(
            3,
            json!("校区一@example.com"),
            json!(null),
            "normal",
            json!(null),
        ),
        row(4, json!("ok@example.com"), json!(5000), "normal", far),
    ]
}

const INFO: &str = r#"{"code":200,"data":{"liveInfo":{"accountDurations":2000.0,"totalDepositedDuration":1900,"usedDuration":"7","totalChannels":null},"vodInfo":{"accountFlow":0,"totalFlows":0}}}"#;

fn page(rows: &[Value], request: &Seen) -> Sent {
    let shown = rows.chunks(100).nth(request.page() - 1).unwrap_or_default();
    Sent::Json(
        json!({"code": 200, "data": {"pageNumber": request.page(), "pageSize": 100,
            "totalPages": rows.len().div_ceil(100), "totalItems": rows.len(), "contents": shown}})
        .to_string(),
    )
}

fn group() -> RawServer {
    RawServer::start(|_, request| match request.line.contains("get-info") {
        true => Sent::Json(INFO.into()),
        false => page(&rows(), request),
    })
}

/// A run of the words of a line; blanks in quotes stay.
fn check(home: &Home, line: &str) -> Run {
    let mut args = vec!["check"];
    for (at, part) in line.split('\'').enumerate() {
        match at % 2 {
            0 => args.extend(part.split_whitespace()),
            _ => args.push(part),
        }
    }
    home.run(&args)
}

#[test]
fn the_status_is_that_of_the_worst_and_the_line_says_why() {
    let home = Home::at(&sandbox(Options::default()));
    for (typed, status, line) in [
        (
            "-c 'minutes<-4' -w 'group.minutes%<10'",
            0,
            "OK: 230 sub-accounts, 2 conditions",
        ),
        ("-c 'group.minutes%<10'", 0, "OK: 1 condition"),
        (
            "--where 'email = nobody@example.com' -w 'minutes<100'",
            0,
            "OK: 0 of 230 sub-accounts, 1 condition; --where holds for none",
        ),
        (
            "--where 'minutes < 100' -c 'minutes<-4'",
            0,
            "OK: 5 of 230 sub-accounts, 1 condition",
        ),
        (
            "-w 'minutes<10'",
            10,
            "WARNING: 2 of 230 with minutes<10: training0230@hn.example.com -4, …",
        ),
        (
            "-w 'minutes<100' -c 'minutes<0'",
            11,
            "CRITICAL: 1 of 230 with minutes<0: training0230@hn.example.com -4; 1 more",
        ),
        (
            "--where 'status = normal' -c 'minutes<100' -c 'minutes<1000000'",
            11,
            "CRITICAL: 5 of 201 with minutes<100: training0230@hn.example.com -4, …; 1 more",
        ),
        (
            "-w 'expires<7d'",
            10,
            "WARNING: 19 of 230 with expires<7d: store0009@hb.example.com 2023-12-31, …",
        ),
        (
            "-w 'frozen>=10' -c 'expired=19'",
            11,
            "CRITICAL: expired=19: 19; WARNING: frozen>=10: 10",
        ),
        (
            "-w 'count!=230' -w 'normal<=201'",
            10,
            "WARNING: normal<=201: 201",
        ),
        (
            "-c 'group.minutes%<99.5'",
            11,
            "CRITICAL: group.minutes%<99.5: 89.4775%",
        ),
        (
            "-c 'group.flow<=500000.0'",
            11,
            "CRITICAL: group.flow<=500000.0: 500000",
        ),
        (
            "-w 'group.vodInfo.usedFlows>9478.63'",
            10,
            "WARNING: group.vodInfo.usedFlows>9478.63: 9478.64",
        ),
    ] {
        let run = check(&home, typed).expect(status);
        assert_eq!(run.stdout, format!("{line}\n"), "{typed}");
        assert_eq!(run.stderr, "", "{typed}");
        assert!(line.width() < 80, "{line}");
    }
    let empty = RawServer::start(|_, request| page(&[], request));
    let run = check(&Home::at(&empty.url), "-w 'minutes<100'").expect(0);
    let line = "OK: 0 sub-accounts, 1 condition; the group is empty\n";
    assert_eq!(run.stdout, line);
}

#[test]
fn a_check_asks_for_what_it_needs_and_changes_nothing() {
    for (typed, paths) in [
        ("-w 'group.minutes<1'", &["get-info"][..]),
        ("-w 'minutes<1'", &["package/list"]),
        (
            "-w 'frozen>9' -w 'group.minutes<1'",
            &["get-info", "package/list"],
        ),
        ("--prometheus x.prom", &["get-info", "package/list"]),
    ] {
        let server = group();
        check(&Home::at(&server.url), typed).expect(0);
        let seen = server.seen();
        assert_eq!(seen.len(), paths.len(), "{typed}");
        for (seen, path) in seen.iter().zip(paths) {
            assert!(
                seen.line.starts_with("GET ") && seen.line.contains(path),
                "{}",
                seen.line
            );
        }
    }
}

#[test]
fn what_is_wrong_is_told_before_any_request() {
    let server = group();
    let home = Home::at(&server.url);
    for (typed, told) in [
        (
            "",
            "there is nothing to check\nhint: give -w or -c a condition, such as -w 'minutes<500'\n",
        ),
        (
            "-c 'minutes<'",
            "--critical: a value is expected here; an empty one is \"\"\n  minutes<\n",
        ),
        (
            "-w minutes",
            "--warning: an operator is expected here: = != < <= > >=\n  minutes\n         ^\n\
             hint: put the condition in quotes, such as -w 'minutes<500'\n",
        ),
        (
            "-w 'group.minutes<10%'",
            "--warning: \"10%\" is not a value of group.minutes: give a number such as 500 or 12.5\n  \
             group.minutes<10%\n                ^\n\
             hint: a percent sign goes behind the name, such as 'group.minutes%<10'\n",
        ),
        (
            "-w 'minutes~5'",
            "--warning: an operator is expected here: = != < <= > >=\n",
        ),
        (
            "-w 'status=cold'",
            "--warning: \"cold\" is not a value of status: give normal or expired or",
        ),
        (
            "-w 'minuets<5'",
            "--warning: there is no \"minuets\"; did you mean \"minutes\"?",
        ),
        (
            "-w 'group.liveInfo.x<5'",
            "--warning: there is no \"group.liveInfo.x\" (possible: group.m",
        ),
        (
            "-w 'readToken=x'",
            "--warning: readToken is a secret, and cannot be asked for\n",
        ),
        (
            "-w 'minutes<5' --where 'minuets<5'",
            "--where: there is no column \"minuets\"",
        ),
        (
            "-w 'minutes<5' -o csv --columns x",
            "--columns: there is no column \"x\"",
        ),
        (
            "-w 'minutes<5' --prometheus .",
            "--prometheus .: it is not a file\n",
        ),
        ("-w 'minutes<5' --nagios -o json", ""),
    ] {
        let run = check(&home, typed);
        assert_eq!(
            run.status,
            if typed.contains("--nagios") { 3 } else { 2 },
            "{typed}"
        );
        let told = format!("error: {told}");
        assert!(
            run.stderr.starts_with(&told) || told.len() == 7,
            "{typed}: {}",
            run.stderr
        );
    }
    assert!(server.seen().is_empty());
}

#[test]
fn all_that_holds_is_a_row_of_every_format() {
    let server = group();
    let home = Home::at(&server.url);
    let typed = "-w 'minutes<100' -c 'expires<7d' -c 'group.minutes%<=5'";
    let run = check(&home, &format!("{typed} -o csv")).expect(11);
    let csv = "level,condition,email,userId,field,value
critical,expires<7d,\"new\nline\"\"'=\\@b.cn\",u2,expireDate,2001-09-09 09:46:40
critical,group.minutes%<=5,,,group.minutes%,5
warning,minutes<100,a|b@example.com,u1,remainMinutes,12
warning,minutes<100,\"new\nline\"\"'=\\@b.cn\",u2,remainMinutes,50.5
";
    assert_eq!(run.stdout, csv);
    assert_eq!(run.stderr, "1 without expires\n1 without minutes\n");
    let run = check(&home, &format!("{typed} -o jsonl -q")).expect(11);
    let lines: Vec<Value> = run
        .stdout
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    assert_eq!(lines[0]["value"], 1_000_000_000_000_i64);
    assert_eq!(
        lines[1],
        json!({"level": "critical", "condition": "group.minutes%<=5",
        "email": null, "userId": null, "field": "group.minutes%", "value": 5})
    );
    assert_eq!(lines[3]["value"], "50.5", "as the service sent it");
    assert_eq!((lines.len(), run.stderr.as_str()), (4, ""));
    let run = check(&home, "-w 'minutes<1' -o json").expect(0);
    assert_eq!(run.stdout, "[]\n");
    let run = check(&home, "-w 'minutes<1' -o csv").expect(0);
    assert_eq!(run.stdout, "level,condition,email,userId,field,value\n");
    check(&home, &format!("{typed} --out rows.xlsx")).expect(11);
    assert!(
        std::fs::read(home.file("rows.xlsx"))
            .unwrap()
            .starts_with(b"PK")
    );
    let run = check(&home, "-w 'minutes<100' -v").expect(10);
    let expected =
        "WARNING: 2 of 4 with minutes<100: a\\u{7c}b@example.com 12, …; 1 without minutes
LEVEL    CONDITION    E-MAIL              USER ID  FIELD    VALUE
warning  minutes<100  a|b@example.com     u1       MINUTES     12
warning  minutes<100  new\\nline\"'=\\@b.cn  u2       MINUTES   50.5
";
    assert_eq!(run.stdout, expected);
    let run = check(&home, "-w 'minutes<100' --lang zh").expect(10);
    assert_eq!(
        run.stdout,
        "WARNING: 4 个中 2 个 minutes<100：a\\u{7c}b@example.com 12，…；1 个没有 minutes\n"
    );
}

#[test]
fn a_snapshot_without_the_figures_of_the_group_is_no_ok_either() {
    let refusing = RawServer::start(|_, request| match request.line.contains("get-info") {
        true => Sent::Json(r#"{"code":400,"status":"error","message":"no","data":""}"#.into()),
        false => page(&rows(), request),
    });
    let home = Home::at(&refusing.url);
    home.run(&["snapshot", "save", "-q"]).expect(0);
    let run = check(&home, "--from-snapshot latest -w 'group.minutes<10'").expect(2);
    assert!(
        run.stderr.starts_with("error: group.minutes is not told: "),
        "{}",
        run.stderr
    );
    check(&home, "--from-snapshot latest -w 'minutes<10'").expect(0);
    check(
        &home,
        "--from-snapshot latest -w 'group.minutes<10' --nagios",
    )
    .expect(3);
}

#[test]
fn a_figure_that_is_not_told_is_no_ok() {
    let server = group();
    let home = Home::at(&server.url);
    for name in ["group.channels", "group.flow%", "group.space"] {
        let run = check(&home, &format!("-w '{name}<10'")).expect(6);
        assert!(
            run.stderr
                .starts_with(&format!("error: {name} is not told: ")),
            "{}",
            run.stderr
        );
        let run = check(
            &home,
            &format!("-w '{name}<10' -c 'group.minutes=100' --nagios"),
        )
        .expect(2);
        let start = format!("CRITICAL: group.minutes=100: 100; {name} is not told | ");
        assert!(run.stdout.starts_with(&start), "{}", run.stdout);
        assert!(
            run.stdout.ends_with(&format!(" '{name}'=U;10:\n")),
            "{}",
            run.stdout
        );
    }
}

/// The parts of a plug-in's output by the guidelines: one line, less than 80
/// cells of text, performance data of the right form behind one `|`.
fn plugin(stdout: &str) -> (&str, Vec<(String, String)>) {
    let line = stdout
        .strip_suffix('\n')
        .unwrap_or_else(|| panic!("no line: {stdout:?}"));
    assert!(!line.contains('\n'), "one line: {line}");
    let (text, data) = line.split_once(" | ").unwrap_or((line, ""));
    assert!(text.width() < 80, "{} cells: {text}", text.width());
    assert!(!text.contains('|') && !data.contains('|'), "{line}");
    let mut found = Vec::new();
    let mut rest = data;
    while let Some(quoted) = rest.strip_prefix('\'') {
        // A quote inside is written twice.
        let quoted = quoted.replace("''", "\u{1}");
        let (label, more) = quoted.split_once("'=").unwrap();
        assert!(!label.contains('='), "{label}");
        let (value, more) = more.split_once(' ').unwrap_or((more, ""));
        found.push((label.replace('\u{1}', "'"), value.to_owned()));
        rest = Box::leak(more.replace('\u{1}', "''").into_boxed_str());
    }
    assert_eq!(rest, "", "{line}");
    for (label, value) in &found {
        let parts: Vec<&str> = value.split(';').collect();
        assert!(parts.len() <= 5, "{label}={value}");
        let number = parts[0].trim_end_matches('%');
        assert!(
            number == "U" || number.parse::<f64>().is_ok(),
            "{label}={value}"
        );
        for range in &parts[1..parts.len().min(3)] {
            let ends = range.trim_start_matches('@').split(':');
            let mut ends = ends.filter(|end| !["", "~"].contains(end));
            assert!(
                ends.all(|end| end.parse::<f64>().is_ok()),
                "{label}={value}"
            );
        }
    }
    (text, found)
}

#[test]
fn a_plug_in_ends_with_0_1_and_2_and_hostile_names_break_no_line() {
    let server = group();
    let home = Home::at(&server.url);
    for (typed, status, text, data) in [
        (
            "-w 'minutes<10'",
            0,
            "OK: 4 sub-accounts, 1 condition; 1 without minutes",
            "0;0;;0;4",
        ),
        (
            "-w 'minutes<50'",
            1,
            "WARNING: 1 of 4 with minutes<50: a\\u{7c}b@example.com 12; 1 without minutes",
            "1;0;;0;4",
        ),
        (
            "-c 'expires<7d'",
            2,
            "CRITICAL: 1 of 4 with expires<7d: new\\nline\"'=\\@b.cn 2001-09-09 09:46:40; …",
            "1;;0;0;4",
        ),
        (
            "-c 'email=校区一@example.com'",
            2,
            "CRITICAL: 1 of 4 with email=校区一@example.com",
            "1;;0;0;4",
        ),
        (
            "-c 'memo=x' -w 'memo=x'",
            2,
            "CRITICAL: 4 of 4 with memo=x: a\\u{7c}b@example.com x, …; WARNING: 4 with memo=x",
            "4;0;0;0;4",
        ),
        (
            "-w 'group.minutes%<=5'",
            1,
            "WARNING: group.minutes%<=5: 5%",
            "5%;@~:5",
        ),
    ] {
        let run = check(&home, &format!("--nagios {typed}")).expect(status);
        assert_eq!(run.stderr, "", "{typed}");
        let (said, found) = plugin(&run.stdout);
        assert!(
            said == text || text.ends_with('…') || said.starts_with(text),
            "{said}\n{text}"
        );
        assert_eq!(found[0].1, data, "{typed}");
    }
    let run = check(&home, "--nagios -w 'minutes<100' -c 'frozen>0' -v").expect(2);
    let (line, long) = run.stdout.split_once('\n').unwrap();
    plugin(&format!("{line}\n"));
    let expected = "CRITICAL frozen>0 1
WARNING minutes<100 a\\u{7c}b@example.com 12
WARNING minutes<100 new\\nline\"'=\\@b.cn 50.5
";
    assert_eq!(long, expected);
}

#[test]
fn what_a_plug_in_cannot_tell_is_unknown_with_the_reason_on_stdout() {
    let unavailable = || Sent::Reply("HTTP/1.1 500 Oops", Vec::new(), b"<html>".to_vec());
    let ever = RawServer::start(move |_, _| unavailable());
    let slow = RawServer::start(|_, _| Sent::Hang);
    let drip = RawServer::start(|_, _| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".to_vec();
        Sent::Drip(head, Duration::from_millis(100))
    });
    let refused = r#"{"code":403,"status":"error","message":"invalid signature.","data":""}"#;
    let refused = RawServer::start(move |_, _| Sent::Json(refused.into()));
    let limited = faulty(&["package/list:*:429"]);
    let pausing = RawServer::start(|_, _| {
        let header = vec!["Retry-After: 30".into()];
        Sent::Reply("HTTP/1.1 429 Slow", header, Vec::new())
    });
    let fine = group();
    let nobody = nobody();
    for (url, typed, reason) in [
        (fine.url.as_str(), "", "there is nothing to check"),
        (&fine.url, "--foo", "unexpected argument '--foo' found"),
        (
            &fine.url,
            "-c 'x<1'",
            "--critical: there is no \"x\" (possible: minutes, concurrent, flow, spa…",
        ),
        (
            &fine.url,
            "-c 'minutes<1' -o json",
            "--nagios has an output of its own: not with -o, --out or --print-curl",
        ),
        (
            &fine.url,
            "-c 'minutes<1' --print-curl",
            "--nagios has an output of its own: not with -o, ",
        ),
        (
            &fine.url,
            "-c 'minutes<1' --deadline 0",
            "invalid value '0' for '--deadline <DUR>': is too short",
        ),
        ("", "-c 'minutes<1'", "no credentials"),
        (&fine.url, "-c 'minutes<1' --profile none", ""),
        (
            &refused.url,
            "-c 'minutes<1'",
            "could not list the sub-accounts: ",
        ),
        (
            &nobody,
            "-c 'minutes<1' --retries 0",
            "could not list the sub-accounts: ",
        ),
        (
            &ever.url,
            "-c 'minutes<1' --retries 0",
            "could not list the sub-accounts: ",
        ),
        (
            &ever.url,
            "-c 'minutes<1' --deadline 3s",
            "not done within 3 s, though 127.0.0.1:",
        ),
        (
            &slow.url,
            "-c 'minutes<1' --deadline 3s",
            "no answer from 127.0.0.1:",
        ),
        (
            &drip.url,
            "-c 'minutes<1' --deadline 3s",
            "no answer from 127.0.0.1:",
        ),
        (
            &limited,
            "-c 'minutes<1' --retries 0",
            "could not list the sub-accounts: ",
        ),
        (
            &pausing.url,
            "-c 'minutes<1' --deadline 3s",
            "not done within 3 s, though 127.0.0.1:",
        ),
    ] {
        let home = if url.is_empty() {
            Home::new()
        } else {
            Home::at(url)
        };
        let began = Instant::now();
        let run = check(&home, &format!("--nagios {typed}")).expect(3);
        assert!(began.elapsed() < Duration::from_secs(25), "{typed}");
        let (text, data) = plugin(&run.stdout);
        let reason = format!("UNKNOWN: {reason}");
        assert!(text.starts_with(&reason), "{typed}:\n{text}\n{reason}");
        assert!(data.is_empty());
        let is_told = ["error: ", "{\"error\":"]
            .iter()
            .any(|it| run.stderr.starts_with(it));
        assert!(is_told, "{typed}: {}", run.stderr);
    }
    let run = check(&Home::new(), "--nagios --help").expect(3);
    assert!(run.stdout.contains("--nagios"), "help is no answer");
}

#[cfg(unix)]
#[test]
fn the_deadline_holds_for_everything_and_is_status_6() {
    let slow = RawServer::start(|_, _| Sent::Hang);
    let home = Home::at(&slow.url);
    let run = check(&home, "-w 'minutes<1' --deadline 3s").expect(6);
    let place = slow.url.trim_start_matches("http://");
    let told = format!(
        "error: no answer from {place} within 3 s\n\
         hint: --deadline gives it longer; -v tells what it waits for\n"
    );
    assert_eq!((run.stdout.as_str(), run.stderr), ("", told));
    let oops = || Sent::Reply("HTTP/1.1 500 Oops", Vec::new(), b"<html>".to_vec());
    let down = RawServer::start(move |_, _| oops());
    let run = check(
        &Home::at(&down.url),
        "-w 'minutes<1' --deadline 3s --nagios",
    )
    .expect(3);
    let place = down.url.trim_start_matches("http://");
    let told = format!("UNKNOWN: not done within 3 s, though {place} answers: an HTML");
    assert!(run.stdout.starts_with(&told), "{}", run.stdout);
    let run = check(&home, "-w 'minutes<1' --deadline 300ms -o json").expect(6);
    let error: Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(error["error"]["exitCode"], 6);
    // A command that gives the secret, and ends when the check does.
    let home = Home::new();
    let pid = home.file("pid");
    let config = format!(
        "[profiles.a]\napp_id = \"x\"\napp_secret_command = \
         [\"sh\", \"-c\", \"echo $$ > '{}'; exec sleep 600\"]\n",
        pid.display()
    );
    home.write("config/polyv-group/config.toml", config);
    // On a busy machine a deadline may be over before the command has begun.
    let pid = [1, 4, 16].into_iter().find_map(|seconds| {
        let typed = format!("--profile a -w 'minutes<1' --deadline {seconds}s --nagios");
        let run = check(&home, &typed).expect(3);
        assert_eq!(
            run.stdout,
            format!("UNKNOWN: no answer within {seconds} s\n")
        );
        std::fs::read_to_string(&pid).ok()
    });
    let pid = pid.expect("the command ran");
    let is_running = Path::new("/proc").join(pid.trim()).join("cmdline");
    let cmdline = std::fs::read(is_running).unwrap_or_default();
    assert!(
        !cmdline.starts_with(b"sleep"),
        "the command was left behind"
    );
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_check_as_it_does_every_command() {
    let slow = RawServer::start(|_, _| Sent::Hang);
    let home = Home::at(&slow.url);
    let mut command = home.command(&["check", "-w", "minutes<1", "--prometheus", "m.prom"]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while slow.seen().is_empty() {
        std::thread::yield_now();
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let run = Run::from(child.wait_with_output().unwrap()).expect(143);
    assert_eq!(run.stderr, "error: terminated (SIGTERM)\n");
    assert_eq!(left_behind(&home), Vec::<String>::new());
}

/// The files of a home that a run left.
fn left_behind(home: &Home) -> Vec<String> {
    let entries = std::fs::read_dir(home.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .filter(|name| !["state", "config"].contains(&name.as_str()))
        .collect()
}

#[cfg(unix)]
#[test]
fn the_status_counts_also_where_nobody_reads_the_line() {
    let server = group();
    let home = Home::at(&server.url);
    let script = |script: &str| home.run_in_shell(script, &["check", "-c", "frozen>0"]);
    // A pipe that is closed hides no status; a stdout that is not there is an error.
    let run = script("{ \"$0\" \"$@\"; echo $? >&2; } | true");
    assert_eq!(run.expect(0).stderr, "11\n");
    let run = script("exec \"$0\" \"$@\" >&-").expect(1);
    assert!(
        run.stderr.contains("stdout is not open for writing"),
        "{}",
        run.stderr
    );
    script("exec \"$0\" \"$@\" --nagios >&-").expect(3);
    if cfg!(target_os = "linux") {
        script("exec \"$0\" \"$@\" >/dev/full").expect(1);
        script("exec \"$0\" \"$@\" --nagios >/dev/full").expect(3);
    }
    let under_set_e = "set -e; rc=0; \"$0\" \"$@\" > line || rc=$?; case $rc in 0) ;; 10|11) cat line ;; \
                       *) exit \"$rc\" ;; esac; echo went on";
    let run = script(under_set_e).expect(0);
    let line = "CRITICAL: frozen>0: 1\nwent on\n";
    assert_eq!(run.stdout, line);
}

#[test]
fn a_profile_that_only_reads_may_check() {
    let server = group();
    let home = Home::new();
    let url = &server.url;
    let config = format!(
        "[profiles.a]\napp_id = \"x\"\napp_secret = \"y\"\nread_only = true\noutput = \"json\"\nbase_url = \"{url}\"\n"
    );
    home.write("config/polyv-group/config.toml", config);
    let run = check(&home, "--profile a -c 'frozen>0'").expect(11);
    assert!(
        run.stdout.starts_with("[\n{\"level\":\"critical\""),
        "{}",
        run.stdout
    );
    // A monitor reads its own form whatever the profile says.
    let run = check(&home, "--profile a -c 'frozen>0' --nagios").expect(2);
    assert_eq!(plugin(&run.stdout).0, "CRITICAL: frozen>0: 1");
    check(&Home::new(), "--sandbox -c 'frozen>0'").expect(11);
}

#[test]
fn a_snapshot_is_checked_without_a_request_and_says_of_when_it_is() {
    let server = group();
    let home = Home::at(&server.url);
    let run = check(&home, "--from-snapshot latest -c 'frozen>0'").expect(2);
    assert!(
        run.stderr.contains("polyv-group snapshot save"),
        "{}",
        run.stderr
    );
    let run = check(&home, "--from-snapshot latest -c 'frozen>0' --nagios").expect(3);
    assert!(
        plugin(&run.stdout).0.starts_with("UNKNOWN: no snapshot"),
        "{}",
        run.stdout
    );
    let file = home.run(&["snapshot", "save", "-q"]).expect(0).stdout;
    let (file, asked) = (file.trim_end(), server.count());
    let time = file.split('-').nth_back(0).unwrap();
    assert!(time.ends_with("Z.jsonl.gz"), "{time}");
    let (day, minute) = (&time[..8], &time[9..13]);
    let as_of = format!(
        "as of {}-{}-{} {}:{}",
        &day[..4],
        &day[4..6],
        &day[6..],
        &minute[..2],
        &minute[2..]
    );
    for (typed, status, line) in [
        ("-c 'frozen>1'", 0, "OK: 4 sub-accounts, 1 condition"),
        (
            "-c 'minutes<100' -w 'group.minutes<=100.0'",
            11,
            "CRITICAL: 2 of 4 with minutes<100; 1 more",
        ),
        ("-w 'expires<7d'", 10, "WARNING: 1 of 4 with expires<7d"),
    ] {
        let run = check(&home, &format!("--from-snapshot latest --tz UTC {typed}")).expect(status);
        assert_eq!(run.stderr, "");
        let (said, rest) = run.stdout.split_once("; as of").unwrap();
        let as_of = as_of.strip_prefix("as of").unwrap();
        assert!(said.starts_with(line), "{}", run.stdout);
        assert!(rest.starts_with(as_of), "{rest} {as_of}");
        assert!(run.stdout.trim_end().width() < 80);
    }
    let script = format!("--from-snapshot '{file}' -c 'frozen>0' --prometheus m.prom -o jsonl");
    // A file that is named needs no credentials.
    let run = check(&home, &script).expect(11);
    assert_eq!(run.stdout.lines().count(), 1);
    let nobody = Home::new();
    let run = check(&nobody, &script).expect(11);
    assert_eq!(run.stdout.lines().count(), 1);
    let metrics = std::fs::read_to_string(nobody.file("m.prom")).unwrap();
    let header = home
        .run(&["snapshot", "list", "-o", "json"])
        .expect(0)
        .stdout;
    let header: Value = serde_json::from_str(&header).unwrap();
    let time = header[0]["time"].as_i64().unwrap();
    let line = format!(
        "polyv_group_check_timestamp_seconds{{app_id=\"sandboxapp\"}} {}",
        time as f64 / 1000.
    );
    assert!(metrics.contains(&line), "{line}\n{metrics}");
    assert_eq!(server.count(), asked, "nothing is asked");
    std::fs::write(home.file("torn.gz"), &std::fs::read(file).unwrap()[..200]).unwrap();
    let run = check(&home, "--from-snapshot torn.gz -c 'frozen>0'").expect(2);
    assert!(run.stderr.contains("torn.gz"), "{}", run.stderr);
}

#[test]
fn a_snapshot_that_is_too_old_is_never_ok() {
    let service = Service::start(3);
    let home = Home::at(&service.server.url);
    // Of 2026-03-01 10:00 in China.
    let file = home.run(&["snapshot", "save", "-q"]).expect(0).stdout;
    let file = format!("'{}'", file.trim_end());
    let typed = "-w 'minutes<0'";
    for (from, conditions, status, start) in [
        ("latest", typed, 10, "WARNING: age>26h: "),
        ("today", typed, 10, "WARNING: age>26h: "),
        (
            "latest",
            "-w 'age>26h' -c 'AGE > 90m'",
            11,
            "CRITICAL: AGE > 90m: ",
        ),
        (
            "latest",
            "-c 'age>99999d'",
            0,
            "OK: 3 sub-accounts, 1 condition; as of",
        ),
        ("2026-03-02", typed, 10, "WARNING: age>"),
        (
            "2026-03-01",
            typed,
            0,
            "OK: 3 sub-accounts, 1 condition; as of",
        ),
        (&file, typed, 0, "OK: 3 sub-accounts, 1 condition; as of"),
    ] {
        let run = check(&home, &format!("--from-snapshot {from} {conditions}")).expect(status);
        assert!(run.stdout.starts_with(start), "{from}: {}", run.stdout);
        assert!(
            run.stdout.ends_with("as of 2026-03-01 10:00\n"),
            "{}",
            run.stdout
        );
    }
    for (typed, told) in [
        (
            "-w 'age>1h'",
            "age is that of a snapshot: give --from-snapshot too\n",
        ),
        (
            "-w 'age>26' --from-snapshot latest",
            "--warning: \"26\" is not a value of age: give a time with its unit, such as 26h, 2d or 90m\n",
        ),
    ] {
        let run = check(&home, typed).expect(2);
        assert!(
            run.stderr.starts_with(&format!("error: {told}")),
            "{}",
            run.stderr
        );
    }
}

#[cfg(unix)]
#[test]
fn a_rate_window_that_another_process_holds_does_not_outlast_the_deadline() {
    let server = group();
    let home = Home::at(&server.url);
    check(&home, "-c 'frozen>1'").expect(0);
    let window = home.file("state/polyv-group/rate-slots");
    let held = std::fs::OpenOptions::new()
        .write(true)
        .open(window)
        .unwrap();
    held.lock().unwrap();
    let (began, asked) = (Instant::now(), server.count());
    let run = check(&home, "-c 'frozen>1' --nagios --deadline 500ms").expect(3);
    assert_eq!(run.stdout, "UNKNOWN: no answer within 500 ms\n");
    // Its lock is waited for ten seconds.
    assert!(began.elapsed() < Duration::from_secs(9));
    assert_eq!(server.count(), asked);
}

#[test]
fn days_left_are_those_of_the_resource_that_is_used_up_first() {
    let service = Service::start(3);
    let home = Home::at(&service.server.url);
    let save = || home.run(&["snapshot", "save"]).expect(0);
    let untold = "days-left is not told: no snapshot is 3 to 14 days older than the latest one";
    for day in 0..5 {
        save();
        if day < 3 {
            let run = check(&home, "-w 'days-left<7'").expect(2);
            assert!(
                run.stderr.starts_with(&format!("error: {untold}\n")),
                "{}",
                run.stderr
            );
            let run = check(&home, "-w 'days-left<7' --nagios").expect(3);
            assert!(
                run.stdout.starts_with("UNKNOWN: days-left is not told: "),
                "{}",
                run.stdout
            );
            let run = check(&home, "-w 'days-left<7' -c 'normal<9' --nagios").expect(2);
            let line = "CRITICAL: normal<9: 3; days-left is not told | 'normal'=3;;9:;0;3 'days-left'=U;7:;;0;3\n";
            assert_eq!(run.stdout, line);
        }
        service.change(|group| {
            group.pass(DAY + 60 * SECOND);
            // Of two resources: minutes last for longer than flow.
            group.burn(0, 0, 2_000);
            group.burn(0, 1, 500);
            group.burn(1, 0, 1_000);
        });
    }
    save();
    let run = check(&home, "-w 'days-left<7' -c 'days-left<1'").expect(10);
    let line = "WARNING: 1 of 3 with days-left<7: Shop0@Example.com 5; 1 without days-left\n";
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (line, ""));
    let run = check(
        &home,
        "--from-snapshot latest -w 'days-left<100' -w 'age>99999d' -o json -q",
    )
    .expect(10);
    let rows: Value = serde_json::from_str(&run.stdout).unwrap();
    let found = |at: usize| {
        (
            rows[at]["email"].clone(),
            rows[at]["field"].clone(),
            rows[at]["value"].clone(),
        )
    };
    assert_eq!(
        found(0),
        (json!("Shop0@Example.com"), json!("daysLeft"), json!(5))
    );
    assert_eq!(rows.as_array().unwrap().len(), 2);
    // What is left now counts, not what was left in the latest snapshot.
    service.change(|group| group.burn(0, 1, 2_000));
    let run = check(&home, "-c 'days-left<1.5' --prometheus m.prom").expect(11);
    assert_eq!(
        run.stdout,
        "CRITICAL: 1 of 3 with days-left<1.5: Shop0@Example.com 1; 1 without days-left\n"
    );
    let metrics = std::fs::read_to_string(home.file("m.prom")).unwrap();
    let line = "polyv_group_account_lasting_seconds{app_id=\"sandboxapp\",email=\"Shop0@Example.com\",user_id=\"u0\"} 86400\n";
    assert!(metrics.contains(line), "{metrics}");
}

#[test]
fn days_left_that_nobody_can_tell_are_never_ok() {
    let service = Service::start(2);
    let home = Home::at(&service.server.url);
    for _ in 0..5 {
        home.run(&["snapshot", "save"]).expect(0);
        service.change(|group| {
            group.pass(DAY);
            group.burn(0, 0, 1_000);
            group.burn(1, 0, 1_000);
        });
    }
    home.run(&["snapshot", "save"]).expect(0);
    check(&home, "-w 'days-left<7'").expect(0);
    // What cannot be told of flow may be less than what minutes last.
    service.change(|group| {
        group.pass(60 * SECOND);
        group.accounts[0].left[1] += 100; // nobody logged it
    });
    home.run(&["snapshot", "save"]).expect(0);
    let run = check(&home, "-w 'days-left<7'").expect(0);
    let line = "OK: 2 sub-accounts, 1 condition; 1 without days-left\n";
    assert_eq!(run.stdout, line);
    service.change(|group| group.pass(3 * DAY));
    let run = check(&home, "-w 'days-left<7'").expect(0);
    let line = "OK: 2 sub-accounts, 1 condition; use until 2026-03-06; 1 without days-left\n";
    assert_eq!(run.stdout, line);
    service.change(|group| group.pass(12 * DAY));
    let run = check(&home, "-w 'days-left<7' --nagios").expect(3);
    let line = "UNKNOWN: days-left is not told: the latest snapshot is of 2026-03-06 10:01:00,…\n";
    assert_eq!(run.stdout, line);
    service.change(|group| {
        group.pass(-15 * DAY);
        group.generations = [false; 2];
    });
    let run = check(&home, "-w 'days-left<7' --nagios").expect(3);
    let line = "UNKNOWN: days-left is not told: the allocation log could not be read\n";
    assert_eq!(run.stdout, line);
    check(&home, "-w 'days-left<7'").expect(6);
    let run = check(&home, "-w 'days-left<7' -c 'normal<9'").expect(11);
    assert_eq!(run.stdout, "CRITICAL: normal<9: 2; days-left is not told\n");
}

#[test]
fn what_no_account_is_told_of_is_never_ok() {
    let rows = |fields: &'static str| {
        let server = RawServer::start(move |_, _| {
            Sent::Json(format!(
                r#"{{"code":200,"data":{{"totalItems":2,"contents":[
                    {{"userId":"u1","email":"a@b.cn",{fields}}},{{"userId":"u2","email":"c@b.cn",{fields}}}
                ]}}}}"#
            ))
        });
        let home = Home::at(&server.url);
        (home, server)
    };
    for (fields, condition, is_told) in [
        (
            r#""remainMinutes":null,"status":"normal""#,
            "minutes<5",
            true,
        ),
        (r#""remainMinutes":"","status":"normal""#, "minutes<5", true),
        (
            r#""remainMinutes":"5 min","status":"normal""#,
            "minutes<5",
            false,
        ),
        (r#""minutesLeft":5,"status":"normal""#, "minutes<5", false),
        (r#""minutesLeft":5,"state":"frozen""#, "frozen>0", false),
        (
            r#""minutesLeft":5,"state":"frozen""#,
            "status=frozen",
            false,
        ),
        (r#""minutesLeft":5,"state":"frozen""#, "count<2", true),
    ] {
        let (home, _server) = rows(fields);
        let run = check(&home, &format!("-w '{condition}'"));
        match is_told {
            true => drop(run.expect(0)),
            false => {
                let run = run.expect(6);
                let words = "is not told: no sub-account has it in a form that is known";
                assert!(run.stderr.contains(words), "{condition}: {}", run.stderr);
            }
        }
    }
}
