//! What the list, the sums and the logs say of what was allotted.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::*;
use super::{Options, Outcome, Request};

/// The newest records of both logs, one a line, oldest first.
fn newest(client: &Client, since: i64) -> [Vec<String>; 2] {
    let emails = format!("emails={ALLOTTED}");
    let first = client.rows(LOG, &format!("{emails}&startTime=2027-01-15 00:00:00"));
    let first = first.iter().rev().map(|row| {
        let columns = ["space", "flow", "channels", "concurrences", "duration"];
        let filled = columns.iter().map(|name| &row[*name]);
        let mut amounts = filled.filter(|value| !value.is_null());
        format!(
            "{} {}",
            row["origin"].as_str().unwrap(),
            amounts.next().unwrap()
        )
    });
    let params = format!("{emails}&depositStartTime={since}&pageNumber=1&pageSize=100");
    let second = client.rows(LOG_2, &params);
    let second = second.iter().rev().map(|row| {
        let [code, kind, amount] = ["resourceCode", "alterationType", "alteration"];
        format!("{} {} {}", row[code], row[kind], row[amount]).replace('"', "")
    });
    [first.collect(), second.collect()]
}

/// What the group has allotted: channels, minutes, space and flow.
fn sums(client: &Client) -> Vec<f64> {
    let (_, info) = client.get(INFO, "");
    let (live, vod) = (&info["data"]["liveInfo"], &info["data"]["vodInfo"]);
    let sums = [
        &live["totalChannels"],
        &live["totalDepositedDuration"],
        &vod["totalSpaces"],
        &vod["totalFlows"],
    ];
    sums.map(|sum| sum.as_f64().unwrap()).to_vec()
}

#[test]
fn what_is_given_and_taken_agrees_in_the_list_the_sums_and_both_logs() {
    let mut client = Client::new();
    client.update_package(json!({"minutes": 1000, "remainFlow": 100, "remainSpace": 50}));
    let (before, since) = (sums(&client), client.now_ms + 1000);
    client.now_ms = since;
    for (path, params) in [
        (DURATIONS, "duration=600"),
        (DURATIONS, "type=recover&duration=100"),
        (FLOW, "type=add&flow=20"),
        (SPACE, "type=recover&space=10"),
        (FLOW, "type=recover&all=1"),
        // Nothing is left to take: no record.
        (FLOW, "type=recover&all=1"),
    ] {
        assert_eq!(client.allot(path, params)["code"], 200, "{path} {params}");
    }
    let left = client.left("remainMinutes remainFlow remainSpace");
    assert_eq!(left, "1500 0.0 40.0");
    let difference = [0.0, 500.0, -10.0, -100.0];
    let expected = before
        .iter()
        .zip(difference)
        .map(|(before, more)| before + more);
    assert_eq!(sums(&client), expected.collect::<Vec<_>>());
    let [first, second] = newest(&client, since);
    let first: Vec<_> = first.iter().map(String::as_str).collect();
    assert_eq!(
        first[first.len() - 5..],
        [
            "ADD_DURATION \"600\"",
            "RECOVER_DURATION \"100\"",
            "ADD_FLOW \"21474836480\"",
            "RECOVER_SPACE \"10737418240\"",
            "RECOVER_FLOW \"128849018880\"",
        ]
    );
    assert_eq!(
        second,
        [
            "minutes 0 600",
            "minutes 1 100",
            "vodFlow 0 20",
            "vodSpace 1 10",
            "vodFlow 1 120",
        ]
    );
}

