//! Lost answers of every kind, the work done and not done.

use crate::calls::{DIFFERENCES, allocate, billed, resource, results, words};
use crate::group::{Fate, GIVE, Group, email};
use serde_json::json;
use std::thread;

#[test]
fn a_lost_difference_is_done_where_the_log_tells_of_it_and_else_unknown() {
    thread::scope(|scope| {
        for (typed, sent, field, from, to) in DIFFERENCES {
            scope.spawn(move || {
                let fates = [true, false].into_iter().flat_map(Fate::lost);
                for fate in fates.chain([Fate::Hung { done: true }, Fate::Hung { done: false }]) {
                    let group = billed(resource(typed[1]));
                    group.next(fate);
                    let run = allocate(&group, &typed);
                    let (status, word, now) = match fate.does() {
                        true => (0, "done", to),
                        false => (9, "unknown", from),
                    };
                    let run = run.expect(status);
                    let row = &results(&run)[0];
                    assert_eq!(row["status"], word, "{fate:?} {run:?}");
                    assert_eq!(row["now"], now, "{fate:?} {run:?}");
                    assert_eq!(group.field(&email(0), field).as_f64(), Some(now as f64));
                    assert_eq!(
                        group.done(&words(sent)),
                        usize::from(fate.does()),
                        "{fate:?}"
                    );
                    assert_eq!(group.state().writes.len(), 1, "{fate:?}");
                    group.is_content();
                }
            });
        }
    });
}

#[test]
fn a_lost_target_is_sent_again_until_it_is_answered() {
    for fate in [true, false].into_iter().flat_map(Fate::lost) {
        let group = Group::of(1);
        group.next(fate);
        let run = allocate(&group, &["--set", "minutes=5000"]);
        // Its own 500 may be a refusal: it is looked up, not sent again.
        let status = if fate == (Fate::Failed { done: false }) {
            9
        } else {
            0
        };
        run.expect(status);
        let expected = if status == 0 {
            json!(5000)
        } else {
            json!(1000)
        };
        assert_eq!(
            group.field(&email(0), "remainMinutes"),
            expected,
            "{fate:?}"
        );
        group.is_content();
    }
}

#[test]
fn a_target_that_is_never_answered_is_done_where_the_list_shows_it() {
    for (done, status) in [(true, 0), (false, 9)] {
        let group = Group::of(1);
        group.fate(move |_, _| Fate::Lost { done });
        let run = allocate(&group, &["--set", "channels=20", "--retries", "1"]).expect(status);
        let word = if done { "done" } else { "unknown" };
        assert_eq!(results(&run)[0]["status"], word);
        assert_eq!(group.state().writes.len(), 2);
    }
}

#[test]
fn nothing_is_sent_where_the_log_cannot_be_read() {
    let group = Group::of(1);
    group.state().logs = [false; 2];
    let run = allocate(&group, &["--give", "minutes=500"]).expect(6);
    let said = "nothing was sent: a lost answer could not be looked up: ";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert_eq!(group.state().writes, []);
    // Targets need no log.
    allocate(&group, &["--set", "minutes=500"]).expect(0);
}

#[test]
fn an_account_of_generation_2_alone_is_looked_up_there() {
    for (done, status) in [(true, 0), (false, 9)] {
        let group = Group::of(1);
        group.state().logs = [false, true];
        group.next(Fate::Lost { done });
        allocate(&group, &["--give", "flow=5"]).expect(status);
        assert_eq!(
            group.done(&words("set-flow {} flow=5 type=add")),
            usize::from(done)
        );
        group.is_content();
    }
}

#[test]
fn what_is_unknown_is_not_sent_again_by_the_same_command_and_settled_later() {
    let group = Group::of(1);
    let home = group.home();
    let run = |more: &[&str]| home.run(&[&GIVE[..], &["--yes", "--wait", "10ms"], more].concat());
    group.next(Fate::Lost { done: false });
    let first = run(&[]).expect(9);
    let journal = first
        .stderr
        .split("--settle ")
        .nth(1)
        .unwrap()
        .split('`')
        .next()
        .unwrap();
    assert!(
        std::fs::read_to_string(journal)
            .unwrap()
            .contains("\"intent\"")
    );
    // The same command looks, and sends nothing.
    run(&[]).expect(9);
    assert_eq!(group.state().writes.len(), 1);
    let settle = [
        "subaccounts",
        "allocate",
        "--settle",
        journal,
        "--wait",
        "10ms",
        "-o",
        "json",
    ];
    let noted = || {
        let columns = "what,outcome,after";
        let list = [
            "writes",
            "list",
            "-o",
            "csv",
            "--no-header",
            "--columns",
            columns,
        ];
        home.run(&list).expect(0).stdout.replace("\"\"", "'")
    };
    let settled = home.run(&settle).expect(9);
    assert_eq!(results(&settled)[0]["status"], "unknown");
    assert_eq!(noted(), "give 500 minutes,unknown,\n");
    // The work comes late.
    group.late("set-durations", &[("duration", "500"), ("type", "add")]);
    let settled = home.run(&settle).expect(0);
    let row = &results(&settled)[0];
    assert_eq!(
        (&row["status"], &row["now"]),
        (&json!("done"), &json!(1500))
    );
    assert_eq!(noted(), "give 500 minutes,done,\"{'minutes':1500}\"\n");
    let dry = run(&["--dry-run"]).expect(0).stderr;
    assert!(dry.contains("; --again repeats it"), "{dry}");
    let told = run(&[]).expect(0).stderr;
    let once = "; this is said once: the same command is a new run from now on\n";
    assert!(
        told.contains("nothing was sent: done on 20") && told.contains(once),
        "{told}"
    );
    assert_eq!(group.state().writes.len(), 1);
    assert!(!std::path::Path::new(journal).exists());
    run(&[]).expect(0);
    assert_eq!(group.state().writes.len(), 2);
}

