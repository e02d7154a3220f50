//! The credentials file of a run that goes on, or whose roster changed
//! meanwhile: no password in it that an account was not created with.

use crate::batch::{args, roster, row, run, table, text};
use crate::credentials::{MORE, check, home};
use crate::service::Service;
use crate::support::Home;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

const JOURNAL: &str = "roster.csv.journal.jsonl";

/// Stops the run at its third row, which nobody creates.
const STOPS: &str = "user/create:3:429+61";

fn with<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let file = ["--generate-password", "--credentials-out", file];
    args(&[&file[..], &["--connections", "1"], more].concat())
}

/// The arguments with a wait that sees nothing.
fn hasty<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let args = args(more).into_iter();
    args.map(|arg| if arg == "4s" { "1ms" } else { arg })
        .collect()
}

#[test]
fn a_run_goes_on_with_its_own_credentials_file_only() {
    let service = Service::start(&[STOPS]);
    let home = home(&service, 4);
    home.run(&with("new.csv", &[])).expect(8);
    let journal = text(&home, JOURNAL);
    let refused = home.run(&with("other.csv", &[])).expect(2);
    let own = home.file("new.csv");
    for words in [own.to_str().unwrap(), "move it back", "--journal"] {
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
    }
    assert!(!home.file("other.csv").exists());
    assert_eq!((service.posts().len(), text(&home, JOURNAL)), (3, journal));

    home.run(&with("./new.csv", &[])).expect(0);
    check(&service, &home, 4);
    home.run(&with(own.to_str().unwrap(), &[])).expect(0);
}

#[cfg(unix)]
#[test]
fn a_link_to_its_own_file_is_its_own_file_and_stays_a_link() {
    let service = Service::start(&[STOPS]);
    let home = home(&service, 4);
    home.run(&with("new.csv", &[])).expect(8);
    std::os::unix::fs::symlink(home.file("new.csv"), home.file("link.csv")).unwrap();
    home.run(&with("link.csv", &[])).expect(0);
    assert!(home.file("link.csv").is_symlink());
    check(&service, &home, 4);
}

#[test]
fn a_file_that_no_password_was_sent_from_may_get_lost() {
    let service = Service::start(&["user/create:1:429+61"]);
    let home = home(&service, 2);
    home.run(&with("new.csv", &[])).expect(7);
    std::fs::remove_file(home.file("new.csv")).unwrap();
    home.run(&with("new.csv", &[])).expect(0);
    check(&service, &home, 2);
}

#[test]
fn after_a_run_the_file_holds_no_account_that_surely_does_not_exist() {
    let service = Service::start(&[STOPS]);
    let home = home(&service, 4);
    let stopped = home.run(&with("new.csv", &[])).expect(8);
    let words = "2 created, 1 failed, 1 not sent; results in roster.csv.results.csv; \
                 new.csv holds 2 accounts";
    assert!(stopped.stderr.contains(words), "{}", stopped.stderr);
    let kept = table(&home, "new.csv");
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|row| !row["userId"].is_empty()));
    run(&home, &MORE).expect(0);
    check(&service, &home, 4);
}

#[test]
fn an_account_in_doubt_stays_in_the_file() {
    let service = Service::start(&["user/create:1:reset"]);
    let home = home(&service, 2);
    let first = home.run(&hasty(&MORE)).expect(9);
    assert_eq!(table(&home, "new.csv").len(), 2, "{}", first.stderr);
    run(&home, &MORE).expect(0);
    check(&service, &home, 2);
}

#[test]
fn entries_that_a_killed_run_left_for_rows_that_are_gone_are_taken_out() {
    let service = Service::start(&[]);
    let home = home(&service, 2);
    run(&home, &MORE).expect(0);
    let left = format!("{}gone@example.com,,,,Abcd1234\n", text(&home, "new.csv"));
    home.write("new.csv", left);
    run(&home, &MORE).expect(0);
    check(&service, &home, 2);
}

/// An account that was created with the roster's own password, in doubt, and
/// a killed run's made password for it that never left.
fn with_a_password_that_never_left(service: &Service) -> Home {
    let home = service.home();
    home.write("roster.csv", roster(1));
    home.run(&hasty(&[])).expect(9);
    let journal = text(&home, JOURNAL);
    let start = journal.lines().next().unwrap();
    let path = home.file("new.csv").display().to_string();
    let again = start.replace("}}", &format!(",\"credentials\":{path:?}}}}}"));
    home.write(JOURNAL, format!("{journal}{again}\n"));
    let entry = "shop0000@example.com,,,,Abcd1234";
    home.write(
        "new.csv",
        format!("email,userId,appId,appSecret,password\n{entry}\n"),
    );
    let without = text(&home, "roster.csv").replace("Passw0rd0", "");
    home.write("roster.csv", without);
    home
}

#[test]
fn a_password_that_a_killed_run_made_and_never_sent_is_not_the_accounts() {
    let service = Service::start(&["user/create:1:dropreply"]);
    let home = with_a_password_that_never_left(&service);
    run(&home, &MORE).expect(0);
    assert_eq!(service.posts().len(), 1, "it was there");
    let kept = table(&home, "new.csv");
    assert_eq!((kept.len(), &*kept[0]["password"]), (1, ""));
    assert!(!kept[0]["userId"].is_empty());
}