#[test]
fn targets_leave_records_of_the_differences() {
    let client = Client::new();
    let targets = json!({
        "balance": 12.5, "minutes": "700", "remainFlow": 3, "remainSpace": 0,
        "linkMicLimit": 16, "linkMicMinutes": 250, "guideMinutes": 0, "maxChannels": 1
    });
    let before = client.row();
    assert_eq!(client.update_package(targets.clone())["data"], true);
    assert_eq!(
        client.left(
            "balance remainMinutes remainFlow remainSpace linkMicLimit linkMicMinutes \
             guideMinutes maxChannels remainConcurrent"
        ),
        r#""12.50" 700 3.0 0.0 16 250 0 1 0"#
    );
    let more = |name: &str, target: f64| {
        let text = before[name].to_string();
        let more = target - text.trim_matches('"').parse::<f64>().unwrap();
        let kind = u8::from(more < 0.0);
        (kind, format!("{}", (more.abs() * 100.0).round() / 100.0))
    };
    let expected = [
        ("channels", more("maxChannels", 1.0)),
        ("minutes", more("remainMinutes", 700.0)),
        ("vodFlow", more("remainFlow", 3.0)),
        ("vodSpace", more("remainSpace", 0.0)),
        ("linkMicDuration", more("linkMicMinutes", 250.0)),
        ("guideDuration", more("guideMinutes", 0.0)),
        ("balance", more("balance", 12.5)),
    ];
    let mut expected = expected.map(|(code, (kind, more))| format!("{code} {kind} {more}"));
    let [first, mut second] = newest(&client, client.now_ms);
    assert_eq!(first.len(), 4, "{first:?}");
    expected.sort();
    second.sort();
    assert_eq!(second.join("\n").replace(".50", ".5"), expected.join("\n"));

    // The same targets again change nothing, and leave no record.
    assert_eq!(client.update_package(targets)["data"], true);
    assert_eq!(newest(&client, client.now_ms)[1].len(), 7);
}