#[test]
fn what_a_person_has_seen_undone_is_sent_again_when_told_to() {
    let group = Group::of(1);
    let home = group.home();
    let run = |more: &[&str]| home.run(&[&GIVE[..], &["--yes", "--wait", "10ms"], more].concat());
    group.next(Fate::Lost { done: false });
    run(&[]).expect(9);
    let refused = run(&["--again"]).expect(2);
    assert!(
        refused
            .stderr
            .contains("the run before has left 1 request unknown")
    );
    let again = run(&["--send-unknown"]).expect(0);
    let line = "? shop0000@example.com  minutes  give  1000 → 1500  (+500); the list says 1000";
    assert!(again.stderr.contains(line), "{again:?}");
    assert_eq!(
        group.done(&words("set-durations {} duration=500 type=add")),
        1
    );
    // Where it was done after all it is found, and not sent again.
    group.next(Fate::Lost { done: false });
    run(&[]).expect(9);
    group.late("set-durations", &[("duration", "500"), ("type", "add")]);
    run(&["--send-unknown"]).expect(0);
    assert_eq!(group.state().writes.len(), 3);
}

#[test]
fn what_is_unknown_is_told_in_chinese_and_in_json_in_english() {
    let group = Group::of(1);
    let home = group.home();
    let run = |more: &[&str]| {
        let how = ["--yes", "--wait", "10ms", "--lang", "zh"];
        home.run(&[&GIVE[..], &how, more].concat())
    };
    group.next(Fate::Lost { done: false });
    let first = run(&["--quiet"]).expect(9).stderr;
    let (told, rest) = first.split_once(" --settle ").unwrap();
    assert_eq!(
        told,
        "错误：无法确定 shop0000@example.com 是否已分配（1 个请求中成功 0 个）\n\
         提示：请用 `polyv-group allocations log --email shop0000@example.com` 查看；\
         `polyv-group subaccounts allocate"
    );
    assert_eq!(
        rest.split_once('`').unwrap().1,
        " 会再次查询。确认未执行时，才给同一命令加上 --send-unknown 重新发送\n"
    );
    let again = run(&[]).expect(9).stderr;
    let counts = "      1 项结果未知：只查询，不重新发送\n";
    assert!(again.starts_with(counts), "{again}");
    let json = run(&["-o", "json", "--quiet"]).expect(9).stderr;
    let message = "\"message\":\"shop0000@example.com may or may not have been allocated";
    assert!(json.contains(message), "{json}");
    let refused = run(&["--again"]).expect(2).stderr;
    let words = "错误：上次执行有 1 个请求结果未知；未发送任何请求\n提示：请先查清：";
    assert!(refused.starts_with(words), "{refused}");
    let sent = run(&["--send-unknown"]).expect(0).stderr;
    let line = "? shop0000@example.com  分钟数  增加  1000 → 1500  (+500)；列表显示 1000\n";
    assert!(sent.contains(line), "{sent}");
}

#[test]
fn the_log_is_asked_by_the_services_clock() {
    for ahead_millis in [-170_000, 170_000] {
        for (has_date, done) in [(true, true), (true, false), (false, true), (false, false)] {
            let group = Group::of(1);
            (group.state().ahead_millis, group.state().has_date) = (ahead_millis, has_date);
            group.next(Fate::Lost { done });
            let status = if done { 0 } else { 9 };
            allocate(&group, &["--give", "minutes=500"]).expect(status);
            group.is_content();
        }
    }
}

#[test]
fn a_record_of_long_ago_is_of_nobody_who_sends_now() {
    let group = Group::of(1);
    group.state().ahead_millis = -60_000;
    group.late("set-durations", &[("duration", "500"), ("type", "add")]);
    group.state().ahead_millis = 0;
    group.next(Fate::Lost { done: false });
    allocate(&group, &["--give", "minutes=500"]).expect(9);
}
