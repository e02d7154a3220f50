//! The list commands against the sandbox, as a script would run them.

use crate::support::{Home, LIST_IDS, RawServer, Sent, page, sandbox};
use polyv_group::sandbox::Options;

#[test]
fn everything_is_listed_by_default_in_order() {
    let home = Home::at(&sandbox(Options::default()));
    let run = home.run(&["subaccounts", "list", "-o", "csv", "--columns", "userId"]);
    let run = run.expect(0);
    assert_eq!(run.stderr, "");
    assert_eq!(run.stdout.lines().count(), 231, "a heading and 230 rows");
}

#[test]
fn columns_are_named_by_heading_and_change_the_usual_ones() {
    let home = Home::new();
    let heading = |columns: &str| {
        let args = ["--sandbox", "children", "roles", "-o", "csv", "--columns"];
        let run = home.run(&[&args[..], &[columns]].concat()).expect(0);
        run.stdout.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(heading("Permissions,ID"), "permissionName,id");
    assert_eq!(heading("-description,-NAME"), "id,permissionName");
    assert_eq!(heading("id,+name"), "id,name");
    assert_eq!(heading("all"), "id,name,permissionName,description");
}

#[test]
fn the_columns_of_a_layout_for_people_are_named_like_others() {
    let home = Home::new();
    let heading = |line: &str, columns: &str| {
        let words = line.split(' ').chain(["--columns", columns]);
        let words: Vec<&str> = ["--sandbox"].into_iter().chain(words).collect();
        let run = home.run(&words).expect(0);
        let heading = run.stdout.lines().next().unwrap_or_default().to_owned();
        heading.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let log = "allocations log --since 2025-12-24 --until 2025-12-26";
    assert_eq!(heading(log, "change,E-MAIL"), "CHANGE E-MAIL");
    assert_eq!(heading(log, "-what"), "E-MAIL DATE CHANGE");
    assert_eq!(heading(log, "email,minutes"), "E-MAIL MINUTES");
    assert_eq!(heading("group info", "Resource,+owned"), "RESOURCE OWNED");
}

#[test]
fn pages_come_in_order_whichever_arrives_first() {
    let server = RawServer::start(|_, request| {
        let number = request.page();
        if number == 2 {
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        let from = (number - 1) * 100;
        Sent::Json(page(from..(from + 100).min(350), number, 100, 350))
    });
    let run = Home::at(&server.url).run(&LIST_IDS).expect(0);
    let expected: String = (0..350).map(|id| format!("u{id}\n")).collect();
    assert_eq!(run.stdout, expected);
    assert_eq!(server.seen().len(), 4);
}

#[test]
fn the_groups_figures_are_an_overview_a_row_or_the_object_itself() {
    let home = Home::at(&sandbox(Options::default()));
    let printed = |more: &str| {
        let words = format!("group info {more}");
        let args: Vec<&str> = words.split_whitespace().collect();
        home.run(&args).expect(0).stdout
    };
    let heading = "RESOURCE  OWNED  ALLOCATED  ALLOC. %  USED  USED %  OVER";
    let overview = printed("");
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(words(overview.lines().next().unwrap()), words(heading));
    assert_eq!(overview.lines().count(), 6);
    let figure = printed("-o csv --columns vodInfo.accountFlow");
    let (name, figure) = figure.trim_end().split_once('\n').unwrap();
    assert_eq!(name, "vodInfo.accountFlow");
    let chosen = printed("--columns vodInfo.accountFlow");
    assert_eq!(words(&chosen), ["FLOW", "OWNED", "(G)", figure]);
    let json = printed("-o json");
    assert!(
        json.starts_with("{\"liveInfo\":{\"accountChannels\":"),
        "{json}"
    );
    assert!(
        json.ends_with(&format!("\"accountFlow\":{figure}}}}}\n")),
        "{json}"
    );
    let csv = printed("-o csv");
    assert_eq!(csv.lines().next().unwrap().split(',').count(), 17, "{csv}");
}

#[test]
fn the_health_has_its_level_in_words_for_people() {
    let printed = |format| Home::new().run(&["--sandbox", "group", "health", "-o", format]);
    let table = printed("table").expect(0).stdout;
    assert_eq!(table, "LOAD %  LEVEL\n 12.50  low\n");
    assert_eq!(printed("csv").expect(0).stdout, "health\n12.50\n");
    let json = printed("json").expect(0).stdout;
    assert_eq!(json, "{\"health\":12.50}\n");
}

#[test]
fn a_list_that_comes_as_a_bare_array_is_a_list_like_any_other() {
    let home = Home::at(&sandbox(Options::default()));
    let run = home.run(&["children", "roles", "--limit", "2", "-o", "csv"]);
    let names: Vec<_> = run.expect(0).stdout.lines().map(str::to_owned).collect();
    assert_eq!(names[0], "id,name,permissionName,description");
    assert_eq!(names.len(), 3);
    let run = home.run(&["children", "roles", "-o", "json"]).expect(0);
    let rows: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 4);
    for (data, status) in [("[]", 0), ("{}", 6), ("[7]", 6)] {
        let body = format!(r#"{{"code":200,"success":true,"data":{data}}}"#);
        let server = RawServer::start(move |_, _| Sent::Json(body.clone()));
        let run = Home::at(&server.url).run(&["children", "roles", "--retries", "0"]);
        let said = run.expect(status).stderr;
        assert!(status == 6 || said == "no roles\n", "{said}");
    }
}

#[test]
fn the_bills_of_sub_accounts_are_asked_for_by_months_and_one_account_at_a_time() {
    for email in ["\"B@x.cn\"", "null"] {
        let item = format!(r#"{{"email":{email},"itemConsumed":"1.50","statAt":"2025-10-01"}}"#);
        let server = RawServer::start(move |_, _| {
            Sent::Json(format!(
                r#"{{"code":200,"data":{{"contents":[{item}],"totalItems":1}}}}"#
            ))
        });
        let months = [
            "--from", "2025-10", "--to", "202511", "-o", "csv", "--sum", "amount",
        ];
        let bills = [
            &["billing", "subaccounts", "--email", "b@x.cn"],
            &months[..],
        ]
        .concat();
        let run = Home::at(&server.url).run(&bills).expect(0);
        assert_eq!(run.stdout, "itemConsumedUnit,itemConsumed\n,1.50\n");
        assert_eq!(run.stderr, "");
        let seen = server.seen().remove(0).line;
        assert!(seen.starts_with("GET /live/v4/group/user/billing-daily/list?"));
        let query = "&email=b%40x.cn&startDate=202510&endDate=202511&pageNumber=1&pageSize=1000&";
        assert!(seen.contains(query), "{seen}");
    }
    let server = RawServer::start(|_, _| {
        Sent::Json(r#"{"code":200,"data":{"contents":[],"totalItems":0}}"#.into())
    });
    let month = ["billing", "subaccounts", "--month", "2025-10"];
    Home::at(&server.url).run(&month).expect(0);
    let seen = server.seen().remove(0).line;
    assert!(seen.contains("&startDate=202510&endDate=202510&"), "{seen}");
    let late = [
        "billing",
        "subaccounts",
        "--from",
        "2025-11",
        "--to",
        "2025-10",
    ];
    let said = Home::new()
        .run(&[&["--sandbox"], &late[..]].concat())
        .expect(2);
    assert!(
        said.stderr.contains("--from is later than --to"),
        "{said:?}"
    );
}

#[test]
fn departments_are_a_tree_for_people_and_rows_as_they_come_for_programs() {
    let nodes = r#"[{"name":"c","id":3,"lft":"3","rgt":"4"},
        {"name":"d","id":4,"lft":6,"rgt":7},{"name":"b","id":2,"lft":"2","rgt":"5"},
        {"name":"a","id":1,"lft":1,"rgt":10},{"name":"e","id":5}]"#;
    let body = format!(r#"{{"code":200,"data":{nodes}}}"#);
    let server = RawServer::start(move |_, _| Sent::Json(body.clone()));
    let home = Home::at(&server.url);
    let printed = |more: &[&str]| {
        let list = home.run(&[&["organization", "list"], more].concat());
        list.expect(0).stdout
    };
    let tree = "NAME   ID  DEPTH  DESCRIPTION\n\
                e      5       0  -\na      1       0  -\n  b    2       1  -\n    \
                c  3       2  -\n  d    4       1  -\n";
    assert_eq!(printed(&[]), tree);
    let first = printed(&["--limit", "2", "--columns", "id"]);
    assert_eq!(first, "ID\n5\n1\n");
    let deep = printed(&["--where", "id = 3", "--columns", "id,depth"]);
    assert_eq!(deep, "ID  DEPTH\n3       2\n");
    let names = printed(&["-o", "csv", "--columns", "name", "--no-header"]);
    assert_eq!(names, "c\nd\nb\na\ne\n");
}

/// What the second generation answers is not published.
#[test]
fn the_second_log_is_read_from_pages_and_arrays_with_totals_or_without() {
    let record = |at: &str| {
        let kind = r#""resourceCode":"minutes","alterationType":"1","alteration":"5""#;
        format!(r#"{{"email":"a@x.cn","depositTime":{at},{kind}}}"#)
    };
    let rows = format!(
        "{},{}",
        record("1735689600000"),
        record("\"1735693200000\"")
    );
    let none = "[]".to_owned();
    for (first, later, requests) in [
        (
            format!(r#"{{"contents":[{rows}],"totalItems":2}}"#),
            none.clone(),
            1,
        ),
        (
            format!(r#"{{"contents":[{rows}]}}"#),
            r#"{"contents":[]}"#.to_owned(),
            2,
        ),
        (format!("[{rows}]"), none.clone(), 2),
        // It is not cut into pages.
        (format!("[{rows}]"), format!("[{rows}]"), 2),
        (none.clone(), none, 1),
    ] {
        let (is_empty, what) = (first == "[]", first.clone());
        let server = RawServer::start(move |_, request| {
            let data = match request.line.contains("/allocation-log/") {
                true if request.page() == 1 => &first,
                true => &later,
                false => r#"{"contents":[],"totalItems":0}"#,
            };
            Sent::Json(format!(r#"{{"code":200,"data":{data}}}"#))
        });
        let log = "allocations log --generation 2 --email a@x.cn --resource flow --change take \
                   --since 2025-01-01 --until 2025-01-01 --columns change,date --retries 0";
        let args: Vec<&str> = log.split_whitespace().collect();
        let run = Home::at(&server.url).run(&args).expect(0);
        let newest = "    CHANGE  DATE\n-5 minutes  2025-01-01 09:00:00\n\
                      -5 minutes  2025-01-01 08:00:00\n";
        let seen = server.seen();
        if !is_empty {
            assert_eq!(run.stdout, newest, "{what}");
            assert_eq!(seen.len(), requests, "{what}");
        }
        let query = "&emails=a%40x.cn&resourceCode=vodFlow&alterationType=1&\
                     depositStartTime=1735660800000&depositEndTime=1735747199999&pageNumber=1&";
        assert!(seen[0].line.contains(query), "{}", seen[0].line);
    }
}

#[test]
fn the_logs_of_both_generations_tell_the_same_of_an_account() {
    let log = |more: &str| {
        let args =
            format!("--sandbox allocations log --since 2025-12-20 --until 2025-12-31 {more}");
        Home::new().run(&args.split_whitespace().collect::<Vec<_>>())
    };
    let changes = |more: &str| {
        let printed = log(&format!("{more} --columns email,date,change"))
            .expect(0)
            .stdout;
        let lines = printed
            .lines()
            .skip(1)
            .filter(|line| line.contains(['+', '-']));
        let words = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        words
            .filter(|line| line.split(' ').count() > 3)
            .collect::<Vec<_>>()
    };
    assert!(changes("").len() > 5);
    assert_eq!(changes("--generation 2"), changes(""));
    let stray = log("--generation 2 --type vod").expect(2).stderr;
    assert!(stray.contains("--type is not of --generation 2"), "{stray}");
    let stray = log("--change give").expect(2).stderr;
    assert!(
        stray.contains("--change is not of --generation 1"),
        "{stray}"
    );
    let unknown = log("--generation 2 --resource gold").expect(2).stderr;
    assert!(
        unknown.contains("must be one of minutes, concurrent, "),
        "{unknown}"
    );
}

#[test]
fn several_months_are_several_requests_in_a_row() {
    let server = RawServer::start(|_, request| {
        let month = request.query("billingDate").unwrap();
        let page = format!(r#"{{"contents":[{{"accountPeriod":"{month}"}}],"totalItems":1}}"#);
        Sent::Json(format!(r#"{{"code":200,"data":{page}}}"#))
    });
    let home = Home::at(&server.url);
    let bill = |from, to| {
        let months = [
            "--month",
            from,
            "--to",
            to,
            "--columns",
            "month",
            "-o",
            "csv",
        ];
        home.run(&[&["billing", "group"], &months[..]].concat())
    };
    let printed = bill("2025-11", "202601").expect(0).stdout;
    assert_eq!(printed, "accountPeriod\n202511\n202512\n202601\n");
    assert_eq!(server.seen().len(), 3);
    let late = bill("2025-11", "2025-10").expect(2).stderr;
    assert!(late.contains("--month is later than --to"), "{late}");
}

#[test]
fn a_bill_is_that_of_the_month_asked_for() {
    let home = Home::at(&sandbox(Options::default()));
    for month in ["2022-06", "202206"] {
        let run = home.run(&["billing", "group", "--month", month, "-o", "json"]);
        let rows: serde_json::Value = serde_json::from_str(&run.expect(0).stdout).unwrap();
        let rows = rows.as_array().unwrap();
        assert!(rows.len() > 30, "some a day");
        assert!(rows.iter().all(|row| row["accountPeriod"] == "2022-06"));
    }
    let run = home
        .run(&["billing", "group", "--month", "2022-04"])
        .expect(2);
    assert!(
        run.stderr
            .contains("--month \"2022-04\" must be a month after 2022-04")
    );
}
