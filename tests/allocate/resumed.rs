//! Runs that were stopped, or whose roster or accounts changed since: what was
//! sent counts as it was sent.

use crate::calls::results;
use crate::group::{Fate, GIVE, Group, email};
use crate::support::{Home, Run};
use serde_json::json;

fn from_roster(home: &Home, rows: &str, more: &[&str]) -> Run {
    home.write("roster.csv", rows);
    let mut args = vec![
        "subaccounts",
        "allocate",
        "--from",
        "roster.csv",
        "--yes",
        "-o",
        "json",
    ];
    args.extend(["--wait", "10ms", "--connections", "1"]);
    args.extend(more);
    home.run(&args)
}

fn sent(group: &Group) -> Vec<String> {
    group.state().writes.iter().map(|it| it.words()).collect()
}

#[test]
fn a_finished_run_says_when_it_was_and_sends_nothing() {
    let group = Group::of(2);
    let home = group.home();
    let rows =
        "email,set channels,give minutes\nshop0000@example.com,20,500\nshop0001@example.com,,5\n";
    let first = from_roster(&home, rows, &[]).expect(0);
    let file = std::fs::read_to_string(home.file("roster.csv.results.csv")).unwrap();
    let heading = "line,email,resource,mode,from,to,delta,now,status,via,code,message,requestId";
    assert_eq!(
        file,
        format!(
            "{heading}\n\
             2,shop0000@example.com,minutes,give,1000,1500,500,1500,done,difference,,,\n\
             2,shop0000@example.com,channels,set,10,20,10,20,done,set,,,\n\
             3,shop0001@example.com,minutes,give,1000,1005,5,1005,done,difference,,,\n"
        )
    );
    // What the account has now is not what it had after the run.
    group.state().accounts.get_mut(&email(0)).unwrap()["maxChannels"] = json!(3);
    let second = from_roster(&home, rows, &[]).expect(0);
    let dry = from_roster(&home, rows, &["--dry-run"]).expect(0);
    for run in [&second, &dry] {
        let last = run
            .stderr
            .lines()
            .find(|line| line.starts_with("done on 20"));
        assert!(
            last.is_some_and(|line| line.ends_with("; --again repeats it")),
            "{run:?}"
        );
    }
    assert_eq!(results(&second), results(&first));
    assert_eq!(
        std::fs::read_to_string(home.file("roster.csv.results.csv")).unwrap(),
        file
    );
    assert_eq!(group.state().writes.len(), 3);
}

#[test]
fn a_row_that_was_changed_after_it_was_sent_is_named_and_not_sent() {
    let group = Group::of(3);
    let home = group.home();
    group.fate(|number, _| match number {
        2 => Fate::Lost { done: false },
        3 => Fate::Refused,
        _ => Fate::Answered,
    });
    let rows = |each: [u32; 3]| {
        let rows = (0..3).map(|at| format!("{},{}\n", email(at), each[at]));
        format!("email,give minutes\n{}", rows.collect::<String>())
    };
    from_roster(&home, &rows([500, 500, 500]), &[]).expect(9);
    from_roster(&home, &rows([600, 600, 600]), &["--dry-run", "--exit-code"]).expect(9);
    // The refused one was surely not done: it may be something else now.
    let run = from_roster(&home, &rows([600, 600, 600]), &[]).expect(9);
    let shown: Vec<_> = results(&run)
        .iter()
        .map(|row| (row["delta"].clone(), row["status"].clone()))
        .collect();
    let expected = [(500, "changed"), (500, "unknown"), (600, "done")];
    assert_eq!(
        shown,
        expected.map(|(delta, status)| (json!(delta), json!(status)))
    );
    for at in [0, 1] {
        let said = format!(
            "{} minutes: an earlier run sent something else; not sent",
            email(at)
        );
        assert!(run.stderr.contains(&said), "{}", run.stderr);
    }
    assert_eq!(sent(&group).len(), 4);
}

