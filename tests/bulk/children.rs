//! Child accounts from rosters: created, changed and deleted, with everything
//! that can go wrong on the way.

use crate::batch::{table, text};
use crate::service::Service;
use crate::support::{Home, RawServer, Run, Sent};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

const RESULTS: &str = "roster.csv.results.csv";
const JOURNAL: &str = "roster.csv.journal.jsonl";

fn email(number: usize) -> String {
    format!("staff{number:04}@example.com")
}

/// A roster of so many new accounts, in Chinese.
fn roster(rows: usize) -> String {
    let row = |n: usize| format!("{},张三 {n},Passw0rd{n},391\n", email(n));
    let rows: String = (0..rows).map(row).collect();
    format!("邮箱,姓名,密码,角色\n{rows}")
}

/// A roster that gives them other names.
fn renamed(rows: usize) -> String {
    let rows: String = (0..rows)
        .map(|n| format!("{},李四 {n}\n", email(n)))
        .collect();
    format!("email,name\n{rows}")
}

/// A roster of nothing but e-mails.
fn emails(rows: usize) -> String {
    let rows: String = (0..rows).map(|n| email(n) + "\n").collect();
    format!("子账号邮箱\n{}", rows.replace("staff0000@", "STAFF0000@"))
}

fn args<'a>(verb: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["children", verb, "--from", "roster.csv", "--yes"];
    args.extend(["--wait", "2s"]);
    args.extend(more);
    args
}

fn run(home: &Home, verb: &str, more: &[&str]) -> Run {
    home.run(&args(verb, more))
}

/// A home with a roster, where so many accounts have been created.
fn staffed(service: &Service, rows: usize, content: String) -> Home {
    let home = service.home();
    home.write("new.csv", roster(rows));
    let create = [
        "children", "create", "--from", "new.csv", "--yes", "--quiet",
    ];
    home.run(&create).expect(0);
    home.write("roster.csv", content);
    home
}

/// The results as e-mail → status and message.
fn results(home: &Home) -> BTreeMap<String, (String, String)> {
    let rows = table(home, RESULTS).into_iter();
    rows.map(|row| {
        let told = (row["status"].clone(), row["message"].clone());
        (row["childEmail"].clone(), told)
    })
    .collect()
}

fn all_are(home: &Home, status: &str, rows: usize) {
    let results = results(home);
    assert_eq!(results.len(), rows);
    let others = results.iter().filter(|(_, (found, _))| found != status);
    assert_eq!(others.collect::<Vec<_>>(), []);
}

#[test]
fn a_roster_in_chinese_creates_child_accounts_and_skips_those_there_are() {
    let service = Service::start(&[]);
    let home = staffed(
        &service,
        1,
        format!(
            "备注,手机号,角色(必填),密码,姓名,子账号邮箱\n\
             a,13800000001,391,Passw0rd1,张三,{}\n\
             ,,394,Passw0rd2,李四,{}\n",
            email(0).to_uppercase(),
            email(1)
        ),
    );
    let ended = run(&home, "create", &[]).expect(0);
    for words in [
        "1 to create",
        "1 there already: skipped",
        "1 created, 1 existed before",
    ] {
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    }
    assert!(!ended.stderr.contains("group has left"), "{}", ended.stderr);
    let sent = r#"{"childEmail":"staff0001@example.com","childName":"李四","password":"Passw0rd2","roleId":394}"#;
    assert_eq!(service.posts()[1..], [sent]);
    let rows = table(&home, RESULTS);
    assert_eq!(rows[0]["status"], "existing");
    assert_eq!((&*rows[1]["line"], &*rows[1]["childName"]), ("3", "李四"));
    assert_eq!(rows[1]["status"], "created");
    assert_eq!(rows[1]["childUserId"].len(), 12);
    let heading = "line,childEmail,childName,status,childUserId,code,message,requestId\n";
    assert!(text(&home, RESULTS).starts_with(heading));
}

