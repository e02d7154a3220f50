//! `--credentials-out` and `--generate-password` for many.

use crate::batch::{row, run, table, text};
use crate::service::Service;
use crate::support::Home;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

const HEADINGS: &str = "email,contacts,phone,maxChannels,minutes,remainFlow,remainSpace";
pub(crate) const MORE: [&str; 3] = ["--generate-password", "--credentials-out", "new.csv"];

/// A home with a roster without passwords.
pub(crate) fn home(service: &Service, rows: usize) -> Home {
    let home = service.home();
    let rows = (0..rows).map(|n| row(n).replace(&format!("Passw0rd{n},"), ""));
    home.write(
        "roster.csv",
        format!("{HEADINGS}\n{}", rows.collect::<String>()),
    );
    home
}

/// The password that was POSTed for each e-mail last.
fn sent(service: &Service) -> BTreeMap<String, String> {
    let bodies = service.posts().into_iter();
    bodies
        .map(|body| {
            let body: BTreeMap<String, serde_json::Value> = serde_json::from_str(&body).unwrap();
            let text = |name: &str| body[name].as_str().unwrap().to_owned();
            (text("email"), text("password"))
        })
        .collect()
}

pub(crate) fn check(service: &Service, home: &Home, rows: usize) {
    let sent = sent(service);
    let kept = table(home, "new.csv");
    assert_eq!(kept.len(), rows);
    for row in kept {
        assert_eq!(row["password"], sent[&row["email"]]);
        assert!(row["appSecret"].contains("s3cr3t"), "{row:?}");
        assert!(!row["userId"].is_empty() && !row["appId"].is_empty());
    }
    let results = table(home, "roster.csv.results.csv");
    assert!(
        results
            .iter()
            .all(|row| row["appSecret"].contains("s3cr3t"))
    );
}

#[test]
fn made_passwords_ids_and_secrets_are_kept_also_those_of_lost_answers() {
    let service = Service::start(&["user/create:2:dropreply"]);
    let home = home(&service, 4);
    let run = run(&home, &MORE).expect(0);
    check(&service, &home, 4);
    assert!(!run.stdout.contains("s3cr3t") && !run.stderr.contains("s3cr3t"));
    assert_eq!(text(&home, "new.csv").lines().count(), 5);
}

#[test]
fn every_password_is_on_disk_before_the_first_post() {
    let folder: Arc<OnceLock<PathBuf>> = Arc::default();
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let (place, kept) = (Arc::clone(&folder), Arc::clone(&seen));
    let service = Service::hooked(&[], move |request| {
        if request.line.starts_with("POST") {
            let text = std::fs::read_to_string(place.get().unwrap()).unwrap();
            kept.lock().unwrap().push(text);
        }
    });
    let home = home(&service, 4);
    folder.set(home.file("new.csv")).unwrap();
    run(&home, &[&MORE[..], &["--connections", "1"]].concat()).expect(0);
    let first = seen.lock().unwrap()[0].clone();
    for (email, password) in sent(&service) {
        assert!(
            first.contains(&format!("{email},,,,{password}\n")),
            "{first}"
        );
    }
    check(&service, &home, 4);
}

#[test]
fn secrets_are_looked_up_when_the_run_that_had_them_did_not_keep_them() {
    let service = Service::start(&[]);
    let home = home(&service, 2);
    run(&home, &MORE).expect(0);
    let without: String = text(&home, "new.csv")
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let known = line.starts_with("email");
            let secret = if known { cells[3] } else { "" };
            format!(
                "{},{},{},{secret},{}\n",
                cells[0], cells[1], cells[2], cells[4]
            )
        })
        .collect();
    home.write("new.csv", without);
    run(&home, &MORE).expect(0);
    check(&service, &home, 2);
}

#[test]
fn a_file_of_another_run_is_not_touched_and_a_lost_one_is_missed() {
    let service = Service::start(&[]);
    let home = home(&service, 2);
    home.write("new.csv", "email,userId,appId,appSecret,password\n");
    let refused = run(&home, &MORE).expect(2);
    assert!(
        refused.stderr.contains("there is such a file already"),
        "{}",
        refused.stderr
    );
    assert!(service.posts().is_empty());
    std::fs::remove_file(home.file("new.csv")).unwrap();
    run(&home, &MORE).expect(0);
    std::fs::remove_file(home.file("new.csv")).unwrap();
    let missed = run(&home, &MORE).expect(2);
    assert!(
        missed.stderr.contains("new.csv is missing"),
        "{}",
        missed.stderr
    );
}
