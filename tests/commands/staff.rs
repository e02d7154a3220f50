//! The calls that write an account's staff: what they send, and that each is
//! done once whatever becomes of its answer.

use crate::support::{Home, RawServer, Run, Seen, Sent};
use polyv_group::sandbox::{APP_ID, APP_SECRET, Options, Outcome, Request, Sandbox};
use polyv_group::secret::Secret;
use polyv_group::sign::{Params, sign};
use serde_json::Value;

const NEW: &str = "children create --email new@example.com --name 李四 --role 391 --password-stdin";
const GONE: &str = "children delete --email STAFF00007@group.example.com";
const NODE: &str = "organization create --parent 总部/市场部 --name 一组";

/// A write: its line, a part of its path, the list of what it makes or takes
/// away, and what is done before it.
struct Case {
    line: &'static str,
    path: &'static str,
    list: &'static str,
    before: Option<&'static str>,
}

const CHILD: &str = "children list -o csv --columns childEmail --no-header --email";
const ONE_NODE: &str = "organization list -o csv --columns id --no-header --where name=一组";

const WRITES: [Case; 4] = [
    Case {
        line: NEW,
        path: "children/create",
        list: "new@example.com",
        before: None,
    },
    Case {
        line: GONE,
        path: "children/delete",
        list: "staff00007@group.example.com",
        before: None,
    },
    Case {
        line: NODE,
        path: "organization/create",
        list: ONE_NODE,
        before: None,
    },
    Case {
        line: "organization delete --organization 2747",
        path: "organization/delete",
        list: ONE_NODE,
        before: Some(NODE),
    },
];

impl Case {
    /// A sandbox with this fault of its call, and what goes before done.
    fn server(&self, kind: &str) -> RawServer {
        let server = faulty(Some(&format!("{}:1:{kind}", self.path)));
        if let Some(line) = self.before {
            run(&server, line, "--yes").expect(0);
        }
        server
    }

    /// It was sent so often, and the list is as if it had been done or not.
    #[track_caller]
    fn check(&self, server: &RawServer, sent: usize, done: bool, kind: &str) {
        let (line, mut posts) = (self.line, posts(server));
        posts.retain(|post| post.line.contains(self.path));
        assert_eq!(posts.len(), sent, "{line} {kind}");
        let list = match self.list {
            list if list.contains(' ') => list.to_owned(),
            email => format!("{CHILD} {email}"),
        };
        let rows = run(server, &list, "").expect(0).stdout;
        let expected = usize::from(line.contains(" create ") == done);
        assert_eq!(rows.lines().count(), expected, "{line} {kind}: {rows}");
    }
}

/// How an answer is lost, the work done and not done.
const DONE: [&str; 6] = [
    "dropreply",
    "cut",
    "badjson",
    "done-500",
    "done-503",
    "done-502html",
];
const NOT_DONE: [&str; 4] = ["reset", "500", "503", "502html"];

/// A sandbox with this fault, which tells what reached it.
fn faulty(fault: Option<&str>) -> RawServer {
    let faults = fault.into_iter().map(|fault| fault.parse().unwrap());
    let sandbox = Sandbox::open(Options {
        faults: faults.collect(),
        ..Options::default()
    });
    let sandbox = sandbox.unwrap();
    RawServer::start(move |_, seen| {
        let mut words = seen.line.split(' ').map(str::to_owned);
        let of_type = |header: &String| Some(header.split_once("ype: ")?.1.to_owned());
        let request = Request {
            method: words.next().unwrap(),
            target: words.next().unwrap(),
            content_type: seen.headers.iter().find_map(of_type),
            body: seen.body.clone().into_bytes(),
        };
        match sandbox.handle(&request, polyv_group::clock::unix_millis()) {
            Outcome::Reply(answer) => {
                let status = match answer.status {
                    200 => "HTTP/1.1 200 OK",
                    400 => "HTTP/1.1 400 Bad Request",
                    429 => "HTTP/1.1 429 Too Many Requests",
                    502 => "HTTP/1.1 502 Bad Gateway",
                    503 => "HTTP/1.1 503 Service Unavailable",
                    _ => "HTTP/1.1 500 Internal Server Error",
                };
                let headers = answer.headers.iter();
                let headers = headers.map(|(name, value)| format!("{name}: {value}"));
                Sent::Reply(status, headers.collect(), answer.body)
            }
            Outcome::Cut(answer) => {
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
                    answer.body.len()
                );
                let half = &answer.body[..answer.body.len() / 2];
                Sent::Raw([head.as_bytes(), half].concat())
            }
            Outcome::Hang => Sent::Hang,
            Outcome::Reset | Outcome::Drop => Sent::Close,
        }
    })
}

