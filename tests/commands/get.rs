//! `subaccounts get`: everything of the accounts named.

use crate::support::{Home, RawServer, Run, Sent};

fn get(args: &[&str]) -> Run {
    let words = ["--sandbox", "subaccounts", "get"];
    Home::new().run(&[&words[..], args].concat())
}

const FIRST: &str = "branch0001@hd.example.com";
const SECOND: &str = "store0002@hn.example.com";

#[test]
fn a_table_is_a_sheet_for_each_account_in_the_order_named() {
    let columns = ["--columns", "email,minutes,appSecret,expires"];
    let named = [
        "STORE0002@hn.example.com",
        FIRST,
        "Branch0001@hd.example.com",
    ];
    let run = get(&[&named[..], &columns].concat()).expect(0);
    let sheet = |email, minutes| {
        format!(
            "E-MAIL      {email}\nMINUTES     {minutes}\nAPP SECRET  ********\n\
             EXPIRES     2030-12-31\n"
        )
    };
    let both = format!("{}\n{}", sheet(SECOND, 3787), sheet(FIRST, 16010));
    assert_eq!((run.stdout, run.stderr), (both, String::new()));
    let all = get(&[FIRST]).expect(0).stdout;
    assert_eq!(all.lines().count(), 27, "all documented fields");
}

#[test]
fn csv_and_json_are_those_of_the_list() {
    for format in ["csv", "json", "jsonl"] {
        let list = [
            "--sandbox",
            "subaccounts",
            "list",
            "--email",
            FIRST,
            "-o",
            format,
        ];
        let list = Home::new().run(&list).expect(0).stdout;
        assert_eq!(get(&[FIRST, "-o", format]).expect(0).stdout, list);
    }
}

#[test]
fn unknown_accounts_are_named_and_none_at_all_is_status_5() {
    let run = get(&["x@y.cn", FIRST, "-o", "json"]).expect(0);
    assert_eq!(run.stderr, "warning: nothing found for x@y.cn\n");
    let run = get(&["x@y.cn", "z@y.cn"]).expect(5);
    let said = "error: no sub-account has the e-mail x@y.cn, z@y.cn\n";
    assert!(run.stderr.starts_with(said), "{}", run.stderr);
    let run = get(&["shop"]).expect(2);
    assert!(
        run.stderr
            .starts_with("error: EMAIL: \"shop\" must be one e-mail address")
    );
}

#[test]
fn the_further_lists_stand_behind_the_fields_of_an_account() {
    let run = get(&[FIRST, "--with", "children,log,usage,log", "-o", "json"]).expect(0);
    let rows: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let (row, names) = (&rows[0], rows[0].as_object().unwrap().keys());
    let names: Vec<_> = names.cloned().collect();
    assert_eq!(names[names.len() - 3..], ["log", "usage", "children"]);
    let count = |name: &str| row[name].as_array().unwrap().len();
    assert_eq!((count("log"), count("children")), (5, 2));
    assert_eq!(row["children"][0]["accountEmail"], FIRST);
    assert!(row["log"][0]["date"].as_str() > row["log"][1]["date"].as_str());
    let used = &row["usage"][0];
    assert!(used["accountPeriod"].is_string() && used["itemConsumedUnit"].is_string());
    let table = get(&[SECOND, "--with", "children,log"]).expect(0).stdout;
    assert!(table.contains("\nLatest allocations:\nE-MAIL "), "{table}");
    assert!(table.ends_with("\n\nChild accounts: none\n"), "{table}");
    let refused = get(&[FIRST, "--with", "log", "-o", "csv"]).expect(2);
    assert!(refused.stderr.contains("a line of CSV has no place"));
}

#[test]
fn child_accounts_are_asked_for_with_the_key_of_the_account_which_is_not_shown() {
    let row = r#"{"userId":"u","email":"shop@x.cn","appId":"own","appSecret":"k3y-of-its-own"}"#;
    let server = RawServer::start(
        move |_, request| match request.line.contains("/children/") {
            true => Sent::Json(
                r#"{"code":400,"error":{"code":1,"desc":"account is forbidden."}}"#.into(),
            ),
            // The filter minds letter case.
            false
                if request
                    .query("emails")
                    .is_some_and(|email| email != "shop@x.cn") =>
            {
                Sent::Json(r#"{"code":200,"data":{"contents":[],"totalItems":0}}"#.into())
            }
            false => Sent::Json(format!(
                r#"{{"code":200,"data":{{"contents":[{row}],"totalItems":1}}}}"#
            )),
        },
    );
    let args = [
        "subaccounts",
        "get",
        "SHOP@x.cn",
        "--with",
        "children",
        "-vv",
    ];
    let run = Home::at(&server.url).run(&args).expect(6);
    let last = server.seen().pop().unwrap();
    assert!(last.line.contains("/children/list?appId=own&"), "{last:?}");
    let why = "warning: shop@x.cn: could not list the child accounts: the service refused: \
               account is forbidden.";
    assert!(run.stderr.contains(why), "{}", run.stderr);
    assert!(
        !run.stderr.contains("--skip-unreadable"),
        "it has no such option"
    );
    assert!(!run.stderr.contains("k3y") && !run.stdout.contains("k3y"));
}
