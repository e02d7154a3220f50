//! `subaccounts allocate`, as far as the plan: what it shows and prints, and
//! that nothing is sent where it is refused.

use crate::support::{Home, RawServer, Run, Sent};
use polyv_group::sandbox::APP_ID;
use serde_json::{Value, json};

/// A group of 40 accounts: `shop00@example.com` has so much of everything, the
/// others only channels. What is posted is refused.
fn group() -> RawServer {
    RawServer::start(|_, request| {
        if request.line.starts_with("POST") {
            return Sent::Json(r#"{"code":400,"status":"error","message":"no"}"#.into());
        }
        if request.line.contains("get-info") {
            let info = json!({"code": 200, "data": {
                "liveInfo": {"accountDurations": 1000, "totalDepositedDuration": 400,
                             "accountChannels": 500, "totalChannels": 400},
                "vodInfo": {"accountFlow": 100.5, "totalFlows": 120.25},
            }});
            return Sent::Json(info.to_string());
        }
        let shop = |at: usize| match at {
            0 => json!({"email": "Shop00@example.com", "userId": "u0", "chargeType": "minutes",
                        "remainMinutes": 300, "remainFlow": 120.5, "maxChannels": 20,
                        "linkMicLimit": 6, "balance": "12.30"}),
            at => json!({"email": format!("shop{at:02}@example.com"), "userId": format!("u{at}"),
                         "chargeType": "minutes", "maxChannels": at}),
        };
        let asked = request.query("emails");
        let is_asked = |row: &Value| {
            let email = row["email"].as_str().unwrap();
            let asked = asked.as_deref();
            asked.is_none_or(|asked| asked.split(',').any(|one| one == email))
        };
        let rows: Vec<Value> = (0..40).map(shop).filter(is_asked).collect();
        let total = rows.len();
        Sent::Json(
            json!({"code": 200, "data": {"contents": rows, "totalItems": total}}).to_string(),
        )
    })
}

fn run(server: &RawServer, line: &str) -> Run {
    let home = Home::at(&server.url);
    run_in(&home, line)
}

fn run_in(home: &Home, line: &str) -> Run {
    let words = ["subaccounts", "allocate"].into_iter();
    let args: Vec<&str> = words.chain(line.split('|')).collect();
    home.run(&args)
}

/// How many requests were no GET.
fn posts(server: &RawServer) -> usize {
    let seen = server.seen();
    seen.iter()
        .filter(|it| !it.line.starts_with("GET "))
        .count()
}

const SHOP: &str = "--email|shop00@example.com";

#[test]
fn a_dry_run_shows_the_riskiest_change_first_and_the_totals_last() {
    let server = group();
    let line = format!(
        "{SHOP}|--give|minutes=500|--take|flow=all|--set|channels=10|--set|balance=12.3\
         |--give|link-mic-limit=2|--dry-run"
    );
    let shown = run(&server, &line).expect(0);
    assert_eq!(
        shown.stdout,
        "~ Shop00@example.com  flow (G)        120.5 → 0  (all)   ! zero\n\
         ~ Shop00@example.com  channels        20 → 10    (−10)   ! decrease\n\
         ~ Shop00@example.com  minutes         300 → 800  (+500)\n\
         ~ Shop00@example.com  link-mic-limit  6 → 8      (+2)                computed from 6\n\
         4 changes of 1 account, 3 requests, 1 already so; minutes +500 (the group has 600 left); \
         flow (G) −120.5 (the group has -19.75 left); channels −10 (the group has 100 left); \
         link-mic-limit +2\n"
    );
    assert_eq!(
        shown.stderr,
        "warning: 1 change would leave nothing (zero); 1 change would leave half of what is left, \
         or less (decrease): a run requires --allow zero,decrease, or a terminal to ask on\n"
    );
    assert_eq!(posts(&server), 0);
}

#[test]
fn the_plan_is_one_document_or_a_row_a_change() {
    let server = group();
    let of = |format: &str| {
        let line = format!("{SHOP}|--take|minutes=200|--give|channels=1|--dry-run|-o|{format}");
        run(&server, &line).expect(0).stdout
    };
    let minutes = "{\"email\":\"Shop00@example.com\",\"resource\":\"minutes\",\"mode\":\"take\",\
        \"from\":300,\"to\":100,\"delta\":-200,\"via\":\"difference\",\"needs\":[\"decrease\"]}";
    let channels = "{\"email\":\"Shop00@example.com\",\"resource\":\"channels\",\"mode\":\"give\",\
        \"from\":20,\"to\":21,\"delta\":1,\"via\":\"set\",\"needs\":[]}";
    let base = &server.url;
    assert_eq!(
        of("json"),
        format!(
            "{{\"formatVersion\":1,\"appId\":\"{APP_ID}\",\"base\":\"{base}\",\"changes\":\
             [{minutes},{channels}]}}\n"
        )
    );
    assert_eq!(of("jsonl"), format!("{minutes}\n{channels}\n"));
    assert_eq!(
        of("csv"),
        "email,resource,mode,from,to,delta,via,needs\n\
         Shop00@example.com,minutes,take,300,100,-200,difference,decrease\n\
         Shop00@example.com,channels,give,20,21,1,set,\n"
    );
}

#[test]
fn a_dry_run_tells_by_its_exit_status_whether_something_would_change() {
    let server = group();
    let dry = |how: &str| run(&server, &format!("{SHOP}|{how}|--dry-run|--exit-code"));
    let changes = dry("--set|channels=21").expect(12);
    assert!(changes.stdout.starts_with("~ "), "{changes:?}");
    assert_eq!(changes.stderr, "");
    let none = dry("--set|channels=20").expect(0);
    assert_eq!(
        (&*none.stdout, &*none.stderr),
        ("", "nothing to change, 1 already so\n")
    );
    run(&server, &format!("{SHOP}|--set|channels=21|--exit-code")).expect(2);
    assert_eq!(posts(&server), 0);
}

#[test]
fn nothing_is_sent_where_it_is_not_allowed() {
    let server = group();
    let many = "--where|channels > 0 and channels < 14";
    for (line, words) in [
        (
            format!("{SHOP}|--set|channels=10"),
            "1 change would leave half of what is left, or less (decrease); nothing was sent\n\
             hint: if that is meant, add --allow decrease; look with --dry-run first",
        ),
        (
            format!("{SHOP}|--take|minutes=all|--allow|decrease"),
            "1 change would leave nothing (zero); nothing was sent\n\
             hint: if that is meant, add --allow zero; look with --dry-run first",
        ),
        (
            format!("{SHOP}|--email|shop01@example.com|--give|minutes=301"),
            "2 changes together would give more than the group has left (over-pool); nothing was \
             sent\nhint: if that is meant, add --allow over-pool; look with --dry-run first",
        ),
        (
            format!("{many}|--give|balance=1|--set|channels=14"),
            "; --give balance requires to know what shop10@example.com has left: the list does not \
             say (given: 1); and 3 more\n",
        ),
        (
            format!("{many}|--set|channels=14"),
            "more than 30 % of the group's accounts would change (many); nothing was sent\n\
             hint: if that is meant, add --allow many; look with --dry-run first",
        ),
        (
            format!("{SHOP}|--give|minutes=500|--budget|minutes=499|--allow|over-pool"),
            "500 of minutes would be given, and --budget allows 499; nothing was sent",
        ),
    ] {
        let refused = run(&server, &format!("{line}|--yes")).expect(2);
        assert!(refused.stderr.contains(words), "{line}: {}", refused.stderr);
        assert_eq!(refused.stdout, "", "{line}");
    }
    // What nothing allows is no document that could be saved and sent.
    let over = format!("{SHOP}|--give|minutes=500|--budget|minutes=499|--dry-run|-o|json");
    assert_eq!(run(&server, &over).expect(2).stdout, "");
    assert_eq!(posts(&server), 0);
}

#[test]
fn all_faults_of_a_roster_are_told_before_anything_is_sent() {
    let server = group();
    let home = Home::at(&server.url);
    let rows = "邮箱,增加分钟数,set concurrent,take channels\n\
                SHOP00@example.com,5,1,21\n\
                shop77@example.com,5,,\n\
                shop01@example.com,,,\n";
    home.write("allot.csv", rows);
    let refused = run_in(&home, "--from|allot.csv|--dry-run").expect(2);
    assert_eq!(
        refused.stderr,
        "warning: line 4: has no amount, so nothing changes\n\
         LINE  FIELD           VALUE               RULE\n\
         \u{20}  2  set concurrent  1                   is not for Shop00@example.com, which is billed by minutes\n\
         \u{20}  2  take channels   21                  is more than Shop00@example.com has left (20)\n\
         \u{20}  3  邮箱            shop77@example.com  is not a sub-account of the group\n\
         error: allot.csv has 3 faults; nothing was sent\n"
    );
    assert_eq!(posts(&server), 0);
}

#[test]
fn all_faults_of_options_are_told_at_once() {
    let server = group();
    for (line, words) in [
        (
            format!("{SHOP}|--set|minuts=5|--give|flow=-5|--give|flow=6|--take|channels"),
            "nothing was sent: --set \"minuts\" is of no known resource; did you mean \"minutes\"? \
             (possible: minutes, concurrent, flow, space, channels, link-mic-minutes, \
             guide-minutes, link-mic-limit, balance); --give flow is given twice; --take \
             \"channels\" requires an amount, such as channels=500; --give flow must not have a \
             sign: give adds, take takes back (given: -5)",
        ),
        (
            format!("{SHOP}|--give|500|--take|minutes=5,flow=3"),
            "nothing was sent: --give \"500\" must be RESOURCE=N, such as minutes=500; --take \
             \"minutes=5,flow=3\" is of several resources: repeat --take for each",
        ),
        (
            format!("{SHOP}|--set|minutes=5|--give|minutes=6|--set|linkMicLimit=17"),
            "nothing was sent: --give minutes cannot be combined with --set minutes: one of them \
             for an account (given: 6); --set link-mic-limit must be at most 16 (given: 17)",
        ),
        (
            format!("{SHOP}|--email|x@y.cn|--take|flow=121"),
            "nothing was sent: --take flow is more than Shop00@example.com has left (120.5) \
             (given: 121); --email x@y.cn is not a sub-account of the group",
        ),
        (
            format!("{SHOP}|--like|shop01@example.com|--give|channels=5"),
            "nothing was sent: --give channels cannot be combined with --like, which sets it",
        ),
        (
            format!("{SHOP}|--like|x@y.cn"),
            "--like \"x@y.cn\" is not a sub-account of the group; nothing was sent",
        ),
        (
            SHOP.to_owned(),
            "nothing to change: give --set, --give, --take or --like",
        ),
        (
            "--set|minutes=5".to_owned(),
            "no accounts are given: name them with --email, --emails-from or --where, or give \
             --from, --plan or --undo",
        ),
        (
            format!("{SHOP}|--set|minutes=5|--budget|minutes=-5"),
            "nothing was sent: --budget minutes must not have a sign: give adds, take takes back \
             (given: -5)",
        ),
    ] {
        let refused = run(&server, &format!("{line}|--yes")).expect(2);
        assert_eq!(refused.stderr, format!("error: {words}\n"), "{line}");
    }
    assert_eq!(posts(&server), 0);
}

#[test]
fn accounts_are_chosen_by_what_the_list_says_and_limits_are_copied() {
    let server = group();
    let line =
        "--where|channels >= 38 and status = null|--like|SHOP00@example.com|--dry-run|-o|csv";
    let chosen = run(&server, line).expect(0);
    assert_eq!(
        chosen.stdout,
        "email,resource,mode,from,to,delta,via,needs\n\
         shop38@example.com,channels,set,38,20,-18,set,\n\
         shop38@example.com,link-mic-limit,set,,6,,set,\n\
         shop39@example.com,channels,set,39,20,-19,set,\n\
         shop39@example.com,link-mic-limit,set,,6,,set,\n"
    );
    assert_eq!(chosen.stderr, "2 of 40 sub-accounts\n");
}

#[test]
fn few_accounts_are_asked_for_by_name_and_found_in_any_letters() {
    let server = group();
    let read = |line: &str| {
        let before = server.seen().len();
        run(&server, &format!("{line}|--set|channels=30|--dry-run")).expect(0);
        let seen = server.seen().split_off(before);
        let lists = seen.iter().filter(|it| it.line.contains("package/list"));
        lists
            .map(|it| it.query("emails").unwrap_or("all".into()))
            .collect::<Vec<_>>()
    };
    assert_eq!(read("--email|shop01@example.com"), ["shop01@example.com"]);
    let other = "SHOP01@example.com,shop01@example.com";
    assert_eq!(read("--email|SHOP01@example.com"), [other]);
    assert_eq!(read(SHOP), ["shop00@example.com", "all"]);
    let emails = (1..12).map(|at| format!("--email|shop{at:02}@example.com"));
    assert_eq!(read(&emails.collect::<Vec<_>>().join("|")), ["all"]);
}

#[test]
fn a_saved_plan_is_sent_only_where_nothing_has_moved() {
    let server = group();
    let home = Home::at(&server.url);
    let plan = run_in(
        &home,
        &format!("{SHOP}|--give|minutes=5|--set|channels=15|--dry-run|-o|json"),
    );
    let plan = plan.expect(0).stdout;
    home.write("plan.json", &plan);
    let again = run_in(&home, "--plan|plan.json|--dry-run|-o|json").expect(0);
    assert_eq!(again.stdout, plan);
    home.write(
        "moved.json",
        // Not in the port of the server.
        plan.replace("300,", "299,").replace("305,", "304,"),
    );
    let moved = run_in(&home, "--plan|moved.json|--yes").expect(5);
    let words = "error: nothing was sent: minutes of Shop00@example.com was 299 when the plan was \
                 made, and is 300\n";
    assert_eq!(moved.stderr, words);
    for (text, words) in [
        (
            plan.replace("305", "306"),
            "the amounts of the plan do not agree with each other; nothing was sent\n\
             hint: make a new one with --dry-run -o json",
        ),
        (
            plan.replace(APP_ID, "other"),
            &format!(
                "--plan bad.json: it is a plan for the appId \"other\", and this is \"{APP_ID}\"; \
                 nothing was sent"
            ),
        ),
        (
            "{}".to_owned(),
            "--plan bad.json: it is not a plan: missing field `formatVersion`; nothing was sent",
        ),
    ] {
        home.write("bad.json", text);
        let refused = run_in(&home, "--plan|bad.json|--yes").expect(2);
        assert_eq!(refused.stderr, format!("error: {words}\n"));
    }
    run_in(&home, "--plan|plan.json|--give|flow=1").expect(2);
    assert_eq!(posts(&server), 0);
}

#[test]
fn a_run_is_taken_back_as_far_as_nothing_has_changed_since() {
    let server = group();
    let home = Home::at(&server.url);
    let head = "line,email,resource,mode,from,to,delta,now,status,via\n";
    let rows = "2,Shop00@example.com,minutes,give,200,300,100,300,done,difference\n\
                2,Shop00@example.com,channels,set,10,20,10,20,done,set\n\
                3,shop05@example.com,channels,set,1,4,3,4,done,set\n\
                4,shop06@example.com,channels,set,1,6,5,,unknown,set\n";
    home.write("results.csv", format!("{head}{rows}"));
    let plan = run_in(&home, "--undo|results.csv|--dry-run|-o|csv").expect(0);
    assert_eq!(
        plan.stdout,
        "email,resource,mode,from,to,delta,via,needs\n\
         Shop00@example.com,minutes,take,300,200,-100,difference,\n\
         Shop00@example.com,channels,set,20,10,-10,set,decrease\n"
    );
    let left =
        "warning: left as it is: shop05@example.com channels: was 4 after the run, and is 5\n";
    let unknown = "warning: left as it is: shop06@example.com channels: the results do not say \
                   whether it was changed\n";
    let both = format!("{unknown}{left}");
    assert!(plan.stderr.starts_with(&both), "{}", plan.stderr);
    home.write(
        "results.csv",
        format!("{head}{}", rows.lines().nth(2).unwrap()),
    );
    let none = run_in(&home, "--undo|results.csv|--yes").expect(5);
    let words = format!("{left}error: nothing can be taken back; nothing was sent\n");
    assert_eq!(none.stderr, words);
    // It was less than nothing before, and stands alone.
    let negative = "2,shop05@example.com,channels,set,-4,4,8,5,done,set\n";
    home.write("results.csv", format!("{head}{negative}"));
    let none = run_in(&home, "--undo|results.csv|--yes").expect(5);
    assert!(
        none.stderr
            .ends_with("error: nothing can be taken back; nothing was sent\n")
    );
    home.write("results.csv", "email,password\n");
    run_in(&home, "--undo|results.csv|--yes").expect(2);
    assert_eq!(posts(&server), 0);
}

#[test]
fn an_empty_roster_has_a_column_for_each_way_of_a_resource() {
    let home = Home::new();
    let template = run_in(&home, "--template=chinese").expect(0).stdout;
    let headings: Vec<&str> = template.trim().split(',').collect();
    assert_eq!(
        headings[..6],
        [
            "\u{feff}邮箱",
            "分钟数设为",
            "增加分钟数",
            "回收分钟数",
            "分钟数下限",
            "分钟数补足到"
        ]
    );
    let template = run_in(&home, "--template|--columns|balance")
        .expect(0)
        .stdout;
    let columns = "set balance,give balance,take balance,floor balance,refill balance";
    assert_eq!(template, format!("\u{feff}email,{columns}\r\n"));
}