#[test]
fn the_roster_of_the_next_month_is_told_how_it_can_be_sent() {
    let group = Group::of(1);
    let home = group.home();
    let rows = |amount: u32| format!("email,give minutes\nshop0000@example.com,{amount}\n");
    from_roster(&home, &rows(500), &[]).expect(0);
    let dry = from_roster(&home, &rows(600), &["--dry-run"]).expect(0);
    let asked = from_roster(&home, &rows(600), &["--dry-run", "--exit-code"]).expect(8);
    let run = from_roster(&home, &rows(600), &[]).expect(8);
    let ways = "--again runs the file as it is now, everything once more; under another name the \
                file is a new run";
    for told in [&dry, &asked, &run] {
        let done = told
            .stderr
            .lines()
            .find(|line| line.starts_with("done on 20"));
        assert!(done.is_some_and(|line| line.ends_with(ways)), "{told:?}");
    }
    for failed in [&asked, &run] {
        let hint = format!("\"hint\":\"{ways}\"");
        assert!(failed.stderr.contains(&hint), "{failed:?}");
    }
    assert_eq!(sent(&group).len(), 1);
    from_roster(&home, &rows(600), &["--again"]).expect(0);
    assert_eq!(group.field(&email(0), "remainMinutes"), 2100);
}

#[test]
fn a_floor_is_tested_in_every_run_and_what_is_beside_it_is_done_once() {
    let group = Group::of(1);
    let home = group.home();
    let rows =
        "email,floor minutes,refill minutes,give channels\nshop0000@example.com,900,5000,5\n";
    let run = |more: &[&str]| from_roster(&home, rows, &[&["--retries", "0"], more].concat());
    let now = |minutes: u32| {
        let mut state = group.state();
        state.accounts.get_mut(&email(0)).unwrap()["remainMinutes"] = json!(minutes);
    };
    let refill = "update shop0000@example.com minutes=5000";
    let first = "update shop0000@example.com maxChannels=15 minutes=5000";
    now(100);
    run(&[]).expect(0);
    run(&["--dry-run", "--exit-code"]).expect(0);
    run(&[]).expect(0);
    assert_eq!(sent(&group), [first]);
    // On the next day it has fallen again.
    now(200);
    run(&["--dry-run", "--exit-code"]).expect(12);
    let again = run(&[]).expect(0);
    let row = &results(&again)[0];
    assert_eq!(
        (&row["from"], &row["status"]),
        (&json!(200), &json!("done"))
    );
    // A refusal leaves nothing in doubt.
    now(300);
    group.next(Fate::Refused);
    run(&[]).expect(8);
    now(6000);
    run(&[]).expect(0);
    assert_eq!(sent(&group), [first, refill, refill]);
    // What may have been done is set as it was noted.
    now(400);
    group.next(Fate::Lost { done: false });
    run(&[]).expect(9);
    now(500);
    assert_eq!(results(&run(&[]).expect(0))[0]["from"], 400);
    assert_eq!(sent(&group), [first, refill, refill, refill, refill]);
    assert_eq!(group.field(&email(0), "maxChannels"), 15);
}

#[test]
fn a_target_that_was_computed_is_not_computed_again_from_what_it_has_made() {
    let group = Group::of(1);
    let home = group.home();
    // It is done, but no answer comes and the list lags behind.
    group.fate(|_, _| Fate::Lost { done: true });
    group.state().shown = |field, value| {
        if field == "maxChannels" {
            json!(10)
        } else {
            value
        }
    };
    let give = [
        "subaccounts",
        "allocate",
        "--email",
        "shop0000@example.com",
        "--give",
        "channels=5",
    ];
    let run = || {
        let more = ["--yes", "--wait", "10ms", "--retries", "0", "-o", "json"];
        home.run(&[&give[..], &more].concat())
    };
    run().expect(9);
    group.state().shown = |_, value| value;
    group.fate(|_, _| Fate::Answered);
    let row = &results(&run().expect(0))[0];
    assert_eq!(
        (&row["from"], &row["to"], &row["now"]),
        (&json!(10), &json!(15), &json!(15))
    );
    let target = "update shop0000@example.com maxChannels=15";
    assert_eq!(sent(&group), [target, target]);
    // That run is over: the same command is a new one.
    run().expect(0);
    assert_eq!(group.field(&email(0), "maxChannels"), 20);
}

#[test]
fn what_is_set_again_is_agreed_on() {
    let group = Group::of(1);
    let home = group.home();
    group.fate(|_, _| Fate::Lost { done: false });
    let set = ["subaccounts", "allocate", "--email", "shop0000@example.com"];
    let how = ["--set", "channels=20", "--wait", "10ms", "--retries", "0"];
    let run = |more: &[&str]| home.run(&[&set[..], &how, more].concat());
    run(&["--yes"]).expect(9);
    let refused = run(&[]).expect(2);
    assert!(refused.stderr.contains("--yes"), "{refused:?}");
    run(&["--dry-run", "--exit-code"]).expect(12);
    assert_eq!(group.state().writes.len(), 1);
    run(&["--yes"]).expect(9);
    assert_eq!(group.state().writes.len(), 2);
}

