//! Every error that a typo leads to names what was typed and what is possible,
//! has its documented status, and comes before any request.

use crate::support::{Home, RawServer, Sent};

/// What is typed after `polyv-group`, the status, and what is said.
type Typo = (&'static str, i32, &'static [&'static str]);

const OPTIONS: [Typo; 20] = [
    ("subacounts list", 2, &["'subacounts'", "subaccounts"]),
    ("subaccounts lst", 2, &["'lst'", "list"]),
    ("subaccounts list --limt 5", 2, &["'--limt'", "--limit"]),
    (
        "subaccounts list --limit five",
        2,
        &["five", "a whole number from 1"],
    ),
    (
        "subaccounts list -o xml",
        2,
        &["xml", "table", "jsonl", "csv"],
    ),
    (
        "subaccounts list --tz Asia/Shangai",
        2,
        &["Asia/Shangai", "Asia/Shanghai"],
    ),
    ("subaccounts list --timeout soon", 2, &["soon", "30s"]),
    (
        "subaccounts allocate a@b.cn --give minutes=5",
        2,
        &["'a@b.cn'", "an e-mail is given as --email a@b.cn"],
    ),
    (
        "subaccounts create --from r.csv --memo x",
        2,
        &["'--from <FILE|->' cannot be used with '--memo <MEMO>'\n"],
    ),
    (
        "subaccounts get --email a@b.cn",
        2,
        &["'--email'", "give the e-mail without --email"],
    ),
    (
        "check minutes<5",
        2,
        &["'minutes<5'", "given as -w 'minutes<5' or -c 'minutes<5'"],
    ),
    (
        "sandbox serve --port 99999",
        2,
        &["'99999'", "it must be from 0 to 65535"],
    ),
    (
        "snapshot prune --keep 0",
        2,
        &["'0'", "a whole number from 1"],
    ),
    (
        "snapshot prune --older-than 90",
        2,
        &["\"90\"", "such as 90d"],
    ),
    ("subaccounts list --retries 21", 2, &["21", "0 to 20"]),
    ("subaccounts list --connections 0", 2, &["0", "1 to 64"]),
    (
        "subaccounts list --color sometimes",
        2,
        &["sometimes", "auto", "always", "never"],
    ),
    (
        "allocations log --type vodd",
        2,
        &["vodd", "all", "live", "vod"],
    ),
    (
        "completions bsh",
        2,
        &["bsh", "bash", "zsh", "fish", "powershell"],
    ),
    (
        "api GTE /v2/x",
        2,
        &["GTE", "GET", "POST", "PUT", "PATCH", "DELETE"],
    ),
];

const VALUES: [Typo; 17] = [
    ("subaccounts list --limit 5\u{a0}", 2, &["'5\\u{a0}'"]),
    (
        "subaccounts list --columns emial",
        2,
        &["\"emial\"", "did you mean \"email\"?", "userId"],
    ),
    (
        "profiles list --columns nme",
        2,
        &["\"nme\"", "name", "app_id"],
    ),
    (
        "profiles check --columns detial",
        2,
        &["\"detial\"", "detail"],
    ),
    (
        "subaccounts list --email shop1example.com",
        2,
        &["shop1example.com", "must be one e-mail address"],
    ),
    (
        "subaccounts list --emails-from none.txt",
        2,
        &["none.txt", "No such file"],
    ),
    (
        "allocations log --since 2023-02-29",
        2,
        &["\"2023-02-29\"", "no such day", "2024-05-20"],
    ),
    (
        "allocations log --until 24-5-1",
        2,
        &["\"24-5-1\"", "2024-05-20 08:00", "7d"],
    ),
    (
        "subaccounts create --email a@b.cn --expire-date 2030-02-30",
        2,
        &["2030-02-30", "--expire-date"],
    ),
    ("api GET v2/x", 2, &["v2/x", "/v2/group/account/get-info"]),
    (
        "api GET https://api.polyv.nt/v2/x",
        2,
        &["api.polyv.nt", "base_url"],
    ),
    ("api GET /v2/x -Q page", 2, &["--query page:", "name=value"]),
    (
        "api POST /v2/x --json none.json",
        2,
        &["none.json", "No such file"],
    ),
    ("api GET /v2/x -o csv", 2, &["csv", "json and jsonl"]),
    ("sign GET /v2/x --timestamp now", 2, &["now", "--timestamp"]),
    (
        "profiles add h/q --app-id a",
        2,
        &["\"h/q\"", "letters, digits"],
    ),
    (
        "profiles add lab --app-id a --base-url htp://x.cn",
        2,
        &["\"htp://x.cn\"", "https://"],
    ),
];

const CONFIGURATION: [Typo; 6] = [
    (
        "group info --profile hg",
        3,
        &["\"hg\"", "did you mean \"hq\"", "hq, lab"],
    ),
    ("profiles show --profile hg", 3, &["\"hg\"", "hq, lab"]),
    (
        "profiles use hg",
        3,
        &["\"hg\"", "did you mean \"hq\"", "hq, lab"],
    ),
    ("profiles remove hg --yes", 3, &["\"hg\"", "hq, lab"]),
    (
        "group info --config confg.toml",
        3,
        &["confg.toml", "--config"],
    ),
    (
        "profiles add hq --app-id a --secret-env E",
        3,
        &["\"hq\"", "--replace"],
    ),
];

const CONFIG: &str = "[profiles.hq]\napp_id = \"a\"\napp_secret_env = \"E\"\n\
                      [profiles.lab]\napp_id = \"a\"\napp_secret_env = \"E\"\n";

/// A home whose key would be sent to this server.
fn home(server: &RawServer) -> Home {
    let home = Home::at(&server.url);
    home.write("config/polyv-group/config.toml", CONFIG);
    home
}

fn nobody() -> RawServer {
    RawServer::start(|_, _| Sent::Close)
}

#[test]
fn what_was_typed_and_what_is_possible_are_named_before_any_request() {
    let server = nobody();
    let home = home(&server);
    let typos = OPTIONS.iter().chain(&VALUES).chain(&CONFIGURATION);
    for (line, status, words) in typos {
        let args: Vec<&str> = line.split(' ').collect();
        let run = home.run(&args);
        assert_eq!(run.status, *status, "{line}: {run:?}");
        assert_eq!(run.stdout, "", "{line}");
        for word in *words {
            assert!(run.stderr.contains(word), "{line}: {word}\n{}", run.stderr);
        }
    }
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn the_same_is_said_in_json_on_one_line() {
    let server = nobody();
    let home = home(&server);
    let typos = VALUES.iter().chain(&CONFIGURATION);
    for (line, status, words) in typos.filter(|typo| !typo.0.contains("-o ")) {
        let args: Vec<&str> = line.split(' ').chain(["-o", "json"]).collect();
        let run = home.run(&args);
        let error: serde_json::Value =
            serde_json::from_str(&run.stderr).unwrap_or_else(|_| panic!("{line}: {}", run.stderr));
        let error = &error["error"];
        assert_eq!(error["exitCode"], *status, "{line}");
        let text = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
        let said = text("message") + " " + &text("hint");
        let named = said.contains(words[0]);
        assert!(named, "{line}: {}\n{said}", words[0]);
    }
}

#[test]
fn a_wrong_variable_is_named_with_what_it_holds() {
    let server = nobody();
    for (name, value, words) in [
        (
            "POLYV_BASE_URL",
            "htp://x.cn",
            &["\"htp://x.cn\"", "https://"][..],
        ),
        (
            "POLYV_BASE_URL",
            "http://x.cn",
            &["\"http://x.cn\"", "only https"],
        ),
        ("POLYV_TIMEOUT", "soon", &["\"soon\"", "30s"]),
        ("POLYV_RETRIES", "many", &["\"many\"", "0 to 20"]),
        ("POLYV_CONNECTIONS", "99", &["\"99\"", "1 to 64"]),
        (
            "POLYV_OUTPUT",
            "jsn",
            &["\"jsn\"", "did you mean \"json\"?"],
        ),
        (
            "POLYV_TZ",
            "Shanghai",
            &["\"Shanghai\"", "\"Asia/Shanghai\""],
        ),
        ("POLYV_READ_ONLY", "yes", &["\"yes\"", "true"]),
        ("POLYV_CA_FILE", "none.pem", &["none.pem"]),
    ] {
        let home = Home::at(&server.url).with(name, value);
        let run = home.run(&["group", "info"]).expect(3);
        for word in words
            .iter()
            .chain([&name])
            .filter(|w| **w != "POLYV_CA_FILE")
        {
            assert!(run.stderr.contains(word), "{name}={value}: {}", run.stderr);
        }
    }
    let home = home(&server).with("POLYV_PROFILE", "lb");
    let run = home.with("POLYV_APP_ID", "").run(&["group", "info"]);
    assert_eq!(run.status, 3, "{}", run.stderr);
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn a_wrong_line_of_the_config_file_is_named_by_its_place() {
    let server = nobody();
    for (line, words) in [
        ("retires = 3", &["\"retires\"", "\"retries\""][..]),
        ("timeout = \"soon\"", &["\"soon\"", "30s"]),
        ("base_url = \"x.cn\"", &["\"x.cn\"", "https://"]),
        ("output = \"jsn\"", &["\"jsn\"", "json"]),
    ] {
        let home = home(&server);
        home.write("wrong.toml", format!("{CONFIG}{line}\n"));
        let run = home.run(&["group", "info", "--config", "wrong.toml"]);
        assert_eq!(run.status, 3, "{}", run.stderr);
        for word in words.iter().chain([&"wrong.toml:7:"]) {
            assert!(run.stderr.contains(word), "{line}: {}", run.stderr);
        }
    }
    assert_eq!(server.seen().len(), 0);
}
