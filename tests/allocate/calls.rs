//! The calls: what is sent, where, and how it is signed. The group of these
//! tests refuses whatever the documents do not say.

use crate::documents::SET;
use crate::group::{Fate, Group, email};
use crate::support::Run;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Runs it on the first account, with a short wait and JSON results.
pub(crate) fn allocate(group: &Group, more: &[&str]) -> Run {
    let mut args = vec!["subaccounts", "allocate", "--email", "shop0000@example.com"];
    args.extend([
        "--yes",
        "--wait",
        "1s",
        "-o",
        "json",
        "--allow",
        "zero,decrease",
    ]);
    args.extend(more);
    group.home().run(&args)
}

/// The results of a run.
pub(crate) fn results(run: &Run) -> Vec<Value> {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

/// A group of one account that is billed by minutes, or by concurrency.
pub(crate) fn billed(by: &str) -> Group {
    let group = Group::of(1);
    if by == "concurrent" {
        let mut state = group.state();
        let account = state.accounts.get_mut(&email(0)).unwrap();
        account["chargeType"] = json!("parallelConcurrent");
        account["remainConcurrent"] = json!(1000);
    }
    group
}

/// The options of each kind of call, what is sent, and the list's field before
/// and after.
pub(crate) const DIFFERENCES: [([&str; 2], &str, &str, i64, i64); 10] = [
    (
        ["--give", "minutes=500"],
        "set-durations {} duration=500 type=add",
        "remainMinutes",
        1000,
        1500,
    ),
    (
        ["--take", "minutes=200"],
        "set-durations {} duration=200 type=recover",
        "remainMinutes",
        1000,
        800,
    ),
    (
        ["--give", "concurrent=7"],
        "set-concurrences {} concurrences=7 type=add",
        "remainConcurrent",
        1000,
        1007,
    ),
    (
        ["--take", "concurrent=8"],
        "set-concurrences {} concurrences=8 type=recover",
        "remainConcurrent",
        1000,
        992,
    ),
    (
        ["--give", "flow=5"],
        "set-flow {} flow=5 type=add",
        "remainFlow",
        100,
        105,
    ),
    (
        ["--take", "flow=6"],
        "set-flow {} flow=6 type=recover",
        "remainFlow",
        100,
        94,
    ),
    (
        ["--take", "flow=all"],
        "set-flow {} all=1 type=recover",
        "remainFlow",
        100,
        0,
    ),
    (
        ["--give", "space=5"],
        "set-space {} space=5 type=add",
        "remainSpace",
        100,
        105,
    ),
    (
        ["--take", "space=6"],
        "set-space {} space=6 type=recover",
        "remainSpace",
        100,
        94,
    ),
    (
        ["--take", "space=all"],
        "set-space {} all=1 type=recover",
        "remainSpace",
        100,
        0,
    ),
];

/// The same write in full.
pub(crate) fn words(of: &str) -> String {
    of.replace("{}", &email(0))
}

/// The resource of an option: `minutes` of `minutes=500`.
pub(crate) fn resource(typed: &str) -> &str {
    typed.split_once('=').unwrap().0
}

#[test]
fn a_difference_is_one_signed_form_and_the_results_say_what_was_and_is() {
    for (typed, sent, field, from, to) in DIFFERENCES {
        let group = billed(resource(typed[1]));
        let run = allocate(&group, &typed).expect(0);
        let writes: Vec<String> = group.state().writes.iter().map(|it| it.words()).collect();
        assert_eq!(writes, [words(sent)]);
        assert_eq!(group.field(&email(0), field).as_f64(), Some(to as f64));
        let via = if sent.contains("all=1") {
            "all"
        } else {
            "difference"
        };
        let expected = json!([{
            "line": null, "email": email(0), "resource": resource(typed[1]),
            "mode": &typed[0][2..], "from": from, "to": to, "delta": to - from, "now": to,
            "status": "done", "via": via, "code": null, "message": null, "requestId": null,
        }]);
        assert_eq!(Value::from(results(&run)), expected);
        group.is_content();
    }
}

#[test]
fn all_targets_of_an_account_are_one_json_body_and_only_what_names_the_caller_is_signed() {
    let group = Group::of(1);
    let targets = [
        "minutes=5000",
        "flow=7",
        "space=8",
        "channels=20",
        "link-mic-minutes=9",
        "guide-minutes=10",
        "link-mic-limit=16",
        "balance=12.5",
    ];
    let mut typed = Vec::new();
    targets
        .iter()
        .for_each(|target| typed.extend(["--set", target]));
    allocate(&group, &typed).expect(0);
    let writes = group.state().writes.clone();
    let sent = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect()
    };
    let expected = sent(&[
        ("email", &email(0)),
        ("minutes", "5000"),
        ("remainFlow", "7"),
        ("remainSpace", "8"),
        ("maxChannels", "20"),
        ("linkMicMinutes", "9"),
        ("guideMinutes", "10"),
        ("linkMicLimit", "16"),
        ("balance", "12.5"),
    ]);
    assert_eq!((writes.len(), &*writes[0].path), (1, SET));
    assert_eq!(writes[0].values, expected);
    group.is_content();
    let group = billed("concurrent");
    allocate(&group, &["--set", "concurrent=30"]).expect(0);
    let expected = sent(&[("email", &email(0)), ("concurrent", "30")]);
    assert_eq!(group.state().writes[0].values, expected);
    group.is_content();
}