#[test]
fn an_account_that_is_not_named_any_more_is_not_touched() {
    let group = Group::of(2);
    let home = group.home();
    group.next(Fate::Lost { done: false });
    let run = |at, set| {
        let (email, set) = (email(at), format!("channels={set}"));
        let whom = ["subaccounts", "allocate", "--journal", "j", "--email"];
        let how = ["--yes", "--wait", "10ms", "--retries", "0"];
        home.run(&[&whom[..], &[&*email, "--set", &*set], &how].concat())
    };
    run(0, 20).expect(9);
    let other = run(1, 30).expect(0);
    let said =
        "shop0000@example.com set: sent earlier, outcome unknown, and not asked for any more";
    assert!(other.stderr.contains(said), "{other:?}");
    let set = |at, channels| format!("update {} maxChannels={channels}", email(at));
    assert_eq!(sent(&group), [set(0, 20), set(1, 30)]);
}

#[test]
fn results_whose_journal_is_missing_are_not_made_once_more_unasked() {
    let group = Group::of(1);
    let home = group.home();
    let rows = "email,give minutes\nshop0000@example.com,500\n";
    from_roster(&home, rows, &[]).expect(0);
    std::fs::remove_file(home.file("roster.csv.journal.jsonl")).unwrap();
    let refused = from_roster(&home, rows, &[]).expect(2);
    let said = "roster.csv.results.csv tells of a run, and its journal roster.csv.journal.jsonl \
                is missing; nothing was sent";
    assert!(refused.stderr.contains(said), "{refused:?}");
    assert_eq!(group.state().writes.len(), 1);
    from_roster(&home, rows, &["--again"]).expect(0);
    assert_eq!(group.state().writes.len(), 2);
}

#[test]
fn a_computed_target_in_doubt_does_not_undo_what_others_have_set_since() {
    let group = Group::of(1);
    let home = group.home();
    group.next(Fate::Lost { done: false });
    let rows = "email,give channels\nshop0000@example.com,5\n";
    from_roster(&home, rows, &["--retries", "0"]).expect(9);
    group.state().accounts.get_mut(&email(0)).unwrap()["maxChannels"] = json!(30);
    let held = from_roster(&home, rows, &["--send-unknown"]).expect(9);
    let said = "shop0000@example.com set: in doubt, and changed by others since; not sent";
    assert!(held.stderr.contains(said), "{held:?}");
    assert_eq!(results(&held)[0]["status"], "unknown");
    // As it was when it was computed.
    group.state().accounts.get_mut(&email(0)).unwrap()["maxChannels"] = json!(10);
    from_roster(&home, rows, &[]).expect(0);
    let target = "update shop0000@example.com maxChannels=15";
    assert_eq!(sent(&group), [target, target]);
}

#[test]
fn accounts_chosen_by_what_they_have_are_not_given_twice_after_a_stop() {
    let group = Group::of(3);
    let home = group.home();
    group.fate(|number, _| match number {
        2 => Fate::Lost { done: false },
        3 => Fate::Refused,
        _ => Fate::Answered,
    });
    let run = || {
        home.run(&[
            "subaccounts",
            "allocate",
            "--where",
            "minutes<1200",
            "--give",
            "minutes=100",
            "--yes",
            "--wait",
            "10ms",
            "--connections",
            "1",
            "-o",
            "json",
        ])
    };
    run().expect(9);
    // All of them still match.
    let again = run().expect(9);
    let rows: Vec<_> = results(&again)
        .iter()
        .map(|row| row["status"].clone())
        .collect();
    assert_eq!(rows, ["done", "unknown", "done"]);
    let give = |at| format!("set-durations {} duration=100 type=add", email(at));
    assert_eq!(sent(&group), [give(0), give(1), give(2), give(2)]);
}