fn run(server: &RawServer, line: &str, more: &str) -> Run {
    let args: Vec<&str> = line.split(' ').chain(more.split_whitespace()).collect();
    Home::at(&server.url).run_with_stdin(&args, "Passw0rd1")
}

fn posts(server: &RawServer) -> Vec<Seen> {
    let seen = server.seen().into_iter();
    let is_post = |request: &Seen| request.line.starts_with("POST");
    seen.filter(is_post).collect()
}

#[test]
fn a_lost_answer_of_work_that_was_done_is_found_out_and_nothing_sent_again() {
    for case in WRITES {
        for kind in DONE {
            let server = case.server(kind);
            let done = run(&server, case.line, "--yes").expect(0);
            let words = "the answer was lost, but ";
            assert!(done.stderr.contains(words), "{kind}: {}", done.stderr);
            case.check(&server, 1, true, kind);
        }
    }
}

#[test]
fn a_lost_answer_of_work_that_was_not_done_stays_unknown() {
    for case in WRITES {
        for kind in NOT_DONE {
            let server = case.server(kind);
            let unknown = run(&server, case.line, "--yes --wait 1ms").expect(9);
            let words = " may or may not have been ";
            assert!(unknown.stderr.contains(words), "{kind}: {}", unknown.stderr);
            case.check(&server, 1, false, kind);
            // Whoever has looked does it with the same line.
            run(&server, case.line, "--yes").expect(0);
            case.check(&server, 2, true, kind);
        }
    }
}

#[test]
fn an_answer_that_never_comes_is_lost() {
    std::thread::scope(|scope| {
        for case in &WRITES {
            for (kind, status, done) in [("done-hang", 0, true), ("hang", 9, false)] {
                scope.spawn(move || {
                    let server = case.server(kind);
                    // A busy machine needs a second for the lists.
                    run(&server, case.line, "--yes --wait 1ms --timeout 8s").expect(status);
                    case.check(&server, 1, done, kind);
                });
            }
        }
    });
}

#[test]
fn what_was_surely_not_done_is_sent_again() {
    for case in WRITES {
        for kind in ["429+0", "expired"] {
            let server = case.server(kind);
            run(&server, case.line, "--yes").expect(0);
            case.check(&server, 2, true, kind);
        }
    }
}

#[test]
fn an_email_that_is_taken_is_told_before_anything_is_sent() {
    let server = faulty(None);
    for more in ["--yes", "--dry-run"] {
        let line = NEW.replace("new@example.com", "Staff00007@GROUP.example.com");
        let taken = run(&server, &line, more).expect(5);
        let words = "staff00007@group.example.com has a child account already (childUserId ";
        assert!(taken.stderr.contains(words), "{}", taken.stderr);
    }
    assert_eq!(posts(&server).len(), 0);
}

