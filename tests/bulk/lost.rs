//! Every way to lose an answer: exactly one account, and the exit status and
//! the words say what is known.

use crate::batch::{roster, run, statuses};
use crate::service::Service;
use crate::support::{Home, Run, loopback};

/// The work is done, the answer lost.
const DONE: [&str; 7] = [
    "dropreply",
    "cut",
    "badjson",
    "done-500",
    "done-503",
    "done-502html",
    "done-hang",
];

/// Nothing is done, and nobody says so.
const NOT_DONE: [&str; 5] = ["reset", "500", "503", "502html", "hang"];

const ONE: &str = "subaccounts create --email new@example.com --contacts c --phone 13800000000 \
    --max-channels 1 --minutes 1 --password-stdin --yes --timeout 1s --wait";

/// Runs the single create against each kind of loss at once; the kinds wait,
/// and wait for nothing but themselves.
fn each(kinds: &[&'static str], wait: &'static str, check: fn(&str, &Service, Run)) {
    std::thread::scope(|scope| {
        for kind in kinds {
            scope.spawn(move || {
                let service = Service::start(&[&format!("user/create:1:{kind}")]);
                let args: Vec<&str> = ONE.split_whitespace().chain([wait]).collect();
                let run = service.home().run_with_stdin(&args, "Passw0rd1");
                check(kind, &service, run);
            });
        }
    });
}

#[test]
fn one_account_whose_answer_is_lost_is_found_and_never_sent_twice() {
    each(&DONE, "10s", |kind, service, run| {
        let run = run.expect(0);
        assert!(
            run.stdout.contains("new@example.com"),
            "{kind}: {}",
            run.stdout
        );
        let words = "the answer was lost, but the sub-account was created";
        assert!(run.stderr.contains(words), "{kind}: {}", run.stderr);
        assert_eq!(service.posts().len(), 1, "{kind}");
        assert_eq!(service.accounts("new@"), 1, "{kind}");
    });
}

#[test]
fn one_account_that_is_not_seen_is_unknown_and_never_sent_twice() {
    each(&NOT_DONE, "1s", |kind, service, run| {
        let run = run.expect(9);
        let words = "new@example.com may or may not have been created";
        assert!(run.stderr.contains(words), "{kind}: {}", run.stderr);
        let check = "polyv-group subaccounts list --email new@example.com";
        assert!(run.stderr.contains(check), "{kind}: {}", run.stderr);
        assert_eq!(service.posts().len(), 1, "{kind}");
        assert_eq!(service.accounts("new@"), 0, "{kind}");
    });
}

#[test]
fn one_account_that_was_refused_unread_is_sent_again() {
    each(&["429", "expired"], "10s", |kind, service, run| {
        run.expect(0);
        assert_eq!(service.posts().len(), 2, "{kind}");
        assert_eq!(service.accounts("new@"), 1, "{kind}");
    });
}

/// Nobody listens, or the other side closes in the middle of the TLS hand-shake.
#[test]
fn without_a_connection_nothing_was_created() {
    for closes in [false, true] {
        let listener = loopback::listen();
        let place = listener.local_addr().unwrap();
        if closes {
            std::thread::spawn(move || listener.incoming().for_each(drop));
        }
        let args = format!("{ONE} 1s --no-preflight --retries 0");
        let args: Vec<&str> = args.split_whitespace().collect();
        let home = Home::at(&format!("https://{place}"));
        let run = home.run_with_stdin(&args, "Passw0rd1").expect(6);
        let said = format!("new@example.com (it was not created): {place}: no ");
        assert!(run.stderr.contains(&said), "{}", run.stderr);
    }
}

/// One fault for each of the first POSTs.
fn one_each(kinds: &[&str]) -> Vec<String> {
    let kinds = kinds.iter().zip(1..);
    kinds
        .map(|(kind, nth)| format!("user/create:{nth}:{kind}"))
        .collect()
}

fn service(kinds: &[&str]) -> Service {
    let faults = one_each(kinds);
    Service::start(&faults.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn rows_whose_answers_are_lost_are_found_and_never_sent_twice() {
    let service = service(&DONE);
    let home = service.home();
    home.write("roster.csv", roster(10));
    run(&home, &["--timeout", "1s", "--connections", "8"]).expect(0);
    assert_eq!(service.accounts("shop"), 10);
    assert!(service.posted().values().all(|times| *times == 1));
    assert!(statuses(&home).values().all(|status| status == "created"));
}

#[test]
fn rows_that_are_not_seen_are_unknown_until_the_next_run_looks_and_sends_them() {
    let service = service(&["reset", "500", "502html"]);
    let home = service.home();
    home.write("roster.csv", roster(6));
    let more = ["--wait", "1s", "--timeout", "3s", "--connections", "3"];
    let args: Vec<&str> = crate::batch::args(&[])
        .into_iter()
        .filter(|arg| !["--wait", "4s"].contains(arg))
        .chain(more)
        .collect();
    let first = home.run(&args).expect(9);
    assert!(
        first
            .stderr
            .contains("and 2 more may or may not have been created")
    );
    assert!(
        first.stderr.contains("3 of 6 rows created"),
        "{}",
        first.stderr
    );
    let unknown = |(_, status): &(String, String)| status == "unknown";
    let unknown: Vec<_> = statuses(&home).into_iter().filter(unknown).collect();
    assert_eq!(unknown.len(), 3);
    assert_eq!(service.accounts("shop"), 3);

    home.run(&args).expect(0);
    assert_eq!(service.accounts("shop"), 6);
    for (email, times) in service.posted() {
        let expected = 1 + usize::from(unknown.iter().any(|(lost, _)| *lost == email));
        assert_eq!(times, expected, "{email}");
    }
}