#[test]
fn the_rows_that_failed_are_written_with_only_what_failed() {
    let group = Group::of(2);
    let home = group.home();
    group.fate(|_, write| match write.path.ends_with("set-flow") {
        true => Fate::Refused,
        false => Fate::Answered,
    });
    let rows = "email,give minutes,give flow,set channels\n\
                shop0000@example.com,500,5,20\n\
                shop0001@example.com,500,,\n";
    from_roster(&home, rows, &[]).expect(8);
    let failed = std::fs::read_to_string(home.file("roster.csv.failed.csv")).unwrap();
    assert_eq!(
        failed,
        "\u{feff}email,give minutes,give flow,set channels\r\nshop0000@example.com,,5,\r\n"
    );
}

#[test]
fn a_log_that_lags_behind_is_waited_for_and_does_not_mislead() {
    // One that was answered, and whose record is not shown yet.
    for (second, status) in [
        (Fate::Lost { done: false }, 9),
        (Fate::Lost { done: true }, 0),
    ] {
        let group = Group::of(1);
        let home = group.home();
        group.state().log_delay_millis = 1_500;
        group.fate(move |number, _| if number == 1 { Fate::Answered } else { second });
        let give = |journal| {
            home.run(&[&GIVE[..], &["--yes", "--wait", "4s", "--journal", journal]].concat())
        };
        give("one.jsonl").expect(0);
        give("two.jsonl").expect(status);
    }
}

