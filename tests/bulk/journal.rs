//! Runs that stop half-way, and the ones after them.

use crate::batch::{args, roster, row, run, statuses, text};
use crate::service::Service;
use crate::support::Home;

const JOURNAL: &str = "roster.csv.journal.jsonl";

fn home(service: &Service, rows: usize) -> Home {
    let home = service.home();
    home.write("roster.csv", roster(rows));
    home
}

#[test]
fn what_is_done_is_not_done_again_and_no_question_is_asked_for_it() {
    let service = Service::start(&[]);
    let home = home(&service, 5);
    run(&home, &[]).expect(0);
    let first = text(&home, "roster.csv.results.csv");
    let again = ["subaccounts", "create", "--from", "roster.csv"];
    let second = home.run(&again).expect(0);
    assert!(
        second.stderr.contains("5 created earlier"),
        "{}",
        second.stderr
    );
    assert_eq!(service.posts().len(), 5);
    let masked = |text: &str| text.replace("********", "");
    let second = text(&home, "roster.csv.results.csv");
    assert_eq!(masked(&second), masked(&first), "but for the secret");
}

#[test]
fn rows_are_matched_by_e_mail_and_content_not_by_line() {
    let service = Service::start(&[]);
    let home = home(&service, 3);
    run(&home, &[]).expect(0);
    let changed = row(1).replace("店 1", "another");
    let heading = crate::batch::HEADINGS;
    let moved = format!("{heading}\n\n{}{}{changed}{}", row(3), row(2), row(0));
    home.write("roster.csv", moved);
    let again = run(&home, &[]).expect(8);
    let words = "1 row changed after creation, not sent (3 of 4 rows created)";
    assert!(again.stderr.contains(words), "{}", again.stderr);
    assert_eq!(service.posts().len(), 4);
    let statuses = statuses(&home);
    assert_eq!(statuses["shop0001@example.com"], "changed");
    assert_eq!(statuses["shop0003@example.com"], "created");
}

#[test]
fn two_runs_cannot_have_one_journal() {
    let service = Service::start(&[]);
    let home = home(&service, 3);
    run(&home, &[]).expect(0);
    let held = std::fs::File::open(home.file(JOURNAL)).unwrap();
    held.lock().unwrap();
    let second = run(&home, &[]).expect(2);
    let words = "another run is at work on the journal roster.csv.journal.jsonl";
    assert!(second.stderr.contains(words), "{}", second.stderr);
}

#[test]
fn a_torn_last_line_is_cut_off_and_damage_elsewhere_is_refused() {
    let service = Service::start(&[]);
    let home = home(&service, 3);
    run(&home, &[]).expect(0);
    let whole = text(&home, JOURNAL);
    home.write(JOURNAL, format!("{whole}{{\"intent\":{{\"em"));
    run(&home, &[]).expect(0);
    assert_eq!(service.posts().len(), 3);
    let (first, rest) = whole.split_once('\n').unwrap();
    home.write(JOURNAL, format!("{first}\nnonsense\n{rest}"));
    let damaged = run(&home, &[]).expect(2);
    assert!(
        damaged.stderr.contains("line 2 of the journal"),
        "{}",
        damaged.stderr
    );
    assert_eq!(service.posts().len(), 3);
}

#[test]
fn the_journal_of_another_group_is_refused() {
    let service = Service::start(&[]);
    let home = home(&service, 3);
    run(&home, &[]).expect(0);
    let other = text(&home, JOURNAL).replace("\"appId\":\"sandboxapp\"", "\"appId\":\"other\"");
    home.write(JOURNAL, other);
    let refused = run(&home, &[]).expect(2);
    assert!(
        refused.stderr.contains("is of appId other at"),
        "{}",
        refused.stderr
    );
}

#[test]
fn every_attempt_is_noted_before_it_leaves() {
    let service = Service::start(&["user/create:1:429"]);
    let home = home(&service, 1);
    run(&home, &[]).expect(0);
    assert_eq!(service.posts().len(), 2);
    let journal = text(&home, JOURNAL);
    let kinds = journal.lines().map(|line| line.split('"').nth(1).unwrap());
    let expected = ["start", "intent", "intent", "outcome"];
    assert_eq!(kinds.collect::<Vec<_>>(), expected);
}

#[cfg(unix)]
mod interrupted {
    use super::*;
    use crate::signals::{Gate, until_said};
    use crate::support::{RawServer, Sent};
    use rustix::process::{Pid, Signal, kill_process};
    use std::io::{Read, Write};
    use std::process::{Child, Stdio};
    use std::sync::Arc;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::time::Duration;