#[test]
fn a_group_billed_by_concurrency_hands_that_out() {
    let client = Client::of_concurrency();
    let (_, info) = client.get(INFO, "");
    let owned = info["data"]["liveInfo"]["accountConcurences"].as_i64();
    assert!(owned > Some(200_000));
    assert_eq!(info["data"]["liveInfo"]["accountDurations"], 0);
    let names = "chargeType remainConcurrent remainMinutes";
    let before = client.row()["remainConcurrent"].as_i64().unwrap();
    assert_eq!(
        client.left(names),
        format!(r#""parallelConcurrent" {before} 0"#)
    );
    assert_eq!(
        client.allot(CONCURRENCES, "concurrences=970")["data"],
        "success"
    );
    assert_eq!(client.row()["remainConcurrent"], before + 970);
    assert_eq!(
        client.update_package(json!({"concurrent": 2}))["data"],
        true
    );
    assert_eq!(client.row()["remainConcurrent"], 2);
    let [first, second] = newest(&client, client.now_ms);
    let back = before + 968;
    let expected = [
        "ADD_CONCURRENCES 970",
        &format!("RECOVER_CONCURRENCES {back}"),
    ];
    assert_eq!(first, expected);
    let expected = [
        "parallelConcurrent 0 970",
        &format!("parallelConcurrent 1 {back}"),
    ];
    assert_eq!(second, expected);

    let new = |plan: Value| {
        let mut body = json!({
            "email": "new@x", "password": "abcd1234", "contacts": "x", "phone": "1",
            "maxChannels": 1
        });
        body[plan[0].as_str().unwrap()] = plan[1].clone();
        client
            .post_json("/live/v4/group/user/create", &body.to_string())
            .1
    };
    assert_eq!(new(json!(["minutes", 1]))["error"]["desc"], "非法错误");
    let missing = new(json!(["memo", "x"]));
    assert_eq!(
        missing["error"]["desc"],
        "param should not be empty: concurrent"
    );
    assert_eq!(new(json!(["concurrent", 7]))["code"], 200);
}

#[test]
fn a_target_may_be_a_total_instead_of_what_is_left() {
    let client = Client::with(Options {
        sets_totals: true,
        ..Options::default()
    });
    let (_, info) = client.get(INFO, "");
    let before = sums(&client);
    assert!(info["data"]["liveInfo"]["usedDuration"].as_i64() > Some(0));
    let minutes = client.row()["remainMinutes"].as_i64().unwrap();
    let targets = |minutes: i64| json!({"minutes": minutes, "maxChannels": 5});
    assert_eq!(client.update_package(targets(9000))["data"], true);
    let left = client.row()["remainMinutes"].as_i64().unwrap();
    let used = 9000 - left;
    assert!(used > 0);
    assert_eq!(sums(&client)[1], before[1] + (left - minutes) as f64);
    assert_eq!(client.row()["maxChannels"], 5);
    // Down to what is used, and no further.
    assert_eq!(client.update_package(targets(used))["data"], true);
    assert_eq!(client.row()["remainMinutes"], 0);
    let answer = client.update_package(targets(used - 1));
    assert_eq!(answer["error"]["desc"], "已超过账号可使用上限");
}

#[test]
fn the_list_and_the_log_show_a_change_as_late_as_they_are_told() {
    let mut client = Client::with(Options {
        list_delay: Duration::from_millis(700),
        log_delay: Duration::from_millis(900),
        ..Options::default()
    });
    let (since, before) = (
        client.now_ms,
        client.row()["remainMinutes"].as_i64().unwrap(),
    );
    for _ in 0..2 {
        // The second one builds on the first, though no list shows it yet.
        assert_eq!(
            client.update_package(json!({"minutes": before + 5}))["data"],
            true
        );
    }
    let seen = |client: &Client| {
        let minutes = client.row()["remainMinutes"].as_i64().unwrap();
        (
            minutes - before,
            newest(client, since).map(|records| records.len()),
        )
    };
    assert_eq!(seen(&client), (0, [0, 0]));
    client.now_ms += 699;
    assert_eq!(seen(&client), (0, [0, 0]));
    client.now_ms += 1;
    assert_eq!(seen(&client), (5, [0, 0]));
    client.now_ms += 200;
    assert_eq!(seen(&client), (5, [1, 1]));
}

#[test]
fn each_write_can_be_lost_with_its_work_done_and_not_done() {
    let call = |name: &str| match name {
        "set-concurrences" => (CONCURRENCES, "concurrences=1", "remainConcurrent"),
        "set-durations" => (DURATIONS, "duration=1", "remainMinutes"),
        "set-flow" => (FLOW, "type=recover&all=1", "remainFlow"),
        "set-space" => (SPACE, "space=1", "remainSpace"),
        _ => (
            UPDATE_PACKAGE,
            r#"{"email":"training0004@hz.example.com","maxChannels":77}"#,
            "maxChannels",
        ),
    };
    let names = [
        "set-concurrences",
        "set-durations",
        "set-flow",
        "set-space",
        "package/update",
    ];
    for (kind, done) in [
        ("reset", false),
        ("502html", false),
        ("hang", false),
        ("dropreply", true),
        ("cut", true),
        ("done-502html", true),
        ("done-hang", true),
    ] {
        for name in names {
            let client = Client::with(Options {
                by_concurrency: name == "set-concurrences",
                faults: vec![format!("{name}:1:{kind}").parse().unwrap()],
                ..Options::default()
            });
            let (path, params, member) = call(name);
            let (target, content_type, body) = match path {
                UPDATE_PACKAGE => (
                    client.target(path, ""),
                    Some("application/json".into()),
                    params.into(),
                ),
                _ => (
                    client.target(path, &format!("email={ALLOTTED}&{params}")),
                    None,
                    Vec::new(),
                ),
            };
            let request = Request {
                method: "POST".into(),
                target,
                content_type,
                body,
            };
            let before = client.left(member);
            let lost = match client.sandbox.handle(&request, client.now_ms) {
                Outcome::Reply(answer) => answer.status == 502,
                _ => true,
            };
            let changed = client.left(member) != before;
            assert_eq!((lost, changed), (true, done), "{name} {kind}");
        }
    }
}

#[test]
fn what_was_allotted_is_kept_for_the_next_process() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    let open = || {
        Client::with(Options {
            state_file: Some(file.clone()),
            ..Options::default()
        })
    };
    let large = json!({"balance": "98765432109876543.21"});
    for changes in [
        large.clone(),
        json!({"balance": "0.30"}),
        json!({"minutes": 3820}),
    ] {
        assert_eq!(open().update_package(changes)["data"], true);
    }
    assert_eq!(open().left("balance remainMinutes"), r#""0.30" 3820"#);
    let kept: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(kept["version"], 1);
    assert_eq!(
        kept["allotments"]["6xzbju8xrv"][2].to_string(),
        r#"{"atMs":1800000000000,"resource":"minutes","amount":100}"#
    );
    assert_eq!(open().update_package(large)["data"], true);
    assert_eq!(open().left("balance"), r#""98765432109876543.21""#);
}
