//! Where the files of a run are, and what they are called: read-only, renamed,
//! cut off, left behind.

use crate::batch::{roster, run, table, text};
use crate::credentials::{MORE, check, home};
use crate::service::Service;
#[cfg(unix)]
use crate::support::Run;

const JOURNAL: &str = "roster.csv.journal.jsonl";
const RESULTS: &str = "roster.csv.results.csv";

#[cfg(unix)]
#[test]
fn a_roster_may_be_where_nothing_can_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let service = Service::start(&[]);
    let home = service.home();
    home.write("fixed/roster.csv", roster(2));
    let args = "subaccounts create --from fixed/roster.csv --journal j --results r --yes --wait 4s";
    let args: Vec<&str> = args.split(' ').collect();
    let run = |args: &[&str]| Run::from(home.unprivileged(args).output().unwrap());
    let mode = |mode| std::fs::Permissions::from_mode(mode);
    let fix = || std::fs::set_permissions(home.file("fixed"), mode(0o500)).unwrap();
    let free = || std::fs::set_permissions(home.file("fixed"), mode(0o700)).unwrap();
    fix();
    let beside = run(&[&args[..4], &["--yes"]].concat());
    run(&args).expect(0);
    free();
    let said = "cannot use the journal fixed/roster.csv.journal.jsonl: Permission denied";
    assert!(beside.stderr.contains(said), "{}", beside.stderr);
    assert_eq!(service.accounts("shop"), 2);

    let wrong = roster(3).replace("minutes", "concurrent");
    home.write("fixed/roster.csv", wrong.replace("shop", "more"));
    fix();
    let failed = run(&[&args[..], &["--no-preflight"]].concat());
    free();
    let failed = failed.expect(8);
    let hint = "fix r.failed.csv and run it with --from";
    assert!(failed.stderr.contains(hint), "{}", failed.stderr);
    assert_eq!(text(&home, "r.failed.csv").lines().count(), 4);
}

#[test]
fn a_run_goes_on_after_its_folder_was_renamed() {
    let service = Service::start(&["user/create:3:429+61"]);
    let home = home(&service, 4);
    std::fs::create_dir_all(home.file("old/notes")).unwrap();
    std::fs::rename(home.file("roster.csv"), home.file("old/roster.csv")).unwrap();
    let run = |folder: &str| {
        let in_folder = |name: &str| format!("{folder}/{name}");
        let [from, made, journal] = ["roster.csv", "new.csv", "notes/journal"].map(in_folder);
        let args = ["subaccounts", "create", "--from", &from, "--yes"];
        let files = ["--credentials-out", &made, "--journal", &journal];
        let rest = ["--generate-password", "--wait", "4s", "--connections", "1"];
        home.run(&[&args[..], &files, &rest].concat())
    };
    run("old").expect(8);
    std::fs::rename(home.file("old"), home.file("new")).unwrap();
    run("new").expect(0);
    for name in ["new.csv", "roster.csv.results.csv"] {
        std::fs::rename(home.file("new").join(name), home.file(name)).unwrap();
    }
    check(&service, &home, 4);
}

#[test]
fn a_journal_that_was_cut_off_is_not_new_where_results_are() {
    let service = Service::start(&[]);
    let home = service.home();
    home.write("roster.csv", roster(1));
    run(&home, &[]).expect(0);
    for cut in ["", "\0\0\0", "{\"start\":{\"ver"] {
        home.write(JOURNAL, cut);
        let results = text(&home, RESULTS);
        for more in [&[][..], &["--dry-run"]] {
            let refused = run(&home, more).expect(2);
            let words = "roster.csv.journal.jsonl tells of no run, and roster.csv.results.csv does";
            assert!(refused.stderr.contains(words), "{}", refused.stderr);
        }
        assert_eq!(text(&home, RESULTS), results);
    }
    assert_eq!(service.posts().len(), 1);
}

#[cfg(unix)]
#[test]
fn control_characters_in_a_files_name_are_shown_escaped() {
    let service = Service::start(&[]);
    let home = service.home();
    let name = "a\u{1b}]0;x\u{7}.csv";
    home.write(name, roster(1));
    let from = ["subaccounts", "create", "--from", name, "--yes"];
    let runs = [&from[..], &["--credentials-out", "b\u{1b}[2J"]];
    for more in [
        &[][..],
        &["--max-failures", "1"],
        &["--journal", "c\u{1b}/d"],
    ] {
        let run = home.run(&[&runs.concat(), more].concat());
        assert!(
            !run.stderr.contains(['\u{1b}', '\u{7}']),
            "{:?}",
            run.stderr
        );
        assert!(run.stderr.contains("\\u{1b}"), "{}", run.stderr);
    }
}

#[test]
fn what_a_killed_run_left_half_written_is_removed_by_the_next() {
    let service = Service::start(&["user/create:2:429+61"]);
    let home = home(&service, 2);
    run(&home, &[&MORE[..], &["--connections", "1"]].concat()).expect(8);
    let left = ["new.csv", RESULTS, "roster.csv.failed.csv"]
        .map(|name| format!("{name}.polyv-group-unfinished"));
    for name in &left {
        home.write(name, "a password");
    }
    let right = text(&home, "roster.csv");
    home.write("roster.csv", right.replace("minutes", "nothing"));
    run(&home, &[]).expect(2);
    assert!(
        left.iter().all(|name| home.file(name).exists()),
        "not begun"
    );
    home.write("roster.csv", right);
    // It ends before anything is written.
    run(
        &home,
        &["--generate-password", "--credentials-out", "other.csv"],
    )
    .expect(2);
    for name in &left {
        assert!(!home.file(name).exists(), "{name}");
    }
    assert_eq!(table(&home, "new.csv").len(), 1);
}