#[test]
fn what_has_no_difference_call_is_a_target_computed_from_the_list() {
    let group = Group::of(1);
    allocate(
        &group,
        &["--give", "channels=5", "--take", "guide-minutes=40"],
    )
    .expect(0);
    let writes: Vec<String> = group.state().writes.iter().map(|it| it.words()).collect();
    assert_eq!(writes, [words("update {} guideMinutes=60 maxChannels=15")]);
    group.is_content();
}

#[test]
fn a_list_that_says_something_else_than_was_set_is_a_note_and_no_failure() {
    let group = Group::of(1);
    group.state().shown = |field, value| match field {
        "remainMinutes" => json!(value.as_i64().unwrap() - 10),
        _ => value,
    };
    let run = allocate(&group, &["--set", "minutes=5000"]).expect(0);
    let row = &results(&run)[0];
    assert_eq!(
        (&row["from"], &row["to"], &row["now"]),
        (&json!(990), &json!(5000), &json!(4990))
    );
    assert_eq!(
        (&row["status"], &row["message"]),
        (&json!("done"), &json!("the list says 4990"))
    );
    let said = "1 target shown otherwise by the list than set";
    assert!(run.stderr.contains(said), "{}", run.stderr);
}

#[test]
fn a_refusal_is_told_in_the_services_words_and_the_same_command_tries_again() {
    let group = Group::of(1);
    group.next(Fate::Refused);
    let run = allocate(&group, &["--give", "minutes=500"]).expect(8);
    let row = &results(&run)[0];
    assert_eq!(
        (&row["status"], &row["message"]),
        (&json!("failed"), &json!("已超过账号可使用上限"))
    );
    assert_eq!(row["code"], 400);
    allocate(&group, &["--give", "minutes=500"]).expect(0);
    assert_eq!(
        group.done(&words("set-durations {} duration=500 type=add")),
        1
    );
}

#[test]
fn an_account_that_is_gone_by_then_does_not_hold_the_others_back() {
    let group = Group::of(3);
    let home = group.home();
    group.fate(|number, _| match number {
        1 => Fate::Gone,
        _ => Fate::Answered,
    });
    let give = |minutes: &str| {
        let mut args = vec![
            "subaccounts",
            "allocate",
            "--yes",
            "--connections",
            "1",
            "-o",
            "json",
        ];
        let emails = "shop0000@example.com,shop0001@example.com,shop0002@example.com";
        args.extend(["--email", emails, "--give", minutes]);
        home.run(&args)
    };
    let run = give("minutes=5").expect(8);
    let rows = results(&run);
    let statuses: Vec<_> = rows.iter().map(|row| &row["status"]).collect();
    assert_eq!(statuses, ["failed", "done", "done"]);
    assert_eq!(rows[0]["message"], "account not found.");
    // Where the group itself is not known there, nothing more is sent.
    group.state().logs = [false, true];
    group.fate(|_, _| Fate::Gone);
    give("minutes=6").expect(4);
    assert_eq!(group.state().writes.len(), 4);
}

#[test]
fn targets_are_read_back_in_pages_of_a_hundred() {
    let group = Group::of(250);
    let home = group.home();
    let rows: String = (0..250)
        .map(|number| format!("{},20\n", email(number)))
        .collect();
    home.write("roster.csv", format!("email,set channels\n{rows}"));
    let args = [
        "subaccounts",
        "allocate",
        "--from",
        "roster.csv",
        "--yes",
        "--allow",
        "many",
        "-q",
    ];
    home.run(&args).expect(0);
    let state = group.state();
    let seen = group.server.seen();
    let first = seen
        .iter()
        .position(|it| it.line.starts_with("POST"))
        .unwrap();
    let after = seen[first..]
        .iter()
        .filter(|it| it.line.contains("package/list"));
    assert_eq!((state.writes.len(), after.count()), (250, 3));
}
