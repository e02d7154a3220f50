//! The figures that `check --prometheus` writes.

use crate::support::{Home, RawServer, Run, Sent, installed, nobody, sandbox};
use polyv_group::sandbox::Options;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// Two accounts, one of a hostile name and with nulls, and one that comes twice.
fn group() -> RawServer {
    let rows = [
        json!({"userId": "u1", "email": "a\"b\\c\nd|é校@example.com", "status": "normal",
            "remainMinutes": "12.5", "remainConcurrent": null, "remainFlow": 0.1, "remainSpace": 100.00,
            "balance": "-12.30", "expireDate": 1_923_494_400_123_i64, "appSecret": "s3cr3t"}),
        json!({"userId": "u2", "email": null, "status": "cooled down", "remainMinutes": "soon",
            "maxChannels": 3, "linkMicMinutes": 2, "guideMinutes": 0, "linkMicLimit": 16}),
        json!({"userId": null, "email": null, "status": "normal", "remainMinutes": 1}),
        json!({"userId": null, "email": null, "status": "frozen", "remainMinutes": 2}),
    ];
    let info = json!({"code": 200, "data": {
        "liveInfo": {"accountDurations": 2000.0, "totalDepositedDuration": 1900, "usedDuration": "7",
            "totalChannels": null, "accountChannels": 5},
        "vodInfo": {"accountFlow": 529115.5, "totalFlows": 0.01}}});
    RawServer::start(move |_, request| {
        let answer = match request.line.contains("get-info") {
            true => info.clone(),
            false => {
                json!({"code": 200, "data": {"pageNumber": 1, "pageSize": 100, "totalPages": 1,
                "totalItems": rows.len(), "contents": rows}})
            }
        };
        Sent::Json(answer.to_string())
    })
}

/// A file in the format as it is written down (prometheus.io:
/// docs/instrumenting/exposition_formats), with what OpenMetrics wants beyond it:
/// the samples of each metric by its labels.
fn read(text: &str) -> BTreeMap<String, BTreeMap<String, f64>> {
    let body = text.strip_suffix("# EOF\n").expect("it ends with # EOF");
    let mut metrics: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    let mut lines = body.lines().peekable();
    while let Some(line) = lines.next() {
        let (name, help) = line
            .strip_prefix("# HELP ")
            .unwrap()
            .split_once(' ')
            .unwrap();
        assert!(
            name.starts_with("polyv_group_") && help.ends_with('.'),
            "{line}"
        );
        assert!(
            name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
            "{name}"
        );
        assert_eq!(lines.next(), Some(format!("# TYPE {name} gauge").as_str()));
        assert!(!metrics.contains_key(name), "{name} comes twice");
        let samples = metrics.entry(name.to_owned()).or_default();
        while let Some(line) = lines.next_if(|line| !line.starts_with('#')) {
            let sample = line
                .strip_prefix(name)
                .unwrap_or_else(|| panic!("{line} in {name}"));
            let (labels, value) = sample.rsplit_once("} ").unwrap();
            assert!(
                value
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b"-.".contains(&b)),
                "{value}"
            );
            let labels = labels.strip_prefix('{').unwrap();
            is_list_of_labels(labels);
            let before = samples.insert(labels.to_owned(), value.parse().unwrap());
            assert_eq!(before, None, "{line} comes twice");
        }
        assert!(!samples.is_empty(), "{name} has no sample");
    }
    metrics
}

/// `name="value",…`, each name once, `"`, `\` and newline in values escaped.
fn is_list_of_labels(labels: &str) {
    let mut letters = labels.chars().peekable();
    let mut names = HashSet::new();
    loop {
        let mut name = String::new();
        while let Some(letter) = letters.next_if(|letter| *letter != '=') {
            assert!(letter.is_ascii_lowercase() || letter == '_', "{labels}");
            name.push(letter);
        }
        assert!(!name.is_empty() && names.insert(name), "{labels}");
        assert_eq!(
            (letters.next(), letters.next()),
            (Some('='), Some('"')),
            "{labels}"
        );
        loop {
            match letters.next().unwrap() {
                '"' => break,
                '\\' => assert!(
                    ['"', '\\', 'n'].contains(&letters.next().unwrap()),
                    "{labels}"
                ),
                letter => assert!(!letter.is_control(), "{labels}"),
            }
        }
        match letters.next() {
            None => return,
            next => assert_eq!(next, Some(','), "{labels}"),
        }
    }
}

