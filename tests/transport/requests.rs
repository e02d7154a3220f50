//! What leaves: signed as the vendor's page says (docs/live/api/buildsign),
//! worked out here once more from what a server reads, and nothing beside the
//! documented parameters and the usual headers.

use crate::support::{Home, RawServer, Seen, Sent};
use percent_encoding::percent_decode_str;
use polyv_group::sandbox::{APP_ID, APP_SECRET};
use std::collections::BTreeMap;

/// Headers of any HTTP client.
const USUAL: [&str; 7] = [
    "host",
    "user-agent",
    "accept",
    "accept-encoding",
    "content-type",
    "content-length",
    "connection",
];

/// Everything that may be wrongly encoded: marks of URLs and forms, Chinese,
/// a sign beyond the 16-bit range, a letter that has two forms.
const EMAILS: [&str; 4] = [
    "张三+a&b%=c'#?@例子.com",
    "o'neil~*!$/^`{|}@x.org",
    "%2B%20+%@x.org",
    "e\u{301}𠮷@é.com",
];

/// Query parameters as a server reads them: `+` is a space there.
fn query(request: &Seen) -> BTreeMap<String, String> {
    let target = request.line.split(' ').nth(1).unwrap();
    let pairs = target.split_once('?').unwrap().1.split('&');
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    pairs
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn assert_signed(query: &BTreeMap<String, String>) {
    let mut text = APP_SECRET.to_owned();
    for (name, value) in query.iter().filter(|(name, _)| *name != "sign") {
        text += &format!("{name}{value}");
    }
    text += APP_SECRET;
    assert_eq!(
        query["sign"],
        format!("{:X}", md5::compute(text)),
        "{query:?}"
    );
    assert_eq!(query["appId"], APP_ID);
}

fn assert_usual(request: &Seen) {
    for header in &request.headers {
        let name = header.split(':').next().unwrap().to_lowercase();
        assert!(USUAL.contains(&name.as_str()), "{header}");
    }
}

/// Runs a command against a server that says an empty list, and returns the
/// requests: each signed, none with a header out of the ordinary.
fn requests(args: &[&str]) -> Vec<Seen> {
    let server = RawServer::start(|_, request| {
        let page = r#"{"pageNumber":1,"pageSize":100,"totalPages":0,"totalItems":0,"contents":[]}"#;
        let data = if request.line.contains("get-info") {
            r#"{"liveInfo":{}}"#
        } else {
            page
        };
        Sent::Json(format!(
            r#"{{"code":200,"status":"success","data":{data}}}"#
        ))
    });
    let run = Home::at(&server.url).run(args);
    let seen = server.seen();
    assert!(!seen.is_empty(), "{run:?}");
    for request in &seen {
        assert_signed(&query(request));
        assert_usual(request);
    }
    seen
}

/// The first line of a request, without its query.
fn target(request: &Seen) -> &str {
    request.line.split('?').next().unwrap()
}

/// What the command asks with, beside what every call has.
fn parameters(request: &Seen) -> Vec<(String, String)> {
    let common = ["appId", "timestamp", "sign"];
    let all = query(request).into_iter();
    all.filter(|(name, _)| !common.contains(&name.as_str()))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

#[test]
fn group_info() {
    let seen = requests(&["group", "info"]);
    assert_eq!(seen.len(), 1);
    assert_eq!(target(&seen[0]), "GET /v2/group/account/get-info");
    assert_eq!(parameters(&seen[0]), []);
}

#[test]
fn subaccounts_list() {
    let emails = EMAILS.join(",");
    let seen = requests(&["subaccounts", "list", "--email", &emails]);
    assert_eq!(seen.len(), 2, "the second looks for them in other letters");
    assert_eq!(target(&seen[0]), "GET /live/v4/group/user/package/list");
    let expected = [
        ("emails", &*emails),
        ("pageNumber", "1"),
        ("pageSize", "100"),
    ];
    assert_eq!(parameters(&seen[0]), pairs(&expected));
}

#[test]
fn children_list() {
    let emails = EMAILS.join(",");
    let seen = requests(&["children", "list", "--email", &emails]);
    assert_eq!(seen.len(), 2, "the second looks for them in other letters");
    assert_eq!(target(&seen[0]), "GET /live/v4/user/children/list");
    let expected = [
        ("childEmail", &*emails),
        ("pageNumber", "1"),
        ("pageSize", "1000"),
    ];
    assert_eq!(parameters(&seen[0]), pairs(&expected));
}

#[test]
fn allocations_log() {
    let emails = EMAILS.join(",");
    let times = [
        "--since",
        "2024-05-20 08:00",
        "--until",
        "2024-05-20T08:00:00+08:00",
    ];
    let args = ["allocations", "log", "--type", "vod", "--email", &emails];
    let seen = requests(&[&args[..], &times].concat());
    assert_eq!(seen.len(), 2, "the second looks for them in other letters");
    assert_eq!(target(&seen[0]), "GET /v2/group/account/list-allocate-log");
    let expected = [
        ("emails", &*emails),
        ("endTime", "2024-05-20 08:00:00"),
        ("page", "1"),
        ("pageSize", "1000"),
        ("startTime", "2024-05-20 08:00:00"),
        ("type", "vod"),
    ];
    assert_eq!(parameters(&seen[0]), pairs(&expected));
}

/// A time that is asked for is sent where the service has a filter for it, a
/// second wider at each end, and where it is tighter than what is typed. The
/// log's times are those of China, 8 hours before UTC.
#[test]
fn the_times_asked_of_the_log_are_sent_and_never_too_narrow() {
    let day = "date >= 2024-05-20 and date < '2024-05-21 08:00'";
    let utc = ["--tz", "UTC"];
    let typed = ["--since", "2024-05-01", "--until", "2024-05-20"];
    let cases: [(&[&str], &str, [&str; 2]); 9] = [
        (&[], day, ["2024-05-19 23:59:59", "2024-05-21 08:00:01"]),
        (
            &utc,
            "date = 2024-05-20",
            ["2024-05-20 07:59:59", "2024-05-21 08:00:00"],
        ),
        (
            &typed,
            "date > 2024-05-10 and date < 2024-06-01",
            ["2024-05-10 23:59:58", "2024-05-20 23:59:59"],
        ),
        (
            &typed,
            "date > 2023-01-01",
            ["2024-05-01 00:00:00", "2024-05-20 23:59:59"],
        ),
        (
            &[],
            "duration > 5 and (date in (2024-05-20, 2024-05-01) or date <= 2024-04-01)",
            ["", "2024-05-21 00:00:00"],
        ),
        (&[], "date > 2024-05-20 or duration > 5", ["", ""]),
        (&[], "not date > 2024-05-20", ["", ""]),
        (&[], "date > 2024-05-20 and date < 2024-05-10", ["", ""]),
        (
            &[&utc[..], &typed].concat(),
            "duration > 5",
            ["2024-05-01 08:00:00", "2024-05-21 07:59:59"],
        ),
    ];
    for (options, expression, times) in cases {
        let args = [
            "allocations",
            "log",
            "--email",
            "a@b.cn",
            "--where",
            expression,
        ];
        let seen = requests(&[&args[..], options].concat());
        let sent = parameters(&seen[0]);
        let value = |name| sent.iter().find(|(sent, _)| sent == name);
        let found = ["startTime", "endTime"].map(|name| value(name).map_or("", |(_, v)| v));
        assert_eq!(found, times, "{expression} {options:?}");
    }
    let args = "allocations log --generation 2 --email a@b.cn --tz UTC --since 1999-01-01 --where";
    let args: Vec<&str> = args
        .split(' ')
        .chain(["depositTime = 2024-05-20"])
        .collect();
    let sent = parameters(&requests(&args)[0]);
    let expected = [
        ("depositEndTime", "1716249600999"),
        ("depositStartTime", "1716163199000"),
        ("emails", "a@b.cn"),
        ("pageNumber", "1"),
        ("pageSize", "1000"),
    ];
    assert_eq!(sent, pairs(&expected));
}

#[test]
fn subaccounts_create() {
    let secrets = [
        "--generate-password",
        "--credentials-out",
        "new.csv",
        "--yes",
        "--no-wait",
    ];
    let email = "o'neil+a&b%=c#?@x.org";
    let person = [
        "--email",
        email,
        "--contacts",
        "张三 & 'co' + #1?",
        "--phone",
        "13800000000",
    ];
    let amounts = [
        "--max-channels",
        "1",
        "--minutes",
        "5",
        "--memo",
        "50% = a+b, \"c\"",
    ];
    let args = [&["subaccounts", "create"], &person[..], &amounts, &secrets].concat();
    let seen = requests(&args);
    let posts: Vec<&Seen> = seen
        .iter()
        .filter(|seen| seen.line.starts_with("POST "))
        .collect();
    assert_eq!(posts.len(), 1, "{seen:?}");
    assert_eq!(target(posts[0]), "POST /live/v4/group/user/create");
    assert_eq!(parameters(posts[0]), [], "the body is not signed");
    let body: serde_json::Value = serde_json::from_str(&posts[0].body).unwrap();
    assert_eq!(body["email"], email);
    assert_eq!(body["contacts"], "张三 & 'co' + #1?");
    assert_eq!(body["memo"], "50% = a+b, \"c\"");
    let named = |name: &str| {
        let all = posts[0].headers.iter().map(|header| header.to_lowercase());
        let mut values = all.filter_map(|h| Some(h.strip_prefix(name)?.trim().to_owned()));
        values.next()
    };
    assert_eq!(named("content-type:").as_deref(), Some("application/json"));
    assert_eq!(
        named("content-length:"),
        Some(posts[0].body.len().to_string())
    );
}

#[test]
fn a_get_has_no_body_and_says_what_it_can_read() {
    let seen = requests(&["subaccounts", "list"]);
    let headers: Vec<String> = seen[0].headers.iter().map(|h| h.to_lowercase()).collect();
    let names: Vec<&str> = headers.iter().filter_map(|h| h.split(':').next()).collect();
    assert!(!names.contains(&"content-type") && !names.contains(&"content-length"));
    assert!(
        headers.contains(&"accept-encoding: gzip".to_owned()),
        "{headers:?}"
    );
    assert!(
        headers.contains(&"accept: application/json".to_owned()),
        "{headers:?}"
    );
    assert_eq!(seen[0].body, "");
}