#[test]
fn no_key_of_a_sub_account_is_in_any_file_or_output() {
    let group = Group::of(2);
    let home = group.home();
    group.next(Fate::Lost { done: false });
    let rows =
        "email,set channels,give minutes\nshop0000@example.com,20,500\nshop0001@example.com,,5\n";
    let run = from_roster(&home, rows, &["-vv"]).expect(9);
    assert!(
        run.stderr.contains("package/list"),
        "-vv tells nothing: {}",
        run.stderr
    );
    let mut texts = vec![run.stdout, run.stderr];
    let mut folders = vec![home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => texts
                    .push(String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).into()),
            }
        }
    }
    assert!(texts.iter().any(|text| text.contains("\"intent\"")));
    texts
        .iter()
        .for_each(|text| assert!(!text.contains("hush"), "{text}"));
    // What is kept of a run is its user's alone.
    #[cfg(unix)]
    for name in ["roster.csv.journal.jsonl", "roster.csv.results.csv"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(home.file(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}

#[test]
fn the_results_of_options_go_where_they_are_told_to() {
    let group = Group::of(1);
    let home = group.home();
    let give = "subaccounts allocate --email shop0000@example.com --give minutes=5 --yes --quiet \
                --results given.csv";
    home.run(&give.split_whitespace().collect::<Vec<_>>())
        .expect(0);
    let text = std::fs::read_to_string(home.file("given.csv")).unwrap();
    let expected = ",shop0000@example.com,minutes,give,1000,1005,5,1005,done,difference,,,";
    assert_eq!(text.lines().nth(1), Some(expected));
    // They are kept, as only they can undo that run.
    for more in [&[][..], &["--again"], &["--dry-run"]] {
        let words: Vec<_> = give
            .split_whitespace()
            .chain(more.iter().copied())
            .collect();
        let run = home.run(&words).expect(2);
        assert!(
            run.stderr.contains("given.csv tells of another run"),
            "{run:?}"
        );
    }
    assert_eq!(group.state().writes.len(), 1);
    assert_eq!(
        std::fs::read_to_string(home.file("given.csv")).unwrap(),
        text
    );
    let undo = "subaccounts allocate --undo given.csv --yes --quiet";
    home.run(&undo.split_whitespace().collect::<Vec<_>>())
        .expect(0);
    assert_eq!(group.field(&email(0), "remainMinutes"), 1000);
}

#[test]
fn the_results_of_a_saved_plan_are_beside_it_and_undo_it() {
    let group = Group::of(1);
    let home = group.home();
    let run = |line: &str| {
        let words = ["subaccounts", "allocate"].into_iter();
        home.run(&words.chain(line.split_whitespace()).collect::<Vec<_>>())
    };
    let plan = run("--email shop0000@example.com --give minutes=5 --dry-run -o json").expect(0);
    home.write("plan.json", &plan.stdout);
    run("--plan plan.json --yes").expect(0);
    assert_eq!(group.field(&email(0), "remainMinutes"), 1005);
    run("--undo plan.json.results.csv --yes").expect(0);
    assert_eq!(group.field(&email(0), "remainMinutes"), 1000);
    // A run that was stopped goes on with its own results.
    home.write("next.json", &plan.stdout);
    group.next(Fate::Lost { done: false });
    run("--plan next.json --yes --wait 10ms").expect(9);
    run("--plan next.json --yes --wait 10ms").expect(9);
    assert_eq!(group.state().writes.len(), 3);
}

#[test]
fn a_dry_run_needs_no_home_and_leaves_no_file() {
    let group = Group::of(1);
    let home = group.home();
    let args = [
        "subaccounts",
        "allocate",
        "--email",
        "shop0000@example.com",
        "--give",
        "minutes=5",
    ];
    let mut dry = home.command(&[&args[..], &["--dry-run"]].concat());
    dry.env("HOME", "/dev/null").env_remove("XDG_STATE_HOME");
    let run = Run::from(dry.output().unwrap()).expect(0);
    assert!(run.stdout.contains("1000 → 1005"), "{}", run.stdout);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
    assert_eq!(group.state().writes, []);
}

#[test]
fn every_write_is_noted_with_what_was_and_is() {
    let group = Group::of(1);
    let home = group.home();
    let give = "subaccounts allocate --email shop0000@example.com --give minutes=5 --take flow=all \
                --set channels=20 --allow zero --yes --quiet --connections 1";
    home.run(&give.split_whitespace().collect::<Vec<_>>())
        .expect(0);
    let run = home
        .run(&["writes", "list", "-o", "json", "--sort", "what"])
        .expect(0);
    let noted: Vec<_> = results(&run)
        .iter()
        .map(|row| {
            (
                row["what"].clone(),
                row["outcome"].clone(),
                row["before"].clone(),
                row["after"].clone(),
            )
        })
        .collect();
    let row = |what: &str, field: &str, before: u32, after: u32| {
        (
            json!(what),
            json!("done"),
            json!({ field: before }),
            json!({ field: after }),
        )
    };
    assert_eq!(
        noted,
        [
            row("give 5 minutes", "minutes", 1000, 1005),
            row("set channels to 20", "channels", 10, 20),
            row("take all flow", "flow", 100, 0),
        ]
    );
}

#[test]
fn what_a_stopped_run_has_changed_is_its_own_though_the_list_shows_it_no_more() {
    let group = Group::of(2);
    let home = group.home();
    // The first is done, though nothing tells of it.
    group.state().log_hides = |_| true;
    group.fate(|number, _| match number {
        1 => Fate::Lost { done: true },
        _ => Fate::Answered,
    });
    let run = || {
        let give = "subaccounts allocate --where minutes<1200 --give minutes=500 --yes --wait 10ms \
                    --connections 1 -o json";
        home.run(&give.split_whitespace().collect::<Vec<_>>())
    };
    run().expect(9);
    assert_eq!(group.state().writes.len(), 2);
    group.state().log_hides = |_| false;
    let again = run().expect(0);
    let rows: Vec<_> = results(&again)
        .iter()
        .map(|row| row["status"].clone())
        .collect();
    assert_eq!(rows, ["done", "done"]);
    assert_eq!(group.state().writes.len(), 2);
}

/// Of one account it was refused, and others topped that up: what is asked for is
/// done. It is told once, also with -q, and a month later it is sent anew.
#[test]
fn a_run_of_typed_changes_is_told_once_and_forgotten() {
    let group = Group::of(2);
    let home = group.home();
    let now = |at, minutes: u32| {
        group.state().accounts.get_mut(&email(at)).unwrap()["remainMinutes"] = json!(minutes);
    };
    group.fate(|number, _| match number {
        2 => Fate::Refused,
        _ => Fate::Answered,
    });
    let typed = "subaccounts allocate --where minutes<1200 --give minutes=500 --yes -q \
                 --connections 1 --wait 10ms";
    let run = || home.run(&typed.split_whitespace().collect::<Vec<_>>());
    run().expect(8);
    now(1, 3000);
    let told = run().expect(0).stderr;
    assert!(told.starts_with("nothing was sent: done on 20"), "{told}");
    let once = "; this is said once: the same command is a new run from now on\n";
    assert!(told.ends_with(once), "{told}");
    assert_eq!(sent(&group).len(), 2);
    now(0, 100);
    assert_eq!(run().expect(0).stderr, "");
    assert_eq!(sent(&group).len(), 3);
    assert_eq!(group.field(&email(0), "remainMinutes"), 600);
}