#[test]
fn what_is_gone_already_is_done() {
    let server = faulty(None);
    let first = run(&server, GONE, "--yes -o json").expect(0);
    assert!(
        first.stderr.contains("\n  childName        员工0007\n"),
        "{}",
        first.stderr
    );
    let again = run(&server, GONE, "--yes -o json").expect(0);
    let note = "the list of child accounts has no STAFF00007@group.example.com: nothing is left to \
                do\n";
    let row = |email: &str| format!("{{\"childEmail\":\"{email}\"}}\n");
    assert_eq!(
        first.stdout,
        row("staff00007@group.example.com"),
        "as the list has it"
    );
    let typed = row("STAFF00007@group.example.com");
    assert_eq!((&*again.stdout, &*again.stderr), (&*typed, note));
    let dry = run(&server, GONE, "--dry-run --exit-code").expect(0);
    assert_eq!((&*dry.stdout, &*dry.stderr), ("", note));
    assert_eq!(posts(&server).len(), 1);

    // One that another person deletes meanwhile.
    let written = std::sync::atomic::AtomicUsize::new(0);
    let server = RawServer::start(move |_, request| {
        if request.line.starts_with("POST") {
            written.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let body = r#"{"code":400,"error":{"code":10001,"desc":"not found user children"},"success":false}"#;
            return Sent::Reply("HTTP/1.1 400 Bad Request", Vec::new(), body.into());
        }
        let there = written.load(std::sync::atomic::Ordering::SeqCst) == 0;
        let row = r#"{"childUserId":"c1","childEmail":"li@x.cn"}"#;
        let row = if there { row } else { "" };
        Sent::Json(format!(
            r#"{{"code":200,"data":{{"contents":[{row}],"totalItems":{}}}}}"#,
            u8::from(there)
        ))
    });
    let done = run(&server, "children delete --email li@x.cn", "--yes").expect(0);
    let note = "li@x.cn was gone already (not found user children); the list does not have it\n";
    assert!(done.stderr.ends_with(note), "{}", done.stderr);
}

