//! Rows that an earlier run may have sent: what is proof that it was not done,
//! and what is not.

use crate::batch::{HEADINGS, args, row, run, statuses, table, text};
use crate::credentials::{MORE, check, home};
use crate::service::Service;
use crate::support::{Home, Run};
use polyv_group::clock::unix_millis;

const JOURNAL: &str = "roster.csv.journal.jsonl";
const EMAIL: &str = "shop0000@example.com";

/// Runs the roster with a wait that sees nothing.
fn hasty(home: &Home, more: &[&str]) -> Run {
    let args = args(more).into_iter();
    let args = args.map(|arg| if arg == "4s" { "1ms" } else { arg });
    let args: Vec<&str> = args.chain(["--timeout", "1s"]).collect();
    home.run(&args)
}

/// A home whose journal tells of one intent.
fn intended(service: &Service, email: &str, at: i64, timeout: u32) -> Home {
    let home = service.home();
    home.write("roster.csv", format!("{HEADINGS}\n{}", row(1)));
    run(&home, &[]).expect(0);
    let start = text(&home, JOURNAL).lines().next().unwrap().to_owned();
    let what = format!(r#""email":"{email}","fingerprint":"0123","at":{at},"timeout":{timeout}"#);
    home.write(JOURNAL, format!("{start}\n{{\"intent\":{{{what}}}}}\n"));
    home.write("roster.csv", format!("{HEADINGS}\n{}", row(0)));
    home
}

#[test]
fn a_refused_repeat_is_no_proof_and_the_only_copy_of_the_password_stays() {
    let service = Service::start(&["user/create:1:dropreply"]);
    service.hide();
    let home = home(&service, 1);
    hasty(&home, &MORE).expect(9);
    let made = table(&home, "new.csv")[0]["password"].clone();
    for posts in [2, 3] {
        let refused = hasty(&home, &MORE).expect(9);
        let words = "shop0000@example.com may or may not have been created (0 of 1 row created)";
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
        let result = table(&home, "roster.csv.results.csv").remove(0);
        assert_eq!((&*result["status"], &*result["code"]), ("unknown", "10001"));
        let why = "an earlier run may have sent it; 邮箱已存在";
        assert_eq!(result["message"], why);
        assert_eq!(table(&home, "new.csv")[0]["password"], made);
        assert_eq!(service.posted()[EMAIL], posts);
    }
    service.show();
    run(&home, &MORE).expect(0);
    assert_eq!(service.posted()[EMAIL], 3);
    assert_eq!(service.accounts("shop"), 1);
    check(&service, &home, 1);
}

#[test]
fn a_row_that_another_rule_refuses_stays_in_doubt_until_it_is_fixed() {
    let service = Service::start(&["user/create:1:reset"]);
    let home = home(&service, 1);
    hasty(&home, &MORE).expect(9);
    let right = text(&home, "roster.csv");
    home.write("roster.csv", right.replace("minutes", "concurrent"));
    hasty(&home, &[&MORE[..], &["--no-preflight"]].concat()).expect(9);
    assert_eq!(statuses(&home)[EMAIL], "unknown");
    home.write("roster.csv", right);
    run(&home, &MORE).expect(0);
    check(&service, &home, 1);
}

#[test]
fn the_wait_is_from_now_and_as_long_as_the_request_might_take() {
    let service = Service::start(&[]);
    // The clock tells that it was sent yesterday.
    let yesterday = unix_millis() - 86_400_000;
    let home = intended(&service, EMAIL, yesterday, 1_500);
    let began = unix_millis();
    let open = hasty(&home, &[]).expect(0);
    let waited = unix_millis() - began;
    assert!(waited >= 1_500, "{waited} ms");
    let words = "1 in doubt: looked up for up to 1 s before they are sent";
    assert!(open.stderr.contains(words), "{}", open.stderr);
    assert_eq!(service.posted()[EMAIL], 1);
}

#[test]
fn what_was_sent_is_looked_up_as_it_was_spelled() {
    let service = Service::start(&[]);
    let home = intended(&service, "SHOP0000@Example.com", 1, 1);
    hasty(&home, &[]).expect(0);
    let lines = service.lines();
    let asked = |email: &str| lines.iter().any(|line| line.contains(email));
    assert!(asked("SHOP0000%40Example.com") && asked("shop0000%40example.com"));
}
