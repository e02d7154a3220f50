//! `usage`: what it tells is what the service counted itself, or it is marked.

use super::burning::{DAY, Group, Made, RESOURCES, SECOND, START, Service, decimal};
use crate::support::{Home, RawServer, Run, Sent, sandbox};
use polyv_group::sandbox::Options;
use serde_json::Value;
use std::collections::HashMap;
use std::thread::sleep;
use std::time::Duration;

const ACCOUNTS: usize = 130;

fn home(service: &Service) -> Home {
    Home::at(&service.server.url)
}

fn save(home: &Home) -> String {
    let run = home.run(&["snapshot", "save"]).expect(0);
    run.stdout.trim().to_owned()
}

fn usage(home: &Home, more: &str) -> Run {
    let args: Vec<&str> = "usage".split(' ').chain(more.split_whitespace()).collect();
    home.run(&args)
}

fn rows(run: Run) -> Vec<Value> {
    serde_json::from_str(&run.expect(0).stdout).unwrap()
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    /// Below a number.
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from((self.0 >> 33) % most as u64).unwrap()
    }

    fn amount(&mut self, most: usize) -> i64 {
        i64::try_from(1 + self.below(most)).unwrap()
    }
}

/// A busy day: every account uses minutes and flow while it is topped up and cut
/// back.
fn a_day(group: &mut Group, dice: &mut Dice) {
    for _ in 0..40 * ACCOUNTS {
        group.pass(dice.amount(20 * 1000));
        let account = dice.below(ACCOUNTS);
        let resource = dice.below(2);
        // Minutes are whole ones.
        let whole = if resource == 0 { 100 } else { 1 };
        match dice.below(6) {
            0 => group.allot(account, resource, 0, 100 * dice.amount(50)),
            1 => group.allot(account, resource, 1, whole * dice.amount(900)),
            2 => group.allot(account, 2, 0, 100 * dice.amount(5)),
            _ => group.burn(account, resource, whole * dice.amount(300)),
        }
    }
    // Before the next snapshot a while passes.
    group.pass(60 * SECOND);
}

/// What the service counted from one time to another.
fn counted(
    before: &HashMap<String, [i64; 4]>,
    after: &HashMap<String, [i64; 4]>,
    row: &Value,
) -> Option<String> {
    let id = row["userId"].as_str().unwrap();
    let mut resources = RESOURCES.iter();
    let at = resources.position(|(word, ..)| row["resource"] == *word)?;
    Some(decimal(after[id][at] - before[id][at]))
}

/// Every row is the service's own count, or it is marked; gives the notes, each
/// with how many rows have it.
fn held_to(
    rows: &[Value],
    before: &HashMap<String, [i64; 4]>,
    after: &HashMap<String, [i64; 4]>,
) -> HashMap<String, usize> {
    let mut notes = HashMap::new();
    for row in rows {
        let note = row["note"].as_str().unwrap_or_default();
        match row["used"].is_null() {
            true => assert_ne!(note, "", "{row}"),
            false => {
                let counted = counted(before, after, row).unwrap_or("0".into());
                assert_eq!(row["used"].to_string(), counted, "{row}");
            }
        }
        *notes.entry(note.to_owned()).or_default() += 1;
    }
    notes
}

#[test]
fn what_was_used_is_what_the_service_counted_itself() {
    for generations in [[true, true], [true, false]] {
        let service = Service::start(ACCOUNTS);
        service.change(|group| group.generations = generations);
        let (home, mut dice) = (home(&service), Dice(7));
        save(&home);
        let before = service.used();
        service.change(|group| a_day(group, &mut dice));
        let after = service.used();
        save(&home);
        let notes = held_to(&rows(usage(&home, "-o json")), &before, &after);
        // Each account has 4 resources of the test, balance, link-mic minutes and limit.
        let all = match generations[1] {
            true => HashMap::from([(String::new(), 7 * ACCOUNTS)]),
            false => HashMap::from([
                (String::new(), 5 * ACCOUNTS),
                ("not in the log".to_owned(), 2 * ACCOUNTS),
            ]),
        };
        assert_eq!(notes, all, "{generations:?}");
        // The next day is told apart from it, and both together are the sum.
        service.change(|group| a_day(group, &mut dice));
        let last = service.used();
        let live = rows(usage(&home, "-o json --until now"));
        held_to(&live, &after, &last);
        save(&home);
        held_to(&rows(usage(&home, "-o json")), &after, &last);
        held_to(
            &rows(usage(&home, "-o json --since 2026-03-01")),
            &before,
            &last,
        );
    }
}