const EXPECTED: &str = r#"# HELP polyv_group_channels_owned Channels that the group owns.
# TYPE polyv_group_channels_owned gauge
polyv_group_channels_owned{app_id="sandboxapp"} 5
# HELP polyv_group_live_owned_seconds Live time that the group owns.
# TYPE polyv_group_live_owned_seconds gauge
polyv_group_live_owned_seconds{app_id="sandboxapp"} 120000
# HELP polyv_group_live_used_seconds Live time that was used.
# TYPE polyv_group_live_used_seconds gauge
polyv_group_live_used_seconds{app_id="sandboxapp"} 420
# HELP polyv_group_live_allocated_seconds Live time that sub-accounts were given.
# TYPE polyv_group_live_allocated_seconds gauge
polyv_group_live_allocated_seconds{app_id="sandboxapp"} 114000
# HELP polyv_group_flow_allocated_bytes VOD flow that sub-accounts were given.
# TYPE polyv_group_flow_allocated_bytes gauge
polyv_group_flow_allocated_bytes{app_id="sandboxapp"} 10737418.24
# HELP polyv_group_flow_owned_bytes VOD flow that the group owns.
# TYPE polyv_group_flow_owned_bytes gauge
polyv_group_flow_owned_bytes{app_id="sandboxapp"} 568133442076672
# HELP polyv_group_accounts Sub-accounts in a state.
# TYPE polyv_group_accounts gauge
polyv_group_accounts{app_id="sandboxapp",state="normal"} 2
polyv_group_accounts{app_id="sandboxapp",state="cooled down"} 1
polyv_group_accounts{app_id="sandboxapp",state="frozen"} 1
polyv_group_accounts{app_id="sandboxapp",state="expired"} 0
# HELP polyv_group_account_live_left_seconds Live time that a sub-account has left.
# TYPE polyv_group_account_live_left_seconds gauge
polyv_group_account_live_left_seconds{app_id="sandboxapp",email="a\"b\\c\nd|é校@example.com",user_id="u1"} 750
polyv_group_account_live_left_seconds{app_id="sandboxapp",email="",user_id=""} 60
# HELP polyv_group_account_flow_left_bytes VOD flow that a sub-account has left.
# TYPE polyv_group_account_flow_left_bytes gauge
polyv_group_account_flow_left_bytes{app_id="sandboxapp",email="a\"b\\c\nd|é校@example.com",user_id="u1"} 107374182.4
# HELP polyv_group_account_space_left_bytes VOD space that a sub-account has left.
# TYPE polyv_group_account_space_left_bytes gauge
polyv_group_account_space_left_bytes{app_id="sandboxapp",email="a\"b\\c\nd|é校@example.com",user_id="u1"} 107374182400
# HELP polyv_group_account_balance_yuan Money that a sub-account has left.
# TYPE polyv_group_account_balance_yuan gauge
polyv_group_account_balance_yuan{app_id="sandboxapp",email="a\"b\\c\nd|é校@example.com",user_id="u1"} -12.3
# HELP polyv_group_account_expiry_timestamp_seconds When a sub-account expires.
# TYPE polyv_group_account_expiry_timestamp_seconds gauge
polyv_group_account_expiry_timestamp_seconds{app_id="sandboxapp",email="a\"b\\c\nd|é校@example.com",user_id="u1"} 1923494400.123
# HELP polyv_group_account_channels Channels that a sub-account may have.
# TYPE polyv_group_account_channels gauge
polyv_group_account_channels{app_id="sandboxapp",email="",user_id="u2"} 3
# HELP polyv_group_account_link_mic_left_seconds Link-mic time that a sub-account has left.
# TYPE polyv_group_account_link_mic_left_seconds gauge
polyv_group_account_link_mic_left_seconds{app_id="sandboxapp",email="",user_id="u2"} 120
# HELP polyv_group_account_guide_left_seconds Guide time that a sub-account has left.
# TYPE polyv_group_account_guide_left_seconds gauge
polyv_group_account_guide_left_seconds{app_id="sandboxapp",email="",user_id="u2"} 0
# HELP polyv_group_account_link_mic_limit Participants of a link-mic of a sub-account.
# TYPE polyv_group_account_link_mic_limit gauge
polyv_group_account_link_mic_limit{app_id="sandboxapp",email="",user_id="u2"} 16
# HELP polyv_group_account_state The state of a sub-account; always 1.
# TYPE polyv_group_account_state gauge
polyv_group_account_state{app_id="sandboxapp",email="a\"b\\c\nd|é校@example.com",user_id="u1",state="normal"} 1
polyv_group_account_state{app_id="sandboxapp",email="",user_id="u2",state="cooled down"} 1
polyv_group_account_state{app_id="sandboxapp",email="",user_id="",state="normal"} 1
# HELP polyv_group_check_matches Sub-accounts for which a condition holds; 1 where one of the group holds.
# TYPE polyv_group_check_matches gauge
polyv_group_check_matches{app_id="sandboxapp",condition="group.minutes%<5",level="critical"} 0
polyv_group_check_matches{app_id="sandboxapp",condition="minutes<2",level="warning"} 1
# HELP polyv_group_check_status What the check came to: 0 OK, 1 warning, 2 critical.
# TYPE polyv_group_check_status gauge
polyv_group_check_status{app_id="sandboxapp"} 1
# HELP polyv_group_check_timestamp_seconds When the figures were read.
# TYPE polyv_group_check_timestamp_seconds gauge
polyv_group_check_timestamp_seconds{app_id="sandboxapp"} {NOW}
# EOF
"#;

