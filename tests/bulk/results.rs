//! What a run leaves behind when rows fail.

use crate::batch::{roster, row, run, statuses, table, text};
use crate::service::Service;
use crate::support::{Home, Run};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

const FAILED: &str = "roster.csv.failed.csv";

/// Two rows have a phone that the sandbox refuses for a fourth e-mail, which
/// `--no-preflight` leaves to it.
fn with_refused_rows(service: &Service) -> Home {
    let home = service.home();
    let one_phone: String = (0..3).map(row).collect::<String>();
    let one_phone: String = one_phone
        .lines()
        .map(|line| line.replace("13900000001", "13900000000") + "\n")
        .map(|line| line.replace("13900000002", "13900000000"))
        .collect();
    home.write(
        "roster.csv",
        format!("{}\n{one_phone}", crate::batch::HEADINGS),
    );
    run(&home, &[]).expect(0);
    let two: String = [row(3), row(4)].concat();
    let two = two
        .replace("13900000003", "13900000000")
        .replace("13900000004", "13900000000");
    let rest = format!("{two}{}", row(5));
    home.write("roster.csv", format!("{}\n{rest}", crate::batch::HEADINGS));
    home
}

#[test]
fn failed_rows_are_told_with_the_services_words_and_kept_to_be_mended() {
    let service = Service::start(&[]);
    let home = with_refused_rows(&service);
    let failed = run(&home, &["--no-preflight"]).expect(8);
    assert!(
        failed
            .stderr
            .contains("2 rows failed (1 of 3 rows created)"),
        "{}",
        failed.stderr
    );
    assert!(
        failed.stderr.contains("roster.csv.failed.csv"),
        "{}",
        failed.stderr
    );
    let rows = table(&home, "roster.csv.results.csv");
    assert_eq!(rows[0]["message"], "同一手机号最多绑定3个邮箱");
    assert_eq!(rows[0]["code"], "10001");
    assert!(!rows[0]["requestId"].is_empty());
    let kept = text(&home, FAILED);
    assert!(kept.starts_with(&format!("\u{feff}{}\r\n", crate::batch::HEADINGS)));
    assert!(
        kept.contains("Passw0rd3") && kept.lines().count() == 3,
        "{kept}"
    );

    // Mended and run on its own, it has a journal of its own.
    let mended = kept.replace("13900000000", "13777777777");
    home.write(FAILED, &mended);
    let args = ["subaccounts", "create", "--from", FAILED, "--yes"];
    home.run(&args).expect(0);
    assert_eq!(service.accounts("shop"), 6);

    // The first run's file is not its own any more.
    let again = run(&home, &[]).expect(2);
    assert!(
        again.stderr.contains("was changed since"),
        "{}",
        again.stderr
    );
    let hint = "if it has been run already, remove it or move it away, and run this again";
    assert!(again.stderr.contains(hint), "{}", again.stderr);
    assert_eq!(text(&home, FAILED), mended);
}

#[test]
fn results_are_a_spreadsheets_with_excel_and_byte_faithful_without() {
    let service = Service::start(&[]);
    let home = service.home();
    let risky = roster(1).replace("shop0000", "+shop");
    home.write("roster.csv", risky);
    let excel = ["--excel", "--credentials-out", "new.csv"];
    let results = || text(&home, "roster.csv.results.csv");
    let headings = "line,email,contacts,memo,status,userId,appId,appSecret,code,message,requestId";
    for _ in 0..2 {
        run(&home, &excel).expect(0);
        let start = format!("\u{feff}{headings}\r\n2,'+shop@example.com,店 0,,created,");
        assert!(results().starts_with(&start), "{}", results());
        assert!(results().contains("s3cr3t") && results().ends_with("\r\n"));
        run(&home, &[]).expect(0);
        let start = format!("{headings}\n2,+shop@example.com,店 0,,created,");
        assert!(results().starts_with(&start), "{}", results());
        assert!(!results().contains("s3cr3t") && !results().contains('\r'));
    }
}