#[test]
fn a_clock_that_is_minutes_off_counts_no_record_wrongly() {
    // The service's clock is months behind ours: only its own `Date` tells which
    // records lie between.
    let service = Service::start(1);
    let home = home(&service);
    service.change(|group| group.pass(10 * SECOND));
    service.change(|group| group.allot(0, 0, 0, 500));
    service.change(|group| group.pass(5 * SECOND));
    save(&home);
    service.change(|group| group.pass(5 * SECOND));
    service.change(|group| group.allot(0, 0, 0, 70_000));
    service.change(|group| group.burn(0, 0, 4_200));
    service.change(|group| group.pass(5 * SECOND));
    save(&home);
    service.change(|group| group.pass(5 * SECOND));
    service.change(|group| group.allot(0, 0, 1, 300));
    let told = rows(usage(&home, "-o json --where resource=minutes"));
    let fields = ["from", "to", "given", "taken", "used"].map(|name| told[0][name].to_string());
    assert_eq!(fields, ["1005", "1663", "700", "0", "42"]);
}

#[test]
fn without_the_services_time_no_record_near_a_list_is_counted() {
    let service = Service::start(1);
    service.change(|group| {
        group.has_date = false;
        // By our clock, of which the service bears three minutes.
        group.now = jiff::Timestamp::now().as_millisecond() - 3_600 * SECOND;
    });
    let home = home(&service);
    for ago in [1_000, 100] {
        service.change(|group| {
            group.now = jiff::Timestamp::now().as_millisecond() - ago * SECOND;
            group.allot(0, 0, 0, 500);
        });
    }
    let file = save(&home);
    let saved = home.run(&["snapshot", "save", "-o", "json"]).expect(0);
    let saved: Value = serde_json::from_str(&saved.stdout).unwrap();
    assert_eq!(saved["within"], 180_000);
    let told = rows(usage(
        &home,
        &format!("-o json --where resource=minutes --since {file}"),
    ));
    assert_eq!(told[0]["note"], "record during a reading");
}

#[test]
fn a_log_without_any_record_is_not_taken_at_its_word() {
    let service = Service::start(1);
    let home = home(&service);
    save(&home);
    service.change(|group| {
        group.second_is_empty = true;
        group.pass(60 * SECOND);
        group.allot(0, 0, 0, 500);
        group.burn(0, 0, 700);
        group.pass(60 * SECOND);
    });
    save(&home);
    let used = |told: Vec<Value>| (told[0]["given"].clone(), told[0]["used"].clone());
    let told = rows(usage(&home, "-o json --where resource=minutes"));
    assert_eq!(used(told), (5.into(), 7.into()));
    // Where there is no other, it is.
    service.change(|group| {
        group.generations[0] = false;
        group.log.clear();
        group.burn(0, 0, 300);
        group.pass(60 * SECOND);
    });
    save(&home);
    let run = usage(&home, "-o json --where resource=minutes").expect(0);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    assert_eq!(used(rows(run)), (0.into(), 3.into()));
    // It may be there and only be down.
    service.change(|group| group.first_is_down = true);
    let home = home.with("POLYV_RETRIES", "0");
    let told = rows(usage(&home, "-o json --where resource=minutes"));
    assert_eq!(told[0]["note"], "log unreadable");
}

#[test]
fn a_damaged_snapshot_of_the_last_days_is_passed_over() {
    let service = Service::start(1);
    let home = home(&service);
    let mut files = Vec::new();
    for _ in 0..6 {
        files.push(save(&home));
        service.change(|group| group.pass(DAY + 60 * SECOND));
        service.change(|group| group.burn(0, 0, 10_000));
    }
    files.push(save(&home));
    let file = &files[0];
    let bytes = std::fs::read(file).unwrap();
    std::fs::write(file, &bytes[..bytes.len() - 4]).unwrap();
    let run = usage(&home, "-o json --where resource=minutes").expect(0);
    let words = format!("warning: days left go by another snapshot: {file}: it is cut short");
    assert!(run.stderr.contains(&words), "{}", run.stderr);
    assert_eq!(rows(run)[0]["daysLeft"], 4);
}