#[test]
fn a_password_that_was_sent_is_kept_when_the_roster_has_its_own_now() {
    let service = Service::start(&["user/create:1:dropreply"]);
    let home = home(&service, 1);
    home.run(&hasty(&MORE)).expect(9);
    let made = table(&home, "new.csv");
    home.write("roster.csv", roster(1));
    run(&home, &["--credentials-out", "new.csv"]).expect(0);
    assert_eq!(service.posts().len(), 1, "it was there");
    assert_eq!(table(&home, "new.csv")[0]["password"], made[0]["password"]);
    run(&home, &MORE).expect(0);
    assert_eq!(table(&home, "new.csv")[0]["password"], made[0]["password"]);
}

#[test]
fn the_rosters_own_password_takes_the_place_of_one_that_created_nothing() {
    let service = Service::start(&["user/create:1:reset"]);
    let home = home(&service, 1);
    home.run(&hasty(&MORE)).expect(9);
    home.write("roster.csv", roster(1));
    run(&home, &["--credentials-out", "new.csv"]).expect(0);
    assert_eq!(service.posts().len(), 2);
    let kept = table(&home, "new.csv");
    assert_eq!((kept.len(), &*kept[0]["password"]), (1, ""));
}

#[test]
fn a_sent_password_that_was_taken_out_of_the_file_is_not_made_anew() {
    let service = Service::start(&["user/create:1:reset"]);
    let home = home(&service, 1);
    home.run(&hasty(&MORE)).expect(9);
    home.write("new.csv", "email,userId,appId,appSecret,password\n");
    let refused = run(&home, &MORE).expect(2);
    let words = "the password of shop0000@example.com is not in it any more";
    assert!(refused.stderr.contains(words), "{}", refused.stderr);
    assert_eq!(service.posts().len(), 1);
}

#[test]
fn the_later_of_two_runs_that_want_one_new_file_is_refused_and_leaves_it_alone() {
    let place: Arc<OnceLock<PathBuf>> = Arc::default();
    let quicker = Arc::clone(&place);
    // The other run comes between the first look and the first request's end.
    let service = Service::hooked(&[], move |_| {
        std::fs::write(quicker.get().unwrap(), "the other run's\n").unwrap();
    });
    let home = home(&service, 1);
    place.set(home.file("new.csv")).unwrap();
    for _ in 0..2 {
        let refused = run(&home, &MORE).expect(2);
        let words = "there is such a file already; nothing was sent";
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
        assert_eq!(text(&home, "new.csv"), "the other run's\n");
        assert!(!home.file(JOURNAL).exists());
    }
    assert!(service.posts().is_empty());
}

#[test]
fn an_empty_file_holds_no_password_and_may_be_taken() {
    let service = Service::start(&[]);
    let home = home(&service, 1);
    // What a run leaves that is killed, or finds the disk full, at its start.
    home.write("new.csv", "");
    home.write(JOURNAL, "");
    run(&home, &MORE).expect(0);
    check(&service, &home, 1);
}

#[test]
fn an_empty_file_that_another_run_has_just_made_is_not_taken() {
    let service = Service::start(&[]);
    let home = home(&service, 1);
    let path = home.write("new.csv", "");
    let held = std::fs::File::open(path).unwrap();
    held.lock().unwrap();
    let refused = run(&home, &MORE).expect(2);
    let words = "there is such a file already; nothing was sent";
    assert!(refused.stderr.contains(words), "{}", refused.stderr);
    assert!(service.posts().is_empty() && !home.file(JOURNAL).exists());
}

/// A run whose journal cannot be written: no file may grow.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_at_the_start_leaves_nothing_behind() {
    let service = Service::start(&[]);
    let home = home(&service, 1);
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    let full = home.run_in_shell(script, &args(&MORE)).expect(1);
    assert!(full.stderr.contains("nothing was sent"), "{}", full.stderr);
    for name in ["new.csv", JOURNAL, "roster.csv.results.csv"] {
        assert!(!home.file(name).exists(), "{name}");
    }
    run(&home, &MORE).expect(0);
    check(&service, &home, 1);
}

#[test]
fn a_line_with_a_user_id_is_never_taken_out_of_the_file() {
    let service = Service::start(&[]);
    let home = home(&service, 1);
    run(&home, &MORE).expect(0);
    let other = "other@example.com,u1,a1,s,Abcd1234";
    let more = format!("{}{other}\n", text(&home, "new.csv"));
    home.write("new.csv", more);
    run(&home, &MORE).expect(0);
    assert!(text(&home, "new.csv").ends_with(&format!("{other}\n")));
}

#[test]
fn the_journal_marks_made_passwords_and_holds_none() {
    let service = Service::start(&[]);
    let home = home(&service, 1);
    run(&home, &MORE).expect(0);
    let journal = text(&home, JOURNAL);
    assert!(journal.contains("\"madePassword\":true"), "{journal}");
    let made = table(&home, "new.csv")[0]["password"].clone();
    assert!(!journal.contains(&made), "{journal}");
    home.write("two.csv", format!("{}\n{}", crate::batch::HEADINGS, row(7)));
    let own = ["subaccounts", "create", "--from", "two.csv", "--yes"];
    home.run(&own).expect(0);
    assert!(!text(&home, "two.csv.journal.jsonl").contains("madePassword"));
}
