//! The group on one page.

use crate::support::{Home, RawServer, Seen, Sent, faulty, sandbox};
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, ToSpan};
use polyv_group::sandbox::Options;
use serde_json::{Value, json};
use std::sync::LazyLock;

const PAGE: &str = "\
credentials from the environment, appId sandboxapp

Packages
RESOURCE                   OWNED  ALLOCATED  ALLOC. %     USED  USED %  OVER
live channels             211615      11615      5.5%     3540    1.7%     -
live minutes            22352000    2352000     10.5%   736188    3.3%     4
live concurrency, peak         0          -         -        -       -     -
VOD space (G)             523000      23000      4.4%  7427.95    1.4%     0
VOD flow (G)            529115.5    29115.5      5.5%  9478.64    1.8%     0

230 sub-accounts, billed by minutes
STATUS   COUNT
normal     201
expired     19
frozen      10

Expire within 30 days: none

Lowest in minutes
E-MAIL                       STATUS   MINUTES  EXPIRES     MEMO
training0230@hn.example.com  normal        -4  2030-12-31  华南培训中心230
store0011@xn.example.com     normal         6  2030-12-31  西南门店011
store0028@hz.example.com     normal        84  2030-12-31  华中门店028
branch0082@hz.example.com    normal        91  2030-12-31  华中分公司082
branch0203@xn.example.com    normal        95  2030-12-31  西南分公司203
store0219@hb.example.com     normal       114  2030-12-31  直播😀🎓👨‍👩‍👧 ＡＢＣ１２３　全角
training0043@hd.example.com  normal       132  2030-12-31  华东培训中心043
school0006@db.example.com    normal       147  2028-11-30  东北分校006
branch0151@hd.example.com    normal       166  2030-12-31  华东分公司151
school0057@hb.example.com    expired      177  2023-12-31  华北分校057

Allocations of the last day: none

Health of the service
LOAD %  LEVEL
 12.50  low
";

#[test]
fn the_page_in_a_pipe_has_every_part_and_no_bars() {
    let home = Home::at(&sandbox(Options::default()));
    let run = home.run(&["status"]).expect(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (PAGE, ""));
}

/// Packages that are half allocated.
const INFO: &str = r#"{"code":200,"data":{"liveInfo":{"accountDurations":200.0,"totalDepositedDuration":105,"usedDuration":"7"},"vodInfo":{}}}"#;

/// The time of all records, so that two readings find the same ones.
static NOW: LazyLock<Timestamp> = LazyLock::new(Timestamp::now);

/// The milliseconds of so many hours from now.
fn hours(from_now: i64) -> i64 {
    NOW.checked_add(from_now.hours()).unwrap().as_millisecond()
}

/// A list's answer: this page of these rows.
fn page(rows: &[Value], request: &Seen, size: usize) -> String {
    let (at, pages) = (request.page() - 1, rows.len().div_ceil(size));
    let shown = rows.chunks(size).nth(at).unwrap_or_default();
    json!({"code": 200, "data": {"pageNumber": at + 1, "pageSize": size, "totalPages": pages,
        "totalItems": rows.len(), "contents": shown}})
    .to_string()
}

/// A group of 150 accounts billed by concurrency, of which 12 expire soon, that
/// were all given something in the last two days.
fn group(refuses: &'static [(&'static str, &'static str)]) -> RawServer {
    let account = |at: i64| {
        json!({"userId": format!("u{at}"), "email": format!("e{at}@example.com"), "status": "normal",
            "chargeType": "totalConcurrent", "remainConcurrent": (at * 77) % 150,
            "remainMinutes": at, "appSecret": "s3cr3t", "memo": "x".repeat(70),
            "expireDate": hours(if at < 12 { 700 - at } else { 800 + at })})
    };
    let accounts: Vec<Value> = (0..150).map(account).collect();
    RawServer::start(move |_, request| {
        let refused = refuses.iter().find(|(path, _)| request.line.contains(path));
        Sent::Json(match refused {
            Some((_, body)) => (*body).to_owned(),
            None if request.line.contains("get-info") => INFO.into(),
            None if request.line.contains("health-check") => {
                r#"{"code":200,"data":{"health":"61.5"}}"#.into()
            }
            None if request.line.contains("package/list") => page(&accounts, request, 100),
            None => page(&log(request), request, 1000),
        })
    })
}

/// The records of the accounts asked for, not before the time asked for.
fn log(request: &Seen) -> Vec<Value> {
    let since = request.query("startTime").unwrap_or_default();
    let emails = request.query("emails").unwrap();
    let record = |email: &str| {
        let at: i64 = email[1..email.find('@').unwrap()].parse().unwrap();
        // Half an hour from the ends of any day back.
        let half = hours(-1 - (at * 7) % 48) - 30 * 60_000;
        let date = Timestamp::from_millisecond(half).unwrap();
        let date = date.to_zoned_datetime(TimeZone::fixed(offset(8)));
        json!({"email": email, "date": date.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            "origin": "ADD_CONCURRENCES", "originText": "添加并发数", "concurrences": at})
    };
    let records = emails.split(',').map(record);
    let is_asked = |record: &Value| record["date"].as_str().unwrap() >= since.as_str();
    records.filter(is_asked).collect()
}

