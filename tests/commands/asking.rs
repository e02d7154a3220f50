//! What is asked of a list, as a script would ask.

use crate::support::{Home, RawServer, Run, Sent, page};
use std::sync::atomic::{AtomicUsize, Ordering};

fn run(args: &str, filter: &str) -> Run {
    let words = args.split_whitespace();
    let mut all: Vec<&str> = ["--sandbox"].into_iter().chain(words).collect();
    if !filter.is_empty() {
        all.extend(["--where", filter]);
    }
    Home::new().run(&all)
}

#[test]
fn the_count_is_that_of_the_rows_that_are_printed() {
    for filter in [
        "status = normal",
        "minutes < 5000 and not (memo = null)",
        "expires > 2028-12-31 or flow >= 140.5",
        "email in (nobody@example.com)",
        "memo = nothing",
    ] {
        let list = "subaccounts list -o csv --no-header --columns userId";
        let rows = run(list, filter).expect(0);
        let count = run("subaccounts list --count", filter).expect(0);
        let lines = rows.stdout.lines().count();
        assert_eq!(count.stdout, format!("{lines}\n"), "{filter}");
        if !filter.contains("email") {
            let told = format!("{lines} of 230 sub-accounts\n");
            assert!(rows.stderr.starts_with(&told), "{}", rows.stderr);
        }
    }
    let json = run("subaccounts list --count -o jsonl", "").expect(0);
    assert_eq!(json.stdout, "{\"count\":230}\n");
    let csv = run("subaccounts list --count -o csv", "").expect(0);
    assert_eq!(csv.stdout, "count\n230\n");
}

#[test]
fn short_cuts_are_filters_in_other_words() {
    let ids = "subaccounts list -o csv --no-header --columns userId";
    for (short, filter) in [
        ("--status frozen", "status = frozen"),
        ("--status Normal", "status = NORMAL"),
        (
            "--expires-within 2029/01/01",
            "expires >= 0d and expires <= 2029-01-01",
        ),
        ("--below minutes=500", "remainMinutes < 500"),
        (
            "--below channels=50 --status expired",
            "maxChannels < 50 and status = expired",
        ),
        ("--expires-within 900d", "expires >= 0d and expires <= 900d"),
    ] {
        let short = run(&format!("{ids} {short}"), "").expect(0);
        let long = run(ids, filter).expect(0);
        assert!(short.stdout.lines().count() > 1, "{filter}");
        assert_eq!(short.stdout, long.stdout, "{filter}");
    }
}

#[test]
fn rows_are_sorted_before_they_are_limited_and_groups_by_what_they_add_up_to() {
    let ids = "subaccounts list -o csv --no-header --columns minutes";
    let minutes = |more: &str| -> Vec<i64> {
        let run = run(&format!("{ids} {more}"), "").expect(0);
        run.stdout
            .lines()
            .map(|line| line.parse().unwrap())
            .collect()
    };
    let mut all = minutes("");
    all.sort_unstable();
    assert_eq!(minutes("--sort minutes --limit 7"), all[..7]);
    all.reverse();
    assert_eq!(minutes("--sort -MINUTES"), all);
    let groups = "subaccounts list --by status --sum minutes --count --sort -count -o csv";
    let lines = run(groups, "").expect(0).stdout;
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines[0], "status,count,remainMinutes");
    let sum: i64 = lines[1..]
        .iter()
        .map(|line| line.rsplit(',').next().unwrap().parse::<i64>().unwrap())
        .sum();
    assert_eq!(sum, all.iter().sum::<i64>());
    assert!(lines[1].starts_with("normal,"), "{lines:?}");
}

#[test]
fn amounts_of_two_units_are_never_added_up() {
    let bill = "billing group --month 2025-06 --by product --sum amount -o csv --no-header";
    let lines = run(bill, "").expect(0).stdout;
    let groups: Vec<_> = lines
        .lines()
        .map(|line| line.rsplit_once(',').unwrap().0)
        .collect();
    assert_eq!(groups, ["直播,分钟", "点播,GB"]);
}

