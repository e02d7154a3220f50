//! What is found out before anything is sent, and what is not sent then.

use crate::batch::{HEADINGS, args, roster, row, run};
use crate::service::Service;
use crate::support::{Home, Run, exact_case};

fn home(service: &Service, roster: impl AsRef<[u8]>) -> Home {
    let home = service.home();
    home.write("roster.csv", roster);
    home
}

/// It must have ended so, and sent no write.
fn refused(service: &Service, home: &Home, more: &[&str], status: i32) -> Run {
    let run = run(home, more).expect(status);
    assert!(service.posts().is_empty());
    run
}

#[test]
fn all_faults_are_a_table_and_nothing_is_asked_of_the_service() {
    let service = Service::start(&[]);
    let faulty = format!(
        "{HEADINGS}\nno mail,Passw0rd1,c,1.38E+10,1,1,0,0\n{}d@e.fg,s3cret,c,13800000000,x\u{1b}\u{fe0f},1,0,0\n",
        row(0)
    );
    let home = home(&service, faulty);
    let run = refused(&service, &home, &[], 2);
    let expected = "\
LINE  FIELD        VALUE            RULE
   2  email        no mail          must be one e-mail address such as name@example.com
   2  phone        1.38E+10         a spreadsheet turned this phone number into scientific notation; format the column as text and type the number again
   4  password     ********         must be 8 to 32 characters with digits and letters
   4  maxChannels  x\\u{1b}\\u{fe0f}  must be a whole number, 0 or more, digits only
error: roster.csv has 4 faults; nothing was sent
";
    assert_eq!(run.stderr, expected);
    assert_eq!(service.requests(), 0);
    let json = refused(&service, &home, &["-o", "json"], 2).stderr;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let message = json["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("line 4: password ******** must be 8"),
        "{message}"
    );
}

#[test]
fn a_dry_run_shows_every_row_and_leaves_nothing_behind() {
    let service = Service::start(&[]);
    let home = home(&service, roster(2));
    let run = refused(&service, &home, &["--dry-run", "-o", "json"], 0);
    let rows: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(rows[1]["line"], 3);
    assert_eq!(rows[1]["step"], "create");
    assert_eq!(rows[1]["body"]["password"], "********");
    assert_eq!(rows[1]["body"]["contacts"], "店 1");
    assert!(run.stderr.contains("2 to create"), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("allots 2 minutes; the group has 20000000 left")
    );
    let mut left = std::fs::read_dir(home.path()).unwrap();
    assert!(left.all(|file| !file.unwrap().path().to_string_lossy().contains("csv.")));
}

#[test]
fn a_dry_run_tells_by_its_exit_status_whether_anything_would_be_sent() {
    let service = Service::start(&[]);
    let home = home(&service, roster(2));
    let dry = ["--dry-run", "--exit-code"];
    crate::batch::run(&home, &dry).expect(12);
    crate::batch::run(&home, &[]).expect(0);
    crate::batch::run(&home, &dry).expect(0);
    home.write("roster.csv", roster(3));
    crate::batch::run(&home, &dry).expect(12);
    assert_eq!(service.posts().len(), 2);
}

#[test]
fn a_dry_run_needs_no_files_and_no_passwords() {
    let service = Service::start(&[]);
    let home = service.home();
    let bare = "email,contacts,phone,maxChannels,minutes\na@b.cn,c,13800000000,1,1\n";
    let dry = ["subaccounts", "create", "--from", "-", "--dry-run"];
    let plan = "LINE  E-MAIL  STEP\n   2  a@b.cn  create\n";
    for more in [&[][..], &["--generate-password"]] {
        let run = home
            .run_with_stdin(&[&dry[..], more].concat(), bare)
            .expect(0);
        assert_eq!(run.stdout, plan);
        let lacks = "warning: 1 row has no password; the run requires a password column or \
                     --generate-password with --credentials-out\n";
        assert_eq!(
            run.stderr.contains(lacks),
            more.is_empty(),
            "{}",
            run.stderr
        );
    }
    assert!(service.posts().is_empty());
}