#[test]
fn failed_rows_are_guarded_with_excel_and_read_again() {
    let service = Service::start(&[]);
    let home = with_refused_rows(&service);
    run(&home, &["--no-preflight", "--excel"]).expect(8);
    let kept = text(&home, FAILED);
    let guarded = "\r\nshop0003@example.com,Passw0rd3,店 3,'13900000000,1,1,0,0\r\n";
    assert!(kept.contains(guarded), "{kept}");
    home.write(FAILED, kept.replace("'13900000000", "'13777777777"));
    let args = ["subaccounts", "create", "--from", FAILED, "--yes"];
    home.run(&args).expect(0);
    let posts = service.posts();
    let phones = posts
        .iter()
        .filter(|body| body.contains(r#""phone":"13777777777""#));
    assert_eq!(phones.count(), 2);
}

#[test]
fn failed_rows_that_are_mended_in_the_roster_are_tried_again() {
    let service = Service::start(&[]);
    let home = with_refused_rows(&service);
    run(&home, &["--no-preflight"]).expect(8);
    let mended = text(&home, "roster.csv").replace("13900000000", "13777777777");
    home.write("roster.csv", mended);
    run(&home, &[]).expect(0);
    assert!(statuses(&home).values().all(|status| status == "created"));
    assert!(!home.file(FAILED).exists(), "nothing is left to mend");
    assert_eq!(service.accounts("shop"), 6);
}

#[test]
fn the_run_stops_after_as_many_failures_as_it_may() {
    let service = Service::start(&[]);
    let home = service.home();
    home.write("roster.csv", roster(9).replace("minutes", "concurrent"));
    let more = [
        "--no-preflight",
        "--max-failures",
        "2",
        "--connections",
        "1",
    ];
    let stopped = run(&home, &more).expect(8);
    assert!(
        stopped.stderr.contains("--max-failures"),
        "{}",
        stopped.stderr
    );
    assert_eq!(service.posts().len(), 2);
    let statuses = statuses(&home);
    let count = |wanted| statuses.values().filter(|status| *status == wanted).count();
    assert_eq!((count("failed"), count("notSent")), (2, 7));
}

#[test]
fn a_block_stops_the_run_at_once() {
    let service = Service::start(&["user/create:*:429+61"]);
    let home = service.home();
    home.write("roster.csv", roster(9));
    let stopped = run(&home, &["--connections", "1"]).expect(7);
    assert!(
        stopped.stderr.contains("come back in 61 s"),
        "{}",
        stopped.stderr
    );
    assert_eq!(service.posts().len(), 1);
    let service = Service::start(&["user/create:3-99:429+61"]);
    let home = service.home();
    home.write("roster.csv", roster(9));
    run(&home, &["--connections", "1"]).expect(8);
    assert_eq!(service.posts().len(), 3);
}

#[test]
fn anothers_file_is_never_written_over() {
    let service = Service::start(&[]);
    let home = service.home();
    home.write("roster.csv", roster(2));
    for name in ["roster.csv.results.csv", FAILED] {
        home.write(name, "line,precious\n");
        let refused = run(&home, &[]).expect(2);
        assert!(refused.stderr.contains(name), "{}", refused.stderr);
        assert_eq!(text(&home, name), "line,precious\n");
        std::fs::remove_file(home.file(name)).unwrap();
    }
    assert!(service.posts().is_empty());
}

#[test]
fn a_reader_that_has_gone_does_not_hide_a_failure() {
    let service = Service::start(&[]);
    let home = service.home();
    home.write("roster.csv", roster(2).replace("minutes", "concurrent"));
    let mut command = home.command(&crate::batch::args(&["--no-preflight"]));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = command.stdout(writer).stderr(std::process::Stdio::null());
    assert_eq!(status.status().unwrap().code(), Some(8));
}

#[test]
fn what_an_earlier_run_has_done_is_counted_apart() {
    let service = Service::start(&[]);
    let home = service.home();
    home.write("roster.csv", roster(2));
    let said = |run: Run| run.stderr.lines().last().unwrap().to_owned();
    let file = "; results in roster.csv.results.csv";
    assert_eq!(said(run(&home, &[]).expect(0)), format!("2 created{file}"));
    home.write("roster.csv", roster(3));
    let again = said(run(&home, &[]).expect(0));
    assert_eq!(again, format!("1 created now, 2 earlier{file}"));
    let again = said(run(&home, &[]).expect(0));
    assert_eq!(again, format!("0 created now, 3 earlier{file}"));
}

#[test]
fn results_call_no_row_unsent_while_it_may_be_sent() {
    let home: Arc<OnceLock<PathBuf>> = Arc::default();
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let (folder, kept) = (Arc::clone(&home), Arc::clone(&seen));
    let service = Service::hooked(&[], move |request| {
        if request.line.starts_with("POST") {
            let results = folder.get().unwrap().join("roster.csv.results.csv");
            let text = std::fs::read_to_string(results).unwrap();
            kept.lock().unwrap().push(text);
        }
    });
    let at = service.home();
    home.set(at.path().to_owned()).unwrap();
    at.write("roster.csv", roster(2));
    run(&at, &["--connections", "1"]).expect(0);
    let why = "the run has not ended; run the same command again";
    for text in seen.lock().unwrap().iter() {
        let rows: Vec<&str> = text.lines().skip(1).collect();
        let end = format!(",unknown,,,,,{why},");
        assert!(
            rows.len() == 2 && rows.iter().all(|row| row.ends_with(&end)),
            "{text}"
        );
    }
    assert!(statuses(&at).values().all(|status| status == "created"));
}

#[cfg(unix)]
#[test]
fn links_stay_links_and_what_they_point_to_is_written() {
    use std::os::unix::fs::symlink;
    let service = Service::start(&[]);
    let home = service.home();
    home.write("roster.csv", roster(2));
    std::fs::create_dir(home.file("kept")).unwrap();
    let links = [
        "roster.csv.journal.jsonl",
        "roster.csv.results.csv",
        FAILED,
        "new.csv",
    ];
    for name in links {
        symlink(format!("kept/{name}"), home.file(name)).unwrap();
    }
    let more = ["--credentials-out", "new.csv", "--no-preflight"];
    let right = text(&home, "roster.csv");
    home.write("roster.csv", right.replace("minutes", "concurrent"));
    run(&home, &more).expect(8);
    let kept = |name: &str| home.file("kept").join(name).exists();
    assert!(links.into_iter().all(kept));
    home.write("roster.csv", right);
    run(&home, &more).expect(0);
    assert!(!kept(FAILED), "nothing is left to fix");
    for name in links {
        assert!(home.file(name).is_symlink(), "{name}");
    }
    assert_eq!(table(&home, "new.csv").len(), 2);
}

#[test]
fn the_message_of_a_row_speaks_the_language_in_files_and_english_in_json() {
    let service = Service::start(&[]);
    let home = service.home();
    home.write("roster.csv", roster(1));
    run(&home, &[]).expect(0);
    home.write("roster.csv", roster(1).replace("店 0", "店 9"));
    let again = run(&home, &["--lang", "zh", "-o", "json"]).expect(8);
    let rows: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(
        rows[0]["message"],
        "created earlier; the row was changed since, not sent"
    );
    let row = &table(&home, "roster.csv.results.csv")[0];
    assert_eq!(row["message"], "此前已新建；该行此后有改动，未发送");
    assert_eq!(row["status"], "changed");
    let journal = text(&home, "roster.csv.journal.jsonl");
    assert!(journal.is_ascii(), "{journal}");
}