#[test]
fn every_fault_of_a_roster_is_told_at_once_and_nothing_is_sent() {
    let service = Service::start(&[]);
    let home = staffed(&service, 2, renamed(4).replace("李四 0", ""));
    let sent = service.posts().len();
    let faults = run(&home, "update", &[]).expect(2).stderr;
    assert!(
        faults.contains("or another value to change is required"),
        "{faults}"
    );
    home.write("roster.csv", renamed(4));
    let faults = run(&home, "update", &[]).expect(2).stderr;
    for line in [4, 5] {
        let fault = format!(
            "{line}  email  staff{:04}@example.com  is not in the list of child accounts",
            line - 2
        );
        assert!(faults.contains(&fault), "{faults}");
    }
    home.write(
        "roster.csv",
        "邮箱,姓名,密码,角色\nx,,short,\nx,n,Passw0rd1,1\n",
    );
    let faults = run(&home, "create", &[]).expect(2).stderr;
    for fault in [
        "2  邮箱",
        "2  姓名",
        "2  密码",
        "2  角色",
        "3  邮箱",
        "roster.csv has 6 faults",
    ] {
        assert!(faults.contains(fault), "{fault}: {faults}");
    }
    assert!(!faults.contains("short"), "{faults}");
    let content = roster(2).replace("张三 1,Passw0rd1,391", "张三 1,Passw0rd1,运莹");
    home.write("roster.csv", content);
    let faults = run(&home, "create", &[]).expect(2).stderr;
    let fault = "3  角色   运莹   is not a role of this account (possible: 直播管理员 (391), ";
    assert!(faults.contains(fault), "{faults}");
    assert_eq!(service.posts().len(), sent);
}

#[test]
fn an_update_sends_the_cells_that_are_not_empty_and_tells_what_the_list_shows() {
    let service = Service::start(&[]);
    let content = format!(
        "email,姓名,role,描述\n{},王芳,,\n{},,运营,x\n",
        email(0),
        email(1).to_uppercase()
    );
    let home = staffed(&service, 2, content);
    run(&home, "update", &["--connections", "1"]).expect(0);
    let sent = [
        r#"{"childEmail":"staff0000@example.com","childName":"王芳"}"#,
        r#"{"childEmail":"STAFF0001@EXAMPLE.COM","roleId":394,"description":"x"}"#,
    ];
    assert_eq!(service.posts()[2..], sent);
    let rows = table(&home, RESULTS);
    let told = |at: usize| ["status", "message"].map(|name| rows[at][name].clone());
    assert_eq!(told(0), ["updated", ""]);
    assert_eq!(told(1), ["updated", ""]);
    assert_eq!(
        rows[0]["childUserId"],
        service.children("childUserId")[&email(0)]
    );
    let lists = service
        .lines()
        .into_iter()
        .filter(|line| line.contains("children/list"));
    // One before each of the two runs, and one for both rows after the second.
    assert_eq!(lists.count(), 3);
}