#[test]
fn without_the_log_every_figure_is_marked() {
    let service = Service::start(3);
    let home = home(&service);
    save(&home);
    let before = service.used();
    service.change(|group| group.pass(60 * SECOND));
    service.change(|group| group.allot(0, 0, 0, 5_000));
    service.change(|group| group.burn(0, 0, 5_000));
    service.change(|group| group.burn(1, 1, 20));
    service.change(|group| group.pass(60 * SECOND));
    save(&home);
    service.change(|group| group.generations = [false; 2]);
    let run = usage(&home, "-o json");
    let words = "warning: the allocation log could not be read, so what was used is not certain: ";
    assert!(run.stderr.contains(words), "{}", run.stderr);
    assert!(
        run.stderr.contains("not for this account"),
        "{}",
        run.stderr
    );
    let notes = held_to(&rows(run), &before, &service.used());
    let expected = [(String::new(), 6), ("log unreadable".to_owned(), 15)];
    assert_eq!(notes, HashMap::from(expected));
    // People see the one that fell.
    let table = usage(&home, "").expect(0);
    assert_eq!(
        table.stdout,
        "E-MAIL             RESOURCE  FROM    TO  GIVEN  TAKEN  USED  UNIT  DAYS LEFT  NOTE\n\
         Shop1@Example.com  flow        50  49.8      -      -     -  G             -  log unreadable\n"
    );
}

#[test]
fn a_record_made_while_a_list_is_read_is_marked() {
    let service = Service::start(3);
    let home = home(&service);
    let top_up = |group: &mut Group| group.allot(0, 0, 0, 5_000);
    service.change(|group| group.while_reading = Some(top_up));
    save(&home);
    let before = service.used();
    service.change(|group| group.pass(60 * SECOND));
    service.change(|group| group.burn(0, 0, 700));
    service.change(|group| group.burn(1, 0, 800));
    service.change(|group| group.pass(60 * SECOND));
    let cut = |group: &mut Group| group.allot(2, 1, 1, 5_000);
    service.change(|group| group.while_reading = Some(cut));
    save(&home);
    let told = rows(usage(&home, "-o json"));
    let notes = held_to(&told, &before, &service.used());
    assert_eq!(notes["record during a reading"], 2, "{notes:?}");
    let sum = usage(&home, "--sum used --where resource=minutes -o jsonl").expect(0);
    assert_eq!(sum.stdout, "{\"resource\":\"minutes\",\"used\":8}\n");
    let words = "2 figures are in no sum: it is not certain what was used; --where 'note != null' lists them";
    assert!(sum.stderr.contains(words), "{}", sum.stderr);
    let counted = usage(&home, "--count").expect(0);
    assert!(!counted.stderr.contains("in no sum"), "{}", counted.stderr);
}

#[test]
fn what_expiry_cleared_is_no_use() {
    for (generations, expected) in [
        ([true, true], "\"cleared at expiry\""),
        ([true, false], "\"expired meanwhile\""),
    ] {
        let service = Service::start(2);
        service.change(|group| group.generations = generations);
        let home = home(&service);
        service.change(|group| group.accounts[0].expires = START + 3600 * SECOND);
        save(&home);
        let before = service.used();
        service.change(|group| group.pass(1800 * SECOND));
        service.change(|group| group.burn(0, 0, 1_200));
        service.change(|group| group.pass(1800 * SECOND));
        if generations[1] {
            service.change(|group| group.allot(0, 0, 2, 0));
        } else {
            // The first log has no records of it.
            service.change(|group| group.accounts[0].left[0] = 0);
        }
        service.change(|group| group.pass(60 * SECOND));
        save(&home);
        let told = rows(usage(&home, "-o json --where resource=minutes"));
        held_to(&told, &before, &service.used());
        assert_eq!(told[0]["note"].to_string(), expected);
    }
}