    fn wait_for_posts(service: &Service, posts: usize) {
        let began = std::time::Instant::now();
        while service.posts().len() < posts {
            assert!(began.elapsed() < Duration::from_secs(30), "no POSTs");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn start(home: &Home) -> Child {
        let mut command = home.command(&args(&["--connections", "2"]));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    #[test]
    fn ctrl_c_lets_what_is_in_flight_end_and_the_next_run_goes_on() {
        let gate = Arc::<Gate>::default();
        let (behind, posts) = (Arc::clone(&gate), AtomicUsize::new(0));
        let service = Service::hooked(&[], move |seen| {
            if seen.line.starts_with("POST") && posts.fetch_add(1, Ordering::SeqCst) >= 2 {
                behind.wait();
            }
        });
        let home = home(&service, 12);
        let mut child = start(&home);
        wait_for_posts(&service, 3);
        let pid = Pid::from_child(&child);
        kill_process(pid, Signal::INT).unwrap();
        let mut stderr = until_said(&mut child, |line| line.starts_with("finishing "));
        gate.open();
        let mut said = String::new();
        stderr.read_to_string(&mut said).unwrap();
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(130));
        assert!(said.contains("run the same command again"), "{said}");
        let sent = service.posts().len();
        assert!(sent <= 4, "{sent}: it stopped");
        let created = statuses(&home);
        let created = created.values().filter(|status| *status == "created");
        assert_eq!(created.count(), sent, "what was in flight has ended");
        run(&home, &[]).expect(0);
        assert!(service.posted().values().all(|times| *times == 1));
        assert_eq!(service.accounts("shop"), 12);
    }

    /// A service whose list hangs once a POST was answered so; a run of one row
    /// that waits for the list is interrupted. It is longer than its time-out
    /// until the list would give up.
    fn interrupted_at_the_list(post: Sent, more: &[&str], status: i32) -> Home {
        let (sender, hung) = std::sync::mpsc::channel();
        let (sender, posted) = (Mutex::new(sender), AtomicBool::new(false));
        let server = RawServer::start(move |_, request| {
            if request.line.starts_with("POST") {
                posted.store(true, Ordering::SeqCst);
                return post.clone();
            }
            if !posted.load(Ordering::SeqCst) {
                let none = r#"{"code":200,"data":{"contents":[],"totalItems":0}}"#;
                return Sent::Json(none.into());
            }
            sender.lock().unwrap().send(()).unwrap();
            Sent::Hang
        });
        let home = Home::at(&server.url);
        home.write("roster.csv", roster(1));
        let args = args(&[&["--timeout", "50s"], more].concat());
        let mut command = home.command(&args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let limit = Duration::from_secs(25);
        hung.recv_timeout(limit).unwrap();
        let began = std::time::Instant::now();
        kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(status));
        assert!(began.elapsed() < limit, "{:?}", began.elapsed());
        home
    }

    #[test]
    fn a_pipe_that_nobody_reads_does_not_hold_up_the_end_of_a_run() {
        // Ten seconds, before whose end the signal must come.
        let service = Service::slow(&[], Duration::from_millis(50));
        let home = home(&service, 400);
        let (_reader, mut writer) = std::io::pipe().unwrap();
        // So much a pipe of Linux holds.
        writer.write_all(&[b'x'; 65_536]).unwrap();
        let mut command = home.command(&args(&["--connections", "2", "--quiet"]));
        command.stdout(Stdio::null()).stderr(writer);
        let mut child = command.spawn().unwrap();
        let pid = Pid::from_child(&child);
        wait_for_posts(&service, 3);
        kill_process(pid, Signal::TERM).unwrap();
        let (sender, ended) = std::sync::mpsc::channel();
        std::thread::spawn(move || sender.send(child.wait().unwrap().code()));
        let ended = ended.recv_timeout(Duration::from_secs(25));
        assert_eq!(ended.expect("it ends"), Some(143));
        let created = statuses(&home);
        let created = created.values().filter(|status| *status == "created");
        assert_eq!(created.count(), service.posts().len());
    }

    #[test]
    fn a_list_that_hangs_does_not_hold_up_a_run_whose_answer_was_lost() {
        let home = interrupted_at_the_list(Sent::Close, &[], 9);
        assert_eq!(statuses(&home)["shop0000@example.com"], "unknown");
    }

    #[test]
    fn a_list_that_hangs_does_not_hold_up_a_run_that_wants_the_secrets() {
        let answer = r#"{"code":200,"data":{"userId":"u1"},"success":true}"#;
        let more = ["--credentials-out", "new.csv"];
        let home = interrupted_at_the_list(Sent::Json(answer.into()), &more, 143);
        assert_eq!(statuses(&home)["shop0000@example.com"], "created");
        assert!(text(&home, "new.csv").contains("shop0000@example.com,u1,"));
    }

    #[test]
    fn a_full_disk_stops_the_run_before_a_post_that_could_not_be_noted() {
        let service = Service::start(&[]);
        let home = home(&service, 100);
        // No file may grow beyond 32 blocks; a write that would is an error.
        let script = "trap '' XFSZ; ulimit -f 32; exec \"$0\" \"$@\"";
        let said = home.run_in_shell(script, &args(&[])).expect(1).stderr;
        assert!(said.contains("cannot write the journal"), "{said}");
        let sent = service.posts().len();
        assert!(0 < sent && sent < 100, "{sent}");
        run(&home, &[]).expect(0);
        assert!(service.posted().values().all(|times| *times == 1));
        assert_eq!(service.accounts("shop"), 100);
        assert_eq!(statuses(&home).len(), 100);
    }

    #[test]
    fn devices_are_refused_before_anything_is_sent() {
        let service = Service::start(&[]);
        let home = home(&service, 1);
        for option in ["--journal", "--results", "--credentials-out"] {
            let refused = run(&home, &[option, "/dev/full"]).expect(2);
            assert!(refused.stderr.contains("/dev/full"), "{}", refused.stderr);
        }
        assert!(service.posts().is_empty());
    }
}