#[test]
fn the_figures_are_those_of_the_lists_in_four_kinds_of_request() {
    let server = group(&[]);
    let home = Home::at(&server.url);
    let json = |args: &str| -> Value {
        let mut words: Vec<&str> = args.split(' ').collect();
        words.extend(["-o", "json"]);
        serde_json::from_str(&home.run(&words).expect(0).stdout).unwrap()
    };
    let status = json("status");
    let paths = server.seen().into_iter().map(|seen| {
        let target = seen.line.split(' ').nth(1).unwrap().to_owned();
        target.split('?').next().unwrap().to_owned()
    });
    let paths: Vec<String> = paths.collect();
    assert_eq!(
        paths.len(),
        6,
        "150 accounts are two pages, and twice e-mails: {paths:?}"
    );
    let lists = [
        ("subaccounts", "subaccounts list --by status"),
        (
            "expiring",
            "subaccounts list --expires-within 30d --sort expires",
        ),
        ("lowest", "subaccounts list --sort conc. --limit 10"),
    ];
    for (name, list) in lists {
        assert_eq!(status[name], json(list), "{name}");
    }
    let dates = |rows: &Value| -> Vec<String> {
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["email"].to_string()).collect()
    };
    let log = json("allocations log --since 1d");
    assert_eq!(dates(&status["allocations"]), dates(&log));
    let lengths = ["expiring", "lowest", "allocations"];
    let lengths = lengths.map(|name| status[name].as_array().unwrap().len());
    assert_eq!((lengths[0], lengths[1]), (12, 10));
    assert!((60..90).contains(&lengths[2]), "{lengths:?}");
    assert_eq!(status["health"], json!([json("group health")]));
    let minutes = json!({"resource": "live minutes", "owned": 200.0, "allocated": 105,
        "allocatedShare": "52.5%", "used": "7", "usedShare": "3.5%", "over": null});
    assert_eq!(status["packages"][1], minutes);
    assert_eq!(status["lowest"][0]["appSecret"], "********");
}

#[test]
fn a_part_that_is_refused_hides_no_other_and_the_exit_status_tells() {
    let server = group(&[(
        "get-info",
        r#"{"code":400,"status":"error","message":"account not found.","data":""}"#,
    )]);
    let home = Home::at(&server.url);
    let run = home.run(&["status"]).expect(4);
    let refused = "\n\npackages: not shown\nerror: could not read the group account's packages: ";
    assert!(run.stdout.contains(refused), "{}", run.stdout);
    for there in [
        "\n150 sub-accounts, billed by totalConcurrent\n",
        "\nExpire within 30 days: 12, the first 10 of them:\n",
        "\nLowest in concurrency\n",
        "\nLOAD %  LEVEL\n  61.5  high\n",
    ] {
        assert!(run.stdout.contains(there), "{there}: {}", run.stdout);
    }
    let told = "error: the page is incomplete; missing: packages\nhint: this appId is not a group";
    assert!(run.stderr.starts_with(told), "{}", run.stderr);
    let run = home.run(&["status", "-o", "json"]).expect(4);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        document["packages"]["error"]["apiMessage"],
        "account not found."
    );
    assert_eq!(document["health"][0]["health"], "61.5");
}

#[test]
fn parts_that_are_missing_for_one_reason_say_so_once() {
    let server = group(&[(
        "package/list",
        r#"{"code":403,"status":"error","success":false,"error":{"code":1,"desc":"no such right"}}"#,
    )]);
    let run = Home::at(&server.url).run(&["status"]).expect(5);
    let missing = "
subaccounts: not shown
error: could not list the sub-accounts: the service refused: no such right (code 1, HTTP 200)

expiring: not shown

lowest: not shown

allocations: not shown

Health of the service
LOAD %  LEVEL
  61.5  high
";
    assert!(run.stdout.ends_with(missing), "{}", run.stdout);
    let told = "missing: subaccounts, expiring, lowest, allocations\n";
    assert!(run.stderr.contains(told), "{}", run.stderr);
}

#[test]
fn a_part_whose_connection_breaks_hides_no_other_either() {
    let home = Home::at(&faulty(&["health-check:*:reset"]));
    let run = home.run(&["status", "--retries", "0"]).expect(6);
    let (others, _) = PAGE.split_once("Health").unwrap();
    let (shown, health) = run.stdout.split_at(others.len());
    assert_eq!(shown, others);
    let missing = "health: not shown\nerror: could not read the health of the back end: ";
    assert!(health.starts_with(missing), "{health}");
}

#[test]
fn where_nothing_answers_there_is_no_page_and_one_error() {
    let server = RawServer::start(|_, _| Sent::Close);
    let run = Home::at(&server.url)
        .run(&["status", "--retries", "0"])
        .expect(6);
    assert_eq!(run.stdout, "");
    assert!(
        run.stderr
            .contains("could not read the group account's packages"),
        "{}",
        run.stderr
    );
    assert_eq!(server.seen().len(), 1);
    let wrong = r#"{"code":403,"status":"error","message":"invalid signature.","data":""}"#;
    let server = RawServer::start(move |_, _| Sent::Json(wrong.into()));
    let run = Home::at(&server.url)
        .run(&["status", "-o", "json"])
        .expect(4);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("invalid signature."), "{}", run.stderr);
}

#[test]
fn a_page_has_no_csv_and_no_columns_and_asks_nothing_then() {
    let server = group(&[]);
    let home = Home::at(&server.url);
    for more in [["-o", "csv"], ["--columns", "email"], ["--excel", "-q"]] {
        let run = home.run(&[&["status"], &more[..]].concat()).expect(2);
        let told = "error: status is a page: it has no CSV, no --excel and no --columns\n";
        assert!(run.stderr.starts_with(told), "{}", run.stderr);
    }
    assert!(server.seen().is_empty());
}