#[test]
fn what_is_not_understood_or_came_and_went_is_marked() {
    let service = Service::start(5);
    let home = home(&service);
    service.change(|group| group.accounts[4].is_gone = true);
    save(&home);
    let before = service.used();
    service.change(|group| group.pass(60 * SECOND));
    service.change(|group| {
        group.log.push(Made {
            at: group.now,
            email: group.accounts[0].email.clone(),
            resource: 0,
            kind: 9,
            amount: 5,
        });
        group.accounts[1].left[1] += 100; // nobody logged it
        group.accounts[2].email = "renamed@example.com".into();
        group.accounts[3].is_gone = true;
        group.accounts[4].is_gone = false;
        group.pass(60 * SECOND);
    });
    save(&home);
    let notes = held_to(&rows(usage(&home, "-o json")), &before, &service.used());
    let expected = [
        ("", 6 + 6 + 1),
        ("unknown record", 1),
        ("negative", 1),
        ("e-mail changed", 6),
        ("disappeared", 7),
        ("appeared", 7),
    ];
    let expected = expected.map(|(note, count)| (note.to_owned(), count));
    assert_eq!(notes, HashMap::from(expected));
}

#[test]
fn a_table_shows_what_was_used_and_how_long_the_rest_lasts() {
    let service = Service::start(2);
    let home = home(&service);
    let mut before = service.used();
    for day in 0..5 {
        save(&home);
        before = service.used();
        service.change(|group| group.pass(DAY));
        service.change(|group| group.burn(0, 0, 10_000));
        if day == 4 {
            service.change(|group| group.allot(1, 1, 0, 1_000));
        }
        service.change(|group| group.pass(60 * SECOND));
    }
    save(&home);
    held_to(&rows(usage(&home, "-o json")), &before, &service.used());
    let run = usage(&home, "").expect(0);
    assert_eq!(
        run.stdout,
        "E-MAIL             RESOURCE  FROM   TO  GIVEN  TAKEN  USED  UNIT  DAYS LEFT  NOTE\n\
         Shop0@Example.com  minutes    600  500      0      0   100  -             5  -\n"
    );
    assert_eq!(
        run.stderr,
        "from 2026-03-05 10:04:00 to 2026-03-06 10:05:00\n\
         13 figures without use not shown; -o csv has all\n"
    );
    let csv = usage(&home, "-o csv --where used>0").expect(0).stdout;
    assert_eq!(
        csv,
        "email,userId,resource,from,to,given,taken,used,unit,daysLeft,note\n\
         Shop0@Example.com,u0,minutes,600,500,0,0,100,,5,\n"
    );
    let chinese = usage(&home, "--lang zh").expect(0);
    assert!(
        chinese
            .stdout
            .starts_with("邮箱               资源    期初  期末"),
        "{}",
        chinese.stdout
    );
    assert!(chinese.stdout.contains("分钟数"), "{}", chinese.stdout);
    assert!(
        chinese
            .stderr
            .contains("13 项没有用量，未显示；-o csv 有全部"),
        "{}",
        chinese.stderr
    );
    let whole = usage(&home, "--since 2020-01-01 -o csv").expect(0).stderr;
    let warned =
        "warning: no snapshot is that old; it starts from the oldest, of 2026-03-01 10:00:00\n";
    assert!(whole.starts_with(warned), "{whole}");
    // Two days say nothing of how long the rest lasts.
    let two = usage(
        &home,
        "--since 2026-03-01 --until 2026-03-03 -o csv --where used>0",
    );
    assert!(
        two.expect(0)
            .stdout
            .ends_with(",minutes,1000,800,0,0,200,,,\n")
    );
}

#[test]
fn bad_spans_are_refused_before_anything_is_asked() {
    let service = Service::start(1);
    let home = home(&service);
    let refused = |more: &str, words: &str| {
        let run = usage(&home, more).expect(2);
        assert!(run.stderr.contains(words), "{more}: {}", run.stderr);
    };
    refused("", "no snapshot of appId");
    refused("--until now", "no snapshot of appId");
    refused("--dir nowhere", "there is no such folder");
    let first = save(&home);
    refused("", "two are required");
    service.change(|group| group.pass(DAY));
    save(&home);
    let asked = service.server.count();
    refused(
        "--since 2026-03-02 --until 2026-03-01",
        "--since is later than --until",
    );
    refused(
        "--since tomorrow",
        "--since \"tomorrow\" is not a valid time",
    );
    refused("--until 2026-02-30", "there is no such day");
    refused(
        &format!("--since {first} --until {first}"),
        "both are the same snapshot",
    );
    refused("--where nothing=1", "nothing");
    refused("--until 2020-01-01", "no snapshot of appId");
    refused("--since now", "`now` can be the later one only");
    refused("--since nowhere.gz", "nowhere.gz");
    refused("--page 1", "--page");
    refused("--sum note", "--sum: note is not an amount");
    refused("--source bill", "bill");
    assert_eq!(service.server.count(), asked);
}

