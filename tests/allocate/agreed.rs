//! What is agreed on is what is sent: a rail or a budget holds all of it back,
//! and what is allowed, saved or undone leaves exactly as it was shown.

use crate::group::{Group, email};
use crate::support::{Home, Run};

/// Words of a command, split at `|`.
fn run(home: &Home, line: &str) -> Run {
    let words = ["subaccounts", "allocate"].into_iter();
    home.run(&words.chain(line.split('|')).collect::<Vec<_>>())
}

/// Every write that came, in words, sorted.
fn sent(group: &Group) -> Vec<String> {
    let state = group.state();
    let mut sent: Vec<String> = state.writes.iter().map(|write| write.words()).collect();
    sent.sort();
    sent
}

const ONE: &str = "--email|shop0000@example.com|--yes|--wait|1s";

#[test]
fn each_rail_holds_all_back_until_it_is_allowed_by_its_name() {
    let many = "--where|minutes > 0|--give|flow=1|--yes|--wait|1s";
    for (rail, line, writes) in [
        (
            "decrease",
            format!("{ONE}|--set|minutes=500|--give|flow=1"),
            2,
        ),
        (
            "decrease",
            format!("{ONE}|--take|channels=5|--give|flow=1"),
            2,
        ),
        ("zero", format!("{ONE}|--take|space=all|--give|flow=1"), 2),
        (
            "over-pool",
            format!("{ONE}|--give|minutes=8999001|--give|flow=1"),
            2,
        ),
        ("many", many.to_owned(), 11),
    ] {
        let group = Group::of(11);
        let home = group.home();
        let others = ["decrease", "zero", "over-pool", "many"];
        let others = others.into_iter().filter(|other| *other != rail);
        let others = others.collect::<Vec<_>>().join(",");
        let refused = run(&home, &format!("{line}|--allow|{others}")).expect(2);
        assert!(
            refused.stderr.contains(&format!("add --allow {rail};")),
            "{refused:?}"
        );
        assert_eq!(sent(&group), [""; 0], "{line}");
        run(&home, &format!("{line}|--allow|{rail}")).expect(0);
        assert_eq!(sent(&group).len(), writes, "{line}");
        group.is_content();
    }
}

#[test]
fn a_budget_that_is_just_enough_lets_all_pass() {
    let group = Group::of(2);
    let home = group.home();
    let line =
        "--email|shop0000@example.com,shop0001@example.com|--give|minutes=50|--yes|--wait|1s";
    run(&home, &format!("{line}|--budget|minutes=99")).expect(2);
    assert_eq!(sent(&group), [""; 0]);
    run(
        &home,
        &format!("{line}|--budget|minutes=100|--budget|flow=0"),
    )
    .expect(0);
    let gives = |number| format!("set-durations {} duration=50 type=add", email(number));
    assert_eq!(sent(&group), [gives(0), gives(1)]);
}

#[test]
fn what_is_below_its_floor_is_refilled_and_nothing_else_is_touched() {
    let group = Group::of(3);
    let home = group.home();
    let rows = "邮箱,分钟数下限,分钟数补到,频道数下限,频道数补到,增加分钟数\n\
                shop0000@example.com,1001,5000,10,50,\n\
                shop0001@example.com,1000,5000,11,50,\n\
                shop0002@example.com,,,,,\n";
    home.write("floors.csv", rows);
    run(&home, "--from|floors.csv|--yes|--wait|1s").expect(0);
    assert_eq!(
        sent(&group),
        [
            "update shop0000@example.com minutes=5000",
            "update shop0001@example.com maxChannels=50",
        ]
    );
    group.is_content();
}

#[test]
fn a_saved_plan_is_sent_as_it_was_shown_and_only_once() {
    let group = Group::of(2);
    let home = group.home();
    let both = "--email|shop0000@example.com,shop0001@example.com";
    let changes = "--take|minutes=100|--set|balance=12.50|--give|channels=2|--take|space=all";
    let plan = run(&home, &format!("{both}|{changes}|--dry-run|-o|json")).expect(0);
    home.write("plan.json", &plan.stdout);
    assert_eq!(sent(&group), [""; 0]);
    run(&home, "--plan|plan.json|--yes|--wait|1s|--allow|decrease").expect(2);
    assert_eq!(sent(&group), [""; 0]);
    run(&home, "--plan|plan.json|--yes|--wait|1s|--allow|zero").expect(0);
    let each = |number| {
        let email = email(number);
        [
            format!("set-durations {email} duration=100 type=recover"),
            format!("set-space {email} all=1 type=recover"),
            format!("update {email} balance=12.5 maxChannels=12"),
        ]
    };
    let mut all = [each(0), each(1)].concat();
    all.sort();
    assert_eq!(sent(&group), all);
    group.is_content();
    // What has moved is refused whole, and named.
    let again = run(&home, "--plan|plan.json|--yes|--wait|1s|--allow|zero").expect(5);
    for number in [0, 1] {
        let moved = format!(
            "minutes of {} was 1000 when the plan was made",
            email(number)
        );
        assert!(again.stderr.contains(&moved), "{again:?}");
    }
    assert_eq!(sent(&group).len(), 6);
}

#[test]
fn a_run_is_undone_by_its_results() {
    let group = Group::of(2);
    let home = group.home();
    let rows = "email,give minutes,set channels,take flow,take link-mic-minutes\n\
                shop0000@example.com,500,12,20,30\n\
                shop0001@example.com,5,,,\n";
    home.write("allot.csv", rows);
    run(&home, "--from|allot.csv|--yes|--wait|1s").expect(0);
    group.state().writes.clear();
    group.state().accounts.get_mut(&email(1)).unwrap()["remainMinutes"] = 1004.into();
    let undone = run(&home, "--undo|allot.csv.results.csv|--yes|--wait|1s").expect(8);
    let left = "left as it is: shop0001@example.com minutes: was 1005 after the run, and is 1004";
    assert!(undone.stderr.contains(left), "{undone:?}");
    let end = "error: 1 change left as before; the rest was taken back\n";
    assert!(undone.stderr.ends_with(end), "{undone:?}");
    assert_eq!(
        sent(&group),
        [
            "set-durations shop0000@example.com duration=500 type=recover",
            "set-flow shop0000@example.com flow=20 type=add",
            "update shop0000@example.com linkMicMinutes=100 maxChannels=10",
        ]
    );
    for (field, value) in [
        ("remainMinutes", 1000),
        ("maxChannels", 10),
        ("remainFlow", 100),
        ("linkMicMinutes", 100),
    ] {
        assert_eq!(group.field(&email(0), field), value, "{field}");
    }
    group.is_content();
}