#[test]
fn the_sum_of_a_log_is_what_was_given_less_what_was_taken_back() {
    let log = "allocations log --since 2025-12-24 --until 2025-12-26";
    let minutes = |filter| {
        let csv = format!("{log} -o csv --no-header --columns duration");
        let lines = run(&csv, filter).expect(0).stdout;
        let amounts = lines.lines().filter_map(|line| line.parse::<i64>().ok());
        amounts.sum::<i64>()
    };
    let (given, taken) = (minutes("origin ~ ADD_"), minutes("origin ~ RECOVER_"));
    assert!(given > 0 && taken > 0, "{given} {taken}");
    let sum = run(&format!("{log} --sum minutes -o csv --no-header"), "").expect(0);
    assert_eq!(sum.stdout, format!("{}\n", given - taken));
}

#[test]
fn a_number_of_nothing_says_so_beside_it() {
    let nothing = run("subaccounts list --count", "memo = nothing").expect(0);
    let told = (nothing.stdout.as_str(), nothing.stderr.as_str());
    assert_eq!(told, ("0\n", "0 of 230 sub-accounts\n"));
    let phone = run("subaccounts list --count", "phone = '123 0000-0000'").expect(0);
    assert_ne!(phone.stdout, "0\n");
    // The service was asked for these e-mails only.
    let none = run("subaccounts list", "email = none@x.cn").expect(0);
    assert_eq!(
        none.stderr,
        "warning: nothing found for none@x.cn\nno sub-accounts\n"
    );
    // Nobody can be asked for by a blank one.
    let blank = run("subaccounts list", "email = ''").expect(0);
    assert_eq!(blank.stderr, "0 of 230 sub-accounts\nno sub-accounts\n");
    let of_two = "email in (branch0001@hd.example.com, store0011@xn.example.com) and minutes < 9";
    let one = run("subaccounts list", of_two).expect(0);
    assert_eq!(one.stderr, "1 of 2 sub-accounts of these e-mails\n");
    let page = run("subaccounts list --page 999", "").expect(0);
    assert_eq!(page.stderr, "no sub-accounts on page 999\n");
}

#[test]
fn a_column_added_to_a_table_of_its_own_layout_takes_none_away() {
    for (list, layout, more) in [
        (
            "allocations log --limit 1",
            "E-MAIL DATE WHAT CHANGE",
            "ORIGIN",
        ),
        (
            "organization list",
            "NAME ID DEPTH DESCRIPTION",
            "PARENT ID",
        ),
    ] {
        let field = more.to_lowercase();
        let field = field.replace("parent id", "parentId");
        let table = run(&format!("{list} --columns +{field}"), "").expect(0);
        let headings: Vec<_> = table
            .stdout
            .lines()
            .next()
            .unwrap()
            .split_whitespace()
            .collect();
        assert_eq!(headings.join(" "), format!("{layout} {more}"));
    }
}

#[test]
fn texts_are_searched_without_letter_case_and_secrets_never() {
    let found = run("subaccounts list --search HN.EXAMPLE --count", "").expect(0);
    let reference = run("subaccounts list --count", "email ~ hn.example").expect(0);
    assert_eq!(found.stdout, reference.stdout);
    let secret = run("subaccounts list --search s3cr3t", "").expect(0);
    assert_eq!(secret.stdout, "");
}

#[test]
fn columns_have_chinese_names_in_every_option() {
    let english = run(
        "subaccounts list --sort -minutes --columns email,minutes",
        "status = frozen",
    );
    let chinese = run(
        "subaccounts list --sort -剩余分钟数 --columns 邮箱,剩余分钟数",
        "状态 = frozen",
    );
    assert_eq!(chinese.expect(0).stdout, english.expect(0).stdout);
}