#[test]
fn groups_are_not_compared_with_each_other() {
    let service = Service::start(1);
    let home = home(&service);
    let ours = save(&home);
    let other = Home::at(&service.server.url).with("POLYV_APP_ID", "another");
    service.change(|group| group.pass(DAY));
    let theirs = save(&other);
    let asked = service.server.count();
    for command in [
        "usage --since OURS --until THEIRS",
        "snapshot diff OURS THEIRS",
    ] {
        let command = command.replace("OURS", &ours).replace("THEIRS", &theirs);
        let args: Vec<&str> = command.split(' ').collect();
        let run = home.run(&args).expect(2);
        let words = "they are of different groups: ";
        assert!(run.stderr.contains(words), "{}", run.stderr);
        assert!(run.stderr.contains("of appId another"), "{}", run.stderr);
    }
    assert_eq!(service.server.count(), asked);
}

#[test]
fn an_account_that_is_not_there_has_no_figures() {
    let service = Service::start(2);
    let home = home(&service);
    save(&home);
    service.change(|group| group.pass(DAY));
    save(&home);
    let run = usage(&home, "-o jsonl --where userId=u9").expect(0);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("0 of 14 figures"), "{}", run.stderr);
}

#[test]
fn what_accounts_are_asked_for_is_all_that_the_log_is_asked_for() {
    let service = Service::start(5);
    let home = home(&service);
    save(&home);
    service.change(|group| group.pass(DAY));
    save(&home);
    usage(&home, "--where email=shop3@example.com").expect(0);
    let asked = service.server.seen();
    let asked = asked
        .iter()
        .filter(|seen| seen.line.contains("allocation-log"));
    let emails: Vec<String> = asked.filter_map(|seen| seen.query("emails")).collect();
    assert_eq!(emails, ["Shop3@Example.com"]);
}

const BILLS: &str = r#"
{"unionId":"u1","accountPeriod":"2026-03","email":"a@b.c","production":"直播","category":"观看分钟数","itemConsumed":120.50,"itemConsumedUnit":"分钟","statAt":"2026-03-01","tradeType":1},
{"unionId":"u1","accountPeriod":"2026-03","email":"a@b.c","production":"直播","category":"观看分钟数","itemConsumed":0.50,"itemConsumedUnit":"分钟","statAt":"2026-03-02","tradeType":1},
{"unionId":"u1","accountPeriod":"2026-03","email":"a@b.c","production":"直播","category":"观看分钟数","itemConsumed":7,"itemConsumedUnit":"分钟","statAt":"2026-03-03","tradeType":1},
{"unionId":"u2","accountPeriod":"2026-03","email":null,"production":"点播","category":"存储空间","itemConsumed":3,"itemConsumedUnit":"G","statAt":"2026-03-02","tradeType":1},
{"unionId":"u2","accountPeriod":"2026-03","email":null,"production":"点播","category":"存储空间","itemConsumed":1,"itemConsumedUnit":"G","statAt":"2026-03-02","tradeType":4}"#;

#[test]
fn bills_are_those_of_the_days_of_the_span() {
    let service = Service::start(1);
    let home = home(&service);
    service.change(|group| group.bills = BILLS);
    let none = usage(&home, "--source bills").expect(2);
    assert!(
        none.stderr.contains("no snapshot of appId"),
        "{}",
        none.stderr
    );
    assert!(
        none.stderr.contains("give the days: --since and --until"),
        "{}",
        none.stderr
    );
    let told = usage(
        &home,
        "--source bills --since 2026-03-01 --until 2026-03-02 -o csv",
    )
    .expect(0);
    let heading = "email,unionId,production,category,used,unit,billed,supplemented,refunded,note\n";
    let two_days = "a@b.c,u1,直播,观看分钟数,121,分钟,121,,,\n\
                    ,u2,点播,存储空间,,G,3,,1,supplement or refund\n";
    assert_eq!(told.stdout, format!("{heading}{two_days}"));
    assert_eq!(told.stderr, "bills from 2026-03-01 to 2026-03-02\n");
    let asked = service.server.seen();
    let asked = asked.last().unwrap();
    let months = ["startDate", "endDate"].map(|name| asked.query(name).unwrap());
    assert_eq!(months, ["202603", "202603"]);
    // Without days they are those of the snapshots.
    save(&home);
    service.change(|group| group.pass(DAY));
    save(&home);
    let told = usage(&home, "--source bills -o csv --no-header").expect(0);
    assert_eq!(told.stdout, two_days);
    for (span, words) in [
        (
            "--since 2026-03-02 --until 2026-03-01",
            "there are no bills of these days",
        ),
        (
            "--since 2022-01-01 --until 2022-04-30",
            "there are no bills of these days",
        ),
        ("--since soon", "--since \"soon\" is not a valid time"),
        ("--where daysLeft<5", "daysLeft"),
    ] {
        let run = usage(&home, &format!("--source bills {span}")).expect(2);
        assert!(run.stderr.contains(words), "{span}: {}", run.stderr);
    }
}