#[test]
fn a_whole_list_is_a_roster_whose_names_and_ids_must_agree() {
    let service = Service::start(&[]);
    let home = staffed(&service, 2, String::new());
    let list = format!(
        "children list -o csv --headings zh --out roster.csv --email {}",
        email(0)
    );
    let list: Vec<&str> = list.split(' ').collect();
    home.run(&list).expect(0);
    let whole = text(&home, "roster.csv");
    assert!(whole.starts_with("子账号ID,姓名,"), "{whole}");
    assert!(
        whole.contains(",直播管理员,") && whole.contains(",391,"),
        "{whole}"
    );
    let told = run(&home, "update", &[]).expect(0).stderr;
    assert!(told.contains("not read: 子账号ID, "), "{told}");
    let last = service.posts().pop().unwrap();
    assert!(last.contains(r#""roleId":391"#), "{last}");

    // A name alone and an id alone say what is wished for.
    for (content, id) in [
        (
            whole.replace(",391,", ",,").replace("直播管理员", "运营"),
            394,
        ),
        (
            whole
                .replace(",直播管理员,", ",,")
                .replace(",391,", ",396,"),
            396,
        ),
    ] {
        home.write("roster.csv", content);
        run(&home, "update", &[]).expect(0);
        let last = service.posts().pop().unwrap();
        assert!(last.contains(&format!("\"roleId\":{id}")), "{last}");
    }
    let sent = service.posts().len();
    for (content, fault) in [
        (
            whole.replace("直播管理员", "运营"),
            "运营   and the id 391 contradict each other: 391 is the role 直播管理员",
        ),
        (
            whole.replace(",391,", ",999,"),
            "直播管理员  is beside the id 999, of which this account has no role",
        ),
        (
            whole.replace(",直播管理员,", ",396,"),
            "391    is 396 in another column of the row",
        ),
    ] {
        home.write("roster.csv", content);
        let faults = run(&home, "update", &["--dry-run"]).expect(2).stderr;
        assert!(faults.contains(fault), "{faults}");
    }
    assert_eq!(service.posts().len(), sent);
}

#[test]
fn what_was_updated_is_not_sent_again_unless_the_row_or_the_user_says_so() {
    let service = Service::start(&[]);
    let home = staffed(&service, 3, renamed(3));
    run(&home, "update", &[]).expect(0);
    let dry = run(&home, "update", &["--dry-run", "--exit-code"]).expect(0);
    let said =
        |run: &Run| run.stderr.contains("done on 2") && run.stderr.contains("; --again repeats it");
    assert!(said(&dry), "{}", dry.stderr);
    let first = run(&home, "update", &[]).expect(0).stderr;
    let second = run(&home, "update", &[]).expect(0).stderr;
    let date = |text: &str| {
        text.split("done on ")
            .nth(1)
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(date(&first), date(&second), "of the run that did it");
    assert_eq!(service.posts().len(), 6);

    home.write("roster.csv", renamed(3).replace("李四 1", "王芳"));
    run(&home, "update", &["--dry-run", "--exit-code"]).expect(12);
    run(&home, "update", &[]).expect(0);
    assert_eq!(service.posts().len(), 7);
    assert_eq!(service.children("childName")[&email(1)], "王芳");

    run(&home, "update", &["--again"]).expect(0);
    assert_eq!(service.posts().len(), 10);
    all_are(&home, "updated", 3);
    let name = |file: std::fs::DirEntry| file.file_name().into_string().unwrap();
    let files = std::fs::read_dir(home.path())
        .unwrap()
        .map(|file| name(file.unwrap()));
    let journals = files.filter(|name| name.starts_with(JOURNAL));
    assert_eq!(journals.count(), 2, "the first is put away");
}

#[test]
fn again_continues_a_run_that_has_not_done_all() {
    let service = Service::start(&[]);
    let rows = |role: &str| {
        let rows = (0..3).map(|n| format!("{},{}\n", email(n), if n == 1 { role } else { "394" }));
        format!("email,role\n{}", rows.collect::<String>())
    };
    let home = staffed(&service, 3, rows("999999"));
    run(&home, "update", &["--again"]).expect(8);
    home.write("roster.csv", rows("391"));
    let again = run(&home, "update", &["--again"]).expect(0).stderr;
    assert!(
        again.contains("the last run has not done all; this one continues it"),
        "{again}"
    );
    let posted = service.posted();
    assert_eq!(posted[&email(0)], 2, "created and updated");
    assert_eq!(posted[&email(1)], 3, "and refused once");
    assert_eq!(service.children("roleId")[&email(1)], "391");
}

#[test]
fn updates_whose_answers_are_lost_are_sent_until_they_are_answered() {
    let faults = ["1:dropreply", "3:done-500", "5:cut", "7:reset"];
    let faults = faults.map(|fault| format!("children/update:{fault}"));
    let service = Service::start(&faults.each_ref().map(String::as_str));
    let home = staffed(&service, 6, renamed(6));
    run(&home, "update", &[]).expect(0);
    all_are(&home, "updated", 6);
    let names = service.children("childName");
    assert!(
        (0..6).all(|n| names[&email(n)] == format!("李四 {n}")),
        "{names:?}"
    );
}

#[test]
fn targets_that_the_list_does_not_show_are_remarked_on() {
    let shown = Arc::new(Mutex::new("张三"));
    let name = Arc::clone(&shown);
    let server = RawServer::start(move |_, seen| {
        let child = format!(
            r#"{{"childEmail":"{}","childUserId":"u1","childName":"{}"}}"#,
            email(0),
            name.lock().unwrap()
        );
        Sent::Json(match seen.line.starts_with("POST") {
            true => r#"{"code":200,"data":true}"#.into(),
            false => format!(
                r#"{{"code":200,"data":{{"contents":[{child}],"totalItems":1,"pageSize":1000}}}}"#
            ),
        })
    });
    let home = Home::at(&server.url);
    home.write("roster.csv", renamed(1));
    let args = args("update", &[]).into_iter();
    let args: Vec<_> = args
        .map(|arg| if arg == "2s" { "1ms" } else { arg })
        .collect();
    let ended = home.run(&args).expect(0);
    let words = "1 row: the list does not show what was sent";
    assert!(ended.stderr.contains(words), "{}", ended.stderr);
    let told = |message: &str| ("updated".to_owned(), message.to_owned());
    let message = "the list does not show what was sent";
    assert_eq!(results(&home)[&email(0)], told(message));
    *shown.lock().unwrap() = "李四 0";
    home.run(&[&args[..], &["--again"]].concat()).expect(0);
    assert_eq!(results(&home)[&email(0)], told(""));
}

#[test]
fn what_is_to_be_deleted_and_not_there_is_absent_and_lost_answers_are_looked_up() {
    let faults = ["children/delete:1:dropreply", "children/delete:2:reset"];
    let service = Service::start(&faults);
    let home = staffed(&service, 3, emails(4));
    let ended = run(&home, "delete", &["--connections", "1"]).expect(9);
    assert!(
        ended.stderr.contains("1 not there: skipped"),
        "{}",
        ended.stderr
    );
    let told = |home: &Home| {
        results(home)
            .into_values()
            .map(|it| it.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&home), ["deleted", "unknown", "deleted", "absent"]);
    let lost = "the answer was lost; the list does not have it any more";
    assert_eq!(results(&home)[&email(0)].1, lost);
    let again = run(&home, "delete", &[]).expect(0);
    assert!(
        again.stderr.contains("1 in doubt: to delete again"),
        "{}",
        again.stderr
    );
    assert_eq!(told(&home), ["deleted", "deleted", "deleted", "absent"]);
    assert!(service.children("childName").is_empty());
    let done = run(&home, "delete", &[]).expect(0);
    assert!(done.stderr.contains("done on 2"), "{}", done.stderr);
    assert_eq!(service.posted()[&email(1)], 3, "created, lost and deleted");
}

#[test]
fn rows_that_failed_are_fixed_and_run_by_themselves() {
    let service = Service::start(&[]);
    let home = service.home();
    let content = roster(3).replace("张三 1,Passw0rd1,391", "张三 1,Passw0rd1,999999");
    home.write("roster.csv", content);
    let failed = run(&home, "create", &[]).expect(8);
    assert!(
        failed.stderr.contains("1 row failed (2 of 3 rows created)"),
        "{}",
        failed.stderr
    );
    let kept = text(&home, "roster.csv.failed.csv");
    assert_eq!(kept.lines().count(), 2);
    home.write("fixed.csv", kept.replace("999999", "394"));
    let fixed = ["children", "create", "--from", "fixed.csv", "--yes"];
    home.run(&fixed).expect(0);
    assert_eq!(service.children("roleId").len(), 3);
    assert_eq!(service.children("roleId")[&email(1)], "394");
}

#[test]
fn made_passwords_are_on_disk_before_they_are_sent_for_new_and_old_accounts() {
    let service = Service::start(&[]);
    let home = staffed(
        &service,
        2,
        emails(2)
            .to_lowercase()
            .replace("子账号邮箱", "email,password"),
    );
    let more = ["--generate-password", "--credentials-out", "made.csv"];
    run(&home, "update", &more).expect(0);
    let made = |home: &Home| {
        let rows = table(home, "made.csv").into_iter();
        rows.map(|row| (row["childEmail"].clone(), row["password"].clone()))
            .collect::<BTreeMap<_, _>>()
    };
    let posts = service.posts();
    let sent = posts[2..].iter().map(|body| {
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        (text("childEmail"), text("password"))
    });
    assert_eq!(made(&home), sent.collect());
    let heading = "childEmail,childUserId,password\n";
    assert!(text(&home, "made.csv").starts_with(heading));
    let ids = service.children("childUserId");
    let told = table(&home, "made.csv");
    assert!(
        told.iter()
            .all(|row| ids[&row["childEmail"]] == row["childUserId"]),
        "{told:?}"
    );
    assert!(!text(&home, JOURNAL).contains(&made(&home)[&email(0)]));
}

#[test]
fn a_journal_is_of_one_command() {
    let service = Service::start(&[]);
    let home = service.home();
    home.write("roster.csv", roster(1));
    run(&home, "create", &[]).expect(0);
    let refused = run(&home, "update", &[]).expect(2);
    let words = "the journal roster.csv.journal.jsonl is of `children create`";
    assert!(refused.stderr.contains(words), "{}", refused.stderr);
    assert_eq!(service.posts().len(), 1);
}

#[cfg(unix)]
mod killed {
    use super::*;
    use crate::kill::{kill_often, seed};

    fn killed(service: &Service, home: &Home, verb: &str, rows: usize, kills: u64) {
        let args = args(verb, &["--quiet"]);
        kill_often(service, home, &args, rows, kills, seed());
    }

    fn created(rows: usize, kills: u64) {
        let service = Service::start(&["children/create:5:dropreply", "children/create:11:cut"]);
        let home = service.home();
        home.write("roster.csv", roster(rows));
        killed(&service, &home, "create", rows, kills);
        let posted = service.posted();
        assert_eq!(posted.len(), rows);
        let twice: Vec<_> = posted.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "seed {:#x}: {twice:?}", seed());
        all_are(&home, "created", rows);
        let ids = service.children("childUserId");
        for row in table(&home, RESULTS) {
            assert_eq!(row["childUserId"], ids[&row["childEmail"]]);
        }
    }

    fn updated(rows: usize, kills: u64) {
        let service = Service::start(&["children/update:5:dropreply", "children/update:11:reset"]);
        let home = staffed(&service, rows, renamed(rows));
        killed(&service, &home, "update", rows, kills);
        all_are(&home, "updated", rows);
        let names = service.children("childName");
        assert!(
            (0..rows).all(|n| names[&email(n)] == format!("李四 {n}")),
            "{names:?}"
        );
        let ids = service.children("childUserId");
        for row in table(&home, RESULTS) {
            let email = &row["childEmail"];
            assert_eq!(row["childUserId"], ids[email], "seed {:#x}", seed());
        }
    }

    fn deleted(rows: usize, kills: u64) {
        let service = Service::start(&["children/delete:5:dropreply"]);
        let home = staffed(&service, rows, emails(rows));
        killed(&service, &home, "delete", rows, kills);
        all_are(&home, "deleted", rows);
        assert!(service.children("childName").is_empty());
    }

    #[test]
    fn every_child_account_is_created_once() {
        created(24, 4);
    }

    #[test]
    fn every_update_is_made_and_told_of() {
        updated(24, 4);
    }

    #[test]
    fn every_account_is_deleted_and_told_of() {
        deleted(24, 4);
    }

    #[test]
    #[ignore = ".ci/heavy runs it: three runs of 1000 rows, each killed 50 times"]
    fn long_runs_that_are_killed_often_end_so_too() {
        created(1000, 50);
        updated(1000, 50);
        deleted(1000, 50);
    }
}