#[test]
fn without_a_terminal_it_wants_yes() {
    let service = Service::start(&[]);
    let home = home(&service, roster(2));
    let run = home.run(&["subaccounts", "create", "--from", "roster.csv"]);
    let run = run.expect(2);
    assert!(run.stderr.contains("2 to create"), "the plan comes first");
    assert!(run.stderr.contains("give --yes"), "{}", run.stderr);
    assert!(service.posts().is_empty());
    assert!(!home.file("roster.csv.journal.jsonl").exists());
}

#[test]
fn a_roster_on_stdin_wants_a_journal_and_results() {
    let service = Service::start(&[]);
    let home = service.home();
    let mut args = args(&["--journal", "j", "--results", "r"]);
    args[3] = "-";
    let run = home.run_with_stdin(&args, roster(2)).expect(0);
    assert!(
        run.stderr.contains("the roster on stdin: 2 rows"),
        "{}",
        run.stderr
    );
    assert_eq!(service.posts().len(), 2);
    assert!(home.file("j").exists() && home.file("r").exists());
    for left_out in ["--journal", "--results"] {
        let at = args.iter().position(|arg| *arg == left_out).unwrap();
        let fewer = [&args[..at], &args[at + 2..]].concat();
        let run = home.run_with_stdin(&fewer, roster(2)).expect(2);
        assert!(run.stderr.contains(left_out), "{}", run.stderr);
    }
}

#[test]
fn options_of_one_account_and_of_many_do_not_mix() {
    let service = Service::start(&[]);
    let home = home(&service, roster(1));
    for more in [
        &["--email", "a@b.cn"][..],
        &["--password-stdin"],
        &["--no-wait"],
        &["--template"],
        &["--max-failures", "0"],
        &["--generate-password"],
        &["--results", "roster.csv"],
        &["--results", "x", "--credentials-out", "x"],
    ] {
        refused(&service, &home, more, 2);
    }
    for alone in [
        ["--journal", "j"],
        ["--results", "r"],
        ["--max-failures", "2"],
    ] {
        home.run(&[&["subaccounts", "create"][..], &alone].concat())
            .expect(2);
    }
    assert_eq!(service.requests(), 0);
}

#[cfg(unix)]
#[test]
fn one_file_by_two_paths_is_refused() {
    use std::os::unix::fs::symlink;
    let service = Service::start(&[]);
    let home = home(&service, roster(1));
    symlink(".", home.file("here")).unwrap();
    symlink("roster.csv.journal.jsonl", home.file("link")).unwrap();
    home.write("one", "");
    std::fs::hard_link(home.file("one"), home.file("two")).unwrap();
    for more in [
        &["--results", "here/roster.csv.journal.jsonl"][..],
        &["--results", "link"],
        &["--credentials-out", "link"],
        &["--results", "one", "--journal", "two"],
        &["--results", "here/roster.csv"],
    ] {
        let said = refused(&service, &home, more, 2).stderr;
        assert!(said.contains("cannot be two things at once"), "{said}");
    }
    assert_eq!(service.requests(), 0);
}

#[test]
fn an_e_mail_that_the_group_has_is_skipped() {
    let service = Service::start(&[]);
    let home = home(&service, roster(2));
    let first = [
        "subaccounts",
        "list",
        "--limit",
        "1",
        "-o",
        "csv",
        "--no-header",
    ];
    let first = home.run(&[&first[..], &["--columns", "email"]].concat());
    let taken = row(7).replace("shop0007@example.com", first.expect(0).stdout.trim());
    home.write("roster.csv", format!("{}{taken}", roster(2)));
    let run = run(&home, &["-o", "csv", "--columns", "status", "--no-header"]).expect(0);
    assert_eq!(run.stdout, "created\ncreated\nexisting\n");
    assert!(run.stderr.contains("1 there already"), "{}", run.stderr);
    assert_eq!(service.posts().len(), 2);
}