#[test]
fn the_log_of_another_group_is_not_asked() {
    let service = Service::start(1);
    let home = home(&service);
    let first = save(&home);
    service.change(|group| group.pass(DAY));
    let second = save(&home);
    let other = Home::at(&service.server.url).with("POLYV_APP_ID", "another");
    let asked = service.server.count();
    let run = usage(&other, &format!("--since {first} --until {second}")).expect(2);
    let words =
        "error: the snapshots are of appId sandboxapp, and the credentials of appId another";
    assert!(run.stderr.contains(words), "{}", run.stderr);
    assert_eq!(service.server.count(), asked);
}

/// What lies so far from a reading lies outside its seconds, by a `Date` in whole
/// seconds, too.
const OUTSIDE: Duration = Duration::from_secs(3);

#[test]
fn what_the_program_gives_and_takes_itself_is_no_use() {
    let home = Home::at(&sandbox(Options::default()));
    save(&home);
    sleep(OUTSIDE);
    let email = "branch0001@hd.example.com";
    let amounts = "--give minutes=500 --take flow=5 --yes -q";
    let allocate = format!("subaccounts allocate --email {email} {amounts}");
    home.run(&allocate.split(' ').collect::<Vec<_>>()).expect(0);
    sleep(OUTSIDE);
    save(&home);
    let told = usage(&home, "-o csv --no-header --where given>0 --where used=0").expect(0);
    let minutes = told.stdout.split_once(",minutes,").unwrap();
    assert_eq!(
        (minutes.0.split(',').next(), minutes.1),
        (Some(email), "16010,16510,500,0,0,,,\n")
    );
    let told = usage(&home, "-o csv --no-header --where taken>0 --where used=0").expect(0);
    assert!(
        told.stdout.ends_with(",flow,106.71,101.71,0,5,0,G,,\n"),
        "{}",
        told.stdout
    );
}

#[test]
fn a_bill_that_grows_while_it_is_read_is_read_again() {
    // Newest first, so that an item more moves all others.
    let server = |grows_until: usize| {
        RawServer::start(move |asked, request| {
            let count = 1_500 + asked.min(grows_until);
            let items = (0..count).skip((request.page() - 1) * 1_000).take(1_000);
            let items = items.map(|at| {
                let amount = if at < count - 1_500 { 5 } else { 1 };
                format!(
                    r#"{{"email":"a@b.c","unionId":"u","production":"p","category":"c","itemConsumedUnit":"x","tradeType":1,"statAt":"2026-03-01","itemConsumed":{amount}}}"#
                )
            });
            let items: Vec<String> = items.collect();
            let items = items.join(",");
            Sent::Json(format!(
                r#"{{"code":200,"data":{{"pageSize":1000,"totalItems":{count},"contents":[{items}]}}}}"#
            ))
        })
    };
    let bills = "--source bills --since 2026-03-01 --until 2026-03-01 -o jsonl";
    let settles = server(1);
    let told = usage(&Home::at(&settles.url), bills).expect(0);
    assert!(told.stdout.contains("\"used\":1505,"), "{}", told.stdout);
    let grows = server(usize::MAX);
    let told = usage(&Home::at(&grows.url), bills).expect(6);
    assert_eq!(told.stdout, "");
    assert!(
        told.stderr.contains("its total went from "),
        "{}",
        told.stderr
    );
}