#[test]
fn figures_come_in_base_units_with_labels_that_end_nowhere() {
    let server = group();
    let home = Home::at(&server.url);
    let before = polyv_group::clock::unix_millis();
    let args = [
        "check",
        "-w",
        "minutes<2",
        "-w",
        "minutes<2",
        "-c",
        "group.minutes%<5",
        "--prometheus",
        "m.prom",
    ];
    let run = home.run(&args).expect(10);
    let after = polyv_group::clock::unix_millis();
    let warned = "warning: 1 row of the same e-mail and user id as another have no metrics\n";
    assert_eq!(run.stderr, warned);
    let text = std::fs::read_to_string(home.file("m.prom")).unwrap();
    let metrics = read(&text);
    let time = metrics["polyv_group_check_timestamp_seconds"]
        .values()
        .next()
        .unwrap();
    let (least, most) = (before as f64 / 1000., after as f64 / 1000.);
    assert!((least..=most).contains(time), "{least} {time} {most}");
    let (start, end) = EXPECTED.split_once("{NOW}").unwrap();
    assert!(text.starts_with(start) && text.ends_with(end), "{text}");
}

#[test]
fn metrics_alone_need_no_condition_and_where_leaves_accounts_out() {
    let home = Home::at(&sandbox(Options::default()));
    let run = home.run(&["check", "--prometheus", "m.prom"]).expect(0);
    assert_eq!(
        (run.stdout.as_str(), run.stderr.as_str()),
        ("OK: 230 sub-accounts\n", "")
    );
    let metrics = read(&std::fs::read_to_string(home.file("m.prom")).unwrap());
    assert_eq!(metrics["polyv_group_account_live_left_seconds"].len(), 230);
    assert!(!metrics.contains_key("polyv_group_check_status"));
    home.run(&[
        "check",
        "--prometheus",
        "m.prom",
        "--where",
        "minutes < 100",
    ])
    .expect(0);
    let metrics = read(&std::fs::read_to_string(home.file("m.prom")).unwrap());
    assert_eq!(metrics["polyv_group_account_live_left_seconds"].len(), 5);
    assert_eq!(metrics["polyv_group_accounts"].values().sum::<f64>(), 5.);
}