#[test]
fn an_e_mail_in_other_letters_exists_also_where_the_filter_minds_case() {
    for more in [&[][..], &["--no-preflight"]] {
        let server = exact_case(&["Shop0000@Example.com"], str::to_owned);
        let home = Home::at(&server.url);
        home.write("roster.csv", roster(1));
        let columns = ["-o", "csv", "--columns", "status,userId", "--no-header"];
        let run = run(&home, &[&columns, more].concat()).expect(0);
        assert_eq!(run.stdout, "existing,u0\n");
        let seen = server.seen();
        assert!(seen.iter().all(|request| request.line.starts_with("GET")));
    }
}

#[test]
fn a_phone_counts_the_group_too() {
    let service = Service::start(&[]);
    let home = home(&service, roster(2).replace("13900000001", "13900000000"));
    run(&home, &[]).expect(0);
    // The sandbox lists them 1.5 s after their creation.
    let list = [
        "subaccounts",
        "list",
        "--email",
        "shop0001@example.com",
        "-o",
        "jsonl",
    ];
    while home.run(&list).expect(0).stdout.is_empty() {}
    let more = [row(5), row(6)].concat().replace("1390000000", "x");
    let more = more
        .replace("x5", "13900000000")
        .replace("x6", "13900000000");
    home.write("roster.csv", format!("{HEADINGS}\n{more}"));
    let run = run(&home, &[]).expect(2);
    let words = "is used by 3 accounts already (2 in the group, line 2); 3 is the maximum";
    assert!(run.stderr.contains(words), "{}", run.stderr);
    assert_eq!(service.posts().len(), 2);
}

#[test]
fn the_wrong_plan_is_a_conflict() {
    let service = Service::start(&[]);
    let home = home(&service, roster(3).replace("minutes", "concurrent"));
    let run = refused(&service, &home, &[], 5);
    assert!(
        run.stderr.contains("billed by minutes, and 3 rows are not"),
        "{}",
        run.stderr
    );
    let run = crate::batch::run(&home, &["--no-preflight"]);
    assert_eq!(run.status, 8, "it is left to the service then");
    assert_eq!(service.accounts("shop"), 0);
}

#[test]
fn a_read_only_profile_plans_and_nothing_else() {
    let service = Service::start(&[]);
    let home = home(&service, roster(1)).with("POLYV_READ_ONLY", "true");
    refused(&service, &home, &[], 3);
    refused(&service, &home, &["--dry-run"], 0);
}

#[test]
fn a_chinese_roster_without_passwords_is_pointed_to_the_chinese_template() {
    let service = Service::start(&[]);
    let chinese = "邮箱,联系人,手机号码,最多可创建频道数,分钟数\na@b.cn,王芳,13800000000,1,1\n";
    let english = "email,contacts,phone,maxChannels,minutes\na@b.cn,c,13800000000,1,1\n";
    for (roster, template) in [(chinese, "--template=chinese`"), (english, "--template`")] {
        let home = home(&service, roster);
        let run = refused(&service, &home, &[], 2);
        assert!(run.stderr.contains(template), "{}", run.stderr);
        let way = "without a password column give --generate-password and --credentials-out FILE";
        assert!(run.stderr.contains(way), "{}", run.stderr);
    }
}

#[test]
fn one_row_is_one_row() {
    let service = Service::start(&[]);
    let home = home(&service, roster(1).replace("minutes", "concurrent"));
    let run = refused(&service, &home, &[], 5);
    let words = [
        "roster.csv: 1 row, on",
        "billed by minutes, and 1 row is not;",
    ];
    for words in words {
        assert!(run.stderr.contains(words), "{}", run.stderr);
    }
}