#[test]
fn a_wrong_question_is_refused_before_any_request() {
    let server = RawServer::start(|_, _| Sent::Json("{}".into()));
    let home = Home::at(&server.url);
    for (args, words) in [
        (
            ["--where", "minutes < abc"],
            "--where: \"abc\" is not a value of remainMinutes",
        ),
        (
            ["--where", "appSecret ~ a"],
            "--where: appSecret is a secret",
        ),
        (
            ["--status", "active"],
            "--status: \"active\" is not a value of status: give normal or expired or frozen",
        ),
        (
            ["--sort", "appSecret"],
            "--sort: appSecret is a secret, and cannot be asked for",
        ),
        (
            ["--sum", "minute"],
            "--sum: there is no column \"minute\"; did you mean \"MINUTES\"?",
        ),
        (
            ["--sum", "cone"],
            "--sum: there is no column \"cone\" (possible: ",
        ),
        (["--sort", "size"], "--sort: there is no column \"size\""),
        (["--sort", "-"], "--sort: a column name is missing"),
        (
            ["--sum", "email"],
            "--sum: email is not an amount (possible: remainMinutes, ",
        ),
        (["--by", "sate"], "--by: there is no column \"sate\""),
        (
            ["--by", "state"],
            "--by: there is no column \"state\"; did you mean \"status\"?",
        ),
        (
            ["--by", "频道"],
            "--by: there is no column \"频道\"; did you mean \"频道数\"?",
        ),
        (
            ["--where", "分钟 < 5"],
            "--where: there is no column \"分钟\"; did you mean \"剩余分钟数\"?",
        ),
        (
            ["--sort", "minutes desc"],
            "hint: the largest come first by -minutes\n",
        ),
        (["--below", "500"], "--below \"500\" must be RESOURCE=N"),
    ] {
        let run = home
            .run(&[&["subaccounts", "list"], &args[..]].concat())
            .expect(2);
        assert!(run.stderr.contains(words), "{}", run.stderr);
        assert_eq!(run.stdout, "");
    }
    let args = ["subaccounts", "list", "--where", "memo = x and 多 < 5"];
    let place = home.run(&args).expect(2).stderr;
    assert!(
        place.contains("\n  memo = x and 多 < 5\n               ^\n"),
        "{place}"
    );
    let page = ["subaccounts", "list", "--page", "2", "--where", "minutes<5"];
    home.run(&page).expect(2);
    assert!(server.seen().is_empty());
}

#[test]
fn an_e_mail_that_every_row_must_have_is_asked_for_at_the_service() {
    let server = RawServer::start(|_, request| {
        let found = usize::from(request.query("emails").as_deref() == Some("e5@example.com"));
        Sent::Json(page(5..5 + found, 1, 100, found))
    });
    let home = Home::at(&server.url);
    let ids = [
        "subaccounts",
        "list",
        "-o",
        "csv",
        "--no-header",
        "--columns",
        "userId",
        "--where",
    ];
    let asked = |filter: &str| home.run(&[&ids[..], &[filter]].concat()).expect(0).stdout;
    assert_eq!(asked("email = e5@example.com and minutes != 3"), "u5\n");
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].query("emails").unwrap(), "e5@example.com");
    asked("email = e5@example.com or minutes = 3");
    asked("not (email = e5@example.com)");
    assert!(
        server.seen()[1..]
            .iter()
            .all(|request| request.query("emails").is_none())
    );
}

#[test]
fn a_limit_ends_the_reading_once_enough_rows_are_found_and_json_is_whole() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let server = RawServer::start(|_, request| {
        ASKED.fetch_add(1, Ordering::Relaxed);
        let from = (request.page() - 1) * 100;
        Sent::Json(page(from..from + 100, request.page(), 100, 100_000))
    });
    let home = Home::at(&server.url);
    let args = [
        "subaccounts",
        "list",
        "--where",
        "userId != u1",
        "--limit",
        "2",
        "-o",
        "json",
    ];
    let run = home.run(&args).expect(0);
    let rows: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (rows[0]["userId"].as_str(), rows[1]["userId"].as_str()),
        (Some("u0"), Some("u2"))
    );
    assert!(
        ASKED.load(Ordering::Relaxed) < 100,
        "not all 1000 pages are read for two rows"
    );
}

#[test]
fn a_sorted_list_that_could_not_be_read_whole_prints_nothing_of_it() {
    let server = RawServer::start(|_, request| match request.page() {
        2 => Sent::Json(r#"{"code":400,"message":"no","data":""}"#.into()),
        number => Sent::Json(page((number - 1) * 100..number * 100, number, 100, 300)),
    });
    let home = Home::at(&server.url);
    for args in [["--sort", "userId"], ["--by", "status"]] {
        let run = home.run(&[&["subaccounts", "list", "-o", "json"], &args[..]].concat());
        assert_ne!(run.status, 0);
        assert_eq!(run.stdout, "");
    }
}
