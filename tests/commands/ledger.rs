//! The account of writes: what is noted of each, and `writes list`.

use crate::support::{Home, RawServer, Run, Sent, faulty, nobody};
use polyv_group::sandbox::{APP_ID, APP_SECRET};
use serde_json::{Value, json};
use std::process::Stdio;

const RESET: &str = "subaccounts reset-secret --email shop1@example.com --yes";
const FILE: &str = "state/polyv-group/writes.jsonl";
const SANDBOX_FILE: &str = "state/polyv-group/sandbox-writes.jsonl";
const PASSWORD: &str = "Passw0rd1";

/// Answers each POST so, and reads with one child account.
fn service(post: impl Fn() -> Sent + Send + Sync + 'static) -> RawServer {
    RawServer::start(move |_, request| {
        match request.line.as_bytes()[0] {
        b'G' => Sent::Json(
            r#"{"code":200,"data":{"contents":[{"childEmail":"li@example.com","childName":"李四"}]}}"#
                .into(),
        ),
        _ => post(),
    }
    })
}

fn willing() -> RawServer {
    service(|| {
        let data = r#"{"appId":"a1","appSecret":"hush","userId":"u1"}"#;
        Sent::Json(format!(r#"{{"code":200,"requestId":"r.1","data":{data}}}"#))
    })
}

fn run(home: &Home, line: &str) -> Run {
    home.run_with_stdin(&line.split(' ').collect::<Vec<_>>(), PASSWORD)
}

fn user() -> String {
    if cfg!(windows) {
        // There only a variable tells it, which the home here is without.
        return String::new();
    }
    let id = std::process::Command::new("id").arg("-un").output();
    String::from_utf8(id.unwrap().stdout).unwrap().trim().into()
}

/// The lines of a file without id and time, which differ from run to run.
fn lines(home: &Home, file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(home.file(file)).unwrap();
    let lines = text.lines().map(|line| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        let members = line.as_object_mut().unwrap();
        assert!(members.remove("id").unwrap().is_string());
        assert!(members.remove("time").is_none_or(|time| time.is_u64()));
        line
    });
    lines.collect()
}

fn listed(home: &Home, more: &str) -> String {
    let mut args = vec!["writes", "list"];
    args.extend(more.split(' '));
    home.run(&args).expect(0).stdout
}

#[test]
fn a_write_is_noted_as_it_leaves_and_as_it_ends() {
    let server = willing();
    let home = Home::at(&server.url);
    let args: Vec<&str> = RESET.split(' ').collect();
    let shell = home.run_without_mask(&args);
    shell.expect(0);
    let sent = json!({
        "user": user(), "profile": null, "appId": APP_ID, "account": null, "baseUrl": server.url,
        "endpoint": "POST /live/v4/group/user/secret/reset", "what": "reset the appSecret",
        "email": "shop1@example.com", "values": {"email": "shop1@example.com"}, "before": null,
        "outcome": "sent"
    });
    let mut done = sent.clone();
    done["outcome"] = "done".into();
    let end = json!({"attempts": 1, "code": null, "message": null, "requestId": "r.1"});
    done.as_object_mut()
        .unwrap()
        .extend(end.as_object().unwrap().clone());
    assert_eq!(lines(&home, FILE), [sent, done]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |file| home.file(file).metadata().unwrap().permissions().mode() & 0o777;
        let folder = "state/polyv-group";
        assert_eq!((mode(FILE), mode(folder)), (0o600, 0o700));
    }
}

#[test]
fn each_end_of_a_write_has_its_outcome() {
    let refused = || {
        let body = r#"{"code":400,"requestId":"r.2","error":{"code":10001,"desc":"no such 账号"},"success":false}"#;
        Sent::Reply("HTTP/1.1 400 Bad Request", Vec::new(), body.into())
    };
    let columns = "-o jsonl";
    let shown = |home: &Home| {
        let row: Value = serde_json::from_str(&listed(home, columns)).unwrap();
        let fields = ["outcome", "attempts", "code", "message", "requestId"];
        fields.map(|field| row[field].clone())
    };
    let home = Home::at(&service(refused).url);
    run(&home, RESET).expect(5);
    let expected = [
        json!("refused"),
        1.into(),
        10001.into(),
        "no such 账号".into(),
        "r.2".into(),
    ];
    assert_eq!(shown(&home), expected);

    let home = Home::at(&service(|| Sent::Close).url);
    run(&home, RESET).expect(9);
    let [outcome, attempts, code, message, _] = shown(&home);
    assert_eq!(
        (outcome, attempts, code),
        ("unknown".into(), 1.into(), Value::Null)
    );
    assert!(message.is_string());

    let home = Home::at(&nobody());
    run(&home, &format!("{RESET} --retries 1")).expect(6);
    let [outcome, attempts, ..] = shown(&home);
    assert_eq!((outcome, attempts), ("notSent".into(), 2.into()));
}

#[test]
fn tries_of_one_write_are_one_write() {
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let home = Home::at(
        &service(
            move || match tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
                0 => Sent::Reply(
                    "HTTP/1.1 429 Too Many Requests",
                    vec!["Retry-After: 0".into()],
                    b"slowly".to_vec(),
                ),
                _ => Sent::Json(r#"{"code":200,"data":{"appSecret":"hush"}}"#.into()),
            },
        )
        .url,
    );
    run(&home, RESET).expect(0);
    let columns = "-o csv --columns outcome,attempts";
    assert_eq!(listed(&home, columns), "outcome,attempts\ndone,2\n");
    assert_eq!(lines(&home, FILE).len(), 2);
}

#[test]
fn each_row_of_a_roster_is_a_write_and_a_lost_one_that_is_found_is_done() {
    let home = Home::at(&faulty(&["user/create:2:dropreply"]));
    let head = "email,password,contacts,phone,maxChannels,minutes\n";
    let row = |n| format!("e{n}@example.com,{PASSWORD},x,1380000000{n},1,1\n");
    let rows: String = (1..4).map(row).collect();
    home.write("r.csv", format!("{head}{rows}"));
    run(
        &home,
        "subaccounts create --from r.csv --yes --connections 1",
    )
    .expect(0);
    let columns = "-o csv --sort email --columns what,email,outcome";
    assert_eq!(
        listed(&home, columns),
        "what,email,outcome\n\
         create the sub-account,e1@example.com,done\n\
         create the sub-account,e2@example.com,done\n\
         create the sub-account,e3@example.com,done\n"
    );
    let after = listed(&home, "-o jsonl --where after~e2");
    let row: Value = serde_json::from_str(&after).unwrap();
    let after = json!({
        "email": "e2@example.com", "contacts": "x", "phone": "13800000002", "maxChannels": 1
    });
    assert_eq!(row["after"], after);
    let outcomes = lines(&home, FILE).into_iter();
    let mut outcomes: Vec<_> = outcomes.map(|line| line["outcome"].clone()).collect();
    outcomes.sort_by_key(Value::to_string);
    let mut expected = ["done"; 3].to_vec();
    expected.extend(["sent"; 3]);
    expected.push("unknown");
    assert_eq!(outcomes, expected);
}

#[test]
fn a_program_that_is_killed_leaves_an_unknown_write() {
    let server = service(|| Sent::Hang);
    let home = Home::at(&server.url);
    let args: Vec<&str> = RESET.split(' ').collect();
    let mut child = home.command(&args);
    let mut child = child.stderr(Stdio::null()).spawn().unwrap();
    while server.count() == 0 {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let list = listed(&home, "-o csv --columns what,email,outcome,message");
    assert_eq!(
        list,
        "what,email,outcome,message\nreset the appSecret,shop1@example.com,unknown,\"its end is not \
         noted: the program was ended, or is still at it\"\n"
    );
}

#[test]
fn what_a_write_changed_is_noted_where_it_is_read_back() {
    let home = Home::at(&willing().url);
    let update = "children update --email li@example.com --name 李四 --password-stdin --yes";
    run(&home, update).expect(0);
    let columns = "email,values,after,outcome";
    let list = listed(&home, "-o jsonl --where outcome=done");
    let row: Value = serde_json::from_str(&list).unwrap();
    assert_eq!(
        columns
            .split(',')
            .map(|name| row[name].clone())
            .collect::<Vec<_>>(),
        [
            json!("li@example.com"),
            json!({"childEmail": "li@example.com", "childName": "李四", "password": "********"}),
            json!({"childEmail": "li@example.com", "childName": "李四"}),
            json!("done")
        ]
    );
}

#[test]
fn an_allotment_is_noted_with_what_was_there_and_what_is_there_now() {
    let home = Home::new();
    let allocate = "--sandbox subaccounts allocate --email branch0001@hd.example.com --give \
                    minutes=5 --set channels=20 --set flow=120 --yes";
    run(&home, &allocate.replace("  ", "")).expect(0);
    let columns = "--sandbox -o csv --no-header --sort what --columns what,outcome,before,after";
    assert_eq!(
        listed(&home, columns).replace("\"\"", "'"),
        "give 5 minutes,done,\"{'minutes':16010}\",\"{'minutes':16015}\"\n\
         \"set flow to 120, set channels to 20\",done,\"{'flow':106.71,'channels':15}\",\"{'flow':120,'channels':20}\"\n"
    );
}

#[test]
fn no_secret_is_noted() {
    let server = willing();
    let home = Home::at(&server.url);
    home.write(
        "account.json",
        format!(r#"{{"a":[{{"newPassword":"{PASSWORD}"}}]}}"#),
    );
    for line in [
        "subaccounts create --email a@example.com --contacts x --phone 13800000000 --max-channels 1 \
         --minutes 1 --password-stdin --no-preflight --no-wait --yes",
        "children update --email li@example.com --password-stdin --yes",
        &format!("api POST /x -Q password={PASSWORD} -F readToken={PASSWORD} --yes"),
        "api POST /x --json account.json --yes",
        RESET,
    ] {
        let line = format!("{line} -vv --show-secrets").replace("  ", "");
        run(&home, &line).expect(0);
    }
    let text = std::fs::read_to_string(home.file(FILE)).unwrap();
    assert_eq!(
        text.lines()
            .filter(|line| line.contains("********"))
            .count(),
        8
    );
    let seen = server.seen().into_iter();
    let signs: Vec<String> = seen.filter_map(|request| request.query("sign")).collect();
    assert!(signs.len() >= 5);
    let secrets = [PASSWORD, "hush", APP_SECRET].map(str::to_owned);
    for secret in secrets.iter().chain(&signs) {
        assert!(!text.contains(secret.as_str()), "{secret}: {text}");
    }
}

#[test]
fn what_does_not_leave_is_not_noted() {
    let server = willing();
    let home = Home::at(&server.url);
    run(&home, &RESET.replace("--yes", "--dry-run")).expect(0);
    run(&home, &format!("{RESET} --print-curl")).expect(0);
    run(&home, &RESET.replace("--yes", "")).expect(2);
    run(&home, "children list --limit 1").expect(0);
    let read_only = Home::at(&server.url).with("POLYV_READ_ONLY", "true");
    run(&read_only, RESET).expect(3);
    for home in [home, read_only] {
        assert!(!home.file(FILE).exists());
        assert_eq!(listed(&home, "--count"), "0\n");
    }
}

#[test]
fn a_write_goes_on_where_it_cannot_be_noted() {
    let server = willing();
    let words = "warning: `writes list` will not have all writes of this run: ";
    let no_folder = Home::at(&server.url);
    no_folder.write("state", "in the way");
    let no_file = Home::at(&server.url);
    no_file.write(&format!("{FILE}/x"), "in the way");
    for home in [no_folder, no_file] {
        let done = run(&home, RESET).expect(0);
        assert_eq!(done.stderr.matches(words).count(), 1, "{}", done.stderr);
        assert!(
            !run(&home, &format!("{RESET} -q"))
                .expect(0)
                .stderr
                .contains(words)
        );
    }
}

#[test]
fn a_write_to_the_sandbox_is_in_a_list_of_its_own() {
    let home = Home::new();
    let reset = RESET.replace("shop1@example.com", "branch0001@hd.example.com");
    run(&home, &format!("--sandbox {reset}")).expect(0);
    assert!(!home.file(FILE).exists());
    assert_eq!(lines(&home, SANDBOX_FILE).len(), 2);
    assert_eq!(listed(&home, "--count"), "0\n");
    let shown = "--sandbox --no-header --columns baseUrl,outcome -o csv";
    assert_eq!(listed(&home, shown), "sandbox,done\n");
    run(&home, "sandbox reset").expect(0);
    assert_eq!(listed(&home, "--sandbox --count"), "0\n");
}

/// Of what an allocation leaves, only what tells of the sandbox.
#[test]
fn a_reset_forgets_the_allocations_of_the_sandbox_alone() {
    let home = Home::new();
    let give =
        "--sandbox subaccounts allocate --email branch0001@hd.example.com --give minutes=1 --yes";
    run(&home, give).expect(0);
    let start = |app_id: &str, base: &str| {
        format!(
            "{{\"start\":{{\"version\":1,\"appId\":\"{app_id}\",\"base\":\"{base}\",\
             \"command\":\"subaccounts allocate\",\"at\":1}}}}\n"
        )
    };
    let folder = "state/polyv-group";
    let sandbox = start("sandboxapp", "the sandbox");
    home.write(&format!("{folder}/allocate-1.jsonl"), &sandbox);
    home.write(&format!("{folder}/allocations-real.jsonl"), "");
    home.write(&format!("{folder}/roster.journal.jsonl"), &sandbox);
    let real = start("fvqtp0xq2g", "https://api.polyv.net");
    home.write(&format!("{folder}/allocate-2.jsonl"), real);
    home.write(&format!("{folder}/allocate-3.jsonl"), "no journal");
    let names = || {
        let entries = std::fs::read_dir(home.file(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names
            .filter(|name| name.starts_with("alloc") || name.starts_with("roster"))
            .collect();
        names.retain(|name| name.ends_with(".jsonl"));
        names.sort();
        names
    };
    assert_eq!(names().len(), 6);
    run(&home, "sandbox reset").expect(0);
    let kept = [
        "allocate-2.jsonl",
        "allocate-3.jsonl",
        "allocations-real.jsonl",
        "roster.journal.jsonl",
    ];
    assert_eq!(names(), kept);
}

#[test]
fn processes_at_the_same_time_never_mix_their_lines() {
    let server = willing();
    let home = Home::at(&server.url);
    let args: Vec<&str> = RESET.split(' ').collect();
    let start = |_| {
        let mut command = home.command(&args);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let mut children: Vec<_> = (0..12).map(start).collect();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(lines(&home, FILE).len(), 24);
    assert_eq!(
        listed(&home, "--by outcome -o csv"),
        "outcome,count\ndone,12\n"
    );
}

/// Two files with what other runs noted, and lines that say nothing.
fn noted() -> Home {
    let home = Home::new();
    let line = |id: &str, time: i64, more: Value| {
        let mut line = json!({"id": id, "time": time, "user": "ops", "profile": "hq"});
        let members = line.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        format!("{line}\n")
    };
    let older = [
        line(
            "a-1",
            1_700_000_000_000,
            json!({"what": "give minutes", "email": "a@example.com", "outcome": "sent"}),
        ),
        line(
            "a-2",
            1_700_000_001_000,
            json!({"what": "give minutes", "email": "b@example.com", "outcome": "sent"}),
        ),
    ];
    home.write("state/polyv-group/writes.1.jsonl", older.concat());
    let newer = [
        line(
            "a-1",
            1_700_000_000_000,
            json!({"what": "give minutes", "email": "a@example.com", "outcome": "unknown", "message": "lost\u{1b}[2J"}),
        ),
        "{\"id\":\"c-1\",\"ti\n".into(),
        line(
            "b-1",
            1_700_000_001_000,
            json!({"what": "take\u{202e} flow", "email": "c@example.com", "outcome": "refused"}),
        ),
        "{\"id\":\"a-1\",\"outcome\":\"done\",\"after\":{\"minutes\":5.0}}\n".into(),
        "\u{0}\u{0}\n\n".into(),
        "{\"id\":\"gone-7\",\"outcome\":\"done\",\"after\":{}}\n".into(),
    ];
    home.write(FILE, newer.concat());
    home
}

#[test]
fn the_list_joins_what_the_lines_of_a_write_say_newest_first() {
    let home = noted();
    let table = home.run(&["writes", "list"]).expect(0);
    assert_eq!(
        table.stdout,
        "TIME                 USER  PROFILE  WHAT               E-MAIL         BEFORE  AFTER        OUTCOME  MESSAGE\n\
         2023-11-15 06:13:21  ops   hq       take\\u{202e} flow  c@example.com  -       -            refused  -\n\
         2023-11-15 06:13:21  ops   hq       give minutes       b@example.com  -       -            unknown  its end is not noted: the program was ended, or is still at it\n\
         2023-11-15 06:13:20  ops   hq       give minutes       a@example.com  -       minutes 5.0  done     lost\\u{1b}[2J\n"
    );
    let file = home.file(FILE);
    let warning = format!(
        "warning: {}: 2 lines cannot be read and are left out\n",
        file.display()
    );
    assert_eq!(table.stderr, warning);
}

#[test]
fn the_list_answers_questions_as_every_list_does() {
    let home = noted();
    for (asked, expected) in [
        (
            "--where what~give -o csv --columns email",
            "email\nb@example.com\na@example.com\n",
        ),
        (
            "--sort email --limit 1 --no-header -o csv --columns e-mail,tries",
            "a@example.com,\n",
        ),
        (
            "--by what --count -o csv",
            "what,count\n\"take\u{202e} flow\",1\ngive minutes,2\n",
        ),
        ("--search FLOW --count", "1\n"),
        (
            "--where after~5.0 --columns time -o csv --tz UTC",
            "time\n2023-11-14 22:13:20\n",
        ),
    ] {
        assert_eq!(
            listed(&home, asked).replace('"', ""),
            expected.replace('"', ""),
            "{asked}"
        );
    }
    let some = home
        .run(&["writes", "list", "--where", "outcome = done"])
        .expect(0);
    assert!(some.stderr.ends_with("1 of 3 writes\n"), "{}", some.stderr);
    let wrong = home
        .run(&["writes", "list", "--where", "outcome = perhaps"])
        .expect(2);
    assert!(
        wrong
            .stderr
            .contains("done or refused or unknown or notSent"),
        "{}",
        wrong.stderr
    );
    let account = ["writes", "list", "--account", "a@example.com"];
    home.run(&account).expect(2);
    let none = Home::new().run(&["writes", "list", "-o", "json"]).expect(0);
    assert_eq!(
        (none.stdout.as_str(), none.stderr.as_str()),
        ("[]\n", "no writes\n")
    );
    // Of a condition it is said that nothing fits it, with and without writes.
    let asked = [
        "writes",
        "list",
        "--lang",
        "zh",
        "--where",
        "outcome = notSent",
    ];
    let none = Home::new().run(&asked).expect(0);
    assert_eq!(none.stderr, "没有符合条件的写操作\n");
    let limited = [&asked[..], &["--limit", "1"]].concat();
    let none = home.run(&limited).expect(0);
    let words = "已略过\n没有符合条件的写操作\n";
    assert!(none.stderr.ends_with(words), "{}", none.stderr);
}