#[cfg(unix)]
#[test]
fn the_file_can_be_read_by_the_collector_and_stays_as_it_was_where_a_run_fails() {
    use std::os::unix::fs::PermissionsExt;
    let server = group();
    let (home, nobody) = (Home::at(&server.url), Home::at(&nobody()));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("polyv.prom");
    let mode = || std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    let name = file.to_str().unwrap();
    let check = |home: &Home, more: &str| {
        let script =
            format!("umask 077; exec \"$0\" check --prometheus '{name}' -c 'frozen>5' {more}");
        home.run_in_shell(&script, &[])
    };
    check(&home, "").expect(0);
    assert_eq!(mode(), 0o644);
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
    check(&home, "").expect(0);
    assert_eq!(mode(), 0o640, "as somebody has set it");
    std::fs::write(&file, "as it was").unwrap();
    let hangs = RawServer::start(|_, _| Sent::Hang);
    check(&nobody, "--retries 0").expect(6);
    check(&nobody, "--retries 0 --nagios").expect(3);
    check(&Home::at(&hangs.url), "--deadline 200ms").expect(6);
    check(&home, "-w 'x<1'").expect(2);
    check(&home, "-w 'group.space<1'").expect(6);
    // A refused part: nothing is half written.
    let half = RawServer::start(|_, request| match request.line.contains("get-info") {
        true => Sent::Json(r#"{"code":200,"data":{"liveInfo":{}}}"#.into()),
        false => Sent::Json(r#"{"code":400,"message":"no"}"#.into()),
    });
    check(&Home::at(&half.url), "").expect(5);
    assert_eq!(std::fs::read(&file).unwrap(), b"as it was");
    let names: Vec<PathBuf> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    assert_eq!(
        names,
        std::slice::from_ref(&file),
        "nothing is left beside it"
    );
    let run = home
        .run(&["check", "--prometheus", "figures.txt"])
        .expect(0);
    let told =
        "warning: --prometheus figures.txt: node_exporter reads only files that end in .prom\n";
    assert!(run.stderr.starts_with(told), "{}", run.stderr);
    // A place that cannot be written is found out before anything is asked.
    let asked = server.count();
    let run = home
        .run(&["check", "--prometheus", "none/m.prom"])
        .expect(1);
    assert!(
        run.stderr.starts_with("error: cannot write none/m.prom: "),
        "{}",
        run.stderr
    );
    assert_eq!(server.count(), asked);
}

/// Writes the metrics of a group with hostile names and of one with odd rows;
/// each is looked at.
fn each_file(look: impl Fn(&Path)) {
    let server = group();
    let hostile = Home::at(&server.url);
    let home = Home::at(&sandbox(Options {
        odd_first: true,
        ..Options::default()
    }));
    for home in [&hostile, &home] {
        let args = ["check", "-w", "minutes<500", "--prometheus", "m.prom"];
        home.run(&args).expect(10);
        look(&home.file("m.prom"));
    }
}

#[test]
fn hostile_names_and_odd_rows_are_in_the_format() {
    each_file(|file| drop(read(&std::fs::read_to_string(file).unwrap())));
}

#[test]
#[ignore = ".ci/heavy runs it: promtool is a part of a large package"]
fn promtool_finds_no_fault() {
    each_file(|file| {
        let mut promtool = installed("promtool");
        promtool.args(["check", "metrics"]);
        promtool.stdin(std::fs::File::open(file).unwrap());
        let judged = Run::from(promtool.output().unwrap()).expect(0);
        assert_eq!((judged.stdout.as_str(), judged.stderr.as_str()), ("", ""));
    });
}

/// What the values of a row come to is told in help that never changes.
#[test]
fn the_help_is_english_in_every_language() {
    let server = group();
    let home = Home::at(&server.url);
    home.run(&["check", "--prometheus", "m.prom", "--lang", "zh", "-q"])
        .expect(0);
    let text = std::fs::read_to_string(home.file("m.prom")).unwrap();
    let helps = text.lines().filter(|line| line.starts_with("# HELP"));
    assert!({ helps }.all(str::is_ascii), "{text}");
}

#[cfg(unix)]
#[test]
fn a_condition_that_holds_is_told_also_where_the_file_cannot_be_put_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("there");
    std::fs::create_dir(&place).unwrap();
    let (gone, group) = (place.clone(), group());
    let rows = group.url.clone();
    // The folder goes while the group is read.
    let server = RawServer::start(move |_, request| {
        let _ = std::fs::remove_dir_all(&gone);
        let path = request.line.split(' ').nth(1).unwrap();
        let answer = ureq::get(format!("{rows}{path}")).call().unwrap();
        Sent::Json({ answer }.body_mut().read_to_string().unwrap())
    });
    let home = Home::at(&server.url);
    let file = place.join("m.prom");
    let file = file.to_str().unwrap();
    for (condition, status, line) in [
        ("frozen>0", 11, "CRITICAL: frozen>0: 1\n"),
        ("frozen>1", 1, ""),
    ] {
        std::fs::create_dir_all(&place).unwrap();
        let args = ["check", "-q", "-c", condition, "--prometheus", file];
        let run = home.run(&args).expect(status);
        assert_eq!(run.stdout, line);
        assert!(run.stderr.contains("cannot write "), "{}", run.stderr);
    }
}

#[test]
fn accounts_have_metrics_where_the_service_refuses_the_figures_of_the_group() {
    let server = RawServer::start(|_, request| {
        Sent::Json(match request.line.contains("/get-info") {
            true => r#"{"code":400,"status":"error","message":"account not found.","data":""}"#.into(),
            false => r#"{"code":200,"data":{"totalItems":1,"contents":[{"userId":"u1","email":"a@b.cn","remainMinutes":5,"status":"normal"}]}}"#.into(),
        })
    });
    let home = Home::at(&server.url);
    let run = home.run(&["check", "--prometheus", "m.prom"]).expect(0);
    let words = "warning: without the group's own figures: ";
    assert!(run.stderr.contains(words), "{}", run.stderr);
    let metrics = std::fs::read_to_string(home.file("m.prom")).unwrap();
    assert!(
        metrics.contains("polyv_group_account_live_left_seconds{"),
        "{metrics}"
    );
    // What a condition is about has to be told.
    let args = ["check", "--prometheus", "m.prom", "-w", "group.minutes<5"];
    home.run(&args).expect(4);
}