#[test]
fn a_filter_that_finds_nothing_proves_no_deletion() {
    let refused = r#"{"code":400,"error":{"code":1,"desc":"no"},"success":false}"#;
    for (answer, status) in [(Some(refused), 5), (None, 9), (Some(r#"{"code":200}"#), 5)] {
        let server = RawServer::start(move |_, request| match request.line.as_bytes()[0] {
            b'P' => answer.map_or(Sent::Close, |body| Sent::Json(body.into())),
            _ => {
                let row = r#"{"childUserId":"c1","childEmail":"li@x.cn"}"#;
                let found = request.query("childEmail").is_none();
                let row = if found { row } else { "" };
                let total = u8::from(found);
                Sent::Json(format!(
                    r#"{{"code":200,"data":{{"contents":[{row}],"totalItems":{total}}}}}"#
                ))
            }
        });
        let line = "children delete --email li@x.cn --yes --wait 1ms";
        run(&server, line, "").expect(status);
        assert_eq!(posts(&server).len(), 1);
    }
}

/// Two departments and a child account that nothing changes; a write is
/// answered with null.
fn unmoved() -> RawServer {
    RawServer::start(|_, request| {
        let data = match request.line.as_bytes()[0] {
            b'P' => "null",
            _ if request.line.contains("/organization/") => {
                r#"[{"id":1,"name":"总部","lft":1,"rgt":6,"parentId":0},
                    {"id":3,"name":"华东","lft":2,"rgt":5,"parentId":1},
                    {"id":4,"name":"一组","lft":3,"rgt":4,"parentId":3}]"#
            }
            _ => {
                r#"{"contents":[{"childUserId":"c1","childEmail":"li@x.cn","organizationId":1}],
                    "totalItems":1}"#
            }
        };
        Sent::Json(format!(r#"{{"code":200,"data":{data}}}"#))
    })
}

#[test]
fn what_the_list_still_shows_was_not_deleted() {
    for (line, what) in [
        ("children delete --email li@x.cn", "child account li@x.cn"),
        ("organization delete --organization 3", "department 3"),
        (
            "organization delete --organization 华东",
            "department 3 (总部/华东)",
        ),
    ] {
        let server = unmoved();
        let still = run(&server, line, "--yes --wait 1ms").expect(5);
        let words = format!("error: the {what} was not deleted: the list still shows it\n");
        assert!(still.stderr.contains(&words), "{}", still.stderr);
        assert_eq!(posts(&server).len(), 1);
    }
}

#[test]
fn a_deletion_of_a_department_tells_what_is_below_and_refuses_where_someone_sits() {
    let server = unmoved();
    let shown = run(
        &server,
        "organization delete --organization 华东",
        "--dry-run",
    )
    .expect(0);
    let below = "  below it       1 department, deleted with it: 一组\n";
    assert!(shown.stderr.contains(below), "{}", shown.stderr);
    let root = run(&server, "organization delete --organization 1", "--yes").expect(5);
    let words = "总部 is the root, which every account has; nothing was sent";
    assert!(root.stderr.contains(words), "{}", root.stderr);
    assert_eq!(posts(&server).len(), 0);

    let server = faulty(None);
    for more in ["--yes", "--dry-run"] {
        let line = "organization delete --organization 总部/华东大区一部";
        let refused = run(&server, line, more).expect(5);
        let words = "the service does not delete 总部/华东大区一部 while a child account sits on it \
                     or below it: 313 child accounts (staff00003@group.example.com, ";
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
    }
    assert_eq!(posts(&server).len(), 0);
}

#[test]
fn a_second_department_of_a_name_is_refused_or_told_from_the_first() {
    let twin = "warning: 总部/市场部 has a 一组 already (id 2747); this makes another one";
    for (kind, status, rows) in [("2:dropreply", 0, 2), ("2:reset", 9, 1)] {
        let server = faulty(Some(&format!("organization/create:{kind}")));
        run(&server, NODE, "--yes").expect(0);
        for how in ["--yes", "--dry-run"] {
            let refused = run(&server, NODE, how).expect(5).stderr;
            let words = "error: the department 一组 is there already (id 2747); nothing was sent\n\
                         hint: --another makes another one\n";
            assert!(refused.ends_with(words), "{refused}");
        }
        let second = run(&server, NODE, "--yes --another --wait 1ms").expect(status);
        assert!(second.stderr.contains(twin), "{}", second.stderr);
        assert_eq!(posts(&server).len(), 2);
        let there = run(&server, ONE_NODE, "").expect(0).stdout;
        assert_eq!(there.lines().count(), rows, "{kind}");
    }
}

#[test]
fn a_level_too_many_and_a_long_name_are_told_before_anything_is_sent() {
    let deep = |levels: usize| {
        RawServer::start(move |_, _| {
            let node = |level: usize| {
                let (left, right) = (level, 2 * levels + 1 - level);
                format!(
                    r#"{{"id":{level},"name":"n{level}","lft":{left},"rgt":{right},"parentId":{}}}"#,
                    level - 1
                )
            };
            let nodes: Vec<String> = (1..=levels).map(node).collect();
            Sent::Json(format!(r#"{{"code":200,"data":[{}]}}"#, nodes.join(",")))
        })
    };
    let create = |levels: usize, status| {
        let line = format!("organization create --parent {levels} --name 华南");
        run(&deep(levels), &line, "--dry-run").expect(status).stderr
    };
    assert!(!create(4, 0).contains("level"));
    let sixth = "warning: below n1/n2/n3/n4/n5 it would be on level 6, the root being the first; 5 \
                 levels are documented, and the service may refuse it";
    let told = create(5, 0);
    assert!(told.contains(sixth), "{told}");
    let seventh = "it would be on level 7, the root being the first; 5 levels are documented; \
                   nothing was sent";
    let told = create(6, 5);
    assert!(told.contains(seventh), "{told}");

    let line = "organization create --parent 1 --name";
    let told = |name: &str| {
        run(&deep(2), &format!("{line} {name}"), "--dry-run")
            .expect(0)
            .stderr
    };
    assert!(!told(&"名".repeat(12)).contains("warning"));
    let words = "is longer than the documented 12 characters; the service may refuse it";
    let told = told("it-org-1700000000000");
    assert!(told.contains(words), "{told}");
    let unknown = run(&deep(2), "organization create --parent 9 --name x", "--yes").expect(5);
    let words = "the list of departments has no 9; nothing was sent";
    assert!(unknown.stderr.contains(words), "{}", unknown.stderr);
}

/// A request's query, without the parameters of every call, and the proof that
/// all of it is signed.
fn signed(request: &Seen) -> Vec<(String, String)> {
    let target = request.line.split(' ').nth(1).unwrap();
    let pairs = target.split_once('?').unwrap().1.split('&');
    let names = pairs
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, _)| name);
    let pairs = names.map(|name| (name.to_owned(), request.query(name).unwrap()));
    let (common, own): (Vec<_>, Vec<_>) =
        pairs.partition(|(name, _)| ["appId", "timestamp", "sign"].contains(&name.as_str()));
    let all = common.iter().chain(&own).filter(|(name, _)| name != "sign");
    let all = all.fold(Params::new(), |all, (name, value)| {
        all.with(name, value.as_str())
    });
    let expected = sign(&all, &Secret::new(APP_SECRET));
    assert_eq!(request.query("sign"), Some(expected), "{}", request.line);
    assert_eq!(request.query("appId").as_deref(), Some(APP_ID));
    own
}

/// A service that takes anything; the list has the child account until a write.
fn willing() -> RawServer {
    let written = std::sync::atomic::AtomicBool::new(false);
    RawServer::start(move |_, request| {
        let is_post = request.line.starts_with("POST");
        let is_written = written.fetch_or(is_post, std::sync::atomic::Ordering::SeqCst);
        let data = match is_post {
            true => "true".to_owned(),
            false => {
                let name = if is_written {
                    "lisi@qq.com"
                } else {
                    "a+b&c@x.cn"
                };
                let row = format!(r#"{{"childUserId":"c1","childEmail":"{name}"}}"#);
                format!(r#"{{"contents":[{row}],"totalItems":1}}"#)
            }
        };
        Sent::Json(format!(r#"{{"code":200,"data":{data}}}"#))
    })
}

/// The documents' table types a telephone as a text; their sample has a number.
fn with_texts(mut body: Value) -> Value {
    if body["telephone"].is_number() {
        body["telephone"] = body["telephone"].to_string().into();
    }
    body
}

#[test]
fn a_creation_is_the_published_one() {
    let sample = include_str!("../data/samples/v4.user.children.create.request-body.json");
    let sample: Value = serde_json::from_str(sample).unwrap();
    let server = willing();
    let text = |name: &str| sample[name].as_str().unwrap().to_owned();
    let numbers = ["roleId", "organizationId", "telephone"].map(|name| sample[name].to_string());
    let [role, organization, telephone] = numbers;
    let (email, name, description) = (text("childEmail"), text("childName"), text("description"));
    let args = [
        "children",
        "create",
        "--yes",
        "--password-stdin",
        "--email",
        &email,
        "--name",
        &name,
        "--description",
        &description,
        "--role",
        &role,
        "--organization",
        &organization,
        "--telephone",
        &telephone,
    ];
    let home = Home::at(&server.url);
    home.run_with_stdin(&args, text("password")).expect(0);
    let [post] = &posts(&server)[..] else {
        panic!("one POST");
    };
    assert!(post.line.starts_with("POST /live/v4/user/children/create?"));
    assert_eq!(signed(post), [], "the body is not signed");
    let sent: Value = serde_json::from_str(&post.body).unwrap();
    assert_eq!(sent, with_texts(sample));
}

#[test]
fn an_update_is_the_published_one() {
    let sample = include_str!("../data/samples/v4.user.children.update.request-body.json");
    let sample: Value = serde_json::from_str(sample).unwrap();
    let server = willing();
    let email = sample["childEmail"].as_str().unwrap();
    let args = [
        "children",
        "update",
        "--yes",
        "--password-stdin",
        "--email",
        email,
    ];
    let password = sample["password"].as_str().unwrap();
    Home::at(&server.url)
        .run_with_stdin(&args, password)
        .expect(0);
    let sent: Value = serde_json::from_str(&posts(&server)[0].body).unwrap();
    assert_eq!(sent, sample);
}

#[test]
fn a_deletion_signs_the_e_mail_in_the_query_and_has_no_body() {
    let server = willing();
    run(&server, "children delete --email a+b&c@x.cn --yes", "").expect(0);
    let [post] = &posts(&server)[..] else {
        panic!("one POST");
    };
    assert!(post.line.starts_with("POST /live/v4/user/children/delete?"));
    let expected = [("childEmail".to_owned(), "a+b&c@x.cn".to_owned())];
    assert_eq!((signed(post), &*post.body), (expected.to_vec(), ""));
}

#[test]
fn rules_are_told_all_at_once_before_a_request() {
    let server = faulty(None);
    let (name, text) = ("名".repeat(51), "x".repeat(101));
    let args = [
        "children",
        "create",
        "--email",
        "new",
        "--name",
        &name,
        "--description",
        &text,
        "--organization",
        "",
        "--password-stdin",
        "--yes",
    ];
    let wrong = Home::at(&server.url)
        .run_with_stdin(&args, "12345678")
        .expect(2);
    let first = wrong.stderr.lines().next().unwrap();
    let expected = format!(
        "error: nothing was sent: --email must be one e-mail address such as name@example.com \
         (given: new); --name must not be longer than 50 characters (given: {name}); the password \
         must be 8 to 16 characters with digits and letters; --role is required; --organization \
         must not be empty; --description must not be longer than 100 characters (given: {text})"
    );
    assert_eq!(first, expected);
    let long = Home::at(&server.url).run_with_stdin(
        &NEW.split(' ').chain(["--yes"]).collect::<Vec<_>>(),
        "a1".repeat(9),
    );
    assert!(long.expect(2).stderr.contains("8 to 16 characters"));
    assert_eq!(server.count(), 0);
}

#[test]
fn a_department_is_created_below_the_number_of_its_parent() {
    let sample = include_str!("../data/samples/v4.user.organization.create.request-body.json");
    let mut sample: Value = serde_json::from_str(sample).unwrap();
    // The table types it Integer; the sample has a text.
    sample["parentId"] = 2730.into();
    let written = std::sync::atomic::AtomicBool::new(false);
    let server = RawServer::start(move |_, request| {
        let is_post = request.line.starts_with("POST");
        let is_written = written.fetch_or(is_post, std::sync::atomic::Ordering::SeqCst);
        let new = r#",{"id":2731,"name":"测试部门","lft":2,"rgt":3,"parentId":2730}"#;
        let new = if is_written { new } else { "" };
        let list = format!(r#"[{{"id":2730,"name":"总部","lft":1,"rgt":4,"parentId":0}}{new}]"#);
        let data = if is_post { r#"{"id":2731}"# } else { &list };
        Sent::Json(format!(r#"{{"code":200,"data":{data}}}"#))
    });
    let text = |name: &str| sample[name].as_str().unwrap().to_owned();
    let (name, description) = (text("name"), text("description"));
    let args = [
        "organization",
        "create",
        "--parent",
        "2730",
        "--name",
        &name,
        "--description",
        &description,
        "--yes",
        "-o",
        "csv",
        "--columns",
        "id,name",
        "--no-header",
    ];
    let created = Home::at(&server.url).run(&args).expect(0);
    assert_eq!(created.stdout, "2731,测试部门\n");
    let [post] = &posts(&server)[..] else {
        panic!("one POST");
    };
    assert!(
        post.line
            .starts_with("POST /live/v4/user/organization/create?")
    );
    assert_eq!(signed(post), []);
    let sent: Value = serde_json::from_str(&post.body).unwrap();
    assert_eq!(sent, sample);
}

#[test]
fn a_department_is_deleted_by_its_id_signed_in_the_query() {
    let server = unmoved();
    let line = "organization delete --organization 华东 --yes --wait 1ms";
    run(&server, line, "").expect(5);
    let [post] = &posts(&server)[..] else {
        panic!("one POST");
    };
    assert!(
        post.line
            .starts_with("POST /live/v4/user/organization/delete?")
    );
    let expected = [("organizationId".to_owned(), "3".to_owned())];
    assert_eq!((signed(post), &*post.body), (expected.to_vec(), ""));
}
